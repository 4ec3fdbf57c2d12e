use std::collections::BTreeMap;

use serde_json::{Value as Json, json};

use super::evidence::{Evidence, Quoter};
use super::matrix::{Named, named, words_for};
use super::plot::{Axis, Lane, MOST_LANES, Mark, Plot, Role, Scale, Shape};
use super::report::rounded;
use super::tally::{Count, Row, Tally};
use super::{Analysis, Block, Cell, Column, Corpus, Report, Table, Value};
use crate::index::keyness::dispersion;
use crate::job::{Cancelled, Progress};
use crate::model::{Article, ArticleId};

pub const ANALYSIS: Analysis = Analysis {
    id: "dispersion",
    title: "Dispersion",
    question: "Where in each article is somebody mentioned, and is that spread evenly over the articles?",
    run,
    json,
};

/// All mentions, and how long each article is that they could stand in.
struct Spread {
    tally: Tally<Named>,
    n_words: BTreeMap<ArticleId, usize>,
}

impl Spread {
    fn of(corpus: &Corpus, progress: &Progress) -> Result<Self, Cancelled> {
        let tally = Tally::of(corpus, progress, named)?;
        let mut n_words = BTreeMap::new();
        for (id, article) in corpus.articles() {
            progress.go_on()?;
            n_words.insert(id, corpus.words(id, article).count());
        }
        Ok(Self { tally, n_words })
    }

    /// How unevenly the mentions are spread over the articles: the deviation of proportions, from 0 to 1
    /// (Gries 2008, Int. J. of Corpus Linguistics 13; normalised by Lijffijt & Gries 2012, ibid. 17).
    /// None where there are no two articles to spread over.
    fn deviation(&self, row: &Row) -> Option<f64> {
        let mut parts: BTreeMap<ArticleId, (usize, usize)> =
            self.n_words.iter().map(|(id, n_words)| (*id, (0, *n_words))).collect();
        for place in row.evidence() {
            parts.entry(place.article).or_default().0 += 1;
        }
        let parts: Vec<(usize, usize)> = parts.into_values().filter(|(_, n_words)| *n_words > 0).collect();
        (parts.len() > 1).then(|| dispersion(&parts))
    }
}

fn n_articles(row: &Row) -> usize {
    let mut articles: Vec<ArticleId> = row.evidence().map(|place| place.article).collect();
    articles.sort();
    articles.dedup();
    articles.len()
}

fn run(corpus: &Corpus, progress: &Progress) -> Result<Report, Cancelled> {
    let spread = Spread::of(corpus, progress)?;
    if spread.tally.rows.is_empty() {
        let note = "Nothing is tagged in these articles yet. Tag mentions and join them to entities first.";
        return Ok(Report { blocks: vec![Block::Note(note.to_owned())] });
    }
    let note = "The deviation is 0 where the mentions are spread as the articles are long, and 1 where they stand in \
                the shortest article alone. What is mentioned once or twice cannot be spread evenly.";
    let rows = spread.tally.rows_by_mentions();
    let places = spread.tally.outlets.iter().map(|outlet| Column::of_group(&outlet.name, "Mentions"));
    let columns = ["Name", "Label", "Mentions", "Articles", "Deviation (DP)"];
    let table = Table {
        title: "How evenly each is spread".to_owned(),
        columns: columns.map(Column::titled).into_iter().chain(places).collect(),
        rows: rows.iter().map(|(named, row)| cells(corpus, &spread, named, row)).collect(),
    };
    let plot = plot(corpus, &rows);
    Ok(Report { blocks: vec![Block::Note(note.to_owned()), Block::Plot(plot), Block::Table(table)] })
}

fn cells(corpus: &Corpus, spread: &Spread, named: &Named, row: &Row) -> Vec<Cell> {
    let all = || row.evidence().collect();
    let (name, label) = words_for(corpus, named, row);
    let deviation = spread.deviation(row).map_or(Value::Nothing, Value::Rate);
    let mut cells = vec![
        Cell::text(name),
        Cell::text(label),
        Cell::new(Value::Count(row.n_mentions()), all()),
        Cell::new(Value::Count(n_articles(row)), all()),
        Cell::new(deviation, all()),
    ];
    let count =
        |count: &super::tally::Count| Cell::new(Value::Count(count.evidence.len()), count.evidence.clone());
    cells.extend(row.counts.iter().map(count));
    cells
}

/// A line for each article that mentions somebody, from its first word to its last.
fn plot(corpus: &Corpus, rows: &[(&Named, &Row)]) -> Plot {
    let by_article = |count: &'_ Count| -> Vec<Vec<Evidence>> {
        count.evidence.chunk_by(|a, b| a.article == b.article).map(<[Evidence]>::to_vec).collect()
    };
    let lines = rows.iter().flat_map(|(named, row)| {
        row.counts.iter().flat_map(by_article).map(move |places| (*named, *row, places))
    });
    let lanes = lines.clone().take(MOST_LANES);
    let lanes =
        lanes.filter_map(|(named, row, places)| lane(corpus, &words_for(corpus, named, row).0, &places));
    let title = "from the start of the text to its end".to_owned();
    Plot {
        title: "Where in the articles each is mentioned".to_owned(),
        axis: Axis { title, scale: Scale::Share, from: 0.0, to: 1.0 },
        lanes: lanes.collect(),
        legend: Vec::new(),
        n_more: lines.count().saturating_sub(MOST_LANES),
    }
}

