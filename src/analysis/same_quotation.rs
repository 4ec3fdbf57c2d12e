use std::collections::BTreeMap;
use std::sync::Arc;

use serde_json::{Value as Json, json};

use super::card::{Card, Wording, pieces};
use super::evidence::{Evidence, Quoter};
use super::quotations::{Quoted, quotation_json, quoted};
use super::reuse::Shared;
use super::{Analysis, Block, Cell, Column, Corpus, Report, Table, Value};
use crate::index::quotation::{Quotation, Retold, retold};
use crate::index::{Difference, Passage, Side, Words, differences};
use crate::job::{Cancelled, Progress};
use crate::model::{Article, ArticleId};
use crate::text::squeezed;

pub const ANALYSIS: Analysis = Analysis {
    id: "same-quotation",
    title: "The same quotation",
    question: "Which words do several articles quote, and what did each change in them or take as its own?",
    run,
    json,
};

/// The places of one quotation, and what each changed.
struct Group {
    items: Vec<Item>,
}

struct Item {
    place: Retold,
    voice: &'static str,
    /// Against the fullest of the card's quotations, which itself has none.
    changes: Vec<(Difference, ArticleId)>,
    /// Words here and in that fullest quotation.
    n_words: Option<(usize, usize)>,
}

struct Cards {
    quotations: Vec<(ArticleId, Quotation)>,
    cards: Vec<Group>,
}

impl Cards {
    fn of(corpus: &Corpus, progress: &Progress) -> Result<Self, Cancelled> {
        progress.expect(corpus.articles.len());
        let Shared { words, passages } = Shared::of(corpus, progress)?;
        let found = quoted(corpus, progress)?;
        let quotations: Vec<_> = found.into_iter().map(|quoted| (quoted.article, quoted.quotation)).collect();
        let groups = retold(&words, &quotations, &passages);
        let mut cards = Vec::with_capacity(groups.len());
        for group in groups {
            progress.go_on()?;
            cards.push(Group::of(corpus, &words, &quotations, group));
        }
        Ok(Self { quotations, cards })
    }
}

impl Group {
    fn of(
        corpus: &Corpus,
        words: &BTreeMap<ArticleId, Arc<Words>>,
        quotations: &[(ArticleId, Quotation)],
        group: Vec<Retold>,
    ) -> Self {
        let is_translated = |place: &Retold| place.quotation.is_some_and(|n| quotations[n].1.is_translated);
        let fullest = group
            .iter()
            .filter(|place| place.quotation.is_some() && !is_translated(place))
            .max_by_key(|place| (place.side.span.len(), std::cmp::Reverse(place.side)))
            .map(|place| place.side);
        let item = |place: Retold| {
            let voice = match place.quotation {
                None => "own",
                Some(_) if is_translated(&place) => "translated",
                Some(_) => "quoted",
            };
            let base = fullest.filter(|base| *base != place.side && voice != "translated");
            let changes = base.map_or(Vec::new(), |base| changes(corpus, words, base, place.side));
            let count = |side: Side| words.get(&side.article).map_or(0, |words| words.count_in(side.span));
            let n_words = base.map(|base| (count(place.side), count(base)));
            Item { place, voice, changes, n_words }
        };
        Self { items: group.into_iter().map(item).collect() }
    }
}

/// What differs between two wordings, besides what one of them leaves out at its ends.
fn changes(
    corpus: &Corpus,
    words: &BTreeMap<ArticleId, Arc<Words>>,
    base: Side,
    side: Side,
) -> Vec<(Difference, ArticleId)> {
    let (Some(a), Some(b)) = (words.get(&base.article), words.get(&side.article)) else { return Vec::new() };
    let Some(passage) = Passage::between((base, a), (side, b)) else { return Vec::new() };
    let found = differences(&corpus.project, &passage, a, b);
    found.into_iter().map(|difference| (difference, base.article)).collect()
}

fn run(corpus: &Corpus, progress: &Progress) -> Result<Report, Cancelled> {
    let Cards { quotations, cards } = Cards::of(corpus, progress)?;
    let note = match cards.len() {
        0 => "No two of these articles have a quotation in common.".to_owned(),
        1 => "One quotation stands in more than one place.".to_owned(),
        n => format!("{n} quotations stand in more than one place; each has a number."),
    };
    let mut blocks = vec![Block::Note(note)];
    if !cards.is_empty() {
        let card = |group: &Group| Card {
            wordings: group.items.iter().filter_map(|item| wording(corpus, &quotations, item)).collect(),
        };
        blocks.push(Block::Cards(cards.iter().map(card).collect()));
        blocks.push(Block::Table(table(corpus, &quotations, &cards)));
    }
    Ok(Report { blocks })
}

