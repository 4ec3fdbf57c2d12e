//! Patterns: built-in kinds of writing, and the analyst's own expressions and word lists.
//!
//! A built-in kind claims the label that such places were given here. Only where nothing was decided
//! yet does a label that is called like the kind speak for it.

use std::collections::BTreeMap;
use std::ops::Range;
use std::sync::Arc;

use aho_corasick::{AhoCorasick, MatchKind};
use regex::Regex;

use super::built_in;
use super::claim::{Claim, Kind, Sight, odds};
use super::known_forms::Counts;
use super::lesson::Lesson;
use super::tokens::Tokens;
use crate::model::{LabelId, Pattern, PatternId, PatternKind, Project, Records};
use crate::text::Span;

/// Where a pattern matches. A pattern of the analyst's own need not keep to whole words.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Place {
    pub tokens: Range<usize>,
    pub span: Span,
    pub by: Source,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Source {
    /// Its place in the table.
    BuiltIn(usize),
    /// A quotation without its marks.
    Quoted,
    Own(PatternId),
}

/// Finds the places of a text.
#[derive(Default)]
pub struct Finder {
    source: Records<PatternId, Pattern>,
    own: Vec<(PatternId, Own)>,
}

enum Own {
    Expression(Regex),
    Words(AhoCorasick),
}

/// What became of the places of each source.
#[derive(Clone, Default)]
pub struct Patterns {
    own: BTreeMap<PatternId, LabelId>,
    namesakes: BTreeMap<Source, LabelId>,
    decided: BTreeMap<Source, (Counts, u32)>,
}

/// An expression that matches everywhere must not fill the memory.
const MOST_PLACES: usize = 200_000;
/// A pattern that a person wrote counts as right so often before anything is known of it.
const TRUST_IN_OWN: u32 = 4;
const TRUST_IN_NAMESAKES: u32 = 2;

impl Finder {
    pub fn of(project: &Project) -> Self {
        let compile = |(id, pattern): (&PatternId, &Pattern)| Some((*id, Own::of(&pattern.kind)?));
        let own = project.patterns().iter().filter_map(compile).collect();
        Self { source: project.patterns().clone(), own }
    }

    pub fn is_of(&self, project: &Project) -> bool {
        self.source == *project.patterns()
    }

    /// Every place, in text order.
    pub fn places(&self, text: &str, tokens: &Tokens) -> Vec<Place> {
        let mut places = Vec::new();
        for (at, (kind, expression)) in built_in::compiled().enumerate() {
            for found in expression.find_iter(text) {
                push(text, tokens, found.range(), Source::BuiltIn(at), &mut places);
                if kind.name == "quotation" {
                    push(
                        text,
                        tokens,
                        without_ends(found.as_str(), found.start()),
                        Source::Quoted,
                        &mut places,
                    );
                }
            }
        }
        places.retain(|place| tokens.covered(place.span).is_some());
        for (id, own) in &self.own {
            own.each(text, tokens, &mut |range| push(text, tokens, range, Source::Own(*id), &mut places));
        }
        places.sort_by_key(|place| (place.tokens.start, place.span, place.by));
        places
    }
}

impl Own {
    /// `None` for an expression that does not compile, which no command lets into a project.
    fn of(kind: &PatternKind) -> Option<Self> {
        match kind {
            PatternKind::Expression(expression) => Regex::new(expression).ok().map(Self::Expression),
            PatternKind::Words(words) => {
                let longest_first =
                    AhoCorasick::builder().match_kind(MatchKind::LeftmostLongest).build(words);
                longest_first.ok().map(Self::Words)
            }
        }
    }

    fn each(&self, text: &str, tokens: &Tokens, found: &mut impl FnMut(Range<usize>)) {
        match self {
            Self::Expression(expression) => {
                expression.find_iter(text).take(MOST_PLACES).for_each(|one| found(one.range()));
            }
            Self::Words(words) => {
                let is_whole = |range: &Range<usize>| {
                    Span::new(text, range.clone()).is_ok_and(|span| tokens.covered(span).is_some())
                };
                words.find_iter(text).map(|one| one.range()).filter(is_whole).for_each(found);
            }
        }
    }
}

fn push(text: &str, tokens: &Tokens, range: Range<usize>, by: Source, places: &mut Vec<Place>) {
    let Ok(span) = Span::new(text, range) else { return };
    let touched = tokens.touched(span);
    if !span.is_empty() && !touched.is_empty() && places.len() < MOST_PLACES {
        places.push(Place { tokens: touched, span, by });
    }
}

/// Without its first and last character.
fn without_ends(quotation: &str, start: usize) -> Range<usize> {
    let mut inner = quotation.chars();
    let ends = (inner.next(), inner.next_back()).0.map_or(0, char::len_utf8);
    start + ends..start + ends + inner.as_str().len()
}

impl Place {
    /// Those that start in a sentence, of places in text order.
    pub fn within<'p>(places: &'p [Self], sentence: &Range<usize>) -> &'p [Self] {
        let first = places.partition_point(|place| place.tokens.start < sentence.start);
        let end = places.partition_point(|place| place.tokens.start < sentence.end);
        &places[first..end]
    }
}

impl Patterns {
    pub fn of(project: &Project) -> Self {
        let own = project.patterns().iter().map(|(id, pattern)| (*id, pattern.label)).collect();
        let mut namesakes = BTreeMap::new();
        for (at, (kind, _)) in built_in::compiled().enumerate() {
            let label = kind.namesakes.iter().find_map(|name| project.label_named(name));
            namesakes.extend(label.map(|label| (Source::BuiltIn(at), label)));
        }
        Self { own, namesakes, decided: BTreeMap::new() }
    }

