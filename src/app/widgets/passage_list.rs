//! Shared passages as a list: both sides of each, and the step to see them side by side.

use egui::{RichText, ScrollArea, Ui, vec2};

use super::{one_line, outlet_initial, outlet_place};
use crate::analysis::in_words;
use crate::app::View;
use crate::app::request::{Request, Requests};
use crate::app::state::Place;
use crate::app::theme;
use crate::index::{Passage, Side};

const ROW_HEIGHT: f32 = 84.0;
const LEAST_ROWS: usize = 6; // of a longer list; it scrolls by itself, below what is in sight
const SHOWN_CHARS: usize = 240; // more than a line holds

pub fn ui(ui: &mut Ui, view: &View, passages: &[Passage], requests: &mut Requests) {
    ui.label(RichText::new("Passages").family(theme::bold()));
    let in_sight = ((ui.clip_rect().bottom() - ui.cursor().top()) / ROW_HEIGHT) as usize;
    let height = passages.len().min(in_sight.max(LEAST_ROWS)) as f32 * ROW_HEIGHT;
    ui.allocate_ui(vec2(ui.available_width(), height), |ui| {
        let area = ScrollArea::vertical().id_salt("passages").auto_shrink([false, true]);
        area.show_rows(ui, ROW_HEIGHT - ui.spacing().item_spacing.y, passages.len(), |ui, rows| {
            for at in rows {
                ui.push_id(at, |ui| passage_ui(ui, view, at, &passages[at], requests));
            }
        });
    });
}

fn passage_ui(ui: &mut Ui, view: &View, at: usize, passage: &Passage, requests: &mut Requests) {
    ui.allocate_ui(vec2(ui.available_width(), ROW_HEIGHT), |ui| {
        ui.set_min_height(ROW_HEIGHT - ui.spacing().item_spacing.y);
        ui.horizontal(|ui| {
            ui.label(RichText::new(in_words(passage)).weak());
            let response = ui.small_button("Side by side");
            let name = format!("Passage {} side by side", at + 1);
            response.widget_info(|| egui::WidgetInfo::labeled(egui::Role::Button, true, &name));
            if response.clicked() {
                side_by_side(passage, requests);
            }
        });
        for side in passage.sides() {
            side_ui(ui, view, side, requests);
        }
    });
}

fn side_by_side(passage: &Passage, requests: &mut Requests) {
    let Side { article, span } = passage.a;
    requests.push(Request::Compare(vec![article, passage.b.article]));
    requests.push(Request::Go(Place { article, span }));
    requests.push(Request::BringCounterparts(Place { article, span }));
}

fn side_ui(ui: &mut Ui, view: &View, side: Side, requests: &mut Requests) {
    let article = view.project.article(side.article).filter(|article| side.span.fits(&article.text));
    let Some(article) = article else { return };
    ui.horizontal(|ui| {
        outlet_initial(ui, view.project.outlet_name(article), outlet_place(view.project, article));
        let words = one_line(side.span.of(&article.text));
        let words = match words.char_indices().nth(SHOWN_CHARS) {
            Some((end, _)) => format!("{}…", &words[..end]),
            None => words,
        };
        let button = egui::Button::new(words).frame(false).truncate();
        if ui.add(button).on_hover_text(view.project.outlet_name(article)).clicked() {
            requests.push(Request::Go(Place { article: side.article, span: side.span }));
        }
    });
}
