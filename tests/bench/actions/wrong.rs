//! What the window showed as right and is not: each place with a label counts once, for whatever showed
//! it first. A place that a tag-all lists as left out is not shown as right.

use std::collections::BTreeMap;

use broadsheet::model::{ArticleId, LabelId};
use broadsheet::text::Span;

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Source {
    Suggestion,
    /// A hit that a tag-all tagged.
    Hit,
    /// The hands chose the place; the label that it would get, or got, was a guess.
    Label,
}

#[derive(Clone, Debug, Default)]
pub struct WrongShown(BTreeMap<(ArticleId, Span, LabelId), Source>);

impl Source {
    pub const ALL: [(Self, &'static str); 3] =
        [(Self::Suggestion, "suggestions"), (Self::Hit, "hits"), (Self::Label, "labels")];
}

impl WrongShown {
    pub fn see(&mut self, source: Source, article: ArticleId, span: Span, label: LabelId) {
        self.0.entry((article, span, label)).or_insert(source);
    }

    pub fn count(&self) -> WrongCount {
        let n = |wanted| self.0.values().filter(|source| **source == wanted).count();
        WrongCount(Source::ALL.map(|(source, _)| n(source)))
    }
}

/// How many there were, by source.
#[derive(Clone, Copy, Debug, Default)]
pub struct WrongCount([usize; Source::ALL.len()]);

impl WrongCount {
    pub fn add(&mut self, other: Self) {
        self.0.iter_mut().zip(other.0).for_each(|(n, more)| *n += more);
    }

    pub fn total(self) -> usize {
        self.0.iter().sum()
    }

    pub fn by_source(self) -> [(&'static str, usize); Source::ALL.len()] {
        let [suggestions, hits, labels] = self.0;
        let [of_suggestions, of_hits, of_labels] = Source::ALL.map(|(_, name)| name);
        [(of_suggestions, suggestions), (of_hits, hits), (of_labels, labels)]
    }
}
