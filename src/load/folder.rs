//! Files and folders that a person names, to drafts.

use std::fs::{self, File};
use std::io::Read;
use std::path::{Path, PathBuf};

use super::{LoadError, Loaded, Problem, Remark, load_bytes};
use crate::job::{Cancelled, Progress};

pub const MAX_FILE_BYTES: u64 = 256 << 20;

/// A file to load.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Found {
    pub path: PathBuf,
    pub bytes: u64,
}

/// How browsers name the folder beside a saved page, in some of their languages.
const BESIDE_A_PAGE: &[&str] = &["_files", "_fichiers", "_archivos", "_file", "-Dateien", ".files"];

/// Loads every file under the paths. A bad file costs one line in `failures`; the rest still load.
pub fn load_paths(paths: &[PathBuf], progress: &Progress) -> Result<Loaded, Cancelled> {
    let (found, failures) = find(paths);
    let mut loaded = Loaded { failures, ..Loaded::default() };
    progress.expect(found.len());
    for file in &found {
        let path = file.path.to_string_lossy();
        let read = read(file).map_err(|problem| LoadError { path: path.clone().into_owned(), problem });
        match read.and_then(|bytes| load_bytes(&path, &bytes, progress)) {
            Ok(reading) => {
                let remark = |doubt| Remark { path: path.clone().into_owned(), doubt };
                loaded.remarks.extend(reading.doubts.into_iter().map(remark));
                loaded.drafts.push(reading.draft);
            }
            Err(failure) => loaded.failures.push(failure),
        }
        progress.step()?;
    }
    Ok(loaded)
}

/// The files under the paths, in the order given, a folder's by name; each once. Hidden files and what a
/// browser saved beside a page are passed over.
pub fn find(paths: &[PathBuf]) -> (Vec<Found>, Vec<LoadError>) {
    let mut walk = Walk::default();
    for path in paths {
        let n_before = walk.found.len() + walk.failures.len();
        walk.take(path);
        if path.is_dir() && walk.found.len() + walk.failures.len() == n_before {
            walk.fail(path, Problem::EmptyFolder);
        }
    }
    let mut seen = std::collections::BTreeSet::new();
    walk.found.retain(|file| seen.insert(file.path.clone()));
    (walk.found, walk.failures)
}

#[derive(Default)]
struct Walk {
    found: Vec<Found>,
    failures: Vec<LoadError>,
}

impl Walk {
    fn take(&mut self, path: &Path) {
        match fs::metadata(path) {
            Ok(about) if about.is_dir() => self.take_folder(path),
            Ok(about) if about.is_file() => {
                self.found.push(Found { path: path.to_owned(), bytes: about.len() });
            }
            Ok(_) => self.fail(path, Problem::Foreign("a device or a pipe")),
            Err(error) => self.fail(path, problem(&error)),
        }
    }

    fn take_folder(&mut self, folder: &Path) {
        let entries = fs::read_dir(folder).and_then(|entries| entries.collect::<Result<Vec<_>, _>>());
        let mut paths: Vec<PathBuf> = match entries {
            Ok(entries) => entries.iter().map(fs::DirEntry::path).collect(),
            Err(error) => return self.fail(folder, problem(&error)),
        };
        paths.sort();
        for path in &paths {
            // A link to a folder may lead back up.
            let is_linked_folder = path.is_symlink() && path.is_dir();
            if !is_hidden(path) && !is_linked_folder && !belongs_to_a_page(path, &paths) {
                self.take(path);
            }
        }
    }

    fn fail(&mut self, path: &Path, problem: Problem) {
        self.failures.push(LoadError { path: path.to_string_lossy().into_owned(), problem });
    }
}

fn is_hidden(path: &Path) -> bool {
    path.file_name().is_some_and(|name| name.to_string_lossy().starts_with('.'))
}

/// `page_files` beside `page.html`.
fn belongs_to_a_page(path: &Path, siblings: &[PathBuf]) -> bool {
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    BESIDE_A_PAGE.iter().filter_map(|ending| name.strip_suffix(ending)).any(|page| {
        ["html", "htm"]
            .iter()
            .any(|extension| siblings.contains(&path.with_file_name(format!("{page}.{extension}"))))
    })
}

fn read(file: &Found) -> Result<Vec<u8>, Problem> {
    if file.bytes > MAX_FILE_BYTES {
        return Err(Problem::TooLarge { bytes: file.bytes });
    }
    let mut bytes = Vec::new();
    let opened = File::open(&file.path).map_err(|error| problem(&error))?;
    // The file may have grown since it was found.
    opened.take(MAX_FILE_BYTES).read_to_end(&mut bytes).map_err(|error| problem(&error))?;
    Ok(bytes)
}

