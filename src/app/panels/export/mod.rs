//! Export: choices at the left, how the files will look in the middle, what they will lack at the right.

mod choices;
mod losses;

use egui::{Frame, Panel as Side, RichText, ScrollArea, Ui};

use super::{Panel, Slot};
use crate::app::exporting::{ExportChoice, Preview, PreviewFile};
use crate::app::live::Live;
use crate::app::request::{Request, Requests};
use crate::app::state::{Mode, PathQuestion};
use crate::app::widgets::{Desk, EvidenceList};
use crate::app::{View, theme};
use crate::text::count;

#[derive(Default)]
pub struct Export {
    preview: Live<(u64, ExportChoice), Preview>,
    file: usize,
    places: EvidenceList,
}

impl Panel for Export {
    fn slot(&self) -> Slot {
        Slot::Center(Mode::Export)
    }

    fn ui(&mut self, ui: &mut Ui, view: &View, _desk: &mut Desk, requests: &mut Requests) {
        let choice = &view.state.export;
        let key = (view.session.revision(), choice.clone());
        let (project, wanted) = (view.project.clone(), choice.clone());
        self.preview.get(ui.ctx(), key, move |progress| wanted.preview(&project, progress));
        let frame = Frame::new().fill(theme::palette(ui).panel).inner_margin(theme::GROUP);
        let left = Side::left("choices").resizable(true).default_size(230.0).size_range(170.0..=380.0);
        left.frame(frame).show(ui, |ui| choices::ui(ui, view, requests));
        let right = Side::right("losses").resizable(true).default_size(240.0).size_range(170.0..=460.0);
        right.frame(frame).show(ui, |ui| self.losses_ui(ui, view, requests));
        Frame::new().inner_margin(theme::GROUP).show(ui, |ui| self.middle_ui(ui, view, requests));
    }
}

impl Export {
    fn losses_ui(&mut self, ui: &mut Ui, view: &View, requests: &mut Requests) {
        if let Some(preview) = self.preview.now() {
            losses::ui(ui, &preview.losses, &mut self.places);
        }
        if self.places.is_open() {
            ui.separator();
            self.places.ui(ui, view, requests);
        }
    }

    fn middle_ui(&mut self, ui: &mut Ui, view: &View, requests: &mut Requests) {
        let choice = &view.state.export;
        let problem = choice.problem(view.project);
        ui.horizontal(|ui| {
            let button = egui::Button::new(format!("Export {}…", choice.format().name));
            if ui.add_enabled(problem.is_none(), button).clicked() {
                requests.push(Request::AskPath(PathQuestion::Export));
            }
            let word = self.preview.word().map(|word| format!(" · {word}")).unwrap_or_default();
            let counted = self.preview.now().map(counted).unwrap_or_default();
            ui.label(RichText::new(format!("{counted}{word}")).weak());
        });
        if let Some(problem) = problem {
            ui.add_space(theme::GROUP);
            ui.label(RichText::new(problem).weak());
            return;
        }
        let Some(preview) = self.preview.now() else { return };
        self.file = self.file.min(preview.files.len().saturating_sub(1));
        if preview.files.len() > 1 {
            ui.horizontal_wrapped(|ui| {
                for (at, file) in preview.files.iter().enumerate() {
                    ui.selectable_value(&mut self.file, at, &file.name);
                }
            });
        }
        if let Some(file) = preview.files.get(self.file) {
            file_ui(ui, file);
        }
    }
}

fn counted(preview: &Preview) -> String {
    format!("{} in {}", count(preview.n_articles, "article"), count(preview.n_files, "file"))
}

fn file_ui(ui: &mut Ui, file: &PreviewFile) {
    let more = match file.n_lines > file.lines.len() {
        true => format!(", the first {} shown", file.lines.len()),
        false => String::new(),
    };
    let words = format!("{} · {} bytes · {} lines{more}", file.name, file.size, file.n_lines);
    ui.label(RichText::new(words).weak().small());
    ScrollArea::vertical().id_salt(("preview", &file.name)).auto_shrink(false).show(ui, |ui| {
        for line in &file.lines {
            ui.add(egui::Label::new(RichText::new(line).monospace()).wrap().selectable(true));
        }
    });
}
