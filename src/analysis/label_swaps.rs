use serde_json::{Value as Json, json};

use super::evidence::{Evidence, Quoter};
use super::reuse::Shared;
use super::{Analysis, Block, Cell, Column, Corpus, Report, Table, Value};
use crate::index::{Difference, DifferenceClass, Passage, differences};
use crate::job::{Cancelled, Progress, on_every};
use crate::model::EntityId;
use crate::text::squeezed;

pub const ANALYSIS: Analysis = Analysis {
    id: "label-swaps",
    title: "Label swaps",
    question: "Where is copied wording the same but for what somebody is called?",
    run,
    json,
};

/// Two names at one place of a shared passage.
struct Swap {
    a: Evidence,
    b: Evidence,
    /// Where both are joined to one entity; else they only look like names.
    entity: Option<EntityId>,
    /// Words of the passage that are the same.
    n_same: usize,
}

/// By the earlier article and place.
fn swaps(corpus: &Corpus, progress: &Progress) -> Result<Vec<Swap>, Cancelled> {
    let Shared { words, passages } = Shared::of(corpus, progress)?;
    progress.expect(passages.len());
    let of_passage = |passage: &Passage| {
        let [a, b] = passage.sides().map(|side| side.article);
        let all = differences(&corpus.project, passage, &words[&a], &words[&b]).into_iter();
        let labels = all.filter(|difference| difference.class == DifferenceClass::Label);
        labels.map(|difference| swap(corpus, passage, &difference)).collect::<Vec<Swap>>()
    };
    let found = on_every(&passages, &|| progress.step().is_ok(), || (), |(), passage| of_passage(passage));
    Ok(found.ok_or(Cancelled)?.into_iter().flatten().collect())
}

fn swap(corpus: &Corpus, passage: &Passage, difference: &Difference) -> Swap {
    let a = Evidence { article: passage.a.article, span: difference.a };
    let b = Evidence { article: passage.b.article, span: difference.b };
    let entity = entity_at(corpus, a).filter(|entity| entity_at(corpus, b) == Some(*entity));
    Swap { a, b, entity, n_same: passage.n_same }
}

fn entity_at(corpus: &Corpus, place: Evidence) -> Option<EntityId> {
    let article = corpus.project.article(place.article)?;
    article
        .mentions
        .values()
        .filter(|mention| mention.extent.overlaps(place.span))
        .find_map(|mention| mention.entity)
}

fn run(corpus: &Corpus, progress: &Progress) -> Result<Report, Cancelled> {
    let found = swaps(corpus, progress)?;
    let note = match found.len() {
        0 => "No name was exchanged for another in wording that two of these articles share.",
        _ => {
            "Everything around these names is the same in both articles, so topic does not explain the choice. Where no \
              entity is given, both only look like names: join their mentions to be sure."
        }
    };
    let columns =
        ["Outlet", "Article", "Words", "Outlet", "Article", "Words", "Entity", "Words the same around"];
    let table = Table {
        title: "Names exchanged".to_owned(),
        columns: columns.map(Column::titled).to_vec(),
        rows: found.iter().map(|swap| row(corpus, swap)).collect(),
    };
    let blocks = std::iter::once(Block::Note(note.to_owned()))
        .chain((!found.is_empty()).then_some(Block::Table(table)));
    Ok(Report { blocks: blocks.collect() })
}

fn row(corpus: &Corpus, swap: &Swap) -> Vec<Cell> {
    let side = |place: Evidence| {
        let article = corpus.project.article(place.article);
        let text = article.map_or("", |article| place.span.of(&article.text));
        [
            Cell::text(article.map_or("", |article| corpus.project.outlet_name(article))),
            Cell::text(article.map_or("", |article| &article.header.title)),
            Cell::new(Value::Text(squeezed(text)), vec![place]),
        ]
    };
    let mut cells: Vec<Cell> = side(swap.a).into_iter().chain(side(swap.b)).collect();
    cells.push(Cell::text(entity_name(corpus, swap).unwrap_or_default()));
    cells.push(Cell::new(Value::Count(swap.n_same), vec![swap.a, swap.b]));
    cells
}

fn entity_name<'c>(corpus: &'c Corpus, swap: &Swap) -> Option<&'c str> {
    Some(&corpus.project.entities().get(&swap.entity?)?.name)
}

fn json(corpus: &Corpus, _: &Report) -> Json {
    let found = swaps(corpus, &Progress::default()).unwrap_or_default();
    let mut quoter = Quoter::new(&corpus.project);
    let swap = |swap: &Swap| {
        json!({
            "a": quoter.json(swap.a),
            "b": quoter.json(swap.b),
            "entity": entity_name(corpus, swap),
            "words": swap.n_same,
        })
    };
    json!({ "swaps": found.iter().map(swap).collect::<Vec<_>>() })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::command::{Command, EntityChoice};
    use crate::fixture;

    fn found(session: &crate::session::Session) -> Vec<(String, String, Json)> {
        let answer = json(&Corpus::whole(session.project().clone()), &Report::default());
        let text = |value: &Json| value["text"].as_str().unwrap().to_owned();
        let swaps = answer["swaps"].as_array().unwrap().iter();
        swaps.map(|swap| (text(&swap["a"]), text(&swap["b"]), swap["entity"].clone())).collect()
    }

    // Evidence E9 of the research: copied wording with another name for the actor.
    #[test]
    fn a_name_exchanged_in_copied_wording_is_found() {
        let session = fixture::session(&[
            (
                "One",
                "It set a precedent to encourage the Chinese regime to attack the island, threatening nearby ports on Friday.",
            ),
            (
                "Two",
                "It set a precedent to encourage China to attack the island, threatening nearby ports on Monday.",
            ),
        ]);
        assert_eq!(found(&session), [("the Chinese regime".to_owned(), "China".to_owned(), Json::Null)]);
    }

    #[test]
    fn joined_mentions_say_who_it_is() {
        let mut session = fixture::session(&[
            ("One", "It set a precedent to encourage [GPE Beijing] to attack the island at once."),
            ("Two", "It set a precedent to encourage [GPE China] to attack the island at once."),
        ]);
        let mentions = ["Beijing", "China"].map(|quote| fixture::mention(session.project(), quote)).to_vec();
        session.run(&Command::Link { mentions, entity: EntityChoice::New("China".to_owned()) }).unwrap();
        assert_eq!(found(&session), [("Beijing".to_owned(), "China".to_owned(), json!("China"))]);
    }

    #[test]
    fn names_in_other_wording_are_no_swap() {
        let session = fixture::session(&[("One", "Beijing sent ships."), ("Two", "China sent ships.")]);
        assert_eq!(found(&session), []);
    }
}
