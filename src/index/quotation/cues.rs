//! Words that say that somebody says something, and whose saying it is. Lists and word order, no
//! grammar: where they do not decide, there is no speaker.

use std::collections::HashMap;
use std::ops::Range;
use std::sync::LazyLock;

use super::sentence::Sentence;

/// A reporting word of a sentence, by token.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Cue {
    pub at: Range<usize>,
    pub reach: Reach,
    /// The noun phrase of who it is; `None` where nobody is named.
    pub subject: Option<Range<usize>>,
    pub side: Side,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Reach {
    /// Whatever the sentence says is said: `said`, `told`, `according to`.
    Sentence,
    /// Only the next few words are: `called it`, `pledged to`.
    Phrase,
    /// Said by nobody in particular: `it is believed`.
    Nobody,
}

/// Where the subject stands, seen from the cue.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Side {
    Before,
    After,
}

/// In the order of the sentence.
pub(super) fn cues(sentence: &Sentence) -> Vec<Cue> {
    let mut found: Vec<Cue> = Vec::new();
    for at in 0..sentence.tokens.len() {
        let first_subject = || found.iter().find_map(|cue| cue.subject.clone());
        let cue = according_to(sentence, at)
            .or_else(|| hearsay(sentence, at))
            .or_else(|| reporting_verb(sentence, at, first_subject()));
        found.extend(cue);
    }
    found
}

/// `as reported by AFP`: through whom the words came.
pub(super) fn relayed_by(sentence: &Sentence) -> Option<Range<usize>> {
    let is_relay = |at: &usize| {
        let relays = ["reported", "quoted", "cited", "carried", "relayed"];
        sentence.tokens[*at].is(&relays) && sentence.tokens.get(at + 1).is_some_and(|next| next.is(&["by"]))
    };
    let at = (0..sentence.tokens.len()).find(is_relay)?;
    noun_phrase_from(sentence, at + 2)
}

fn according_to(sentence: &Sentence, at: usize) -> Option<Cue> {
    let token = &sentence.tokens[at];
    let next = |words: &[&str]| sentence.tokens.get(at + 1).is_some_and(|next| next.is(words));
    let end = match () {
        () if token.is(&["according"]) && next(&["to"]) => at + 2,
        () if token.is(&["selon", "según", "laut"]) => at + 1,
        () if token.is(&["d'après"]) => at + 1,
        () => return None,
    };
    let subject = noun_phrase_from(sentence, end)?;
    Some(Cue { at: at..end, reach: Reach::Sentence, subject: Some(subject), side: Side::After })
}

/// `it is believed`, `is seen as`, `widely regarded as`, without a `by`.
fn hearsay(sentence: &Sentence, at: usize) -> Option<Cue> {
    if !sentence.tokens[at].is_in(HEARSAY) || at == 0 {
        return None;
    }
    let is = |at: usize, words: &[&str]| sentence.tokens.get(at).is_some_and(|token| token.is(words));
    let n_adverbs = usize::from(is(at - 1, &["widely", "generally", "commonly", "broadly", "often"]));
    let start = at - n_adverbs;
    let is_passive = start > 0 && sentence.tokens[start - 1].is_in(FORMS_OF_BE);
    let goes_on = is(at + 1, &["as", "that", "to"]);
    if is(at + 1, &["by"]) || !goes_on || !is_passive && n_adverbs == 0 {
        return None;
    }
    let start = start - usize::from(is_passive);
    Some(Cue { at: start..at + 1, reach: Reach::Nobody, subject: None, side: Side::Before })
}

fn reporting_verb(sentence: &Sentence, at: usize, first: Option<Range<usize>>) -> Option<Cue> {
    let token = &sentence.tokens[at];
    let reach = reach_of(&token.lower)?;
    let is_noun = token.is_in(ALSO_NOUNS) && !stands_as_verb(sentence, at);
    let goes_on = token.lower.ends_with("ing"); // is calling it
    let is_passive = at > 0 && sentence.tokens[at - 1].is_in(FORMS_OF_BE) && !goes_on;
    if is_noun || is_passive {
        return None;
    }
    let cue = |subject, side| Cue { at: at..at + 1, reach, subject, side };
    let after_quotation = at > 0 && sentence.tokens[at - 1].quotation.is_some();
    let is_turned = at == 0 && !goes_on; // Said Ellis: “…”
    if (after_quotation || is_turned)
        && let Some(subject) = noun_phrase_from(sentence, at + 1)
    {
        return Some(cue(Some(subject), Side::After));
    }
    Some(cue(subject_before(sentence, at, first), Side::Before))
}

