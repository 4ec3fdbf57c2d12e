use std::ffi::OsString;

use super::arguments::{Needed, Opt};
use super::{ALL, CliError, Outcome, Subcommand, named, output};

/// `broadsheet help` and `broadsheet help SUBCOMMAND`
pub(super) fn overview(rest: &[OsString]) -> Result<Outcome, CliError> {
    if let Some(word) = rest.first().map(|word| word.to_string_lossy()) {
        let subcommand = named(&word).ok_or_else(|| CliError::UnknownSubcommand(word.into_owned()))?;
        return of(subcommand);
    }
    let mut text = String::from(
        "Broadsheet: read, tag and compare the same story in several outlets.\n\n\
         broadsheet [PROJECT.ron | FILE… | FOLDER]   open the window\n\
         broadsheet SUBCOMMAND …                     work without a window:\n\n",
    );
    for subcommand in ALL {
        text.push_str(&format!("  {:<9} {}\n", subcommand.name, subcommand.about));
    }
    text.push_str(
        "\nbroadsheet SUBCOMMAND --help tells more. Results go to stdout or --out, all else to stderr.\n\
         Exit 0: done. 1: it cannot be done. 2: some inputs failed, and the rest was done.\n",
    );
    output::print(&text)?;
    Ok(Outcome::Done)
}

pub(super) fn of(subcommand: &Subcommand) -> Result<Outcome, CliError> {
    output::print(&text(subcommand))?;
    Ok(Outcome::Done)
}

pub(super) fn text(subcommand: &Subcommand) -> String {
    let mut text = format!("broadsheet {}", subcommand.name);
    let mut width = text.len();
    let words = subcommand.takes.iter().map(|place| (*place).to_owned());
    for word in words.chain(subcommand.options.iter().map(usage)) {
        if width + word.len() > 96 {
            text.push_str("\n   ");
            width = 3;
        }
        text.push(' ');
        text.push_str(&word);
        width += 1 + word.len();
    }
    text.push_str(&format!("\n\n{}\n", subcommand.about));
    if !subcommand.options.is_empty() {
        text.push('\n');
    }
    for option in subcommand.options {
        let about = option.about.replace('\n', &format!("\n{:23}", ""));
        text.push_str(&format!("  {:<20} {about}\n", option.written()));
    }
    if !subcommand.details.is_empty() {
        text.push_str(&format!("\n{}\n", subcommand.details.trim_end()));
    }
    text
}

fn usage(option: &Opt) -> String {
    match option.needed {
        Needed::Always => option.written(),
        Needed::Maybe => format!("[{}]", option.written()),
        Needed::AnyNumber => format!("[{}]…", option.written()),
    }
}
