//! Sentences of different articles that tell the same fact, found by the words they share, the rarer
//! the more. News tells in any order, so nothing is asked of their places.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use super::words::Zones;
use crate::model::{Article, ArticleId, ZoneKind};
use crate::text::{Span, sentences, words};

/// A sentence with something in it to compare.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Telling<'t> {
    pub article: ArticleId,
    pub span: Span,
    pub text: &'t str,
    /// The words that are compared say nothing here, and do not make two sentences alike.
    pub left_out: Vec<Span>,
}

/// Tellings of one fact, by their places in the list given, and the words that the first two share.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Slot {
    pub tellings: Vec<usize>,
    pub what: String,
}

/// How much of the shorter sentence, by weight, the other must have.
const LEAST_SHARE: f64 = 0.5;

/// Words that two sentences must share at least, that are not in every tenth sentence.
const LEAST_TELLING_WORDS: usize = 4;

/// A word of more sentences finds no pairs.
const MOST_FINDING: usize = 100;

/// Groups of at least two tellings of different articles, in the order of their first ones.
pub fn slots(tellings: &[Telling]) -> Vec<Slot> {
    let terms: Vec<BTreeMap<String, Span>> = tellings.iter().map(terms).collect();
    let having = having(&terms);
    let weigh = |term: &str| (1.0 + tellings.len() as f64 / having[term].len() as f64).ln();
    let totals: Vec<f64> = terms.iter().map(|terms| terms.keys().map(|term| weigh(term)).sum()).collect();
    let mut parents: Vec<usize> = (0..tellings.len()).collect();
    let mut what: BTreeMap<usize, String> = BTreeMap::new();
    for (a, b) in candidates(tellings, &having) {
        let shared: Vec<&String> = terms[a].keys().filter(|term| terms[b].contains_key(*term)).collect();
        let weight: f64 = shared.iter().map(|term| weigh(term)).sum();
        let is_telling = |term: &&&String| having[term.as_str()].len() * 10 <= tellings.len().max(20);
        let n_telling = shared.iter().filter(is_telling).count();
        if weight >= LEAST_SHARE * totals[a].min(totals[b]) && n_telling >= LEAST_TELLING_WORDS {
            let (root, other) = (root(&mut parents, a), root(&mut parents, b));
            what.entry(a).or_insert_with(|| in_order(&terms[a], &shared, tellings[a].text));
            parents[root.max(other)] = root.min(other);
        }
    }
    let mut groups: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
    for at in 0..tellings.len() {
        let root = root(&mut parents, at);
        groups.entry(root).or_default().push(at);
    }
    let groups = groups.into_values().filter(|group| group.len() > 1);
    groups
        .map(|tellings| Slot {
            what: tellings.iter().find_map(|at| what.remove(at)).unwrap_or_default(),
            tellings,
        })
        .collect()
}

/// A sentence of which another has less than this, by weight, is not told there.
pub const LEAST_TOLD: f64 = 0.5;

/// Sentences of fewer words tell nothing.
pub const FEWEST_WORDS: usize = 6;

/// The sentences of an article in which it tells something: neither clutter nor what only heads the text.
pub fn tellings(id: ArticleId, article: &Article, zones: Zones) -> Vec<Telling<'_>> {
    let is_told = |span: &Span| match article.zone_at(span.start()) {
        Some(ZoneKind::Post | ZoneKind::Title | ZoneKind::Heading) => false,
        Some(kind) => zones == Zones::All || !kind.is_clutter(),
        None => true,
    };
    let told = sentences(&article.text).into_iter().filter(is_told);
    told.map(|span| Telling { article: id, span, text: span.of(&article.text), left_out: Vec::new() })
        .collect()
}

/// How much of each sentence, by weight, the nearest other has of those that may be compared with it.
pub fn told_elsewhere(tellings: &[Telling], may_compare: impl Fn(usize, usize) -> bool) -> Vec<f64> {
    let mut most = vec![0.0_f64; tellings.len()];
    for (one, other, share) in likenesses(tellings) {
        if may_compare(one, other) {
            most[one] = most[one].max(share);
        }
    }
    most
}

/// The nearest sentence to each one in each other article that tells it.
pub(super) fn told_there(tellings: &[Telling]) -> Vec<BTreeMap<ArticleId, usize>> {
    let mut nearest: Vec<BTreeMap<ArticleId, (f64, usize)>> = vec![BTreeMap::new(); tellings.len()];
    for (one, other, share) in likenesses(tellings).into_iter().filter(|(.., share)| *share >= LEAST_TOLD) {
        let best = nearest[one].entry(tellings[other].article).or_insert((share, other));
        if (share, best.1) > (best.0, other) {
            *best = (share, other);
        }
    }
    let places = |found: BTreeMap<_, (f64, usize)>| found.into_iter().map(|(id, (_, at))| (id, at)).collect();
    nearest.into_iter().map(places).collect()
}

