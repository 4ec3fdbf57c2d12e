//! Where the article ends and the page goes on with others.

use super::line::Line;
use super::phrases::ends_article;
use crate::model::ZoneKind;

const MIN_BODY_BEFORE: usize = 3;

/// After the contributors or an "also read" in the second half, with little prose to come.
pub fn mark(lines: &mut [Line]) {
    let half = lines.len() / 2;
    let Some(end) = (half..lines.len()).find(|at| is_end(lines, *at)) else { return };
    let leads_elsewhere = |line: &&mut Line| matches!(line.kind, None | Some(ZoneKind::Heading));
    for line in lines[end + 1..].iter_mut().filter(leads_elsewhere) {
        line.kind = Some(ZoneKind::Teaser);
    }
}

fn is_end(lines: &[Line], at: usize) -> bool {
    let n_before = lines[..at].iter().filter(|line| line.is_body()).count();
    let n_after = lines[at..].iter().filter(|line| line.is_body()).count();
    !lines[at].is_unmarked()
        && ends_article(&lines[at])
        && n_before >= MIN_BODY_BEFORE
        && 3 * n_after <= n_before
}
