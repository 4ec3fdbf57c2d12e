//! Files of our own: the project, its journal and its lock. Does not interpret what it stores.
//!
//! A project file appears whole or not at all; the journal beside it only grows.

mod backups;
mod disk;
mod identity;
mod journal;
mod lock;
mod project;
mod sum;
mod tagset;

use std::fmt;
use std::io;
use std::path::{Path, PathBuf};

pub use backups::{Backup, Keep, backup_folder, backup_of_name, keep_backup, list_backups};
pub use disk::{
    Disk, Fault, Faults, Operation, free_name, remove_left_drafts, write_atomically, write_folder_atomically,
};
pub use identity::Identity;
pub use journal::{
    Entry, Journal, Line, ReadJournal, compact_journal, compacted_journal, read_entries, read_journal,
    read_journal_after, read_journal_bytes, rewrite_journal, set_aside,
};
pub use lock::Lock;
pub use project::{
    FORMAT, Salvaged, Stored, check_project, read_project, read_project_bytes, salvage, salvage_bytes,
    write_project, write_project_bytes,
};
pub use sum::Sum;
pub use tagset::{read_tagset, write_tagset};

/// What went wrong with a file of ours.
#[derive(Debug)]
pub enum StoreError {
    Io {
        path: PathBuf,
        doing: &'static str,
        source: io::Error,
    },
    /// The file is not RON, or not a project.
    Malformed {
        path: PathBuf,
        problem: String,
    },
    NotATagset {
        path: PathBuf,
        problem: String,
    },
    /// A new folder would replace what is there.
    Occupied {
        path: PathBuf,
    },
    /// Written by a newer version of the program.
    TooNew {
        path: PathBuf,
        format: u32,
    },
    Locked {
        path: PathBuf,
        by: String,
    },
    /// Another program replaced the file since it was read or saved.
    Changed {
        path: PathBuf,
    },
}

impl StoreError {
    pub(crate) fn io(path: &Path, doing: &'static str) -> impl FnOnce(io::Error) -> Self {
        let path = path.to_owned();
        move |source| Self::Io { path, doing, source }
    }

    /// Whether the folder or the medium allows reading only.
    pub fn is_unwritable(&self) -> bool {
        use io::ErrorKind::{PermissionDenied, ReadOnlyFilesystem};
        matches!(self, Self::Io { source, .. } if matches!(source.kind(), PermissionDenied | ReadOnlyFilesystem))
    }

    pub fn path(&self) -> &Path {
        match self {
            Self::Io { path, .. }
            | Self::Malformed { path, .. }
            | Self::NotATagset { path, .. }
            | Self::Occupied { path }
            | Self::TooNew { path, .. }
            | Self::Locked { path, .. }
            | Self::Changed { path } => path,
        }
    }
}

impl fmt::Display for StoreError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let path = self.path().display();
        match self {
            Self::Io { doing, source, .. } => write!(f, "Could not {doing} ({}): {path}", plain(source)),
            Self::Malformed { problem, .. } => {
                write!(
                    f,
                    "This is no project that Broadsheet can read ({problem}); restore an earlier save, or salvage what is whole: {path}"
                )
            }
            Self::NotATagset { problem, .. } => {
                write!(
                    f,
                    "This is no tagset that Broadsheet can read ({problem}); export one to see how it is written: {path}"
                )
            }
            Self::Occupied { .. } => write!(f, "There is something already; choose a new folder: {path}"),
            Self::TooNew { format, .. } => write!(
                f,
                "This project was saved by a newer version (format {format}, this one reads {FORMAT}); update Broadsheet to open it: {path}"
            ),
            Self::Locked { by, .. } => {
                write!(f, "This project is open in {by}; close it there first: {path}")
            }
            Self::Changed { .. } => write!(
                f,
                "Another program changed the project file, so it was not overwritten; merge it, or save under another name: {path}"
            ),
        }
    }
}

/// The reason without the system's error number.
fn plain(error: &io::Error) -> String {
    match error.kind() {
        io::ErrorKind::NotFound => "there is no such file or folder".to_owned(),
        io::ErrorKind::PermissionDenied => "permission denied".to_owned(),
        io::ErrorKind::StorageFull => "the disk is full".to_owned(),
        io::ErrorKind::IsADirectory => "it is a folder".to_owned(),
        _ => error.to_string(),
    }
}

impl std::error::Error for StoreError {}
