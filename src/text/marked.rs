//! Text with its marks inside: `[PER Angela Merkel] spoke` ↔ `Angela Merkel spoke` and one mark.
//! Tests and the tour write projects this way. Marks nest; `\[`, `\]` and `\\` are literal.

use std::fmt;
use std::ops::Range;

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mark {
    pub range: Range<usize>,
    pub label: String,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum MarkedError {
    Unclosed { at: usize },
    Unopened { at: usize },
    NoLabel { at: usize },
}

/// Marks come in the order of their opening brackets. Offsets in errors are bytes of the input.
pub fn read_marked(marked: &str) -> Result<(String, Vec<Mark>), MarkedError> {
    let mut text = String::with_capacity(marked.len());
    let mut marks: Vec<Mark> = Vec::new();
    let mut open: Vec<(usize, usize)> = Vec::new();
    let mut rest = marked.char_indices();
    while let Some((at, c)) = rest.next() {
        match c {
            '\\' => text.extend(rest.next().map(|(_, escaped)| escaped)),
            '[' => {
                let (label, _) = rest.as_str().split_once(' ').ok_or(MarkedError::NoLabel { at })?;
                if label.is_empty() {
                    return Err(MarkedError::NoLabel { at });
                }
                open.push((marks.len(), at));
                marks.push(Mark { range: text.len()..text.len(), label: label.to_owned() });
                rest.nth(label.chars().count()); // the label and its blank
            }
            ']' => {
                let (mark, _) = open.pop().ok_or(MarkedError::Unopened { at })?;
                marks[mark].range.end = text.len();
            }
            other => text.push(other),
        }
    }
    match open.pop() {
        Some((_, at)) => Err(MarkedError::Unclosed { at }),
        None => Ok((text, marks)),
    }
}

/// The opposite of [`read_marked`]. Marks must nest; one that crosses another is left out.
pub fn write_marked(text: &str, marks: &[Mark]) -> String {
    let mut marks: Vec<&Mark> = marks.iter().collect();
    marks.sort_by_key(|mark| (mark.range.start, std::cmp::Reverse(mark.range.end)));
    let mut out = String::with_capacity(text.len());
    let mut open: Vec<usize> = Vec::new();
    let mut next = marks.into_iter().peekable();
    for at in 0..=text.len() {
        while open.last() == Some(&at) {
            open.pop();
            out.push(']');
        }
        while let Some(mark) = next.next_if(|mark| mark.range.start <= at) {
            if open.last().is_none_or(|end| mark.range.end <= *end) {
                out.push('[');
                out.push_str(&mark.label);
                out.push(' ');
                open.push(mark.range.end);
            }
        }
        if let Some(c) = text.get(at..).and_then(|rest| rest.chars().next()) {
            if matches!(c, '[' | ']' | '\\') {
                out.push('\\');
            }
            out.push(c);
        }
    }
    out
}

impl fmt::Display for MarkedError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Unclosed { at } => write!(f, "the mark that opens at byte {at} is never closed"),
            Self::Unopened { at } => write!(f, "the bracket at byte {at} closes no mark"),
            Self::NoLabel { at } => write!(f, "the mark at byte {at} has no label; write [LABEL text]"),
        }
    }
}

impl std::error::Error for MarkedError {}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn marks_nest_and_come_back() {
        let marked = r"[PER Prime Minister [PER Fumio Kishida]] left \[late\].";
        let (text, marks) = read_marked(marked).unwrap();
        assert_eq!(text, "Prime Minister Fumio Kishida left [late].");
        assert_eq!(
            marks.iter().map(|mark| &text[mark.range.clone()]).collect::<Vec<_>>(),
            ["Prime Minister Fumio Kishida", "Fumio Kishida"]
        );
        assert_eq!(write_marked(&text, &marks), marked);
    }

    #[test]
    fn a_bracket_without_partner_is_named() {
        assert_eq!(read_marked("[PER a"), Err(MarkedError::Unclosed { at: 0 }));
        assert_eq!(read_marked("a]"), Err(MarkedError::Unopened { at: 1 }));
    }
}
