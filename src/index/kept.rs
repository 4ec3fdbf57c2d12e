//! What a reuse index found, to be kept in a file: it can be thrown away at any time, because the articles
//! tell it again.
//!
//! A passage is its runs; everything else of it follows from them and the texts.

use serde::{Deserialize, Serialize};

use super::order::mark_moved;
use super::passages::{Passage, Run, Side, n_differing};
use super::spelling::Layers;
use super::winnowing::Method;
use super::words::{WordView, Words, Zones, fingerprint};
use crate::model::{Article, ArticleId};
use crate::text::Span;

/// Another number whenever other passages would be found in the same texts.
const ENGINE: u32 = 1;

#[derive(Debug, PartialEq, Serialize, Deserialize)]
pub struct Kept {
    engine: u32,
    all_zones: bool,
    #[serde(default)]
    layers: Layers,
    #[serde(default)]
    is_winnowed: bool,
    /// Each article with a number that tells whether it is still the same.
    pub(super) articles: Vec<(ArticleId, u64)>,
    passages: Vec<(ArticleId, ArticleId, Vec<[u32; 4]>)>,
}

impl Kept {
    pub(super) fn new(method: Method, articles: Vec<(ArticleId, u64)>, passages: &[&Passage]) -> Self {
        let ends =
            |run: &Run| [run.a.start(), run.a.end(), run.b.start(), run.b.end()].map(|byte| byte as u32);
        let passage = |passage: &&Passage| {
            (passage.a.article, passage.b.article, passage.runs.iter().map(ends).collect())
        };
        let passages = passages.iter().map(passage).collect();
        let Method { view: WordView { zones, layers }, is_winnowed } = method;
        let all_zones = zones == Zones::All;
        Self { engine: ENGINE, all_zones, layers, is_winnowed, articles, passages }
    }

    pub(super) fn is_of(&self, method: Method) -> bool {
        let Method { view: WordView { zones, layers }, is_winnowed } = method;
        let of_view = (self.all_zones, self.layers) == (zones == Zones::All, layers);
        self.engine == ENGINE && of_view && self.is_winnowed == is_winnowed
    }

    /// The passages of articles that are still the same. `None` where one is not in their texts: then nothing
    /// here can be trusted.
    pub(super) fn passages<'w>(
        &self,
        article: impl Fn(ArticleId) -> Option<(&'w str, &'w Words)>,
    ) -> Option<Vec<Passage>> {
        let both = self.passages.iter().filter_map(|(a, b, runs)| {
            let (of_a, of_b) = (article(*a)?, article(*b)?);
            Some(restored((*a, of_a), (*b, of_b), runs))
        });
        let mut passages: Vec<Passage> = both.collect::<Option<_>>()?;
        let pair = |passage: &Passage| passage.sides().map(|side| side.article);
        passages.chunk_by_mut(|one, other| pair(one) == pair(other)).for_each(mark_moved);
        Some(passages)
    }
}

fn restored(
    (a, (text_a, words_a)): (ArticleId, (&str, &Words)),
    (b, (text_b, words_b)): (ArticleId, (&str, &Words)),
    runs: &[[u32; 4]],
) -> Option<Passage> {
    let span = |text, start: u32, end: u32| Span::new(text, start as usize..end as usize).ok();
    let run = |ends: &[u32; 4]| {
        let run = Run { a: span(text_a, ends[0], ends[1])?, b: span(text_b, ends[2], ends[3])? };
        let keys = (&words_a.keys()[words_a.within(run.a)], &words_b.keys()[words_b.within(run.b)]);
        (!keys.0.is_empty() && keys.0 == keys.1).then_some(run)
    };
    let runs: Vec<Run> = runs.iter().map(run).collect::<Option<_>>()?;
    let (first, last) = (runs.first()?, runs.last()?);
    let side_a = Side { article: a, span: Span::new(text_a, first.a.start()..last.a.end()).ok()? };
    let side_b = Side { article: b, span: Span::new(text_b, first.b.start()..last.b.end()).ok()? };
    let n_same: usize = runs.iter().map(|run| words_a.count_in(run.a)).sum();
    let exact = |words: &Words, span| words.exact_keys()[words.within(span)].to_vec();
    let n_layered = runs.iter().map(|run| n_differing(&exact(words_a, run.a), &exact(words_b, run.b))).sum();
    let n_both = words_a.count_in(side_a.span) + words_b.count_in(side_b.span);
    Some(Passage {
        a: side_a,
        b: side_b,
        n_same,
        n_layered,
        share: 2.0 * n_same as f64 / n_both as f64,
        runs,
        is_moved: false,
    })
}

/// Tells whether an article still has the words that it was indexed with, and its date.
pub(super) fn mark(article: &Article) -> u64 {
    let zones = article.zones.iter().filter(|zone| zone.kind.is_clutter());
    let parts = zones.flat_map(|zone| [zone.span.start() as u64, zone.span.end() as u64]);
    let date = article.header.published.as_ref().map_or(0, |date| fingerprint(date.as_str()));
    let mix = |mark: u64, part: u64| (mark.rotate_left(5) ^ part).wrapping_mul(0x9e37_79b9_7f4a_7c15);
    parts.chain([date]).fold(fingerprint(&article.text), mix)
}
