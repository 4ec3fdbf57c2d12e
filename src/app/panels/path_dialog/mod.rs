//! Our own path dialog, for systems that have none. It answers as the system's would.

mod folder;

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use egui::{Align, Button, Context, Key, Layout, RichText, ScrollArea, TextEdit, Ui, vec2};

use self::folder::{Entry, Listing, places};
use crate::app::outside::{extensions, title};
use crate::app::request::{Request, Requests};
use crate::app::state::PathQuestion;
use crate::app::theme;
use crate::app::widgets::{DialogAnswer, Icon, dialog, dialog_buttons, icon, icon_button};
use crate::text::count;

const LIST_HEIGHT: f32 = 320.0;
const PLACES_WIDTH: f32 = 140.0;

#[derive(Default)]
pub struct PathDialog {
    asking: Option<Asking>,
    /// Where the last question ended: the next one starts there.
    last_folder: Option<PathBuf>,
}

/// One question, until it is answered.
struct Asking {
    question: PathQuestion,
    folder: PathBuf,
    listing: Listing,
    places: Vec<(String, PathBuf)>,
    typed: String,
    name: String,
    chosen: BTreeSet<PathBuf>,
    shows_all: bool,
    problem: Option<String>,
}

impl PathDialog {
    pub fn ui(
        &mut self,
        context: &Context,
        question: Option<PathQuestion>,
        suggested_name: &str,
        recent: &[PathBuf],
        requests: &mut Requests,
    ) {
        let Some(question) = question else {
            self.asking = None;
            return;
        };
        let appears = self.asking.as_ref().is_none_or(|asking| asking.question != question);
        if appears {
            let start =
                self.last_folder.clone().filter(|folder| folder.is_dir()).unwrap_or_else(start_folder);
            self.asking = Some(Asking::new(context, question, start, suggested_name, recent));
        }
        let Some(asking) = &mut self.asking else { return };
        let mut answer = DialogAnswer::NotYet;
        let closed = dialog(context, title(question), 720.0, |ui| answer = asking.ui(ui, appears));
        if answer == DialogAnswer::Done
            && let Some(paths) = asking.answer()
        {
            self.last_folder = Some(asking.folder.clone());
            self.asking = None;
            requests.push(Request::AnswerPath { question, paths });
        } else if closed || answer == DialogAnswer::Cancelled {
            requests.push(Request::CloseOverlay);
        }
    }
}

fn start_folder() -> PathBuf {
    let home = directories::UserDirs::new().map(|user| user.home_dir().to_owned());
    home.or_else(|| std::env::current_dir().ok()).unwrap_or_else(|| PathBuf::from("/"))
}

impl Asking {
    fn new(
        context: &Context,
        question: PathQuestion,
        folder: PathBuf,
        name: &str,
        recent: &[PathBuf],
    ) -> Self {
        Self {
            question,
            listing: Listing::start(context, &folder),
            places: places(recent),
            typed: folder.display().to_string(),
            folder,
            name: name.to_owned(),
            chosen: BTreeSet::new(),
            shows_all: false,
            problem: None,
        }
    }

    fn ui(&mut self, ui: &mut Ui, appears: bool) -> DialogAnswer {
        self.listing.poll();
        let entered = self.path_ui(ui, appears);
        ui.add_space(theme::SMALL);
        let mut opened = None;
        ui.horizontal_top(|ui| {
            self.places_ui(ui);
            opened = self.list_ui(ui);
        });
        let named = self.question.is_saving() && self.name_ui(ui, appears);
        self.remarks_ui(ui);
        let answer = dialog_buttons(ui, self.does(), self.can());
        if let Some(path) = opened {
            self.chosen = BTreeSet::from([path]);
        }
        let is_done = !self.chosen.is_empty() && entered == Entered::Files;
        if is_done || named && self.can() { DialogAnswer::Done } else { answer }
    }

