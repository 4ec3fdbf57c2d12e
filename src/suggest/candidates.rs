//! Places worth a decision, for the caret that walks from one to the next: what engines see but not
//! surely enough to show, and what is written like a name, a number or a quotation.
//!
//! How often each sort of place became a mention here decides its rank, so a project that tags no
//! numbers soon stops at none.

use std::collections::BTreeMap;
use std::ops::Range;

use super::built_in::BUILT_IN;
use super::claim::{Kind, logit};
use super::gate::Weight;
use super::patterns::Source;
use super::proposal::{Around, Proposal, Taken, agree};
use super::sequence_tagger;
use super::tokens::Tokens;
use super::word::Class;
use crate::model::LabelId;
use crate::text::Span;

#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Candidate {
    pub span: Span,
    pub why: Why,
    /// What it would most likely be.
    pub label: Option<LabelId>,
    /// The likelihood that just this is a mention, from 0 to 1.
    pub rank: f32,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Why {
    /// A form, or part of one, that was tagged elsewhere.
    Repeat,
    /// It looks like what was tagged.
    Likeness,
    Capitals,
    /// Characters of a script without blanks between words.
    Run,
    /// A date, a number, an address, by its place in the table of built-in kinds.
    Written(usize),
    Quotation,
}

/// What a click takes whole: at an edge what likely starts or ends there, elsewhere what is likeliest
/// around.
pub fn whole_at<'c>(all: impl Iterator<Item = &'c Candidate>, byte: usize) -> Option<&'c Candidate> {
    let touching = all.filter(|one| one.span.start() <= byte && byte <= one.span.end());
    let is_at_edge = |one: &Candidate| one.span.start() == byte || one.span.end() == byte;
    touching.max_by(|a, b| is_at_edge(a).cmp(&is_at_edge(b)).then(a.rank.total_cmp(&b.rank)))
}

/// What a click takes whole that asks for more: the likeliest of what holds that.
pub fn longer_at<'c>(all: impl Iterator<Item = &'c Candidate> + Clone, byte: usize) -> Option<&'c Candidate> {
    let first = whole_at(all.clone(), byte)?.span;
    whole_at(all.filter(|one| one.span.covers(first) && one.span != first), byte)
}

/// Nothing longer than this, in bytes, is what a click means.
const CLICK_REACH: usize = 1_000;

/// Those of a list in text order that a click at a byte may mean.
pub fn near(all: &[Candidate], byte: usize) -> &[Candidate] {
    let first = all.partition_point(|one| one.span.start() + CLICK_REACH < byte);
    let end = all.partition_point(|one| one.span.start() <= byte);
    &all[first.min(end)..end]
}

/// A candidate with what its rank comes from.
pub struct Prospect {
    pub candidate: Candidate,
    signs: Signs,
}

const N_SIGNS: usize = 7;
type Signs = [f32; N_SIGNS];
const PROPOSED: usize = 0;
const UNTAGGED: usize = 1;
const OPENS_SENTENCE: usize = 2;
const ALSO_LOWER: usize = 3;
const SEVERAL_WORDS: usize = 4;
const RIVAL: usize = 5;
const REACH: usize = 6;

/// What becomes of candidates: logistic regression over signs, with a leaning for each sort.
#[derive(Clone)]
pub struct Worth {
    weights: [Weight; N_SIGNS],
    leanings: BTreeMap<Why, Weight>,
}

/// Passing a stop costs a key; eight keys cost about as much hand time as selecting by hand.
pub const LEAST_RANK: f32 = 0.22;

impl Default for Worth {
    fn default() -> Self {
        let mut weights = [Weight::new(0.0); N_SIGNS];
        let prior = [(PROPOSED, 0.8), (UNTAGGED, -0.8), (OPENS_SENTENCE, -0.7), (ALSO_LOWER, -2.0)];
        for (sign, value) in prior.into_iter().chain([(SEVERAL_WORDS, 0.4), (RIVAL, -0.4), (REACH, 0.3)]) {
            weights[sign] = Weight::new(value);
        }
        Self { weights, leanings: BTreeMap::new() }
    }
}

impl Worth {
    /// Before anything is decided, names are likelier to be tagged than numbers, and those than speech.
    fn leaning(&self, why: Why) -> f32 {
        let at_first = match why {
            Why::Repeat | Why::Likeness => 0.0,
            Why::Capitals | Why::Run => -0.2,
            Why::Written(_) => -1.0,
            Why::Quotation => -1.5,
        };
        self.leanings.get(&why).map_or(at_first, Weight::value)
    }

