use std::sync::Arc;

use serde_json::{Value as Json, json};

use super::arguments::{Arguments, Opt};
use super::progress::with_bar;
use super::{CliError, Outcome, Subcommand, choice, open, output};
use crate::analysis::{Evidence, Quoter, article_name};
use crate::command::{Command, Hit, Suggested};
use crate::job::{Cancelled, Progress};
use crate::model::Project;
use crate::suggest::{ENGINES, Model, Suggestion};

pub(super) const SUBCOMMAND: Subcommand = Subcommand {
    name: "suggest",
    takes: &["PROJECT.ron", "ENGINE"],
    options: &[
        Opt::switch("accept", "tag what is suggested, as one step, which can be undone"),
        Opt::one("format", "json", "json or text"),
    ],
    about: "List the mentions that an engine suggests, by what was tagged so far.",
    details: "broadsheet engines lists the engines; all stands for every one. A place that several engines\n\
              suggest counts for the one that says most for it. Offsets are code points, ends exclusive.\n\
              {\"suggestions\":[{\"article\",\"start\",\"end\",\"text\",\"label\",\"engine\",\"confidence\"}]}",
    run,
};

fn run(arguments: &Arguments) -> Result<Outcome, CliError> {
    let format = arguments.choice("format", &["json", "text"])?;
    let engine = engine(&arguments.word(1))?;
    let path = arguments.path(0);
    let mut session = match arguments.has("accept") {
        true => open::for_writing(path)?,
        false => open::for_reading(path)?,
    };
    let project = session.project().clone();
    let suggestions = {
        let project = project.clone();
        with_bar("Suggesting", move |progress| suggestions(&project, engine, progress))?
    };
    if arguments.has("accept") && !suggestions.is_empty() {
        let suggested = suggestions.iter().map(suggested).collect();
        open::run_and_save(&mut session, &Command::AcceptSuggestions(suggested))?;
    }
    match format {
        "text" => output::print(&text(&project, &suggestions))?,
        _ => output::print_json(&json(&project, &suggestions))?,
    }
    Ok(Outcome::Done)
}

/// The id of one engine; `None` for all of them.
fn engine(asked: &str) -> Result<Option<&'static str>, CliError> {
    let mut ids: Vec<&'static str> = ENGINES.iter().map(|engine| engine.id).collect();
    if asked == "all" {
        return Ok(None);
    }
    let found = ids.iter().find(|id| **id == asked).copied();
    ids.push("all");
    let known = || ids.iter().map(|id| (*id).to_owned()).collect();
    found.map(Some).ok_or_else(|| choice::no_such("engine", asked, known()))
}

fn suggestions(
    project: &Arc<Project>,
    engine: Option<&str>,
    progress: &Progress,
) -> Result<Vec<Suggestion>, Cancelled> {
    let model = Model::learn(project, None, progress)?;
    let mut all = Vec::new();
    for (id, article) in project.articles() {
        progress.go_on()?;
        all.extend(model.look(*id, article).suggestions);
    }
    all.retain(|suggestion| engine.is_none_or(|id| suggestion.engine == id));
    Ok(all)
}

fn suggested(suggestion: &Suggestion) -> Suggested {
    Suggested {
        hit: Hit { article: suggestion.article, span: suggestion.span },
        label: suggestion.label,
        engine: suggestion.engine.to_owned(),
    }
}

fn json(project: &Project, suggestions: &[Suggestion]) -> Json {
    let mut quoter = Quoter::new(project);
    let record = |suggestion: &Suggestion| {
        let mut record = quoter.json(Evidence { article: suggestion.article, span: suggestion.span });
        record["label"] = project.label_name(suggestion.label).into();
        record["engine"] = suggestion.engine.into();
        record["confidence"] = ((f64::from(suggestion.confidence) * 1e3).round() / 1e3).into();
        record
    };
    json!({ "suggestions": suggestions.iter().map(record).collect::<Vec<Json>>() })
}

fn text(project: &Project, suggestions: &[Suggestion]) -> String {
    let line = |suggestion: &Suggestion| {
        let article = &project.articles()[&suggestion.article];
        let (quote, label) = (suggestion.span.of(&article.text), project.label_name(suggestion.label));
        let (name, percent) = (article_name(article), (suggestion.confidence * 100.0).round());
        format!("{name}: \"{quote}\" as {label}, {percent} % sure ({})\n", suggestion.engine)
    };
    suggestions.iter().map(line).collect()
}
