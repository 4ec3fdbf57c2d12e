use std::ops::Range;

use super::comparison::{Compared, Comparison};
use super::passages::Passage;
use crate::model::ArticleId;
use crate::text::Span;

/// Where something of one article stands in another.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Counterpart {
    pub article: ArticleId,
    /// Whole words; empty where the other article dropped the words, at the place where they were.
    pub span: Span,
    /// Inside a shared passage; otherwise reckoned from the nearest passages.
    pub is_shared: bool,
}

impl Comparison {
    /// The counterparts of a span, or of the word at an empty one, in each other article that shares
    /// a passage with this one.
    pub fn counterparts(&self, article: ArticleId, span: Span) -> Vec<Counterpart> {
        let Some(here) = self.compared(article) else { return Vec::new() };
        let others = self.texts().iter().filter(|there| there.article != article);
        others.filter_map(|there| self.counterpart(here, there, span)).collect()
    }

    fn counterpart(&self, here: &Compared, there: &Compared, span: Span) -> Option<Counterpart> {
        let places: Vec<Place> = self
            .between(here.article, there.article)
            .map(|passage| Place::new(passage, here, there))
            .collect();
        let at = here.at(span)?;
        let inside = places.iter().filter(|place| place.here.contains(&at.start));
        let (span, is_shared) = match inside.max_by_key(|place| place.here.len()) {
            Some(place) => (there.span_of(place.counterpart(at)), true),
            None => (there.span_of(reckon(&places, at.start, there.words.keys().len())?), false),
        };
        Some(Counterpart { article: there.article, span, is_shared })
    }
}

impl Compared {
    /// The words of a span by position; of an empty span, the word at or before it.
    fn at(&self, span: Span) -> Option<Range<usize>> {
        let words = self.words.within(span);
        if !words.is_empty() {
            return Some(words);
        }
        let n_words = self.words.keys().len();
        let is_at_start = |word: usize| word < n_words && self.words.span(word).start() == span.start();
        let word = if is_at_start(words.start) { words.start } else { words.start.saturating_sub(1) };
        (word < n_words).then_some(word..word + 1)
    }

    /// Empty for no words, where they would stand.
    fn span_of(&self, words: Range<usize>) -> Span {
        if !words.is_empty() {
            return self.words.hull(words);
        }
        let at = match words.start.checked_sub(1) {
            Some(before) => self.words.span(before).end(),
            None => 0,
        };
        Span::new(&self.text, at..at).unwrap_or(Span::whole(""))
    }
}

/// A passage as it stands here and there, in word positions.
struct Place {
    here: Range<usize>,
    there: Range<usize>,
    /// The same words, here and there.
    runs: Vec<(Range<usize>, Range<usize>)>,
}

impl Place {
    fn new(passage: &Passage, here: &Compared, there: &Compared) -> Self {
        let is_a = passage.a.article == here.article;
        let words = |a: Span, b: Span| {
            let (mine, theirs) = if is_a { (a, b) } else { (b, a) };
            (here.words.within(mine), there.words.within(theirs))
        };
        let (mine, theirs) = words(passage.a.span, passage.b.span);
        Self { here: mine, there: theirs, runs: passage.runs.iter().map(|run| words(run.a, run.b)).collect() }
    }

    /// The words there that correspond; words past the end of the passage are cut off.
    fn counterpart(&self, words: Range<usize>) -> Range<usize> {
        let last = words.end.min(self.here.end) - 1;
        self.word(words.start).start..self.word(last).end
    }

    /// The words there for a word here: one inside a run; its part of them between two runs.
    fn word(&self, word: usize) -> Range<usize> {
        let after = self.runs.partition_point(|(here, _)| here.end <= word);
        let (here, there) = match self.runs.get(after) {
            Some((here, there)) if here.contains(&word) => {
                let at = there.start + word - here.start;
                return at..at + 1;
            }
            Some((here, there)) => {
                let (here_before, there_before) = &self.runs[after - 1];
                (here_before.end..here.start, there_before.end..there.start)
            }
            None => return self.there.end..self.there.end,
        };
        let (at, n) = (word - here.start, here.len());
        there.start + at * there.len() / n..there.start + ((at + 1) * there.len()).div_ceil(n)
    }
}

/// The word there for a word that lies in no passage: in proportion between the passages around it
/// where these follow each other there too, otherwise as far from the nearer one.
fn reckon(places: &[Place], word: usize, n_words: usize) -> Option<Range<usize>> {
    let before = places.iter().filter(|place| place.here.end <= word).max_by_key(|place| place.here.end);
    let after = places.iter().filter(|place| place.here.start > word).min_by_key(|place| place.here.start);
    let at = match (before, after) {
        (Some(before), Some(after)) if before.there.end <= after.there.start => {
            let (from, to) = (before.there.end, after.there.start);
            from + (word - before.here.end) * (to - from) / (after.here.start - before.here.end)
        }
        (Some(before), Some(after)) if after.here.start - word < word - before.here.end => {
            after.there.start.saturating_sub(after.here.start - word)
        }
        (Some(before), _) => before.there.end + word - before.here.end,
        (None, Some(after)) => after.there.start.saturating_sub(after.here.start - word),
        (None, None) => return None,
    };
    let at = at.min(n_words.checked_sub(1)?);
    Some(at..at + 1)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fixture;
    use crate::index::Zones;

    const ONE: &str = "Early news. Last night police said the Chinese regime pushed the ferry out of the old \
        harbour. Then two more words, and ten others that nothing else of this kind has. Nobody on board had \
        heard the storm warning of that night. End.";
    const TWO: &str = "Last night police said China pushed the ferry out of the old harbour. Four other words and \
        several little things that stand nowhere else. Nobody on board had really heard the storm warning of \
        that night.";

    /// The counterpart of a quote of the first article in the second one.
    fn counterpart(quote: &str) -> (&'static str, bool) {
        let session = fixture::session(&[("One", ONE), ("Two", TWO)]);
        let ids: Vec<ArticleId> = session.project().articles().keys().copied().collect();
        let comparison = Comparison::new(session.project(), &ids, Zones::Body);
        let start = ONE.find(quote).unwrap();
        let span = Span::new(ONE, start..start + quote.len()).unwrap();
        let found = comparison.counterparts(ids[0], span);
        assert_eq!(found.len(), 1);
        (found[0].span.of(TWO), found[0].is_shared)
    }

    #[test]
    fn the_same_words_are_each_others_counterparts() {
        assert_eq!(counterpart("ferry"), ("ferry", true));
        assert_eq!(counterpart("storm warning"), ("storm warning", true));
    }

    #[test]
    fn words_that_were_exchanged_correspond_as_a_whole() {
        assert_eq!(counterpart("the Chinese regime"), ("China", true));
        assert_eq!(counterpart("police said the Chinese regime"), ("police said China", true));
        assert_eq!(counterpart("had heard"), ("had really heard", true));
    }

    #[test]
    fn outside_passages_the_place_is_reckoned_from_those_around() {
        assert_eq!(counterpart("Then"), ("Four", false));
        assert_eq!(counterpart("End"), ("night", false));
        assert_eq!(counterpart("Early"), ("Last", false));
    }

    #[test]
    fn articles_that_share_nothing_have_no_counterparts() {
        let session = fixture::session(&[("One", "A short text."), ("Two", "Another thing.")]);
        let ids: Vec<ArticleId> = session.project().articles().keys().copied().collect();
        let comparison = Comparison::new(session.project(), &ids, Zones::Body);
        assert_eq!(comparison.counterparts(ids[0], Span::whole("")), []);
    }
}
