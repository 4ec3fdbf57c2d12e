//! What engines say: here may be a mention of this label, for this reason, this strongly.

use std::ops::Range;

use super::known_forms::KnownForms;
use super::patterns::{Patterns, Place};
use super::sequence_tagger::Tagger;
use super::tokens::Tokens;
use crate::model::LabelId;
use crate::text::Span;

/// A sentence, and all that may be asked about it.
#[derive(Clone, Copy)]
pub struct Sight<'a> {
    pub tokens: &'a Tokens,
    pub sentence: &'a Range<usize>,
    /// Where patterns match, in this sentence.
    pub places: &'a [Place],
    pub forms: &'a KnownForms,
    pub patterns: &'a Patterns,
    pub tagger: &'a Tagger,
    /// What the tagger's chains think of each word of the text.
    pub by_word: &'a [Vec<f32>],
}

#[derive(Clone, Debug, PartialEq)]
pub struct Claim {
    pub tokens: Range<usize>,
    pub span: Span,
    pub label: LabelId,
    pub kind: Kind,
    /// Log-odds; for [`Kind::Tagged`] counted from the least likelihood that is still told.
    pub strength: f32,
    /// How often it was so.
    pub n_for: u32,
}

/// Why; the reason that says most comes first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Kind {
    /// The analyst's own pattern.
    Own,
    /// A form just as it was tagged.
    Same,
    Inflected,
    OtherCase,
    /// A date, a sum, a quotation, …
    BuiltIn,
    /// The end of a longer form, as a surname is.
    End,
    Start,
    /// It looks like what was tagged, and stands where such things stand.
    Tagged,
}

pub const N_KINDS: usize = Kind::Tagged as usize + 1;

impl Claim {
    /// A claim that was right and wrong so often.
    pub fn counted(
        sight: &Sight,
        tokens: Range<usize>,
        label: LabelId,
        kind: Kind,
        n_for: u32,
        n_against: u32,
    ) -> Self {
        let span = sight.tokens.span(&tokens);
        Self { tokens, span, label, kind, strength: odds(n_for, n_against), n_for }
    }
}

/// Log-odds with half a case added to each side, so that few cases say little (Haldane 1956).
pub fn odds(n_for: u32, n_against: u32) -> f32 {
    ((n_for as f32 + 0.5) / (n_against as f32 + 0.5)).ln()
}

pub fn logit(likelihood: f32) -> f32 {
    let likelihood = likelihood.clamp(0.002, 0.998);
    (likelihood / (1.0 - likelihood)).ln()
}
