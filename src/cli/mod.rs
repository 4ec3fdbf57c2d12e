//! The same library without a window, for scripts and batch work: one file per subcommand.
//!
//! Results go to stdout or `--out`, everything else to stderr. Exit 0: done; 1: it cannot be done,
//! and the message says why; 2: some inputs failed and the rest was done.

mod analyze;
mod arguments;
mod check;
mod choice;
mod error;
mod export;
mod help;
mod import;
mod info;
mod inputs;
mod lists;
mod load;
mod merge;
mod new;
mod open;
mod output;
mod progress;
mod report;
mod salvage;
mod suggest;
mod tag;

use std::ffi::OsString;
use std::path::Path;
use std::process::ExitCode;

use arguments::{Arguments, Opt};
use error::CliError;

const ALL: &[Subcommand] = &[
    new::SUBCOMMAND,
    load::SUBCOMMAND,
    import::SUBCOMMAND,
    export::SUBCOMMAND,
    analyze::SUBCOMMAND,
    report::SUBCOMMAND,
    suggest::SUBCOMMAND,
    tag::SUBCOMMAND,
    merge::SUBCOMMAND,
    check::SUBCOMMAND,
    salvage::SUBCOMMAND,
    info::SUBCOMMAND,
    lists::FORMATS,
    lists::ANALYSES,
    lists::ENGINES,
];

struct Subcommand {
    name: &'static str,
    /// What must stand after the name; one that ends in `…` may stand several times.
    takes: &'static [&'static str],
    options: &'static [Opt],
    /// One sentence for the list of subcommands.
    about: &'static str,
    /// What else to know, such as the schema of its output; may be empty.
    details: &'static str,
    run: fn(&Arguments) -> Result<Outcome, CliError>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Outcome {
    Done,
    /// Some inputs failed, each was named, and the rest was done.
    Partly,
}

/// Whether the words after the program's name ask for the command line, not for the window. A first
/// word that names nothing on the disk is taken for a subcommand, so that it is named as unknown.
pub fn is_asked_for(words: &[OsString]) -> bool {
    words.first().is_some_and(|first| {
        let word = first.to_string_lossy();
        word.starts_with('-') || word == "help" || named(&word).is_some() || !Path::new(first).exists()
    })
}

pub fn run(words: &[OsString]) -> ExitCode {
    match asked(words) {
        Ok(Outcome::Done) => ExitCode::SUCCESS,
        Ok(Outcome::Partly) => ExitCode::from(2),
        Err(error) => {
            output::tell(&error);
            ExitCode::FAILURE
        }
    }
}

fn asked(words: &[OsString]) -> Result<Outcome, CliError> {
    let (first, rest) = words.split_first().ok_or(CliError::Missing("a subcommand"))?;
    let first = first.to_string_lossy();
    match first.as_ref() {
        "help" | "--help" | "-h" => return help::overview(rest),
        "--version" | "-V" => {
            output::print(concat!("broadsheet ", env!("CARGO_PKG_VERSION"), "\n"))?;
            return Ok(Outcome::Done);
        }
        _ => {}
    }
    let subcommand = named(&first).ok_or_else(|| CliError::UnknownSubcommand(first.into_owned()))?;
    if rest.iter().any(|word| word == "--help" || word == "-h") {
        return help::of(subcommand);
    }
    (subcommand.run)(&Arguments::parse(rest, subcommand.takes, subcommand.options)?)
}

fn named(word: &str) -> Option<&'static Subcommand> {
    ALL.iter().find(|subcommand| subcommand.name == word)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words(line: &str) -> Vec<OsString> {
        line.split_whitespace().map(OsString::from).collect()
    }

    #[test]
    fn files_open_the_window_and_everything_else_the_command_line() {
        assert!(!is_asked_for(&[]));
        assert!(!is_asked_for(&words("Cargo.toml")));
        assert!(!is_asked_for(&words("src")));
        for line in ["info p.ron", "--help", "help", "--version", "no-such-file.ron"] {
            assert!(is_asked_for(&words(line)), "{line}");
        }
    }

    #[test]
    fn an_unknown_word_is_named() {
        assert_eq!(
            asked(&words("exprot p.ron")).unwrap_err().to_string(),
            "\"exprot\" is neither a subcommand nor a file; broadsheet --help lists the subcommands"
        );
    }

    #[test]
    fn every_subcommand_explains_itself() {
        for subcommand in ALL {
            let help = help::text(subcommand);
            assert!(help.starts_with(&format!("broadsheet {}", subcommand.name)), "{help}");
            assert!(subcommand.options.iter().all(|option| help.contains(&option.written())), "{help}");
            assert!(help.lines().all(|line| line.chars().count() <= 110), "{help}");
        }
    }
}