    fn rank(&self, why: Why, signs: &Signs) -> f32 {
        let terms = self.weights.iter().zip(signs).map(|(weight, sign)| weight.value() * sign);
        1.0 / (1.0 + (-self.leaning(why) - terms.sum::<f32>()).exp())
    }

    pub fn learn(&mut self, prospect: &Prospect, is_mention: bool) {
        let Prospect { candidate: Candidate { why, rank, .. }, signs } = prospect;
        let slope = f32::from(is_mention) - rank;
        for (weight, sign) in self.weights.iter_mut().zip(signs).filter(|(_, sign)| **sign != 0.0) {
            weight.climb(slope * sign);
        }
        let at_first = Weight::new(self.leaning(*why));
        self.leanings.entry(*why).or_insert(at_first).climb(slope);
    }
}

/// Everything in a sentence that may be worth a stop and is not taken, in text order.
pub fn prospects(around: &Around, proposals: &[Proposal], taken: &Taken, worth: &Worth) -> Vec<Prospect> {
    let mut by_span: BTreeMap<Span, (Why, Range<usize>, Option<&Proposal>)> = BTreeMap::new();
    let sight = &around.sight;
    for (why, tokens) in written(around) {
        by_span.entry(sight.tokens.span(&tokens)).or_insert((why, tokens, None));
    }
    for proposal in proposals.iter().filter(|one| !taken.refuses(one.span, one.label)) {
        let why = if proposal.kind == Kind::Tagged { Why::Likeness } else { Why::Repeat };
        let entry = by_span.entry(proposal.span).or_insert((why, proposal.tokens.clone(), None));
        if entry.2.is_none_or(|known| known.likelihood < proposal.likelihood) {
            entry.2 = Some(proposal);
        }
    }
    let free = by_span
        .into_iter()
        .filter(|(span, _)| taken.leaves(*span, around.nests) && !taken.is_turned_down(*span));
    free.map(|(span, (why, tokens, proposal))| {
        let signs = signs(around, &tokens, span, proposal, proposals);
        let label = proposal.map(|proposal| proposal.label);
        let candidate = Candidate { span, why, label, rank: worth.rank(why, &signs) };
        Prospect { candidate, signs }
    })
    .collect()
}

fn signs(
    around: &Around,
    tokens: &Range<usize>,
    span: Span,
    proposal: Option<&Proposal>,
    all: &[Proposal],
) -> Signs {
    let text = around.sight.tokens;
    let rivals = all.iter().filter(|other| other.span != span && !agree(other.span, span, around.nests));
    let rival = rivals.map(|other| other.likelihood).fold(0.0, f32::max);
    let opens = tokens.start == around.sight.sentence.start;
    let mut signs = [0.0; N_SIGNS];
    signs[PROPOSED] = proposal.map_or(0.0, |proposal| logit(proposal.likelihood) + 2.0);
    signs[UNTAGGED] = (around.sight.forms.n_untagged(text, tokens.clone()) as f32).ln_1p();
    signs[OPENS_SENTENCE] = f32::from(opens);
    signs[ALSO_LOWER] = f32::from(opens && text.is_also_lower(tokens.start));
    signs[SEVERAL_WORDS] = f32::from(tokens.len() > 1);
    signs[RIVAL] = logit(rival.max(0.02)) - logit(0.02);
    signs[REACH] = around.reach;
    signs
}

/// Less likely is nothing that a click would mean.
const FAINT_RANK: f32 = 0.02;

/// All that a click may mean, whether or not it excludes each other; at every word at least one guess.
pub fn clickable(around: &Around, prospects: &[Prospect], taken: &Taken) -> Vec<Candidate> {
    let tokens = around.sight.tokens;
    let likely = prospects.iter().map(|prospect| prospect.candidate);
    let mut all: BTreeMap<Span, Candidate> =
        likely.filter(|one| one.rank >= FAINT_RANK).map(|one| (one.span, one)).collect();
    let mut add = |place: Range<usize>, why: Why, label: Option<LabelId>, rank: f32| {
        let span = tokens.span(&place);
        let is_mark = |token: usize| tokens.word(token).class == Class::Mark;
        if taken.leaves(span, around.nests) && !is_mark(place.start) {
            let guess = Candidate { span, why, label, rank };
            let known = all.entry(span).or_insert(guess);
            known.label = known.label.or(label);
        }
    };
    for (place, label, likelihood) in sequence_tagger::at_edges(&around.sight, around.claims) {
        add(place, Why::Likeness, Some(label), likelihood.min(FAINT_RANK));
    }
    for place in parts(tokens, &capitals(tokens, around.sight.sentence)) {
        add(place, Why::Capitals, None, 0.0);
    }
    all.into_values().collect()
}

