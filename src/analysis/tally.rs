//! Mentions by outlet: what the matrices count.

use std::cmp::Reverse;
use std::collections::BTreeMap;

use serde_json::{Value as Json, json};

use super::evidence::{Evidence, Quoter};
use super::plot::{Axis, Lane, MOST_LANES, Mark, Plot, Role, Shape};
use super::report::rounded;
use super::{Cell, Column, Corpus, Value};
use crate::job::{Cancelled, Progress};
use crate::model::{Article, LabelId, Mention};

/// Mentions of each `Key`, by outlet. Outlets are in the order of their names, unknown ones last.
pub(super) struct Tally<Key> {
    pub outlets: Vec<OutletWords>,
    pub rows: BTreeMap<Key, Row>,
    n_mentions: usize,
}

pub(super) struct OutletWords {
    pub name: String,
    pub n_words: usize,
    n_mentions: usize,
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
            for (_, mention) in article.mentions.in_order() {
                let span = mention.extent.hull();
                if corpus.counts(id, article, span.start()) {
                    let row = rows.entry(key(article, mention)).or_insert_with(|| Row::empty(outlets.len()));
                    row.counts[at].add(Evidence { article: id, span }, article);
                    outlets[at].n_mentions += 1;
                    *row.labels.entry(mention.label).or_default() += 1;
                }
            }
        }
        let n_mentions = outlets.iter().map(|outlet| outlet.n_mentions).sum();
        Ok(Self { outlets, rows, n_mentions })
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
            ["Mentions", "Per 1,000 words", "Residual", "First place"]
                .map(|title| Column::of_group(&outlet.name, title))
        };
        let all = Column::of_group("All", "Mentions");
        std::iter::once(all).chain(self.outlets.iter().flat_map(of_outlet)).collect()
    }

    pub fn cells(&self, row: &Row) -> Vec<Cell> {
        let all = row.counts.iter().flat_map(|count| count.evidence.clone()).collect();
        let of_outlet = |((at, outlet), count): ((usize, &OutletWords), &Count)| {
            let evidence = || count.evidence.clone();
            let residual = self.residual(row, at).map_or(Value::Nothing, Value::Rate);
            let first = count.first.map(|first| (Value::Share(first.share), vec![first.evidence]));
            let (share, place) = first.unwrap_or_default();
            [
                Cell::new(Value::Count(count.evidence.len()), evidence()),
                Cell::new(Value::Rate(outlet.per_1000(count)), evidence()),
                Cell::new(residual, evidence()),
                Cell::new(share, place),
            ]
        };
        let all = Cell::new(Value::Count(row.n_mentions()), all);
        std::iter::once(all)
            .chain(self.outlets.iter().enumerate().zip(&row.counts).flat_map(of_outlet))
            .collect()
    }

    /// How far an outlet's mentions of a row are from what its share of all mentions lets expect, in
    /// standard deviations: the adjusted residual (Haberman 1973, Biometrics 29). None where there is
    /// nothing to compare with.
    fn residual(&self, row: &Row, outlet: usize) -> Option<f64> {
        let of_outlet = |row: &Row| row.counts[outlet].evidence.len();
        let n_all = self.n_mentions as f64;
        let (in_row, in_outlet) =
            (row.n_mentions() as f64 / n_all, self.outlets[outlet].n_mentions as f64 / n_all);
        let expected = n_all * in_row * in_outlet;
        let variance = expected * (1.0 - in_row) * (1.0 - in_outlet);
        (variance > 0.0).then(|| (of_outlet(row) as f64 - expected) / variance.sqrt())
    }

    /// The table as a picture: rates, shaded where they are far from what is to be expected.
    pub fn plot(&self, title: &str, name: impl Fn(&Key, &Row) -> String) -> Option<Plot> {
        let names: Vec<String> = self.outlets.iter().map(|outlet| outlet.name.clone()).collect();
        let lane = |(key, row): (&Key, &Row)| {
            let name = name(key, row);
            let marks = (0..self.outlets.len()).map(|at| self.field(&name, row, at)).collect();
            Lane { group: String::new(), name, marks }
        };
        let legend = [
            (Role::More, "▲ more than elsewhere (residual over 2)"),
            (Role::Fewer, "▼ less than elsewhere"),
            (Role::Unsure, "about as elsewhere"),
        ];
        let plot = Plot {
            title: title.to_owned(),
            axis: Axis::of_names("", names),
            lanes: self.rows_by_mentions().into_iter().take(MOST_LANES).map(lane).collect(),
            legend: legend.map(|(role, words)| (role, words.to_owned())).to_vec(),
            n_more: self.rows.len().saturating_sub(MOST_LANES),
        };
        (self.outlets.len() > 1).then_some(plot)
    }

    fn field(&self, name: &str, row: &Row, at: usize) -> Mark {
        let (outlet, count) = (&self.outlets[at], &row.counts[at]);
        let (rate, residual) = (outlet.per_1000(count), self.residual(row, at).unwrap_or(0.0));
        let (role, sign) = match residual {
            over if over > FAR => (Role::More, " ▲"),
            under if under < -FAR => (Role::Fewer, " ▼"),
            _ => (Role::Unsure, ""),
        };
        let strength = if role == Role::Unsure { 0.0 } else { (residual.abs() / (2.0 * FAR)).min(1.0) };
        let n = count.evidence.len();
        Mark {
            from: at as f64,
            to: at as f64 + 1.0,
            shape: Shape::Field { strength, value: format!("{rate:.1}{sign}") },
            role,
            words: format!(
                "{name} · {}: {n} mentions, {rate:.2} per 1,000 words, residual {residual:+.2}",
                outlet.name
            ),
            evidence: count.evidence.clone(),
        }
    }

    pub fn cells_json(&self, quoter: &mut Quoter, row: &Row) -> Vec<Json> {
        let cell = |((at, outlet), count): ((usize, &OutletWords), &Count)| {
            let first = count.first.map(|first| {
                let mut place = quoter.json(first.evidence);
                place["share"] = json!(rounded(first.share));
                place
            });
            json!({
                "outlet": outlet.name,
                "mentions": count.evidence.len(),
                "per_1000": rounded(outlet.per_1000(count)),
                "residual": self.residual(row, at).map(rounded),
                "first": first,
            })
        };
        self.outlets.iter().enumerate().zip(&row.counts).map(cell).collect()
    }
}

