//! What the panes share, and the words that differ inside it: each class by a line of its own form
//! and color, so that neither is needed to tell them apart.

use std::collections::{BTreeMap, BTreeSet};

use egui::{Painter, Pos2, Rect, Shape, Stroke, Ui, pos2, vec2};

use crate::app::View;
use crate::app::theme::{self, Palette};
use crate::app::widgets::Desk;
use crate::index::{Comparison, DifferenceClass};
use crate::model::ArticleId;
use crate::text::Span;

/// Above so many passages, what differs in them is looked up for none: the panes are copies.
const MOST_PASSAGES: usize = 2000;

#[derive(Default)]
pub struct Differing {
    hidden: BTreeSet<DifferenceClass>,
    /// The panes and the revision that the rest was made for: mentions decide who is who.
    of: Option<(Vec<ArticleId>, u64, usize)>,
    shared: BTreeMap<ArticleId, Vec<Span>>,
    marks: BTreeMap<ArticleId, Vec<Mark>>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Mark {
    span: Span,
    class: DifferenceClass,
}

impl Differing {
    /// Looks up again what depends on the panes or on the mentions.
    pub fn prepare(&mut self, view: &View) {
        let Some(comparison) = view.results.comparison() else { return };
        let of = (view.state.panes.clone(), view.session.revision(), comparison.passages().len());
        if self.of.as_ref() == Some(&of) {
            return;
        }
        self.of = Some(of);
        self.shared = view.state.panes.iter().map(|id| (*id, shared(comparison, *id))).collect();
        self.marks = marks(view, comparison);
    }

    /// The stretches of an article that another pane has too, in text order and apart.
    pub fn shared(&self, article: ArticleId) -> &[Span] {
        self.shared.get(&article).map_or(&[], Vec::as_slice)
    }

    /// Over the text of a pane that was just drawn.
    pub fn paint(&self, ui: &Ui, pane: Rect, article: ArticleId, desk: &Desk) {
        let (Some(text), Some(marks)) = (desk.text(article), self.marks.get(&article)) else { return };
        let Some((first, last)) = text.bytes_in_sight() else { return };
        let painter = ui.painter_at(pane);
        let in_sight = marks.iter().filter(|mark| mark.span.end() >= first && mark.span.start() <= last);
        for mark in in_sight.filter(|mark| !self.hidden.contains(&mark.class)) {
            let line = Line { painter: &painter, palette: theme::palette(ui), class: mark.class };
            match mark.span.is_empty() {
                true => text.caret(mark.span.start()).into_iter().for_each(|caret| line.gap(caret)),
                false => text.rects(mark.span).into_iter().for_each(|rect| line.under(rect)),
            }
        }
    }

    /// The classes with the lines that show them; unticking one hides it.
    pub fn classes_ui(&mut self, ui: &mut Ui) {
        for class in DifferenceClass::ALL {
            ui.horizontal(|ui| {
                let (rect, _) = ui.allocate_exact_size(vec2(28.0, 16.0), egui::Sense::hover());
                let line = Line { painter: ui.painter(), palette: theme::palette(ui), class };
                line.under(rect);
                let mut is_shown = !self.hidden.contains(&class);
                if ui.checkbox(&mut is_shown, class.name()).changed() {
                    match is_shown {
                        true => self.hidden.remove(&class),
                        false => self.hidden.insert(class),
                    };
                }
            });
        }
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

fn marks(view: &View, comparison: &Comparison) -> BTreeMap<ArticleId, Vec<Mark>> {
    let mut marks: BTreeMap<ArticleId, Vec<Mark>> = BTreeMap::new();
    if comparison.passages().len() > MOST_PASSAGES {
        return marks;
    }
    for passage in comparison.passages() {
        for difference in comparison.differences(view.project, passage) {
            for (side, span) in [(passage.a, difference.a), (passage.b, difference.b)] {
                marks.entry(side.article).or_default().push(Mark { span, class: difference.class });
            }
        }
    }
    for marks in marks.values_mut() {
        marks.sort_unstable();
        marks.dedup_by_key(|mark| mark.span);
    }
    marks
}

/// How a class is drawn under words.
struct Line<'p> {
    painter: &'p Painter,
    palette: &'p Palette,
    class: DifferenceClass,
}

const BELOW: f32 = 3.5; // from the foot of the row; mentions have their lines above this

impl Line<'_> {
    fn stroke(&self) -> Stroke {
        let palette = self.palette;
        let (color, width) = match self.class {
            DifferenceClass::Punctuation | DifferenceClass::Case | DifferenceClass::Spelling => {
                (palette.weak, 1.2)
            }
            DifferenceClass::Number => (palette.warning, 1.3),
            DifferenceClass::Label => (palette.error, 1.3),
            DifferenceClass::Attribution => (palette.accent, 1.6),
            DifferenceClass::Other => (palette.text, 1.2),
            DifferenceClass::Insertion | DifferenceClass::Deletion => (palette.accent, 1.2),
        };
        Stroke::new(width, color)
    }

    fn under(&self, rect: Rect) {
        let y = rect.bottom() - BELOW;
        let ends = [pos2(rect.left(), y), pos2(rect.right(), y)];
        let stroke = self.stroke();
        match self.class {
            DifferenceClass::Punctuation => self.dashes(&ends, 1.0, 4.0),
            DifferenceClass::Case => self.dashes(&ends, 1.5, 2.0),
            DifferenceClass::Spelling => self.dashes(&ends, 3.0, 2.0),
            DifferenceClass::Attribution => self.dashes(&ends, 7.0, 3.0),
            DifferenceClass::Number => {
                let above = ends.map(|end| end - vec2(0.0, 3.0));
                self.painter.extend([above, ends].map(|ends| Shape::line_segment(ends, stroke)));
            }
            DifferenceClass::Label => drop(self.painter.line(wave(ends), stroke)),
            DifferenceClass::Other => drop(self.painter.line_segment(ends, stroke)),
            DifferenceClass::Insertion | DifferenceClass::Deletion => {
                let tick = vec2(0.0, -4.0);
                let corners = vec![ends[0] + tick, ends[0], ends[1], ends[1] + tick];
                self.painter.line(corners, stroke);
            }
        }
    }

    /// Where the other side has words that are missing here: a wedge between two words.
    fn gap(&self, caret: Rect) {
        let foot = pos2(caret.center().x, caret.bottom() - BELOW);
        let wedge = vec![foot + vec2(-3.0, 4.0), foot, foot + vec2(3.0, 4.0)];
        self.painter.line(wedge, self.stroke());
    }

    fn dashes(&self, ends: &[Pos2], dash: f32, gap: f32) {
        self.painter.extend(Shape::dashed_line(ends, self.stroke(), dash, gap));
    }
}

fn wave(ends: [Pos2; 2]) -> Vec<Pos2> {
    const STEP: f32 = 3.0;
    let n = ((ends[1].x - ends[0].x) / STEP).max(1.0) as usize;
    let point = |at: usize| ends[0] + vec2(at as f32 * STEP, if at.is_multiple_of(2) { 0.0 } else { -2.5 });
    (0..=n).map(point).collect()
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
