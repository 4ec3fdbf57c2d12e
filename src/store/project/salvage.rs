//! What is left of a damaged project file: every article that is whole, and a list of the rest.

use std::collections::BTreeSet;
use std::ops::Range;
use std::path::Path;
use std::sync::Arc;

use serde::Deserialize;
use serde::de::DeserializeOwned;

use super::read::{format_of, from_ron, line_at, read_article};
use super::saved::each_once;
use super::write::{ARTICLE_CLOSE, ARTICLES_CLOSE, ARTICLES_OPEN};
use super::{Disk, StoreError, format_1};
use crate::model::{
    Annotator, AnnotatorId, Article, ArticleId, EditError, Entity, EntityId, Ids, Label, LabelId, Outlet,
    Parts, Project, Records, Relation, RelationId, Story,
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
    salvage_bytes(&bytes, path)
}

/// The same of the content of a file. The path is only for words.
pub fn salvage_bytes(bytes: &[u8], path: &Path) -> Result<Salvaged, StoreError> {
    let text = String::from_utf8_lossy(bytes);
    let mut lost = Vec::new();
    let mut parts = read_frame(&text, &mut lost);
    drop_patterns_without_label(&mut parts, &mut lost);
    for found in articles(&text) {
        match found {
            Ok((id, article)) => take(&mut parts, id, article, &mut lost),
            Err(problem) => lost.push(problem),
        }
    }
    let malformed =
        |error: EditError| StoreError::Malformed { path: path.to_owned(), problem: error.to_string() };
    let project = Project::from_parts(parts).map_err(malformed)?;
    let mut ids = Ids::default();
    ids.go_past(&project);
    let revision = after(&text, "\n  revision: ").and_then(|rest| rest.split(',').next()?.parse().ok());
    Ok(Salvaged { project, ids, revision: revision.unwrap_or(0), lost })
}

type Found = Result<(ArticleId, Article), String>;

const HEADER: &str = ": (\n        header: (";

/// What stands between the ends of articles: an article each, if nothing is damaged.
fn articles(text: &str) -> Vec<Found> {
    let read = reader_of(text);
    let mut found = Vec::new();
    let mut from = first_article(text);
    let all = text[from..].find(ARTICLES_CLOSE).map_or(text.len(), |close| from + close + 1);
    while let Some(close) = text[from..].find(ARTICLE_CLOSE) {
        let end = from + close + ARTICLE_CLOSE.len();
        if end > all {
            break;
        }
        found.extend(articles_between(text, from..end, read));
        from = end;
    }
    if !text[from..all].trim().is_empty() {
        found.push(Err(describe_lost(text, from, all)));
    }
    found
}

/// Where the first article starts, also where the line that opens them all is damaged.
fn first_article(text: &str) -> usize {
    let opened = text.find(ARTICLES_OPEN).map(|open| open + ARTICLES_OPEN.len());
    opened.or_else(|| line_start(text, text.find(HEADER)?)).unwrap_or(text.len())
}

fn line_start(text: &str, at: usize) -> Option<usize> {
    Some(text[..at].rfind('\n')? + 1)
}

/// Where the end of an article is damaged, the next one must not go with it.
fn articles_between(text: &str, Range { start: from, end }: Range<usize>, read: ReadWhole) -> Vec<Found> {
    if let Some(article) = read(&text[from..end]) {
        return vec![Ok(article)];
    }
    let last = text[from..end].rfind(HEADER).and_then(|header| line_start(text, from + header));
    let last = last.filter(|last| *last > from);
    match last.and_then(|last| Some((last, read(&text[last..end])?))) {
        Some((last, article)) => vec![Err(describe_lost(text, from, last)), Ok(article)],
        None => vec![Err(describe_lost(text, from, end))],
    }
}

/// What reads the lines of one article, if they are whole.
type ReadWhole = fn(&str) -> Option<(ArticleId, Article)>;

fn reader_of(text: &str) -> ReadWhole {
    match format_of(text) {
        Some(1) => format_1::read_article,
        _ => {
            |lines| read_article(lines).filter(|read| read.is_as_saved()).map(|read| (read.id, read.article))
        }
    }
}

fn describe_lost(text: &str, from: usize, end: usize) -> String {
    let title = after(&text[from..end], "\n          title: ").and_then(|rest| rest.lines().next());
    let title = title.unwrap_or_default().trim_end_matches(',');
    let (first, last) = (line_at(text, from), line_at(text, end.saturating_sub(1)));
    format!("The article in lines {first} to {last} is damaged and was left out: {title}")
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

fn drop_patterns_without_label(parts: &mut Parts, lost: &mut Vec<String>) {
    let Parts { patterns, labels, .. } = parts;
    let (kept, gone): (Records<_, _>, Records<_, _>) =
        std::mem::take(patterns).into_iter().partition(|(_, pattern)| labels.contains_key(&pattern.label));
    *patterns = kept;
    let gone =
        gone.values().map(|pattern| format!("The pattern {} was left out with its label", pattern.name));
    lost.extend(gone);
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