/// Pairs of sentences of different articles, with how much of the first, by weight, the second has.
fn likenesses(tellings: &[Telling]) -> Vec<(usize, usize, f64)> {
    let terms: Vec<BTreeMap<String, Span>> = tellings.iter().map(terms).collect();
    let having = having(&terms);
    let weigh = |term: &str| (1.0 + tellings.len() as f64 / having[term].len() as f64).ln();
    let totals: Vec<f64> = terms.iter().map(|terms| terms.keys().map(|term| weigh(term)).sum()).collect();
    let mut found = Vec::new();
    for (a, b) in candidates(tellings, &having) {
        let shared = terms[a].keys().filter(|term| terms[b].contains_key(*term));
        let weight: f64 = shared.map(|term| weigh(term)).sum();
        found.extend([(a, b, weight / totals[a]), (b, a, weight / totals[b])]);
    }
    found
}

/// The words of a sentence without plural and possessive endings, each with its first place.
fn terms(telling: &Telling) -> BTreeMap<String, Span> {
    let mut terms = BTreeMap::new();
    for word in words(telling.text) {
        let Some(place) = word.shifted(telling.span.start() as isize) else { continue };
        if telling.left_out.iter().any(|span| span.overlaps(place)) {
            continue;
        }
        let lower = word.of(telling.text).to_lowercase();
        let stem =
            lower.strip_suffix('s').filter(|stem| stem.len() > 3 && !stem.ends_with('s')).unwrap_or(&lower);
        terms.entry(stem.to_owned()).or_insert(word);
    }
    terms
}

fn having(terms: &[BTreeMap<String, Span>]) -> HashMap<&str, Vec<usize>> {
    let mut having: HashMap<&str, Vec<usize>> = HashMap::new();
    for (at, terms) in terms.iter().enumerate() {
        terms.keys().for_each(|term| having.entry(term).or_default().push(at));
    }
    having
}

/// Pairs of different articles that share at least two of the rarer words.
fn candidates(tellings: &[Telling], having: &HashMap<&str, Vec<usize>>) -> BTreeSet<(usize, usize)> {
    let mut n_shared: HashMap<(usize, usize), usize> = HashMap::new();
    for sentences in having.values().filter(|sentences| sentences.len() <= MOST_FINDING) {
        for (n, a) in sentences.iter().enumerate() {
            for b in &sentences[n + 1..] {
                if tellings[*a].article != tellings[*b].article {
                    *n_shared.entry((*a, *b)).or_default() += 1;
                }
            }
        }
    }
    n_shared.into_iter().filter(|(_, n)| *n >= 2).map(|(pair, _)| pair).collect()
}

fn in_order(terms: &BTreeMap<String, Span>, shared: &[&String], text: &str) -> String {
    let mut places: Vec<Span> = shared.iter().map(|term| terms[*term]).collect();
    places.sort_unstable();
    places.iter().map(|place| place.of(text)).collect::<Vec<_>>().join(" ")
}

fn root(parents: &mut [usize], mut at: usize) -> usize {
    while parents[at] != at {
        parents[at] = parents[parents[at]];
        at = parents[at];
    }
    at
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sentences_of_one_fact_meet_and_others_do_not() {
        let texts = [
            "The move comes after Japan announced in December its biggest military build-up since the war.",
            "Ann Lee opened a bakery in the old harbour with two friends from her school.",
            "Earlier in 2023, Japan announced its biggest military build-up since the war.",
        ];
        let telling = |(n, text): (usize, &&'static str)| Telling {
            article: ArticleId(n as u32),
            span: Span::whole(text),
            text,
            left_out: Vec::new(),
        };
        let tellings: Vec<Telling> = texts.iter().enumerate().map(telling).collect();
        let found = slots(&tellings);
        assert_eq!(found.len(), 1);
        assert_eq!(found[0].tellings, [0, 2]);
        assert_eq!(found[0].what, "The Japan announced in its biggest military build up since war");
        let same_article: Vec<Telling> =
            tellings.into_iter().map(|telling| Telling { article: ArticleId(7), ..telling }).collect();
        assert_eq!(slots(&same_article), []);
    }
}
