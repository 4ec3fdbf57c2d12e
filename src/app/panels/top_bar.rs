use egui::{Align, Layout, RichText, Ui};

use crate::app::actions;
use crate::app::request::{Request, Requests};
use crate::app::state::{Mode, ThemeChoice};
use crate::app::widgets::{Icon, icon_button};
use crate::app::{View, theme};

pub fn ui(ui: &mut Ui, view: &View, requests: &mut Requests) {
    ui.horizontal(|ui| {
        menu(ui, view, requests);
        ui.label(RichText::new(view.project.title()).family(theme::bold()));
        ui.label(RichText::new(saved(view)).weak());
        ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
            theme_button(ui, view, requests);
            if ui.button("Search  Ctrl+P").on_hover_text("Commands, articles, entities, labels").clicked() {
                requests.push(Request::ShowPalette);
            }
            ui.add_space(theme::GROUP);
            ui.with_layout(Layout::left_to_right(Align::Center), |ui| modes(ui, view, requests));
        });
    });
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
        if ui.selectable_label(view.state.mode == mode, mode.name()).clicked() {
            let action = actions::ALL.iter().find(|action| action.title == mode.name());
            let request = action.and_then(|action| (action.resolve)(Some(view.session), view.state));
            requests.push(request.unwrap_or(Request::ShowMode(mode)));
        }
    }
}

fn saved(view: &View) -> &'static str {
    match () {
        () if view.session.is_read_only() => "reading only",
        () if view.session.journal_error().is_some() => "not saved",
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
