//! The parts of the window, one file each. A panel draws from the [`View`] and asks with requests;
//! it may keep what is typed in it, and nothing else.

mod compare;
mod concordance;
mod entities;
mod drop;
mod entity_picker;
mod find;
mod history;
mod inspector;
mod jobs;
mod keys_help;
mod export;
mod insights;
mod library;
mod matrix;
mod mentions;
mod notice_list;
mod palette;
mod paste;
mod path_dialog;
mod preview;
mod problems;
mod reader;
mod restore;
mod sample;
mod status_bar;
mod strip;
mod suggestions;
mod tagset;
mod top_bar;
mod welcome;

use egui::{CentralPanel, Frame, Margin, Panel as Side, Ui};

use super::View;
use super::dialogs::suggested_name;
use super::notices::Notices;
use super::request::Requests;
use super::settings::Settings;
use super::state::{Drawer, Mode, Overlay, State};
use super::theme;
use super::widgets::Desk;
use super::work::Works;

use jobs::jobs_ui;
pub use sample::sample_project;

/// Where a panel stands, and so when it is shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Slot {
    Left,
    Right,
    Center(Mode),
    /// Over the center, which goes on working.
    Bar,
    Drawer(Drawer),
    /// Over the others; the panel decides by the state's overlay.
    Over,
}

pub trait Panel {
    fn slot(&self) -> Slot;

    /// Whether an overlay is this panel's.
    fn is_overlay(&self, overlay: &Overlay) -> bool {
        let _ = overlay;
        false
    }

    fn ui(&mut self, ui: &mut Ui, view: &View, desk: &mut Desk, requests: &mut Requests);
}

pub struct Panels {
    list: Vec<Box<dyn Panel>>,
    paste: paste::Paste,
    path_dialog: path_dialog::PathDialog,
    notices: notice_list::NoticeList,
    preview: preview::Preview,
    saves_of_unopened: restore::SavesOfUnopened,
}

impl Default for Panels {
    fn default() -> Self {
        Self {
            list: vec![
                Box::new(library::Library::default()),
                Box::new(inspector::Inspector::default()),
                Box::new(reader::Reader),
                Box::new(find::Find::default()),
                Box::new(mentions::Mentions::default()),
                Box::new(entities::Entities::default()),
                Box::new(compare::Compare::default()),
                Box::new(insights::Insights::default()),
                Box::new(export::Export::default()),
                Box::new(matrix::Matrix::default()),
                Box::new(entity_picker::EntityPicker::default()),
                Box::new(tagset::TagsetEditor::default()),
                Box::new(concordance::ConcordanceDrawer::default()),
                Box::new(suggestions::SuggestionDrawer::default()),
                Box::new(problems::Problems::default()),
                Box::new(history::HistoryDrawer::default()),
                Box::new(palette::Palette::default()),
                Box::new(restore::Restore::default()),
            ],
            paste: paste::Paste::default(),
            path_dialog: path_dialog::PathDialog::default(),
            notices: notice_list::NoticeList::default(),
            preview: preview::Preview::default(),
            saves_of_unopened: restore::SavesOfUnopened::default(),
        }
    }
}

impl Panels {
    /// The window while no project is open.
    pub fn welcome_ui(
        &mut self,
        ui: &mut Ui,
        settings: &Settings,
        notices: &Notices,
        works: &Works,
        state: &State,
        requests: &mut Requests,
    ) {
        welcome::ui(ui, settings, works, requests);
        self.anywhere_ui(ui, state, settings, None, requests);
        self.notices.ui(ui, notices, requests);
    }

    /// Overlays that need no project.
    fn anywhere_ui(
        &mut self,
        ui: &Ui,
        state: &State,
        settings: &Settings,
        title: Option<&str>,
        requests: &mut Requests,
    ) {
        let question = state.overlay.path_question();
        let name = question.map(|question| suggested_name(question, title)).unwrap_or_default();
        self.path_dialog.ui(ui.ctx(), question, &name, &settings.recent, requests);
        self.paste.ui(ui.ctx(), state.overlay == Overlay::Paste, requests);
        self.saves_of_unopened.ui(ui.ctx(), state.overlay.unopened(), requests);
        if state.overlay == Overlay::Keys {
            keys_help::ui(ui.ctx(), requests);
        }
    }

