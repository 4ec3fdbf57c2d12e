//! Articles typed as marked text, for the tests of the engines. Labels are numbered by their letter.

use std::ops::Range;
use std::sync::Arc;

use super::claim::{Claim, Sight};
use super::known_forms::KnownForms;
use super::lesson::{Lesson, Settled};
use super::patterns::{Finder, Patterns, Place};
use super::sequence_tagger::Tagger;
use super::tokens::Tokens;
use crate::model::{
    AnnotatorId, Article, ArticleId, Change, Edit, Header, Ids, Label, LabelId, Mention, MentionId, Mentions,
    Project, Records, Status, Tagset, Transaction,
};
use crate::text::{Span, read_marked};

pub fn label(name: &str) -> LabelId {
    LabelId(name.bytes().map(u32::from).sum())
}

/// A reviewed article.
pub fn article(marked: &str) -> Article {
    let (text, marks) = read_marked(marked).expect("a fixture's marks are well-formed");
    let mention = |range: Range<usize>, name: &str| {
        Mention::new(Span::new(&text, range).expect("a mark fits its text"), label(name), AnnotatorId(1))
    };
    let mentions = marks.into_iter().zip(1..);
    let mentions = mentions.map(|(mark, id)| (MentionId(id), mention(mark.range, &mark.label))).collect();
    Article {
        header: Arc::new(Header { status: Status::Reviewed, ..Header::default() }),
        text: text.clone().into(),
        zones: Vec::new(),
        mentions,
        relations: Records::new(),
        rejected: Records::new(),
    }
}

/// An article under way, its mentions made in the given order, which is also their ids.
pub fn worked_on(marked: &str, order: &[u32]) -> Article {
    let mut article = article(marked);
    let mentions: Vec<Mention> = article.mentions.values().cloned().collect();
    article.mentions = order.iter().map(|id| MentionId(*id)).zip(mentions).collect();
    Arc::make_mut(&mut article.header).status = Status::New;
    article
}

pub fn lesson(marked: &str) -> Lesson {
    let article = Arc::new(article(marked));
    let tokens = Arc::new(Tokens::of(&article.text));
    let places = Arc::new(Finder::default().places(&article.text, &tokens));
    let settled = Settled { end: article.text.len(), begun: None };
    Lesson::of(ArticleId(1), &article, settled, (tokens, places, Arc::default()))
}

/// A sentence and all that is known of it; nothing, unless a test says so.
#[derive(Default)]
pub struct World {
    tokens: Tokens,
    places: Vec<Place>,
    by_word: Vec<Vec<f32>>,
    pub forms: KnownForms,
    pub patterns: Patterns,
    pub tagger: Tagger,
}

impl World {
    pub fn of(text: &str) -> Self {
        let tokens = Tokens::of(text);
        let places = Finder::default().places(text, &tokens);
        Self { tokens, places, ..Self::default() }
    }

    pub fn with_forms(self, forms: &KnownForms) -> Self {
        Self { forms: forms.clone(), ..self }
    }

    pub fn with_tagger(self, tagger: &Tagger) -> Self {
        Self { by_word: tagger.by_word(&self.tokens), tagger: tagger.clone(), ..self }
    }

    /// What an engine claims of the first sentence.
    pub fn claims(&self, engine: fn(&Sight, &mut Vec<Claim>)) -> Vec<Claim> {
        let sight = Sight {
            tokens: &self.tokens,
            sentence: &self.tokens.sentences[0],
            places: &self.places,
            forms: &self.forms,
            patterns: &self.patterns,
            tagger: &self.tagger,
            by_word: &self.by_word,
        };
        let mut claims = Vec::new();
        engine(&sight, &mut claims);
        claims
    }
}

/// A project of one annotator with these labels, and reviewed articles of marked text.
pub fn project(labels: &[&str], articles: &[&str]) -> Project {
    let mut project =
        Project::new("Fixture", Tagset { labels: vec![], relations: vec![] }, "Ann", &mut Ids::default());
    let labels = labels.iter().map(|name| {
        let record = Label { name: (*name).to_owned(), ..Tagset::default().labels[0].clone() };
        Edit::Label(label(name), Change::Add(record))
    });
    let articles = articles
        .iter()
        .zip(1..)
        .map(|(marked, id)| Edit::Article(ArticleId(id), Change::Add(Arc::new(article(marked)))));
    let edits = labels.chain(articles).collect();
    project.apply(&Transaction::new("", edits)).expect("a fixture keeps every rule");
    project
}

/// The project with one article bare and not begun.
pub fn untagged(mut project: Project, id: ArticleId) -> Project {
    let before = project.article(id).expect("the project has this article").clone();
    let mut after = Article::clone(&before);
    after.mentions = Mentions::default();
    Arc::make_mut(&mut after.header).status = Status::New;
    let edit = Edit::Article(id, Change::Replace { before, after: Arc::new(after) });
    project.apply(&Transaction::new("", vec![edit])).expect("a fixture keeps every rule");
    project
}
