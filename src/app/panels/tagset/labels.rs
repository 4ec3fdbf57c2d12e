use egui::{RichText, Sense, Stroke, Ui, vec2};

use super::field::{Field, LabelPart};
use super::{Adding, attributes, form_ui, list_row, list_ui, remove_button, with_its};
use crate::app::request::Requests;
use crate::app::widgets::{Fields, Icon, Look, color_dot, icon_button, row, told};
use crate::app::{View, theme};
use crate::command::Command;
use crate::model::{Label, LabelId, Tagset};

#[derive(Default)]
pub struct Labels {
    chosen: Option<LabelId>,
    adding: Adding,
    /// A color while the pointer still chooses it: one step of undo, not a hundred.
    color: Option<(LabelId, [u8; 3])>,
}

impl Labels {
    pub fn ui(&mut self, ui: &mut Ui, view: &View, fields: &mut Fields<Field>, requests: &mut Requests) {
        let added = self.adding.found(|name| view.project.label_named(name));
        let labels = view.project.labels_in_order();
        let is_there = |id: &LabelId| view.project.labels().contains_key(id);
        let first = labels.first().map(|(id, _)| *id);
        self.chosen = added.or(self.chosen).filter(is_there).or(first);
        list_ui(
            ui,
            |ui| {
                for (id, label) in &labels {
                    ui.horizontal(|ui| {
                        color_dot(ui, label.color);
                        if list_row(ui, self.chosen == Some(*id), &label.name, label.key).clicked() {
                            self.chosen = Some(*id);
                        }
                    });
                }
            },
            |ui| {
                if let Some(name) = self.adding.ui(ui, "New label") {
                    requests.run(Command::AddLabel(new_label(view, &name)));
                }
            },
        );
        let Some(id) = self.chosen else {
            told(ui, RichText::new("Add a label to tag with").weak());
            return;
        };
        form_ui(ui, |ui| self.form_ui(ui, view, id, fields, requests));
    }

    fn form_ui(
        &mut self,
        ui: &mut Ui,
        view: &View,
        id: LabelId,
        fields: &mut Fields<Field>,
        requests: &mut Requests,
    ) {
        let Some(label) = view.project.labels().get(&id) else { return };
        let mut text_row = |ui: &mut Ui, name: &str, part: LabelPart, stored: &str, look: Look| {
            let field = Field::Label(id, part);
            if let Some(text) = row(ui, name, |ui| fields.ui(ui, field, name, stored, look)) {
                field.write(view.project, &text, requests);
            }
        };
        text_row(ui, "Name", LabelPart::Name, &label.name, Look::line("").width(240.0));
        let key = label.key.map(String::from).unwrap_or_default().to_uppercase();
        text_row(ui, "Key", LabelPart::Key, &key, Look::letter());
        let look = Look::lines(3, "What belongs to it, and what does not");
        text_row(ui, "Guideline", LabelPart::Guideline, &label.guideline, look);
        row(ui, "Color", |ui| self.color_ui(ui, id, label, requests));
        ui.separator();
        attributes::ui(ui, view, id, label, fields, requests);
        ui.separator();
        foot_ui(ui, view, id, label, requests);
    }

    fn color_ui(&mut self, ui: &mut Ui, id: LabelId, label: &Label, requests: &mut Requests) {
        let set = |color: [u8; 3]| Command::EditLabel { label: id, after: Label { color, ..label.clone() } };
        ui.horizontal(|ui| {
            ui.spacing_mut().item_spacing.x = theme::SMALL;
            for (n, known) in Tagset::default().labels.iter().enumerate() {
                if swatch(ui, known.color, label.color == known.color, n).clicked() {
                    requests.run(set(known.color));
                }
            }
            ui.add_space(theme::INSIDE);
            let mut color = self.color.filter(|(of, _)| *of == id).map_or(label.color, |(_, color)| color);
            let response = ui.color_edit_button_srgb(&mut color).accessible_name("Another color");
            if response.on_hover_text("Another color").changed() {
                self.color = Some((id, color));
            }
            let is_choosing = ui.input(|input| input.pointer.any_down());
            if let Some((id, color)) = self.color.filter(|_| !is_choosing) {
                self.color = None;
                let after = Label { color, ..label.clone() };
                requests.run(Command::EditLabel { label: id, after });
            }
        });
    }
}

/// With a color that is free as long as there is one, and the first letter of its name that is.
fn new_label(view: &View, name: &str) -> Label {
    let labels = view.project.labels();
    let palette = Tagset::default().labels;
    let is_free = |color: &[u8; 3]| labels.values().all(|label| label.color != *color);
    let unused = palette.iter().map(|label| label.color).find(is_free);
    let color = unused.unwrap_or(palette[labels.len() % palette.len()].color);
    let has_key = |label: &Label, key| {
        label.key == Some(key) || label.attributes.iter().any(|rule| rule.key == Some(key))
    };
    let is_free =
        |key: &char| !['e', 'r'].contains(key) && !labels.values().any(|label| has_key(label, *key));
    let key = name.to_lowercase().chars().filter(|c| c.is_alphabetic()).find(is_free);
    Label { name: name.to_owned(), color, key, guideline: String::new(), position: 0, attributes: Vec::new() }
}

fn swatch(ui: &mut Ui, color: [u8; 3], is_chosen: bool, n: usize) -> egui::Response {
    let (rect, response) = ui.allocate_exact_size(vec2(22.0, 22.0), Sense::click());
    let colors = theme::mention_colors(color, ui.visuals().dark_mode);
    ui.painter().rect_filled(rect.shrink(2.0), 3.0, colors.line);
    if is_chosen || response.hovered() || response.has_focus() {
        let width = if is_chosen { 2.0 } else { 1.0 };
        let stroke = Stroke::new(width, theme::palette(ui).text);
        ui.painter().rect_stroke(rect, 4.0, stroke, egui::StrokeKind::Inside);
    }
    let name = format!("Color {}", n + 1);
    response.widget_info(|| egui::WidgetInfo::selected(egui::Role::RadioButton, true, is_chosen, &name));
    response
}

fn foot_ui(ui: &mut Ui, view: &View, id: LabelId, label: &Label, requests: &mut Requests) {
    ui.horizontal(|ui| {
        let order = view.project.labels_in_order();
        let at = order.iter().position(|(other, _)| *other == id).unwrap_or(0);
        if icon_button(ui, Icon::ArrowUp, "Move up").clicked() && at > 0 {
            requests.run(Command::MoveLabel { label: id, position: at - 1 });
        }
        if icon_button(ui, Icon::ArrowDown, "Move down").clicked() && at + 1 < order.len() {
            requests.run(Command::MoveLabel { label: id, position: at + 1 });
        }
        ui.add_space(theme::GROUP);
        let of_label = view.project.mentions().filter(|(_, _, mention)| mention.label == id);
        if remove_button(ui, &format!("Remove {}", label.name), || with_its(of_label, "mention")) {
            requests.run(Command::RemoveLabel(id));
        }
    });
}
