use std::collections::BTreeMap;
use std::sync::Arc;

use serde_json::{Value as Json, json};

use super::evidence::{Evidence, article_name};
use super::{Analysis, Block, Cell, Column, Corpus, Readings, Report, Table, Value};
use crate::index::dates::{Times, anchor};
use crate::index::stories::{Apart, Event, Tie, Veto, events};
use crate::job::{Cancelled, Progress};
use crate::model::{Article, ArticleId};
use crate::text::{Span, beginning, count, squeezed};

pub const ANALYSIS: Analysis = Analysis {
    id: "stories",
    title: "Stories to propose",
    question: "Which articles tell of one event, and what speaks for it or against it?",
    run,
    json,
};

/// Articles that seem to tell of one event, the earliest first, whose title it takes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ProposedStory {
    pub name: String,
    pub articles: Vec<ArticleId>,
}

/// Events of the corpus, those of several articles first, the earliest article of each first.
pub(super) fn proposed(corpus: &Corpus, progress: &Progress) -> Result<Arc<Vec<Event>>, Cancelled> {
    progress.expect(100);
    let times: BTreeMap<ArticleId, Arc<Times>> =
        Readings::times(corpus, &progress.stage(30))?.into_iter().collect();
    let stage = progress.stage(70);
    Readings::events(corpus, || {
        let ids = corpus.in_order_of_dates();
        let articles: Vec<(ArticleId, &Article, &Times)> = ids
            .into_iter()
            .filter_map(|id| Some((id, &**corpus.project.article(id)?, &**times.get(&id)?)))
            .collect();
        stage.expect(2 * articles.len());
        let mut found = events(&articles, &|| stage.step().is_ok()).ok_or(Cancelled)?;
        found.sort_by_key(|event| std::cmp::Reverse(event.articles.len().min(2)));
        Ok(found)
    })
}

fn run(corpus: &Corpus, progress: &Progress) -> Result<Report, Cancelled> {
    let found = proposed(corpus, progress)?;
    let n_stories = found.iter().filter(|event| event.articles.len() > 1).count();
    let note = match n_stories {
        0 => "No two of these articles seem to tell of one event.".to_owned(),
        n => format!(
            "{} of several articles. These are proposals: nothing is changed until you take one over.",
            count(n, "story")
        ),
    };
    let columns = ["No.", "Outlet", "Article", "Written", "Story now", "Because"];
    let rows = found
        .iter()
        .enumerate()
        .flat_map(|(n, event)| event.articles.iter().filter_map(move |id| row(corpus, n + 1, event, *id)));
    let table = Table {
        title: "Proposed stories".to_owned(),
        columns: columns.map(Column::titled).to_vec(),
        rows: rows.collect(),
    };
    let mut blocks = vec![Block::Note(note)];
    if n_stories > 0 {
        let several = found.iter().take(n_stories);
        blocks.push(Block::Stories(several.map(|event| story(corpus, event)).collect()));
    }
    if !table.rows.is_empty() {
        blocks.push(Block::Table(table));
    }
    Ok(Report { blocks })
}

fn story(corpus: &Corpus, event: &Event) -> ProposedStory {
    let named = |id: &ArticleId| {
        let article = corpus.project.article(*id)?;
        let title = squeezed(&article.header.title);
        Some(if title.is_empty() {
            beginning(first_line(article).of(&article.text), SHOWN_TITLE)
        } else {
            title
        })
    };
    let name = event.articles.first().and_then(named).unwrap_or_default();
    ProposedStory { name, articles: event.articles.clone() }
}

fn row(corpus: &Corpus, n: usize, event: &Event, id: ArticleId) -> Option<Vec<Cell>> {
    let article = corpus.project.article(id)?;
    let start = Evidence { article: id, span: first_line(article) };
    let anchor = anchor(article);
    let written = anchor.map_or(Cell::text(""), |anchor| {
        let places = anchor.span.map(|span| Evidence { article: id, span });
        Cell::new(Value::Text(anchor.when.to_string()), places.into_iter().collect())
    });
    let of_article = |tie: &&Tie| tie.a == id || tie.b == id;
    let ties = event.ties.iter().filter(of_article).map(|tie| because(corpus, tie, id));
    let apart = event
        .apart
        .iter()
        .filter(|apart| apart.a == id || apart.b == id)
        .map(|apart| against(corpus, apart, id));
    let reasons: Vec<String> = ties.chain(apart).collect();
    Some(vec![
        Cell::new(Value::Count(n), vec![start]),
        Cell::text(corpus.project.outlet_name(article)),
        Cell::new(Value::Text(article.header.title.clone()), vec![start]),
        written,
        Cell::text(corpus.project.story_name(article).unwrap_or_default()),
        Cell::text(reasons.join("; ")),
    ])
}

