//! Suggestions on the desk: computed on a thread from a snapshot, kept apart from the project, and
//! dropped as soon as an edit takes their place. No frame waits for them.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::{Duration, Instant};

use super::App;
use super::state::State;
use super::widgets::Proposal;
use super::work::Finished;
use crate::command::{Command, Hit, Suggested};
use crate::model::{Article, ArticleId, Change, Edit, LabelId, Status, Transaction};
use crate::suggest::spread::Spread;
use crate::suggest::{Candidate, Model, Outlook, Suggestion};
use crate::text::Span;

/// Training begins when nobody edited for this long, or at once when an article is done.
const IDLE_BEFORE_LEARNING: Duration = Duration::from_millis(700);
pub const SUGGESTING: &str = "Suggesting";
pub const LEARNING: &str = "Learning from what was tagged";

pub struct Suggestions {
    is_on: bool,
    model: Arc<Model>,
    /// The revision that the model has studied, and the number of finished articles then.
    studied: Option<(u64, usize)>,
    articles: BTreeMap<ArticleId, Proposed>,
    /// Which places a tag-all tags at once.
    pub spread: Spread,
    last_edit: Option<Instant>,
    studied_at: Option<ArticleId>,
}

/// What is proposed in one article.
#[derive(Default)]
struct Proposed {
    /// What the project and the model were when this was computed.
    made_at: Option<u64>,
    list: Vec<Suggestion>,
    shown: Vec<Proposal>,
    candidates: Vec<Candidate>,
    clickable: Vec<Candidate>,
}

/// What a job found for the articles on the desk.
pub struct Found {
    pub revision: u64,
    pub model: Arc<Model>,
    pub articles: Vec<(ArticleId, Outlook)>,
}

impl Default for Suggestions {
    fn default() -> Self {
        Self {
            is_on: true,
            model: Arc::default(),
            studied: None,
            articles: BTreeMap::new(),
            spread: Spread::default(),
            last_edit: None,
            studied_at: None,
        }
    }
}

impl Suggestions {
    pub fn is_on(&self) -> bool {
        self.is_on
    }

    /// The suggestions of an article, in text order.
    pub fn of(&self, article: ArticleId) -> &[Suggestion] {
        self.articles.get(&article).map_or(&[], |proposed| &proposed.list)
    }

    /// The same, as the article view draws them.
    pub fn shown(&self, article: ArticleId) -> &[Proposal] {
        self.articles.get(&article).map_or(&[], |proposed| &proposed.shown)
    }

    pub fn candidates(&self, article: ArticleId) -> &[Candidate] {
        self.articles.get(&article).map_or(&[], |proposed| &proposed.candidates)
    }

    /// Whether mentions stand within mentions in this project.
    pub fn nests(&self) -> bool {
        self.model.nests()
    }

    pub fn clickable(&self, article: ArticleId) -> &[Candidate] {
        self.articles.get(&article).map_or(&[], |proposed| &proposed.clickable)
    }

    /// The label that the mouse would give a stretch: the armed one, or where labels are guessed the
    /// n-th likeliest, from 0.
    pub fn mouse_label(&self, state: &State, article: &Article, span: Span, nth: usize) -> Option<LabelId> {
        let armed = state.armed?;
        let likely = if state.guesses { self.model.likely_labels(article, span, armed) } else { Vec::new() };
        likely.get(nth).copied().or(Some(armed))
    }

    /// The suggestion at a place: exactly there, else around its start.
    pub fn at(&self, article: ArticleId, span: Span) -> Option<&Suggestion> {
        let list = self.of(article);
        let exact = list.iter().find(|suggestion| suggestion.span == span);
        exact.or_else(|| list.iter().find(|suggestion| suggestion.span.contains(span.start())))
    }

    /// Drops what an edit has decided.
    pub fn follow(&mut self, done: &Transaction) {
        self.last_edit = Some(Instant::now());
        for edit in &done.edits {
            match edit {
                Edit::Mention(article, _, Change::Add(mention) | Change::Replace { after: mention, .. }) => {
                    self.drop_where(*article, |suggestion| mention.extent.overlaps(suggestion.span));
                }
                Edit::Rejection(article, place, Change::Add(_)) => {
                    self.drop_where(*article, |suggestion| suggestion.span == place.span);
                }
                _ => {}
            }
        }
    }

