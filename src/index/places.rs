//! Where a sentence says that something is, by what a person tagged as a place. There is no gazetteer:
//! that one place lies in another is known only where its name says so.

use std::collections::BTreeMap;

use aho_corasick::{AhoCorasick, MatchKind};

use super::dates::Fit;
use crate::model::{Article, ArticleId, EntityId, LabelId, Mention, Project};
use crate::text::{Matching, Span, occurrences, squeezed, stands_alone};

/// Labels of places, as people and corpora name them.
const LABELS: &str =
    "place places loc location gpe geo city town country state region fac facility ort lieu lugar";

/// Words right before the name of a place where something is: English, German, French, Spanish.
const BEFORE: &str = "in at near off outside inside around across from to into bei aus nach vor auf à en au aux dans \
    vers chez desde hacia cerca";

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Place {
    pub span: Span,
    pub name: String,
    label: LabelId,
    entity: Option<EntityId>,
}

/// What a project's places are called.
pub struct Places<'p> {
    project: &'p Project,
    names: Vec<(String, LabelId, Option<EntityId>)>,
    finder: Option<AhoCorasick>,
}

impl<'p> Places<'p> {
    /// The tagged places of some articles, and other names of those that are joined to an entity.
    pub fn of(project: &'p Project, articles: &[ArticleId]) -> Self {
        let articles = articles.iter().filter_map(|id| project.article(*id));
        let mut names: BTreeMap<String, (LabelId, Option<EntityId>)> = BTreeMap::new();
        for (article, mention) in
            articles.flat_map(|article| article.mentions.values().map(move |mention| (article, mention)))
        {
            if !is_place(project, mention.label) {
                continue;
            }
            let known = (mention.label, mention.entity);
            let entity = mention.entity.and_then(|id| project.entities().get(&id));
            let others =
                entity.into_iter().flat_map(|entity| entity.aliases.iter().chain([&entity.name])).cloned();
            for name in others.chain([name_of(article, mention)]).filter(|name| !name.is_empty()) {
                names.entry(name).or_insert(known);
            }
        }
        let names: Vec<_> = names.into_iter().map(|(name, (label, entity))| (name, label, entity)).collect();
        let patterns = names.iter().map(|(name, ..)| name);
        let finder = AhoCorasick::builder().match_kind(MatchKind::LeftmostLongest).build(patterns).ok();
        Self { project, names, finder }
    }

    /// Where an article says that something is, in text order: after a word such as `in`, tagged or not.
    pub fn in_article(&self, article: &Article) -> Vec<Place> {
        let place = |mention: &Mention| {
            let (span, name) = (mention.extent.hull(), name_of(article, mention));
            Place { span, name, label: mention.label, entity: mention.entity }
        };
        let mentions = article.mentions.values();
        let mut found: Vec<Place> =
            mentions.filter(|mention| is_place(self.project, mention.label)).map(place).collect();
        found.extend(self.untagged(article));
        found.retain(|place| is_after_preposition(&article.text, place.span));
        found.sort_by_key(|place| (place.span.start(), std::cmp::Reverse(place.span.end())));
        found.dedup_by(|next, place| place.span.overlaps(next.span));
        found
    }

    fn untagged(&self, article: &Article) -> Vec<Place> {
        let text = &article.text;
        let found = self.finder.iter().flat_map(|finder| finder.find_iter(text.as_bytes()));
        let place = |found: aho_corasick::Match| {
            let span = Span::new(text, found.range()).ok().filter(|span| stands_alone(text, *span))?;
            let is_tagged = article.mentions.over(span).next().is_some();
            let (name, label, entity) = &self.names[found.pattern().as_usize()];
            (!is_tagged).then(|| Place { span, name: name.clone(), label: *label, entity: *entity })
        };
        found.filter_map(place).collect()
    }
}

fn is_place(project: &Project, label: LabelId) -> bool {
    let name = project.label_name(label).to_lowercase();
    LABELS.split_whitespace().any(|place| place == name)
}

fn name_of(article: &Article, mention: &Mention) -> String {
    squeezed(&mention.extent.quote(&article.text))
}

fn is_after_preposition(text: &str, place: Span) -> bool {
    let before = text[..place.start()].trim_end_matches([' ', '\u{a0}']);
    let before = before.strip_suffix(" the").or_else(|| before.strip_suffix(" der")).unwrap_or(before);
    let word = before.rsplit(|c: char| !c.is_alphabetic()).next().unwrap_or_default().to_lowercase();
    BEFORE.split_whitespace().any(|preposition| preposition == word)
}

impl Place {
    /// `None` where the labels are of different kinds, as those of a city and a country: then nothing says
    /// whether one lies in the other.
    pub fn fit(&self, other: &Self) -> Option<Fit> {
        let matching = Matching { same_case: false, ..Matching::default() };
        let has = |place: &Self, part: &Self| !occurrences(&place.name, &part.name, matching).is_empty();
        match (has(self, other), has(other, self)) {
            (true, true) => Some(Fit::Same),
            _ if self.entity.is_some() && self.entity == other.entity => Some(Fit::Same),
            (true, false) => Some(Fit::Finer),
            (false, true) => Some(Fit::Coarser),
            _ => (self.label == other.label).then_some(Fit::Apart),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fixture;

    /// Places of each article, and how the first of the first and of the second go together.
    fn found(texts: &[(&str, &str)]) -> (Vec<Vec<String>>, Option<Fit>) {
        let session = fixture::session(texts);
        let project = session.project();
        let ids: Vec<ArticleId> = project.articles().keys().copied().collect();
        let places = Places::of(project, &ids);
        let all: Vec<Vec<Place>> =
            project.articles().values().map(|article| places.in_article(article)).collect();
        let fit = all.first().zip(all.get(1)).and_then(|(a, b)| a.first()?.fit(b.first()?));
        (all.iter().map(|places| places.iter().map(|place| place.name.clone()).collect()).collect(), fit)
    }

    #[test]
    fn a_place_is_where_something_is_whether_tagged_or_not() {
        let (names, _) = found(&[
            ("A", "[GPE France] and [PERSON Ann] met in [GPE Paris], off the [LOC Northern Cape]."),
            ("B", "They spoke near Paris; France agreed, and Parisians too."),
        ]);
        assert_eq!(names, [vec!["Paris", "Northern Cape"], vec!["Paris"]]);
    }

    #[test]
    fn a_name_that_contains_another_is_finer_and_other_kinds_are_not_compared() {
        let fit = |a: &str, b: &str| found(&[("A", a), ("B", b)]).1;
        assert_eq!(fit("It is in [GPE northern Oslo].", "It is in [GPE Oslo]."), Some(Fit::Finer));
        assert_eq!(fit("It is in [GPE Oslo].", "It is in the [GPE Port of Oslo]."), Some(Fit::Coarser));
        assert_eq!(fit("It is in [GPE Oslo].", "It is in [GPE Bergen]."), Some(Fit::Apart));
        assert_eq!(fit("It is in [GPE Oslo].", "It is near [LOC Cape Nord]."), None);
        assert_eq!(fit("It is in [GPE Oslo].", "It is near [GPE OSLO]."), Some(Fit::Same));
    }
}
