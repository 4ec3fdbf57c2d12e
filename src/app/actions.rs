//! Menu, shortcuts and palette as one table. An action that cannot be done now resolves to `None`.

use egui::{Key, KeyboardShortcut, Modifiers, Ui};

use super::reporting::ReportChoice;
use super::request::{Request, Requests};
use super::state::{Drawer, Mode, Overlay, PathQuestion, ScopeKind, State, ThemeChoice};
use crate::session::Session;

pub struct Action {
    pub title: &'static str,
    pub shortcut: Option<KeyboardShortcut>,
    pub resolve: fn(Option<&Session>, &State) -> Option<Request>,
}

const CTRL_SHIFT: Modifiers = Modifiers::COMMAND.plus(Modifiers::SHIFT);

const fn action(title: &'static str, resolve: fn(Option<&Session>, &State) -> Option<Request>) -> Action {
    Action { title, shortcut: None, resolve }
}

const fn keyed(
    title: &'static str,
    modifiers: Modifiers,
    key: Key,
    resolve: fn(Option<&Session>, &State) -> Option<Request>,
) -> Action {
    Action { title, shortcut: Some(KeyboardShortcut::new(modifiers, key)), resolve }
}

/// In the order of the menu and of the palette. Longer chords stand before their shorter ones.
pub const ALL: &[Action] = &[
    keyed("New project", Modifiers::COMMAND, Key::N, |_, _| Some(Request::NewProject)),
    keyed("Open a project…", Modifiers::COMMAND, Key::O, |_, _| Some(Request::OpenProjectDialog)),
    action("Open the sample", |_, _| Some(Request::OpenSample)),
    keyed("Load articles…", Modifiers::COMMAND, Key::L, |_, _| Some(Request::LoadFilesDialog)),
    keyed("Load a folder…", CTRL_SHIFT, Key::L, |_, _| Some(Request::LoadFolderDialog)),
    keyed("Paste an article…", CTRL_SHIFT, Key::V, |_, _| Some(Request::ShowPaste)),
    action("Import annotations…", |_, _| Some(Request::AskPath(PathQuestion::ImportDataset))),
    keyed("Save as…", CTRL_SHIFT, Key::S, |session, _| session.map(|_| Request::SaveAsDialog)),
    keyed("Save", Modifiers::COMMAND, Key::S, |session, _| session.map(|_| Request::Save)),
    action("Restore an earlier save…", |session, _| {
        session
            .filter(|session| session.path().is_some() && !session.is_read_only())
            .map(|_| Request::ShowRestore)
    }),
    action("Close the project", |session, _| session.map(|_| Request::CloseProject)),
    keyed("Redo", CTRL_SHIFT, Key::Z, |session, _| {
        session.filter(|session| session.can_redo()).map(|_| Request::Redo)
    }),
    keyed("Undo", Modifiers::COMMAND, Key::Z, |session, _| {
        session.filter(|session| session.can_undo()).map(|_| Request::Undo)
    }),
    keyed("Search everything…", Modifiers::COMMAND, Key::P, |_, _| Some(Request::ShowPalette)),
    keyed("Concordance…", CTRL_SHIFT, Key::F, |session, state| {
        session.map(|session| concordance(session, state))
    }),
    keyed("Find in the article…", Modifiers::COMMAND, Key::F, |session, _| {
        session.map(|_| Request::ShowFind)
    }),
    keyed("Edit the tagset…", Modifiers::COMMAND, Key::T, |session, _| {
        session.map(|_| Request::ShowTagset)
    }),
    keyed("Read", Modifiers::COMMAND, Key::Num1, |session, _| session.map(|_| Request::ShowMode(Mode::Read))),
    keyed("Compare", Modifiers::COMMAND, Key::Num2, |session, state| {
        session.map(|session| compare(session, state))
    }),
    keyed("Insights", Modifiers::COMMAND, Key::Num3, |session, _| {
        session.map(|_| Request::ShowMode(Mode::Insights))
    }),
    action("Save a report…", |session, _| session.map(|_| Request::SaveReport(ReportChoice::everything()))),
    keyed("Export", Modifiers::COMMAND, Key::E, |session, _| {
        session.map(|_| Request::ShowMode(Mode::Export))
    }),
    action("Show the mentions", |session, _| session.map(|_| Request::ShowDrawer(Some(Drawer::Mentions)))),
    action("Show the entities", |session, _| session.map(|_| Request::ShowDrawer(Some(Drawer::Entities)))),
    action("Show the suggestions", |session, _| {
        session.map(|_| Request::ShowDrawer(Some(Drawer::Suggestions)))
    }),
    action("Show entities by outlet", |session, _| {
        session.map(|_| Request::ShowDrawer(Some(Drawer::Matrix)))
    }),
    action("Show the history", |session, _| session.map(|_| Request::ShowDrawer(Some(Drawer::History)))),
    action("Show the problems", |session, _| session.map(|_| Request::ShowDrawer(Some(Drawer::Problems)))),
    keyed("Go to the previous problem", Modifiers::SHIFT, Key::F8, |session, _| {
        session.map(|_| Request::StepToProblem(-1))
    }),
    keyed("Go to the next problem", Modifiers::NONE, Key::F8, |session, _| {
        session.map(|_| Request::StepToProblem(1))
    }),
    action("Close the drawer", |_, state| state.drawer.map(|_| Request::ShowDrawer(None))),
    action("Show label names in the text", |_, state| {
        (!state.shows_names).then_some(Request::ShowNames(true))
    }),
    action("Hide label names in the text", |_, state| state.shows_names.then_some(Request::ShowNames(false))),
    keyed("Lock or free the panes' scrolling", CTRL_SHIFT, Key::J, |_, state| {
        is_comparing(state).then_some(Request::LockScrolling(!state.is_locked))
    }),
    keyed("Go to the counterpart", Modifiers::COMMAND, Key::J, |_, state| {
        is_comparing(state).then_some(Request::GoToCounterpart)
    }),
    action("Mark what only other panes tell", |_, state| {
        (is_comparing(state) && !state.shows_untold).then_some(Request::ShowUntold(true))
    }),
    action("Hide what only other panes tell", |_, state| {
        (is_comparing(state) && state.shows_untold).then_some(Request::ShowUntold(false))
    }),
    keyed("Go to the previous thing that only others tell", Modifiers::SHIFT, Key::F7, |_, state| {
        is_comparing(state).then_some(Request::StepToUntold { forward: false })
    }),
    keyed("Go to the next thing that only others tell", Modifiers::NONE, Key::F7, |_, state| {
        is_comparing(state).then_some(Request::StepToUntold { forward: true })
    }),
    action("Tag all in the article", |_, _| Some(Request::SetScope(ScopeKind::Article))),
    action("Tag all in the story", |_, _| Some(Request::SetScope(ScopeKind::Story))),
    action("Tag all in the project", |_, _| Some(Request::SetScope(ScopeKind::Project))),
    keyed("Go back", Modifiers::COMMAND, Key::OpenBracket, |_, _| Some(Request::Back)),
    keyed("Go forward", Modifiers::COMMAND, Key::CloseBracket, |_, _| Some(Request::Forward)),
    keyed("Larger", Modifiers::COMMAND, Key::Plus, |_, _| Some(Request::Zoom(1.1))),
    keyed("Smaller", Modifiers::COMMAND, Key::Minus, |_, _| Some(Request::Zoom(1.0 / 1.1))),
    keyed("Normal size", Modifiers::COMMAND, Key::Num0, |_, _| Some(Request::Zoom(0.0))),
    action("Light", |_, _| Some(Request::SetTheme(ThemeChoice::Light))),
    action("Dark", |_, _| Some(Request::SetTheme(ThemeChoice::Dark))),
    action("Light or dark as the system", |_, _| Some(Request::SetTheme(ThemeChoice::System))),
    keyed("Show the keys", Modifiers::NONE, Key::F1, |_, _| Some(Request::ShowKeys)),
    keyed("Quit", Modifiers::COMMAND, Key::Q, |_, _| Some(Request::Quit)),
];

