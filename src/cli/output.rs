use std::fmt;
use std::io::{self, Write};
use std::path::Path;

use serde_json::Value as Json;

use super::CliError;
use crate::store::write_atomically;

/// A result, to stdout. A reader that has seen enough and closed the pipe is no failure.
pub(super) fn print(text: &str) -> Result<(), CliError> {
    let mut stdout = io::stdout().lock();
    match stdout.write_all(text.as_bytes()).and_then(|()| stdout.flush()) {
        Err(error) if error.kind() != io::ErrorKind::BrokenPipe => Err(CliError::Stdout(error)),
        _ => Ok(()),
    }
}

pub(super) fn print_json(json: &Json) -> Result<(), CliError> {
    print(&pretty(json))
}

/// A result, to a file where one is named and to stdout where none is.
pub(super) fn deliver(text: &str, out: Option<&Path>) -> Result<(), CliError> {
    match out {
        Some(path) => Ok(write_atomically(path, text.as_bytes())?),
        None => print(text),
    }
}

pub(super) fn pretty(json: &Json) -> String {
    format!("{json:#}\n")
}

/// One sentence that is no result, to stderr.
pub(super) fn tell(sentence: impl fmt::Display) {
    // Nobody may be listening any more.
    let _ = writeln!(io::stderr(), "{sentence}");
}
