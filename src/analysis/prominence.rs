use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Value as Json, json};

use super::evidence::{Evidence, Quoter};
use super::{Analysis, Block, Cell, Column, Corpus, Report, Table, Value};
use crate::job::{Cancelled, Progress};
use crate::model::{Article, EntityId, ZoneKind};
use crate::text::{Span, paragraphs, squeezed};

pub const ANALYSIS: Analysis = Analysis {
    id: "prominence",
    title: "Prominence",
    question: "Who stands in the headline, who in the first paragraph, and who only further down?",
    run,
    json,
};

/// An entity, or a form that nobody has joined to one yet.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Named {
    Entity(EntityId),
    Form(String),
}

/// Mentions in headline, first paragraph and the rest.
type Places = [Vec<Evidence>; 3];

struct Prominence {
    outlets: Vec<String>,
    /// One for each outlet.
    rows: BTreeMap<Named, Vec<Places>>,
}

const PARTS: [&str; 3] = ["Headline", "First paragraph", "Further down"];

impl Prominence {
    fn of(corpus: &Corpus, progress: &Progress) -> Result<Self, Cancelled> {
        progress.expect(corpus.articles.len());
        let outlets: BTreeSet<&str> =
            corpus.articles().map(|(_, article)| corpus.project.outlet_name(article)).collect();
        let outlets: Vec<String> = outlets.into_iter().map(str::to_owned).collect();
        let mut rows: BTreeMap<Named, Vec<Places>> = BTreeMap::new();
        for (id, article) in corpus.articles() {
            progress.step()?;
            let name = corpus.project.outlet_name(article);
            let Some(outlet) = outlets.iter().position(|outlet| outlet == name) else { continue };
            let lede = first_paragraph(article);
            for (_, mention) in article.mentions.in_order() {
                let span = mention.extent.hull();
                if corpus.counts(id, article, span.start()) {
                    let form = || Named::Form(squeezed(&article.quote(mention)));
                    let named = mention.entity.map_or_else(form, Named::Entity);
                    let row = rows.entry(named).or_insert_with(|| vec![Places::default(); outlets.len()]);
                    row[outlet][part(article, lede, span)].push(Evidence { article: id, span });
                }
            }
        }
        Ok(Self { outlets, rows })
    }

    /// Those with the most headlines first, then by first paragraphs, then by mentions.
    fn in_order(&self, corpus: &Corpus) -> Vec<(String, &Vec<Places>)> {
        let name = |named: &Named| match named {
            Named::Form(form) => form.clone(),
            Named::Entity(id) => {
                corpus.project.entities().get(id).map_or_else(String::new, |entity| entity.name.clone())
            }
        };
        let mut rows: Vec<_> = self.rows.iter().map(|(named, places)| (name(named), places)).collect();
        let total =
            |places: &[Places], part: usize| places.iter().map(|places| places[part].len()).sum::<usize>();
        rows.sort_by_key(|(_, places)| std::cmp::Reverse([0, 1, 2].map(|part| total(places, part))));
        rows
    }
}

fn part(article: &Article, lede: Option<Span>, span: Span) -> usize {
    match article.zone_at(span.start()) {
        Some(ZoneKind::Title | ZoneKind::Heading) => 0,
        _ if lede.is_some_and(|lede| lede.contains(span.start())) => 1,
        _ => 2,
    }
}

/// The first line of the body; a headline or furniture is none.
fn first_paragraph(article: &Article) -> Option<Span> {
    let is_body = |line: &Span| {
        let start = line.start() + (line.len() - line.of(&article.text).trim_start().len());
        let is_other = |zone: ZoneKind| {
            zone.is_clutter() || matches!(zone, ZoneKind::Title | ZoneKind::Heading | ZoneKind::Post)
        };
        !line.of(&article.text).trim().is_empty() && !article.zone_at(start).is_some_and(is_other)
    };
    paragraphs(&article.text).into_iter().find(is_body)
}

fn run(corpus: &Corpus, progress: &Progress) -> Result<Report, Cancelled> {
    let found = Prominence::of(corpus, progress)?;
    if found.rows.is_empty() {
        let note = "Nothing is tagged in these articles yet.";
        return Ok(Report { blocks: vec![Block::Note(note.to_owned())] });
    }
    let of_outlet = |outlet: &String| PARTS.map(|part| Column::of_group(outlet, part));
    let row = |(name, places): (String, &Vec<Places>)| {
        let cells =
            places.iter().flatten().map(|places| Cell::new(Value::Count(places.len()), places.clone()));
        std::iter::once(Cell::text(name)).chain(cells).collect()
    };
    let table = Table {
        title: "Mentions by their place in the article".to_owned(),
        columns: std::iter::once(Column::titled("Name"))
            .chain(found.outlets.iter().flat_map(of_outlet))
            .collect(),
        rows: found.in_order(corpus).into_iter().map(row).collect(),
    };
    Ok(Report { blocks: vec![Block::Table(table)] })
}

fn json(corpus: &Corpus, _: &Report) -> Json {
    let Ok(found) = Prominence::of(corpus, &Progress::default()) else { return json!({ "rows": [] }) };
    let mut quoter = Quoter::new(&corpus.project);
    let row = |(name, places): (String, &Vec<Places>)| {
        let cell = |(outlet, places): (&String, &Places)| {
            let first = places.iter().flatten().min().map(|place| quoter.json(*place));
            let [headline, lede, body] = places.each_ref().map(Vec::len);
            json!({ "outlet": outlet, "headline": headline, "lede": lede, "body": body, "first": first })
        };
        json!({ "entity": name, "cells": found.outlets.iter().zip(places).map(cell).collect::<Vec<_>>() })
    };
    json!({ "rows": found.in_order(corpus).into_iter().map(row).collect::<Vec<_>>() })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::command::Command;
    use crate::fixture;
    use crate::model::Zone;

    #[test]
    fn headline_first_paragraph_and_the_rest_are_counted_apart() {
        let marked = "[PERSON Lee] wins\n[PERSON Ek] and [PERSON Lee] met.\n[PERSON Lee] left. [PERSON Ek] stayed. [PERSON Ek] ate.";
        let mut session = fixture::session(&[("A", marked)]);
        let (article, record) = fixture::article(session.project(), 0);
        let zones = vec![Zone { span: Span::new(&record.text, 0..8).unwrap(), kind: ZoneKind::Title }];
        session.run(&Command::SetZones { article, zones }).unwrap();
        let answer = json(&Corpus::whole(session.project().clone()), &Report::default());
        let rows: Vec<_> = answer["rows"]
            .as_array()
            .unwrap()
            .iter()
            .map(|row| {
                let cell = &row["cells"][0];
                (row["entity"].clone(), [&cell["headline"], &cell["lede"], &cell["body"]].map(Clone::clone))
            })
            .collect();
        let expected =
            [(json!("Lee"), [1, 1, 1].map(|n| json!(n))), (json!("Ek"), [0, 1, 2].map(|n| json!(n)))];
        assert_eq!(rows, expected);
    }
}
