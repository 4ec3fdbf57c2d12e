//! Posts of social networks inside an article. Their signature is certain; their text is found from it.

use std::sync::LazyLock;

use regex::Regex;

use super::line::Line;
use super::phrases::{is_picture_link, is_signature, regex};
use crate::load::language::Native;
use crate::model::ZoneKind;

const MAX_LINES: usize = 6; // of one post
const MAX_WORDS_OF_SHORT_LINE: usize = 10;
const MAX_WORDS_OF_WIDGET: usize = 3;

pub fn mark(lines: &mut [Line]) {
    let signatures: Vec<usize> = (0..lines.len()).filter(|at| is_signature(&lines[*at])).collect();
    if signatures.is_empty() {
        return;
    }
    let body: Vec<&str> =
        lines.iter().filter(|line| line.is_body()).map(|line| line.shown.as_str()).collect();
    let native = Native::of(&body.join("\n"));
    for at in signatures {
        mark_above(lines, at, &native);
        mark_below(lines, at, &native);
    }
}

fn mark_above(lines: &mut [Line], signature: usize, native: &Native) {
    for at in (signature.saturating_sub(MAX_LINES)..signature).rev() {
        match lines[at].kind {
            Some(ZoneKind::Post) => {}
            // A label of the page that stands in the middle of a post.
            Some(ZoneKind::Furniture) if lines[at].n_words <= MAX_WORDS_OF_WIDGET => {}
            Some(ZoneKind::Quote) => lines[at].kind = Some(ZoneKind::Post),
            None if is_post_text(lines, at, native) => lines[at].kind = Some(ZoneKind::Post),
            _ => return,
        }
    }
}

/// Posts that came apart have text after their signature.
fn mark_below(lines: &mut [Line], signature: usize, native: &Native) {
    for line in lines[signature + 1..].iter_mut().take(MAX_LINES) {
        let belongs = is_picture_link(line) || (line.is_unmarked() && native.is_foreign(&line.shown));
        if !belongs || is_signature(line) {
            return;
        }
        line.kind = Some(ZoneKind::Post);
    }
}

fn is_post_text(lines: &[Line], at: usize, native: &Native) -> bool {
    static ADDRESSES: LazyLock<Regex> = LazyLock::new(|| regex(r"(?:^|[\s(.])[#@]\w"));
    static REPORTS: LazyLock<Regex> = LazyLock::new(|| regex(r"\b(?:said|says|told|added)\b"));
    let line = &lines[at];
    // Such a line introduces the post.
    if line.shown.is_empty() || line.shown.ends_with(':') {
        return false;
    }
    let is_introduced = at > 0 && lines[at - 1].shown.ends_with(':');
    let is_short = line.n_words <= MAX_WORDS_OF_SHORT_LINE && !REPORTS.is_match(&line.shown);
    is_introduced || is_short || ADDRESSES.is_match(&line.shown) || native.is_foreign(&line.shown)
}
