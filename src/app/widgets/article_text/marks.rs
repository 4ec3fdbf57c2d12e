//! Which mentions a paragraph shows, and on which line under the text each is drawn.

use std::cmp::Reverse;

use crate::model::{Article, LabelId, Mention, MentionId, Records, changes};
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
    /// What the pieces are of.
    mentions: Records<MentionId, Mention>,
    /// By [`place`].
    pieces: Vec<Piece>,
    /// The furthest end of all pieces up to each one.
    reach: Vec<usize>,
    /// The first label in each of so many equal stretches of the text; empty where it is not known yet.
    glance: Vec<Option<LabelId>>,
}

#[derive(Clone, Copy, PartialEq, Eq)]
struct Piece {
    span: Span,
    mention: MentionId,
    label: LabelId,
    /// Of the whole mention.
    length: usize,
}

/// More changes than this are not worth taking in one by one.
const FEW_CHANGES: usize = 64;

impl Marks {
    /// Makes ready for an article. Costs what changed since the last time, not what the article holds.
    pub fn prepare(&mut self, article: &Article) {
        if self.mentions.ptr_eq(&article.mentions) {
            return;
        }
        self.glance.clear();
        let before = std::mem::replace(&mut self.mentions, article.mentions.clone());
        let changes: Vec<_> = changes(&before, &article.mentions).take(FEW_CHANGES + 1).collect();
        match changes.len() > FEW_CHANGES {
            true => self.take_all(),
            false => self.take_changes(&changes),
        }
    }

    fn take_all(&mut self) {
        self.pieces = self.mentions.iter().flat_map(|(id, mention)| pieces(*id, mention)).collect();
        self.pieces.sort_unstable_by_key(place);
        self.reach.clear();
        self.measure_reach(0);
    }

    fn take_changes(&mut self, changes: &[(&MentionId, Option<&Mention>, Option<&Mention>)]) {
        let gone = changes.iter().filter_map(|(id, before, _)| Some(pieces(**id, (*before)?)));
        let new = changes.iter().filter_map(|(id, _, after)| Some(pieces(**id, (*after)?)));
        let mut first = self.pieces.len();
        for piece in gone.flatten() {
            if let Ok(at) = self.find(&piece) {
                self.pieces.remove(at);
                first = first.min(at);
            }
        }
        for piece in new.flatten() {
            if let Err(at) = self.find(&piece) {
                self.pieces.insert(at, piece);
                first = first.min(at);
            }
        }
        self.measure_reach(first);
    }

    fn find(&self, piece: &Piece) -> Result<usize, usize> {
        self.pieces.binary_search_by_key(&place(piece), place)
    }

    fn measure_reach(&mut self, from: usize) {
        self.reach.truncate(from);
        let mut furthest = self.reach.last().copied().unwrap_or(0);
        self.reach.extend(self.pieces[from..].iter().map(|piece| {
            furthest = furthest.max(piece.span.end());
            furthest
        }));
    }

    /// The pieces that overlap a stretch, in text order, each with its lane. Nested pieces lie on a
    /// lane nearer to the text than what holds them.
    pub fn within(&self, stretch: Span) -> Vec<Mark> {
        let mut marks: Vec<Mark> = self
            .overlapping(stretch)
            .map(|piece| Mark { mention: piece.mention, span: piece.span, length: piece.length, lane: 0 })
            .collect();
        assign_lanes(&mut marks);
        marks
    }

    /// The text at a glance, in so many rows: the label of the first mention that starts in each.
    pub fn glance(&mut self, n_rows: usize, text_length: usize) -> &[Option<LabelId>] {
        let rows = &mut self.glance;
        if rows.len() != n_rows {
            rows.clear();
            rows.resize(n_rows, None);
            for piece in &self.pieces {
                let row = piece.span.start() * n_rows / text_length.max(1);
                rows[row.min(n_rows - 1)].get_or_insert(piece.label);
            }
        }
        rows
    }

