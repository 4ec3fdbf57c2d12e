//! What the hand work teaches: the parts of articles in which everything is decided.

use std::cmp::Reverse;
use std::ops::Range;
use std::sync::Arc;

use super::patterns::{Finder, Place};
use super::tokens::Tokens;
use crate::model::{Article, ArticleId, LabelId, Mention, MentionId, Origin, Status};
use crate::text::Span;

/// An article with the sentences in which an untagged place means "nothing here".
pub struct Lesson {
    pub article: ArticleId,
    /// The record that it was made from.
    pub source: Arc<Article>,
    pub settled: Settled,
    pub tokens: Arc<Tokens>,
    pub places: Arc<Vec<Place>>,
    /// What found the places.
    pub finder: Arc<Finder>,
    pub marks: Vec<Mark>,
    /// How many sentences are decided.
    pub n_settled: usize,
    /// How many of them lie before the last mention. What lies behind shows how far people tag, but
    /// not what they would have tagged.
    pub n_taught: usize,
}

/// What of an article is decided.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Settled {
    /// The byte up to which it is.
    pub end: usize,
    /// The first mention that was made in the article itself: what is older came from tagging all of a
    /// form elsewhere, and stood there when the article was opened.
    pub begun: Option<MentionId>,
}

/// A mention in tokens.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mark {
    pub tokens: Range<usize>,
    pub label: LabelId,
    /// 0 holds no other mention, 1 holds one that holds none, and so on.
    pub height: usize,
    /// Whether it stood there before the article was worked on, so that nobody was to find it.
    pub was_there: bool,
}

/// A sentence of a lesson, by its place.
pub type Sentence<'l> = (&'l Lesson, usize);

impl Lesson {
    pub fn of(
        id: ArticleId,
        source: &Arc<Article>,
        settled: Settled,
        read: (Arc<Tokens>, Arc<Vec<Place>>, Arc<Finder>),
    ) -> Self {
        let (tokens, places, finder) = read;
        let marks = marks(source, &tokens, settled.begun);
        let last = marks.iter().map(|mark| mark.tokens.end).max().unwrap_or(0);
        let ends_before = |sentence: &Range<usize>| tokens.spans[sentence.end - 1].end() <= settled.end;
        let n_settled = tokens.sentences.partition_point(ends_before);
        let n_taught = tokens.sentences.partition_point(|sentence| sentence.start < last).min(n_settled);
        let source = source.clone();
        Self { article: id, source, settled, tokens, places, finder, marks, n_settled, n_taught }
    }

    /// The same text after an edit.
    pub fn anew(&self, source: &Arc<Article>, settled: Settled) -> Self {
        let read = (self.tokens.clone(), self.places.clone(), self.finder.clone());
        Self::of(self.article, source, settled, read)
    }

    pub fn sentence(&self, at: usize) -> Range<usize> {
        self.tokens.sentences[at].clone()
    }

    /// The mentions that start in a sentence.
    pub fn marks_in(&self, at: usize) -> &[Mark] {
        let sentence = self.sentence(at);
        let first = self.marks.partition_point(|mark| mark.tokens.start < sentence.start);
        let end = self.marks.partition_point(|mark| mark.tokens.start < sentence.end);
        &self.marks[first..end]
    }

    pub fn places_in(&self, at: usize) -> &[Place] {
        Place::within(&self.places, &self.sentence(at))
    }
}

/// The mentions of an article by start, longer ones first. One that cuts a word or is in pieces has
/// no place in tokens and teaches nothing.
pub fn marks(article: &Article, tokens: &Tokens, begun: Option<MentionId>) -> Vec<Mark> {
    let mark = |(id, mention): (&MentionId, &Mention)| {
        let whole = Some(mention.extent.hull()).filter(|_| !mention.extent.is_in_pieces());
        let is_older = begun.is_some_and(|begun| *id < begun);
        let was_there = is_older && mention.origin == Origin::Analyst;
        Some(Mark { tokens: tokens.covered(whole?)?, label: mention.label, height: 0, was_there })
    };
    let mut marks: Vec<Mark> = article.mentions.iter().filter_map(mark).collect();
    marks.sort_by_key(|mark| (mark.tokens.start, Reverse(mark.tokens.end), mark.label));
    set_heights(&mut marks);
    marks
}

/// From the last start back, so that what a mention holds is known before it is.
fn set_heights(marks: &mut [Mark]) {
    for at in (0..marks.len()).rev() {
        let outer = marks[at].tokens.clone();
        let within = marks[at + 1..].iter().take_while(|mark| mark.tokens.start < outer.end);
        let held = within.filter(|mark| mark.tokens.end <= outer.end && mark.tokens != outer);
        marks[at].height = held.map(|mark| mark.height + 1).max().unwrap_or(0);
    }
}

