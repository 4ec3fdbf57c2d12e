use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use super::{AnnotatorId, LabelId, MentionId, Origin, RelationKindId};

/// A directed, typed link between two mentions of one article.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Relation {
    pub kind: RelationKindId,
    pub from: MentionId,
    pub to: MentionId,
    pub by: AnnotatorId,
    #[serde(default, skip_serializing_if = "Origin::is_analyst")]
    pub origin: Origin,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RelationKind {
    pub name: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub key: Option<char>,
    /// Labels allowed at each end; empty allows every label.
    #[serde(default, skip_serializing_if = "BTreeSet::is_empty")]
    pub from: BTreeSet<LabelId>,
    #[serde(default, skip_serializing_if = "BTreeSet::is_empty")]
    pub to: BTreeSet<LabelId>,
}

impl RelationKind {
    /// The same kind where labels go by other ids. A label that has none is left out.
    pub fn with_labels(&self, id_of: impl Fn(LabelId) -> Option<LabelId>) -> Self {
        let translate = |labels: &BTreeSet<LabelId>| labels.iter().filter_map(|id| id_of(*id)).collect();
        Self { from: translate(&self.from), to: translate(&self.to), ..self.clone() }
    }

    pub fn allows(&self, from: LabelId, to: LabelId) -> bool {
        (self.from.is_empty() || self.from.contains(&from)) && (self.to.is_empty() || self.to.contains(&to))
    }
}
