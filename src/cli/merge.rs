use super::arguments::{Arguments, Opt};
use super::{CliError, Outcome, Subcommand, open, output};
use crate::command::Command;
use crate::session::Session;
use crate::text::count;

pub(super) const SUBCOMMAND: Subcommand = Subcommand {
    name: "merge",
    takes: &["PROJECT.ron", "OTHER.ron…"],
    options: &[Opt::needed("out", "PROJECT.ron", "the new project")],
    about: "Put several projects together into a new one.",
    details: "An article that stands in several projects comes once, with the mentions of all annotators; what\n\
              is said about it otherwise is taken from the first project that has it. Labels, outlets, stories\n\
              and entities are the same where their names are.",
    run,
};

fn run(arguments: &Arguments) -> Result<Outcome, CliError> {
    let snapshot = open::for_reading(arguments.path(0))?.snapshot();
    let mut merged = Session::in_memory((*snapshot.project).clone(), snapshot.ids);
    for path in arguments.paths_from(1) {
        let other = open::for_reading(&path)?.project().clone();
        merged.run(&Command::Merge(other))?;
    }
    let out = arguments.one_path("out").unwrap_or_default();
    let snapshot = merged.snapshot();
    Session::create(&out, (*snapshot.project).clone(), snapshot.ids, &open::who())?;
    let (n_articles, n_mentions) = (merged.project().articles().len(), merged.project().n_mentions());
    output::tell(format!(
        "Merged into {} with {}",
        count(n_articles, "article"),
        count(n_mentions, "mention")
    ));
    Ok(Outcome::Done)
}
