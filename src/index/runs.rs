//! Runs: maximal stretches of words that two articles have in common, found through the places of
//! the word 5-grams that are looked at.

use std::ops::Range;

use super::grams::{Grams, Place, SEED_WORDS, position};
use super::winnowing::Window;
use super::words::{BREAK, Words};
use crate::job::on_each_core;

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

/// Every run between different texts that holds a gram which is looked at, sorted by pair and place.
pub(super) fn runs(texts: &[&Words], grams: &Grams) -> Vec<WordRun> {
    let keys = texts.iter().map(|words| words.keys()).collect();
    let finder = Finder { keys, grams, worn: Positions::worn(grams), seeds: Positions::of_seeds(grams) };
    let mut runs = on_each_core(grams.stretches(), |buckets| finder.runs(buckets)).concat();
    runs.sort_unstable();
    runs.dedup();
    runs
}

/// Some positions of the row: one bit each.
struct Positions(Vec<u64>);

impl Positions {
    /// Where a gram links to its first place only.
    fn worn(grams: &Grams) -> Self {
        let groups = grams.stretches().into_iter().flat_map(|buckets| grams.groups(buckets));
        Self::of(grams, groups.filter(|group| group.len() > MOST_PLACES).flat_map(|group| &group[1..]))
    }

    /// Where a gram is looked at; `None` where every gram is.
    fn of_seeds(grams: &Grams) -> Option<Self> {
        let groups = grams.stretches().into_iter().flat_map(|buckets| grams.groups(buckets));
        (grams.window != Window::One).then(|| Self::of(grams, groups.flatten()))
    }

    fn of<'g>(grams: &Grams, postings: impl Iterator<Item = &'g u64>) -> Self {
        let mut positions = Self(vec![0; grams.row.len().div_ceil(64)]);
        for at in postings.map(|posting| position(*posting) as usize) {
            positions.0[at / 64] |= 1 << (at % 64);
        }
        positions
    }

    fn has(&self, at: usize) -> bool {
        self.0[at / 64] >> (at % 64) & 1 == 1
    }
}

struct Finder<'t> {
    /// Side by side, because every place is looked up here.
    keys: Vec<&'t [u64]>,
    grams: &'t Grams,
    worn: Positions,
    /// `None` where every gram is looked at.
    seeds: Option<Positions>,
}

/// A place of a gram, and the word before it: where that differs, a run begins.
#[derive(Clone, Copy)]
struct Seed {
    place: Place,
    position: usize,
    before: u64,
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
        let before = place.word.checked_sub(1).map(|word| self.keys[place.text as usize][word as usize]);
        Seed { place, position: position as usize, before: before.unwrap_or(BREAK) }
    }

    /// The run through two places of one gram; `None` where an earlier place of the run yields it.
    fn run(&self, from: Seed, to: Seed) -> Option<WordRun> {
        if same(from.before, to.before) && self.is_found_before(from, to) {
            return None;
        }
        let keys = |place: Place| self.keys[place.text as usize];
        run_through((keys(from.place), from.place), (keys(to.place), to.place))
    }

    /// Whether two earlier places of their run are looked at and linked. Of as many as a window has, two
    /// are, unless the run begins before.
    fn is_found_before(&self, from: Seed, to: Seed) -> bool {
        let word = |seed: Seed, back: usize| {
            let at = (seed.place.word as usize).checked_sub(back)?;
            Some(self.keys[seed.place.text as usize][at])
        };
        let is_in_run = |back: &usize| match (word(from, *back), word(to, *back)) {
            (Some(a), Some(b)) => same(a, b),
            _ => false,
        };
        let is_seed = |position| self.seeds.as_ref().is_none_or(|seeds| seeds.has(position));
        (1..=self.grams.window.len()).take_while(is_in_run).any(|back| {
            let (from, to) = (from.position - back, to.position - back);
            is_seed(from) && is_seed(to) && !self.worn.has(from)
        })
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
            let found = runs(&texts, &Grams::new(&texts, Window::One));
            for (x, y) in [(0, 1), (0, 2), (1, 2)] {
                let of_pair = found.iter().filter(|run| (run.x, run.y) == (x, y));
                let found: Vec<_> =
                    of_pair.map(|run| (run.at_x as usize, run.at_y as usize, run.n as usize)).collect();
                assert_eq!(found, tried(texts[x as usize].keys(), texts[y as usize].keys()));
            }
        }
    }

    #[test]
    fn winnowing_finds_nothing_else_and_misses_no_eight_words() {
        let mut random = Random::new(7);
        let (mut n_found, mut n_missed) = (0, 0);
        for _ in 0..300 {
            let mut typed = || {
                let n_words = random.below(90);
                let words = (0..n_words).map(|_| ["a ", "b ", "c ", "d. ", "e\n"][random.below(5)]);
                words.collect::<String>()
            };
            let core = typed();
            let texts = [core.clone() + &typed() + &core[..core.len() / 2], typed() + &core];
            let texts = texts.map(|text| Words::of_text(&text));
            let texts: Vec<&Words> = texts.iter().collect();
            let table = Grams::new(&texts, Window::Four);
            let found = runs(&texts, &table);
            let found: Vec<_> =
                found.iter().map(|run| (run.at_x as usize, run.at_y as usize, run.n as usize)).collect();
            let all = tried(texts[0].keys(), texts[1].keys());
            assert!(found.iter().all(|run| all.contains(run)));
            let missed: Vec<_> = all.iter().filter(|run| !found.contains(run)).collect();
            assert!(missed.iter().all(|(_, _, n)| *n < 8), "{missed:?}");
            (n_found, n_missed) = (n_found + found.len(), n_missed + missed.len());
        }
        assert!(n_found > 300 && n_missed > 50, "{n_found} found, {n_missed} missed");
    }
}
