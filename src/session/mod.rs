//! An open project: its snapshot, its history, its journal, and the way back after a crash.
//! Knows no window.

mod ahead;
mod error;
mod open;
mod salvage;
mod saving;

use std::path::{Path, PathBuf};
use std::sync::Arc;

pub use ahead::Ahead;
pub use error::SessionError;
pub use open::{Earlier, Opened};
pub use saving::{Saved, Saving};

use crate::command::{Command, Context};
use crate::model::{AnnotatorId, History, Ids, Project, Stamp, Step, Transaction};
use crate::store::{Disk, Entry, Identity, Journal, Keep, Lock, StoreError};

/// A project at one moment, cheap to take and to hand to a thread.
#[derive(Clone)]
pub struct Snapshot {
    pub project: Arc<Project>,
    pub revision: u64,
    pub ids: Ids,
    pub history: History,
}

pub struct Session {
    project: Arc<Project>,
    ids: Ids,
    revision: u64,
    saved_revision: u64,
    history: History,
    /// What the history lacks, because it was not read yet.
    earlier: Option<Earlier>,
    annotator: AnnotatorId,
    path: Option<PathBuf>,
    journal: Option<Journal>,
    /// Why the journal does not hold the last steps. A failing journal is told, not a refused edit.
    journal_error: Option<StoreError>,
    /// Why the journal may not be on the disk, until the project is saved.
    sync_error: Option<StoreError>,
    lock: Option<Lock>,
    read_only: Option<ReadOnly>,
    disk: Disk,
    /// The project file as it was last read or written.
    identity: Option<Identity>,
    keep: Keep,
    /// When this session last wrote the project file.
    saved_at: Option<jiff::Timestamp>,
}

/// Why a project cannot be changed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ReadOnly {
    /// It was opened to look at it only.
    Asked,
    /// Another process holds it.
    Held { by: String },
    /// Its folder does not let itself be written to.
    Unwritable,
    /// A newer version wrote it, and saving would drop what this one does not know.
    Newer { format: u32 },
}

impl Session {
    /// A project without a file, for tests and for one-off work in memory.
    pub fn in_memory(project: Project, ids: Ids) -> Self {
        let annotator = project.annotators().keys().next().copied().unwrap_or(AnnotatorId(0));
        Self {
            project: Arc::new(project),
            ids,
            revision: 0,
            saved_revision: 0,
            history: History::default(),
            earlier: None,
            annotator,
            path: None,
            journal: None,
            journal_error: None,
            sync_error: None,
            lock: None,
            read_only: None,
            disk: Disk::default(),
            identity: None,
            keep: Keep::default(),
            saved_at: None,
        }
    }

    pub fn project(&self) -> &Arc<Project> {
        &self.project
    }

    /// Steps before the history that were not read yet.
    pub fn earlier(&self) -> Option<&Earlier> {
        self.earlier.as_ref()
    }

    /// Completes the history with what [`Earlier::read`] gave.
    pub fn take_earlier(&mut self, earlier: History) {
        if self.earlier.take().is_some() {
            self.history.follow(earlier);
        }
    }

    pub fn can_undo(&self) -> bool {
        !self.history.done().is_empty() || self.earlier.is_some()
    }

    pub fn can_redo(&self) -> bool {
        !self.history.undone().is_empty() || (self.history.done().is_empty() && self.earlier.is_some())
    }

    fn read_earlier(&mut self) {
        if let Some(earlier) = self.earlier.clone() {
            let earlier = earlier.read(&self.project);
            self.take_earlier(earlier);
        }
    }

    pub fn history(&self) -> &History {
        &self.history
    }

    pub fn revision(&self) -> u64 {
        self.revision
    }

    pub fn path(&self) -> Option<&Path> {
        self.path.as_deref()
    }

    pub fn annotator(&self) -> AnnotatorId {
        self.annotator
    }

    pub fn set_annotator(&mut self, annotator: AnnotatorId) {
        if self.project.annotators().contains_key(&annotator) {
            self.annotator = annotator;
        }
    }

