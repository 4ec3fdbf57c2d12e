//! Words that both sides of a passage have, but not at the same place: parted from what was dropped
//! and what was added.

use std::collections::BTreeMap;
use std::ops::Range;

use super::wording::is_function_word;
use super::{Difference, DifferenceClass, Reading};
use crate::index::passages::Passage;
use crate::index::runs::same;
use crate::text::Span;

/// Letters of words that mean something by themselves; fewer stand anywhere by chance.
const MOVED_LETTERS: usize = 4;

/// One word alone is taken for moved over so many others, no further.
const NEAR_WORDS: usize = 12;

/// Words right before and right after a passage, where something may stand that was moved out of it.
const EDGE_WORDS: usize = 12;

/// Takes and gives the differences of a passage in text order.
pub(super) fn with_moves(
    passage: &Passage,
    a: Reading,
    b: Reading,
    found: Vec<Difference>,
) -> Vec<Difference> {
    let dropped =
        |found: &Difference| Alone::new(DifferenceClass::Deletion, found, (a, found.a), (b, found.b));
    let added =
        |found: &Difference| Alone::new(DifferenceClass::Insertion, found, (b, found.b), (a, found.a));
    let dropped: Vec<(usize, Alone)> = numbered(&found, dropped);
    let added: Vec<(usize, Alone)> = numbered(&found, added);
    // The number of a difference, and the words of it that were moved.
    let mut moved: BTreeMap<usize, Range<usize>> = BTreeMap::new();
    for (here, words) in &dropped {
        let free = added.iter().filter(|(there, _)| !moved.contains_key(there));
        let both = free.filter_map(|(there, others)| Some((*there, words.moved_to(others)?)));
        if let Some((there, (from, to))) = both.max_by_key(|(_, (from, _))| from.len()) {
            moved.extend([(*here, from), (there, to)]);
        }
    }
    let edges = [(&dropped, b, passage.b.span), (&added, a, passage.a.span)];
    for (alone, there, span) in edges {
        let left: Vec<_> = alone.iter().filter(|(at, _)| !moved.contains_key(at)).collect();
        moved.extend(left.into_iter().filter_map(|(at, words)| Some((*at, words.moved_past(there, span)?))));
    }
    let part = |(at, found): (usize, Difference)| match moved.get(&at) {
        Some(words) => parted(found, a, b, words),
        None => vec![found],
    };
    found.into_iter().enumerate().flat_map(part).collect()
}

fn numbered<'p>(
    found: &[Difference],
    alone: impl Fn(&Difference) -> Option<Alone<'p>>,
) -> Vec<(usize, Alone<'p>)> {
    found.iter().enumerate().filter_map(|(at, found)| Some((at, alone(found)?))).collect()
}

/// Words of one side, and the word of the other side that stands where they would.
struct Alone<'p> {
    reading: Reading<'p>,
    words: Range<usize>,
    there: usize,
}

impl<'p> Alone<'p> {
    /// `None` for another class.
    fn new(
        class: DifferenceClass,
        found: &Difference,
        (reading, span): (Reading<'p>, Span),
        (other, gap): (Reading<'p>, Span),
    ) -> Option<Self> {
        let words = reading.words.within(span);
        (found.class == class).then(|| Self { reading, words, there: other.words.within(gap).start })
    }

    fn keys(&self) -> &'p [u64] {
        &self.reading.words.keys()[self.words.clone()]
    }

    /// The longest stretch that both have: its words here, and those there.
    fn moved_to(&self, other: &Alone) -> Option<(Range<usize>, Range<usize>)> {
        let (x, y) = (self.keys(), other.keys());
        let places = (0..x.len()).flat_map(|at_x| (0..y.len()).map(move |at_y| (at_x, at_y)));
        let n_same = |(at_x, at_y): (usize, usize)| {
            x[at_x..].iter().zip(&y[at_y..]).take_while(|(x, y)| same(**x, **y)).count()
        };
        let (n, (at_x, at_y)) = places.map(|at| (n_same(at), at)).max_by_key(|(n, _)| *n)?;
        let (from, to) = (self.part(at_x, n), other.part(at_y, n));
        let n_between = self.there.abs_diff(to.start).min(other.there.abs_diff(from.start));
        self.is_telling(&from, n_between).then_some((from, to))
    }

    /// The longest stretch that stands right before or right after the passage in the other article.
    fn moved_past(&self, other: Reading, passage: Span) -> Option<Range<usize>> {
        let (keys, passage) = (other.words.keys(), other.words.within(passage));
        let before = &keys[passage.start.saturating_sub(EDGE_WORDS)..passage.start];
        let after = &keys[passage.end..keys.len().min(passage.end + EDGE_WORDS)];
        let ends = (0..before.len()).map(|from| (&before[from..], self.there.abs_diff(passage.start)));
        let starts = (1..=after.len()).map(|to| (&after[..to], passage.end.abs_diff(self.there)));
        let found = ends.chain(starts).filter_map(|(moved, n_between)| {
            let is_moved = |words: &[u64]| words.iter().zip(moved).all(|(x, y)| same(*x, *y));
            let at = self.keys().windows(moved.len()).position(is_moved)?;
            Some(self.part(at, moved.len())).filter(|words| self.is_telling(words, n_between))
        });
        found.max_by_key(|words| words.len())
    }

    fn part(&self, at: usize, n: usize) -> Range<usize> {
        self.words.start + at..self.words.start + at + n
    }

    fn is_telling(&self, words: &Range<usize>, n_between: usize) -> bool {
        let forms = words.clone().map(|word| self.reading.words.span(word).of(self.reading.text));
        let letters = forms.filter(|form| !is_function_word(form)).map(|form| form.chars().count());
        letters.sum::<usize>() >= MOVED_LETTERS && (words.len() > 1 || n_between <= NEAR_WORDS)
    }
}

/// What was dropped or added, with the part of it that was moved as a difference of its own.
fn parted(found: Difference, a: Reading, b: Reading, moved: &Range<usize>) -> Vec<Difference> {
    let is_dropped = found.class == DifferenceClass::Deletion;
    let (reading, span) = if is_dropped { (a, found.a) } else { (b, found.b) };
    let words = reading.words.within(span);
    let parts = [
        (words.start..moved.start, found.class),
        (moved.clone(), DifferenceClass::Move),
        (moved.end..words.end, found.class),
    ];
    let part = |(words, class): (Range<usize>, DifferenceClass)| {
        let span = reading.words.hull(words);
        if is_dropped {
            Difference { class, a: span, ..found }
        } else {
            Difference { class, b: span, ..found }
        }
    };
    parts.into_iter().filter(|(words, _)| !words.is_empty()).map(part).collect()
}
