use std::collections::BTreeMap;
use std::fmt;
use std::sync::Arc;

use serde::{Deserialize, Serialize};

use super::{
    ArticleId, Mention, MentionId, Mentions, OutletId, Published, Records, Rejection, Relation, RelationId,
    StoryId,
};
use crate::text::Span;

/// A text with its outlet, title, byline, date, address, language and story, and what was tagged in it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Article {
    /// Shared, as the text is: tagging copies neither.
    pub header: Arc<Header>,
    /// Exactly as decoded from its file. Never changes.
    pub text: Arc<str>,
    #[serde(default)]
    pub zones: Vec<Zone>,
    #[serde(default)]
    pub mentions: Mentions,
    #[serde(default)]
    pub relations: Records<RelationId, Relation>,
    /// Suggestions that were turned down, each with the engine that made it.
    #[serde(default)]
    pub rejected: Records<Rejection, String>,
}

#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Header {
    pub title: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub outlet: Option<OutletId>,
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub byline: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub published: Option<Published>,
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub url: String,
    /// BCP 47, such as `en` or `pt-BR`; empty where unknown.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub language: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub story: Option<StoryId>,
    /// Where it was loaded from, as given; empty where it was pasted.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub path: String,
    #[serde(default, skip_serializing_if = "Status::is_new")]
    pub status: Status,
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub note: String,
    /// The fields that nobody confirmed, each with what its value was taken from.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub guesses: BTreeMap<HeaderField, String>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub enum HeaderField {
    Title,
    Outlet,
    Byline,
    Published,
    Url,
    Language,
    Story,
}

/// How far the hand work on an article is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub enum Status {
    #[default]
    New,
    Started,
    Reviewed,
}

/// A stretch of an article that is not body text, or is body text of a special kind.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Zone {
    pub span: Span,
    pub kind: ZoneKind,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub enum ZoneKind {
    Title,
    Heading,
    Byline,
    Dateline,
    Caption,
    Credit,
    Post,
    Quote,
    ListItem,
    Table,
    Furniture,
    Teaser,
}

impl Article {
    /// Of the article itself, which has this one, and of the records in it.
    pub(super) fn highest_id(&self, of_article: ArticleId) -> u32 {
        let mention = self.mentions.get_max().map_or(0, |(id, _)| id.0);
        let relation = self.relations.get_max().map_or(0, |(id, _)| id.0);
        of_article.0.max(mention).max(relation)
    }

    pub fn quote(&self, mention: &Mention) -> String {
        mention.extent.quote(&self.text)
    }

    pub fn zone_at(&self, byte: usize) -> Option<ZoneKind> {
        self.zones.iter().find(|zone| zone.span.contains(byte)).map(|zone| zone.kind)
    }

    /// Relations that start or end at a mention.
    pub fn relations_of(&self, mention: MentionId) -> impl Iterator<Item = (RelationId, &Relation)> {
        let touches = move |relation: &Relation| relation.from == mention || relation.to == mention;
        self.relations
            .iter()
            .filter(move |(_, relation)| touches(relation))
            .map(|(id, relation)| (*id, relation))
    }
}

impl Header {
    pub fn guess(&self, field: HeaderField) -> Option<&str> {
        self.guesses.get(&field).map(String::as_str)
    }
}

impl Status {
    pub fn is_new(&self) -> bool {
        *self == Self::New
    }
}

impl ZoneKind {
    pub const ALL: [Self; 12] = [
        Self::Title,
        Self::Heading,
        Self::Byline,
        Self::Dateline,
        Self::Caption,
        Self::Credit,
        Self::Post,
        Self::Quote,
        Self::ListItem,
        Self::Table,
        Self::Furniture,
        Self::Teaser,
    ];

    /// The word that files and the margin show.
    pub fn name(self) -> &'static str {
        match self {
            Self::Title => "title",
            Self::Heading => "heading",
            Self::Byline => "byline",
            Self::Dateline => "dateline",
            Self::Caption => "caption",
            Self::Credit => "credit",
            Self::Post => "post",
            Self::Quote => "quote",
            Self::ListItem => "list item",
            Self::Table => "table",
            Self::Furniture => "furniture",
            Self::Teaser => "teaser",
        }
    }

    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.name() == name)
    }

    /// Page furniture: dimmed, and left out of counts and exports unless asked for.
    pub fn is_clutter(self) -> bool {
        matches!(
            self,
            Self::Caption | Self::Credit | Self::Byline | Self::Dateline | Self::Furniture | Self::Teaser
        )
    }
}

impl fmt::Display for Status {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::New => "not started",
            Self::Started => "in progress",
            Self::Reviewed => "reviewed",
        })
    }
}
