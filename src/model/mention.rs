use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::{AnnotatorId, EntityId, LabelId};
use crate::text::{Extent, Span};

/// A labelled place in an article.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Mention {
    pub extent: Extent,
    pub label: LabelId,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub entity: Option<EntityId>,
    /// Joined by the program because the form was known; a person has not confirmed it yet.
    #[serde(default, skip_serializing_if = "is_false")]
    pub entity_is_proposed: bool,
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub attributes: BTreeMap<String, String>,
    pub by: AnnotatorId,
    #[serde(default, skip_serializing_if = "Origin::is_analyst")]
    pub origin: Origin,
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub note: String,
}

/// How an annotation came to be.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum Origin {
    #[default]
    Analyst,
    Imported {
        format: String,
    },
    /// Proposed by a suggester and accepted by a person.
    Suggested {
        by: String,
    },
}

/// A place where one label was turned down: when an engine suggested it, or by leaving it out of a
/// tag-all.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Rejection {
    pub span: Span,
    pub label: LabelId,
}

impl Rejection {
    /// What stands for the engine where a place was left out of a tag-all.
    pub const BY_TAG_ALL: &str = "tag-all";
}

impl Mention {
    pub fn new(extent: impl Into<Extent>, label: LabelId, by: AnnotatorId) -> Self {
        Self {
            extent: extent.into(),
            label,
            entity: None,
            entity_is_proposed: false,
            attributes: BTreeMap::new(),
            by,
            origin: Origin::Analyst,
            note: String::new(),
        }
    }
}

impl Origin {
    pub fn is_analyst(&self) -> bool {
        *self == Self::Analyst
    }
}

pub(super) fn is_false(value: &bool) -> bool {
    !value
}
