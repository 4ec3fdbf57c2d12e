//! What is said without marks: the clause after `said that`, before `…, he said`, and beside
//! `according to`.

use std::ops::Range;

use super::cues::{PRONOUNS, Reach, Side};
use super::sentence::Sentence;
use super::{Quotation, QuotationKind, Rule, Said};

/// The clauses of a sentence that are somebody's words, the first one where two say the same.
pub(super) fn indirect(sentence: &Sentence, said: &[Said]) -> Vec<Quotation> {
    let mut found: Vec<Quotation> = Vec::new();
    for said in said {
        let Some((clause, rule)) = clause(sentence, said) else { continue };
        let is_new = |quotation: &Quotation| !found.iter().any(|other| other.span.overlaps(quotation.span));
        let quotation = sentence.hull(clause).map(|span| Quotation {
            speaker: said.speaker.clone(),
            cue: said.place,
            ..Quotation::new(span, QuotationKind::Indirect, rule)
        });
        found.extend(quotation.filter(is_new));
    }
    found
}

fn clause(sentence: &Sentence, said: &Said) -> Option<(Range<usize>, Rule)> {
    let n = sentence.tokens.len();
    let (clause, rule) = match said.cue.reach {
        Reach::Phrase => return None,
        Reach::Nobody => (after_hearsay(sentence, said)..n, Rule::Nobody),
        Reach::Sentence if said.is_according_to() => (beside(sentence, said)?, Rule::AccordingTo),
        Reach::Sentence if said.cue.side == Side::After => return None,
        Reach::Sentence if said.closes(sentence) => (0..said.cue.subject.as_ref()?.start, Rule::After),
        Reach::Sentence => (after_verb(sentence, said.cue.at.end)?..n, Rule::Before),
    };
    let n_words = sentence.tokens[clause.clone()].iter().filter(|token| token.quotation.is_none()).count();
    (n_words >= FEWEST_WORDS).then_some((clause, rule))
}

/// Fewer are no clause.
const FEWEST_WORDS: usize = 3;

/// `It is believed that …`, `is seen as …`.
fn after_hearsay(sentence: &Sentence, said: &Said) -> usize {
    let next = sentence.tokens.get(said.cue.at.end);
    said.cue.at.end + usize::from(next.is_some_and(|next| next.is(&["that", "as", "to"])))
}

fn beside(sentence: &Sentence, said: &Said) -> Option<Range<usize>> {
    let end = said.cue.subject.as_ref()?.end;
    Some(if said.cue.at.start == 0 { end..sentence.tokens.len() } else { 0..said.cue.at.start })
}

/// After `that`, which may stand some words on, as in `said on Jan. 2 that`; or right after the verb.
fn after_verb(sentence: &Sentence, verb_end: usize) -> Option<usize> {
    let n = sentence.tokens.len();
    let has_comma = |at: usize| sentence.gap_before(at).contains([',', ';', ':']);
    let ahead = verb_end..n.min(verb_end + LATEST_THAT);
    let that = ahead
        .clone()
        .take_while(|at| !has_comma(*at))
        .find(|at| sentence.tokens[*at].is(&["that", "dass", "que"]));
    if let Some(that) = that {
        return Some(that + 1);
    }
    let listener = sentence.tokens.get(verb_end)?.is(&[
        "reporters",
        "journalists",
        "lawmakers",
        "afp",
        "reuters",
        "him",
        "her",
        "them",
    ]);
    let start = verb_end + usize::from(listener);
    let first = sentence.tokens.get(start)?;
    let opens = sentence.is_capitalised(start) || first.is_in(PRONOUNS) || first.is_in(CLAUSE_STARTS);
    let is_whole = first.quotation.is_none() && !has_comma(start) && n - start >= FEWEST_WORDS;
    let verb = &sentence.tokens[verb_end - 1];
    (opens && is_whole && verb.is_in(BARE)).then_some(start)
}

const LATEST_THAT: usize = 8;

/// Verbs that a clause can follow without `that`.
const BARE: &str = "\
    said says say saying stated told tells added adds claimed claims believes insisted insists argued \
    argues warned warns suggested predicted noted notes acknowledged";

const CLAUSE_STARTS: &str = "\
    the a an this these those his her its their both two there all some many no";
