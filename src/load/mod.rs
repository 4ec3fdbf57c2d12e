//! From the bytes of a file to a [`Draft`]: text, facts and zones, one file per kind of input.
//!
//! Not for annotated datasets, which `format` reads, and not for projects. The text is kept exactly as
//! decoded (a web page's as rendered) and never changed afterwards; nothing here touches the network.

mod address;
mod authors;
mod charset;
mod clutter;
mod dates;
mod decode;
mod error;
mod folder;
mod guard;
mod json_ld;
mod language;
mod markdown;
mod metadata;
mod overlap;
mod plain_text;
mod refused;
mod render;
mod tags;
mod web_page;
mod word_list;

pub use error::{Doubt, LoadError, Problem, Remark};
pub use folder::{Found, find, load_paths};
pub use guard::Excess;
pub use word_list::word_list;

use crate::job::Progress;
use crate::model::Draft;

/// One kind of input.
pub struct Loader {
    pub id: &'static str,
    pub name: &'static str,
    pub extensions: &'static [&'static str],
    /// Whether bytes without a known extension look like this kind.
    sniff: fn(&[u8]) -> bool,
    read: fn(&[u8], &Progress) -> Result<Reading, Problem>,
}

/// In the order in which unknown files are tried; the last takes whatever is text.
pub const ALL: &[Loader] = &[web_page::LOADER, markdown::LOADER, plain_text::LOADER];

/// An article as read, with what the reader was not sure of.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Reading {
    pub draft: Draft,
    pub doubts: Vec<Doubt>,
}

/// What became of many files.
#[derive(Clone, Debug, Default)]
pub struct Loaded {
    pub drafts: Vec<Draft>,
    pub failures: Vec<LoadError>,
    /// About files that were loaded.
    pub remarks: Vec<Remark>,
}

/// `path` says what kind of file it is and is kept with the draft; the bytes are all that is read.
pub fn load_bytes(path: &str, bytes: &[u8], progress: &Progress) -> Result<Reading, LoadError> {
    let error = |problem| LoadError { path: path.to_owned(), problem };
    refused::check(path, bytes).map_err(error)?;
    let reading = (loader_for(path, bytes).read)(bytes, progress).map_err(error)?;
    if reading.draft.text.trim().is_empty() {
        return Err(error(Problem::OnlyWhiteSpace));
    }
    Ok(Reading { draft: Draft { path: path.to_owned(), ..reading.draft }, ..reading })
}

/// Text that a person pasted, exactly as it is.
pub fn pasted(text: &str) -> Draft {
    plain_text::draft(text)
}

fn loader_for(path: &str, bytes: &[u8]) -> &'static Loader {
    let extension = extension(path);
    let by_name = ALL.iter().find(|loader| loader.extensions.contains(&extension.as_str()));
    let by_content = || ALL.iter().find(|loader| (loader.sniff)(bytes));
    by_name.or_else(by_content).unwrap_or(&plain_text::LOADER)
}

