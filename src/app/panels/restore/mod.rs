//! The kept saves of the project, what each holds, and the way back to it as one step.

mod contents;

use std::path::Path;
use std::sync::Arc;

use egui::{Align, Label, Layout, Rect, RichText, ScrollArea, Sense, Ui, UiBuilder, vec2};

use super::{Panel, Slot};
use crate::app::live::Live;
use crate::app::request::{Request, Requests};
use crate::app::state::Overlay;
use crate::app::widgets::{
    Desk, DialogAnswer, Head, Rows, TableState, cell, dialog, dialog_buttons, flush_right, section,
};
use crate::app::{View, theme, when};
use crate::command::Command;
use crate::store::{Backup, list_backups};
use contents::Contents;

#[derive(Default)]
pub struct Restore {
    choosing: Option<Choosing>,
}

/// One opening of the dialog.
#[derive(Default)]
struct Choosing {
    saves: Live<(), Result<Vec<Backup>, String>>,
    table: TableState<usize>,
    /// Of a save, by its place in the list, against the project at a revision.
    contents: Live<(usize, u64), Result<Contents, String>>,
}

const WIDTH: f32 = 780.0;
const LIST_WIDTH: f32 = 360.0;
const HEIGHT: f32 = 320.0;
const HEADS: [Head; 3] = [
    Head::new("Saved", 150.0).unsorted(),
    Head::rest("Before now").unsorted(),
    Head::new("Size", 76.0).unsorted(),
];

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
        let mut answer = DialogAnswer::NotYet;
        let closed = dialog(ui.ctx(), "Restore an earlier save", WIDTH, |ui| {
            answer = choosing.ui(ui, view, path);
        });
        if answer == DialogAnswer::Done
            && let Some(contents) = choosing.contents_now(view)
        {
            requests.run(Command::Restore(contents.project.clone()));
        }
        if closed || answer != DialogAnswer::NotYet {
            requests.push(Request::CloseOverlay);
        }
    }
}

impl Choosing {
    fn new() -> Self {
        let mut choosing = Self::default();
        choosing.table.show_row(0, 0);
        choosing.table.enter();
        choosing
    }

    fn ui(&mut self, ui: &mut Ui, view: &View, path: &Path) -> DialogAnswer {
        let path = path.to_owned();
        self.saves.get(ui.ctx(), (), move |_| Ok(list_backups(&path).map_err(|error| error.to_string())));
        match self.saves.now() {
            None => drop(ui.label(RichText::new("Looking for earlier saves…").weak())),
            Some(Err(problem)) => drop(ui.add(Label::new(problem).wrap())),
            Some(Ok(saves)) if saves.is_empty() => {
                let words = "No earlier save is kept yet. Each save keeps the one before it here.";
                ui.add(Label::new(RichText::new(words).weak()).wrap());
            }
            Some(Ok(_)) => self.saves_ui(ui, view),
        }
        let can = self.contents_now(view).is_some_and(|contents| !contents.is_as_now());
        dialog_buttons(ui, "Restore", can)
    }

    /// The list at the left, what the chosen one holds at the right.
    fn saves_ui(&mut self, ui: &mut Ui, view: &View) {
        let (both, _) = ui.allocate_exact_size(vec2(ui.available_width(), HEIGHT), Sense::hover());
        let middle = both.left() + LIST_WIDTH;
        part_ui(ui, both.with_max_x(middle), |ui| {
            let Some(Ok(saves)) = self.saves.now() else { return };
            let rows = SaveRows { saves, revision: view.session.revision() };
            self.table.ui(ui, "Earlier saves", &HEADS, &rows);
        });
        self.look_into(ui, view);
        part_ui(ui, both.with_min_x(middle + theme::AROUND), |ui| {
            ScrollArea::vertical().auto_shrink(false).show(ui, |ui| match self.contents.now() {
                Some(Ok(contents)) => contents_ui(ui, contents),
                Some(Err(problem)) => drop(ui.add(Label::new(problem).wrap())),
                None => drop(ui.label(RichText::new("Reading the save…").weak())),
            });
        });
    }

