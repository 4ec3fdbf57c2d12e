use super::arguments::{Arguments, Opt};
use super::progress::with_bar;
use super::{CliError, Outcome, Subcommand, open, output};
use crate::command::Import;
use crate::load::{Loaded, load_paths};
use crate::model::{Draft, Fact, Published};

pub(super) const SUBCOMMAND: Subcommand = Subcommand {
    name: "load",
    takes: &["PROJECT.ron", "PATH…"],
    options: &[
        Opt::one("outlet", "NAME", "who published them"),
        Opt::one("story", "NAME", "the event that they tell of"),
        Opt::one("published", "DATE", "when: 2024-05-02, 2024-05, 2024 or an instant"),
    ],
    about: "Load articles: texts, Markdown, saved web pages, whole folders.",
    details: "A text that is in the project already is recognised and not loaded twice. What a page says about\n\
              itself is taken over as a guess; what an option says is no guess.",
    run,
};

fn run(arguments: &Arguments) -> Result<Outcome, CliError> {
    let published = arguments.one("published");
    if let Some(Err(error)) = published.as_deref().map(str::parse::<Published>) {
        return Err(CliError::NotADate(error.to_string()));
    }
    open::must_be_writable(arguments.path(0))?;
    let paths = arguments.paths_from(1);
    let Loaded { mut drafts, failures, remarks } =
        with_bar("Load", move |progress| load_paths(&paths, progress))?;
    for remark in &remarks {
        output::tell(remark);
    }
    for failure in &failures {
        output::tell(failure);
    }
    if drafts.is_empty() {
        return Err(CliError::NothingLoaded);
    }
    for draft in &mut drafts {
        state_facts(draft, arguments, published.as_deref());
    }
    let mut session = open::for_writing(arguments.path(0))?;
    open::take_in(&mut session, Import { drafts, format: None })?;
    Ok(if failures.is_empty() { Outcome::Done } else { Outcome::Partly })
}

fn state_facts(draft: &mut Draft, arguments: &Arguments, published: Option<&str>) {
    let facts = &mut draft.facts;
    if let Some(outlet) = arguments.one("outlet") {
        facts.outlet = Some(Fact::given(outlet));
        // The page's address may be known as that of another outlet; the option decides.
        facts.domain = None;
    }
    if let Some(story) = arguments.one("story") {
        facts.story = Some(Fact::given(story));
    }
    if let Some(published) = published {
        facts.published = Some(Fact::given(published));
    }
}
