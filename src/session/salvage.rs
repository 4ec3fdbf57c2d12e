//! A new project from what is whole of a damaged one.

use std::path::Path;

use super::open::journal_path;
use super::{Session, SessionError};
use crate::model::{History, Project};
use crate::store::{Disk, Entry, Salvaged, read_journal, salvage};

impl Session {
    /// Makes a new project of every whole article of a damaged one and, as far as they still fit, of the
    /// later steps of its journal. Touches none of the damaged files. Returns what was lost, one sentence
    /// each. Makes none where nothing is left.
    pub fn salvage(damaged: &Path, to: &Path, who: &str) -> Result<(Self, Vec<String>), SessionError> {
        let Salvaged { mut project, mut ids, revision, mut lost } = salvage(damaged)?;
        let journal = read_journal(&Disk::default(), &journal_path(damaged))?;
        lost.extend(
            journal.damages.iter().map(|damage| format!("The journal is damaged in line {}", damage.line)),
        );
        lost.extend(redo_later(&mut project, revision, &journal.entries));
        if project.articles().is_empty() && project.labels().is_empty() {
            return Err(SessionError::NothingWhole(damaged.to_owned()));
        }
        ids.go_past(&project);
        Ok((Self::create(to, project, ids, who)?, lost))
    }
}

/// Does the steps after a revision again, up to the first that does not fit any more.
fn redo_later(project: &mut Project, revision: u64, entries: &[Entry]) -> Option<String> {
    let mut history = History::default();
    for (at, entry) in entries.iter().enumerate() {
        if entry.revision <= revision {
            history.remember(&entry.step, &entry.stamp());
        } else if history.step(project, &entry.step, &entry.stamp()).is_err() {
            let n_lost = entries.len() - at;
            return Some(format!(
                "The last {n_lost} steps of the journal do not fit what was salvaged and were left out"
            ));
        }
    }
    None
}
