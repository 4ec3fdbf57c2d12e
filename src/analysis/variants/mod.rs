//! Passages that three or more articles share, as tables of variants: a row for each slot in which some of
//! them differ, a column for each article. All are laid beside one of them, the base (a star alignment);
//! another base may part the words into other slots, so that every article can be the base.

mod star;

use std::collections::{BTreeMap, HashMap};

use serde_json::{Value as Json, json};

use super::evidence::Quoter;
use super::reuse::Shared;
use super::{Analysis, Block, Column, Corpus, Report, Table};
use crate::index::{Passage, Side, differences, in_order_of_dates};
use crate::job::{Cancelled, Progress};
use crate::model::{ArticleId, Project};
use crate::text::{Span, apart};
use star::{Change, Star, Witness};

pub const ANALYSIS: Analysis = Analysis {
    id: "variants",
    title: "Variants",
    question: "Where three or more articles share a passage, what does each have in its place?",
    run,
    json,
};

/// A passage of several articles, with each of them as the base, the earliest first.
#[derive(Clone, Debug, PartialEq)]
pub struct Variants {
    pub by_base: Vec<(ArticleId, Table)>,
}

const FEWEST: usize = 3; // articles
const MOST_BASES: usize = 6; // as many as the desk has panes

fn run(corpus: &Corpus, progress: &Progress) -> Result<Report, Cancelled> {
    progress.expect(100);
    let found = Found::of(corpus, &progress.stage(50))?;
    let note = match found.groups.len() {
        0 => "No passage is shared by three or more of these articles.".to_owned(),
        1 => "One passage is shared by three or more articles.".to_owned(),
        n => format!("{n} passages are shared by three or more articles each."),
    };
    let mut blocks = vec![Block::Note(note)];
    if !found.groups.is_empty() {
        let (variants, all) = found.tables(corpus, &progress.stage(50))?;
        blocks.extend([Block::Variants(variants), Block::Table(all)]);
    }
    Ok(Report { blocks })
}

/// Where each article has the passage.
type Group = BTreeMap<ArticleId, Span>;

struct Found {
    shared: Shared,
    /// The passages of two articles, the earlier one first.
    by_pair: HashMap<(ArticleId, ArticleId), Vec<usize>>,
    groups: Vec<Group>,
}

impl Found {
    fn of(corpus: &Corpus, progress: &Progress) -> Result<Self, Cancelled> {
        let shared = Shared::of(corpus, progress)?;
        let groups = groups(&corpus.project, &shared.passages);
        let mut by_pair: HashMap<_, Vec<usize>> = HashMap::new();
        for (at, passage) in shared.passages.iter().enumerate() {
            by_pair.entry((passage.a.article, passage.b.article)).or_default().push(at);
        }
        Ok(Self { shared, by_pair, groups })
    }

    /// Of each passage; and the slots of all beside their earliest articles, one wording a row.
    fn tables(&self, corpus: &Corpus, progress: &Progress) -> Result<(Vec<Variants>, Table), Cancelled> {
        progress.expect(self.groups.len());
        let columns = ["Passage", "After", "Kind", "Outlet", "Article", "Words", "Base", "Words of the base"];
        let columns = columns.map(Column::titled).to_vec();
        let mut all = Table { title: "All variants".to_owned(), columns, rows: Vec::new() };
        let mut each = Vec::new();
        for (n, group) in self.groups.iter().enumerate() {
            let stars = self.stars(corpus, group, MOST_BASES);
            all.rows.extend(stars.iter().take(1).flat_map(|star| star.rows(&corpus.project, n + 1)));
            let by_base = stars.iter().map(|star| (star.base.0, star.table(&corpus.project)));
            each.push(Variants { by_base: by_base.collect() });
            progress.step()?;
        }
        Ok((each, all))
    }

    /// The passage beside each of its articles, the earliest first.
    fn stars<'f>(&'f self, corpus: &'f Corpus, group: &Group, n_bases: usize) -> Vec<Star<'f>> {
        let bases = in_order_of_dates(&corpus.project, group.keys().copied());
        bases.into_iter().take(n_bases).map(|base| self.star(corpus, group, base)).collect()
    }

