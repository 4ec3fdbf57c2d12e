//! Quotations against what people annotated, as figures to read: span F1 and speaker accuracy.
//! `POLNEAR=…/data/dev cargo test --lib people_annotated -- --nocapture` reads a part of PolNeAR
//! (Newell, Margolin & Ruths 2018), whose texts are not ours to hand on.

use std::fs;
use std::path::{Path, PathBuf};

use serde_json::Value as Json;

use super::cues::PRONOUNS;
use super::sentence::is_in;
use super::*;
use crate::fixture;
use crate::text::{OffsetMap, Unit};

/// Quoted words that people marked, and who says them.
struct Gold {
    span: Span,
    speaker: Option<String>,
}

#[derive(Default)]
struct Score {
    n_gold: usize,
    n_found: usize,
    n_both: usize,
    n_named: usize,
    n_right: usize,
}

impl Score {
    fn f1(&self) -> f64 {
        2.0 * self.n_both as f64 / (self.n_gold + self.n_found).max(1) as f64
    }

    fn speakers(&self) -> f64 {
        self.n_right as f64 / self.n_named.max(1) as f64
    }

    fn print(&self, name: &str) {
        let Self { n_gold, n_found, n_both, n_named, n_right } = self;
        println!(
            "{name}: span F1 {:.3} ({n_both} of {n_gold} annotated, {n_found} found); speakers {:.3} ({n_right} of {n_named})",
            self.f1(),
            self.speakers()
        );
    }

    fn add(&mut self, found: &[&Quotation], gold: &[Gold], is_same: fn(Span, Span) -> bool) {
        self.n_gold += gold.len();
        self.n_found += found.len();
        for gold in gold {
            let Some(quotation) = found.iter().find(|quotation| is_same(quotation.span, gold.span)) else {
                continue;
            };
            self.n_both += 1;
            let Some(speaker) = &gold.speaker else { continue };
            self.n_named += 1;
            self.n_right += usize::from(names_one(quotation, speaker));
        }
    }
}

/// By the last word of the name that we found: annotators mark `the mayor, Ann Lee`.
fn names_one(quotation: &Quotation, speaker: &str) -> bool {
    let last = quotation.speaker.as_ref().and_then(Speaker::last_name);
    last.is_some_and(|last| speaker.to_lowercase().replace('’', "'").contains(&last.replace('’', "'")))
}

fn of_kinds<'q>(found: &'q [Quotation], kinds: &[QuotationKind]) -> Vec<&'q Quotation> {
    found.iter().filter(|quotation| kinds.contains(&quotation.kind)).collect()
}

/// Finds the quotations of a text in a project of its own.
fn found_in(text: &str) -> Vec<Quotation> {
    let session = fixture::session(&[("A", "")]);
    let (_, empty) = fixture::article(session.project(), 0);
    let article = Article { text: text.into(), ..(**empty).clone() };
    quotations(session.project(), &article)
}

// The test sentences of textacy 1c8a8ac; the others of its file name speakers alone.
#[test]
fn a_peers_vectors_are_met() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("../shared/data/quote-vectors/textacy_direct_quotations.json");
    let Ok(vectors) = fs::read_to_string(path) else {
        println!("skipped: quote-vectors is not here");
        return;
    };
    let mut score = Score::default();
    for vector in serde_json::from_str::<Vec<Json>>(&vectors).unwrap() {
        let Some(expected) = vector["expected"].as_array() else { continue };
        let text = vector["text"].as_str().unwrap();
        let gold = |expected: &Json| {
            let words = expected["content"].as_str().unwrap().trim_matches('"');
            let start = text.find(words).unwrap();
            let speakers: Vec<&str> =
                expected["speaker"].as_array().unwrap().iter().flat_map(Json::as_str).collect();
            Gold {
                span: Span::new(text, start..start + words.len()).unwrap(),
                speaker: Some(speakers.join(" ")),
            }
        };
        let gold: Vec<Gold> = expected.iter().map(gold).collect();
        score.add(&of_kinds(&found_in(text), &[QuotationKind::Direct]), &gold, |a, b| a == b);
    }
    score.print("textacy");
    assert_eq!((score.f1(), score.speakers()), (1.0, 1.0));
}

