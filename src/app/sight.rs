//! What of an article is on the screen and where: for tests and benches that work with the hands.

use egui::{Pos2, Rect};

use super::App;
use super::candidates::place;
use super::state::Place;
use crate::model::ArticleId;
use crate::suggest::{Candidate, is_free};
use crate::text::Span;

impl App {
    /// Scrolls a place into sight, as the wheel would; nothing is selected.
    pub fn reveal(&mut self, place: Place) {
        self.desk.go(place);
    }

    /// Where a stretch stands in the last frame, row by row; empty unless all of it is in sight.
    pub fn rects(&self, article: ArticleId, span: Span) -> Vec<Rect> {
        let Some(text) = self.desk.text(article) else { return Vec::new() };
        let rects = text.rects(span);
        if rects.iter().all(|rect| text.is_in_sight(rect.center())) { rects } else { Vec::new() }
    }

    /// The byte that a press at a position would take as the end of a selection.
    pub fn byte_at(&self, article: ArticleId, pos: Pos2) -> Option<usize> {
        self.desk.text(article)?.byte_at(pos)
    }

    /// What Alt with a click may take whole in an article, as it stands.
    pub fn clickable(&self, article: ArticleId) -> Vec<Candidate> {
        let (nests, all) = (self.suggestions.nests(), self.suggestions.clickable(article));
        let Some(article) = self.article(article) else { return Vec::new() };
        all.iter().filter(|one| is_free(&article.mentions, one.span, nests)).copied().collect()
    }

    /// The places that Tab goes through in an article, in text order.
    pub fn candidates(&self, article: ArticleId) -> Vec<Span> {
        let first = self.stop_from(article, place(0, usize::MAX));
        let next = |stop: &Span| self.stop_from(article, place(stop.start(), stop.end() - 1));
        std::iter::successors(first, next).collect()
    }
}
