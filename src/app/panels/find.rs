//! Find in the article: a bar over the text, which goes on working.

use egui::{Align2, Area, Frame, Id, Key, Modifiers, RichText, Ui, vec2};

use super::{Panel, Slot};
use crate::app::View;
use crate::app::live::Live;
use crate::app::request::{Request, Requests};
use crate::app::state::{Overlay, Place};
use crate::app::theme;
use crate::app::widgets::{Desk, Icon, icon_button};
use crate::model::ArticleId;
use crate::text::{Matching, Span, occurrences};

pub struct Find {
    form: String,
    matching: Matching,
    hits: Live<Ask, Vec<Span>>,
    /// What the highlights in the text show.
    shown: Option<Ask>,
    /// Steps that were asked for before the hits were there.
    steps: isize,
    is_open: bool,
    /// Whether the place where the search started can be returned to already.
    has_left: bool,
}

#[derive(Clone, PartialEq)]
struct Ask {
    article: ArticleId,
    form: String,
    matching: Matching,
}

impl Default for Find {
    fn default() -> Self {
        Self {
            form: String::new(),
            matching: Matching { whole_words: false, same_case: false },
            hits: Live::default(),
            shown: None,
            steps: 0,
            is_open: false,
            has_left: false,
        }
    }
}

impl Panel for Find {
    fn slot(&self) -> Slot {
        Slot::Bar
    }

    fn ui(&mut self, ui: &mut Ui, view: &View, desk: &mut Desk, requests: &mut Requests) {
        let was_open = self.is_open;
        self.is_open = view.state.overlay == Overlay::Find;
        match (was_open, self.is_open) {
            (false, true) => self.open(view),
            (true, false) => requests.push(Request::Highlight(Vec::new())),
            _ => {}
        }
        let Some((article, record)) = view.article().filter(|_| self.is_open) else { return };
        self.bar_ui(ui, view, !was_open, requests);
        let ask = Ask { article, form: self.form.clone(), matching: self.matching };
        let (text, wanted) = (record.text.clone(), ask.clone());
        self.hits.get(ui.ctx(), ask.clone(), move |_| Ok(occurrences(&text, &wanted.form, wanted.matching)));
        if self.hits.is_for(&ask) {
            self.show(ask, view, desk, requests);
        }
    }
}

impl Find {
    /// Starts with the selected words, else with what was looked for last.
    fn open(&mut self, view: &View) {
        let hit = view.state.selected_span(view.project);
        let article = hit.and_then(|hit| view.project.article(hit.article));
        if let (Some(hit), Some(article)) = (hit, article)
            && !hit.span.of(&article.text).contains('\n')
        {
            self.form = hit.span.of(&article.text).to_owned();
        }
        self.shown = None;
        self.steps = 0;
        self.has_left = false;
    }

    fn bar_ui(&mut self, ui: &Ui, view: &View, enters: bool, requests: &mut Requests) {
        let place = ui.max_rect().right_top() + vec2(-theme::AROUND * 2.0, theme::INSIDE);
        let area = Area::new(Id::unique("find")).fixed_pos(place).pivot(Align2::RIGHT_TOP);
        area.show(ui.ctx(), |ui| {
            Frame::popup(ui.style()).show(ui, |ui| {
                ui.horizontal(|ui| {
                    self.field_ui(ui, enters);
                    ui.label(RichText::new(self.counts(view)).weak());
                    self.buttons_ui(ui);
                    if icon_button(ui, Icon::X, "Close (Esc)").clicked() {
                        requests.push(Request::CloseOverlay);
                    }
                });
            });
        });
    }

    fn field_ui(&mut self, ui: &mut Ui, enters: bool) {
        let id = Id::unique("find in the article");
        if ui.memory(|memory| memory.has_focus(id)) {
            // Before the field sees it, which would give the keyboard away.
            let enter =
                |modifiers| move |input: &mut egui::InputState| input.consume_key(modifiers, Key::Enter);
            self.steps -= isize::from(ui.input_mut(enter(Modifiers::SHIFT)));
            self.steps += isize::from(ui.input_mut(enter(Modifiers::NONE)));
        }
        let field = ui
            .push_id("find", |ui| {
                let edit = egui::TextEdit::singleline(&mut self.form).id(id).hint_text("Find in the article");
                ui.add(edit.desired_width(200.0))
            })
            .inner;
        field.widget_info(|| egui::WidgetInfo::labeled(egui::Role::TextInput, true, "Find in the article"));
        if enters {
            field.request_focus();
        }
    }

