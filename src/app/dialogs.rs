//! Questions for paths: the system's dialog, or ours where the system has none; and dropped files.

use std::path::PathBuf;

use super::App;
use super::outside::{Answer, Asked};
use super::request::Request;
use super::state::{Overlay, PathQuestion};
use crate::text::squeezed;

impl App {
    pub(super) fn ask_for_path(&mut self, question: PathQuestion) {
        let context = self.context.clone();
        let wake = Box::new(move || context.request_repaint());
        let title = self.session.as_ref().map(|session| session.project().title());
        let suggested = suggested_name(question, title);
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

    pub(super) fn answer(&mut self, question: PathQuestion, mut paths: Vec<PathBuf>) {
        match question {
            PathQuestion::SaveAs => self.save_as(paths.swap_remove(0)),
            PathQuestion::Export => self.export_to(paths.swap_remove(0)),
            PathQuestion::Picture | PathQuestion::Report => self.write_outgoing(&paths[0]),
            PathQuestion::ImportDataset => self.import_dataset(paths),
            PathQuestion::ImportTagset => self.import_tagset(&paths[0]),
            PathQuestion::ExportTagset => self.export_tagset(&paths[0]),
            PathQuestion::ImportWords(label) => self.import_words(&paths[0], label),
            PathQuestion::OpenProject | PathQuestion::LoadFiles | PathQuestion::LoadFolder => {
                self.open_paths(paths);
            }
        }
    }

    pub(super) fn collect_drops(&mut self, ui: &egui::Ui) {
        let dropped = ui.input(|input| input.raw.dropped_files.clone());
        let paths: Vec<PathBuf> = dropped.iter().map(|file| file.path().to_owned()).collect();
        if !paths.is_empty() {
            self.requests.push(Request::Open(paths));
        }
    }
}

/// What a file to be written is called until the user says otherwise.
pub fn suggested_name(question: PathQuestion, title: Option<&str>) -> String {
    match question {
        PathQuestion::SaveAs => format!("{}.ron", file_name(title, "project")),
        PathQuestion::ExportTagset => "tagset.ron".to_owned(),
        PathQuestion::Export => file_name(title, "dataset"),
        PathQuestion::Picture => format!("{}.svg", file_name(title, "picture")),
        PathQuestion::Report => format!("{}.html", file_name(title, "report")),
        _ => String::new(),
    }
}

const NAME_CHARS: usize = 60; // of four bytes each, and an ending: below the 255 of common file systems

/// What Windows takes for a device, whatever its ending.
const DEVICES: [&str; 6] = ["con", "prn", "aux", "nul", "com", "lpt"];

/// A title as a name that every system takes for a file in the folder it is put into.
fn file_name(title: Option<&str>, otherwise: &str) -> String {
    let allowed = |c: char| if c.is_control() || r#"/\:*?"<>|"#.contains(c) { ' ' } else { c };
    let name: String = title.unwrap_or_default().chars().map(allowed).take(NAME_CHARS).collect();
    let name = squeezed(&name);
    // Dots alone are folders, one in front hides the file, one behind is dropped by Windows.
    let name = name.trim_matches(['.', ' ']);
    let stem = name.split('.').next().unwrap_or_default().to_lowercase();
    let stem = stem.strip_suffix(|c: char| c.is_ascii_digit()).unwrap_or(&stem);
    match name {
        "" => otherwise.to_owned(),
        name if DEVICES.contains(&stem) => format!("{otherwise} {name}"),
        name => name.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_suggested_name_is_one_that_every_system_takes() {
        let name = suggested_name(PathQuestion::SaveAs, Some("Kyiv: \"peace\" / war?"));
        assert_eq!(name, "Kyiv peace war.ron");
        for (title, name) in [
            ("../../x", "x"),
            ("/etc/x", "etc x"),
            ("C:\\x", "C x"),
            ("..", "dataset"),
            ("???", "dataset"),
            ("a\0b", "a b"),
            ("con", "dataset con"),
            ("LPT1.txt", "dataset LPT1.txt"),
            ("Contract", "Contract"),
        ] {
            assert_eq!(suggested_name(PathQuestion::Export, Some(title)), name, "{title}");
        }
        let long = suggested_name(PathQuestion::SaveAs, Some(&"𝒦".repeat(300)));
        assert!(long.len() <= 255 - ".journal".len(), "{} bytes", long.len());
    }
}
