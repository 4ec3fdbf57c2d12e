//! Sentences of different articles that tell alike, by the words they share, the rarer the more. News
//! tells in any order, so nothing is asked of their places.
//!
//! Every sentence meets only those that share two of the rarer words with it, so that the work grows with
//! the text and not with its square.

use std::collections::{BTreeMap, HashMap};

use super::overlap::also_in;
use super::words::{Zones, fingerprint};
use crate::job::on_every;
use crate::model::{Article, ArticleId, ZoneKind};
use crate::text::{Span, words};

/// A sentence with something in it to compare.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Telling<'t> {
    pub article: ArticleId,
    pub span: Span,
    pub text: &'t str,
    /// The words that are compared say nothing here, and do not make two sentences alike.
    pub left_out: Vec<Span>,
}

/// A sentence of which another has less than this, by weight, is not told there.
pub const LEAST_TOLD: f64 = 0.5;

/// Sentences of fewer words tell nothing.
pub const FEWEST_WORDS: usize = 6;

/// A word of more sentences finds no pairs.
const MOST_FINDING: usize = 100;

/// Of these, two sentences share so many before they are compared.
const FEWEST_FINDING: u16 = 2;

/// Those of an article's sentences in which it tells something: neither clutter nor what only heads the text.
pub fn tellings<'t>(
    id: ArticleId,
    article: &'t Article,
    sentences: &[Span],
    zones: Zones,
) -> Vec<Telling<'t>> {
    let is_told = |span: &Span| match article.zone_at(span.start()) {
        Some(ZoneKind::Post | ZoneKind::Title | ZoneKind::Heading) => false,
        Some(kind) => zones == Zones::All || !kind.is_clutter(),
        None => true,
    };
    let telling =
        |span: Span| Telling { article: id, span, text: span.of(&article.text), left_out: Vec::new() };
    sentences.iter().copied().filter(is_told).map(telling).collect()
}

/// How much of each sentence, by weight, the nearest other has of those that may be compared with it.
/// `go_on` is asked twice for each sentence; `None` where it said to stop.
pub fn told_elsewhere(
    tellings: &[Telling],
    may_compare: impl Fn(usize, usize) -> bool + Sync,
    go_on: &(dyn Fn() -> bool + Sync),
) -> Option<Vec<f64>> {
    let terms = Terms::of(tellings, go_on)?;
    terms.of_each(go_on, |near| {
        let others = near.others.iter().filter(|other| may_compare(near.at, **other));
        let most = others.map(|other| terms.shared_weight(near.at, *other)).max();
        most.map_or(0.0, |weight| terms.share(near.at, weight))
    })
}

/// The nearest sentence to each one in each other article that tells it.
pub(super) fn told_there(
    tellings: &[Telling],
    go_on: &(dyn Fn() -> bool + Sync),
) -> Option<Vec<BTreeMap<ArticleId, usize>>> {
    let terms = Terms::of(tellings, go_on)?;
    terms.of_each(go_on, |near| {
        let mut nearest: BTreeMap<ArticleId, (u64, usize)> = BTreeMap::new();
        for other in near.others {
            let weight = terms.shared_weight(near.at, *other);
            if terms.share(near.at, weight) >= LEAST_TOLD {
                let best = nearest.entry(tellings[*other].article).or_insert((weight, *other));
                if weight >= best.0 {
                    *best = (weight, *other);
                }
            }
        }
        nearest.into_iter().map(|(id, (_, at))| (id, at)).collect()
    })
}

/// The words of all sentences, with how telling each is.
pub(super) struct Terms<'t> {
    tellings: &'t [Telling<'t>],
    /// Of each sentence, sorted, each with its first place in it.
    of: Vec<Vec<(Term, Span)>>,
    /// The sentences that have a word, in order.
    having: Vec<Vec<u32>>,
    weights: Vec<u64>,
    totals: Vec<u64>,
}

pub(super) type Term = u32;

/// A sentence with those of other articles that may be like it, in order.
pub(super) struct Near<'n> {
    pub at: usize,
    pub others: &'n [usize],
}

/// What one thread counts with.
struct Tally {
    n_shared: Vec<u16>,
    met: Vec<usize>,
}

/// Weights are whole numbers, so that their sum is the same in any order.
const WEIGHT_OF_ONE: f64 = (1u64 << 32) as f64;

