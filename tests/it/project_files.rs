//! What a project's files promise: undo over a restart, recovery after a kill, the same bytes again.

use std::fs;
use std::path::Path;
use std::sync::Arc;

use broadsheet::command::{Command, Import, Scope, find_hits};
use broadsheet::fixture::{Random, marked, mention, session};
use broadsheet::model::{Annotator, Change, Draft, Edit, Project, Step, Transaction};
use broadsheet::session::{Opened, Session};
use broadsheet::text::Matching;

use crate::wishes::wish;

pub const ARTICLES: &[(&str, &str)] = &[
    ("AFP", "[PERSON Macron] met Kishida in [GPE Paris].\r\nMacron said:\r “Très bien 👩‍👩‍👧.”"),
    ("Reuters", "Kishida and Macron, [TITLE Prime Minister [PERSON Kishida]]."),
];

fn on_disk(folder: &Path) -> Session {
    let path = folder.join("p.ron");
    let start = session(ARTICLES).snapshot();
    Session::create(&path, (*start.project).clone(), start.ids, "a test").unwrap()
}

fn reopen(folder: &Path) -> Session {
    Session::open(&folder.join("p.ron"), "a test").unwrap().session
}

/// Sessions of random wishes, undos and redos; refused wishes change nothing.
pub fn play(session: &mut Session, random: &mut Random, n_actions: usize) {
    for _ in 0..n_actions {
        let before = session.project().clone();
        let outcome = match random.below(4) {
            0 => session.undo().map(|_| ()),
            1 => session.redo().map(|_| ()),
            _ => session.run(&wish(session.project(), random)).map(|_| ()),
        };
        assert!(outcome.is_ok() || *session.project() == before, "a refused wish changed the project");
        assert_eq!(session.project().check_all(), None);
    }
}

#[test]
fn undoing_everything_gives_the_start_back() {
    for seed in 0..100 {
        let mut session = session(ARTICLES);
        let mut random = Random::new(seed);
        play(&mut session, &mut random, 60);
        let end = session.project().clone();
        let mut n_undone = 0;
        while session.undo().is_ok() {
            n_undone += 1;
        }
        assert_eq!(**session.project(), Project::default().titled(session.project()));
        for _ in 0..n_undone {
            session.redo().unwrap();
        }
        assert_eq!(*session.project(), end);
    }
}

/// An empty project with the tagset and annotators of another: where every fixture starts.
trait Titled {
    fn titled(self, like: &Project) -> Project;
}

impl Titled for Project {
    fn titled(self, like: &Project) -> Project {
        let parts = broadsheet::model::Parts {
            title: like.title().to_owned(),
            labels: like.labels().clone(),
            annotators: like.annotators().clone(),
            ..Default::default()
        };
        Project::from_parts(parts).unwrap()
    }
}

#[test]
fn a_kill_loses_no_edit_and_no_undo() {
    for seed in 0..20 {
        let folder = tempfile::tempdir().unwrap();
        let mut session = on_disk(folder.path());
        let mut random = Random::new(seed);
        play(&mut session, &mut random, 30);
        if random.below(2) == 0 {
            session.save().unwrap();
            play(&mut session, &mut random, 10);
        }
        let (project, history, revision) =
            (session.project().clone(), session.history().clone(), session.revision());
        drop(session); // nothing is written when a session ends, so this is what a kill leaves
        let again = reopen(folder.path());
        assert_eq!(*again.project(), project);
        assert_eq!(*again.history(), history);
        assert_eq!(again.revision(), revision);
    }
}

#[test]
fn who_did_a_step_and_when_outlives_undo_another_name_and_a_restart() {
    let folder = tempfile::tempdir().unwrap();
    let mut session = session(ARTICLES); // in memory, so saving writes the journal from the history
    let ids = session.snapshot().ids.annotator();
    let edits = vec![Edit::Annotator(ids, Change::Add(Annotator { name: "Ada".to_owned() }))];
    session.step(Step::Do(Arc::new(Transaction::new("Add annotator Ada", edits)))).unwrap();
    session.set_annotator(ids);
    let before = jiff::Timestamp::now();
    session.run(&Command::SetTitle("By Ada".to_owned())).unwrap();
    let after = jiff::Timestamp::now();
    session.undo().unwrap();
    session.redo().unwrap();
    session.save_as(&folder.path().join("p.ron"), "a test").unwrap();
    drop(session);
    let again = reopen(folder.path());
    let deed = again.history().done().last().unwrap();
    assert!(
        matches!(&deed.transaction.edits[..], [Edit::Title(change)] if change.after().unwrap() == "By Ada")
    );
    assert_eq!(deed.stamp.by, "Ada");
    let at: jiff::Timestamp = deed.stamp.at.parse().unwrap();
    assert!(before <= at && at <= after, "{at} is not between {before} and {after}");
    assert_eq!(again.history().done()[0].stamp.by, "Analyst");
}

