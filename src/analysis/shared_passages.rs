use std::collections::BTreeMap;
use std::sync::Arc;

use serde_json::{Value as Json, json};

use super::evidence::{Evidence, Quoter};
use super::report::rounded;
use super::reuse::Shared;
use super::{Analysis, Block, Cell, Column, Corpus, Report, Table, Value};
use crate::index::{Difference, Passage, Side, Words, differences};
use crate::job::{Cancelled, Progress};
use crate::model::ArticleId;

pub const ANALYSIS: Analysis = Analysis {
    id: "shared-passages",
    title: "Shared passages",
    question: "Which articles have wording in common, and what was changed in it?",
    run,
    json,
};

fn run(corpus: &Corpus, progress: &Progress) -> Result<Report, Cancelled> {
    let Shared { words, passages: found } = Shared::of(corpus, progress)?;
    let mut blocks = vec![Block::Note(summary(corpus, &found))];
    if !found.is_empty() {
        blocks.push(Block::Table(pairs(corpus, &words, &found)));
        blocks.push(Block::Passages(found));
    }
    Ok(Report { blocks })
}

fn summary(corpus: &Corpus, found: &[Passage]) -> String {
    let zones = if corpus.all_zones { "" } else { " Captions, credits and page furniture are left out." };
    let n_pairs = pair_chunks(found).count();
    match (found.len(), n_pairs) {
        (0, _) => format!("No two of these articles have eight words of wording in common.{zones}"),
        (1, _) => format!("One passage is shared.{zones}"),
        (n, 1) => format!("{n} passages are shared by one pair of articles.{zones}"),
        (n, n_pairs) => format!("{n} passages are shared by {n_pairs} pairs of articles.{zones}"),
    }
}

fn pair_chunks(found: &[Passage]) -> impl Iterator<Item = &[Passage]> {
    found.chunk_by(|a, b| (a.a.article, a.b.article) == (b.a.article, b.b.article))
}

fn pairs(corpus: &Corpus, words: &BTreeMap<ArticleId, Arc<Words>>, found: &[Passage]) -> Table {
    let columns = [
        "Outlet",
        "Article",
        "Outlet",
        "Article",
        "Passages",
        "Words the same",
        "Of the first",
        "Of the second",
    ];
    Table {
        title: "Pairs of articles".to_owned(),
        columns: columns.map(Column::titled).to_vec(),
        rows: pair_chunks(found).map(|passages| pair_row(corpus, words, passages)).collect(),
    }
}

fn pair_row(corpus: &Corpus, words: &BTreeMap<ArticleId, Arc<Words>>, passages: &[Passage]) -> Vec<Cell> {
    let name = |id: ArticleId| {
        let article = corpus.project.article(id);
        let outlet = article.map_or("", |article| corpus.project.outlet_name(article));
        [Cell::text(outlet), Cell::text(article.map_or("", |article| &article.header.title))]
    };
    let side = |side: fn(&Passage) -> Side| passages.iter().map(side).collect::<Vec<Side>>();
    let (a, b) = (side(|passage| passage.a), side(|passage| passage.b));
    let n_same = passages.iter().map(|passage| passage.n_same).sum();
    let both: Vec<Side> = a.iter().zip(&b).flat_map(|(a, b)| [*a, *b]).collect();
    let mut cells: Vec<Cell> = [name(a[0].article), name(b[0].article)].concat();
    cells.push(Cell::new(Value::Count(passages.len()), evidence(&both)));
    cells.push(Cell::new(Value::Count(n_same), evidence(&both)));
    cells.push(Cell::new(Value::Share(covered(&words[&a[0].article], &a)), evidence(&a)));
    cells.push(Cell::new(Value::Share(covered(&words[&b[0].article], &b)), evidence(&b)));
    cells
}

fn evidence(sides: &[Side]) -> Vec<Evidence> {
    sides.iter().map(|side| Evidence { article: side.article, span: side.span }).collect()
}

/// The share of an article's words that stand in passages.
fn covered(words: &Words, sides: &[Side]) -> f64 {
    let is_covered = |word: &crate::text::Span| sides.iter().any(|side| side.span.covers(*word));
    words.spans().filter(is_covered).count() as f64 / words.count().max(1) as f64
}

/// What differs inside a passage that a report over the corpus shows.
pub fn differences_of(corpus: &Corpus, passage: &Passage) -> Vec<Difference> {
    let words = |id| Some(Words::of(corpus.project.article(id)?, corpus.zones()));
    match (words(passage.a.article), words(passage.b.article)) {
        (Some(a), Some(b)) => differences(&corpus.project, passage, &a, &b),
        _ => Vec::new(),
    }
}

