use memchr::memmem;

use super::fold::find_folded;
use super::{Folded, Span};

/// How a form is looked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Matching {
    pub whole_words: bool,
    pub same_case: bool,
}

impl Default for Matching {
    fn default() -> Self {
        Self { whole_words: true, same_case: true }
    }
}

/// Where a form stands in a text, left to right, without overlaps.
pub fn occurrences(text: &str, form: &str, matching: Matching) -> Vec<Span> {
    if form.is_empty() {
        return Vec::new();
    }
    let mut found = if matching.same_case { exact(text, form) } else { folded(text, form) };
    if matching.whole_words {
        found.retain(|span| stands_alone(text, *span));
    }
    found
}

fn exact(text: &str, form: &str) -> Vec<Span> {
    memmem::find_iter(text.as_bytes(), form)
        .filter_map(|at| Span::new(text, at..at + form.len()).ok())
        .collect()
}

fn folded(text: &str, form: &str) -> Vec<Span> {
    find_folded(text, Folded::new(form).text())
}

/// Whether a span ends at word edges on both sides.
pub fn stands_alone(text: &str, span: Span) -> bool {
    // Nearly always: a space or a comma joins nothing.
    let parts = |byte: Option<&u8>| byte.is_none_or(|byte| byte.is_ascii() && !byte.is_ascii_alphanumeric());
    let (before, after) = (&text.as_bytes()[..span.start()], &text.as_bytes()[span.end()..]);
    if parts(before.last()) && parts(after.first()) {
        return true;
    }
    let before = text[..span.start()].chars().next_back();
    let after = text[span.end()..].chars().next();
    let inside = span.of(text);
    let first = inside.chars().next();
    let last = inside.chars().next_back();
    !before.zip(first).is_some_and(|(a, b)| joins(a, b))
        && !last.zip(after).is_some_and(|(a, b)| continues(a, b))
}

/// Whether two neighbouring characters belong to one word. Han and Hiragana have no word edges that
/// can be seen, so nothing joins there; Katakana runs are words.
fn joins(a: char, b: char) -> bool {
    let is_word = |c: char| c.is_alphanumeric() || is_mark(c);
    is_word(a) && is_word(b) && !is_unspaced(a) && !is_unspaced(b) && is_katakana(a) == is_katakana(b)
}

/// As [`joins`], but Korean particles follow their noun without a space.
fn continues(a: char, b: char) -> bool {
    joins(a, b) && !(is_hangul(a) && is_hangul(b)) || is_mark(b)
}

fn is_mark(c: char) -> bool {
    matches!(c, '\u{300}'..='\u{36f}' | '\u{200d}' | '\u{fe0f}' | '\u{483}'..='\u{489}' | '\u{64b}'..='\u{65f}')
}

/// Whether a character is of a script that sets no spaces between words.
pub fn is_unspaced(c: char) -> bool {
    matches!(c, '\u{3041}'..='\u{309f}' | '\u{3400}'..='\u{4dbf}' | '\u{4e00}'..='\u{9fff}' | '\u{f900}'..='\u{faff}'
        | '\u{20000}'..='\u{3134f}' | '\u{e00}'..='\u{eff}' | '\u{1780}'..='\u{17ff}' | '々')
}

fn is_katakana(c: char) -> bool {
    matches!(c, '\u{30a0}'..='\u{30ff}' | '\u{31f0}'..='\u{31ff}' | '\u{ff66}'..='\u{ff9f}')
}

fn is_hangul(c: char) -> bool {
    matches!(c, '\u{ac00}'..='\u{d7af}' | '\u{1100}'..='\u{11ff}')
}

#[cfg(test)]
mod tests {
    use super::*;

    fn starts(text: &str, form: &str, matching: Matching) -> Vec<usize> {
        occurrences(text, form, matching).iter().map(|span| span.start()).collect()
    }

    #[test]
    fn whole_words_are_the_default() {
        // "Hampton" inside "Hamptone": the complaint that peers' propagation drew.
        assert_eq!(starts("Hampton, Hamptone; (Hampton’s)", "Hampton", Matching::default()), [0, 20]);
        let loose = Matching { whole_words: false, ..Matching::default() };
        assert_eq!(starts("Hampton, Hamptone", "Hampton", loose), [0, 9]);
    }

    #[test]
    fn case_and_quotes_can_be_ignored() {
        let any_case = Matching { same_case: false, ..Matching::default() };
        assert_eq!(starts("REGIME’S regime's", "Regime’s", any_case), [0, 11]);
        assert_eq!(starts("REGIME regime", "regime", Matching::default()), [7]);
    }

    #[test]
    fn a_form_never_splits_a_composed_character() {
        assert_eq!(starts("e\u{301}te e", "e", Matching { whole_words: false, same_case: true }), [0, 4, 6]);
        assert_eq!(starts("e\u{301} e", "e", Matching::default()), [4]);
    }

    #[test]
    fn scripts_without_spaces_have_words_too() {
        assert_eq!(starts("日本人は日本に", "日本", Matching::default()).len(), 2);
        assert_eq!(starts("アメリカン・アメリカ", "アメリカ", Matching::default()), ["アメリカン・".len()]);
        assert_eq!(starts("한국은 북한국", "한국", Matching::default()), [0]);
    }
}
