//! A project as one file. [`write`] says how it is laid out, [`read`] reads it back, [`format_1`] reads what
//! earlier versions wrote, [`salvage`] what is left of a damaged file.

mod format_1;
mod mention_line;
mod read;
mod salvage;
mod saved;
mod write;

use std::io;
use std::path::Path;

use read::{Parsed, Unreadable, line_at};
pub use salvage::{Salvaged, salvage, salvage_bytes};
pub use write::FORMAT;

use super::disk::Draft;
use super::sum::Sum;
use super::{Disk, StoreError};
use crate::model::{EditError, Ids, Project};

/// A project as its file holds it.
#[derive(Debug)]
pub struct Stored {
    /// How many steps of the journal the file contains.
    pub revision: u64,
    pub ids: Ids,
    pub project: Project,
    /// Over the whole file.
    pub sum: Sum,
    /// What is not as it was saved, one sentence each; empty for a file that nobody else touched.
    pub changes: Vec<String>,
    /// The format of a version that is newer than this one. What this version does not know of is missing,
    /// so the project must not be saved.
    pub newer: Option<u32>,
}

/// Writes the content of a project file. The same project at the same revision always gives the same bytes.
pub fn write_project(
    draft: &mut Draft,
    revision: u64,
    ids: &Ids,
    project: &Project,
) -> Result<Sum, StoreError> {
    let path = draft.path().to_owned();
    write::write(draft, revision, ids, project).map_err(StoreError::io(&path, "write the project"))
}

pub fn read_project(disk: &Disk, path: &Path) -> Result<Stored, StoreError> {
    let bytes = disk.read(path).map_err(StoreError::io(path, "open the project"))?;
    read_project_bytes(bytes, path)
}

/// Reads the content of a project file. The path is only for words.
pub fn read_project_bytes(bytes: Vec<u8>, path: &Path) -> Result<Stored, StoreError> {
    let text = text_of(bytes, path)?;
    let Parsed { format, revision, mut ids, parts, sum, mut changes, .. } = parse(&text, path)?;
    let newer = (format > FORMAT).then_some(format);
    let malformed = |error: EditError| malformed(path, broken(&text, &error));
    let project = Project::from_parts(parts).map_err(malformed)?;
    if ids.go_past(&project) {
        changes.push("The counter of ids stood too low; it was set after the highest id".to_owned());
    }
    if ids.are_spent() {
        return Err(self::malformed(path, "line 4: there is no id left for anything new".to_owned()));
    }
    Ok(Stored { revision, ids, project, sum, changes, newer })
}

/// The content of a project file.
pub fn write_project_bytes(revision: u64, ids: &Ids, project: &Project) -> io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    write::write(&mut bytes, revision, ids, project)?;
    Ok(bytes)
}

/// Everything about a project file that is not as it should be, in words.
pub fn check_project(path: &Path) -> Result<Vec<String>, StoreError> {
    let bytes = Disk::default().read(path).map_err(StoreError::io(path, "open the project"))?;
    let text = text_of(bytes, path)?;
    let Parsed { ids, parts, changes, .. } = parse(&text, path)?;
    let problems = Project::problems(parts, &ids).into_iter().map(|problem| problem.to_string());
    Ok(changes.into_iter().chain(problems).collect())
}

fn text_of(bytes: Vec<u8>, path: &Path) -> Result<String, StoreError> {
    String::from_utf8(bytes).map_err(|error| {
        let (at, bytes) = (error.utf8_error().valid_up_to(), error.as_bytes());
        let line = 1 + memchr::memchr_iter(b'\n', &bytes[..at]).count();
        let column = 1 + at - memchr::memrchr(b'\n', &bytes[..at]).map_or(0, |end| end + 1);
        malformed(path, format!("line {line}, column {column}: this is not UTF-8 text"))
    })
}

fn parse(text: &str, path: &Path) -> Result<Parsed, StoreError> {
    let read = match read::format_of(text) {
        Some(1) => format_1::read(text),
        _ => read::read(text),
    };
    let parsed = read.map_err(|unreadable| match unreadable {
        Unreadable::TooNew(format) => StoreError::TooNew { path: path.to_owned(), format },
        Unreadable::Malformed(problem) => malformed(path, problem),
    })?;
    match parsed.unknown.first() {
        Some(field) if parsed.format <= FORMAT => {
            Err(malformed(path, format!("{field} is a field that this version does not know")))
        }
        _ => Ok(parsed),
    }
}

fn malformed(path: &Path, problem: String) -> StoreError {
    StoreError::Malformed { path: path.to_owned(), problem }
}

/// A broken record, with the line of its article, or of the patterns, which are all that can be broken
/// besides.
fn broken(text: &str, error: &EditError) -> String {
    let problem = error.to_string();
    let article = problem.split("article a").nth(1).unwrap_or_default();
    let id: String = article.chars().take_while(char::is_ascii_digit).collect();
    let opening = match id.as_str() {
        "" => "\n    patterns: {".to_owned(),
        id => format!("\n{}{id}: (", write::ARTICLE_INDENT),
    };
    let at = text.rfind(&opening).map_or(0, |at| at + 1);
    format!("line {}: {problem}", line_at(text, at))
}
