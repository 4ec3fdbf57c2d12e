use std::fmt;

use super::ReadOnly;
use crate::command::CommandError;
use crate::model::{HistoryError, RevertError};
use crate::store::{FORMAT, StoreError};

#[derive(Debug)]
pub enum SessionError {
    /// The project is open for reading only.
    ReadOnly(ReadOnly),
    /// The project has no file yet.
    NoFile,
    /// A new project would replace a file.
    Exists(std::path::PathBuf),
    /// There is nothing to salvage in a file.
    NothingWhole(std::path::PathBuf),
    Command(CommandError),
    History(HistoryError),
    Revert(RevertError),
    Store(StoreError),
}

impl From<CommandError> for SessionError {
    fn from(error: CommandError) -> Self {
        Self::Command(error)
    }
}

impl From<HistoryError> for SessionError {
    fn from(error: HistoryError) -> Self {
        Self::History(error)
    }
}

impl From<RevertError> for SessionError {
    fn from(error: RevertError) -> Self {
        Self::Revert(error)
    }
}

impl From<StoreError> for SessionError {
    fn from(error: StoreError) -> Self {
        Self::Store(error)
    }
}

impl fmt::Display for SessionError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::ReadOnly(why) => why.fmt(f),
            Self::NoFile => f.write_str("This project has no file yet; save it under a name first"),
            Self::Exists(path) => {
                write!(f, "There is a file already; choose another name: {}", path.display())
            }
            Self::NothingWhole(path) => {
                write!(
                    f,
                    "Nothing of a project is whole in this file; restore an earlier save or a copy of it: {}",
                    path.display()
                )
            }
            Self::Command(error) => error.fmt(f),
            Self::History(error) => error.fmt(f),
            Self::Revert(error) => error.fmt(f),
            Self::Store(error) => error.fmt(f),
        }
    }
}

impl fmt::Display for ReadOnly {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Asked => f.write_str(
                "This project is open for reading only; save a copy under another name to change it",
            ),
            Self::Held { by } => write!(
                f,
                "This project is open in {by}, so it is shown for reading only; save a copy under another name to change it"
            ),
            Self::Unwritable => f.write_str(
                "The folder of this project cannot be written to, so it is shown for reading only; save a copy elsewhere to change it",
            ),
            Self::Newer { format } => write!(
                f,
                "This project was saved by a newer version (format {format}, this one writes {FORMAT}), so it is shown for reading only; update Broadsheet to change it"
            ),
        }
    }
}

impl std::error::Error for SessionError {}
