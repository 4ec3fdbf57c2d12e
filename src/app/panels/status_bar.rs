use egui::{Align, Layout, RichText, Ui};

use super::jobs_ui;
use crate::app::View;
use crate::app::request::{Request, Requests};
use crate::app::state::ScopeKind;
use crate::text::count;

pub fn ui(ui: &mut Ui, view: &View, requests: &mut Requests) {
    ui.horizontal(|ui| {
        armed(ui, view, requests);
        ui.separator();
        scope(ui, view, requests);
        ui.separator();
        ui.label(RichText::new(counts(view)).weak());
        ui.separator();
        let hint = "Every change goes to the journal beside the project at once; the project itself is saved in quiet moments";
        ui.label(RichText::new(safe(view)).weak()).on_hover_text(hint);
        ui.with_layout(Layout::right_to_left(Align::Center), |ui| jobs_ui(ui, view.works, requests));
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
            let (words, hint) = match view.state.guesses {
                true => {
                    ("likely label".to_owned(), "Text that you select gets its likely label. Esc disarms")
                }
                false => (format!("armed: {}", label.name), "Selecting text tags it. Esc disarms"),
            };
            if ui.button(words).on_hover_text(hint).clicked() {
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

/// What of the work is safe.
fn safe(view: &View) -> String {
    let session = view.session;
    let saved_at =
        session.saved_at().map(|at| at.to_zoned(jiff::tz::TimeZone::system()).strftime("%H:%M").to_string());
    match saved_at {
        _ if session.is_read_only() => "reading only".to_owned(),
        _ if session.path().is_none() => "in memory only".to_owned(),
        _ if session.disk_error().is_some() => "last changes only in memory".to_owned(),
        _ if !session.is_synced() => "writing to the disk…".to_owned(),
        Some(at) => format!("all on the disk · project saved {at}"),
        None => "all on the disk".to_owned(),
    }
}

fn counts(view: &View) -> String {
    let articles = count(view.project.articles().len(), "article");
    match view.article() {
        Some((_, article)) => format!("{} here · {articles}", count(article.mentions.len(), "mention")),
        None => articles,
    }
}
