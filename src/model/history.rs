use std::fmt;
use std::sync::Arc;

use serde::{Deserialize, Serialize};

use super::{EditError, Project, Transaction};

/// What the journal is a list of.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Step {
    Do(Arc<Transaction>),
    Undo,
    Redo,
}

/// What the steps add up to: the transactions that can be undone, and those that can be redone.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct History {
    done: Vec<Arc<Transaction>>,
    undone: Vec<Arc<Transaction>>,
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
    pub fn step(&mut self, project: &mut Project, step: &Step) -> Result<Arc<Transaction>, HistoryError> {
        let applied = self.applied(step)?;
        project.apply(&applied).map_err(HistoryError::Edit)?;
        self.remember(step);
        Ok(applied)
    }

    fn applied(&self, step: &Step) -> Result<Arc<Transaction>, HistoryError> {
        match step {
            Step::Do(transaction) => Ok(transaction.clone()),
            Step::Undo => Ok(Arc::new(self.done.last().ok_or(HistoryError::NothingToUndo)?.inverse())),
            Step::Redo => self.undone.last().cloned().ok_or(HistoryError::NothingToRedo),
        }
    }

    /// Takes a step into the history alone, for steps that the saved project already holds.
    /// An undo or redo that has nothing to work on is ignored.
    pub fn remember(&mut self, step: &Step) {
        match step {
            Step::Do(transaction) => {
                self.done.push(transaction.clone());
                self.undone.clear();
            }
            Step::Undo => self.undone.extend(self.done.pop()),
            Step::Redo => self.done.extend(self.undone.pop()),
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
        self.done.extend(since);
    }

    /// Oldest first.
    pub fn done(&self) -> &[Arc<Transaction>] {
        &self.done
    }

    /// The next one to redo is last.
    pub fn undone(&self) -> &[Arc<Transaction>] {
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
