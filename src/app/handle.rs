//! The only place where anything changes: requests are carried out here, in order, after drawing.

use super::App;
use super::beside::Course;
use super::request::Request;
use super::state::{Drawer, Mode, Overlay, PathQuestion, TextSelection};
use crate::command::Command;
use crate::model::{ArticleId, Edit, MentionId, Transaction};
use crate::session::SessionError;
use crate::text::Span;

impl App {
    pub(super) fn handle(&mut self, request: Request) {
        match request {
            Request::NewProject => self.new_project(),
            Request::OpenSample => self.open_sample(),
            Request::OpenProjectDialog => self.ask_for_path(PathQuestion::OpenProject),
            Request::LoadFilesDialog => self.ask_for_path(PathQuestion::LoadFiles),
            Request::LoadFolderDialog => self.ask_for_path(PathQuestion::LoadFolder),
            Request::SaveAsDialog => self.ask_for_path(PathQuestion::SaveAs),
            Request::AskPath(question) => self.ask_for_path(question),
            Request::AnswerPath { question, paths } => {
                self.state.overlay = self.state.overlay.beneath();
                self.answer(question, paths);
            }
            Request::Open(paths) => self.open_paths(paths),
            Request::PasteArticle(text) => self.paste_article(&text),
            Request::ShowPaste => self.state.overlay = Overlay::Paste,
            Request::ShowRestore => self.state.overlay = Overlay::Restore,
            Request::ShowSavesOf(path) => self.state.overlay = Overlay::SavesOf(path),
            Request::OpenSave { save, of } => self.open_save(save, of),
            Request::Salvage(path) => self.salvage(path),
            Request::SetKeep(keep) => self.set_keep(keep),
            Request::Save => self.save(),
            Request::SaveAs(path) => self.save_as(path),
            Request::MergeChanged => self.merge_changed(),
            Request::ReplaceChanged => self.replace_changed(),
            Request::CloseProject => self.close_project(),
            Request::Forget(path) => self.settings.forget(&path),

            Request::Run(command) => self.run(&command),
            Request::Undo => self.undo(),
            Request::Redo => self.redo(),
            Request::ReadHistory => self.read_earlier(None),
            Request::WalkHistory(n_done) => self.take(Course::Walk(n_done)),
            Request::Revert(number) => self.take(Course::Revert(number)),

            Request::Tag(label) => self.tag(label),
            Request::TagAll(label) => self.tag_all(label),
            Request::Untag { all } => {
                self.take_mention_here();
                self.untag(all);
            }
            Request::Link { choice, all } => self.link(&choice, all),
            Request::Arm(label) => self.state.armed = label,
            Request::GuessLabels(guesses) => self.guess_labels(guesses),
            Request::TagArmed { nth } => self.tag_armed(nth),
            Request::SetGuess { label, all } => self.set_guess(label, all),
            Request::TagAllByMouse => self.tag_all_by_mouse(),
            Request::SetScope(scope) => self.state.scope = scope,
            Request::SetMatching(matching) => self.state.matching = matching,
            Request::LeaveOut(n) => self.leave_out(n),
            Request::NextNine => self.show_next_nine(),
            Request::AddPiece => self.add_piece(),
            Request::ConfirmStrip => self.confirm_strip(),
            Request::CloseStrip => self.close_strip(),
            Request::AcceptSuggestion => self.decide_or_select(),
            Request::RejectSuggestion => self.decide_suggestion(false),
            Request::DecideAll { accept } => self.decide_all(accept),
            Request::Decide { suggestions, accept } => self.decide(suggestions, accept),
            Request::SetSuggesters(is_on) => self.set_suggesters(is_on),
            Request::RejectAt { article, byte } => self.reject_at(article, byte),
            Request::Walk { forward } => self.walk_candidates(forward),
            Request::StartHop => self.start_hop(),
            Request::HopBy { letter, extends } => self.hop_by(letter, extends),
            Request::LeaveHop => self.state.hop = None,
            Request::WalkMentions { forward } => self.walk_mentions(forward),
            Request::FinishArticle => self.finish_article(),

            Request::SelectText { article, anchor, focus } => self.select_text(article, anchor, focus),
            Request::SelectMention { article, mention } => self.select_mention(article, mention),
            Request::ToggleMention { article, mention } => self.toggle_mention(article, mention),
            Request::SelectMentions(mentions) => self.state.mentions = mentions,
            Request::Deselect => self.deselect(),
            Request::Go(place) => self.go(place),
            Request::StepToProblem(steps) => {
                self.state.drawer = Some(Drawer::Problems);
                self.state.problem_steps = steps;
            }
            Request::Back => self.walk(false),
            Request::Forward => self.walk(true),
            Request::OpenArticle(article) => self.open_article(article),
            Request::ShowMode(mode) => self.state.mode = mode,
            Request::ShowDrawer(drawer) => {
                self.state.drawer = drawer;
                self.state.enters_drawer = drawer.is_some();
            }
            Request::Compare(articles) => self.compare(articles),
            Request::CompareStory(story) => {
                let articles =
                    self.session.as_ref().map(|session| session.project().articles_of_story(story));
                self.compare(articles.unwrap_or_default());
            }
            Request::ActivatePane(pane) => {
                self.state.article = self.state.panes.get(pane).copied().or(self.state.article)
            }
            Request::ChooseExport(choice) => self.state.export = choice,
            Request::SavePicture(picture) => self.save_picture(picture),
            Request::SaveReport(choice) => self.save_report(choice),
            Request::LockScrolling(is_locked) => self.state.is_locked = is_locked,
            Request::OverlookInPanes(layers) => self.state.layers = layers,
            Request::GoToCounterpart => self.go_to_counterpart(),
            Request::BringCounterparts(place) => self.desk.bring_counterparts(place.article, place.span),
            Request::ShowUntold(shows) => self.state.shows_untold = shows,
            Request::StepToUntold { forward } => self.step_to_untold(forward),
            Request::Highlight(places) => self.state.highlights = places,

            Request::ShowPalette => self.state.overlay = Overlay::Palette,
            Request::ShowFind => self.state.overlay = Overlay::Find,
            Request::ShowConcordance(query) => {
                self.state.concordance_query = query;
                self.state.drawer = Some(Drawer::Concordance);
                self.state.enters_drawer = true;
            }
            Request::ShowEntityPicker { all } => {
                self.take_mention_here();
                self.show_entity_picker(all);
            }
            Request::StartRelation => {
                self.take_mention_here();
                self.start_relation();
            }
            Request::Relate(kind) => self.relate(kind),
            Request::ShowTagset => self.state.overlay = Overlay::Tagset,
            Request::ShowKeys => self.state.overlay = Overlay::Keys,
            Request::CloseOverlay => self.state.overlay = self.state.overlay.beneath(),

            Request::SetTheme(choice) => self.set_theme(choice),
            Request::ShowNames(shows) => self.state.shows_names = shows,
            Request::Zoom(factor) => self.zoom(factor),
            Request::CopyText(text) => self.context.copy_text(text),
            Request::StopJob(id) => self.works.stop(id),
            Request::Dismiss(notice) => self.notices.dismiss(notice),
            Request::Quit => self.context.send_viewport_cmd(egui::ViewportCommand::Close),
        }
    }

