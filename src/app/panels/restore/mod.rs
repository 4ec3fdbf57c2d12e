//! The kept saves of the project, what each holds, and the way back to it as one step.

mod choosing;
mod contents;
mod unopened;

use egui::{DragValue, Label, RichText, Ui};

use super::{Panel, Slot};
use crate::app::View;
use crate::app::request::{Request, Requests};
use crate::app::state::Overlay;
use crate::app::theme;
use crate::app::widgets::{Desk, DialogAnswer, dialog, dialog_buttons};
use crate::command::Command;
use crate::store::Keep;
use choosing::{Choosing, Now};
use contents::Contents;
pub use unopened::SavesOfUnopened;

const TITLE: &str = "Restore an earlier save";
const WIDTH: f32 = 780.0;
const MOST_KEPT: usize = 999; // saves or days: more than anybody looks through

#[derive(Default)]
pub struct Restore {
    choosing: Option<Choosing>,
}

impl Panel for Restore {
    fn slot(&self) -> Slot {
        Slot::Over
    }

    fn is_overlay(&self, overlay: &Overlay) -> bool {
        // Also when it was just closed, to look at the disk anew the next time.
        self.choosing.is_some() || *overlay == Overlay::Restore
    }

    fn ui(&mut self, ui: &mut Ui, view: &View, _desk: &mut Desk, requests: &mut Requests) {
        let path = view.session.path().filter(|_| view.state.overlay == Overlay::Restore);
        let Some(path) = path else {
            self.choosing = None;
            return;
        };
        let choosing = self.choosing.get_or_insert_with(Choosing::new);
        let now = Now { path, project: view.project, revision: Some(view.session.revision()) };
        let mut answer = DialogAnswer::NotYet;
        let closed = dialog(ui.ctx(), TITLE, WIDTH, |ui| {
            choosing.ui(ui, &now, consequences_ui);
            keep_ui(ui, view.settings.keep, requests);
            let can = choosing.contents_now(&now).is_some_and(|contents| !contents.is_as_now());
            answer = dialog_buttons(ui, "Restore", can);
        });
        if answer == DialogAnswer::Done
            && let Some(contents) = choosing.contents_now(&now)
        {
            requests.run(Command::Restore(contents.project.clone()));
        }
        if closed || answer != DialogAnswer::NotYet {
            requests.push(Request::CloseOverlay);
        }
    }
}

fn consequences_ui(ui: &mut Ui, contents: &Contents) {
    for line in contents.consequences() {
        ui.add(Label::new(line).wrap());
    }
    ui.add_space(theme::GROUP);
    ui.add(Label::new(RichText::new("This is one step of the history: Ctrl+Z takes it back.").weak()).wrap());
}

/// How many saves are kept, of every project.
fn keep_ui(ui: &mut Ui, mut keep: Keep, requests: &mut Requests) {
    let before = keep;
    ui.add_space(theme::GROUP);
    ui.horizontal(|ui| {
        ui.label("Keep the last");
        number_ui(ui, &mut keep.last, "Last saves to keep");
        ui.label("saves and one a day for");
        number_ui(ui, &mut keep.days, "Days to keep a save of");
        ui.label("days");
        ui.label(RichText::new("from the next save on").weak());
    });
    if keep != before {
        requests.push(Request::SetKeep(keep));
    }
}

fn number_ui(ui: &mut Ui, number: &mut usize, name: &str) {
    // A number that is only half typed must not cost saves.
    let field = DragValue::new(number).range(0..=MOST_KEPT).update_while_editing(false);
    ui.add(field).accessible_name(name);
}
