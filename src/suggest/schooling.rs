//! A lesson at a time: the model first guesses, then is told, and so learns how far to trust itself.
//! Guessing before being told is the honest test (Dawid 1984, "prequential" statistics).

use std::collections::BTreeMap;
use std::sync::Arc;

use super::candidates::{self, Prospect};
use super::claim::{Claim, Sight};
use super::features::{self, Hint};
use super::gate::Outcome;
use super::hash::mix;
use super::known_forms::KnownForms;
use super::learning::Model;
use super::lesson::{Lesson, Mark, Sentence};
use super::patterns::Patterns;
use super::proposal::{Around, Here, Proposal, Taken, agree, choose};
use super::sequence_tagger::Tagger;
use crate::job::{Cancelled, Progress};
use crate::model::ArticleId;
use crate::text::Span;

/// The hints that each sentence gave when it was first read. Training on what is known of a sentence
/// only afterwards would teach the tagger to lean on forms that are not known yet in a new article.
pub type Hints = BTreeMap<(ArticleId, usize), Arc<[Hint]>>;

pub struct Schooling<'m> {
    pub model: &'m mut Model,
    /// What was known before the present sentence.
    pub forms: KnownForms,
    pub patterns: Patterns,
    pub progress: &'m Progress,
}

/// A lesson as it is read: what the tagger thinks of its words, and what the article said so far.
struct Desk<'l> {
    lesson: &'l Lesson,
    by_word: Vec<Vec<f32>>,
    here: Here,
}

/// The first sentences of a new project; then each turn takes as many as were learned before.
const FIRST_TURN: usize = 20;
/// Rounds over all sentences when the tagger starts anew, and the work that they may come to: some
/// seconds.
const ROUNDS_AT_START: usize = 8;
const MOST_WORK: usize = 600_000_000;
/// Rounds over new sentences later, each mixed with a share of the old ones: less than a second.
const ROUNDS: usize = 3;
const OLD_WORK: usize = 15_000_000;

impl<'m> Schooling<'m> {
    /// Takes up the new sentences, in order, in turns.
    pub fn go_through(&mut self, known: Vec<Sentence>, new: &[Sentence]) -> Result<(), Cancelled> {
        let mut known = known;
        let mut rest = new;
        while !rest.is_empty() {
            let (turn, later) = rest.split_at(rest.len().min(known.len().max(FIRST_TURN)));
            for group in turn.chunk_by(|a, b| a.0.article == b.0.article) {
                self.examine(group)?;
            }
            self.train(&known, turn)?;
            known.extend(turn);
            rest = later;
        }
        Ok(())
    }

    /// Sentences of one lesson.
    fn examine(&mut self, sentences: &[Sentence]) -> Result<(), Cancelled> {
        let (lesson, first) = sentences[0];
        let mut desk = self.open(lesson, first)?;
        for (_, at) in sentences {
            self.progress.step()?;
            self.judge(&mut desk, *at);
            self.forms.add_sentence(lesson, *at);
            self.patterns.add_sentence(lesson, *at);
            lesson.marks_in(*at).iter().for_each(|mark| desk.here.add_mark(&lesson.tokens, mark));
            if at + 1 == lesson.n_settled {
                self.model.reach.add(lesson);
            }
        }
        Ok(())
    }

