//! Questions to a project, one file each. An analysis turns a snapshot into a [`Report`] made of a
//! few block shapes and, for scripts, into JSON; it never knows how a report is drawn.
//!
//! The one rule: every number carries the places that it counts.

mod card;
mod conflicts;
mod copies;
mod credits;
mod dates;
mod dispersion;
mod evidence;
mod keyness;
mod label_swaps;
mod labels_by_outlet;
mod lineage;
mod matrix;
mod naming;
mod only_here;
mod pairs;
mod plot;
mod problems;
mod prominence;
mod quotations;
mod readings;
mod report;
mod reuse;
mod same_quotation;
mod shared_passages;
mod stories;
mod tally;
mod timeline;
mod variants;
mod voices;

#[cfg(test)]
mod golden;

use std::sync::{Arc, OnceLock};

use serde_json::Value as Json;

pub use card::{Card, Piece, Wording, pieces};
pub use evidence::{Evidence, Quoter, article_name};
pub use plot::{Axis, Lane, Mark, Plot, Role, Row, Scale, Shape, Tick, day_number};
pub use problems::{Problem, ProblemKind, problems};
pub use readings::Readings;
pub use report::{Block, Cell, Column, Report, Table, Value};
pub use reuse::{Cache, Reuse};
pub use shared_passages::{differences_of, in_words};
pub use stories::ProposedStory;
pub use variants::Variants;

use crate::index::{Layer, Layers, Method, WordView, Words, Zones, in_order_of_dates};
use crate::job::{Cancelled, Progress};
use crate::model::{Article, ArticleId, Project, StoryId};
use crate::text::{Span, count};
use copies::Copies;

pub struct Analysis {
    pub id: &'static str,
    pub title: &'static str,
    pub question: &'static str,
    pub run: fn(&Corpus, &Progress) -> Result<Report, Cancelled>,
    /// The answer as scripts get it, with offsets in code points.
    pub json: fn(&Corpus, &Report) -> Json,
}

pub const ALL: &[Analysis] = &[
    shared_passages::ANALYSIS,
    variants::ANALYSIS,
    quotations::ANALYSIS,
    same_quotation::ANALYSIS,
    voices::ANALYSIS,
    dates::ANALYSIS,
    conflicts::ANALYSIS,
    naming::ANALYSIS,
    label_swaps::ANALYSIS,
    only_here::ANALYSIS,
    prominence::ANALYSIS,
    credits::ANALYSIS,
    lineage::ANALYSIS,
    stories::ANALYSIS,
    keyness::ANALYSIS,
    matrix::ANALYSIS,
    labels_by_outlet::ANALYSIS,
    dispersion::ANALYSIS,
];

pub fn by_id(id: &str) -> Option<&'static Analysis> {
    ALL.iter().find(|analysis| analysis.id == id)
}

impl Analysis {
    /// The answer; where copies are to count once and that matters, it says so.
    pub fn answer(&self, corpus: &Corpus, progress: &Progress) -> Result<Report, Cancelled> {
        if !corpus.copies_once || !copies::matter_to(self.id) {
            return (self.run)(corpus, progress);
        }
        corpus.find_copies(progress)?;
        let mut report = (self.run)(corpus, progress)?;
        let n_notes = report.blocks.iter().take_while(|block| matches!(block, Block::Note(_))).count();
        report.blocks.insert(n_notes, Block::Note(copies::NOTE.to_owned()));
        Ok(report)
    }

    /// What a picture of the answer was made from, in one line.
    pub fn source(&self, corpus: &Corpus) -> String {
        let articles = count(corpus.articles().count(), "article");
        let copies_once = corpus.copies_once && copies::matter_to(self.id);
        let all_zones = corpus.all_zones || self.id == dates::ANALYSIS.id; // captions often give the day
        format!("{} · {articles} · {}", corpus.project.title(), corpus.counted_in(all_zones, copies_once))
    }
}

