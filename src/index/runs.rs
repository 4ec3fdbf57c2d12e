//! Runs: maximal stretches of words that two articles have in common, found through sorted postings
//! of word 5-grams.

use std::collections::BTreeSet;
use std::thread;

use super::threads::n_cores;
use super::words::{BREAK, Words};

/// Words in a seed. Five separate copying from chance in news: shorter ones are phrases that anyone
/// writes (Nicholls 2019, Int. J. of Communication 13, uses shingles of this order).
pub(super) const SEED_WORDS: usize = 5;

/// A gram that stands at more places than this links each of them to the first one only, not to each
/// other: the most copied wire text stays, and the work stays linear. As passim's `maxDF`.
const MOST_PLACES: usize = 100;

/// Below this a second thread costs more than it saves.
const WORDS_WORTH_THREADS: usize = 50_000;

/// `n` words from word `at_x` of text `x` are those from word `at_y` of text `y`; `x < y`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct WordRun {
    pub x: u32,
    pub y: u32,
    pub at_x: u32,
    pub at_y: u32,
    pub n: u32,
}

#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct Posting {
    gram: u64,
    text: u32,
    word: u32,
}

/// How a place's gram is linked: to every other place; to the first place; or it is that first place.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Linked {
    Fully,
    ToFirst,
    First,
}

/// [`Linked`] for each word of each text, in one row.
struct Links {
    starts: Vec<usize>,
    links: Vec<Linked>,
}

/// Every run of five or more words between different texts, sorted by pair and place.
pub(super) fn runs(texts: &[&Words]) -> Vec<WordRun> {
    let n_words: usize = texts.iter().map(|words| words.keys().len()).sum();
    let n_shards = if n_words < WORDS_WORTH_THREADS { 1 } else { n_cores() };
    let shards = each_shard(n_shards, |shard| sorted_postings(texts, shard, n_shards));
    let links = Links::new(texts, &shards);
    let found = each_shard(n_shards, |shard| runs_of_shard(texts, &shards[shard], &links));
    let mut runs = found.concat();
    runs.sort_unstable();
    runs.dedup();
    runs
}

fn each_shard<R: Send>(n_shards: usize, work: impl Fn(usize) -> R + Sync) -> Vec<R> {
    if n_shards == 1 {
        return vec![work(0)];
    }
    let work = &work;
    thread::scope(|scope| {
        let workers: Vec<_> = (0..n_shards).map(|shard| scope.spawn(move || work(shard))).collect();
        let results = workers.into_iter().map(|worker| worker.join());
        results.map(|result| result.unwrap_or_else(|payload| std::panic::resume_unwind(payload))).collect()
    })
}

fn sorted_postings(texts: &[&Words], shard: usize, n_shards: usize) -> Vec<Posting> {
    let mut postings = Vec::new();
    for (text, words) in texts.iter().enumerate() {
        let grams = grams(words.keys()).filter(|(_, gram)| (gram >> 32) as usize % n_shards == shard);
        postings.extend(grams.map(|(word, gram)| Posting { gram, text: text as u32, word: word as u32 }));
    }
    postings.sort_unstable();
    postings
}

/// The hash of each gram and where it starts. Grams across a break are left out.
fn grams(keys: &[u64]) -> impl Iterator<Item = (usize, u64)> + '_ {
    let hash =
        |gram: &[u64]| gram.iter().fold(0u64, |hash, key| (hash ^ key).wrapping_mul(MIX).rotate_left(29));
    let windows = keys.windows(SEED_WORDS).enumerate();
    windows.filter(|(_, gram)| !gram.contains(&BREAK)).map(move |(at, gram)| (at, hash(gram)))
}

const MIX: u64 = 0x9e37_79b9_7f4a_7c15; // 2⁶⁴ / golden ratio, odd: Knuth's multiplicative hashing