fn problem(error: &std::io::Error) -> Problem {
    match error.kind() {
        std::io::ErrorKind::NotFound => Problem::Missing,
        std::io::ErrorKind::PermissionDenied => Problem::Unreadable("permission denied".to_owned()),
        _ => Problem::Unreadable(error.to_string()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn folder_of(files: &[(&str, &str)]) -> tempfile::TempDir {
        let folder = tempfile::tempdir().unwrap();
        for (name, text) in files {
            let path = folder.path().join(name);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(path, text).unwrap();
        }
        folder
    }

    fn names(found: &[Found], folder: &Path) -> Vec<String> {
        found
            .iter()
            .map(|file| file.path.strip_prefix(folder).unwrap().to_string_lossy().into_owned())
            .collect()
    }

    #[test]
    fn a_folder_is_walked_by_name_without_hidden_files_and_leftovers_of_pages() {
        let folder = folder_of(&[
            ("b.txt", "b"),
            ("a.txt", "a"),
            ("sub/c.txt", "c"),
            (".hidden.txt", "h"),
            (".git/x.txt", "x"),
            ("page.html", "p"),
            ("page_files/style.txt", "s"),
            ("my_files/d.txt", "d"),
        ]);
        let (found, failures) = find(&[folder.path().to_owned()]);
        assert_eq!(
            names(&found, folder.path()),
            ["a.txt", "b.txt", "my_files/d.txt", "page.html", "sub/c.txt"]
        );
        assert_eq!(failures, []);
    }

    #[cfg(unix)]
    #[test]
    fn a_folder_that_links_back_to_itself_is_walked_once() {
        let folder = folder_of(&[("a.txt", "a")]);
        std::os::unix::fs::symlink(folder.path(), folder.path().join("again")).unwrap();
        let (found, _) = find(&[folder.path().to_owned(), folder.path().join("a.txt")]);
        assert_eq!(names(&found, folder.path()), ["a.txt"]);
    }

    #[test]
    fn bad_files_cost_a_line_each_and_the_rest_still_load() {
        let folder = folder_of(&[
            ("1.txt", "A text that is fine."),
            ("2.txt", ""),
            ("3.txt", " \n"),
            ("4.ron", "(format: 1)"),
            ("5.png", "\u{89}PNG"),
            ("6", "A text without an extension."),
            ("7.txt", "a\0b"),
        ]);
        let missing = folder.path().join("8.txt");
        let progress = Progress::default();
        let loaded = load_paths(&[folder.path().to_owned(), missing], &progress).unwrap();
        let texts: Vec<&str> = loaded.drafts.iter().map(|draft| &*draft.text).collect();
        assert_eq!(texts[0], "A text that is fine.");
        assert_eq!(texts.last(), Some(&"A text without an extension."));
        let lines: Vec<String> = loaded.failures.iter().map(|failure| failure.to_string()).collect();
        for (name, line) in [
            ("2.txt", "The file is empty; save or copy it again"),
            ("3.txt", "The file holds nothing but white space; save or copy it again"),
            ("4.ron", "This is a RON file, not an article; open it as a project"),
            ("7.txt", "This is no text but binary data; copy the article and paste it instead"),
            ("8.txt", "There is no such file or folder; check the name"),
        ] {
            let expected = format!("{line}: {}", folder.path().join(name).display());
            assert!(lines.contains(&expected), "{expected}\nnot in {lines:#?}");
        }
        assert_eq!(progress.counts(), (7, 7));
    }

    #[test]
    fn an_empty_folder_is_reported() {
        let folder = folder_of(&[]);
        let (_, failures) = find(&[folder.path().to_owned()]);
        assert_eq!(failures[0].problem, Problem::EmptyFolder);
    }

    #[test]
    fn loading_stops_when_nobody_wants_it() {
        let folder = folder_of(&[("a.txt", "a"), ("b.txt", "b")]);
        let path = folder.path().to_owned();
        let (started, go) = (std::sync::mpsc::channel(), std::sync::mpsc::channel());
        let job = crate::job::Job::start(
            "load",
            || {},
            move |progress| {
                started.0.send(()).ok();
                go.1.recv().ok();
                load_paths(std::slice::from_ref(&path), progress).map(|loaded| loaded.drafts.len())
            },
        );
        started.1.recv().unwrap();
        job.cancel();
        go.0.send(()).unwrap();
        assert_eq!(job.wait(), Err(crate::job::JobError::Cancelled));
    }
}
