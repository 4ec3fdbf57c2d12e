use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Value as Json, json};

use super::evidence::{Evidence, Quoter, article_name};
use super::pairs::{Pair, pairs};
use super::report::rounded;
use super::reuse::Shared;
use super::{Analysis, Block, Cell, Column, Corpus, Report, Table, Value};
use crate::index::{Difference, DifferenceClass, Layer, Passage, Side, Words, differences};
use crate::job::{Cancelled, Progress};
use crate::model::{ArticleId, Mention, Origin};
use crate::text::{Span, apart, overlaps_one};

pub const ANALYSIS: Analysis = Analysis {
    id: "shared-passages",
    title: "Shared passages",
    question: "Which articles have wording in common, and what was changed in it?",
    run,
    json,
};

fn run(corpus: &Corpus, progress: &Progress) -> Result<Report, Cancelled> {
    let shared = Shared::of(corpus, progress)?;
    let pairs = pairs(&shared, progress)?;
    let mut blocks = vec![Block::Note(summary(corpus, &pairs))];
    if !pairs.is_empty() {
        blocks.push(Block::Table(pair_table(corpus, &pairs)));
    }
    blocks.extend(beside_imported(corpus, &shared.passages).map(Block::Table));
    if !pairs.is_empty() {
        blocks.push(Block::Passages(shared.passages));
    }
    Ok(Report { blocks })
}

fn summary(corpus: &Corpus, pairs: &[Pair]) -> String {
    let zones = if corpus.all_zones { "" } else { " Captions, credits and page furniture are left out." };
    let n_passages: usize = pairs.iter().map(|pair| pair.passages.len()).sum();
    let found = match (n_passages, pairs.len()) {
        (0, _) => return format!("No two of these articles have eight words of wording in common.{zones}"),
        (1, _) => "One passage is shared.".to_owned(),
        (n, 1) => format!("{n} passages are shared by one pair of articles."),
        (n, n_pairs) => format!("{n} passages are shared by {n_pairs} pairs of articles."),
    };
    format!("{found}{zones} {CONTAINMENT}")
}

const CONTAINMENT: &str = "Covered is the share of an article’s words that stand in passages; contained, the share of \
                           its stretches of five words that the other article has anywhere.";

fn pair_table(corpus: &Corpus, pairs: &[Pair]) -> Table {
    let columns = ["Outlet", "Article", "Outlet", "Article", "Passages", "Moved", "Words the same"];
    let sides = ["Of the first", "Of the second"];
    let covered = sides.map(|side| Column::of_group(side, "Covered"));
    let contained = sides.map(|side| Column::of_group(side, "Contained"));
    Table {
        title: "Pairs of articles".to_owned(),
        columns: columns.map(Column::titled).into_iter().chain(covered).chain(contained).collect(),
        rows: pairs.iter().map(|pair| pair_row(corpus, pair)).collect(),
    }
}

fn pair_row(corpus: &Corpus, pair: &Pair) -> Vec<Cell> {
    let name = |side: Side| {
        let article = corpus.project.article(side.article);
        let outlet = article.map_or("", |article| corpus.project.outlet_name(article));
        [Cell::text(outlet), Cell::text(article.map_or("", |article| &article.header.title))]
    };
    let side = |side: fn(&Passage) -> Side| pair.passages.iter().map(side).collect::<Vec<Side>>();
    let (a, b) = (side(|passage| passage.a), side(|passage| passage.b));
    let share = |share: f64, sides: &[Side]| Cell::new(Value::Share(share), evidence(sides));
    let count = |n: usize, is_asked: fn(&Passage) -> bool| {
        let asked = pair.passages.iter().filter(|passage| is_asked(passage));
        Cell::new(Value::Count(n), evidence(&asked.flat_map(Passage::sides).collect::<Vec<Side>>()))
    };
    let n_moved = pair.passages.iter().filter(|passage| passage.is_moved).count();
    let n_same = pair.passages.iter().map(|passage| passage.n_same).sum();
    let mut cells: Vec<Cell> = name(a[0]).into_iter().chain(name(b[0])).collect();
    cells.push(count(pair.passages.len(), |_| true));
    cells.push(count(n_moved, |passage| passage.is_moved));
    cells.push(count(n_same, |_| true));
    cells.extend([share(pair.covered[0], &a), share(pair.covered[1], &b)]);
    cells.push(share(pair.overlap.containment_of_a(), &a));
    cells.push(share(pair.overlap.containment_of_b(), &b));
    cells
}

