use std::ops::Range;

use crate::text::paragraphs;

/// Lines that were cut at a width are one paragraph; shorter ones are lines of their own.
const WRAPPED_LINE: usize = 40;

/// Paragraphs as a reader sees them, without blanks around them, empty ones left out.
pub(super) fn blocks(text: &str) -> Vec<Range<usize>> {
    let mut blocks: Vec<Range<usize>> = Vec::new();
    let mut may_go_on = false;
    for line in paragraphs(text) {
        let written = line.of(text);
        let trimmed = written.trim();
        let start = line.start() + (written.len() - written.trim_start().len());
        match blocks.last_mut() {
            _ if trimmed.is_empty() => {}
            Some(last) if may_go_on && trimmed.starts_with(char::is_lowercase) => {
                last.end = start + trimmed.len();
            }
            _ => blocks.push(start..start + trimmed.len()),
        }
        let ends_open = trimmed.ends_with(|c: char| c.is_alphanumeric() || c == ',');
        may_go_on = ends_open && trimmed.len() >= WRAPPED_LINE;
    }
    blocks
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_cut_at_a_width_are_one_paragraph() {
        let text =
            "A line that was cut at a width of some columns\nand goes on here.\nAnother.\n\n  Third \n";
        let found: Vec<&str> = blocks(text).into_iter().map(|block| &text[block]).collect();
        let wrapped = "A line that was cut at a width of some columns\nand goes on here.";
        assert_eq!(found, [wrapped, "Another.", "Third"]);
    }
}