    /// The pieces of mentions that overlap a stretch.
    pub fn tagged_over(&self, span: Span) -> impl Iterator<Item = Span> + '_ {
        let n_before = self.pieces.partition_point(|piece| piece.span.start() < span.end());
        let reaching = (0..n_before).rev().take_while(move |at| self.reach[*at] > span.start());
        reaching.map(|at| self.pieces[at].span).filter(move |piece| piece.overlaps(span))
    }

    /// The label of the shortest mention that overlaps a stretch.
    pub fn label_over(&self, stretch: Span) -> Option<LabelId> {
        let shortest = self.overlapping(stretch).min_by_key(|piece| piece.length)?;
        Some(shortest.label)
    }

    fn overlapping(&self, stretch: Span) -> impl Iterator<Item = &Piece> {
        let first = self.reach.partition_point(|reach| *reach <= stretch.start());
        let end = self.pieces.partition_point(|piece| piece.span.start() < stretch.end());
        let near = self.pieces.get(first..end).unwrap_or_default();
        near.iter().filter(move |piece| piece.span.overlaps(stretch))
    }

    /// The mention that begins next after one, or at a byte or after it; backwards, before it.
    pub fn walk(&self, from: (usize, Option<MentionId>), forward: bool) -> Option<MentionId> {
        let (byte, known) = from;
        let here = known.and_then(|id| self.pieces.iter().position(|piece| piece.mention == id));
        let at = here.unwrap_or_else(|| self.pieces.partition_point(|piece| piece.span.start() < byte));
        let (before, after) = self.pieces.split_at(at);
        let is_other = |piece: &&Piece| Some(piece.mention) != known;
        let next = match forward {
            true => after.iter().find(is_other),
            false => before.iter().rev().find(is_other),
        };
        next.map(|piece| piece.mention)
    }

    /// The mentions at a byte, innermost first.
    pub fn at(&self, byte: usize) -> Vec<MentionId> {
        let first = self.reach.partition_point(|reach| *reach <= byte);
        let end = self.pieces.partition_point(|piece| piece.span.start() <= byte);
        let pieces = self.pieces.get(first..end).unwrap_or_default();
        let mut found: Vec<_> = pieces.iter().filter(|piece| piece.span.contains(byte)).collect();
        found.sort_by_key(|piece| (piece.length, Reverse(piece.mention)));
        found.iter().map(|piece| piece.mention).collect()
    }
}

fn pieces(id: MentionId, mention: &Mention) -> impl Iterator<Item = Piece> {
    let (label, length) = (mention.label, mention.extent.hull().len());
    mention.extent.pieces().map(move |span| Piece { span, mention: id, label, length })
}

/// In text order, what holds another before it.
fn place(piece: &Piece) -> (usize, Reverse<usize>, MentionId) {
    (piece.span.start(), Reverse(piece.span.end()), piece.mention)
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
        let at = |range| Span::new(&article.text, range).unwrap();
        assert_eq!(marks.tagged_over(at(0..1)).count(), 1);
        assert_eq!(marks.tagged_over(at(18..19)).count(), 2);
    }

    #[test]
    fn walking_goes_from_mention_to_mention_in_text_order() {
        let (article, marks) = marks("[ORG Government of [GPE Japan]] and [GPE France]");
        let quote = |from, forward| marks.walk(from, forward).map(|id| article.quote(&article.mentions[&id]));
        let outer = marks.walk((0, None), true);
        let inner = marks.walk((0, outer), true);
        assert_eq!(quote((0, None), true).as_deref(), Some("Government of Japan"));
        assert_eq!(quote((0, outer), true).as_deref(), Some("Japan"));
        assert_eq!(quote((0, inner), true).as_deref(), Some("France"));
        assert_eq!(quote((20, None), false).as_deref(), Some("Japan"));
        assert_eq!(quote((0, outer), false), None);
    }

    #[test]
    fn a_stretch_shows_what_reaches_into_it() {
        let (article, marks) = marks("[EVENT one two three] four [GPE five]");
        let stretch = Span::new(&article.text, 8..15).unwrap();
        assert_eq!(marks.within(stretch).len(), 1);
    }

    #[test]
    fn changes_leave_the_same_marks_as_a_fresh_start() {
        let marked = "[ORG Government of [GPE Japan]] and [GPE France] met [PERSON Ann] in [GPE Bonn]";
        let (article, mut followed) = marks(marked);
        let mut article = Article::clone(&article);
        let ids: Vec<MentionId> = article.mentions.keys().copied().collect();
        let long = article.mentions.remove(&ids[0]).unwrap();
        let moved = article.mentions.get_mut(&ids[2]).unwrap();
        moved.extent = Span::new(&article.text, 0..article.text.len()).unwrap().into();
        article.mentions.insert(MentionId(900), long);
        followed.prepare(&article);
        let mut fresh = Marks::default();
        fresh.prepare(&article);
        let whole = Span::whole(&article.text);
        let bonn = article.text.find("Bonn").map(|at| Span::new(&article.text, at..at + 4).unwrap()).unwrap();
        assert_eq!(followed.label_over(bonn), article.mentions.get(&ids[4]).map(|mention| mention.label));
        assert_eq!(followed.within(whole), fresh.within(whole));
        assert!(followed.reach == fresh.reach && followed.reach.len() == 5);
    }
}
