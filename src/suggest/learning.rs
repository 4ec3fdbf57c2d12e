//! The model: what the engines have learned from one project.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};
use std::ptr;
use std::sync::Arc;

use super::candidates::Worth;
use super::gate::Gate;
use super::known_forms::KnownForms;
use super::labeller::{self, Labeller};
use super::lesson::{self, Lesson, Reach, Sentence, Settled};
use super::patterns::{Finder, Patterns};
use super::reading::Readings;
use super::schooling::{Hints, Schooling};
use super::sequence_tagger::Tagger;
use super::tally::{Introduced, Tally};
use super::tokens::Tokens;
use crate::job::{Cancelled, Progress};
use crate::model::{Article, ArticleId, LabelId, Project};
use crate::text::Span;

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
    pub(super) hints: Arc<Hints>,
    pub(super) tagger: Arc<Tagger>,
    pub(super) gate: Gate,
    pub(super) worth: Worth,
    pub(super) reach: Reach,
    labeller: Labeller,
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
        let is_lesson = |article: &ArticleId| model.studied.contains_key(article);
        Arc::make_mut(&mut model.hints).retain(|(article, _), _| is_lesson(article));
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
        let touched: Vec<(&ArticleId, &Arc<Article>)> = touched.collect();
        self.follow_labels(&touched);
        self.tallies = touched.into_iter().map(|(id, article)| (*id, self.tally(*id, article))).collect();
        self.lessons = self.lessons();
        let tallies = self.tallies.values().map(|tally| &**tally);
        self.forms = Arc::new(KnownForms::of(tallies, &self.lessons));
        self.patterns = Arc::new(Patterns::of_lessons(project, &self.lessons));
        let marks = || self.lessons.iter().flat_map(|lesson| &lesson.marks);
        let n_nested = marks().filter(|mark| mark.height > 0).count();
        self.nests = n_nested * 100 > marks().count() * NESTED_PERCENT;
    }

    fn follow_labels(&mut self, touched: &[(&ArticleId, &Arc<Article>)]) {
        let former = |id: &ArticleId| self.tallies.get(id).map(|tally| &*tally.source);
        let is_other =
            |id: &ArticleId, article: &Article| former(id).is_none_or(|known| !ptr::eq(known, article));
        let other = touched.iter().filter(|(id, article)| is_other(id, article));
        let changed = other.flat_map(|(id, article)| labeller::changed(**id, article, former(id))).collect();
        self.labeller.learn(changed);
    }

    /// Whether mentions stand within mentions here.
    pub fn nests(&self) -> bool {
        self.nests
    }

    /// The labels that a stretch could get, the likeliest first. Of those never used yet, one given label
    /// comes before the others.
    pub fn likely_labels(&self, article: &Article, span: Span, before_others: LabelId) -> Vec<LabelId> {
        let likely = self.labeller.labels(article, span);
        let others = [before_others].into_iter().chain(self.labels.iter().copied());
        let mut labels: Vec<LabelId> = Vec::new();
        for label in likely.into_iter().chain(others) {
            if self.labels.contains(&label) && !labels.contains(&label) && !has_label(article, span, label) {
                labels.push(label);
            }
        }
        labels
    }

    fn tally(&self, id: ArticleId, article: &Arc<Article>) -> Arc<Tally> {
        let known = self.tallies.get(&id).filter(|tally| Arc::ptr_eq(&tally.source, article));
        known.cloned().unwrap_or_else(|| Arc::new(Tally::of(article)))
    }

    /// What is decided, of the articles worked on last.
    fn lessons(&self) -> Vec<Arc<Lesson>> {
        let introduced = Introduced::of(self.tallies.values().map(|tally| &**tally));
        let settled = self.tallies.iter().filter_map(|(id, tally)| {
            Some((*id, tally, lesson::settled(&tally.source, &tally.steps(&introduced))?))
        });
        let mut settled: Vec<(ArticleId, &Arc<Tally>, Settled)> = settled.collect();
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
        let lesson = |(id, tally, settled): &(ArticleId, &Arc<Tally>, Settled)| {
            self.lesson(*id, &tally.source, *settled, known.get(id).copied())
        };
        settled[..n_kept].iter().rev().map(lesson).collect()
    }

    fn lesson(
        &self,
        id: ArticleId,
        article: &Arc<Article>,
        settled: Settled,
        known: Option<&Arc<Lesson>>,
    ) -> Arc<Lesson> {
        let is_read = |known: &&Arc<Lesson>| {
            Arc::ptr_eq(&known.source.text, &article.text) && Arc::ptr_eq(&known.finder, &self.finder)
        };
        match known.filter(is_read) {
            Some(known) if Arc::ptr_eq(&known.source, article) && known.settled == settled => known.clone(),
            Some(known) => Arc::new(known.anew(article, settled)),
            None => {
                let tokens = Arc::new(Tokens::of(&article.text));
                let places = Arc::new(self.finder.places(&article.text, &tokens));
                Arc::new(Lesson::of(id, article, settled, (tokens, places, self.finder.clone())))
            }
        }
    }
}