    /// The window with a project open.
    pub fn ui(
        &mut self,
        ui: &mut Ui,
        view: &View,
        desk: &mut Desk,
        notices: &Notices,
        requests: &mut Requests,
    ) {
        Side::top("top bar").frame(bar(ui)).show(ui, |ui| top_bar::ui(ui, view, requests));
        Side::bottom("status bar").frame(bar(ui)).show(ui, |ui| status_bar::ui(ui, view, requests));
        if let Some(drawer) = view.state.drawer {
            let side = Side::bottom("drawer").resizable(true).default_size(280.0).size_range(120.0..=600.0);
            side.frame(around(ui)).show(ui, |ui| self.drawer_ui(ui, drawer, view, desk, requests));
        }
        if view.state.strip.is_some() {
            Side::bottom("strip").frame(bar(ui)).show(ui, |ui| strip::ui(ui, view, requests));
        }
        if view.state.mode.shows_text() {
            let left = Side::left("left").resizable(true).default_size(248.0).size_range(180.0..=420.0);
            left.frame(around(ui)).show(ui, |ui| self.slot_ui(Slot::Left, ui, view, desk, requests));
            let right = Side::right("right").resizable(true).default_size(280.0).size_range(220.0..=460.0);
            right.frame(around(ui)).show(ui, |ui| self.slot_ui(Slot::Right, ui, view, desk, requests));
        }
        let page = Frame::new().fill(theme::palette(ui).page);
        CentralPanel::default().frame(page).show(ui, |ui| {
            if !view.state.overlay.is_modal() && view.state.mode.shows_text() {
                desk.take_hands(ui);
            }
            let center = ui.max_rect();
            self.slot_ui(Slot::Center(view.state.mode), ui, view, desk, requests);
            let over = egui::UiBuilder::new().max_rect(center);
            ui.scope_builder(over, |ui| self.slot_ui(Slot::Bar, ui, view, desk, requests));
        });
        desk.end_frame();
        self.preview.ui(ui, view, desk);
        self.overlay_ui(ui, view, desk, requests);
        self.anywhere_ui(ui, view.state, view.settings, Some(view.project.title()), requests);
        drop::veil_ui(ui);
        self.notices.ui(ui, notices, requests);
    }

    fn slot_ui(&mut self, slot: Slot, ui: &mut Ui, view: &View, desk: &mut Desk, requests: &mut Requests) {
        for panel in self.list.iter_mut().filter(|panel| panel.slot() == slot) {
            panel.ui(ui, view, desk, requests);
        }
    }

    fn drawer_ui(
        &mut self,
        ui: &mut Ui,
        drawer: Drawer,
        view: &View,
        desk: &mut Desk,
        requests: &mut Requests,
    ) {
        ui.horizontal(|ui| {
            for tab in Drawer::ALL {
                if ui.selectable_label(tab == drawer, tab.name()).clicked() {
                    requests.push(super::Request::ShowDrawer(Some(tab)));
                }
            }
            ui.with_layout(egui::Layout::right_to_left(egui::Align::Center), |ui| {
                if super::widgets::icon_button(ui, super::widgets::Icon::X, "Close the drawer").clicked() {
                    requests.push(super::Request::ShowDrawer(None));
                }
            });
        });
        ui.separator();
        ui.set_min_height(ui.available_height()); // an empty list does not fold the drawer up
        self.slot_ui(Slot::Drawer(drawer), ui, view, desk, requests);
    }

    fn overlay_ui(&mut self, ui: &mut Ui, view: &View, desk: &mut Desk, requests: &mut Requests) {
        for panel in self.list.iter_mut().filter(|panel| panel.is_overlay(&view.state.overlay)) {
            panel.ui(ui, view, desk, requests);
        }
    }
}

fn bar(ui: &Ui) -> Frame {
    Frame::new()
        .fill(theme::palette(ui).panel)
        .inner_margin(Margin::symmetric(theme::GROUP as i8, theme::SMALL as i8))
}

fn around(ui: &Ui) -> Frame {
    Frame::new().fill(theme::palette(ui).panel).inner_margin(Margin::same(theme::GROUP as i8))
}