#[test]
fn every_cut_of_a_journal_recovers_its_whole_lines() {
    let folder = tempfile::tempdir().unwrap();
    let mut session = on_disk(folder.path());
    let mut states = vec![session.project().clone()];
    for word in ["Macron", "Kishida", "Paris"] {
        let hits = find_hits(session.project(), word, Matching::default(), Scope::Project);
        let label = session.project().label_named("EVENT").unwrap();
        session.run(&Command::TagHits { hits, label }).unwrap();
        states.push(session.project().clone());
    }
    drop(session);
    let journal = folder.path().join("p.journal");
    let whole = fs::read(&journal).unwrap();
    for cut in 0..=whole.len() {
        fs::write(&journal, &whole[..cut]).unwrap();
        let n_lines = whole[..cut].iter().filter(|byte| **byte == b'\n').count();
        assert_eq!(reopen(folder.path()).project(), &states[n_lines.min(states.len() - 1)], "cut at {cut}");
    }
}

#[test]
fn a_damaged_line_costs_what_follows_but_keeps_it_aside() {
    let folder = tempfile::tempdir().unwrap();
    let mut session = on_disk(folder.path());
    for name in ["One", "Two", "Three"] {
        session.run(&Command::SetTitle(name.to_owned())).unwrap();
    }
    drop(session);
    let journal = folder.path().join("p.journal");
    let text = fs::read_to_string(&journal).unwrap();
    fs::write(&journal, text.replacen("Two", "Tw\"o", 1)).unwrap();
    let opened = Session::open(&folder.path().join("p.ron"), "a test").unwrap();
    assert_eq!(opened.session.project().title(), "One");
    assert!(opened.notices.iter().any(|notice| notice.contains("damaged in line 2")), "{:?}", opened.notices);
    assert!(fs::read_to_string(folder.path().join("p.damaged.journal")).unwrap().contains("Three"));
}

#[test]
fn a_saved_project_is_saved_again_byte_for_byte() {
    let folder = tempfile::tempdir().unwrap();
    let mut session = on_disk(folder.path());
    play(&mut session, &mut Random::new(7), 40);
    session.save().unwrap();
    let first = fs::read(folder.path().join("p.ron")).unwrap();
    drop(session);
    let mut again = reopen(folder.path());
    again.save().unwrap();
    assert_eq!(fs::read(folder.path().join("p.ron")).unwrap(), first);
}

#[test]
fn a_saved_mention_is_one_line_with_its_quote() {
    let folder = tempfile::tempdir().unwrap();
    let session = on_disk(folder.path());
    drop(session);
    let text = fs::read_to_string(folder.path().join("p.ron")).unwrap();
    let line = text.lines().find(|line| line.contains("quote: \"Paris\"")).unwrap();
    assert!(line.contains("at: [(22, 27)]"), "{line}"); // hand count: "Macron met Kishida in " has 22 characters
}

#[test]
fn a_newer_format_is_shown_but_never_written() {
    let folder = tempfile::tempdir().unwrap();
    drop(on_disk(folder.path()));
    let path = folder.path().join("p.ron");
    let text = fs::read_to_string(&path).unwrap();
    let newer = text.replacen("format: 2", "format: 3", 1).replacen("title:", "mood: \"glad\", title:", 1);
    fs::write(&path, &newer).unwrap();
    let Opened { mut session, notices, .. } = Session::open(&path, "a test").unwrap();
    assert!(notices.iter().any(|notice| notice.contains("newer version (format 3")), "{notices:?}");
    assert_eq!(session.project().articles().len(), ARTICLES.len());
    for refused in [
        session.run(&Command::SetTitle("Other".to_owned())).map(|_| ()),
        session.save(),
        session.save_as(&folder.path().join("q.ron"), "a test"),
    ] {
        assert!(refused.unwrap_err().to_string().contains("newer version"));
    }
    assert_eq!(fs::read_to_string(&path).unwrap(), newer);
    fs::write(&path, "(format: 3, everything: \"else\")").unwrap();
    let error = Session::open(&path, "a test").err().unwrap().to_string();
    assert!(error.contains("newer version"), "{error}");
}

