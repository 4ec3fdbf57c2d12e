mod names;

use std::collections::BTreeMap;
use std::sync::Arc;

use serde_json::{Value as Json, json};

use super::evidence::{Evidence, Quoter};
use super::report::rounded;
use super::stories::proposed;
use super::{Analysis, Block, Cell, Column, Corpus, Readings, Report, Table, Value};
use crate::index::tellings::{FEWEST_WORDS, LEAST_TOLD, Telling, tellings, told_elsewhere};
use crate::job::{Cancelled, Progress};
use crate::model::{ArticleId, OutletId};
use crate::text::{Span, squeezed, words};
use names::{NamedAlone, names_alone};

pub const ANALYSIS: Analysis = Analysis {
    id: "only-here",
    title: "Only here",
    question: "What does one outlet alone tell of a story, and whom does it alone name?",
    run,
    json,
};

struct Alone {
    sentence: Evidence,
    /// How much of it the nearest sentence elsewhere has.
    elsewhere: f64,
}

#[derive(Default)]
struct OnlyHere {
    sentences: Vec<Alone>,
    names: Vec<NamedAlone>,
}

/// Articles without an outlet are each one of its own.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Source {
    Outlet(OutletId),
    Article(ArticleId),
}

fn only_here(corpus: &Corpus, progress: &Progress) -> Result<OnlyHere, Cancelled> {
    progress.expect(100);
    let mut groups = groups(corpus, &progress.stage(50))?;
    groups.retain(|group| group.iter().any(|id| source(corpus, *id) != source(corpus, group[0])));
    let mut sentences = sentences_alone(corpus, &groups, &progress.stage(40))?;
    sentences.sort_by_key(|alone| alone.sentence);
    let mut names = Vec::new();
    let stage = progress.stage(10);
    stage.expect(groups.len());
    for group in &groups {
        names.extend(names_alone(corpus, group, &stage)?);
        stage.step()?;
    }
    Ok(OnlyHere { sentences, names })
}

/// The stories that a person made; articles in none go by the events that are proposed.
fn groups(corpus: &Corpus, progress: &Progress) -> Result<Vec<Vec<ArticleId>>, Cancelled> {
    let mut stories: BTreeMap<_, Vec<ArticleId>> = BTreeMap::new();
    for (id, article) in corpus.articles() {
        stories.entry(article.header.story).or_default().push(id);
    }
    let loose = stories.remove(&None).unwrap_or_default();
    let loose = Corpus { articles: loose, ..corpus.clone() };
    let events = proposed(&loose, progress)?;
    let of_events = events.iter().map(|event| event.articles.clone());
    Ok(stories.into_values().chain(of_events).filter(|group| group.len() > 1).collect())
}

fn source(corpus: &Corpus, id: ArticleId) -> Source {
    let outlet = corpus.project.article(id).and_then(|article| article.header.outlet);
    outlet.map_or(Source::Article(id), Source::Outlet)
}

fn sentences_alone(
    corpus: &Corpus,
    groups: &[Vec<ArticleId>],
    progress: &Progress,
) -> Result<Vec<Alone>, Cancelled> {
    progress.expect(100);
    let sentences: BTreeMap<ArticleId, Arc<Vec<Span>>> =
        Readings::sentences(corpus, &progress.stage(40))?.into_iter().collect();
    let of_article = |id: &ArticleId| {
        Some(tellings(*id, corpus.project.article(*id)?, sentences.get(id)?, corpus.zones()))
    };
    let groups: Vec<Vec<Telling>> =
        groups.iter().map(|group| group.iter().filter_map(of_article).flatten().collect()).collect();
    let stage = progress.stage(60);
    stage.expect(2 * groups.iter().map(Vec::len).sum::<usize>());
    let mut alone = Vec::new();
    for tellings in &groups {
        let sources: Vec<Source> = tellings.iter().map(|telling| source(corpus, telling.article)).collect();
        let elsewhere = told_elsewhere(tellings, |a, b| sources[a] != sources[b], &|| stage.step().is_ok());
        let all = tellings.iter().zip(elsewhere.ok_or(Cancelled)?);
        let little = all.filter(|(telling, elsewhere)| *elsewhere < LEAST_TOLD && is_long(telling));
        alone.extend(little.map(|(telling, elsewhere)| Alone {
            sentence: Evidence { article: telling.article, span: telling.span },
            elsewhere,
        }));
    }
    Ok(alone)
}

fn is_long(telling: &Telling) -> bool {
    words(telling.text).nth(FEWEST_WORDS - 1).is_some()
}

