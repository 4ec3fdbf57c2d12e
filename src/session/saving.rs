//! Saving, from a snapshot: the window does it on a thread and goes on.

use std::path::{Path, PathBuf};

use super::{Session, SessionError, Snapshot};
use crate::store::{Disk, Identity, Keep, Lock, StoreError, free_name, keep_backup, write_project};

/// All that saving needs, at one moment.
pub struct Saving {
    pub(super) snapshot: Snapshot,
    pub(super) path: PathBuf,
    pub(super) disk: Disk,
    /// What is replaced: the file as it was last seen, and its revision.
    pub(super) replaces: Option<(Identity, u64)>,
    pub(super) keep: Keep,
}

/// A project that was saved.
pub struct Saved {
    pub revision: u64,
    identity: Identity,
    /// Why the file before it could not be kept. The save itself is good.
    pub backup_error: Option<StoreError>,
}

impl Saving {
    /// Writes the project file, whole or not at all, once the file that it replaces is kept as a backup.
    /// Refuses to replace a file that another program put there.
    pub fn run(&self) -> Result<Saved, StoreError> {
        let Self { snapshot, path, disk, replaces, keep } = self;
        if let Some((identity, _)) = replaces {
            identity.verify(disk, path)?;
        }
        let mut draft = disk.draft(path)?;
        let sum = write_project(&mut draft, snapshot.revision, &snapshot.ids, &snapshot.project)?;
        draft.sync()?;
        let kept = match replaces {
            Some((_, revision)) if *revision != snapshot.revision => {
                keep_backup(disk, path, *revision, *keep)
            }
            _ => Ok(()),
        };
        draft.replace()?;
        let identity = Identity::of(path, sum).map_err(StoreError::io(path, "look at the project file"))?;
        Ok(Saved { revision: snapshot.revision, identity, backup_error: kept.err() })
    }
}

impl Session {
    /// What saving the present state needs, for a thread.
    pub fn saving(&self) -> Result<Saving, SessionError> {
        self.writable()?;
        let path = self.path.clone().ok_or(SessionError::NoFile)?;
        Ok(self.saving_at(&path))
    }

    pub(super) fn saving_at(&self, path: &Path) -> Saving {
        let is_here = self.path.as_deref() == Some(path);
        let identity = self.identity.clone().filter(|_| is_here);
        Saving {
            snapshot: self.snapshot(),
            path: path.to_owned(),
            disk: self.disk.clone(),
            replaces: identity.map(|identity| (identity, self.saved_revision)),
            keep: self.keep,
        }
    }

    /// Tells that a snapshot of this session has been written to its file.
    pub fn was_saved(&mut self, saved: Saved) {
        self.saved_revision = self.saved_revision.max(saved.revision);
        self.identity = Some(saved.identity);
        self.saved_at = Some(jiff::Timestamp::now());
        if self.saved_revision >= self.revision {
            self.sync_error = None;
        }
        self.keep_journal_in_place();
    }

    /// Another program may have removed the journal; then its lines would go nowhere.
    fn keep_journal_in_place(&mut self) {
        if self.journal.as_ref().is_none_or(|journal| journal.is_in_place()) {
            return;
        }
        self.read_earlier();
        let Some(path) = self.journal.as_ref().map(|journal| journal.path().to_owned()) else { return };
        match self.journal_of_history(&path) {
            Ok(journal) => self.journal = Some(journal),
            Err(SessionError::Store(error)) => self.journal_error = Some(error),
            Err(_) => {}
        }
    }

    /// Lets the next save replace what another program put in the file's place. That is kept beside it;
    /// returns where.
    pub fn replace_changed_file(&mut self) -> Result<PathBuf, SessionError> {
        let path = self.path.as_deref().ok_or(SessionError::NoFile)?;
        let kept = free_name(path, "theirs");
        std::fs::copy(path, &kept).map_err(StoreError::io(&kept, "keep the changed project"))?;
        self.identity = None;
        Ok(kept)
    }

    /// Writes the project file now, on this thread.
    pub fn save(&mut self) -> Result<(), SessionError> {
        let saved = self.saving()?.run()?;
        self.was_saved(saved);
        Ok(())
    }

    /// Saves under another name and goes on there, with the whole history.
    pub fn save_as(&mut self, path: &Path, who: &str) -> Result<(), SessionError> {
        if let Some(why @ super::ReadOnly::Newer { .. }) = &self.read_only {
            return Err(SessionError::ReadOnly(why.clone()));
        }
        self.read_earlier();
        let holds_it = self.path.as_deref() == Some(path) && self.lock.is_some();
        let lock = if holds_it { None } else { Some(Lock::take(path, who)?) };
        let saved = self.saving_at(path).run()?;
        self.journal = Some(match &self.journal {
            Some(old) => self.copy_of_journal(old.path(), path)?,
            None => self.journal_of_history(&super::open::journal_path(path))?,
        });
        self.path = Some(path.to_owned());
        self.lock = lock.or(self.lock.take());
        self.read_only = None;
        (self.journal_error, self.sync_error) = (None, None);
        self.saved_revision = self.revision;
        self.was_saved(saved);
        Ok(())
    }
}
