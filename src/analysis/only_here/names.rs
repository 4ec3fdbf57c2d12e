use std::collections::{BTreeMap, BTreeSet};

use aho_corasick::AhoCorasick;

use super::super::{Corpus, Evidence};
use super::source;
use crate::job::{Cancelled, Progress};
use crate::model::{Article, ArticleId, EntityId};
use crate::text::{Span, squeezed, stands_alone};

/// Somebody whom one outlet alone has tagged.
pub(super) struct NamedAlone {
    pub name: String,
    pub mentions: Vec<Evidence>,
    /// Where the same names stand in other outlets without a tag.
    pub untagged: Vec<Evidence>,
}

/// Those of one story, by entity and name.
pub(super) fn names_alone(
    corpus: &Corpus,
    group: &[ArticleId],
    progress: &Progress,
) -> Result<Vec<NamedAlone>, Cancelled> {
    let mut names = Vec::new();
    let mut having: BTreeMap<String, Vec<usize>> = BTreeMap::new();
    for ((entity, form), mentions) in tagged_alone(corpus, group) {
        for form in forms(corpus, entity, &mentions) {
            having.entry(form).or_default().push(names.len());
        }
        let entity = entity.and_then(|id| corpus.project.entities().get(&id));
        let name = entity.map_or(form, |entity| entity.name.clone());
        names.push(NamedAlone { name, mentions, untagged: Vec::new() });
    }
    let forms = Forms::of(&having);
    for id in group {
        progress.go_on()?;
        let Some(article) = corpus.project.article(*id) else { continue };
        let mut found: BTreeMap<usize, BTreeSet<Evidence>> = BTreeMap::new();
        for (form, span) in forms.iter().flat_map(|forms| forms.places(article)) {
            let is_elsewhere = |name: &&usize| {
                corpus.has(article, span.start())
                    && source(corpus, names[**name].mentions[0].article) != source(corpus, *id)
            };
            for name in forms.iter().flat_map(|forms| forms.names[form]).filter(is_elsewhere) {
                found.entry(*name).or_default().insert(Evidence { article: *id, span });
            }
        }
        found.into_iter().for_each(|(name, places)| names[name].untagged.extend(places));
    }
    Ok(names)
}

/// The mentions of whoever is tagged in articles of one source alone; without an entity, by their words.
fn tagged_alone(
    corpus: &Corpus,
    group: &[ArticleId],
) -> impl Iterator<Item = ((Option<EntityId>, String), Vec<Evidence>)> {
    let mut by_name: BTreeMap<(Option<EntityId>, String), Vec<Evidence>> = BTreeMap::new();
    for id in group {
        let Some(article) = corpus.project.article(*id) else { continue };
        for (_, mention) in article.mentions.in_order() {
            let span = mention.extent.hull();
            if corpus.has(article, span.start()) {
                let form =
                    if mention.entity.is_some() { String::new() } else { squeezed(&article.quote(mention)) };
                by_name.entry((mention.entity, form)).or_default().push(Evidence { article: *id, span });
            }
        }
    }
    by_name.into_iter().filter(|(_, mentions)| {
        mentions.iter().all(|mention| source(corpus, mention.article) == source(corpus, mentions[0].article))
    })
}

/// What somebody is called: as tagged, and every name of the entity.
fn forms(corpus: &Corpus, entity: Option<EntityId>, mentions: &[Evidence]) -> BTreeSet<String> {
    let entity = entity.and_then(|id| corpus.project.entities().get(&id));
    let text = |place: &Evidence| {
        corpus.project.article(place.article).map(|article| place.span.of(&article.text).to_owned())
    };
    let names = entity.into_iter().flat_map(|entity| entity.aliases.iter().chain([&entity.name])).cloned();
    mentions.iter().filter_map(text).chain(names).filter(|form| !form.is_empty()).collect()
}

/// All forms, to look for them at once, and who is called by each.
struct Forms<'f> {
    finder: AhoCorasick,
    names: Vec<&'f [usize]>,
}

impl<'f> Forms<'f> {
    fn of(having: &'f BTreeMap<String, Vec<usize>>) -> Option<Self> {
        let finder = AhoCorasick::new(having.keys()).ok().filter(|_| !having.is_empty())?;
        Some(Self { finder, names: having.values().map(Vec::as_slice).collect() })
    }

    /// Where each form stands as whole words; none overlaps another place of the same form.
    fn places(&self, article: &Article) -> impl Iterator<Item = (usize, Span)> {
        let mut ends = vec![0; self.names.len()];
        let found = self.finder.find_overlapping_iter(article.text.as_bytes());
        found.filter_map(move |found| {
            let form = found.pattern().as_usize();
            if found.start() < ends[form] {
                return None;
            }
            ends[form] = found.end();
            let span = Span::new(&article.text, found.range()).ok()?;
            stands_alone(&article.text, span).then_some((form, span))
        })
    }
}
