use std::cmp::Ordering;
use std::fmt;

use super::card::Card;
use super::evidence::{Evidence, Quoter, article_name};
use super::plot::Plot;
use super::shared_passages::in_words;
use super::stories::ProposedStory;
use super::variants::Variants;
use crate::index::Passage;
use crate::model::Project;
use crate::text::squeezed;

/// An answer, as a few block shapes that the window, the command line and an export all can show.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Report {
    pub blocks: Vec<Block>,
}

#[derive(Clone, Debug, PartialEq)]
pub enum Block {
    Note(String),
    /// What the table after it says, as a picture.
    Plot(Plot),
    Table(Table),
    /// What the table after it says, side by side.
    Cards(Vec<Card>),
    /// What the table after it says, an article a column.
    Variants(Vec<Variants>),
    /// What the table after it says, to be taken over.
    Stories(Vec<ProposedStory>),
    Passages(Vec<Passage>),
}

#[derive(Clone, Debug, Default, PartialEq)]
pub struct Table {
    pub title: String,
    pub columns: Vec<Column>,
    pub rows: Vec<Vec<Cell>>,
}

#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Column {
    /// What stands above several columns, such as an outlet's name; may be empty.
    pub group: String,
    pub title: String,
}

#[derive(Clone, Debug, Default, PartialEq)]
pub struct Cell {
    pub value: Value,
    /// The places behind the value, in the order of articles and texts.
    pub evidence: Vec<Evidence>,
}

#[derive(Clone, Debug, Default, PartialEq)]
pub enum Value {
    #[default]
    Nothing,
    Text(String),
    Count(usize),
    Rate(f64),
    /// From 0 to 1, shown in percent.
    Share(f64),
}

impl Report {
    pub fn to_text(&self, project: &Project) -> String {
        let blocks = self.blocks.iter().filter_map(|block| match block {
            Block::Note(note) => Some(format!("{note}\n")),
            Block::Plot(_) | Block::Cards(_) | Block::Variants(_) | Block::Stories(_) => None,
            Block::Table(table) => Some(table.to_text()),
            Block::Passages(passages) => {
                let passages = passages.iter().map(|passage| passage_text(project, passage));
                Some(passages.collect::<Vec<_>>().join("\n"))
            }
        });
        blocks.collect::<Vec<_>>().join("\n")
    }

    /// A CSV file holds one table, so this is the last one, which is the most detailed.
    pub fn to_csv(&self, project: &Project) -> String {
        let records = self.blocks.iter().rev().find_map(|block| match block {
            Block::Table(table) => Some(table.records(Value::exact)),
            Block::Passages(passages) => Some(passage_records(project, passages)),
            _ => None,
        });
        let mut writer = csv::Writer::from_writer(Vec::new());
        for record in records.unwrap_or_default() {
            writer.write_record(record).expect("a vector takes every record, and all are of one length");
        }
        let bytes = writer.into_inner().expect("a vector can be flushed");
        String::from_utf8(bytes).expect("records are strings")
    }

    pub fn plots(&self) -> impl Iterator<Item = &Plot> {
        self.blocks.iter().filter_map(|block| match block {
            Block::Plot(plot) => Some(plot),
            _ => None,
        })
    }

    pub fn tables(&self) -> impl Iterator<Item = &Table> {
        self.blocks.iter().filter_map(|block| match block {
            Block::Table(table) => Some(table),
            _ => None,
        })
    }

    pub fn passages(&self) -> impl Iterator<Item = &Passage> {
        self.blocks.iter().flat_map(|block| match block {
            Block::Passages(passages) => passages.as_slice(),
            _ => &[],
        })
    }
}

impl Table {
    /// The header and the rows, each value as `written`.
    fn records(&self, written: impl Fn(&Value) -> String) -> Vec<Vec<String>> {
        let header = self.columns.iter().map(Column::name).collect();
        let row = |cells: &Vec<Cell>| cells.iter().map(|cell| written(&cell.value)).collect();
        std::iter::once(header).chain(self.rows.iter().map(row)).collect()
    }

    fn to_text(&self) -> String {
        let records = self.records(Value::to_string);
        let width = |column: usize| records.iter().map(|record| record[column].chars().count()).max();
        let widths: Vec<usize> = (0..self.columns.len()).map(|column| width(column).unwrap_or(0)).collect();
        let line = |record: &Vec<String>| {
            let cells = record.iter().zip(&widths).enumerate().map(|(column, (cell, width))| {
                match self.is_numeric(column) {
                    true => format!("{cell:>width$}"),
                    false => format!("{cell:<width$}"),
                }
            });
            format!("{}\n", cells.collect::<Vec<_>>().join("  ").trim_end())
        };
        format!("{}\n{}", self.title, records.iter().map(line).collect::<String>())
    }

    /// Whether a column holds figures and no words.
    pub fn is_numeric(&self, column: usize) -> bool {
        self.rows.iter().all(|row| !matches!(row[column].value, Value::Text(_)))
    }
}

impl Column {
    pub fn titled(title: impl Into<String>) -> Self {
        Self { group: String::new(), title: title.into() }
    }

    pub fn of_group(group: impl Into<String>, title: impl Into<String>) -> Self {
        Self { group: group.into(), title: title.into() }
    }

