//! What a failing disk, or another program, does to the files of an open project. Work in memory goes on,
//! and as soon as the disk works again everything is on it.

use std::fs;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use broadsheet::command::Command;
use broadsheet::fixture::{Random, session};
use broadsheet::model::Project;
use broadsheet::session::{Session, SessionError};
use broadsheet::store::{Disk, Fault, Faults, Operation, StoreError, check_project, list_backups};

use crate::project_files::{ARTICLES, play};

type Strike = Box<dyn FnMut(Operation) -> Option<Fault> + Send>;

/// A disk that works until it is told how to fail.
struct Breaking {
    is_broken: AtomicBool,
    n_operations: AtomicUsize,
    strike: Mutex<Strike>,
}

impl Breaking {
    fn with(strike: impl FnMut(Operation) -> Option<Fault> + Send + 'static) -> Arc<Self> {
        let strike: Mutex<Strike> = Mutex::new(Box::new(strike));
        Arc::new(Self { is_broken: AtomicBool::new(false), n_operations: AtomicUsize::new(0), strike })
    }

    fn break_down(&self, is_broken: bool) {
        self.is_broken.store(is_broken, Ordering::SeqCst);
    }
}

impl Faults for Breaking {
    fn strike(&self, operation: Operation) -> Option<Fault> {
        self.n_operations.fetch_add(1, Ordering::SeqCst);
        if !self.is_broken.load(Ordering::SeqCst) {
            return None;
        }
        (self.strike.lock().unwrap())(operation)
    }
}

fn on_disk(folder: &Path, disk: &Arc<Breaking>) -> (PathBuf, Session) {
    let path = folder.join("p.ron");
    let start = session(ARTICLES).snapshot();
    let disk = Disk::with_faults(disk.clone());
    let session = Session::create_on(&disk, &path, (*start.project).clone(), start.ids, "a test").unwrap();
    (path, session)
}

fn rename(session: &mut Session, title: &str) {
    session.run(&Command::SetTitle(title.to_owned())).unwrap();
}

/// As the window does every two seconds.
fn until_safe(session: &mut Session) {
    let start = Instant::now();
    while !session.is_synced() {
        session.catch_up();
        assert!(start.elapsed() < Duration::from_secs(10), "{:?}", session.disk_error());
        std::thread::sleep(Duration::from_millis(5));
    }
}

#[test]
fn recovered_steps_become_safe_without_another_step() {
    let folder = tempfile::tempdir().unwrap();
    let (path, mut first) = on_disk(folder.path(), &Breaking::with(|_| None));
    rename(&mut first, "Not saved");
    drop(first);
    let mut opened = Session::open(&path, "a test").unwrap();
    assert_eq!(opened.n_recovered, 1);
    until_safe(&mut opened.session);
}

fn reopened(path: &Path) -> (Project, Vec<String>) {
    assert_eq!(check_project(path).unwrap(), [""; 0], "the file is whole");
    let opened = Session::open(path, "a test").unwrap();
    ((**opened.session.project()).clone(), opened.notices)
}

fn names_in(folder: &Path) -> Vec<String> {
    let entries = fs::read_dir(folder).unwrap();
    let mut names: Vec<String> =
        entries.map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
    names.sort();
    names
}

#[test]
fn a_disk_that_refuses_loses_nothing_once_it_works_again() {
    use Fault::{Refused, Short};
    for fault in [
        Refused(ErrorKind::StorageFull),
        Short(0),
        Short(7),
        Refused(ErrorKind::PermissionDenied),
        Refused(ErrorKind::ReadOnlyFilesystem),
        Refused(ErrorKind::Other),
    ] {
        let folder = tempfile::tempdir().unwrap();
        let for_all = fault.clone();
        let disk = Breaking::with(move |_| Some(for_all.clone()));
        let (path, mut session) = on_disk(folder.path(), &disk);
        rename(&mut session, "Before");
        until_safe(&mut session);
        disk.break_down(true);
        for title in ["One", "Two", "Three"] {
            rename(&mut session, title);
            assert!(!session.is_synced(), "{fault:?}: nothing is called safe that is not");
            let told = session.disk_error().unwrap().to_string();
            assert!(told.starts_with("Could not write the journal"), "{told}");
        }
        assert!(session.save().is_err(), "{fault:?}");
        assert_eq!(reopened_copy(&path).title(), "Before", "{fault:?}: the files are as they were");
        disk.break_down(false);
        until_safe(&mut session);
        drop(session);
        let (project, notices) = reopened(&path);
        assert_eq!((project.title(), notices), ("Three", Vec::new()), "{fault:?}");
    }
}

/// What a program that is killed now leaves.
fn reopened_copy(path: &Path) -> Project {
    let folder = tempfile::tempdir().unwrap();
    for extension in ["ron", "journal"] {
        fs::copy(path.with_extension(extension), folder.path().join("p").with_extension(extension)).unwrap();
    }
    (**Session::open(&folder.path().join("p.ron"), "a test").unwrap().session.project()).clone()
}

