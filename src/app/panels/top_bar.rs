use egui::{Align, Button, Label, Layout, Rect, RichText, Sense, Ui, UiBuilder, vec2};

use crate::app::actions;
use crate::app::request::{Request, Requests};
use crate::app::state::{Mode, ThemeChoice};
use crate::app::widgets::{Icon, icon, icon_button};
use crate::app::{View, theme};

const MODES_WIDTH: f32 = 296.0;
const HEIGHT: f32 = 26.0;

/// The modes stand in the middle of the window, whatever the project is called.
pub fn ui(ui: &mut Ui, view: &View, requests: &mut Requests) {
    let (bar, _) = ui.allocate_exact_size(vec2(ui.available_width(), HEIGHT), Sense::hover());
    let middle = Rect::from_center_size(bar.center(), vec2(MODES_WIDTH, HEIGHT));
    let left = bar.with_max_x(middle.left() - theme::GROUP);
    let right = bar.with_min_x(middle.right() + theme::GROUP);
    let from_left = Layout::left_to_right(Align::Center);
    part_ui(ui, left, from_left, |ui| {
        menu(ui, view, requests);
        ui.add(Label::new(RichText::new(view.project.title()).family(theme::bold())).truncate());
        ui.add(Label::new(RichText::new(saved(view)).weak()).truncate());
    });
    part_ui(ui, middle, from_left, |ui| modes(ui, view, requests));
    part_ui(ui, right, Layout::right_to_left(Align::Center), |ui| {
        theme_button(ui, view, requests);
        let search = Button::new((icon(Icon::Search), "Search")).shortcut_text("Ctrl+P");
        let search = ui.add(search).accessible_name("Search everything");
        if search.on_hover_text("Commands, articles, entities, labels").clicked() {
            requests.push(Request::ShowPalette);
        }
    });
}

fn part_ui(ui: &mut Ui, rect: Rect, layout: Layout, content: impl FnOnce(&mut Ui)) {
    content(&mut ui.new_child(UiBuilder::new().max_rect(rect).layout(layout)));
}

/// Every action, for those who look before they type.
fn menu(ui: &mut Ui, view: &View, requests: &mut Requests) {
    ui.menu_button("Broadsheet", |ui| {
        egui::ScrollArea::vertical().max_height(560.0).show(ui, |ui| {
            for action in actions::ALL {
                let request = (action.resolve)(Some(view.session), view.state);
                let keys =
                    action.shortcut.map(|shortcut| ui.ctx().format_shortcut(&shortcut)).unwrap_or_default();
                let button = egui::Button::new(action.title).shortcut_text(keys);
                if ui.add_enabled(request.is_some(), button).clicked() {
                    request.into_iter().for_each(|request| requests.push(request));
                    ui.close();
                }
            }
        });
    });
}

fn modes(ui: &mut Ui, view: &View, requests: &mut Requests) {
    for mode in Mode::ALL {
        let size = vec2((MODES_WIDTH - 3.0 * theme::INSIDE) / 4.0, HEIGHT);
        let button = Button::selectable(view.state.mode == mode, mode.name()).min_size(size);
        if ui.add(button).clicked() {
            let action = actions::ALL.iter().find(|action| action.title == mode.name());
            let request = action.and_then(|action| (action.resolve)(Some(view.session), view.state));
            requests.push(request.unwrap_or(Request::ShowMode(mode)));
        }
    }
}

fn saved(view: &View) -> &'static str {
    match () {
        () if view.session.is_read_only() => "reading only",
        () if view.session.disk_error().is_some() => "not saved",
        () if view.session.is_synced() => "● saved",
        () => "○ saving",
    }
}

fn theme_button(ui: &mut Ui, view: &View, requests: &mut Requests) {
    let (shown, name, next) = match view.state.theme {
        ThemeChoice::System => (Icon::SunMoon, "Theme: as the system; switch to light", ThemeChoice::Light),
        ThemeChoice::Light => (Icon::Sun, "Theme: light; switch to dark", ThemeChoice::Dark),
        ThemeChoice::Dark => (Icon::Moon, "Theme: dark; switch to the system's", ThemeChoice::System),
    };
    if icon_button(ui, shown, name).clicked() {
        requests.push(Request::SetTheme(next));
    }
}
