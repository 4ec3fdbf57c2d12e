use std::collections::BTreeMap;

use serde_json::{Value as Json, json};

use super::evidence::{Evidence, Quoter, article_name};
use super::pairs::wordings;
use super::report::rounded;
use super::reuse::Shared;
use super::{Analysis, Block, Cell, Column, Corpus, Report, Table, Value};
use crate::index::{Passage, Words};
use crate::job::{Cancelled, Progress};
use crate::model::{Article, ArticleId, ZoneKind};
use crate::text::{Matching, Span, apart, occurrences};

pub const ANALYSIS: Analysis = Analysis {
    id: "credits",
    title: "Credit and copying",
    question: "How much of each article stands in another one too, and does its credit line say so?",
    run,
    json,
};

/// Agencies by the names that credit lines give them; the first is the one shown.
const AGENCIES: &[&[&str]] = &[
    &["Reuters"],
    &["AP", "Associated Press"],
    &["AFP", "Agence France-Presse"],
    &["PA Media", "PA", "Press Association"],
    &["dpa", "Deutsche Presse-Agentur"],
    &["Kyodo", "Kyodo News"],
    &["Jiji", "Jiji Press"],
    &["Xinhua"],
    &["TASS"],
    &["UPI"],
    &["Bloomberg"],
    &["EFE"],
    &["ANSA"],
    &["PTI", "Press Trust of India"],
    &["ANI"],
    &["Yonhap"],
    &["Anadolu", "Anadolu Agency"],
];

/// What an article says of its sources.
pub(super) struct CreditLine {
    article: ArticleId,
    /// Agencies, with where it names them.
    named: Vec<(&'static str, Evidence)>,
    /// `agencies`, without a name.
    unnamed: Vec<Evidence>,
}

/// What an article says of its sources, and what it has in common with others.
struct Credit {
    line: CreditLine,
    n_words: usize,
    /// The words that stand in passages with any other article.
    copied: Vec<Span>,
    /// Those with each other article, the most first.
    with: Vec<With>,
}

/// What an article has in common with another one.
struct With {
    article: ArticleId,
    spans: Vec<Span>,
    /// How much of its wording the other article has.
    containment: f64,
}

fn credits(corpus: &Corpus, progress: &Progress) -> Result<Vec<Credit>, Cancelled> {
    let Shared { words, passages: found } = Shared::of(corpus, progress)?;
    let articles = found.iter().flat_map(Passage::sides).map(|side| side.article);
    let wordings = wordings(&words, articles, progress)?;
    let mut shared: BTreeMap<ArticleId, BTreeMap<ArticleId, Vec<Span>>> = BTreeMap::new();
    for passage in found {
        for (here, there) in [(passage.a, passage.b), (passage.b, passage.a)] {
            shared.entry(here.article).or_default().entry(there.article).or_default().push(here.span);
        }
    }
    let credit = |(id, article): (ArticleId, &Article)| {
        let words = &words[&id];
        let with = shared.remove(&id).unwrap_or_default();
        let copied = apart(with.values().flatten().copied().collect());
        let with = with.into_iter().map(|(other, spans)| With {
            article: other,
            spans: apart(spans),
            containment: wordings[&id].overlap(&wordings[&other]).containment_of_a(),
        });
        let mut with: Vec<With> = with.collect();
        with.sort_by_cached_key(|with| (std::cmp::Reverse(n_in(words, &with.spans)), with.article));
        Credit { line: CreditLine::of(id, article), n_words: words.count(), copied, with }
    };
    Ok(corpus.articles().map(credit).collect())
}

fn n_in(words: &Words, spans: &[Span]) -> usize {
    spans.iter().map(|span| words.count_in(*span)).sum()
}

fn credit_lines(article: &Article) -> impl Iterator<Item = Span> {
    article
        .zones
        .iter()
        .filter(|zone| matches!(zone.kind, ZoneKind::Credit | ZoneKind::Byline))
        .map(|zone| zone.span)
}

fn named(id: ArticleId, article: &Article) -> Vec<(&'static str, Evidence)> {
    let mut found = Vec::new();
    for line in credit_lines(article) {
        for names in AGENCIES {
            let places =
                names.iter().flat_map(|name| occurrences(line.of(&article.text), name, Matching::default()));
            let first = places.filter_map(|place| place.shifted(line.start() as isize)).min();
            let is_new = |found: &[(&str, Evidence)]| !found.iter().any(|(name, _)| *name == names[0]);
            if let Some(span) = first.filter(|_| is_new(&found)) {
                found.push((names[0], Evidence { article: id, span }));
            }
        }
    }
    found.sort_by_key(|(_, place)| *place);
    found
}

/// `With inputs from agencies`.
fn unnamed(id: ArticleId, article: &Article) -> Vec<Evidence> {
    let matching = Matching { same_case: false, ..Matching::default() };
    let of_line = |line: Span| {
        let places = ["agencies", "wire services", "news services"].into_iter();
        let found = places.flat_map(move |name| occurrences(line.of(&article.text), name, matching));
        found.filter_map(move |place| {
            Some(Evidence { article: id, span: place.shifted(line.start() as isize)? })
        })
    };
    credit_lines(article).flat_map(of_line).collect()
}

impl CreditLine {
    pub fn of(id: ArticleId, article: &Article) -> Self {
        Self { article: id, named: named(id, article), unnamed: unnamed(id, article) }
    }

