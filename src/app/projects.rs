//! Projects and articles as files: opening, making, loading, saving, closing.

use std::path::{Path, PathBuf};

use super::App;
use super::beside::STEPPING;
use super::comparing::{COMPARING, LOOKING};
use super::notices::Notice;
use super::outside::{free_path, user_name};
use super::panels::Panels;
use super::request::Request;
use super::rescue::finished_opening;
use super::results::Results;
use super::settings::DeskSettings;
use super::state::{Mode, State};
use super::suggesting::{LEARNING, SUGGESTING};
use super::tag_all::FINDING_ALL;
use super::work::Finished;
use crate::command::{Command, Import};
use crate::load::{self, Loaded};
use crate::model::{Draft, Ids, Project, Tagset};
use crate::session::{Opened, Session, SessionError};
use crate::store::StoreError;
use crate::text::count;

const READING_HISTORY: &str = "Reading the history";

impl App {
    pub(super) fn new_project(&mut self) {
        let mut ids = Ids::default();
        let project = Project::new("Untitled project", Tagset::default(), &user_name(), &mut ids);
        self.start_project(project, ids, "untitled");
    }

    /// A project that has no name yet lives in the data folder, so that a kill costs nothing.
    fn start_project(&mut self, project: Project, ids: Ids, name: &str) {
        self.close_project();
        let session = match self.data.as_ref().map(|data| data.join("projects")) {
            Some(folder) => make_in(&folder, name, project, ids),
            None => Ok(Session::in_memory(project, ids)),
        };
        match session {
            Ok(session) => self.show_session(session),
            Err(error) => self.refuse(&error),
        }
    }

    pub(super) fn open_sample(&mut self) {
        match crate::app::panels::sample_project(&user_name()) {
            Ok((project, ids)) => self.start_project(project, ids, "sample"),
            Err(problem) => {
                self.notices.error(problem);
            }
        }
    }

    /// Projects are opened, everything else is loaded.
    pub(super) fn open_paths(&mut self, paths: Vec<PathBuf>) {
        let is_project = |path: &PathBuf| path.extension().is_some_and(|extension| extension == "ron");
        let (projects, articles): (Vec<_>, Vec<_>) = paths.into_iter().partition(is_project);
        if let Some(path) = projects.into_iter().next() {
            self.open_project(path);
        }
        if !articles.is_empty() {
            self.load(articles);
        }
    }

    fn open_project(&mut self, path: PathBuf) {
        if self.session.as_ref().and_then(Session::path) == Some(path.as_path()) {
            return;
        }
        self.close_project();
        self.works.start(&self.context, "Opening the project", move |_| {
            let opened = Session::open(&path, &who());
            let opened = match opened {
                Err(SessionError::Store(StoreError::Locked { by, .. })) => Session::open_held(&path, &by),
                opened => opened,
            };
            Ok(finished_opening(opened, path))
        });
    }

    fn show_opened(&mut self, opened: Opened) {
        let Opened { session, n_recovered, notices } = opened;
        self.show(session);
        if n_recovered > 0 {
            self.notices.news(format!("Recovered {} not saved yet", count(n_recovered, "edit")));
        }
        for notice in notices {
            self.notices.warn(notice);
        }
    }

    /// Reads what opening left of a long history, and then does what waits for it.
    pub(super) fn read_earlier(&mut self, then: Option<Request>) {
        let Some(session) = &self.session else { return };
        let (Some(earlier), Some(path)) = (session.earlier().cloned(), session.path()) else { return };
        if self.works.is_running(READING_HISTORY) {
            return;
        }
        let (project, path) = (session.project().clone(), path.to_owned());
        self.works.start(&self.context, READING_HISTORY, move |_| {
            Ok(Finished::Earlier { history: earlier.read(&project), path, then: then.map(Box::new) })
        });
    }

    /// Takes a session onto the desk, arranged as it was left.
    pub(super) fn show_session(&mut self, mut session: Session) {
        let desk = session.path().and_then(|path| self.settings.desks.get(path)).cloned().unwrap_or_default();
        if let Some(path) = session.path() {
            self.settings.opened(path);
        }
        self.state = State {
            mode: desk.mode,
            drawer: desk.drawer,
            scope: desk.scope,
            article: desk.article.or(session.project().articles().keys().next().copied()),
            panes: desk.panes,
            selection: desk.selection,
            theme: self.state.theme,
            shows_names: self.state.shows_names,
            shows_untold: self.state.shows_untold,
            ..State::default()
        };
        self.state.forget_missing(session.project());
        self.panels = Panels::default(); // what they hold is about another project
        self.desk.arrange(&desk.scrolls);
        self.results = Results::beside(session.path().filter(|_| !session.is_read_only()));
        if self.state.mode == Mode::Compare && self.state.panes.len() < 2 {
            self.state.mode = Mode::Read;
        }
        session.set_keep(self.settings.keep);
        self.session = Some(session);
    }