#[test]
fn a_moved_quote_is_found_again_and_told() {
    let folder = tempfile::tempdir().unwrap();
    drop(on_disk(folder.path()));
    let path = folder.path().join("p.ron");
    let text = fs::read_to_string(&path).unwrap();
    fs::write(&path, text.replacen("Macron met", "Yesterday Macron met", 1)).unwrap();
    let opened = Session::open(&path, "a test").unwrap();
    let notices = opened.notices.join("\n");
    assert!(
        notices.contains("p.changed.ron") && notices.contains("\"Paris\" was found again at byte 32"),
        "{notices}"
    );
    assert!(fs::read_to_string(folder.path().join("p.changed.ron")).unwrap().contains("Yesterday Macron"));
    let (article_id, mention_id) = mention(opened.session.project(), "Paris");
    assert_eq!(opened.session.project().mention(article_id, mention_id).unwrap().extent.start(), 32);
}

#[test]
fn a_file_that_is_no_project_says_where_it_goes_wrong() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("p.ron");
    for (content, says) in [("{", "line 1"), ("", "line 1"), ("(format: 1,\n revision: x)", "line 2")] {
        fs::write(&path, content).unwrap();
        let error = Session::open(&path, "a test").err().unwrap().to_string();
        assert!(error.contains(says), "{content:?}: {error}");
        assert_eq!(fs::read_to_string(&path).unwrap(), content);
    }
}

#[test]
fn tag_all_skips_what_is_tagged_already() {
    let mut session = session(ARTICLES);
    let hits = find_hits(session.project(), "Kishida", Matching::default(), Scope::Project);
    assert_eq!(hits.len(), 3);
    let label = session.project().label_named("PERSON").unwrap();
    session.run(&Command::TagHits { hits, label }).unwrap();
    assert_eq!(
        marked(session.project())[1],
        "[PERSON Kishida] and Macron, [TITLE Prime Minister [PERSON Kishida]]."
    );
}

/// A project whose journal is too long to be read at opening.
fn with_long_journal(folder: &Path) -> Session {
    let mut session = on_disk(folder);
    let text = "Kishida met Macron in Paris. ".repeat(100_000); // 2.9 MB
    let draft = Draft { text: text.into(), ..Draft::default() };
    session.run(&Command::Import(Import { drafts: vec![draft], format: None })).unwrap();
    session.save().unwrap();
    session
}

#[test]
fn a_long_history_is_read_when_it_is_wanted() {
    let folder = tempfile::tempdir().unwrap();
    let mut session = with_long_journal(folder.path());
    let n_done = session.history().done().len();
    session.run(&Command::SetTitle("Renamed".to_owned())).unwrap();
    drop(session);
    let mut session = reopen(folder.path());
    assert!(session.earlier().is_some(), "the journal was passed over");
    assert_eq!(session.history().done().len(), 1, "what the file lacks was done again");
    let n_articles = session.project().articles().len();
    session.undo().unwrap();
    session.undo().unwrap();
    assert_eq!(session.project().articles().len(), n_articles - 1, "the loaded article went");
    assert_eq!(session.history().done().len(), n_done - 1);
    session.redo().unwrap();
    session.redo().unwrap();
    assert_eq!(session.project().title(), "Renamed");
}

#[test]
fn an_undo_that_was_not_saved_is_recovered_from_a_long_journal() {
    let folder = tempfile::tempdir().unwrap();
    let mut session = with_long_journal(folder.path());
    let n_articles = session.project().articles().len();
    session.undo().unwrap();
    drop(session);
    let session = reopen(folder.path());
    assert_eq!(session.project().articles().len(), n_articles - 1);
    assert_eq!(session.history().undone().len(), 1);
}
