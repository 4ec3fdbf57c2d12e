//! Which articles may tell of one event. Words say that they are alike; the day and the place of the
//! event can say that they are not, and then they are not joined, however alike they are.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::LazyLock;

use jiff::civil::Weekday;
use regex::Regex;

use super::dates::{Times, When, anchor};
use super::words::{BREAK, Words, Zones};
use crate::job::{in_parallel, on_every};
use crate::model::{Article, ArticleId, ZoneKind};
use crate::text::each_sentence;

/// Articles that may tell of one event, in the order they were given.
#[derive(Clone, Debug, PartialEq)]
pub struct Event {
    pub articles: Vec<ArticleId>,
    /// The pairs that it was put together from, the most alike first.
    pub ties: Vec<Tie>,
    /// The most alike pairs of one of its articles and one of another event, that something forbids.
    pub apart: Vec<Apart>,
}

/// What two articles have in common.
#[derive(Clone, Debug, PartialEq)]
pub struct Tie {
    pub a: ArticleId,
    pub b: ArticleId,
    /// Cosine of their words, each weighted by how few articles have it.
    pub likeness: f64,
    /// When both were written, where both tell and it is about the same time.
    pub written: Option<(When, When)>,
    /// A weekday on which both say that it happened.
    pub weekday: Option<Weekday>,
    /// Where both say that it happened.
    pub places: Vec<String>,
}

#[derive(Clone, Debug, PartialEq)]
pub struct Apart {
    pub a: ArticleId,
    pub b: ArticleId,
    pub likeness: f64,
    pub veto: Veto,
}

/// Why two articles cannot tell of one event.
#[derive(Clone, Debug, PartialEq)]
pub enum Veto {
    Dates(When, When),
    Weekdays(Weekday, Weekday),
    /// Neither mentions where the other says that it happened.
    Places(String, String),
}

/// From here on two articles may tell of one event: the best F1 over the 300 articles of BASIL, .878.
const LEAST_LIKENESS: f64 = 0.27;

/// Days between two reports of one event.
const MOST_DAYS_APART: i32 = 3;

/// Words that more articles have find no pairs; else the work would grow with the square.
const MOST_FINDING: u32 = 200;

/// Of rare words alone, to look at a pair at all.
const LEAST_TO_LOOK: f32 = 0.05;

/// How many of the most alike articles each article is compared with.
const NEAREST: usize = 50;

/// From articles and what they say about time. `go_on` is asked twice for each article, and then for each
/// pair of like ones; `None` where it said to stop.
pub fn events(
    articles: &[(ArticleId, &Article, &Times)],
    go_on: &(dyn Fn() -> bool + Sync),
) -> Option<Vec<Event>> {
    let facts = on_every(articles, go_on, || (), |(), (id, article, times)| Facts::of(*id, article, times))?;
    let mut pairs = Vectors::of(&facts).alike(go_on)?;
    pairs.sort_by(|a, b| b.2.total_cmp(&a.2).then((a.0, a.1).cmp(&(b.0, b.1))));
    let mut clusters = Clusters::new(&facts, &pairs);
    for (a, b, _) in &pairs {
        go_on().then(|| clusters.try_join(*a, *b))?;
    }
    Some(clusters.finish(&pairs))
}

/// What an article says of its event.
struct Facts<'a> {
    id: ArticleId,
    article: &'a Article,
    /// Each word with how often it stands, in the order of their keys.
    words: Vec<(u64, u32)>,
    written: Option<When>,
    weekdays: Vec<Weekday>,
    places: BTreeSet<String>,
}

impl<'a> Facts<'a> {
    fn of(id: ArticleId, article: &'a Article, times: &Times) -> Self {
        let mut keys = Words::of(article, Zones::Body).keys().to_vec();
        keys.sort_unstable();
        let same = keys.chunk_by(|a, b| a == b).filter(|same| same[0] != BREAK);
        let words = same.map(|same| (same[0], same.len() as u32)).collect();
        let written = anchor(article).map(|anchor| anchor.when);
        let mut weekdays = times.past_weekdays(article);
        if let Some(When::Day(day)) = written.filter(|_| weekdays.is_empty()) {
            weekdays = vec![day.weekday(), day.weekday().previous()];
        }
        Self { id, article, words, written, weekdays, places: places(article) }
    }

