use std::collections::BTreeMap;
use std::ops::Range;

use csv::{ReaderBuilder, StringRecord};

use super::{ATTRIBUTE, unguarded};
use crate::format::shared::{Locator, Quoted, facts_from, path_of_key, utf8};
use crate::format::{InputFile, Place, Problem, Read, ReadError};
use crate::model::{Draft, DraftMention, DraftRelation, Zone, ZoneKind};
use crate::text::Unit;

/// The tables of one dataset, which share the start of their file names.
#[derive(Default)]
struct Dataset {
    mentions: Vec<Table>,
    articles: Vec<Table>,
    relations: Vec<Table>,
}

pub(super) fn read(files: &[InputFile]) -> Read {
    let mut read = Read::default();
    let mut datasets: BTreeMap<&str, Dataset> = BTreeMap::new();
    for file in files {
        let stem = file.stem();
        let stem = stem.strip_suffix(".articles").or(stem.strip_suffix(".relations")).unwrap_or(stem);
        let table = Table::new(file);
        if let Err(error) = table.and_then(|table| datasets.entry(stem).or_default().add(table)) {
            read.warnings.push(error);
        }
    }
    for dataset in datasets.into_values() {
        read.drafts.extend(dataset.drafts(&mut read.warnings));
    }
    read
}

impl Dataset {
    fn add(&mut self, table: Table) -> Result<(), ReadError> {
        let has = |names: &[&str]| names.iter().all(|name| table.columns.contains_key(*name));
        let tables = if has(&["article", "start", "end", "label"]) {
            &mut self.mentions
        } else if has(&["kind", "from", "to"]) {
            &mut self.relations
        } else if has(&["article", "text"]) {
            &mut self.articles
        } else {
            let wanted = ["article", "start", "end", "label"];
            let missing = wanted.into_iter().find(|name| !has(&[name])).unwrap_or("label");
            return Err(ReadError::new(&table.file, Place::File, Problem::NoColumn(missing)));
        };
        tables.push(table);
        Ok(())
    }

    fn drafts(&self, warnings: &mut Vec<ReadError>) -> Vec<Draft> {
        let articles: Vec<Row> = self.articles.iter().flat_map(Table::rows).collect();
        let mut rows = self.mentions_by_article();
        let mut drafts = Vec::new();
        let mut numbers = BTreeMap::new();
        for row in &articles {
            let mut draft = article(row, warnings);
            let rows = rows.remove(row.cell("article")).unwrap_or_default();
            for (number, mention) in mentions(&mut draft, &rows, warnings) {
                numbers.insert(number, (drafts.len(), mention));
            }
            drafts.push(draft);
        }
        let homeless = rows.iter().map(|(key, rows)| rows[0].error(Problem::NoArticle((*key).to_owned())));
        warnings.extend(homeless);
        self.relate(&mut drafts, &numbers, warnings);
        drafts
    }

    fn mentions_by_article(&self) -> BTreeMap<&str, Vec<Row<'_>>> {
        let mut by_article: BTreeMap<&str, Vec<Row>> = BTreeMap::new();
        for row in self.mentions.iter().flat_map(Table::rows) {
            by_article.entry(row.cell("article")).or_default().push(row);
        }
        by_article
    }

    /// `numbers` tells the draft and the mention behind each number.
    fn relate(
        &self,
        drafts: &mut [Draft],
        numbers: &BTreeMap<String, (usize, usize)>,
        warnings: &mut Vec<ReadError>,
    ) {
        for row in self.relations.iter().flat_map(Table::rows) {
            let end = |name: &str| numbers.get(row.cell(name)).copied();
            match (end("from"), end("to")) {
                (Some((draft, from)), Some((other, to))) if draft == other => {
                    let kind = row.cell("kind").to_owned();
                    drafts[draft].relations.push(DraftRelation { kind, from, to });
                }
                _ => warnings.push(row.error(Problem::NotARelation)),
            }
        }
    }
}

fn article(row: &Row, warnings: &mut Vec<ReadError>) -> Draft {
    let guesses: BTreeMap<&str, &str> =
        row.cell("guesses").split("; ").filter_map(|guess| guess.split_once(": ")).collect();
    let facts = facts_from(|name| Some(row.cell(name)), |name| guesses.get(name).copied());
    let path = match row.has("path") {
        true => row.cell("path").to_owned(),
        false => path_of_key(row.cell("article"), &facts),
    };
    let mut draft = Draft { path, facts, ..Draft::of_text(row.cell("text")) };
    let text = draft.text.clone();
    let locator = Locator::in_unit(&text, Unit::Char);
    for written in row.cell("zones").split("; ").filter(|written| !written.is_empty()) {
        match zone(written, &locator) {
            Some(zone) => draft.zones.push(zone),
            None => warnings.push(row.error(Problem::NotAZone)),
        }
    }
    draft
}

/// `0-12 title`
fn zone(written: &str, locator: &Locator) -> Option<Zone> {
    let (range, kind) = written.split_once(' ')?;
    Some(Zone { span: locator.span(range_of(range).ok()?).ok()?, kind: ZoneKind::named(kind)? })
}

/// Adds the rows' mentions to the draft. Returns the number of each with its place in the draft.
fn mentions(draft: &mut Draft, rows: &[Row], warnings: &mut Vec<ReadError>) -> Vec<(String, usize)> {
    let places: Vec<Result<Quoted, Problem>> = rows.iter().map(place).collect();
    let known: Vec<Quoted> = places.iter().flatten().cloned().collect();
    let text = draft.text.clone();
    let locator = Locator::guessing(&text, &known);
    let mut numbered = Vec::new();
    for (row, place) in rows.iter().zip(places) {
        match place.and_then(|place| locator.locate(&place)) {
            Ok(extent) => {
                numbered.push((row.cell("mention").to_owned(), draft.mentions.len()));
                let mention = DraftMention::new(extent, row.cell("label"));
                draft.mentions.push(row.details(mention));
            }
            Err(problem) => warnings.push(row.error(problem)),
        }
    }
    numbered
}