#[test]
fn a_save_that_fails_anywhere_leaves_the_old_file_or_the_new_one() {
    let n_operations = {
        let folder = tempfile::tempdir().unwrap();
        let disk = Breaking::with(|_| None);
        let (_, mut session) = on_disk(folder.path(), &disk);
        rename(&mut session, "New");
        until_safe(&mut session);
        let before = disk.n_operations.load(Ordering::SeqCst);
        session.save().unwrap();
        disk.n_operations.load(Ordering::SeqCst) - before
    };
    assert!(n_operations > 4, "opening, writing, syncing, keeping a backup, renaming: {n_operations}");
    for failing in 0..n_operations {
        for fault in [Fault::Refused(ErrorKind::Other), Fault::Short(100)] {
            let folder = tempfile::tempdir().unwrap();
            let mut n = 0;
            let at = fault.clone();
            let disk = Breaking::with(move |_| {
                n += 1;
                (n == failing + 1).then(|| at.clone())
            });
            let (path, mut session) = on_disk(folder.path(), &disk);
            let old = fs::read(&path).unwrap();
            rename(&mut session, "New");
            until_safe(&mut session);
            disk.break_down(true);
            let saved = session.save();
            let left = fs::read(&path).unwrap();
            assert_eq!(left != old, saved.is_ok(), "operation {failing}: {saved:?}");
            assert_eq!(reopened_copy(&path).title(), "New", "operation {failing}");
            session.save().unwrap();
            drop(session);
            assert_eq!(names_in(folder.path()), ["p.backups", "p.journal", "p.ron"], "operation {failing}");
            assert_eq!(reopened(&path).0.title(), "New");
        }
    }
}

/// What a power cut leaves depends on the order alone: the new content must be on the disk before it takes
/// the old one's place.
#[test]
fn a_save_is_on_the_disk_before_it_takes_its_place() {
    let folder = tempfile::tempdir().unwrap();
    let seen: Arc<Mutex<Vec<&str>>> = Arc::default();
    let noted = seen.clone();
    let disk = Breaking::with(move |operation| {
        noted.lock().unwrap().push(match operation {
            Operation::Open(path) if path.parent().unwrap().ends_with("p.backups") => "keep",
            Operation::Write { .. } => "write",
            Operation::Sync(_) => "sync",
            Operation::Rename(_) => "rename",
            _ => "other",
        });
        None
    });
    let (_, mut session) = on_disk(folder.path(), &disk);
    rename(&mut session, "New");
    until_safe(&mut session);
    disk.break_down(true);
    session.save().unwrap();
    let mut seen = seen.lock().unwrap().clone();
    seen.dedup();
    assert_eq!(seen, ["other", "write", "sync", "keep", "rename"]);
}

#[test]
fn random_faults_cost_no_step() {
    for seed in 0..60 {
        let folder = tempfile::tempdir().unwrap();
        let mut random = Random::new(seed);
        let disk = Breaking::with(move |operation| match (random.below(4), operation) {
            (0, Operation::Write { n_bytes, .. }) => Some(Fault::Short(random.below(n_bytes + 1))),
            (1, _) => Some(Fault::Refused(ErrorKind::Other)),
            _ => None,
        });
        let (path, mut session) = on_disk(folder.path(), &disk);
        let mut random = Random::new(seed + 1_000);
        disk.break_down(true);
        for _ in 0..6 {
            play(&mut session, &mut random, 8);
            let _ = session.save();
        }
        disk.break_down(false);
        // A sync that failed may be told only now. As the notice says, a save makes up for it.
        let start = Instant::now();
        while !session.is_synced() {
            session.catch_up();
            if session.disk_error().is_some() {
                session.save().unwrap();
            }
            assert!(start.elapsed() < Duration::from_secs(10), "seed {seed}");
        }
        let (project, history) = (session.project().clone(), session.history().clone());
        drop(session);
        let opened = Session::open(&path, "a test").unwrap();
        assert_eq!((opened.session.project(), opened.notices), (&project, Vec::new()), "seed {seed}");
        assert_eq!(*opened.session.history(), history, "seed {seed}");
    }
}

#[test]
fn a_sync_that_fails_is_told_until_the_project_is_saved() {
    let folder = tempfile::tempdir().unwrap();
    let disk = Breaking::with(|operation| match operation {
        Operation::Sync(path) if path.extension().is_some_and(|it| it == "journal") => {
            Some(Fault::Refused(ErrorKind::Other))
        }
        _ => None,
    });
    let (_, mut session) = on_disk(folder.path(), &disk);
    disk.break_down(true);
    rename(&mut session, "New");
    let start = Instant::now();
    while session.disk_error().is_none() {
        session.catch_up();
        assert!(start.elapsed() < Duration::from_secs(10));
    }
    session.catch_up();
    assert!(!session.is_synced());
    session.save().unwrap();
    assert!(session.is_synced() && session.disk_error().is_none());
}

