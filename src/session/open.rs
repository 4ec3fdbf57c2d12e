//! Opening, making and moving the files of a project.

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::{Session, SessionError};
use crate::model::{History, Ids, Project, Step};
use crate::store::{Journal, Lock, ReadJournal, StoreError, read_journal, read_project, set_aside};

/// A session, and what its owner should know about how it was opened.
pub struct Opened {
    pub session: Session,
    /// Steps that were only in the journal, because the program ended before it saved.
    pub n_recovered: usize,
    /// One sentence for each thing that was not as it should be.
    pub notices: Vec<String>,
}

impl Session {
    /// Makes a new project file and its journal. Refuses to replace a file.
    pub fn create(path: &Path, project: Project, ids: Ids, who: &str) -> Result<Self, SessionError> {
        if path.exists() {
            return Err(SessionError::Exists(path.to_owned()));
        }
        let lock = Lock::take(path, who)?;
        let mut session = Self::in_memory(project, ids);
        session.snapshot().write(path)?;
        session.journal = Some(fresh_journal(&journal_path(path))?);
        session.path = Some(path.to_owned());
        session.lock = Some(lock);
        Ok(session)
    }

    /// Opens a project for writing, with every step that its journal holds.
    pub fn open(path: &Path, who: &str) -> Result<Opened, SessionError> {
        let lock = Lock::take(path, who)?;
        let mut opened = Self::open_read_only(path)?;
        let journal_path = journal_path(path);
        let mut read = read_journal(&journal_path)?;
        if opened.session.journal_error.take().is_some() {
            read = ReadJournal { is_damaged: true, ..ReadJournal::default() };
            opened.session.history = History::default();
        }
        opened.session.journal = Some(Journal::open(&journal_path, &read)?);
        opened.session.lock = Some(lock);
        Ok(opened)
    }

    /// Opens a project without touching any file.
    pub fn open_read_only(path: &Path) -> Result<Opened, SessionError> {
        let stored = read_project(path)?;
        let mut session = Self::in_memory(stored.project, stored.ids);
        session.path = Some(path.to_owned());
        session.revision = stored.revision;
        session.saved_revision = stored.revision;
        let read = read_journal(&journal_path(path))?;
        let mut notices = stored.repairs;
        let n_recovered = match session.recover(&read) {
            Ok(n_recovered) => n_recovered,
            Err(problem) => {
                notices.push(problem.clone());
                session.journal_error = Some(StoreError::Malformed { path: journal_path(path), problem });
                0
            }
        };
        if read.is_damaged {
            notices.push(format!(
                "The journal is damaged after step {}; what follows is kept beside the project in …journal.damaged",
                session.revision
            ));
        }
        Ok(Opened { session, n_recovered, notices })
    }

    /// Replays the journal: older steps become history, newer ones are done again.
    /// On an error the session is as it was saved.
    fn recover(&mut self, read: &ReadJournal) -> Result<usize, String> {
        let mut project = (*self.project).clone();
        let (mut history, mut ids, mut revision) = (History::default(), self.ids.clone(), self.revision);
        for entry in &read.entries {
            if entry.revision <= self.revision {
                history.remember(&entry.step);
                continue;
            }
            if entry.revision != revision + 1 {
                return Err(
                    "The journal belongs to another version of this project; it was kept aside and not used"
                        .to_owned(),
                );
            }
            let applied = history.step(&mut project, &entry.step);
            let applied = applied.map_err(|error| {
                format!("The journal does not fit the project ({error}); it was kept aside and not used")
            })?;
            ids.skip(&applied);
            revision = entry.revision;
        }
        let n_recovered = (revision - self.revision) as usize;
        (self.project, self.history, self.ids, self.revision) = (Arc::new(project), history, ids, revision);
        Ok(n_recovered)
    }

    /// Saves under another name and goes on there, with the whole history.
    pub fn save_as(&mut self, path: &Path, who: &str) -> Result<(), SessionError> {
        let lock = Lock::take(path, who)?;
        self.snapshot().write(path)?;
        self.journal = Some(match &self.journal {
            Some(old) => copy_journal(old.path(), &journal_path(path))?,
            None => self.journal_of_history(&journal_path(path))?,
        });
        self.path = Some(path.to_owned());
        self.lock = Some(lock);
        self.saved_revision = self.revision;
        self.journal_error = None;
        Ok(())
    }

    /// A session in memory has a history and no journal yet.
    fn journal_of_history(&self, path: &Path) -> Result<Journal, SessionError> {
        let mut journal = fresh_journal(path)?;
        let (done, undone) = (self.history.done(), self.history.undone());
        let steps = done.iter().chain(undone.iter().rev()).map(|step| Step::Do(step.clone()));
        let steps: Vec<Step> = steps.chain(undone.iter().map(|_| Step::Undo)).collect();
        // There were at least as many steps as these, so every one has a revision of its own.
        let first = self.revision + 1 - steps.len() as u64;
        for (step, revision) in steps.into_iter().zip(first..) {
            journal.append(&self.entry(revision, step))?;
        }
        Ok(journal)
    }
}

fn copy_journal(from: &Path, to: &Path) -> Result<Journal, SessionError> {
    if from != to {
        fs::copy(from, to).map_err(StoreError::io(to, "copy the journal"))?;
    }
    let read = read_journal(to)?;
    Ok(Journal::open(to, &read)?)
}

/// An empty journal. One of another project that stands there is kept aside.
fn fresh_journal(path: &Path) -> Result<Journal, SessionError> {
    let stale = read_journal(path)?;
    if !stale.entries.is_empty() {
        set_aside(path)?;
    }
    Ok(Journal::open(path, &ReadJournal::default())?)
}

fn journal_path(project: &Path) -> PathBuf {
    project.with_extension("journal")
}
