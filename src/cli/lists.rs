//! The registries, from the code.

use serde_json::{Value as Json, json};

use super::arguments::{Arguments, Opt};
use super::{CliError, Outcome, Subcommand, output};
use crate::analysis;
use crate::format::{self, Format};
use crate::suggest;

const OPTIONS: &[Opt] = &[Opt::one("format", "json", "json or text")];

pub(super) const FORMATS: Subcommand = Subcommand {
    name: "formats",
    takes: &[],
    options: OPTIONS,
    about: "List the dataset formats and what each keeps.",
    details: "{\"formats\":[{\"id\",\"name\",\"extensions\":[…],\"reads\",\"writes\",\"unit\",\"keeps\":{…}}]}",
    run: formats,
};

pub(super) const ANALYSES: Subcommand = Subcommand {
    name: "analyses",
    takes: &[],
    options: OPTIONS,
    about: "List the questions that analyze can answer.",
    details: "{\"analyses\":[{\"id\",\"title\",\"question\"}]}",
    run: analyses,
};

pub(super) const ENGINES: Subcommand = Subcommand {
    name: "engines",
    takes: &[],
    options: OPTIONS,
    about: "List the engines that suggest can ask.",
    details: "{\"engines\":[{\"id\",\"name\",\"about\"}]}",
    run: engines,
};

fn formats(arguments: &Arguments) -> Result<Outcome, CliError> {
    list(
        arguments,
        json!({ "formats": format::ALL.iter().map(format_json).collect::<Vec<_>>() }),
        format::table,
    )
}

fn format_json(format: &Format) -> Json {
    let keeps: serde_json::Map<String, Json> =
        format.keeps.features().iter().map(|(name, kept)| ((*name).to_owned(), json!(kept))).collect();
    json!({
        "id": format.id,
        "name": format.name,
        "extensions": format.extensions,
        "reads": format.read.is_some(),
        "writes": format.write.is_some(),
        "unit": format.keeps.unit.to_string(),
        "keeps": keeps,
    })
}

fn analyses(arguments: &Arguments) -> Result<Outcome, CliError> {
    let all = analysis::ALL.iter();
    let json: Vec<Json> = all
        .clone()
        .map(|analysis| json!({ "id": analysis.id, "title": analysis.title, "question": analysis.question }))
        .collect();
    let line = |analysis: &analysis::Analysis| format!("{:<18} {}\n", analysis.id, analysis.question);
    list(arguments, json!({ "analyses": json }), || all.map(line).collect())
}

fn engines(arguments: &Arguments) -> Result<Outcome, CliError> {
    let all = suggest::ENGINES.iter();
    let json =
        all.clone().map(|engine| json!({ "id": engine.id, "name": engine.name, "about": engine.about }));
    let json: Vec<Json> = json.collect();
    let line = |engine: &suggest::Engine| format!("{:<18} {}\n", engine.id, engine.about);
    list(arguments, json!({ "engines": json }), || all.map(line).collect())
}

fn list(arguments: &Arguments, json: Json, text: impl FnOnce() -> String) -> Result<Outcome, CliError> {
    match arguments.choice("format", &["json", "text"])? {
        "text" => output::print(&text())?,
        _ => output::print_json(&json)?,
    }
    Ok(Outcome::Done)
}
