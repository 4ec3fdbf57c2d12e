//! The tagger: it learns from decided sentences what mentions look like and where they stand.
//!
//! A chain cannot nest, so there is one for each height: the first finds mentions that hold no other.

use std::ops::Range;

use super::chain::Chain;
use super::claim::{Claim, Kind, Sight, logit};
use super::features::{self, Hint, OFFSETS};
use super::lattice::{Lattice, OUTSIDE, State, Stretch, first, further};
use super::lesson::Sentence;
use super::tokens::Tokens;
use crate::job::{Cancelled, Progress};
use crate::model::LabelId;

#[derive(Clone, Default)]
pub struct Tagger {
    labels: Vec<LabelId>,
    chains: Vec<Chain>,
    /// How many tokens it had to learn from when it started.
    pub n_at_start: usize,
}

const N_HEIGHTS: usize = 3;
/// A height with fewer mentions gets no chain yet.
const FEWEST_MARKS: usize = 8;
/// Less likely mentions are not worth telling.
const LEAST: f32 = 0.05;

impl Tagger {
    /// A tagger that has learned nothing yet, for the labels and heights of these sentences.
    pub fn start(sentences: &[Sentence]) -> Self {
        let marks = || sentences.iter().flat_map(|(lesson, at)| lesson.marks_in(*at));
        let mut labels: Vec<LabelId> = marks().map(|mark| mark.label).collect();
        labels.sort_unstable();
        labels.dedup();
        let is_common =
            |height: &usize| marks().filter(|mark| mark.height == *height).count() >= FEWEST_MARKS;
        let n_chains = (0..N_HEIGHTS).take_while(is_common).count();
        let chains = vec![Chain::new(labels.len()); n_chains];
        let n_at_start = sentences.iter().map(|(lesson, at)| lesson.sentence(*at).len()).sum();
        Self { labels, chains, n_at_start }
    }

    pub fn is_ready(&self) -> bool {
        !self.chains.is_empty()
    }

    /// Whether it can learn these sentences without starting anew.
    pub fn knows_labels(&self, sentences: &[Sentence]) -> bool {
        let mut marks = sentences.iter().flat_map(|(lesson, at)| lesson.marks_in(*at));
        marks.all(|mark| self.labels.contains(&mark.label))
    }

    /// What visiting a token costs, in about nanoseconds.
    pub fn work_per_token(&self) -> usize {
        const FEATURES: usize = 60; // of a word, and what looking them up costs besides
        let work = |chain: &Chain| chain.n_states() * (chain.n_states() + FEATURES);
        self.chains.iter().map(work).sum()
    }

    /// Visits each sentence once, in this order.
    pub fn study<'h>(
        &mut self,
        sentences: &[Sentence],
        hints: impl Fn(&Sentence) -> &'h [Hint],
        progress: &Progress,
    ) -> Result<(), Cancelled> {
        let mut lattice = Lattice::default();
        for sentence in sentences {
            progress.go_on()?;
            let (lesson, at) = *sentence;
            let range = lesson.sentence(at);
            let features_of =
                |token: usize| features::of_token(&lesson.tokens, token, &range, hints(sentence));
            let features: Vec<Vec<u64>> = range.clone().map(features_of).collect();
            for (height, chain) in self.chains.iter_mut().enumerate() {
                chain.learn(&features, &right_states(&self.labels, sentence, height), &mut lattice);
            }
        }
        Ok(())
    }

    /// What each chain thinks of every word of a text, wherever it stands.
    pub fn by_word(&self, tokens: &Tokens) -> Vec<Vec<f32>> {
        let by_word = |chain: &Chain| {
            let mut scores = vec![0.0; tokens.words.len() * OFFSETS.len() * chain.n_states()];
            let words = tokens.words.iter().flat_map(|word| OFFSETS.map(|offset| (word, offset)));
            for ((word, offset), scores) in words.zip(scores.chunks_exact_mut(chain.n_states())) {
                features::of_word(word, offset, &mut |feature| chain.score(feature, scores));
            }
            scores
        };
        self.chains.iter().map(by_word).collect()
    }
}

fn right_states(labels: &[LabelId], (lesson, at): &Sentence, height: usize) -> Vec<State> {
    let range = lesson.sentence(*at);
    let mut states = vec![OUTSIDE; range.len()];
    for mark in lesson.marks_in(*at).iter().filter(|mark| mark.height == height) {
        let Ok(label) = labels.binary_search(&mark.label) else { continue };
        let place = mark.tokens.start - range.start..mark.tokens.end.min(range.end) - range.start;
        let stretch = &mut states[place];
        if stretch.iter().all(|state| *state == OUTSIDE) {
            stretch.fill(further(label) as State);
            stretch[0] = first(label) as State;
        }
    }
    states
}