fn place(row: &Row) -> Result<Quoted, Problem> {
    let quote = row.has("text").then(|| row.cell("text").to_owned());
    match row.cell("pieces") {
        "" => Ok(Quoted::one(number(row.cell("start"))?..number(row.cell("end"))?, quote)),
        pieces => {
            let pieces: Result<Vec<_>, _> = pieces.split(';').map(range_of).collect();
            Ok(Quoted { pieces: pieces?, quote })
        }
    }
}

fn range_of(written: &str) -> Result<Range<usize>, Problem> {
    let (start, end) = written.split_once('-').ok_or(Problem::NotAMention)?;
    Ok(number(start)?..number(end)?)
}

fn number(written: &str) -> Result<usize, Problem> {
    written.trim().parse().map_err(|_| Problem::NotANumber(written.to_owned()))
}

/// A CSV file with its columns by name.
struct Table {
    file: String,
    columns: BTreeMap<String, usize>,
    records: Vec<StringRecord>,
}

/// One row, and the file to name when it is wrong.
#[derive(Clone, Copy)]
struct Row<'t> {
    table: &'t Table,
    record: &'t StringRecord,
}

impl Table {
    fn new(file: &InputFile) -> Result<Self, ReadError> {
        let text = utf8(file)?;
        let not_csv =
            |error: csv::Error| ReadError::new(&file.name, Place::File, Problem::NotCsv(error.to_string()));
        let mut reader =
            ReaderBuilder::new().flexible(true).delimiter(delimiter(text)).from_reader(text.as_bytes());
        let columns = reader.headers().map_err(not_csv)?;
        let columns =
            columns.iter().enumerate().map(|(place, name)| (name.trim().to_owned(), place)).collect();
        let records = reader.records().collect::<Result<_, _>>().map_err(not_csv)?;
        Ok(Self { file: file.name.clone(), columns, records })
    }

    fn rows(&self) -> impl Iterator<Item = Row<'_>> {
        self.records.iter().map(|record| Row { table: self, record })
    }
}

/// Spreadsheets of some countries write semicolons.
fn delimiter(text: &str) -> u8 {
    let head = text.lines().next().unwrap_or_default();
    let count = |delimiter: u8| head.bytes().filter(|byte| *byte == delimiter).count();
    [b'\t', b';', b','].into_iter().max_by_key(|delimiter| count(*delimiter)).unwrap_or(b',')
}

impl<'t> Row<'t> {
    fn has(&self, column: &str) -> bool {
        self.table.columns.contains_key(column)
    }

    /// Empty where the column or the cell is missing.
    fn cell(&self, column: &str) -> &'t str {
        let place = self.table.columns.get(column);
        unguarded(place.and_then(|place| self.record.get(*place)).unwrap_or_default())
    }

    fn details(&self, mention: DraftMention) -> DraftMention {
        let attributes = self.table.columns.keys().filter_map(|column| {
            let name = column.strip_prefix(ATTRIBUTE)?;
            let value = Some(self.cell(column)).filter(|value| !value.is_empty())?;
            Some((name.to_owned(), value.to_owned()))
        });
        DraftMention {
            entity: Some(self.cell("entity").to_owned()).filter(|entity| !entity.is_empty()),
            attributes: attributes.collect(),
            note: self.cell("note").to_owned(),
            ..mention
        }
    }

    fn error(&self, problem: Problem) -> ReadError {
        let line = self.record.position().map_or(0, |position| position.line() as usize);
        ReadError::new(&self.table.file, Place::Line(line), problem)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const ARTICLES: &str = "article,text\na.txt,Sony and Ericsson\n";

    fn read_both(mentions: &str) -> Read {
        read(&[InputFile::new("d.csv", mentions), InputFile::new("d.articles.csv", ARTICLES)])
    }

    #[test]
    fn a_table_of_a_german_spreadsheet_is_read() {
        let read = read_both("\u{feff}article;start;end;label\r\na.txt;0;4;ORG\r\n");
        assert_eq!(read.warnings, []);
        assert_eq!(read.drafts[0].mentions[0].extent.quote("Sony and Ericsson"), "Sony");
    }

    #[test]
    fn a_bad_row_is_named_and_the_rest_is_read() {
        let head = "article,start,end,text,label\na.txt,0,4,Sony,ORG\n";
        for (row, sentence) in [
            ("a.txt,x,4,Sony,ORG", "d.csv, line 3: \"x\" is not a number; the line was left out"),
            (
                "a.txt,9,17,Sony,ORG",
                "d.csv, line 3: the mention should read \"Sony\", but \"Ericsson\" stands there; it was left out",
            ),
            (
                "b.txt,0,4,Sony,ORG",
                "d.csv, line 3: the text of \"b.txt\" is missing; read the articles file together with this one",
            ),
        ] {
            let read = read_both(&format!("{head}{row}\n"));
            assert_eq!(read.warnings[0].to_string(), sentence);
            assert_eq!(read.drafts[0].mentions.len(), 1);
        }
    }

    #[test]
    fn a_table_without_the_columns_is_refused() {
        let read = read(&[InputFile::new("d.csv", "a,b\n1,2\n")]);
        assert_eq!(
            read.warnings[0].to_string(),
            "d.csv: there is no column named article; the first line must name the columns"
        );
    }
}