impl<'t> Terms<'t> {
    pub fn of(tellings: &'t [Telling<'t>], go_on: &(dyn Fn() -> bool + Sync)) -> Option<Self> {
        let keyed = on_every(tellings, go_on, || (), |(), telling| keys(telling))?;
        let mut numbers: HashMap<u64, Term> = HashMap::new();
        let mut having: Vec<Vec<u32>> = Vec::new();
        let mut number = |at: usize, key: u64| {
            let number = *numbers.entry(key).or_insert(having.len() as Term);
            if number as usize == having.len() {
                having.push(Vec::new());
            }
            having[number as usize].push(at as u32);
            number
        };
        let numbered = |(at, keys): (usize, Vec<(u64, Span)>)| {
            let mut terms: Vec<(Term, Span)> =
                keys.into_iter().map(|(key, place)| (number(at, key), place)).collect();
            terms.sort_unstable_by_key(|(term, _)| *term);
            terms
        };
        let of: Vec<Vec<(Term, Span)>> = keyed.into_iter().enumerate().map(numbered).collect();
        let rarity = |having: &Vec<u32>| (1.0 + tellings.len() as f64 / having.len() as f64).ln();
        let weights: Vec<u64> =
            having.iter().map(|having| (rarity(having) * WEIGHT_OF_ONE).round() as u64).collect();
        let total = |terms: &Vec<(Term, Span)>| terms.iter().map(|(term, _)| weights[*term as usize]).sum();
        let totals = of.iter().map(total).collect();
        Some(Self { tellings, of, having, weights, totals })
    }

    /// What `work` makes of each sentence and those near it.
    pub fn of_each<R: Send>(
        &self,
        go_on: &(dyn Fn() -> bool + Sync),
        work: impl Fn(Near) -> R + Sync,
    ) -> Option<Vec<R>> {
        let all: Vec<usize> = (0..self.of.len()).collect();
        let tally = || Tally { n_shared: vec![0; self.of.len()], met: Vec::new() };
        on_every(&all, go_on, tally, |tally, at| work(Near { at: *at, others: &self.others(*at, tally) }))
    }

    fn others(&self, at: usize, tally: &mut Tally) -> Vec<usize> {
        let article = self.tellings[at].article;
        let finding = |(term, _): &(Term, Span)| {
            let having = &self.having[*term as usize];
            if having.len() <= MOST_FINDING { having.as_slice() } else { &[] }
        };
        for other in self.of[at].iter().flat_map(finding).map(|other| *other as usize) {
            if self.tellings[other].article != article {
                if tally.n_shared[other] == 0 {
                    tally.met.push(other);
                }
                tally.n_shared[other] += 1;
            }
        }
        let mut others: Vec<usize> =
            tally.met.iter().copied().filter(|other| tally.n_shared[*other] >= FEWEST_FINDING).collect();
        tally.met.drain(..).for_each(|other| tally.n_shared[other] = 0);
        others.sort_unstable();
        others
    }

    /// The words that two sentences share, with their places in the first.
    pub fn shared(&self, one: usize, other: usize) -> impl Iterator<Item = (Term, Span)> + '_ {
        let theirs = self.of[other].iter().map(|(term, _)| *term);
        also_in(self.of[one].iter().copied(), |(term, _)| *term, theirs)
    }

    fn shared_weight(&self, one: usize, other: usize) -> u64 {
        self.weight(self.shared(one, other).map(|(term, _)| term))
    }

    pub fn weight(&self, terms: impl Iterator<Item = Term>) -> u64 {
        terms.map(|term| self.weights[term as usize]).sum()
    }

    /// How much a weight is of a sentence.
    pub fn share(&self, at: usize, weight: u64) -> f64 {
        weight as f64 / self.totals[at] as f64
    }

    /// How many sentences have a word.
    pub fn n_having(&self, term: Term) -> usize {
        self.having[term as usize].len()
    }
}

