//! Files that a failing disk, an editor or a stranger changed: nothing is read as something else in
//! silence, every refusal says where, and what is whole can be had back.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use broadsheet::fixture::Random;
use broadsheet::model::Project;
use broadsheet::session::Session;
use broadsheet::store::{Disk, StoreError, read_journal, read_project, salvage};

fn frozen(extension: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/data/projects/format_2").with_extension(extension)
}

fn text() -> String {
    fs::read_to_string(frozen("ron")).unwrap()
}

fn read(folder: &Path, bytes: impl AsRef<[u8]>) -> Result<(Project, Vec<String>), StoreError> {
    let path = folder.join("p.ron");
    fs::write(&path, bytes).unwrap();
    read_project(&Disk::default(), &path).map(|stored| (stored.project, stored.changes))
}

/// One bit of every third byte.
#[test]
fn no_flipped_bit_of_a_project_goes_unnoticed() {
    let folder = tempfile::tempdir().unwrap();
    let whole = text().into_bytes();
    let mut random = Random::new(4);
    for at in (0..whole.len()).step_by(3) {
        let mut bytes = whole.clone();
        bytes[at] ^= 1 << random.below(8);
        match read(folder.path(), &bytes) {
            Ok((_, changes)) => assert_ne!(changes, [""; 0], "byte {at}"),
            Err(error) => {
                let told = error.to_string();
                assert!(told.contains("line ") || told.contains("newer version"), "byte {at}: {told}");
            }
        }
    }
}

/// One bit of every byte.
#[test]
fn no_flipped_bit_of_a_journal_goes_unnoticed() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("p.journal");
    let whole = fs::read(frozen("journal")).unwrap();
    let mut random = Random::new(5);
    for at in 0..whole.len() {
        let mut bytes = whole.clone();
        bytes[at] ^= 1 << random.below(8);
        fs::write(&path, &bytes).unwrap();
        let read = read_journal(&Disk::default(), &path).unwrap();
        assert!(!read.damages.is_empty() || read.is_torn, "byte {at}");
    }
}

/// Either the same project comes out of it, or something is said.
#[test]
fn a_project_whose_journal_is_damaged_says_so_when_it_is_opened() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("p.ron");
    // An older state of the file, so that the last steps come from the journal alone.
    let older = without_late_mentions(&text().replacen("revision: 8", "revision: 6", 1));
    fs::write(&path, older).unwrap();
    let whole = fs::read(frozen("journal")).unwrap();
    let journal = path.with_extension("journal");
    fs::write(&journal, &whole).unwrap();
    let right = Session::open_read_only(&path).unwrap();
    assert_eq!((right.session.revision(), right.n_recovered), (8, 2));
    let mut random = Random::new(6);
    for _ in 0..100 {
        let mut bytes = whole.clone();
        let at = random.below(bytes.len());
        bytes[at] ^= 1 << random.below(8);
        fs::write(&journal, &bytes).unwrap();
        let opened = Session::open_read_only(&path).unwrap();
        assert!(opened.notices.len() > right.notices.len(), "byte {at}");
    }
}

/// The mentions that steps 7 and 8 made.
fn without_late_mentions(text: &str) -> String {
    let is_late =
        |line: &&str| line.trim_start().starts_with("50: ") || line.trim_start().starts_with("51: ");
    text.lines().filter(|line| !is_late(line)).map(|line| format!("{line}\n")).collect()
}

#[test]
fn a_hole_in_the_old_part_of_a_journal_costs_the_history_before_it_and_no_work() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("p.ron");
    fs::copy(frozen("ron"), &path).unwrap();
    let journal = fs::read_to_string(frozen("journal")).unwrap();
    let holed = journal.replacen("Add annotator", "Bdd annotator", 1);
    fs::write(path.with_extension("journal"), &holed).unwrap();
    let opened = Session::open(&path, "a test").unwrap();
    assert!(opened.notices.iter().any(|notice| notice.contains("damaged in line 3")), "{:?}", opened.notices);
    assert_eq!(opened.session.history().done().len(), 5, "steps 4 to 8");
    assert_eq!(fs::read_to_string(folder.path().join("p.damaged.journal")).unwrap(), holed);
    drop(opened);
    let again = Session::open(&path, "a test").unwrap();
    assert_eq!((again.notices, again.session.history().done().len()), (Vec::new(), 5));
}

#[test]
fn a_field_that_this_version_does_not_know_is_refused_by_name_and_line() {
    let folder = tempfile::tempdir().unwrap();
    let places = [
        "title: \"Harbour strike\"", // the project
        "name: \"PERSON\"",
        "name: \"kind\"",
        "name: \"LEADS\"",
        "name: \"money\"",
        "name: \"Ana\"",
        "name: \"Paper\"",
        "name: \"Strike\"",
        "name: \"Quay 9\"",
        "title: \"Strike over\"",
        "span: (0, 29)",
        "quote: \"Ilvane\"",
        "quote: \"Quay 9\"",
        "kind: 24",
        "span: (5, 12)",
        "ids: ",
    ];
    for place in places {
        let text = text().replacen(place, &format!("mood: \"glad\", {place}"), 1);
        let line = text.lines().position(|line| line.contains("mood: ")).unwrap() + 1;
        let told = read(folder.path(), &text).unwrap_err().to_string();
        assert!(
            told.contains(&format!("line {line}: \"mood\" is a field that this version does not know")),
            "{place}: {told}"
        );
    }
}

