use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use super::CliError;
use crate::format::{Format, InputFile};
use crate::load::find;

/// The files of a dataset: those named, with their companions, and those of a named folder that can
/// be in the format.
pub(super) fn dataset(format: &Format, paths: &[PathBuf]) -> Result<Vec<InputFile>, CliError> {
    let mut chosen = BTreeSet::new();
    for path in paths {
        if path.is_dir() {
            let (found, failures) = find(std::slice::from_ref(path));
            if let Some(failure) = failures.into_iter().next() {
                return Err(CliError::Load(failure));
            }
            chosen.extend(found.into_iter().map(|file| file.path).filter(|path| format.takes(&name(path))));
        } else {
            let companions = format.companions_of(&name(path)).into_iter().map(PathBuf::from);
            chosen.extend(companions.filter(|companion| companion.is_file()));
            chosen.insert(path.clone());
        }
    }
    chosen.iter().map(|path| read(path)).collect()
}

fn name(path: &Path) -> String {
    path.to_string_lossy().replace('\\', "/")
}

fn read(path: &Path) -> Result<InputFile, CliError> {
    match fs::read(path) {
        Ok(bytes) => Ok(InputFile::new(name(path), bytes)),
        Err(error) => Err(CliError::Unreadable { path: path.to_owned(), why: error.to_string() }),
    }
}