fn run(corpus: &Corpus, progress: &Progress) -> Result<Report, Cancelled> {
    let found = only_here(corpus, progress)?;
    if found.sentences.is_empty() && found.names.is_empty() {
        let note = "No two outlets tell of one story here, or none tells anything alone.";
        return Ok(Report { blocks: vec![Block::Note(note.to_owned())] });
    }
    let note = "A sentence is here where no other outlet of the story has half of its words, the rarer ones counting more; \
                another may still tell the fact in other words.";
    let mut blocks = vec![Block::Note(note.to_owned())];
    if !found.names.is_empty() {
        blocks.push(Block::Table(names_table(corpus, &found.names)));
    }
    blocks.push(Block::Table(Table {
        title: "Sentences of one outlet alone".to_owned(),
        columns: ["Outlet", "Article", "Into the text", "Nearest elsewhere", "Sentence"]
            .map(Column::titled)
            .to_vec(),
        rows: found.sentences.iter().filter_map(|alone| sentence_row(corpus, alone)).collect(),
    }));
    Ok(Report { blocks })
}

fn sentence_row(corpus: &Corpus, alone: &Alone) -> Option<Vec<Cell>> {
    let article = corpus.project.article(alone.sentence.article)?;
    let span = alone.sentence.span;
    let depth = span.start() as f64 / article.text.len().max(1) as f64;
    Some(vec![
        Cell::text(corpus.project.outlet_name(article)),
        Cell::text(&article.header.title),
        Cell::new(Value::Share(depth), vec![alone.sentence]),
        Cell::new(Value::Share(alone.elsewhere), vec![alone.sentence]),
        Cell::new(Value::Text(squeezed(span.of(&article.text))), vec![alone.sentence]),
    ])
}

fn names_table(corpus: &Corpus, names: &[NamedAlone]) -> Table {
    let row = |named: &NamedAlone| {
        let article = corpus.project.article(named.mentions[0].article)?;
        let count = |places: &Vec<Evidence>| Cell::new(Value::Count(places.len()), places.clone());
        Some(vec![
            Cell::text(&named.name),
            Cell::text(corpus.project.outlet_name(article)),
            count(&named.mentions),
            count(&named.untagged),
        ])
    };
    Table {
        title: "Tagged in one outlet alone".to_owned(),
        columns: ["Name", "Outlet", "Mentions", "Elsewhere, not tagged yet"].map(Column::titled).to_vec(),
        rows: names.iter().filter_map(row).collect(),
    }
}

fn json(corpus: &Corpus, _: &Report) -> Json {
    let found = only_here(corpus, &Progress::default()).unwrap_or_default();
    let mut quoter = Quoter::new(&corpus.project);
    let sentence = |alone: &Alone| {
        let mut shown = quoter.json(alone.sentence);
        shown["elsewhere"] = json!(rounded(alone.elsewhere));
        shown
    };
    let sentences: Vec<Json> = found.sentences.iter().map(sentence).collect();
    let mut places = |places: &[Evidence]| places.iter().map(|place| quoter.json(*place)).collect::<Vec<_>>();
    let name = |named: &NamedAlone| json!({ "name": named.name, "mentions": places(&named.mentions), "untagged": places(&named.untagged) });
    json!({ "sentences": sentences, "names": found.names.iter().map(name).collect::<Vec<_>>() })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fixture;

    #[test]
    fn what_one_outlet_alone_tells_and_names_is_told_apart_from_what_is_not_tagged_yet() {
        let session = fixture::session(&[
            (
                "Lantern",
                "The old ferry [LOC Vega] sank off the northern harbour at night. [PERSON Ann Lee], who built it, wept in [GPE Oslo] over her loss.",
            ),
            (
                "Courant",
                "At night the old ferry Vega sank off the northern harbour. Forty passengers were saved by two fishermen.",
            ),
        ]);
        let answer = json(&Corpus::whole(session.project().clone()), &Report::default());
        let texts: Vec<&str> = answer["sentences"]
            .as_array()
            .unwrap()
            .iter()
            .map(|found| found["text"].as_str().unwrap())
            .collect();
        assert_eq!(
            texts,
            [
                "Ann Lee, who built it, wept in Oslo over her loss.",
                "Forty passengers were saved by two fishermen."
            ]
        );
        let names: Vec<_> = answer["names"]
            .as_array()
            .unwrap()
            .iter()
            .map(|name| (name["name"].as_str().unwrap(), name["untagged"].as_array().unwrap().len()))
            .collect();
        assert_eq!(names, [("Ann Lee", 0), ("Oslo", 0), ("Vega", 1)]);
    }

    #[test]
    fn articles_of_one_outlet_are_not_set_against_each_other() {
        let session = fixture::session(&[
            ("A", "The old ferry sank at night near us."),
            ("A", "Forty people were saved by two men."),
        ]);
        let answer = json(&Corpus::whole(session.project().clone()), &Report::default());
        assert_eq!(answer["sentences"], json!([]));
    }
}