    pub fn of_lessons(project: &Project, lessons: &[Arc<Lesson>]) -> Self {
        let mut patterns = Self::of(project);
        for lesson in lessons {
            (0..lesson.n_taught).for_each(|at| patterns.add_sentence(lesson, at));
        }
        patterns
    }

    pub fn add_sentence(&mut self, lesson: &Lesson, at: usize) {
        if at >= lesson.n_taught {
            return;
        }
        let marks = lesson.marks_in(at);
        for place in lesson.places_in(at) {
            let (counts, n_untagged) = self.decided.entry(place.by).or_default();
            match marks.iter().find(|mark| mark.tokens == place.tokens) {
                Some(mark) => counts.add(mark.label),
                None => *n_untagged += 1,
            }
        }
    }

    fn claims_at(&self, place: &Place, claims: &mut Vec<Claim>) {
        let nothing = (Counts::default(), 0);
        let (counts, n_untagged) = self.decided.get(&place.by).unwrap_or(&nothing);
        let n_for =
            |label: LabelId| counts.each().find(|one| one.0 == label).map_or((0, 0), |one| (one.1, one.2));
        let mut claim = |kind: Kind, label: LabelId, n_for: u32, n_other: u32| {
            let (tokens, span) = (place.tokens.clone(), place.span);
            claims.push(Claim {
                tokens,
                span,
                label,
                kind,
                strength: odds(n_for, n_other + n_untagged),
                n_for,
            });
        };
        match place.by {
            Source::Own(id) => {
                let Some(label) = self.own.get(&id) else { return };
                let (n_for, n_other) = n_for(*label);
                claim(Kind::Own, *label, n_for + TRUST_IN_OWN, n_other);
            }
            _ if counts.is_empty() => {
                let namesake = self.namesakes.get(&place.by).filter(|_| *n_untagged == 0);
                namesake.into_iter().for_each(|label| claim(Kind::BuiltIn, *label, TRUST_IN_NAMESAKES, 0));
            }
            _ => counts.each().for_each(|(label, n, n_other)| claim(Kind::BuiltIn, label, n, n_other)),
        }
    }
}

/// Every place where a pattern matches, with the labels that such places got.
pub fn claim(sight: &Sight, claims: &mut Vec<Claim>) {
    let inside = sight.places.iter().filter(|place| place.tokens.end <= sight.sentence.end);
    inside.for_each(|place| sight.patterns.claims_at(place, claims));
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::suggest::fixture::{label, lesson, project};

    fn claims(patterns: &Patterns, text: &str) -> Vec<(String, LabelId, Kind)> {
        let tokens = Tokens::of(text);
        let mut claims = Vec::new();
        for place in Finder::default().places(text, &tokens) {
            patterns.claims_at(&place, &mut claims);
        }
        claims.iter().map(|claim| (claim.span.of(text).to_owned(), claim.label, claim.kind)).collect()
    }

    #[test]
    fn a_kind_claims_the_label_that_it_was_given_here() {
        let lesson = lesson("It sank on [W May 2, 2024].");
        let mut patterns = Patterns::default();
        patterns.add_sentence(&lesson, 0);
        let found = claims(&patterns, "It rose on July 3, 2024");
        assert_eq!(found, [("July 3, 2024".to_owned(), label("W"), Kind::BuiltIn)]);
    }

    #[test]
    fn a_label_of_that_name_counts_until_something_speaks_against_it() {
        let project = project(&["DATE"], &[]);
        let mut patterns = Patterns::of(&project);
        let date = project.label_named("DATE").unwrap();
        let found = claims(&patterns, "on July 3, 2024");
        assert!(found.contains(&("July 3, 2024".to_owned(), date, Kind::BuiltIn)));
        patterns.add_sentence(&lesson("On May 2, 2024 it sank, says [A Ann]."), 0);
        assert!(!claims(&patterns, "on July 3, 2024").iter().any(|claim| claim.0 == "July 3, 2024"));
    }

    #[test]
    fn own_words_match_whole_words_and_the_longest_first() {
        let own =
            Own::of(&PatternKind::Words(vec!["New York".into(), "New York Times".into(), "art".into()]));
        let text = "The New York Times on party art in New York";
        let mut found = Vec::new();
        own.unwrap().each(text, &Tokens::of(text), &mut |range| found.push(&text[range]));
        assert_eq!(found, ["New York Times", "art", "New York"]);
    }

    fn own_places(expression: &str, text: &str) -> Vec<String> {
        let own = Own::of(&PatternKind::Expression(expression.to_owned())).unwrap();
        let finder = Finder { own: vec![(PatternId(1), own)], ..Finder::default() };
        let places = finder.places(text, &Tokens::of(text));
        let of_own = places.iter().filter(|place| place.by == Source::Own(PatternId(1)));
        of_own.map(|place| place.span.of(text).to_owned()).collect()
    }

    #[test]
    fn an_own_expression_may_match_inside_a_word() {
        assert_eq!(own_places("[Mm]ega", "ein Megawatt"), ["Mega"]);
    }

    #[test]
    fn a_match_of_nothing_is_no_place() {
        assert_eq!(own_places("z*", "a 7nm chip"), [""; 0]);
    }

    #[test]
    fn a_quotation_is_found_with_and_without_its_marks() {
        let text = "“We will,” he said";
        let places = Finder::default().places(text, &Tokens::of(text));
        let quotes: Vec<&str> = places.iter().map(|place| place.span.of(text)).collect();
        assert_eq!(quotes, ["“We will,”", "We will,"]);
    }
}