    fn asked(&self, view: &View) -> Option<(usize, u64)> {
        Some((self.table.chosen.single()?, view.session.revision()))
    }

    fn look_into(&mut self, ui: &Ui, view: &View) {
        let (Some(asked), Some(Ok(saves))) = (self.asked(view), self.saves.now()) else { return };
        let Some(save) = saves.get(asked.0) else { return };
        let (path, project) = (save.path.clone(), Arc::clone(view.project));
        self.contents.get(ui.ctx(), asked, move |progress| contents::read(&path, &project, progress));
    }

    /// Of the chosen save, once it is read.
    fn contents_now(&self, view: &View) -> Option<&Contents> {
        self.asked(view).filter(|asked| self.contents.is_for(asked))?;
        self.contents.now()?.as_ref().ok()
    }
}

fn part_ui(ui: &mut Ui, rect: Rect, content: impl FnOnce(&mut Ui)) {
    content(&mut ui.new_child(UiBuilder::new().max_rect(rect).layout(Layout::top_down(Align::Min))));
}

fn contents_ui(ui: &mut Ui, contents: &Contents) {
    ui.add(Label::new(RichText::new(contents.project.title()).family(theme::bold())).wrap());
    ui.label(RichText::new(contents.counted()).weak());
    for damage in &contents.damages {
        ui.add_space(theme::INSIDE);
        ui.add(Label::new(RichText::new(damage).color(theme::palette(ui).warning)).wrap());
    }
    ui.add_space(theme::GROUP);
    section(ui, "RESTORING IT");
    for line in contents.consequences() {
        ui.add(Label::new(line).wrap());
    }
    ui.add_space(theme::GROUP);
    ui.add(Label::new(RichText::new("This is one step of the history: Ctrl+Z takes it back.").weak()).wrap());
}

struct SaveRows<'a> {
    saves: &'a [Backup],
    revision: u64,
}

impl SaveRows<'_> {
    /// How far back it is. A save of another project that stood here may be ahead.
    fn before_now(&self, save: &Backup) -> String {
        match self.revision.checked_sub(save.revision) {
            None => "of another history".to_owned(),
            Some(0) => "as now".to_owned(),
            Some(1) => "1 step".to_owned(),
            Some(n_steps) => format!("{n_steps} steps"),
        }
    }
}

impl Rows for SaveRows<'_> {
    type Id = usize;

    fn n_rows(&self) -> usize {
        self.saves.len()
    }

    fn id(&self, row: usize) -> usize {
        row
    }

    fn name(&self, row: usize) -> String {
        let save = &self.saves[row];
        format!("{}, {}, {}", when::with_time(save.at), self.before_now(save), size(save.n_bytes))
    }

    fn cell_ui(&self, ui: &mut Ui, row: usize, column: usize) {
        let save = &self.saves[row];
        match column {
            0 => {
                let label = Label::new(when::with_time(save.at)).truncate();
                ui.add(label).on_hover_text(when::in_full(&save.at.to_string()));
            }
            1 => cell(ui, self.before_now(save)),
            _ => flush_right(ui, &size(save.n_bytes), theme::palette(ui).weak),
        }
    }
}

fn size(n_bytes: u64) -> String {
    match n_bytes as f64 {
        n if n < 1e3 => format!("{n_bytes} bytes"),
        n if n < 1e6 => format!("{:.0} kB", n / 1e3),
        n => format!("{:.1} MB", n / 1e6),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sizes_are_told_in_the_unit_that_fits() {
        assert_eq!([999, 1_499, 999_000, 1_250_000].map(size), ["999 bytes", "1 kB", "999 kB", "1.2 MB"]);
    }

    #[test]
    fn a_save_is_told_by_its_distance() {
        let rows = SaveRows { saves: &[], revision: 812 };
        let save =
            |revision| Backup { path: "p".into(), revision, at: jiff::Timestamp::UNIX_EPOCH, n_bytes: 0 };
        let words = [812, 811, 800, 813].map(|revision| rows.before_now(&save(revision)));
        assert_eq!(words, ["as now", "1 step", "12 steps", "of another history"]);
    }
}
