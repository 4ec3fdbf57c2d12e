//! Words that differ inside shared passages: marked by a line, told under the pointer.

use std::collections::BTreeSet;

use egui::{Pos2, Response, RichText, Tooltip, Ui};

use super::line::Line;
use super::shared::{Mark, Shared};
use crate::app::request::{Request, Requests};
use crate::app::state::Place;
use crate::app::widgets::{ArticleText, Desk, Pane, one_line};
use crate::app::{View, theme};
use crate::index::{DifferenceClass, Layer, Side};
use crate::model::{ArticleId, Project};

/// Which classes are marked.
#[derive(Default)]
pub struct Differing {
    hidden: BTreeSet<DifferenceClass>,
}

impl Differing {
    pub fn is_shown(&self, class: DifferenceClass) -> bool {
        !self.hidden.contains(&class)
    }

    pub fn toggle(&mut self, class: DifferenceClass) {
        if !self.hidden.remove(&class) {
            self.hidden.insert(class);
        }
    }

    /// Over the text of a pane that was just drawn.
    pub fn paint(&self, ui: &Ui, pane: Pane, shared: &Shared, desk: &Desk) {
        let Some(text) = desk.text(pane.article) else { return };
        let Some((first, last)) = text.bytes_in_sight() else { return };
        let painter = ui.painter_at(pane.rect);
        let in_sight = |mark: &&Mark| mark.span.end() >= first && mark.span.start() <= last;
        let marks = shared.marks(pane.article).iter().filter(|mark| self.is_shown(mark.class));
        let mut drawn = None;
        for mark in marks.filter(in_sight) {
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
        (article, marks): (ArticleId, &[Mark]),
        desk: &Desk,
        requests: &mut Requests,
    ) {
        let Some(pos) = response.hover_pos() else { return };
        let Some(text) = desk.text(article) else { return };
        let marks = self.under(pos, text, marks);
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
    fn under<'m>(&self, pos: Pos2, text: &ArticleText, marks: &'m [Mark]) -> Vec<&'m Mark> {
        let Some(byte) = text.byte_at(pos) else { return Vec::new() };
        let is_near = |mark: &&Mark| mark.span.start() <= byte + 1 && byte <= mark.span.end() + 1;
        let is_under = |mark: &&Mark| match mark.span.is_empty() {
            true => text.caret(mark.span.start()).is_some_and(|caret| caret.expand(GAP_REACH).contains(pos)),
            false => text.rects(mark.span).iter().any(|rect| rect.contains(pos)),
        };
        let shown = marks.iter().filter(|mark| self.is_shown(mark.class));
        let found: Vec<&Mark> = shown.filter(is_near).filter(is_under).collect();
        let narrowest = found.iter().map(|mark| mark.span).min_by_key(|span| span.len());
        found.into_iter().filter(|mark| Some(mark.span) == narrowest).collect()
    }
}

const GAP_REACH: f32 = 3.0; // around a gap between two words, for the pointer

/// `number or date: “Friday” here, “Monday” in Lantern`; and what has to be overlooked for a match.
fn told(project: &Project, here: Side, mark: &Mark) -> String {
    let words = |side: Side| project.article(side.article).map_or("", |article| side.span.of(&article.text));
    let quote = |words: &str| match words {
        "" => "nothing".to_owned(),
        words => format!("“{}”", one_line(words)),
    };
    let (here, there) = (words(here), words(mark.other));
    let layer = Layer::between(here, there).filter(|_| mark.class == DifferenceClass::Spelling);
    let layer = layer.map_or(String::new(), |layer| format!(" (same but for {})", layer.name()));
    let outlet = project.article(mark.other.article).map_or("", |article| project.outlet_name(article));
    if mark.class == DifferenceClass::Move {
        return match here {
            "" => format!("move: {} stands here in {outlet}, and elsewhere in this text", quote(there)),
            _ => format!("move: {} stands elsewhere in {outlet}", quote(here)),
        };
    }
    format!("{}{layer}: {} here, {} in {outlet}", mark.class.name(), quote(here), quote(there))
}
