//! Tagging from the present selection: one mention, a piece, an entity, a relation.

use super::App;
use super::beside::Course;
use super::request::Request;
use super::state::{Overlay, RelationStart, TextSelection};
use crate::command::{Command, EntityChoice, Hit, Place, Scope};
use crate::model::{
    Article, ArticleId, Change, Edit, LabelId, Mention, MentionId, Project, RelationKindId, Transaction,
};
use crate::text::Span;

impl App {
    /// Tags the selection, or relabels the selected mentions.
    pub(super) fn tag(&mut self, label: LabelId) {
        self.close_strip();
        self.state.armed = Some(label);
        if !self.state.mentions.is_empty() {
            let mentions = self.state.mentions.clone();
            self.run(&Command::Relabel { mentions, label });
            return;
        }
        let Some(hit) = self.selected_hit() else { return };
        let command = Command::Tag { article: hit.article, extent: hit.span.into(), label };
        let Some(session) = &mut self.session else { return };
        match session.run(&command) {
            Ok(done) => {
                self.after_change(&done);
                self.go_on_after(&done);
            }
            Err(error) => self.refuse(&error),
        }
    }

    /// Tags what the mouse selected: with the armed label, or the likely one where labels are guessed.
    pub(super) fn tag_armed(&mut self, nth: usize) {
        let hit = self.session.as_ref().and_then(|session| self.state.selected_span(session.project()));
        if let Some(label) = hit.and_then(|hit| self.mouse_label(hit.article, hit.span, nth)) {
            self.tag(label);
        }
        self.state.by_mouse = self.state.mention();
        if self.state.guesses {
            self.walk_candidates(true);
        }
    }

    pub(super) fn tag_all_by_mouse(&mut self) {
        if let Some(label) = self.state.by_mouse.and_then(|place| self.label_of(place)) {
            self.set_guess(label, true);
        }
    }

    /// Sets a guessed label right while the caret is at the next stop already, and leaves it there.
    pub(super) fn set_guess(&mut self, label: LabelId, all: bool) {
        let Some((article, id)) = self.state.by_mouse else { return };
        let Some(session) = &self.session else { return };
        let Some(mention) = session.project().mention(article, id) else { return };
        let hull = mention.extent.hull();
        self.state.selection = Some(TextSelection { article, anchor: hull.start(), focus: hull.end() });
        self.state.mentions = vec![(article, id)];
        if all {
            self.tag_all(label); // which moves a walking caret on
        } else {
            self.tag(label);
            self.walk_candidates(true);
        }
    }

    /// The label that the mouse would give a stretch.
    pub fn mouse_label(&self, article: ArticleId, span: Span, nth: usize) -> Option<LabelId> {
        let article = self.session.as_ref()?.project().article(article)?;
        self.suggestions.mouse_label(&self.state, article, span, nth)
    }

    /// From then on the mouse tags, so a label is armed: what is used until there is something to go by.
    pub(super) fn guess_labels(&mut self, guesses: bool) {
        self.state.guesses = guesses;
        let first = self.session.as_ref().and_then(|session| session.project().labels().keys().next());
        self.state.armed = self.state.armed.or(first.copied().filter(|_| guesses));
    }

    /// A walking caret moves on; otherwise the mention just made is the selected one.
    fn go_on_after(&mut self, done: &Transaction) {
        match self.state.walks {
            true => self.walk_candidates(true),
            false => self.select_made(done),
        }
    }

    fn selected_hit(&mut self) -> Option<Hit> {
        let session = self.session.as_ref()?;
        let hit = self.state.selected_span(session.project());
        if hit.is_none() && self.state.selection.is_some() {
            // With nothing selected the key only arms the label; that needs no word.
            return None;
        }
        hit
    }

    /// The first mention that a step made becomes the selected one.
    fn select_made(&mut self, done: &Transaction) {
        let made = done.edits.iter().find_map(|edit| match edit {
            Edit::Mention(article, mention, Change::Add(_)) => Some((*article, *mention)),
            _ => None,
        });
        if let Some((article, mention)) = made {
            self.state.mentions = vec![(article, mention)];
        }
    }

    pub(super) fn add_piece(&mut self) {
        let Some(session) = &self.session else { return };
        let piece = self.state.selected_span(session.project()).filter(|_| self.state.mentions.is_empty());
        let place = self.state.mention_before;
        let mention = place.and_then(|(article, id)| session.project().mention(article, id));
        let (Some(piece), Some(place), Some(mention)) = (piece, place, mention) else {
            self.notices.news("Select a mention, then the text that belongs to it");
            return;
        };
        if place.0 != piece.article {
            self.notices.news("A mention cannot reach into another article");
            return;
        }
        let extent = mention.extent.with_piece(piece.span);
        self.run(&Command::Resize { place, extent });
        self.select_mention(place.0, place.1);
    }

