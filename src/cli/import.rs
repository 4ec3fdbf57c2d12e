use super::arguments::{Arguments, Opt};
use super::progress::with_bar;
use super::{CliError, Outcome, Subcommand, choice, inputs, open, output};
use crate::command::Import;

pub(super) const SUBCOMMAND: Subcommand = Subcommand {
    name: "import",
    takes: &["PROJECT.ron", "PATH…"],
    options: &[
        Opt::needed("from", "FORMAT", "one of broadsheet formats"),
        Opt::one("annotator", "NAME", "who made the mentions; else the project's first annotator"),
    ],
    about: "Import annotated articles from a dataset.",
    details: "PATH is a file of the dataset or a folder; files that belong to a named file are read with it.\n\
              What passim found is read against the project's own articles, and marked as REUSE.\n\
              Mentions of an article that is in the project already are added to it. What cannot be read is\n\
              named with its line and left out; then the exit code is 2.",
    run,
};

fn run(arguments: &Arguments) -> Result<Outcome, CliError> {
    let format = choice::format(&arguments.one("from").unwrap_or_default())?;
    open::must_be_writable(arguments.path(0))?;
    let files = inputs::dataset(format, &arguments.paths_from(1))?;
    let mut session = open::for_writing(arguments.path(0))?;
    let project = session.project().clone();
    let read = with_bar("Import", move |_| Ok(format.import_into(&project, &files)))??;
    for warning in &read.warnings {
        output::tell(warning);
    }
    if let Some(name) = arguments.one("annotator") {
        open::act_as(&mut session, &name)?;
    }
    let import = Import { drafts: read.drafts, format: Some(format.id.to_owned()) };
    open::take_in(&mut session, import)?;
    Ok(if read.warnings.is_empty() { Outcome::Done } else { Outcome::Partly })
}
