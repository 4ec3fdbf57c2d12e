//! brat standoff: a text file and an annotation file for each article, and one configuration.
//!
//! After brat's own reader (`server/src/annotation.py` and `projectconfig.py` of nlplab/brat):
//! offsets are code points, a piece never crosses a line break, pieces never touch, and a name is
//! anything without a blank.

mod read;
mod write;

use super::{Format, Keeps, Layout};

pub const FORMAT: Format = Format {
    id: "brat",
    aliases: &["brat-standoff", "standoff"],
    name: "brat standoff",
    extensions: &["ann", "a1", "a2", "txt"],
    layout: Layout::Folder,
    companions: &[".txt", ".ann"],
    keeps: Keeps { empty: false, facts: false, zones: false, ..Keeps::EVERYTHING },
    read: Some(read::read),
    write: Some(write::write),
    claims: None,
    sample: &[
        ("sample.txt", "Sony formed a joint venture with Ericsson.\n"),
        (
            "sample.ann",
            "T1\tOrganization 0 4\tSony\nT2\tOrganization 33 41\tEricsson\nR1\tPartner Arg1:T1 Arg2:T2\n",
        ),
    ],
};