#[test]
fn hostile_files_are_refused_with_a_sentence_and_at_once() {
    let folder = tempfile::tempdir().unwrap();
    let text = text();
    let start = Instant::now();
    let hostile = [
        "(".repeat(200_000),
        format!("(format: 2, revision: {})", "[".repeat(100_000)),
        "/*".repeat(100_000),
        text.replacen("\"Harbour strike\"", &format!("{}1{}", "[".repeat(50_000), "]".repeat(50_000)), 1),
        text.replacen("ids: 52", "ids: 99999999999999999999", 1),
        text.replacen("revision: 8", "revision: -1", 1),
        text.replacen("at: [(23, 29)]", "at: [(29, 23)]", 1),
        text.replacen("at: [(23, 29)]", "at: []", 1),
        text.replacen("label: 3, by: 1", "label: 99, by: 1", 1),
        text.replacen("entity: Some(20)", "entity: Some(99)", 1),
        text.replacen("from: 19", "from: 99", 1),
        text.replacen("outlet: Some(13)", "outlet: Some(99)", 1),
        text.replacen("span: (0, 29)", "span: (0, 9999)", 1),
        text.replacen("span: (0, 29)", "span: (0, 104)", 1), // inside the first curly quote
        text.replacen("      18: (", "      15: (", 1),
        text.replacen("          27: (", "          26: (", 1),
        text.replacen("      3: (\n", "      2: (\n", 1),
        text.replacen("published: Some(\"2026-05-01\")", "published: Some(\"soon\")", 1),
        "\u{feff}\u{0}".repeat(1_000),
        "format: 2".to_owned(),
        "(format: 2)".to_owned(),
    ];
    for (n, bytes) in hostile.iter().enumerate() {
        let error = read(folder.path(), bytes).err().unwrap_or_else(|| panic!("number {n} was read"));
        let told = error.to_string();
        assert!(
            told.contains("(line ") && told.contains("restore") && told.len() < 400,
            "number {n}: {told}"
        );
    }
    let told = read(folder.path(), b"(\n  format: 2,\n \xff\xfe").unwrap_err().to_string();
    assert!(told.contains("line 3, column 2: this is not UTF-8"), "{told}");
    assert!(start.elapsed() < Duration::from_secs(20), "nothing hangs");
}

/// Labels, kinds, patterns, annotators, outlets, stories and entities, which end as articles do.
const N_RECORDS_BEFORE: usize = 10 + 1 + 2 + 2 + 2 + 1 + 2;

#[test]
fn every_whole_article_of_a_damaged_project_is_salvaged() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("p.ron");
    let whole = text();
    let titles = |project: &Project| -> BTreeSet<String> {
        project.articles().values().map(|article| article.header.title.clone()).collect()
    };
    let all = titles(&read(folder.path(), &whole).unwrap().0);
    let damages: [(&str, &str, &[&str]); 8] = [
        ("Dockers in Ilvane", "Dockers in Ilvame", &["Harbour strike ends in Ilvane"]),
        ("        sum: \"58ce", "        sum: \"58cf", &["Ilvane dockers return"]),
        ("      15: (\n", "      1\u{0}: (\n", &["Ilvane dockers return"]),
        ("relations: {", "relations: ", &["Strike over"]),
        ("name: \"PERSON\"", "name: \"PERS", &[]),
        ("    entities: {", "    entit: {", &[]),
        ("format: 2", "form\u{0}", &[]),
        ("  ),\n  sum: ", "", &[]),
    ];
    for (what, damaged, gone) in damages {
        assert!(whole.contains(what), "{what}");
        fs::write(&path, whole.replacen(what, damaged, 1)).unwrap();
        let salvaged = salvage(&path).unwrap();
        let gone: BTreeSet<String> = gone.iter().map(|title| (*title).to_owned()).collect();
        assert_eq!(titles(&salvaged.project), all.difference(&gone).cloned().collect(), "{what}");
        assert_eq!(salvaged.project.check_all(), None);
        assert!(gone.is_empty() || !salvaged.lost.is_empty(), "{what}: the loss is listed");
        let told = salvaged.lost.join("\n");
        assert!(gone.iter().all(|title| told.contains(title.as_str())), "{what}: {told}");
    }
    // Cut anywhere, the articles before the cut are there.
    for cut in (0..whole.len()).step_by(97).filter(|cut| whole.is_char_boundary(*cut)) {
        fs::write(&path, &whole[..cut]).unwrap();
        let n_whole = whole[..cut].matches("\n      ),\n").count().saturating_sub(N_RECORDS_BEFORE);
        assert_eq!(salvage(&path).unwrap().project.articles().len(), n_whole, "cut at {cut}");
    }
}
