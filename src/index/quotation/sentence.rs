//! Sentences of which each quotation is one token, so that what is said in it is not taken for what
//! the outlet says around it.

use std::ops::Range;

use super::blocks::blocks;
use super::marks::Marked;
use crate::index::words::Words;
use crate::text::{Span, sentences};

pub(super) struct Sentence<'t> {
    pub text: &'t str,
    pub tokens: Vec<Token>,
}

pub(super) struct Token {
    pub span: Span,
    pub lower: String,
    /// Which of the quotations it is, if it is one.
    pub quotation: Option<usize>,
}

impl Token {
    pub fn is(&self, words: &[&str]) -> bool {
        words.contains(&self.lower.as_str())
    }

    /// Whether it stands in a list of words that spaces part.
    pub fn is_in(&self, list: &str) -> bool {
        is_in(&self.lower, list)
    }
}

pub(super) fn is_in(lower: &str, list: &str) -> bool {
    list.split_ascii_whitespace().any(|word| word == lower)
}

impl<'t> Sentence<'t> {
    pub fn form(&self, at: usize) -> &'t str {
        self.tokens[at].span.of(self.text)
    }

    pub fn is_capitalised(&self, at: usize) -> bool {
        self.form(at).starts_with(char::is_uppercase)
    }

    /// What stands between a token and the one before.
    pub fn gap_before(&self, at: usize) -> &'t str {
        let start = if at == 0 { self.tokens[0].span.start() } else { self.tokens[at - 1].span.end() };
        self.text.get(start..self.tokens[at].span.start()).unwrap_or_default()
    }

    pub fn gap_after(&self, at: usize) -> &'t str {
        if at + 1 < self.tokens.len() { self.gap_before(at + 1) } else { "" }
    }

    pub fn hull(&self, tokens: Range<usize>) -> Option<Span> {
        let (first, last) = (self.tokens.get(tokens.start)?, self.tokens.get(tokens.end.checked_sub(1)?)?);
        Span::new(self.text, first.span.start()..last.span.end()).ok()
    }
}

/// The sentences of a text, by paragraph. `marked` holds the quotations that lie in no other.
pub(super) fn sentences_around<'t>(text: &'t str, marked: &[(usize, Marked)]) -> Vec<Vec<Sentence<'t>>> {
    let words: Vec<Span> = Words::of_text(text).spans().collect();
    let all = sentences(text);
    let mut of_blocks = Vec::new();
    for block in blocks_around(text, marked) {
        let spans = whole_sentences(text, spans_in(&all, &block), marked);
        of_blocks.push(spans.into_iter().map(|span| read(text, span, &words, marked)).collect());
    }
    of_blocks
}

/// Paragraphs, joined where one quotation goes over several.
fn blocks_around(text: &str, marked: &[(usize, Marked)]) -> Vec<Range<usize>> {
    let mut joined: Vec<Range<usize>> = Vec::new();
    let mut marks = marked.iter().peekable();
    let mut reach = 0;
    for block in blocks(text) {
        match joined.last_mut() {
            Some(last) if block.start < reach => last.end = block.end,
            _ => joined.push(block.clone()),
        }
        while let Some((_, marked)) = marks.next_if(|(_, marked)| marked.outer.start() < block.end) {
            reach = reach.max(marked.outer.end());
        }
    }
    joined
}

fn spans_in<'s>(spans: &'s [Span], block: &Range<usize>) -> &'s [Span] {
    let start = spans.partition_point(|span| span.end() <= block.start);
    let end = spans.partition_point(|span| span.start() < block.end);
    &spans[start..end.max(start)]
}

/// Joins sentences that a quotation holds together, and what follows `…!”` without a break.
fn whole_sentences(text: &str, found: &[Span], marked: &[(usize, Marked)]) -> Vec<Span> {
    let mut whole: Vec<Span> = Vec::new();
    for sentence in found {
        let goes_on = whole.last().is_some_and(|last| {
            let after = marked.partition_point(|(_, marked)| marked.outer.start() < last.end());
            let last_mark = after.checked_sub(1).map(|at| &marked[at].1);
            last_mark.is_some_and(|mark| {
                mark.outer.end() > sentence.start()
                    || mark.outer.end() == last.end() && mark.inner.of(text).ends_with(['!', '?', '…', ','])
                    || mark.outer.end() == sentence.start()
            })
        });
        match whole.last_mut() {
            Some(last) if goes_on => *last = Span::new(text, last.start()..sentence.end()).unwrap_or(*last),
            _ => whole.push(*sentence),
        }
    }
    whole
}

fn read<'t>(text: &'t str, sentence: Span, words: &[Span], marked: &[(usize, Marked)]) -> Sentence<'t> {
    let mut tokens = Vec::new();
    let first = marked.partition_point(|(_, mark)| mark.outer.end() <= sentence.start());
    let marks = marked[first..].iter().take_while(|(_, mark)| mark.outer.start() < sentence.end());
    let mut from = sentence.start();
    let push_words = |tokens: &mut Vec<Token>, range: Range<usize>| {
        let first = words.partition_point(|word| word.start() < range.start);
        let inside = words[first..].iter().take_while(|word| word.end() <= range.end);
        tokens.extend(inside.map(|word| Token {
            span: *word,
            lower: word.of(text).to_lowercase().replace('’', "'"),
            quotation: None,
        }));
    };
    for (quotation, mark) in marks {
        push_words(&mut tokens, from..mark.outer.start().max(from));
        tokens.push(Token { span: mark.outer, lower: String::new(), quotation: Some(*quotation) });
        from = mark.outer.end();
    }
    push_words(&mut tokens, from..sentence.end().max(from));
    Sentence { text, tokens }
}
