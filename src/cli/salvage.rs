use super::arguments::{Arguments, Opt};
use super::{CliError, Outcome, Subcommand, open, output};
use crate::session::Session;
use crate::text::count;

pub(super) const SUBCOMMAND: Subcommand = Subcommand {
    name: "salvage",
    takes: &["PROJECT.ron"],
    options: &[Opt::needed("out", "PROJECT.ron", "the new project")],
    about: "Make a new project of what is whole of a damaged one.",
    details: "Keeps every whole article, with its mentions, and the later steps of the journal that still fit.\n\
              Lists the rest, one line each, and then exits with 2. The damaged files stay as they are.",
    run,
};

fn run(arguments: &Arguments) -> Result<Outcome, CliError> {
    let out = arguments.one_path("out").unwrap_or_default();
    let (session, lost) = Session::salvage(arguments.path(0), &out, &open::who())?;
    for line in &lost {
        output::print(&format!("{line}\n"))?;
    }
    let (n_articles, n_mentions) = (session.project().articles().len(), session.project().n_mentions());
    output::tell(format!("Salvaged {} with {}", count(n_articles, "article"), count(n_mentions, "mention")));
    Ok(if lost.is_empty() { Outcome::Done } else { Outcome::Partly })
}
