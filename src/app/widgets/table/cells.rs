use egui::{Align2, Color32, FontId, RichText, Ui};

use crate::app::theme;

/// A cell of plain words.
pub fn cell(ui: &mut Ui, words: impl Into<RichText>) {
    ui.add(egui::Label::new(words.into()).truncate());
}

/// A cell of a number, flush right; nothing is a dash.
pub fn number_cell(ui: &Ui, number: usize) {
    match number {
        0 => flush_right(ui, "–", theme::palette(ui).weak),
        _ => flush_right(ui, &number.to_string(), theme::palette(ui).text),
    }
}

/// A cell of words that end at its right edge; their beginning is cut off where room is short.
pub fn flush_right(ui: &Ui, words: &str, color: Color32) {
    let font = FontId::proportional(theme::UI_SIZE);
    ui.painter().text(ui.max_rect().right_center(), Align2::RIGHT_CENTER, words, font, color);
}
