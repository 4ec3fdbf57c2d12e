//! The corpora of the fuzz targets, replayed, and mutants of them: some thousand, or more of each input
//! with `BROADSHEET_MUTANTS=5000 cargo test --test it fuzzing`.

use std::fs;
use std::path::{Path, PathBuf};

use broadsheet::fixture::Random;

#[path = "../fuzz/exercise.rs"]
mod exercise;

const MUTANTS_OF_EACH: usize = 40;

fn inputs(target: &str) -> Vec<(PathBuf, Vec<u8>)> {
    let tests = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests");
    let folder = fs::read_dir(tests.join("fuzz/corpus").join(target)).unwrap();
    let mut inputs: Vec<_> = folder.map(|entry| entry.unwrap().path()).collect();
    inputs.sort();
    assert!(!inputs.is_empty());
    inputs.into_iter().map(|path| (path.clone(), fs::read(path).unwrap())).collect()
}

/// One to four changes: a flipped bit, a cut, a piece that comes twice, a piece of another input, a token.
fn mutant(bytes: &[u8], other: &[u8], random: &mut Random) -> Vec<u8> {
    const TOKENS: [&str; 10] =
        ["(", ")", "{", "],", "\"", "r#\"", "\"#,\n", "4294967295", "\n      ),\n", "\u{0}"];
    let mut bytes = bytes.to_vec();
    for _ in 0..1 + random.below(4) {
        let at = random.below(bytes.len() + 1);
        let end = (at + random.below(200)).min(bytes.len());
        match random.below(5) {
            0 if at < bytes.len() => bytes[at] ^= 1 << random.below(8),
            1 => drop(bytes.drain(at..end)),
            2 => {
                let piece = bytes[at..end].to_vec();
                bytes.splice(at..at, piece);
            }
            3 if !other.is_empty() => {
                let from = random.below(other.len());
                let to = (from + random.below(200)).min(other.len());
                bytes.splice(at..end, other[from..to].iter().copied());
            }
            _ => drop(bytes.splice(at..at, TOKENS[random.below(TOKENS.len())].bytes())),
        }
    }
    bytes
}

fn replay(target: &str, exercise: fn(&[u8])) {
    let inputs = inputs(target);
    let of_each = std::env::var("BROADSHEET_MUTANTS").ok().and_then(|n| n.parse().ok());
    let of_each = of_each.unwrap_or(MUTANTS_OF_EACH);
    let mut random = Random::new(11);
    for (path, bytes) in &inputs {
        println!("{}", path.display()); // shown where it fails
        exercise(bytes);
        for _ in 0..of_each {
            let other = &inputs[random.below(inputs.len())].1;
            exercise(&mutant(bytes, other, &mut random));
        }
    }
}

#[test]
fn no_project_file_breaks_the_reader() {
    replay("project", exercise::project);
}

#[test]
fn no_journal_breaks_the_reader() {
    replay("journal", exercise::journal);
}

#[test]
fn no_name_breaks_the_list_of_backups() {
    replay("backup_name", exercise::backup_name);
}
