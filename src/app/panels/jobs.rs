//! Work under way, each with how far it is and a way to stop it.

use egui::{Align, Label, Layout, ProgressBar, Ui, vec2};

use crate::app::request::{Request, Requests};
use crate::app::theme;
use crate::app::widgets::{Icon, icon_button};
use crate::app::work::Works;

const WIDTH: f32 = 280.0;

pub fn jobs_ui(ui: &mut Ui, works: &Works, requests: &mut Requests) {
    for job in works.shown() {
        let size = vec2(WIDTH, ui.spacing().interact_size.y);
        ui.allocate_ui_with_layout(size, Layout::left_to_right(Align::Center), |ui| {
            match job.fraction {
                Some(fraction) => {
                    drop(ui.add(ProgressBar::new(fraction).desired_width(96.0).desired_height(8.0)))
                }
                None => drop(ui.spinner()),
            }
            ui.add_space(theme::SMALL);
            ui.add(Label::new(job.name).truncate());
            if icon_button(ui, Icon::CircleStop, &format!("Stop: {}", job.name)).clicked() {
                requests.push(Request::StopJob(job.id));
            }
        });
        ui.ctx().request_repaint_after(std::time::Duration::from_millis(200));
    }
}
