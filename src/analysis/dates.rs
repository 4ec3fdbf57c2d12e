use std::collections::BTreeMap;
use std::sync::Arc;

use serde_json::{Value as Json, json};

use super::conflicts::contradicted;
use super::evidence::{Evidence, Quoter};
use super::stories::proposed;
use super::timeline::timeline;
use super::{Analysis, Block, Cell, Column, Corpus, Readings, Report, Table, Value};
use crate::index::dates::{Anchor, Dated, Times, anchor, anchor_by_mate};
use crate::index::stories::Event;
use crate::job::{Cancelled, Progress};
use crate::model::{Article, ArticleId};
use crate::text::squeezed;

pub const ANALYSIS: Analysis = Analysis {
    id: "dates",
    title: "Dates",
    question: "Which days, months and years do the articles name, and what says when each was written?",
    run,
    json,
};

/// What an article says about time, and when it was written.
#[derive(Clone)]
pub(super) struct Timed {
    pub article: ArticleId,
    pub anchor: Option<Anchor>,
    pub dates: Vec<Dated>,
}

/// In the order of articles and texts, all zones: captions and posts are what often gives the day.
pub(super) fn timed(corpus: &Corpus, progress: &Progress) -> Result<Vec<Timed>, Cancelled> {
    progress.expect(100);
    let times = Readings::times(corpus, &progress.stage(60))?;
    let anchors = anchors(corpus, &times, &progress.stage(40))?;
    let timed = |(article, times): (ArticleId, Arc<Times>)| {
        let anchor = anchors.get(&article).copied();
        Timed { article, anchor, dates: times.dates(anchor.map(|anchor| anchor.when)) }
    };
    Ok(times.into_iter().map(timed).collect())
}

/// An article that says nothing of its day takes it from the others on its event, or of its story.
fn anchors(
    corpus: &Corpus,
    times: &[(ArticleId, Arc<Times>)],
    progress: &Progress,
) -> Result<BTreeMap<ArticleId, Anchor>, Cancelled> {
    let mut anchors: BTreeMap<ArticleId, Anchor> =
        corpus.articles().filter_map(|(id, article)| Some((id, anchor(article)?))).collect();
    if anchors.len() == times.len() || anchors.is_empty() {
        return Ok(anchors);
    }
    let events = proposed(corpus, progress)?;
    let of_event: BTreeMap<ArticleId, &Event> =
        events.iter().flat_map(|event| event.articles.iter().map(move |id| (*id, event))).collect();
    let known = anchors.clone();
    for (id, times) in times.iter().filter(|(id, _)| !known.contains_key(id)) {
        let Some(article) = corpus.project.article(*id) else { continue };
        let in_event = of_event.get(id).into_iter().flat_map(|event| &event.articles);
        let mut mates: Vec<Anchor> = in_event.filter_map(|mate| known.get(mate)).copied().collect();
        if let Some(story) = article.header.story.filter(|_| mates.is_empty()) {
            let in_story = corpus.project.articles_of_story(story);
            mates.extend(in_story.iter().filter_map(|mate| known.get(mate)));
        }
        let found = anchor_by_mate(&times.past_weekdays(article), &mates);
        anchors.extend(found.map(|anchor| (*id, anchor)));
    }
    Ok(anchors)
}

fn run(corpus: &Corpus, progress: &Progress) -> Result<Report, Cancelled> {
    progress.expect(100);
    let mut all = timed(corpus, &progress.stage(50))?;
    let n_dates: usize = all.iter().map(|timed| timed.dates.len()).sum();
    if n_dates == 0 {
        return Ok(Report {
            blocks: vec![Block::Note("These articles name no day, month or year.".to_owned())],
        });
    }
    let n_open = all.iter().flat_map(|timed| &timed.dates).filter(|dated| dated.when.is_none()).count();
    let note = match n_open {
        0 => "Captions, posts and teasers are read too; each date says where it stands.".to_owned(),
        n => format!(
            "{n} cannot be read, because nothing says when their article was written. Give it a date of publication."
        ),
    };
    let plot = timeline(corpus, &all, &contradicted(corpus, &all, &progress.stage(50))?);
    let written = written_table(corpus, &all);
    let mut places: Vec<(&Timed, Dated)> = all
        .iter_mut()
        .map(|timed| &*timed)
        .flat_map(|timed| timed.dates.iter().map(move |dated| (timed, *dated)))
        .collect();
    places
        .sort_by_key(|(_, dated)| (dated.when.is_none(), dated.when.map(|when| (when.first(), when.last()))));
    let columns = ["Value", "Words", "Outlet", "Article", "Where", "Read by"];
    let table = Table {
        title: "Dates in the texts".to_owned(),
        columns: columns.map(Column::titled).to_vec(),
        rows: places.into_iter().filter_map(|(timed, dated)| row(corpus, timed, dated)).collect(),
    };
    Ok(Report {
        blocks: vec![Block::Note(note), Block::Plot(plot), Block::Table(written), Block::Table(table)],
    })
}