    fn veto(&self, other: &Self) -> Option<Veto> {
        if let (Some(a), Some(b)) = (self.written, other.written) {
            return (days_between(a, b) > MOST_DAYS_APART).then_some(Veto::Dates(a, b));
        }
        if let (Some(a), Some(b)) = (self.weekdays.first(), other.weekdays.first())
            && !self.weekdays.iter().any(|day| other.weekdays.contains(day))
        {
            return Some(Veto::Weekdays(*a, *b));
        }
        let names = |facts: &Self, place: &String| facts.article.text.contains(place.as_str());
        let strangers = |of: &Self, to: &Self| {
            of.places.iter().find(|_| !of.places.iter().any(|place| names(to, place))).cloned()
        };
        Some(Veto::Places(strangers(self, other)?, strangers(other, self)?))
    }

    fn tie(&self, other: &Self, likeness: f64) -> Tie {
        Tie {
            a: self.id,
            b: other.id,
            likeness,
            written: self.written.zip(other.written),
            weekday: self.weekdays.iter().find(|day| other.weekdays.contains(day)).copied(),
            places: self.places.intersection(&other.places).cloned().collect(),
        }
    }
}

fn days_between(a: When, b: When) -> i32 {
    let (early, late) = if a.first() <= b.first() { (a, b) } else { (b, a) };
    early.last().until(late.first()).map_or(i32::MAX, |gap| gap.get_days())
}

/// Where it happened: names after `in` in the captions and the first sentences, and the dateline.
fn places(article: &Article) -> BTreeSet<String> {
    static PLACE: LazyLock<Regex> = LazyLock::new(|| {
        Regex::new(r"\b(?:in|at) (\p{Lu}[\p{L}’'-]+(?: \p{Lu}[\p{L}’'-]+)?)").expect("a fixed expression")
    });
    static DATELINE: LazyLock<Regex> = LazyLock::new(|| {
        Regex::new(r"^(\p{Lu}{3,}(?: \p{Lu}{3,})?)(?:,[^–—-]{0,30})?(?: \([A-Z]+\))? [–—-] ")
            .expect("a fixed expression")
    });
    let text = &article.text;
    let caption = |kind: ZoneKind| kind == ZoneKind::Caption;
    let captions = article.zones.iter().filter(|zone| caption(zone.kind)).map(|zone| zone.span);
    let in_body = |span: &crate::text::Span| {
        !article.zone_at(span.start()).is_some_and(|kind| kind.is_clutter() || kind == ZoneKind::Title)
    };
    let first: Vec<_> = each_sentence(text).filter(in_body).take(FIRST_SENTENCES).collect();
    let dateline =
        first.first().and_then(|first| DATELINE.captures(first.of(text))).map(|found| titled(&found[1]));
    let named = captions.chain(first.iter().copied()).flat_map(|span| {
        PLACE
            .captures_iter(span.of(text))
            .map(|found| found[1].trim_end_matches("’s").to_owned())
            .collect::<Vec<_>>()
    });
    let is_time = |name: &String| super::dates::is_calendar_word(name);
    named.chain(dateline).filter(|name| !is_time(name)).collect()
}

const FIRST_SENTENCES: usize = 3;

fn titled(upper: &str) -> String {
    let mut chars = upper.chars();
    chars.next().map(String::from).unwrap_or_default() + &chars.as_str().to_lowercase()
}

/// The words of an article by weight, of length 1, in the order of their numbers.
type Vector = Vec<(u32, f32)>;

struct Vectors {
    of: Vec<Vector>,
    /// How many articles have each word.
    n_having: Vec<u32>,
}

impl Vectors {
    /// Sublinear counts, and weights smoothed as `TfidfVectorizer(sublinear_tf=True)` of scikit-learn does.
    fn of(facts: &[Facts]) -> Self {
        let mut keys: Vec<u64> = facts.iter().flat_map(|facts| &facts.words).map(|(key, _)| *key).collect();
        keys.sort_unstable();
        let known: Vec<(u64, u32)> =
            keys.chunk_by(|a, b| a == b).map(|same| (same[0], same.len() as u32)).collect();
        let n_all = facts.len() as f64;
        let vector = |facts: &Facts| {
            let weight = |(key, n): &(u64, u32)| {
                let number = known.partition_point(|(other, _)| other < key);
                let rarity = ((1.0 + n_all) / (1.0 + f64::from(known[number].1))).ln() + 1.0;
                (number as u32, ((1.0 + f64::from(*n).ln()) * rarity) as f32)
            };
            let mut vector: Vector = facts.words.iter().map(weight).collect();
            let length = vector.iter().map(|(_, weight)| weight * weight).sum::<f32>().sqrt();
            vector.iter_mut().for_each(|(_, weight)| *weight /= length);
            vector
        };
        let of = in_parallel(facts, |facts| facts.iter().map(vector).collect::<Vec<_>>()).concat();
        Self { of, n_having: known.into_iter().map(|(_, n)| n).collect() }
    }

