use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Value as Json, json};

use super::dates::{Timed, timed};
use super::evidence::{Evidence, Quoter};
use super::plot::{Axis, Lane, Mark, Plot, Role, Scale, Shape};
use super::quotations::one_line;
use super::stories::proposed;
use super::timeline::days;
use super::{Analysis, Block, Cell, Column, Corpus, Report, Table, Value};
use crate::index::dates::{Dated, Fit, When};
use crate::index::numbers::{Number, numbers};
use crate::index::places::{Place, Places};
use crate::index::slots::{Slot, Telling, slots};
use crate::job::{Cancelled, Progress};
use crate::model::{Article, ArticleId};
use crate::text::{Span, sentences};

pub const ANALYSIS: Analysis = Analysis {
    id: "conflicts",
    title: "Conflicting facts",
    question: "Where do articles give different dates, numbers or places for the same fact?",
    run,
    json,
};

/// What an article says for a fact.
#[derive(Clone, Debug, PartialEq)]
enum Reading {
    Date(When),
    Number { value: f64, of: String },
    Place(String),
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Kind {
    Contradiction,
    /// The first reading lies in the second.
    Finer,
    Coarser,
}

struct Item {
    evidence: Evidence,
    reading: Reading,
}

/// Two readings of one fact, each with all places that have it.
struct Conflict {
    what: String,
    kind: Kind,
    items: Vec<Item>,
}

/// The dates, numbers and places of a sentence.
struct Facts {
    article: ArticleId,
    dates: Vec<(Span, When)>,
    numbers: Vec<Number>,
    places: Vec<Place>,
}

struct Reader<'c> {
    corpus: &'c Corpus,
    /// When each article was written, and which event it tells of.
    written: BTreeMap<ArticleId, When>,
    event: BTreeMap<ArticleId, usize>,
    places: Places<'c>,
}

fn conflicts(corpus: &Corpus, progress: &Progress) -> Result<Vec<Conflict>, Cancelled> {
    progress.expect(corpus.articles.len() * 2);
    conflicts_among(corpus, timed(corpus, progress)?, progress)
}

fn conflicts_among(
    corpus: &Corpus,
    all: Vec<Timed>,
    progress: &Progress,
) -> Result<Vec<Conflict>, Cancelled> {
    let mut dates: BTreeMap<ArticleId, Vec<Dated>> = BTreeMap::new();
    let mut written = BTreeMap::new();
    for timed in all {
        written.extend(timed.anchor.map(|anchor| (timed.article, anchor.when)));
        dates.insert(timed.article, timed.dates);
    }
    let events = proposed(corpus, progress)?;
    let event = events
        .iter()
        .enumerate()
        .flat_map(|(n, event)| event.articles.iter().map(move |id| (*id, n)))
        .collect();
    let places = Places::of(&corpus.project, &corpus.articles);
    let reader = Reader { corpus, written, event, places };
    let (mut tellings, mut facts) = (Vec::new(), Vec::new());
    for id in corpus.in_order_of_dates() {
        progress.step()?;
        let Some(article) = corpus.project.article(id) else { continue };
        for (telling, fact) in reader.tellings(id, article, dates.get(&id).map_or(&[], Vec::as_slice)) {
            tellings.push(telling);
            facts.push(fact);
        }
    }
    let found = slots(&tellings);
    progress.go_on()?;
    let mut all: Vec<Conflict> = found.iter().flat_map(|slot| reader.conflicts(slot, &facts)).collect();
    all.sort_by(|a, b| a.kind.cmp(&b.kind).then_with(|| a.items[0].evidence.cmp(&b.items[0].evidence)));
    Ok(all)
}

