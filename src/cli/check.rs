use super::arguments::Arguments;
use super::{CliError, Outcome, Subcommand, output};
use crate::session::Session;
use crate::store::check_project;

pub(super) const SUBCOMMAND: Subcommand = Subcommand {
    name: "check",
    takes: &["PROJECT.ron"],
    options: &[],
    about: "Verify every offset, quote and id of a project.",
    details: "Prints one line for each problem and exits with 1; prints nothing where all is well.",
    run,
};

fn run(arguments: &Arguments) -> Result<Outcome, CliError> {
    let path = arguments.path(0);
    let mut problems = check_project(path)?;
    if problems.is_empty() {
        // The journal can only be judged on a project that is sound.
        problems = Session::open_read_only(path)?.notices;
    }
    for problem in &problems {
        output::print(&format!("{problem}\n"))?;
    }
    if problems.is_empty() { Ok(Outcome::Done) } else { Err(CliError::Problems(problems.len())) }
}
