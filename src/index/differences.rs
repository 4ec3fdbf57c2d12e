//! What differs inside a passage, each difference in one class. The classes are tried in the order of
//! [`DifferenceClass`].

use std::ops::Range;

use super::passages::Passage;
use super::spelling::is_spelling_variant;
use super::words::Words;
use crate::model::{Article, EntityId, Project};
use crate::text::{Folded, Span};

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Difference {
    pub class: DifferenceClass,
    /// Empty, at the place, where this side has nothing.
    pub a: Span,
    pub b: Span,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum DifferenceClass {
    Punctuation,
    Case,
    Spelling,
    Number,
    /// Two names where an actor stands, for instance `China` and `the Chinese regime`.
    Label,
    /// Who said it, or whether anyone did.
    Attribution,
    Other,
    /// Only the second side has it.
    Insertion,
    /// Only the first side has it.
    Deletion,
}

impl DifferenceClass {
    pub const ALL: [Self; 9] = [
        Self::Punctuation,
        Self::Case,
        Self::Spelling,
        Self::Number,
        Self::Label,
        Self::Attribution,
        Self::Other,
        Self::Insertion,
        Self::Deletion,
    ];

    pub fn name(self) -> &'static str {
        match self {
            Self::Punctuation => "punctuation",
            Self::Case => "case",
            Self::Spelling => "spelling",
            Self::Number => "number or date",
            Self::Label => "label of an actor",
            Self::Attribution => "attribution",
            Self::Other => "other",
            Self::Insertion => "insertion",
            Self::Deletion => "deletion",
        }
    }

    /// Whether it is a matter of house style and not of meaning.
    pub fn is_style(self) -> bool {
        matches!(self, Self::Punctuation | Self::Case | Self::Spelling)
    }
}

/// In text order. `a` and `b` are the words that the passage was found in; mentions say which words
/// name the same entity.
pub fn differences(project: &Project, passage: &Passage, a: &Words, b: &Words) -> Vec<Difference> {
    let article = |id| project.article(id);
    let (Some(article_a), Some(article_b)) = (article(passage.a.article), article(passage.b.article)) else {
        return Vec::new();
    };
    let sides =
        Sides { a: Reading { article: article_a, words: a }, b: Reading { article: article_b, words: b } };
    let mut found = Vec::new();
    let mut ends: Option<(usize, usize)> = None;
    for run in &passage.runs {
        let (run_a, run_b) = (a.within(run.a), b.within(run.b));
        if let Some((end_a, end_b)) = ends {
            found.push(sides.of_gap(end_a..run_a.start, end_b..run_b.start));
        }
        ends = Some((run_a.end, run_b.end));
        sides.inside_run(run_a, run_b, &mut found);
    }
    found
}

struct Sides<'p> {
    a: Reading<'p>,
    b: Reading<'p>,
}

struct Reading<'p> {
    article: &'p Article,
    words: &'p Words,
}

impl Sides<'_> {
    /// Words that are the same but for their case, and what stands between them.
    fn inside_run(&self, a: Range<usize>, b: Range<usize>, found: &mut Vec<Difference>) {
        for (word_a, word_b) in a.clone().zip(b) {
            if word_a > a.start {
                let (between_a, between_b) = (self.a.before(word_a), self.b.before(word_b));
                if self.a.marks(between_a) != self.b.marks(between_b) {
                    let (a, b) = (self.a.trimmed(between_a), self.b.trimmed(between_b));
                    found.push(Difference { class: DifferenceClass::Punctuation, a, b });
                }
            }
            let (a, b) = (self.a.words.span(word_a), self.b.words.span(word_b));
            if !same_case(self.a.text(a), self.b.text(b)) {
                found.push(Difference { class: DifferenceClass::Case, a, b });
            }
        }
    }

    fn of_gap(&self, a: Range<usize>, b: Range<usize>) -> Difference {
        let (wording_a, wording_b) = (self.a.wording(a.clone()), self.b.wording(b.clone()));
        let class = class_of(&wording_a, &wording_b);
        Difference { class, a: self.a.hull(a), b: self.b.hull(b) }
    }
}

impl<'p> Reading<'p> {
    fn text(&self, span: Span) -> &'p str {
        span.of(&self.article.text)
    }

    /// From the word before to this word.
    fn before(&self, word: usize) -> Span {
        self.span(self.words.span(word - 1).end()..self.words.span(word).start())
    }

    fn hull(&self, words: Range<usize>) -> Span {
        if !words.is_empty() {
            return self.words.hull(words);
        }
        let at = self.words.span(words.start - 1).end(); // a gap has a run before it
        self.span(at..at)
    }

    fn span(&self, range: Range<usize>) -> Span {
        Span::new(&self.article.text, range).unwrap_or(Span::whole(""))
    }

    fn trimmed(&self, span: Span) -> Span {
        let text = self.text(span);
        let start = span.start() + (text.len() - text.trim_start().len());
        let end = span.start() + text.trim_end().len();
        self.span(start.min(end)..end)
    }

    /// What is seen between two words, but for white space and the shape of quotes and dashes.
    fn marks(&self, span: Span) -> String {
        let text = self.text(span);
        match text {
            " " => String::new(), // nearly always
            _ => Folded::new(text).text().split_whitespace().collect(),
        }
    }

    fn wording(&self, words: Range<usize>) -> Wording<'p> {
        let span = self.hull(words.clone());
        let forms = words.clone().map(|word| self.text(self.words.span(word))).collect();
        let overlapping = || {
            self.article.mentions.values().filter(|mention| !span.is_empty() && mention.extent.overlaps(span))
        };
        Wording {
            forms,
            is_sentence_start: starts_sentence(&self.article.text[..span.start()]),
            entity: overlapping().find_map(|mention| mention.entity),
            is_tagged: overlapping().next().is_some(),
        }
    }
}