/// From here on a residual is rarely chance (Agresti 2013, Categorical Data Analysis 3.3.1).
const FAR: f64 = 2.0;

fn outlets(corpus: &Corpus) -> Vec<OutletWords> {
    let key = |article: &Article| {
        let name = corpus.project.outlet_name(article);
        ((article.header.outlet.is_none(), name.to_lowercase(), name.to_owned()), ())
    };
    let keys: BTreeMap<_, ()> = corpus.articles().map(|(_, article)| key(article)).collect();
    keys.into_keys().map(|(_, _, name)| OutletWords { name, n_words: 0, n_mentions: 0 }).collect()
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

    /// Every place, outlet by outlet.
    pub fn evidence(&self) -> impl Iterator<Item = Evidence> + '_ {
        self.counts.iter().flat_map(|count| count.evidence.iter().copied())
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fixture;

    // Of 100 mentions 30 are persons and 40 stand in A; 10 are both, where 12 were to be expected.
    // (10 − 12) / √(12 × .7 × .6); its square is the χ² of the table, .79365.
    #[test]
    fn a_residual_is_the_root_of_chi_square() {
        let text = |n_persons: usize, n_places: usize| {
            "[PERSON Ann] ".repeat(n_persons) + &"[GPE Oslo] ".repeat(n_places)
        };
        let (a, b) = (text(10, 30), text(20, 40));
        let session = fixture::session(&[("A", a.as_str()), ("B", b.as_str())]);
        let corpus = Corpus::whole(session.project().clone());
        let tally = Tally::of(&corpus, &Progress::default(), |_, mention| mention.label).unwrap();
        let person = session.project().label_named("PERSON").unwrap();
        let of = |outlet: usize| tally.residual(&tally.rows[&person], outlet).unwrap();
        assert!((of(0) + 0.890_871).abs() < 1e-6, "{}", of(0));
        assert!((of(1) - 0.890_871).abs() < 1e-6, "{}", of(1));
    }

    #[test]
    fn a_field_far_from_what_is_expected_is_shaded_and_has_a_sign() {
        let (a, b) = ("[PERSON Ann] [GPE Rome] ".repeat(9), "[GPE Oslo] [GPE Rome] ".repeat(9));
        let session = fixture::session(&[("A", a.as_str()), ("B", b.as_str())]);
        let corpus = Corpus::whole(session.project().clone());
        let tally =
            Tally::of(&corpus, &Progress::default(), |article, mention| article.quote(mention)).unwrap();
        let plot = tally.plot("Rates", |form, _| form.clone()).unwrap();
        let shown: Vec<(String, Vec<(Role, &Shape)>)> = plot
            .lanes
            .iter()
            .map(|lane| (lane.name.clone(), lane.marks.iter().map(|mark| (mark.role, &mark.shape)).collect()))
            .collect();
        // Nine of 18 words in each outlet: 500 per 1,000. (9 − 4.5) / √(4.5 × .75 × .5) = 3.46 of 4.
        assert_eq!(shown[0].0, "Rome");
        assert!(shown[0].1.iter().all(|(role, _)| *role == Role::Unsure));
        let (role, Shape::Field { strength, value }) = shown[1].1[0] else { panic!() };
        assert_eq!((shown[1].0.as_str(), role, value.as_str()), ("Ann", Role::More, "500.0 ▲"));
        assert!((strength - 0.866).abs() < 1e-3, "{strength}");
        assert_eq!(shown[1].1[1].0, Role::Fewer);
        assert_eq!(plot.lanes[0].marks[0].evidence.len(), 9);
    }
}
