use unicode_segmentation::UnicodeSegmentation;

use super::Span;

/// Words, by UAX 29; a possessive `'s` is not part of its word.
pub fn words(text: &str) -> impl DoubleEndedIterator<Item = Span> + '_ {
    text.unicode_word_indices().filter_map(move |(start, word)| {
        let end = start + word.len() - possessive(word);
        Span::new(text, start..end).ok()
    })
}

/// Bytes of the possessive ending of a word: `Japan’s` → 4.
fn possessive(word: &str) -> usize {
    ["'s", "’s", "'S", "’S"]
        .iter()
        .find(|ending| word.len() > ending.len() && word.ends_with(**ending))
        .map_or(0, |ending| ending.len())
}

/// The first word that starts at or after a byte.
pub fn next_word(text: &str, from: usize) -> Option<Span> {
    let tail_start = word_search_start(text, from);
    words(&text[tail_start..])
        .filter_map(|word| word.shifted(tail_start as isize))
        .find(|word| word.start() >= from)
}

/// The last word that ends at or before a byte.
pub fn previous_word(text: &str, to: usize) -> Option<Span> {
    let mut floor = to.min(text.len());
    while !text.is_char_boundary(floor) {
        floor -= 1;
    }
    let tail_start = word_search_start(text, floor.saturating_sub(NEARBY_BYTES));
    let found = words(&text[tail_start..])
        .filter_map(|word| word.shifted(tail_start as isize))
        .take_while(|word| word.end() <= to)
        .last();
    found.or_else(|| words(text).take_while(|word| word.end() <= to).last())
}

const NEARBY_BYTES: usize = 64; // longer than nearly any gap between two words

/// A place at or before `from` where segmentation may start: just after white space.
fn word_search_start(text: &str, from: usize) -> usize {
    let mut floor = from.min(text.len());
    while !text.is_char_boundary(floor) {
        floor -= 1;
    }
    text[..floor]
        .rfind(char::is_whitespace)
        .map_or(0, |at| at + text[at..].chars().next().map_or(1, char::len_utf8))
}

/// Lines, without their line ends; CR LF, LF, lone CR, U+2028 and U+2029 all end a line.
/// Together with the line ends the spans tile the text; an empty line is an empty span.
pub fn paragraphs(text: &str) -> Vec<Span> {
    let mut spans = Vec::new();
    let mut start = 0;
    let mut chars = text.char_indices().peekable();
    while let Some((at, c)) = chars.next() {
        if !matches!(c, '\n' | '\r' | '\u{2028}' | '\u{2029}') {
            continue;
        }
        spans.extend(Span::new(text, start..at).ok());
        start = at + c.len_utf8();
        if c == '\r' && chars.next_if(|(_, next)| *next == '\n').is_some() {
            start += 1;
        }
    }
    spans.extend(Span::new(text, start..text.len()).ok());
    spans
}

/// Sentences, by UAX 29, rejoined where the dot belongs to a title, a month, a number mark or an
/// initialism. Without the white space around them; a line end always ends a sentence.
pub fn sentences(text: &str) -> Vec<Span> {
    each_sentence(text).collect()
}

/// As [`sentences`], found line by line as they are asked for.
pub fn each_sentence(text: &str) -> impl Iterator<Item = Span> + '_ {
    paragraphs(text).into_iter().flat_map(|line| sentences_of_line(text, line))
}

/// The sentence around a byte; the nearest one before it where the byte lies between two.
pub fn sentence_at(text: &str, byte: usize) -> Option<Span> {
    let line = line_around(text, byte)?;
    let found = sentences_of_line(text, line);
    let after = found.partition_point(|sentence| sentence.start() <= byte);
    found.get(after.saturating_sub(1)).copied()
}

fn line_around(text: &str, byte: usize) -> Option<Span> {
    let is_end = |c: char| matches!(c, '\n' | '\r' | '\u{2028}' | '\u{2029}');
    let start = text
        .get(..byte)?
        .rfind(is_end)
        .map_or(0, |at| at + text[at..].chars().next().map_or(1, char::len_utf8));
    let end = text[byte..].find(is_end).map_or(text.len(), |at| byte + at);
    Span::new(text, start..end).ok()
}

fn sentences_of_line(text: &str, line: Span) -> Vec<Span> {
    let mut found: Vec<Span> = Vec::new();
    for (at, sentence) in line.of(text).split_sentence_bound_indices() {
        let start = line.start() + at + (sentence.len() - sentence.trim_start().len());
        let end = line.start() + at + sentence.trim_end().len();
        if start >= end {
            continue;
        }
        match found.last_mut() {
            Some(last) if dot_is_no_end(last.of(text), &text[start..end]) => {
                *last = Span::new(text, last.start()..end).unwrap_or(*last);
            }
            _ => found.extend(Span::new(text, start..end).ok()),
        }
    }
    found
}