    /// The path as text: typing one and Enter is the quickest way.
    fn path_ui(&mut self, ui: &mut Ui, appears: bool) -> Entered {
        let mut entered = Entered::Nothing;
        ui.horizontal(|ui| {
            if icon_button(ui, Icon::ArrowUp, "To the folder above").clicked()
                && let Some(above) = self.folder.parent().map(Path::to_owned)
            {
                self.open_folder(ui.ctx(), above);
            }
            let field = TextEdit::singleline(&mut self.typed).desired_width(f32::INFINITY);
            let response = ui.add(field).accessible_name("Path");
            if appears && !self.question.is_saving() {
                response.request_focus();
            }
            if response.lost_focus() && ui.input(|input| input.key_pressed(Key::Enter)) {
                entered = self.enter(ui.ctx());
            }
        });
        entered
    }

    fn enter(&mut self, context: &Context) -> Entered {
        let path = expand_home(self.typed.trim());
        match path {
            path if path.is_dir() => {
                self.open_folder(context, path);
                Entered::Folder
            }
            path if path.is_file() && self.question.takes_files() => {
                self.chosen = BTreeSet::from([path]);
                Entered::Files
            }
            path => {
                let path = path.display();
                self.problem = Some(format!("There is no such file or folder; check the spelling: {path}"));
                Entered::Nothing
            }
        }
    }

    fn open_folder(&mut self, context: &Context, folder: PathBuf) {
        self.typed = folder.display().to_string();
        self.listing = Listing::start(context, &folder);
        self.folder = folder;
        self.chosen.clear();
        self.problem = None;
    }

    fn places_ui(&mut self, ui: &mut Ui) {
        let mut chosen = None;
        ui.allocate_ui_with_layout(vec2(PLACES_WIDTH, LIST_HEIGHT), Layout::top_down(Align::Min), |ui| {
            ui.set_min_size(vec2(PLACES_WIDTH, LIST_HEIGHT));
            ScrollArea::vertical().id_salt("places").auto_shrink(false).show(ui, |ui| {
                for (name, path) in &self.places {
                    let button = Button::selectable(*path == self.folder, name.as_str()).truncate();
                    if ui.add(button).on_hover_text(path.display().to_string()).clicked() {
                        chosen = Some(path.clone());
                    }
                }
            });
        });
        if let Some(folder) = chosen {
            self.open_folder(ui.ctx(), folder);
        }
    }

    /// A click opens a folder and chooses a file. Returns a file that was double-clicked.
    fn list_ui(&mut self, ui: &mut Ui) -> Option<PathBuf> {
        let page = egui::Frame::new().fill(theme::palette(ui).page).corner_radius(4).inner_margin(4);
        let mut clicked = None;
        page.show(ui, |ui| {
            ui.set_min_size(vec2(ui.available_width(), LIST_HEIGHT));
            let entries = match &self.listing {
                Listing::Reading(_) => return drop(ui.label(RichText::new("Reading the folder…").weak())),
                Listing::Failed(problem) => return drop(ui.label(problem.as_str())),
                Listing::Read(entries) => entries,
            };
            let shown: Vec<&Entry> = entries.iter().filter(|entry| self.shows(entry)).collect();
            if shown.is_empty() {
                ui.label(RichText::new("Nothing of this kind here").weak());
            }
            let list = ScrollArea::vertical().max_height(LIST_HEIGHT).auto_shrink(false);
            list.show_rows(ui, 24.0, shown.len(), |ui, rows| {
                for entry in &shown[rows] {
                    let response = entry_ui(ui, entry, self.chosen.contains(&entry.path));
                    if response.clicked() {
                        clicked = Some(((*entry).clone(), response.double_clicked()));
                    }
                }
            });
        });
        let (entry, twice) = clicked?;
        self.choose(ui.ctx(), entry, twice)
    }

    fn shows(&self, entry: &Entry) -> bool {
        let known = extensions(self.question);
        let extension = entry.path.extension().unwrap_or_default().to_string_lossy().to_lowercase();
        entry.is_folder
            || self.question.takes_files()
                && (self.shows_all || known.is_empty() || known.contains(&extension.as_str()))
    }

