use super::{Place, Problem, ReadError};
use crate::format::InputFile;

/// A file's text, without the mark that some editors put before UTF-8.
pub(crate) fn utf8(file: &InputFile) -> Result<&str, ReadError> {
    let bytes = file.bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(&file.bytes);
    std::str::from_utf8(bytes).map_err(|_| ReadError::new(&file.name, Place::File, Problem::NotUtf8))
}

/// Lines with their numbers, from 1. Only LF and CR LF end a line here: U+2028 and its like may
/// stand inside a field.
pub(crate) fn numbered_lines(text: &str) -> impl Iterator<Item = (usize, &str)> {
    text.lines().enumerate().map(|(n, line)| (n + 1, line))
}

/// Every character at which some tool would end a line, and the tab: what a field of a line-based
/// format must not hold. The list is that of Python's `str.splitlines`.
pub(crate) fn breaks_line(c: char) -> bool {
    matches!(
        c,
        '\t' | '\n' | '\u{b}' | '\u{c}' | '\r' | '\u{1c}'..='\u{1e}' | '\u{85}' | '\u{2028}' | '\u{2029}'
    )
}
