//! The row of chips over the panes: which classes of differences there are, how many, and the line
//! that marks each. A click on one hides or shows its lines.

use egui::{Button, Color32, Rect, RichText, Stroke, Ui, vec2};

use super::differing::Differing;
use super::line::Line;
use super::shared::Shared;
use crate::app::theme;
use crate::index::DifferenceClass;
use crate::text;

pub fn ui(ui: &mut Ui, shared: Option<&Shared>, differing: &mut Differing) {
    let Some(shared) = shared else {
        ui.label(RichText::new("Looking for differences…").weak());
        return;
    };
    let is_same = shared.counts().is_empty();
    let words = if is_same { "Nothing differs inside shared passages" } else { "Differences" };
    ui.label(RichText::new(words).weak());
    for (class, count) in shared.counts() {
        if chip_ui(ui, *class, *count, differing.is_shown(*class)) {
            differing.toggle(*class);
        }
    }
}

/// Whether it was clicked. The name wears the line while it is shown.
fn chip_ui(ui: &mut Ui, class: DifferenceClass, count: usize, is_shown: bool) -> bool {
    let palette = theme::palette(ui);
    let (color, fill) = match is_shown {
        true => (palette.text, palette.raised),
        false => (palette.weak, Color32::TRANSPARENT),
    };
    let words = RichText::new(format!("{}  {count}", class.name())).color(color);
    let response = ui.add(Button::new(words).fill(fill).stroke(Stroke::new(1.0, palette.hairline)));
    if is_shown {
        let painter = ui.painter();
        Line { painter, palette, class }.under(under_words(response.rect));
    }
    let name = format!("{}: {}", class.name(), text::count(count, "difference"));
    response.widget_info(|| egui::WidgetInfo::selected(egui::Role::Button, true, is_shown, &name));
    let hint = if is_shown { "Hide these" } else { "Show these" };
    response.on_hover_text(format!("{name}. {hint}")).clicked()
}

fn under_words(chip: Rect) -> Rect {
    chip.shrink2(vec2(theme::INSIDE, 0.0)).translate(vec2(0.0, 1.0))
}