/// The words that stand between two runs on one side.
struct Wording<'t> {
    forms: Vec<&'t str>,
    is_sentence_start: bool,
    entity: Option<EntityId>,
    is_tagged: bool,
}

fn class_of(a: &Wording, b: &Wording) -> DifferenceClass {
    let is_attribution = || a.has_cue() || b.has_cue();
    if is_spelling_variant(&a.forms, &b.forms) {
        DifferenceClass::Spelling
    } else if a.is_number_or_date() && b.is_number_or_date() {
        DifferenceClass::Number
    } else if name_one_actor(a, b) {
        DifferenceClass::Label
    } else if is_attribution() {
        DifferenceClass::Attribution
    } else if a.forms.is_empty() {
        DifferenceClass::Insertion
    } else if b.forms.is_empty() {
        DifferenceClass::Deletion
    } else {
        DifferenceClass::Other
    }
}

/// Joined to one entity; or, where a person has not said so, both look like names.
fn name_one_actor(a: &Wording, b: &Wording) -> bool {
    match (a.entity, b.entity) {
        (Some(a), Some(b)) => a == b,
        _ => a.is_name() && b.is_name(),
    }
}

impl Wording<'_> {
    fn is_number_or_date(&self) -> bool {
        let mut content = self.forms.iter().filter(|form| !is_one_of(FUNCTION_WORDS, form)).peekable();
        content.peek().is_some() && content.all(|form| is_numeric(form) || is_one_of(CALENDAR, form))
    }

    fn has_cue(&self) -> bool {
        self.forms.iter().any(|form| is_one_of(CUES, form))
    }

    fn is_name(&self) -> bool {
        let is_name = |form: &str| {
            form.starts_with(char::is_uppercase)
                && !is_one_of(FUNCTION_WORDS, form)
                && !is_one_of(CALENDAR, form)
        };
        let n_unsure = usize::from(self.is_sentence_start); // a capital says nothing there
        !self.has_cue() && (self.is_tagged || self.forms.iter().skip(n_unsure).any(|form| is_name(form)))
    }
}

fn is_one_of(list: &str, form: &str) -> bool {
    let lower = form.to_lowercase();
    list.split_whitespace().any(|word| word == lower)
}

fn is_numeric(form: &str) -> bool {
    form.chars().any(char::is_numeric)
}

/// Whether two settings of one word have their capitals at the same letters.
fn same_case(a: &str, b: &str) -> bool {
    let letters = |c: &char| c.is_alphanumeric();
    a.chars().filter(letters).map(char::is_uppercase).eq(b.chars().filter(letters).map(char::is_uppercase))
}

fn starts_sentence(before: &str) -> bool {
    let is_opening =
        |c: char| c.is_whitespace() || matches!(c, '"' | '\'' | '“' | '‘' | '«' | '„' | '(' | '[');
    let kept = before.trim_end_matches(is_opening);
    kept.is_empty() || kept.ends_with(['.', '!', '?', '…']) || before[kept.len()..].contains(['\n', '\r'])
}

const FUNCTION_WORDS: &str = "a an the this that these those of in on at by for from to with as and or but \
    since until about around some over under its his her their our was were is are has had have been it he \
    she they we last next earlier later ago";

const CALENDAR: &str = "january february march april may june july august september october november \
    december jan feb mar apr jun jul aug sep sept oct nov dec monday tuesday wednesday thursday friday \
    saturday sunday today yesterday tomorrow tonight morning afternoon evening day days week weeks month \
    months year years hour hours minute minutes spring summer autumn fall winter noon midnight one two \
    three four five six seven eight nine ten eleven twelve twenty thirty forty fifty hundred hundreds \
    thousand thousands million millions billion billions trillion dozen dozens half first second third \
    percent";

/// Words that make something a report of what another said: English, French, German, Spanish.
const CUES: &str = "said says say saying told tells tell according reported reports report reportedly stated \
    states stating announced announces claimed claims claiming added adds noted notes quoted quoting cited \
    citing cites wrote writes warned argued insisted explained confirmed denied denies alleged allegedly \
    believed believes described called sources \
    selon dit déclaré affirmé indiqué ajouté annoncé estimé rapporté \
    sagte sagten laut zufolge erklärte erklärten teilte betonte berichtete hieß \
    dijo según afirmó declaró señaló indicó anunció aseguró";

#[cfg(test)]
mod tests {
    use super::*;
    use crate::command::{Command, EntityChoice};
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
    fn a_source_that_went_missing_is_attribution() {
        check(
            "The unilateral attempts to change the order are a threat, Kishida said, as reported by the agency, in a statement on the talks.",
            "The unilateral attempts to change the order are a threat, Kishida said in a statement on the talks.",
            &[(Attribution, "as reported by the agency", "")],
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