fn written_table(corpus: &Corpus, all: &[Timed]) -> Table {
    let row = |timed: &Timed| {
        let article = corpus.project.article(timed.article)?;
        let places =
            timed.anchor.and_then(|anchor| anchor.span).map(|span| Evidence { article: timed.article, span });
        let written = timed.anchor.map_or("unknown".to_owned(), |anchor| anchor.when.to_string());
        Some(vec![
            Cell::text(corpus.project.outlet_name(article)),
            Cell::text(&article.header.title),
            Cell::new(Value::Text(written), places.into_iter().collect()),
            Cell::text(timed.anchor.map_or("", |anchor| anchor.source.name())),
        ])
    };
    Table {
        title: "When the articles were written".to_owned(),
        columns: ["Outlet", "Article", "Written", "Known from"].map(Column::titled).to_vec(),
        rows: all.iter().filter_map(row).collect(),
    }
}

fn row(corpus: &Corpus, timed: &Timed, dated: Dated) -> Option<Vec<Cell>> {
    let article = corpus.project.article(timed.article)?;
    let here = vec![Evidence { article: timed.article, span: dated.span }];
    Some(vec![
        Cell::new(Value::Text(dated.when.map_or("?".to_owned(), |when| when.to_string())), here.clone()),
        Cell::new(Value::Text(squeezed(dated.span.of(&article.text))), here),
        Cell::text(corpus.project.outlet_name(article)),
        Cell::text(&article.header.title),
        Cell::text(zone_name(article, dated)),
        Cell::text(dated.rule.name()),
    ])
}

fn zone_name(article: &Article, dated: Dated) -> &'static str {
    article.zone_at(dated.span.start()).map_or("body", |zone| zone.name())
}

fn json(corpus: &Corpus, _: &Report) -> Json {
    let all = timed(corpus, &Progress::default()).unwrap_or_default();
    let mut quoter = Quoter::new(&corpus.project);
    let mut found = Vec::new();
    for timed in &all {
        let Some(article) = corpus.project.article(timed.article) else { continue };
        let written = timed
            .anchor
            .map(|anchor| json!({ "value": anchor.when.to_string(), "source": anchor.source.name() }));
        for dated in &timed.dates {
            let mut shown = quoter.json(Evidence { article: timed.article, span: dated.span });
            shown["value"] = json!(dated.when.map(|when| when.to_string()));
            shown["rule"] = json!(dated.rule.name());
            shown["written"] = json!(written);
            shown["zone"] = json!(zone_name(article, *dated));
            found.push(shown);
        }
    }
    json!({ "dates": found })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analysis::golden;

    // The date list of the research, 16 expressions that it read by hand. Article 003 names no day of
    // its own; its day comes from 004, which tells of the same event.
    #[test]
    fn the_16_dates_of_the_seeds_are_read() {
        let Some(corpus) = golden::corpus() else { return };
        let answer = json(&corpus, &Report::default());
        let all = answer["dates"].as_array().unwrap();
        let value = |file: &str, text: &str, zone: &str| {
            let is = |dated: &&Json| {
                let name = dated["article"].as_str().unwrap().rsplit('/').next().unwrap();
                name.starts_with(file)
                    && dated["text"] == text
                    && (dated["zone"] == "teaser") == (zone == "teaser")
            };
            let found = all.iter().find(is).unwrap_or_else(|| panic!("{file}: {text}"));
            found["value"].as_str().unwrap_or("?").to_owned()
        };
        for (file, text, zone, expected) in [
            ("000", "Friday", "body", "2023-05-19"),
            ("000", "last year", "body", "2022"),
            ("000", "earlier this year", "body", "2023"),
            ("001", "Monday", "body", "2023-01-09"),
            ("001", "Jan. 2", "body", "2023-01-02"),
            ("001", "Jan. 13", "body", "2023-01-13"),
            ("001", "December", "body", "2022-12"),
            ("001", "Dec. 16", "body", "2022-12-16"),
            ("001", "February of last year", "body", "2022-02"),
            ("002", "Friday", "body", "2023-05-19"),
            ("002", "December", "body", "2022-12"),
            ("002", "Thursday", "teaser", "2023-05-18"),
            ("002", "Sunday", "teaser", "2023-05-21"),
            ("003", "Thursday", "body", "2024-05-02"),
            ("003", "Sunday", "body", "2024-05-05"),
            ("003", "Last year", "body", "2023"),
        ] {
            assert_eq!(value(file, text, zone), expected, "{file}: {text}");
        }
    }
}
