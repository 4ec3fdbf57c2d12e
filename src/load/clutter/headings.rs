//! Title, standfirst, subheadings, and the author's name alone on its line.

use super::Start;
use super::line::{Line, starts_large};
use crate::model::ZoneKind;

const MAX_WORDS_OF_TITLE: usize = 40;
const MAX_WORDS_OF_HEADING: usize = 12;

pub fn mark(lines: &mut [Line], start: Start) {
    let Some(first_body) = lines.iter().position(Line::is_body) else { return };
    let has_title = lines.iter().any(|line| line.kind == Some(ZoneKind::Title));
    if start == Start::Title && !has_title {
        mark_title(&mut lines[..first_body]);
    }
    mark_before_body(&mut lines[..first_body]);
    mark_subheadings(lines, first_body);
}

/// The first line that is nothing else, and wherever the page repeats it.
fn mark_title(head: &mut [Line]) {
    let Some(at) = head.iter().position(|line| line.is_unmarked()) else { return };
    if head[at].n_words > MAX_WORDS_OF_TITLE || !may_be_heading(&head[at]) {
        return;
    }
    let title = head[at].shown.to_lowercase();
    for line in head.iter_mut().filter(|line| line.is_unmarked() && line.shown.to_lowercase() == title) {
        line.kind = Some(ZoneKind::Title);
    }
}

fn mark_before_body(head: &mut [Line]) {
    const MIN_WORDS_OF_STANDFIRST: usize = 5;
    let is_title = |line: &Line| line.kind == Some(ZoneKind::Title);
    let Some(title) = head.iter().position(is_title) else { return };
    for line in head[title + 1..].iter_mut().filter(|line| line.is_unmarked()) {
        if is_person(line) {
            line.kind = Some(ZoneKind::Byline);
        } else if line.n_words >= MIN_WORDS_OF_STANDFIRST && may_be_heading(line) {
            line.kind = Some(ZoneKind::Heading);
        }
    }
}

fn mark_subheadings(lines: &mut [Line], first_body: usize) {
    for at in first_body + 1..lines.len().saturating_sub(1) {
        let line = &lines[at];
        // A question alone on its line is an interviewer's more often than a heading.
        let may_be = may_be_heading(line) && !line.shown.ends_with(['?', '？']);
        let is_heading = line.is_unmarked() && line.n_words <= MAX_WORDS_OF_HEADING && may_be;
        let ends_before = lines[at - 1].ends_a_sentence() || lines[at - 1].kind.is_some();
        if is_heading && ends_before && lines[at + 1].is_body() {
            lines[at].kind = Some(ZoneKind::Heading);
        }
    }
}

fn may_be_heading(line: &Line) -> bool {
    let starts_well = line.words().next().is_some_and(starts_large);
    starts_well && !line.shown.ends_with(['.', ',', ';', ':', '。', '、', '…'])
}

/// Two to four names and nothing else.
fn is_person(line: &Line) -> bool {
    const PARTICLES: &[&str] = &["de", "la", "van", "von", "der", "den", "da", "dos", "bin", "al", "el"];
    let words: Vec<&str> = line.words().collect();
    let is_name = |word: &str| {
        let letters = word.chars().all(|c| c.is_alphabetic() || matches!(c, '.' | '\'' | '-' | '‐'));
        letters && starts_large(word) && !NO_NAMES.contains(&word.to_lowercase().as_str())
    };
    let n_names = words.iter().filter(|word| is_name(word)).count();
    (2..=4).contains(&words.len())
        && n_names >= 2
        && words.iter().all(|word| is_name(word) || PARTICLES.contains(word))
}

/// Words of section names, which stand where authors do.
const NO_NAMES: &[&str] = &[
    "affairs",
    "africa",
    "america",
    "analysis",
    "asia",
    "breaking",
    "business",
    "change",
    "climate",
    "culture",
    "defence",
    "defense",
    "east",
    "economy",
    "editorial",
    "europe",
    "exclusive",
    "foreign",
    "global",
    "health",
    "images",
    "india",
    "international",
    "kingdom",
    "latest",
    "live",
    "local",
    "media",
    "middle",
    "national",
    "new",
    "news",
    "north",
    "opinion",
    "pacific",
    "photo",
    "policy",
    "politics",
    "press",
    "report",
    "reports",
    "science",
    "security",
    "society",
    "south",
    "special",
    "sport",
    "sports",
    "staff",
    "states",
    "stories",
    "story",
    "summit",
    "team",
    "tech",
    "technology",
    "the",
    "top",
    "united",
    "updates",
    "us",
    "video",
    "videos",
    "war",
    "west",
    "world",
];
