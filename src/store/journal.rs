//! The journal: one line of RON per step, beside the project. It is the history.
//!
//! A line is handed to the system before the next frame, so a killed process loses nothing; a
//! background thread syncs it to the disk soon after, so a power cut loses at most that long.

use std::fs::{self, File};
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::mpsc::{Receiver, Sender, channel};
use std::thread;
use std::time::Duration;

use serde::{Deserialize, Serialize};

use super::StoreError;
use crate::model::{Stamp, Step};

const SYNC_EVERY: Duration = Duration::from_millis(100);

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
}

/// What a journal file holds, up to the first line that cannot be read.
#[derive(Debug, Default)]
pub struct ReadJournal {
    pub entries: Vec<Entry>,
    /// Bytes of the whole lines read; anything after them is damaged or torn.
    pub whole_bytes: u64,
    /// Whether more than a torn last line follows.
    pub is_damaged: bool,
    /// Bytes at the start that were passed over; [`read_steps`] reads them.
    pub passed_bytes: u64,
}

/// A journal open for appending.
pub struct Journal {
    path: PathBuf,
    file: File,
    wake_sync: Sender<u64>,
    synced: Arc<AtomicU64>,
}

impl Journal {
    /// Opens or makes the journal, cutting it after `whole_bytes`. What is cut is first copied to
    /// `….journal.damaged` when it is more than a torn last line.
    pub fn open(path: &Path, read: &ReadJournal) -> Result<Self, StoreError> {
        let doing = "open the journal";
        if read.is_damaged {
            set_aside(path)?;
        }
        let file =
            File::options().append(true).create(true).open(path).map_err(StoreError::io(path, doing))?;
        file.set_len(read.whole_bytes).map_err(StoreError::io(path, doing))?;
        let synced = Arc::new(AtomicU64::new(0));
        let for_sync = file.try_clone().map_err(StoreError::io(path, doing))?;
        let (wake_sync, woken) = channel();
        let synced_by_thread = synced.clone();
        thread::spawn(move || sync_when_woken(&for_sync, &woken, &synced_by_thread));
        Ok(Self { path: path.to_owned(), file, wake_sync, synced })
    }

    pub fn path(&self) -> &Path {
        &self.path
    }

    pub fn append(&mut self, entry: &Entry) -> Result<(), StoreError> {
        let failed = |error: io::Error| StoreError::io(&self.path, "write the journal")(error);
        let mut line = ron::to_string(entry).map_err(|error| failed(io::Error::other(error)))?;
        line.push('\n');
        self.file.write_all(line.as_bytes()).map_err(failed)?;
        // The thread ends only with the journal.
        let _ = self.wake_sync.send(entry.revision);
        Ok(())
    }

    /// The last revision that is known to be on the disk; 0 before the first sync.
    pub fn synced_revision(&self) -> u64 {
        self.synced.load(Ordering::Acquire)
    }
}

/// Copies a journal that cannot be used whole, so that nothing is lost.
pub fn set_aside(path: &Path) -> Result<PathBuf, StoreError> {
    let aside = path.with_extension("journal.damaged");
    fs::copy(path, &aside).map_err(StoreError::io(path, "keep a copy of the damaged journal"))?;
    Ok(aside)
}

fn sync_when_woken(file: &File, woken: &Receiver<u64>, synced: &AtomicU64) {
    while let Ok(first) = woken.recv() {
        thread::sleep(SYNC_EVERY);
        let latest = woken.try_iter().last().unwrap_or(first);
        if file.sync_data().is_ok() {
            synced.store(latest, Ordering::Release);
        }
    }
}

/// Reads every whole line. A file that is not there is an empty journal.
pub fn read_journal(path: &Path) -> Result<ReadJournal, StoreError> {
    read_journal_after(path, 0)
}

/// Reads the lines after a revision. Those up to it are passed over: a long history takes longer to
/// parse than the project.
pub fn read_journal_after(path: &Path, revision: u64) -> Result<ReadJournal, StoreError> {
    let bytes = bytes_of(path)?;
    let mut read = ReadJournal::default();
    let mut rest = bytes.as_slice();
    while let Some(length) = memchr::memchr(b'\n', rest) {
        let line = &rest[..length];
        if read.entries.is_empty() && revision_of(line).is_some_and(|of_line| of_line <= revision) {
            read.passed_bytes += length as u64 + 1;
        } else {
            let Some(entry) = read_line(line) else { break };
            read.entries.push(entry);
        }
        read.whole_bytes += length as u64 + 1;
        rest = &rest[length + 1..];
    }
    read.is_damaged = rest.contains(&b'\n');
    Ok(read)
}

/// The steps of the first bytes of a journal. What stands before a line that cannot be read is no
/// history any more, because nothing leads back to it.
pub fn read_steps(path: &Path, n_bytes: u64) -> Result<Vec<Entry>, StoreError> {
    let bytes = bytes_of(path)?;
    let n_bytes = bytes.len().min(usize::try_from(n_bytes).unwrap_or(usize::MAX));
    let mut steps = Vec::new();
    for line in bytes[..n_bytes].split(|byte| *byte == b'\n').filter(|line| !line.is_empty()) {
        match read_line(line) {
            Some(entry) => steps.push(entry),
            None => steps.clear(),
        }
    }
    Ok(steps)
}

fn bytes_of(path: &Path) -> Result<Vec<u8>, StoreError> {
    match fs::read(path) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(Vec::new()),
        read => read.map_err(StoreError::io(path, "read the journal")),
    }
}

/// The revision stands first in every line.
fn revision_of(line: &[u8]) -> Option<u64> {
    let rest = line.strip_prefix(b"(revision:")?;
    let end = memchr::memchr(b',', rest)?;
    std::str::from_utf8(&rest[..end]).ok()?.parse().ok()
}

fn read_line(line: &[u8]) -> Option<Entry> {
    ron::from_str(std::str::from_utf8(line).ok()?).ok()
}