const TITLES: &[&str] = &[
    "mr", "mrs", "ms", "dr", "prof", "gen", "sen", "rep", "gov", "lt", "col", "sgt", "capt", "st", "m",
    "mme", "mlle", "hr", "fr", "sr", "sra", "jr", "rev", "hon",
];
const BEFORE_NUMBER: &[&str] = &[
    "jan", "feb", "mar", "apr", "jun", "jul", "aug", "sep", "sept", "oct", "nov", "dec", "no", "nos", "art",
    "p", "pp", "fig", "vol", "nr", "abs",
];
const INITIALISMS: &[&str] =
    &["u.s", "u.k", "u.n", "e.u", "inc", "ltd", "co", "corp", "a.m", "p.m", "vs", "etc"];
const STARTERS: &[&str] = &[
    "the", "a", "an", "he", "she", "it", "they", "we", "i", "in", "on", "at", "but", "and", "however",
    "this", "that", "these", "those", "his", "her", "its", "their", "for", "as", "when", "while", "after",
    "before", "there",
];

/// Whether a boundary that UAX 29 found is none, given the texts on its two sides.
fn dot_is_no_end(before: &str, after: &str) -> bool {
    let next = after.chars().next();
    if next.is_some_and(|c| c.is_lowercase() || matches!(c, ')' | ']' | '”' | '»')) {
        return true;
    }
    let Some(stem) = before.strip_suffix('.') else { return false };
    let word = stem.rsplit(|c: char| c.is_whitespace() || matches!(c, '(' | '“' | '"' | '‘' | '\'')).next();
    let word = word.unwrap_or_default();
    let lower = word.to_lowercase();
    let is_initial = word.chars().count() == 1 && word.chars().all(char::is_uppercase);
    if TITLES.contains(&lower.as_str()) || is_initial {
        return true;
    }
    if BEFORE_NUMBER.contains(&lower.as_str()) {
        return next.is_some_and(|c| c.is_ascii_digit());
    }
    let first = after.split(|c: char| !c.is_alphanumeric()).next().unwrap_or_default().to_lowercase();
    INITIALISMS.contains(&lower.as_str()) && !STARTERS.contains(&first.as_str())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn quotes<'t>(text: &'t str, spans: &[Span]) -> Vec<&'t str> {
        spans.iter().map(|span| span.of(text)).collect()
    }

    #[test]
    fn a_possessive_is_not_part_of_its_word() {
        let text = "Japan’s G-7 talks";
        assert_eq!(quotes(text, &words(text).collect::<Vec<_>>()), ["Japan", "G", "7", "talks"]);
    }

    #[test]
    fn neighbouring_words_are_found_from_anywhere() {
        let text = "Macron met Kishida";
        assert_eq!(next_word(text, 0).unwrap().of(text), "Macron");
        assert_eq!(next_word(text, 1).unwrap().of(text), "met");
        assert_eq!(previous_word(text, 11).unwrap().of(text), "met");
        assert_eq!(next_word(text, 12), None);
        assert_eq!(previous_word(text, 0), None);
    }

    #[test]
    fn every_kind_of_line_end_ends_a_paragraph() {
        let text = "a\r\nb\rc\n\nd\u{2028}e";
        assert_eq!(quotes(text, &paragraphs(text)), ["a", "b", "c", "", "d", "e"]);
    }

    // The three false splits that UAX 29 alone makes on the research's five articles.
    #[test]
    fn a_month_or_an_initialism_does_not_end_a_sentence() {
        let text = "Kishida will hold talks on Jan. 13. It sailed on Dec. 16. The U.K. and France agreed. U.S. forces left.";
        assert_eq!(
            quotes(text, &sentences(text)),
            [
                "Kishida will hold talks on Jan. 13.",
                "It sailed on Dec. 16.",
                "The U.K. and France agreed.",
                "U.S. forces left."
            ]
        );
    }

    #[test]
    fn an_initialism_may_end_a_sentence_before_a_starter() {
        let text = "They flew to the U.S. The talks failed.";
        assert_eq!(sentences(text).len(), 2);
    }

    #[test]
    fn the_sentence_around_a_byte_is_found() {
        let text = "One here. Two there.\nThree.";
        assert_eq!(sentence_at(text, 12).unwrap().of(text), "Two there.");
        assert_eq!(sentence_at(text, 21).unwrap().of(text), "Three.");
    }
}
