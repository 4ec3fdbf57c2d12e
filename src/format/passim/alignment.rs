//! Two sides of a passage, character by character, as passim pads them.

use std::ops::Range;

use serde_json::Value;

/// One side: where it stands in its article, in code points, and its text with a `-` for each gap.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Side<'r> {
    pub article: &'r str,
    pub place: Range<usize>,
    padded: &'r str,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Alignment<'r>(pub [Side<'r>; 2]);

/// Characters that a stretch has in common at least: passim's own length of a seed.
const STRETCH_CHARS: usize = 25;

/// Characters that may differ inside a stretch: about a word.
const GAP_CHARS: usize = 8;

impl<'r> Alignment<'r> {
    pub(super) fn of(record: &'r Value) -> Option<Self> {
        let side = |ending: &str, padded: &str| {
            let number = |name: &str| usize::try_from(record.get(format!("{name}{ending}"))?.as_u64()?).ok();
            Some(Side {
                article: record.get(format!("id{ending}"))?.as_str()?,
                place: number("begin")?..number("end")?,
                padded: record.get(padded)?.as_str()?,
            })
        };
        Some(Self([side("", "s1")?, side("2", "s2")?]))
    }

    /// Twice the characters that are the same, over those of both sides: 1 for a verbatim passage. Case
    /// and kind of blank do not count, as in passim's `matches`.
    pub(super) fn share(&self) -> f64 {
        let n_same = self.columns().filter(|(a, b)| is_same(*a, *b)).count();
        let n_chars: usize = self.0.iter().map(Side::n_chars).sum();
        2.0 * n_same as f64 / n_chars.max(1) as f64
    }

    fn columns(&self) -> impl Iterator<Item = (char, char)> + 'r {
        self.0[0].padded.chars().zip(self.0[1].padded.chars())
    }

    /// Where either side is much the same as the other, without the text in between that is not: passim
    /// goes on over hundreds of characters that differ.
    pub(super) fn stretches(&self) -> Vec<[Range<usize>; 2]> {
        let mut stretches: Vec<Stretch> = Vec::new();
        let mut at = [self.0[0].place.start, self.0[1].place.start];
        for (column, (a, b)) in self.columns().enumerate() {
            if is_same(a, b) {
                match stretches.last_mut().filter(|last| last.end_column + GAP_CHARS >= column) {
                    Some(last) => last.grow(column, at),
                    None => stretches.push(Stretch {
                        start: at,
                        end: at.map(|at| at + 1),
                        end_column: column + 1,
                        n_same: 1,
                    }),
                }
            }
            at = [at[0] + usize::from(a != GAP), at[1] + usize::from(b != GAP)];
        }
        let long = stretches.into_iter().filter(|stretch| stretch.n_same >= STRETCH_CHARS);
        long.map(|stretch| [0, 1].map(|side| stretch.start[side]..stretch.end[side])).collect()
    }
}

struct Stretch {
    start: [usize; 2],
    end: [usize; 2],
    end_column: usize,
    n_same: usize,
}

impl Stretch {
    fn grow(&mut self, column: usize, at: [usize; 2]) {
        self.end = at.map(|at| at + 1);
        self.end_column = column + 1;
        self.n_same += 1;
    }
}

impl Side<'_> {
    /// Whether this is what stands there.
    pub(super) fn reads(&self, found: &str) -> bool {
        let said = self.padded.chars().filter(|c| *c != GAP);
        said.eq(found.chars().map(|c| if c == GAP { HYPHEN } else { c }))
    }

    fn n_chars(&self) -> usize {
        self.padded.chars().filter(|c| *c != GAP).count()
    }
}

const GAP: char = '-';
const HYPHEN: char = '\u{2010}';

fn is_same(a: char, b: char) -> bool {
    a == b || a.to_lowercase().eq(b.to_lowercase()) || (a.is_whitespace() && b.is_whitespace())
}