/// All questions as a table in Markdown, for the README.
pub fn table() -> String {
    let row = |analysis: &Analysis| format!("| `{}` | {} |\n", analysis.id, analysis.question);
    "| `analyze` | question |\n|---|---|\n".to_owned() + &ALL.iter().map(row).collect::<String>()
}

/// What questions to one project share. Clones are the same findings.
#[derive(Clone, Debug, Default)]
pub struct Findings {
    pub reuse: Reuse,
    pub readings: Readings,
}

/// The articles that a question is about, at one moment.
#[derive(Clone)]
pub struct Corpus {
    pub project: Arc<Project>,
    pub articles: Vec<ArticleId>,
    /// Counts page furniture, captions and credits too.
    pub all_zones: bool,
    /// Leaves wording that stands in an earlier article out of counts.
    pub copies_once: bool,
    /// Under which wording of two articles counts as the same.
    pub layers: Layers,
    /// Looks for shared wording at fewer places.
    pub is_winnowed: bool,
    /// Looked for once, by whoever counts first.
    copies: Arc<OnceLock<Copies>>,
    findings: Findings,
}

impl Corpus {
    pub fn whole(project: Arc<Project>) -> Self {
        let articles = project.articles().keys().copied().collect();
        Self::of_articles(project, articles)
    }

    pub fn of_articles(project: Arc<Project>, articles: Vec<ArticleId>) -> Self {
        Self {
            project,
            articles,
            all_zones: false,
            copies_once: false,
            layers: Layers::NONE,
            is_winnowed: false,
            copies: Arc::default(),
            findings: Findings::default(),
        }
    }

    pub fn of_stories(project: Arc<Project>, stories: &[StoryId]) -> Self {
        let articles = stories.iter().flat_map(|story| project.articles_of_story(*story)).collect();
        Self::of_articles(project, articles)
    }

    pub fn with_all_zones(self, all_zones: bool) -> Self {
        Self { all_zones, copies: Arc::default(), ..self }
    }

    /// With what other questions to the project found.
    pub fn with_findings(self, findings: Findings) -> Self {
        Self { findings, ..self }
    }

    pub fn with_copies_once(self, copies_once: bool) -> Self {
        Self { copies_once, ..self }
    }

    pub fn with_layers(self, layers: Layers) -> Self {
        Self { layers, copies: Arc::default(), ..self }
    }

    pub fn with_winnowing(self, is_winnowed: bool) -> Self {
        Self { is_winnowed, copies: Arc::default(), ..self }
    }

    /// How shared wording is looked for.
    fn method(&self) -> Method {
        let view = WordView { zones: self.zones(), layers: self.layers };
        Method { view, is_winnowed: self.is_winnowed }
    }

    pub fn zones(&self) -> Zones {
        if self.all_zones { Zones::All } else { Zones::Body }
    }

    /// Their ids, the earliest first, those without a date last.
    fn in_order_of_dates(&self) -> Vec<ArticleId> {
        in_order_of_dates(&self.project, self.articles.iter().copied())
    }

    /// What is counted, in words.
    pub fn counted(&self) -> String {
        self.counted_in(self.all_zones, self.copies_once)
    }

    /// The same, where a question has zones and copies of its own.
    fn counted_in(&self, all_zones: bool, copies_once: bool) -> String {
        let zones = match all_zones {
            true => "all of the articles, with captions, credits and page furniture",
            false => "the text of the articles, without captions, credits and page furniture",
        };
        let copies = if copies_once { "; copied wording once" } else { "" };
        let layers = Layer::ALL.into_iter().filter(|layer| self.layers.has(*layer)).map(Layer::name);
        let layers = layers.collect::<Vec<_>>().join(", ");
        let layers = if layers.is_empty() { layers } else { format!("; whatever the {layers}") };
        let winnowed = if self.is_winnowed { "; shared wording looked for at fewer places" } else { "" };
        format!("{zones}{copies}{layers}{winnowed}")
    }

    /// Those that are still in the project.
    pub fn articles(&self) -> impl Iterator<Item = (ArticleId, &Article)> {
        let article = |id: &ArticleId| Some((*id, &**self.project.article(*id)?));
        self.articles.iter().filter_map(article)
    }