impl Reader<'_> {
    /// The sentences that were asked for and have a date, a number or a place in them.
    fn tellings<'t>(
        &self,
        id: ArticleId,
        article: &'t Article,
        dates: &[Dated],
    ) -> Vec<(Telling<'t>, Facts)> {
        let (all_numbers, all_places) = (numbers(&article.text), self.places.in_article(article));
        let counted =
            sentences(&article.text).into_iter().filter(|span| self.corpus.has(article, span.start()));
        let telling = |span: Span| {
            let dates: Vec<(Span, When)> = within(dates, span, |dated| dated.span)
                .filter_map(|dated| Some((dated.span, dated.when?)))
                .collect();
            let is_date = |number: &&Number| dates.iter().any(|(date, _)| date.overlaps(number.span));
            let numbers: Vec<Number> = within(&all_numbers, span, |number| number.span)
                .filter(|number| !is_date(number))
                .cloned()
                .collect();
            let places: Vec<Place> = within(&all_places, span, |place| place.span).cloned().collect();
            let compared = dates.iter().map(|(span, _)| *span).chain(places.iter().map(|place| place.span));
            let left_out: Vec<Span> = compared.collect();
            let is_wanted = !left_out.is_empty() || !numbers.is_empty();
            let telling = Telling { article: id, span, text: span.of(&article.text), left_out };
            is_wanted.then_some((telling, Facts { article: id, dates, numbers, places }))
        };
        counted.filter_map(telling).collect()
    }

    fn conflicts(&self, slot: &Slot, facts: &[Facts]) -> Vec<Conflict> {
        let mut found: Vec<Conflict> = Vec::new();
        for (n, a) in slot.tellings.iter().enumerate() {
            for b in &slot.tellings[n + 1..] {
                let (a, b) = (&facts[*a], &facts[*b]);
                if a.article != b.article {
                    let dates = self.differing_dates(a, b).into_iter();
                    let pairs = dates.chain(differing_numbers(a, b)).chain(differing_places(a, b));
                    pairs.for_each(|(kind, items)| add(&mut found, &slot.what, kind, items));
                }
            }
        }
        found
    }

    /// Each date of one sentence that the other has not, with the other's nearest.
    fn differing_dates(&self, a: &Facts, b: &Facts) -> Vec<(Kind, [Item; 2])> {
        let has =
            |all: &[(Span, When)], when: When| all.iter().any(|(_, other)| other.fit(when) == Fit::Same);
        let only = |of: &Facts, other: &Facts| {
            of.dates.iter().copied().filter(|(_, when)| !has(&other.dates, *when)).collect::<Vec<_>>()
        };
        let pairs = only(a, b).into_iter().zip(only(b, a)); // in the order in which the sentences name them
        let compared = pairs.filter_map(|((span_a, when_a), (span_b, when_b))| {
            let kind = match when_a.fit(when_b) {
                Fit::Finer => Kind::Finer,
                Fit::Coarser => Kind::Coarser,
                _ if when_a.is_disjoint_from(when_b) => Kind::Contradiction,
                _ => return None,
            };
            let is_event = self.is_own_event(a.article, when_a) || self.is_own_event(b.article, when_b);
            if is_event && self.event.get(&a.article) != self.event.get(&b.article) {
                return None; // each tells of its own event
            }
            let item = |article, span, when| Item {
                evidence: Evidence { article, span },
                reading: Reading::Date(when),
            };
            Some((kind, [item(a.article, span_a, when_a), item(b.article, span_b, when_b)]))
        });
        compared.collect()
    }

    /// Whether a date is within days of when its article was written: what the article reports.
    fn is_own_event(&self, article: ArticleId, when: When) -> bool {
        let Some(written) = self.written.get(&article) else { return false };
        let days = |from: jiff::civil::Date, to: jiff::civil::Date| {
            from.until(to).map_or(i32::MAX, |gap| gap.get_days())
        };
        let is_short = days(when.first(), when.last()) <= NEAR_DAYS;
        is_short
            && days(when.last(), written.first()) <= NEAR_DAYS
            && days(written.last(), when.first()) <= NEAR_DAYS
    }
}

const NEAR_DAYS: i32 = 7;

/// Those of a list in the order of the text that lie in a span.
fn within<T>(all: &[T], span: Span, place: impl Fn(&T) -> Span) -> impl Iterator<Item = &T> {
    let start = all.partition_point(|item| place(item).start() < span.start());
    all[start..].iter().take_while(move |item| place(item).end() <= span.end())
}

