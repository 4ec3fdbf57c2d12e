//! The window while no project is open: how to start, and where one left off.

use std::path::Path;

use egui::{
    Align, Align2, Button, CentralPanel, Frame, Layout, Margin, RichText, ScrollArea, Sense, Stroke, Ui, vec2,
};

use super::drop::n_hovered;
use super::jobs_ui;
use crate::app::request::{Request, Requests};
use crate::app::settings::Settings;
use crate::app::theme;
use crate::app::widgets::{Icon, icon, icon_button, section};
use crate::app::work::Works;

const WIDTH: f32 = 520.0;
const BUTTON_HEIGHT: f32 = 36.0;
const DROP_HEIGHT: f32 = 84.0;

pub fn ui(ui: &mut Ui, settings: &Settings, works: &Works, requests: &mut Requests) {
    let page = Frame::new().fill(theme::palette(ui).page).inner_margin(Margin::same(theme::AROUND as i8));
    CentralPanel::default().frame(page).show(ui, |ui| {
        ScrollArea::vertical().auto_shrink(false).show(ui, |ui| {
            ui.add_space((ui.ctx().content_rect().height() * 0.16 - 24.0).max(0.0));
            ui.vertical_centered(|ui| {
                ui.set_max_width(WIDTH);
                head_ui(ui);
                start_ui(ui, requests);
                ui.add_space(theme::AROUND);
                drop_ui(ui);
                ui.add_space(theme::AROUND);
                jobs_ui(ui, works, requests);
                ui.with_layout(Layout::top_down(Align::Min), |ui| recent_ui(ui, settings, requests));
            });
        });
    });
}

fn head_ui(ui: &mut Ui) {
    ui.label(RichText::new("Broadsheet").size(theme::HEADLINE_SIZE).family(theme::bold()));
    ui.add_space(theme::SMALL);
    let words = "Read the same story in several outlets, and see how the tellings differ.";
    ui.label(RichText::new(words).color(theme::palette(ui).weak));
    ui.add_space(theme::AROUND * 1.5);
}

fn start_ui(ui: &mut Ui, requests: &mut Requests) {
    let starts = [
        (Icon::FilePlus, "New project", Request::NewProject),
        (Icon::FolderOpen, "Open…", Request::OpenProjectDialog),
        (Icon::BookOpen, "Open the sample", Request::OpenSample),
    ];
    let gaps = ui.spacing().item_spacing.x * (starts.len() - 1) as f32;
    let size = vec2((WIDTH - gaps) / starts.len() as f32, BUTTON_HEIGHT);
    ui.horizontal(|ui| {
        for (shown, words, request) in starts {
            let response = ui.add(Button::new((icon(shown), words)).min_size(size));
            if response.accessible_name(words).clicked() {
                requests.push(request);
            }
        }
    });
}

fn drop_ui(ui: &mut Ui) {
    let palette = theme::palette(ui);
    let is_over = n_hovered(ui) > 0;
    let (words, color) = match is_over {
        true => ("Let go to load them into a new project", palette.accent),
        false => ("Drop articles or folders here", palette.weak),
    };
    let (rect, response) = ui.allocate_exact_size(vec2(WIDTH, DROP_HEIGHT), Sense::hover());
    response.widget_info(|| egui::WidgetInfo::labeled(egui::Role::Label, true, words));
    let corners =
        [rect.left_top(), rect.right_top(), rect.right_bottom(), rect.left_bottom(), rect.left_top()];
    let edge = Stroke::new(1.0, if is_over { palette.accent } else { palette.hairline });
    ui.painter().extend(egui::Shape::dashed_line(&corners, edge, 6.0, 4.0));
    let line = |above: f32, words: &str, size: f32, color| {
        let font = egui::FontId::proportional(size);
        ui.painter().text(rect.center() - vec2(0.0, above), Align2::CENTER_CENTER, words, font, color);
    };
    line(10.0, words, theme::UI_SIZE, color);
    line(-12.0, "Text, Markdown and saved web pages", theme::SMALL_SIZE, palette.weak);
}

fn recent_ui(ui: &mut Ui, settings: &Settings, requests: &mut Requests) {
    if settings.recent.is_empty() {
        return;
    }
    ui.add_space(theme::INSIDE);
    section(ui, "RECENT PROJECTS");
    ui.add_space(theme::SMALL);
    ui.spacing_mut().item_spacing.y = 0.0;
    for path in &settings.recent {
        ui.allocate_ui_with_layout(vec2(WIDTH, 28.0), Layout::right_to_left(Align::Center), |ui| {
            project_ui(ui, path, requests);
        });
    }
}

fn project_ui(ui: &mut Ui, path: &Path, requests: &mut Requests) {
    let name = path.file_stem().unwrap_or_default().to_string_lossy().into_owned();
    if icon_button(ui, Icon::X, &format!("Remove {name} from the list")).clicked() {
        requests.push(Request::Forget(path.to_owned()));
    }
    let folder = path.parent().unwrap_or(path).display().to_string();
    let folder = RichText::new(folder).weak().size(theme::SMALL_SIZE);
    let size = vec2(ui.available_width(), 28.0);
    let button = Button::new(name.as_str()).right_text(folder).truncate().min_size(size);
    let response = ui.add(button.frame_when_inactive(false)).accessible_name(name);
    if response.on_hover_text(path.display().to_string()).clicked() {
        requests.push(Request::Open(vec![path.to_owned()]));
    }
}
