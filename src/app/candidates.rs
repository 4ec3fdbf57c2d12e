//! The candidate caret: it jumps to the next place worth a decision, and selects it.

use super::App;
use super::state::TextSelection;
use crate::model::ArticleId;
use crate::text::Span;

impl App {
    /// Selects the next or previous stop of the open article. While the caret walks, tagging and
    /// deciding move it on.
    pub(super) fn walk_candidates(&mut self, forward: bool) {
        let Some(id) = self.state.article else { return };
        self.follow_with_marks(id);
        let here = self.state.selection.filter(|selection| selection.article == id);
        let next = match (here, forward) {
            (None, true) => self.stop_from(id, 0),
            (Some(here), true) if here.is_caret() => self.stop_from(id, here.focus),
            (Some(here), true) => self.stop_from(id, here.range().start + 1),
            (None, false) => self.stop_before(id, usize::MAX),
            (Some(here), false) => self.stop_before(id, here.range().start),
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

    /// The first stop that starts at a byte or after it: a suggestion, or a candidate that nothing
    /// covers.
    pub(super) fn stop_from(&self, id: ArticleId, byte: usize) -> Option<Span> {
        let suggestions = self.suggestions.of(id);
        let suggested = suggestions[suggestions.partition_point(|one| one.span.start() < byte)..].first();
        let candidates = self.suggestions.candidates(id);
        let later = &candidates[candidates.partition_point(|one| one.span.start() < byte)..];
        let candidate = later.iter().map(|one| one.span).find(|span| self.is_free(id, *span));
        suggested.map(|one| one.span).into_iter().chain(candidate).min()
    }

    /// The last stop that starts before a byte.
    fn stop_before(&self, id: ArticleId, byte: usize) -> Option<Span> {
        let suggestions = self.suggestions.of(id);
        let n_before = suggestions.partition_point(|one| one.span.start() < byte);
        let suggested = suggestions[..n_before].last().map(|one| one.span);
        let candidates = self.suggestions.candidates(id);
        let earlier = &candidates[..candidates.partition_point(|one| one.span.start() < byte)];
        let candidate = earlier.iter().rev().map(|one| one.span).find(|span| self.is_free(id, *span));
        suggested.into_iter().chain(candidate).max()
    }

    /// The caret may walk before the next frame draws what was just tagged.
    pub(super) fn follow_with_marks(&mut self, id: ArticleId) {
        let article = self.session.as_ref().and_then(|session| session.project().article(id));
        if let (Some(article), Some(text)) = (article, self.desk.text_mut(id)) {
            text.follow(article);
        }
    }

    fn is_free(&self, id: ArticleId, span: Span) -> bool {
        let suggestions = self.suggestions.of(id);
        let n_before = suggestions.partition_point(|one| one.span.start() < span.end());
        let is_suggested =
            suggestions[..n_before].iter().rev().take(NESTED_AT_MOST).any(|one| one.span.overlaps(span));
        !is_suggested && self.desk.text(id).is_none_or(|text| text.is_untagged(span))
    }
}

const NESTED_AT_MOST: usize = 16; // suggestions that start before a place and may still reach into it