/// Fewer decisions do not show in which order a person works.
const FEWEST_STEPS: usize = 5;
/// Of a person's steps, so many go forward when an article is worked on from front to back.
const FORWARD_PERCENT: usize = 80;

/// Up to where an article is decided: all of it when reviewed; else, when it is worked on from front to
/// back, up to the furthest place where a form was new.
pub fn settled(article: &Article, steps: &[(MentionId, Span)]) -> Option<Settled> {
    let begun = steps.first().map(|(id, _)| *id);
    if article.header.status == Status::Reviewed {
        let end = article.text.len();
        return (!article.mentions.is_empty()).then_some(Settled { end, begun });
    }
    let n_forward = steps.windows(2).filter(|pair| pair[0].1 < pair[1].1).count();
    let goes_forward = n_forward * 100 >= steps.len().saturating_sub(1) * FORWARD_PERCENT;
    let furthest = steps.iter().map(|(_, span)| span.end()).max();
    let is_told = steps.len() >= FEWEST_STEPS && goes_forward;
    furthest.filter(|_| is_told).map(|end| Settled { end, begun })
}

/// How far into articles people tag, of the articles that were done last.
#[derive(Clone, Default)]
pub struct Reach {
    /// Sentences up to the last mention, and all.
    ends: Vec<(usize, usize)>,
}

const REACH_ARTICLES: usize = 50;

impl Reach {
    pub fn add(&mut self, lesson: &Lesson) {
        if self.ends.len() == REACH_ARTICLES {
            self.ends.remove(0);
        }
        self.ends.push((lesson.n_taught, lesson.n_settled));
    }

    /// The log-odds that people still tag at this sentence.
    pub fn odds(&self, sentence: usize) -> f32 {
        let n_reached = self.ends.iter().filter(|(last, _)| sentence < *last).count();
        let n_left = self.ends.iter().filter(|(last, all)| (*last..*all).contains(&sentence)).count();
        ((n_reached as f32 + 2.0) / (n_left as f32 + 1.0)).ln()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::suggest::fixture::{article, lesson, worked_on};
    use crate::suggest::tally::{Introduced, Tally};

    #[test]
    fn heights_count_what_a_mention_holds() {
        let article = article("[A the [B king of [C Spain]] and [C France]] met");
        let marks = marks(&article, &Tokens::of(&article.text), None);
        let heights: Vec<(usize, usize)> =
            marks.iter().map(|mark| (mark.tokens.start, mark.height)).collect();
        assert_eq!(heights, [(0, 2), (1, 1), (3, 0), (5, 0)]);
    }

    #[test]
    fn a_reviewed_article_teaches_up_to_its_last_mention() {
        let lesson = lesson("One. [A Two] came. Three. Four.");
        assert_eq!((lesson.n_taught, lesson.n_settled), (2, 4));
    }

    #[test]
    fn what_is_older_than_the_first_mention_made_there_stood_there_before() {
        let article = worked_on("[A Aa] b. [A Bb] b. [A Cc] b.", &[7, 2, 8]);
        let marks = marks(&article, &Tokens::of(&article.text), Some(MentionId(7)));
        assert_eq!(marks.iter().map(|mark| mark.was_there).collect::<Vec<_>>(), [false, true, false]);
    }

    const SIX: &str = "[A Aa] b. [A Bb] b. [A Cc] b. [A Dd] b. [A Ee] b. [A Ff] b. Gg b.";

    fn end_of(order: &[u32]) -> Option<usize> {
        let article = Arc::new(worked_on(SIX, order));
        let tally = Tally::of(&article);
        settled(&article, &tally.steps(&Introduced::of([&tally].into_iter()))).map(|settled| settled.end)
    }

    #[test]
    fn an_article_under_way_is_decided_up_to_its_last_step_forward() {
        assert_eq!(end_of(&[0, 1, 2, 3, 4, 5]), Some("Aa b. Bb b. Cc b. Dd b. Ee b. Ff".len()));
    }

    #[test]
    fn jumping_about_or_a_few_steps_decide_nothing() {
        assert_eq!(end_of(&[5, 0, 4, 1, 3, 2]), None);
        let few = Arc::new(worked_on("[A Aa] b. [A Bb] b.", &[0, 1]));
        let tally = Tally::of(&few);
        assert_eq!(settled(&few, &tally.steps(&Introduced::of([&tally].into_iter()))), None);
    }

    #[test]
    fn people_who_stop_after_two_sentences_are_expected_to() {
        let lesson = lesson("[A One]. [A Two]. Three. Four.");
        let mut reach = Reach::default();
        (0..10).for_each(|_| reach.add(&lesson));
        assert!(reach.odds(1) > 2.0 && reach.odds(2) < -1.0);
        assert!(reach.odds(9) > 0.0, "no article was so long yet");
    }
}
