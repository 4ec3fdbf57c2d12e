//! The line above the panes: which articles, how they scroll, what else is shown.

use egui::Ui;

use super::choice::{articles_ui, comparable_stories};
use crate::app::request::{Request, Requests};
use crate::app::state::Drawer;
use crate::app::widgets::{Icon, icon, layers_ui, ticking_menu};
use crate::app::{MOST_PANES, View};
use crate::index::Layers;
use crate::text::count;

pub fn ui(ui: &mut Ui, view: &View, requests: &mut Requests) {
    let hint = "Compare the articles of a story";
    ui.menu_button("Story", |ui| stories_ui(ui, view, requests)).response.on_hover_text(hint);
    ui.add_enabled_ui(view.state.panes.len() < MOST_PANES, |ui| {
        ui.menu_button("Add article", |ui| {
            if let Some(article) = articles_ui(ui, view) {
                let panes = view.state.panes.iter().copied().chain([article]).collect();
                requests.push(Request::Compare(panes));
            }
        });
    });
    lock_ui(ui, view, requests);
    let hint = "Bring it to the same height in all panes (Ctrl+J)";
    if ui.button("Counterpart").on_hover_text(hint).clicked() {
        requests.push(Request::GoToCounterpart);
    }
    let shows_untold = view.state.shows_untold;
    let hint = "Mark where other panes tell something that this one does not (F7 goes to the next)";
    if ui.selectable_label(shows_untold, "What others tell").on_hover_text(hint).clicked() {
        requests.push(Request::ShowUntold(!shows_untold));
    }
    let shows_matrix = view.state.drawer == Some(Drawer::Matrix);
    if ui.selectable_label(shows_matrix, Drawer::Matrix.name()).clicked() {
        requests.push(Request::ShowDrawer((!shows_matrix).then_some(Drawer::Matrix)));
    }
    let mut layers = view.state.layers;
    ticking_menu(ui, shared(view), |ui| layers_ui(ui, &mut layers));
    if layers != view.state.layers {
        requests.push(Request::OverlookInPanes(layers));
    }
}

fn lock_ui(ui: &mut Ui, view: &View, requests: &mut Requests) {
    let is_locked = view.state.is_locked;
    let (shown, words) = if is_locked { (Icon::Lock, "Locked") } else { (Icon::LockOpen, "Free") };
    let name = format!("Scrolling: {}", words.to_lowercase());
    let response = ui.add(egui::Button::selectable(is_locked, (icon(shown), words)));
    response.widget_info(|| egui::WidgetInfo::selected(egui::Role::Button, true, is_locked, &name));
    let hint = "Whether the panes scroll together, passage by passage (Ctrl+Shift+J)";
    if response.on_hover_text(hint).clicked() {
        requests.push(Request::LockScrolling(!is_locked));
    }
}

fn shared(view: &View) -> String {
    let Some(comparison) = view.results.comparison() else { return "Comparing…".to_owned() };
    let style = if view.state.layers == Layers::NONE { "" } else { ", whatever the house style" };
    match comparison.passages().len() {
        0 => format!("No shared passages{style}"),
        n => format!("{}{style}", count(n, "shared passage")),
    }
}

fn stories_ui(ui: &mut Ui, view: &View, requests: &mut Requests) {
    let stories = comparable_stories(view);
    if stories.is_empty() {
        ui.label("No story has two articles yet");
    }
    for (id, name, n) in stories {
        if ui.button(format!("{name}  {n}")).clicked() {
            requests.push(Request::CompareStory(id));
            ui.close();
        }
    }
}
