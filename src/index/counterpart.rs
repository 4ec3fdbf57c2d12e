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
        let others = self.articles().filter(|other| *other != article);
        others.filter_map(|other| self.counterpart(article, span, other)).collect()
    }

    /// The counterpart of a span, or of the word at an empty one, in another article.
    pub fn counterpart(&self, article: ArticleId, span: Span, other: ArticleId) -> Option<Counterpart> {
        let (here, there) = (self.compared(article)?, self.compared(other)?);
        let words = here.at(span)?;
        let byte = here.words.span(words.start).start();
        let shared = || self.between(article, other).map(|passage| Place { passage, here, there });
        let inside = shared().filter(|place| place.sides().0.contains(byte));
        let (span, is_shared) = match inside.max_by_key(|place| place.passage.n_same) {
            Some(place) => (place.counterpart(words), true),
            None => (reckon(shared, byte, words.start, there.words.keys().len())?, false),
        };
        Some(Counterpart { article: other, span: there.span_of(span), is_shared })
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

/// A passage as it stands here and there. Word positions are looked up as they are needed: a passage
/// between two long copies has thousands of runs.
#[derive(Clone, Copy)]
struct Place<'c> {
    passage: &'c Passage,
    here: &'c Compared,
    there: &'c Compared,
}

type Both = (Range<usize>, Range<usize>);

impl Place<'_> {
    fn sides(&self) -> (Span, Span) {
        self.turned(self.passage.a.span, self.passage.b.span)
    }

    /// The whole passage in word positions, here and there.
    fn words(&self) -> Both {
        self.words_of(self.sides())
    }

    fn run(&self, at: usize) -> Option<Both> {
        let run = self.passage.runs.get(at)?;
        Some(self.words_of(self.turned(run.a, run.b)))
    }

    fn turned(&self, a: Span, b: Span) -> (Span, Span) {
        if self.passage.a.article == self.here.article { (a, b) } else { (b, a) }
    }

    fn words_of(&self, (here, there): (Span, Span)) -> Both {
        (self.here.words.within(here), self.there.words.within(there))
    }

    /// The words there that correspond; words past the end of the passage are cut off.
    fn counterpart(&self, words: Range<usize>) -> Range<usize> {
        let last = words.end.min(self.words().0.end) - 1;
        self.word(words.start).start..self.word(last).end
    }

    /// The words there for a word here: one inside a run; its part of them between two runs.
    fn word(&self, word: usize) -> Range<usize> {
        let byte = self.here.words.span(word).start();
        let after = self.passage.runs.partition_point(|run| self.turned(run.a, run.b).0.end() <= byte);
        let Some((here, there)) = self.run(after) else {
            let end = self.words().1.end;
            return end..end;
        };
        if here.contains(&word) {
            let at = there.start + word - here.start;
            return at..at + 1;
        }
        let (here_before, there_before) =
            after.checked_sub(1).and_then(|at| self.run(at)).unwrap_or_default();
        let (gap_here, gap_there) = (here_before.end..here.start, there_before.end..there.start);
        let (at, n) = (word - gap_here.start, gap_here.len());
        gap_there.start + at * gap_there.len() / n..gap_there.start + ((at + 1) * gap_there.len()).div_ceil(n)
    }
}

/// The word there for a word that lies in no passage: in proportion between the passages around it
/// where these follow each other there too, otherwise as far from the nearer one.
fn reckon<'c, Places: Iterator<Item = Place<'c>>>(
    shared: impl Fn() -> Places,
    byte: usize,
    word: usize,
    n_words: usize,
) -> Option<Range<usize>> {
    let ended = shared().filter(|place| place.sides().0.end() <= byte);
    let to_come = shared().filter(|place| place.sides().0.start() > byte);
    let before = ended.max_by_key(|place| place.sides().0.end()).map(|place| place.words());
    let after = to_come.min_by_key(|place| place.sides().0.start()).map(|place| place.words());
    let on_from = |(here, there): Both| there.end + word - here.end;
    let back_from = |(here, there): Both| there.start.saturating_sub(here.start - word);
    let at = match (before, after) {
        (Some(before), Some(after)) if before.1.end <= after.1.start => {
            let (from, to) = (before.1.end, after.1.start);
            from + (word - before.0.end) * (to - from) / (after.0.start - before.0.end)
        }
        (Some(before), Some(after)) if after.0.start - word < word - before.0.end => back_from(after),
        (Some(before), _) => on_from(before),
        (None, Some(after)) => back_from(after),
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