    fn open<'l>(&self, lesson: &'l Lesson, first: usize) -> Result<Desk<'l>, Cancelled> {
        let mut desk =
            Desk { lesson, by_word: self.model.tagger.by_word(&lesson.tokens), here: Here::default() };
        for at in 0..lesson.tokens.sentences.len() {
            self.progress.go_on()?;
            let claims = self.claims(&desk, at);
            desk.here.add_seen(&lesson.tokens, &claims);
            if at < first {
                lesson.marks_in(at).iter().for_each(|mark| desk.here.add_mark(&lesson.tokens, mark));
            }
        }
        Ok(desk)
    }

    fn sight<'a>(&'a self, desk: &'a Desk, at: usize) -> Sight<'a> {
        Sight {
            tokens: &desk.lesson.tokens,
            sentence: &desk.lesson.tokens.sentences[at],
            places: desk.lesson.places_in(at),
            forms: &self.forms,
            patterns: &self.patterns,
            tagger: &self.model.tagger,
            by_word: &desk.by_word,
        }
    }

    fn claims(&self, desk: &Desk, at: usize) -> Vec<Claim> {
        self.sight(desk, at).claims()
    }

    /// Guesses, compares with what was decided, and learns from the difference.
    fn judge(&mut self, desk: &mut Desk, at: usize) {
        let lesson = desk.lesson;
        let claims = self.claims(desk, at);
        let around = Around {
            sight: self.sight(desk, at),
            claims: &claims,
            here: &desk.here,
            reach: self.model.reach.odds(at),
            nests: self.model.nests,
            gate: &self.model.gate,
        };
        let proposals = around.proposals();
        let prospects = candidates::prospects(&around, &proposals, &Taken::default(), &self.model.worth);
        let hints = features::hints(&claims);
        Arc::make_mut(&mut self.model.hints).insert((lesson.article, at), hints.into());
        self.mark_guesses(lesson, at, proposals, &prospects);
    }

    fn mark_guesses(&mut self, lesson: &Lesson, at: usize, proposals: Vec<Proposal>, prospects: &[Prospect]) {
        let marks = lesson.marks_in(at);
        let is_right =
            |one: &Proposal| marks.iter().any(|mark| mark.tokens == one.tokens && mark.label == one.label);
        let is_mention = |span: Span| marks.iter().any(|mark| lesson.tokens.span(&mark.tokens) == span);
        // What tag-alls had taken before was no longer there to propose, and says nothing about what was.
        let nests = self.model.nests;
        let stood = |mark: &Mark| mark.was_there.then(|| lesson.tokens.span(&mark.tokens));
        let taken: Vec<Span> = marks.iter().filter_map(stood).collect();
        let is_open = |span: Span| taken.iter().all(|one| agree(*one, span, nests));
        let open: Vec<Proposal> = proposals.into_iter().filter(|one| is_open(one.span)).collect();
        let gate = &mut self.model.gate;
        open.iter().for_each(|proposal| gate.learn(proposal, is_right(proposal)));
        for proposal in choose(open, &Taken::default(), nests) {
            let is_right = is_right(&proposal);
            gate.note(Outcome::Proposal { likelihood: proposal.likelihood, is_right });
        }
        marks.iter().for_each(|_| gate.note(Outcome::Mention));
        for prospect in prospects.iter().filter(|prospect| is_open(prospect.candidate.span)) {
            self.model.worth.learn(prospect, is_mention(prospect.candidate.span));
        }
    }

    fn train(&mut self, known: &[Sentence], new: &[Sentence]) -> Result<(), Cancelled> {
        let is_taught = |(lesson, at): &&Sentence| *at < lesson.n_taught;
        let known: Vec<Sentence> = known.iter().filter(is_taught).copied().collect();
        let new: Vec<Sentence> = new.iter().filter(is_taught).copied().collect();
        let (n_known, n_new) = (n_tokens(&known), n_tokens(&new));
        let tagger = &self.model.tagger;
        let has_outgrown = n_known + n_new > 2 * tagger.n_at_start;
        let tagger = if !tagger.is_ready() || has_outgrown || !tagger.knows_labels(&new) {
            let all: Vec<Sentence> = known.into_iter().chain(new).collect();
            let tagger = Tagger::start(&all);
            let work = (n_known + n_new) * tagger.work_per_token();
            let rounds = (MOST_WORK / work.max(1)).clamp(2, ROUNDS_AT_START);
            self.study(tagger, rounds, |_| all.clone())?
        } else {
            let stride = (n_known * tagger.work_per_token()).div_ceil(OLD_WORK).max(1);
            let some = |round: usize| known.iter().skip(round % stride).step_by(stride);
            let mixed = |round| some(round).chain(&new).chain(&new).copied().collect();
            self.study(Tagger::clone(tagger), ROUNDS, mixed)?
        };
        self.model.tagger = Arc::new(tagger);
        Ok(())
    }

    fn study<'l>(
        &self,
        mut tagger: Tagger,
        rounds: usize,
        sentences: impl Fn(usize) -> Vec<Sentence<'l>>,
    ) -> Result<Tagger, Cancelled> {
        let hints = |(lesson, at): &Sentence| -> &[Hint] {
            self.model.hints.get(&(lesson.article, *at)).map_or(&[], |hints| hints)
        };
        for round in 0..rounds {
            tagger.study(&mixed_up(sentences(round), round), hints, self.progress)?;
        }
        Ok(tagger)
    }
}

fn n_tokens(sentences: &[Sentence]) -> usize {
    sentences.iter().map(|(lesson, at)| lesson.sentence(*at).len()).sum()
}

/// An order that mixes articles and is the same each time: one project makes one tagger.
fn mixed_up(mut sentences: Vec<Sentence>, round: usize) -> Vec<Sentence> {
    let key = |place: usize, (lesson, at): &Sentence| {
        [u64::from(lesson.article.0), *at as u64, place as u64].into_iter().fold(round as u64, mix)
    };
    let mut order: Vec<(u64, Sentence)> =
        sentences.drain(..).enumerate().map(|(place, sentence)| (key(place, &sentence), sentence)).collect();
    order.sort_by_key(|(key, _)| *key);
    order.into_iter().map(|(_, sentence)| sentence).collect()
}