/// The mentions of one article.
fn lane(corpus: &Corpus, name: &str, places: &[Evidence]) -> Option<Lane> {
    let article = corpus.project.article(places.first()?.article)?;
    let outlet = corpus.project.outlet_name(article);
    let role = Role::of_outlet(&corpus.project, outlet);
    let mark = |place: &Evidence| {
        let at = share(article, *place);
        let words = format!("{name} · {outlet}: {:.0} % into the text", at * 100.0);
        Mark { from: at, to: at, shape: Shape::Tick, role, words, evidence: vec![*place] }
    };
    let of_outlet = corpus.articles().filter(|(_, other)| corpus.project.outlet_name(other) == outlet);
    let line = match of_outlet.take(2).count() {
        1 => outlet.to_owned(),
        _ => format!("{outlet} · {}", article.header.title),
    };
    Some(Lane { group: name.to_owned(), name: line, marks: places.iter().map(mark).collect() })
}

fn share(article: &Article, place: Evidence) -> f64 {
    place.span.start() as f64 / article.text.len().max(1) as f64
}

fn json(corpus: &Corpus, _: &Report) -> Json {
    let Ok(spread) = Spread::of(corpus, &Progress::default()) else { return json!({ "rows": [] }) };
    let mut quoter = Quoter::new(&corpus.project);
    let mut place = |place: Evidence| {
        let mut shown = quoter.json(place);
        let article = corpus.project.article(place.article);
        shown["share"] = json!(article.map(|article| rounded(share(article, place))));
        shown
    };
    let row = |(named, row): (&Named, &Row)| {
        let (entity, label) = words_for(corpus, named, row);
        json!({
            "entity": entity,
            "label": label,
            "mentions": row.n_mentions(),
            "articles": n_articles(row),
            "dp": spread.deviation(row).map(rounded),
            "places": row.evidence().map(&mut place).collect::<Vec<_>>(),
        })
    };
    json!({ "rows": spread.tally.rows_by_mentions().into_iter().map(row).collect::<Vec<_>>() })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fixture;

    fn corpus(articles: &[(&str, &str)]) -> Corpus {
        Corpus::whole(fixture::session(articles).project().clone())
    }

    // Articles of 4 and 12 words: s = ¼, ¾. Ann 2 and 2: v = ½, ½; ½(¼ + ¼) = ¼, over 1 − ¼ = ⅓.
    // Oslo 0 and 1: ½(¼ + ¼) = ¼ → ⅓. Rome 1 and 0: ½(¾ + ¾) = ¾ → 1.
    #[test]
    fn the_deviation_is_the_one_counted_by_hand() {
        let long = "[PERSON Ann] and [PERSON Ann] went by sea to [GPE Oslo] one two three four.";
        let corpus = corpus(&[("A", "[PERSON Ann] left [PERSON Ann] [GPE Rome]."), ("B", long)]);
        let answer = json(&corpus, &Report::default());
        let found: Vec<(&str, f64)> = answer["rows"]
            .as_array()
            .unwrap()
            .iter()
            .map(|row| (row["entity"].as_str().unwrap(), row["dp"].as_f64().unwrap()))
            .collect();
        assert_eq!(found, [("Ann", 0.3333), ("Oslo", 0.3333), ("Rome", 1.0)]);
    }

    #[test]
    fn one_article_has_no_deviation_but_its_places() {
        let corpus = corpus(&[("A", "[PERSON Ann] sat. [PERSON Ann]")]);
        let answer = json(&corpus, &Report::default());
        let row = &answer["rows"][0];
        // The second stands at character 9 of 12.
        assert_eq!((&row["dp"], &row["places"][1]["share"]), (&Json::Null, &json!(0.75)));
    }

    #[test]
    fn each_article_has_a_line_with_its_places() {
        let corpus = corpus(&[("B", "[GPE Oslo] [GPE Oslo]"), ("A", "In [GPE Oslo].")]);
        let report = run(&corpus, &Progress::default()).unwrap();
        let plot = report.plots().next().unwrap();
        let lanes: Vec<(&str, &str, Vec<f64>)> = plot
            .lanes
            .iter()
            .map(|lane| {
                (lane.group.as_str(), lane.name.as_str(), lane.marks.iter().map(|mark| mark.from).collect())
            })
            .collect();
        assert_eq!(lanes, [("Oslo", "A", vec![3.0 / 8.0]), ("Oslo", "B", vec![0.0, 5.0 / 9.0])]);
        assert_eq!(report.tables().next().unwrap().rows[0][2].evidence.len(), 3);
    }
}
