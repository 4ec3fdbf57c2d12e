//! What the README says of the code is true. `UPDATE=1 cargo test` writes the generated table anew.

use std::fs;
use std::path::Path;

use broadsheet::{analysis, format};

fn read(path: &str) -> String {
    fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join(path)).unwrap()
}

/// The table between two marks of the README is the code's.
fn check(name: &str, expected: &str) {
    let (open, close) = (format!("<!-- {name} -->\n"), format!("<!-- /{name} -->"));
    let readme = read("README.md");
    let (before, rest) = readme.split_once(&open).unwrap();
    let (table, after) = rest.split_once(&close).unwrap();
    if std::env::var_os("UPDATE").is_some() {
        let text = format!("{before}{open}{expected}{close}{after}");
        fs::write(Path::new(env!("CARGO_MANIFEST_DIR")).join("README.md"), text).unwrap();
        return;
    }
    assert_eq!(table, expected, "run UPDATE=1 cargo test and look at the change");
}

/// One test, because both tables are written into one file.
#[test]
fn the_tables_are_the_codes() {
    check("formats", &format::table());
    check("analyses", &analysis::table());
}

#[test]
fn every_folder_of_the_source_is_named() {
    let readme = read("README.md");
    for entry in fs::read_dir(Path::new(env!("CARGO_MANIFEST_DIR")).join("src")).unwrap() {
        let path = entry.unwrap().path();
        let name = path.file_name().unwrap().to_str().unwrap();
        assert!(
            path.is_file() || readme.contains(&format!("| `{name}` |")),
            "the README does not name src/{name}"
        );
    }
}

#[test]
fn the_top_level_holds_what_it_should() {
    let allowed = ["Cargo.toml", "Cargo.lock", "README.md", "src", "assets", "tests", "target"];
    for entry in fs::read_dir(env!("CARGO_MANIFEST_DIR")).unwrap() {
        let name = entry.unwrap().file_name().into_string().unwrap();
        assert!(name.starts_with('.') || allowed.contains(&name.as_str()), "{name}");
    }
}
