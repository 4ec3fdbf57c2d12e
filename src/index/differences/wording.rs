//! What a few words are, as far as their look and their mentions tell: a name, a number, a report.

use std::collections::HashSet;
use std::sync::LazyLock;

use super::DifferenceClass;
use super::stem::Stems;
use crate::index::spelling::is_spelling_variant;
use crate::model::{EntityId, Mentions};
use crate::text::Span;

/// The words that stand between two runs on one side.
pub(super) struct Wording<'t> {
    forms: Vec<&'t str>,
    is_sentence_start: bool,
    entity: Option<EntityId>,
    is_tagged: bool,
}

/// The class of what differs, tried in the order of [`DifferenceClass`]; a move is more than two wordings tell.
pub(super) fn class_of(a: &Wording, b: &Wording, stems: Option<&Stems>) -> DifferenceClass {
    if is_spelling_variant(&a.forms, &b.forms) {
        DifferenceClass::Spelling
    } else if stems.is_some_and(|stems| stems.are_same(&a.forms, &b.forms)) {
        DifferenceClass::Inflection
    } else if a.is_number_or_date() && b.is_number_or_date() {
        DifferenceClass::Number
    } else if name_one_actor(a, b) {
        DifferenceClass::Label
    } else if a.has_cue() || b.has_cue() {
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

impl<'t> Wording<'t> {
    /// `span` is the place of the words.
    pub fn new(text: &'t str, mentions: &Mentions, span: Span, words: impl Iterator<Item = Span>) -> Self {
        // Where no words stand, nothing is tagged, also inside a mention.
        let over = || mentions.over(span).filter(|_| !span.is_empty());
        Self {
            forms: words.map(|word| word.of(text)).collect(),
            is_sentence_start: starts_sentence(&text[..span.start()]),
            entity: over().find_map(|(_, mention)| mention.entity),
            is_tagged: over().next().is_some(),
        }
    }

    fn is_number_or_date(&self) -> bool {
        let mut content = self.forms.iter().filter(|form| !is_function_word(form)).peekable();
        content.peek().is_some() && content.all(|form| is_numeric(form) || is_one_of(&CALENDAR_WORDS, form))
    }

    fn has_cue(&self) -> bool {
        self.forms.iter().any(|form| is_one_of(&CUE_WORDS, form))
    }

    fn is_name(&self) -> bool {
        let is_name = |form: &str| {
            form.starts_with(char::is_uppercase)
                && !is_function_word(form)
                && !is_one_of(&CALENDAR_WORDS, form)
        };
        let n_unsure = usize::from(self.is_sentence_start); // a capital says nothing there
        !self.has_cue() && (self.is_tagged || self.forms.iter().skip(n_unsure).any(|form| is_name(form)))
    }
}

/// Whether a word means nothing by itself; English ones are known.
pub(super) fn is_function_word(form: &str) -> bool {
    is_one_of(&FUNCTION_WORDS, form)
}

type WordList = LazyLock<HashSet<&'static str>>;

fn is_one_of(list: &WordList, form: &str) -> bool {
    list.contains(form.to_lowercase().as_str())
}

static FUNCTION_WORDS: WordList = LazyLock::new(|| FUNCTION.split_whitespace().collect());
static CALENDAR_WORDS: WordList = LazyLock::new(|| CALENDAR.split_whitespace().collect());
static CUE_WORDS: WordList = LazyLock::new(|| CUES.split_whitespace().collect());

fn is_numeric(form: &str) -> bool {
    form.chars().any(char::is_numeric)
}

fn starts_sentence(before: &str) -> bool {
    let is_opening =
        |c: char| c.is_whitespace() || matches!(c, '"' | '\'' | '“' | '‘' | '«' | '„' | '(' | '[');
    let kept = before.trim_end_matches(is_opening);
    kept.is_empty() || kept.ends_with(['.', '!', '?', '…']) || before[kept.len()..].contains(['\n', '\r'])
}

const FUNCTION: &str = "a an the this that these those of in on at by for from to with as and or but \
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