    /// Whether a place was asked for, or lies in clutter that was not.
    fn has(&self, article: &Article, byte: usize) -> bool {
        self.all_zones || !article.zone_at(byte).is_some_and(|zone| zone.is_clutter())
    }

    /// Whether a place was asked for and is no copy that does not count.
    fn counts(&self, id: ArticleId, article: &Article, byte: usize) -> bool {
        self.has(article, byte) && !self.copies().is_some_and(|copies| copies.has(id, byte))
    }

    /// The words of an article that count.
    fn words(&self, id: ArticleId, article: &Article) -> Words {
        let words = Words::of(article, self.zones());
        match self.copies() {
            Some(copies) => words.without(copies.of_article(id)),
            None => words,
        }
    }

    /// How many words of a place count.
    fn n_words(&self, place: Evidence) -> usize {
        let Some(article) = self.project.article(place.article) else { return 0 };
        let words = Words::of_text(place.span.of(&article.text));
        let Some(copies) = self.copies() else { return words.count() };
        let is_own = |word: &Span| !copies.has(place.article, place.span.start() + word.start());
        words.spans().filter(is_own).count()
    }

    fn copies(&self) -> Option<&Copies> {
        let find = || Copies::of(self, &Progress::default()).unwrap_or_default();
        self.copies_once.then(|| self.copies.get_or_init(find))
    }

    /// Looks for what is copied, unless that was done.
    fn find_copies(&self, progress: &Progress) -> Result<(), Cancelled> {
        if self.copies.get().is_none() {
            let found = Copies::of(self, progress)?;
            self.copies.get_or_init(|| found);
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fixture;

    #[test]
    fn a_picture_says_what_was_counted_for_it() {
        let corpus =
            Corpus::whole(fixture::session(&[("A", "One.")]).project().clone()).with_copies_once(true);
        let source = |id: &str| by_id(id).unwrap().source(&corpus);
        assert_eq!(
            source("matrix"),
            "Fixture · 1 article · the text of the articles, without captions, credits and page furniture; copied wording once"
        );
        // Dates are read everywhere, and every copy is a telling of its own.
        assert_eq!(
            source("dates"),
            "Fixture · 1 article · all of the articles, with captions, credits and page furniture"
        );
    }

    #[test]
    fn ids_are_words_and_no_two_are_the_same() {
        for (at, analysis) in ALL.iter().enumerate() {
            assert!(analysis.id.chars().all(|c| c.is_ascii_lowercase() || c == '-'), "{}", analysis.id);
            assert!(analysis.question.ends_with('?'), "{}", analysis.id);
            assert!(ALL[..at].iter().all(|other| other.id != analysis.id));
            assert_eq!(by_id(analysis.id).unwrap().title, analysis.title);
        }
    }

    #[test]
    fn every_analysis_answers_for_a_project_without_articles() {
        let corpus = Corpus::whole(fixture::session(&[]).project().clone());
        for analysis in ALL {
            let report = (analysis.run)(&corpus, &Progress::default()).unwrap();
            let Json::Object(answer) = (analysis.json)(&corpus, &report) else { panic!("{}", analysis.id) };
            assert!(answer.values().any(|list| list == &Json::Array(Vec::new())), "{}", analysis.id);
            assert!(!report.to_text(&corpus.project).is_empty());
        }
    }

    #[test]
    fn every_analysis_can_be_stopped() {
        let session = fixture::session(&[("A", "One."), ("B", "Two.")]);
        let corpus = Corpus::whole(session.project().clone());
        for analysis in ALL {
            let corpus = corpus.clone();
            let job = crate::job::Job::start(
                analysis.title,
                || {},
                move |progress| {
                    while progress.go_on().is_ok() {
                        std::thread::yield_now();
                    }
                    (analysis.run)(&corpus, progress).map(|_| ())
                },
            );
            job.cancel();
            assert_eq!(job.wait(), Err(crate::job::JobError::Cancelled), "{}", analysis.id);
        }
    }
}