    /// Whether it names the outlet of another article; `None` where that is unknown.
    pub fn names(&self, corpus: &Corpus, other: ArticleId) -> Option<bool> {
        let other = corpus.project.article(other)?;
        let article = corpus.project.article(self.article)?;
        other.header.outlet?;
        let outlet = corpus.project.outlet_name(other);
        let is_named = |name: &str| self.named.iter().any(|(named, _)| *named == name);
        let by_agency = AGENCIES.iter().any(|names| names.contains(&outlet) && is_named(names[0]));
        let stands_in =
            |line: Span| !occurrences(line.of(&article.text), outlet, Matching::default()).is_empty();
        Some(by_agency || credit_lines(article).any(stands_in))
    }
}

fn run(corpus: &Corpus, progress: &Progress) -> Result<Report, Cancelled> {
    let found = credits(corpus, progress)?;
    if found.is_empty() {
        return Ok(Report { blocks: vec![Block::Note("There are no articles to compare.".to_owned())] });
    }
    let note = "Copied is what stands in passages of eight words or more with another article of this project; load the \
                agencies’ own texts to see what came from them. Contained is the share of an article’s stretches of five \
                words that the other has anywhere. Which of two is the source is for you to say.";
    let columns = [
        "Outlet",
        "Article",
        "Credit line names",
        "Copied",
        "Most with",
        "Of it",
        "Contained in it",
        "Credited",
    ];
    let table = Table {
        title: "Credit lines and copied wording".to_owned(),
        columns: columns.map(Column::titled).to_vec(),
        rows: found.iter().filter_map(|credit| row(corpus, credit)).collect(),
    };
    Ok(Report { blocks: vec![Block::Note(note.to_owned()), Block::Table(table)] })
}

fn row(corpus: &Corpus, credit: &Credit) -> Option<Vec<Cell>> {
    let article = corpus.project.article(credit.line.article)?;
    let words = Words::of(article, corpus.zones());
    let share = |spans: &[Span]| {
        let places =
            spans.iter().map(|span| Evidence { article: credit.line.article, span: *span }).collect();
        Cell::new(Value::Share(n_in(&words, spans) as f64 / credit.n_words.max(1) as f64), places)
    };
    let most = credit.with.first();
    let other = most.and_then(|most| corpus.project.article(most.article));
    let is_credited = most.and_then(|most| credit.line.names(corpus, most.article));
    let contained = |with: &With| Cell { value: Value::Share(with.containment), ..share(&with.spans) };
    let mut names: Vec<&str> = credit.line.named.iter().map(|(name, _)| *name).collect();
    names.extend(credit.line.unnamed.first().map(|_| "agencies"));
    let places = credit
        .line
        .named
        .iter()
        .map(|(_, place)| *place)
        .chain(credit.line.unnamed.iter().copied())
        .collect();
    Some(vec![
        Cell::text(corpus.project.outlet_name(article)),
        Cell::text(&article.header.title),
        Cell::new(Value::Text(names.join(", ")), places),
        share(&credit.copied),
        Cell::text(other.map_or(String::new(), |other| {
            format!("{}: {}", corpus.project.outlet_name(other), other.header.title)
        })),
        most.map_or(Cell::default(), |most| share(&most.spans)),
        most.map_or(Cell::default(), contained),
        Cell::text(is_credited.map_or("", |is_credited| if is_credited { "yes" } else { "no" })),
    ])
}

fn json(corpus: &Corpus, _: &Report) -> Json {
    let found = credits(corpus, &Progress::default()).unwrap_or_default();
    let mut quoter = Quoter::new(&corpus.project);
    let article = |credit: &Credit| {
        let article = corpus.project.article(credit.line.article)?;
        let words = Words::of(article, corpus.zones());
        let share = |spans: &[Span]| rounded(n_in(&words, spans) as f64 / credit.n_words.max(1) as f64);
        let with = credit.with.iter().filter_map(|with| {
            Some(json!({
                "article": article_name(corpus.project.article(with.article)?),
                "share": share(&with.spans),
                "contained": rounded(with.containment),
                "credited": credit.line.names(corpus, with.article),
            }))
        });
        let names: Vec<&str> = credit.line.named.iter().map(|(name, _)| *name).collect();
        Some(json!({
            "article": article_name(article),
            "id": credit.line.article.to_string(),
            "credited": names,
            "agencies": credit.line.unnamed.first().map(|place| quoter.json(*place)),
            "copied": share(&credit.copied),
            "with": with.collect::<Vec<_>>(),
        }))
    };
    json!({ "articles": found.iter().filter_map(article).collect::<Vec<_>>() })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analysis::golden;

    // Evidence E6 of the research: who is credited in the five articles.
    #[test]
    fn the_seeds_credit_whom_the_research_read() {
        let Some(corpus) = golden::corpus() else { return };
        let answer = json(&corpus, &Report::default());
        let articles = answer["articles"].as_array().unwrap();
        let names: Vec<&Json> = articles.iter().map(|article| &article["credited"]).collect();
        let none = json!([]);
        assert_eq!(names, [&json!(["PA Media", "Reuters"]), &json!(["AP", "Reuters"]), &none, &none, &none]);
        let unnamed: Vec<bool> = articles.iter().map(|article| article["agencies"].is_object()).collect();
        assert_eq!(unnamed, [false, false, true, false, false]);
        let file =
            |article: &Json| article["article"].as_str().unwrap().rsplit('/').next().unwrap()[..3].to_owned();
        assert_eq!(file(&articles[1]["with"][0]), "000");
    }

    #[test]
    fn copied_words_are_counted_once_and_an_agency_is_credited_by_any_of_its_names() {
        use crate::command::Command;
        use crate::model::Zone;
        let wire = "The old ferry sank off the northern harbour on a stormy night.";
        let copy = format!("{wire} Nobody was hurt in it. The Associated Press contributed.");
        let other = format!("{wire} All are well.");
        let mut session =
            crate::fixture::session(&[("AP", wire), ("Lantern", copy.as_str()), ("Courant", other.as_str())]);
        let (article, record) = crate::fixture::article(session.project(), 1);
        let span = Span::new(&record.text, wire.len() + 24..copy.len()).unwrap();
        session
            .run(&Command::SetZones { article, zones: vec![Zone { span, kind: ZoneKind::Credit }] })
            .unwrap();
        let answer = json(&Corpus::whole(session.project().clone()), &Report::default());
        let lantern = &answer["articles"][1];
        // Twelve of seventeen words of the body, though two articles share them.
        assert_eq!(lantern["copied"], json!(0.7059));
        let with = lantern["with"].as_array().unwrap().iter();
        let with: Vec<_> = with.map(|with| (with["credited"].clone(), with["contained"].clone())).collect();
        // Eight of the thirteen stretches of five words.
        assert_eq!(with, [(json!(true), json!(0.6154)), (json!(false), json!(0.6154))]);
    }
}
