//! Articles as JSON records, in the dialects of several tools.
//!
//! Ours is the richest; the others differ in names: doccano says `label: [[0, 5, "PER"]]` or
//! `entities: [{start_offset, end_offset, label}]`, Prodigy and spaCy `spans: [{start, end, label}]`,
//! Stockmark `entities: [{name, span, type}]`, re3d keeps documents, entities and relations in
//! three files that name each other. One reader knows all the names.

use std::collections::BTreeMap;
use std::ops::Range;

use serde_json::Value;

use super::{
    Locator, Place, Problem, Quoted, Read, ReadError, facts_from, numbered_lines, path_of_key, utf8,
};
use crate::format::InputFile;
use crate::model::{Draft, DraftMention, DraftRelation, Fact, Facts, Zone, ZoneKind};

/// A record and where it stands.
pub(crate) struct Record<'f> {
    pub file: &'f InputFile,
    pub place: Place,
    pub value: Value,
}

pub(crate) fn read_records(files: &[InputFile]) -> Read {
    let mut read = Read::default();
    let mut records = Vec::new();
    for file in files {
        records.extend(records_of(file, &mut read.warnings));
    }
    let apart = Apart::new(&records);
    for record in records.iter().filter(|record| !is_apart(&record.value)) {
        match draft(record, &apart, &mut read.warnings) {
            Some(draft) => read.drafts.push(draft),
            None => read.warnings.push(record.error(Problem::NoText)),
        }
    }
    read
}

/// One record a line, or one JSON list of records.
pub(crate) fn records_of<'f>(file: &'f InputFile, warnings: &mut Vec<ReadError>) -> Vec<Record<'f>> {
    let text = match utf8(file) {
        Ok(text) => text,
        Err(error) => {
            warnings.push(error);
            return Vec::new();
        }
    };
    let record = |place, value| Record { file, place, value };
    if text.trim_start().starts_with('[') {
        return match serde_json::from_str::<Vec<Value>>(text) {
            Ok(list) => {
                list.into_iter().enumerate().map(|(n, value)| record(Place::Record(n + 1), value)).collect()
            }
            Err(error) => {
                let place = Place::Line(error.line());
                warnings.push(ReadError::new(&file.name, place, Problem::NotJson(reason(&error))));
                Vec::new()
            }
        };
    }
    let mut records = Vec::new();
    for (line, json) in numbered_lines(text).filter(|(_, json)| !json.trim().is_empty()) {
        match serde_json::from_str(json) {
            Ok(value) => records.push(record(Place::Line(line), value)),
            Err(error) => {
                warnings.push(ReadError::new(&file.name, Place::Line(line), Problem::NotJson(reason(&error))))
            }
        }
    }
    records
}

/// serde_json's words without its line, which counts from the start of what it was given.
fn reason(error: &serde_json::Error) -> String {
    let words = error.to_string();
    let words = words.split(" at line ").next().unwrap_or_default();
    format!("{words} at column {}", error.column())
}

impl Record<'_> {
    pub(crate) fn error(&self, problem: Problem) -> ReadError {
        ReadError::new(&self.file.name, self.place, problem)
    }

    /// A name for the article, where the record has none.
    fn name(&self) -> String {
        match self.place {
            Place::Line(n) | Place::Record(n) => format!("{}#{n}", self.file.name),
            Place::File => self.file.name.clone(),
        }
    }
}

