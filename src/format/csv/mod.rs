//! CSV: one mention a row, with the words around it; the articles, and the relations if there are
//! any, in files beside it.
//!
//! RFC 4180. A cell that a spreadsheet would take for a formula gets an apostrophe before it, which
//! reading takes away again. Offsets are code points.

mod read;
mod write;

use std::borrow::Cow;

use super::{Format, Keeps, Layout};

pub const FORMAT: Format = Format {
    id: "csv",
    aliases: &[],
    name: "CSV",
    extensions: &["csv"],
    layout: Layout::File,
    companions: &[ARTICLES, RELATIONS],
    keeps: Keeps::EVERYTHING,
    read: Some(read::read),
    write: Some(write::write),
    claims: None,
    sample: &[
        ("sample.csv", "article,start,end,text,label,entity\na.txt,0,13,Angela Merkel,PER,Merkel\n"),
        (
            "sample.articles.csv",
            "article,title,outlet,text\na.txt,A visit,Herald,Angela Merkel met Macron.\n",
        ),
    ],
};

const ARTICLES: &str = ".articles.csv";
const RELATIONS: &str = ".relations.csv";
const ATTRIBUTE: &str = "attribute:";

/// What makes a spreadsheet run a cell (OWASP, "CSV Injection"). Cells that already start with
/// apostrophes before such a sign get one more, so that none is taken away that was there.
fn is_formula(cell: &str) -> bool {
    cell.trim_start_matches('\'').starts_with(['=', '+', '-', '@', '\t', '\r', '\n'])
}

fn guarded(cell: &str) -> Cow<'_, str> {
    if is_formula(cell) { format!("'{cell}").into() } else { cell.into() }
}

fn unguarded(cell: &str) -> &str {
    cell.strip_prefix('\'').filter(|rest| is_formula(rest)).unwrap_or(cell)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_formula_is_defused_and_comes_back() {
        for (cell, written) in [
            ("=1+1", "'=1+1"),
            ("@handle", "'@handle"),
            ("'=1", "''=1"),
            ("'tis", "'tis"),
            ("a=b", "a=b"),
            ("", ""),
        ] {
            assert_eq!(guarded(cell), written);
            assert_eq!(unguarded(written), cell);
        }
    }
}
