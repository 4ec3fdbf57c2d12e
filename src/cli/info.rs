use std::collections::BTreeMap;
use std::fmt::Write;

use serde_json::{Value as Json, json};

use super::arguments::{Arguments, Opt};
use super::{CliError, Outcome, Subcommand, open, output};
use crate::analysis::article_name;
use crate::model::{Article, ArticleId, LabelId, Project};
use crate::session::Session;
use crate::store::FORMAT;
use crate::text::count;

pub(super) const SUBCOMMAND: Subcommand = Subcommand {
    name: "info",
    takes: &["PROJECT.ron"],
    options: &[Opt::one("format", "json", "json or text")],
    about: "Tell what a project holds.",
    details: "{\"format\":1,\"title\",\"revision\":N,\n \
              \"articles\":[{\"id\",\"article\",\"title\",\"outlet\",\"story\",\"published\",\"language\",\"characters\",\"mentions\"}],\n \
              \"labels\":[{\"name\",\"mentions\"}],\"entities\":N}\n\
              article is the path it was loaded from, or its title; what is unknown is null.",
    run,
};

fn run(arguments: &Arguments) -> Result<Outcome, CliError> {
    let format = arguments.choice("format", &["json", "text"])?;
    let session = open::for_reading(arguments.path(0))?;
    match format {
        "text" => output::print(&text(&session))?,
        _ => output::print_json(&json(&session))?,
    }
    Ok(Outcome::Done)
}

fn json(session: &Session) -> Json {
    let project = session.project();
    let articles: Vec<Json> =
        project.articles().iter().map(|(id, article)| article_json(project, *id, article)).collect();
    let labels: Vec<Json> = mentions_by_label(project)
        .into_iter()
        .map(|(name, mentions)| json!({ "name": name, "mentions": mentions }))
        .collect();
    json!({
        "format": FORMAT,
        "title": project.title(),
        "revision": session.revision(),
        "articles": articles,
        "labels": labels,
        "entities": project.entities().len(),
    })
}

fn article_json(project: &Project, id: ArticleId, article: &Article) -> Json {
    let header = &article.header;
    let known = |text: &str| (!text.is_empty()).then(|| text.to_owned());
    json!({
        "id": id.to_string(),
        "article": article_name(article),
        "title": known(&header.title),
        "outlet": header.outlet.map(|_| project.outlet_name(article)),
        "story": project.story_name(article),
        "published": header.published.as_ref().map(|published| published.as_str()),
        "language": known(&header.language),
        "characters": article.text.chars().count(),
        "mentions": article.mentions.len(),
    })
}

/// In the tagset's order.
fn mentions_by_label(project: &Project) -> Vec<(&str, usize)> {
    let mut counts: BTreeMap<LabelId, usize> = BTreeMap::new();
    for (_, _, mention) in project.mentions() {
        *counts.entry(mention.label).or_default() += 1;
    }
    let count = |id: LabelId| counts.get(&id).copied().unwrap_or(0);
    project.labels_in_order().into_iter().map(|(id, label)| (label.name.as_str(), count(id))).collect()
}

fn text(session: &Session) -> String {
    let project = session.project();
    let mut text = format!(
        "{}: {}, {}, {}\n",
        project.title(),
        count(project.articles().len(), "article"),
        count(project.n_mentions(), "mention"),
        count(project.entities().len(), "entity"),
    );
    for (id, article) in project.articles() {
        let (outlet, story) =
            (project.outlet_name(article), project.story_name(article).unwrap_or("no story"));
        let published = article.header.published.as_ref().map_or("no date", |published| published.as_str());
        let mentions = count(article.mentions.len(), "mention");
        // Writing to a string cannot fail.
        let _ =
            writeln!(text, "  {id}  {}  ({outlet}, {story}, {published}): {mentions}", article_name(article));
    }
    for (name, mentions) in mentions_by_label(project).into_iter().filter(|(_, mentions)| *mentions > 0) {
        let _ = writeln!(text, "  {name}: {mentions}");
    }
    text
}