fn draft(record: &Record, apart: &Apart, warnings: &mut Vec<ReadError>) -> Option<Draft> {
    let text = string(&record.value, &["text", "data", "content"])?;
    let facts = facts(record);
    let key = string(&record.value, &["article", "_id"]).map_or_else(|| record.name(), str::to_owned);
    let path = match record.value.get("article") {
        Some(_) => path_of_key(&key, &facts),
        None => key.clone(),
    };

    let items = mention_items(&record.value).iter().chain(apart.mentions_of(&key));
    let items: Vec<Option<Item>> = items.map(Item::new).collect();
    let places: Vec<Quoted> = items.iter().flatten().map(|item| item.place.clone()).collect();
    let locator = Locator::guessing(text, &places);
    let mut problems = Vec::new();
    let (mentions, ids) = mentions(&items, &locator, &mut problems);
    let relations = list(&record.value, "relations").iter().chain(apart.relations_of(&key));
    let relations =
        relations.map(|item| relation(item, &ids, &mentions, &locator).ok_or(Problem::NotARelation));
    let relations = kept(relations, &mut problems);
    let zones = list(&record.value, "zones").iter().map(|item| zone(item, &locator).ok_or(Problem::NotAZone));
    let zones = kept(zones, &mut problems);
    warnings.extend(problems.into_iter().map(|problem| record.error(problem)));
    Some(Draft { path, text: text.into(), facts, zones, mentions, relations })
}

/// Those that can be read; the problems of the others.
fn kept<T>(read: impl Iterator<Item = Result<T, Problem>>, problems: &mut Vec<Problem>) -> Vec<T> {
    read.filter_map(|result| result.map_err(|problem| problems.push(problem)).ok()).collect()
}

/// The mentions, and the place of each under the id by which relations name it.
fn mentions(
    items: &[Option<Item>],
    locator: &Locator,
    problems: &mut Vec<Problem>,
) -> (Vec<DraftMention>, BTreeMap<String, usize>) {
    let mut mentions = Vec::new();
    let mut ids = BTreeMap::new();
    for (n, item) in items.iter().enumerate() {
        match item.as_ref().ok_or(Problem::NotAMention).and_then(|item| item.mention(locator)) {
            Ok(mention) => {
                let id = item.as_ref().and_then(|item| item.value.get("id")).map(Value::to_string);
                ids.insert(id.unwrap_or_else(|| n.to_string()), mentions.len());
                mentions.push(mention);
            }
            Err(problem) => problems.push(problem),
        }
    }
    (mentions, ids)
}

fn facts(record: &Record) -> Facts {
    let value = &record.value;
    let facts = facts_from(
        |name| match name {
            "url" => string(value, &["url", "sourceUrl"]),
            "outlet" => string(value, &["outlet", "sourceName"]),
            name => string(value, &[name]),
        },
        |name| value.get("guesses")?.get(name)?.as_str(),
    );
    if facts.title.is_some() || value.get("article").is_some() {
        return facts;
    }
    Facts { title: Some(Fact::guessed(record.name(), "file name")), ..facts }
}

/// The first field that holds mentions. A record that Prodigy's annotator rejected has none.
fn mention_items(value: &Value) -> &[Value] {
    let is_accepted = matches!(string(value, &["answer"]), None | Some("accept"));
    let fields = ["mentions", "spans", "entities", "label", "labels"];
    let items = fields.into_iter().map(|field| list(value, field)).find(|items| !items.is_empty());
    items.filter(|_| is_accepted).unwrap_or_default()
}

/// A mention as a record gives it.
struct Item<'v> {
    place: Quoted,
    label: &'v str,
    value: &'v Value,
}

impl<'v> Item<'v> {
    fn new(value: &'v Value) -> Option<Self> {
        if let [start, end, label, ..] = value.as_array().map(Vec::as_slice).unwrap_or_default() {
            let place = Quoted::one(number(start)?..number(end)?, None);
            return Some(Self { place, label: label.as_str()?, value });
        }
        let quote = string(value, &["text", "name", "value"]).map(str::to_owned);
        let place = match value.get("pieces").and_then(Value::as_array) {
            Some(pieces) => Quoted { pieces: pieces.iter().map(pair).collect::<Option<_>>()?, quote },
            None => Quoted::one(value.get("span").and_then(pair).or_else(|| range(value, ENDS))?, quote),
        };
        Some(Self { place, label: string(value, &["label", "type", "tag"])?, value })
    }

