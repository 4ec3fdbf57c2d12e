use egui::{Align2, CornerRadius, FontId, Painter, Response, Role, Sense, Ui, WidgetInfo, vec2};

use crate::app::theme;
use crate::model::{Article, Label, Project};

/// A label's name on its tint, with its line below: as mentions show it.
pub fn label_chip(ui: &mut Ui, label: &Label) -> Response {
    let colors = theme::mention_colors(label.color, ui.visuals().dark_mode);
    let font = FontId::new(theme::SMALL_SIZE, theme::bold());
    let galley = ui.painter().layout_no_wrap(label.name.clone(), font, theme::palette(ui).text);
    let (rect, response) = ui.allocate_exact_size(galley.size() + vec2(10.0, 5.0), Sense::click());
    ui.painter().rect_filled(rect, CornerRadius::same(3), colors.tint);
    let line = rect.with_min_y(rect.bottom() - 2.0);
    ui.painter().rect_filled(line, 0.0, colors.line);
    ui.painter().galley(rect.min + vec2(5.0, 1.5), galley, theme::palette(ui).text);
    response.widget_info(|| WidgetInfo::labeled(Role::Button, true, &label.name));
    response
}

/// A small disc in a label's color.
pub fn color_dot(ui: &mut Ui, color: [u8; 3]) {
    let (rect, _) = ui.allocate_exact_size(vec2(10.0, 10.0), Sense::hover());
    let line = theme::mention_colors(color, ui.visuals().dark_mode).line;
    ui.painter().circle_filled(rect.center(), 4.5, line);
}

const NO_OUTLET: usize = usize::MAX; // falls on the last color, the grey

/// Which color an article's outlet has, wherever it is named.
pub fn outlet_place(project: &Project, article: &Article) -> usize {
    let known = article.header.outlet;
    let place = known.and_then(|id| project.outlets().keys().position(|other| *other == id));
    place.unwrap_or(NO_OUTLET)
}

/// An outlet's initial on its color: never color alone.
pub fn outlet_initial(ui: &mut Ui, name: &str, n: usize) {
    let (rect, _) = ui.allocate_exact_size(vec2(16.0, 16.0), Sense::hover());
    outlet_badge(ui.painter(), rect, name, n);
}

/// The same at a place of one's own. An unknown outlet has a question mark.
pub fn outlet_badge(painter: &Painter, rect: egui::Rect, name: &str, n: usize) {
    let fill = theme::outlet_color(n);
    painter.rect_filled(rect, CornerRadius::same(3), fill);
    let initial = name.chars().find(|c| c.is_alphanumeric()).filter(|_| n != NO_OUTLET).unwrap_or('?');
    let initial = initial.to_uppercase().to_string();
    let font = FontId::new(theme::SMALL_SIZE, theme::bold());
    painter.text(rect.center(), Align2::CENTER_CENTER, initial, font, theme::text_on(fill));
}
