//! passim 2: articles for the engine that finds shared passages among millions, and what it found.
//!
//! A passage comes back as a mention labelled `REUSE` with what passim says of it as attributes: `with`
//! and `match` from its pairs (`align.json`), `cluster`, `size` and `copied_from` from its clusters
//! (`out.json`). So an import is seen, searched, exported and undone like any other, and needs no record
//! of its own in the project; a relation cannot join two articles.
//!
//! After `passim/seriatim.py` of dasmiq/passim: offsets are code points; in `s1` and `s2` a `-` is a gap
//! and a hyphen of the text is U+2010.

mod alignment;
mod read;
mod write;

use super::{Format, Keeps, Layout};

/// The command that runs passim, beside the articles.
const COMMAND: &str = "run.sh";

pub const FORMAT: Format = Format {
    id: "passim",
    aliases: &["seriatim"],
    name: "passim",
    // The packed ones are named so that a folder's are not passed over in silence.
    extensions: &["jsonl", "json", "gz", "bz2"],
    layout: Layout::Folder,
    companions: &[],
    keeps: Keeps { facts: true, zones: true, mentions: false, ..Keeps::TOKENS },
    read: Some(read::read),
    write: Some(write::write),
    claims: Some(read::is_of_passim),
    sample: &[
        (
            "articles.jsonl",
            concat!(
                r#"{"id":"a.txt","series":"Herald","text":"Yes. The old ferry sank off the cape."}"#,
                "\n",
                r#"{"id":"b.txt","series":"Ledger","text":"The old ferry sank off the cape!"}"#,
                "\n"
            ),
        ),
        (
            "out/align.json/part-00000.json",
            concat!(
                r#"{"id":"a.txt","begin":5,"end":36,"id2":"b.txt","begin2":0,"end2":31,"#,
                r#""s1":"The old ferry sank off the cape","s2":"The old ferry sank off the cape","matches":31}"#,
                "\n"
            ),
        ),
    ],
};
