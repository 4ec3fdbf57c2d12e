//! What the engines' claims come to: one proposal for each place and label, with the signs for and
//! against it.

use std::cmp::Reverse;
use std::ops::Range;

use super::claim::{Claim, Kind, N_KINDS, Sight};
use super::gate::Gate;
use super::hash::{HashMap, mix};
use super::known_forms::Counts;
use super::lesson::Mark;
use super::tokens::Tokens;
use super::word::Class;
use crate::model::{Article, LabelId, Mentions, Records, Rejection};
use crate::text::Span;

#[derive(Clone, Debug)]
pub struct Proposal {
    pub tokens: Range<usize>,
    pub span: Span,
    pub label: LabelId,
    /// The reason that says most.
    pub kind: Kind,
    pub signs: Signs,
    pub likelihood: f32,
}

/// For each kind of claim whether there is one and how strong it is; then the signs named below.
pub type Signs = [f32; N_SIGNS];
pub const N_SIGNS: usize = 2 * N_KINDS + 16;

const ALWAYS: usize = 2 * N_KINDS;
const TAGGER_IS_READY: usize = ALWAYS + 1;
/// How often the form was tagged.
const OFTEN: usize = ALWAYS + 2;
/// How often the words stood untagged, where the form is not known.
const UNTAGGED: usize = ALWAYS + 3;
/// The form was tagged in this article: so, or otherwise.
const SO_HERE: usize = ALWAYS + 4;
const OTHERWISE_HERE: usize = ALWAYS + 5;
const CAPITALS: usize = ALWAYS + 6;
/// The first word of a sentence, alone.
const OPENS_SENTENCE: usize = ALWAYS + 7;
const SEVERAL_WORDS: usize = ALWAYS + 8;
const IN_LONGER_FORM: usize = ALWAYS + 9;
/// How strongly the tagger sees something here that excludes this.
const RIVAL: usize = ALWAYS + 10;
/// How strongly it sees the same elsewhere in the article.
const MATE: usize = ALWAYS + 11;
const HAS_MATE: usize = ALWAYS + 12;
const REACH: usize = ALWAYS + 13;
/// It begins with a small letter; how often it stands in the article, if it is one word besides.
const SMALL: usize = ALWAYS + 14;
const OFTEN_SMALL: usize = ALWAYS + 15;

const fn is_there(kind: Kind) -> usize {
    2 * kind as usize
}

const fn strength(kind: Kind) -> usize {
    2 * kind as usize + 1
}

/// What signs weigh before anything is decided. Rounded means of what they came to on news in four
/// languages; decisions soon outweigh them.
pub const PRIOR: &[(usize, f32)] = &[
    (ALWAYS, -1.0),
    (TAGGER_IS_READY, -1.8),
    (is_there(Kind::Own), 0.5),
    (strength(Kind::Own), 0.8),
    (is_there(Kind::Same), 0.8),
    (strength(Kind::Same), 0.6),
    (strength(Kind::Inflected), 0.4),
    (strength(Kind::OtherCase), 0.4),
    (is_there(Kind::BuiltIn), 0.4),
    (strength(Kind::BuiltIn), 0.6),
    (strength(Kind::End), 0.3),
    (strength(Kind::Tagged), 0.6),
    (SO_HERE, 1.0),
    (OTHERWISE_HERE, -1.0),
    (UNTAGGED, -0.6),
    (OFTEN_SMALL, -0.7),
    (REACH, 0.3),
];

/// What is known around a sentence.
pub struct Around<'a> {
    pub sight: Sight<'a>,
    /// All claims of the sentence, as [`sort`] leaves them.
    pub claims: &'a [Claim],
    pub here: &'a Here,
    /// Log-odds that people still tag so far into an article.
    pub reach: f32,
    /// Whether mentions stand within mentions in this project.
    pub nests: bool,
    pub gate: &'a Gate,
}

/// What an article says beyond the sentence: the forms tagged in it, and what the tagger makes of
/// others.
#[derive(Default)]
pub struct Here {
    tagged: HashMap<Counts>,
    /// By form and label: where, and how strongly.
    seen: HashMap<Vec<(usize, f32)>>,
}

/// Claims of one place and label next to each other, by start, longer places first.
pub fn sort(claims: &mut [Claim]) {
    claims.sort_by_key(|claim| (claim.span.start(), Reverse(claim.span.end()), claim.label, claim.kind));
}

impl Here {
    pub fn add_mark(&mut self, tokens: &Tokens, mark: &Mark) {
        self.tagged.entry(tokens.spelling(mark.tokens.clone())).or_default().add(mark.label);
    }

