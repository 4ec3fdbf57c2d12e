//! What was done, when and by whom, newest first; the way back to any step, and out of a single one.

mod narrowing;

use egui::{Key, Label, Modifiers, RichText, Ui};

use super::{Panel, Slot};
use crate::app::live::Live;
use crate::app::request::{Request, Requests};
use crate::app::state::Drawer;
use crate::app::widgets::{Answer, Desk, Head, Rows, TableState, cell, number_cell};
use crate::app::{View, theme, when};
use crate::model::{Deed, History};
use crate::text::count;
use narrowing::{Ask, Narrowing};

#[derive(Default)]
pub struct HistoryDrawer {
    narrowing: Narrowing,
    table: TableState<usize>,
    /// The numbers of the steps that are asked for, newest first.
    found: Live<Ask, Vec<usize>>,
    /// Why the chosen step cannot be reverted alone, if it cannot.
    refusal: Live<Chosen, Option<String>>,
}

/// A step of the history as it is at a revision.
type Chosen = (usize, u64);

const HEADS: [Head; 5] = [
    Head::new("Step", 76.0).unsorted(),
    Head::new("When", 112.0).unsorted(),
    Head::new("Who", 120.0).unsorted(),
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
            // Steps are numbered from the first one, so none is shown before all are read.
            requests.push(Request::ReadHistory);
            told(ui, "Reading the history…");
            return;
        }
        let history = view.session.history();
        self.look_up(ui, view);
        ui.horizontal(|ui| {
            self.narrowing.ui(ui, view);
            self.counts_ui(ui, history);
        });
        ui.horizontal(|ui| self.chosen_ui(ui, view, requests));
        let rows = StepRows { history, steps: steps(&self.narrowing, &self.found) };
        if history.n_steps() == 0 {
            told(ui, "Nothing was done yet. Every change will be listed here.");
        } else if self.narrowing.is_on() && self.found.now().is_none() {
            // The first list is on its way.
        } else if rows.n_rows() == 0 {
            told(ui, "No step has to do with that. Clear the filters to see all.");
        } else {
            let answer = self.table.ui(ui, "History", &HEADS, &rows);
            self.obey(view, &answer, requests);
        }
    }
}

impl HistoryDrawer {
    fn look_up(&mut self, ui: &Ui, view: &View) {
        let Some(ask) = self.narrowing.ask(view.session) else { return };
        let history = view.session.history().clone();
        self.found.get(ui.ctx(), ask.clone(), move |progress| narrowing::find(&history, &ask, progress));
    }

    fn counts_ui(&self, ui: &mut Ui, history: &History) {
        let words = match (steps(&self.narrowing, &self.found), history.undone().len()) {
            (Some(steps), _) => {
                let word = self.found.word().map(|word| format!(" · {word}")).unwrap_or_default();
                format!("{} of {}{word}", steps.len(), count(history.n_steps(), "step"))
            }
            (None, 0) => format!("{} done", count(history.done().len(), "step")),
            (None, n_undone) => {
                format!("{} done, {n_undone} undone", count(history.done().len(), "step"))
            }
        };
        ui.label(RichText::new(words).weak());
    }

    /// What can be done about the chosen step.
    fn chosen_ui(&mut self, ui: &mut Ui, view: &View, requests: &mut Requests) {
        let history = view.session.history();
        let chosen = self.table.chosen.single().filter(|step| *step <= history.n_steps());
        let Some(step) = chosen.filter(|_| !view.session.is_read_only()) else {
            let words = "Choose a step to go back to where it was the last one, or to revert it alone";
            ui.label(RichText::new(words).weak());
            return;
        };
        let n_done = history.done().len();
        if let Some(words) = way_to(step, n_done)
            && ui.button(words).clicked()
        {
            requests.push(Request::WalkHistory(step));
        }
        if (1..=n_done).contains(&step) {
            self.revert_ui(ui, view, step, requests);
        } else if step > n_done {
            ui.label(RichText::new(format!("Step {step} was undone")).weak());
        }
    }

    fn revert_ui(&mut self, ui: &mut Ui, view: &View, step: usize, requests: &mut Requests) {
        let asked = (step, view.session.revision());
        let (project, done) = (view.project.clone(), view.session.history().done().clone());
        self.refusal.get(ui.ctx(), asked, move |_| {
            Ok(project.revert(&done, step).err().map(|refused| refused.to_string()))
        });
        let refusal = self.refusal.now().filter(|_| self.refusal.is_for(&asked));
        let button = egui::Button::new(format!("Revert step {step}"));
        let hint =
            "Take this step back and keep those after it (R). It is a step of its own, so Ctrl+Z undoes it";
        if ui.add_enabled(refusal == Some(&None), button).on_hover_text(hint).clicked() {
            requests.push(Request::Revert(step));
        }
        if let Some(Some(words)) = refusal {
            ui.add(Label::new(RichText::new(words).weak()).truncate());
        }
    }

