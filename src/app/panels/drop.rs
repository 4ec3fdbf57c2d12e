//! What shows while files are held over the window.

use egui::{Align2, CornerRadius, FontId, LayerId, Stroke, StrokeKind, Ui};

use crate::app::theme;

/// How many files are held over the window.
pub fn n_hovered(ui: &Ui) -> usize {
    ui.input(|input| input.raw.hovered_files.len())
}

/// Veils the window and says what letting go does.
pub fn veil_ui(ui: &Ui) {
    let words = match n_hovered(ui) {
        0 => return,
        1 => "Let go to load it into this project".to_owned(),
        n => format!("Let go to load {n} files into this project"),
    };
    let palette = theme::palette(ui);
    let painter = ui.ctx().layer_painter(LayerId::new(egui::Order::Foreground, ui.scope_id().with("drop")));
    let rect = ui.ctx().content_rect();
    painter.rect_filled(rect, CornerRadius::ZERO, palette.page.gamma_multiply(0.85));
    let edge = Stroke::new(2.0, palette.accent);
    painter.rect_stroke(rect.shrink(theme::AROUND), 8.0, edge, StrokeKind::Inside);
    let font = FontId::new(18.0, theme::bold());
    painter.text(rect.center(), Align2::CENTER_CENTER, words, font, palette.text);
}