/// Words like `claims` and `states` are verbs right after a name or a pronoun.
fn stands_as_verb(sentence: &Sentence, at: usize) -> bool {
    let Some(before) = at.checked_sub(1) else { return false };
    let token = &sentence.tokens[before];
    token.quotation.is_some()
        || token.is_in(PRONOUNS)
        || sentence.is_capitalised(before) && !token.is(&["united", "the"]) && !sentence.is_capitalised(at)
}

/// The noun phrase that ends before a verb, past its adverbs and helping verbs.
fn subject_before(sentence: &Sentence, verb: usize, first: Option<Range<usize>>) -> Option<Range<usize>> {
    let goes_on =
        |at: usize| sentence.tokens[verb].lower.ends_with("ing") && sentence.tokens[at].is_in(FORMS_OF_BE);
    let mut end = verb;
    while end > 0
        && (goes_on(end - 1) || is_passed_over(sentence, end - 1))
        && !has_stop(sentence.gap_before(end))
    {
        end -= 1;
    }
    if sentence.gap_before(end).contains(')') {
        end = before_brackets(sentence, end).unwrap_or(end); // Rep. Gwen Moore (D-Wis.) said
    }
    if end == 0 {
        return first;
    }
    let before = &sentence.tokens[end - 1];
    if before.is(&["and", "but", "or", "then", "et", "und", "y"]) {
        return first.or_else(|| opening_name(sentence)); // agreed on Friday and pledged
    }
    if before.is(&["which", "who", "that", "qui", "que", "der", "die", "das"]) && end > 1 {
        return noun_phrase_to(sentence, end - 1); // the document, which refers to
    }
    if sentence.gap_before(end).contains(',') {
        if sentence.tokens[verb].lower.ends_with("ing") {
            return first.or_else(|| opening_name(sentence)); // It backed the plan, saying
        }
        let comma =
            (end.saturating_sub(14)..end).rev().find(|at| *at > 0 && sentence.gap_before(*at).contains(','));
        return comma.and_then(|at| noun_phrase_to(sentence, at)).or(first);
    }
    let phrase = noun_phrase_to(sentence, end)?;
    let is_plural = sentence.tokens[verb].is(&["agree", "vow", "pledge", "say", "call"]);
    Some(if is_plural { with_list_before(sentence, phrase) } else { phrase })
}

/// Where the brackets open that close before a token.
fn before_brackets(sentence: &Sentence, end: usize) -> Option<usize> {
    (end.saturating_sub(LONGEST_BRACKET)..end)
        .rev()
        .find(|at| *at > 0 && sentence.gap_before(*at).contains('('))
}

/// Headlines set a comma for `and`: `Japan, France Agree`.
fn with_list_before(sentence: &Sentence, phrase: Range<usize>) -> Range<usize> {
    let is_listed = |at: &usize| sentence.gap_before(*at + 1).trim() == "," && sentence.is_capitalised(*at);
    let start = (0..phrase.start).rev().take_while(is_listed).last();
    start.unwrap_or(phrase.start)..phrase.end
}

fn is_passed_over(sentence: &Sentence, at: usize) -> bool {
    let token = &sentence.tokens[at];
    let is_adverb = token.lower.len() > 4 && token.lower.ends_with("ly") && !sentence.is_capitalised(at);
    let is_before_day = token.is(&["on", "last", "this", "am"])
        && sentence.tokens.get(at + 1).is_some_and(|next| next.is_in(WEEKDAYS));
    token.is_in(HELPERS) || token.is_in(WEEKDAYS) || is_adverb || is_before_day
}

