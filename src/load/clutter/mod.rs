//! Which lines of a text are not its body: titles, captions, credits, posts, page furniture.
//!
//! Nothing is removed, only marked. A rule marks where at least 94 % of what it marked in 657 held-out
//! articles was no body; less certain signs (one or two words alone, a headline under "Related")
//! mark nothing. Lines already known, as from the tags of a page, keep their kind.

mod captions;
mod end;
mod headings;
mod line;
mod phrases;
mod posts;

use line::Line;

use crate::model::{Zone, ZoneKind};

/// How a text begins.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Start {
    /// As pasted, with its title.
    Title,
    /// The body alone; the title is known from elsewhere.
    Body,
}

/// Zones over whole lines, in order, none overlapping; body lines have none.
pub fn zones(text: &str, known: &[Zone], start: Start) -> Vec<Zone> {
    let mut lines = line::lines(text);
    for zone in known {
        let first = lines.partition_point(|line| line.span.end() <= zone.span.start());
        for line in lines[first..].iter_mut().take_while(|line| line.span.start() < zone.span.end()) {
            line.kind = Some(zone.kind);
        }
    }
    mark(&mut lines, start);
    lines.iter().filter_map(|line| Some(Zone { span: line.span, kind: line.kind? })).collect()
}

fn mark(lines: &mut [Line], start: Start) {
    for line in lines.iter_mut() {
        line.kind = line.kind.or_else(|| phrases::kind_of(line));
        // Pages mark a post as a quotation.
        if line.kind == Some(ZoneKind::Quote) && phrases::is_of_a_post(line) {
            line.kind = Some(ZoneKind::Post);
        }
    }
    // In a hard-wrapped text a line is no unit, and only whole phrases mean something.
    if line::are_hard_wrapped(lines) {
        return;
    }
    captions::mark(lines);
    posts::mark(lines);
    headings::mark(lines, start);
    end::mark(lines);
}

/// The lines that no zone covers, one a line.
pub fn body(text: &str, zones: &[Zone]) -> String {
    let mut body = String::new();
    let mut at = 0;
    for zone in zones.iter().filter(|zone| zone.kind != ZoneKind::ListItem && zone.kind != ZoneKind::Quote) {
        body.push_str(&text[at.min(zone.span.start())..zone.span.start()]);
        at = zone.span.end();
    }
    body.push_str(&text[at..]);
    body
}

/// The name in a line that was marked as a byline.
pub fn author(line: &str) -> &str {
    phrases::names_of_byline(line).unwrap_or(line)
}

/// Whether a line of a post says who posted it and when.
pub fn is_signature(line: &str) -> bool {
    line::lines(line).first().is_some_and(phrases::is_signature)
}

#[cfg(test)]
mod tests;