    /// The former one goes on a thread: to free its many small tables takes longer than a frame has.
    fn take_model(&mut self, model: Arc<Model>) {
        let former = std::mem::replace(&mut self.model, model);
        std::thread::spawn(move || drop(former));
    }

    /// Everything on the desk is to be suggested anew: the model knows more, or the user wants it.
    fn look_again(&mut self) {
        self.articles.values_mut().for_each(|known| known.made_at = None);
    }

    fn drop_where(&mut self, article: ArticleId, is_decided: impl Fn(&Suggestion) -> bool) {
        if let Some(proposed) = self.articles.get_mut(&article) {
            let list = std::mem::take(&mut proposed.list);
            proposed.propose(list.into_iter().filter(|suggestion| !is_decided(suggestion)).collect());
        }
    }
}

impl Proposed {
    fn propose(&mut self, list: Vec<Suggestion>) {
        let proposal = |suggestion: &Suggestion| Proposal { span: suggestion.span, label: suggestion.label };
        self.shown = list.iter().map(proposal).collect();
        self.list = list;
    }
}

impl App {
    /// Switches suggestions off or on. What was accepted stays, and what was learned.
    pub fn set_suggesters(&mut self, is_on: bool) {
        self.suggestions.is_on = is_on;
        match is_on {
            true => self.suggestions.look_again(),
            false => self.suggestions.articles.values_mut().for_each(|known| known.propose(Vec::new())),
        }
    }

    /// The suggestions that an article shows now.
    pub fn suggestions(&self, article: ArticleId) -> &[Suggestion] {
        self.suggestions.of(article)
    }

    pub(super) fn follow_with_suggestions(&mut self, done: &Transaction) {
        self.suggestions.follow(done);
    }

    /// Starts what is due: suggestions for the articles on the desk, and training in quiet moments.
    pub(super) fn keep_suggesting(&mut self) {
        let Some(session) = &self.session else { return };
        if self.works.is_running(SUGGESTING) || self.works.is_running(LEARNING) {
            return;
        }
        let revision = session.revision();
        let project = session.project();
        if self.suggestions.studied.is_some_and(|studied| studied.0 == revision) {
            return self.suggest();
        }
        let n_finished =
            project.articles().values().filter(|article| article.header.status == Status::Reviewed).count();
        let is_quiet = self.suggestions.last_edit.is_none_or(|edit| edit.elapsed() >= IDLE_BEFORE_LEARNING);
        let article_done = self.suggestions.studied.is_none_or(|(_, n_then)| n_finished > n_then);
        let has_moved = self.suggestions.studied_at != self.state.article;
        if is_quiet || article_done || has_moved {
            self.suggestions.studied_at = self.state.article;
            self.learn(n_finished);
        } else {
            self.suggest();
        }
        self.context.request_repaint_after(IDLE_BEFORE_LEARNING);
    }

    fn learn(&mut self, n_finished: usize) {
        let Some(session) = &self.session else { return };
        let snapshot = session.snapshot();
        let previous = self.suggestions.model.clone();
        self.works.start(&self.context, LEARNING, move |progress| {
            let model = Model::learn(&snapshot.project, Some(&previous), progress)?;
            Ok(Finished::Learned { revision: snapshot.revision, n_finished, model: Arc::new(model) })
        });
    }

    fn suggest(&mut self) {
        let Some(session) = &self.session else { return };
        let revision = session.revision();
        let is_old = |id: &ArticleId| {
            self.suggestions.articles.get(id).is_none_or(|known| known.made_at != Some(revision))
        };
        let on_desk = self.state.panes.iter().chain(self.state.article.as_ref());
        let mut due: Vec<ArticleId> = on_desk.copied().filter(is_old).collect();
        due.sort();
        due.dedup();
        if due.is_empty() {
            return;
        }
        let snapshot = session.snapshot();
        let model = self.suggestions.model.clone();
        self.works.start(&self.context, SUGGESTING, move |progress| {
            let mut model = (*model).clone();
            model.follow(&snapshot.project);
            let mut articles = Vec::new();
            for id in due {
                progress.go_on()?;
                let Some(article) = snapshot.project.article(id) else { continue };
                articles.push((id, model.look(id, article)));
            }
            Ok(Finished::Suggested(Found { revision: snapshot.revision, model: Arc::new(model), articles }))
        });
    }

