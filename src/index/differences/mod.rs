//! What differs inside a passage, each difference in one class. The classes are tried in the order of
//! [`DifferenceClass`].

mod class;
mod moves;
mod reading;
mod stem;
mod wording;

use std::ops::Range;

pub use class::DifferenceClass;
use moves::with_moves;
pub(super) use reading::Reading;
use stem::Stems;
use wording::class_of;

use super::passages::Passage;
use super::words::Words;
use crate::model::Project;
use crate::text::Span;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Difference {
    pub class: DifferenceClass,
    /// Empty, at the place, where this side has nothing.
    pub a: Span,
    pub b: Span,
}

/// In text order. `a` and `b` are the words that the passage was found in; mentions say which words
/// name the same entity.
pub fn differences(project: &Project, passage: &Passage, a: &Words, b: &Words) -> Vec<Difference> {
    let article = |id| project.article(id);
    let (Some(article_a), Some(article_b)) = (article(passage.a.article), article(passage.b.article)) else {
        return Vec::new();
    };
    between(passage, Reading::new(article_a, a), Reading::new(article_b, b))
}

/// In text order, in articles that are read already.
pub(super) fn between(passage: &Passage, a: Reading, b: Reading) -> Vec<Difference> {
    let sides = Sides { a, b, stems: Stems::of(a.language, b.language) };
    let mut found = Vec::new();
    let mut ends: Option<(usize, usize)> = None;
    for run in &passage.runs {
        let (run_a, run_b) = (a.words.within(run.a), b.words.within(run.b));
        if let Some((end_a, end_b)) = ends {
            sides.between_runs(end_a..run_a.start, end_b..run_b.start, &mut found);
        }
        ends = Some((run_a.end, run_b.end));
        sides.inside_run(run_a, run_b, &mut found);
    }
    with_moves(passage, a, b, found)
}

struct Sides<'p> {
    a: Reading<'p>,
    b: Reading<'p>,
    stems: Option<Stems>,
}

impl Sides<'_> {
    /// Words that are the same but for their case or under a layer, and what stands between them.
    fn inside_run(&self, a: Range<usize>, b: Range<usize>, found: &mut Vec<Difference>) {
        for (word_a, word_b) in a.clone().zip(b) {
            if word_a > a.start {
                found.extend(self.marks_before(word_a, word_b));
            }
            let (a, b) = (self.a.words.span(word_a), self.b.words.span(word_b));
            let (quote_a, quote_b) = (self.a.quote(a), self.b.quote(b));
            if quote_a != quote_b && Words::of_text(quote_a).keys() != Words::of_text(quote_b).keys() {
                found.push(Difference { class: DifferenceClass::Spelling, a, b });
            } else if !same_case(quote_a, quote_b) {
                found.push(Difference { class: DifferenceClass::Case, a, b });
            }
        }
    }

    /// Words that differ, and what stands around them where both sides have some.
    fn between_runs(&self, a: Range<usize>, b: Range<usize>, found: &mut Vec<Difference>) {
        let marks_before = |word_a, word_b| {
            let is_exchange = !a.is_empty() && !b.is_empty();
            is_exchange.then(|| self.marks_before(word_a, word_b)).flatten()
        };
        let variant = |word_a: usize, word_b: usize| {
            let change = self.change(word_a..word_a + 1, word_b..word_b + 1);
            matches!(change.class, DifferenceClass::Spelling | DifferenceClass::Inflection).then_some(change)
        };
        found.extend(marks_before(a.start, b.start));
        let n_paired = a.len().min(b.len());
        let first: Vec<_> = (0..n_paired).map_while(|n| variant(a.start + n, b.start + n)).collect();
        let n_left = n_paired - first.len();
        let last: Vec<_> = (1..=n_left).map_while(|n| variant(a.end - n, b.end - n)).collect();
        let inner_a = a.start + first.len()..a.end - last.len();
        let inner_b = b.start + first.len()..b.end - last.len();
        found.extend(first);
        if !inner_a.is_empty() || !inner_b.is_empty() {
            found.push(self.change(inner_a, inner_b));
        }
        found.extend(last.into_iter().rev());
        found.extend(marks_before(a.end, b.end));
    }

    fn change(&self, a: Range<usize>, b: Range<usize>) -> Difference {
        let class = class_of(&self.a.wording(a.clone()), &self.b.wording(b.clone()), self.stems.as_ref());
        Difference { class, a: self.a.hull(a), b: self.b.hull(b) }
    }

    fn marks_before(&self, word_a: usize, word_b: usize) -> Option<Difference> {
        let (a, b) = (self.a.before(word_a), self.b.before(word_b));
        let class = DifferenceClass::Punctuation;
        let differ = self.a.marks(a) != self.b.marks(b);
        differ.then(|| Difference { class, a: self.a.trimmed(a), b: self.b.trimmed(b) })
    }
}

