//! The way back to an earlier save, worked by real keys and clicks.

use std::path::Path;

use broadsheet::app::Request;
use broadsheet::command::Command;
use broadsheet::fixture;
use broadsheet::session::Session;
use broadsheet::store::list_backups;
use egui::{Key, Modifiers};
use egui_kittest::kittest::Queryable;

use crate::window::Window;
use crate::window_drawer::{press, rows, wait_for};

const STORY: &[(&str, &str)] =
    &[("AFP", "[PERSON Macron] met [PERSON Kishida] in [GPE Paris]."), ("BBC", "In [ORG Paris].")];

/// A project that was saved with four mentions, with three, and with two.
pub fn saved_thrice(folder: &Path) -> Session {
    let start = fixture::session(STORY).snapshot();
    let mut session =
        Session::create(&folder.join("p.ron"), (*start.project).clone(), start.ids, "a test").unwrap();
    for quote in ["Macron", "Kishida"] {
        let mention = fixture::mention(session.project(), quote);
        session.run(&Command::Untag(vec![mention])).unwrap();
        session.save().unwrap();
    }
    session
}

fn open(window: &mut Window) {
    window.command("restore an earlier save");
    window.wait_for("the saves", |window| rows(window).len() == 2);
}

#[test]
fn saves_are_listed_newest_first_and_looked_into() {
    let folder = tempfile::tempdir().unwrap();
    let mut window = Window::with(Some(saved_thrice(folder.path())));
    open(&mut window);
    let names = rows(&window);
    assert!(names[0].contains(", 1 step, ") && names[1].contains(", 2 steps, "), "{names:?}");
    wait_for(&mut window, "2 articles · 3 mentions · 0 entities");
    wait_for(&mut window, "1 mention comes back");
    press(&mut window, &names[1]);
    wait_for(&mut window, "2 articles · 4 mentions · 0 entities");
    wait_for(&mut window, "1 article changes: Report of AFP");
    wait_for(&mut window, "2 mentions come back");
}

#[test]
fn a_save_is_restored_by_keys_alone_as_one_step() {
    let folder = tempfile::tempdir().unwrap();
    let mut window = Window::with(Some(saved_thrice(folder.path())));
    let before = window.marked();
    open(&mut window);
    window.key(Key::ArrowDown);
    wait_for(&mut window, "2 mentions come back");
    window.tab_to("Restore");
    window.key(Key::Enter);
    assert_eq!(window.marked(), ["[PERSON Macron] met [PERSON Kishida] in [GPE Paris].", "In [ORG Paris]."]);
    assert!(window.harness.query_by_label("Restore an earlier save").is_none(), "the dialog is closed");
    window.chord(Modifiers::COMMAND, Key::Z);
    assert_eq!(window.marked(), before);
}

#[test]
fn a_project_that_was_saved_once_says_that_nothing_is_kept_yet() {
    let folder = tempfile::tempdir().unwrap();
    let start = fixture::session(STORY).snapshot();
    let path = folder.path().join("p.ron");
    let session = Session::create(&path, (*start.project).clone(), start.ids, "a test").unwrap();
    let mut window = Window::with(Some(session));
    window.command("restore an earlier save");
    window.wait_for("the words", |window| {
        window.harness.query_by_label_contains("No earlier save is kept yet").is_some()
    });
    window.key(Key::Escape);
    assert!(window.harness.query_by_label_contains("No earlier save").is_none());
}

/// Types a number into a field of the dialog.
fn set(window: &mut Window, name: &str, number: &str) {
    window.tab_to(name);
    window.chord(Modifiers::COMMAND, Key::A);
    window.write(number);
    window.key(Key::Enter);
}

/// Changes the title and saves. Returns how many saves are kept then.
fn n_kept_after_a_save(window: &mut Window) -> usize {
    let app = window.harness.state_mut();
    let path = app.session().unwrap().path().unwrap().to_owned();
    let title = format!("{}!", app.session().unwrap().project().title());
    app.request(Request::Run(Command::SetTitle(title)));
    app.request(Request::Save);
    window.settle();
    window.wait_for("the save", |window| !window.harness.state().session().unwrap().is_ahead_of_file());
    list_backups(&path).unwrap().len()
}

#[test]
fn how_many_saves_are_kept_is_chosen_for_every_project() {
    let (folder, another) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    let mut window = Window::with(Some(saved_thrice(folder.path())));
    assert_eq!(n_kept_after_a_save(&mut window), 3, "ten are kept, and thirty days");
    window.command("restore an earlier save");
    set(&mut window, "Days to keep a save of", "0");
    set(&mut window, "Last saves to keep", "2");
    window.key(Key::Escape);
    assert_eq!(n_kept_after_a_save(&mut window), 2);

    window.harness.state_mut().show(saved_thrice(another.path()));
    assert_eq!(n_kept_after_a_save(&mut window), 2);
    window.command("restore an earlier save");
    set(&mut window, "Last saves to keep", "0");
    window.key(Key::Escape);
    assert_eq!(n_kept_after_a_save(&mut window), 0);
}