    pub fn is_read_only(&self) -> bool {
        self.read_only.is_some()
    }

    /// How many saves are kept beside the project.
    pub fn set_keep(&mut self, keep: Keep) {
        self.keep = keep;
    }

    /// Why the last steps are not safe on the disk. They are safe in memory, and work goes on.
    pub fn disk_error(&self) -> Option<&StoreError> {
        self.journal_error.as_ref().or(self.sync_error.as_ref())
    }

    /// Whether the project file lacks steps that the journal holds.
    pub fn is_ahead_of_file(&self) -> bool {
        self.revision != self.saved_revision
    }

    pub fn saved_at(&self) -> Option<jiff::Timestamp> {
        self.saved_at
    }

    /// Whether every step is known to be on the disk, in the journal or in the file.
    pub fn is_synced(&self) -> bool {
        let synced = self.journal.as_ref().map_or(0, Journal::synced_revision);
        self.disk_error().is_none() && synced.max(self.saved_revision) >= self.revision
    }

    /// Whether the journal is on its way to the disk.
    pub fn is_syncing(&self) -> bool {
        self.journal.is_some() && self.disk_error().is_none() && !self.is_synced()
    }

    pub fn snapshot(&self) -> Snapshot {
        Snapshot {
            project: self.project.clone(),
            revision: self.revision,
            ids: self.ids.clone(),
            history: self.history.clone(),
        }
    }

    /// Plans a command on the present project and does it. Returns what was applied; a command that
    /// would change nothing is no step.
    pub fn run(&mut self, command: &Command) -> Result<Arc<Transaction>, SessionError> {
        self.writable()?;
        let mut ids = self.ids.clone();
        let transaction =
            command.plan(&mut Context { project: &self.project, ids: &mut ids, by: self.annotator })?;
        let transaction = Arc::new(transaction);
        if transaction.edits.is_empty() {
            return Ok(transaction);
        }
        self.step(Step::Do(transaction))
    }

    pub fn undo(&mut self) -> Result<Arc<Transaction>, SessionError> {
        if self.history.done().is_empty() {
            self.read_earlier();
        }
        self.step(Step::Undo)
    }

    pub fn redo(&mut self) -> Result<Arc<Transaction>, SessionError> {
        if self.history.undone().is_empty() {
            self.read_earlier();
        }
        self.step(Step::Redo)
    }

    /// Takes a step and writes it to the journal before it returns.
    pub fn step(&mut self, step: Step) -> Result<Arc<Transaction>, SessionError> {
        self.writable()?;
        let stamp = self.stamp();
        let applied = self.history.step(Arc::make_mut(&mut self.project), &step, &stamp)?;
        self.ids.skip(&applied);
        self.revision += 1;
        self.write_to_journal(step, stamp);
        Ok(applied)
    }

    fn writable(&self) -> Result<(), SessionError> {
        self.read_only.clone().map_or(Ok(()), |why| Err(SessionError::ReadOnly(why)))
    }

    fn stamp(&self) -> Stamp {
        stamp(&self.project, self.annotator)
    }

    fn write_to_journal(&mut self, step: Step, stamp: Stamp) {
        let entry = entry(self.revision, step, stamp);
        if let Some(journal) = &mut self.journal {
            self.journal_error = journal.append(&entry).err();
        }
    }

    /// Tries again what a failing disk did not take, and learns how its last sync went. Costs nothing
    /// where nothing waits.
    pub fn catch_up(&mut self) {
        if let Some(journal) = &mut self.journal {
            self.journal_error = journal.catch_up().err();
            let sync_error = journal.take_sync_error();
            self.sync_error = sync_error.or(self.sync_error.take());
        }
    }
}

fn stamp(project: &Project, by: AnnotatorId) -> Stamp {
    let by = project.annotators().get(&by).map_or(String::new(), |annotator| annotator.name.clone());
    Stamp { at: jiff::Timestamp::now().to_string(), by }
}

fn entry(revision: u64, step: Step, Stamp { at, by }: Stamp) -> Entry {
    Entry { revision, at, by, step }
}