fn wording(corpus: &Corpus, quotations: &[(ArticleId, Quotation)], item: &Item) -> Option<Wording> {
    let Side { article: id, span } = item.place.side;
    let article = corpus.project.article(id)?;
    let quotation = item.place.quotation.map(|n| &quotations[n].1);
    let place = |span| Evidence { article: id, span };
    let speaker = quotation.and_then(|quotation| quotation.speaker.as_ref());
    let differences = item.changes.iter().map(|(difference, _)| (difference.b, difference.class));
    Some(Wording {
        place: place(span),
        voice: item.voice,
        speaker: speaker.map(|speaker| (speaker.name.clone(), place(speaker.span))),
        cue: quotation.and_then(|quotation| quotation.cue).map(place),
        through: quotation.and_then(|quotation| quotation.relayed_by).map(place),
        depth: span.start() as f64 / article.text.len().max(1) as f64,
        pieces: pieces(&article.text, span, differences),
        changed: changed(corpus, article, item),
    })
}

fn table(corpus: &Corpus, quotations: &[(ArticleId, Quotation)], cards: &[Group]) -> Table {
    let columns = [
        "No.",
        "Outlet",
        "Article",
        "Voice",
        "Speaker",
        "Cue",
        "Through",
        "Into the text",
        "Changed",
        "Words",
    ];
    let rows = cards
        .iter()
        .enumerate()
        .flat_map(|(n, card)| card.items.iter().filter_map(move |item| row(corpus, quotations, n + 1, item)));
    Table {
        title: "Quotations in several places".to_owned(),
        columns: columns.map(Column::titled).to_vec(),
        rows: rows.collect(),
    }
}

fn row(corpus: &Corpus, quotations: &[(ArticleId, Quotation)], n: usize, item: &Item) -> Option<Vec<Cell>> {
    let Side { article: id, span } = item.place.side;
    let article = corpus.project.article(id)?;
    let here = || vec![Evidence { article: id, span }];
    let quotation = item.place.quotation.map(|n| &quotations[n].1);
    let part = |span: Option<crate::text::Span>| {
        span.map_or(Cell::text(""), |span| {
            Cell::new(Value::Text(squeezed(span.of(&article.text))), vec![Evidence { article: id, span }])
        })
    };
    let speaker = quotation.and_then(|quotation| quotation.speaker.as_ref());
    let speaker = speaker.map_or(Cell::text(""), |speaker| {
        Cell::new(Value::Text(speaker.name.clone()), vec![Evidence { article: id, span: speaker.span }])
    });
    let depth = span.start() as f64 / article.text.len().max(1) as f64;
    Some(vec![
        Cell::new(Value::Count(n), here()),
        Cell::text(corpus.project.outlet_name(article)),
        Cell::text(&article.header.title),
        Cell::text(item.voice),
        speaker,
        part(quotation.and_then(|quotation| quotation.cue)),
        part(quotation.and_then(|quotation| quotation.relayed_by)),
        Cell::new(Value::Share(depth), here()),
        changed_cell(corpus, article, item),
        Cell::new(Value::Text(squeezed(span.of(&article.text))), here()),
    ])
}

/// What was changed, with both places.
fn changed_cell(corpus: &Corpus, article: &Article, item: &Item) -> Cell {
    let places = item.changes.iter().flat_map(|(difference, base)| {
        let here = Evidence { article: item.place.side.article, span: difference.b };
        [Evidence { article: *base, span: difference.a }, here]
    });
    Cell::new(Value::Text(changed(corpus, article, item)), places.collect())
}

/// `20 of 24 words; spelling: finalized → finalised`
fn changed(corpus: &Corpus, article: &Article, item: &Item) -> String {
    let quote = |text: &str| if text.is_empty() { "–".to_owned() } else { squeezed(text) };
    let words = |(difference, base): &(Difference, ArticleId)| {
        let before = corpus.project.article(*base).map_or("", |base| difference.a.of(&base.text));
        let after = difference.b.of(&article.text);
        format!("{}: {} → {}", difference.class.name(), quote(before), quote(after))
    };
    let cut = item.n_words.filter(|(n, of)| n < of).map(|(n, of)| format!("{n} of {of} words"));
    let changed: Vec<String> = cut.into_iter().chain(item.changes.iter().map(words)).collect();
    changed.join("; ")
}

fn json(corpus: &Corpus, _: &Report) -> Json {
    let Ok(Cards { quotations, cards }) = Cards::of(corpus, &Progress::default()) else {
        return json!({ "cards": [] });
    };
    let mut quoter = Quoter::new(&corpus.project);
    let mut item = |item: &Item| item_json(corpus, &mut quoter, &quotations, item);
    let cards =
        cards.iter().map(|card| json!({ "items": card.items.iter().map(&mut item).collect::<Vec<Json>>() }));
    json!({ "cards": cards.collect::<Vec<Json>>() })
}

