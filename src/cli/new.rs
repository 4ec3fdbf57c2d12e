use super::arguments::{Arguments, Opt};
use super::{CliError, Outcome, Subcommand, open, output};
use crate::model::{Ids, Project};
use crate::session::Session;
use crate::store::read_tagset;

pub(super) const SUBCOMMAND: Subcommand = Subcommand {
    name: "new",
    takes: &["PROJECT.ron"],
    options: &[
        Opt::one("title", "T", "the project's title; else the file's name"),
        Opt::one("tagset", "TAGSET.ron", "its labels and relation kinds; else the default ten labels"),
        Opt::one("annotator", "NAME", "who tags; else the name you are logged in with"),
    ],
    about: "Make an empty project.",
    details: "TAGSET.ron is a list of labels and a list of relation kinds:\n\
              (labels: [(name: \"PERSON\", color: (68, 119, 170), key: Some('p'))], relations: [(name: \"met\")])",
    run,
};

fn run(arguments: &Arguments) -> Result<Outcome, CliError> {
    let path = arguments.path(0);
    let stem = path.file_stem().unwrap_or_default().to_string_lossy().into_owned();
    let title = arguments.one("title").unwrap_or(stem);
    let tagset = match arguments.one_path("tagset") {
        Some(path) => read_tagset(&path)?,
        None => Default::default(),
    };
    let annotator = arguments.one("annotator").unwrap_or_else(login);
    let mut ids = Ids::default();
    let project = Project::new(&title, tagset, &annotator, &mut ids);
    Session::create(path, project, ids, &open::who())?;
    output::tell(format!("Made the project {title}"));
    Ok(Outcome::Done)
}

/// USER on Linux and macOS, USERNAME on Windows.
fn login() -> String {
    let name = ["USER", "USERNAME"].into_iter().find_map(|name| std::env::var(name).ok());
    name.filter(|name| !name.is_empty()).unwrap_or_else(|| "Analyst".to_owned())
}
