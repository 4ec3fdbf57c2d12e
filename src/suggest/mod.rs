//! Stand-in until the engines land: replace this file. The app is written against these names.

use crate::job::{Cancelled, Progress};
use crate::model::{Article, ArticleId, LabelId, Project};
use crate::text::{Span, words};

#[derive(Clone, Debug, PartialEq)]
pub struct Suggestion {
    pub article: ArticleId,
    pub span: Span,
    pub label: LabelId,
    pub engine: &'static str,
    pub confidence: f32,
}

/// What the engines have learned from a project.
#[derive(Clone, Default)]
pub struct Model;

/// A place worth a decision of the analyst.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Candidate {
    pub span: Span,
}

impl Model {
    pub fn learn(_: &Project, _: Option<&Self>, _: &Progress) -> Result<Self, Cancelled> {
        Ok(Self)
    }

    pub fn follow(&mut self, _: &Project) {}

    pub fn suggest(&self, _: &Project, _: ArticleId) -> Vec<Suggestion> {
        Vec::new()
    }
}

/// Groups of words that start with a capital letter or a digit.
pub fn candidates(article: &Article, _: &Model) -> Vec<Candidate> {
    let text = &article.text;
    let mut found: Vec<Candidate> = Vec::new();
    for word in words(text) {
        if !word.of(text).starts_with(|c: char| c.is_uppercase() || c.is_numeric()) {
            continue;
        }
        match found.last_mut() {
            Some(last) if &text[last.span.end()..word.start()] == " " => {
                last.span = Span::new(text, last.span.start()..word.end()).unwrap_or(last.span);
            }
            _ => found.push(Candidate { span: word }),
        }
    }
    found
}
