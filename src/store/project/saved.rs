//! The saved form of records whose file form differs from their form in memory.
//!
//! A saved mention carries its quote, so that a file can be read by people, compared, and verified
//! against its text when it is loaded (position and quote, as the W3C's annotation model has it).

use std::collections::BTreeMap;
use std::fmt;
use std::marker::PhantomData;
use std::sync::Arc;

use serde::de::{Error, MapAccess, Visitor};
use serde::{Deserialize, Deserializer, Serialize};

use crate::model::{
    Annotator, AnnotatorId, Article, ArticleId, Entity, EntityId, Header, Ids, Label, LabelId, Mention,
    MentionId, Origin, Outlet, OutletId, Parts, Pattern, PatternId, Project, Records, Rejection, Relation,
    RelationId, RelationKind, RelationKindId, Story, StoryId, Zone,
};
use crate::store::sum::Sum;
use crate::text::{Extent, Matching, Span, occurrences};

#[derive(Serialize, Deserialize)]
pub(super) struct SavedFile {
    pub format: u32,
    pub revision: u64,
    pub ids: Ids,
    pub project: SavedProject,
    /// Over everything before it; of an article its own sum stands for it.
    pub sum: Sum,
}

#[derive(Serialize, Deserialize)]
pub(super) struct SavedProject {
    pub title: String,
    #[serde(deserialize_with = "each_once")]
    pub labels: Records<LabelId, Label>,
    #[serde(default, skip_serializing_if = "Records::is_empty", deserialize_with = "each_once")]
    pub relation_kinds: Records<RelationKindId, RelationKind>,
    #[serde(default, skip_serializing_if = "Records::is_empty", deserialize_with = "each_once")]
    pub patterns: Records<PatternId, Pattern>,
    #[serde(deserialize_with = "each_once")]
    pub annotators: Records<AnnotatorId, Annotator>,
    #[serde(default, deserialize_with = "each_once")]
    pub outlets: Records<OutletId, Outlet>,
    #[serde(default, deserialize_with = "each_once")]
    pub stories: Records<StoryId, Story>,
    #[serde(default, deserialize_with = "each_once")]
    pub entities: Records<EntityId, Entity>,
    #[serde(default, skip_serializing_if = "Records::is_empty", deserialize_with = "each_once")]
    pub ambiguous: Records<String, u32>,
    #[serde(default, deserialize_with = "each_once")]
    pub articles: BTreeMap<ArticleId, SavedArticle>,
}

#[derive(Serialize, Deserialize)]
pub(super) struct SavedArticle {
    pub header: Arc<Header>,
    pub text: Arc<str>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub zones: Vec<Zone>,
    #[serde(default, deserialize_with = "each_once")]
    pub mentions: BTreeMap<MentionId, SavedMention>,
    #[serde(default, skip_serializing_if = "Records::is_empty", deserialize_with = "each_once")]
    pub relations: Records<RelationId, Relation>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub rejected: Vec<SavedRejection>,
    /// Over the article's lines before it.
    pub sum: Sum,
}

/// A suggestion that was turned down, and the engine that made it.
#[derive(Serialize, Deserialize)]
pub(super) struct SavedRejection {
    pub span: Span,
    pub label: LabelId,
    pub by: String,
}

#[derive(Serialize, Deserialize)]
pub(super) struct SavedMention {
    at: Extent,
    quote: String,
    label: LabelId,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    entity: Option<EntityId>,
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    proposed: bool,
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    attributes: BTreeMap<String, String>,
    by: AnnotatorId,
    #[serde(default, skip_serializing_if = "Origin::is_analyst")]
    origin: Origin,
    #[serde(default, skip_serializing_if = "String::is_empty")]
    note: String,
}

/// A mention whose quote did not stand where the file said, and what was done about it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Moved {
    To { quote: String, start: usize },
    Lost { quote: String },
}

impl SavedProject {
    /// All but the articles.
    pub(super) fn frame(project: &Project) -> Self {
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
            articles: BTreeMap::new(),
        }
    }

    pub(super) fn into_parts(self, articles: Records<ArticleId, Arc<Article>>) -> Parts {
        Parts {
            title: self.title,
            labels: self.labels,
            relation_kinds: self.relation_kinds,
            patterns: self.patterns,
            annotators: self.annotators,
            outlets: self.outlets,
            stories: self.stories,
            entities: self.entities,
            ambiguous: self.ambiguous,
            articles,
        }
    }
}