fn has_label(article: &Article, span: Span, label: LabelId) -> bool {
    article.mentions.of_extent(&span.into()).any(|(_, one)| one.label == label)
}

/// The wrong hits of tag-alls, which people saw and left out.
fn wrong_hits_per_mention(project: &Project) -> f32 {
    let n_left_out: u32 = project.ambiguous().values().sum();
    n_left_out as f32 / project.n_mentions().max(1) as f32
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{AnnotatorId, Change, Edit, Mention, MentionId, Rejection, Transaction};
    use crate::suggest::fixture::{label, project, untagged};

    const LESSONS: [&str; 4] = [
        "Mr [P Adams] met Mr [P Baker] in [L Bonn]. They left [L Bonn] for [L Rome]. It rained.",
        "Mr [P Clark] came from [L Rome] to [L Bonn]. Mr [P Adams] slept. The sun shone.",
        "In [L Rome] Mr [P Davis] sang. In [L Oslo] Mr [P Baker] danced. Nobody saw it.",
        "Mr [P Evans] stayed in [L Oslo] with Mr [P Adams]. They saw [L Kyiv] and [L Rome].",
    ];
    const N_LESSONS: usize = 24;
    const UNSEEN: ArticleId = ArticleId(N_LESSONS as u32 + 1);

    /// Reviewed articles, and one that was not begun.
    fn taught(unseen: &str) -> Project {
        let lessons = LESSONS.iter().cycle().take(N_LESSONS).enumerate();
        let lessons: Vec<String> = lessons.map(|(n, lesson)| format!("{lesson} Day {n} was over.")).collect();
        let mut texts: Vec<&str> = lessons.iter().map(String::as_str).collect();
        texts.push(unseen);
        untagged(project(&["P", "L"], &texts), UNSEEN)
    }

    fn learned(project: &Project) -> Model {
        Model::learn(project, None, &Progress::default()).unwrap()
    }

    fn suggested(model: &Model, project: &Project) -> Vec<(String, LabelId, Span)> {
        let article = project.article(UNSEEN).unwrap();
        let suggestions = model.look(UNSEEN, article).suggestions;
        suggestions.iter().map(|one| (one.span.of(&article.text).to_owned(), one.label, one.span)).collect()
    }

    #[test]
    fn known_and_unknown_names_are_suggested_in_the_next_article() {
        let project = taught("Mr Quill met Mr Adams in Rome. The sun shone.");
        let found = suggested(&learned(&project), &project);
        let found: Vec<(&str, LabelId)> = found.iter().map(|(form, label, _)| (&**form, *label)).collect();
        assert_eq!(found, [("Quill", label("P")), ("Adams", label("P")), ("Rome", label("L"))]);
    }

    #[test]
    fn the_same_project_with_the_same_past_makes_the_same_model() {
        let project = taught("Mr Quill met Mr Adams in Rome.");
        let look = |model: &Model| model.look(UNSEEN, project.article(UNSEEN).unwrap());
        let first = learned(&project);
        assert_eq!(look(&first), look(&learned(&project)));
        let again = Model::learn(&project, Some(&first), &Progress::default()).unwrap();
        assert_eq!(look(&first), look(&again), "nothing was decided since");
    }

    #[test]
    fn a_tag_or_a_rejection_takes_effect_without_training() {
        let mut project = taught("Mr Adams met Ms Vega. Ms Vega met him. Ms Vega left.");
        let mut model = learned(&project);
        let (_, label, adams) = suggested(&model, &project)[0].clone();
        let refusal = Edit::Rejection(UNSEEN, Rejection { span: adams, label }, Change::Add(String::new()));
        let text = project.article(UNSEEN).unwrap().text.clone();
        let vega = text.find("Vega").unwrap();
        let by = *project.annotators().keys().next().unwrap();
        let mention = Mention::new(Span::new(&text, vega..vega + 4).unwrap(), label, by);
        let tag = Edit::Mention(UNSEEN, MentionId(9_000), Change::Add(mention));
        project.apply(&Transaction::new("", vec![refusal, tag])).unwrap();
        model.follow(&project);
        let found = suggested(&model, &project);
        assert!(found.iter().all(|(form, ..)| form != "Adams"), "turned down");
        let starts: Vec<usize> =
            found.iter().filter(|(form, ..)| form == "Vega").map(|(.., span)| span.start()).collect();
        let later: Vec<usize> = text.match_indices("Vega").map(|(at, _)| at).skip(1).collect();
        assert_eq!(starts, later, "tagged once, so suggested at the other places");
    }

    fn mention(id: u32, words: &str, name: &str, text: &str) -> (MentionId, Mention) {
        let start = text.find(words).unwrap();
        let span = Span::new(text, start..start + words.len()).unwrap();
        (MentionId(id), Mention::new(span, label(name), AnnotatorId(1)))
    }

    fn tag(project: &mut Project, article: ArticleId, made: [(MentionId, Mention); 2]) {
        let edits = made.map(|(id, record)| Edit::Mention(article, id, Change::Add(record)));
        project.apply(&Transaction::new("", edits.to_vec())).unwrap();
    }

    #[test]
    fn a_common_word_that_was_tagged_once_is_not_suggested_wherever_it_stands() {
        let text = "Ann, who came, and Bo, who went, and Cy, who sat, met Di, who hid. Ann slept.";
        let mut project = untagged(project(&["P"], &[text]), ArticleId(1));
        tag(&mut project, ArticleId(1), [mention(1, "Ann", "P", text), mention(2, "who", "P", text)]);
        let mut model = Model::default();
        model.follow(&project);
        let article = project.article(ArticleId(1)).unwrap();
        let suggestions = model.look(ArticleId(1), article).suggestions;
        let forms: Vec<&str> = suggestions.iter().map(|one| one.span.of(&article.text)).collect();
        assert_eq!(forms, ["Ann"]);
    }

    /// How sure a form is suggested that was tagged first in one article and stands tagged in others,
    /// there with ids before or after those of what was tagged by hand.
    fn confidence_after(id_in_others: fn(u32) -> u32) -> f32 {
        let texts: Vec<String> = (0..20).map(|n| format!("In Rome Bob{n} sang. Nobody came.")).collect();
        let marked: Vec<&str> = texts.iter().map(String::as_str).chain(["In Rome it rained."]).collect();
        let mut project = project(&["P", "L"], &marked);
        for (n, text) in (0..20).zip(&texts) {
            let id = ArticleId(n + 1);
            let name = format!("Bob{n}");
            let rome = if n == 0 { 1 } else { id_in_others(n) };
            let made = [mention(rome, "Rome", "L", text), mention(1_000 + 10 * n, &name, "P", text)];
            tag(&mut project, id, made);
        }
        let unseen = ArticleId(21);
        let article = project.article(unseen).unwrap();
        let outlook = learned(&project).look(unseen, article);
        outlook.suggestions.iter().map(|one| one.confidence).fold(0.0, f32::max)
    }

    #[test]
    fn what_tag_alls_have_taken_does_not_make_suggestions_surer() {
        let by_hand = confidence_after(|n| 1_001 + 10 * n);
        let by_tag_alls = confidence_after(|n| 1 + n);
        assert!(1.0 - by_tag_alls > 4.0 * (1.0 - by_hand), "{by_hand} and {by_tag_alls}");
    }

    #[test]
    fn a_label_that_was_removed_is_not_suggested() {
        let full = taught("Mr Adams slept.");
        let mut model = learned(&full);
        assert_eq!(suggested(&model, &full).len(), 1);
        model.follow(&project(&["L"], &[]));
        assert_eq!(suggested(&model, &full), []);
    }

    #[test]
    fn every_label_can_be_chosen_the_likely_ones_first_and_none_twice_at_one_place() {
        let project =
            project(&["A", "B", "P", "L"], &["[P Adams] met [P Baker] in [L Bonn]. They left Rome."]);
        let model = learned(&project);
        let article = project.articles().values().next().unwrap();
        let span = |word: &str| {
            let start = article.text.find(word).unwrap();
            Span::new(&article.text, start..start + word.len()).unwrap()
        };
        let [a, b, p, l] = ["A", "B", "P", "L"].map(|name| project.label_named(name).unwrap());
        let likely = model.likely_labels(article, span("Rome"), b);
        assert_eq!(likely[2..], [b, a], "those never used come last, the given one before the others");
        assert!(likely.contains(&p) && likely.contains(&l));
        assert!(!model.likely_labels(article, span("Bonn"), b).contains(&l), "it has that label");
    }

    #[test]
    fn an_empty_project_teaches_nothing_and_learning_can_be_stopped() {
        assert!(!learned(&project(&["P"], &[])).tagger.is_ready());
        let job = crate::job::Job::start("", || {}, |progress| Ok(progress.clone()));
        let stopped = job.wait().unwrap(); // its owner is gone, so nobody wants the result
        assert!(Model::learn(&taught("Mr Adams slept."), None, &stopped).is_err());
    }
}
