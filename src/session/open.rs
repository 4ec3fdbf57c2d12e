//! Opening, making and moving the files of a project.

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::{Session, SessionError};
use crate::model::{History, Ids, Project};
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
        let journal_path = journal_path(path);
        let stale = read_journal(&journal_path)?;
        if !stale.entries.is_empty() {
            set_aside(&journal_path)?;
        }
        session.journal = Some(Journal::open(&journal_path, &ReadJournal::default())?);
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
        let journal_path = journal_path(path);
        if let Some(old) = &self.journal {
            fs::copy(old.path(), &journal_path).map_err(StoreError::io(&journal_path, "copy the journal"))?;
        }
        let read = read_journal(&journal_path)?;
        self.journal = Some(Journal::open(&journal_path, &read)?);
        self.path = Some(path.to_owned());
        self.lock = Some(lock);
        self.saved_revision = self.revision;
        self.journal_error = None;
        Ok(())
    }
}

fn journal_path(project: &Path) -> PathBuf {
    project.with_extension("journal")
}
