//! F1: every key, from the tables that the window itself uses.

use egui::{Context, Grid, KeyboardShortcut, RichText, ScrollArea, Ui};

use crate::app::actions;
use crate::app::key_table::GROUPS;
use crate::app::request::{Request, Requests};
use crate::app::theme;
use crate::app::widgets::{dialog, section};

pub fn ui(context: &Context, requests: &mut Requests) {
    let closed = dialog(context, "Keys", 900.0, |ui| {
        let height = (ui.ctx().content_rect().height() - 160.0).max(240.0);
        ScrollArea::vertical().max_height(height).min_scrolled_height(height).show(ui, |ui| {
            ui.columns(2, |columns| {
                for group in GROUPS {
                    group_ui(
                        &mut columns[0],
                        group.title,
                        group.keys.iter().map(|(keys, does)| (*keys, *does)),
                    );
                }
                actions_ui(&mut columns[1]);
            });
        });
    });
    if closed {
        requests.push(Request::CloseOverlay);
    }
}

fn actions_ui(ui: &mut Ui) {
    let keyed = actions::ALL.iter().filter_map(|action| Some((action.title, action.shortcut?)));
    let told: Vec<(String, &str)> = keyed.map(|(title, shortcut)| (keys_of(ui, &shortcut), title)).collect();
    group_ui(ui, "Everywhere", told.iter().map(|(keys, does)| (keys.as_str(), *does)));
}

/// As the keyboard shows them, not by the names of the keys.
fn keys_of(ui: &Ui, shortcut: &KeyboardShortcut) -> String {
    let keys = ui.ctx().format_shortcut(shortcut);
    let symbol = shortcut.logical_key.symbol_or_name();
    keys.replace(shortcut.logical_key.name(), symbol)
}

fn group_ui<'a>(ui: &mut Ui, title: &str, keys: impl Iterator<Item = (&'a str, &'a str)>) {
    section(ui, &title.to_uppercase());
    Grid::new(title).num_columns(2).spacing([theme::GROUP, theme::SMALL]).show(ui, |ui| {
        for (keys, does) in keys {
            ui.label(RichText::new(keys).family(theme::bold()));
            ui.add(egui::Label::new(does).wrap());
            ui.end_row();
        }
    });
    ui.add_space(theme::AROUND);
}