    fn mention(&self, locator: &Locator) -> Result<DraftMention, Problem> {
        let extent = locator.locate(&self.place)?;
        let attributes = self.value.get("attributes").and_then(Value::as_object);
        let attribute = |(name, value): (&String, &Value)| Some((name.clone(), value.as_str()?.to_owned()));
        Ok(DraftMention {
            entity: string(self.value, &["entity"]).map(str::to_owned),
            attributes: attributes.into_iter().flatten().filter_map(attribute).collect(),
            note: string(self.value, &["note"]).unwrap_or_default().to_owned(),
            ..DraftMention::new(extent, self.label)
        })
    }
}

const ENDS: &[[&str; 2]] = &[["start", "end"], ["start_offset", "end_offset"], ["begin", "end"]];

/// Between two mentions, named by their place in the list, by their ids, or by their own offsets.
fn relation(
    value: &Value,
    ids: &BTreeMap<String, usize>,
    mentions: &[DraftMention],
    locator: &Locator,
) -> Option<DraftRelation> {
    let by_id = |field: &str| ids.get(&value.get(field)?.to_string()).copied();
    let by_range = |start: &'static str, end: &'static str| {
        let span = locator.span(range(value, &[[start, end]])?).ok()?;
        mentions.iter().position(|mention| mention.extent == span.into())
    };
    let from = by_id("from").or_else(|| by_id("from_id")).or_else(|| by_range("sourceBegin", "sourceEnd"))?;
    let to = by_id("to").or_else(|| by_id("to_id")).or_else(|| by_range("targetBegin", "targetEnd"))?;
    Some(DraftRelation { kind: string(value, &["kind", "type", "label"])?.to_owned(), from, to })
}

fn zone(value: &Value, locator: &Locator) -> Option<Zone> {
    let kind = ZoneKind::named(string(value, &["zone"])?)?;
    Some(Zone { span: locator.span(range(value, ENDS)?).ok()?, kind })
}

/// Mentions and relations that stand in records of their own and name their document.
struct Apart<'r> {
    mentions: BTreeMap<&'r str, Vec<&'r Value>>,
    relations: BTreeMap<&'r str, Vec<&'r Value>>,
}

fn is_apart(value: &Value) -> bool {
    value.get("documentId").is_some()
}

impl<'r> Apart<'r> {
    fn new(records: &'r [Record]) -> Self {
        let mut apart = Self { mentions: BTreeMap::new(), relations: BTreeMap::new() };
        for value in records.iter().map(|record| &record.value) {
            let Some(document) = string(value, &["documentId"]) else { continue };
            let is_relation = value.get("sourceBegin").is_some();
            let kind = if is_relation { &mut apart.relations } else { &mut apart.mentions };
            kind.entry(document).or_default().push(value);
        }
        apart
    }

    fn mentions_of(&self, document: &str) -> impl Iterator<Item = &'r Value> {
        self.mentions.get(document).into_iter().flatten().copied()
    }

    fn relations_of(&self, document: &str) -> impl Iterator<Item = &'r Value> {
        self.relations.get(document).into_iter().flatten().copied()
    }
}

fn string<'v>(value: &'v Value, names: &[&str]) -> Option<&'v str> {
    names.iter().find_map(|name| value.get(name)?.as_str())
}

fn list<'v>(value: &'v Value, name: &str) -> &'v [Value] {
    value.get(name).and_then(Value::as_array).map(Vec::as_slice).unwrap_or_default()
}

fn number(value: &Value) -> Option<usize> {
    usize::try_from(value.as_u64()?).ok()
}

fn pair(value: &Value) -> Option<Range<usize>> {
    match value.as_array()?.as_slice() {
        [start, end] => Some(number(start)?..number(end)?),
        _ => None,
    }
}

