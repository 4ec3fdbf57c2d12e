//! The same quotation in several articles: quoted in full, cut short, translated, or taken into the
//! outlet's own voice. Joined by shared passages and by short quotations that stand in longer ones.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::ops::Range;
use std::sync::Arc;

use super::{Quotation, QuotationKind};
use crate::index::passages::{Passage, Side};
use crate::index::words::Words;
use crate::model::ArticleId;
use crate::text::Span;

/// One place of a quotation that several articles have.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Retold {
    pub side: Side,
    /// The place of the quotation in the list that was given; `None` in the outlet's own voice.
    pub quotation: Option<usize>,
}

/// Of a quotation's words, how many must come again.
const LEAST_SHARE: f64 = 0.8;

/// Longer ones are found by their passages.
const SHORT: usize = 8;

/// Groups of places that have one quotation's words, each in the order of the articles given, the
/// group of the earliest place first. `passages` are those that these articles share.
pub fn retold(
    articles: &BTreeMap<ArticleId, Arc<Words>>,
    quotations: &[(ArticleId, Quotation)],
    passages: &[Passage],
) -> Vec<Vec<Retold>> {
    let mut groups = Groups::new(articles, quotations);
    passages.iter().for_each(|passage| groups.join_by_passage(passage));
    groups.join_short_ones();
    groups.join_translations();
    groups.finish()
}

struct Groups<'q> {
    articles: &'q BTreeMap<ArticleId, Arc<Words>>,
    quotations: &'q [(ArticleId, Quotation)],
    /// The verbatim quotations of each article, in text order.
    of_article: BTreeMap<ArticleId, Vec<usize>>,
    /// The quotations first, then the places in an outlet's own voice.
    places: Vec<Retold>,
    own: BTreeMap<ArticleId, Vec<usize>>,
    parents: Vec<usize>,
    /// Those that were joined across a language.
    translated: BTreeSet<usize>,
}

impl<'q> Groups<'q> {
    fn new(articles: &'q BTreeMap<ArticleId, Arc<Words>>, quotations: &'q [(ArticleId, Quotation)]) -> Self {
        let place = |(n, (article, quotation)): (usize, &(ArticleId, Quotation))| Retold {
            side: Side { article: *article, span: quotation.span },
            quotation: Some(n),
        };
        let places: Vec<Retold> = quotations.iter().enumerate().map(place).collect();
        let mut of_article: BTreeMap<ArticleId, Vec<usize>> = BTreeMap::new();
        for (n, (article, quotation)) in quotations.iter().enumerate() {
            if quotation.kind.is_verbatim() {
                of_article.entry(*article).or_default().push(n);
            }
        }
        let parents = (0..places.len()).collect();
        let (own, translated) = Default::default();
        Self { articles, quotations, of_article, places, own, parents, translated }
    }

    /// Either side's quotations, where the other side has most of their words.
    fn join_by_passage(&mut self, passage: &Passage) {
        for here in [passage.a.article, passage.b.article] {
            let Some((side, other)) = passage.seen_from(here) else { continue };
            let is_first = here == passage.a.article;
            for n in self.overlapping(side) {
                let Some(span) = self.counterpart(n, passage, is_first) else { continue };
                let there = self.place_at(Side { article: other.article, span });
                self.join(n, there);
            }
        }
    }

    fn overlapping(&self, side: Side) -> Vec<usize> {
        let all = self.of_article.get(&side.article).map_or(&[] as &[usize], Vec::as_slice);
        all.iter().copied().filter(|n| self.quotations[*n].1.span.overlaps(side.span)).collect()
    }

    /// What the other side has of a quotation's words, if that is nearly all of them.
    fn counterpart(&self, n: usize, passage: &Passage, is_first: bool) -> Option<Span> {
        let (here, there) = if is_first { (passage.a, passage.b) } else { (passage.b, passage.a) };
        let (words, other) = (self.articles.get(&here.article)?, self.articles.get(&there.article)?);
        let quoted = words.within(self.quotations[n].1.span);
        let mut n_same = 0;
        let mut hull: Option<Range<usize>> = None;
        for run in &passage.runs {
            let (a, b) = if is_first { (run.a, run.b) } else { (run.b, run.a) };
            let (a, b) = (words.within(a), other.within(b));
            let common = a.start.max(quoted.start)..a.end.min(quoted.end);
            if common.is_empty() {
                continue;
            }
            n_same += common.len();
            let moved = b.start + (common.start - a.start)..b.start + (common.end - a.start);
            hull = Some(hull.map_or(moved.clone(), |hull| hull.start..moved.end));
        }
        let is_most = n_same as f64 >= LEAST_SHARE * quoted.len() as f64;
        hull.filter(|_| is_most).map(|hull| other.hull(hull))
    }

