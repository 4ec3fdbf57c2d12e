//! Articles side by side: which, what they share, and going to and fro between them.

use super::App;
use super::results::{SideBySide, WhatOthersTell};
use super::state::{Mode, Place};
use super::work::Finished;
use crate::index::Side;
use crate::model::ArticleId;
use crate::text::Span;

pub const MOST_PANES: usize = 6; // more are narrower than a line can be read
pub(super) const COMPARING: &str = "Comparing the articles";
pub(super) const LOOKING: &str = "Looking for what others tell";

impl App {
    /// Puts articles side by side. Fewer than two are shown as a choice to be completed.
    pub(super) fn compare(&mut self, articles: Vec<ArticleId>) {
        let mut panes: Vec<ArticleId> = Vec::new();
        for article in articles {
            if !panes.contains(&article) && panes.len() < MOST_PANES {
                panes.push(article);
            }
        }
        if !self.state.article.is_some_and(|article| panes.contains(&article)) {
            self.state.article = panes.first().copied().or(self.state.article);
        }
        self.state.panes = panes;
        self.state.mode = Mode::Compare;
    }

    /// Compares the panes on a thread, once for each set of them and the layers: texts never change.
    pub(super) fn keep_compared(&mut self) {
        let Some(session) = &self.session else { return };
        let panes = &self.state.panes;
        if self.state.mode != Mode::Compare || panes.len() < 2 || self.works.is_running(COMPARING) {
            return;
        }
        let known = self.results.side_by_side.as_ref();
        if known.is_some_and(|known| known.is_of(session.project(), panes, self.state.layers)) {
            return;
        }
        let (project, panes, layers) = (session.project().clone(), panes.clone(), self.state.layers);
        self.works.start(&self.context, COMPARING, move |progress| {
            Ok(Finished::Compared(Box::new(SideBySide::new(&project, &panes, layers, progress)?)))
        });
    }

    /// Works out what each pane lacks, once for each comparison, while that is to be shown.
    pub(super) fn keep_untold(&mut self) {
        if !self.state.shows_untold {
            self.results.untold = None;
            return;
        }
        let (Some(session), Some(comparison)) = (&self.session, self.results.comparison()) else { return };
        let is_known = self.results.untold.as_ref().is_some_and(|known| known.is_of(comparison));
        if self.state.mode != Mode::Compare || is_known || self.works.is_running(LOOKING) {
            return;
        }
        let (project, comparison) = (session.project().clone(), comparison.clone());
        self.works.start(&self.context, LOOKING, move |progress| {
            Ok(Finished::Untold(Box::new(WhatOthersTell::new(&project, comparison, progress)?)))
        });
    }

    /// To the next place of the pane where only others tell something. They come to show it, in free
    /// panes each by itself.
    pub(super) fn step_to_untold(&mut self, forward: bool) {
        self.state.shows_untold = true;
        let Some(article) = self.state.article else { return };
        let Some((first, last)) = self.desk.text(article).and_then(|text| text.bytes_in_sight()) else {
            return;
        };
        let caret = self.state.selection_in(article).map(|selection| selection.range().start);
        let byte = caret.filter(|byte| (first..=last).contains(byte)).unwrap_or(first);
        let untold = self.results.untold(article);
        let is_here = self.state.stands_at_untold(article, byte);
        let next = match forward {
            true => untold.iter().find(|one| one.at > byte || (one.at == byte && !is_here)),
            false => untold.iter().rfind(|one| one.at < byte),
        };
        let Some(at) = next.map(|one| one.at) else {
            self.notices.news("Others tell nothing more from here on in this pane");
            return;
        };
        let tellings: Vec<Side> =
            untold.iter().filter(|one| one.at == at).flat_map(|one| one.tellings.clone()).collect();
        let Some(span) = Span::try_from((at as u32, at as u32)).ok() else { return };
        self.go(Place { article, span });
        self.state.untold = Some((article, at));
        for side in tellings.iter().rev().filter(|_| !self.state.is_locked) {
            if let Some(text) = self.desk.text_mut(side.article) {
                text.reveal(side.span.start());
            }
        }
    }

    /// Brings the counterparts of the selection, or of what is being read, to its height.
    pub(super) fn go_to_counterpart(&mut self) {
        let Some(place) = self.place_in_hand() else { return };
        let found = self.results.comparison().map(|comparison| {
            comparison.counterparts(place.article, place.span).iter().any(|found| found.is_shared)
        });
        if found == Some(false) {
            self.notices.news("No other pane shares this passage; the nearest ones are shown");
        }
        self.desk.bring_counterparts(place.article, place.span);
    }

    fn place_in_hand(&self) -> Option<Place> {
        let article = self.state.article?;
        let project = self.session.as_ref()?.project();
        let place = self.state.place(project)?;
        let (first, last) = self.desk.text(article)?.bytes_in_sight()?;
        let is_in_sight = (first..last).contains(&place.span.start());
        if self.state.selection.is_some() && is_in_sight {
            return Some(place);
        }
        let text = &project.article(article)?.text;
        let at = self.desk.text(article)?.byte_on_reading_line()?;
        Some(Place { article, span: Span::new(text, at..at).ok()? })
    }
}