fn range(value: &Value, names: &[[&str; 2]]) -> Option<Range<usize>> {
    names.iter().find_map(|[start, end]| Some(number(value.get(start)?)?..number(value.get(end)?)?))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(name: &str, json: &str) -> Read {
        read_records(&[InputFile::new(name, json)])
    }

    /// One sentence in the dialect of each tool, as their documentation shows it.
    #[test]
    fn every_dialect_says_the_same() {
        for json in [
            r#"{"article":"a","text":"Xi met Putin","mentions":[{"start":7,"end":12,"text":"Putin","label":"PER"}]}"#,
            r#"{"text":"Xi met Putin","label":[[7,12,"PER"]]}"#,
            r#"{"text":"Xi met Putin","labels":[[7,12,"PER"]]}"#,
            r#"{"text":"Xi met Putin","entities":[{"id":4,"start_offset":7,"end_offset":12,"label":"PER"}]}"#,
            r#"{"text":"Xi met Putin","spans":[{"start":7,"end":12,"label":"PER"}],"answer":"accept"}"#,
            r#"[{"curid":"1","text":"Xi met Putin","entities":[{"name":"Putin","span":[7,12],"type":"PER"}]}]"#,
        ] {
            let read = read("d.jsonl", json);
            assert_eq!(read.warnings, [], "{json}");
            let draft = &read.drafts[0];
            let [mention] = draft.mentions.as_slice() else { panic!("{json}") };
            assert_eq!(
                (mention.extent.quote(&draft.text).as_str(), mention.label.as_str()),
                ("Putin", "PER")
            );
        }
    }

    #[test]
    fn relations_name_mentions_by_id_or_place() {
        let by_id = r#"{"text":"Xi met Putin","entities":[{"id":8,"start_offset":0,"end_offset":2,"label":"P"},{"id":9,"start_offset":7,"end_offset":12,"label":"P"}],"relations":[{"from_id":8,"to_id":9,"type":"met"}]}"#;
        let by_place = r#"{"text":"Xi met Putin","mentions":[{"start":99,"end":100,"label":"P"},{"start":0,"end":2,"label":"P"},{"start":7,"end":12,"label":"P"}],"relations":[{"from":1,"to":2,"kind":"met"}]}"#;
        for json in [by_id, by_place] {
            let expected = DraftRelation { kind: "met".to_owned(), from: 0, to: 1 };
            assert_eq!(read("d.jsonl", json).drafts[0].relations, [expected]);
        }
    }

    #[test]
    fn what_an_annotator_rejected_is_no_mention() {
        let json =
            r#"{"text":"Xi met Putin","spans":[{"start":7,"end":12,"label":"PER"}],"answer":"reject"}"#;
        assert_eq!(read("d.jsonl", json).drafts[0].mentions, []);
    }

    #[test]
    fn a_bad_record_is_named_and_the_rest_is_read() {
        let good = r#"{"text":"Xi met Putin","label":[]}"#;
        for (bad, sentence) in [
            ("{\"text\":", "d.jsonl, line 2: this is not JSON (EOF while parsing a value at column 8)"),
            ("{\"label\":[]}", "d.jsonl, line 2: the record has no text; it needs a \"text\" field"),
            (
                r#"{"text":"Xi","label":[[0,99,"PER"]]}"#,
                "d.jsonl, line 2: 0–99 is no stretch of the text; the mention was left out",
            ),
            (
                r#"{"text":"Xi","label":["good"]}"#,
                "d.jsonl, line 2: a mention needs a start, an end and a label; it was left out",
            ),
            (
                r#"{"text":"Xi","relations":[{"from":0,"to":1,"kind":"met"}]}"#,
                "d.jsonl, line 2: a relation needs two mentions of this record and a kind; it was left out",
            ),
        ] {
            let read = read("d.jsonl", &format!("{good}\n{bad}\n{good}\n"));
            assert_eq!(read.warnings.iter().map(ToString::to_string).collect::<Vec<_>>(), [sentence]);
            assert!(read.drafts.len() >= 2);
        }
    }

    #[test]
    fn an_article_without_a_name_is_called_by_its_place() {
        let draft = &read("in/d.jsonl", "\n{\"text\":\"Xi\"}\n").drafts[0];
        assert_eq!(draft.path, "in/d.jsonl#2");
        assert_eq!(draft.facts.title, Some(Fact::guessed("in/d.jsonl#2", "file name")));
    }
}