    fn obey(&self, view: &View, answer: &Answer, requests: &mut Requests) {
        let reverts = answer.presses.contains(&(Key::R, Modifiers::NONE));
        let chosen = self.table.chosen.single().filter(|_| !view.session.is_read_only());
        if let Some(step) = chosen.filter(|_| reverts) {
            requests.push(Request::Revert(step));
        }
    }
}

/// The steps that were asked for; `None` for all.
fn steps<'f>(narrowing: &Narrowing, found: &'f Live<Ask, Vec<usize>>) -> Option<&'f [usize]> {
    narrowing.is_on().then(|| found.now().map_or(&[][..], Vec::as_slice))
}

fn told(ui: &mut Ui, words: &str) {
    ui.add_space(theme::GROUP);
    ui.label(RichText::new(words).weak());
}

/// What leads to where so many steps are done; `None` where they are.
fn way_to(step: usize, n_done: usize) -> Option<String> {
    match n_done.abs_diff(step) {
        0 => None,
        n_steps if step < n_done => Some(format!("Undo {}", count(n_steps, "step"))),
        n_steps => Some(format!("Do {} again", count(n_steps, "step"))),
    }
}

/// All steps, newest first, and the start as the last row; or those that were asked for. A row's id is
/// the number of steps that are done when it is the last one done.
struct StepRows<'a> {
    history: &'a History,
    /// `None` for all.
    steps: Option<&'a [usize]>,
}

impl StepRows<'_> {
    fn is_done(&self, step: usize) -> bool {
        step <= self.history.done().len()
    }

    /// `None` for the start.
    fn deed(&self, step: usize) -> Option<&Deed> {
        self.history.deed(step)
    }

    fn title(&self, step: usize) -> String {
        let title = self.deed(step).map_or("As it was opened", |deed| &deed.transaction.title);
        if self.is_done(step) { title.to_owned() } else { format!("{title} (undone)") }
    }

    fn step_ui(&self, ui: &mut Ui, step: usize) {
        let is_last_done = step == self.history.done().len();
        match is_last_done {
            true => cell(ui, RichText::new(format!("{step}  now")).family(theme::bold())),
            false => cell(ui, RichText::new(step.to_string()).weak()),
        }
    }
}

impl Rows for StepRows<'_> {
    type Id = usize;

    fn n_rows(&self) -> usize {
        self.steps.map_or(self.history.n_steps() + 1, <[usize]>::len)
    }

    fn id(&self, row: usize) -> usize {
        self.steps.map_or_else(|| self.history.n_steps() - row, |steps| steps[row])
    }

    fn name(&self, row: usize) -> String {
        let step = self.id(row);
        let title = self.title(step);
        match self.deed(step) {
            Some(Deed { stamp, .. }) => {
                format!("Step {step}: {title}, {}, {}", stamp.by, when::in_short(&stamp.at))
            }
            None => title,
        }
    }

    fn cell_ui(&self, ui: &mut Ui, row: usize, column: usize) {
        let step = self.id(row);
        let words = |words: String| {
            let words = RichText::new(words);
            if self.is_done(step) { words } else { words.weak().italics() }
        };
        match (column, self.deed(step)) {
            (0, _) => self.step_ui(ui, step),
            (3, _) => cell(ui, words(self.title(step))),
            (_, None) => {}
            (1, Some(deed)) => {
                let label = Label::new(words(when::in_short(&deed.stamp.at))).truncate();
                ui.add(label).on_hover_text(when::in_full(&deed.stamp.at));
            }
            (2, Some(deed)) => cell(ui, words(deed.stamp.by.clone())),
            (_, Some(deed)) => number_cell(ui, deed.transaction.edits.len()),
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
        let rows = StepRows { history: session.history(), steps: None };
        assert_eq!(rows.n_rows(), 5);
        let deed = |row| rows.deed(rows.id(row)).cloned();
        let (done, undone) = (session.history().done(), session.history().undone());
        let expected = [&undone[0], &undone[1], &done[1], &done[0]].map(|deed| Some(deed.clone()));
        assert_eq!([0, 1, 2, 3].map(deed), expected);
        assert_eq!((rows.is_done(rows.id(1)), rows.is_done(rows.id(2))), (false, true));
        assert_eq!((deed(4), rows.name(4).as_str()), (None, "As it was opened"));
        let numbered = session.history().newest_first().map(|(number, deed)| (number, Some(deed.clone())));
        assert!(numbered.eq([4, 3, 2, 1].into_iter().zip(expected.clone())));
    }

    #[test]
    fn the_way_to_a_step_is_told_in_steps() {
        assert_eq!(way_to(3, 3), None);
        assert_eq!(way_to(2, 3).unwrap(), "Undo 1 step");
        assert_eq!(way_to(0, 3).unwrap(), "Undo 3 steps");
        assert_eq!(way_to(4, 3).unwrap(), "Do 1 step again");
        assert_eq!(way_to(5, 3).unwrap(), "Do 2 steps again");
    }
}