    /// Pairs of at least [`LEAST_LIKENESS`], found by the words that few articles have.
    fn alike(&self, go_on: &(dyn Fn() -> bool + Sync)) -> Option<Vec<(usize, usize, f64)>> {
        let mut having: Vec<Vec<(usize, f32)>> = vec![Vec::new(); self.n_having.len()];
        let finds = |number: &u32| (2..=MOST_FINDING).contains(&self.n_having[*number as usize]);
        for (n, vector) in self.of.iter().enumerate() {
            let finding = vector.iter().filter(|(number, _)| finds(number));
            finding.for_each(|(number, weight)| having[*number as usize].push((n, *weight)));
        }
        let all: Vec<usize> = (0..self.of.len()).collect();
        let sums = || vec![0.0_f32; self.of.len()];
        let pairs = on_every(&all, go_on, sums, |sums, n| self.alike_after(*n, &having, sums))?;
        Some(pairs.concat())
    }

    fn alike_after(
        &self,
        n: usize,
        having: &[Vec<(usize, f32)>],
        sums: &mut [f32],
    ) -> Vec<(usize, usize, f64)> {
        let mut met: Vec<usize> = Vec::new();
        for (number, weight) in &self.of[n] {
            let having = &having[*number as usize];
            for (other, other_weight) in &having[having.partition_point(|(other, _)| *other <= n)..] {
                if sums[*other] == 0.0 {
                    met.push(*other);
                }
                sums[*other] += weight * other_weight;
            }
        }
        let near = nearest(&met, sums);
        met.iter().for_each(|other| sums[*other] = 0.0);
        let pairs = near.into_iter().map(|other| (n, other, cosine(&self.of[n], &self.of[other])));
        pairs.filter(|(.., likeness)| *likeness >= LEAST_LIKENESS).collect()
    }
}

fn cosine(a: &Vector, b: &Vector) -> f64 {
    let mut b = b.iter().peekable();
    let mut sum = 0.0;
    for (number, weight) in a {
        while b.next_if(|(other, _)| other < number).is_some() {}
        if let Some((_, other)) = b.next_if(|(other, _)| other == number) {
            sum += f64::from(weight * other);
        }
    }
    sum
}

/// Those with the largest sums, in no order.
fn nearest(met: &[usize], sums: &[f32]) -> Vec<usize> {
    let mut near: Vec<usize> = met.iter().copied().filter(|other| sums[*other] >= LEAST_TO_LOOK).collect();
    if near.len() > NEAREST {
        near.select_nth_unstable_by(NEAREST, |a, b| sums[*b].total_cmp(&sums[*a]).then(a.cmp(b)));
        near.truncate(NEAREST);
    }
    near
}

/// Average-link clusters in the making, none with a pair that is vetoed.
struct Clusters<'f> {
    facts: &'f [Facts<'f>],
    likeness: HashMap<(usize, usize), f64>,
    /// The cluster of each article, and the articles of each cluster.
    of: Vec<usize>,
    members: Vec<Vec<usize>>,
    ties: Vec<Vec<Tie>>,
}

