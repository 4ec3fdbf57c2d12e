use std::ops::Range;

use super::wording::Wording;
use crate::index::words::Words;
use crate::model::{Article, Mentions};
use crate::text::{Folded, Span};

/// An article as differences see it.
#[derive(Clone, Copy)]
pub(in crate::index) struct Reading<'p> {
    pub text: &'p str,
    /// As articles have it, such as `de` or `fr-CA`; empty where nobody said.
    pub language: &'p str,
    pub words: &'p Words,
    mentions: &'p Mentions,
}

impl<'p> Reading<'p> {
    pub fn new(article: &'p Article, words: &'p Words) -> Self {
        let Article { text, header, mentions, .. } = article;
        Self { text, language: &header.language, words, mentions }
    }

    pub fn quote(&self, span: Span) -> &'p str {
        span.of(self.text)
    }

    /// From the word before to this word.
    pub fn before(&self, word: usize) -> Span {
        self.span(self.words.span(word - 1).end()..self.words.span(word).start())
    }

    pub fn hull(&self, words: Range<usize>) -> Span {
        if !words.is_empty() {
            return self.words.hull(words);
        }
        let at = self.words.span(words.start - 1).end(); // a gap has a run before it
        self.span(at..at)
    }

    pub fn span(&self, range: Range<usize>) -> Span {
        Span::new(self.text, range).unwrap_or(Span::whole(""))
    }

    pub fn trimmed(&self, span: Span) -> Span {
        let text = self.quote(span);
        let start = span.start() + (text.len() - text.trim_start().len());
        let end = span.start() + text.trim_end().len();
        self.span(start.min(end)..end)
    }

    /// What is seen between two words, but for white space and the shape of quotes and dashes.
    pub fn marks(&self, span: Span) -> String {
        let text = self.quote(span);
        match text {
            " " => String::new(), // nearly always
            _ => Folded::new(text).text().split_whitespace().collect(),
        }
    }

    pub(super) fn wording(&self, words: Range<usize>) -> Wording<'p> {
        let spans = words.clone().map(|word| self.words.span(word));
        Wording::new(self.text, self.mentions, self.hull(words), spans)
    }
}
