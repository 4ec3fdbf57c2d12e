//! Who copied from whom: among articles that share passages, for each the one that explains most of its
//! wording, and which way the copying went.
//!
//! After text phylogeny (Marmerola et al. 2016, PLOS ONE 11): dissimilarities between all pairs, and the
//! cheapest tree over them. The evidence for the direction is tried in the order of [`Because`]; where
//! none tells, the edge has none. The source may always be a text that is not among these.

use std::collections::{BTreeMap, BTreeSet};

use super::arborescence::{Way, arborescence};
use super::passages::Passage;
use super::words::Words;
use crate::model::{ArticleId, Published};
use crate::text::{Span, apart};

/// An article as a witness of what was copied.
#[derive(Clone, Debug)]
pub struct Witness<'w> {
    pub article: ArticleId,
    pub words: &'w Words,
    pub published: Option<&'w Published>,
    /// The other articles whose outlet its credit line names.
    pub credits: BTreeSet<ArticleId>,
}

/// One article is explained best by another.
#[derive(Clone, Debug, PartialEq)]
pub struct Descent {
    /// The source, as far as the evidence tells.
    pub from: ArticleId,
    pub to: ArticleId,
    pub because: Because,
    /// Words of `to` that stand in `from` too, and their share of all its words.
    pub n_same: usize,
    pub share: f64,
    /// Places in the list of passages.
    pub passages: Vec<usize>,
}

/// What tells the direction.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Because {
    /// The source was published before.
    Date,
    /// The copy's credit line names the source's outlet.
    Credit,
    /// Most of the copy stands in the source, which has more.
    Containment,
    /// Where they differ inside the passages, the source has more words.
    FullerText,
    /// Nothing does.
    Undecided,
}

#[derive(Clone, Debug, Default, PartialEq)]
pub struct Lineage {
    /// In the order of the copies.
    pub edges: Vec<Descent>,
    /// Articles that others copied and that none of the articles explains.
    pub roots: Vec<ArticleId>,
}

/// Of a text that stands in another one, to be its excerpt; and how much more of it than of the other.
const LEAST_CONTAINED: f64 = 0.5;
const LEAST_MORE_CONTAINED: f64 = 0.2;

/// Words by which one side of the passages must be fuller.
const LEAST_FULLER_WORDS: usize = 3;

/// Witnesses come in the order of their dates: of two equal sources the first is taken.
pub fn lineage(witnesses: &[Witness], passages: &[Passage]) -> Lineage {
    let pairs = pairs(witnesses, passages);
    let root = witnesses.len();
    let mut ways: Vec<(Way, Option<&Pair>)> = Vec::new();
    for pair in pairs.values() {
        let toward =
            [(pair.sides[0].witness, pair.sides[1].witness), (pair.sides[1].witness, pair.sides[0].witness)];
        let fitting = toward.into_iter().filter(|(from, _)| pair.source.is_none_or(|source| source == *from));
        ways.extend(fitting.map(|(from, to)| (pair.way(witnesses, from, to), Some(pair))));
    }
    ways.sort_by_key(|(way, _)| (way.to, way.from));
    let copied: BTreeSet<usize> = pairs.keys().flat_map(|(a, b)| [*a, *b]).collect();
    let costly = |to: usize| 2 * witnesses[to].words.count() as i64 + 1; // a root only where there is no source
    ways.extend(copied.iter().map(|to| (Way { from: root, to: *to, cost: costly(*to) }, None)));
    let plain: Vec<Way> = ways.iter().map(|(way, _)| *way).collect();
    let mut found = Lineage::default();
    for way in arborescence(root + 1, root, &plain).into_iter().flatten() {
        match ways[way] {
            (Way { from, to, .. }, Some(pair)) => found.edges.push(pair.descent(witnesses, from, to)),
            (Way { to, .. }, None) => found.roots.push(witnesses[to].article),
        }
    }
    found
}

/// What two articles share.
struct Pair {
    sides: [PairSide; 2],
    passages: Vec<usize>,
    /// Which of the two is the source, where something tells.
    source: Option<usize>,
    because: Because,
}

struct PairSide {
    witness: usize,
    n_words: usize,
    n_same: usize,
    /// Words inside the passages that the other side has not.
    n_more: usize,
}

fn pairs(witnesses: &[Witness], passages: &[Passage]) -> BTreeMap<(usize, usize), Pair> {
    let places: BTreeMap<ArticleId, usize> =
        witnesses.iter().enumerate().map(|(place, witness)| (witness.article, place)).collect();
    let mut by_pair: BTreeMap<(usize, usize), Vec<usize>> = BTreeMap::new();
    for (at, passage) in passages.iter().enumerate() {
        if let (Some(a), Some(b)) = (places.get(&passage.a.article), places.get(&passage.b.article)) {
            by_pair.entry((*a, *b)).or_default().push(at);
        }
    }
    let pair = |((a, b), at): ((usize, usize), Vec<usize>)| {
        let of =
            |witness: usize| PairSide::of(&witnesses[witness], witness, at.iter().map(|at| &passages[*at]));
        let sides = [of(a), of(b)];
        let (source, because) = source(witnesses, &sides);
        ((a, b), Pair { sides, passages: at, source, because })
    };
    by_pair.into_iter().map(pair).collect()
}

