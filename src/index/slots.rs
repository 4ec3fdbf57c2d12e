//! Sentences of different articles that tell the same fact.

use std::collections::BTreeMap;

use super::tellings::{Near, Telling, Term, Terms};
use crate::text::Span;

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

/// Groups of at least two tellings of different articles, in the order of their first ones. `go_on` is
/// asked twice for each telling; `None` where it said to stop.
pub fn slots(tellings: &[Telling], go_on: &(dyn Fn() -> bool + Sync)) -> Option<Vec<Slot>> {
    let terms = Terms::of(tellings, go_on)?;
    let alike = terms.of_each(go_on, |near| alike_after(&terms, tellings, near))?;
    let mut parents: Vec<usize> = (0..tellings.len()).collect();
    let mut what: BTreeMap<usize, String> = BTreeMap::new();
    for (a, others) in alike.into_iter().enumerate() {
        for b in others {
            what.entry(a).or_insert_with(|| in_order(terms.shared(a, b), tellings[a].text));
            let (root, other) = (root(&mut parents, a), root(&mut parents, b));
            parents[root.max(other)] = root.min(other);
        }
    }
    let mut groups: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
    for at in 0..tellings.len() {
        let root = root(&mut parents, at);
        groups.entry(root).or_default().push(at);
    }
    let slot = |tellings: Vec<usize>| {
        let what = tellings.iter().find_map(|at| what.remove(at)).unwrap_or_default();
        Slot { tellings, what }
    };
    Some(groups.into_values().filter(|group| group.len() > 1).map(slot).collect())
}

/// The later sentences that tell the same fact.
fn alike_after(terms: &Terms, tellings: &[Telling], near: Near) -> Vec<usize> {
    let is_telling = |term: &Term| terms.n_having(*term) * 10 <= tellings.len().max(20);
    let tells_the_same = |other: &usize| {
        let shared: Vec<Term> = terms.shared(near.at, *other).map(|(term, _)| term).collect();
        let weight = terms.weight(shared.iter().copied());
        let share = terms.share(near.at, weight).max(terms.share(*other, weight));
        share >= LEAST_SHARE && shared.iter().filter(|term| is_telling(term)).count() >= LEAST_TELLING_WORDS
    };
    near.others.iter().copied().filter(|other| *other > near.at).filter(tells_the_same).collect()
}

fn in_order(shared: impl Iterator<Item = (Term, Span)>, text: &str) -> String {
    let mut places: Vec<Span> = shared.map(|(_, place)| place).collect();
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
    use crate::model::ArticleId;

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
        let found = slots(&tellings, &|| true).unwrap();
        assert_eq!(found.len(), 1);
        assert_eq!(found[0].tellings, [0, 2]);
        assert_eq!(found[0].what, "The Japan announced in its biggest military build up since war");
        let same_article: Vec<Telling> =
            tellings.iter().cloned().map(|telling| Telling { article: ArticleId(7), ..telling }).collect();
        assert_eq!(slots(&same_article, &|| true), Some(Vec::new()));
        assert_eq!(slots(&tellings, &|| false), None);
    }
}