/// Numbers of the same thing that differ, where neither may be the other one rounded.
fn differing_numbers(a: &Facts, b: &Facts) -> Vec<(Kind, [Item; 2])> {
    let has = |all: &[Number], number: &Number| {
        all.iter().any(|other| other.of == number.of && other.value == number.value)
    };
    let only = |of: &Facts, other: &Facts| {
        of.numbers.iter().filter(|number| !has(&other.numbers, number)).cloned().collect::<Vec<_>>()
    };
    let mut of_b = only(b, a);
    let mut found = Vec::new();
    for number in only(a, b) {
        let Some(at) = of_b.iter().position(|other| other.of == number.of) else { continue };
        let other = of_b.remove(at);
        let kind = match number.is_about(&other) {
            true if number.is_rough => Kind::Coarser,
            true => Kind::Finer,
            false => Kind::Contradiction,
        };
        let item = |article, number: Number| Item {
            evidence: Evidence { article, span: number.span },
            reading: Reading::Number { value: number.value, of: number.of },
        };
        found.push((kind, [item(a.article, number), item(b.article, other)]));
    }
    found
}

/// The one place that each sentence has and the other has not; of several, nothing tells which are meant
/// to be the same.
fn differing_places(a: &Facts, b: &Facts) -> Option<(Kind, [Item; 2])> {
    let only = |of: &Facts, other: &Facts| {
        let has = |place: &Place| other.places.iter().any(|other| place.fit(other) == Some(Fit::Same));
        let mut only = of.places.iter().filter(|place| !has(place));
        only.next().filter(|_| only.next().is_none()).cloned()
    };
    let (in_a, in_b) = (only(a, b)?, only(b, a)?);
    let kind = match in_a.fit(&in_b)? {
        Fit::Finer => Kind::Finer,
        Fit::Coarser => Kind::Coarser,
        _ => Kind::Contradiction,
    };
    let item = |article, place: Place| Item {
        evidence: Evidence { article, span: place.span },
        reading: Reading::Place(place.name),
    };
    Some((kind, [item(a.article, in_a), item(b.article, in_b)]))
}

/// Takes the two places to a conflict of the same two readings, or opens one.
fn add(found: &mut Vec<Conflict>, what: &str, kind: Kind, items: [Item; 2]) {
    let [a, b] = &items;
    let has =
        |conflict: &Conflict, reading: &Reading| conflict.items.iter().any(|item| item.reading == *reading);
    let known = found.iter_mut().find(|conflict| has(conflict, &a.reading) && has(conflict, &b.reading));
    match known {
        Some(conflict) => {
            for item in items {
                if !conflict.items.iter().any(|known| known.evidence == item.evidence) {
                    conflict.items.push(item);
                }
            }
        }
        None => found.push(Conflict { what: what.to_owned(), kind, items: items.into() }),
    }
}

impl Kind {
    fn name(self) -> &'static str {
        match self {
            Self::Contradiction => "contradiction",
            Self::Finer => "finer",
            Self::Coarser => "coarser",
        }
    }
}

impl Reading {
    fn kind(&self) -> &'static str {
        match self {
            Self::Date(_) => "date",
            Self::Number { .. } => "number",
            Self::Place(_) => "place",
        }
    }
}

impl std::fmt::Display for Reading {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Date(when) => write!(f, "{when}"),
            Self::Number { value, .. } => write!(f, "{value}"),
            Self::Place(name) => f.write_str(name),
        }
    }
}

fn run(corpus: &Corpus, progress: &Progress) -> Result<Report, Cancelled> {
    let found = conflicts(corpus, progress)?;
    let n_of = |kind: Kind| found.iter().filter(|conflict| conflict.kind == kind).count();
    let (n_against, n_finer) = (n_of(Kind::Contradiction), n_of(Kind::Finer) + n_of(Kind::Coarser));
    let note = match found.len() {
        0 => "No two sentences that seem to tell one fact give it different dates, numbers or places."
            .to_owned(),
        _ => format!(
            "Contradictions: {n_against}. Told more exactly by one article than by another: {n_finer}. Sentences are \
             matched by the words they share, so look at both before you call it a mistake."
        ),
    };
    let mut blocks = vec![Block::Note(note)];
    if !found.is_empty() {
        blocks.extend(plot(corpus, &found).map(Block::Plot));
        blocks.push(Block::Table(table(corpus, &found)));
    }
    Ok(Report { blocks })
}

