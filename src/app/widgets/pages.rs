use std::ops::Range;

use egui::{RichText, Ui};

use crate::app::theme;

/// A title, and steps through what is too long to draw at once. Returns what is shown; `first` is the
/// number of the first of it.
pub fn pages_ui(ui: &mut Ui, title: &str, n_all: usize, on_a_page: usize, first: &mut usize) -> Range<usize> {
    *first = (*first).min(n_all.saturating_sub(1) / on_a_page * on_a_page);
    ui.horizontal(|ui| {
        ui.label(RichText::new(title).family(theme::bold()));
        if n_all > on_a_page {
            let last = (*first + on_a_page).min(n_all);
            let which = if on_a_page == 1 { last.to_string() } else { format!("{} to {last}", *first + 1) };
            ui.label(RichText::new(format!("{which} of {n_all}")).weak());
            if ui.add_enabled(*first > 0, egui::Button::new("Previous").small()).clicked() {
                *first -= on_a_page;
            }
            if ui.add_enabled(last < n_all, egui::Button::new("Next").small()).clicked() {
                *first += on_a_page;
            }
        }
    });
    *first..(*first + on_a_page).min(n_all)
}
