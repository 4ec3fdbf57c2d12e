//! What the panes share, and the words that differ inside it, looked up on a thread.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use egui::{Pos2, Rect, Response, RichText, Tooltip, Ui};

use super::line::Line;
use crate::app::live::Live;
use crate::app::request::{Request, Requests};
use crate::app::state::Place;
use crate::app::widgets::{Desk, one_line};
use crate::app::{View, theme};
use crate::index::{Comparison, DifferenceClass, Layer, Passage, Side};
use crate::model::{ArticleId, Project};
use crate::text::Span;

#[derive(Default)]
pub struct Differing {
    hidden: BTreeSet<DifferenceClass>,
    found: Live<Key, Found>,
}

/// Passages depend on the panes; classes on the mentions too, which say who is who.
struct Key {
    comparison: Arc<Comparison>,
    revision: u64,
}

#[derive(Default)]
struct Found {
    /// In text order and apart.
    shared: BTreeMap<ArticleId, Vec<Span>>,
    /// In text order.
    marks: BTreeMap<ArticleId, Vec<Mark>>,
    counts: BTreeMap<DifferenceClass, usize>,
}

/// Words of an article that differ from those of another.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Mark {
    span: Span,
    class: DifferenceClass,
    other: Side,
}

impl PartialEq for Key {
    fn eq(&self, other: &Self) -> bool {
        Arc::ptr_eq(&self.comparison, &other.comparison) && self.revision == other.revision
    }
}

impl Differing {
    /// Looks up again what depends on the panes or on the mentions.
    pub fn prepare(&mut self, ui: &Ui, view: &View) {
        let Some(comparison) = view.results.comparison() else { return };
        let key = Key { comparison: comparison.clone(), revision: view.session.revision() };
        let (comparison, project) = (comparison.clone(), view.project.clone());
        self.found.get(ui.ctx(), key, move |_| Ok(Found::new(&comparison, &project)));
    }

    /// The stretches of an article that another pane has too, in text order and apart.
    pub fn shared(&self, article: ArticleId) -> &[Span] {
        let known = self.found.now().and_then(|found| found.shared.get(&article));
        known.map_or(&[], Vec::as_slice)
    }

    /// The classes that occur, and how often; `None` until that is known.
    pub fn counts(&self) -> Option<&BTreeMap<DifferenceClass, usize>> {
        self.found.now().map(|found| &found.counts)
    }

    pub fn is_shown(&self, class: DifferenceClass) -> bool {
        !self.hidden.contains(&class)
    }

    pub fn toggle(&mut self, class: DifferenceClass) {
        if !self.hidden.remove(&class) {
            self.hidden.insert(class);
        }
    }

    fn marks(&self, article: ArticleId) -> impl Iterator<Item = &Mark> {
        let marks = self.found.now().and_then(|found| found.marks.get(&article));
        marks.into_iter().flatten().filter(|mark| self.is_shown(mark.class))
    }

    /// Over the text of a pane that was just drawn.
    pub fn paint(&self, ui: &Ui, pane: Rect, article: ArticleId, desk: &Desk) {
        let Some(text) = desk.text(article) else { return };
        let Some((first, last)) = text.bytes_in_sight() else { return };
        let painter = ui.painter_at(pane);
        let in_sight = |mark: &&Mark| mark.span.end() >= first && mark.span.start() <= last;
        let mut drawn = None;
        for mark in self.marks(article).filter(in_sight) {
            if drawn.replace((mark.span, mark.class)) == Some((mark.span, mark.class)) {
                continue; // the same words differ from several panes
            }
            let line = Line { painter: &painter, palette: theme::palette(ui), class: mark.class };
            match mark.span.is_empty() {
                true => text.caret(mark.span.start()).into_iter().for_each(|caret| line.gap(caret)),
                false => text.rects(mark.span).into_iter().for_each(|rect| line.under(rect)),
            }
        }
    }

    /// Words that differ say under the pointer what stands in their place; Ctrl with a click brings it
    /// to their height.
    pub fn hover_ui(
        &self,
        response: &Response,
        view: &View,
        article: ArticleId,
        desk: &Desk,
        requests: &mut Requests,
    ) {
        let Some(pos) = response.hover_pos() else { return };
        let marks: Vec<&Mark> = self.under(pos, article, desk);
        let Some(mark) = marks.first() else { return };
        if response.clicked() && response.ctx.input(|input| input.modifiers.command) {
            requests.push(Request::BringCounterparts(Place { article, span: mark.span }));
        }
        if response.ctx.input(|input| !input.pointer.any_down()) {
            Tooltip::for_enabled(response).at_pointer().show(|ui| {
                let here = Side { article, span: mark.span };
                for mark in &marks {
                    ui.label(told(view.project, here, mark));
                }
                ui.label(RichText::new("Ctrl+click brings it to the same height").weak());
            });
        }
    }

