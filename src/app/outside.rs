//! The world outside the window: file dialogs, as functions that a test can replace.

use std::path::{Path, PathBuf};
use std::sync::mpsc::{Receiver, TryRecvError, channel};
use std::thread;
use std::time::{Duration, Instant};

use super::state::PathQuestion;

/// Asks the user for paths. `None` on the channel means cancelled.
pub type Ask = Box<dyn Fn(PathQuestion, &str, Wake) -> Receiver<Option<Vec<PathBuf>>>>;
pub type Wake = Box<dyn Fn() + Send>;

/// A question that the user has not answered yet.
pub struct Asked {
    pub question: PathQuestion,
    answer: Receiver<Option<Vec<PathBuf>>>,
    since: Instant,
}

pub enum Answer {
    NotYet,
    Cancelled,
    /// The dialog never came up: the system has none. Ours must do.
    NoDialog,
    Paths(Vec<PathBuf>),
}

/// A missing portal and a cancelled dialog look the same; only nobody cancels this fast.
const FASTEST_CANCEL: Duration = Duration::from_millis(400);

impl Asked {
    pub fn new(ask: &Ask, question: PathQuestion, suggested_name: &str, wake: Wake) -> Self {
        Self { question, answer: ask(question, suggested_name, wake), since: Instant::now() }
    }

    pub fn poll(&self) -> Answer {
        match self.answer.try_recv() {
            Err(TryRecvError::Empty) => Answer::NotYet,
            Ok(Some(paths)) if !paths.is_empty() => Answer::Paths(paths),
            _ if self.since.elapsed() < FASTEST_CANCEL => Answer::NoDialog,
            _ => Answer::Cancelled,
        }
    }
}

/// The system's own dialogs.
pub fn system_dialogs() -> Ask {
    Box::new(|question, suggested_name, wake| {
        let dialog = rfd::AsyncFileDialog::new().set_title(title(question)).set_file_name(suggested_name);
        let dialog = match (question, extensions(question)) {
            (PathQuestion::LoadFiles, known) => {
                dialog.add_filter("Articles", known).add_filter("All files", &["*"])
            }
            (_, []) => dialog,
            (question, known) => dialog.add_filter(kind(question), known),
        };
        let (sender, answer) = channel();
        thread::spawn(move || {
            let path = |handle: rfd::FileHandle| handle.path().to_owned();
            let picked = match question {
                PathQuestion::LoadFiles | PathQuestion::ImportDataset => {
                    let picked = pollster::block_on(dialog.pick_files());
                    picked.map(|handles| handles.into_iter().map(path).collect())
                }
                PathQuestion::LoadFolder => {
                    pollster::block_on(dialog.pick_folder()).map(|handle| vec![path(handle)])
                }
                question if question.is_saving() => {
                    pollster::block_on(dialog.save_file()).map(|handle| vec![path(handle)])
                }
                _ => pollster::block_on(dialog.pick_file()).map(|handle| vec![path(handle)]),
            };
            // The window may be gone; then nobody asks any more.
            let _ = sender.send(picked);
            wake();
        });
        answer
    })
}

pub fn title(question: PathQuestion) -> &'static str {
    match question {
        PathQuestion::OpenProject => "Open a project",
        PathQuestion::LoadFiles => "Load articles",
        PathQuestion::LoadFolder => "Load a folder of articles",
        PathQuestion::SaveAs => "Save the project as",
        PathQuestion::Export => "Export to",
        PathQuestion::Picture => "Save the picture as",
        PathQuestion::Report => "Save the report as",
        PathQuestion::ImportTagset => "Import a tagset",
        PathQuestion::ExportTagset => "Export the tagset to",
        PathQuestion::ImportWords(_) => "Import a word list",
        PathQuestion::ImportDataset => "Import annotations",
    }
}

fn kind(question: PathQuestion) -> &'static str {
    match question {
        PathQuestion::OpenProject | PathQuestion::SaveAs => "Broadsheet project",
        PathQuestion::ImportTagset | PathQuestion::ExportTagset => "Tagset",
        PathQuestion::ImportWords(_) => "Word list",
        PathQuestion::ImportDataset => "Annotations",
        PathQuestion::Picture => "Picture",
        PathQuestion::Report => "Page",
        PathQuestion::LoadFiles | PathQuestion::LoadFolder | PathQuestion::Export => "Files",
    }
}

/// The files that can answer a question; empty where any can.
pub fn extensions(question: PathQuestion) -> &'static [&'static str] {
    match question {
        PathQuestion::OpenProject
        | PathQuestion::SaveAs
        | PathQuestion::ImportTagset
        | PathQuestion::ExportTagset => &["ron"],
        PathQuestion::LoadFiles => &["txt", "md", "markdown", "html", "htm"],
        PathQuestion::ImportWords(_) => &["txt", "csv", "tsv"],
        PathQuestion::ImportDataset => &["jsonl", "json", "conll", "txt", "ann", "csv", "tsv"],
        PathQuestion::Picture => &["svg", "png"],
        PathQuestion::Report => &["html"],
        PathQuestion::LoadFolder | PathQuestion::Export => &[],
    }
}

/// Where the program keeps what belongs to no project: window state, projects not yet named.
pub fn data_folder() -> Option<PathBuf> {
    if let Some(folder) = std::env::var_os("BROADSHEET_DATA") {
        return Some(PathBuf::from(folder));
    }
    directories::ProjectDirs::from("", "", "broadsheet").map(|folders| folders.data_dir().to_owned())
}

/// Who annotates, unless the project says otherwise.
pub fn user_name() -> String {
    ["USER", "USERNAME", "LOGNAME"]
        .iter()
        .find_map(|key| std::env::var(key).ok())
        .unwrap_or_else(|| "Analyst".to_owned())
}

/// A path in a folder that no file has yet: `name.ron`, `name-2.ron`, …
pub fn free_path(folder: &Path, name: &str, extension: &str) -> PathBuf {
    let numbered = (2..).map(|n| folder.join(format!("{name}-{n}.{extension}")));
    let mut candidates = std::iter::once(folder.join(format!("{name}.{extension}"))).chain(numbered);
    candidates.find(|path| !path.exists()).unwrap_or_else(|| folder.join(name))
}
