//! The journal: one line of RON per step, beside the project. It is the history.
//!
//! A line is handed to the system before the next frame, so a killed process loses nothing; a thread syncs
//! it to the disk at once, many lines together where they come fast, so a power cut loses what was done in
//! the last moment at most. Every line ends with the checksum of what stands before it in the line.

mod compact;
mod read;

use std::fs::File;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::mpsc::{Receiver, Sender, channel};
use std::sync::{Arc, Mutex};
use std::thread;
use std::time::Duration;

use serde::{Deserialize, Serialize};

pub use compact::{compact_journal, compacted_journal};
pub use read::{ReadJournal, read_entries, read_journal, read_journal_after, read_journal_bytes};

use super::disk::{free_name, sync_folder};
use super::sum::Sum;
use super::{Disk, StoreError};
use crate::model::{Stamp, Step};

const GATHER: Duration = Duration::from_millis(10); // steps that come together are synced together

/// A step, with when and by whom. The revision is the project's after the step.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Entry {
    pub revision: u64,
    /// ISO 8601, UTC.
    pub at: String,
    pub by: String,
    pub step: Step,
}

impl Entry {
    pub fn stamp(&self) -> Stamp {
        Stamp { at: self.at.clone(), by: self.by.clone() }
    }

    pub fn line(&self) -> ron::Result<Line> {
        let mut text = ron::to_string(self)?;
        text.pop(); // the closing parenthesis comes after the sum
        let sum = Sum::of(text.as_bytes());
        text.push_str(&format!("{SUM}{sum}\")\n"));
        Ok(Line { revision: self.revision, text })
    }
}

/// An entry as the journal holds it, with its checksum and line end.
pub struct Line {
    pub revision: u64,
    text: String,
}

const SUM: &str = ",sum:\"";

/// A journal open for appending.
pub struct Journal {
    disk: Disk,
    path: PathBuf,
    file: Arc<File>,
    /// Of the whole lines in the file.
    n_bytes: u64,
    /// Lines that a failing disk did not take yet.
    waiting: Vec<u8>,
    /// Whether a part of the waiting lines may stand at the end of the file.
    is_torn: bool,
    last_revision: u64,
    wake_sync: Sender<u64>,
    synced: Arc<Synced>,
}

/// What the syncing thread tells.
#[derive(Default)]
struct Synced {
    revision: AtomicU64,
    error: Mutex<Option<io::Error>>,
}

impl Journal {
    /// Opens or makes a journal, cutting it after so many bytes of whole lines.
    pub fn open(disk: &Disk, path: &Path, n_bytes: u64) -> Result<Self, StoreError> {
        let failed = || StoreError::io(path, "open the journal");
        let file = Arc::new(disk.open_to_append(path).map_err(failed())?);
        file.set_len(n_bytes).map_err(failed())?;
        let synced = Arc::new(Synced::default());
        let (wake_sync, woken) = channel();
        let thread = SyncThread {
            disk: disk.clone(),
            path: path.to_owned(),
            file: file.clone(),
            synced: synced.clone(),
        };
        thread::spawn(move || thread.sync_when_woken(&woken));
        Ok(Self {
            disk: disk.clone(),
            path: path.to_owned(),
            file,
            n_bytes,
            waiting: Vec::new(),
            is_torn: false,
            last_revision: 0,
            wake_sync,
            synced,
        })
    }

    pub fn path(&self) -> &Path {
        &self.path
    }

    pub fn append(&mut self, entry: &Entry) -> Result<(), StoreError> {
        let line = entry.line().map_err(|error| self.failed(io::Error::other(error)))?;
        self.append_line(&line)
    }

    /// Writes a step. Where the disk does not take it, it waits for [`Journal::catch_up`] or the next step.
    pub fn append_line(&mut self, line: &Line) -> Result<(), StoreError> {
        self.waiting.extend_from_slice(line.text.as_bytes());
        self.last_revision = line.revision;
        self.catch_up()
    }

    /// Writes what waits.
    pub fn catch_up(&mut self) -> Result<(), StoreError> {
        if self.waiting.is_empty() {
            return Ok(());
        }
        if self.is_torn {
            self.file.set_len(self.n_bytes).map_err(|error| self.failed(error))?;
        }
        self.is_torn = true;
        let written = self.disk.write(&self.path, &self.file, &self.waiting);
        written.map_err(|error| self.failed(error))?;
        self.is_torn = false;
        self.n_bytes += self.waiting.len() as u64;
        self.waiting.clear();
        self.sync(self.last_revision);
        Ok(())
    }

    /// Has all that is written synced, which reaches up to a revision.
    pub fn sync(&self, revision: u64) {
        // The thread ends only with the journal.
        let _ = self.wake_sync.send(revision);
    }

    fn failed(&self, error: io::Error) -> StoreError {
        StoreError::io(&self.path, "write the journal")(error)
    }

    /// The last revision that is known to be on the disk; 0 before the first sync.
    pub fn synced_revision(&self) -> u64 {
        self.synced.revision.load(Ordering::Acquire)
    }

    /// Why the last sync failed. A system may take such lines for written afterwards, so only a saved
    /// project makes up for it.
    pub fn take_sync_error(&self) -> Option<StoreError> {
        let error = self.synced.error.lock().ok()?.take()?;
        Some(StoreError::io(&self.path, "write the journal to the disk")(error))
    }

    /// Whether the file is still the one at its path: another program may have removed or replaced it.
    #[cfg(unix)]
    pub fn is_in_place(&self) -> bool {
        use std::os::unix::fs::MetadataExt;
        let id = |file: std::fs::Metadata| (file.dev(), file.ino(), file.len());
        let (here, there) = (self.file.metadata().map(id), std::fs::metadata(&self.path).map(id));
        here.is_ok_and(|here| there.is_ok_and(|there| there == here))
    }

    /// An open file cannot be replaced here.
    #[cfg(not(unix))]
    pub fn is_in_place(&self) -> bool {
        self.path.exists()
    }
}

struct SyncThread {
    disk: Disk,
    path: PathBuf,
    file: Arc<File>,
    synced: Arc<Synced>,
}

impl SyncThread {
    fn sync_when_woken(&self, woken: &Receiver<u64>) {
        sync_folder(self.path.parent().unwrap_or(&self.path)); // the file's name, where it is new
        while let Ok(first) = woken.recv() {
            thread::sleep(GATHER);
            let latest = woken.try_iter().last().unwrap_or(first);
            match self.disk.sync(&self.path, &self.file) {
                Ok(()) => self.synced.revision.store(latest, Ordering::Release),
                Err(error) => {
                    if let Ok(mut told) = self.synced.error.lock() {
                        *told = Some(error);
                    }
                }
            }
        }
    }
}

/// Replaces a journal by some of its lines, all at once.
pub fn rewrite_journal(disk: &Disk, path: &Path, lines: &[u8]) -> Result<(), StoreError> {
    disk.write_atomically(path, lines)
}

/// Copies a journal that cannot be used whole, so that nothing is lost.
pub fn set_aside(path: &Path) -> Result<PathBuf, StoreError> {
    let aside = free_name(path, "damaged");
    std::fs::copy(path, &aside).map_err(StoreError::io(path, "keep a copy of the damaged journal"))?;
    Ok(aside)
}