    /// Changes what is selected, or all that are like the first of it.
    pub(super) fn change(&mut self, all: bool, make: impl Fn(Vec<Place>) -> Command + Send + 'static) {
        let selected = self.state.mentions.clone();
        if selected.is_empty() {
            return;
        }
        let like =
            self.state.mention().filter(|_| all).and_then(|place| Some((place, self.reach_of(place)?)));
        let n_seen = like.map_or(0, |(_, scope)| self.n_mentions_in(scope));
        let plan = move |project: &Project| {
            let alike = like.map_or_else(Vec::new, |(place, scope)| mentions_like(project, place, scope));
            make(if alike.is_empty() { selected.clone() } else { alike })
        };
        self.take(Course::Do { plan: Box::new(plan), is_long: n_seen > SEEN_AT_ONCE });
    }

    pub(super) fn label_of(&self, (article, mention): Place) -> Option<LabelId> {
        Some(self.session.as_ref()?.project().mention(article, mention)?.label)
    }

    fn reach_of(&self, (id, _): Place) -> Option<Scope> {
        let article = self.session.as_ref()?.project().article(id)?;
        Some(self.state.scope_from(id, article))
    }

    fn n_mentions_in(&self, scope: Scope) -> usize {
        let Some(session) = &self.session else { return 0 };
        scope.articles(session.project()).iter().map(|(_, article)| article.mentions.len()).sum()
    }

    pub(super) fn untag(&mut self, all: bool) {
        if !self.state.mentions.is_empty() {
            self.change(all, Command::Untag);
            self.close_strip();
        }
    }

    pub(super) fn link(&mut self, choice: &EntityChoice, all: bool) {
        self.state.overlay = Overlay::None;
        let entity = choice.clone();
        self.change(all, move |mentions| Command::Link { mentions, entity: entity.clone() });
    }

    pub(super) fn show_entity_picker(&mut self, all: bool) {
        match self.state.mention() {
            Some(_) => self.state.overlay = Overlay::EntityPicker { all },
            None => {
                self.notices.news("Select a mention first to say who it is");
            }
        }
    }

    /// The first end of a relation is the selected mention; the other is chosen next.
    pub(super) fn start_relation(&mut self) {
        let has_kinds =
            self.session.as_ref().is_some_and(|session| !session.project().relation_kinds().is_empty());
        match self.state.mention() {
            None => {
                self.notices.news("Select the mention that the relation starts from");
            }
            Some(_) if !has_kinds => {
                let notice = self.notices.news("There is no kind of relation yet; add one to the tagset");
                notice.offers = vec![("Edit the tagset…".to_owned(), Request::ShowTagset)];
            }
            Some((article, from)) => self.state.relation = Some(RelationStart { article, from, to: None }),
        }
    }

    /// The other end is chosen. One possible kind is taken at once; of several, a key chooses.
    pub(super) fn finish_relation(&mut self, article: ArticleId, to: MentionId) {
        let Some(start) = &mut self.state.relation else { return };
        start.to = Some(to);
        let start = *start;
        self.state.mentions = vec![(article, to)];
        let Some(session) = &self.session else { return };
        let project = session.project();
        let (Some(from_end), Some(to_end)) =
            (project.mention(article, start.from), project.mention(article, to))
        else {
            return;
        };
        let (from_label, to_label) = (from_end.label, to_end.label);
        let possible: Vec<RelationKindId> = project
            .relation_kinds()
            .iter()
            .filter(|(_, kind)| kind.allows(from_label, to_label))
            .map(|(id, _)| *id)
            .collect();
        match possible.as_slice() {
            [] => {
                let labels =
                    format!("{} and {}", project.label_name(from_label), project.label_name(to_label));
                self.notices.news(format!("No relation of the tagset joins {labels}"));
                self.state.relation = None;
            }
            [only] => self.relate(*only),
            _ => {}
        }
    }

    pub(super) fn relate(&mut self, kind: RelationKindId) {
        let Some(RelationStart { article, from, to: Some(to) }) = self.state.relation.take() else { return };
        self.run(&Command::Relate { article, from, to, kind });
    }
}

/// Of more mentions, those with a form are found beside the frame: some 2 ms.
const SEEN_AT_ONCE: usize = 5_000;

/// Every mention in a scope with the form and the label of one, itself included.
fn mentions_like(project: &Project, (article, id): Place, scope: Scope) -> Vec<Place> {
    let Some(article) = project.article(article) else { return Vec::new() };
    let Some(selected) = article.mentions.get(&id) else { return Vec::new() };
    let form = article.quote(selected);
    let is_alike = |article: &Article, mention: &Mention| {
        mention.label == selected.label
            && mention.extent.len() == form.len()
            && article.quote(mention) == form
    };
    let mut alike = Vec::new();
    for (id, article) in scope.articles(project) {
        let here = article.mentions.iter().filter(|(_, mention)| is_alike(article, mention));
        alike.extend(here.map(|(mention, _)| (id, *mention)));
    }
    alike
}
