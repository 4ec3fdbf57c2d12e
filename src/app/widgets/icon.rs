pub use lucide_icons::Icon;

use egui::containers::menu::MenuButton;
use egui::{Button, FontId, Response, RichText, Role, Ui, WidgetInfo};

use crate::app::theme;

/// An icon as text of a label or a button.
pub fn icon(icon: Icon) -> RichText {
    RichText::new(char::from(icon)).font(FontId::new(theme::ICON_SIZE, theme::icons()))
}

/// A button that shows only an icon. `name` is for the tooltip and for screen readers.
pub fn icon_button(ui: &mut Ui, shown: Icon, name: &str) -> Response {
    let response = ui.add(Button::new(icon(shown)).frame_when_inactive(false));
    response.widget_info(|| WidgetInfo::labeled(Role::Button, true, name));
    response.on_hover_text(name)
}

/// A menu behind an icon. `name` is for the tooltip and for screen readers.
pub fn icon_menu(ui: &mut Ui, shown: Icon, name: &str, content: impl FnOnce(&mut Ui)) {
    let button = Button::new(icon(shown)).frame_when_inactive(false);
    let (response, _) = MenuButton::from_button(button).ui(ui, content);
    response.accessible_name(name).on_hover_text(name);
}
