use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Value as Json, json};

use super::credits::CreditLine;
use super::evidence::{Quoter, article_name};
use super::report::rounded;
use super::reuse::Shared;
use super::{Analysis, Block, Cell, Column, Corpus, Report, Table, Value};
use crate::index::lineage::{Because, Descent, Lineage, Witness, lineage};
use crate::index::{Passage, Side};
use crate::job::{Cancelled, Progress};
use crate::model::{Article, ArticleId};

pub const ANALYSIS: Analysis = Analysis {
    id: "lineage",
    title: "Lineage of copies",
    question: "Which article was copied from which, and what tells that?",
    run,
    json,
};

struct Found {
    passages: Vec<Passage>,
    lineage: Lineage,
    /// Whether the copy's credit line names the outlet of the source; `None` where that is unknown. One
    /// for each edge.
    credited: Vec<Option<bool>>,
}

impl Found {
    fn of(corpus: &Corpus, progress: &Progress) -> Result<Self, Cancelled> {
        let Shared { words, passages } = Shared::of(corpus, progress)?;
        let lines: BTreeMap<ArticleId, CreditLine> =
            corpus.articles().map(|(id, article)| (id, CreditLine::of(id, article))).collect();
        let mut partners: BTreeMap<ArticleId, BTreeSet<ArticleId>> = BTreeMap::new();
        for passage in &passages {
            partners.entry(passage.a.article).or_default().insert(passage.b.article);
            partners.entry(passage.b.article).or_default().insert(passage.a.article);
        }
        let credits = |id: ArticleId| {
            let others = partners.get(&id).into_iter().flatten().copied();
            others.filter(|other| lines[&id].names(corpus, *other) == Some(true)).collect()
        };
        let witness = |id: ArticleId| {
            let article = corpus.project.article(id)?;
            let published = article.header.published.as_ref();
            Some(Witness { article: id, words: &words[&id], published, credits: credits(id) })
        };
        let witnesses: Vec<Witness> = corpus.in_order_of_dates().into_iter().filter_map(witness).collect();
        progress.go_on()?;
        let lineage = lineage(&witnesses, &passages);
        let credited = lineage.edges.iter().map(|edge| lines[&edge.to].names(corpus, edge.from)).collect();
        Ok(Self { passages, lineage, credited })
    }

    /// The passages of an edge, the source's side first.
    fn passages(&self, edge: &Descent) -> Vec<(Side, Side)> {
        let sides = |at: &usize| {
            let [a, b] = self.passages[*at].sides();
            if a.article == edge.from { (a, b) } else { (b, a) }
        };
        edge.passages.iter().map(sides).collect()
    }

    fn edges(&self) -> impl Iterator<Item = (&Descent, Option<bool>)> {
        self.lineage.edges.iter().zip(self.credited.iter().copied())
    }
}

fn run(corpus: &Corpus, progress: &Progress) -> Result<Report, Cancelled> {
    let found = Found::of(corpus, progress)?;
    if found.lineage.edges.is_empty() {
        let note = "No two of these articles share a passage, so nothing was copied.";
        return Ok(Report { blocks: vec![Block::Note(note.to_owned())] });
    }
    let n_undecided = found.lineage.edges.iter().filter(|edge| edge.because == Because::Undecided).count();
    let undecided = match n_undecided {
        0 => String::new(),
        n => format!(
            " For {n} of them nothing tells which of the two was first; give both a date of publication."
        ),
    };
    let note = format!(
        "For each article the one that explains most of its wording. Both may have it from a third that is not \
         loaded, and a few percent may be a phrase that both quote.{undecided}"
    );
    let blocks =
        vec![Block::Note(note), Block::Table(roots(corpus, &found)), Block::Table(edges(corpus, &found))];
    Ok(Report { blocks })
}

fn roots(corpus: &Corpus, found: &Found) -> Table {
    let row = |id: &ArticleId| {
        let article = corpus.project.article(*id)?;
        let copies = found.lineage.edges.iter().filter(|edge| edge.from == *id);
        let places = copies.clone().flat_map(|edge| found.passages(edge)).map(|(from, _)| from.into());
        let mut cells = name(corpus, article).to_vec();
        cells.push(Cell::text(article.header.published.as_ref().map_or("", |published| published.as_str())));
        cells.push(Cell::new(Value::Count(copies.clone().count()), places.collect()));
        Some(cells)
    };
    Table {
        title: "Copied, and from none of these".to_owned(),
        columns: ["Outlet", "Article", "Published", "Copies of it"].map(Column::titled).to_vec(),
        rows: found.lineage.roots.iter().filter_map(row).collect(),
    }
}

fn edges(corpus: &Corpus, found: &Found) -> Table {
    let row = |(edge, credited): (&Descent, Option<bool>)| {
        let (to, from) = (corpus.project.article(edge.to)?, corpus.project.article(edge.from)?);
        let places = found.passages(edge);
        let both = || places.iter().flat_map(|(from, to)| [(*to).into(), (*from).into()]).collect();
        let copy = || places.iter().map(|(_, to)| (*to).into()).collect();
        let mut cells: Vec<Cell> = [name(corpus, to), name(corpus, from)].concat();
        cells.extend([
            Cell::new(Value::Text(edge.because.name().to_owned()), both()),
            Cell::new(Value::Count(edge.n_same), both()),
            Cell::new(Value::Share(edge.share), copy()),
            Cell::text(credited.map_or("", |is_credited| if is_credited { "yes" } else { "no" })),
        ]);
        Some(cells)
    };
    let columns =
        ["Outlet", "Article", "Outlet", "Article", "Because", "Words the same", "Of the copy", "Credited"];
    let grouped = |(at, title): (usize, &str)| match at {
        0 | 1 => Column::of_group("Copy", title),
        2 | 3 => Column::of_group("Copied from", title),
        _ => Column::titled(title),
    };
    Table {
        title: "Copies".to_owned(),
        columns: columns.into_iter().enumerate().map(grouped).collect(),
        rows: found.edges().filter_map(row).collect(),
    }
}

