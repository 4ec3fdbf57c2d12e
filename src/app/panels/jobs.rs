//! Work under way, each with how far it is and a way to stop it.

use std::time::Duration;

use egui::{Align, Label, Layout, ProgressBar, Ui, vec2};

use crate::app::request::{Request, Requests};
use crate::app::theme;
use crate::app::widgets::{Icon, icon_button};
use crate::app::work::Works;

const WIDTH: f32 = 280.0;
/// How long a dot has its turn. A wheel that turns smoothly wants sixty frames a second, and where there is
/// no GPU takes a core from the job that it tells of.
const TURN: Duration = Duration::from_millis(200);
const N_DOTS: usize = 3;
const DOT: f32 = 2.5;

pub fn jobs_ui(ui: &mut Ui, works: &Works, requests: &mut Requests) {
    for job in works.shown() {
        let size = vec2(WIDTH, ui.spacing().interact_size.y);
        ui.allocate_ui_with_layout(size, Layout::left_to_right(Align::Center), |ui| {
            match job.fraction {
                Some(fraction) => {
                    drop(ui.add(ProgressBar::new(fraction).desired_width(96.0).desired_height(8.0)))
                }
                None => dots_ui(ui),
            }
            ui.add_space(theme::SMALL);
            ui.add(Label::new(job.name).truncate());
            if icon_button(ui, Icon::CircleStop, &format!("Stop: {}", job.name)).clicked() {
                requests.push(Request::StopJob(job.id));
            }
        });
        ui.ctx().request_repaint_after(TURN);
    }
}

/// Something goes on, nobody knows for how long.
fn dots_ui(ui: &mut Ui) {
    let size = vec2(N_DOTS as f32 * 4.0 * DOT, ui.spacing().interact_size.y);
    let (_, rect) = ui.allocate_space(size);
    let turn = (ui.input(|input| input.time) / TURN.as_secs_f64()) as usize % N_DOTS;
    let palette = theme::palette(ui);
    for at in 0..N_DOTS {
        let center = rect.left_center() + vec2((at as f32 * 4.0 + 2.0) * DOT, 0.0);
        let color = if at == turn { palette.accent } else { palette.weak };
        ui.painter().circle_filled(center, DOT, color);
    }
}
