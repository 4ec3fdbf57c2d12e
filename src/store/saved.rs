//! The saved form of records whose file form differs from their form in memory.
//!
//! A saved mention carries its quote, so that a file can be read by people, compared, and verified
//! against its text when it is loaded (position and quote, as the W3C's annotation model has it).

use std::collections::BTreeMap;
use std::fmt;
use std::sync::Arc;

use serde::{Deserialize, Serialize};

use crate::model::{
    AnnotatorId, Article, EntityId, Header, LabelId, Mention, MentionId, Origin, Records, Rejection,
    Relation, RelationId, Zone,
};
use crate::text::{Extent, Matching, Span, occurrences};

#[derive(Serialize, Deserialize)]
pub(super) struct SavedArticle {
    header: Arc<Header>,
    text: Arc<str>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    zones: Vec<Zone>,
    #[serde(default)]
    mentions: BTreeMap<MentionId, SavedMention>,
    #[serde(default, skip_serializing_if = "Records::is_empty")]
    relations: Records<RelationId, Relation>,
    #[serde(default, skip_serializing_if = "Records::is_empty")]
    rejected: Records<Rejection, String>,
}

#[derive(Serialize, Deserialize)]
struct SavedMention {
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
pub enum Moved {
    To { quote: String, start: usize },
    Lost { quote: String },
}

impl SavedArticle {
    pub(super) fn new(article: &Article) -> Self {
        let save = |(id, mention): (&MentionId, &Mention)| (*id, SavedMention::new(article, mention));
        Self {
            header: article.header.clone(),
            text: article.text.clone(),
            zones: article.zones.clone(),
            mentions: article.mentions.iter().map(save).collect(),
            relations: article.relations.clone(),
            rejected: article.rejected.clone(),
        }
    }

    /// The article, and the mentions that had to be looked for again because somebody changed the
    /// text or an offset in the file.
    pub(super) fn restore(self) -> (Article, Vec<Moved>) {
        let Self { header, text, zones, mentions, relations, rejected } = self;
        let mut moved = Vec::new();
        let restored =
            mentions.into_iter().filter_map(|(id, saved)| Some((id, saved.restore(&text, &mut moved)?)));
        let mentions: Records<_, _> = restored.collect();
        (Article { header, text, zones, mentions, relations, rejected }, moved)
    }
}

impl SavedMention {
    fn new(article: &Article, mention: &Mention) -> Self {
        let Mention { extent, label, entity, entity_is_proposed, attributes, by, origin, note } =
            mention.clone();
        let quote = article.quote(mention);
        Self { at: extent, quote, label, entity, proposed: entity_is_proposed, attributes, by, origin, note }
    }

    fn restore(self, text: &str, moved: &mut Vec<Moved>) -> Option<Mention> {
        let Self { at, quote, label, entity, proposed, attributes, by, origin, note } = self;
        let extent = match stands(&at, text, &quote) {
            true => at,
            false => match nearest(text, &quote, at.start()) {
                Some(span) => {
                    moved.push(Moved::To { quote, start: span.start() });
                    span.into()
                }
                None => {
                    moved.push(Moved::Lost { quote });
                    return None;
                }
            },
        };
        Some(Mention { extent, label, entity, entity_is_proposed: proposed, attributes, by, origin, note })
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
