//! The places behind a number, each in its sentence; one click goes there.

use egui::{RichText, Role, ScrollArea, Sense, Ui, UiBuilder, WidgetInfo, vec2};

use super::{Desk, Icon, context_label, icon_button, one_line, outlet_initial, outlet_place};
use crate::analysis::Evidence;
use crate::app::View;
use crate::app::request::{Request, Requests};
use crate::app::state::Place;
use crate::app::theme;
use crate::text::count;

const ROW_HEIGHT: f32 = 26.0;

#[derive(Default)]
pub struct EvidenceList {
    title: String,
    places: Vec<Evidence>,
}

impl EvidenceList {
    pub fn open(&mut self, title: String, places: &[Evidence]) {
        *self = Self { title, places: places.to_vec() };
    }

    pub fn is_open(&self) -> bool {
        !self.places.is_empty()
    }

    /// Fills what is left of `ui`.
    pub fn ui(&mut self, ui: &mut Ui, view: &View, requests: &mut Requests) {
        ui.horizontal(|ui| {
            ui.add(egui::Label::new(RichText::new(&self.title).family(theme::bold())).truncate());
            ui.label(RichText::new(count(self.places.len(), "place")).weak());
            if icon_button(ui, Icon::X, "Close the sentences").clicked() {
                self.places.clear();
            }
        });
        let area = ScrollArea::vertical().id_salt("places").auto_shrink(false);
        area.show_rows(ui, ROW_HEIGHT, self.places.len(), |ui, rows| {
            for at in rows {
                place_ui(ui, view, self.places[at], requests);
            }
        });
    }
}

fn place_ui(ui: &mut Ui, view: &View, place: Evidence, requests: &mut Requests) {
    let (rect, response) =
        ui.allocate_exact_size(vec2(ui.available_width(), ROW_HEIGHT - theme::SMALL), Sense::click());
    let article = view.project.article(place.article).filter(|article| place.span.fits(&article.text));
    let Some(article) = article else {
        ui.place(rect, egui::Label::new(RichText::new("This place was removed").weak()));
        return;
    };
    let outlet = view.project.outlet_name(article);
    let name = format!("{outlet}: {}", one_line(place.span.of(&article.text)));
    response.widget_info(|| WidgetInfo::labeled(Role::Link, true, &name));
    if response.hovered() || response.has_focus() {
        ui.painter().rect_filled(rect, 3.0, theme::palette(ui).raised);
    }
    ui.scope_builder(UiBuilder::new().max_rect(rect), |ui| {
        ui.horizontal_centered(|ui| {
            outlet_initial(ui, outlet, outlet_place(view.project, article));
            context_label(ui, &article.text, place.span);
        });
    });
    if response.on_hover_text(outlet).clicked() {
        requests.push(Request::Go(Place { article: place.article, span: place.span }));
        Desk::focus(ui.ctx());
    }
}
