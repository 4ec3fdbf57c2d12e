//! Which words of two stretches correspond. Smith & Waterman 1981 (J. Mol. Biol. 147) on words, with
//! linear gaps.

use std::ops::Range;

use super::runs::same;
use super::words::Words;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Op {
    Same,
    Substituted,
    /// A word that only the second side has.
    Inserted,
    /// A word that only the first side has.
    Deleted,
}

/// The best-scoring stretch of correspondence between two texts, in word positions.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Alignment {
    pub score: i32,
    pub a: Range<usize>,
    pub b: Range<usize>,
    pub ops: Vec<Op>,
}

const SAME: i32 = 2;
const DIFFERENT: i32 = -1;
const GAP: i32 = -1;

#[derive(Clone, Copy, PartialEq, Eq)]
enum Reach {
    /// Anywhere in the two texts.
    Local,
    /// From both starts to both ends.
    Global,
}

pub fn smith_waterman(a: &Words, b: &Words) -> Alignment {
    let scores = Scores::new(a.keys(), b.keys(), Reach::Local);
    let end = scores.best();
    scores.trace(end)
}

/// Aligns two stretches from end to end.
pub(super) fn align_all(a: &[u64], b: &[u64]) -> Vec<Op> {
    Scores::new(a, b, Reach::Global).trace((a.len(), b.len())).ops
}

struct Scores<'k> {
    a: &'k [u64],
    b: &'k [u64],
    reach: Reach,
    /// Row by row, one more row and column than there are words.
    cells: Vec<i32>,
}

impl<'k> Scores<'k> {
    fn new(a: &'k [u64], b: &'k [u64], reach: Reach) -> Self {
        let edge = |at: usize| if reach == Reach::Global { at as i32 * GAP } else { 0 };
        let cells = vec![0; (a.len() + 1) * (b.len() + 1)];
        let mut scores = Self { a, b, reach, cells };
        (0..=b.len()).for_each(|at_b| scores.cells[at_b] = edge(at_b));
        let width = b.len() + 1;
        for at_a in 1..=a.len() {
            scores.cells[at_a * width] = edge(at_a);
            for at_b in 1..=b.len() {
                scores.cells[at_a * width + at_b] = scores.score_of(at_a, at_b);
            }
        }
        scores
    }

    fn score_of(&self, at_a: usize, at_b: usize) -> i32 {
        let diagonal = self.at(at_a - 1, at_b - 1) + self.pair(at_a, at_b);
        let best = diagonal.max(self.at(at_a - 1, at_b) + GAP).max(self.at(at_a, at_b - 1) + GAP);
        if self.reach == Reach::Local { best.max(0) } else { best }
    }

    fn at(&self, at_a: usize, at_b: usize) -> i32 {
        self.cells[at_a * (self.b.len() + 1) + at_b]
    }

    fn pair(&self, at_a: usize, at_b: usize) -> i32 {
        if same(self.a[at_a - 1], self.b[at_b - 1]) { SAME } else { DIFFERENT }
    }

    /// The first of the highest cells.
    fn best(&self) -> (usize, usize) {
        let mut best = 0;
        for (at, score) in self.cells.iter().enumerate() {
            if *score > self.cells[best] {
                best = at;
            }
        }
        let width = self.b.len() + 1;
        (best / width, best % width)
    }

    fn trace(&self, end: (usize, usize)) -> Alignment {
        let (mut at_a, mut at_b) = end;
        let mut ops = Vec::new();
        while !self.is_start(at_a, at_b) {
            let score = self.at(at_a, at_b);
            if at_a > 0 && at_b > 0 && score == self.at(at_a - 1, at_b - 1) + self.pair(at_a, at_b) {
                let is_same = self.pair(at_a, at_b) == SAME;
                ops.push(if is_same { Op::Same } else { Op::Substituted });
                (at_a, at_b) = (at_a - 1, at_b - 1);
            } else if at_a > 0 && score == self.at(at_a - 1, at_b) + GAP {
                ops.push(Op::Deleted);
                at_a -= 1;
            } else {
                ops.push(Op::Inserted);
                at_b -= 1;
            }
        }
        ops.reverse();
        Alignment { score: self.at(end.0, end.1), a: at_a..end.0, b: at_b..end.1, ops }
    }

    fn is_start(&self, at_a: usize, at_b: usize) -> bool {
        match self.reach {
            Reach::Local => self.at(at_a, at_b) == 0,
            Reach::Global => at_a == 0 && at_b == 0,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn letters(ops: &[Op]) -> String {
        let letter = |op: &Op| match op {
            Op::Same => '=',
            Op::Substituted => 'X',
            Op::Inserted => 'I',
            Op::Deleted => 'D',
        };
        ops.iter().map(letter).collect()
    }

    #[test]
    fn a_dropped_and_a_changed_word_are_found_inside_a_longer_text() {
        let a = Words::of_text("Before that. The old ship left port on Monday.");
        let b = Words::of_text("The ship left harbour on Monday, said one.");
        // By hand: 5 same words (+10), one deletion (−1), one substitution (−1).
        let alignment = smith_waterman(&a, &b);
        assert_eq!((alignment.score, letters(&alignment.ops).as_str()), (8, "=D==X=="));
        assert_eq!((alignment.a, alignment.b), (2..9, 0..6));
    }

    #[test]
    fn whole_stretches_align_from_end_to_end() {
        let (a, b) = (Words::of_text("one two three"), Words::of_text("two"));
        assert_eq!(letters(&align_all(a.keys(), b.keys())), "D=D");
        assert_eq!(letters(&align_all(&[], b.keys())), "I");
    }

    // Seed articles 000 (line 31) and 001 (line 33); minineedle and biopython both give 63.
    #[test]
    fn the_golden_pair_scores_63() {
        let (Some(a), Some(b)) = (seed_line("000", 31), seed_line("001", 33)) else {
            println!("skipped: ../shared/seeds is not here");
            return;
        };
        let (a, b) = (Words::of_text(&a), Words::of_text(&b));
        assert_eq!((a.count(), b.count()), (41, 41));
        let alignment = smith_waterman(&a, &b);
        assert_eq!(alignment.score, 63);
        assert_eq!(letters(&alignment.ops), "======XX==========X==DX===============IX==");
    }

    fn seed_line(article: &str, line: usize) -> Option<String> {
        let text = crate::index::golden::seed(article)?;
        text.lines().nth(line - 1).map(str::to_owned)
    }
}
