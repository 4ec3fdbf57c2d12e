//! The tagset: labels with their attributes, kinds of relations, patterns. Every change is a command;
//! what is typed is written when its field is left, and stays where it was refused.

mod attributes;
mod field;
mod labels;
mod patterns;
mod relations;

use egui::{Align, Button, Layout, RichText, ScrollArea, TextEdit, Ui, vec2};

use self::field::Field;
use super::{Panel, Slot};
use crate::app::View;
use crate::app::request::{Request, Requests};
use crate::app::state::{Overlay, PathQuestion};
use crate::app::theme;
use crate::app::widgets::{Desk, Fields, dialog};
use crate::text::count;

const WIDTH: f32 = 880.0;
const LIST_WIDTH: f32 = 200.0;
const MOST_HEIGHT: f32 = 520.0;

#[derive(Default)]
pub struct TagsetEditor {
    tab: Tab,
    fields: Fields<Field>,
    labels: labels::Labels,
    relations: relations::Relations,
    patterns: patterns::Patterns,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum Tab {
    #[default]
    Labels,
    Relations,
    Patterns,
}

impl Panel for TagsetEditor {
    fn slot(&self) -> Slot {
        Slot::Over
    }

    fn is_overlay(&self, overlay: &Overlay) -> bool {
        // Also just after it was closed, to write what was typed last.
        *overlay == Overlay::Tagset || !self.fields.is_empty()
    }

    fn ui(&mut self, ui: &mut Ui, view: &View, _desk: &mut Desk, requests: &mut Requests) {
        if view.state.overlay == Overlay::Tagset
            && dialog(ui.ctx(), "Tagset", WIDTH, |ui| self.content_ui(ui, view, requests))
        {
            requests.push(Request::CloseOverlay);
        }
        self.fields.retain(|field| field.command(view.project, "").is_some());
        for (field, text) in self.fields.left() {
            field.write(view.project, &text, requests);
        }
    }
}

impl TagsetEditor {
    fn content_ui(&mut self, ui: &mut Ui, view: &View, requests: &mut Requests) {
        self.head_ui(ui, requests);
        ui.separator();
        let room = ui.ctx().content_rect().height() - 160.0;
        let size = vec2(ui.available_width(), MOST_HEIGHT.min(room));
        ui.allocate_ui_with_layout(size, Layout::left_to_right(Align::Min), |ui| {
            ui.set_min_size(size);
            match self.tab {
                Tab::Labels => self.labels.ui(ui, view, &mut self.fields, requests),
                Tab::Relations => self.relations.ui(ui, view, &mut self.fields, requests),
                Tab::Patterns => self.patterns.ui(ui, view, &mut self.fields, requests),
            }
        });
    }

    fn head_ui(&mut self, ui: &mut Ui, requests: &mut Requests) {
        ui.horizontal(|ui| {
            let tabs = [(Tab::Labels, "Labels"), (Tab::Relations, "Relations"), (Tab::Patterns, "Patterns")];
            for (tab, name) in tabs {
                ui.selectable_value(&mut self.tab, tab, name);
            }
            ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
                for (words, question, hint) in [
                    (
                        "Export…",
                        PathQuestion::ExportTagset,
                        "Labels and relations as a file for other projects",
                    ),
                    (
                        "Import…",
                        PathQuestion::ImportTagset,
                        "Adds the labels of a file; those with the same name change",
                    ),
                ] {
                    if ui.button(words).on_hover_text(hint).clicked() {
                        requests.push(Request::AskPath(question));
                    }
                }
            });
        });
    }
}

/// A name that is being typed for something new. It stays until there is something of that name.
#[derive(Default)]
struct Adding {
    name: String,
    is_asked: bool,
}

impl Adding {
    /// Returns the name when it was entered.
    fn ui(&mut self, ui: &mut Ui, what: &'static str) -> Option<String> {
        ui.horizontal(|ui| {
            let field = TextEdit::singleline(&mut self.name).hint_text(what).desired_width(LIST_WIDTH - 64.0);
            let response = ui.add(field).accessible_name(format!("Name of a {}", what.to_lowercase()));
            let entered = response.lost_focus() && ui.input(|input| input.key_pressed(egui::Key::Enter));
            let clicked = ui.button("Add").clicked();
            self.is_asked |= (entered || clicked) && !self.name.trim().is_empty();
            (entered || clicked).then(|| self.name.clone())
        })
        .inner
    }

    /// What was added since it was asked for.
    fn found<Id>(&mut self, find: impl Fn(&str) -> Option<Id>) -> Option<Id> {
        let found = self.is_asked.then(|| find(self.name.trim())).flatten();
        self.is_asked = false;
        if found.is_some() {
            self.name.clear();
        }
        found
    }
}

/// The column at the left: what there is, and below it a field for one more.
fn list_ui(ui: &mut Ui, rows: impl FnOnce(&mut Ui), below: impl FnOnce(&mut Ui)) {
    let size = vec2(LIST_WIDTH, ui.available_height());
    ui.allocate_ui_with_layout(size, Layout::bottom_up(Align::Min), |ui| {
        ui.set_min_size(size);
        ui.set_max_width(LIST_WIDTH);
        below(ui);
        ui.add_space(theme::SMALL);
        ui.with_layout(Layout::top_down(Align::Min), |ui| {
            ScrollArea::vertical().id_salt("list").auto_shrink(false).show(ui, |ui| {
                ui.spacing_mut().item_spacing.y = 0.0;
                rows(ui);
            });
        });
    });
    ui.separator();
}

fn list_row(ui: &mut Ui, is_chosen: bool, name: &str, key: Option<char>) -> egui::Response {
    let key = key.map(|key| key.to_uppercase().to_string()).unwrap_or_default();
    let size = vec2(ui.available_width(), 26.0);
    let button = Button::selectable(is_chosen, name).right_text(RichText::new(key).weak()).truncate();
    ui.add(button.min_size(size)).accessible_name(name)
}

/// The column at the right.
fn form_ui(ui: &mut Ui, content: impl FnOnce(&mut Ui)) {
    ui.with_layout(Layout::top_down(Align::Min), |ui| {
        ScrollArea::vertical().id_salt("form").auto_shrink(false).show(ui, |ui| {
            ui.spacing_mut().item_spacing.y = theme::INSIDE;
            content(ui);
        });
    });
}

/// A button that takes something away, and what goes with it. Undo brings it back, so it does not ask.
fn remove_button(ui: &mut Ui, words: &str, goes_with_it: impl FnOnce() -> String) -> bool {
    let response = ui.button(RichText::new(words).color(theme::palette(ui).error));
    let tip = |ui: &mut Ui| drop(ui.label(format!("{}Undo brings it back", goes_with_it())));
    response.on_hover_ui(tip).clicked()
}

fn with_its<Thing>(things: impl Iterator<Item = Thing>, what: &str) -> String {
    match things.count() {
        0 => String::new(),
        1 => format!("With its {what}. "),
        n => format!("With its {}. ", count(n, what)),
    }
}
