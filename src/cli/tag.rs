use regex::Regex;

use super::arguments::{Arguments, Opt};
use super::{CliError, Outcome, Subcommand, choice, open, output};
use crate::command::{Command, Hit, Scope, find_hits};
use crate::model::{ArticleId, Project};
use crate::text::{Matching, Span};

pub(super) const SUBCOMMAND: Subcommand = Subcommand {
    name: "tag",
    takes: &["PROJECT.ron"],
    options: &[
        Opt::needed("label", "L", "the label of the new mentions"),
        Opt::one("all", "TEXT", "tag every occurrence of this text, whole words in the same case"),
        Opt::one("pattern", "REGEX", "tag every match of this regular expression"),
        Opt::one("scope", "project", "project, or story with --story"),
        Opt::one("story", "NAME", "only in articles of this story"),
    ],
    about: "Tag all occurrences of a text or pattern as one step, which can be undone.",
    details: "Occurrences that overlap a mention are left as they are.",
    run,
};

fn run(arguments: &Arguments) -> Result<Outcome, CliError> {
    let scope = arguments.choice("scope", &["project", "story"])?;
    let story = arguments.one("story");
    if scope == "story" && story.is_none() {
        return Err(CliError::MissingOption("--story NAME".to_owned()));
    }
    let mut session = open::for_writing(arguments.path(0))?;
    let project = session.project().clone();
    let label = choice::label(&project, &arguments.one("label").unwrap_or_default())?;
    let scope = match story {
        Some(name) => Scope::Story(choice::story(&project, &name)?),
        None => Scope::Project,
    };
    let (form, hits) = match (arguments.one("all"), arguments.one("pattern")) {
        (Some(form), None) => {
            let hits = find_hits(&project, &form, Matching::default(), scope);
            (form, hits)
        }
        (None, Some(pattern)) => {
            let hits = matches(&project, &pattern, scope)?;
            (pattern, hits)
        }
        _ => return Err(CliError::MissingOption("Either --all TEXT or --pattern REGEX".to_owned())),
    };
    if hits.is_empty() {
        return Err(CliError::NothingFound(form));
    }
    let done = open::run_and_save(&mut session, &Command::TagHits { hits, label })?;
    if done.edits.is_empty() {
        output::tell("Nothing changed: everything found is tagged already");
    }
    Ok(Outcome::Done)
}

fn matches(project: &Project, pattern: &str, scope: Scope) -> Result<Vec<Hit>, CliError> {
    let expression = Regex::new(pattern).map_err(|error| CliError::BadExpression(last_line(&error)))?;
    let of_article = |article: ArticleId, text: &str| {
        let spans = expression.find_iter(text).filter_map(|found| Span::new(text, found.range()).ok());
        spans.filter(|span| !span.is_empty()).map(|span| Hit { article, span }).collect::<Vec<_>>()
    };
    Ok(scope.articles(project).into_iter().flat_map(|(id, article)| of_article(id, &article.text)).collect())
}

/// The crate draws the pattern above its reason.
fn last_line(error: &regex::Error) -> String {
    let words = error.to_string();
    words.lines().last().unwrap_or_default().trim_start_matches("error: ").to_owned()
}
