use egui::{Align, Layout, RichText, Ui, vec2};

use crate::app::theme;

const NAME_WIDTH: f32 = 68.0; // the longest name that panels use, "Language ?"

/// A name at the left and what belongs to it in a column of its own.
pub fn row<R>(ui: &mut Ui, name: &str, content: impl FnOnce(&mut Ui) -> R) -> R {
    ui.horizontal_top(|ui| {
        let size = vec2(NAME_WIDTH, ui.spacing().interact_size.y);
        ui.allocate_ui_with_layout(size, Layout::left_to_right(Align::Center), |ui| {
            ui.set_min_width(NAME_WIDTH);
            ui.label(RichText::new(name).weak());
        });
        ui.vertical(content).inner
    })
    .inner
}

/// Words in a row, on the line of its name.
pub fn told(ui: &mut Ui, words: impl Into<RichText>) {
    ui.add_space(3.0);
    ui.add(egui::Label::new(words.into()).wrap());
}

/// The small title of a part of a panel.
pub fn section(ui: &mut Ui, title: &str) {
    ui.label(
        RichText::new(title).family(theme::bold()).size(theme::SMALL_SIZE).color(theme::palette(ui).weak),
    );
}
