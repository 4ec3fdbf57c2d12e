//! Forms tagged before: which labels they got, and how often they stood untagged in decided text.
//!
//! A form is known by the numbers of its words, so that one walk over a text finds all of them.

use std::ops::Range;
use std::sync::Arc;

use super::claim::{Claim, Kind, Sight};
use super::hash::{HashMap, hash_str, mix};
use super::lesson::Lesson;
use super::tally::Tally;
use super::tokens::{Tokens, each_token};
use super::word::Class;
use crate::model::LabelId;

#[derive(Clone, Default)]
pub struct KnownForms {
    forms: HashMap<Counts>,
    /// From a spelling in lower case to one that was tagged.
    folded: HashMap<u64>,
    /// The number of words of the longest form, or part of one, that begins with a word in lower case.
    longest: HashMap<usize>,
    /// Beginnings and ends of longer forms.
    starts: HashMap<Counts>,
    ends: HashMap<Counts>,
    /// Words and pairs of words that stand untagged in decided text.
    untagged: HashMap<u32>,
}

/// How often each label was given.
#[derive(Clone, Debug, Default)]
pub struct Counts(Vec<(LabelId, u32)>);

/// The words of a form as numbers, and then the same in lower case: one allocation, because a large
/// project has a million forms.
pub struct Form {
    hashes: Box<[u64]>,
    label: LabelId,
}

const LONGEST_WORDS: usize = 12;
const LONGEST_PART: usize = 6;

impl Counts {
    pub fn add(&mut self, label: LabelId) {
        match self.0.iter_mut().find(|(known, _)| *known == label) {
            Some((_, count)) => *count += 1,
            None => self.0.push((label, 1)),
        }
    }

    /// Each label with how often it was given, and how often another was.
    pub fn each(&self) -> impl Iterator<Item = (LabelId, u32, u32)> + '_ {
        let total: u32 = self.0.iter().map(|(_, count)| count).sum();
        self.0.iter().map(move |(label, count)| (*label, *count, total - count))
    }

    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

impl Form {
    /// `None` for marks alone, and for what is too long to come again.
    pub fn of(quote: &str, label: LabelId) -> Option<Self> {
        let (mut words, mut folded) = (Vec::new(), Vec::new());
        let mut has_word = false;
        each_token(quote, &mut |range| {
            let word = &quote[range];
            has_word |= word.chars().any(char::is_alphanumeric);
            words.push(hash_str(word));
            folded.push(hash_str(&word.to_lowercase()));
        });
        (has_word && words.len() <= LONGEST_WORDS).then(|| Self::new(&words, &folded, label))
    }

    fn new(words: &[u64], folded: &[u64], label: LabelId) -> Self {
        Self { hashes: [words, folded].concat().into(), label }
    }

    pub fn words(&self) -> &[u64] {
        &self.hashes[..self.hashes.len() / 2]
    }

    fn folded(&self) -> &[u64] {
        &self.hashes[self.hashes.len() / 2..]
    }

    fn in_tokens(tokens: &Tokens, range: Range<usize>, label: LabelId) -> Option<Self> {
        let has_word = range.clone().any(|token| tokens.word(token).class != Class::Mark);
        let fits = has_word && range.len() <= LONGEST_WORDS;
        let words: Vec<u64> = range.clone().map(|token| tokens.word(token).exact).collect();
        let folded: Vec<u64> = range.map(|token| tokens.word(token).folded).collect();
        fits.then(|| Self::new(&words, &folded, label))
    }
}

fn sequence(words: &[u64]) -> u64 {
    words.iter().fold(0, |hash, word| mix(hash, *word))
}

fn word_key(word: u64) -> u64 {
    mix(0, word)
}

fn pair_key(pair: &[u64]) -> u64 {
    sequence(pair)
}

fn untagged_keys(words: &[u64]) -> Vec<u64> {
    let pairs = words.windows(2).map(pair_key);
    words.iter().map(|word| word_key(*word)).chain(pairs).collect()
}