/// What is shared by our reading and by that of a program whose passages were imported, such as passim.
fn beside_imported(corpus: &Corpus, found: &[Passage]) -> Option<Table> {
    let imported = imported(corpus);
    let ours: BTreeSet<Evidence> = found.iter().flat_map(|passage| evidence(&passage.sides())).collect();
    let (in_imported, in_ours) = (by_article(&imported), by_article(&ours));
    let (both, theirs): (Vec<Evidence>, Vec<Evidence>) =
        imported.iter().partition(|place| meets(&in_ours, place));
    let is_alone =
        |place: &&Evidence| in_imported.contains_key(&place.article) && !meets(&in_imported, place);
    let rows = [
        ("Imported, and found here too", both),
        ("Imported, and not found here", theirs),
        ("Found here alone, in the same articles", ours.iter().filter(is_alone).copied().collect()),
    ];
    let row = |(words, places): (&str, Vec<Evidence>)| {
        vec![Cell::text(words), Cell::new(Value::Count(places.len()), places)]
    };
    (!imported.is_empty()).then(|| Table {
        title: "Beside the passages that were imported".to_owned(),
        columns: ["Places", "How many"].map(Column::titled).to_vec(),
        rows: rows.into_iter().map(row).collect(),
    })
}

/// The stretches of each article, in order and apart.
fn by_article(places: &BTreeSet<Evidence>) -> BTreeMap<ArticleId, Vec<Span>> {
    let mut spans: BTreeMap<ArticleId, Vec<Span>> = BTreeMap::new();
    places.iter().for_each(|place| spans.entry(place.article).or_default().push(place.span));
    spans.into_iter().map(|(id, spans)| (id, apart(spans))).collect()
}

fn meets(stretches: &BTreeMap<ArticleId, Vec<Span>>, place: &Evidence) -> bool {
    stretches.get(&place.article).is_some_and(|spans| overlaps_one(spans, place.span))
}

/// Pieces of the mentions that passim found, where they count.
fn imported(corpus: &Corpus) -> BTreeSet<Evidence> {
    let is_imported =
        |mention: &&Mention| matches!(&mention.origin, Origin::Imported { format } if format == "passim");
    let places = corpus.articles().flat_map(|(id, article)| {
        let mentions = article.mentions.values().filter(is_imported);
        let pieces = mentions.flat_map(|mention| mention.extent.pieces());
        let asked = pieces.filter(|piece| corpus.has(article, piece.start()));
        asked.map(move |span| Evidence { article: id, span }).collect::<Vec<_>>()
    });
    places.collect()
}

fn evidence(sides: &[Side]) -> Vec<Evidence> {
    sides.iter().copied().map(Evidence::from).collect()
}

/// What differs inside a passage that a report over the corpus shows.
pub fn differences_of(corpus: &Corpus, passage: &Passage) -> Vec<Difference> {
    let words = |id| Some(Words::of(corpus.project.article(id)?, corpus.zones()));
    match (words(passage.a.article), words(passage.b.article)) {
        (Some(a), Some(b)) => differences(&corpus.project, passage, &a, &b),
        _ => Vec::new(),
    }
}

fn json(corpus: &Corpus, _: &Report) -> Json {
    let progress = Progress::default();
    let shared = Shared::of(corpus, &progress).unwrap_or_default();
    let mut quoter = Quoter::new(&corpus.project);
    let all = shared.passages.iter().map(|passage| {
        let found = match (shared.words.get(&passage.a.article), shared.words.get(&passage.b.article)) {
            (Some(a), Some(b)) => differences(&corpus.project, passage, a, b),
            _ => Vec::new(),
        };
        passage_json(corpus, &mut quoter, passage, &found)
    });
    let passages: Vec<Json> = all.collect();
    let pairs = pairs(&shared, &progress).unwrap_or_default();
    json!({ "passages": passages, "pairs": pairs.iter().map(|pair| pair_json(corpus, pair)).collect::<Vec<_>>() })
}

fn pair_json(corpus: &Corpus, pair: &Pair) -> Json {
    let contained = [pair.overlap.containment_of_a(), pair.overlap.containment_of_b()];
    let [a, b] = pair.passages[0].sides().map(|side| side.article);
    let side = |id: ArticleId, at: usize| {
        let name = corpus.project.article(id).map(|article| article_name(article));
        json!({ "article": name, "covered": rounded(pair.covered[at]), "contained": rounded(contained[at]) })
    };
    let n_same: usize = pair.passages.iter().map(|passage| passage.n_same).sum();
    json!({ "a": side(a, 0), "b": side(b, 1), "passages": pair.passages.len(), "words": n_same })
}

fn passage_json(corpus: &Corpus, quoter: &mut Quoter, passage: &Passage, differences: &[Difference]) -> Json {
    let [a, b] = passage.sides();
    let layers: BTreeSet<&str> =
        differences.iter().filter_map(|found| layer_of(corpus, passage, found)).map(Layer::id).collect();
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
        "moved": passage.is_moved,
        "layers": layers,
        "differences": differences,
    })
}