    fn buttons_ui(&mut self, ui: &mut Ui) {
        if icon_button(ui, Icon::ArrowUp, "Previous (Shift+Enter)").clicked() {
            self.steps -= 1;
        }
        if icon_button(ui, Icon::ArrowDown, "Next (Enter)").clicked() {
            self.steps += 1;
        }
        ui.checkbox(&mut self.matching.whole_words, "Whole words");
        ui.checkbox(&mut self.matching.same_case, "Same case");
    }

    fn counts(&self, view: &View) -> String {
        let hits = self.hits.now().map_or(&[][..], Vec::as_slice);
        let selection = view.state.selection.map(|selection| selection.range());
        let at = hits.iter().position(|hit| Some(hit.range()) == selection);
        match (at, hits.len()) {
            _ if self.form.is_empty() => String::new(),
            (_, 0) => "not found".to_owned(),
            (Some(at), n_hits) => format!("{} of {n_hits}", at + 1),
            (None, n_hits) => format!("{n_hits} found"),
        }
    }

    /// Marks new hits in the text and walks to the wanted one.
    fn show(&mut self, ask: Ask, view: &View, desk: &mut Desk, requests: &mut Requests) {
        let article = ask.article;
        let is_new = self.shown.as_ref() != Some(&ask);
        let steps = std::mem::take(&mut self.steps);
        if is_new {
            let hits = self.hits.now().map_or(&[][..], Vec::as_slice);
            requests.push(Request::Highlight(hits.iter().map(|hit| (article, *hit)).collect()));
            self.shown = Some(ask);
        }
        if !is_new && steps == 0 {
            return;
        }
        let hits = self.hits.now().map_or(&[][..], Vec::as_slice);
        let selection = view.state.selection.filter(|selection| selection.article == article);
        let range = selection.map_or(0..0, |selection| selection.range());
        if let Some(hit) = step(hits, range, steps) {
            self.walk(Place { article, span: hit }, desk, requests);
        }
    }

    /// Only the first walk of a search is remembered as a jump.
    fn walk(&mut self, place: Place, desk: &mut Desk, requests: &mut Requests) {
        let Place { article, span } = place;
        if !std::mem::replace(&mut self.has_left, true) {
            requests.push(Request::Go(place));
        } else if let Some(text) = desk.text_mut(article) {
            text.reveal(span.start());
        }
        requests.push(Request::SelectText { article, anchor: span.start(), focus: span.end() });
    }
}

/// The hit so many steps from a selection, round and round; with no step the selected or next one.
fn step(hits: &[Span], selection: std::ops::Range<usize>, steps: isize) -> Option<Span> {
    let here = hits.partition_point(|hit| hit.start() < selection.start);
    let is_on_hit = hits.get(here).is_some_and(|hit| hit.range() == selection);
    let steps = if steps > 0 && !is_on_hit { steps - 1 } else { steps };
    let n_hits = isize::try_from(hits.len()).ok().filter(|n_hits| *n_hits > 0)?;
    hits.get((here as isize + steps).rem_euclid(n_hits) as usize).copied()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn steps_go_round_from_where_the_selection_is() {
        let text = "one two one two one";
        let hits = occurrences(text, "one", Matching::default());
        let start = |selection, steps| step(&hits, selection, steps).map(Span::start);
        assert_eq!(start(0..0, 0), Some(0));
        assert_eq!(start(4..4, 0), Some(8)); // the next after the caret
        assert_eq!(start(4..7, 1), Some(8));
        assert_eq!(start(8..11, 1), Some(16));
        assert_eq!(start(16..19, 1), Some(0));
        assert_eq!(start(0..3, -1), Some(16));
        assert_eq!(start(17..17, 0), Some(0));
        assert_eq!(step(&[], 0..0, 1), None);
    }
}