/// Parts of groups that reach one end, and two groups with a word or two between them.
fn parts(tokens: &Tokens, groups: &[Range<usize>]) -> Vec<Range<usize>> {
    const BETWEEN: usize = 2;
    let is_capital = |token: &usize| tokens.word(*token).is_capitalised();
    let mut parts = Vec::new();
    for group in groups {
        let inner = group.clone().filter(is_capital);
        parts.extend(inner.flat_map(|token| [token..group.end, group.start..token + 1]));
    }
    let near = groups.windows(2).filter(|pair| pair[1].start - pair[0].end <= BETWEEN);
    parts.extend(near.map(|pair| pair[0].start..pair[1].end));
    parts
}

/// The best of what excludes each other, in text order, without what is hardly worth a stop.
pub fn choose(mut prospects: Vec<Prospect>, nests: bool) -> Vec<Candidate> {
    prospects.retain(|prospect| prospect.candidate.rank >= LEAST_RANK);
    prospects.sort_by(|a, b| b.candidate.rank.total_cmp(&a.candidate.rank));
    let mut chosen: Vec<Candidate> = Vec::new();
    for Prospect { candidate, .. } in prospects {
        if chosen.iter().all(|other| agree(other.span, candidate.span, nests)) {
            chosen.push(candidate);
        }
    }
    chosen.sort_by_key(|candidate| candidate.span);
    chosen
}

/// What is written like something worth tagging.
fn written(around: &Around) -> Vec<(Why, Range<usize>)> {
    let (tokens, sentence) = (around.sight.tokens, around.sight.sentence);
    let mut found = Vec::new();
    for place in around.sight.places.iter().filter(|place| place.tokens.end <= sentence.end) {
        match place.by {
            Source::BuiltIn(at) if BUILT_IN[at].name == "quotation" => {}
            Source::BuiltIn(at) => found.push((Why::Written(at), place.tokens.clone())),
            Source::Quoted => found.push((Why::Quotation, place.tokens.clone())),
            Source::Own(_) => {}
        }
    }
    found.extend(runs(tokens, sentence, Class::Katakana, 1).map(|run| (Why::Run, run)));
    found.extend(runs(tokens, sentence, Class::Han, 2).map(|run| (Why::Run, run)));
    found.extend(capitals(tokens, sentence).into_iter().map(|group| (Why::Capitals, group)));
    found
}

fn runs(
    tokens: &Tokens,
    sentence: &Range<usize>,
    class: Class,
    least: usize,
) -> impl Iterator<Item = Range<usize>> {
    let places: Vec<usize> = sentence.clone().filter(|token| tokens.word(*token).class == class).collect();
    let runs: Vec<Range<usize>> =
        places.chunk_by(|a, b| a + 1 == *b).map(|run| run[0]..run[run.len() - 1] + 1).collect();
    runs.into_iter().filter(move |run| run.len() >= least)
}

/// Groups of capitalised words, together with the numbers and the single marks between them. Where the
/// first word of a sentence is common, the group starts behind it.
fn capitals(tokens: &Tokens, sentence: &Range<usize>) -> Vec<Range<usize>> {
    let mut groups: Vec<Range<usize>> = Vec::new();
    for token in sentence.clone().filter(|token| tokens.word(*token).is_capitalised()) {
        match groups.last_mut() {
            Some(group) if joins(tokens, group.end, token) => group.end = token + 1,
            _ => groups.push(token..token + 1),
        }
    }
    let shorten = |group: Range<usize>| {
        let is_common = group.start == sentence.start && tokens.is_also_lower(group.start);
        if is_common && group.len() > 1 { group.start + 1..group.end } else { group }
    };
    groups.into_iter().map(shorten).collect()
}