impl KnownForms {
    /// All that was tagged anywhere, and what stands untagged where everything is decided.
    pub fn of<'t>(tallies: impl Iterator<Item = &'t Tally>, lessons: &[Arc<Lesson>]) -> Self {
        let mut known = Self::default();
        for tally in tallies {
            tally.forms.iter().for_each(|form| known.add(form));
            tally.refused.iter().for_each(|form| known.count_untagged(form.words()));
        }
        for lesson in lessons {
            (0..lesson.n_taught).for_each(|at| known.add_untagged(lesson, at));
        }
        known
    }

    /// All that a decided sentence says.
    pub fn add_sentence(&mut self, lesson: &Lesson, at: usize) {
        if at < lesson.n_taught {
            for mark in lesson.marks_in(at) {
                let form = Form::in_tokens(&lesson.tokens, mark.tokens.clone(), mark.label);
                form.iter().for_each(|form| self.add(form));
            }
            self.add_untagged(lesson, at);
        }
    }

    fn add(&mut self, form: &Form) {
        let (words, folded) = (form.words(), form.folded());
        let spelling = sequence(words);
        self.forms.entry(spelling).or_default().add(form.label);
        self.folded.insert(sequence(folded), spelling);
        let n_words = words.len();
        self.note_length(folded[0], n_words);
        for size in 1..n_words.min(LONGEST_PART) {
            self.starts.entry(sequence(&words[..size])).or_default().add(form.label);
            self.ends.entry(sequence(&words[n_words - size..])).or_default().add(form.label);
            self.note_length(folded[n_words - size], size);
        }
    }

    fn note_length(&mut self, first: u64, n_words: usize) {
        let longest = self.longest.entry(first).or_default();
        *longest = n_words.max(*longest);
    }

    fn add_untagged(&mut self, lesson: &Lesson, at: usize) {
        let mut marks = lesson.marks_in(at).iter().peekable();
        let mut tagged_up_to = 0;
        let mut free: Vec<u64> = Vec::new();
        for token in lesson.sentence(at) {
            while let Some(mark) = marks.next_if(|mark| mark.tokens.start <= token) {
                tagged_up_to = mark.tokens.end.max(tagged_up_to);
            }
            if token >= tagged_up_to {
                free.push(lesson.tokens.word(token).exact);
            } else {
                self.count_untagged(&std::mem::take(&mut free));
            }
        }
        self.count_untagged(&free);
    }

    fn count_untagged(&mut self, words: &[u64]) {
        for key in untagged_keys(words) {
            *self.untagged.entry(key).or_default() += 1;
        }
    }

    /// How often a sequence stood untagged, at most: a longer one no more than its rarest pair.
    pub fn n_untagged(&self, tokens: &Tokens, range: Range<usize>) -> u32 {
        let count = |key: u64| self.untagged.get(&key).copied().unwrap_or(0);
        let word = |token: usize| tokens.word(token).exact;
        match range.len() {
            0 => 0,
            1 => count(word_key(word(range.start))),
            _ => {
                let pairs = range.clone().zip(range.skip(1));
                pairs.map(|(a, b)| count(pair_key(&[word(a), word(b)]))).min().unwrap_or(0)
            }
        }
    }

    /// The counts of a form, and how like it the text is. `stem` is the spelling without the last word.
    fn whole(&self, tokens: &Tokens, last: usize, stem: u64, folded: u64) -> Option<(Kind, &Counts)> {
        let last = tokens.word(last);
        let same = self.forms.get(&mix(stem, last.exact)).map(|counts| (Kind::Same, counts));
        let inflected = || last.kin.iter().find_map(|kin| self.forms.get(&mix(stem, *kin)));
        let inflected = || inflected().map(|counts| (Kind::Inflected, counts));
        let other_case = || self.folded.get(&folded).and_then(|spelling| self.forms.get(spelling));
        same.or_else(inflected).or_else(|| other_case().map(|counts| (Kind::OtherCase, counts)))
    }

    fn claim_from(&self, sight: &Sight, start: usize, claims: &mut Vec<Claim>) {
        let tokens = sight.tokens;
        // One word is always looked up: it may be an inflection, which `longest` does not know.
        let longest = self.longest.get(&tokens.word(start).folded).copied().unwrap_or(1);
        let (mut spelling, mut folded) = (0, 0);
        for end in start + 1..=sight.sentence.end.min(start + longest) {
            let last = tokens.word(end - 1);
            folded = mix(folded, last.folded);
            let whole = self.whole(tokens, end - 1, spelling, folded);
            spelling = mix(spelling, last.exact);
            let end_part = self.ends.get(&spelling).map(|counts| (Kind::End, counts));
            let start_part = self.starts.get(&spelling).map(|counts| (Kind::Start, counts));
            for (kind, counts) in whole.into_iter().chain(end_part).chain(start_part) {
                let n_untagged = self.n_untagged(tokens, start..end);
                for (label, n_for, n_other) in counts.each() {
                    claims.push(Claim::counted(sight, start..end, label, kind, n_for, n_other + n_untagged));
                }
            }
        }
    }
}

