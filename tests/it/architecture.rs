//! The layers, and the other promises that the tree makes.

use std::fs;
use std::path::{Path, PathBuf};

/// Each layer with the layers it may import. Order as in `lib.rs`.
const LAYERS: &[(&str, &[&str])] = &[
    ("text", &[]),
    ("job", &[]),
    ("model", &["text", "job"]),
    ("index", &["text", "job", "model"]),
    ("command", &["text", "job", "model"]),
    ("load", &["text", "model", "job"]),
    ("format", &["text", "model"]),
    ("analysis", &["text", "model", "index", "job"]),
    ("report", &["text", "model", "index", "job", "analysis"]),
    ("suggest", &["text", "model", "index", "job"]),
    ("store", &["text", "model"]),
    ("session", &["model", "command", "store"]),
    (
        "cli",
        &[
            "text", "model", "index", "job", "command", "load", "format", "analysis", "report", "suggest",
            "store", "session",
        ],
    ),
    (
        "app",
        &[
            "text", "model", "index", "job", "command", "load", "format", "analysis", "report", "suggest",
            "store", "session",
        ],
    ),
];

fn source() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("src")
}

fn rust_files(folder: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    let Ok(entries) = fs::read_dir(folder) else { return found };
    for path in entries.map(|entry| entry.unwrap().path()) {
        if path.is_dir() {
            found.extend(rust_files(&path));
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            found.push(path);
        }
    }
    found.sort();
    found
}

/// The code of a file without its tests, which may use fixtures of every layer.
fn code(file: &Path) -> String {
    if file.file_stem().is_some_and(|stem| stem == "tests" || stem == "golden") {
        return String::new();
    }
    let text = fs::read_to_string(file).unwrap();
    text.split("#[cfg(test)]").next().unwrap().to_owned()
}

fn imports(file: &Path) -> Vec<String> {
    let code = code(file);
    let after = code.split("crate::").skip(1);
    after.map(|rest| rest.chars().take_while(|c| c.is_ascii_lowercase() || *c == '_').collect()).collect()
}

#[test]
fn layers_import_downwards_only() {
    for (layer, allowed) in LAYERS {
        for file in rust_files(&source().join(layer)) {
            for imported in imports(&file) {
                let fine = imported.is_empty() || imported == *layer || allowed.contains(&imported.as_str());
                assert!(fine, "{} imports crate::{imported}", file.display());
            }
        }
    }
}

#[test]
fn every_folder_is_a_layer() {
    for entry in fs::read_dir(source()).unwrap() {
        let path = entry.unwrap().path();
        let name = path.file_name().unwrap().to_str().unwrap().to_owned();
        assert!(
            path.is_file() || LAYERS.iter().any(|(layer, _)| *layer == name),
            "src/{name} is in no layer"
        );
    }
}

#[test]
fn some_words_have_one_home() {
    // What, and the only place that may say it.
    for (word, home) in [("egui", "app"), ("Color32::from_", "app/theme"), ("rfd::", "app/outside.rs")] {
        for file in rust_files(&source()) {
            let inside = file.strip_prefix(source()).unwrap().to_str().unwrap().to_owned();
            let fine = inside.starts_with(home) || !code(&file).contains(word);
            assert!(fine, "{inside} says {word}, which belongs to {home}");
        }
    }
}

#[test]
fn a_project_changes_through_apply_alone() {
    let mut doors = Vec::new();
    for file in rust_files(&source().join("model")) {
        let code = code(&file);
        for block in code.split("\nimpl Project {").skip(1) {
            let block = block.split("\n}\n").next().unwrap();
            let open = block
                .lines()
                .filter(|line| line.trim_start().starts_with("pub fn") && line.contains("&mut self"));
            doors.extend(open.map(str::to_owned));
        }
    }
    assert_eq!(doors.len(), 1, "{doors:?}");
    assert!(doors[0].contains("fn apply"));
}

#[test]
fn no_file_is_a_drawer_for_odds_and_ends() {
    for file in rust_files(&source()) {
        let stem = file.file_stem().unwrap().to_str().unwrap().to_owned();
        assert!(
            !["utils", "helpers", "common", "misc", "types"].contains(&stem.as_str()),
            "{}",
            file.display()
        );
    }
}

#[test]
fn every_file_of_a_table_is_in_its_list() {
    for folder in ["format", "analysis", "suggest", "load", "app/panels"] {
        let folder = source().join(folder);
        let Ok(list) = fs::read_to_string(folder.join("mod.rs")) else { continue };
        for file in rust_files(&folder).iter().filter(|file| file.parent() == Some(&folder)) {
            let stem = file.file_stem().unwrap().to_str().unwrap();
            assert!(
                stem == "mod" || list.contains(&format!("mod {stem};")),
                "{} is not in mod.rs",
                file.display()
            );
        }
    }
}

#[test]
fn unwrap_is_for_tests() {
    for file in rust_files(&source()) {
        assert!(!code(&file).contains(".unwrap()"), "{} unwraps", file.display());
    }
}
