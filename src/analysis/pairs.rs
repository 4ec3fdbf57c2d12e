//! Two articles with all passages that they share, and how much of each that is.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::reuse::Shared;
use crate::index::{Overlap, Passage, Side, Wordings, Words};
use crate::job::{Cancelled, Progress, on_every};
use crate::model::ArticleId;

pub(super) struct Pair<'p> {
    pub passages: &'p [Passage],
    /// The share of each article's words that stand in passages.
    pub covered: [f64; 2],
    pub overlap: Overlap,
}

/// In the order of the passages.
pub(super) fn pairs<'p>(shared: &'p Shared, progress: &Progress) -> Result<Vec<Pair<'p>>, Cancelled> {
    let same_pair = |a: &Passage, b: &Passage| (a.a.article, a.b.article) == (b.a.article, b.b.article);
    let of_pairs: Vec<&[Passage]> = shared.passages.chunk_by(same_pair).collect();
    let articles = of_pairs.iter().flat_map(|of_pair| of_pair[0].sides()).map(|side| side.article);
    let wordings = wordings(&shared.words, articles, progress)?;
    let pair = |passages: &&'p [Passage]| {
        let [a, b] = passages[0].sides().map(|side| side.article);
        let covered_a = covered(&shared.words[&a], passages.iter().map(|passage| passage.a));
        let covered_b = covered(&shared.words[&b], passages.iter().map(|passage| passage.b));
        Pair { passages, covered: [covered_a, covered_b], overlap: wordings[&a].overlap(&wordings[&b]) }
    };
    let go_on = || progress.go_on().is_ok();
    on_every(&of_pairs, &go_on, || (), |(), passages| pair(passages)).ok_or(Cancelled)
}

/// What containment is counted in, for each of some articles.
pub(super) fn wordings(
    words: &BTreeMap<ArticleId, Arc<Words>>,
    articles: impl Iterator<Item = ArticleId>,
    progress: &Progress,
) -> Result<BTreeMap<ArticleId, Wordings>, Cancelled> {
    let wanted: BTreeMap<ArticleId, &Words> =
        articles.filter_map(|id| Some((id, &**words.get(&id)?))).collect();
    let wanted: Vec<(ArticleId, &Words)> = wanted.into_iter().collect();
    let go_on = || progress.go_on().is_ok();
    let all = on_every(&wanted, &go_on, || (), |(), (id, words)| (*id, Wordings::of(words)));
    Ok(all.ok_or(Cancelled)?.into_iter().collect())
}

fn covered(words: &Words, sides: impl Iterator<Item = Side>) -> f64 {
    let spans = crate::text::apart(sides.map(|side| side.span).collect());
    let n_covered: usize = spans.iter().map(|span| words.count_in(*span)).sum();
    n_covered as f64 / words.count().max(1) as f64
}
