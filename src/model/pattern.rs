use serde::{Deserialize, Serialize};

use super::LabelId;

/// A rule of the analyst's own that suggests mentions of one label.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Pattern {
    pub name: String,
    pub label: LabelId,
    pub kind: PatternKind,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum PatternKind {
    /// A regular expression in the syntax of the `regex` crate, which matches in linear time.
    Expression(String),
    /// A list of forms, each matched as whole words.
    Words(Vec<String>),
}
