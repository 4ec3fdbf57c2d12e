//! Questions for paths: the system's dialog, or ours where the system has none; and dropped files.

use std::path::PathBuf;

use super::App;
use super::outside::{Answer, Asked};
use super::request::Request;
use super::state::{Overlay, PathQuestion};

impl App {
    pub(super) fn ask_for_path(&mut self, request: &Request) {
        let question = match request {
            Request::OpenProjectDialog => PathQuestion::OpenProject,
            Request::LoadFolderDialog => PathQuestion::LoadFolder,
            Request::SaveAsDialog => PathQuestion::SaveAs,
            _ => PathQuestion::LoadFiles,
        };
        let context = self.context.clone();
        let wake = Box::new(move || context.request_repaint());
        let name =
            self.session.as_ref().map_or(String::new(), |session| session.project().title().to_owned());
        let suggested = if question == PathQuestion::SaveAs { format!("{name}.ron") } else { String::new() };
        self.asked = Some(Asked::new(&self.ask, question, &suggested, wake));
    }

    pub(super) fn collect_answers(&mut self) {
        let Some(asked) = &self.asked else { return };
        let question = asked.question;
        match asked.poll() {
            Answer::NotYet => return,
            Answer::Cancelled => {}
            Answer::NoDialog => self.state.overlay = Overlay::Path(question),
            Answer::Paths(paths) => self.answer(question, paths),
        }
        self.asked = None;
    }

    fn answer(&mut self, question: PathQuestion, mut paths: Vec<PathBuf>) {
        let request = match question {
            PathQuestion::SaveAs | PathQuestion::Export => Request::SaveAs(paths.swap_remove(0)),
            _ => Request::Open(paths),
        };
        self.handle(request);
    }

    pub(super) fn collect_drops(&mut self, ui: &egui::Ui) {
        let dropped = ui.input(|input| input.raw.dropped_files.clone());
        let paths: Vec<PathBuf> = dropped.iter().map(|file| file.path().to_owned()).collect();
        if !paths.is_empty() {
            self.requests.push(Request::Open(paths));
        }
    }
}
