use std::fmt;
use std::sync::Arc;

use serde::{Deserialize, Serialize};

use super::{EditError, Project, Transaction};

/// When something was done, and by whom.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Stamp {
    /// ISO 8601, UTC.
    pub at: String,
    pub by: String,
}

/// What the journal is a list of.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Step {
    Do(Arc<Transaction>),
    Undo,
    Redo,
}

/// A transaction, with when it was first done and by whom. An undo and a redo leave that as it is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Deed {
    pub stamp: Stamp,
    pub transaction: Arc<Transaction>,
}

/// Cheap to copy however many there are, so that a thread can look through them.
pub type Deeds = imbl::Vector<Deed>;

/// What the steps add up to: the transactions that can be undone, and those that can be redone.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct History {
    done: Deeds,
    undone: Deeds,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum HistoryError {
    NothingToUndo,
    NothingToRedo,
    Edit(EditError),
}

impl History {
    /// Changes the project by a step and remembers it; neither changes on an error.
    /// Returns the transaction as it was applied, so an undo returns the inverse.
    pub fn step(
        &mut self,
        project: &mut Project,
        step: &Step,
        stamp: &Stamp,
    ) -> Result<Arc<Transaction>, HistoryError> {
        let applied = self.applied(step)?;
        project.apply(&applied).map_err(HistoryError::Edit)?;
        self.remember(step, stamp);
        Ok(applied)
    }

    fn applied(&self, step: &Step) -> Result<Arc<Transaction>, HistoryError> {
        match step {
            Step::Do(transaction) => Ok(transaction.clone()),
            Step::Undo => {
                let last = self.done.last().ok_or(HistoryError::NothingToUndo)?;
                Ok(Arc::new(last.transaction.inverse()))
            }
            Step::Redo => {
                let next = self.undone.last().ok_or(HistoryError::NothingToRedo)?;
                Ok(next.transaction.clone())
            }
        }
    }

    /// Takes a step into the history alone, for steps that the saved project already holds.
    /// An undo or redo that has nothing to work on is ignored.
    pub fn remember(&mut self, step: &Step, stamp: &Stamp) {
        match step {
            Step::Do(transaction) => {
                self.done.push_back(Deed { stamp: stamp.clone(), transaction: transaction.clone() });
                self.undone.clear();
            }
            Step::Undo => self.undone.extend(self.done.pop_back()),
            Step::Redo => self.done.extend(self.undone.pop_back()),
        }
    }

    /// Puts an earlier history before this one.
    pub fn follow(&mut self, earlier: Self) {
        if self.done.is_empty() && self.undone.is_empty() {
            *self = earlier;
            return;
        }
        // What could be redone then was given up by the steps since.
        let since = std::mem::replace(&mut self.done, earlier.done);
        self.done.append(since);
    }

    /// The steps that lead to where so many are done.
    pub fn way_to(&self, n_done: usize) -> Vec<Step> {
        match n_done.checked_sub(self.done.len()) {
            Some(n_ahead) => vec![Step::Redo; n_ahead.min(self.undone.len())],
            None => vec![Step::Undo; self.done.len() - n_done],
        }
    }

    /// How many edits those are.
    pub fn n_edits_to(&self, n_done: usize) -> usize {
        let n_edits = |deed: &Deed| deed.transaction.edits.len();
        match n_done.checked_sub(self.done.len()) {
            Some(n_ahead) => self.undone.iter().rev().take(n_ahead).map(n_edits).sum(),
            None => self.done.iter().skip(n_done).map(n_edits).sum(),
        }
    }

    pub fn n_steps(&self) -> usize {
        self.done.len() + self.undone.len()
    }

    /// The n-th step, counted from 1, the oldest; those undone follow those done.
    pub fn deed(&self, number: usize) -> Option<&Deed> {
        let at = number.checked_sub(1)?;
        let undone_at = || self.n_steps().checked_sub(number).and_then(|at| self.undone.get(at));
        self.done.get(at).or_else(undone_at)
    }

    /// All steps with their numbers.
    pub fn newest_first(&self) -> impl Iterator<Item = (usize, &Deed)> {
        let numbers = (1..=self.n_steps()).rev();
        numbers.zip(self.undone.iter().chain(self.done.iter().rev()))
    }

    /// Oldest first.
    pub fn done(&self) -> &Deeds {
        &self.done
    }

    /// The next one to redo is last.
    pub fn undone(&self) -> &Deeds {
        &self.undone
    }
}

impl fmt::Display for HistoryError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NothingToUndo => f.write_str("There is nothing to undo"),
            Self::NothingToRedo => f.write_str("There is nothing to redo"),
            Self::Edit(error) => error.fmt(f),
        }
    }
}

impl std::error::Error for HistoryError {}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{Change, Edit};

    /// Two steps done, of one and two edits, and one of three undone.
    fn history() -> History {
        let mut history = History::default();
        for n_edits in 1..=3 {
            let edit = Edit::Title(Change::Add(String::new()));
            let edits = vec![edit; n_edits];
            let transaction = Arc::new(Transaction::new(String::new(), edits));
            history.remember(&Step::Do(transaction), &Stamp::default());
        }
        history.remember(&Step::Undo, &Stamp::default());
        history
    }

    #[test]
    fn the_way_to_a_step_leads_back_or_on_and_no_further_than_there_are_steps() {
        let history = history();
        assert_eq!(history.way_to(0), [Step::Undo, Step::Undo]);
        assert_eq!(history.way_to(2), []);
        assert_eq!(history.way_to(9), [Step::Redo]);
    }

    #[test]
    fn the_edits_on_the_way_are_counted() {
        let n_edits = [0, 1, 2, 3, 9].map(|n_done| history().n_edits_to(n_done));
        assert_eq!(n_edits, [1 + 2, 2, 0, 3, 3]);
    }
}
