//! What others tell and one article does not: their sentences without a counterpart, at the place
//! where the article would tell them. News tells in any order, so this is where to look, and no gap.

use std::collections::BTreeMap;

use super::comparison::Comparison;
use super::passages::Side;
use super::tellings::{FEWEST_WORDS, Telling, tellings, told_there};
use super::words::Zones;
use crate::model::{ArticleId, Project};
use crate::text::{Span, paragraphs, sentences, words};

/// Something that others tell and an article does not.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Untold {
    /// The end of the article's paragraph after which it would stand; 0 before the first one.
    pub at: usize,
    /// The sentence in each article that has it.
    pub tellings: Vec<Side>,
}

/// By article that lacks them, in the order of its text.
///
/// A sentence is told in another article where a shared passage touches it, or where a sentence there
/// has half of its words, the rarer ones counting more. What is not stands after the last thing before
/// it that both tell, else before the first one after it, else at the end. `None` where `go_on` said to
/// stop, which is asked some times for each sentence.
pub fn untold(
    project: &Project,
    comparison: &Comparison,
    go_on: &(dyn Fn() -> bool + Sync),
) -> Option<BTreeMap<ArticleId, Vec<Untold>>> {
    let of = |id| {
        let article = project.article(id)?;
        Some(tellings(id, article, &sentences(&article.text), Zones::Body))
    };
    let tellings: Vec<Telling> = comparison.articles().filter_map(of).flatten().collect();
    let there = told_there(&tellings, go_on)?;
    let lacking = |id| {
        let text = &project.article(id)?.text;
        let is_blank = |line: &Span| line.of(text).trim().is_empty();
        let ends = paragraphs(text).into_iter().filter(|line| !is_blank(line)).map(Span::end).collect();
        Some(Lacking { comparison, tellings: &tellings, there: &there, article: id, ends })
    };
    let of_articles = comparison.articles().filter_map(lacking);
    of_articles.map(|lacking| Some((lacking.article, lacking.found(go_on)?))).collect()
}

struct Lacking<'t> {
    comparison: &'t Comparison,
    tellings: &'t [Telling<'t>],
    /// For each sentence, the nearest one in each other article that tells it.
    there: &'t [BTreeMap<ArticleId, usize>],
    article: ArticleId,
    /// Of the article's paragraphs.
    ends: Vec<usize>,
}

