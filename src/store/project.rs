//! The project file: RON, pretty, sorted, one line per mention, so that it can be read and compared.
//!
//! Strings are written with escapes, so every line of the file is structure and never a text's own
//! line. That lets [`read_project`] find the articles without parsing, and parse them on all cores.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::sync::Arc;
use std::thread;

use ron::ser::PrettyConfig;
use serde::{Deserialize, Serialize};

use super::saved::SavedArticle;
use super::{StoreError, write_atomically};
use crate::model::{
    Annotator, AnnotatorId, Article, ArticleId, EditError, Entity, EntityId, Ids, Label, LabelId, Outlet,
    OutletId, Parts, Pattern, PatternId, Project, Records, RelationKind, RelationKindId, Story, StoryId,
};

/// The format number that this version writes, and the highest that it reads.
pub const FORMAT: u32 = 1;

const INLINE_BELOW_DEPTH: usize = 5; // file, project, articles, article, its lists; then one line each

/// A project as its file holds it.
#[derive(Debug)]
pub struct Stored {
    /// How many steps of the journal the file contains.
    pub revision: u64,
    pub ids: Ids,
    pub project: Project,
    /// What did not stand where the file said, in words; empty for every file that we wrote.
    pub repairs: Vec<String>,
}

#[derive(Serialize, Deserialize)]
struct SavedFile {
    format: u32,
    revision: u64,
    ids: Ids,
    project: SavedProject,
}

/// What stands at the start of any version's file.
#[derive(Deserialize)]
struct FormatOnly {
    format: u32,
}

#[derive(Serialize, Deserialize)]
struct SavedProject {
    title: String,
    labels: Records<LabelId, Label>,
    #[serde(default, skip_serializing_if = "Records::is_empty")]
    relation_kinds: Records<RelationKindId, RelationKind>,
    #[serde(default, skip_serializing_if = "Records::is_empty")]
    patterns: Records<PatternId, Pattern>,
    annotators: Records<AnnotatorId, Annotator>,
    #[serde(default)]
    outlets: Records<OutletId, Outlet>,
    #[serde(default)]
    stories: Records<StoryId, Story>,
    #[serde(default)]
    entities: Records<EntityId, Entity>,
    #[serde(default, skip_serializing_if = "Records::is_empty")]
    ambiguous: Records<String, u32>,
    #[serde(default)]
    articles: BTreeMap<ArticleId, SavedArticle>,
}

/// The same project at the same revision always gives the same bytes.
pub fn write_project(path: &Path, revision: u64, ids: &Ids, project: &Project) -> Result<(), StoreError> {
    let saved = SavedFile { format: FORMAT, revision, ids: ids.clone(), project: SavedProject::new(project) };
    let style = PrettyConfig::new().depth_limit(INLINE_BELOW_DEPTH).indentor("  ").new_line("\n");
    let mut bytes = ron::ser::to_string_pretty(&saved, style)
        .map_err(|error| StoreError::Malformed { path: path.to_owned(), problem: error.to_string() })?;
    bytes.push('\n');
    write_atomically(path, bytes.as_bytes())
}

pub fn read_project(path: &Path) -> Result<Stored, StoreError> {
    let Parsed { revision, ids, parts, repairs } = parse(path)?;
    let malformed =
        |error: EditError| StoreError::Malformed { path: path.to_owned(), problem: error.to_string() };
    let project = Project::from_parts(parts).map_err(malformed)?;
    Ok(Stored { revision, ids, project, repairs })
}

/// Everything about a project file that is not as it should be, in words.
pub fn check_project(path: &Path) -> Result<Vec<String>, StoreError> {
    let Parsed { ids, parts, repairs, .. } = parse(path)?;
    let problems = Project::problems(parts, &ids).into_iter().map(|problem| problem.to_string());
    Ok(repairs.into_iter().chain(problems).collect())
}

/// A project file as it was parsed, its records not yet checked against each other.
struct Parsed {
    revision: u64,
    ids: Ids,
    parts: Parts,
    repairs: Vec<String>,
}