    /// The marks of the narrowest words at a point.
    fn under(&self, pos: Pos2, article: ArticleId, desk: &Desk) -> Vec<&Mark> {
        let Some((text, byte)) = desk.text(article).and_then(|text| Some((text, text.byte_at(pos)?))) else {
            return Vec::new();
        };
        let is_near = |mark: &&Mark| mark.span.start() <= byte + 1 && byte <= mark.span.end() + 1;
        let is_under = |mark: &&Mark| match mark.span.is_empty() {
            true => text.caret(mark.span.start()).is_some_and(|caret| caret.expand(GAP_REACH).contains(pos)),
            false => text.rects(mark.span).iter().any(|rect| rect.contains(pos)),
        };
        let found: Vec<&Mark> = self.marks(article).filter(is_near).filter(is_under).collect();
        let narrowest = found.iter().map(|mark| mark.span).min_by_key(|span| span.len());
        found.into_iter().filter(|mark| Some(mark.span) == narrowest).collect()
    }
}

const GAP_REACH: f32 = 3.0; // around a gap between two words, for the pointer

/// `number or date: “Friday” here, “Monday” in Lantern`; and what has to be overlooked for a match.
fn told(project: &Project, here: Side, mark: &Mark) -> String {
    let quote = |side: Side| match project.article(side.article).map(|article| side.span.of(&article.text)) {
        None | Some("") => "nothing".to_owned(),
        Some(words) => format!("“{}”", one_line(words)),
    };
    let words = |side: Side| project.article(side.article).map_or("", |article| side.span.of(&article.text));
    let layer =
        Layer::between(words(here), words(mark.other)).filter(|_| mark.class == DifferenceClass::Spelling);
    let layer = layer.map_or(String::new(), |layer| format!(" (same but for {})", layer.name()));
    let outlet = project.article(mark.other.article).map_or("", |article| project.outlet_name(article));
    format!("{}{layer}: {} here, {} in {outlet}", mark.class.name(), quote(here), quote(mark.other))
}

impl Found {
    fn new(comparison: &Comparison, project: &Project) -> Self {
        let shared = comparison.articles().map(|id| (id, shared(comparison, id))).collect();
        let mut found = Self { shared, ..Self::default() };
        for (passage, differences) in comparison.all_differences(project) {
            for difference in differences {
                *found.counts.entry(difference.class).or_default() += 1;
                let Passage { a, b, .. } = passage;
                let (a, b) = (Side { span: difference.a, ..*a }, Side { span: difference.b, ..*b });
                for (side, other) in [(a, b), (b, a)] {
                    let mark = Mark { span: side.span, class: difference.class, other };
                    found.marks.entry(side.article).or_default().push(mark);
                }
            }
        }
        found.marks.values_mut().for_each(|marks| marks.sort_unstable());
        found
    }
}

fn shared(comparison: &Comparison, article: ArticleId) -> Vec<Span> {
    let here = comparison.passages().iter().filter_map(|passage| passage.seen_from(article));
    let mut spans: Vec<Span> = here.map(|(here, _)| here.span).collect();
    spans.sort_unstable();
    joined(spans)
}

/// Stretches that overlap or touch as one.
fn joined(spans: Vec<Span>) -> Vec<Span> {
    let mut joined: Vec<Span> = Vec::new();
    for span in spans {
        match joined.last_mut() {
            Some(last) if span.start() <= last.end() => {
                let end = last.end().max(span.end());
                *last = Span::try_from((last.start() as u32, end as u32)).unwrap_or(*last);
            }
            _ => joined.push(span),
        }
    }
    joined
}

#[cfg(test)]
mod tests {
    use super::*;

    fn span(start: u32, end: u32) -> Span {
        Span::try_from((start, end)).unwrap()
    }

    #[test]
    fn stretches_that_overlap_are_one() {
        let spans = vec![span(0, 5), span(3, 9), span(9, 10), span(12, 20), span(13, 14)];
        assert_eq!(joined(spans), [span(0, 10), span(12, 20)]);
    }
}