/// The noun phrase that ends before a token.
fn noun_phrase_to(sentence: &Sentence, end: usize) -> Option<Range<usize>> {
    let mut start = end;
    while start > 0 && end - start < LONGEST_PHRASE {
        let token = &sentence.tokens[start - 1];
        let is_cut = start < end && has_stop(sentence.gap_before(start)) && !token.is_in(TITLES);
        let is_stop =
            token.is_in(PHRASE_STOPS) || token.quotation.is_some() || reach_of(&token.lower).is_some();
        if is_cut || is_stop {
            break;
        }
        start -= 1;
    }
    let opens = |at: &usize| {
        let token = &sentence.tokens[*at];
        sentence.is_capitalised(*at) || token.is_in(PHRASE_STARTS) || token.is_in(PRONOUNS)
    };
    let bare = end.saturating_sub(2).max(start); // officials said
    let start = (start..end).find(opens).unwrap_or(bare);
    let joins = sentence.tokens.get(start).is_some_and(|token| token.is(&["and", "or"]));
    let start = start + usize::from(joins);
    (start < end).then_some(start..end)
}

/// The name that a sentence starts with, up to its first verb, which is the first small word after it.
fn opening_name(sentence: &Sentence) -> Option<Range<usize>> {
    let is_comma = |at: &usize| sentence.gap_before(*at).contains(',');
    let start = match sentence.tokens.first()?.is_in(PHRASE_STOPS) {
        true => (1..sentence.tokens.len()).find(is_comma)?, // In August, the mayor
        false => 0,
    };
    let phrase = noun_phrase_from_comma(sentence, start)?;
    let is_name = |at: &usize| sentence.is_capitalised(*at);
    let first = phrase.clone().skip(1).find(is_name).unwrap_or(phrase.start);
    let inside = |at: &usize| is_name(at) || sentence.tokens[*at].is(&["of", "and", "the", "de", "von"]);
    let end = (first + 1..phrase.end).take_while(inside).filter(is_name).last();
    let has_name = phrase.clone().any(|at| is_name(&at) && at > 0) || phrase.len() == 1;
    Some(if has_name { phrase.start..end.map_or(first + 1, |last| last + 1) } else { phrase })
}

/// The noun phrase that starts at a token: up to a mark, a preposition or a verb.
fn noun_phrase_from(sentence: &Sentence, start: usize) -> Option<Range<usize>> {
    let is_fresh =
        start == 0 || sentence.tokens.get(start).is_some() && !has_stop(sentence.gap_before(start));
    if is_fresh { noun_phrase_from_comma(sentence, start) } else { None }
}

/// The same, whatever stands before it.
fn noun_phrase_from_comma(sentence: &Sentence, start: usize) -> Option<Range<usize>> {
    let first = sentence.tokens.get(start)?;
    let opens = sentence.is_capitalised(start) || first.is_in(PHRASE_STARTS) || first.is_in(PRONOUNS);
    if !opens || first.quotation.is_some() {
        return None;
    }
    if first.is_in(PRONOUNS) {
        return Some(start..start + 1);
    }
    let goes_on = |at: &usize| {
        let token = &sentence.tokens[*at];
        let is_title = |before: usize| sentence.tokens[before].is_in(TITLES);
        let is_cut = has_stop(sentence.gap_before(*at)) && !is_title(at - 1);
        let is_stop = token.is_in(PHRASE_STOPS) || token.is_in(HELPERS) || reach_of(&token.lower).is_some();
        !is_cut && !is_stop && token.quotation.is_none() && !token.is_in(WEEKDAYS)
    };
    let end = (start + 1..sentence.tokens.len().min(start + LONGEST_PHRASE)).take_while(goes_on).last();
    let end = end.map_or(start + 1, |last| last + 1);
    // A coordinating word, a lone article or what follows them is no end of a phrase.
    let end =
        (start + 1..=end).rev().find(|end| !sentence.tokens[end - 1].is(&["and", "or", "of", "the"]))?;
    Some(start..end)
}

fn has_stop(gap: &str) -> bool {
    gap.contains([',', ';', ':', '.', '!', '?', '(', ')', '—', '…', '\n', '。', '，'])
}

