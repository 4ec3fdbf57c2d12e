use egui::containers::menu::{MenuButton, MenuConfig};
use egui::{PopupCloseBehavior, RichText, Ui};

use crate::index::{Layer, Layers};

/// A menu that stays open while its boxes are ticked.
pub fn ticking_menu(ui: &mut Ui, name: String, content: impl FnOnce(&mut Ui)) {
    let config = MenuConfig::new().close_behavior(PopupCloseBehavior::CloseOnClickOutside);
    MenuButton::new(name).config(config).ui(ui, content);
}

/// Which house styles wording may differ in and still count as shared.
pub fn layers_ui(ui: &mut Ui, layers: &mut Layers) {
    ui.label(RichText::new("Words that differ in this alone count as the same").weak());
    for layer in Layer::ALL {
        let mut is_on = layers.has(layer);
        if ui.checkbox(&mut is_on, layer.name()).changed() {
            *layers = if is_on { layers.with(layer) } else { layers.without(layer) };
        }
    }
}
