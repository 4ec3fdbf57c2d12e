//! The window. Panels draw from a borrowed [`View`] and push [`Request`]s; one function,
//! `App::handle`, carries them out after drawing. Nothing else changes anything, and no work over a
//! few milliseconds is done in a frame: that goes to `work`.

mod actions;
mod beside;
mod candidates;
mod comparing;
mod copying;
mod corpus_choice;
mod dialogs;
mod exporting;
mod handle;
pub mod hop;
mod importing;
mod key_table;
mod keys;
mod likely_entities;
mod live;
mod mention_caret;
mod notices;
pub mod outside;
mod panels;
mod projects;
mod request;
mod reporting;
mod rescue;
mod results;
mod saving;
mod settings;
mod sight;
pub mod state;
mod suggesting;
mod tag_all;
mod tagging;
mod tagset_files;
pub mod theme;
pub mod typeset;
mod when;
mod widgets;
mod window;
mod work;

use std::cell::RefCell;
use std::path::PathBuf;
use std::sync::Arc;

pub use comparing::MOST_PANES;
pub use request::{Request, Requests};
pub use window::run;

use crate::command::Scope;
use crate::model::{Article, ArticleId, Project};
use crate::session::Session;
use beside::Waiting;
use notices::Notices;
use outside::{Ask, Asked};
use panels::Panels;
use reporting::Outgoing;
use results::Results;
use saving::Keeping;
use settings::Settings;
use state::{ScopeKind, State};
use suggesting::Suggestions;
use typeset::Typesetter;
use widgets::Desk;
use work::Works;

pub struct App {
    session: Option<Session>,
    state: State,
    notices: Notices,
    works: Works,
    waiting: Waiting,
    suggestions: Suggestions,
    results: Results,
    settings: Settings,
    panels: Panels,
    desk: Desk,
    keeping: Keeping,
    typesetter: RefCell<Typesetter>,
    requests: Requests,
    ask: Ask,
    asked: Option<Asked>,
    outgoing: Option<Outgoing>,
    /// Nothing is remembered between runs where there is no such folder.
    data: Option<PathBuf>,
    context: egui::Context,
}

/// What panels may look at while a project is open.
pub struct View<'a> {
    pub session: &'a Session,
    pub project: &'a Arc<Project>,
    pub state: &'a State,
    pub works: &'a Works,
    pub suggestions: &'a Suggestions,
    pub results: &'a Results,
    pub settings: &'a Settings,
    pub typesetter: &'a RefCell<Typesetter>,
}

impl<'a> View<'a> {
    /// The article under the hands.
    pub fn article(&self) -> Option<(ArticleId, &'a Arc<Article>)> {
        let id = self.state.article?;
        Some((id, self.project.article(id)?))
    }

    /// How far a list reaches from the article under the hands.
    pub fn scope(&self, kind: ScopeKind) -> Scope {
        self.article().map_or(Scope::Project, |(id, article)| kind.from_article(id, article))
    }
}

impl App {
    /// An app with its fonts in `context`. `data` is where it remembers things between runs; `ask`
    /// is how it asks for paths.
    pub fn new(context: &egui::Context, data: Option<PathBuf>, ask: Ask, typesetter: Typesetter) -> Self {
        theme::install(context);
        let settings = Settings::read(data.as_deref());
        theme::choose(context, settings.theme);
        let state = State {
            theme: settings.theme,
            shows_names: settings.shows_names,
            shows_untold: true,
            ..State::default()
        };
        Self {
            session: None,
            state,
            notices: Notices::default(),
            works: Works::default(),
            waiting: Waiting::default(),
            suggestions: Suggestions::default(),
            results: Results::default(),
            settings,
            panels: Panels::default(),
            desk: Desk::default(),
            keeping: Keeping::default(),
            typesetter: RefCell::new(typesetter),
            requests: Requests::default(),
            ask,
            asked: None,
            outgoing: None,
            data,
            context: context.clone(),
        }
    }

    /// For tests and for the command line: asks as a panel would.
    pub fn request(&mut self, request: Request) {
        self.requests.push(request);
        self.context.request_repaint();
    }

    /// Takes a session onto the desk, as opening a project does.
    pub fn show(&mut self, session: Session) {
        self.close_project();
        self.show_session(session);
    }

    pub fn session(&self) -> Option<&Session> {
        self.session.as_ref()
    }

    pub fn state(&self) -> &State {
        &self.state
    }

    /// Whether something is still being worked on that will change what is shown.
    pub fn is_busy(&self) -> bool {
        self.works.is_busy()
    }

    /// One frame.
    pub fn frame(&mut self, ui: &mut egui::Ui) {
        self.notices.tick(ui.input(|input| input.time));
        self.collect_finished();
        self.collect_answers();
        self.collect_drops(ui);
        keys::listen(ui, self.session.as_ref(), &self.state, &mut self.desk, &mut self.requests);
        self.carry_out();
        self.draw(ui);
        self.carry_out();
        self.keep_up();
        self.keep_suggesting();
        self.keep_compared();
        self.keep_untold();
    }

    fn draw(&mut self, ui: &mut egui::Ui) {
        let Self {
            session,
            state,
            works,
            suggestions,
            results,
            settings,
            panels,
            desk,
            typesetter,
            requests,
            notices,
            ..
        } = self;
        match session {
            None => panels.welcome_ui(ui, settings, notices, works, state, requests),
            Some(session) => {
                let project = session.project();
                let view =
                    View { session, project, state, works, suggestions, results, settings, typesetter };
                panels.ui(ui, &view, desk, notices, requests);
            }
        }
        self.state.go = None;
        self.state.enters_drawer = false;
        self.state.problem_steps = 0;
    }

    fn carry_out(&mut self) {
        for request in self.requests.take() {
            self.handle(request);
            self.context.request_repaint();
        }
    }
}

impl eframe::App for App {
    fn ui(&mut self, ui: &mut egui::Ui, _frame: &mut eframe::Frame) {
        self.frame(ui);
    }

    fn on_exit(&mut self, _gl: Option<&eframe::glow::Context>) {
        self.close_project();
        self.remember();
    }
}
