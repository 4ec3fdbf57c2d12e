//! Two kinds of time as one picture: when each outlet wrote, and which times it tells of. All are
//! intervals, because a month is no point; a date that another outlet contradicts is marked.

use std::collections::{BTreeMap, BTreeSet};

use super::Corpus;
use super::dates::Timed;
use super::evidence::Evidence;
use super::plot::{Axis, Lane, Mark, Plot, Role, Scale, Shape, day_number};
use crate::index::dates::When;
use crate::model::Article;

const WRITTEN: &str = "Written";
const TOLD_OF: &str = "Told of";

/// Days before and after the time of writing that are drawn to scale. A year like 1945 stands at the
/// edge, or every day of the news would lie on one line.
const REACH_DAYS: f64 = 3.0 * 365.0;

/// Places by outlet and time, and whether they are contradicted.
type Times = BTreeMap<(usize, When, bool), Vec<Evidence>>;

pub(super) fn timeline(corpus: &Corpus, all: &[Timed], against: &BTreeSet<Evidence>) -> Plot {
    let outlets = outlets(corpus);
    let of = |article: &Article| outlets.iter().position(|name| name == corpus.project.outlet_name(article));
    let (mut written, mut told_of) = (Times::new(), Times::new());
    for timed in all {
        let article = corpus.project.article(timed.article);
        let Some(outlet) = article.and_then(|article| of(article)) else { continue };
        if let Some(anchor) = timed.anchor {
            let place = anchor.span.map(|span| Evidence { article: timed.article, span });
            written.entry((outlet, anchor.when, false)).or_default().extend(place);
        }
        for dated in &timed.dates {
            let place = Evidence { article: timed.article, span: dated.span };
            let Some(when) = dated.when else { continue };
            told_of.entry((outlet, when, against.contains(&place))).or_default().push(place);
        }
    }
    let lanes: Vec<Lane> = [(WRITTEN, &written), (TOLD_OF, &told_of)]
        .map(|(group, times)| lanes(corpus, &outlets, group, times))
        .concat();
    let has_conflict = told_of.keys().any(|(_, _, is_against)| *is_against);
    let conflict = (Role::Conflict, "! another article contradicts it".to_owned());
    let plot = Plot {
        title: "When it was written, and what it tells of".to_owned(),
        axis: axis(&written, &told_of),
        lanes,
        legend: has_conflict.then_some(conflict).into_iter().collect(),
        n_more: 0,
    };
    plot.shortened()
}

fn outlets(corpus: &Corpus) -> Vec<String> {
    let names: BTreeSet<&str> =
        corpus.articles().map(|(_, article)| corpus.project.outlet_name(article)).collect();
    names.into_iter().map(str::to_owned).collect()
}

/// One for each outlet that has any time.
fn lanes(corpus: &Corpus, outlets: &[String], group: &str, times: &Times) -> Vec<Lane> {
    let lane = |(n, outlet): (usize, &String)| {
        let of_outlet = times.iter().filter(|((outlet, ..), _)| *outlet == n);
        let marks: Vec<Mark> =
            of_outlet.map(|(key, places)| mark(corpus, outlet, group, key, places)).collect();
        (!marks.is_empty()).then(|| Lane::new(group, outlet, marks))
    };
    outlets.iter().enumerate().filter_map(lane).collect()
}

fn mark(corpus: &Corpus, outlet: &str, group: &str, key: &(usize, When, bool), places: &[Evidence]) -> Mark {
    let (_, when, is_against) = *key;
    let (from, to) = days(when);
    let counted = match (group, places.len()) {
        (WRITTEN, _) => "written".to_owned(),
        (_, 1) => "told of in 1 place".to_owned(),
        (_, n) => format!("told of in {n} places"),
    };
    let against = if is_against { "; another article contradicts it" } else { "" };
    Mark {
        from,
        to,
        shape: Shape::Bar,
        role: if is_against { Role::Conflict } else { Role::of_outlet(&corpus.project, outlet) },
        words: format!("{outlet}: {when}, {counted}{against}"),
        evidence: places.to_vec(),
    }
}

/// From the start of the first day to the end of the last.
pub(super) fn days(when: When) -> (f64, f64) {
    (day_number(when.first()), day_number(when.last()) + 1.0)
}

fn axis(written: &Times, told_of: &Times) -> Axis {
    let ends = |times: &Times| times.keys().flat_map(|(_, when, _)| <[f64; 2]>::from(days(*when))).collect();
    let (written, told_of): (Vec<f64>, Vec<f64>) = (ends(written), ends(told_of));
    let first = written.iter().copied().fold(f64::INFINITY, f64::min) - REACH_DAYS;
    let last = written.iter().copied().fold(f64::NEG_INFINITY, f64::max) + REACH_DAYS;
    let is_near = |day: &f64| written.is_empty() || (first..=last).contains(day);
    let near = told_of.into_iter().filter(is_near).chain(written.iter().copied());
    Axis::around("", Scale::Days, near.collect::<Vec<_>>())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analysis::dates::timed;
    use crate::command::{Command, HeaderChange};
    use crate::fixture;
    use crate::job::Progress;

    #[test]
    fn writing_and_event_have_lanes_of_their_own_and_old_years_stand_at_the_edge() {
        let mut session = fixture::session(&[
            ("Lantern", "They met on 2 May 2024. It began in 1945. On 2 May 2024 it rained."),
            ("Courant", "In May 2024 they will meet."),
        ]);
        let articles = session.project().articles().keys().copied().collect();
        let change = HeaderChange::Published("2024-05-03".to_owned());
        session.run(&Command::EditHeaders { articles, change }).unwrap();
        let corpus = Corpus::whole(session.project().clone());
        let all = timed(&corpus, &Progress::default()).unwrap();
        let against = BTreeSet::from([Evidence { article: all[0].article, span: all[0].dates[1].span }]);
        let plot = timeline(&corpus, &all, &against);
        let lanes: Vec<(&str, &str, usize)> = plot
            .lanes
            .iter()
            .map(|lane| (lane.group.as_str(), lane.name.as_str(), lane.marks.len()))
            .collect();
        assert_eq!(
            lanes,
            [
                ("Written", "Courant", 1),
                ("Written", "Lantern", 1),
                ("Told of", "Courant", 1),
                ("Told of", "Lantern", 2)
            ]
        );
        let [year, day] = plot.lanes[3].marks.as_slice() else { panic!() };
        assert_eq!((year.role, day.role, day.evidence.len()), (Role::Conflict, Role::Outlet(0), 2));
        assert!(year.to < plot.axis.from, "1945 lies beyond the axis");
        assert_eq!(day.to - day.from, 1.0);
        assert_eq!(plot.lanes[2].marks[0].to - plot.lanes[2].marks[0].from, 31.0, "May is an interval");
        assert_eq!(year.words, "Lantern: 1945, told of in 1 place; another article contradicts it");
    }
}