#[test]
fn a_backup_that_cannot_be_kept_does_not_stop_the_save() {
    let folder = tempfile::tempdir().unwrap();
    let disk = Breaking::with(|operation| match operation {
        Operation::Open(path) if path.parent().unwrap().ends_with("p.backups") => {
            Some(Fault::Refused(ErrorKind::PermissionDenied))
        }
        _ => None,
    });
    let (path, mut session) = on_disk(folder.path(), &disk);
    disk.break_down(true);
    rename(&mut session, "New");
    let saved = session.saving().unwrap().run().unwrap();
    let told = saved.backup_error.as_ref().unwrap().to_string();
    assert!(told.starts_with("Could not keep a backup (permission denied)"), "{told}");
    session.was_saved(saved);
    drop(session);
    assert_eq!(reopened(&path).0.title(), "New");
}

#[test]
fn what_another_program_saved_is_never_overwritten_unasked() {
    let folder = tempfile::tempdir().unwrap();
    let disk = Breaking::with(|_| None);
    let (path, mut session) = on_disk(folder.path(), &disk);
    rename(&mut session, "Mine");
    let other = fs::read_to_string(&path).unwrap().replace("\"PERSON\"", "\"HUMAN\"");
    let beside = folder.path().join("synced");
    fs::write(&beside, &other).unwrap();
    fs::rename(&beside, &path).unwrap();
    for _ in 0..2 {
        let refused = session.save().unwrap_err();
        assert!(matches!(refused, SessionError::Store(StoreError::Changed { .. })), "{refused}");
        assert_eq!(fs::read_to_string(&path).unwrap(), other);
    }
    let kept = session.replace_changed_file().unwrap();
    session.save().unwrap();
    assert_eq!(fs::read_to_string(kept).unwrap(), other, "asked, it is kept beside");
    drop(session);
    assert_eq!(reopened(&path).0.title(), "Mine");
}

#[test]
fn a_file_that_was_only_copied_back_is_no_other_one() {
    let folder = tempfile::tempdir().unwrap();
    let (path, mut session) = on_disk(folder.path(), &Breaking::with(|_| None));
    let bytes = fs::read(&path).unwrap();
    fs::remove_file(&path).unwrap();
    fs::write(&path, bytes).unwrap();
    rename(&mut session, "Mine");
    session.save().unwrap();
    fs::remove_file(&path).unwrap();
    rename(&mut session, "Again");
    session.save().unwrap();
    drop(session);
    assert_eq!(reopened(&path).0.title(), "Again");
}

#[test]
fn a_journal_that_somebody_removed_is_written_again_with_the_next_save() {
    let folder = tempfile::tempdir().unwrap();
    let (path, mut session) = on_disk(folder.path(), &Breaking::with(|_| None));
    rename(&mut session, "One");
    rename(&mut session, "Two");
    session.undo().unwrap();
    fs::remove_file(path.with_extension("journal")).unwrap();
    session.save().unwrap();
    rename(&mut session, "Three");
    drop(session);
    let mut session = Session::open(&path, "a test").unwrap().session;
    assert_eq!(session.project().title(), "Three");
    session.undo().unwrap();
    assert_eq!(session.project().title(), "One");
}

#[test]
fn earlier_saves_are_kept_and_can_be_read() {
    let folder = tempfile::tempdir().unwrap();
    let (path, mut session) = on_disk(folder.path(), &Breaking::with(|_| None));
    for n in 1..=15 {
        rename(&mut session, &format!("Title {n}"));
        session.save().unwrap();
    }
    let backups = list_backups(&path).unwrap();
    let revisions: Vec<u64> = backups.iter().map(|backup| backup.revision).collect();
    assert_eq!(revisions, (5..15).rev().collect::<Vec<_>>(), "the ten before the last");
    let kept = Session::open_read_only(&backups[3].path).unwrap().session;
    assert_eq!(kept.project().title(), "Title 11");
}

#[test]
fn a_second_opener_is_told_who_works_on_the_project() {
    let folder = tempfile::tempdir().unwrap();
    let (path, session) = on_disk(folder.path(), &Breaking::with(|_| None));
    let refused = Session::open(&path, "another test").err().unwrap();
    let SessionError::Store(StoreError::Locked { by, .. }) = refused else { panic!("{refused}") };
    assert_eq!(by, "a test");
    let mut second = Session::open_held(&path, &by).unwrap().session;
    let told = second.run(&Command::SetTitle("Other".to_owned())).unwrap_err().to_string();
    assert!(told.starts_with("This project is open in a test, so it is shown for reading only"), "{told}");
    drop(session);
    assert!(Session::open(&path, "another test").is_ok());
}
