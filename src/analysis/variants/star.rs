use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Value as Json, json};

use crate::analysis::evidence::{Evidence, Quoter, article_name};
use crate::analysis::{Cell, Column, Table, Value};
use crate::index::DifferenceClass;
use crate::model::{Article, ArticleId, Project};
use crate::text::{Span, apart, beginning, squeezed};

const SHOWN_START: usize = 80; // characters of the passage, as a title
const WORDS_BEFORE: usize = 4;
pub(super) const NO_WORDS: &str = "(nothing)";

/// The articles of a group, beside one of them.
pub(super) struct Star<'c> {
    pub base: (ArticleId, &'c Article),
    pub at: Span,
    pub witnesses: Vec<Witness>,
}

pub(super) struct Witness {
    pub place: Evidence,
    /// The part of the base that it has.
    pub covered: Span,
    /// In the order of the base.
    pub changes: Vec<Change>,
}

pub(super) struct Change {
    pub base: Span,
    pub there: Span,
    pub class: DifferenceClass,
}

impl Star<'_> {
    /// The stretches of the base in which some witness differs; empty where one has more.
    fn slots(&self) -> Vec<Span> {
        let changes = self.witnesses.iter().flat_map(|witness| &witness.changes);
        apart(changes.map(|change| change.base).collect())
    }

    pub fn table(&self, project: &Project) -> Table {
        let mut columns = vec![Column::titled("After"), Column::titled("Kind")];
        columns.extend(self.names(project).into_iter().map(Column::titled));
        let row = |slot: Span| {
            let mut cells =
                vec![Cell::text(self.before(slot)), Cell::text(self.kinds(slot)), self.cell_of_base(slot)];
            cells.extend(self.witnesses.iter().map(|witness| self.cell(project, witness, slot)));
            cells
        };
        let title = beginning(self.at.of(&self.base.1.text), SHOWN_START);
        Table { title, columns, rows: self.slots().into_iter().map(row).collect() }
    }

    /// Of the outlets, the base first; by number where one has several articles.
    fn names(&self, project: &Project) -> Vec<String> {
        let mut seen: BTreeMap<&str, usize> = BTreeMap::new();
        let ids =
            std::iter::once(self.base.0).chain(self.witnesses.iter().map(|witness| witness.place.article));
        let outlets = ids.map(|id| project.article(id).map_or("", |article| project.outlet_name(article)));
        let numbered = outlets.map(|outlet| {
            let n = seen.entry(outlet).or_default();
            *n += 1;
            if *n == 1 { outlet.to_owned() } else { format!("{outlet} ({n})") }
        });
        numbered.collect()
    }

    pub fn rows(&self, project: &Project, number: usize) -> Vec<Vec<Cell>> {
        let row = |slot: Span, witness: &Witness| {
            let article = project.article(witness.place.article)?;
            let base = self.cell_of_base(slot);
            let here = base.evidence.clone();
            witness.differs_in(slot).then(|| {
                vec![
                    Cell::new(Value::Count(number), here),
                    Cell::text(self.before(slot)),
                    Cell::text(self.kinds_of(witness, slot)),
                    Cell::text(project.outlet_name(article)),
                    Cell::text(&article.header.title),
                    self.cell(project, witness, slot),
                    Cell::text(project.outlet_name(self.base.1)),
                    base,
                ]
            })
        };
        let slots = self.slots();
        slots
            .iter()
            .flat_map(|slot| self.witnesses.iter().filter_map(|witness| row(*slot, witness)))
            .collect()
    }

    fn cell_of_base(&self, slot: Span) -> Cell {
        let place = Evidence { article: self.base.0, span: slot };
        Cell::new(Value::Text(said(slot.of(&self.base.1.text))), vec![place])
    }

    fn cell(&self, project: &Project, witness: &Witness, slot: Span) -> Cell {
        let Some(words) = self.words_of(project, witness, slot) else { return Cell::default() };
        Cell::new(Value::Text(said(&words)), vec![witness.place_of(slot)])
    }

    /// What a witness has in a slot: its own words where it differs, the base's around them. `None` where
    /// it has no part of the passage there.
    fn words_of(&self, project: &Project, witness: &Witness, slot: Span) -> Option<String> {
        let (base, text) = (&self.base.1.text, &project.article(witness.place.article)?.text);
        if !witness.covered.covers(slot) {
            return None;
        }
        let mut words = String::new();
        let mut done = slot.start();
        for change in witness.changes_in(slot) {
            push(&mut words, base.get(done..change.base.start()).unwrap_or_default());
            push(&mut words, change.there.of(text));
            done = change.base.end();
        }
        push(&mut words, base.get(done..slot.end()).unwrap_or_default());
        Some(squeezed(&words))
    }

    /// The last words of the base before a slot.
    fn before(&self, slot: Span) -> String {
        let text = self.base.1.text.get(self.at.start()..slot.start()).unwrap_or_default();
        let words: Vec<&str> = text.split_whitespace().collect();
        words[words.len().saturating_sub(WORDS_BEFORE)..].join(" ")
    }

    fn kinds(&self, slot: Span) -> String {
        let changes = self.witnesses.iter().flat_map(|witness| witness.changes_in(slot));
        names(changes.map(|change| change.class))
    }

    fn kinds_of(&self, witness: &Witness, slot: Span) -> String {
        names(witness.changes_in(slot).map(|change| change.class))
    }

    pub fn json(&self, project: &Project, quoter: &mut Quoter) -> Json {
        let slots: Vec<Json> = self.slots().into_iter().map(|slot| {
            let wordings: Vec<Json> = self.witnesses.iter().map(|witness| json!({
                "article": project.article(witness.place.article).map(|article| article_name(article)),
                "words": self.words_of(project, witness, slot),
                "differs": witness.differs_in(slot),
            })).collect();
            let classes: BTreeSet<&str> = self.witnesses.iter().flat_map(|witness| witness.changes_in(slot)).map(|change| change.class.id()).collect();
            json!({ "base": quoter.json(Evidence { article: self.base.0, span: slot }), "classes": classes, "wordings": wordings })
        }).collect();
        let places: Vec<Json> = self.witnesses.iter().map(|witness| quoter.json(witness.place)).collect();
        json!({ "base": quoter.json(Evidence { article: self.base.0, span: self.at }), "with": places, "slots": slots })
    }
}

impl Witness {
    fn changes_in(&self, slot: Span) -> impl Iterator<Item = &Change> {
        self.changes.iter().filter(move |change| slot.covers(change.base))
    }

    fn differs_in(&self, slot: Span) -> bool {
        self.changes_in(slot).next().is_some()
    }

    /// Its words in a slot, or the whole of its passage where they are those of the base.
    fn place_of(&self, slot: Span) -> Evidence {
        let changed = self.changes_in(slot).map(|change| change.there).reduce(Span::joined);
        Evidence { span: changed.unwrap_or(self.place.span), ..self.place }
    }
}

fn names(classes: impl Iterator<Item = DifferenceClass>) -> String {
    let names: BTreeSet<DifferenceClass> = classes.collect();
    names.into_iter().map(DifferenceClass::name).collect::<Vec<_>>().join(", ")
}

fn said(words: &str) -> String {
    let words = squeezed(words);
    if words.is_empty() { NO_WORDS.to_owned() } else { words }
}

/// Words that came apart in two texts do not run together.
fn push(words: &mut String, more: &str) {
    let ends_in_word = words.chars().next_back().is_some_and(char::is_alphanumeric);
    if ends_in_word && more.chars().next().is_some_and(char::is_alphanumeric) {
        words.push(' ');
    }
    words.push_str(more);
}
