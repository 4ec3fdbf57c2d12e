//! Which mentions a paragraph shows, and on which line under the text each is drawn.

use std::sync::{Arc, Weak};

use crate::model::{Article, MentionId};
use crate::text::Span;

/// Lines under the text; deeper nesting shares the last one.
pub const MOST_LANES: usize = 3;

/// One piece of a mention inside one paragraph.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Mark {
    pub mention: MentionId,
    /// In the article.
    pub span: Span,
    /// Length of the whole mention: the shortest at a place is the innermost.
    pub length: usize,
    pub lane: usize,
}

/// The pieces of all mentions by place, found again in logarithmic time.
#[derive(Default)]
pub struct Marks {
    /// Weak, so that an edit need not copy the article because this cache knows it.
    article: Weak<Article>,
    pieces: Vec<(Span, MentionId, usize)>,
    /// The furthest end of all pieces up to each one.
    reach: Vec<usize>,
}

impl Marks {
    /// Makes ready for an article; cheap when nothing was tagged since.
    pub fn prepare(&mut self, article: &Arc<Article>) {
        if self.article.as_ptr() == Arc::as_ptr(article) {
            return;
        }
        self.pieces.clear();
        for (id, mention) in &article.mentions {
            let length = mention.extent.hull().len();
            self.pieces.extend(mention.extent.pieces().map(|piece| (piece, *id, length)));
        }
        self.pieces.sort_unstable_by_key(|(span, id, _)| (span.start(), std::cmp::Reverse(span.end()), *id));
        let mut furthest = 0;
        self.reach.clear();
        self.reach.extend(self.pieces.iter().map(|(span, ..)| {
            furthest = furthest.max(span.end());
            furthest
        }));
        self.article = Arc::downgrade(article);
    }

    /// The pieces that overlap a stretch, in text order, each with its lane. Nested pieces lie on a
    /// lane nearer to the text than what holds them.
    pub fn within(&self, stretch: Span) -> Vec<Mark> {
        let first = self.reach.partition_point(|reach| *reach <= stretch.start());
        let end = self.pieces.partition_point(|(span, ..)| span.start() < stretch.end());
        let overlapping = self.pieces.get(first..end).unwrap_or_default();
        let mut marks: Vec<Mark> = overlapping
            .iter()
            .filter(|(span, ..)| span.overlaps(stretch))
            .map(|(span, mention, length)| Mark { mention: *mention, span: *span, length: *length, lane: 0 })
            .collect();
        assign_lanes(&mut marks);
        marks
    }

    /// The mentions at a byte, innermost first.
    pub fn at(&self, byte: usize) -> Vec<MentionId> {
        let first = self.reach.partition_point(|reach| *reach <= byte);
        let end = self.pieces.partition_point(|(span, ..)| span.start() <= byte);
        let pieces = self.pieces.get(first..end).unwrap_or_default();
        let mut found: Vec<_> = pieces.iter().filter(|(span, ..)| span.contains(byte)).collect();
        found.sort_by_key(|(_, id, length)| (*length, std::cmp::Reverse(*id)));
        found.iter().map(|(_, id, _)| *id).collect()
    }
}

/// Shortest first, each on the first lane where nothing it overlaps lies: greedy interval coloring.
fn assign_lanes(marks: &mut [Mark]) {
    let mut order: Vec<usize> = (0..marks.len()).collect();
    order.sort_by_key(|at| (marks[*at].length, marks[*at].span.start()));
    let mut lanes: Vec<Vec<Span>> = vec![Vec::new(); MOST_LANES];
    for at in order {
        let span = marks[at].span;
        let free = lanes.iter().position(|lane| !lane.iter().any(|taken| taken.overlaps(span)));
        marks[at].lane = free.unwrap_or(MOST_LANES - 1);
        lanes[marks[at].lane].push(span);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fixture;

    fn marks(marked: &str) -> (Arc<Article>, Marks) {
        let session = fixture::session(&[("AFP", marked)]);
        let article = fixture::article(session.project(), 0).1.clone();
        let mut marks = Marks::default();
        marks.prepare(&article);
        (article, marks)
    }

    #[test]
    fn what_holds_another_mention_lies_further_from_the_text() {
        let (article, marks) = marks("[ORG Government of [GPE Japan]] and [GPE France]");
        let lanes: Vec<_> = marks
            .within(Span::whole(&article.text))
            .iter()
            .map(|mark| (mark.span.of(&article.text).to_owned(), mark.lane))
            .collect();
        let expected = [("Government of Japan", 1), ("Japan", 0), ("France", 0)];
        assert_eq!(lanes, expected.map(|(quote, lane)| (quote.to_owned(), lane)));
    }

    #[test]
    fn the_innermost_mention_at_a_place_comes_first() {
        let (article, marks) = marks("[ORG Government of [GPE Japan]]");
        let found = marks.at(15);
        let quotes: Vec<_> = found.iter().map(|id| article.quote(&article.mentions[id])).collect();
        assert_eq!(quotes, ["Japan", "Government of Japan"]);
        assert!(marks.at(19).is_empty());
    }

    #[test]
    fn a_stretch_shows_what_reaches_into_it() {
        let (article, marks) = marks("[EVENT one two three] four [GPE five]");
        let stretch = Span::new(&article.text, 8..15).unwrap();
        assert_eq!(marks.within(stretch).len(), 1);
    }
}
