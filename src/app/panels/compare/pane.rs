//! One pane: its outlet as a heading, the article, and the article at a glance.

use egui::{
    Align, Button, CornerRadius, Layout, Rect, RichText, Sense, Stroke, StrokeKind, Ui, UiBuilder, vec2,
};

use super::choice::articles_ui;
use super::differing::Differing;
use super::shared::Shared;
use crate::app::request::{Request, Requests};
use crate::app::state::Mode;
use crate::app::widgets::{
    Desk, Icon, OVERVIEW_WIDTH, Page, Pane, icon, icon_button, outlet_initial, outlet_place, overview_ui,
};
use crate::app::{View, theme};
use crate::model::{Article, ArticleId};

const HEADING: f32 = 56.0;
const OUTLET_RULE: f32 = 3.0;

/// Draws the n-th pane and says where its text is.
pub fn ui(
    ui: &mut Ui,
    view: &View,
    at: usize,
    (shared, differing): (&Shared, &Differing),
    desk: &mut Desk,
    requests: &mut Requests,
) -> Option<Pane> {
    let id = view.state.panes[at];
    let article = view.project.article(id)?;
    let rect = ui.max_rect();
    let (head, body) = rect.split_top_bottom_at_y(rect.top() + HEADING);
    let (text, strip) = body.split_left_right_at_x(body.right() - OVERVIEW_WIDTH);
    part(ui, "heading", head, |ui| heading_ui(ui, view, at, article, requests));
    let mouse_label = |span, nth| view.suggestions.mouse_label(view.state, article, span, nth);
    let page = Page {
        id,
        article,
        project: view.project,
        revision: view.session.revision(),
        state: view.state,
        suggestions: view.suggestions.shown(id),
        clickable: view.suggestions.clickable(id),
        mouse_label: &mouse_label,
        nests: view.suggestions.nests(),
        passages: shared.stretches(id),
        untold: view.results.untold(id),
        can_edit: !view.session.is_read_only(),
        fills_pane: true,
    };
    part(ui, "text", text, |ui| {
        let response = desk.article_ui(ui, &page, &mut view.typesetter.borrow_mut(), requests);
        differing.paint(ui, Pane { article: id, rect: text }, shared, desk);
        differing.hover_ui(&response, view, (id, shared.marks(id)), desk, requests);
    });
    part(ui, "overview", strip, |ui| overview_ui(ui, &page, desk));
    outline(ui, rect, view.state.article == Some(id));
    Some(Pane { article: id, rect: text })
}

fn part(ui: &mut Ui, name: &str, rect: Rect, add: impl FnOnce(&mut Ui)) {
    ui.scope_builder(UiBuilder::new().max_rect(rect).id_salt(name), |ui| {
        ui.shrink_clip_rect(rect);
        add(ui);
    });
}

/// The active pane is the one that keys go to.
fn outline(ui: &Ui, rect: Rect, is_active: bool) {
    let palette = theme::palette(ui);
    let stroke = Stroke::new(1.0, if is_active { palette.accent } else { palette.hairline });
    ui.painter().rect_stroke(rect.shrink(0.5), CornerRadius::same(3), stroke, StrokeKind::Inside);
}

fn heading_ui(ui: &mut Ui, view: &View, at: usize, article: &Article, requests: &mut Requests) {
    let rect = ui.max_rect();
    let outlet = view.project.outlet_name(article);
    let place = outlet_place(view.project, article);
    ui.painter().rect_filled(rect, 0.0, theme::palette(ui).panel);
    let rule = rect.with_max_y(rect.top() + OUTLET_RULE);
    ui.painter().rect_filled(rule, 0.0, theme::outlet_color(place));
    activate_ui(ui, at, outlet, requests);
    let inside = rect.shrink2(vec2(theme::GROUP, 0.0)).with_min_y(rule.bottom() + theme::SMALL);
    ui.scope_builder(UiBuilder::new().max_rect(inside), |ui| {
        ui.horizontal(|ui| {
            outlet_initial(ui, outlet, place);
            ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
                buttons_ui(ui, view, at, requests);
                ui.with_layout(Layout::left_to_right(Align::Center), |ui| {
                    ui.add(egui::Label::new(RichText::new(outlet).family(theme::bold())).truncate());
                });
            });
        });
        ui.add(egui::Label::new(RichText::new(title(article)).weak()).truncate());
    });
}

/// A click on a heading makes its pane the active one.
fn activate_ui(ui: &Ui, at: usize, outlet: &str, requests: &mut Requests) {
    let response = ui.interact(ui.max_rect(), ui.scope_id().with("activate"), Sense::click());
    let name = format!("Pane {}: {outlet}", at + 1);
    response.widget_info(|| egui::WidgetInfo::labeled(egui::Role::Button, true, &name));
    if response.on_hover_text(format!("Work in this pane (Alt+{})", at + 1)).clicked() {
        requests.push(Request::ActivatePane(at));
    }
}

fn title(article: &Article) -> String {
    match &article.header.published {
        Some(published) => format!("{published} · {}", article.header.title),
        None => article.header.title.clone(),
    }
}

fn buttons_ui(ui: &mut Ui, view: &View, at: usize, requests: &mut Requests) {
    let panes = &view.state.panes;
    if icon_button(ui, Icon::X, &format!("Close pane {}", at + 1)).clicked() {
        let mut others = panes.clone();
        others.remove(at);
        requests.push(Request::Compare(others));
    }
    let button = Button::new(icon(Icon::Ellipsis)).frame_when_inactive(false);
    let (response, _) = egui::containers::menu::MenuButton::from_button(button)
        .ui(ui, |ui| pane_menu_ui(ui, view, at, requests));
    let name = format!("Pane {}: move or replace", at + 1);
    response.widget_info(|| egui::WidgetInfo::labeled(egui::Role::Button, true, &name));
}

fn pane_menu_ui(ui: &mut Ui, view: &View, at: usize, requests: &mut Requests) {
    let panes = &view.state.panes;
    let mut offer = |ui: &mut Ui, words: &str, changed: Option<Vec<ArticleId>>| {
        if ui.add_enabled(changed.is_some(), Button::new(words)).clicked() {
            requests.push(Request::Compare(changed.unwrap_or_default()));
            ui.close();
        }
    };
    offer(ui, "Move left", at.checked_sub(1).map(|other| swapped(panes, at, other)));
    offer(ui, "Move right", (at + 1 < panes.len()).then(|| swapped(panes, at, at + 1)));
    ui.menu_button("Replace with", |ui| {
        if let Some(article) = articles_ui(ui, view) {
            let mut replaced = panes.clone();
            replaced[at] = article;
            requests.push(Request::Compare(replaced));
        }
    });
    if ui.button("Read alone").clicked() {
        requests.push(Request::OpenArticle(panes[at]));
        requests.push(Request::ShowMode(Mode::Read));
        ui.close();
    }
}

fn swapped(panes: &[ArticleId], one: usize, other: usize) -> Vec<ArticleId> {
    let mut panes = panes.to_vec();
    panes.swap(one, other);
    panes
}
