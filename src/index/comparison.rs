use std::sync::Arc;

use super::differences::{Difference, Reading, between, differences};
use super::passages::{Passage, Side, passages};
use super::words::{WordView, Words};
use crate::model::{ArticleId, Project};

/// A few articles side by side: their words, and the passages that any two of them share.
///
/// Depends on texts and zones only, so tagging never makes it stale. Six articles of 5 kB take a few
/// milliseconds.
#[derive(Clone, Debug, Default)]
pub struct Comparison {
    texts: Vec<Compared>,
    passages: Vec<Passage>,
}

#[derive(Clone, Debug)]
pub(super) struct Compared {
    pub article: ArticleId,
    pub text: Arc<str>,
    pub words: Words,
}

impl Comparison {
    /// Articles that are not in the project are left out.
    pub fn new(project: &Project, articles: &[ArticleId], view: impl Into<WordView>) -> Self {
        let view = view.into();
        let compared = |id: &ArticleId| {
            let article = project.article(*id)?;
            Some(Compared { article: *id, text: article.text.clone(), words: Words::of(article, view) })
        };
        let texts: Vec<Compared> = articles.iter().filter_map(compared).collect();
        let words: Vec<_> = texts.iter().map(|text| (text.article, &text.words)).collect();
        let passages = passages(&words);
        Self { texts, passages }
    }

