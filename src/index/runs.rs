//! Runs: maximal stretches of words that two articles have in common, found through the places of
//! word 5-grams.

use std::ops::Range;

use super::grams::{Grams, Place, SEED_WORDS, position};
use super::threads::on_each_core;
use super::words::{BREAK, Words};

/// A gram that stands at more places than this links each of them to the first one only, not to each
/// other: the most copied wire text stays, and the work stays linear. As passim's `maxDF`.
pub(super) const MOST_PLACES: usize = 100;

/// `n` words from word `at_x` of text `x` are those from word `at_y` of text `y`; `x < y`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct WordRun {
    pub x: u32,
    pub y: u32,
    pub at_x: u32,
    pub at_y: u32,
    pub n: u32,
}

/// Every run of five or more words between different texts, sorted by pair and place.
pub(super) fn runs(texts: &[&Words], grams: &Grams) -> Vec<WordRun> {
    let worn = Worn::new(grams);
    let keys = texts.iter().map(|words| words.keys()).collect();
    let finder = Finder { keys, grams, worn: &worn };
    let mut runs = on_each_core(grams.stretches(), |buckets| finder.runs(buckets)).concat();
    runs.sort_unstable();
    runs.dedup();
    runs
}

/// Places whose gram links them to its first place only: one bit each.
struct Worn(Vec<u64>);

impl Worn {
    fn new(grams: &Grams) -> Self {
        let mut worn = Self(vec![0; grams.row.len().div_ceil(64)]);
        let groups = grams.stretches().into_iter().flat_map(|buckets| grams.groups(buckets));
        for group in groups.filter(|group| group.len() > MOST_PLACES) {
            for posting in &group[1..] {
                let at = position(*posting) as usize;
                worn.0[at / 64] |= 1 << (at % 64);
            }
        }
        worn
    }

    fn has(&self, at: usize) -> bool {
        self.0[at / 64] >> (at % 64) & 1 == 1
    }
}

struct Finder<'t> {
    /// Side by side, because every place is looked up here.
    keys: Vec<&'t [u64]>,
    grams: &'t Grams,
    worn: &'t Worn,
}

/// A place of a gram, and the word before it: runs that go on before it are found from there.
#[derive(Clone, Copy)]
struct Seed {
    place: Place,
    before: u64,
    /// Whether the gram one word earlier links this place to that gram's first place only.
    is_worn_before: bool,
}

impl Finder<'_> {
    fn runs(&self, buckets: Range<usize>) -> Vec<WordRun> {
        let mut runs = Vec::new();
        let mut seeds = Vec::new();
        for group in self.grams.groups(buckets).filter(|group| group.len() > 1) {
            seeds.clear();
            seeds.extend(group.iter().map(|posting| self.seed(position(*posting))));
            let n_hubs = if group.len() > MOST_PLACES { 1 } else { group.len() };
            for (at, hub) in seeds[..n_hubs].iter().enumerate() {
                let others = seeds[at + 1..].iter().filter(|other| other.place.text != hub.place.text);
                runs.extend(others.filter_map(|other| self.run(*hub, *other)));
            }
        }
        runs
    }

    fn seed(&self, position: u32) -> Seed {
        let place = self.grams.row.place(position);
        let Some(word) = place.word.checked_sub(1) else {
            return Seed { place, before: BREAK, is_worn_before: false };
        };
        let before = self.keys[place.text as usize][word as usize];
        Seed { place, before, is_worn_before: self.worn.has(position as usize - 1) }
    }

    /// The run through two places of one gram; `None` where an earlier place of the run yields it.
    fn run(&self, from: Seed, to: Seed) -> Option<WordRun> {
        if same(from.before, to.before) && !from.is_worn_before {
            return None;
        }
        let keys = |place: Place| self.keys[place.text as usize];
        run_through((keys(from.place), from.place), (keys(to.place), to.place))
    }
}

/// The run of words, given by their keys, that two places lie in; `None` if it is shorter than a seed.
pub(super) fn run_through(from: (&[u64], Place), to: (&[u64], Place)) -> Option<WordRun> {
    let ((x, from), (y, to)) = (from, to);
    let (at_x, at_y) = (from.word as usize, to.word as usize);
    let behind = x[..at_x].iter().rev().zip(y[..at_y].iter().rev());
    let n_behind = behind.take_while(|(a, b)| same(**a, **b)).count();
    let ahead = x[at_x..].iter().zip(&y[at_y..]);
    let n = n_behind + ahead.take_while(|(a, b)| same(**a, **b)).count();
    let run = WordRun {
        x: from.text,
        y: to.text,
        at_x: (at_x - n_behind) as u32,
        at_y: (at_y - n_behind) as u32,
        n: n as u32,
    };
    // Shorter only where two different grams have one hash.
    (n >= SEED_WORDS).then_some(run)
}

pub(super) fn same(a: u64, b: u64) -> bool {
    a == b && a != BREAK
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fixture::Random;

    /// Every maximal run, by trying all pairs of places.
    fn tried(x: &[u64], y: &[u64]) -> Vec<(usize, usize, usize)> {
        let mut found = Vec::new();
        for at_x in 0..x.len() {
            for at_y in 0..y.len() {
                let goes_back = at_x > 0 && at_y > 0 && same(x[at_x - 1], y[at_y - 1]);
                let n = x[at_x..].iter().zip(&y[at_y..]).take_while(|(a, b)| same(**a, **b)).count();
                if n >= SEED_WORDS && !goes_back {
                    found.push((at_x, at_y, n));
                }
            }
        }
        found
    }

    #[test]
    fn sorted_postings_find_what_trying_everything_finds() {
        let mut random = Random::new(3);
        for _ in 0..200 {
            let mut typed = || {
                let n_words = random.below(60);
                (0..n_words).map(|_| ["a ", "b ", "c\n"][random.below(3)]).collect::<String>()
            };
            let texts: Vec<Words> = (0..3).map(|_| Words::of_text(&typed())).collect();
            let texts: Vec<&Words> = texts.iter().collect();
            let found = runs(&texts, &Grams::new(&texts));
            for (x, y) in [(0, 1), (0, 2), (1, 2)] {
                let of_pair = found.iter().filter(|run| (run.x, run.y) == (x, y));
                let found: Vec<_> =
                    of_pair.map(|run| (run.at_x as usize, run.at_y as usize, run.n as usize)).collect();
                assert_eq!(found, tried(texts[x as usize].keys(), texts[y as usize].keys()));
            }
        }
    }
}
