use serde_json::{Value as Json, json};

use super::evidence::Quoter;
use super::tally::{Row, Tally};
use super::{Analysis, Block, Cell, Column, Corpus, Report, Table};
use crate::job::{Cancelled, Progress};
use crate::model::{Article, LabelId, Mention};

pub const ANALYSIS: Analysis = Analysis {
    id: "labels-by-outlet",
    title: "Labels by outlet",
    question: "What kinds of things does each outlet mention, and how often?",
    run,
    json,
};

fn run(corpus: &Corpus, progress: &Progress) -> Result<Report, Cancelled> {
    let tally = Tally::of(corpus, progress, label)?;
    if tally.rows.is_empty() {
        let note = "Nothing is tagged in these articles yet.";
        return Ok(Report { blocks: vec![Block::Note(note.to_owned())] });
    }
    let row = |(label, row): (&LabelId, &Row)| {
        let name = Cell::text(corpus.project.label_name(*label));
        std::iter::once(name).chain(tally.cells(row)).collect()
    };
    let table = Table {
        title: "Mentions by label and outlet".to_owned(),
        columns: std::iter::once(Column::titled("Label")).chain(tally.columns()).collect(),
        rows: tally.rows_by_mentions().into_iter().map(row).collect(),
    };
    let plot =
        tally.plot("Mentions per 1,000 words", |label, _| corpus.project.label_name(*label).to_owned());
    Ok(Report { blocks: plot.map(Block::Plot).into_iter().chain([Block::Table(table)]).collect() })
}

fn label(_: &Article, mention: &Mention) -> LabelId {
    mention.label
}

fn json(corpus: &Corpus, _: &Report) -> Json {
    let Ok(tally) = Tally::of(corpus, &Progress::default(), label) else { return json!({ "rows": [] }) };
    let mut quoter = Quoter::new(&corpus.project);
    let row = |(label, row): (&LabelId, &Row)| {
        json!({
            "label": corpus.project.label_name(*label),
            "cells": tally.cells_json(&mut quoter, row),
        })
    };
    json!({ "rows": tally.rows_by_mentions().into_iter().map(row).collect::<Vec<_>>() })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fixture;

    #[test]
    fn labels_are_counted_for_each_outlet() {
        let session = fixture::session(&[
            ("A", "[GPE Oslo] and [PERSON Ola] in [GPE Bergen]."),
            ("B", "[PERSON Kari] waited."),
        ]);
        let corpus = Corpus::whole(session.project().clone());
        let report = run(&corpus, &Progress::default()).unwrap();
        let csv = report.to_csv(session.project());
        // A has five words, B two; "Ola" starts at byte 9 of 23.
        assert_eq!(
            csv,
            "Label,All: Mentions,A: Mentions,\"A: Per 1,000 words\",A: Residual,A: First place,\
             B: Mentions,\"B: Per 1,000 words\",B: Residual,B: First place\n\
             PERSON,2,1,200,-1.1547,0.3913,1,500,1.1547,0\n\
             GPE,2,2,400,1.1547,0,0,0,-1.1547,\n"
        );
    }
}
