//! The model: what the engines have learned from one project.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::candidates::Worth;
use super::gate::Gate;
use super::known_forms::KnownForms;
use super::lesson::{Lesson, Reach, Sentence, settled_end};
use super::patterns::{Finder, Patterns};
use super::reading::Readings;
use super::schooling::{Hints, Schooling};
use super::sequence_tagger::Tagger;
use super::tally::{Introduced, Tally};
use super::tokens::Tokens;
use crate::job::{Cancelled, Progress};
use crate::model::{Article, ArticleId, LabelId, Project};

/// Copies are cheap, and share what they have read.
#[derive(Clone, Default)]
pub struct Model {
    tallies: BTreeMap<ArticleId, Arc<Tally>>,
    /// In the order in which they were worked on.
    lessons: Vec<Arc<Lesson>>,
    /// How many sentences of an article were learned.
    studied: BTreeMap<ArticleId, usize>,
    pub(super) labels: BTreeSet<LabelId>,
    pub(super) finder: Arc<Finder>,
    pub(super) forms: Arc<KnownForms>,
    pub(super) patterns: Arc<Patterns>,
    pub(super) hints: Hints,
    pub(super) tagger: Arc<Tagger>,
    pub(super) gate: Gate,
    pub(super) worth: Worth,
    pub(super) reach: Reach,
    /// Whether mentions stand within mentions here.
    pub(super) nests: bool,
    pub(super) readings: Readings,
}

/// Text to learn from; of a larger project the articles worked on last.
const LESSON_BYTES: usize = 2_000_000;
/// Of a hundred mentions, so many must stand in others before proposals do.
const NESTED_PERCENT: usize = 3;

impl Model {
    /// Learns what was decided since `previous`, or all of it. The same project with the same past
    /// makes the same model.
    pub fn learn(project: &Project, previous: Option<&Self>, progress: &Progress) -> Result<Self, Cancelled> {
        let mut model = previous.cloned().unwrap_or_default();
        model.follow(project);
        let lessons = model.lessons.clone();
        let (known, new) = model.split(&lessons);
        if new.is_empty() {
            return Ok(model);
        }
        progress.expect(new.len());
        let (mut forms, mut patterns) = (KnownForms::default(), Patterns::of(project));
        for (lesson, at) in &known {
            forms.add_sentence(lesson, *at);
            patterns.add_sentence(lesson, *at);
        }
        Schooling { model: &mut model, forms, patterns, progress }.go_through(known, &new)?;
        model.studied = lessons.iter().map(|lesson| (lesson.article, lesson.n_settled)).collect();
        model.gate.set_bar(wrong_hits_per_mention(project));
        Ok(model)
    }

    /// Decided sentences that were learned, and that were not.
    fn split<'l>(&self, lessons: &'l [Arc<Lesson>]) -> (Vec<Sentence<'l>>, Vec<Sentence<'l>>) {
        let (mut known, mut new) = (Vec::new(), Vec::new());
        for lesson in lessons {
            let n_studied = self.studied.get(&lesson.article).copied().unwrap_or(0).min(lesson.n_settled);
            known.extend((0..n_studied).map(|at| (&**lesson, at)));
            new.extend((n_studied..lesson.n_settled).map(|at| (&**lesson, at)));
        }
        (known, new)
    }

    /// Takes up what was tagged and turned down since, without training: fast enough for every edit.
    pub fn follow(&mut self, project: &Project) {
        if !self.finder.is_of(project) {
            self.finder = Arc::new(Finder::of(project));
        }
        self.labels = project.labels().keys().copied().collect();
        let is_touched = |article: &Article| !article.mentions.is_empty() || !article.rejected.is_empty();
        let touched = project.articles().iter().filter(|(_, article)| is_touched(article));
        self.tallies = touched.map(|(id, article)| (*id, self.tally(*id, article))).collect();
        self.lessons = self.lessons();
        let tallies = self.tallies.values().map(|tally| &**tally);
        self.forms = Arc::new(KnownForms::of(tallies, &self.lessons));
        self.patterns = Arc::new(Patterns::of_lessons(project, &self.lessons));
        let marks = || self.lessons.iter().flat_map(|lesson| &lesson.marks);
        let n_nested = marks().filter(|mark| mark.height > 0).count();
        self.nests = n_nested * 100 > marks().count() * NESTED_PERCENT;
    }

    fn tally(&self, id: ArticleId, article: &Arc<Article>) -> Arc<Tally> {
        let known = self.tallies.get(&id).filter(|tally| Arc::ptr_eq(&tally.source, article));
        known.cloned().unwrap_or_else(|| Arc::new(Tally::of(article)))
    }

    /// What is decided, of the articles worked on last.
    fn lessons(&self) -> Vec<Arc<Lesson>> {
        let introduced = Introduced::of(self.tallies.values().map(|tally| &**tally));
        let settled = self.tallies.iter().filter_map(|(id, tally)| {
            Some((*id, tally, settled_end(&tally.source, &tally.steps(&introduced))?))
        });
        let mut settled: Vec<(ArticleId, &Arc<Tally>, usize)> = settled.collect();
        settled.sort_by_key(|(id, tally, _)| Reverse((tally.age(), *id)));
        let mut n_bytes = 0;
        let n_kept = settled.iter().take_while(|(_, tally, _)| {
            let fits = n_bytes <= LESSON_BYTES;
            n_bytes += tally.source.text.len();
            fits
        });
        let n_kept = n_kept.count();
        let known: BTreeMap<ArticleId, &Arc<Lesson>> =
            self.lessons.iter().map(|lesson| (lesson.article, lesson)).collect();
        let lesson = |(id, tally, end): &(ArticleId, &Arc<Tally>, usize)| {
            self.lesson(*id, &tally.source, *end, known.get(id).copied())
        };
        settled[..n_kept].iter().rev().map(lesson).collect()
    }

    fn lesson(
        &self,
        id: ArticleId,
        article: &Arc<Article>,
        settled_end: usize,
        known: Option<&Arc<Lesson>>,
    ) -> Arc<Lesson> {
        let is_read = |known: &&Arc<Lesson>| {
            Arc::ptr_eq(&known.source.text, &article.text) && Arc::ptr_eq(&known.finder, &self.finder)
        };
        match known.filter(is_read) {
            Some(known) if Arc::ptr_eq(&known.source, article) && known.settled_end == settled_end => {
                known.clone()
            }
            Some(known) => Arc::new(known.anew(article, settled_end)),
            None => {
                let tokens = Arc::new(Tokens::of(&article.text));
                let places = Arc::new(self.finder.places(&article.text, &tokens));
                Arc::new(Lesson::of(id, article, settled_end, (tokens, places, self.finder.clone())))
            }
        }
    }
}

/// The wrong hits of tag-alls, which people saw and left out.
fn wrong_hits_per_mention(project: &Project) -> f32 {
    let n_left_out: u32 = project.ambiguous().values().sum();
    n_left_out as f32 / project.n_mentions().max(1) as f32
}
