//! Whatever articles are called, an export stays in the folder that was chosen for it.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Component, Path};
use std::process::Command as Program;

use broadsheet::command::{Command, Import};
use broadsheet::fixture;
use broadsheet::format::{self, Export};
use broadsheet::model::{Draft, DraftMention, Fact, Facts};
use broadsheet::session::Session;
use broadsheet::text::Span;

/// Ways out of a folder, names that some system refuses, and names that are one after cleaning.
fn hostile_names() -> Vec<String> {
    let names = [
        "../../x",
        "..\\..\\x",
        "/etc/x",
        "C:\\x",
        "\\\\host\\x",
        "..",
        ".",
        "",
        "~/x",
        "$HOME/x",
        "con",
        "NUL.txt",
        "com1",
        "x\0y",
        "x\ny",
        "x\u{202e}txt",
        "a/b",
        "a b",
        "A  B",
        "a:b",
        "-rf",
        "trailing.",
        "é",
        "日本",
    ];
    let long = ["x".repeat(300), "../".repeat(100), "word ".repeat(60), "é".repeat(300)];
    names.into_iter().map(str::to_owned).chain(long).collect()
}

/// A project in which everything that has a name has a hostile one.
fn hostile() -> Session {
    let mut session = fixture::session(&[]);
    let drafts = hostile_names().into_iter().enumerate().map(|(n, name)| {
        let text = format!("Macron spoke {n} times.");
        let mention = DraftMention {
            entity: Some(name.clone()),
            note: name.clone(),
            ..DraftMention::new(Span::new(&text, 0..6).unwrap(), &name)
        };
        let fact = || Some(Fact::given(name.as_str()));
        let facts = Facts { title: fact(), outlet: fact(), story: fact(), ..Facts::default() };
        Draft { path: name.clone(), facts, mentions: vec![mention], ..Draft::of_text(text) }
    });
    let import = Import { drafts: drafts.collect(), format: None };
    session.run(&Command::Import(import)).unwrap();
    assert_eq!(session.project().articles().len(), hostile_names().len());
    session
}

/// A name that every system takes for a file in the folder, or in a folder of it.
fn is_safe(name: &str) -> bool {
    let devices = ["con", "prn", "aux", "nul", "com1", "lpt1"];
    let parts: Vec<Component> = Path::new(name).components().collect();
    let is_plain = |part: &str| {
        let stem = part.split('.').next().unwrap_or_default();
        let allowed = |c: char| c.is_ascii_alphanumeric() || "-_.".contains(c);
        !stem.is_empty() && part.len() <= 128 && part.chars().all(allowed) && !devices.contains(&stem)
    };
    !parts.is_empty()
        && parts
            .iter()
            .all(|part| matches!(part, Component::Normal(part) if is_plain(part.to_str().unwrap())))
}

#[test]
fn names_of_files_are_safe_and_unlike_in_every_format() {
    let session = hostile();
    for format in format::ALL {
        let written = format.export(&Export::everything(session.project()));
        assert!(!written.files.is_empty(), "{}", format.id);
        for file in &written.files {
            assert!(is_safe(&file.name), "{}: {:?}", format.id, file.name);
        }
        let names: BTreeSet<String> = written.files.iter().map(|file| file.name.to_lowercase()).collect();
        assert_eq!(names.len(), written.files.len(), "{}: two files of one name", format.id);
    }
}

#[test]
fn the_command_line_writes_nothing_beside_the_chosen_place() {
    let folder = tempfile::tempdir().unwrap();
    let start = hostile().snapshot();
    let project = folder.path().join("p.ron");
    drop(Session::create(&project, (*start.project).clone(), start.ids, "a test").unwrap());
    for format in format::ALL {
        let place = folder.path().join(format.id);
        fs::create_dir(&place).unwrap();
        let before = names_in(folder.path());
        let out = place.join("out");
        for split in [&[][..], &["--split", "50/25/25"]] {
            let exported = Program::new(env!("CARGO_BIN_EXE_broadsheet"))
                .args(["export", "p.ron", "--to", format.id, "--all-zones", "--out"])
                .args([out.with_file_name(format!("out{}", split.len()))])
                .args(split)
                .current_dir(folder.path())
                .output()
                .unwrap();
            assert!(exported.status.success(), "{}", String::from_utf8_lossy(&exported.stderr));
        }
        assert_eq!(names_in(folder.path()), before, "{}", format.id);
        assert!(names_in(&place).iter().all(|name| name.starts_with("out")), "{:?}", names_in(&place));
    }
}

fn names_in(folder: &Path) -> BTreeSet<String> {
    let entries = fs::read_dir(folder).unwrap();
    entries.map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect()
}
