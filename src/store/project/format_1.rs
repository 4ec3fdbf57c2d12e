//! Format 1, as the versions until November 2026 wrote it: no checksums, every text escaped in one line.
//! Frozen: what it reads never changes, so its records are its own where later ones differ.

use std::collections::BTreeMap;
use std::sync::Arc;

use ron::value::RawValue;
use serde::de::Error;
use serde::{Deserialize, Deserializer};

use super::read::{Parsed, Restored, Unreadable, from_ron, named};
use super::saved::{SavedArticle, SavedFile, SavedMention, SavedProject, SavedRejection, each_once};
use crate::model::{
    self, Annotator, AnnotatorId, ArticleId, Entity, EntityId, Header, Ids, Label, LabelId, MentionId,
    Outlet, OutletId, Pattern, PatternId, Records, Rejection, Relation, RelationId, RelationKind,
    RelationKindId, Story, StoryId, Zone,
};
use crate::store::sum::Sum;

#[derive(Deserialize)]
struct File {
    format: u32,
    revision: u64,
    ids: Ids,
    project: Project,
}

#[derive(Deserialize)]
struct Project {
    title: String,
    #[serde(deserialize_with = "each_once")]
    labels: Records<LabelId, Label>,
    #[serde(default, deserialize_with = "each_once")]
    relation_kinds: Records<RelationKindId, RelationKind>,
    #[serde(default, deserialize_with = "each_once")]
    patterns: Records<PatternId, Pattern>,
    #[serde(deserialize_with = "each_once")]
    annotators: Records<AnnotatorId, Annotator>,
    #[serde(default, deserialize_with = "each_once")]
    outlets: Records<OutletId, Outlet>,
    #[serde(default, deserialize_with = "each_once")]
    stories: Records<StoryId, Story>,
    #[serde(default, deserialize_with = "each_once")]
    entities: Records<EntityId, Entity>,
    #[serde(default, deserialize_with = "each_once")]
    ambiguous: Records<String, u32>,
    #[serde(default, deserialize_with = "each_once")]
    articles: BTreeMap<ArticleId, Article>,
}

#[derive(Deserialize)]
struct Article {
    header: Arc<Header>,
    text: Arc<str>,
    #[serde(default)]
    zones: Vec<Zone>,
    #[serde(default, deserialize_with = "each_once")]
    mentions: BTreeMap<MentionId, SavedMention>,
    #[serde(default, deserialize_with = "each_once")]
    relations: Records<RelationId, Relation>,
    #[serde(default, deserialize_with = "rejections")]
    rejected: Vec<SavedRejection>,
}

/// A map with records as keys, which [`from_ron`] cannot look into for unknown fields.
fn rejections<'de, D: Deserializer<'de>>(from: D) -> Result<Vec<SavedRejection>, D::Error> {
    let map = Box::<RawValue>::deserialize(from)?;
    let rejected: BTreeMap<Rejection, String> = map.into_rust().map_err(D::Error::custom)?;
    Ok(rejected.iter().map(SavedRejection::new).collect())
}

pub(super) fn read(text: &str) -> Result<Parsed, Unreadable> {
    let (file, unknown): (File, _) = from_ron(text).map_err(Unreadable::Malformed)?;
    let unknown = unknown.iter().map(|field| named(field, text, 0)).collect();
    let (mut file, articles) = file.into_newest();
    file.sum = Sum::of(text.as_bytes()); // so that another file is told from this one
    Ok(Parsed::new(file, articles, Vec::new(), unknown))
}

impl File {
    fn into_newest(self) -> (SavedFile, Vec<Restored>) {
        let Self { format, revision, ids, project } = self;
        let articles = project.articles.into_iter();
        let articles = articles.map(|(id, article)| Restored::new(id, article.into_newest())).collect();
        let project = SavedProject {
            title: project.title,
            labels: project.labels,
            relation_kinds: project.relation_kinds,
            patterns: project.patterns,
            annotators: project.annotators,
            outlets: project.outlets,
            stories: project.stories,
            entities: project.entities,
            ambiguous: project.ambiguous,
            articles: BTreeMap::new(),
        };
        (SavedFile { format, revision, ids, project, sum: Sum::default() }, articles)
    }
}

impl Article {
    fn into_newest(self) -> SavedArticle {
        let Self { header, text, zones, mentions, relations, rejected } = self;
        SavedArticle { header, text, zones, mentions, relations, rejected, sum: Sum::default() }
    }
}

/// The lines of one article of a damaged file. `None` unless every quote stands where it should.
pub(super) fn read_article(lines: &str) -> Option<(ArticleId, model::Article)> {
    let (id, record) = lines.trim_start().split_once(": ")?;
    let record = record.trim_end().strip_suffix(',')?;
    let (article, unknown): (Article, _) = from_ron(record).ok()?;
    let (article, moved) = article.into_newest().restore();
    let is_whole = moved.is_empty() && unknown.is_empty();
    is_whole.then_some((ArticleId(id.parse().ok()?), article))
}
