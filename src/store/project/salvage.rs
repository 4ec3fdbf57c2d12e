//! What is left of a damaged project file: every article that is whole, and a list of the rest.

use std::collections::BTreeSet;
use std::path::Path;
use std::sync::Arc;

use serde::Deserialize;
use serde::de::DeserializeOwned;

use super::read::{format_of, from_ron, line_at, read_article};
use super::saved::each_once;
use super::write::{ARTICLE_CLOSE, ARTICLES_CLOSE};
use super::{Disk, StoreError, format_1};
use crate::model::{
    Annotator, AnnotatorId, Article, ArticleId, Entity, EntityId, Ids, Label, LabelId, Outlet, Parts,
    Project, Records, Relation, RelationId, Story,
};

#[derive(Debug)]
pub struct Salvaged {
    pub project: Project,
    pub ids: Ids,
    /// 0 where it cannot be read any more.
    pub revision: u64,
    /// What could not be kept, or only in part: one sentence each.
    pub lost: Vec<String>,
}

/// Reads what can be read of a project file, whatever happened to it.
pub fn salvage(path: &Path) -> Result<Salvaged, StoreError> {
    let bytes = Disk::default().read(path).map_err(StoreError::io(path, "open the project"))?;
    let text = String::from_utf8_lossy(&bytes);
    let mut lost = Vec::new();
    let mut parts = read_frame(&text, &mut lost);
    for found in articles(&text) {
        match found {
            Ok((id, article)) => take(&mut parts, id, article, &mut lost),
            Err(problem) => lost.push(problem),
        }
    }
    let project = Project::from_parts(parts).unwrap_or_default(); // each article was tried by itself
    let mut ids = Ids::default();
    ids.go_past(&project);
    let revision = after(&text, "\n  revision: ").and_then(|rest| rest.split(',').next()?.parse().ok());
    Ok(Salvaged { project, ids, revision: revision.unwrap_or(0), lost })
}

type Found = Result<(ArticleId, Article), String>;

const HEADER: &str = ": (\n        header: (";

/// Every place that an article starts at, and the article if it is one.
fn articles(text: &str) -> Vec<Found> {
    let mut found = Vec::new();
    let mut from = 0;
    while let Some((start, close)) = next_article(text, from) {
        let lines = &text[start..close.unwrap_or(text.len())];
        let article = close.and_then(|_| whole_article(lines, text));
        // Where the end of an article is damaged, the next one must not go with it.
        from = if article.is_some() { start + lines.len() - 1 } else { start + 1 };
        found.push(article.ok_or_else(|| describe_lost(lines, text, start)));
    }
    found
}

/// Where the lines of the next article start and end.
fn next_article(text: &str, from: usize) -> Option<(usize, Option<usize>)> {
    let header = from + text.get(from..)?.find(HEADER)?;
    let start = text[..header].rfind('\n')? + 1;
    if start < from || !text[start..header].trim_start().bytes().all(|byte| byte.is_ascii_digit()) {
        return next_article(text, header + 1);
    }
    let close = text[start..].find(ARTICLE_CLOSE).map(|close| start + close + ARTICLE_CLOSE.len());
    Some((start, close))
}

fn whole_article(lines: &str, text: &str) -> Option<(ArticleId, Article)> {
    match format_of(text) {
        Some(1) => format_1::read_article(lines),
        _ => read_article(lines).filter(|read| read.is_as_saved()).map(|read| (read.id, read.article)),
    }
}

fn describe_lost(lines: &str, text: &str, start: usize) -> String {
    let title = after(lines, "\n          title: ").and_then(|rest| rest.lines().next()).unwrap_or_default();
    let line = line_at(text, start);
    format!("The article at line {line} is damaged and was left out: {}", title.trim_end_matches(','))
}

fn after<'t>(text: &'t str, mark: &str) -> Option<&'t str> {
    text.split_once(mark).map(|(_, rest)| rest)
}

