//! What a person learns about forms by tagging all of them: where they stand, and how often that was right.

use std::collections::{BTreeMap, BTreeSet};

use broadsheet::model::{ArticleId, LabelId, Project};
use broadsheet::text::{Matching, Span, occurrences};

/// Whether to tag all of a form.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Spreading {
    No,
    /// Not without seeing the places first.
    IfSeen,
    /// Not for a key more.
    IfFree,
    Yes,
}

#[derive(Default)]
pub struct Forms {
    /// Whose every place was looked at for a label.
    judged: BTreeSet<(String, LabelId)>,
    places: BTreeMap<String, Vec<(ArticleId, Span)>>,
    /// Right and wrong hits of past tag-alls, by the look of the form.
    luck: BTreeMap<Shape, (usize, usize)>,
}

/// Whether a form starts with a small letter, and whether it is one word.
type Shape = (bool, bool);

/// So many wrong hits are no judgement yet.
const ENOUGH_LUCK: usize = 4;
/// A form in small letters that stands so often is a common word.
const COMMON: usize = 9;

impl Forms {
    pub fn judge(&mut self, form: &str, label: LabelId) {
        self.judged.insert((form.to_owned(), label));
    }

    pub fn is_judged(&self, form: &str, label: LabelId) -> bool {
        self.judged.contains(&(form.to_owned(), label))
    }

    pub fn count(&mut self, form: &str, n_right: usize, n_wrong: usize) {
        let luck = self.luck.entry(shape(form)).or_default();
        *luck = (luck.0 + n_right, luck.1 + n_wrong);
    }

    /// Whoever saw mostly wrong hits with forms that look like this one does not try again, and nobody
    /// spreads a common word blindly.
    pub fn is_safe(&self, form: &str, n_places: usize) -> bool {
        let (right, wrong) = self.luck.get(&shape(form)).copied().unwrap_or_default();
        let is_common = form.starts_with(char::is_lowercase) && n_places > COMMON;
        wrong <= right.max(ENOUGH_LUCK) && !is_common
    }

    pub fn places(&mut self, project: &Project, form: &str) -> Vec<(ArticleId, Span)> {
        let found = self.places.entry(form.to_owned()).or_insert_with(|| {
            let articles = project.articles().iter();
            let of_article =
                articles.map(|(id, article)| (*id, occurrences(&article.text, form, Matching::default())));
            of_article.flat_map(|(id, spans)| spans.into_iter().map(move |span| (id, span))).collect()
        });
        found.clone()
    }
}

fn shape(form: &str) -> Shape {
    (form.starts_with(char::is_lowercase), !form.contains(char::is_whitespace))
}