/// Whether a group that ends before `end` goes on at `next`: at once, after a mark without blanks
/// around it (`Saint-Denis`), or after the dot of an initial (`J. Smith`).
fn joins(tokens: &Tokens, end: usize, next: usize) -> bool {
    let touches = |at: usize| tokens.spans[at - 1].end() == tokens.spans[at].start();
    let is_mark = |at: usize| tokens.word(at).class == Class::Mark;
    let is_initial = |at: usize| tokens.spans[at].len() <= 2 && tokens.word(at).is_capitalised();
    match next - end {
        0 => true,
        1 if is_mark(end) && touches(end) => touches(next) || is_initial(end - 1),
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn groups(text: &str) -> Vec<&str> {
        let tokens = Tokens::of(text);
        let in_sentence = |sentence: &Range<usize>| capitals(&tokens, sentence);
        let groups = tokens.sentences.iter().flat_map(in_sentence);
        groups.map(|group| tokens.span(&group).of(text)).collect()
    }

    #[test]
    fn capitalised_words_stand_together_with_their_marks() {
        let text = "we saw Jean-Luc O’Brien, J. Smith and Ann in New York.";
        assert_eq!(groups(text), ["Jean-Luc O’Brien", "J. Smith", "Ann", "New York"]);
    }

    #[test]
    fn a_common_word_at_the_start_is_left_out_of_its_group() {
        assert_eq!(groups("The United Nations met. Then the rest came."), ["United Nations", "Then"]);
    }

    #[test]
    fn runs_of_characters_are_found_where_no_blank_parts_words() {
        let tokens = Tokens::of("東京のトヨタが");
        let sentence = tokens.sentences[0].clone();
        assert!(runs(&tokens, &sentence, Class::Han, 2).eq(std::iter::once(0..2)));
        assert!(runs(&tokens, &sentence, Class::Katakana, 1).eq(std::iter::once(3..4)));
    }

    const AT_CLICK: &str = "the New York Times came";

    fn candidates(places: &[(&str, f32)]) -> Vec<Candidate> {
        let candidate = |(form, rank): &(&str, f32)| {
            let start = AT_CLICK.find(form).unwrap();
            let span = Span::new(AT_CLICK, start..start + form.len()).unwrap();
            Candidate { span, why: Why::Capitals, label: None, rank: *rank }
        };
        places.iter().map(candidate).collect()
    }

    #[test]
    fn a_click_at_an_edge_takes_what_starts_or_ends_there_and_elsewhere_the_likeliest() {
        let all =
            candidates(&[("New York", 0.6), ("New York Times", 0.3), ("York Times", 0.1), ("Times", 0.2)]);
        let taken = |at: usize| whole_at(all.iter(), at).map(|one| one.span.of(AT_CLICK));
        let (new, york, times) = (4, 8, 13);
        assert_eq!(taken(new), Some("New York"), "starts there");
        assert_eq!(taken(york), Some("York Times"), "starts there, however unlikely");
        assert_eq!(taken(york + 2), Some("New York"), "the likeliest around");
        assert_eq!(taken(times + 5), Some("New York Times"), "ends there");
        assert_eq!(taken(0), None);
    }

    #[test]
    fn a_click_means_nothing_that_starts_behind_it_or_far_before_it() {
        let all: Vec<Candidate> = (0..5_000)
            .map(|at| Candidate {
                span: Span::try_from((at, at + 1)).unwrap(),
                why: Why::Run,
                label: None,
                rank: 0.5,
            })
            .collect();
        let here = near(&all, 3_000);
        assert_eq!((here[0].span.start(), here[here.len() - 1].span.start()), (2_000, 3_000));
        assert!(near(&all, 9_000).is_empty());
    }

    #[test]
    fn a_click_for_more_takes_what_holds_the_first_choice() {
        let all = candidates(&[("New York", 0.6), ("New York Times", 0.3), ("Times", 0.9)]);
        let longer = |at: usize| longer_at(all.iter(), at).map(|one| one.span.of(AT_CLICK));
        assert_eq!(longer(4), Some("New York Times"));
        assert_eq!(longer(13), Some("New York Times"));
        assert_eq!(longer_at(candidates(&[("Times", 0.9)]).iter(), 13), None, "nothing is longer");
    }

    #[test]
    fn a_group_offers_its_parts_at_its_ends_and_groups_over_small_words() {
        let text = "we saw Mr Ann Lee of the Rome Club but Oslo and a big city Bonn";
        let tokens = Tokens::of(text);
        let groups = capitals(&tokens, &tokens.sentences[0]);
        let parts: Vec<&str> =
            parts(&tokens, &groups).iter().map(|part| tokens.span(part).of(text)).collect();
        for part in ["Ann Lee", "Lee", "Mr Ann", "Mr Ann Lee of the Rome Club", "Rome Club but Oslo"] {
            assert!(parts.contains(&part), "{part} is missing in {parts:?}");
        }
        assert!(!parts.iter().any(|part| part.contains("city")), "too far apart");
    }

    fn prospect(why: Why, worth: &Worth) -> Prospect {
        let signs = [0.0; N_SIGNS];
        let span = Span::whole("");
        Prospect { candidate: Candidate { span, why, label: None, rank: worth.rank(why, &signs) }, signs }
    }

    #[test]
    fn a_sort_that_is_never_tagged_sinks_and_the_others_stay() {
        let mut worth = Worth::default();
        let names = prospect(Why::Capitals, &worth).candidate.rank;
        for _ in 0..200 {
            worth.learn(&prospect(Why::Written(0), &worth), false);
        }
        assert!(prospect(Why::Written(0), &worth).candidate.rank < LEAST_RANK);
        assert_eq!(prospect(Why::Capitals, &worth).candidate.rank, names);
    }
}