impl SavedArticle {
    /// All but the text and the mentions.
    pub(super) fn frame(article: &Article) -> Self {
        Self {
            header: article.header.clone(),
            text: "".into(),
            zones: article.zones.clone(),
            mentions: BTreeMap::new(),
            relations: article.relations.clone(),
            rejected: article.rejected.iter().map(SavedRejection::new).collect(),
            sum: Sum::default(),
        }
    }

    /// The article, and the mentions that had to be looked for again because somebody changed the
    /// text or an offset in the file.
    pub(super) fn restore(self) -> (Article, Vec<Moved>) {
        let Self { header, text, zones, mentions, relations, rejected, .. } = self;
        let mut moved = Vec::new();
        let restored = mentions.into_iter().filter_map(|(id, saved)| {
            let (mention, quote) = saved.into_mention();
            Some((id, standing(mention, &quote, &text, &mut moved)?))
        });
        let mentions = restored.collect();
        let rejected =
            rejected.into_iter().map(|it| (Rejection { span: it.span, label: it.label }, it.by)).collect();
        (Article { header, text, zones, mentions, relations, rejected }, moved)
    }
}

impl SavedRejection {
    pub(super) fn new((place, by): (&Rejection, &String)) -> Self {
        Self { span: place.span, label: place.label, by: by.clone() }
    }
}

impl SavedMention {
    pub(super) fn new(mention: &Mention, quote: String) -> Self {
        let Mention { extent, label, entity, entity_is_proposed, attributes, by, origin, note } =
            mention.clone();
        Self { at: extent, quote, label, entity, proposed: entity_is_proposed, attributes, by, origin, note }
    }

    pub(super) fn into_mention(self) -> (Mention, String) {
        let Self { at, quote, label, entity, proposed, attributes, by, origin, note } = self;
        let mention =
            Mention { extent: at, label, entity, entity_is_proposed: proposed, attributes, by, origin, note };
        (mention, quote)
    }
}

/// The mention where its quote stands. `None` where it stands nowhere any more.
pub(super) fn standing(mention: Mention, quote: &str, text: &str, moved: &mut Vec<Moved>) -> Option<Mention> {
    if stands(&mention.extent, text, quote) {
        return Some(mention);
    }
    let quote = quote.to_owned();
    match nearest(text, &quote, mention.extent.start()) {
        Some(span) => {
            moved.push(Moved::To { quote, start: span.start() });
            Some(Mention { extent: span.into(), ..mention })
        }
        None => {
            moved.push(Moved::Lost { quote });
            None
        }
    }
}

fn stands(at: &Extent, text: &str, quote: &str) -> bool {
    match at.is_in_pieces() {
        false => text.get(at.hull().range()) == Some(quote),
        true => at.fits(text) && at.quote(text) == quote,
    }
}

fn nearest(text: &str, quote: &str, start: usize) -> Option<Span> {
    let found = occurrences(text, quote, Matching { whole_words: false, same_case: true });
    found.into_iter().min_by_key(|span| span.start().abs_diff(start))
}

impl fmt::Display for Moved {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::To { quote, start } => write!(f, "\"{quote}\" was found again at byte {start}"),
            Self::Lost { quote } => {
                write!(f, "\"{quote}\" stands nowhere in the text any more; its mention was left out")
            }
        }
    }
}

/// Records by id, refusing an id that comes twice: the later one would replace the earlier in silence.
pub(super) fn each_once<'de, D, Id, T, All>(from: D) -> Result<All, D::Error>
where
    D: Deserializer<'de>,
    Id: Deserialize<'de> + Ord + Clone + fmt::Debug,
    T: Deserialize<'de>,
    All: FromIterator<(Id, T)> + IntoIterator<Item = (Id, T)>,
{
    struct EachOnce<Id, T, All>(PhantomData<(Id, T, All)>);

    impl<'de, Id, T, All> Visitor<'de> for EachOnce<Id, T, All>
    where
        Id: Deserialize<'de> + Ord + Clone + fmt::Debug,
        T: Deserialize<'de>,
        All: FromIterator<(Id, T)> + IntoIterator<Item = (Id, T)>,
    {
        type Value = All;

        fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
            f.write_str("records by id")
        }

        fn visit_map<M: MapAccess<'de>>(self, mut map: M) -> Result<All, M::Error> {
            let mut records = BTreeMap::new();
            while let Some((id, record)) = map.next_entry::<Id, T>()? {
                if records.insert(id.clone(), record).is_some() {
                    return Err(M::Error::custom(format_args!("{id:?} is there twice")));
                }
            }
            Ok(records.into_iter().collect())
        }
    }

    from.deserialize_map(EachOnce(PhantomData))
}
