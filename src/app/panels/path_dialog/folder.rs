//! What is in a folder, read on a thread: a network folder may take its time.

use std::fs;
use std::path::{Path, PathBuf};

use crate::job::Job;

/// One entry of a folder.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    pub name: String,
    pub path: PathBuf,
    pub is_folder: bool,
}

pub enum Listing {
    Reading(Job<Result<Vec<Entry>, String>>),
    /// Folders first, then files, each by name; hidden ones left out.
    Read(Vec<Entry>),
    Failed(String),
}

impl Listing {
    pub fn start(context: &egui::Context, folder: &Path) -> Self {
        let (context, folder) = (context.clone(), folder.to_owned());
        let wake = move || context.request_repaint();
        Self::Reading(Job::start("Reading a folder", wake, move |_| Ok(read(&folder))))
    }

    pub fn poll(&mut self) {
        let Self::Reading(job) = self else { return };
        match job.poll() {
            None => {}
            Some(Ok(Ok(entries))) => *self = Self::Read(entries),
            Some(Ok(Err(problem))) => *self = Self::Failed(problem),
            Some(Err(error)) => *self = Self::Failed(error.to_string()),
        }
    }

    pub fn has_file(&self, name: &str) -> bool {
        matches!(self, Self::Read(entries) if entries.iter().any(|entry| entry.name == name && !entry.is_folder))
    }
}

fn read(folder: &Path) -> Result<Vec<Entry>, String> {
    let told = |error: std::io::Error| {
        let why = match error.kind() {
            std::io::ErrorKind::PermissionDenied => "permission denied".to_owned(),
            std::io::ErrorKind::NotFound => "it is not there".to_owned(),
            _ => error.to_string(),
        };
        format!("This folder cannot be read ({why}); choose another one")
    };
    let mut entries: Vec<Entry> = fs::read_dir(folder).map_err(told)?.flatten().filter_map(entry).collect();
    entries.sort_by_cached_key(|entry| (!entry.is_folder, entry.name.to_lowercase()));
    Ok(entries)
}

fn entry(found: fs::DirEntry) -> Option<Entry> {
    let name = found.file_name().to_string_lossy().into_owned();
    let path = found.path();
    // Follows links, as opening the path will.
    let is_folder = path.is_dir();
    (!name.starts_with('.')).then_some(Entry { name, path, is_folder })
}

/// Where people keep files, as far as these folders exist.
pub fn places(recent: &[PathBuf]) -> Vec<(String, PathBuf)> {
    let user = directories::UserDirs::new();
    let standard = user.iter().flat_map(|user| {
        let named = [
            ("Home", Some(user.home_dir())),
            ("Documents", user.document_dir()),
            ("Downloads", user.download_dir()),
            ("Desktop", user.desktop_dir()),
        ];
        named.into_iter().filter_map(|(name, path)| Some((name.to_owned(), path?.to_owned())))
    });
    let mut places: Vec<(String, PathBuf)> = standard.collect();
    for folder in recent.iter().filter_map(|path| path.parent()) {
        if places.iter().all(|(_, known)| known != folder) {
            let name = folder.file_name().unwrap_or(folder.as_os_str()).to_string_lossy().into_owned();
            places.push((name, folder.to_owned()));
        }
    }
    places.retain(|(_, path)| path.is_dir());
    places
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn folders_come_first_and_hidden_files_not_at_all() {
        let folder = tempfile::tempdir().unwrap();
        for file in ["b.txt", "A.txt", ".hidden"] {
            fs::write(folder.path().join(file), "").unwrap();
        }
        fs::create_dir(folder.path().join("zoo")).unwrap();
        let names: Vec<String> = read(folder.path()).unwrap().into_iter().map(|entry| entry.name).collect();
        assert_eq!(names, ["zoo", "A.txt", "b.txt"]);
    }

    #[test]
    fn a_folder_that_is_gone_is_told_in_a_sentence() {
        let problem = read(Path::new("/nowhere/at/all")).unwrap_err();
        assert_eq!(problem, "This folder cannot be read (it is not there); choose another one");
    }
}
