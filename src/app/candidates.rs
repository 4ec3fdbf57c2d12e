//! The candidate caret: it jumps to the next place worth a decision, and selects it.

use super::App;
use super::state::TextSelection;
use crate::model::{Article, ArticleId};
use crate::text::Span;

impl App {
    /// Selects the next or previous stop of the open article. While the caret walks, tagging and
    /// deciding move it on.
    pub(super) fn walk_candidates(&mut self, forward: bool) {
        let Some(session) = &self.session else { return };
        let Some(id) = self.state.article else { return };
        let Some(article) = session.project().article(id) else { return };
        let stops = self.stops(id, article);
        let here = self.state.selection.filter(|selection| selection.article == id);
        let next = match (here, forward) {
            (None, true) => stops.first().copied(),
            (None, false) => stops.last().copied(),
            (Some(here), true) if here.is_caret() => {
                stops.iter().find(|stop| stop.start() >= here.focus).copied()
            }
            (Some(here), true) => {
                let (start, end) = (here.range().start, here.range().end);
                stops
                    .iter()
                    .find(|stop| stop.start() > start && stop.start() >= end.min(stop.start()))
                    .copied()
            }
            (Some(here), false) => stops.iter().rev().find(|stop| stop.start() < here.range().start).copied(),
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

    /// Suggestions and candidates that no mention covers, in text order.
    pub(super) fn stops(&self, id: ArticleId, article: &Article) -> Vec<Span> {
        let suggested = self.suggestions.of(id).iter().map(|suggestion| suggestion.span);
        let mut stops: Vec<Span> = suggested.collect();
        let mut taken: Vec<Span> =
            article.mentions.values().flat_map(|mention| mention.extent.pieces()).collect();
        taken.extend(&stops);
        taken.sort_unstable();
        let is_free = |span: &Span| {
            let after = taken.partition_point(|other| other.start() < span.end());
            !taken[..after].iter().rev().take(NESTED_AT_MOST).any(|other| other.overlaps(*span))
        };
        let candidates = self.suggestions.candidates(id).iter().map(|candidate| candidate.span);
        let free: Vec<Span> = candidates.filter(is_free).collect();
        stops.extend(free);
        stops.sort_unstable();
        stops.dedup();
        stops
    }
}

const NESTED_AT_MOST: usize = 16; // mentions that start before a place and may still reach into it
