//! Word 5-grams and the places where they stand, sorted so that equal ones are neighbours.
//!
//! A posting is one number: 32 bits of the gram's hash, then the place. With the bucket that it lies
//! in, it tells 44 bits of the hash, so whoever follows it compares the words themselves.

use std::ops::Range;

use super::winnowing::{Window, seeds};
use super::words::{BREAK, Words};
use crate::job::{in_parallel_from, n_cores, on_each_core};

/// Words in a seed. Five separate copying from chance in news: shorter ones are phrases that anyone
/// writes (Nicholls 2019, Int. J. of Communication 13, uses shingles of this order).
pub(super) const SEED_WORDS: usize = 5;

/// Below this a second thread costs more than it saves.
const WORDS_WORTH_THREADS: usize = 50_000;

/// Postings of a bucket, about: so many are sorted within the processor's first cache.
const BUCKET_POSTINGS: usize = 1024;
const MOST_BUCKET_BITS: u32 = 12;

/// The words of several texts in one row: a place is a position in it.
#[derive(Clone, Debug, Default)]
pub(super) struct Row {
    starts: Vec<u32>,
    len: u32,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Place {
    pub text: u32,
    pub word: u32,
}

/// The grams of the texts that are looked at, with their places.
#[derive(Clone, Debug, Default)]
pub(super) struct Grams {
    pub row: Row,
    pub window: Window,
    bits: u32,
    /// Where each bucket starts, and where the last one ends.
    starts: Vec<u32>,
    postings: Vec<u64>,
}

impl Row {
    pub fn new(texts: &[&Words]) -> Self {
        let mut row = Self::default();
        for words in texts {
            row.starts.push(row.len);
            row.len += words.keys().len() as u32; // four billion words are more than memory holds
        }
        row
    }

    pub fn len(&self) -> usize {
        self.len as usize
    }

    pub fn place(&self, position: u32) -> Place {
        let text = self.starts.partition_point(|start| *start <= position) - 1;
        Place { text: text as u32, word: position - self.starts[text] }
    }
}

/// The hash of each gram and where it starts. Grams across a break are left out.
///
/// Rolling, as Karp and Rabin 1987 (IBM J. of Research and Development 31), then mixed, so that its
/// upper bits are good for buckets.
pub(super) fn grams(keys: &[u64]) -> impl Iterator<Item = (usize, u64)> + '_ {
    let (mut hash, mut n_words) = (0u64, 0);
    keys.iter().enumerate().filter_map(move |(at, key)| {
        if *key == BREAK {
            (hash, n_words) = (0, 0);
            return None;
        }
        hash = hash.wrapping_mul(BASE).wrapping_add(*key);
        n_words += 1;
        if n_words > SEED_WORDS {
            hash = hash.wrapping_sub(keys[at - SEED_WORDS].wrapping_mul(LEAVING));
        }
        (n_words >= SEED_WORDS).then(|| (at + 1 - SEED_WORDS, mixed(hash)))
    })
}

const BASE: u64 = 0x9e37_79b9_7f4a_7c15; // 2⁶⁴ / golden ratio, odd: Knuth's multiplicative hashing
const LEAVING: u64 = BASE.wrapping_pow(SEED_WORDS as u32);

fn mixed(hash: u64) -> u64 {
    (hash ^ (hash >> 32)).wrapping_mul(BASE)
}

impl Grams {
    pub fn new(texts: &[&Words], window: Window) -> Self {
        let row = Row::new(texts);
        let bits = (row.len() / BUCKET_POSTINGS).max(1).ilog2().min(MOST_BUCKET_BITS);
        let mut grams = Self { starts: starts(texts, window, bits), row, window, bits, postings: Vec::new() };
        let n_postings = grams.starts[grams.n_buckets()] as usize;
        grams.postings = vec![0; n_postings];
        let mut rest = grams.postings.as_mut_slice();
        let stretches: Vec<_> = stretches_of_buckets(&grams.starts, grams.row.len())
            .into_iter()
            .map(|buckets| {
                let starts = &grams.starts[buckets.start..=buckets.end];
                let n = (starts[starts.len() - 1] - starts[0]) as usize;
                let postings = rest.split_off_mut(..n).expect("buckets end where the postings do");
                Stretch { window, bits, first: buckets.start, starts, postings }
            })
            .collect();
        on_each_core(stretches, |stretch| stretch.fill(texts, &grams.row));
        grams
    }

    fn n_buckets(&self) -> usize {
        self.starts.len() - 1
    }

    /// The positions of each gram, as stretches of postings, bucket by bucket.
    pub fn groups(&self, buckets: Range<usize>) -> impl Iterator<Item = &[u64]> {
        buckets.flat_map(|bucket| self.bucket(bucket).chunk_by(|a, b| a >> 32 == b >> 32))
    }

    /// The buckets in as many stretches as there are cores to work on them.
    pub fn stretches(&self) -> Vec<Range<usize>> {
        stretches_of_buckets(&self.starts, self.row.len())
    }

    /// The postings of a gram, by its hash.
    pub fn of(&self, gram: u64) -> &[u64] {
        let bucket = self.bucket(bucket_of(gram, self.bits));
        let tag = posting(gram, self.bits, 0);
        let start = bucket.partition_point(|posting| *posting < tag);
        let end = start + bucket[start..].partition_point(|posting| posting >> 32 == tag >> 32);
        &bucket[start..end]
    }