/// The layer that a word of a passage needed to count as the same.
fn layer_of(corpus: &Corpus, passage: &Passage, difference: &Difference) -> Option<Layer> {
    let is_inside = passage.runs.iter().any(|run| run.a.covers(difference.a) && run.b.covers(difference.b));
    let text = |side: Side, span: Span| Some(span.of(&corpus.project.article(side.article)?.text));
    let is_asked = is_inside && difference.class == DifferenceClass::Spelling;
    Layer::between(text(passage.a, difference.a)?, text(passage.b, difference.b)?).filter(|_| is_asked)
}

/// What kind of passage it is, how long and how alike.
pub fn in_words(passage: &Passage) -> String {
    let (kind, n_same, share) = (passage.kind().name(), passage.n_same, passage.share * 100.0);
    let layered = match passage.n_layered {
        0 => String::new(),
        n => format!(", {n} of them in another house style"),
    };
    let moved = if passage.is_moved { ", moved to another place" } else { "" };
    format!("{kind}, {n_same} words the same{layered}, {share:.0} % of both{moved}")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::command::{Command, HeaderChange};
    use crate::fixture;
    use crate::index::Layers;
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
        let pair = &json["pairs"].as_array().unwrap()[0];
        assert_eq!((&pair["a"]["covered"], &pair["b"]["covered"]), (&json!(0.9231), &json!(0.8333)));
        assert_eq!((&pair["a"]["contained"], &pair["b"]["contained"]), (&json!(0.2222), &json!(0.25)));
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
    fn a_passage_names_the_layers_that_it_needed() {
        let told = |of: &str| format!("They told the {of} over and over again.");
        let session = fixture::session(&[
            ("One", &told("G-7 of a defence plan in Élysée gardens")),
            ("Two", &told("G7 of a defense plan in Elysee gardens")),
        ]);
        let corpus = Corpus::whole(session.project().clone()).with_layers(Layers::ALL);
        let report = run(&corpus, &Progress::default()).unwrap();
        let passage = &json(&corpus, &report)["passages"][0];
        assert_eq!(passage["layers"], json!(["accents", "hyphens", "spelling"]));
        assert_eq!(passage["differences"][1]["class"], "spelling");
        let found = report.passages().next().unwrap();
        assert_eq!(
            in_words(found),
            "near, 15 words the same, 3 of them in another house style, 100 % of both"
        );
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
        // 12 of 13 words of the first stand in the passage, 10 of 12 of the second. Of the stretches of five
        // words, both have two, of nine and of eight: from "to attack the island at" on.
        let shares = ["92 %", "83 %", "22 %", "25 %"];
        assert_eq!(values[..7], ["One", "Report of One", "Two", "Report of Two", "1", "0", "9"]);
        assert_eq!(values[7..], shares);
        assert_eq!(table.rows[0][4].evidence.len(), 2);
    }

    #[test]
    fn a_passage_in_another_place_is_told_and_counted() {
        let [first, second] = [
            "The ferry left the old harbour before dawn on Monday.",
            "Nobody on board had heard the storm warning.",
        ];
        let filler = ["One two three four five six seven eight nine ten eleven twelve thirteen.", "Yes. No."];
        let texts = [[first, filler[0], second].join(" "), [second, filler[1], first].join(" ")];
        let (report, json) = answer(&fixture::session(&[("One", &texts[0]), ("Two", &texts[1])]));
        let Block::Table(table) = &report.blocks[1] else { panic!() };
        assert_eq!((table.columns[5].title.as_str(), &table.rows[0][5].value), ("Moved", &Value::Count(1)));
        assert_eq!(table.rows[0][5].evidence[0].span.of(&texts[0]), second.trim_end_matches('.'));
        let moved = json["passages"].as_array().unwrap().iter().map(|passage| &passage["moved"]);
        assert_eq!(moved.collect::<Vec<_>>(), [&json!(false), &json!(true)]);
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

    #[test]
    fn imported_passages_stand_beside_ours() {
        use crate::command::Import;
        use crate::model::{Draft, DraftMention};
        let mut session = fixture::session(&[("One", A), ("Two", B), ("Three", "Nothing.")]);
        let reuse = |text: &str, range: std::ops::Range<usize>| Draft {
            mentions: vec![DraftMention::new(Span::new(text, range).unwrap(), "REUSE")],
            ..Draft::of_text(text)
        };
        // The first stands in the passage of both; what passim sees in the third article is nowhere else.
        let drafts = vec![reuse(A, 10..30), reuse("Nothing.", 0..7)];
        session.run(&Command::Import(Import { drafts, format: Some("passim".to_owned()) })).unwrap();
        let (report, _) = answer(&session);
        let table = report.blocks.iter().find_map(|block| match block {
            Block::Table(table) if table.title.starts_with("Beside") => Some(table),
            _ => None,
        });
        let counts: Vec<String> = table.unwrap().rows.iter().map(|row| row[1].value.to_string()).collect();
        // The other side of our passage lies in an article of which passim said nothing.
        assert_eq!(counts, ["1", "1", "0"]);
    }
}