/// Every likely mention, seen with what the engines before claimed.
pub fn claim(sight: &Sight, claims: &mut Vec<Claim>) {
    let hints = features::hints(claims);
    let mut lattice = Lattice::default();
    for (chain, by_word) in sight.tagger.chains.iter().zip(sight.by_word) {
        score(sight, chain, by_word, &hints, &mut lattice);
        lattice.run(chain);
        for found in lattice.stretches(LEAST) {
            let start = sight.sentence.start;
            let tokens = start + found.start..start + found.end;
            let span = sight.tokens.span(&tokens);
            let strength = logit(found.likelihood) - logit(LEAST);
            let label = sight.tagger.labels[found.label];
            claims.push(Claim { tokens, span, label, kind: Kind::Tagged, strength, n_for: 0 });
        }
    }
}

/// What would be a mention if one started, or ended, at each token: place, label and likelihood.
pub fn at_edges(sight: &Sight, claims: &[Claim]) -> Vec<(Range<usize>, LabelId, f32)> {
    let hints = features::hints(claims);
    let mut lattice = Lattice::default();
    let mut found = Vec::new();
    for (chain, by_word) in sight.tagger.chains.iter().zip(sight.by_word) {
        score(sight, chain, by_word, &hints, &mut lattice);
        lattice.run(chain);
        let first = sight.sentence.start;
        let place = |one: &Stretch| first + one.start..first + one.end;
        let edges = lattice.stretches_at_edges();
        found.extend(edges.iter().map(|one| (place(one), sight.tagger.labels[one.label], one.likelihood)));
    }
    found
}

fn score(sight: &Sight, chain: &Chain, by_word: &[f32], hints: &[Hint], lattice: &mut Lattice) {
    let (tokens, sentence, n) = (sight.tokens, sight.sentence, chain.n_states());
    lattice.clear(sentence.len(), n);
    for (token, scores) in sentence.clone().zip(lattice.scores.chunks_exact_mut(n)) {
        for (nth, offset) in OFFSETS.into_iter().enumerate() {
            if let Some(place) = token.checked_add_signed(offset).filter(|place| sentence.contains(place)) {
                let word = &by_word[(tokens.kind(place) * OFFSETS.len() + nth) * n..][..n];
                scores.iter_mut().zip(word).for_each(|(score, more)| *score += more);
            }
        }
        features::of_place(tokens, token, sentence, &mut |feature| chain.score(feature, scores));
        features::of_hints(token, hints, &mut |feature| chain.score(feature, scores));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::suggest::fixture::{World, label, lesson};

    const TRAINING: &str = "Mr [P Adams] spoke. Mr [P Baker] left. Mr [P Clark] came. Mr [P Davis] slept. \
        They met in [L Bonn]. They live in [L Rome]. He works in [L Oslo]. She sang in [L Kyiv]. \
        Mr [P Evans] wept. We ate in [L Graz].";

    fn trained(marked: &str) -> Tagger {
        let lesson = lesson(marked);
        let sentences: Vec<Sentence> = (0..lesson.n_taught).map(|at| (&lesson, at)).collect();
        let mut tagger = Tagger::start(&sentences);
        for _ in 0..40 {
            tagger.study(&sentences, |_| &[], &Progress::default()).unwrap();
        }
        tagger
    }

    fn surest(tagger: &Tagger, text: &str) -> Option<(String, LabelId)> {
        let claims = World::of(text).with_tagger(tagger).claims(claim);
        let best = claims.iter().max_by(|a, b| a.strength.total_cmp(&b.strength))?;
        Some((best.span.of(text).to_owned(), best.label))
    }

    #[test]
    fn names_never_seen_are_told_by_where_they_stand() {
        let tagger = trained(TRAINING);
        assert_eq!(surest(&tagger, "Mr Quill danced."), Some(("Quill".to_owned(), label("P"))));
        assert_eq!(surest(&tagger, "They sat in Lund."), Some(("Lund".to_owned(), label("L"))));
    }

    #[test]
    fn training_twice_gives_the_same_tagger() {
        let (one, other) = (trained(TRAINING), trained(TRAINING));
        let tokens = Tokens::of("Mr Quill danced in Lund.");
        assert_eq!(one.by_word(&tokens), other.by_word(&tokens));
    }

    #[test]
    fn mentions_in_mentions_get_a_chain_of_their_own() {
        let nested = "the [P king of [L Spain]] came. ".repeat(10);
        let tagger = trained(&nested);
        let text = "the king of Spain came.";
        let claims = World::of(text).with_tagger(&tagger).claims(claim);
        let sure: Vec<&str> =
            claims.iter().filter(|claim| claim.strength > 4.0).map(|claim| claim.span.of(text)).collect();
        assert_eq!(sure, ["Spain", "king of Spain"]);
    }

    #[test]
    fn few_mentions_make_no_tagger() {
        assert!(!trained("Mr [P Adams] spoke.").is_ready());
    }

    #[test]
    fn training_can_be_stopped() {
        let progress = Progress::default();
        let lesson = lesson(TRAINING);
        let sentences = [(&lesson, 0)];
        let job = crate::job::Job::start("", || {}, |progress| Ok(progress.clone()));
        let stopped = job.wait().unwrap(); // its owner is gone, so nobody wants the result
        assert!(Tagger::start(&sentences).study(&sentences, |_| &[], &stopped).is_err());
        assert!(Tagger::start(&sentences).study(&sentences, |_| &[], &progress).is_ok());
    }
}