impl Links {
    fn new(texts: &[&Words], shards: &[Vec<Posting>]) -> Self {
        let mut n_words = 0;
        let starts = texts.iter().map(|words| {
            n_words += words.keys().len();
            n_words - words.keys().len()
        });
        let starts: Vec<usize> = starts.collect();
        let mut all = Self { starts, links: vec![Linked::Fully; n_words] };
        for group in shards.iter().flat_map(|postings| places(postings)) {
            if group.len() > MOST_PLACES {
                group[1..].iter().for_each(|place| all.set(place, Linked::ToFirst));
                all.set(&group[0], Linked::First);
            }
        }
        all
    }

    fn set(&mut self, place: &Posting, linked: Linked) {
        self.links[self.starts[place.text as usize] + place.word as usize] = linked;
    }

    fn of(&self, text: u32, word: u32) -> Linked {
        self.links[self.starts[text as usize] + word as usize]
    }
}

/// The places of each gram, as stretches of the sorted postings.
fn places(postings: &[Posting]) -> impl Iterator<Item = &[Posting]> {
    postings.chunk_by(|a, b| a.gram == b.gram)
}

fn runs_of_shard(texts: &[&Words], postings: &[Posting], links: &Links) -> Vec<WordRun> {
    let mut runs = Vec::new();
    for group in places(postings) {
        let n_hubs = if group.len() > MOST_PLACES { 1 } else { group.len() };
        for (at, hub) in group[..n_hubs].iter().enumerate() {
            let others = group[at + 1..].iter().filter(|other| other.text != hub.text);
            runs.extend(others.filter_map(|other| run_from(texts, *hub, *other, links)));
        }
    }
    runs
}

/// The run through two places of one gram; `None` where an earlier place of the run yields it.
fn run_from(texts: &[&Words], from: Posting, to: Posting, links: &Links) -> Option<WordRun> {
    let (x, y) = (texts[from.text as usize].keys(), texts[to.text as usize].keys());
    let (mut at_x, mut at_y) = (from.word as usize, to.word as usize);
    let same_before = |at_x: usize, at_y: usize| at_x > 0 && at_y > 0 && same(x[at_x - 1], y[at_y - 1]);
    if same_before(at_x, at_y) && links.of(from.text, from.word - 1) != Linked::ToFirst {
        return None;
    }
    while same_before(at_x, at_y) {
        (at_x, at_y) = (at_x - 1, at_y - 1);
    }
    let n = x[at_x..].iter().zip(&y[at_y..]).take_while(|(a, b)| same(**a, **b)).count();
    // Shorter only where two different grams have one hash.
    let run = WordRun { x: from.text, y: to.text, at_x: at_x as u32, at_y: at_y as u32, n: n as u32 };
    (n >= SEED_WORDS).then_some(run)
}

pub(super) fn same(a: u64, b: u64) -> bool {
    a == b && a != BREAK
}

/// How much of their wording two articles share, in distinct word 5-grams (Broder 1997, "On the
/// resemblance and containment of documents").
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Overlap {
    pub n_a: usize,
    pub n_b: usize,
    pub n_both: usize,
}

pub fn overlap(a: &Words, b: &Words) -> Overlap {
    let set = |words: &Words| grams(words.keys()).map(|(_, gram)| gram).collect::<BTreeSet<u64>>();
    let (a, b) = (set(a), set(b));
    Overlap { n_a: a.len(), n_b: b.len(), n_both: a.intersection(&b).count() }
}

impl Overlap {
    /// The share of the first article's wording that the second has too.
    pub fn containment_of_a(self) -> f64 {
        self.n_both as f64 / self.n_a.max(1) as f64
    }

    pub fn containment_of_b(self) -> f64 {
        self.n_both as f64 / self.n_b.max(1) as f64
    }

    pub fn resemblance(self) -> f64 {
        self.n_both as f64 / (self.n_a + self.n_b - self.n_both).max(1) as f64
    }
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
            let found = runs(&texts.iter().collect::<Vec<_>>());
            for (x, y) in [(0, 1), (0, 2), (1, 2)] {
                let of_pair = found.iter().filter(|run| (run.x, run.y) == (x, y));
                let found: Vec<_> =
                    of_pair.map(|run| (run.at_x as usize, run.at_y as usize, run.n as usize)).collect();
                assert_eq!(found, tried(texts[x as usize].keys(), texts[y as usize].keys()));
            }
        }
    }
}