    pub fn add_seen(&mut self, tokens: &Tokens, claims: &[Claim]) {
        for claim in claims.iter().filter(|claim| claim.kind == Kind::Tagged) {
            let key = mix(tokens.spelling(claim.tokens.clone()), u64::from(claim.label.0));
            self.seen.entry(key).or_default().push((claim.tokens.start, claim.strength));
        }
    }

    /// The strongest sight of a form under a label at another place.
    fn mate(&self, spelling: u64, label: LabelId, start: usize) -> Option<f32> {
        let seen = self.seen.get(&mix(spelling, u64::from(label.0)))?;
        seen.iter().filter(|(at, _)| *at != start).map(|(_, strength)| *strength).reduce(f32::max)
    }
}

/// How far to look for claims that overlap one in their order. More stand around no word.
const NEIGHBOURS: usize = 48;

impl Around<'_> {
    pub fn proposals(&self) -> Vec<Proposal> {
        let mut proposals = Vec::new();
        let mut start = 0;
        for group in self.claims.chunk_by(|a, b| (a.span, a.label) == (b.span, b.label)) {
            proposals.push(self.proposal(start, group));
            start += group.len();
        }
        proposals
    }

    /// `at` is where the group stands among the claims.
    fn proposal(&self, at: usize, group: &[Claim]) -> Proposal {
        let Claim { tokens, span, label, kind, .. } = group[0].clone();
        let mut signs = [0.0; N_SIGNS];
        for claim in group {
            signs[is_there(claim.kind)] = 1.0;
            signs[strength(claim.kind)] = claim.strength.max(signs[strength(claim.kind)]);
        }
        self.add_signs_of_words(&group[0], &mut signs);
        self.add_signs_of_neighbours(at, group, &mut signs);
        let likelihood = self.gate.likelihood(&signs, label, kind);
        Proposal { tokens, span, label, kind, signs, likelihood }
    }

    fn add_signs_of_words(&self, claim: &Claim, signs: &mut Signs) {
        let tokens = self.sight.tokens;
        let range = claim.tokens.clone();
        signs[ALWAYS] = 1.0;
        signs[TAGGER_IS_READY] = f32::from(self.sight.tagger.is_ready());
        signs[OFTEN] = (claim.n_for as f32).ln_1p();
        if claim.kind > Kind::Same {
            signs[UNTAGGED] = (self.sight.forms.n_untagged(tokens, range.clone()) as f32).ln_1p();
        }
        signs[CAPITALS] = f32::from(range.clone().all(|token| tokens.word(token).is_capitalised()));
        signs[OPENS_SENTENCE] = f32::from(range.len() == 1 && range.start == self.sight.sentence.start);
        signs[SEVERAL_WORDS] = f32::from(range.len() > 1);
        signs[REACH] = self.reach;
        if tokens.word(range.start).class == Class::Lower {
            signs[SMALL] = 1.0;
            signs[OFTEN_SMALL] =
                if range.len() == 1 { (tokens.n_times(range.start) as f32).ln() } else { 0.0 };
        }
        let spelling = tokens.spelling(range.clone());
        for (label, n_for, _) in self.here.tagged.get(&spelling).iter().flat_map(|counts| counts.each()) {
            let sign = if label == claim.label { SO_HERE } else { OTHERWISE_HERE };
            signs[sign] = f32::from(n_for > 0);
        }
        if let Some(mate) = self.here.mate(spelling, claim.label, range.start) {
            (signs[MATE], signs[HAS_MATE]) = (mate, 1.0);
        }
    }

    fn add_signs_of_neighbours(&self, at: usize, group: &[Claim], signs: &mut Signs) {
        let (span, label) = (group[0].span, group[0].label);
        let first = at.saturating_sub(NEIGHBOURS);
        let end = self.claims.len().min(at + group.len() + NEIGHBOURS);
        for other in self.claims[first..end].iter().filter(|other| other.span.overlaps(span)) {
            let is_same = (other.span, other.label) == (span, label);
            if other.kind == Kind::Tagged && !is_same && !self.agree(other.span, span) {
                signs[RIVAL] = signs[RIVAL].max(other.strength);
            }
            if other.kind == Kind::Same && other.span != span && other.span.covers(span) && !self.nests {
                signs[IN_LONGER_FORM] = 1.0;
            }
        }
    }

    fn agree(&self, a: Span, b: Span) -> bool {
        agree(a, b, self.nests)
    }
}

/// Whether both can be mentions.
pub fn agree(a: Span, b: Span, nests: bool) -> bool {
    let is_nested = a != b && (a.covers(b) || b.covers(a));
    !a.overlaps(b) || nests && is_nested
}

