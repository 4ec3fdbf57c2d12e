use unicode_normalization::UnicodeNormalization;

use crate::load::language;
use crate::model::ZoneKind;
use crate::text::{Span, paragraphs, squeezed};

/// A line that is not blank, as the rules see it.
pub struct Line {
    pub span: Span,
    /// A copy to match on: compatibility forms, invisible characters and double spaces folded, plain
    /// apostrophes. Empty where the line is too long for any rule.
    pub shown: String,
    pub n_words: usize,
    pub kind: Option<ZoneKind>,
}

const MAX_RULED_BYTES: usize = 2_000; // the longest caption seen has 600
const MIN_WORDS_OF_PROSE: usize = 12;
const CHARS_PER_IDEOGRAPHIC_WORD: usize = 2;

pub fn lines(text: &str) -> Vec<Line> {
    let is_blank = |span: &Span| span.of(text).trim().is_empty();
    paragraphs(text).into_iter().filter(|span| !is_blank(span)).map(|span| Line::new(text, span)).collect()
}

impl Line {
    fn new(text: &str, span: Span) -> Self {
        let written = span.of(text);
        if written.len() > MAX_RULED_BYTES {
            return Self { span, shown: String::new(), n_words: MAX_RULED_BYTES, kind: None };
        }
        let shown = shown(written);
        let n_ideographs = shown.chars().filter(|c| language::is_ideograph(*c)).count();
        let n_words = shown.split(' ').count() + n_ideographs / CHARS_PER_IDEOGRAPHIC_WORD;
        Self { span, shown, n_words, kind: None }
    }

    pub fn is_unmarked(&self) -> bool {
        self.kind.is_none()
    }

    /// Long enough for a sentence, and ends like one.
    pub fn is_prose(&self) -> bool {
        self.shown.is_empty() || (self.n_words >= MIN_WORDS_OF_PROSE && self.ends_a_sentence())
    }

    /// Prose that nothing has shown to be something else.
    pub fn is_body(&self) -> bool {
        self.is_unmarked() && self.is_prose()
    }

    pub fn ends_a_sentence(&self) -> bool {
        let bare = self.shown.trim_end_matches(['"', '\'', '”', '»', ')', ']', '」', '』']);
        bare.ends_with(['.', '!', '?', '。', '…', '؟', '।'])
    }

    pub fn words(&self) -> impl Iterator<Item = &str> {
        self.shown.split(' ').filter(|word| !word.is_empty())
    }
}

fn shown(written: &str) -> String {
    let is_invisible = |c: &char| matches!(c, '\u{ad}' | '\u{200b}'..='\u{200f}' | '\u{2060}' | '\u{feff}');
    let plain = written.chars().filter(|c| !is_invisible(c)).nfkc().map(|c| if c == '’' { '\'' } else { c });
    let plain: String = plain.collect();
    squeezed(&plain)
}

/// Whether most lines end where the column ended and not where a sentence did.
pub fn are_hard_wrapped(lines: &[Line]) -> bool {
    const MIN_LINES: usize = 8;
    let is_cut = |line: &&Line| (50..=90).contains(&line.shown.chars().count()) && !line.ends_a_sentence();
    lines.len() >= MIN_LINES && 2 * lines.iter().filter(is_cut).count() > lines.len()
}

/// Upper case, a digit, or a script without case.
pub fn starts_large(word: &str) -> bool {
    word.chars().find(|c| c.is_alphanumeric()).is_some_and(|c| !c.is_lowercase())
}
