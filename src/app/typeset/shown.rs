//! The copy of a paragraph that is drawn: a character that has no picture, or that would turn the
//! rest of the line around, shows as one harmless mark. The article's text is never changed.

use std::borrow::Cow;

/// Stands for a line break in the middle of a paragraph.
const BREAK_MARK: char = '¶';
/// Stands for a control character: seldom used in prose, so that a hidden one is noticed.
const CONTROL_MARK: char = '¤';
/// Stands for a tab, for which fonts have no picture.
const TAB_SPACE: char = '\u{2003}';

/// A text as it is drawn, and the way back to the offsets of the original.
pub(super) struct Shown<'a> {
    pub text: Cow<'a, str>,
    shifts: Vec<Shift>,
}

/// From these two offsets on, the drawn text and the original run in step.
struct Shift {
    shown: usize,
    original: usize,
}

impl<'a> Shown<'a> {
    pub fn new(original: &'a str) -> Self {
        let mut shown = Self { text: Cow::Borrowed(original), shifts: Vec::new() };
        if original.contains(|c| mark(c).is_some()) {
            shown.replace(original);
        }
        shown
    }

    fn replace(&mut self, original: &str) {
        let mut text = String::with_capacity(original.len() + 8);
        for (start, c) in original.char_indices() {
            let drawn = mark(c).unwrap_or(c);
            text.push(drawn);
            if drawn.len_utf8() != c.len_utf8() {
                self.shifts.push(Shift { shown: text.len(), original: start + c.len_utf8() });
            }
        }
        self.text = Cow::Owned(text);
    }

    /// The original's offset for an offset of the drawn text.
    pub fn original(&self, shown: usize) -> usize {
        let passed = self.shifts.partition_point(|shift| shift.shown <= shown);
        match passed.checked_sub(1).map(|last| &self.shifts[last]) {
            Some(shift) => shift.original + (shown - shift.shown),
            None => shown,
        }
    }
}

/// What is drawn for a character that must not be drawn itself.
///
/// Marks and joiners that Arabic, Hebrew and Indic spelling needs (U+200C to U+200F, U+061C) stay:
/// they cannot turn around more than their neighbours.
fn mark(c: char) -> Option<char> {
    match c {
        '\n' => None,
        '\t' => Some(TAB_SPACE),
        '\r' | '\u{b}' | '\u{c}' | '\u{85}' | '\u{2028}' | '\u{2029}' => Some(BREAK_MARK),
        '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{206f}' => Some(CONTROL_MARK),
        '\u{feff}' | '\u{fff9}'..='\u{fffc}' => Some(CONTROL_MARK),
        _ if c.is_control() => Some(CONTROL_MARK),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Every character keeps its place, and every offset finds its way back.
    fn check(original: &str, drawn: &str) {
        let shown = Shown::new(original);
        assert_eq!(shown.text, drawn);
        let theirs: Vec<usize> = original.char_indices().map(|(start, _)| start).collect();
        let ours: Vec<usize> = drawn.char_indices().map(|(start, _)| shown.original(start)).collect();
        assert_eq!(ours, theirs, "{original:?}");
        assert_eq!(shown.original(drawn.len()), original.len());
    }

    #[test]
    fn plain_text_is_not_copied() {
        assert!(matches!(Shown::new("Grüße, 世界 👋\n").text, Cow::Borrowed(_)));
    }

    #[test]
    fn control_characters_show_as_one_mark_each() {
        check("a\u{0}b\u{1b}c\u{9f}d", "a¤b¤c¤d");
        check("\u{feff}é", "¤é");
    }

    #[test]
    fn line_breaks_that_may_not_break_the_line_show() {
        check("a\rb\u{2028}c\u{85}d", "a¶b¶c¶d");
    }

    #[test]
    fn a_text_cannot_turn_the_line_around_unseen() {
        check("pay \u{202e}001\u{202c} now", "pay ¤001¤ now");
        check("\u{2067}x\u{2069}", "¤x¤");
    }

    #[test]
    fn joiners_that_spelling_needs_are_kept() {
        check("می\u{200c}خواهم", "می\u{200c}خواهم");
    }

    #[test]
    fn a_tab_shows_as_a_wide_space() {
        check("a\tb", "a\u{2003}b");
    }
}