/// The likeliest proposals that exclude neither each other nor what is taken.
pub fn choose(mut proposals: Vec<Proposal>, taken: &Taken, nests: bool) -> Vec<Proposal> {
    proposals.retain(|one| taken.leaves(one.span, nests) && !taken.refuses(one.span, one.label));
    proposals.sort_by(|a, b| b.likelihood.total_cmp(&a.likelihood).then(a.span.cmp(&b.span)));
    let mut chosen: Vec<Proposal> = Vec::new();
    for proposal in proposals {
        let fits = |other: &Proposal| agree(other.span, proposal.span, nests) && !repeats(other, &proposal);
        if chosen.iter().all(fits) {
            chosen.push(proposal);
        }
    }
    chosen
}

/// Whether one is the other with words before it: `Ann Veller` and `Veller` are one mention.
fn repeats(a: &Proposal, b: &Proposal) -> bool {
    a.label == b.label && a.span.end() == b.span.end()
}

/// The places of an article that are decided.
#[derive(Default)]
pub struct Taken {
    mentions: Mentions,
    rejected: Records<Rejection, String>,
}

impl Taken {
    pub fn in_article(article: &Article) -> Self {
        Self { mentions: article.mentions.clone(), rejected: article.rejected.clone() }
    }

    /// Whether nothing tagged is in the way.
    pub fn leaves(&self, span: Span, nests: bool) -> bool {
        is_free(&self.mentions, span, nests)
    }

    /// Whether a label was turned down there.
    pub fn refuses(&self, span: Span, label: LabelId) -> bool {
        self.rejected.contains_key(&Rejection { span, label })
    }

    /// Whether a suggestion of any label was. What was left out of a tag-all may be something else.
    pub fn is_turned_down(&self, span: Span) -> bool {
        let first = Rejection { span, label: LabelId(0) };
        let mut here = self.rejected.range(first..).take_while(|(place, _)| place.span == span);
        here.any(|(_, by)| by != Rejection::BY_TAG_ALL)
    }
}

/// Whether nothing tagged excludes a mention of a stretch: where mentions nest, one may hold another.
pub fn is_free(mentions: &Mentions, span: Span, nests: bool) -> bool {
    let mut pieces = mentions.over(span).flat_map(|(_, mention)| mention.extent.pieces());
    pieces.all(|taken| agree(taken, span, nests))
}

impl Proposal {
    pub fn is_seen_by_tagger(&self) -> bool {
        self.signs[is_there(Kind::Tagged)] > 0.0
    }
}

#[cfg(test)]
impl Proposal {
    pub fn bare(label: LabelId, kind: Kind, signs: Signs) -> Self {
        let span = Span::whole("");
        Self { tokens: 0..1, span, label, kind, signs, likelihood: 0.0 }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::suggest::fixture::article;

    fn span(start: u32, end: u32) -> Span {
        Span::try_from((start, end)).unwrap()
    }

    fn proposal(start: u32, end: u32, likelihood: f32) -> Proposal {
        let bare = Proposal::bare(LabelId(1), Kind::Same, [0.0; N_SIGNS]);
        Proposal { span: span(start, end), likelihood, ..bare }
    }

    #[test]
    fn the_likeliest_of_what_overlaps_is_chosen() {
        let all = || vec![proposal(0, 5, 0.6), proposal(3, 9, 0.8), proposal(4, 6, 0.7)];
        let chosen = |nests| -> Vec<Span> {
            choose(all(), &Taken::default(), nests).iter().map(|one| one.span).collect()
        };
        assert_eq!(chosen(false), [span(3, 9)]);
        assert_eq!(chosen(true), [span(3, 9), span(4, 6)], "one within the other");
    }

    #[test]
    fn a_name_and_its_last_word_are_not_both_chosen() {
        let all = vec![proposal(0, 10, 0.6), proposal(4, 10, 0.8), proposal(0, 3, 0.7)];
        let chosen: Vec<Span> = choose(all, &Taken::default(), true).iter().map(|one| one.span).collect();
        assert_eq!(chosen, [span(4, 10), span(0, 3)]);
    }

    #[test]
    fn what_is_tagged_or_was_turned_down_is_taken() {
        use crate::model::Rejection;
        let mut article = article("[A one [B two]] three four");
        article.rejected.insert(Rejection { span: span(8, 13), label: LabelId(1) }, String::new());
        let taken = Taken::in_article(&article);
        assert!(!taken.leaves(span(0, 3), false) && taken.leaves(span(0, 3), true));
        assert!(!taken.leaves(span(0, 7), true), "tagged already");
        assert!(taken.is_turned_down(span(8, 13)) && !taken.is_turned_down(span(0, 7)));
        assert!(taken.leaves(span(14, 18), false) && taken.leaves(span(8, 18), false));
    }
}