/// Everything but the articles, section by section.
fn read_frame(text: &str, lost: &mut Vec<String>) -> Parts {
    let title = after(text, "\n    title: ").and_then(|rest| rest.lines().next());
    let title = title.and_then(|line| ron::from_str(line.trim_end_matches(',')).ok());
    Parts {
        title: title.unwrap_or_else(|| "Salvaged project".to_owned()),
        labels: section(text, "labels", lost),
        relation_kinds: section(text, "relation_kinds", lost),
        patterns: section(text, "patterns", lost),
        annotators: section(text, "annotators", lost),
        outlets: section(text, "outlets", lost),
        stories: section(text, "stories", lost),
        entities: section(text, "entities", lost),
        ambiguous: section(text, "ambiguous", lost),
        articles: Records::new(),
    }
}

#[derive(Deserialize)]
#[serde(transparent)]
struct Section<Id: Ord + Clone + std::fmt::Debug + DeserializeOwned, T: Clone + DeserializeOwned>(
    #[serde(deserialize_with = "each_once")] Records<Id, T>,
);

/// Sections that are empty may not be there at all.
fn section<Id, T>(text: &str, name: &str, lost: &mut Vec<String>) -> Records<Id, T>
where
    Id: Ord + Clone + std::fmt::Debug + DeserializeOwned,
    T: Clone + DeserializeOwned,
{
    let Some(rest) = after(text, &format!("\n    {name}: {{\n")) else { return Records::new() };
    let read = rest.find(&ARTICLES_CLOSE[..ARTICLES_CLOSE.len() - 1]).and_then(|close| {
        let (Section(records), _) = from_ron::<Section<Id, T>>(&format!("{{{}\n}}", &rest[..close])).ok()?;
        Some(records)
    });
    read.unwrap_or_else(|| {
        lost.push(format!("The {} are damaged and were left out", name.replace('_', " ")));
        Records::new()
    })
}

/// Takes an article in, with stand-ins for what it names and the file lost.
fn take(parts: &mut Parts, id: ArticleId, mut article: Article, lost: &mut Vec<String>) {
    stand_in(parts, &article);
    let n_relations = article.relations.len();
    let relations = std::mem::take(&mut article.relations).into_iter();
    let has_kind = |(_, relation): &(RelationId, Relation)| parts.relation_kinds.contains_key(&relation.kind);
    article.relations = relations.filter(has_kind).collect();
    if article.relations.len() < n_relations {
        lost.push(format!("{}: relations of a lost kind were left out", article.header.title));
    }
    let alone = Parts { articles: Records::unit(id, Arc::new(article.clone())), ..parts.clone() };
    match Project::from_parts(alone) {
        Ok(_) => {
            parts.articles.insert(id, Arc::new(article));
        }
        Err(problem) => lost.push(format!("{} was left out: {problem}", article.header.title)),
    }
}

fn stand_in(parts: &mut Parts, article: &Article) {
    let mentions = || article.mentions.values();
    let labels: BTreeSet<LabelId> = mentions().map(|mention| mention.label).collect();
    let rejected = article.rejected.keys().map(|rejection| rejection.label);
    for id in labels.into_iter().chain(rejected) {
        let position = parts.labels.len() as u32;
        add_missing(&mut parts.labels, id, || Label::stand_in(format!("LABEL {}", id.0), position));
    }
    let entities: BTreeSet<EntityId> = mentions().filter_map(|mention| mention.entity).collect();
    for id in entities {
        add_missing(&mut parts.entities, id, || Entity::named(&format!("Entity {}", id.0)));
    }
    let by: BTreeSet<AnnotatorId> = mentions().map(|mention| mention.by).collect();
    for id in by.into_iter().chain(article.relations.values().map(|relation| relation.by)) {
        add_missing(&mut parts.annotators, id, || Annotator { name: format!("Annotator {}", id.0) });
    }
    if let Some(id) = article.header.outlet {
        let outlet = || Outlet { name: format!("Outlet {}", id.0), domain: String::new() };
        add_missing(&mut parts.outlets, id, outlet);
    }
    if let Some(id) = article.header.story {
        add_missing(&mut parts.stories, id, || Story { name: format!("Story {}", id.0) });
    }
}

fn add_missing<Id: Ord + Copy, T: Clone>(records: &mut Records<Id, T>, id: Id, record: impl FnOnce() -> T) {
    if !records.contains_key(&id) {
        records.insert(id, record());
    }
}
