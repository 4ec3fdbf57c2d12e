use serde::{Deserialize, Serialize};

use super::{Span, apart};

/// Where a mention is: one stretch of text, or several pieces.
///
/// Invariant: pieces are sorted and disjoint; touching pieces are joined.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(into = "Vec<Span>", try_from = "Vec<Span>")]
pub struct Extent {
    first: Span,
    rest: Box<[Span]>, // nearly always empty
}

impl Extent {
    /// `None` where there is no piece.
    pub fn new(pieces: Vec<Span>) -> Option<Self> {
        let mut pieces = apart(pieces).into_iter();
        Some(Self { first: pieces.next()?, rest: pieces.collect() })
    }

    pub fn pieces(&self) -> impl DoubleEndedIterator<Item = Span> + '_ {
        std::iter::once(self.first).chain(self.rest.iter().copied())
    }

    pub fn n_pieces(&self) -> usize {
        1 + self.rest.len()
    }

    pub fn is_in_pieces(&self) -> bool {
        !self.rest.is_empty()
    }

    pub fn start(&self) -> usize {
        self.first.start()
    }

    pub fn end(&self) -> usize {
        self.rest.last().unwrap_or(&self.first).end()
    }

    /// From the first piece's start to the last one's end.
    pub fn hull(&self) -> Span {
        self.rest.last().map_or(self.first, |last| self.first.joined(*last))
    }

    pub fn contains(&self, byte: usize) -> bool {
        self.pieces().any(|piece| piece.contains(byte))
    }

    pub fn overlaps(&self, span: Span) -> bool {
        self.pieces().any(|piece| piece.overlaps(span))
    }

    pub fn fits(&self, text: &str) -> bool {
        self.pieces().all(|piece| piece.fits(text))
    }

    /// The covered text; pieces are parted by `" … "`.
    pub fn quote(&self, text: &str) -> String {
        let pieces: Vec<&str> = self.pieces().map(|piece| piece.of(text)).collect();
        pieces.join(" … ")
    }

    /// Bytes covered.
    pub fn len(&self) -> usize {
        self.pieces().map(Span::len).sum()
    }

    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    pub fn with_piece(&self, piece: Span) -> Self {
        let pieces = self.pieces().chain([piece]).collect();
        Self::new(pieces).unwrap_or_else(|| self.clone())
    }
}

impl From<Span> for Extent {
    fn from(span: Span) -> Self {
        Self { first: span, rest: Box::default() }
    }
}

impl From<Extent> for Vec<Span> {
    fn from(extent: Extent) -> Self {
        extent.pieces().collect()
    }
}

impl TryFrom<Vec<Span>> for Extent {
    type Error = &'static str;

    fn try_from(pieces: Vec<Span>) -> Result<Self, Self::Error> {
        Self::new(pieces).ok_or("a mention needs at least one piece")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn span(start: u32, end: u32) -> Span {
        Span::try_from((start, end)).unwrap()
    }

    #[test]
    fn pieces_are_sorted_and_touching_ones_joined() {
        let extent = Extent::new(vec![span(8, 10), span(0, 2), span(2, 4)]).unwrap();
        assert_eq!(extent.pieces().collect::<Vec<_>>(), [span(0, 4), span(8, 10)]);
        assert_eq!(extent.hull(), span(0, 10));
        assert_eq!(extent.len(), 6);
    }

    #[test]
    fn a_quote_shows_the_gap_between_pieces() {
        let text = "took the deal over";
        let extent = Extent::new(vec![span(0, 4), span(14, 18)]).unwrap();
        assert_eq!(extent.quote(text), "took … over");
        assert!(!extent.contains(6));
    }
}