    /// Group and title in one line.
    pub fn name(&self) -> String {
        if self.group.is_empty() { self.title.clone() } else { format!("{}: {}", self.group, self.title) }
    }
}

impl Cell {
    pub fn text(text: impl Into<String>) -> Self {
        Self { value: Value::Text(text.into()), evidence: Vec::new() }
    }

    pub fn new(value: Value, evidence: Vec<Evidence>) -> Self {
        Self { value, evidence }
    }
}

impl Value {
    /// For sorting a column: nothing first, then as the values say.
    pub fn compare(&self, other: &Self) -> Ordering {
        match (self, other) {
            (Self::Text(a), Self::Text(b)) => a.to_lowercase().cmp(&b.to_lowercase()).then_with(|| a.cmp(b)),
            _ => self.number().total_cmp(&other.number()),
        }
    }

    /// For a machine: shares from 0 to 1, no signs.
    fn exact(&self) -> String {
        match self {
            Self::Rate(number) | Self::Share(number) => rounded(*number).to_string(),
            _ => self.to_string(),
        }
    }

    fn number(&self) -> f64 {
        match self {
            Self::Nothing | Self::Text(_) => f64::NEG_INFINITY,
            Self::Count(count) => *count as f64,
            Self::Rate(number) | Self::Share(number) => *number,
        }
    }
}

/// To four decimals: rates are estimates, and longer numbers only look exact.
pub(super) fn rounded(number: f64) -> f64 {
    (number * 10_000.0).round() / 10_000.0
}

impl fmt::Display for Value {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Nothing => Ok(()),
            Self::Text(text) => f.write_str(text),
            Self::Count(count) => write!(f, "{count}"),
            Self::Rate(rate) => write!(f, "{rate:.2}"),
            Self::Share(share) => write!(f, "{:.0} %", share * 100.0),
        }
    }
}

fn passage_text(project: &Project, passage: &Passage) -> String {
    let head = in_words(passage) + "\n";
    let side = |side: &crate::index::Side| {
        let article = project.article(side.article)?;
        let text = squeezed(side.span.of(&article.text));
        Some(format!("  {} ({}): {text}\n", project.outlet_name(article), article_name(article)))
    };
    head + &passage.sides().iter().filter_map(side).collect::<String>()
}

fn passage_records(project: &Project, passages: &[Passage]) -> Vec<Vec<String>> {
    let of_sides = |name: &str| [format!("{name}_a"), format!("{name}_b")];
    let names = ["article", "outlet", "start", "end", "text"];
    let mut header: Vec<String> = names.iter().flat_map(|name| of_sides(name)).collect();
    header.extend(["kind", "match", "words_same", "words_layered", "moved"].map(str::to_owned));
    let mut quoter = Quoter::new(project);
    let record = |passage: &Passage| {
        let sides = passage.sides().map(|side| side_record(project, &mut quoter, side));
        let mut record: Vec<String> =
            (0..names.len()).flat_map(|at| sides.each_ref().map(|side| side[at].clone())).collect();
        record.extend([
            passage.kind().name().to_owned(),
            rounded(passage.share).to_string(),
            passage.n_same.to_string(),
            passage.n_layered.to_string(),
            passage.is_moved.to_string(),
        ]);
        record
    };
    std::iter::once(header).chain(passages.iter().map(record)).collect()
}

fn side_record(project: &Project, quoter: &mut Quoter, side: crate::index::Side) -> [String; 5] {
    let Some(article) = project.article(side.article) else { return Default::default() };
    let range = quoter.code_points(side.into());
    [
        article_name(article).to_owned(),
        project.outlet_name(article).to_owned(),
        range.start.to_string(),
        range.end.to_string(),
        side.span.of(&article.text).to_owned(),
    ]
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fixture;

    fn table() -> Table {
        Table {
            title: "Ships".to_owned(),
            columns: vec![Column::titled("Name"), Column::of_group("Ledger", "mentions")],
            rows: vec![
                vec![Cell::text("Ferry, old"), Cell::new(Value::Count(12), Vec::new())],
                vec![Cell::text("Tug"), Cell::new(Value::Nothing, Vec::new())],
            ],
        }
    }

    #[test]
    fn a_table_is_aligned_text_and_quoted_csv() {
        let session = fixture::session(&[]);
        let report = Report { blocks: vec![Block::Note("Two ships.".to_owned()), Block::Table(table())] };
        assert_eq!(
            report.to_text(session.project()),
            "Two ships.\n\nShips\nName        Ledger: mentions\nFerry, old                12\nTug\n"
        );
        assert_eq!(report.to_csv(session.project()), "Name,Ledger: mentions\n\"Ferry, old\",12\nTug,\n");
    }

    #[test]
    fn values_sort_as_numbers_and_nothing_comes_first() {
        let mut values = vec![Value::Count(10), Value::Nothing, Value::Count(9)];
        values.sort_by(Value::compare);
        assert_eq!(values, [Value::Nothing, Value::Count(9), Value::Count(10)]);
        assert_eq!(Value::Text("b".into()).compare(&Value::Text("A".into())), Ordering::Greater);
    }
}