static VERBS: LazyLock<HashMap<&str, Reach>> = LazyLock::new(|| {
    let stance = STANCE.split_whitespace().map(|verb| (verb, Reach::Phrase));
    stance.chain(SAYING.split_whitespace().map(|verb| (verb, Reach::Sentence))).collect()
});

fn reach_of(lower: &str) -> Option<Reach> {
    VERBS.get(lower).copied()
}

/// Words between a cue of [`Reach::Phrase`] and what it covers.
pub(super) const PHRASE_REACH: usize = 7;

const LONGEST_PHRASE: usize = 14;

const LONGEST_BRACKET: usize = 6;

pub(super) const PRONOUNS: &str = "he she it they we i il elle ils er sie él ella";

pub(super) const FORMS_OF_BE: &str = "is are was were be been being est wird wurde";

const HEARSAY: &str = "\
    believed thought seen said reported understood considered regarded viewed estimated alleged rumored \
    rumoured feared claimed";

const HELPERS: &str = "\
    has have had also then further later earlier now once again still previously would will could did \
    does a ont avait hat haben hatte ha han not never himself herself themselves";

const PHRASE_STARTS: &str = "\
    the a an two both three several some many his her its their one another officials sources analysts \
    experts police critics le la les un une der die das ein eine el los las una l'elysée";

const PHRASE_STOPS: &str = "\
    in on at to with from for that which who as when while because if after before since until than but \
    so by about during over amid where is are was were be been through into against following though \
    although whether how what why this dans pour avec par sur que qui mit von auf dass con por para \
    ahead via not wednesday yesterday today tomorrow";

const WEEKDAYS: &str = "\
    monday tuesday wednesday thursday friday saturday sunday today yesterday lundi mardi mercredi jeudi \
    vendredi samedi dimanche montag dienstag mittwoch donnerstag freitag samstag sonntag lunes martes \
    miércoles jueves viernes sábado domingo";

pub(super) const TITLES: &str = "mr mrs ms dr gen sen sens rep reps gov lt col sgt capt prof st";

/// Forms that are nouns more often than not.
const ALSO_NOUNS: &str = "\
    states claims reports notes comments tweets calls names posts report claim promises warning replies \
    answers state reply posted vow pledge call labels";

/// Also in French, German and Spanish.
const SAYING: &str = "\
    said says say saying told tells tell telling stated states state stating added adds adding announced \
    announces announcing tweeted tweets tweeting wrote writes writing posted posts explained explains \
    insisted insists argued argues arguing warned warns warning claimed claims claiming declared \
    declares replied replies reply responded asked asks stressed stresses stressing emphasized \
    emphasised emphasizes noted notes noting remarked remarks commented comments pointed recalled \
    concluded admitted admits acknowledged acknowledges denied denies reiterated complained joked \
    suggested suggests predicted promised promises testified recounted continued contended asserted \
    asserts maintained believes chanted chants shouted shouts yelled boasted boasts boasting bragged quipped \
    mused lamented countered proclaimed proclaims observed observes cautioned retorted opined echoed insisting \
    declaring explaining suggesting claiming scolded ruled report claim dit déclaré affirmé indiqué ajouté expliqué annoncé estimé \
    assuré précisé souligné rappelé affirme assure explique estime ajoute déclare répondu lancé dit-il \
    dit-elle sagte sagt sagten erklärte erklärten betonte schrieb meinte warnte berichtete teilte dijo \
    dice afirmó aseguró declaró señaló añadió explicó anunció indicó dijeron";

const STANCE: &str = "\
    pledged pledges pledge vowed vows vow agreed agree agrees affirmed affirms reaffirmed confirmed \
    confirms referred refers described describes describing called calls calling call expressed \
    expresses conveyed conveys thanked praised praises criticized criticised condemned condemns accused \
    accuses accusing urged urges urging welcomed hailed dubbed labelled labeled labels branded termed \
    touted cited cites citing mentioned names quoted quotes quoting demanded demands blamed blasted \
    slammed likened compared mocked decried derided exhorted denounced rejected dismissed lauded characterized characterised";
