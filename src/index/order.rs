//! Which passages of two articles stand in another order on the other side.

use std::collections::BTreeMap;

use super::passages::Passage;
use crate::text::{Span, apart, overlaps_one};

/// Marks what was moved among the passages of one pair, which are in the order of the first side: all but
/// those that follow each other on both sides and have the most words in common. A stretch that stands
/// among these already is not moved but repeated.
pub(super) fn mark_moved(passages: &mut [Passage]) {
    if passages.len() < 2 {
        return;
    }
    let kept = in_one_order(passages);
    let spans = |span: fn(&Passage) -> Span| apart(kept.iter().map(|at| span(&passages[*at])).collect());
    let (kept_a, kept_b) = (spans(|passage| passage.a.span), spans(|passage| passage.b.span));
    for passage in passages {
        let is_kept = overlaps_one(&kept_a, passage.a.span) || overlaps_one(&kept_b, passage.b.span);
        passage.is_moved = !is_kept;
    }
}

/// The heaviest rising subsequence, with what each place of the second side is reached by at best.
fn in_one_order(passages: &[Passage]) -> Vec<usize> {
    let mut before: Vec<Option<usize>> = Vec::with_capacity(passages.len());
    // By the start on the second side: the words in common so far, and the last passage; both rise.
    let mut best: BTreeMap<usize, (usize, usize)> = BTreeMap::new();
    for (at, passage) in passages.iter().enumerate() {
        let start = passage.b.span.start();
        let reached = best.range(..start).next_back().map(|(_, reached)| *reached);
        let n_words = passage.n_same + reached.map_or(0, |(n_words, _)| n_words);
        before.push(reached.map(|(_, last)| last));
        if best.range(..=start).next_back().is_none_or(|(_, (most, _))| *most < n_words) {
            let beaten = best.range(start..).take_while(|(_, (n, _))| *n <= n_words);
            let beaten: Vec<usize> = beaten.map(|(start, _)| *start).collect();
            for start in beaten {
                best.remove(&start);
            }
            best.insert(start, (n_words, at));
        }
    }
    let last = best.last_key_value().map(|(_, (_, last))| *last);
    let mut kept: Vec<usize> = std::iter::successors(last, |at| before[*at]).collect();
    kept.reverse();
    kept
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::index::passages::{Side, passages};
    use crate::index::words::Words;
    use crate::model::ArticleId;

    const LINES: [&str; 4] = [
        "the ferry left the old harbour before dawn",
        "nobody on board had heard the storm warning at all",
        "three ministers signed the paper with great pomp on Friday",
        "a retired captain told them everything over a late breakfast",
    ];

    /// Lines, by number, with a word of their own between them.
    fn text(lines: &[usize], between: &str) -> String {
        lines.iter().map(|line| format!("{}. {between} ", LINES[*line])).collect()
    }

    /// The lines that moved, by the words they start with.
    fn check(a: &[usize], b: &[usize], moved: &[usize]) {
        let [a, b] = [
            text(a, "One two three four five six seven eight nine ten eleven twelve thirteen."),
            text(b, "Eins zwei drei vier fünf sechs sieben acht neun zehn elf zwölf dreizehn."),
        ];
        let words = [Words::of_text(&a), Words::of_text(&b)];
        let found = passages(&[(ArticleId(1), &words[0]), (ArticleId(2), &words[1])]);
        let found = found.iter().filter(|passage| passage.is_moved).map(|passage| passage.a.span.of(&a));
        assert_eq!(found.collect::<Vec<_>>(), moved.iter().map(|line| LINES[*line]).collect::<Vec<_>>());
    }

    #[test]
    fn what_follows_in_the_same_order_stands_and_the_least_has_moved() {
        check(&[0, 1, 2, 3], &[0, 1, 2, 3], &[]);
        check(&[0, 1, 2, 3], &[1, 2, 3, 0], &[0]);
        check(&[0, 1, 2, 3], &[3, 0, 1, 2], &[3]);
        check(&[0, 1, 2, 3], &[2, 3, 0, 1], &[0, 1]);
        // Eight words moved, not ten.
        check(&[0, 1], &[1, 0], &[0]);
    }

    #[test]
    fn what_is_there_twice_has_not_moved() {
        check(&[0, 1], &[0, 1, 0], &[]);
        check(&[1, 0, 1], &[0, 1], &[]);
    }

    #[test]
    fn what_lies_inside_a_long_passage_has_not_moved() {
        let span = |start, end| Span::try_from((start, end)).unwrap();
        let passage = |a: (u32, u32), b: (u32, u32), n_same| {
            let side = |article, (start, end)| Side { article: ArticleId(article), span: span(start, end) };
            let (a, b) = (side(1, a), side(2, b));
            Passage { a, b, runs: Vec::new(), n_same, n_layered: 0, share: 1.0, is_moved: false }
        };
        let mut all = [
            passage((0, 100), (0, 100), 20),
            passage((50, 60), (150, 160), 9),
            passage((70, 80), (120, 130), 8),
        ];
        mark_moved(&mut all);
        assert!(all.iter().all(|passage| !passage.is_moved));
    }
}