    fn star<'f>(&'f self, corpus: &'f Corpus, group: &Group, base: ArticleId) -> Star<'f> {
        let others = in_order_of_dates(&corpus.project, group.keys().copied().filter(|id| *id != base));
        let witness = |other: ArticleId| {
            let place = |id: ArticleId| Side { article: id, span: group[&id] };
            self.witness(&corpus.project, place(base), place(other))
        };
        let witnesses: Vec<Witness> = others.into_iter().filter_map(witness).collect();
        Star { base: (base, &corpus.project.articles()[&base]), at: group[&base], witnesses }
    }

    /// An article beside the base, as the index joins them, or else aligned anew.
    fn witness(&self, project: &Project, base: Side, other: Side) -> Option<Witness> {
        let words = |side: Side| self.shared.words.get(&side.article).map(|words| &**words);
        let pairs = [(base.article, other.article), (other.article, base.article)];
        let of_both = pairs.iter().filter_map(|pair| self.by_pair.get(pair)).flatten();
        let mut of_both = of_both.map(|at| &self.shared.passages[*at]);
        let known = of_both.find(|passage| joins(passage, base, other));
        let aligned = || Passage::between((base, words(base)?), (other, words(other)?));
        let passage = known.cloned().or_else(aligned)?;
        let found = differences(project, &passage, words(passage.a)?, words(passage.b)?);
        let is_a = passage.a.article == base.article;
        let (covered, there) = if is_a { (passage.a, passage.b) } else { (passage.b, passage.a) };
        let changes = found.into_iter().map(|found| {
            let (base, there) = if is_a { (found.a, found.b) } else { (found.b, found.a) };
            Change { base, there, class: found.class }
        });
        Some(Witness { place: there.into(), covered: covered.span, changes: changes.collect() })
    }
}

fn joins(passage: &Passage, a: Side, b: Side) -> bool {
    let meets = |(here, there): (Side, Side)| here.span.overlaps(a.span) && there.span.overlaps(b.span);
    passage.seen_from(a.article).is_some_and(meets)
}

/// Stretches of an article that two others have too, each told once, from the earliest article that has it.
fn groups(project: &Project, passages: &[Passage]) -> Vec<Group> {
    let mut by_base: BTreeMap<ArticleId, Vec<&Passage>> = BTreeMap::new();
    passages.iter().for_each(|passage| by_base.entry(passage.a.article).or_default().push(passage));
    let mut groups: Vec<Group> = Vec::new();
    // For each article the groups that it is in: a later base of them would only repeat them.
    let mut known: BTreeMap<ArticleId, Vec<usize>> = BTreeMap::new();
    for base in in_order_of_dates(project, by_base.keys().copied()) {
        for group in groups_of(base, &by_base[&base]) {
            let is_repeated = known.get(&base).is_some_and(|known| {
                known.iter().any(|at| {
                    groups[*at][&base].overlaps(group[&base])
                        && group.keys().all(|id| groups[*at].contains_key(id))
                })
            });
            if !is_repeated {
                group.keys().for_each(|id| known.entry(*id).or_default().push(groups.len()));
                groups.push(group);
            }
        }
    }
    groups
}

/// One group for each stretch of the base that at least two others have, wholly or in part.
fn groups_of(base: ArticleId, passages: &[&Passage]) -> Vec<Group> {
    let stretches = apart(passages.iter().map(|passage| passage.a.span).collect());
    let group = |stretch: Span| {
        let inside = passages.iter().filter(|passage| stretch.covers(passage.a.span));
        let mut longest: BTreeMap<ArticleId, &Passage> = BTreeMap::new();
        for passage in inside {
            let kept = longest.entry(passage.b.article).or_insert(passage);
            if passage.n_same > kept.n_same {
                *kept = passage;
            }
        }
        let others = longest.into_iter().map(|(id, passage)| (id, passage.b.span));
        others.chain([(base, stretch)]).collect::<Group>()
    };
    stretches.into_iter().map(group).filter(|group| group.len() >= FEWEST).collect()
}

fn json(corpus: &Corpus, _: &Report) -> Json {
    let Ok(found) = Found::of(corpus, &Progress::default()) else { return json!({ "passages": [] }) };
    let mut quoter = Quoter::new(&corpus.project);
    let stars = found.groups.iter().flat_map(|group| found.stars(corpus, group, 1));
    let all: Vec<Json> = stars.map(|star| star.json(&corpus.project, &mut quoter)).collect();
    json!({ "passages": all })
}

