//! What was done, newest first, and the way back to any step.

use egui::{RichText, Ui};

use super::{Panel, Slot};
use crate::app::request::{Request, Requests};
use crate::app::state::Drawer;
use crate::app::widgets::{Desk, Head, Rows, TableState, cell, number_cell};
use crate::app::{View, theme};
use crate::model::{History, Transaction};

#[derive(Default)]
pub struct HistoryDrawer {
    table: TableState<usize>,
    /// The step that a way back is offered to: how many are done then.
    offered: Option<usize>,
}

const HEADS: [Head; 3] = [
    Head::new("Step", 60.0).unsorted(),
    Head::rest("What").unsorted(),
    Head::new("Changes", 80.0).unsorted(),
];

impl Panel for HistoryDrawer {
    fn slot(&self) -> Slot {
        Slot::Drawer(Drawer::History)
    }

    fn ui(&mut self, ui: &mut Ui, view: &View, _desk: &mut Desk, requests: &mut Requests) {
        if view.state.enters_drawer {
            self.table.enter();
        }
        if view.session.earlier().is_some() {
            requests.push(Request::ReadHistory);
        }
        let rows = StepRows { history: view.session.history() };
        ui.horizontal(|ui| self.head_ui(ui, view, requests));
        if rows.n_rows() == 1 {
            ui.add_space(theme::GROUP);
            ui.label(RichText::new("Nothing was done yet. Every change will be listed here.").weak());
            return;
        }
        let answer = self.table.ui(ui, "History", &HEADS, &rows);
        if let Some(row) = answer.opened {
            self.offered = Some(rows.id(row));
        }
    }
}

impl HistoryDrawer {
    fn head_ui(&self, ui: &mut Ui, view: &View, requests: &mut Requests) {
        let history = view.session.history();
        let (n_done, n_undone) = (history.done().len(), history.undone().len());
        let offered = self.offered.filter(|step| *step <= n_done + n_undone && *step != n_done);
        if let Some(step) = offered.filter(|_| !view.session.is_read_only()) {
            let words = match n_done.abs_diff(step) {
                1 if step < n_done => "Undo 1 step".to_owned(),
                n_steps if step < n_done => format!("Undo {n_steps} steps"),
                1 => "Do 1 step again".to_owned(),
                n_steps => format!("Do {n_steps} steps again"),
            };
            if ui.button(words).clicked() {
                requests.push(Request::WalkHistory(step));
            }
        }
        let words = match n_undone {
            0 => format!("{n_done} steps done. Click a step to go back to where it was the last one"),
            _ => format!("{n_done} steps done, {n_undone} undone"),
        };
        ui.label(RichText::new(words).weak());
    }
}

/// All steps, newest first, and the start as the last row. A row's id is the number of steps that
/// are done when it is the last one done.
struct StepRows<'a> {
    history: &'a History,
}

impl StepRows<'_> {
    fn n_steps(&self) -> usize {
        self.history.done().len() + self.history.undone().len()
    }

    fn is_done(&self, step: usize) -> bool {
        step <= self.history.done().len()
    }

    /// `None` for the start.
    fn transaction(&self, step: usize) -> Option<&Transaction> {
        let (done, undone) = (self.history.done(), self.history.undone());
        let transaction = match step.checked_sub(1)? {
            at if at < done.len() => done.get(at),
            at => undone.iter().rev().nth(at - done.len()), // the next one to redo is last
        };
        transaction.map(|deed| deed.transaction.as_ref())
    }
}

impl Rows for StepRows<'_> {
    type Id = usize;

    fn n_rows(&self) -> usize {
        self.n_steps() + 1
    }

    fn id(&self, row: usize) -> usize {
        self.n_steps() - row
    }

    fn name(&self, row: usize) -> String {
        let step = self.id(row);
        let title = self.transaction(step).map_or("As it was opened", |step| &step.title);
        if self.is_done(step) { title.to_owned() } else { format!("{title} (undone)") }
    }

    fn cell_ui(&self, ui: &mut Ui, row: usize, column: usize) {
        let step = self.id(row);
        let is_last_done = step == self.history.done().len();
        match column {
            0 if is_last_done => cell(ui, RichText::new(format!("{step}  now")).family(theme::bold())),
            0 => cell(ui, RichText::new(step.to_string()).weak()),
            1 => {
                let words = RichText::new(self.name(row));
                cell(ui, if self.is_done(step) { words } else { words.weak().italics() });
            }
            _ => {
                if let Some(transaction) = self.transaction(step) {
                    number_cell(ui, transaction.edits.len());
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::command::Command;
    use crate::fixture;

    #[test]
    fn undone_steps_stay_in_their_place() {
        let mut session = fixture::session(&[("AFP", "[GPE Japan]")]);
        for title in ["One", "Two", "Three"] {
            session.run(&Command::SetTitle(title.to_owned())).unwrap();
        }
        session.undo().unwrap();
        session.undo().unwrap();
        let rows = StepRows { history: session.history() };
        assert_eq!(rows.n_rows(), 5);
        let title = |row| rows.transaction(rows.id(row)).map(|step| step.title.clone());
        let done = session.history().done();
        let undone = session.history().undone();
        assert_eq!(title(0), Some(undone[0].transaction.title.clone()));
        assert_eq!(title(1), Some(undone[1].transaction.title.clone()));
        assert_eq!(title(2), Some(done[1].transaction.title.clone()));
        assert_eq!((rows.is_done(rows.id(1)), rows.is_done(rows.id(2))), (false, true));
        assert_eq!((title(4), rows.name(4).as_str()), (None, "As it was opened"));
    }
}