    /// Does a command, and tells why not where it cannot be done.
    pub(super) fn run(&mut self, command: &Command) {
        let Some(session) = &mut self.session else { return };
        match session.run(command) {
            Ok(done) => self.after_change(&done),
            Err(error) => self.refuse(&error),
        }
    }

    pub(super) fn refuse(&mut self, error: &SessionError) {
        let notice = match error {
            SessionError::Store(_) => self.notices.error(error.to_string()),
            _ => self.notices.news(error.to_string()),
        };
        if matches!(error, SessionError::ReadOnly(_)) {
            notice.offers = vec![("Save a copy…".to_owned(), Request::SaveAsDialog)];
        }
    }

    pub(super) fn after_change(&mut self, done: &Transaction) {
        self.follow_with_suggestions(done);
        let Some(session) = &self.session else { return };
        self.state.forget_missing(session.project());
    }

    fn undo(&mut self) {
        let Some(session) = &self.session else { return };
        if session.history().done().is_empty() && session.earlier().is_some() {
            self.read_earlier(Some(Request::Undo));
            return;
        }
        self.take(Course::Undo);
    }

    fn redo(&mut self) {
        let Some(session) = &self.session else { return };
        if session.history().undone().is_empty() && session.earlier().is_some() {
            self.read_earlier(Some(Request::Redo));
            return;
        }
        self.take(Course::Redo);
    }