fn first_line(article: &Article) -> Span {
    let start = article.text.len() - article.text.trim_start().len();
    let end = article.text[start..].find('\n').map_or(article.text.len(), |at| start + at);
    Span::new(&article.text, start..end).unwrap_or(Span::whole(""))
}

/// What ties an article to the other one, in words.
fn because(corpus: &Corpus, tie: &Tie, id: ArticleId) -> String {
    let mut reasons = vec![format!("words {:.2} alike", tie.likeness)];
    reasons.extend(
        tie.written
            .map(|(a, b)| if a == b { format!("both written {a}") } else { format!("written {a} and {b}") }),
    );
    reasons.extend(tie.weekday.map(|day| format!("both on {day:?}")));
    if !tie.places.is_empty() {
        reasons.push(format!("both in {}", tie.places.join(", ")));
    }
    format!("with “{}”: {}", title(corpus, if tie.a == id { tie.b } else { tie.a }), reasons.join(", "))
}

fn against(corpus: &Corpus, apart: &Apart, id: ArticleId) -> String {
    let is_first = apart.a == id;
    let other = title(corpus, if is_first { apart.b } else { apart.a });
    let in_order = |a: String, b: String| if is_first { (a, b) } else { (b, a) };
    let ((here, there), what) = match &apart.veto {
        Veto::Dates(a, b) => (in_order(a.to_string(), b.to_string()), "written"),
        Veto::Weekdays(a, b) => (in_order(format!("{a:?}"), format!("{b:?}")), "on"),
        Veto::Places(a, b) => (in_order(a.clone(), b.clone()), "in"),
    };
    format!("not with “{other}”, though words are {:.2} alike: {what} {here}, not {there}", apart.likeness)
}

fn title(corpus: &Corpus, id: ArticleId) -> String {
    beginning(corpus.project.article(id).map_or("", |article| &article.header.title), SHOWN_TITLE)
}

const SHOWN_TITLE: usize = 40;

fn json(corpus: &Corpus, _: &Report) -> Json {
    let found = proposed(corpus, &Progress::default()).unwrap_or_default();
    let story = |event: &Event| {
        let articles = || event.articles.iter().filter_map(|id| corpus.project.article(*id));
        let ties = event
            .ties
            .iter()
            .map(|tie| format!("“{}” {}", title(corpus, tie.a), because(corpus, tie, tie.a)));
        let apart = event.apart.iter().map(|apart| {
            let id = if event.articles.contains(&apart.a) { apart.a } else { apart.b };
            format!("“{}” {}", title(corpus, id), against(corpus, apart, id))
        });
        json!({
            "name": articles().next().map(|article| &article.header.title),
            "articles": articles().map(|article| article_name(article)).collect::<Vec<_>>(),
            "ids": event.articles.iter().map(ToString::to_string).collect::<Vec<_>>(),
            "because": ties.chain(apart).collect::<Vec<_>>(),
        })
    };
    json!({ "stories": found.iter().map(story).collect::<Vec<_>>() })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analysis::golden;

    // P1 of the research: three meetings, where likeness of words alone joins all five.
    #[test]
    fn the_seeds_are_three_events() {
        let Some(corpus) = golden::corpus() else { return };
        let answer = json(&corpus, &Report::default());
        let file = |name: &Json| name.as_str().unwrap().rsplit('/').next().unwrap()[..3].to_owned();
        let story = |story: &Json| story["articles"].as_array().unwrap().iter().map(file).collect::<Vec<_>>();
        let mut stories: Vec<Vec<String>> = answer["stories"].as_array().unwrap().iter().map(story).collect();
        stories.iter_mut().for_each(|story| story.sort());
        stories.sort();
        assert_eq!(stories, [vec!["000", "002"], vec!["001"], vec!["003", "004"]]);
        assert!(answer["stories"].as_array().unwrap().iter().all(|story| story["because"] != json!([])));
    }
}