/// Whether two settings of one word have their capitals at the same letters.
fn same_case(a: &str, b: &str) -> bool {
    let letters = |c: &char| c.is_alphanumeric();
    a.chars().filter(letters).map(char::is_uppercase).eq(b.chars().filter(letters).map(char::is_uppercase))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::command::{Command, EntityChoice, HeaderChange};
    use crate::fixture;
    use crate::index::{Comparison, Zones};

    /// The differences of the one passage that two marked texts share: class and both quotes.
    fn check(a: &str, b: &str, expected: &[(DifferenceClass, &str, &str)]) {
        let session = fixture::session(&[("One", a), ("Two", b)]);
        assert_eq!(
            found(session.project()),
            expected.iter().map(|(class, a, b)| (*class, a.to_string(), b.to_string())).collect::<Vec<_>>()
        );
    }

    fn found(project: &Project) -> Vec<(DifferenceClass, String, String)> {
        let ids: Vec<_> = project.articles().keys().copied().collect();
        let comparison = Comparison::new(project, &ids, Zones::Body);
        assert_eq!(comparison.passages().len(), 1);
        let quote = |id, span: Span| span.of(&project.articles()[&id].text).to_owned();
        let found = comparison.differences(project, &comparison.passages()[0]);
        found.iter().map(|d| (d.class, quote(ids[0], d.a), quote(ids[1], d.b))).collect()
    }

    use DifferenceClass::*;

    #[test]
    fn an_actor_called_by_two_names_is_a_label() {
        check(
            "It could encourage the Chinese regime to attack the island, disrupting supplies of semiconductors.",
            "It could encourage China to attack the island, disrupting supplies of semiconductors.",
            &[(Label, "the Chinese regime", "China")],
        );
    }

    #[test]
    fn entities_decide_where_a_person_has_joined_mentions() {
        let a = "He wants to encourage [ORG the bloc] to leave the northern island before the winter comes.";
        let b = "He wants to encourage [PERSON him] to leave the northern island before the winter comes.";
        let mut session = fixture::session(&[("One", a), ("Two", b)]);
        assert_eq!(found(session.project())[0].0, Label); // both are tagged
        let mut join = |quote, name: &str| {
            let mentions = vec![fixture::mention(session.project(), quote)];
            session.run(&Command::Link { mentions, entity: EntityChoice::New(name.to_owned()) }).unwrap();
        };
        join("the bloc", "European Union");
        join("him", "Macron");
        assert_eq!(found(session.project())[0].0, Other);
    }

    #[test]
    fn house_style_is_told_from_meaning() {
        check(
            "After years of talks the G-7 roadmap for common defense in the north has now at last been \
             finalized, and the ministers who met there signed it with great pomp on Friday.",
            "After years of talks the G7 roadmap for common defence in the north has now at last been \
             finalised and the Ministers who met there signed it with great pomp on Monday.",
            &[
                (Spelling, "G-7", "G7"),
                (Spelling, "defense", "defence"),
                (Spelling, "finalized", "finalised"),
                (Punctuation, ",", ""),
                (Case, "ministers", "Ministers"),
            ],
        );
        check(
            "The ministers signed it with great pomp on Friday in the old town.",
            "The ministers signed it with great pomp on Monday in the old town.",
            &[(Number, "Friday", "Monday")],
        );
    }

    #[test]
    fn a_quotation_mark_that_moved_is_punctuation() {
        check(
            "They agreed to “coordinate closely in addressing issues related to China” and other states.",
            "They agreed to coordinate closely in addressing issues related to China, and other states.",
            &[(Punctuation, "“", ""), (Punctuation, "”", ",")],
        );
        // Curly or straight, a no-break space or a line end: the same.
        check(
            "They agreed to “coordinate\u{a0}closely in addressing issues related to China” now.",
            "They agreed to \"coordinate closely\nin addressing issues related to China\" now.",
            &[],
        );
    }

    #[test]
    fn house_style_beside_a_real_change_is_parted_from_it() {
        check(
            "It is the biggest build-up since World War Two in a step away from the old order at last.",
            "It is the biggest build-up since World War II, a step away from the old order at last.",
            &[(Spelling, "Two", "II"), (Deletion, "in", ""), (Punctuation, "", ",")],
        );
        check(
            "The ministers of the seven states said that he left “the old harbour town for good”, they think.",
            "The ministers of the seven states said that he left the ugly harbour town for good, they think.",
            &[(Punctuation, "“", ""), (Other, "old", "ugly"), (Punctuation, "”,", ",")],
        );
    }

    #[test]
    fn a_source_that_went_missing_is_attribution() {
        check(
            "The unilateral attempts to change the order are a threat, Kishida said, as reported by the agency, in a statement on the talks.",
            "The unilateral attempts to change the order are a threat, Kishida said in a statement on the talks.",
            &[(Attribution, "as reported by the agency", "")],
        );
    }

    #[test]
    fn another_form_of_a_word_is_inflection_where_the_language_is_known() {
        let a = "The ministers of the seven states agree with the plan, and Japan hopes for a quick reply from them before winter.";
        let b = "The ministers of the seven states agreed with the plan, and Japan hoped for a new reply from them before winter.";
        let mut session = fixture::session(&[("One", a), ("Two", b)]);
        assert_eq!(found(session.project())[0].0, Other);
        let articles = session.project().articles().keys().copied().collect();
        let change = HeaderChange::Language("en-GB".to_owned());
        session.run(&Command::EditHeaders { articles, change }).unwrap();
        let quoted = |class, a: &str, b: &str| (class, a.to_owned(), b.to_owned());
        assert_eq!(
            found(session.project()),
            [
                quoted(Inflection, "agree", "agreed"),
                quoted(Inflection, "hopes", "hoped"),
                quoted(Other, "quick", "new"),
            ]
        );
    }

    #[test]
    fn words_that_stand_elsewhere_on_the_other_side_have_moved() {
        check(
            "The captain said on Monday that the deck of the northern ferry was wet and cold.",
            "The captain said that the deck of the northern ferry was wet and cold on Monday, and left.",
            &[(Move, "on Monday", "")],
        );
        check(
            "The captain of the ship said on Monday in Oslo that the deck of the northern ferry was wet and cold for hours.",
            "The captain of the ship said that the deck of the northern ferry was on Monday wet and cold for hours.",
            &[(Move, "on Monday", ""), (Deletion, "in Oslo", ""), (Move, "", "on Monday")],
        );
        check(
            "On Monday the captain of the ferry said that the deck was wet and cold for hours.",
            "The captain of the ferry said on Monday that the deck was wet and cold for hours.",
            &[(Case, "the", "The"), (Move, "", "on Monday")],
        );
        // Little words stand anywhere, and one word far away is another one.
        check(
            "The deck of the ferry was in wet and the captain slowed the ship down at once for them.",
            "The deck of the ferry was wet and the captain slowed in the ship down at once for them.",
            &[(Deletion, "in", ""), (Insertion, "", "in")],
        );
        check(
            "They knew that the northern deck of the ferry was wet when the captain slowed the ship down at last in the harbour of Oslo.",
            "They knew that the deck of the ferry was wet when the captain slowed the ship down at last in the northern harbour of Oslo.",
            &[(Deletion, "northern", ""), (Insertion, "", "northern")],
        );
    }

    #[test]
    fn added_and_dropped_words_keep_their_place() {
        check(
            "The deck of the northern ferry was wet and the captain slowed the ship down.",
            "The deck of the ferry was wet and the old captain slowed the ship down.",
            &[(Deletion, "northern", ""), (Insertion, "", "old")],
        );
        check(
            "The deck of the ferry was wet and the captain slowed the ship down.",
            "The deck of the ferry was slippery and the captain slowed the ship down.",
            &[(Other, "wet", "slippery")],
        );
    }
}