fn name(corpus: &Corpus, article: &Article) -> [Cell; 2] {
    [Cell::text(corpus.project.outlet_name(article)), Cell::text(&article.header.title)]
}

fn json(corpus: &Corpus, _: &Report) -> Json {
    let Ok(found) = Found::of(corpus, &Progress::default()) else {
        return json!({ "edges": [], "roots": [] });
    };
    let mut quoter = Quoter::new(&corpus.project);
    let name = |id: ArticleId| corpus.project.article(id).map(|article| article_name(article));
    let edge = |(edge, credited): (&Descent, Option<bool>)| {
        let mut passage = |(from, to): (Side, Side)| json!({ "from": quoter.json(from.into()), "to": quoter.json(to.into()) });
        json!({
            "from": name(edge.from),
            "to": name(edge.to),
            "from_id": edge.from.to_string(),
            "to_id": edge.to.to_string(),
            "because": edge.because.id(),
            "directed": edge.because != Because::Undecided,
            "words": edge.n_same,
            "share": rounded(edge.share),
            "credited": credited,
            "passages": found.passages(edge).into_iter().map(&mut passage).collect::<Vec<_>>(),
        })
    };
    let edges: Vec<Json> = found.edges().map(edge).collect();
    let root = |id: &ArticleId| json!({ "article": name(*id), "id": id.to_string() });
    json!({ "edges": edges, "roots": found.lineage.roots.iter().map(root).collect::<Vec<_>>() })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analysis::golden;
    use crate::command::{Command, HeaderChange};
    use crate::fixture;
    use crate::model::{Zone, ZoneKind};
    use crate::text::Span;

    const WIRE: &str = "The old ferry sank off the northern harbour on a stormy night.";

    #[test]
    fn an_edge_says_why_and_opens_its_passages() {
        let paper = format!("{WIRE} Nobody was hurt. The Associated Press contributed.");
        let late = format!("Ferries: {WIRE}");
        let texts = [("Lantern", paper.as_str()), ("AP", WIRE), ("Courant", late.as_str())];
        let mut session = fixture::session(&texts);
        let (article, record) = fixture::article(session.project(), 0);
        let span = Span::new(&record.text, WIRE.len() + 18..paper.len()).unwrap();
        session
            .run(&Command::SetZones { article, zones: vec![Zone { span, kind: ZoneKind::Credit }] })
            .unwrap();
        let (last, _) = fixture::article(session.project(), 2);
        let change = HeaderChange::Published("2024-05-03".to_owned());
        session.run(&Command::EditHeaders { articles: vec![last], change }).unwrap();
        let corpus = Corpus::whole(session.project().clone());
        let answer = json(&corpus, &Report::default());
        let edge = answer["edges"]
            .as_array()
            .unwrap()
            .iter()
            .find(|edge| edge["to"] == "Report of Lantern")
            .unwrap();
        assert_eq!(
            (&edge["from"], &edge["because"], &edge["credited"]),
            (&json!("Report of AP"), &json!("credit"), &json!(true))
        );
        // Twelve of fifteen words.
        assert_eq!((&edge["words"], &edge["share"]), (&json!(12), &json!(0.8)));
        assert_eq!(edge["passages"][0]["from"]["text"], WIRE.trim_end_matches('.'));
        let report = run(&corpus, &Progress::default()).unwrap();
        let Some(Block::Table(table)) = report.blocks.last() else { panic!() };
        assert_eq!(table.rows.len(), 2);
        assert!(table.rows.iter().all(|row| row[4].evidence.len() == 2));
    }

    // 000 (May 2023) has 35 words running of what 001 (January 2023) has, and the dates say which way;
    // 004 shares next to nothing with 003, which tells of the same day.
    #[test]
    fn the_seeds_copy_from_the_earlier_ones() {
        let Some(mut session) = golden::session() else { return };
        for (n, date) in
            [(0, "2023-05-19"), (1, "2023-01-09"), (2, "2023-05-19"), (3, "2024-05-02"), (4, "2024-05-03")]
        {
            let articles = vec![fixture::article(session.project(), n).0];
            let change = HeaderChange::Published(date.to_owned());
            session.run(&Command::EditHeaders { articles, change }).unwrap();
        }
        let corpus = Corpus::whole(session.project().clone());
        let answer = json(&corpus, &Report::default());
        let file = |name: &Json| name.as_str().unwrap().rsplit('/').next().unwrap()[..3].to_owned();
        let edges: Vec<_> = answer["edges"]
            .as_array()
            .unwrap()
            .iter()
            .map(|edge| {
                (file(&edge["from"]), file(&edge["to"]), edge["because"].as_str().unwrap().to_owned())
            })
            .collect();
        println!("{edges:?}");
        assert!(edges.contains(&("001".to_owned(), "000".to_owned(), "date".to_owned())), "{edges:?}");
        assert!(edges.iter().all(|(_, to, _)| to != "001"), "{edges:?}");
    }
}