/// The dates that contradict another article's.
pub(super) fn contradicted(
    corpus: &Corpus,
    all: &[Timed],
    progress: &Progress,
) -> Result<BTreeSet<Evidence>, Cancelled> {
    let found = conflicts_among(corpus, all.to_vec(), progress)?;
    let against = found.iter().filter(|conflict| conflict.kind == Kind::Contradiction);
    let dates = against.flat_map(|conflict| &conflict.items).filter(|item| item.reading.kind() == "date");
    Ok(dates.map(|item| item.evidence).collect())
}

/// The dates given for each fact, one under the other.
fn plot(corpus: &Corpus, found: &[Conflict]) -> Option<Plot> {
    let lane = |(n, conflict): (usize, &Conflict)| {
        let mut places: BTreeMap<When, Vec<Evidence>> = BTreeMap::new();
        for item in &conflict.items {
            let Reading::Date(when) = &item.reading else { return None };
            places.entry(*when).or_default().push(item.evidence);
        }
        let marks = places.into_iter().map(|(when, places)| mark(corpus, conflict, when, places)).collect();
        Some(Lane::new("", format!("{} · {}", n + 1, conflict.what), marks))
    };
    let lanes: Vec<Lane> = found.iter().enumerate().filter_map(lane).collect();
    let ends = lanes.iter().flat_map(|lane| &lane.marks).flat_map(|mark| [mark.from, mark.to]);
    let axis = Axis::around("", Scale::Days, ends.collect::<Vec<_>>());
    let legend = [(Role::Conflict, "! contradiction"), (Role::Plain, "one tells it more exactly")];
    let legend = legend.map(|(role, words)| (role, words.to_owned())).to_vec();
    let title = "Dates told differently".to_owned();
    (!lanes.is_empty()).then(|| Plot { title, axis, lanes, legend, n_more: 0 }.shortened())
}

fn mark(corpus: &Corpus, conflict: &Conflict, when: When, evidence: Vec<Evidence>) -> Mark {
    let (from, to) = days(when);
    let outlet = |place: &Evidence| Some(corpus.project.outlet_name(corpus.project.article(place.article)?));
    let outlets: BTreeSet<&str> = evidence.iter().filter_map(outlet).collect();
    Mark {
        from,
        to,
        shape: Shape::Bar,
        role: if conflict.kind == Kind::Contradiction { Role::Conflict } else { Role::Plain },
        words: format!("{when}: {}", outlets.into_iter().collect::<Vec<_>>().join(", ")),
        evidence,
    }
}

fn table(corpus: &Corpus, found: &[Conflict]) -> Table {
    let columns = ["No.", "Kind", "Fact", "Of", "Outlet", "Article", "Words", "Read as"];
    let rows = found.iter().enumerate().flat_map(|(n, conflict)| {
        conflict.items.iter().filter_map(move |item| row(corpus, n + 1, conflict, item))
    });
    Table {
        title: "Facts told differently".to_owned(),
        columns: columns.map(Column::titled).to_vec(),
        rows: rows.collect(),
    }
}

fn row(corpus: &Corpus, n: usize, conflict: &Conflict, item: &Item) -> Option<Vec<Cell>> {
    let article = corpus.project.article(item.evidence.article)?;
    let here = || vec![item.evidence];
    let all = conflict.items.iter().map(|item| item.evidence).collect();
    Some(vec![
        Cell::new(Value::Count(n), all),
        Cell::text(conflict.kind.name()),
        Cell::text(&conflict.what),
        Cell::text(item.reading.kind()),
        Cell::text(corpus.project.outlet_name(article)),
        Cell::text(&article.header.title),
        Cell::new(Value::Text(one_line(item.evidence.span.of(&article.text))), here()),
        Cell::new(Value::Text(item.reading.to_string()), here()),
    ])
}

