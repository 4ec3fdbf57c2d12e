use egui::{CentralPanel, Frame, RichText, Ui};

use crate::app::request::{Request, Requests};
use crate::app::settings::Settings;
use crate::app::state::State;
use crate::app::theme;
use crate::app::widgets::{Icon, icon, icon_button};
use crate::app::work::Works;

pub struct Welcome;

impl Welcome {
    pub fn ui(
        &mut self,
        ui: &mut Ui,
        settings: &Settings,
        works: &Works,
        state: &State,
        requests: &mut Requests,
    ) {
        let _ = state;
        let page = Frame::new().fill(theme::palette(ui).page);
        CentralPanel::default().frame(page).show(ui, |ui| {
            ui.vertical_centered(|ui| {
                ui.add_space((ui.available_height() * 0.16).max(theme::AROUND));
                ui.label(RichText::new("Broadsheet").size(theme::HEADLINE_SIZE).family(theme::bold()));
                ui.label(
                    RichText::new("Read the same story in several outlets, and say how the tellings differ.")
                        .weak(),
                );
                ui.add_space(theme::AROUND * 1.5);
                start_ui(ui, requests);
                ui.add_space(theme::AROUND * 1.5);
                drop_ui(ui);
                ui.add_space(theme::AROUND);
                recent_ui(ui, settings, requests);
                for job in works.shown() {
                    ui.label(job.name);
                }
            });
        });
    }
}

fn start_ui(ui: &mut Ui, requests: &mut Requests) {
    for (shown, words, request) in [
        (Icon::FilePlus, "New project", Request::NewProject),
        (Icon::FolderOpen, "Open…", Request::OpenProjectDialog),
        (Icon::BookOpen, "Open the sample", Request::OpenSample),
    ] {
        let button = egui::Button::new((icon(shown), words)).min_size(egui::vec2(220.0, 32.0));
        let response = ui.add(button);
        response.widget_info(|| egui::WidgetInfo::labeled(egui::Role::Button, true, words));
        if response.clicked() {
            requests.push(request);
        }
        ui.add_space(theme::SMALL);
    }
}

fn drop_ui(ui: &mut Ui) {
    let is_over = ui.input(|input| !input.raw.hovered_files.is_empty());
    let words =
        if is_over { "Let go to load them" } else { "Drop articles here: text, Markdown or saved web pages" };
    let stroke = egui::Stroke::new(1.0, theme::palette(ui).hairline);
    Frame::new().stroke(stroke).corner_radius(6).inner_margin(theme::AROUND).show(ui, |ui| {
        ui.set_max_width(420.0);
        ui.label(RichText::new(words).weak());
    });
}

fn recent_ui(ui: &mut Ui, settings: &Settings, requests: &mut Requests) {
    if settings.recent.is_empty() {
        return;
    }
    ui.label(RichText::new("Recent projects").family(theme::bold()));
    for path in &settings.recent {
        let name = path.file_stem().unwrap_or_default().to_string_lossy().into_owned();
        ui.allocate_ui(egui::vec2(420.0, 24.0), |ui| {
            ui.horizontal(|ui| {
                if ui.link(name).on_hover_text(path.display().to_string()).clicked() {
                    requests.push(Request::Open(vec![path.clone()]));
                }
                let folder = path.parent().unwrap_or(path).display().to_string();
                ui.label(RichText::new(folder).weak().small());
                if icon_button(ui, Icon::X, "Remove from the list").clicked() {
                    requests.push(Request::Forget(path.clone()));
                }
            });
        });
    }
}
