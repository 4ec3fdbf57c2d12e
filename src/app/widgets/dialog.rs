//! The frame of every window over the others.

use egui::{Align, Context, Frame, Id, Layout, Margin, Modal, RichText, Ui, vec2};

use super::{Icon, icon_button};
use crate::app::theme;

/// Shows a dialog of a fixed width with a title. Returns whether it was closed by its button or by a
/// click beside it; Escape is the window's to hear.
pub fn dialog(context: &Context, title: &str, width: f32, content: impl FnOnce(&mut Ui)) -> bool {
    let style = context.global_style();
    let frame =
        Frame::popup(&style).fill(style.visuals.panel_fill).inner_margin(Margin::same(theme::AROUND as i8));
    let width = width.min(context.content_rect().width() - 4.0 * theme::AROUND);
    let modal = Modal::new(Id::unique(("dialog", title))).frame(frame);
    let shown = modal.show(context, |ui| {
        ui.set_width(width);
        let closed = head(ui, title);
        ui.add_space(theme::INSIDE);
        content(ui);
        closed
    });
    let beside = shown.backdrop_response.clicked() && !shown.any_popup_open;
    shown.inner || beside
}

fn head(ui: &mut Ui, title: &str) -> bool {
    let height = vec2(ui.available_width(), 24.0);
    ui.allocate_ui_with_layout(height, Layout::left_to_right(Align::Center), |ui| {
        ui.label(RichText::new(title).heading());
        let right = Layout::right_to_left(Align::Center);
        ui.with_layout(right, |ui| icon_button(ui, Icon::X, "Close (Esc)").clicked()).inner
    })
    .inner
}

/// The buttons at the foot of a dialog: the one that does it at the right, the way out beside it.
pub fn dialog_buttons(ui: &mut Ui, does: &str, can: bool) -> DialogAnswer {
    ui.add_space(theme::GROUP);
    ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
        let primary = egui::Button::new(RichText::new(does).color(theme::palette(ui).page))
            .fill(theme::palette(ui).accent)
            .min_size(vec2(88.0, 28.0));
        let done = ui.add_enabled(can, primary).clicked();
        let cancelled = ui.add(egui::Button::new("Cancel").min_size(vec2(72.0, 28.0))).clicked();
        match () {
            () if done => DialogAnswer::Done,
            () if cancelled => DialogAnswer::Cancelled,
            () => DialogAnswer::NotYet,
        }
    })
    .inner
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DialogAnswer {
    NotYet,
    Cancelled,
    Done,
}
