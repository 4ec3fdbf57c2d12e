//! What each article says about forms, counted once and kept until the article changes.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::hash::{HashMap, hash_str};
use super::known_forms::Form;
use crate::model::{Article, MentionId, Origin};
use crate::text::Span;

pub struct Tally {
    pub source: Arc<Article>,
    pub forms: Vec<Form>,
    /// Where suggestions were turned down.
    pub refused: Vec<Form>,
    /// For each form that was tagged by hand: its number, the id of its first mention, and its first place.
    firsts: Vec<(u64, u32, Span)>,
}

/// By a form's number, the id of its first mention in the project.
pub struct Introduced(HashMap<u32>);

impl Tally {
    pub fn of(source: &Arc<Article>) -> Self {
        let text = &source.text;
        let whole = source.mentions.values().filter(|mention| !mention.extent.is_in_pieces());
        let forms = whole.filter_map(|mention| Form::of(mention.extent.hull().of(text), mention.label));
        let refused = source.rejected.keys().filter_map(|place| Form::of(place.span.of(text), place.label));
        let (forms, refused) = (forms.collect(), refused.collect());
        Self { forms, refused, firsts: firsts(source), source: source.clone() }
    }

    /// Where a person introduced new forms by hand, in the order of doing so, each with its mention.
    pub fn steps(&self, introduced: &Introduced) -> Vec<(MentionId, Span)> {
        let is_new = |(form, id, _): &&(u64, u32, Span)| introduced.0.get(form) == Some(id);
        let mut steps: Vec<(MentionId, Span)> =
            self.firsts.iter().filter(is_new).map(|(_, id, place)| (MentionId(*id), *place)).collect();
        steps.sort_unstable();
        steps
    }

    /// When the article was worked on last, as the counter of ids tells.
    pub fn age(&self) -> u32 {
        self.source.mentions.keys().next_back().map_or(0, |id| id.0)
    }
}

fn firsts(article: &Article) -> Vec<(u64, u32, Span)> {
    let mut firsts: BTreeMap<&str, (u32, Span)> = BTreeMap::new();
    for (id, mention) in article.mentions.iter().filter(|(_, mention)| mention.origin == Origin::Analyst) {
        let place = mention.extent.hull();
        let first = firsts.entry(place.of(&article.text)).or_insert((id.0, place));
        first.1 = first.1.min(place);
    }
    firsts.into_iter().map(|(form, (id, place))| (hash_str(form), id, place)).collect()
}

impl Introduced {
    pub fn of<'t>(tallies: impl Iterator<Item = &'t Tally>) -> Self {
        let mut introduced: HashMap<u32> = HashMap::default();
        for (form, id, _) in tallies.flat_map(|tally| &tally.firsts) {
            let first = introduced.entry(*form).or_insert(*id);
            *first = (*id).min(*first);
        }
        Self(introduced)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::suggest::fixture::worked_on;

    fn steps(articles: &[Article], nth: usize) -> Vec<usize> {
        let tallies: Vec<Tally> = articles.iter().map(|one| Tally::of(&Arc::new(one.clone()))).collect();
        let steps = tallies[nth].steps(&Introduced::of(tallies.iter()));
        steps.iter().map(|(_, place)| place.start()).collect()
    }

    #[test]
    fn steps_are_where_forms_were_new_in_the_order_of_tagging() {
        // "Ann" was tagged first, at its second place; tagging all came to the first place later.
        let article = worked_on("[A Ann] met [A Bob] and [A Ann].", &[2, 1, 0]);
        assert_eq!(steps(&[article], 0), [0, 8]);
    }

    #[test]
    fn what_spread_from_another_article_is_no_step() {
        let first = worked_on("[A Bob] left.", &[0]);
        let second = worked_on("[A Ann] met [A Bob].", &[6, 5]);
        assert_eq!(steps(&[first, second], 1), [0]);
    }
}