#[cfg(test)]
mod tests {
    use super::star::NO_WORDS;
    use super::*;
    use crate::fixture;
    use crate::session::Session;

    const BASE: &str = "The old ferry left the northern harbour on Friday with forty people on board.";
    const SPELT: &str = "The old ferry left the northern harbor on Friday with forty people on board.";
    const LATER: &str =
        "The old ferry left the northern harbour on Monday with forty people on board, officials said.";

    fn answer(session: &Session) -> (Report, Json) {
        let corpus = Corpus::whole(session.project().clone());
        let report = run(&corpus, &Progress::default()).unwrap();
        let json = json(&corpus, &report);
        (report, json)
    }

    fn records(table: &Table) -> Vec<Vec<String>> {
        table.rows.iter().map(|row| row.iter().map(|cell| cell.value.to_string()).collect()).collect()
    }

    fn variants(report: &Report) -> &[Variants] {
        report
            .blocks
            .iter()
            .find_map(|block| match block {
                Block::Variants(variants) => Some(variants.as_slice()),
                _ => None,
            })
            .unwrap_or_default()
    }

    #[test]
    fn a_row_is_a_slot_and_a_column_an_article() {
        let session = fixture::session(&[("Courant", BASE), ("Lantern", SPELT), ("Ledger", LATER)]);
        let (report, _) = answer(&session);
        let [found] = variants(&report) else { panic!("{report:?}") };
        let (_, table) = &found.by_base[0];
        let columns: Vec<String> = table.columns.iter().map(Column::name).collect();
        assert_eq!(columns, ["After", "Kind", "Courant", "Lantern", "Ledger"]);
        assert_eq!(
            records(table),
            [
                ["ferry left the northern", "spelling", "harbour", "harbor", "harbour"],
                ["the northern harbour on", "number or date", "Friday", "Friday", "Monday"],
            ]
        );
    }

    #[test]
    fn every_article_can_be_the_base() {
        let session = fixture::session(&[("Courant", BASE), ("Lantern", SPELT), ("Ledger", LATER)]);
        let (report, _) = answer(&session);
        let (_, table) = &variants(&report)[0].by_base[2];
        assert_eq!(table.columns[2].name(), "Ledger");
        let days = records(table).into_iter().find(|row| row[2] == "Monday").unwrap();
        assert_eq!(days[2..], ["Monday", "Friday", "Friday"]);
    }

    #[test]
    fn words_that_only_one_has_are_nothing_in_the_others() {
        let more = "The old ferry left the small northern harbour on Friday with forty people on board.";
        let session = fixture::session(&[("Courant", BASE), ("Lantern", more), ("Ledger", BASE)]);
        let (report, json) = answer(&session);
        let (_, table) = &variants(&report)[0].by_base[0];
        assert_eq!(records(table), [["old ferry left the", "insertion", NO_WORDS, "small", NO_WORDS]]);
        let slot = &json["passages"][0]["slots"][0];
        assert_eq!(slot["wordings"][0]["words"], "small");
        assert_eq!(slot["wordings"][1]["differs"], false);
    }

    #[test]
    fn who_has_only_a_part_is_empty_beyond_it() {
        let part = "It rained. The old ferry left the northern harbour on Friday, and nobody saw it.";
        let other = "The old ferry left the northern harbour on Friday with fifty people on board.";
        let session = fixture::session(&[("Courant", BASE), ("Lantern", part), ("Ledger", other)]);
        let (report, _) = answer(&session);
        let (_, table) = &variants(&report)[0].by_base[0];
        let row = records(table).into_iter().find(|row| row[2] == "forty").unwrap();
        assert_eq!(row[3..], ["", "fifty"]);
    }

    #[test]
    fn a_passage_of_two_articles_has_no_table() {
        let session = fixture::session(&[("Courant", BASE), ("Lantern", SPELT)]);
        let (report, json) = answer(&session);
        assert!(variants(&report).is_empty());
        assert_eq!(json, json!({ "passages": [] }));
    }
}
