//! Engines that propose mentions. They learn from what was tagged and turned down in this project, and
//! from nothing else.
//!
//! What they propose is no part of a project and never exported. Engines make claims; a gate, which
//! learns how often such claims were right, decides what is shown. All of it runs on a thread, from a
//! snapshot.

mod built_in;
mod candidates;
mod chain;
mod claim;
mod features;
#[cfg(test)]
mod fixture;
mod gate;
mod hash;
mod known_forms;
mod labeller;
mod lattice;
mod learning;
mod lesson;
mod patterns;
mod proposal;
mod reading;
mod schooling;
mod sequence_tagger;
pub mod spread;
mod tally;
mod tokens;
mod word;

pub use candidates::{Candidate, Why, longer_at, near, whole_at};
pub use learning::Model;
pub use proposal::{agree, is_free};
pub use reading::Outlook;

use crate::model::{ArticleId, LabelId};
use crate::text::Span;
use claim::{Claim, Sight};

/// A place that may be a mention, for a person to accept or turn down.
#[derive(Clone, Debug, PartialEq)]
pub struct Suggestion {
    pub article: ArticleId,
    pub span: Span,
    pub label: LabelId,
    /// The id of the engine that says most for it.
    pub engine: &'static str,
    /// How likely it is right, from 0 to 1, as such suggestions were before.
    pub confidence: f32,
}

pub struct Engine {
    pub id: &'static str,
    pub name: &'static str,
    /// What it goes by, in a sentence.
    pub about: &'static str,
    claim: fn(&Sight, &mut Vec<Claim>),
}

const KNOWN_FORMS: Engine = Engine {
    id: "known-forms",
    name: "Known forms",
    about: "Forms that were tagged before, also inflected, in other case, or in part",
    claim: known_forms::claim,
};

const PATTERNS: Engine = Engine {
    id: "patterns",
    name: "Patterns",
    about: "Dates, numbers, quotations and addresses, and your own expressions and word lists",
    claim: patterns::claim,
};

const TAGGER: Engine = Engine {
    id: "sequence-tagger",
    name: "Tagger",
    about: "What looks like the mentions of finished articles, and stands where they stand",
    claim: sequence_tagger::claim,
};

/// In the order in which they are asked; each sees what those before it claimed.
pub const ENGINES: &[Engine] = &[KNOWN_FORMS, PATTERNS, TAGGER];