/// Every place that is like something tagged before.
pub fn claim(sight: &Sight, claims: &mut Vec<Claim>) {
    sight.sentence.clone().for_each(|start| sight.forms.claim_from(sight, start, claims));
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::suggest::fixture::{World, article, label, lesson};

    fn known(marked: &[&str]) -> KnownForms {
        let tallies: Vec<Tally> = marked.iter().map(|text| Tally::of(&Arc::new(article(text)))).collect();
        KnownForms::of(tallies.iter(), &[])
    }

    fn found(forms: &KnownForms, text: &str) -> Vec<(String, Kind)> {
        let claims = World::of(text).with_forms(forms).claims(claim);
        claims.iter().map(|claim| (claim.span.of(text).to_owned(), claim.kind)).collect()
    }

    #[test]
    fn a_form_is_found_again_inflected_in_other_case_and_in_part() {
        let forms = known(&["[A Angela Merkel] met [B Deutschland] and [C Bank]."]);
        let text = "Merkel rief Deutschlands BANK an.";
        let expected = [("Merkel", Kind::End), ("Deutschlands", Kind::Inflected), ("BANK", Kind::OtherCase)];
        assert_eq!(found(&forms, text), expected.map(|(form, kind)| (form.to_owned(), kind)));
    }

    #[test]
    fn a_possessive_and_an_elided_article_hide_no_form() {
        let forms = known(&["[A Italie], [A Japan]"]);
        assert_eq!(found(&forms, "l’Italie et Japan’s").len(), 2);
        assert_eq!(found(&forms, "Japanese"), []);
    }

    #[test]
    fn marks_alone_are_no_form() {
        assert_eq!(found(&known(&["[A ,] then [A $ 40]"]), "a, b, $ 40").len(), 3, "the sum and its parts");
    }

    #[test]
    fn what_stood_untagged_speaks_against_a_form() {
        let lesson = lesson("May came. [A May] spoke. May went. May left [A her].");
        let mut forms = KnownForms::default();
        (0..4).for_each(|at| forms.add_sentence(&lesson, at));
        let claims = World::of("In May").with_forms(&forms).claims(claim);
        // One for, three against: ln(1.5 / 3.5).
        assert!((claims[0].strength - (1.5_f32 / 3.5).ln()).abs() < 1e-6);
    }

    #[test]
    fn every_label_of_a_form_is_claimed_with_its_share() {
        let forms = known(&["[A Paris] [A Paris] [B Paris]"]);
        let claims = World::of("Paris").with_forms(&forms).claims(claim);
        let by_label: Vec<_> = claims.iter().map(|claim| (claim.label, claim.strength > 0.0)).collect();
        assert_eq!(by_label, [(label("A"), true), (label("B"), false)]);
    }
}
