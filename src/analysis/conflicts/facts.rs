//! Which sentences tell one fact, and how their dates, numbers and places differ.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::super::dates::{Timed, timed};
use super::super::stories::proposed;
use super::super::{Corpus, Evidence, Readings};
use crate::index::dates::{Dated, Fit, When};
use crate::index::numbers::Number;
use crate::index::places::{Place, Places};
use crate::index::slots::{Slot, slots};
use crate::index::tellings::Telling;
use crate::job::{Cancelled, Progress, on_every};
use crate::model::{Article, ArticleId};
use crate::text::Span;

/// What an article says for a fact.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Reading {
    Date(When),
    Number { value: f64, of: String },
    Place(String),
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Kind {
    Contradiction,
    /// The first reading lies in the second.
    Finer,
    Coarser,
}

pub(super) struct Item {
    pub evidence: Evidence,
    pub reading: Reading,
}

/// Two readings of one fact, each with all places that have it.
pub(super) struct Conflict {
    pub what: String,
    pub kind: Kind,
    pub items: Vec<Item>,
}

/// The dates, numbers and places of a sentence.
struct Facts {
    article: ArticleId,
    dates: Vec<(Span, When)>,
    numbers: Vec<Number>,
    places: Vec<Place>,
}

/// What was read in one article.
struct Read<'r> {
    sentences: &'r [Span],
    dates: &'r [Dated],
    numbers: &'r [Number],
}

struct Reader<'c> {
    corpus: &'c Corpus,
    /// When each article was written, and which event it tells of.
    written: BTreeMap<ArticleId, When>,
    event: BTreeMap<ArticleId, usize>,
    places: Places<'c>,
}

pub(super) fn conflicts(corpus: &Corpus, progress: &Progress) -> Result<Vec<Conflict>, Cancelled> {
    progress.expect(100);
    let all = timed(corpus, &progress.stage(40))?;
    conflicts_among(corpus, all, &progress.stage(60))
}

pub(super) fn conflicts_among(
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
    progress.expect(100);
    let events = proposed(corpus, &progress.stage(30))?;
    let event = events
        .iter()
        .enumerate()
        .flat_map(|(n, event)| event.articles.iter().map(move |id| (*id, n)))
        .collect();
    let places = Places::of(&corpus.project, &corpus.articles);
    let reader = Reader { corpus, written, event, places };
    let (tellings, facts) = reader.all_tellings(&dates, &progress.stage(30))?;
    let stage = progress.stage(30);
    stage.expect(2 * tellings.len());
    let found = slots(&tellings, &|| stage.step().is_ok()).ok_or(Cancelled)?;
    let go_on = || progress.go_on().is_ok();
    let of_slots = on_every(&found, &go_on, || (), |(), slot| reader.conflicts(slot, &facts, &go_on));
    let of_slots: Option<Vec<Vec<Conflict>>> = of_slots.ok_or(Cancelled)?.into_iter().collect();
    let mut all = of_slots.ok_or(Cancelled)?.into_iter().flatten().collect::<Vec<_>>();
    all.sort_by(|a, b| a.kind.cmp(&b.kind).then_with(|| a.items[0].evidence.cmp(&b.items[0].evidence)));
    Ok(all)
}

impl<'c> Reader<'c> {
    fn all_tellings(
        &self,
        dates: &BTreeMap<ArticleId, Vec<Dated>>,
        progress: &Progress,
    ) -> Result<(Vec<Telling<'c>>, Vec<Facts>), Cancelled> {
        progress.expect(100);
        let numbers: BTreeMap<ArticleId, Arc<Vec<Number>>> =
            Readings::numbers(self.corpus, &progress.stage(30))?.into_iter().collect();
        let sentences: BTreeMap<ArticleId, Arc<Vec<Span>>> =
            Readings::sentences(self.corpus, &progress.stage(30))?.into_iter().collect();
        let ids = self.corpus.in_order_of_dates();
        let stage = progress.stage(40);
        stage.expect(ids.len());
        let read = |id: &ArticleId| {
            let article = self.corpus.project.article(*id)?;
            let read =
                Read { sentences: sentences.get(id)?, dates: dates.get(id)?, numbers: numbers.get(id)? };
            Some(self.tellings(*id, article, read))
        };
        let of_articles = on_every(&ids, &|| stage.step().is_ok(), || (), |(), id| read(id));
        Ok(of_articles.ok_or(Cancelled)?.into_iter().flatten().flatten().unzip())
    }

    /// The sentences that were asked for and have a date, a number or a place in them.
    fn tellings<'t>(&self, id: ArticleId, article: &'t Article, read: Read) -> Vec<(Telling<'t>, Facts)> {
        let all_places = self.places.in_article(article);
        let counted = read.sentences.iter().copied().filter(|span| self.corpus.has(article, span.start()));
        let telling = |span: Span| {
            let dates: Vec<(Span, When)> = within(read.dates, span, |dated| dated.span)
                .filter_map(|dated| Some((dated.span, dated.when?)))
                .collect();
            let is_date = |number: &&Number| dates.iter().any(|(date, _)| date.overlaps(number.span));
            let numbers: Vec<Number> = within(read.numbers, span, |number| number.span)
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

    fn conflicts(&self, slot: &Slot, facts: &[Facts], go_on: &dyn Fn() -> bool) -> Option<Vec<Conflict>> {
        let mut found: Vec<Conflict> = Vec::new();
        for (n, a) in slot.tellings.iter().enumerate().take_while(|_| go_on()) {
            for b in &slot.tellings[n + 1..] {
                let (a, b) = (&facts[*a], &facts[*b]);
                if a.article != b.article {
                    let dates = self.differing_dates(a, b).into_iter();
                    let pairs = dates.chain(differing_numbers(a, b)).chain(differing_places(a, b));
                    pairs.for_each(|(kind, items)| add(&mut found, &slot.what, kind, items));
                }
            }
        }
        go_on().then_some(found)
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
    pub fn name(self) -> &'static str {
        match self {
            Self::Contradiction => "contradiction",
            Self::Finer => "finer",
            Self::Coarser => "coarser",
        }
    }
}

impl Reading {
    pub fn kind(&self) -> &'static str {
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
