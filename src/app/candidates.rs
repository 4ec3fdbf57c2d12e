//! The candidate caret: it jumps to the next place worth a decision, and selects it.

use std::cmp::Reverse;

use super::App;
use super::state::TextSelection;
use crate::model::{ArticleId, ZoneKind};
use crate::suggest::{agree, is_free};
use crate::text::Span;

impl App {
    /// Selects the next or previous stop of the open article. While the caret walks, tagging and
    /// deciding move it on.
    pub(super) fn walk_candidates(&mut self, forward: bool) {
        let Some(id) = self.state.article else { return };
        let here = self.state.selection_in(id);
        let next = match (here, forward) {
            (None, true) => self.stop_from(id, place(0, usize::MAX)),
            (Some(here), true) if here.is_caret() => self.stop_from(id, place(here.focus, usize::MAX)),
            (Some(here), true) => self.stop_from(id, place(here.range().start, here.range().end - 1)),
            (None, false) => self.stop_before(id, place(usize::MAX, 0)),
            (Some(here), false) => self.stop_before(id, place(here.range().start, here.range().end)),
        };
        match next {
            Some(stop) => self.stop_at(id, stop),
            None => {
                self.state.walks = false;
                self.notices.news("Nothing more to decide here. Ctrl+Enter marks the article as reviewed and opens the next");
            }
        }
    }

    fn stop_at(&mut self, article: ArticleId, stop: Span) {
        self.state.walks = true;
        self.state.mentions.clear();
        self.state.selection = Some(TextSelection { article, anchor: stop.start(), focus: stop.end() });
        if let Some(text) = self.desk.text_mut(article) {
            text.reveal(stop.start());
        }
    }

    /// The first stop at a place or after it: a suggestion, or a candidate that nothing excludes.
    pub(super) fn stop_from(&self, id: ArticleId, first: Place) -> Option<Span> {
        let suggestions = self.suggestions.of(id);
        let suggested = suggestions[suggestions.partition_point(|one| place_of(one.span) < first)..].first();
        let candidates = self.suggestions.candidates(id);
        let later = &candidates[candidates.partition_point(|one| place_of(one.span) < first)..];
        let candidate = later.iter().map(|one| one.span).find(|span| self.is_free(id, *span));
        suggested.map(|one| one.span).into_iter().chain(candidate).min_by_key(|stop| place_of(*stop))
    }

    /// The last stop before a place.
    fn stop_before(&self, id: ArticleId, end: Place) -> Option<Span> {
        let suggestions = self.suggestions.of(id);
        let n_before = suggestions.partition_point(|one| place_of(one.span) < end);
        let suggested = suggestions[..n_before].last().map(|one| one.span);
        let candidates = self.suggestions.candidates(id);
        let earlier = &candidates[..candidates.partition_point(|one| place_of(one.span) < end)];
        let candidate = earlier.iter().rev().map(|one| one.span).find(|span| self.is_free(id, *span));
        suggested.into_iter().chain(candidate).max_by_key(|stop| place_of(*stop))
    }

    /// Nothing stands there; where mentions nest, one may hold it or lie in it.
    fn is_free(&self, id: ArticleId, span: Span) -> bool {
        if self.is_furniture(id, span) {
            return false;
        }
        let nests = self.suggestions.nests();
        let suggestions = self.suggestions.of(id);
        let n_before = suggestions.partition_point(|one| one.span.start() < span.end());
        let mut near = suggestions[..n_before].iter().rev().take(NESTED_AT_MOST);
        near.all(|one| agree(one.span, span, nests))
            && self.article(id).is_none_or(|article| is_free(&article.mentions, span, nests))
    }

    /// Menus, links and teasers of a page are no place worth a decision.
    fn is_furniture(&self, id: ArticleId, span: Span) -> bool {
        let zone = self.article(id).and_then(|article| article.zone_at(span.start()));
        matches!(zone, Some(ZoneKind::Furniture | ZoneKind::Teaser))
    }
}

/// The order of stops: by start, and what holds others before them.
pub(super) type Place = (usize, Reverse<usize>);

pub(super) fn place(start: usize, end: usize) -> Place {
    (start, Reverse(end))
}

fn place_of(span: Span) -> Place {
    place(span.start(), span.end())
}

const NESTED_AT_MOST: usize = 16; // suggestions that start before a place and may still reach into it
