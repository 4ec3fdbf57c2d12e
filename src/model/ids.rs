use std::fmt;

use serde::{Deserialize, Serialize};

use super::{Edit, Project, Transaction};

macro_rules! ids {
    ($($name:ident $letter:literal $next:ident;)*) => {
        $(
            #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
            #[serde(transparent)]
            pub struct $name(pub u32);

            impl fmt::Display for $name {
                fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                    write!(f, concat!($letter, "{}"), self.0)
                }
            }
        )*

        impl Ids {
            $(
                pub fn $next(&mut self) -> $name {
                    $name(self.take())
                }
            )*
        }
    };
}

ids! {
    ArticleId "a" article;
    OutletId "o" outlet;
    StoryId "s" story;
    EntityId "e" entity;
    LabelId "l" label;
    MentionId "m" mention;
    RelationId "r" relation;
    RelationKindId "k" relation_kind;
    AnnotatorId "p" annotator;
    PatternId "w" pattern;
}

/// Hands out ids of every kind from one counter that never turns back.
///
/// It is kept beside the project, not in it, so that undoing everything gives the start back.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Ids {
    next: u32,
}

impl Default for Ids {
    fn default() -> Self {
        Self { next: 1 }
    }
}

impl Ids {
    fn take(&mut self) -> u32 {
        let id = self.next;
        self.next = self.next.saturating_add(1);
        id
    }

    pub(super) fn has_handed_out(&self, id: u32) -> bool {
        id < self.next
    }

    /// Whether there is no id left to hand out: four thousand million were, or a file says so.
    pub fn are_spent(&self) -> bool {
        self.next == u32::MAX
    }

    /// Goes past every id of a project. Returns whether it had not.
    pub fn go_past(&mut self, project: &Project) -> bool {
        let highest = project.highest_id();
        let was_behind = !self.has_handed_out(highest);
        self.next = self.next.max(highest.saturating_add(1));
        was_behind
    }

    /// Goes past every id that a transaction uses, as replaying a journal must.
    pub fn skip(&mut self, transaction: &Transaction) {
        let used = transaction.edits.iter().filter_map(Edit::highest_id).max();
        self.next = self.next.max(used.map_or(0, |id| id.saturating_add(1)));
    }
}
