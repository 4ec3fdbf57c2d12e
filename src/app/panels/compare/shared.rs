//! What the panes share, worked out on a thread: the stretches, what differs in them, and the passages
//! as ribbons join them.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::bundles::{Bundle, bundles};
use crate::index::{Comparison, DifferenceClass, Passage, Side};
use crate::model::{ArticleId, Project};
use crate::text::{Span, apart};

/// Passages depend on the panes; classes on the mentions too, which say who is who.
pub struct Key {
    pub comparison: Arc<Comparison>,
    pub revision: u64,
}

#[derive(Default)]
pub struct Shared {
    /// In text order and apart.
    stretches: BTreeMap<ArticleId, Vec<Span>>,
    /// In text order.
    marks: BTreeMap<ArticleId, Vec<Mark>>,
    counts: BTreeMap<DifferenceClass, usize>,
    /// Of neighbouring panes, the left one first.
    bundles: BTreeMap<(ArticleId, ArticleId), Vec<Bundle>>,
    elsewhere: BTreeMap<ArticleId, Vec<Elsewhere>>,
}

/// Words of an article that differ from those of another.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Mark {
    pub span: Span,
    pub class: DifferenceClass,
    pub other: Side,
}

/// A stretch that panes share which are no neighbours, so that no ribbon joins them.
#[derive(Clone, Debug, PartialEq)]
pub struct Elsewhere {
    pub span: Span,
    pub articles: BTreeSet<ArticleId>,
}

impl PartialEq for Key {
    fn eq(&self, other: &Self) -> bool {
        Arc::ptr_eq(&self.comparison, &other.comparison) && self.revision == other.revision
    }
}

impl Shared {
    pub fn new(comparison: &Comparison, project: &Project) -> Self {
        let panes: Vec<ArticleId> = comparison.articles().collect();
        let bundled = |neighbours: &[ArticleId]| {
            let (left, right) = (neighbours[0], neighbours[1]);
            ((left, right), bundles(comparison, project, left, right))
        };
        let mut shared = Self {
            stretches: panes.iter().map(|id| (*id, stretches(comparison, *id))).collect(),
            bundles: panes.windows(2).map(bundled).collect(),
            elsewhere: panes.iter().map(|id| (*id, elsewhere(comparison, &panes, *id))).collect(),
            ..Self::default()
        };
        shared.mark(comparison, project);
        shared
    }

    fn mark(&mut self, comparison: &Comparison, project: &Project) {
        for (Passage { a, b, .. }, differences) in comparison.all_differences(project) {
            for difference in differences {
                // What moved is told where it stands on one side and where it stands on the other.
                let is_told_again = difference.class == DifferenceClass::Move && difference.a.is_empty();
                *self.counts.entry(difference.class).or_default() += usize::from(!is_told_again);
                let (a, b) = (Side { span: difference.a, ..*a }, Side { span: difference.b, ..*b });
                for (side, other) in [(a, b), (b, a)] {
                    let mark = Mark { span: side.span, class: difference.class, other };
                    self.marks.entry(side.article).or_default().push(mark);
                }
            }
        }
        self.marks.values_mut().for_each(|marks| marks.sort_unstable());
    }

    /// The stretches of an article that another pane has too.
    pub fn stretches(&self, article: ArticleId) -> &[Span] {
        self.stretches.get(&article).map_or(&[], Vec::as_slice)
    }

    pub fn marks(&self, article: ArticleId) -> &[Mark] {
        self.marks.get(&article).map_or(&[], Vec::as_slice)
    }

    /// The classes of differences that occur, and how often.
    pub fn counts(&self) -> &BTreeMap<DifferenceClass, usize> {
        &self.counts
    }

    pub fn bundles(&self, left: ArticleId, right: ArticleId) -> &[Bundle] {
        self.bundles.get(&(left, right)).map_or(&[], Vec::as_slice)
    }

    pub fn elsewhere(&self, article: ArticleId) -> &[Elsewhere] {
        self.elsewhere.get(&article).map_or(&[], Vec::as_slice)
    }
}

fn stretches(comparison: &Comparison, article: ArticleId) -> Vec<Span> {
    let here = comparison.passages().iter().filter_map(|passage| passage.seen_from(article));
    apart(here.map(|(here, _)| here.span).collect())
}

fn elsewhere(comparison: &Comparison, panes: &[ArticleId], article: ArticleId) -> Vec<Elsewhere> {
    let place = |id| panes.iter().position(|pane| *pane == id).unwrap_or(0);
    let is_far = |other: ArticleId| place(other).abs_diff(place(article)) > 1;
    let sides = comparison.passages().iter().filter_map(|passage| passage.seen_from(article));
    let mut far: Vec<(Span, ArticleId)> = sides
        .filter(|(_, there)| is_far(there.article))
        .map(|(here, there)| (here.span, there.article))
        .collect();
    far.sort_unstable();
    let mut found: Vec<Elsewhere> = Vec::new();
    for (span, other) in far {
        match found.last_mut() {
            Some(last) if span.start() < last.span.end() => {
                last.span = last.span.joined(span);
                last.articles.insert(other);
            }
            _ => found.push(Elsewhere { span, articles: BTreeSet::from([other]) }),
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fixture;
    use crate::index::Zones;

    const FERRY: &str = "the ferry left the old harbour before dawn";
    const STORM: &str = "nobody on board had heard the storm warning";

    #[test]
    fn far_panes_are_named_where_no_ribbon_goes() {
        let texts =
            [format!("{FERRY}. {STORM}."), format!("Yes: {FERRY}!"), format!("{STORM}, he said. {FERRY}.")];
        let typed: Vec<(&str, &str)> = texts.iter().map(|text| ("Outlet", text.as_str())).collect();
        let session = fixture::session(&typed);
        let ids: Vec<ArticleId> = session.project().articles().keys().copied().collect();
        let comparison = Comparison::new(session.project(), &ids, Zones::Body);
        let shared = Shared::new(&comparison, session.project());
        let far = |at: usize| {
            let found = shared.elsewhere(ids[at]).iter();
            found.map(|one| (one.span.of(&texts[at]), one.articles.clone())).collect::<Vec<_>>()
        };
        let third = BTreeSet::from([ids[2]]);
        assert_eq!(far(0), [(FERRY, third.clone()), (STORM, third)]);
        assert_eq!(far(1), []);
        assert_eq!(far(2).len(), 2);
        assert_eq!(shared.bundles(ids[0], ids[1]).len(), 1);
        assert_eq!(shared.bundles(ids[0], ids[2]).len(), 0, "they are no neighbours");
        assert_eq!(shared.stretches(ids[0]).len(), 2);
    }
}
