//! Passages as ribbons join them: those between the same two paragraphs are one bundle.

use std::collections::BTreeMap;

use crate::index::{Comparison, Passage, PassageKind, Side};
use crate::model::{ArticleId, Project};
use crate::text::{Span, paragraphs};

#[derive(Clone, Debug, PartialEq)]
pub struct Bundle {
    /// Counted from 1 in the order of the left pane, so that it stays while the panes scroll.
    pub number: usize,
    /// From the first to the last of its passages.
    pub left: Side,
    pub right: Side,
    /// Each passage on both sides.
    pub passages: Vec<(Span, Span)>,
    /// Words that are the same on both sides.
    pub n_same: usize,
    /// Twice the same words, over the words of both sides.
    pub share: f64,
    pub kind: PassageKind,
}

/// Of two articles, in the order of the left one.
pub fn bundles(comparison: &Comparison, project: &Project, left: ArticleId, right: ArticleId) -> Vec<Bundle> {
    let (starts_left, starts_right) = (starts(project, left), starts(project, right));
    let mut groups: BTreeMap<(usize, usize), Vec<Seen>> = BTreeMap::new();
    for passage in comparison.between(left, right) {
        let Some((here, there)) = passage.seen_from(left) else { continue };
        let key = (paragraph_at(&starts_left, here.span), paragraph_at(&starts_right, there.span));
        groups.entry(key).or_default().push(Seen { passage, here, there });
    }
    let mut bundles: Vec<Bundle> = groups.into_values().filter_map(|group| bundle(&group)).collect();
    bundles.sort_by_key(|bundle| (bundle.left.span, bundle.right.span));
    bundles.iter_mut().zip(1..).for_each(|(bundle, number)| bundle.number = number);
    bundles
}

/// A passage as the left and the right pane have it.
struct Seen<'c> {
    passage: &'c Passage,
    here: Side,
    there: Side,
}

fn bundle(group: &[Seen]) -> Option<Bundle> {
    let first = group.first()?;
    let n_same: usize = group.iter().map(|seen| seen.passage.n_same).sum();
    let n_words: f64 = group.iter().map(|seen| 2.0 * seen.passage.n_same as f64 / seen.passage.share).sum();
    let is_verbatim = group.iter().all(|seen| seen.passage.kind() == PassageKind::Verbatim);
    Some(Bundle {
        number: 0,
        left: Side { span: group.iter().map(|seen| seen.here.span).reduce(Span::joined)?, ..first.here },
        right: Side { span: group.iter().map(|seen| seen.there.span).reduce(Span::joined)?, ..first.there },
        passages: group.iter().map(|seen| (seen.here.span, seen.there.span)).collect(),
        n_same,
        share: 2.0 * n_same as f64 / n_words,
        kind: if is_verbatim { PassageKind::Verbatim } else { PassageKind::Near },
    })
}

fn starts(project: &Project, article: ArticleId) -> Vec<usize> {
    let text = project.article(article).map_or("", |article| &*article.text);
    paragraphs(text).into_iter().map(Span::start).collect()
}

fn paragraph_at(starts: &[usize], span: Span) -> usize {
    starts.partition_point(|start| *start <= span.start())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fixture;
    use crate::index::Zones;

    #[test]
    fn passages_between_the_same_two_paragraphs_are_one_bundle() {
        let ferry = "the ferry left the old harbour before dawn";
        let storm = "nobody on board had heard the storm warning";
        let fog = "fog hid the northern coast for most of the night";
        let gap = "while many other people waited for hours on the quay with great patience for any news";
        let one = format!("{ferry}, {gap}. {storm}.\n{fog}.");
        let two = format!("First this.\n{storm}! Some {ferry}; {fog}.");
        let session = fixture::session(&[("One", &one), ("Two", &two)]);
        let ids: Vec<ArticleId> = session.project().articles().keys().copied().collect();
        let comparison = Comparison::new(session.project(), &ids, Zones::Body);
        let found = bundles(&comparison, session.project(), ids[0], ids[1]);
        // By hand: eight words each in the first two, ten in the last one.
        let told: Vec<_> =
            found.iter().map(|bundle| (bundle.number, bundle.passages.len(), bundle.n_same)).collect();
        assert_eq!(told, [(1, 2, 16), (2, 1, 10)]);
        assert_eq!(found[0].left.span.of(&one), one.split(".\n").next().unwrap());
        assert_eq!(found[0].right.span.of(&two), format!("{storm}! Some {ferry}"));
        assert_eq!((found[0].kind, found[0].share), (PassageKind::Verbatim, 1.0));
    }
}
