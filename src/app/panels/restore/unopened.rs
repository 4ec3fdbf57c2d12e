//! The same list for a project that cannot be opened: the chosen save is opened as a copy beside it.

use std::path::Path;
use std::sync::Arc;

use egui::{Context, Label, Ui};

use super::choosing::{Choosing, Now};
use super::{TITLE, WIDTH};
use crate::app::request::{Request, Requests};
use crate::app::widgets::{DialogAnswer, dialog, dialog_buttons};
use crate::model::Project;

#[derive(Default)]
pub struct SavesOfUnopened {
    choosing: Option<Choosing>,
    /// Nothing is known of the project, so each save is looked at by itself.
    nothing: Arc<Project>,
}

impl SavesOfUnopened {
    pub fn ui(&mut self, context: &Context, path: Option<&Path>, requests: &mut Requests) {
        let Some(path) = path else {
            self.choosing = None;
            return;
        };
        let choosing = self.choosing.get_or_insert_with(Choosing::new);
        let now = Now { path, project: &self.nothing, revision: None };
        let mut answer = DialogAnswer::NotYet;
        let closed = dialog(context, TITLE, WIDTH, |ui| {
            choosing.ui(ui, &now, |ui, _| what_happens_ui(ui, path));
            answer = dialog_buttons(ui, "Open a copy", choosing.contents_now(&now).is_some());
        });
        if closed || answer != DialogAnswer::NotYet {
            requests.push(Request::CloseOverlay);
        }
        if answer == DialogAnswer::Done
            && let Some(save) = choosing.chosen()
        {
            requests.push(Request::OpenSave { save: save.path.clone(), of: path.to_owned() });
        }
    }
}

fn what_happens_ui(ui: &mut Ui, path: &Path) {
    let name = path.file_name().unwrap_or_default().display();
    let words =
        format!("A copy of this save becomes a project of its own beside {name}, which stays as it is.");
    ui.add(Label::new(words).wrap());
}
