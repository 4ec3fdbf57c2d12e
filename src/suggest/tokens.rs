//! A text cut into words and marks, sentence by sentence.

use std::collections::{HashMap, HashSet};
use std::ops::Range;

use unicode_segmentation::UnicodeSegmentation;

use super::hash::mix;
use super::word::{Class, Word};
use crate::text::{Span, sentences};

#[derive(Default)]
pub struct Tokens {
    pub spans: Vec<Span>,
    /// For each token its word, as an index into `words`.
    kinds: Vec<u32>,
    pub words: Vec<Word>,
    /// How often each of them stands in the text.
    n_times: Vec<u32>,
    pub sentences: Vec<Range<usize>>,
    /// Words that stand somewhere in the text in lower case.
    lower: HashSet<u64>,
}

/// A longer sentence is cut, so that a text without full stops costs no more than another.
const LONGEST_SENTENCE: usize = 250;

impl Tokens {
    pub fn of(text: &str) -> Self {
        let mut tokens = Self::default();
        let mut kinds = HashMap::new();
        for sentence in sentences(text) {
            let first = tokens.len();
            each_token(sentence.of(text), &mut |range| {
                let range = sentence.start() + range.start..sentence.start() + range.end;
                tokens.push(text, range, &mut kinds);
            });
            let starts = (first..tokens.len()).step_by(LONGEST_SENTENCE);
            let end = tokens.len();
            tokens.sentences.extend(starts.map(|start| start..end.min(start + LONGEST_SENTENCE)));
        }
        tokens
    }

    fn push<'t>(&mut self, text: &'t str, range: Range<usize>, kinds: &mut HashMap<&'t str, u32>) {
        let Ok(span) = Span::new(text, range) else { return };
        let word = &text[span.range()];
        let kind = *kinds.entry(word).or_insert_with(|| {
            let known = Word::of(word);
            if known.class == Class::Lower {
                self.lower.insert(known.folded);
            }
            self.words.push(known);
            self.n_times.push(0);
            self.words.len() as u32 - 1
        });
        self.n_times[kind as usize] += 1;
        self.spans.push(span);
        self.kinds.push(kind);
    }

    pub fn len(&self) -> usize {
        self.spans.len()
    }

    pub fn word(&self, token: usize) -> &Word {
        &self.words[self.kinds[token] as usize]
    }

    /// The place of a token's word in `words`.
    pub fn kind(&self, token: usize) -> usize {
        self.kinds[token] as usize
    }

    /// How often a token's word stands in the text.
    pub fn n_times(&self, token: usize) -> u32 {
        self.n_times[self.kind(token)]
    }

    /// Whether a token's word also stands in the text in lower case.
    pub fn is_also_lower(&self, token: usize) -> bool {
        self.lower.contains(&self.word(token).folded)
    }

    /// From the first to the last token of a range, which is not empty.
    pub fn span(&self, tokens: &Range<usize>) -> Span {
        let (first, last) = (self.spans[tokens.start], self.spans[tokens.end - 1]);
        Span::try_from((first.start() as u32, last.end() as u32)).unwrap_or(first)
    }

    /// The tokens that a span consists of; `None` where it cuts one.
    pub fn covered(&self, span: Span) -> Option<Range<usize>> {
        let first = self.spans.binary_search_by_key(&span.start(), |token| token.start()).ok()?;
        let last = self.spans.binary_search_by_key(&span.end(), |token| token.end()).ok()?;
        (first <= last).then_some(first..last + 1)
    }

    /// The tokens that a span touches; may be empty.
    pub fn touched(&self, span: Span) -> Range<usize> {
        let first = self.spans.partition_point(|token| token.end() <= span.start());
        let end = self.spans.partition_point(|token| token.start() < span.end());
        first..end.max(first)
    }

    /// The spelling of a sequence as one number.
    pub fn spelling(&self, tokens: Range<usize>) -> u64 {
        tokens.fold(0, |hash, token| mix(hash, self.word(token).exact))
    }
}

/// Words and marks by UAX 29, without white space. An apostrophe stands alone, so that `l'Italie` and
/// `Italy's` show their noun.
pub fn each_token(text: &str, found: &mut impl FnMut(Range<usize>)) {
    const APOSTROPHES: [char; 2] = ['\'', '’'];
    for (at, piece) in text.split_word_bound_indices() {
        if piece.trim().is_empty() {
            continue;
        }
        let mut start = at;
        for part in piece.split_inclusive(APOSTROPHES) {
            let word_end = start + part.trim_end_matches(APOSTROPHES).len();
            let end = start + part.len();
            for range in [start..word_end, word_end..end] {
                if !range.is_empty() {
                    found(range);
                }
            }
            start = end;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words(text: &str) -> Vec<&str> {
        Tokens::of(text).spans.iter().map(|span| span.of(text)).collect()
    }

    #[test]
    fn an_apostrophe_stands_alone() {
        assert_eq!(words("l’Italie, Italy's"), ["l", "’", "Italie", ",", "Italy", "'", "s"]);
    }

    #[test]
    fn scripts_without_blanks_come_in_characters_but_for_katakana() {
        assert_eq!(words("東京のトヨタ"), ["東", "京", "の", "トヨタ"]);
    }

    #[test]
    fn a_span_that_cuts_a_word_covers_no_tokens() {
        let text = "Hamptons and Paris";
        let tokens = Tokens::of(text);
        let span = |range| Span::new(text, range).unwrap();
        assert_eq!(tokens.covered(span(9..18)), Some(1..3));
        assert_eq!(tokens.covered(span(0..7)), None);
        assert_eq!(tokens.touched(span(0..7)), 0..1);
        assert_eq!(tokens.touched(span(8..9)), 1..1);
    }

    #[test]
    fn a_text_without_full_stops_still_has_short_sentences() {
        let tokens = Tokens::of(&"word ".repeat(600));
        let lengths: Vec<usize> = tokens.sentences.iter().map(|sentence| sentence.len()).collect();
        assert_eq!(lengths, [250, 250, 100]);
    }

    #[test]
    fn the_spelling_of_a_sequence_depends_on_case_and_order() {
        let tokens = Tokens::of("New York, York New, new York, New York");
        assert_eq!(tokens.spelling(0..2), tokens.spelling(9..11));
        assert_ne!(tokens.spelling(0..2), tokens.spelling(3..5));
        assert_ne!(tokens.spelling(0..2), tokens.spelling(6..8));
    }
}
