//! Where a selection ends: at word edges, without the blanks and marks that belong to the sentence.

use std::ops::Range;

use super::{Span, words};

/// A selection drawn by hand, widened to whole words and then trimmed.
///
/// `None` where nothing but blanks and marks would be left.
pub fn snap_to_words(text: &str, range: Range<usize>) -> Option<Span> {
    let (line_start, line_end) = lines_around(text, &range)?;
    let mut wide = range.clone();
    for word in words(text.get(line_start..line_end)?) {
        let word = word.shifted(line_start as isize)?;
        if word.end() <= range.start || word.start() >= range.end.max(range.start + 1) {
            continue;
        }
        wide = wide.start.min(word.start())..wide.end.max(word.end());
    }
    trim(text, wide)
}

fn lines_around(text: &str, range: &Range<usize>) -> Option<(usize, usize)> {
    let start = text.get(..range.start)?.rfind('\n').map_or(0, |at| at + 1);
    let end = text.get(range.end..)?.find('\n').map_or(text.len(), |at| range.end + at);
    Some((start, end))
}

/// Takes blanks, opening marks at the start and closing marks at the end off a range.
///
/// A dot stays with an initialism (`U.S.`), a bracket stays with its partner (`Group of Seven (G7)`).
pub fn trim(text: &str, range: Range<usize>) -> Option<Span> {
    let mut quote = text.get(range.clone())?;
    let mut start = range.start;
    loop {
        let before = (start, quote.len());
        let rest = quote.trim_start_matches(|c: char| c.is_whitespace() || is_invisible(c));
        start += quote.len() - rest.len();
        quote = rest.trim_end_matches(|c: char| c.is_whitespace() || is_invisible(c));
        if let Some(first) = quote.chars().next().filter(|c| sheds_at_start(quote, *c)) {
            start += first.len_utf8();
            quote = &quote[first.len_utf8()..];
        }
        if let Some(last) = quote.chars().next_back().filter(|c| sheds_at_end(quote, *c)) {
            quote = &quote[..quote.len() - last.len_utf8()];
        }
        if before == (start, quote.len()) {
            break;
        }
    }
    (!quote.is_empty()).then(|| Span::new(text, start..start + quote.len()).ok())?
}

fn is_invisible(c: char) -> bool {
    matches!(c, '\u{feff}' | '\u{200b}' | '\u{2060}' | '\u{ad}' | '\u{200e}' | '\u{200f}')
}

fn sheds_at_start(quote: &str, c: char) -> bool {
    match c {
        '“' | '‘' | '«' | '„' | '‚' | '"' | '\'' | '’' | '”' | ',' | ';' | ':' | '.' | '!' | '?' | '—'
        | '–' | '-' | '…' | ')' | ']' | '¿' | '¡' | '、' | '。' | '「' | '『' => true,
        '(' => !quote.contains(')') || quote.ends_with(')'),
        '[' => !quote.contains(']') || quote.ends_with(']'),
        _ => false,
    }
}

fn sheds_at_end(quote: &str, c: char) -> bool {
    match c {
        '”' | '’' | '»' | '“' | '‘' | '"' | '\'' | ',' | ';' | ':' | '!' | '?' | '—' | '–' | '-' | '…'
        | '(' | '[' | '、' | '。' | '」' | '』' | '，' | '；' | '！' | '？' => true,
        '.' => !is_initialism(quote),
        ')' => !quote.contains('('),
        ']' => !quote.contains('['),
        _ => false,
    }
}

/// Whether the last word of a quote is written letter by letter, as `U.S.` or `J. R.` are.
fn is_initialism(quote: &str) -> bool {
    let word = quote.rsplit(char::is_whitespace).next().unwrap_or_default();
    let mut parts = word.split('.');
    parts.next_back() == Some("")
        && parts.clone().count() > 0
        && parts.all(|part| part.chars().count() == 1 && part.chars().all(char::is_alphabetic))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_drag_takes_whole_words() {
        let text = "met Emmanuel Macron, who";
        assert_eq!(snap_to_words(text, 6..16).unwrap().of(text), "Emmanuel Macron");
    }

    #[test]
    fn a_place_inside_a_word_takes_that_word() {
        let text = "Japan’s “greatest challenge.”";
        assert_eq!(snap_to_words(text, 2..2).unwrap().of(text), "Japan");
        assert_eq!(snap_to_words(text, 14..24).unwrap().of(text), "greatest challenge");
    }

    #[test]
    fn closing_marks_and_blanks_are_shed() {
        for (text, kept) in [
            (" Paris. ", "Paris"),
            ("“Paris,”", "Paris"),
            ("the U.S.", "the U.S."),
            ("Group of Seven (G7)", "Group of Seven (G7)"),
            ("(RAA)", "RAA"),
            ("(RAA", "RAA"),
            ("G7)", "G7"),
            ("\u{feff}Tokyo\u{a0}", "Tokyo"),
        ] {
            assert_eq!(trim(text, 0..text.len()).unwrap().of(text), kept, "{text:?}");
        }
    }

    #[test]
    fn nothing_is_left_of_marks_alone() {
        assert_eq!(trim(" … ", 0..5), None);
        assert_eq!(snap_to_words("a – b", 1..2), None);
    }
}
