//! The ways on from a project that cannot be opened, worked by real keys and clicks.

use std::fs;
use std::path::{Path, PathBuf};

use broadsheet::app::Request;
use broadsheet::store::list_backups;
use egui::Key;
use egui_kittest::kittest::Queryable;

use crate::window::Window;
use crate::window_drawer::{press, rows, wait_for};
use crate::window_restore::saved_thrice;

const RESTORE: &str = "Restore an earlier save…";
const SALVAGE: &str = "Salvage what is whole";

/// A project whose file was damaged while nobody had it open.
fn damaged(folder: &Path, damage: impl FnOnce(String) -> String) -> PathBuf {
    drop(saved_thrice(folder));
    let path = folder.join("p.ron");
    fs::write(&path, damage(fs::read_to_string(&path).unwrap())).unwrap();
    path
}

/// A window that was asked to open it and could not.
fn refused(path: &Path) -> Window {
    let mut window = Window::with(None);
    window.harness.state_mut().request(Request::Open(vec![path.to_owned()]));
    window.wait_for("the refusal", |window| offers(window, "Remove from the list"));
    assert!(window.harness.state().session().is_none());
    window
}

fn offers(window: &Window, words: &str) -> bool {
    window.harness.query_by_label(words).is_some()
}

fn path_of(window: &Window) -> Option<&Path> {
    window.harness.state().session()?.path()
}

#[test]
fn an_earlier_save_of_a_project_that_is_cut_off_is_opened_as_a_copy() {
    let folder = tempfile::tempdir().unwrap();
    let path = damaged(folder.path(), |text| text[..text.len() / 2].to_owned());
    let (found, kept) = (fs::read(&path).unwrap(), list_backups(&path).unwrap());
    let mut window = refused(&path);
    press(&mut window, RESTORE);
    window.wait_for("the saves", |window| rows(window).len() == 2);
    wait_for(&mut window, "2 articles · 3 mentions · 0 entities");
    window.key(Key::ArrowDown);
    wait_for(&mut window, "2 articles · 4 mentions · 0 entities");
    press(&mut window, "Open a copy");
    let restored = folder.path().join("p.restored.ron");
    window.wait_for("the copy", |window| path_of(window) == Some(&restored));
    assert_eq!(window.marked(), ["[PERSON Macron] met [PERSON Kishida] in [GPE Paris].", "In [ORG Paris]."]);
    assert!(!window.harness.state().session().unwrap().is_read_only());
    assert!(restored.is_file());
    assert_eq!(fs::read(&path).unwrap(), found, "the damaged file stays");
    assert_eq!(list_backups(&path).unwrap(), kept, "and so do its saves");
}

#[test]
fn what_is_whole_is_salvaged_and_the_rest_is_listed() {
    let folder = tempfile::tempdir().unwrap();
    let path = damaged(folder.path(), |text| text.replace("In Paris.", "In Paris.\u{0}\"#, ?"));
    let found = fs::read(&path).unwrap();
    let mut window = refused(&path);
    press(&mut window, SALVAGE);
    let salvaged = folder.path().join("p.salvaged.ron");
    window.wait_for("the new project", |window| path_of(window) == Some(&salvaged));
    assert_eq!(window.marked(), ["Macron met Kishida in [GPE Paris]."]);
    wait_for(&mut window, "Salvaged 1 article into p.salvaged.ron; 1 thing was lost");
    press(&mut window, "Show them");
    let tells = |window: &Window| window.harness.query_by_label_contains("Report of BBC").is_some();
    window.wait_for("what was lost", tells);
    assert_eq!(fs::read(&path).unwrap(), found, "the damaged file stays");
}

#[test]
fn only_what_can_help_is_offered() {
    let folder = tempfile::tempdir().unwrap();
    let window = refused(&folder.path().join("gone.ron"));
    assert!(!offers(&window, RESTORE) && !offers(&window, SALVAGE), "there is nothing");

    let path = folder.path().join("list.ron");
    fs::write(&path, "eggs, flour").unwrap();
    let mut window = refused(&path);
    assert!(!offers(&window, RESTORE) && offers(&window, SALVAGE), "no save was kept");
    press(&mut window, SALVAGE);
    let words = "Nothing of a project is whole in this file";
    window.wait_for("the refusal", |window| window.harness.query_by_label_contains(words).is_some());
    assert!(!offers(&window, SALVAGE), "that was tried");
    assert!(!folder.path().join("list.salvaged.ron").exists());

    let path = damaged(folder.path(), |text| text);
    fs::remove_file(&path).unwrap();
    let window = refused(&path);
    assert!(offers(&window, RESTORE) && !offers(&window, SALVAGE), "only saves are left");
}