impl PairSide {
    fn of<'p>(witness: &Witness, place: usize, passages: impl Iterator<Item = &'p Passage>) -> Self {
        let (mut same, mut all): (Vec<Span>, Vec<Span>) = (Vec::new(), Vec::new());
        for passage in passages {
            let is_a = passage.a.article == witness.article;
            all.push(if is_a { passage.a.span } else { passage.b.span });
            same.extend(passage.runs.iter().map(|run| if is_a { run.a } else { run.b }));
        }
        let count = |spans: Vec<Span>| {
            apart(spans).into_iter().map(|piece| witness.words.count_in(piece)).sum::<usize>()
        };
        let n_same = count(same);
        Self { witness: place, n_words: witness.words.count(), n_same, n_more: count(all) - n_same }
    }

    fn share(&self) -> f64 {
        self.n_same as f64 / self.n_words.max(1) as f64
    }
}

impl Pair {
    fn side(&self, witness: usize) -> &PairSide {
        &self.sides[usize::from(self.sides[1].witness == witness)]
    }

    /// The words that the source does not explain; of two that explain as many, one that is credited.
    fn way(&self, witnesses: &[Witness], from: usize, to: usize) -> Way {
        let side = self.side(to);
        let is_credited = witnesses[to].credits.contains(&witnesses[from].article);
        Way { from, to, cost: 2 * (side.n_words - side.n_same) as i64 - i64::from(is_credited) }
    }

    fn descent(&self, witnesses: &[Witness], from: usize, to: usize) -> Descent {
        let side = self.side(to);
        Descent {
            from: witnesses[from].article,
            to: witnesses[to].article,
            because: self.because,
            n_same: side.n_same,
            share: side.share(),
            passages: self.passages.clone(),
        }
    }
}

fn source(witnesses: &[Witness], sides: &[PairSide; 2]) -> (Option<usize>, Because) {
    let [a, b] = sides;
    let (one, other) = (&witnesses[a.witness], &witnesses[b.witness]);
    let first_if = |is_first: bool| Some(if is_first { a.witness } else { b.witness });
    let credits = (one.credits.contains(&other.article), other.credits.contains(&one.article));
    let more = a.share() - b.share();
    if let Some(is_first) = is_earlier(one.published, other.published) {
        (first_if(is_first), Because::Date)
    } else if credits.0 != credits.1 {
        (first_if(credits.1), Because::Credit)
    } else if more.abs() >= LEAST_MORE_CONTAINED && a.share().max(b.share()) >= LEAST_CONTAINED {
        (first_if(more < 0.0), Because::Containment)
    } else if a.n_more.abs_diff(b.n_more) >= LEAST_FULLER_WORDS {
        (first_if(a.n_more > b.n_more), Because::FullerText)
    } else {
        (None, Because::Undecided)
    }
}

/// `None` where the dates do not tell, as those of one day.
fn is_earlier(a: Option<&Published>, b: Option<&Published>) -> Option<bool> {
    let (a, b) = (a?, b?);
    if let (Some(a), Some(b)) = (a.instant(), b.instant()) {
        return (a != b).then_some(a < b);
    }
    let (a, b) = (super::dates::When::of_published(a)?, super::dates::When::of_published(b)?);
    a.is_disjoint_from(b).then(|| a.last() < b.first())
}