/// In lower case, without the dot; empty where there is none.
fn extension(path: &str) -> String {
    let extension = std::path::Path::new(path).extension();
    extension.map(|extension| extension.to_string_lossy().to_lowercase()).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::path::{Path, PathBuf};
    use std::time::{Duration, Instant};

    fn load(path: &str, bytes: impl AsRef<[u8]>) -> Result<Reading, LoadError> {
        load_bytes(path, bytes.as_ref(), &Progress::default())
    }

    fn shared(folder: &str) -> PathBuf {
        Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared").join(folder)
    }

    #[test]
    fn every_loader_has_its_own_name_and_extensions() {
        let is_new_to = |seen: &mut std::collections::BTreeSet<&str>, name| seen.insert(name);
        let (mut ids, mut extensions) = Default::default();
        for loader in ALL {
            assert!(is_new_to(&mut ids, loader.id), "{}", loader.id);
            assert!(
                loader.extensions.iter().all(|extension| is_new_to(&mut extensions, extension)),
                "{}",
                loader.id
            );
        }
    }

    #[test]
    fn the_extension_says_what_a_file_is_and_else_its_bytes() {
        let page = "<!doctype html><p>The boats stay in.</p>";
        let text = |path| load(path, page).unwrap().draft.text.to_string();
        assert_eq!(text("a.HTML"), "The boats stay in.");
        assert_eq!(text("a"), "The boats stay in.");
        assert_eq!(text("a.txt"), page);
        assert_eq!(load("a.md", "# Boats").unwrap().draft.facts.title.unwrap().value, "Boats");
        assert_eq!(load("a.log", "# Boats").unwrap().draft.text.as_ref(), "# Boats");
    }

    #[test]
    fn a_failure_is_one_line_that_ends_in_the_path() {
        let failure = load("folder/a.txt", " \r\n").unwrap_err();
        let line = "The file holds nothing but white space; save or copy it again: folder/a.txt";
        assert_eq!(failure.to_string(), line);
    }

    #[test]
    fn pasted_text_stays_as_it_is() {
        let text = "\u{feff}One\r\n\u{a0}two\n";
        let draft = pasted(text);
        assert_eq!((draft.text.as_ref(), draft.path.as_str()), (text, ""));
    }

    #[test]
    fn hostile_files_neither_end_the_program_nor_take_long() {
        let entities =
            (1..30).map(|at| format!("<!ENTITY e{at} \"&e{0};&e{0};\">", at - 1)).collect::<String>();
        let bombs = [
            "<div>".repeat(100_000),
            format!("<p {}>x</p>", "a ".repeat(100_000)),
            format!("<p {}>x</p>", (0..100_000).map(|at| format!("a{at}=b ")).collect::<String>()),
            format!("<html><p>{}</p>", "word ".repeat(4_000_000)),
            format!(
                "<!DOCTYPE html [<!ENTITY e0 \"ha\">{entities}]><html><p>&e29; and so on, they said.</p>"
            ),
            format!("<script type=application/ld+json>{}</script><p>The boats stay in.", "[".repeat(200_000)),
            "<div></x>".repeat(3_000),
        ];
        for bomb in bombs {
            for path in ["bomb.html", "bomb.txt", "bomb.md"] {
                let start = Instant::now();
                let outcome = load(path, &bomb);
                assert!(start.elapsed() < Duration::from_secs(12), "{path}: {}", &bomb[..40]);
                assert!(
                    !matches!(outcome, Err(LoadError { problem: Problem::Panicked, .. })),
                    "{path}: {}",
                    &bomb[..40]
                );
            }
        }
    }

    /// The pages of html5lib's tree construction tests, a thousand ways to write a page wrong.
    #[test]
    fn malformed_pages_are_read_or_refused_in_a_sentence() {
        let Ok(files) = std::fs::read_dir(shared("data/html5lib-tests/tree-construction")) else {
            eprintln!("skipped: html5lib's tests are not here");
            return;
        };
        let mut n_pages = 0;
        for file in files.map(|file| file.unwrap().path()) {
            let cases = String::from_utf8_lossy(&std::fs::read(&file).unwrap()).into_owned();
            for case in cases.split("#data\n").skip(1) {
                let page = case.split("\n#errors").next().unwrap();
                match load("page.html", page) {
                    Ok(reading) => {
                        assert!(reading.draft.zones.iter().all(|zone| zone.span.fits(&reading.draft.text)))
                    }
                    Err(LoadError { problem, .. }) => assert_ne!(problem, Problem::Panicked, "{page}"),
                }
                n_pages += 1;
            }
        }
        assert!(n_pages > 500, "{n_pages} pages");
    }

    #[test]
    fn the_seeds_are_loaded_to_the_byte() {
        let (files, _) = find(&[shared("seeds")]);
        if files.is_empty() {
            eprintln!("skipped: the seeds are not here");
            return;
        }
        for file in files {
            let bytes = std::fs::read(&file.path).unwrap();
            let reading = load(&file.path.to_string_lossy(), &bytes).unwrap();
            assert_eq!(reading.draft.text.as_bytes(), bytes, "{}", file.path.display());
            assert_eq!(reading.draft.facts.outlet, None);
            assert_eq!(reading.draft.facts.language.unwrap().value, "en");
            assert_eq!(reading.doubts, []);
        }
    }

    /// Dates of the posts they quote, read by hand; the other two say none.
    #[test]
    fn the_seeds_that_quote_a_dated_post_get_its_date_as_a_guess() {
        let (files, _) = find(&[shared("seeds")]);
        let date = |file: &Found| {
            let bytes = std::fs::read(&file.path).unwrap();
            load(&file.path.to_string_lossy(), &bytes).unwrap().draft.facts.published.map(|date| date.value)
        };
        let dates: Vec<Option<String>> = files.iter().map(date).collect();
        let expected = [Some("2023-05-19"), None, Some("2023-05-19"), None, Some("2024-05-02")];
        if !files.is_empty() {
            assert_eq!(dates.iter().map(Option::as_deref).collect::<Vec<_>>(), expected);
        }
    }
}
