use std::fmt;
use std::ops::Range;

use serde::{Deserialize, Serialize};

/// A stretch of an article's text, in bytes, half-open.
///
/// Invariant: start ≤ end. That both ends lie on character boundaries of a text is checked by
/// [`Span::new`] and again by `Project::apply`, because a span read from a file carries no text.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(into = "(u32, u32)", try_from = "(u32, u32)")]
pub struct Span {
    start: u32,
    end: u32,
}

/// Why a range is no span of a text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum SpanError {
    Backwards { start: usize, end: usize },
    PastEnd { end: usize, length: usize },
    SplitsCharacter { at: usize },
}

impl Span {
    pub fn new(text: &str, range: Range<usize>) -> Result<Self, SpanError> {
        let Range { start, end } = range;
        if start > end {
            return Err(SpanError::Backwards { start, end });
        }
        if end > text.len() || end > u32::MAX as usize {
            return Err(SpanError::PastEnd { end, length: text.len() });
        }
        for at in [start, end] {
            if !text.is_char_boundary(at) {
                return Err(SpanError::SplitsCharacter { at });
            }
        }
        Ok(Self { start: start as u32, end: end as u32 })
    }

    /// The whole of a text. Texts are at most 4 GiB, which `load` enforces.
    pub fn whole(text: &str) -> Self {
        Self { start: 0, end: u32::try_from(text.len()).unwrap_or(u32::MAX) }
    }

    pub fn start(self) -> usize {
        self.start as usize
    }

    pub fn end(self) -> usize {
        self.end as usize
    }

    pub fn len(self) -> usize {
        (self.end - self.start) as usize
    }

    pub fn is_empty(self) -> bool {
        self.start == self.end
    }

    pub fn range(self) -> Range<usize> {
        self.start()..self.end()
    }

    pub fn contains(self, byte: usize) -> bool {
        self.range().contains(&byte)
    }

    pub fn covers(self, other: Self) -> bool {
        self.start <= other.start && other.end <= self.end
    }

    pub fn overlaps(self, other: Self) -> bool {
        self.start < other.end && other.start < self.end
    }

    /// From the first start to the last end.
    pub fn joined(self, other: Self) -> Self {
        Self { start: self.start.min(other.start), end: self.end.max(other.end) }
    }

    /// The stretch that both cover; `None` where they do not overlap.
    pub fn shared_with(self, other: Self) -> Option<Self> {
        let shared = Self { start: self.start.max(other.start), end: self.end.min(other.end) };
        self.overlaps(other).then_some(shared)
    }

    /// The covered text; empty where the span does not fit, which `Project::apply` never lets happen.
    pub fn of(self, text: &str) -> &str {
        text.get(self.range()).unwrap_or_default()
    }

    pub fn fits(self, text: &str) -> bool {
        text.get(self.range()).is_some()
    }

    /// The same stretch counted from another origin, as when a paragraph is cut out of its article.
    pub fn shifted(self, by: isize) -> Option<Self> {
        let start = u32::try_from(self.start as isize + by).ok()?;
        let end = u32::try_from(self.end as isize + by).ok()?;
        Some(Self { start, end })
    }
}

/// The same places as spans in order and apart: those that overlap or touch become one.
pub fn apart(mut spans: Vec<Span>) -> Vec<Span> {
    spans.sort_unstable();
    let mut apart: Vec<Span> = Vec::with_capacity(spans.len());
    for span in spans {
        match apart.last_mut() {
            Some(last) if span.start <= last.end => *last = last.joined(span),
            _ => apart.push(span),
        }
    }
    apart
}

/// Whether a place overlaps one of some stretches, which are in order and apart.
pub fn overlaps_one(stretches: &[Span], place: Span) -> bool {
    let after = stretches.partition_point(|span| span.end() <= place.start());
    stretches.get(after).is_some_and(|span| span.overlaps(place))
}

impl From<Span> for (u32, u32) {
    fn from(span: Span) -> Self {
        (span.start, span.end)
    }
}

impl TryFrom<(u32, u32)> for Span {
    type Error = SpanError;

    fn try_from((start, end): (u32, u32)) -> Result<Self, SpanError> {
        if start > end {
            return Err(SpanError::Backwards { start: start as usize, end: end as usize });
        }
        Ok(Self { start, end })
    }
}

impl fmt::Display for SpanError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Backwards { start, end } => {
                write!(f, "the span ends at {end}, before its start at {start}")
            }
            Self::PastEnd { end, length } => {
                write!(f, "the span ends at {end}, but the text has {length} bytes")
            }
            Self::SplitsCharacter { at } => write!(f, "offset {at} lies inside a character"),
        }
    }
}

impl std::error::Error for SpanError {}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_span_never_splits_a_character() {
        assert_eq!(Span::new("né", 0..2), Err(SpanError::SplitsCharacter { at: 2 }));
        assert_eq!(Span::new("né", 1..3).unwrap().of("né"), "é");
    }

    #[test]
    fn a_span_stays_inside_its_text() {
        assert_eq!(Span::new("abc", 0..4), Err(SpanError::PastEnd { end: 4, length: 3 }));
        assert_eq!(Span::new("abc", 3..3).unwrap().of("abc"), "");
    }

    #[test]
    fn touching_spans_do_not_overlap() {
        let span = |range| Span::new("abcdef", range).unwrap();
        assert!(!span(0..2).overlaps(span(2..4)));
        assert!(span(0..3).overlaps(span(2..4)));
        assert!(span(0..4).covers(span(1..4)));
    }
}