    /// Brings what an undo or redo changed into sight.
    pub(super) fn show_change(&mut self, transaction: &Transaction) {
        let Some(session) = &self.session else { return };
        let mut changed = transaction.edits.iter().filter_map(|edit| match edit {
            Edit::Mention(article, _, change) => {
                change.after().or(change.before()).map(|mention| (*article, mention.extent.hull()))
            }
            _ => None,
        });
        // Of many changes, the one nearest to where the hands are.
        let hands = self.state.selection.map(|selection| (selection.article, selection.focus));
        let distance = |(article, span): &(ArticleId, Span)| match hands {
            Some((here, focus)) if here == *article => span.start().abs_diff(focus),
            _ => 0,
        };
        let of_open = changed.clone().filter(|(article, _)| self.state.article == Some(*article));
        let changed = of_open.min_by_key(distance).or_else(|| changed.next());
        if let Some((article, span)) = changed
            && session.project().article(article).is_some()
        {
            self.go_quietly(super::state::Place { article, span });
        }
    }

    pub(super) fn select_text(&mut self, article: ArticleId, anchor: usize, focus: usize) {
        let keeps_an_end = |old: TextSelection| old.anchor == anchor || old.focus == focus;
        let is_adjusted = |old: TextSelection| old.article == article && anchor != focus && keeps_an_end(old);
        self.state.walks &= self.state.selection.is_some_and(is_adjusted);
        self.state.mention_before = self.state.mention().or(self.state.mention_before);
        self.state.selection = Some(TextSelection { article, anchor, focus });
        self.state.mentions.clear();
        self.state.article = Some(article);
        self.state.hop = None;
    }

    pub(super) fn select_mention(&mut self, article: ArticleId, mention: MentionId) {
        if self.state.relation.is_some_and(|start| start.article == article && start.from != mention) {
            self.finish_relation(article, mention);
            return;
        }
        let Some(session) = &self.session else { return };
        let Some(record) = session.project().mention(article, mention) else { return };
        let hull = record.extent.hull();
        self.state.selection = Some(TextSelection { article, anchor: hull.start(), focus: hull.end() });
        self.state.mentions = vec![(article, mention)];
        self.state.article = Some(article);
        self.state.hop = None;
    }

    fn toggle_mention(&mut self, article: ArticleId, mention: MentionId) {
        let place = (article, mention);
        self.state.mentions.retain(|(of, _)| *of == article);
        match self.state.mentions.iter().position(|known| *known == place) {
            Some(at) => drop(self.state.mentions.remove(at)),
            None => self.state.mentions.push(place),
        }
    }

    fn deselect(&mut self) {
        self.state.walks = false;
        if let Some(selection) = &mut self.state.selection {
            selection.anchor = selection.focus;
        }
        self.state.mentions.clear();
        self.state.relation = None;
        self.state.highlights.clear();
    }

    pub(super) fn open_article(&mut self, article: ArticleId) {
        self.leave();
        self.state.hop = None;
        self.state.article = Some(article);
        self.state.selection = self.state.selection.filter(|selection| selection.article == article);
        self.state.mentions.retain(|(of, _)| *of == article);
        let in_compare = self.state.mode == Mode::Compare && self.state.panes.contains(&article);
        if !in_compare {
            self.state.mode = Mode::Read;
        }
    }

    pub(super) fn go(&mut self, place: super::state::Place) {
        self.leave();
        self.go_quietly(place);
    }

    fn go_quietly(&mut self, place: super::state::Place) {
        let shows_it = self.state.mode == Mode::Compare && self.state.panes.contains(&place.article);
        if !shows_it {
            self.state.mode = Mode::Read;
        }
        self.state.article = Some(place.article);
        self.state.mentions.clear();
        let selection =
            TextSelection { article: place.article, anchor: place.span.start(), focus: place.span.end() };
        self.state.selection = Some(selection);
        self.desk.go(place);
    }

    fn leave(&mut self) {
        let place = self.session.as_ref().and_then(|session| self.state.place(session.project()));
        if let Some(place) = place {
            self.state.places.leave(place);
        }
    }

    fn walk(&mut self, forward: bool) {
        let now = self.session.as_ref().and_then(|session| self.state.place(session.project()));
        let next = if forward { self.state.places.forward(now) } else { self.state.places.back(now) };
        match next {
            Some(place) => self.go_quietly(place),
            None => {
                self.notices.news("There is no place to go to");
            }
        }
    }

    fn set_theme(&mut self, choice: super::state::ThemeChoice) {
        self.state.theme = choice;
        self.settings.theme = choice;
        super::theme::choose(&self.context, choice);
    }

    /// By a factor; 0 goes back to the system's own size.
    fn zoom(&mut self, factor: f32) {
        let zoom = if factor == 0.0 { 1.0 } else { (self.context.zoom_factor() * factor).clamp(0.6, 3.0) };
        self.context.set_zoom_factor(zoom);
        self.settings.zoom = zoom;
    }
}