fn item_json(
    corpus: &Corpus,
    quoter: &mut Quoter,
    quotations: &[(ArticleId, Quotation)],
    item: &Item,
) -> Json {
    let Side { article, span } = item.place.side;
    let mut shown = match item.place.quotation {
        Some(n) => quotation_json(corpus, quoter, &Quoted { article, quotation: quotations[n].1.clone() }),
        None => {
            let mut shown = quoter.json(Evidence { article, span });
            shown["speaker"] = Json::Null;
            shown["cue"] = Json::Null;
            shown
        }
    };
    shown["voice"] = json!(item.voice);
    let difference = |(difference, base): &(Difference, ArticleId)| {
        json!({
            "class": difference.class.id(),
            "a": quoter.json(Evidence { article: *base, span: difference.a }),
            "b": quoter.json(Evidence { article, span: difference.b }),
        })
    };
    shown["differences"] = item.changes.iter().map(difference).collect();
    shown
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analysis::golden;
    use crate::fixture;

    /// Article, voice, speaker and first words of each place, by card.
    fn cards(corpus: &Corpus) -> Vec<Vec<(String, String, String)>> {
        let answer = json(corpus, &Report::default());
        let text = |value: &Json| value.as_str().unwrap_or_default().to_owned();
        let file = |value: &Json| text(value).rsplit('/').next().unwrap().chars().take(3).collect::<String>();
        let item = |item: &Json| (file(&item["article"]), text(&item["voice"]), text(&item["text"]));
        let cards = answer["cards"].as_array().unwrap().iter();
        cards.map(|card| card["items"].as_array().unwrap().iter().map(item).collect()).collect()
    }

    // The four clusters and the one across languages that the research found by reading (A6).
    #[test]
    fn the_seeds_have_four_quotations_in_common_and_one_translated() {
        let Some(corpus) = golden::corpus() else { return };
        let found = cards(&corpus);
        let summary: Vec<String> = found
            .iter()
            .map(|card| {
                card.iter().map(|(file, voice, _)| format!("{file} {voice}")).collect::<Vec<_>>().join(", ")
            })
            .collect();
        let has = |start: &str, expected: &str| {
            let at = found.iter().position(|card| card.iter().any(|(_, _, text)| text.starts_with(start)));
            assert_eq!(summary[at.unwrap_or_else(|| panic!("{start}: {summary:?}"))], expected, "{start}");
        };
        has("I also hope", "000 quoted, 002 quoted");
        has("As unilateral", "000 quoted, 001 quoted");
        has("greatest challenge", "000 quoted, 001 quoted");
        has("coordinate closely in", "000 quoted, 000 quoted, 000 quoted, 002 own");
        has("Cher Fumio", "004 translated, 004 quoted, 004 quoted");
        assert_eq!(found.len(), 5, "{summary:?}");
    }

    // E3: the one change in Macron's sentence is the spelling. E5: 001 says through whom it came.
    #[test]
    fn the_seeds_changes_are_the_read_ones() {
        let Some(corpus) = golden::corpus() else { return };
        let answer = json(&corpus, &Report::default());
        let items =
            || answer["cards"].as_array().unwrap().iter().flat_map(|card| card["items"].as_array().unwrap());
        let changes: Vec<&Json> = items().flat_map(|item| item["differences"].as_array().unwrap()).collect();
        let spelling = changes.iter().find(|change| change["class"] == "spelling").unwrap();
        assert_eq!(
            (&spelling["a"]["text"], &spelling["b"]["text"]),
            (&json!("finalized"), &json!("finalised"))
        );
        let relays: Vec<&Json> =
            items().map(|item| &item["relayed_by"]).filter(|by| by.is_string()).collect();
        assert_eq!(relays, [&json!("AFP")]);
    }

    #[test]
    fn a_card_has_each_wording_with_its_changes_marked() {
        let Some(corpus) = golden::corpus() else { return };
        let report = run(&corpus, &Progress::default()).unwrap();
        let cards = report.blocks.iter().find_map(|block| match block {
            Block::Cards(cards) => Some(cards),
            _ => None,
        });
        let wordings: Vec<&Wording> = cards.unwrap().iter().flat_map(|card| &card.wordings).collect();
        let text = |wording: &Wording, piece: &crate::analysis::Piece| {
            piece.span.of(&corpus.project.article(wording.place.article).unwrap().text).to_owned()
        };
        let whole =
            |wording: &Wording| wording.pieces.iter().map(|piece| text(wording, piece)).collect::<String>();
        for wording in &wordings {
            let article = corpus.project.article(wording.place.article).unwrap();
            assert_eq!(whole(wording), wording.place.span.of(&article.text));
        }
        let marked = wordings.iter().flat_map(|wording| {
            let differing = wording.pieces.iter().filter(|piece| piece.class.is_some());
            differing.map(|piece| text(wording, piece)).collect::<Vec<_>>()
        });
        assert!(marked.collect::<Vec<_>>().contains(&"finalised".to_owned()));
        let one = wordings.iter().find(|wording| wording.changed.contains("finalized → finalised")).unwrap();
        assert_eq!(one.speaker.as_ref().map(|(name, _)| name.contains("Macron")), Some(true));
    }

    #[test]
    fn a_quotation_in_one_article_alone_is_no_card() {
        let session = fixture::session(&[
            ("A", "“A small step forward,” said Ann. She said “a small step forward” twice."),
            ("B", "He praised “the large ship” there."),
        ]);
        assert_eq!(cards(&Corpus::whole(session.project().clone())).len(), 0);
    }
}
