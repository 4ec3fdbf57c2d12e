use serde_json::{Value as Json, json};

use super::evidence::Quoter;
use super::tally::{Row, Tally};
use super::{Analysis, Block, Cell, Column, Corpus, Report, Table};
use crate::job::{Cancelled, Progress};
use crate::model::{Article, EntityId, LabelId, Mention};
use crate::text::squeezed;

pub const ANALYSIS: Analysis = Analysis {
    id: "matrix",
    title: "Entities by outlet",
    question: "Who and what does each outlet mention, how often, and how early?",
    run,
    json,
};

/// What a row counts: an entity, or a form that nobody has joined to one yet.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Named {
    Entity(EntityId),
    Form { form: String, label: LabelId },
}

fn run(corpus: &Corpus, progress: &Progress) -> Result<Report, Cancelled> {
    let tally = Tally::of(corpus, progress, named)?;
    if tally.rows.is_empty() {
        let note = "Nothing is tagged in these articles yet. Tag mentions and join them to entities first.";
        return Ok(Report { blocks: vec![Block::Note(note.to_owned())] });
    }
    let named: [Column; 2] = ["Name", "Label"].map(Column::titled);
    let row = |(named, row): (&Named, &Row)| {
        let (name, label) = words_for(corpus, named, row);
        [Cell::text(name), Cell::text(label)].into_iter().chain(tally.cells(row)).collect()
    };
    let table = Table {
        title: "Mentions by outlet".to_owned(),
        columns: named.into_iter().chain(tally.columns()).collect(),
        rows: tally.rows_by_mentions().into_iter().map(row).collect(),
    };
    let plot = tally.plot("Mentions per 1,000 words", |named, row| words_for(corpus, named, row).0);
    Ok(Report { blocks: plot.map(Block::Plot).into_iter().chain([Block::Table(table)]).collect() })
}

pub(super) fn named(article: &Article, mention: &Mention) -> Named {
    let form = || squeezed(&article.quote(mention));
    match mention.entity {
        Some(entity) => Named::Entity(entity),
        None => Named::Form { form: form(), label: mention.label },
    }
}

/// Name and label; an entity's label is the one that most of its mentions have.
pub(super) fn words_for(corpus: &Corpus, named: &Named, row: &Row) -> (String, String) {
    let project = &corpus.project;
    match named {
        Named::Form { form, label } => (form.clone(), project.label_name(*label).to_owned()),
        Named::Entity(id) => {
            let name = project.entities().get(id).map(|entity| entity.name.clone());
            let label = row.label().map_or("", |label| project.label_name(label));
            (name.unwrap_or_default(), label.to_owned())
        }
    }
}

fn json(corpus: &Corpus, _: &Report) -> Json {
    let Ok(tally) = Tally::of(corpus, &Progress::default(), named) else { return json!({ "rows": [] }) };
    let mut quoter = Quoter::new(&corpus.project);
    let row = |(named, row): (&Named, &Row)| {
        let (entity, label) = words_for(corpus, named, row);
        json!({
            "entity": entity,
            "label": label,
            "joined": matches!(named, Named::Entity(_)),
            "cells": tally.cells_json(&mut quoter, row),
        })
    };
    json!({ "rows": tally.rows_by_mentions().into_iter().map(row).collect::<Vec<_>>() })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::command::{Command, EntityChoice};
    use crate::fixture;
    use crate::model::{Zone, ZoneKind};
    use crate::text::Span;

    fn corpus(session: &crate::session::Session) -> Corpus {
        Corpus::whole(session.project().clone())
    }

    #[test]
    fn joined_mentions_are_one_row_and_others_go_by_their_form() {
        let mut session = fixture::session(&[
            ("Lantern", "[PERSON Kishida] met [PERSON Macron]. Mr [PERSON Fumio Kishida] left."),
            ("Courant", "One two three four [PERSON Macron] six [GPE Macron] ten."),
        ]);
        let mentions = ["Kishida", "Fumio Kishida"].map(|quote| fixture::mention(session.project(), quote));
        let entity = EntityChoice::New("Fumio Kishida".to_owned());
        session.run(&Command::Link { mentions: mentions.to_vec(), entity }).unwrap();
        let corpus = corpus(&session);
        let answer = json(&corpus, &Report::default());
        let rows = answer["rows"].as_array().unwrap();
        let summary: Vec<(&str, &str, u64, u64)> = rows
            .iter()
            .map(|row| {
                let mentions = |at: usize| row["cells"][at]["mentions"].as_u64().unwrap();
                (row["entity"].as_str().unwrap(), row["label"].as_str().unwrap(), mentions(0), mentions(1))
            })
            .collect();
        // Outlets by name: Courant, then Lantern.
        assert_eq!(
            summary,
            [("Fumio Kishida", "PERSON", 0, 2), ("Macron", "PERSON", 1, 1), ("Macron", "GPE", 1, 0)]
        );
        // Courant has eight words; its first "Macron" starts at character 19 of 41.
        let cell = &rows[1]["cells"][0];
        assert_eq!((&cell["outlet"], &cell["per_1000"]), (&json!("Courant"), &json!(125.0)));
        assert_eq!((&cell["first"]["start"], &cell["first"]["end"]), (&json!(19), &json!(25)));
        assert_eq!(cell["first"]["share"], json!(0.4634));
        assert_eq!(rows[0]["cells"][0]["first"], Json::Null);
    }

    #[test]
    fn every_number_opens_its_places() {
        let session = fixture::session(&[("A", "[GPE Oslo], [GPE Oslo] and [GPE Oslo].")]);
        let report = run(&corpus(&session), &Progress::default()).unwrap();
        let table = report.tables().next().unwrap();
        let starts: Vec<usize> = table.rows[0][3].evidence.iter().map(|place| place.span.start()).collect();
        assert_eq!(starts, [0, 6, 15]);
        assert_eq!(table.columns[3], Column::of_group("A", "Mentions"));
    }

    #[test]
    fn captions_count_only_where_asked_for() {
        let text = "[GPE Oslo] in view. Photo: [GPE Oslo]";
        let mut session = fixture::session(&[("A", text)]);
        let (article, record) = fixture::article(session.project(), 0);
        let span = Span::new(&record.text, 14..record.text.len()).unwrap();
        let zones = vec![Zone { span, kind: ZoneKind::Caption }];
        session.run(&Command::SetZones { article, zones }).unwrap();
        let corpus = corpus(&session);
        let cell = |corpus: &Corpus| json(corpus, &Report::default())["rows"][0]["cells"][0].clone();
        let body = cell(&corpus);
        // One mention in three words.
        assert_eq!((&body["mentions"], &body["per_1000"]), (&json!(1), &json!(333.3333)));
        assert_eq!(cell(&Corpus { all_zones: true, ..corpus })["mentions"], json!(2));
    }
}