    fn choose(&mut self, context: &Context, entry: Entry, twice: bool) -> Option<PathBuf> {
        if entry.is_folder {
            self.open_folder(context, entry.path);
            return None;
        }
        self.name.clone_from(&entry.name);
        if twice {
            return Some(entry.path);
        }
        if !matches!(self.question, PathQuestion::LoadFiles | PathQuestion::ImportDataset) {
            self.chosen.clear();
        }
        if !self.chosen.remove(&entry.path) {
            self.chosen.insert(entry.path);
        }
        None
    }

    /// The name of the file to write. Returns whether it was entered.
    fn name_ui(&mut self, ui: &mut Ui, appears: bool) -> bool {
        ui.add_space(theme::INSIDE);
        ui.horizontal(|ui| {
            ui.label("File name");
            let field = TextEdit::singleline(&mut self.name).desired_width(f32::INFINITY);
            let response = ui.add(field).accessible_name("File name");
            if appears {
                response.request_focus();
            }
            response.lost_focus() && ui.input(|input| input.key_pressed(Key::Enter))
        })
        .inner
    }

    fn remarks_ui(&mut self, ui: &mut Ui) {
        ui.add_space(theme::SMALL);
        ui.horizontal(|ui| {
            ui.set_min_height(20.0);
            if !self.question.is_saving() && !extensions(self.question).is_empty() {
                ui.checkbox(&mut self.shows_all, "Show all files");
            }
            let palette = theme::palette(ui);
            if let Some(problem) = &self.problem {
                ui.add(egui::Label::new(RichText::new(problem).color(palette.error)).truncate());
            } else if self.question.is_saving() && self.listing.has_file(self.name.trim()) {
                let words = format!("{} is there already; saving replaces it", self.name.trim());
                ui.label(RichText::new(words).color(palette.warning));
            } else if self.chosen.len() > 1 {
                ui.label(RichText::new(format!("{} chosen", count(self.chosen.len(), "file"))).weak());
            }
        });
    }

    fn does(&self) -> &'static str {
        match self.question {
            PathQuestion::OpenProject => "Open",
            PathQuestion::LoadFiles => "Load",
            PathQuestion::LoadFolder => "Load this folder",
            PathQuestion::ImportTagset | PathQuestion::ImportWords(_) | PathQuestion::ImportDataset => {
                "Import"
            }
            question if question.is_saving() => "Save",
            _ => "Choose",
        }
    }

    fn can(&self) -> bool {
        match self.question {
            PathQuestion::LoadFolder => true,
            question if question.is_saving() => !self.name.trim().is_empty(),
            _ => !self.chosen.is_empty(),
        }
    }

    fn answer(&self) -> Option<Vec<PathBuf>> {
        let paths: Vec<PathBuf> = match self.question {
            PathQuestion::LoadFolder => vec![self.folder.clone()],
            question if question.is_saving() => vec![self.folder.join(self.name.trim())],
            _ => self.chosen.iter().cloned().collect(),
        };
        (!paths.is_empty()).then_some(paths)
    }
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Entered {
    Nothing,
    Folder,
    Files,
}

fn entry_ui(ui: &mut Ui, entry: &Entry, is_chosen: bool) -> egui::Response {
    let shown = if entry.is_folder { Icon::Folder } else { Icon::FileText };
    let size = vec2(ui.available_width(), 24.0);
    let button = Button::selectable(is_chosen, (icon(shown), entry.name.as_str())).truncate().min_size(size);
    ui.add(button).accessible_name(&entry.name)
}

fn expand_home(typed: &str) -> PathBuf {
    let home = directories::UserDirs::new().map(|user| user.home_dir().to_owned());
    match (typed.strip_prefix('~'), home) {
        (Some(rest), Some(home)) => home.join(rest.trim_start_matches(['/', '\\'])),
        _ => PathBuf::from(typed),
    }
}
