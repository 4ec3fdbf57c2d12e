//! Which entity a mention most likely is, and which ones a typed query means.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};

use nucleo_matcher::pattern::{AtomKind, CaseMatching, Normalization, Pattern};
use nucleo_matcher::{Config, Matcher, Utf32String};

use crate::model::{EntityId, LabelId, Project};

/// The entities of a project as they stand to one mention. Made once, asked at every key.
pub struct LikelyEntities {
    known: Vec<Known>,
    matcher: Matcher,
}

struct Known {
    id: EntityId,
    name: String,
    /// The name and every alias.
    forms: Vec<Utf32String>,
    n_mentions: usize,
    standing: Standing,
}

/// How near an entity is to a mention before anything is typed; the greatest is the likeliest.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Standing {
    resemblance: Resemblance,
    has_label: bool,
    /// The newest mention: ids are handed out in order.
    last_used: u32,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Resemblance {
    None,
    SharesWord,
    SameForm,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Offer {
    pub id: EntityId,
    pub name: String,
    pub n_mentions: usize,
    pub resemblance: Resemblance,
}

#[derive(Default)]
struct Use {
    n_mentions: usize,
    has_label: bool,
    last_used: u32,
}

const SHORTEST_SHARED_WORD: usize = 3; // characters; "of" and "de" say nothing

impl LikelyEntities {
    /// As they stand to a mention with this form and label.
    pub fn new(project: &Project, form: &str, label: LabelId) -> Self {
        let uses = uses(project, label);
        let words = telling_words(form);
        let nothing = Use::default();
        let known = project.entities().iter().map(|(id, entity)| {
            let used = uses.get(id).unwrap_or(&nothing);
            let forms = || std::iter::once(&entity.name).chain(&entity.aliases);
            let resemblance = match () {
                () if entity.is_called(form) => Resemblance::SameForm,
                () if forms().any(|form| !telling_words(form).is_disjoint(&words)) => Resemblance::SharesWord,
                () => Resemblance::None,
            };
            Known {
                id: *id,
                name: entity.name.clone(),
                forms: forms().map(|form| Utf32String::from(form.as_str())).collect(),
                n_mentions: used.n_mentions,
                standing: Standing { resemblance, has_label: used.has_label, last_used: used.last_used },
            }
        });
        Self { known: known.collect(), matcher: Matcher::new(Config::DEFAULT) }
    }

    /// The best entities for a query, likeliest first; all of them for an empty one. Its words are
    /// looked for as they are, and letter by letter only where nothing has them: over 20,000 entities
    /// with an alias each, 4 ms of work against 8 to 20.
    pub fn offers(&mut self, query: &str, n_most: usize) -> Vec<Offer> {
        let mut found = self.found(query, AtomKind::Substring);
        if found.is_empty() {
            found = self.found(query, AtomKind::Fuzzy);
        }
        let rank = |(score, n): &(u32, usize)| {
            let known = &self.known[*n];
            (Reverse((*score, known.standing)), known.id)
        };
        if found.len() > n_most && n_most > 0 {
            found.select_nth_unstable_by_key(n_most - 1, rank);
            found.truncate(n_most);
        }
        found.sort_unstable_by_key(rank);
        found.iter().map(|(_, n)| self.known[*n].offer()).collect()
    }

    /// The places of the entities that match, each with how well.
    fn found(&mut self, query: &str, kind: AtomKind) -> Vec<(u32, usize)> {
        let pattern = Pattern::new(query, CaseMatching::Ignore, Normalization::Smart, kind);
        let matcher = &mut self.matcher;
        let score = |(n, known): (usize, &Known)| {
            let scores = known.forms.iter().filter_map(|form| pattern.score(form.slice(..), matcher));
            Some((scores.max()?, n))
        };
        self.known.iter().enumerate().filter_map(score).collect()
    }

    pub fn has_name(&self, name: &str) -> bool {
        self.known.iter().any(|known| known.name == name)
    }
}

impl Known {
    fn offer(&self) -> Offer {
        Offer {
            id: self.id,
            name: self.name.clone(),
            n_mentions: self.n_mentions,
            resemblance: self.standing.resemblance,
        }
    }
}

fn uses(project: &Project, label: LabelId) -> BTreeMap<EntityId, Use> {
    let mut uses: BTreeMap<EntityId, Use> = BTreeMap::new();
    for (_, mention_id, mention) in project.mentions() {
        let Some(entity) = mention.entity else { continue };
        let used = uses.entry(entity).or_default();
        used.n_mentions += 1;
        used.has_label |= mention.label == label;
        used.last_used = used.last_used.max(mention_id.0);
    }
    uses
}

fn telling_words(form: &str) -> BTreeSet<String> {
    let words = form.split(|c: char| !c.is_alphanumeric());
    words.filter(|word| word.chars().count() >= SHORTEST_SHARED_WORD).map(str::to_lowercase).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::command::{Command, EntityChoice};
    use crate::fixture;

    const TEXT: &str = "[PERSON Emmanuel Macron] met [PERSON Kishida], [ORG Macron Group] and [PERSON Scholz]. \
                        [PERSON Macron] left.";

    fn joined() -> Project {
        let mut session = fixture::session(&[("AFP", TEXT)]);
        for quote in ["Emmanuel Macron", "Kishida", "Macron Group", "Scholz"] {
            let mentions = vec![fixture::mention(session.project(), quote)];
            session.run(&Command::Link { mentions, entity: EntityChoice::New(quote.to_owned()) }).unwrap();
        }
        (**session.project()).clone()
    }

    fn names(project: &Project, form: &str, query: &str) -> Vec<String> {
        let label = project.label_named("PERSON").unwrap();
        let mut likely = LikelyEntities::new(project, form, label);
        likely.offers(query, 10).into_iter().map(|offer| offer.name).collect()
    }

    #[test]
    fn without_a_query_shared_words_then_the_label_then_the_newest_come_first() {
        let expected = ["Emmanuel Macron", "Macron Group", "Scholz", "Kishida"];
        assert_eq!(names(&joined(), "Macron", ""), expected);
    }

    #[test]
    fn an_entity_known_by_the_form_comes_before_all_others() {
        assert_eq!(names(&joined(), "Kishida", "")[0], "Kishida");
    }

    #[test]
    fn a_query_finds_words_and_else_letters_in_order_whatever_their_case() {
        assert_eq!(names(&joined(), "Macron", "GROUP mac"), ["Macron Group"]);
        assert_eq!(names(&joined(), "Macron", "mgr"), ["Macron Group"]);
        assert_eq!(names(&joined(), "Macron", "zzz"), [""; 0]);
    }
}
