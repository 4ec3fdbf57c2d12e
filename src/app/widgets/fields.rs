//! Small controls that several panels have at their head.

use egui::{Response, RichText, Role, TextEdit, Ui, WidgetInfo};

use super::color_dot;
use crate::app::state::ScopeKind;
use crate::model::Label;

const FIELD_WIDTH: f32 = 180.0;

/// A field that narrows a list down.
pub fn filter_field(ui: &mut Ui, words: &mut String, name: &str) -> Response {
    text_field(ui, words, "Filter", name, FIELD_WIDTH)
}

/// A field of one line with a name for screen readers.
pub fn text_field(ui: &mut Ui, words: &mut String, hint: &str, name: &str, width: f32) -> Response {
    let response = ui.add(TextEdit::singleline(words).hint_text(hint).desired_width(width));
    response.widget_info(|| WidgetInfo::labeled(Role::TextInput, true, name));
    response
}

/// How far a list reaches.
pub fn reach_switch(ui: &mut Ui, reach: &mut ScopeKind) {
    for kind in ScopeKind::ALL {
        let words = format!("In the {}", kind.name());
        let response = ui.selectable_label(*reach == kind, kind.name());
        response.widget_info(|| WidgetInfo::selected(Role::RadioButton, true, *reach == kind, &words));
        if response.clicked() {
            *reach = kind;
        }
    }
}

/// A label in a menu: its color, its name and its key.
pub fn label_with_key(ui: &mut Ui, label: &Label) -> Response {
    ui.horizontal(|ui| {
        color_dot(ui, label.color);
        let key = label.key.map(|key| key.to_uppercase().to_string()).unwrap_or_default();
        ui.add(egui::Button::new(&label.name).frame(false).shortcut_text(RichText::new(key).weak()))
    })
    .inner
}