    pub fn articles(&self) -> impl Iterator<Item = ArticleId> + '_ {
        self.texts.iter().map(|text| text.article)
    }

    /// By pair of articles and place.
    pub fn passages(&self) -> &[Passage] {
        &self.passages
    }

    /// The passages that two of the articles share.
    pub fn between(&self, one: ArticleId, other: ArticleId) -> impl Iterator<Item = &Passage> {
        self.passages
            .iter()
            .filter(move |passage| passage.seen_from(one).is_some_and(|(_, there)| there.article == other))
    }

    /// The passages that stand at a place of an article, the longest first.
    pub fn passages_at(&self, article: ArticleId, byte: usize) -> Vec<&Passage> {
        let stands_at =
            |passage: &&Passage| passage.seen_from(article).is_some_and(|(here, _)| here.span.contains(byte));
        let mut found: Vec<&Passage> = self.passages.iter().filter(stands_at).collect();
        found.sort_by_key(|passage| std::cmp::Reverse(passage.n_same));
        found
    }

    /// What differs inside a passage, in text order; mentions of the project tell who is who.
    pub fn differences(&self, project: &Project, passage: &Passage) -> Vec<Difference> {
        let words = |article| self.compared(article).map(|text| &text.words);
        match (words(passage.a.article), words(passage.b.article)) {
            (Some(a), Some(b)) => differences(project, passage, a, b),
            _ => Vec::new(),
        }
    }

    /// What differs inside each of the passages, in their order.
    pub fn all_differences(&self, project: &Project) -> Vec<(&Passage, Vec<Difference>)> {
        let reading = |side: Side| {
            let words = &self.compared(side.article)?.words;
            Some(Reading::new(project.article(side.article)?, words))
        };
        let of = |passage| Some((passage, between(passage, reading(passage.a)?, reading(passage.b)?)));
        self.passages.iter().filter_map(of).collect()
    }

    /// How many words of an article count.
    pub fn n_words(&self, article: ArticleId) -> usize {
        self.compared(article).map_or(0, |text| text.words.count())
    }

    pub(super) fn compared(&self, article: ArticleId) -> Option<&Compared> {
        self.texts.iter().find(|text| text.article == article)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::command::Command;
    use crate::fixture;
    use crate::index::Zones;
    use crate::model::{Zone, ZoneKind};
    use crate::text::Span;

    const CORE: &str = "the ferry left the old harbour before dawn";

    #[test]
    fn passages_are_found_by_pair_and_by_place() {
        let texts =
            [("One", format!("Yes, {CORE}.")), ("Two", format!("{CORE}, he said.")), ("Three", "No.".into())];
        let typed: Vec<(&str, &str)> = texts.iter().map(|(outlet, text)| (*outlet, text.as_str())).collect();
        let session = fixture::session(&typed);
        let ids: Vec<ArticleId> = session.project().articles().keys().copied().collect();
        let comparison = Comparison::new(session.project(), &ids, Zones::Body);
        assert_eq!(comparison.passages().len(), 1);
        assert_eq!(comparison.between(ids[1], ids[0]).count(), 1);
        assert_eq!(comparison.between(ids[1], ids[2]).count(), 0);
        assert_eq!(comparison.passages_at(ids[0], 5).len(), 1);
        assert_eq!(comparison.passages_at(ids[0], 4).len(), 0);
        assert_eq!(comparison.passages_at(ids[1], 0).len(), 1);
    }

    /// An article and a careless copy of it, with clutter somewhere.
    fn random_session(random: &mut fixture::Random) -> crate::session::Session {
        const WORDS: [&str; 9] =
            ["one ", "Two, ", "“three” ", "vier’s ", "五", "six\n", "sëven ", "8 ", "nine. "];
        let first: Vec<&str> = (0..random.below(80) + 1).map(|_| WORDS[random.below(WORDS.len())]).collect();
        let copied = first.iter().flat_map(|word| match random.below(12) {
            0 => vec![WORDS[random.below(WORDS.len())]],
            1 => vec![],
            2 => vec![word, WORDS[random.below(WORDS.len())]],
            _ => vec![*word],
        });
        let texts = [copied.collect::<String>() + "end", first.concat()];
        let typed: Vec<(&str, &str)> = texts.iter().map(|text| ("Outlet", text.as_str())).collect();
        let mut session = fixture::session(&typed);
        let (article, record) = fixture::article(session.project(), 0);
        let ends: Vec<usize> = record.text.char_indices().map(|(at, _)| at).collect();
        let (from, to) = (ends[random.below(ends.len())], ends[random.below(ends.len())]);
        if let Ok(span) = Span::new(&record.text, from..to.min(from + 40))
            && !span.is_empty()
        {
            let zones = vec![Zone { span, kind: ZoneKind::Caption }];
            session.run(&Command::SetZones { article, zones }).unwrap();
        }
        session
    }

    #[test]
    fn passages_keep_their_promises_in_any_two_texts() {
        let mut random = fixture::Random::new(11);
        let mut n_passages = 0;
        for _ in 0..300 {
            let session = random_session(&mut random);
            let project = session.project();
            let ids: Vec<ArticleId> = project.articles().keys().copied().collect();
            let comparison = Comparison::new(project, &ids, Zones::Body);
            let text = |id| &*project.articles()[&id].text;
            let keys = |id, span: Span| Words::of_text(span.of(text(id))).keys().to_vec();
            let clutter = project.articles()[&ids[0]].zones.first().map(|zone| zone.span);
            for passage in comparison.passages() {
                n_passages += 1;
                let (a, b) = (passage.a, passage.b);
                assert!(a.span.fits(text(a.article)) && b.span.fits(text(b.article)));
                assert!(clutter.is_none_or(|zone| !zone.overlaps(a.span)));
                assert!(passage.share > 0.5 && passage.share <= 1.0);
                assert!(passage.runs.iter().all(|run| keys(a.article, run.a) == keys(b.article, run.b)));
                assert!(
                    passage.runs.is_sorted_by(
                        |one, next| one.a.end() <= next.a.start() && one.b.end() <= next.b.start()
                    )
                );
                for difference in comparison.differences(project, passage) {
                    assert!(a.span.covers(difference.a) && b.span.covers(difference.b));
                }
            }
            let one_by_one = comparison.passages().iter();
            let one_by_one = one_by_one.map(|passage| (passage, comparison.differences(project, passage)));
            assert_eq!(comparison.all_differences(project), one_by_one.collect::<Vec<_>>());
            for (id, other) in [(ids[0], ids[1]), (ids[1], ids[0])] {
                for (at, _) in text(id).char_indices() {
                    let found = comparison.counterpart(id, Span::new(text(id), at..at).unwrap(), other);
                    assert!(found.is_none_or(|found| found.span.fits(text(other))));
                    assert_eq!(found.is_none(), comparison.passages().is_empty());
                }
            }
        }
        assert!(n_passages > 300, "{n_passages}");
    }
}