    fn bucket(&self, bucket: usize) -> &[u64] {
        match self.starts.get(bucket..bucket + 2) {
            Some(ends) => &self.postings[ends[0] as usize..ends[1] as usize],
            None => &[],
        }
    }
}

/// The position that a posting tells.
pub(super) fn position(posting: u64) -> u32 {
    posting as u32
}

fn posting(gram: u64, bits: u32, position: usize) -> u64 {
    (gram << bits) & !u64::from(u32::MAX) | position as u64
}

fn bucket_of(gram: u64, bits: u32) -> usize {
    gram.checked_shr(u64::BITS - bits).unwrap_or(0) as usize
}

/// How many grams fall into each bucket, summed up.
fn starts(texts: &[&Words], window: Window, bits: u32) -> Vec<u32> {
    let count = |texts: &[&Words]| {
        let mut counts = vec![0u32; 1 << bits];
        for (_, gram) in texts.iter().flat_map(|words| seeds(words.keys(), window)) {
            counts[bucket_of(gram, bits)] += 1;
        }
        counts
    };
    let counts = in_parallel_from(100, texts, count);
    let mut starts = vec![0];
    for bucket in 0..1 << bits {
        let n: u32 = counts.iter().map(|counts| counts[bucket]).sum();
        starts.push(starts[bucket] + n);
    }
    starts
}

fn stretches_of_buckets(starts: &[u32], n_words: usize) -> Vec<Range<usize>> {
    let n_buckets = starts.len().saturating_sub(1);
    let n_stretches = if n_words < WORDS_WORTH_THREADS { 1 } else { n_cores() };
    let end = |stretch: usize| n_buckets * stretch / n_stretches;
    (0..n_stretches).map(|stretch| end(stretch)..end(stretch + 1)).collect()
}

/// Buckets next to each other, which one thread fills.
struct Stretch<'g> {
    window: Window,
    bits: u32,
    first: usize,
    starts: &'g [u32],
    postings: &'g mut [u64],
}

impl Stretch<'_> {
    fn fill(self, texts: &[&Words], row: &Row) {
        let offset = self.starts[0];
        let mut next: Vec<u32> = self.starts.iter().map(|start| start - offset).collect();
        for (words, start) in texts.iter().zip(&row.starts) {
            for (word, gram) in seeds(words.keys(), self.window) {
                let bucket = bucket_of(gram, self.bits).wrapping_sub(self.first);
                if bucket < next.len() - 1 {
                    self.postings[next[bucket] as usize] = posting(gram, self.bits, *start as usize + word);
                    next[bucket] += 1;
                }
            }
        }
        for ends in self.starts.windows(2) {
            self.postings[(ends[0] - offset) as usize..(ends[1] - offset) as usize].sort_unstable();
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fixture::Random;

    #[test]
    fn a_gram_is_found_at_every_place_where_its_words_stand() {
        let mut random = Random::new(5);
        let texts: Vec<Words> = (0..150)
            .map(|_| {
                let typed = (0..random.below(900)).map(|_| ["a ", "b ", "c ", "d "][random.below(4)]);
                Words::of_text(&typed.collect::<String>())
            })
            .collect();
        let texts: Vec<&Words> = texts.iter().collect();
        let table = Grams::new(&texts, Window::One);
        assert!(table.row.len() > WORDS_WORTH_THREADS, "more than one thread works");
        for _ in 0..200 {
            let keys = texts[random.below(texts.len())].keys();
            let Some(from) = keys.len().checked_sub(SEED_WORDS + 1).map(|last| random.below(last + 1)) else {
                continue;
            };
            let wanted = &keys[from..from + SEED_WORDS];
            let stands =
                |words: &&Words| words.keys().windows(SEED_WORDS).filter(|gram| *gram == wanted).count();
            let n_places: usize = texts.iter().map(stands).sum();
            let (_, gram) = grams(wanted).next().unwrap();
            let found = table.of(gram);
            assert_eq!(found.len(), n_places);
            for posting in found {
                let place = table.row.place(position(*posting));
                let keys = texts[place.text as usize].keys();
                assert_eq!(&keys[place.word as usize..place.word as usize + SEED_WORDS], wanted);
            }
        }
        let n_grouped: usize =
            table.stretches().into_iter().flat_map(|part| table.groups(part)).map(<[_]>::len).sum();
        let n_grams: usize =
            texts.iter().map(|words| words.keys().len().saturating_sub(SEED_WORDS - 1)).sum();
        assert_eq!(n_grouped, n_grams);
    }

    #[test]
    fn a_gram_never_reaches_across_a_break() {
        let keys = [1, 2, 3, 4, 5, BREAK, 1, 2, 3, 4, 5, 6];
        let found: Vec<(usize, u64)> = grams(&keys).collect();
        assert_eq!(found.iter().map(|(at, _)| *at).collect::<Vec<_>>(), [0, 6, 7]);
        assert_eq!(found[0].1, found[1].1, "equal words have equal hashes, wherever they stand");
    }
}
