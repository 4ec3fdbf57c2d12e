//! JSON Lines: one article a line with everything in it. Reads the records of other tools as well.

use super::shared::{article_line, read_records};
use super::{Format, Keeps, Layout, Losses, OutputFile};
use crate::model::Draft;

pub const FORMAT: Format = Format {
    id: "jsonl",
    aliases: &["json-lines", "json", "doccano", "prodigy", "spacy"],
    name: "JSON Lines",
    extensions: &["jsonl", "json", "ndjson"],
    layout: Layout::File,
    companions: &[],
    keeps: Keeps::EVERYTHING,
    read: Some(read_records),
    write: Some(write),
    claims: None,
    sample: &[(
        "sample.jsonl",
        concat!(
            r#"{"article":"a.txt","title":"A visit","outlet":"Herald","text":"Angela Merkel met Macron.","#,
            r#""mentions":[{"start":0,"end":13,"text":"Angela Merkel","label":"PER","entity":"Merkel"},"#,
            r#"{"start":18,"end":24,"text":"Macron","label":"PER","entity":null}],"#,
            r#""relations":[{"from":0,"to":1,"kind":"met"}],"zones":[]}"#,
            "\n"
        ),
    )],
};

fn write(drafts: &[Draft], _: &mut Losses) -> Vec<OutputFile> {
    let lines: String = drafts.iter().map(|draft| article_line(draft) + "\n").collect();
    vec![OutputFile::new("dataset.jsonl", lines)]
}
