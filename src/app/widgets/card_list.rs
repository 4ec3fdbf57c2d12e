//! Quote cards: one quotation in all the places that have it, a row for each, what differs underlined.

use egui::{FontId, Frame, RichText, Stroke, TextFormat, Ui, text::LayoutJob};

use super::pages::pages_ui;
use super::{one_line, outlet_initial, outlet_place};
use crate::analysis::{Card, Evidence, Wording};
use crate::app::View;
use crate::app::request::{Request, Requests};
use crate::app::state::Place;
use crate::app::theme;
use crate::model::Article;

/// Cards on the screen at a time: each is laid out anew in every frame.
const SHOWN: usize = 12;

/// `first` is the number of the first card shown.
pub fn ui(ui: &mut Ui, view: &View, cards: &[Card], first: &mut usize, requests: &mut Requests) {
    let shown = pages_ui(ui, "Quotation by quotation", cards.len(), SHOWN, first);
    for (n, card) in cards[shown.clone()].iter().enumerate().map(|(at, card)| (shown.start + at, card)) {
        let frame = Frame::new().fill(theme::palette(ui).page).corner_radius(6).inner_margin(theme::GROUP);
        frame.stroke(Stroke::new(1.0, theme::palette(ui).hairline)).show(ui, |ui| {
            ui.set_width(ui.available_width());
            let places = card.wordings.len();
            ui.label(RichText::new(format!("{} · in {places} places", n + 1)).weak().small());
            for (row, wording) in card.wordings.iter().enumerate() {
                ui.push_id((n, row), |ui| wording_ui(ui, view, wording, requests));
            }
        });
    }
}

fn wording_ui(ui: &mut Ui, view: &View, wording: &Wording, requests: &mut Requests) {
    let article = view.project.article(wording.place.article);
    let Some(article) = article.filter(|article| wording.place.span.fits(&article.text)) else {
        ui.label(RichText::new("This place was removed").weak());
        return;
    };
    let outlet = view.project.outlet_name(article);
    ui.add_space(theme::SMALL);
    ui.horizontal(|ui| {
        outlet_initial(ui, outlet, outlet_place(view.project, article));
        ui.label(RichText::new(outlet).family(theme::bold()));
        ui.label(RichText::new(facts(article, wording)).weak());
    });
    let words = egui::Button::new(marked(ui, article, wording)).frame(false).wrap();
    let response = ui.add(words);
    let name = format!("{outlet}: {}", one_line(wording.place.span.of(&article.text)));
    response.widget_info(|| egui::WidgetInfo::labeled(egui::Role::Link, true, &name));
    if response.on_hover_text(&*article.header.title).clicked() {
        requests.push(Request::Go(Place { article: wording.place.article, span: wording.place.span }));
    }
    if !wording.changed.is_empty() {
        ui.label(RichText::new(&wording.changed).small().weak());
    }
}

/// `quoted · Macron · cue: said · through: AFP · 31 % into the text`
fn facts(article: &Article, wording: &Wording) -> String {
    let said = |place: &Evidence| one_line(place.span.of(&article.text));
    let facts = [
        Some(wording.voice.to_owned()),
        wording.speaker.as_ref().map(|(name, _)| one_line(name)),
        wording.cue.as_ref().map(|cue| format!("cue: {}", said(cue))),
        wording.through.as_ref().map(|through| format!("through: {}", said(through))),
        Some(format!("{:.0} % into the text", wording.depth * 100.0)),
    ];
    facts.into_iter().flatten().collect::<Vec<_>>().join(" · ")
}

fn marked(ui: &Ui, article: &Article, wording: &Wording) -> LayoutJob {
    let palette = theme::palette(ui);
    let plain = TextFormat::simple(FontId::proportional(theme::UI_SIZE), palette.text);
    let differs = TextFormat {
        background: palette.passage,
        underline: Stroke::new(1.5, palette.accent),
        ..TextFormat::simple(FontId::new(theme::UI_SIZE, theme::bold()), palette.text)
    };
    let mut job = LayoutJob::default();
    for piece in &wording.pieces {
        let words =
            if piece.span.is_empty() { "‸".to_owned() } else { one_line(piece.span.of(&article.text)) };
        job.append(&words, 0.0, if piece.class.is_some() { differs.clone() } else { plain.clone() });
    }
    job
}