    pub(super) fn close_project(&mut self) {
        let Some(mut session) = self.session.take() else { return };
        let scrolls = self.desk.scrolls();
        if let Some(path) = session.path() {
            let desk = DeskSettings {
                mode: self.state.mode,
                drawer: self.state.drawer,
                scope: self.state.scope,
                article: self.state.article,
                panes: self.state.panes.clone(),
                selection: self.state.selection,
                scrolls,
                place: None,
            };
            self.settings.desks.insert(path.to_owned(), desk);
        }
        if session.is_ahead_of_file() && !session.is_read_only() && session.path().is_some() {
            // The journal holds everything; a file that cannot be written now is written next time.
            let _ = session.save();
        }
        // What is found in this project is not for the next one.
        self.works.forget(&[STEPPING, FINDING_ALL, LEARNING, SUGGESTING, COMPARING, LOOKING]);
        self.waiting.clear();
        self.desk = Default::default();
        self.keeping = Default::default();
        self.suggestions = Default::default();
        self.remember();
    }

    pub(super) fn remember(&mut self) {
        self.settings.shows_names = self.state.shows_names;
        if let Some(data) = &self.data {
            self.settings.write(data);
        }
    }

    pub(super) fn load(&mut self, paths: Vec<PathBuf>) {
        if self.session.is_none() {
            self.new_project();
        }
        self.works.start(&self.context, "Loading articles", move |progress| {
            Ok(Finished::Loaded(load::load_paths(&paths, progress)?))
        });
    }

    pub(super) fn paste_article(&mut self, text: &str) {
        if text.trim().is_empty() {
            self.notices.news("The clipboard holds no text");
            return;
        }
        if self.session.is_none() {
            self.new_project();
        }
        self.take_in(vec![load::pasted(text)]);
    }

    fn take_in(&mut self, drafts: Vec<Draft>) {
        let known = self.session.as_ref().map_or(0, |session| session.project().articles().len());
        self.run(&Command::Import(Import { drafts, format: None }));
        let Some(session) = &self.session else { return };
        if session.project().articles().len() > known {
            let first_new = session.project().articles().keys().nth(known).copied();
            self.state.article = first_new;
            self.state.mode = Mode::Read;
            let title = session
                .history()
                .done()
                .last()
                .map(|done| done.transaction.title.replacen("Load", "Loaded", 1));
            self.notices.news(title.unwrap_or_default());
        }
    }

    fn show_loaded(&mut self, loaded: Loaded) {
        let Loaded { drafts, failures, remarks } = loaded;
        if !drafts.is_empty() {
            self.take_in(drafts);
        }
        self.warn_of_files(&failures, "could not be loaded");
        self.warn_of_files(&remarks, "should be compared with their source");
    }

    /// One line as it is; several behind a count.
    fn warn_of_files(&mut self, lines: &[impl ToString], what: &str) {
        let details: Vec<String> = lines.iter().map(ToString::to_string).collect();
        match details.as_slice() {
            [] => {}
            [line] => {
                self.notices.warn(line);
            }
            _ => {
                let notice: &mut Notice = self.notices.warn(format!("{} files {what}", details.len()));
                notice.details = details;
            }
        }
    }

    pub(super) fn collect_finished(&mut self) {
        for (name, outcome) in self.works.take_finished() {
            match outcome {
                Ok(finished) => self.finish(finished),
                Err(error @ crate::job::JobError::Panicked { .. }) => {
                    self.notices.error(error.to_string());
                }
                Err(crate::job::JobError::Cancelled) => {
                    // Else the next frame would start it again.
                    self.state.shows_untold &= name != LOOKING;
                    self.notices.news(format!("{name}: stopped"));
                }
            }
        }
        self.take_waiting();
    }

    fn finish(&mut self, finished: Finished) {
        match finished {
            Finished::Loaded(loaded) => self.show_loaded(loaded),
            Finished::Opened(opened) => self.show_opened(*opened),
            Finished::NotOpened { error, path, has_saves } => self.show_unopened(&error, path, has_saves),
            Finished::Salvaged { session, lost } => self.show_salvaged(*session, lost),
            Finished::Earlier { history, path, then } => {
                if let Some(session) = self.session.as_mut().filter(|session| session.path() == Some(&path)) {
                    session.take_earlier(history);
                    then.into_iter().for_each(|request| self.request(*request));
                }
            }
            Finished::Saved { outcome, path } => self.finish_saving(outcome, &path),
            Finished::Theirs { theirs, path } => self.take_theirs(theirs, &path),
            Finished::TagAll(all) => self.do_tag_all(*all),
            Finished::Stepped(stepped) => self.finish_step(*stepped),
            Finished::Compared(made) => self.results.side_by_side = Some(*made),
            Finished::Untold(found) => self.results.untold = Some(*found),
            Finished::Learned { revision, n_finished, model } => {
                self.take_learned(revision, n_finished, model)
            }
            Finished::Suggested(found) => self.take_suggested(found),
            Finished::Imported(imported) => self.show_imported(*imported),
            Finished::Exported(Ok(path)) => {
                self.notices.news(format!("Exported to {}", path.display()));
            }
            Finished::Exported(Err(error)) => {
                self.notices.error(error.to_string());
            }
        }
    }
}

fn make_in(folder: &Path, name: &str, project: Project, ids: Ids) -> Result<Session, SessionError> {
    std::fs::create_dir_all(folder).map_err(|source| StoreError::Io {
        path: folder.to_owned(),
        doing: "make the folder",
        source,
    })?;
    Session::create(&free_path(folder, name, "ron"), project, ids, &who())
}

pub(super) fn who() -> String {
    format!("a window (process {})", std::process::id())
}