impl Because {
    /// The word that scripts get.
    pub fn id(self) -> &'static str {
        match self {
            Self::Date => "date",
            Self::Credit => "credit",
            Self::Containment => "containment",
            Self::FullerText => "fuller-text",
            Self::Undecided => "undecided",
        }
    }

    pub fn name(self) -> &'static str {
        match self {
            Self::Date => "published before",
            Self::Credit => "named in the credit line",
            Self::Containment => "contains most of the copy",
            Self::FullerText => "has the fuller text",
            Self::Undecided => "undecided",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fixture::Random;
    use crate::index::passages;

    fn published(date: &str) -> Option<Published> {
        date.parse().ok()
    }

    /// Copy, source and reason of each edge, and the roots, of texts with their dates.
    fn found(texts: &[(&str, &str)]) -> (Vec<(u32, u32, Because)>, Vec<u32>) {
        let words: Vec<Words> = texts.iter().map(|(text, _)| Words::of_text(text)).collect();
        let dates: Vec<Option<Published>> = texts.iter().map(|(_, date)| published(date)).collect();
        let lineage = lineage_of(&words, &dates, &[]);
        let edge = |edge: &Descent| (edge.to.0, edge.from.0, edge.because);
        (lineage.edges.iter().map(edge).collect(), lineage.roots.iter().map(|root| root.0).collect())
    }

    fn lineage_of(words: &[Words], dates: &[Option<Published>], credits: &[(usize, u32)]) -> Lineage {
        let ids: Vec<_> = words.iter().enumerate().map(|(n, words)| (ArticleId(n as u32), words)).collect();
        let credits_of =
            |n: usize| credits.iter().filter(move |(by, _)| *by == n).map(|(_, of)| ArticleId(*of)).collect();
        let witness = |n: usize| Witness {
            article: ArticleId(n as u32),
            words: &words[n],
            published: dates[n].as_ref(),
            credits: credits_of(n),
        };
        let witnesses: Vec<Witness> = (0..words.len()).map(witness).collect();
        lineage(&witnesses, &passages(&ids))
    }

    const WIRE: &str =
        "the old ferry left the northern harbour before dawn and sank off the cape in heavy weather";

    #[test]
    fn the_earlier_article_is_the_source_and_the_first_of_all_is_the_root() {
        let copy = format!("Yes: {WIRE}");
        let texts = [(copy.as_str(), "2024-05-03"), (WIRE, "2024-05-02"), ("Nothing of it", "2024-05-01")];
        assert_eq!(found(&texts), (vec![(0, 1, Because::Date)], vec![1]));
        let hours = [(copy.as_str(), "2024-05-02T12:00:00Z"), (WIRE, "2024-05-02T10:00:00+01:00")];
        assert_eq!(found(&hours).0, [(0, 1, Because::Date)]);
        // A month does not tell what came first within it.
        assert_eq!(found(&[(&copy, "2024-05"), (WIRE, "2024-05-02")]).0[0].2, Because::Undecided);
    }

    #[test]
    fn without_dates_the_text_may_tell() {
        let longer =
            format!("{WIRE}, and nobody was on board but its captain, two men and an old dog called Pip");
        assert_eq!(found(&[(WIRE, ""), (&longer, "")]).0, [(0, 1, Because::Containment)]);
        let (head, tail) =
            ("the coast guard said in a statement to reporters", "that two of the crew were missing at sea");
        let fuller = format!("{head} on Friday in Oslo harbour {tail}");
        let cut = format!("{head} {tail} and then there was silence");
        assert_eq!(found(&[(&cut, ""), (&fuller, "")]).0, [(0, 1, Because::FullerText)]);
        assert_eq!(found(&[(WIRE, ""), (WIRE, "")]).0[0].2, Because::Undecided);
    }

    #[test]
    fn a_credit_line_tells_where_dates_do_not() {
        let words = [Words::of_text(WIRE), Words::of_text(WIRE)];
        let lineage = lineage_of(&words, &[None, None], &[(0, 1)]);
        assert_eq!((lineage.edges[0].from, lineage.edges[0].because), (ArticleId(1), Because::Credit));
        assert_eq!(lineage.edges[0].share, 1.0);
    }

    /// Articles of which each but the first is copied from an earlier one, with words exchanged and a
    /// stretch cut out; and from which.
    fn copy_tree(random: &mut Random, n: usize) -> (Vec<String>, Vec<usize>) {
        let word = |random: &mut Random| format!("w{} ", random.below(1_000_000));
        let mut texts: Vec<Vec<String>> = vec![(0..250).map(|_| word(random)).collect()];
        let mut parents = vec![0];
        for _ in 1..n {
            let parent = random.below(texts.len());
            let mut copy = texts[parent].clone();
            for _ in 0..copy.len() / 25 {
                let at = random.below(copy.len());
                copy[at] = word(random);
            }
            let cut = random.below(copy.len() - 20);
            copy.drain(cut..cut + 15);
            texts.push(copy);
            parents.push(parent);
        }
        (texts.iter().map(|words| words.concat()).collect(), parents)
    }

    #[test]
    fn planted_parents_are_found() {
        let mut random = Random::new(12);
        for (dated, least) in [(true, 0.95), (false, 0.8)] {
            let (mut n_right, mut n_all) = (0, 0);
            for _ in 0..20 {
                let (texts, parents) = copy_tree(&mut random, 12);
                let date = |n: usize| if dated { format!("2024-05-{:02}", n + 1) } else { String::new() };
                let texts: Vec<(&str, String)> =
                    texts.iter().enumerate().map(|(n, text)| (text.as_str(), date(n))).collect();
                let texts: Vec<(&str, &str)> =
                    texts.iter().map(|(text, date)| (*text, date.as_str())).collect();
                let (edges, _) = found(&texts);
                let is_right =
                    |(to, from, _): &&(u32, u32, Because)| *to > 0 && parents[*to as usize] == *from as usize;
                n_right += edges.iter().filter(is_right).count();
                n_all += texts.len() - 1;
            }
            let share = n_right as f64 / n_all as f64;
            println!(
                "parents found, {}: {n_right} of {n_all}, {share:.3}",
                if dated { "dated" } else { "undated" }
            );
            assert!(share >= least, "{share}");
        }
    }
}