fn is_comparing(state: &State) -> bool {
    state.mode == Mode::Compare && state.panes.len() > 1
}

/// Of the selected words, else of what was looked for last.
fn concordance(session: &Session, state: &State) -> Request {
    let words = state.selected_span(session.project()).and_then(|hit| {
        let article = session.project().article(hit.article)?;
        Some(hit.span.of(&article.text).to_owned())
    });
    words.map_or(Request::ShowDrawer(Some(Drawer::Concordance)), Request::ShowConcordance)
}

/// The last comparison, else the story of the open article, else the first articles.
fn compare(session: &Session, state: &State) -> Request {
    if state.panes.len() >= 2 {
        return Request::ShowMode(Mode::Compare);
    }
    let article = state.article.and_then(|id| session.project().article(id));
    match article.and_then(|article| article.header.story) {
        Some(story) if session.project().articles_of_story(story).len() > 1 => Request::CompareStory(story),
        _ => Request::Compare(session.project().articles().keys().take(3).copied().collect()),
    }
}

/// The shortcuts pressed in this frame. Keys that a text field needs are left to it.
pub fn shortcuts(ui: &Ui, session: Option<&Session>, state: &State, requests: &mut Requests) {
    let may_close = state.overlay != Overlay::None && !egui::Popup::is_any_open(ui.ctx());
    if may_close && ui.input_mut(|input| input.consume_key(Modifiers::NONE, Key::Escape)) {
        requests.push(Request::CloseOverlay);
    }
    let is_typing = ui.ctx().text_edit_focused();
    for action in ALL {
        let Some(shortcut) = action.shortcut else { continue };
        let belongs_to_field = is_typing && matches!(shortcut.logical_key, Key::Z | Key::V);
        if belongs_to_field || !ui.input_mut(|input| input.consume_shortcut(&shortcut)) {
            continue;
        }
        if let Some(request) = (action.resolve)(session, state) {
            requests.push(request);
        }
    }
}
