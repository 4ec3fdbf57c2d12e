use std::fs;
use std::io;
use std::path::Path;
use std::time::SystemTime;

use super::Sum;
use super::project::read_project;
use super::{Disk, StoreError};

/// What tells a file from one that another program put in its place. Of folders that know no locks this is
/// all there is to go by.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Identity {
    n_bytes: u64,
    /// Compared, never ordered: clocks go backward.
    modified: Option<SystemTime>,
    number: u64,
    /// Of the project in it.
    sum: Sum,
}

impl Identity {
    pub fn of(path: &Path, sum: Sum) -> io::Result<Self> {
        let file = fs::metadata(path)?;
        Ok(Self { n_bytes: file.len(), modified: file.modified().ok(), number: number_of(&file), sum })
    }

    /// Refuses a path where another project stands by now. A file that is gone may be written again, and so
    /// may one that was only copied or touched.
    pub fn verify(&self, disk: &Disk, path: &Path) -> Result<(), StoreError> {
        let now = match Self::of(path, self.sum) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(()),
            now => now.map_err(StoreError::io(path, "look at the project file"))?,
        };
        let is_same = || {
            let there = read_project(disk, path);
            there.is_ok_and(|there| there.sum == self.sum && there.changes.is_empty())
        };
        if now == *self || is_same() { Ok(()) } else { Err(StoreError::Changed { path: path.to_owned() }) }
    }
}

#[cfg(unix)]
fn number_of(file: &fs::Metadata) -> u64 {
    std::os::unix::fs::MetadataExt::ino(file)
}

#[cfg(not(unix))]
fn number_of(_: &fs::Metadata) -> u64 {
    0
}
