//! A list of earlier saves, and a look into the chosen one.

use std::path::Path;
use std::sync::Arc;

use egui::{Align, Label, Layout, Rect, RichText, ScrollArea, Sense, Ui, UiBuilder, vec2};

use super::contents::{self, Contents};
use crate::app::live::Live;
use crate::app::widgets::{Head, Rows, TableState, cell, flush_right, section};
use crate::app::{theme, when};
use crate::model::Project;
use crate::store::{Backup, list_backups};
use crate::text::count;

/// One opening of the list.
#[derive(Default)]
pub struct Choosing {
    saves: Live<(), Result<Vec<Backup>, String>>,
    table: TableState<usize>,
    /// Of a save, by its place in the list, against the project at a revision.
    contents: Live<(usize, Option<u64>), Result<Contents, String>>,
}

/// What the saves are measured against.
pub struct Now<'a> {
    pub path: &'a Path,
    pub project: &'a Arc<Project>,
    /// None where the project cannot be opened.
    pub revision: Option<u64>,
}

const LIST_WIDTH: f32 = 360.0;
const HEIGHT: f32 = 320.0;

impl Choosing {
    pub fn new() -> Self {
        let mut choosing = Self::default();
        choosing.table.show_row(0, 0);
        choosing.table.enter();
        choosing
    }

    /// `tell` says what restoring the chosen save would do.
    pub fn ui(&mut self, ui: &mut Ui, now: &Now, tell: impl Fn(&mut Ui, &Contents)) {
        let path = now.path.to_owned();
        self.saves.get(ui.ctx(), (), move |_| Ok(list_backups(&path).map_err(|error| error.to_string())));
        match self.saves.now() {
            None => drop(ui.label(RichText::new("Looking for earlier saves…").weak())),
            Some(Err(problem)) => drop(ui.add(Label::new(problem).wrap())),
            Some(Ok(saves)) if saves.is_empty() => {
                let words = "No earlier save is kept yet. Each save keeps the one before it here.";
                ui.add(Label::new(RichText::new(words).weak()).wrap());
            }
            Some(Ok(_)) => self.saves_ui(ui, now, tell),
        }
    }

    /// The list at the left, what the chosen one holds at the right.
    fn saves_ui(&mut self, ui: &mut Ui, now: &Now, tell: impl Fn(&mut Ui, &Contents)) {
        let (both, _) = ui.allocate_exact_size(vec2(ui.available_width(), HEIGHT), Sense::hover());
        let middle = both.left() + LIST_WIDTH;
        part_ui(ui, both.with_max_x(middle), |ui| {
            let Some(Ok(saves)) = self.saves.now() else { return };
            let rows = SaveRows { saves, revision: now.revision };
            self.table.ui(ui, "Earlier saves", &heads(now), &rows);
        });
        self.look_into(ui, now);
        part_ui(ui, both.with_min_x(middle + theme::AROUND), |ui| {
            ScrollArea::vertical().auto_shrink(false).show(ui, |ui| match self.contents.now() {
                Some(Ok(contents)) => contents_ui(ui, contents, tell),
                Some(Err(problem)) => drop(ui.add(Label::new(problem).wrap())),
                None => drop(ui.label(RichText::new("Reading the save…").weak())),
            });
        });
    }

    fn asked(&self, now: &Now) -> Option<(usize, Option<u64>)> {
        Some((self.table.chosen.single()?, now.revision))
    }

    fn look_into(&mut self, ui: &Ui, now: &Now) {
        let (Some(asked), Some(save)) = (self.asked(now), self.chosen()) else { return };
        let (path, project) = (save.path.clone(), Arc::clone(now.project));
        self.contents.get(ui.ctx(), asked, move |progress| contents::read(&path, &project, progress));
    }

    pub fn chosen(&self) -> Option<&Backup> {
        self.saves.now()?.as_ref().ok()?.get(self.table.chosen.single()?)
    }

    /// Of the chosen save, once it is read.
    pub fn contents_now(&self, now: &Now) -> Option<&Contents> {
        self.asked(now).filter(|asked| self.contents.is_for(asked))?;
        self.contents.now()?.as_ref().ok()
    }
}

fn heads(now: &Now) -> [Head<'static>; 3] {
    let steps = if now.revision.is_some() { "Before now" } else { "Steps" };
    [Head::new("Saved", 150.0).unsorted(), Head::rest(steps).unsorted(), Head::new("Size", 76.0).unsorted()]
}

fn part_ui(ui: &mut Ui, rect: Rect, content: impl FnOnce(&mut Ui)) {
    content(&mut ui.new_child(UiBuilder::new().max_rect(rect).layout(Layout::top_down(Align::Min))));
}

fn contents_ui(ui: &mut Ui, contents: &Contents, tell: impl Fn(&mut Ui, &Contents)) {
    ui.add(Label::new(RichText::new(contents.project.title()).family(theme::bold())).wrap());
    ui.label(RichText::new(contents.counted()).weak());
    for damage in &contents.damages {
        ui.add_space(theme::INSIDE);
        ui.add(Label::new(RichText::new(damage).color(theme::palette(ui).warning)).wrap());
    }
    ui.add_space(theme::GROUP);
    section(ui, "RESTORING IT");
    tell(ui, contents);
}

struct SaveRows<'a> {
    saves: &'a [Backup],
    revision: Option<u64>,
}

impl SaveRows<'_> {
    /// How far back it is, or else how far it had come. A save of another project that stood here may be
    /// ahead.
    fn steps(&self, save: &Backup) -> String {
        let Some(revision) = self.revision else { return format!("step {}", save.revision) };
        match revision.checked_sub(save.revision) {
            None => "of another history".to_owned(),
            Some(0) => "as now".to_owned(),
            Some(n_steps) => count(n_steps as usize, "step"),
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
        format!("{}, {}, {}", when::with_time(save.at), self.steps(save), size(save.n_bytes))
    }

    fn cell_ui(&self, ui: &mut Ui, row: usize, column: usize) {
        let save = &self.saves[row];
        match column {
            0 => {
                let label = Label::new(when::with_time(save.at)).truncate();
                ui.add(label).on_hover_text(when::in_full(&save.at.to_string()));
            }
            1 => cell(ui, self.steps(save)),
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
        let rows = SaveRows { saves: &[], revision: Some(812) };
        let save =
            |revision| Backup { path: "p".into(), revision, at: jiff::Timestamp::UNIX_EPOCH, n_bytes: 0 };
        let words = [812, 811, 800, 813].map(|revision| rows.steps(&save(revision)));
        assert_eq!(words, ["as now", "1 step", "12 steps", "of another history"]);
        assert_eq!(SaveRows { revision: None, ..rows }.steps(&save(800)), "step 800");
    }
}
