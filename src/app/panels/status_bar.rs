use egui::{Align, Layout, ProgressBar, RichText, Ui};

use crate::app::View;
use crate::app::request::{Request, Requests};
use crate::app::state::ScopeKind;

pub fn ui(ui: &mut Ui, view: &View, requests: &mut Requests) {
    ui.horizontal(|ui| {
        armed(ui, view, requests);
        ui.separator();
        scope(ui, view, requests);
        ui.separator();
        ui.label(RichText::new(counts(view)).weak());
        ui.with_layout(Layout::right_to_left(Align::Center), |ui| jobs(ui, view, requests));
    });
}

fn armed(ui: &mut Ui, view: &View, requests: &mut Requests) {
    let label = view.state.armed.and_then(|id| view.project.labels().get(&id));
    match (view.state.relation, label) {
        (Some(start), _) => {
            let next =
                if start.to.is_some() { "press the key of the relation" } else { "choose its other end" };
            ui.label(format!("Relation: {next} (Esc leaves)"));
        }
        (None, Some(label)) => {
            if ui
                .button(format!("armed: {}", label.name))
                .on_hover_text("Selecting text tags it. Esc disarms")
                .clicked()
            {
                requests.push(Request::Arm(None));
            }
        }
        (None, None) => {
            ui.label(RichText::new("no label armed").weak());
        }
    }
}

fn scope(ui: &mut Ui, view: &View, requests: &mut Requests) {
    ui.label(RichText::new("tag all in").weak());
    for scope in ScopeKind::ALL {
        let hint = "How far Shift with a label's key reaches";
        if ui.selectable_label(view.state.scope == scope, scope.name()).on_hover_text(hint).clicked() {
            requests.push(Request::SetScope(scope));
        }
    }
}

fn counts(view: &View) -> String {
    let n_articles = view.project.articles().len();
    match view.article() {
        Some((_, article)) => {
            format!(
                "{} mentions here · {n_articles} articles · {} labels",
                article.mentions.len(),
                view.project.labels().len()
            )
        }
        None => format!("{n_articles} articles"),
    }
}

fn jobs(ui: &mut Ui, view: &View, requests: &mut Requests) {
    for job in view.works.shown() {
        if ui.button("Stop").clicked() {
            requests.push(Request::StopJob(job.id));
        }
        if let Some(fraction) = job.fraction {
            ui.add(ProgressBar::new(fraction).desired_width(80.0).show_percentage());
        }
        ui.label(job.name);
        ui.ctx().request_repaint_after(std::time::Duration::from_millis(200));
    }
}