impl<'f> Clusters<'f> {
    fn new(facts: &'f [Facts<'f>], pairs: &[(usize, usize, f64)]) -> Self {
        let n = facts.len();
        Self {
            facts,
            likeness: pairs.iter().map(|(a, b, likeness)| ((*a, *b), *likeness)).collect(),
            of: (0..n).collect(),
            members: (0..n).map(|at| vec![at]).collect(),
            ties: vec![Vec::new(); n],
        }
    }

    fn try_join(&mut self, a: usize, b: usize) {
        let (into, from) = (self.of[a].min(self.of[b]), self.of[a].max(self.of[b]));
        if into == from || !self.may_join(into, from) {
            return;
        }
        let joined = std::mem::take(&mut self.members[from]);
        joined.iter().for_each(|at| self.of[*at] = into);
        self.members[into].extend(joined);
        let ties = std::mem::take(&mut self.ties[from]);
        self.ties[into].extend(ties);
        let likeness = self.likeness.get(&(a, b)).copied().unwrap_or_default();
        self.ties[into].push(self.facts[a].tie(&self.facts[b], likeness));
    }

    fn may_join(&self, one: usize, other: usize) -> bool {
        let mut sum = 0.0;
        for a in &self.members[one] {
            for b in &self.members[other] {
                if self.facts[*a].veto(&self.facts[*b]).is_some() {
                    return false;
                }
                sum += self.likeness.get(&(*a.min(b), *a.max(b))).copied().unwrap_or_default();
            }
        }
        sum / (self.members[one].len() * self.members[other].len()) as f64 >= LEAST_LIKENESS
    }

    fn finish(mut self, pairs: &[(usize, usize, f64)]) -> Vec<Event> {
        let mut apart: BTreeMap<usize, Vec<Apart>> = BTreeMap::new();
        for (a, b, likeness) in pairs.iter().filter(|(a, b, _)| self.of[*a] != self.of[*b]) {
            let Some(veto) = self.facts[*a].veto(&self.facts[*b]) else { continue };
            let found = Apart { a: self.facts[*a].id, b: self.facts[*b].id, likeness: *likeness, veto };
            for cluster in [self.of[*a], self.of[*b]] {
                let all = apart.entry(cluster).or_default();
                if all.is_empty() {
                    all.push(found.clone());
                }
            }
        }
        let clusters = self.members.iter_mut().enumerate().filter(|(_, members)| !members.is_empty());
        clusters
            .map(|(n, members)| {
                members.sort_unstable();
                let mut ties = std::mem::take(&mut self.ties[n]);
                ties.sort_by(|a, b| b.likeness.total_cmp(&a.likeness));
                let articles = members.iter().map(|at| self.facts[*at].id).collect();
                Event { articles, ties, apart: apart.remove(&n).unwrap_or_default() }
            })
            .collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::command::{Command, HeaderChange};
    use crate::fixture;

    const REPORT: &str =
        "The old ferry sank off the northern harbour and forty passengers were saved by fishermen";

    fn found(texts: &[String], dates: &[&str]) -> Vec<Vec<usize>> {
        let typed: Vec<(&str, &str)> = texts.iter().map(|text| ("Outlet", text.as_str())).collect();
        let mut session = fixture::session(&typed);
        let ids: Vec<ArticleId> = session.project().articles().keys().copied().collect();
        for (id, date) in ids.iter().zip(dates).filter(|(_, date)| !date.is_empty()) {
            let change = HeaderChange::Published(date.to_string());
            session.run(&Command::EditHeaders { articles: vec![*id], change }).unwrap();
        }
        let project = session.project();
        let times: Vec<Times> =
            project.articles().values().map(|article| Times::of(&article.text, "en")).collect();
        let articles: Vec<_> = project.articles().iter().zip(&times).collect();
        let articles: Vec<_> =
            articles.into_iter().map(|((id, article), times)| (*id, &**article, times)).collect();
        let place = |id: &ArticleId| ids.iter().position(|other| other == id).unwrap();
        events(&articles, &|| true)
            .unwrap()
            .iter()
            .map(|event| event.articles.iter().map(place).collect())
            .collect()
    }

    #[test]
    fn like_articles_of_one_time_are_one_event() {
        let texts =
            [format!("{REPORT} today."), "A budget was passed.".to_owned(), format!("{REPORT}, they said.")];
        assert_eq!(found(&texts, &["2024-05-02", "2024-05-02", "2024-05-03"]), [vec![0, 2], vec![1]]);
    }

    #[test]
    fn date_weekday_and_place_each_keep_like_articles_apart() {
        let plain = [format!("{REPORT} then."), format!("{REPORT} there.")];
        assert_eq!(found(&plain, &["2024-05-02", "2024-05-12"]).len(), 2);
        assert_eq!(found(&plain, &["2024-05-02", ""]).len(), 1);
        let days = [format!("{REPORT} on Monday."), format!("{REPORT} on Tuesday.")];
        assert_eq!(found(&days, &["", ""]).len(), 2);
        let towns = [format!("{REPORT} in Oslo."), format!("{REPORT} in Bergen.")];
        assert_eq!(found(&towns, &["", ""]).len(), 2);
        let one_town = [format!("{REPORT} in Oslo."), format!("{REPORT} in Bergen, not Oslo.")];
        assert_eq!(found(&one_town, &["", ""]).len(), 1);
    }
}
