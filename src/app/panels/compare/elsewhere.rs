//! In the margin of a passage: which panes have it too that no ribbon goes to.

use egui::{Rect, Sense, Ui, pos2, vec2};

use super::badge;
use super::shared::{Elsewhere, Shared};
use crate::app::request::{Request, Requests};
use crate::app::state::Place;
use crate::app::widgets::{Desk, Pane};
use crate::app::{View, theme};
use crate::model::ArticleId;

const BADGE: f32 = 12.0; // as wide as the margin

pub fn ui(ui: &Ui, view: &View, pane: Pane, shared: &Shared, desk: &Desk, requests: &mut Requests) {
    let Some(text) = desk.text(pane.article) else { return };
    let Some((first, last)) = text.bytes_in_sight() else { return };
    let mut free = pane.rect.top();
    for one in shared.elsewhere(pane.article) {
        if one.span.start() < first || one.span.start() > last {
            continue;
        }
        let Some(caret) = text.caret(one.span.start()) else { continue };
        free = free.max(caret.top() + theme::SMALL);
        free = badges_ui(ui, view, pane, one, free, requests);
    }
}

/// One below the other, from a height on; returns where they end.
fn badges_ui(ui: &Ui, view: &View, pane: Pane, one: &Elsewhere, top: f32, requests: &mut Requests) -> f32 {
    let mut top = top;
    for other in &one.articles {
        let rect = Rect::from_min_size(pos2(pane.rect.left() + 1.0, top), vec2(BADGE, BADGE));
        if badge_ui(ui, view, rect, (pane, one), *other) {
            requests.push(Request::BringCounterparts(Place { article: pane.article, span: one.span }));
        }
        top = rect.bottom() + 1.0;
    }
    top
}

/// Whether it was clicked.
fn badge_ui(ui: &Ui, view: &View, rect: Rect, (pane, one): (Pane, &Elsewhere), other: ArticleId) -> bool {
    let Some(article) = view.project.article(other) else { return false };
    let Some(at) = view.state.panes.iter().position(|shown| *shown == other) else { return false };
    let outlet = view.project.outlet_name(article);
    let id = ui.scope_id().with(("elsewhere", pane.article, one.span, other));
    let response = ui.interact(rect.intersect(pane.rect), id, Sense::click());
    let name = format!("Also in pane {}: {outlet}", at + 1);
    response.widget_info(|| egui::WidgetInfo::labeled(egui::Role::Button, true, &name));
    badge(&ui.painter_at(pane.rect), rect, view, other);
    response.on_hover_text(format!("{name}. Click brings it to the same height")).clicked()
}