    /// The quotation at a place that has about the same words, or the place in the outlet's own voice.
    fn place_at(&mut self, side: Side) -> usize {
        let shared = |n: &usize| {
            let span = self.quotations[*n].1.span;
            span.end().min(side.span.end()).saturating_sub(span.start().max(side.span.start()))
        };
        let best = self.overlapping(side).into_iter().max_by_key(shared);
        if let Some(best) = best.filter(|best| shared(best) * 2 > side.span.len()) {
            return best;
        }
        let own = self.own.entry(side.article).or_default();
        if let Some(known) = own.iter().find(|at| self.places[**at].side.span.overlaps(side.span)) {
            return *known;
        }
        own.push(self.places.len());
        self.places.push(Retold { side, quotation: None });
        self.parents.push(self.parents.len());
        self.parents.len() - 1
    }

    /// Finds short quotations, word for word, in all others by their rarest pair of words.
    fn join_short_ones(&mut self) {
        let keys: Vec<Vec<u64>> = (0..self.quotations.len()).map(|n| self.keys(n)).collect();
        let mut pairs: HashMap<(u64, u64), Vec<(usize, usize)>> = HashMap::new();
        for (n, keys) in keys.iter().enumerate() {
            for (at, pair) in keys.windows(2).enumerate() {
                pairs.entry((pair[0], pair[1])).or_default().push((n, at));
            }
        }
        for (n, form) in keys.iter().enumerate().filter(|(_, keys)| (2..SHORT).contains(&keys.len())) {
            let all = |at: usize| &pairs[&(form[at], form[at + 1])];
            let Some(rarest) = (0..form.len() - 1).min_by_key(|at| all(*at).len()) else { continue };
            for (other, at) in all(rarest) {
                let start = at.checked_sub(rarest);
                let stands = start.is_some_and(|start| keys[*other][start..].starts_with(form));
                if stands && *other != n {
                    self.join(n, *other);
                }
            }
        }
    }

    /// The words of a verbatim quotation; none of another.
    fn keys(&self, n: usize) -> Vec<u64> {
        let (article, quotation) = &self.quotations[n];
        match self.articles.get(article) {
            Some(words) if quotation.kind.is_verbatim() => {
                words.keys()[words.within(quotation.span)].to_vec()
            }
            _ => Vec::new(),
        }
    }

    /// A quotation that says it is a translation, and the posts of its article by the same speaker.
    fn join_translations(&mut self) {
        let speaker =
            |n: usize| self.quotations[n].1.speaker.as_ref().and_then(|speaker| speaker.last_name());
        let mut joined = Vec::new();
        for all in self.of_article.values() {
            let is = |n: &&usize, kind: fn(&Quotation) -> bool| kind(&self.quotations[**n].1);
            for translated in all.iter().filter(|n| is(n, |quotation| quotation.is_translated)) {
                let posts = all.iter().filter(|n| is(n, |quotation| quotation.kind == QuotationKind::Embed));
                let same =
                    posts.filter(|post| speaker(**post).is_some() && speaker(**post) == speaker(*translated));
                joined.extend(same.map(|post| (*translated, *post)));
            }
        }
        for (translated, post) in joined {
            self.join(translated, post);
            self.translated.insert(translated);
        }
    }

    fn join(&mut self, a: usize, b: usize) {
        let (a, b) = (self.root(a), self.root(b));
        self.parents[a.max(b)] = a.min(b);
    }

    fn root(&mut self, mut at: usize) -> usize {
        while self.parents[at] != at {
            self.parents[at] = self.parents[self.parents[at]];
            at = self.parents[at];
        }
        at
    }

    /// Groups that more than one article has, or one article in two languages.
    fn finish(mut self) -> Vec<Vec<Retold>> {
        let mut groups: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
        for at in 0..self.places.len() {
            let root = self.root(at);
            groups.entry(root).or_default().push(at);
        }
        let is_wanted = |group: &Vec<usize>| {
            let first = self.places[group[0]].side.article;
            let is_shared = group.iter().any(|at| self.places[*at].side.article != first);
            is_shared || group.iter().any(|at| self.translated.contains(at))
        };
        let groups = groups.into_values().filter(is_wanted);
        groups
            .map(|mut group| {
                group.sort_by_key(|at| self.places[*at].side);
                group.into_iter().map(|at| self.places[at].clone()).collect()
            })
            .collect()
    }
}