/// The words of a sentence without plural and possessive endings, each once, with its first place.
fn keys(telling: &Telling) -> Vec<(u64, Span)> {
    let is_compared = |word: &Span| {
        let place = word.shifted(telling.span.start() as isize);
        place.is_some_and(|place| !telling.left_out.iter().any(|span| span.overlaps(place)))
    };
    let key = |word: Span| {
        let lower = word.of(telling.text).to_lowercase();
        let stem = lower.strip_suffix('s').filter(|stem| stem.len() > 3 && !stem.ends_with('s'));
        (fingerprint(stem.unwrap_or(&lower)), word)
    };
    let mut keys: Vec<(u64, Span)> = words(telling.text).filter(is_compared).map(key).collect();
    keys.sort_unstable();
    keys.dedup_by_key(|(key, _)| *key);
    keys
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::{AtomicUsize, Ordering};

    use super::*;
    use crate::fixture::Random;

    const GO_ON: &(dyn Fn() -> bool + Sync) = &|| true;

    fn telling(article: usize, text: &str) -> Telling<'_> {
        Telling { article: ArticleId(article as u32), span: Span::whole(text), text, left_out: Vec::new() }
    }

    // By hand: of three sentences, "ferry", "sank" and "harbour" stand in two and weigh ln 2.5, the others
    // in one and weigh ln 4.
    #[test]
    fn a_share_is_by_how_few_sentences_have_a_word() {
        let texts = ["The ferry sank, harbour lost", "Ferries: a ferry sank. Harbour won", "Nobody knew"];
        let tellings: Vec<Telling> = texts.iter().enumerate().map(|(n, text)| telling(n, text)).collect();
        let found = told_elsewhere(&tellings, |_, _| true, GO_ON).unwrap();
        let (common, rare) = (2.5_f64.ln(), 4.0_f64.ln());
        let shared = 3.0 * common; // "ferries" without its s is "ferrie"
        for (found, expected) in
            found.iter().zip([shared / (shared + 2.0 * rare), shared / (shared + 3.0 * rare), 0.0])
        {
            assert!((found - expected).abs() < 1e-9, "{found} {expected}");
        }
    }

    /// What [`told_elsewhere`] and [`told_there`] say, looked for in every pair.
    fn in_every_pair(tellings: &[Telling]) -> (Vec<f64>, Vec<BTreeMap<ArticleId, usize>>) {
        let of: Vec<BTreeMap<String, ()>> = tellings
            .iter()
            .map(|telling| words(telling.text).map(|word| (word.of(telling.text).to_owned(), ())).collect())
            .collect();
        let n_having = |word: &String| of.iter().filter(|words| words.contains_key(word)).count();
        let weigh = |word: &String| (1.0 + of.len() as f64 / n_having(word) as f64).ln();
        let (mut most, mut nearest) = (vec![0.0_f64; of.len()], vec![BTreeMap::new(); of.len()]);
        for (one, other) in (0..of.len()).flat_map(|one| (0..of.len()).map(move |other| (one, other))) {
            let shared: Vec<&String> = of[one].keys().filter(|word| of[other].contains_key(*word)).collect();
            let n_finding = shared.iter().filter(|word| n_having(word) <= MOST_FINDING).count();
            if tellings[one].article == tellings[other].article || n_finding < 2 {
                continue;
            }
            let total: f64 = of[one].keys().map(weigh).sum();
            let share = shared.into_iter().map(weigh).sum::<f64>() / total;
            most[one] = most[one].max(share);
            let best = nearest[one].entry(tellings[other].article).or_insert((0.0, 0));
            if share >= LEAST_TOLD && share > best.0 - 1e-9 {
                *best = (share, other);
            }
        }
        let told = |near: BTreeMap<ArticleId, (f64, usize)>| {
            near.into_iter().filter(|(_, (share, _))| *share > 0.0).map(|(id, (_, at))| (id, at)).collect()
        };
        (most, nearest.into_iter().map(told).collect())
    }

    #[test]
    fn no_pair_is_overlooked() {
        let mut random = Random::new(41);
        // A few words of nearly every sentence, which find nothing, and many rare ones.
        let mut word = |_| match random.below(3) {
            0 => format!("common{}", random.below(3)),
            _ => format!("rare{}", random.below(120)),
        };
        let texts: Vec<String> =
            (0..400).map(|_| (0..7).map(&mut word).collect::<Vec<_>>().join(" ")).collect();
        let tellings: Vec<Telling> =
            texts.iter().enumerate().map(|(n, text)| telling(n / 40, text)).collect();
        let (most, nearest) = in_every_pair(&tellings);
        let found = told_elsewhere(&tellings, |_, _| true, GO_ON).unwrap();
        assert!(found.iter().zip(&most).all(|(found, most)| (found - most).abs() < 1e-9));
        assert!(most.iter().any(|most| *most > LEAST_TOLD));
        assert_eq!(told_there(&tellings, GO_ON).unwrap(), nearest);
    }

    #[test]
    fn the_search_stops_where_it_is_told_to() {
        let text = "The old ferry sank off the northern harbour";
        let tellings = [telling(0, text), telling(1, text)];
        for most in 0..4 {
            let n_asked = AtomicUsize::new(0);
            let go_on = || n_asked.fetch_add(1, Ordering::Relaxed) < most;
            assert_eq!(told_elsewhere(&tellings, |_, _| true, &go_on), None, "{most}");
        }
        assert_eq!(told_elsewhere(&tellings, |_, _| true, GO_ON), Some(vec![1.0, 1.0]));
    }
}
