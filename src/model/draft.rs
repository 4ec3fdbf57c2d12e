use std::collections::BTreeMap;
use std::sync::Arc;

use super::Zone;
use crate::text::Extent;

/// An article read from a file, not yet in a project: names instead of ids.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Draft {
    /// Where it was loaded from, as given; empty where it was pasted.
    pub path: String,
    pub text: Arc<str>,
    pub facts: Facts,
    pub zones: Vec<Zone>,
    pub mentions: Vec<DraftMention>,
    pub relations: Vec<DraftRelation>,
}

/// What is known about an article besides its text.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Facts {
    pub title: Option<Fact>,
    pub outlet: Option<Fact>,
    /// The registrable domain of the article's address.
    pub domain: Option<String>,
    pub byline: Option<Fact>,
    /// ISO 8601, as `Published` reads it.
    pub published: Option<Fact>,
    pub url: Option<Fact>,
    pub language: Option<Fact>,
    pub story: Option<Fact>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fact {
    pub value: String,
    /// What it was taken from, in words ("page metadata", "first line"); `None` where a person or a
    /// dataset says so.
    pub guessed_from: Option<String>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DraftMention {
    pub extent: Extent,
    pub label: String,
    pub entity: Option<String>,
    pub attributes: BTreeMap<String, String>,
    pub note: String,
}

/// A relation between two of the draft's mentions, by their places in `mentions`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DraftRelation {
    pub kind: String,
    pub from: usize,
    pub to: usize,
}

impl Draft {
    pub fn of_text(text: impl Into<Arc<str>>) -> Self {
        Self { text: text.into(), ..Self::default() }
    }
}

impl Fact {
    pub fn given(value: impl Into<String>) -> Self {
        Self { value: value.into(), guessed_from: None }
    }

    pub fn guessed(value: impl Into<String>, from: &str) -> Self {
        Self { value: value.into(), guessed_from: Some(from.to_owned()) }
    }
}

impl DraftMention {
    pub fn new(extent: impl Into<Extent>, label: impl Into<String>) -> Self {
        Self {
            extent: extent.into(),
            label: label.into(),
            entity: None,
            attributes: BTreeMap::new(),
            note: String::new(),
        }
    }
}
