//! Every format that was ever written, one frozen file each: it must load, whole, for ever.
//!
//! The files hold a record of every kind, with every field. They were looked at when they were made, and
//! are never made again.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use broadsheet::model::{AttributeKind, MentionId, Origin, PatternKind, Project, Status};
use broadsheet::session::Session;
use broadsheet::store::FORMAT;

fn data() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/data/projects")
}

/// A copy, because opening a project makes files beside it.
fn copy_of(format: u32, folder: &Path) -> PathBuf {
    let path = folder.join("p.ron");
    for extension in ["ron", "journal"] {
        let from = data().join(format!("format_{format}.{extension}"));
        fs::copy(from, path.with_extension(extension)).unwrap();
    }
    path
}

fn named<T>(records: impl IntoIterator<Item = T>, name: impl Fn(&T) -> String) -> Vec<String> {
    records.into_iter().map(|record| name(&record)).collect()
}

/// What the files hold, told by hand from their text.
fn is_as_it_was_made(project: &Project) {
    assert_eq!(project.title(), "Harbour strike");
    assert_eq!((project.labels().len(), project.articles().len()), (10, 3));
    let org = project.label_named("ORG").unwrap();
    let rules = &project.labels()[&org].attributes;
    assert_eq!(rules[0].kind, AttributeKind::Choice(vec!["union".to_owned(), "firm".to_owned()]));
    assert_eq!((rules[0].default.as_str(), rules[0].key, rules.len()), ("firm", Some('k'), 3));
    assert_eq!(
        named(project.outlets().values(), |it| format!("{} {}", it.name, it.domain)),
        ["The Wire wire.example", "Paper "]
    );
    assert_eq!(named(project.stories().values(), |it| it.name.clone()), ["Strike"]);
    assert_eq!(named(project.annotators().values(), |it| it.name.clone()), ["Analyst", "Ana"]);
    let entity = project.entities().values().find(|it| it.name == "Quay 9").unwrap();
    assert_eq!(
        (entity.aliases[0].as_str(), entity.link.as_str()),
        ("the union", "https://example.org/quay9")
    );
    let kind = project.relation_kinds().values().next().unwrap();
    assert_eq!((kind.name.as_str(), kind.key, kind.to.clone()), ("LEADS", Some('z'), BTreeSet::from([org])));
    let patterns: Vec<_> = project.patterns().values().map(|it| it.kind.clone()).collect();
    assert_eq!(patterns[0], PatternKind::Expression("[0-9]+ %".to_owned()));
    assert_eq!(project.ambiguous()["May"], 2);

    let articles: Vec<_> = project.articles().values().collect();
    assert!(articles[0].text.contains("union \"Quay 9\" said.\n“We got"));
    assert!(
        articles[1].text.contains("return\r\n\r\nMara") && articles[1].text.contains("\"fair day\" \\ and")
    );
    let header = &articles[1].header;
    assert_eq!((header.byline.as_str(), header.language.as_str()), ("By A. Reporter", "en"));
    assert_eq!((header.status, header.note.as_str()), (Status::Reviewed, "a second look"));
    assert_eq!(articles[0].header.published.as_ref().unwrap().as_str(), "2026-05-01");
    let quay = &articles[2].mentions[&MentionId(21)];
    assert_eq!((quay.note.as_str(), quay.attributes["kind"].as_str()), ("sure?", "union"));
    assert_eq!(quay.origin, Origin::Suggested { by: "known-forms".to_owned() });
    assert_eq!(articles[2].quote(&articles[2].mentions[&MentionId(23)]), "Mara … Quay 9");
    assert_eq!((articles[2].relations.len(), articles[2].zones.len()), (1, 1));
    assert_eq!(articles[2].rejected.values().next().unwrap(), "patterns");
    assert!(project.mentions().any(|(_, _, mention)| mention.entity_is_proposed));
}

#[test]
fn every_format_still_loads_whole() {
    for format in 1..=FORMAT {
        let folder = tempfile::tempdir().unwrap();
        let opened = Session::open(&copy_of(format, folder.path()), "a test").unwrap();
        assert_eq!(opened.notices, [""; 0], "format {format}");
        is_as_it_was_made(opened.session.project());
        assert!(opened.session.history().done().len() >= 7, "its history too");
    }
}

#[test]
fn the_newest_format_is_written_as_it_was_frozen() {
    let folder = tempfile::tempdir().unwrap();
    let path = copy_of(FORMAT, folder.path());
    let mut session = Session::open(&path, "a test").unwrap().session;
    session.save().unwrap();
    assert_eq!(
        fs::read_to_string(&path).unwrap(),
        fs::read_to_string(data().join(format!("format_{FORMAT}.ron"))).unwrap()
    );
}

#[test]
fn an_old_project_goes_on_in_the_newest_format() {
    let folder = tempfile::tempdir().unwrap();
    let path = copy_of(1, folder.path());
    let old = fs::read(&path).unwrap();
    let mut session = Session::open(&path, "a test").unwrap().session;
    session.undo().unwrap();
    session.redo().unwrap();
    session.save().unwrap();
    let project = session.project().clone();
    drop(session);
    let again = Session::open(&path, "a test").unwrap();
    assert_eq!((again.session.project(), again.notices), (&project, Vec::new()));
    assert!(fs::read_to_string(&path).unwrap().starts_with(&format!("(\n  format: {FORMAT},\n")));
    let backups = broadsheet::store::list_backups(&path).unwrap();
    assert_eq!(fs::read(&backups[0].path).unwrap(), old, "the old file is kept");
}

#[test]
fn an_old_project_that_another_program_replaced_is_not_overwritten() {
    let folder = tempfile::tempdir().unwrap();
    let path = copy_of(1, folder.path());
    let mut session = Session::open(&path, "a test").unwrap().session;
    session.undo().unwrap();
    let other = fs::read_to_string(&path).unwrap().replace("\"PERSON\"", "\"HUMAN\"");
    fs::write(&path, &other).unwrap();
    assert!(session.save().is_err());
    assert_eq!(fs::read_to_string(&path).unwrap(), other);
}