fn parse(path: &Path) -> Result<Parsed, StoreError> {
    let bytes = fs::read(path).map_err(StoreError::io(path, "open the project"))?;
    let malformed = |problem: String| StoreError::Malformed { path: path.to_owned(), problem };
    let text = String::from_utf8(bytes).map_err(|_| malformed("it is not UTF-8 text".to_owned()))?;
    let (mut file, articles) = match read_in_parallel(&text) {
        Some(read) => read,
        None => (read_plainly(&text, path)?, Vec::new()),
    };
    if file.format > FORMAT {
        return Err(StoreError::TooNew { path: path.to_owned(), format: file.format });
    }
    let plain = std::mem::take(&mut file.project.articles).into_iter();
    let articles = articles.into_iter().chain(plain.map(|(id, saved)| Restored::new(id, saved)));
    let mut repairs = Vec::new();
    let mut restored = Records::new();
    for article in articles {
        repairs.extend(article.repairs);
        restored.insert(article.id, Arc::new(article.article));
    }
    let parts = file.project.into_parts(restored);
    Ok(Parsed { revision: file.revision, ids: file.ids, parts, repairs })
}

fn read_plainly(text: &str, path: &Path) -> Result<SavedFile, StoreError> {
    // A newer format need not parse as ours; its number stands first in every version.
    let too_new = ron::from_str::<FormatOnly>(text).ok().filter(|head| head.format > FORMAT);
    if let Some(FormatOnly { format }) = too_new {
        return Err(StoreError::TooNew { path: path.to_owned(), format });
    }
    ron::from_str(text).map_err(|error| StoreError::Malformed {
        path: path.to_owned(),
        problem: format!("line {}: {}", error.span.start.line, error.code),
    })
}

struct Restored {
    id: ArticleId,
    article: Article,
    repairs: Vec<String>,
}

impl Restored {
    fn new(id: ArticleId, saved: SavedArticle) -> Self {
        let (article, moved) = saved.restore();
        let repairs = moved.into_iter().map(|moved| format!("{}: {moved}", article.header.title)).collect();
        Self { id, article, repairs }
    }
}

const ARTICLES_OPEN: &str = "\n    articles: {\n";
const ARTICLES_CLOSE: &str = "\n    },\n";
const ARTICLE_CLOSE: &str = "\n      ),\n";

/// Reads a file that looks exactly as [`write_project`] leaves it. `None` for any other: the plain
/// reader then decides, and words the error.
fn read_in_parallel(text: &str) -> Option<(SavedFile, Vec<Restored>)> {
    let open = text.find(ARTICLES_OPEN)? + ARTICLES_OPEN.len();
    let close = open + text[open - 1..].find(ARTICLES_CLOSE)?;
    let frame = format!("{}{}", &text[..open], &text[close..]);
    let file: SavedFile = ron::from_str(&frame).ok()?;
    let chunks: Vec<&str> = text[open..close].split_inclusive(ARTICLE_CLOSE).collect();
    let n_threads = thread::available_parallelism().map_or(1, usize::from);
    let per_thread = chunks.len().div_ceil(n_threads).max(1);
    let articles = thread::scope(|scope| {
        let read = |part: &[&str]| part.iter().map(|chunk| read_article(chunk)).collect::<Option<Vec<_>>>();
        let workers: Vec<_> = chunks.chunks(per_thread).map(|part| scope.spawn(move || read(part))).collect();
        let parts = workers.into_iter().map(|worker| worker.join().ok().flatten());
        parts.collect::<Option<Vec<_>>>()
    })?;
    Some((file, articles.into_iter().flatten().collect()))
}

fn read_article(chunk: &str) -> Option<Restored> {
    let (id, record) = chunk.split_once(": ")?;
    let id = ArticleId(id.trim().parse().ok()?);
    let record = record.trim_end().strip_suffix(',')?;
    Some(Restored::new(id, ron::from_str(record).ok()?))
}

impl SavedProject {
    fn new(project: &Project) -> Self {
        let saved = |(id, article): (&ArticleId, &Arc<Article>)| (*id, SavedArticle::new(article));
        Self {
            title: project.title().to_owned(),
            labels: project.labels().clone(),
            relation_kinds: project.relation_kinds().clone(),
            patterns: project.patterns().clone(),
            annotators: project.annotators().clone(),
            outlets: project.outlets().clone(),
            stories: project.stories().clone(),
            entities: project.entities().clone(),
            ambiguous: project.ambiguous().clone(),
            articles: project.articles().iter().map(saved).collect(),
        }
    }

    fn into_parts(self, articles: Records<ArticleId, Arc<Article>>) -> Parts {
        let Self {
            title,
            labels,
            relation_kinds,
            patterns,
            annotators,
            outlets,
            stories,
            entities,
            ambiguous,
            ..
        } = self;
        Parts {
            title,
            labels,
            relation_kinds,
            patterns,
            annotators,
            outlets,
            stories,
            entities,
            ambiguous,
            articles,
        }
    }
}