/// What is quoted inside the annotated contents, each with its source unless that is a pronoun.
fn gold_of(text: &str, annotations: &str) -> Vec<Gold> {
    let map = OffsetMap::new(text);
    let quoted = regex::Regex::new("“([^“”]+)”|\"([^\"]+)\"").unwrap();
    let marked: Vec<Span> = quoted
        .captures_iter(text)
        .filter_map(|found| found.get(1).or(found.get(2)))
        .map(|words| Span::new(text, words.range()).unwrap())
        .collect();
    let line = |id: &str| annotations.lines().find(|line| line.split('\t').next() == Some(id));
    let pieces = |id: &str| -> Vec<Span> {
        let place = line(id).and_then(|line| line.split('\t').nth(1)).unwrap_or_default();
        let ends = place
            .split_once(' ')
            .map_or("", |(_, ends)| ends)
            .split(';')
            .filter_map(|piece| piece.split_once(' '));
        let span = |(start, end): (&str, &str)| {
            let bytes = map.range_from(Unit::Char, start.parse().ok()?..end.parse().ok()?).ok()?;
            Span::new(text, bytes).ok()
        };
        ends.filter_map(span).collect()
    };
    let mut gold: Vec<Gold> = Vec::new();
    for event in annotations.lines().filter(|line| line.starts_with('E')) {
        let role =
            |name: &str| event.split([' ', '\t']).find_map(|part| part.strip_prefix(name)?.strip_prefix(':'));
        let content = role("Content").map(pieces).unwrap_or_default();
        let source =
            role("Source").map(pieces).unwrap_or_default().first().map(|source| source.of(text).to_owned());
        let speaker = source.filter(|source| {
            !is_in(&source.to_lowercase(), PRONOUNS) && !is_in(&source.to_lowercase(), NO_NAMES)
        });
        for span in marked.iter().filter(|span| content.iter().any(|piece| piece.covers(**span))) {
            if !gold.iter().any(|known| known.span == *span) {
                gold.push(Gold { span: *span, speaker: speaker.clone() });
            }
        }
    }
    gold
}

/// Sources that name nobody; some annotators took the cue for the source.
const NO_NAMES: &str = "who which her his him said says";

/// Eight of ten characters of either lie in the other.
fn is_much_the_same(a: Span, b: Span) -> bool {
    let shared = a.end().min(b.end()).saturating_sub(a.start().max(b.start()));
    shared * 10 >= 8 * a.len().max(b.len())
}

#[test]
fn quotations_that_people_annotated_are_found() {
    let Some(folder) = std::env::var_os("POLNEAR").map(PathBuf::from) else {
        println!("skipped: POLNEAR names no folder");
        return;
    };
    let (mut exact, mut near) = (Score::default(), Score::default());
    // Some texts have several annotators, who are known by the end of the name: the first one counts.
    let in_folder = |name: &str| {
        let mut paths: Vec<PathBuf> =
            fs::read_dir(folder.join(name)).unwrap().map(|entry| entry.unwrap().path()).collect();
        paths.sort();
        paths
    };
    let annotated = in_folder("attributions");
    for path in in_folder("text") {
        let stem = format!("{}_", path.file_stem().unwrap().to_string_lossy());
        let is_of = |file: &&PathBuf| file.file_name().unwrap().to_string_lossy().starts_with(&stem);
        let Some(annotations) = annotated.iter().find(is_of) else { continue };
        let (text, annotations) =
            (fs::read_to_string(&path).unwrap(), fs::read_to_string(annotations).unwrap());
        let (found, gold) = (found_in(&text), gold_of(&text, &annotations));
        let found = of_kinds(&found, &[QuotationKind::Direct, QuotationKind::Partial]);
        exact.add(&found, &gold, |a, b| a == b);
        near.add(&found, &gold, is_much_the_same);
    }
    exact.print("PolNeAR, exact");
    near.print("PolNeAR, eight of ten characters");
    assert!(near.f1() > 0.85 && near.speakers() > 0.75, "{} {}", near.f1(), near.speakers());
}
