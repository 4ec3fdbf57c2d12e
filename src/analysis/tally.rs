//! Mentions by outlet: what the matrices count.

use std::cmp::Reverse;
use std::collections::BTreeMap;

use serde_json::{Value as Json, json};

use super::evidence::{Evidence, Quoter};
use super::report::rounded;
use super::{Cell, Column, Corpus, Value};
use crate::job::{Cancelled, Progress};
use crate::model::{Article, LabelId, Mention};

/// Mentions of each `Key`, by outlet. Outlets are in the order of their names, unknown ones last.
pub(super) struct Tally<Key> {
    pub outlets: Vec<OutletWords>,
    pub rows: BTreeMap<Key, Row>,
}

pub(super) struct OutletWords {
    pub name: String,
    pub n_words: usize,
}

pub(super) struct Row {
    /// One for each outlet.
    pub counts: Vec<Count>,
    /// How many mentions have each label.
    labels: BTreeMap<LabelId, usize>,
}

#[derive(Clone, Default)]
pub(super) struct Count {
    pub evidence: Vec<Evidence>,
    pub first: Option<First>,
}

/// The mention that comes earliest in its article, and how far into the text that is, from 0 to 1.
#[derive(Clone, Copy)]
pub(super) struct First {
    pub evidence: Evidence,
    pub share: f64,
}

impl<Key: Ord> Tally<Key> {
    pub fn of(
        corpus: &Corpus,
        progress: &Progress,
        key: impl Fn(&Article, &Mention) -> Key,
    ) -> Result<Self, Cancelled> {
        progress.expect(corpus.articles.len());
        let mut outlets = outlets(corpus);
        let mut rows: BTreeMap<Key, Row> = BTreeMap::new();
        for (id, article) in corpus.articles() {
            progress.step()?;
            let name = corpus.project.outlet_name(article);
            let Some(at) = outlets.iter().position(|outlet| outlet.name == name) else { continue };
            outlets[at].n_words += corpus.words(id, article).count();
            for (_, mention) in article.mentions_in_order() {
                let span = mention.extent.hull();
                if corpus.counts(id, article, span.start()) {
                    let row = rows.entry(key(article, mention)).or_insert_with(|| Row::empty(outlets.len()));
                    row.counts[at].add(Evidence { article: id, span }, article);
                    *row.labels.entry(mention.label).or_default() += 1;
                }
            }
        }
        Ok(Self { outlets, rows })
    }

    /// The most mentioned first, then in the order of the keys.
    pub fn rows_by_mentions(&self) -> Vec<(&Key, &Row)> {
        let mut rows: Vec<(&Key, &Row)> = self.rows.iter().collect();
        rows.sort_by_key(|(_, row)| Reverse(row.n_mentions()));
        rows
    }

    /// All mentions, and for each outlet the mentions, their rate and the first place.
    pub fn columns(&self) -> Vec<Column> {
        let of_outlet = |outlet: &OutletWords| {
            ["Mentions", "Per 1,000 words", "First place"].map(|title| Column::of_group(&outlet.name, title))
        };
        let all = Column::of_group("All", "Mentions");
        std::iter::once(all).chain(self.outlets.iter().flat_map(of_outlet)).collect()
    }

    pub fn cells(&self, row: &Row) -> Vec<Cell> {
        let all = row.counts.iter().flat_map(|count| count.evidence.clone()).collect();
        let of_outlet = |(outlet, count): (&OutletWords, &Count)| {
            let evidence = || count.evidence.clone();
            let first = count.first.map(|first| (Value::Share(first.share), vec![first.evidence]));
            let (share, place) = first.unwrap_or_default();
            [
                Cell::new(Value::Count(count.evidence.len()), evidence()),
                Cell::new(Value::Rate(outlet.per_1000(count)), evidence()),
                Cell::new(share, place),
            ]
        };
        let all = Cell::new(Value::Count(row.n_mentions()), all);
        std::iter::once(all).chain(self.outlets.iter().zip(&row.counts).flat_map(of_outlet)).collect()
    }

    pub fn cells_json(&self, quoter: &mut Quoter, row: &Row) -> Vec<Json> {
        let cell = |(outlet, count): (&OutletWords, &Count)| {
            let first = count.first.map(|first| {
                let mut place = quoter.json(first.evidence);
                place["share"] = json!(rounded(first.share));
                place
            });
            json!({
                "outlet": outlet.name,
                "mentions": count.evidence.len(),
                "per_1000": rounded(outlet.per_1000(count)),
                "first": first,
            })
        };
        self.outlets.iter().zip(&row.counts).map(cell).collect()
    }
}

fn outlets(corpus: &Corpus) -> Vec<OutletWords> {
    let key = |article: &Article| {
        let name = corpus.project.outlet_name(article);
        ((article.header.outlet.is_none(), name.to_lowercase(), name.to_owned()), ())
    };
    let keys: BTreeMap<_, ()> = corpus.articles().map(|(_, article)| key(article)).collect();
    keys.into_keys().map(|(_, _, name)| OutletWords { name, n_words: 0 }).collect()
}

impl OutletWords {
    fn per_1000(&self, count: &Count) -> f64 {
        1000.0 * count.evidence.len() as f64 / self.n_words.max(1) as f64
    }
}

impl Row {
    fn empty(n_outlets: usize) -> Self {
        Self { counts: vec![Count::default(); n_outlets], labels: BTreeMap::new() }
    }

    /// The label that most mentions have; of two, the older one.
    pub fn label(&self) -> Option<LabelId> {
        let most = self.labels.iter().max_by_key(|(label, n)| (**n, Reverse(**label)));
        most.map(|(label, _)| *label)
    }

    pub fn n_mentions(&self) -> usize {
        self.counts.iter().map(|count| count.evidence.len()).sum()
    }
}

impl Count {
    fn add(&mut self, evidence: Evidence, article: &Article) {
        let share = evidence.span.start() as f64 / article.text.len().max(1) as f64;
        if self.first.is_none_or(|first| share < first.share) {
            self.first = Some(First { evidence, share });
        }
        self.evidence.push(evidence);
    }
}
