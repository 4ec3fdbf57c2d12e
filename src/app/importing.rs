//! Datasets on their way in: mentions that other tools wrote, with the articles that are not here yet.

use std::cmp::Reverse;
use std::collections::BTreeSet;
use std::fs;
use std::path::PathBuf;

use super::App;
use super::work::Finished;
use crate::command::{Command, Import};
use crate::format::{self, Format, InputFile, Read, ReadError};
use crate::job::{Cancelled, Progress};
use crate::model::Project;
use crate::store::StoreError;
use crate::text::count;

/// What came of files that were to be imported.
pub enum Imported {
    Read {
        format: &'static str,
        read: Read,
        /// Files that are none of the format's.
        ignored: Vec<String>,
    },
    Refused(ReadError),
    /// No format takes files of these names.
    Unknown(String),
    Unreadable(StoreError),
}

impl App {
    pub(super) fn import_dataset(&mut self, paths: Vec<PathBuf>) {
        if self.session.is_none() {
            self.new_project();
        }
        let Some(project) = self.session.as_ref().map(|session| session.project().clone()) else { return };
        self.works.start(&self.context, "Importing annotations", move |progress| {
            Ok(Finished::Imported(Box::new(read_paths(paths, &project, progress)?)))
        });
    }

    pub(super) fn show_imported(&mut self, imported: Imported) {
        match imported {
            Imported::Read { format, read, ignored } => {
                self.take_in_mentions(format, read);
                if !ignored.is_empty() {
                    self.notices.news(format!("Not read as {format}: {}", ignored.join(", ")));
                }
            }
            Imported::Refused(error) => self.tell(error.to_string()),
            Imported::Unreadable(error) => self.tell(error.to_string()),
            Imported::Unknown(file) => {
                let names: Vec<&str> = format::ALL.iter().map(|format| format.name).collect();
                self.tell(format!("{file} is in no format that can be imported: {}", names.join(", ")));
            }
        }
    }

    fn tell(&mut self, problem: String) {
        self.notices.error(problem);
    }

    fn take_in_mentions(&mut self, format: &str, read: Read) {
        let n_before = self.n_mentions();
        self.run(&Command::Import(Import { drafts: read.drafts, format: Some(format.to_owned()) }));
        let n_new = self.n_mentions().saturating_sub(n_before);
        if n_new > 0 {
            self.notices.news(format!("Imported {} from {format}", count(n_new, "mention")));
        }
        if !read.warnings.is_empty() {
            let text = format!("{} parts of the files could not be imported", read.warnings.len());
            self.notices.warn(text).details = read.warnings.iter().map(ToString::to_string).collect();
        }
    }

    fn n_mentions(&self) -> usize {
        self.session.as_ref().map_or(0, |session| session.project().n_mentions())
    }
}

fn read_paths(paths: Vec<PathBuf>, project: &Project, progress: &Progress) -> Result<Imported, Cancelled> {
    let paths = with_companions(paths);
    progress.expect(paths.len() + 1);
    let mut files = Vec::new();
    for path in paths {
        progress.step()?;
        let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
        match fs::read(&path) {
            Ok(bytes) => files.push(InputFile { name, bytes }),
            Err(error) => return Ok(Imported::Unreadable(StoreError::io(&path, "read the file")(error))),
        }
    }
    Ok(read_files(&files, project))
}

/// By the format that takes most of the files, if it finds something in them.
fn read_files(files: &[InputFile], project: &Project) -> Imported {
    let n_taken = |format: &&Format| files.iter().filter(|file| format.takes(&file.name)).count();
    let mut candidates: Vec<&Format> = format::ALL.iter().filter(|format| n_taken(format) > 0).collect();
    let claims = |format: &Format| format.claims.is_some_and(|claims| files.iter().any(claims));
    candidates.sort_by_key(|format| Reverse((claims(format), n_taken(format))));
    let mut refused = None;
    for format in candidates {
        let (taken, others): (Vec<InputFile>, Vec<InputFile>) =
            files.iter().cloned().partition(|file| format.takes(&file.name));
        match format.import_into(project, &taken) {
            Ok(read) => {
                let ignored = others.into_iter().map(|file| file.name).collect();
                return Imported::Read { format: format.name, read, ignored };
            }
            Err(error) => drop(refused.get_or_insert(error)),
        }
    }
    let first = || files.first().map_or(String::new(), |file| file.name.clone());
    refused.map_or_else(|| Imported::Unknown(first()), Imported::Refused)
}

/// The chosen files and those that belong to them by name.
fn with_companions(paths: Vec<PathBuf>) -> BTreeSet<PathBuf> {
    let mut all: BTreeSet<PathBuf> = paths.iter().cloned().collect();
    for path in &paths {
        let name = path.file_name().unwrap_or_default().to_string_lossy();
        let formats = format::ALL.iter().filter(|format| format.takes(&name));
        let others = formats.flat_map(|format| format.companions_of(&name));
        all.extend(others.map(|other| path.with_file_name(other)).filter(|other| other.is_file()));
    }
    all
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::app::exporting::{ExportChoice, write_dataset};
    use crate::fixture;
    use crate::format::Layout;

    #[test]
    fn what_was_exported_is_known_by_its_files_and_read_again() {
        let session = fixture::session(&[("One", "[GPE Oslo] and [PERSON Ann].")]);
        let folder = tempfile::tempdir().unwrap();
        for format in format::ALL {
            let choice = ExportChoice { format: format.id, ..ExportChoice::default() };
            let written = choice.write(session.project());
            let path = write_dataset(&written, format, &folder.path().join(format.id)).unwrap();
            let paths = match format.layout {
                Layout::File => vec![path],
                Layout::Folder => fs::read_dir(path).unwrap().map(|entry| entry.unwrap().path()).collect(),
            };
            let Imported::Read { format: name, read, ignored: _ } =
                read_paths(paths, &Project::default(), &Progress::default()).unwrap()
            else {
                panic!("{}", format.id)
            };
            let n_mentions = if format.keeps.mentions { 2 } else { 0 };
            assert_eq!((name, read.drafts[0].mentions.len()), (format.name, n_mentions));
        }
    }

    #[test]
    fn files_of_no_format_are_told_by_name() {
        let files = [InputFile::new("notes.docx", "x")];
        assert!(
            matches!(read_files(&files, &Project::default()), Imported::Unknown(name) if name == "notes.docx")
        );
    }
}
