//! Which mentions a paragraph shows, and on which line under the text each is drawn.

use std::cmp::Reverse;

use crate::model::{Article, LabelId, MentionId, Mentions};
use crate::text::Span;

/// Lines under the text; deeper nesting shares the last one.
const MOST_LANES: usize = 3;

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

/// The pieces of mentions that overlap a stretch, in text order, each with its lane. Nested pieces lie on
/// a lane nearer to the text than what holds them.
pub fn within(article: &Article, stretch: Span) -> Vec<Mark> {
    let mut marks = Vec::new();
    for (mention, record) in article.mentions.over(stretch) {
        let length = record.extent.hull().len();
        let pieces = record.extent.pieces().filter(|piece| piece.overlaps(stretch));
        marks.extend(pieces.map(|span| Mark { mention, span, length, lane: 0 }));
    }
    marks.sort_by_key(|mark| (mark.span.start(), Reverse(mark.span.end()), mark.mention));
    assign_lanes(&mut marks);
    marks
}

/// The mentions at a glance, found anew only where others are tagged or the strip has another height.
#[derive(Default)]
pub struct Glance {
    mentions: Mentions,
    rows: Vec<Option<LabelId>>,
}

impl Glance {
    pub fn of(&mut self, article: &Article, n_rows: usize) -> &[Option<LabelId>] {
        if self.rows.len() != n_rows || !self.mentions.ptr_eq(&article.mentions) {
            self.mentions = article.mentions.clone();
            self.rows = first_labels(article, n_rows);
        }
        &self.rows
    }
}

/// In so many rows the label of the first mention that starts in each.
fn first_labels(article: &Article, n_rows: usize) -> Vec<Option<LabelId>> {
    let length = article.text.len().max(1);
    let mut rows = vec![None; n_rows];
    let mut byte = 0;
    while let Some((_, mention)) = article.mentions.first_from(byte) {
        let row = (mention.extent.start() * n_rows / length).min(n_rows - 1);
        rows[row] = Some(mention.label);
        byte = ((row + 1) * length).div_ceil(n_rows);
    }
    rows
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
    use std::sync::Arc;

    use super::*;
    use crate::fixture;

    fn article(marked: &str) -> Arc<Article> {
        let session = fixture::session(&[("AFP", marked)]);
        fixture::article(session.project(), 0).1.clone()
    }

    #[test]
    fn what_holds_another_mention_lies_further_from_the_text() {
        let article = article("[ORG Government of [GPE Japan]] and [GPE France]");
        let lanes: Vec<_> = within(&article, Span::whole(&article.text))
            .iter()
            .map(|mark| (mark.span.of(&article.text).to_owned(), mark.lane))
            .collect();
        let expected = [("Government of Japan", 1), ("Japan", 0), ("France", 0)];
        assert_eq!(lanes, expected.map(|(quote, lane)| (quote.to_owned(), lane)));
    }

    #[test]
    fn a_stretch_shows_what_reaches_into_it() {
        let article = article("[EVENT one two three] four [GPE five]");
        let stretch = Span::new(&article.text, 8..15).unwrap();
        assert_eq!(within(&article, stretch).len(), 1);
    }

    #[test]
    fn a_glance_shows_the_first_mention_that_starts_in_each_row() {
        let article = article("[A one [B two]] [C six] four [D five] and so on.");
        let label = |quote: &str| {
            let mut mentions = article.mentions.values();
            mentions.find(|mention| article.quote(mention) == quote).map(|mention| mention.label)
        };
        // Rows of eight bytes: `one two `, `six four`, ` five an`, `d so on.`
        let rows = [label("one two"), label("six"), label("five"), None];
        assert_eq!(Glance::default().of(&article, 4), rows);
    }
}