    pub(super) fn take_learned(&mut self, revision: u64, n_finished: usize, model: Arc<Model>) {
        self.suggestions.take_model(model);
        self.suggestions.studied = Some((revision, n_finished));
        self.suggestions.look_again();
    }

    /// Takes suggestions in, unless an edit came between: then newer ones are under way already.
    pub(super) fn take_suggested(&mut self, found: Found) {
        self.suggestions.take_model(found.model);
        let is_new = self.session.as_ref().is_some_and(|session| session.revision() == found.revision);
        if !is_new {
            return;
        }
        for (id, Outlook { suggestions, candidates, clickable }) in found.articles {
            let made_at = Some(found.revision);
            let mut proposed = Proposed { made_at, candidates, clickable, ..Proposed::default() };
            if self.suggestions.is_on {
                proposed.propose(suggestions);
            }
            self.suggestions.articles.insert(id, proposed);
        }
    }

    /// Enter or Backspace on the selected suggestion; then on to the next place.
    pub(super) fn decide_suggestion(&mut self, accept: bool) {
        let Some(session) = &self.session else { return };
        let Some(hit) = self.state.selected_span(session.project()) else { return };
        let Some(suggestion) = self.suggestions.at(hit.article, hit.span).cloned() else { return };
        self.decide(vec![suggestion], accept);
        self.walk_candidates(true);
    }

    pub(super) fn reject_at(&mut self, article: ArticleId, byte: usize) {
        let found =
            self.suggestions.of(article).iter().find(|suggestion| suggestion.span.contains(byte)).cloned();
        self.decide(found.into_iter().collect(), false);
    }

    /// Accepts or rejects all that the open article shows, as one step.
    pub(super) fn decide_all(&mut self, accept: bool) {
        let Some(article) = self.state.article else { return };
        let all = self.suggestions.of(article).to_vec();
        if all.is_empty() {
            self.notices.news("There are no suggestions in this article");
            return;
        }
        self.decide(all, accept);
    }

    pub(super) fn decide(&mut self, suggestions: Vec<Suggestion>, accept: bool) {
        let suggested = |suggestion: &Suggestion| Suggested {
            hit: Hit { article: suggestion.article, span: suggestion.span },
            label: suggestion.label,
            engine: suggestion.engine.to_owned(),
        };
        let decided: Vec<Suggested> = suggestions.iter().map(suggested).collect();
        if !decided.is_empty() {
            self.run(&match accept {
                true => Command::AcceptSuggestions(decided),
                false => Command::RejectSuggestions(decided),
            });
        }
    }

    /// The open article is done: it is reviewed, what was proposed in it holds, and the next one opens.
    pub(super) fn finish_article(&mut self) {
        use crate::command::HeaderChange;
        let Some(id) = self.state.article else { return };
        self.run(&Command::ConfirmLinks(vec![id]));
        let change = HeaderChange::Status(Status::Reviewed);
        self.run(&Command::EditHeaders { articles: vec![id], change });
        let Some(session) = &self.session else { return };
        let articles = session.project().articles();
        let is_open = |(_, article): &(&ArticleId, &Arc<crate::model::Article>)| {
            article.header.status != Status::Reviewed
        };
        let next = articles
            .range(id..)
            .skip(1)
            .find(is_open)
            .or_else(|| articles.iter().find(is_open))
            .map(|(id, _)| *id);
        match next {
            Some(next) => {
                self.open_article(next);
                self.state.selection = None;
                self.state.mentions.clear();
            }
            None => {
                self.notices.news("Every article is reviewed");
            }
        }
    }
}