impl Lacking<'_> {
    fn found(&self, go_on: &dyn Fn() -> bool) -> Option<Vec<Untold>> {
        let mut found: Vec<Untold> = Vec::new();
        let mut known: BTreeMap<usize, usize> = BTreeMap::new();
        let of_one = self.tellings.chunk_by(|a, b| a.article == b.article);
        let mut first = 0;
        for tellings in of_one {
            if tellings[0].article != self.article {
                self.add(first..first + tellings.len(), &mut found, &mut known, go_on)?;
            }
            first += tellings.len();
        }
        found.sort_by_key(|untold| untold.at);
        Some(found)
    }

    /// Takes in what one other article tells; `known` says where a sentence went.
    fn add(
        &self,
        range: std::ops::Range<usize>,
        found: &mut Vec<Untold>,
        known: &mut BTreeMap<usize, usize>,
        go_on: &dyn Fn() -> bool,
    ) -> Option<()> {
        let place = |at| go_on().then(|| self.place(at));
        let places: Vec<Option<Span>> = range.clone().map(place).collect::<Option<_>>()?;
        let first = places.iter().flatten().next();
        let last_end = self.ends.last().copied().unwrap_or(0);
        let mut here = first.map_or(last_end, |first| self.end_before(first.start()));
        for (at, place) in range.zip(&places) {
            if let Some(place) = place {
                here = self.end_after(place.end());
            } else if words(self.tellings[at].text).nth(FEWEST_WORDS - 1).is_some() {
                let Telling { article, span, .. } = self.tellings[at];
                let same = self.there[at].values().find_map(|other| known.get(other)).copied();
                let entry = same.unwrap_or(found.len());
                if same.is_none() {
                    found.push(Untold { at: here, tellings: Vec::new() });
                }
                found[entry].tellings.push(Side { article, span });
                known.insert(at, entry);
            }
        }
        Some(())
    }

    /// Where the article tells a sentence of another one.
    fn place(&self, at: usize) -> Option<Span> {
        let telling = &self.tellings[at];
        let passages = self.comparison.between(telling.article, self.article);
        let here = passages.filter_map(|passage| Some(passage.seen_from(telling.article)?.0.span));
        let copied = here.filter_map(|span| span.shared_with(telling.span)).max_by_key(|span| span.len());
        let by_passage =
            copied.and_then(|shared| self.comparison.counterpart(telling.article, shared, self.article));
        let by_words = || self.there[at].get(&self.article).map(|other| self.tellings[*other].span);
        by_passage.map(|found| found.span).or_else(by_words)
    }

    fn end_after(&self, byte: usize) -> usize {
        let at = self.ends.partition_point(|end| *end < byte);
        self.ends.get(at).or(self.ends.last()).copied().unwrap_or(0)
    }

    fn end_before(&self, byte: usize) -> usize {
        let at = self.ends.partition_point(|end| *end < byte);
        at.checked_sub(1).map_or(0, |at| self.ends[at])
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fixture;

    const COPIED: &str = "Last night the old ferry left the northern harbour of the town and sank.";
    const RETOLD: &str = "Two fishermen saved forty passengers from the cold water before dawn.";
    const AGAIN: &str = "Before dawn two fishermen saved some forty passengers out of the cold water.";

    /// Where and what the first article lacks, as its text up to the place, and by outlet number.
    fn lacking(texts: &[(&str, &str)]) -> Vec<(String, Vec<(usize, String)>)> {
        let session = fixture::session(texts);
        let project = session.project();
        let ids: Vec<ArticleId> = project.articles().keys().copied().collect();
        let comparison = Comparison::new(project, &ids, Zones::Body);
        let text = |id: ArticleId| project.article(id).unwrap().text.to_string();
        let told = |side: &Side| {
            (
                ids.iter().position(|id| *id == side.article).unwrap(),
                side.span.of(&text(side.article)).to_owned(),
            )
        };
        let found = &untold(project, &comparison, &|| true).unwrap()[&ids[0]];
        assert_eq!(untold(project, &comparison, &|| false), None);
        found
            .iter()
            .map(|one| (text(ids[0])[..one.at].to_owned(), one.tellings.iter().map(told).collect()))
            .collect()
    }

    #[test]
    fn what_others_tell_stands_after_what_both_tell() {
        let one = format!("Start of it all.\n{COPIED}\n{RETOLD}\nEnd.");
        let two = format!(
            "{COPIED} The captain had been warned of a storm by radio. {AGAIN} Nobody on board knew how old the engine was."
        );
        let found = lacking(&[("One", &one), ("Two", &two)]);
        let after = |quote: &str| one[..one.find(quote).unwrap() + quote.len()].to_owned();
        assert_eq!(
            found,
            [
                (after(COPIED), vec![(1, "The captain had been warned of a storm by radio.".to_owned())]),
                (after(RETOLD), vec![(1, "Nobody on board knew how old the engine was.".to_owned())]),
            ]
        );
    }

    #[test]
    fn what_two_others_tell_is_one_thing() {
        let warned = "The captain had been warned of the storm by radio at midnight.";
        let two = format!("{COPIED} {warned}");
        let three = "By radio the captain had been warned of the storm at midnight. Fog hid the coast for the whole of the night.";
        let found = lacking(&[("One", COPIED), ("Two", &two), ("Three", three)]);
        let tellings: Vec<Vec<usize>> =
            found.iter().map(|(_, tellings)| tellings.iter().map(|(outlet, _)| *outlet).collect()).collect();
        assert_eq!(tellings, [vec![1, 2], vec![2]]);
    }

    #[test]
    fn what_comes_before_all_that_both_tell_stands_before_it() {
        let one = format!("Something quite else.\n{COPIED}");
        let two = format!("The engine of the ferry was forty years old. {COPIED}");
        let found = lacking(&[("One", &one), ("Two", &two)]);
        assert_eq!(found[0].0, "Something quite else.");
        assert_eq!(lacking(&[("One", COPIED), ("Two", &two)])[0].0, "");
    }

    #[test]
    fn where_nothing_is_shared_it_stands_at_the_end_and_short_sentences_tell_nothing() {
        let found = lacking(&[
            ("One", "A short text.\nOr two."),
            ("Two", "No. The captain had been warned of a storm by radio."),
        ]);
        let told = "The captain had been warned of a storm by radio.".to_owned();
        assert_eq!(found, [("A short text.\nOr two.".to_owned(), vec![(1, told)])]);
    }
}