fn json(corpus: &Corpus, _: &Report) -> Json {
    let found = conflicts(corpus, &Progress::default()).unwrap_or_default();
    let mut quoter = Quoter::new(&corpus.project);
    let mut item = |item: &Item| {
        let mut shown = quoter.json(item.evidence);
        shown["reading"] = json!(item.reading.to_string());
        shown
    };
    let conflict = |conflict: &Conflict| {
        json!({
            "what": conflict.what,
            "kind": conflict.kind.name(),
            "of": conflict.items[0].reading.kind(),
            "items": conflict.items.iter().map(&mut item).collect::<Vec<_>>(),
        })
    };
    json!({ "conflicts": found.iter().map(conflict).collect::<Vec<_>>() })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analysis::golden;
    use crate::fixture;

    /// Kind and readings of each conflict.
    fn found(corpus: &Corpus) -> Vec<(String, Vec<String>)> {
        let answer = json(corpus, &Report::default());
        let text = |value: &Json| value.as_str().unwrap().to_owned();
        let readings = |conflict: &Json| {
            conflict["items"].as_array().unwrap().iter().map(|item| text(&item["reading"])).collect()
        };
        answer["conflicts"]
            .as_array()
            .unwrap()
            .iter()
            .map(|conflict| (text(&conflict["kind"]), readings(conflict)))
            .collect()
    }

    // E16 and E17 of the research: 004 has the build-up a year late; 000 says "last year" where 001 says
    // "in December". That 000 and 001 met on other days is no conflict: they are two meetings.
    #[test]
    fn the_seeds_conflict_about_the_build_up_and_differ_in_grain_about_the_papers() {
        let Some(corpus) = golden::corpus() else { return };
        let found = found(&corpus);
        let is = |kind: &str, readings: [&str; 2]| {
            found.iter().any(|(found, all)| {
                found == kind && readings.iter().all(|reading| all.contains(&reading.to_string()))
            })
        };
        assert!(is("contradiction", ["2022-12", "2023-12"]), "{found:?}");
        assert!(is("coarser", ["2022", "2022-12"]), "{found:?}");
        assert_eq!(found.iter().filter(|(kind, _)| kind == "contradiction").count(), 1, "{found:?}");
    }

    #[test]
    fn numbers_of_the_same_thing_contradict_or_are_rounded() {
        let of = |a: &str, b: &str| {
            let tell =
                |n: &str| format!("The old northern harbour lost {n} ships in the great winter storm.");
            let session = fixture::session(&[("A", tell(a).as_str()), ("B", tell(b).as_str())]);
            found(&Corpus::whole(session.project().clone()))
        };
        assert_eq!(of("12", "13"), [("contradiction".to_owned(), vec!["12".to_owned(), "13".to_owned()])]);
        assert_eq!(of("about 100", "104")[0].0, "coarser");
        assert_eq!(of("12", "12"), []);
    }

    #[test]
    fn tagged_places_contradict_or_one_lies_in_the_other() {
        let of = |a: &str, b: &str| {
            let tell =
                |place: &str| format!("Both ministers signed the new defence pact at a ceremony in {place}.");
            let session = fixture::session(&[("A", tell(a).as_str()), ("B", tell(b).as_str())]);
            found(&Corpus::whole(session.project().clone()))
        };
        let readings = |a: &str, b: &str| vec![a.to_owned(), b.to_owned()];
        assert_eq!(
            of("[GPE Paris]", "[GPE Tokyo]"),
            [("contradiction".to_owned(), readings("Paris", "Tokyo"))]
        );
        assert_eq!(
            of("[GPE northern Paris]", "[GPE Paris]"),
            [("finer".to_owned(), readings("northern Paris", "Paris"))]
        );
        // A city may lie in what is labelled otherwise; and what nobody tagged is no place.
        assert_eq!(of("[GPE Paris]", "[LOC Europe]"), []);
        assert_eq!(of("[GPE Paris]", "Tokyo"), []);
        assert_eq!(of("[GPE Paris]", "Paris"), []);
    }
}