fn json(corpus: &Corpus, report: &Report) -> Json {
    let words = Shared::of(corpus, &Progress::default()).map(|shared| shared.words).unwrap_or_default();
    let mut quoter = Quoter::new(&corpus.project);
    let all = report.passages().map(|passage| {
        let found = match (words.get(&passage.a.article), words.get(&passage.b.article)) {
            (Some(a), Some(b)) => differences(&corpus.project, passage, a, b),
            _ => Vec::new(),
        };
        passage_json(&mut quoter, passage, &found)
    });
    json!({ "passages": all.collect::<Vec<Json>>() })
}

fn passage_json(quoter: &mut Quoter, passage: &Passage, differences: &[Difference]) -> Json {
    let [a, b] = passage.sides();
    let mut quote = |article, span| quoter.json(Evidence { article, span });
    let mut difference = |difference: &Difference| {
        json!({
            "class": difference.class.id(),
            "a": quote(a.article, difference.a),
            "b": quote(b.article, difference.b),
        })
    };
    let differences: Vec<Json> = differences.iter().map(&mut difference).collect();
    json!({
        "a": quote(a.article, a.span),
        "b": quote(b.article, b.span),
        "kind": passage.kind().name(),
        "match": rounded(passage.share),
        "words": passage.n_same,
        "differences": differences,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::command::{Command, HeaderChange};
    use crate::fixture;
    use crate::session::Session;

    fn answer(session: &Session) -> (Report, Json) {
        let corpus = Corpus::whole(session.project().clone());
        let report = run(&corpus, &Progress::default()).unwrap();
        let json = json(&corpus, &report);
        (report, json)
    }

    const A: &str = "Né: it could encourage the Chinese regime to attack the island at once.";
    const B: &str = "It could encourage China to attack the island at once, he said.";

    #[test]
    fn scripts_get_both_sides_and_what_differs() {
        let session = fixture::session(&[("One", A), ("Two", B), ("Three", "Nothing.")]);
        let (_, json) = answer(&session);
        let passages = json["passages"].as_array().unwrap();
        assert_eq!(passages.len(), 1);
        let passage = &passages[0];
        assert_eq!(passage["a"]["article"], "Report of One");
        assert_eq!((&passage["a"]["start"], &passage["a"]["end"]), (&json!(4), &json!(70)));
        assert_eq!(passage["b"]["text"], "It could encourage China to attack the island at once");
        // Nine same words; 12 words on one side, 10 on the other.
        assert_eq!(
            (&passage["kind"], &passage["match"], &passage["words"]),
            (&json!("near"), &json!(0.8182), &json!(9))
        );
        let differences = passage["differences"].as_array().unwrap();
        let of = |at: usize| {
            (&differences[at]["class"], &differences[at]["a"]["text"], &differences[at]["b"]["text"])
        };
        assert_eq!(of(0), (&json!("case"), &json!("it"), &json!("It")));
        assert_eq!(of(1), (&json!("label"), &json!("the Chinese regime"), &json!("China")));
        assert_eq!(differences.len(), 2);
    }

    #[test]
    fn the_earlier_article_is_the_first_side() {
        let mut session = fixture::session(&[("One", A), ("Two", B)]);
        let second = fixture::article(session.project(), 1).0;
        let change = HeaderChange::Published("2024-05-02".to_owned());
        session.run(&Command::EditHeaders { articles: vec![second], change }).unwrap();
        let (report, _) = answer(&session);
        assert_eq!(report.passages().next().unwrap().a.article, second);
    }

    #[test]
    fn a_pair_says_how_much_of_each_side_is_shared() {
        let (report, _) = answer(&fixture::session(&[("One", A), ("Two", B)]));
        let Block::Table(table) = &report.blocks[1] else { panic!() };
        let values: Vec<String> = table.rows[0].iter().map(|cell| cell.value.to_string()).collect();
        // 12 of 13 words of the first stand in the passage, 10 of 12 of the second.
        assert_eq!(values, ["One", "Report of One", "Two", "Report of Two", "1", "9", "92 %", "83 %"]);
        assert_eq!(table.rows[0][4].evidence.len(), 2);
    }

    #[test]
    fn a_spreadsheet_gets_one_passage_a_row() {
        let session = fixture::session(&[("One", A), ("Two", B)]);
        let csv = answer(&session).0.to_csv(session.project());
        let lines: Vec<&str> = csv.lines().collect();
        assert!(lines[0].starts_with("article_a,article_b,outlet_a,outlet_b,start_a,start_b,"));
        assert!(
            lines[1].starts_with("Report of One,Report of Two,One,Two,4,0,70,53,it could"),
            "{}",
            lines[1]
        );
        assert_eq!(lines.len(), 2);
    }
}
