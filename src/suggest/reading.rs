//! How a model reads an article: words and patterns once, the tagger's view of words once for each
//! training, and the rest at each look.

use std::cmp::Reverse;
use std::ops::Range;
use std::sync::{Arc, Mutex, PoisonError};

use super::candidates::{self, Candidate};
use super::claim::{Claim, Kind, Sight};
use super::learning::Model;
use super::lesson;
use super::patterns::{Finder, Place};
use super::proposal::{self, Around, Here, Proposal, Taken};
use super::sequence_tagger::Tagger;
use super::tokens::Tokens;
use super::{ENGINES, KNOWN_FORMS, PATTERNS, Suggestion, TAGGER};
use crate::model::{Article, ArticleId};

/// What a model makes of an article.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Outlook {
    /// In text order. None overlaps what is tagged, but for one mention in another where mentions nest,
    /// and none stands where a suggestion was turned down.
    pub suggestions: Vec<Suggestion>,
    /// In text order; the places of the suggestions are among them.
    pub candidates: Vec<Candidate>,
    /// All that a click may take whole, in text order.
    pub clickable: Vec<Candidate>,
}

/// A text as the engines read it.
struct Reading {
    text: Arc<str>,
    tokens: Arc<Tokens>,
    finder: Arc<Finder>,
    places: Arc<Vec<Place>>,
    tagger: Arc<Tagger>,
    by_word: Vec<Vec<f32>>,
}

/// The texts read last, the latest first.
#[derive(Clone, Default)]
pub struct Readings(Arc<Mutex<Vec<Arc<Reading>>>>);

/// More than there are panes on the story desk.
const MOST_READINGS: usize = 8;

impl Model {
    /// What is worth proposing in an article, and what is worth looking at.
    pub fn look(&self, id: ArticleId, article: &Article) -> Outlook {
        let reading = self.readings.of(self, article);
        let tokens = &*reading.tokens;
        let taken = Taken::in_article(article);
        let mut here = Here::default();
        lesson::marks(article, tokens, None).iter().for_each(|mark| here.add_mark(tokens, mark));
        let claims_of = |sentence| self.sight(&reading, sentence).claims();
        let claims: Vec<Vec<Claim>> = tokens.sentences.iter().map(claims_of).collect();
        claims.iter().for_each(|claims| here.add_seen(tokens, claims));
        let mut outlook = Outlook::default();
        for (at, claims) in claims.iter().enumerate() {
            let sight = self.sight(&reading, &tokens.sentences[at]);
            let (reach, nests) = (self.reach.odds(at), self.nests);
            let around = Around { sight, claims, here: &here, reach, nests, gate: &self.gate };
            self.look_at(id, &around, &taken, &mut outlook);
        }
        outlook.suggestions.sort_by_key(|one| (one.span.start(), Reverse(one.span.end())));
        outlook.candidates.sort_by_key(|one| (one.span.start(), Reverse(one.span.end())));
        outlook
    }

    fn look_at(&self, article: ArticleId, around: &Around, taken: &Taken, outlook: &mut Outlook) {
        let mut proposals = around.proposals();
        // The tagger may have learned labels that were removed since.
        proposals.retain(|proposal| self.labels.contains(&proposal.label));
        let prospects = candidates::prospects(around, &proposals, taken, &self.worth);
        outlook.clickable.extend(candidates::clickable(around, &prospects, taken));
        outlook.candidates.extend(candidates::choose(prospects, self.nests));
        let chosen = proposal::choose(proposals, taken, self.nests);
        let sure = chosen.iter().filter(|proposal| proposal.likelihood >= self.gate.bar());
        outlook.suggestions.extend(sure.map(|proposal| suggestion(article, proposal)));
    }

    fn sight<'a>(&'a self, reading: &'a Reading, sentence: &'a Range<usize>) -> Sight<'a> {
        Sight {
            tokens: &reading.tokens,
            sentence,
            places: Place::within(&reading.places, sentence),
            forms: &self.forms,
            patterns: &self.patterns,
            tagger: &reading.tagger,
            by_word: &reading.by_word,
        }
    }
}

impl Sight<'_> {
    /// What the engines claim, each seeing what those before it claimed.
    pub fn claims(&self) -> Vec<Claim> {
        let mut claims = Vec::new();
        ENGINES.iter().for_each(|engine| (engine.claim)(self, &mut claims));
        proposal::sort(&mut claims);
        claims
    }
}

fn suggestion(article: ArticleId, proposal: &Proposal) -> Suggestion {
    let engine = match proposal.kind {
        Kind::Own | Kind::BuiltIn => PATTERNS,
        Kind::Same | Kind::Inflected | Kind::OtherCase => KNOWN_FORMS,
        Kind::End | Kind::Start if !proposal.is_seen_by_tagger() => KNOWN_FORMS,
        Kind::End | Kind::Start | Kind::Tagged => TAGGER,
    };
    let (span, label, confidence) = (proposal.span, proposal.label, proposal.likelihood);
    Suggestion { article, span, label, engine: engine.id, confidence }
}

impl Readings {
    fn of(&self, model: &Model, article: &Article) -> Arc<Reading> {
        let known = {
            let mut readings = self.0.lock().unwrap_or_else(PoisonError::into_inner);
            let place = readings.iter().position(|known| Arc::ptr_eq(&known.text, &article.text));
            place.map(|place| readings.remove(place))
        };
        let is_fresh = |known: &Arc<Reading>| {
            Arc::ptr_eq(&known.tagger, &model.tagger) && Arc::ptr_eq(&known.finder, &model.finder)
        };
        let reading = match known {
            Some(known) if is_fresh(&known) => known,
            known => Arc::new(Reading::of(model, article, known.as_deref())),
        };
        let mut readings = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        readings.truncate(MOST_READINGS - 1);
        readings.insert(0, reading.clone());
        reading
    }
}

impl Reading {
    /// What is known already of the text is kept where it still holds.
    fn of(model: &Model, article: &Article, known: Option<&Self>) -> Self {
        let (text, finder, tagger) = (article.text.clone(), model.finder.clone(), model.tagger.clone());
        let tokens = known.map_or_else(|| Arc::new(Tokens::of(&text)), |known| known.tokens.clone());
        let places = known.filter(|known| Arc::ptr_eq(&known.finder, &finder));
        let places = places.map(|known| known.places.clone());
        let places = places.unwrap_or_else(|| Arc::new(finder.places(&text, &tokens)));
        let by_word = tagger.by_word(&tokens);
        Self { text, tokens, finder, places, tagger, by_word }
    }
}
