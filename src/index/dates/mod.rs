//! Dates that a text names, as days, months and years, each with the rule that read it. What a text
//! leaves open (`Friday`, `in December`) is read from the day it was written, which may itself be known
//! only roughly.
//!
//! Rules after HeidelTime's mode for news (Strötgen & Gertz 2010): a weekday is at most a week away, the
//! document's own day is allowed, and it lies in the past unless the verb says otherwise.

mod anchor;
mod expression;
mod languages;
mod when;

pub use anchor::{Anchor, AnchorSource, anchor, anchor_by_mate};
pub use expression::is_calendar_word;
pub use when::{Fit, When};

use std::collections::BTreeMap;

use jiff::civil::{Date, Weekday};

use crate::model::{Article, ZoneKind};
use crate::text::{Span, sentences};
use expression::{Expression, Meaning, Turn, expressions, is_ahead};
use when::days_on;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Dated {
    pub span: Span,
    /// `None` where it depends on a day that nobody knows.
    pub when: Option<When>,
    pub rule: DateRule,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum DateRule {
    /// The text says it in full.
    Full,
    /// The nearest year that fits the verb.
    NearestYear,
    Weekday,
    /// Counted from the document's day: `last year`, `two days ago`.
    Counted,
}

impl DateRule {
    pub fn name(self) -> &'static str {
        match self {
            Self::Full => "written in full",
            Self::NearestYear => "nearest year",
            Self::Weekday => "nearest weekday",
            Self::Counted => "counted",
        }
    }
}

/// What a text says about time, before anybody knows when it was written.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Times(Vec<Time>);

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Time {
    span: Span,
    meaning: Meaning,
    is_ahead: bool,
}

impl Times {
    /// In text order. `language` as articles have it.
    pub fn of(text: &str, language: &str) -> Self {
        let found = expressions(text, language);
        let sentences = if found.is_empty() { Vec::new() } else { sentences(text) };
        let time = |expression: Expression| {
            let span = Span::new(text, expression.start..expression.end).ok()?;
            let is_ahead = lies_ahead(text, language, &sentences, expression);
            Some(Time { span, meaning: expression.meaning, is_ahead })
        };
        Self(found.into_iter().filter_map(time).collect())
    }

    /// Read from when the text was written.
    pub fn dates(&self, written: Option<When>) -> Vec<Dated> {
        let dated = |time: &Time| Dated {
            span: time.span,
            when: read(time.meaning, written, time.is_ahead),
            rule: rule(time.meaning),
        };
        self.0.iter().map(dated).collect()
    }

    /// The weekdays that their article's body names as past or present: its event took place on one of
    /// them.
    pub fn past_weekdays(&self, article: &Article) -> Vec<Weekday> {
        let past = |time: &Time| {
            let Meaning::Weekday(weekday, Turn::Open) = time.meaning else { return None };
            let is_body = !article.zone_at(time.span.start()).is_some_and(ZoneKind::is_clutter);
            (is_body && !time.is_ahead).then_some(weekday)
        };
        self.0.iter().filter_map(past).collect()
    }
}

fn lies_ahead(text: &str, language: &str, sentences: &[Span], expression: Expression) -> bool {
    let after = sentences.partition_point(|sentence| sentence.start() <= expression.start);
    let Some(sentence) = after.checked_sub(1).and_then(|at| sentences.get(at)) else { return false };
    let place = expression.start - sentence.start()..expression.end.min(sentence.end()) - sentence.start();
    is_ahead(sentence.of(text), language, place)
}

fn rule(meaning: Meaning) -> DateRule {
    match meaning {
        Meaning::Exact(_) => DateRule::Full,
        Meaning::DaysOfMonth { .. } | Meaning::Month { years_on: None, .. } => DateRule::NearestYear,
        Meaning::Weekday(..) => DateRule::Weekday,
        _ => DateRule::Counted,
    }
}

/// Read from each day on which the text may have been written; the answer that most of them give.
fn read(meaning: Meaning, written: Option<When>, is_ahead: bool) -> Option<When> {
    if let Meaning::Exact(when) = meaning {
        return Some(when);
    }
    let written = written?;
    let days = written.days().unwrap_or_else(|| vec![written.first(), written.last()]);
    let mut answers: BTreeMap<When, usize> = BTreeMap::new();
    for day in &days {
        *answers.entry(read_on(meaning, *day, is_ahead)?).or_default() += 1;
    }
    let n_days = days.len();
    let (when, n_times) = answers.into_iter().max_by_key(|(_, n_times)| *n_times)?;
    (n_times * 2 > n_days).then_some(when)
}

fn read_on(meaning: Meaning, day: Date, is_ahead: bool) -> Option<When> {
    Some(match meaning {
        Meaning::Exact(when) => when,
        Meaning::Weekday(weekday, turn) => {
            let n_back = day.weekday().since(weekday); // 0 to 6
            When::Day(match turn {
                Turn::Last if n_back == 0 => days_on(day, -7),
                Turn::Last => days_on(day, -i64::from(n_back)),
                Turn::Next => days_on(day, 7 - i64::from(n_back)),
                Turn::Open if is_ahead && n_back > 0 => days_on(day, 7 - i64::from(n_back)),
                Turn::Open => days_on(day, -i64::from(n_back)),
            })
        }
        Meaning::DaysOfMonth { month, first, last } => {
            let year = nearest_year(month, first, day, is_ahead)?;
            let at = |day: i8| Date::new(year, month, day).ok();
            if first == last { When::Day(at(first)?) } else { When::Between(at(first)?, at(last)?) }
        }
        Meaning::Month { month, years_on: Some(years_on) } => When::Month(day.year() + years_on, month),
        Meaning::Month { month, years_on: None } => {
            let year = match is_ahead {
                true if month < day.month() => day.year() + 1,
                false if month > day.month() => day.year() - 1,
                _ => day.year(),
            };
            When::Month(year, month)
        }
        Meaning::YearsOn(n) => When::Year(day.year() + n),
        Meaning::MonthsOn(n) => When::month_of(months_on(day, n)?),
        Meaning::WeeksOn(n) => {
            let monday = days_on(day, i64::from(n) * 7 - i64::from(day.weekday().to_monday_zero_offset()));
            When::Between(monday, days_on(monday, 6))
        }
        Meaning::DaysOn(n) => When::Day(days_on(day, i64::from(n))),
        Meaning::PastYear => When::Between(months_on(day, -12)?, day),
    })
}

fn months_on(day: Date, n: i32) -> Option<Date> {
    day.checked_add(jiff::Span::new().try_months(n).ok()?).ok()
}

/// Days that a past event may lie ahead of the day of writing, and the other way round: a text may
/// have been written some days off.
const SLACK: i64 = 31;

fn nearest_year(month: i8, day_of_month: i8, day: Date, is_ahead: bool) -> Option<i16> {
    let years = [day.year() - 1, day.year(), day.year() + 1, day.year() - 4];
    let mut dates: Vec<Date> =
        years.iter().filter_map(|year| Date::new(*year, month, day_of_month).ok()).collect();
    dates.sort_unstable();
    let date = match is_ahead {
        true => dates.iter().find(|date| **date >= days_on(day, -SLACK)),
        false => dates.iter().rev().find(|date| **date <= days_on(day, SLACK)),
    };
    date.map(|date| date.year())
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    /// That a text written then says these dates, and no others.
    pub(super) fn assert_dates(text: &str, language: &str, written: When, expected: &[(&str, &str)]) {
        let found = Times::of(text, language).dates(Some(written));
        let shown: Vec<(&str, String)> = found
            .iter()
            .map(|dated| (dated.span.of(text), dated.when.map_or(String::new(), |when| when.to_string())))
            .collect();
        let expected: Vec<(&str, String)> =
            expected.iter().map(|(form, iso)| (*form, iso.to_string())).collect();
        assert_eq!(shown, expected, "{text}");
    }

    fn check(text: &str, written: When, expected: &[(&str, &str)]) {
        assert_dates(text, "en", written, expected);
    }

    // 19 May 2023 is a Friday; the readings are those of the research's list of 16.
    #[test]
    fn a_weekday_may_be_the_documents_own_and_the_verb_turns_it() {
        let written = When::Day(date(2023, 5, 19));
        check("They agreed on Friday to go.", written, &[("Friday", "2023-05-19")]);
        check(
            "It had said on Thursday he would join a Sunday session.",
            written,
            &[("Thursday", "2023-05-18"), ("Sunday", "2023-05-21")],
        );
        check(
            "They met last Friday and will next Friday.",
            written,
            &[("last Friday", "2023-05-12"), ("next Friday", "2023-05-26")],
        );
    }

    #[test]
    fn months_and_days_are_of_the_nearest_year() {
        let written = When::Day(date(2023, 1, 9));
        check(
            "It approved them in December, sailed on Dec. 16, began in February of last year and will meet on Jan. 13.",
            written,
            &[
                ("December", "2022-12"),
                ("Dec. 16", "2022-12-16"),
                ("February of last year", "2022-02"),
                ("Jan. 13", "2023-01-13"),
            ],
        );
        check("It was founded on Feb. 29.", written, &[("Feb. 29", "")]);
    }

    #[test]
    fn counted_ones_start_from_the_day_of_writing() {
        let written = When::Day(date(2024, 5, 2));
        check(
            "Last year, this month, two days ago, last week and over the past year it rained.",
            written,
            &[
                ("Last year", "2023"),
                ("this month", "2024-05"),
                ("two days ago", "2024-04-30"),
                ("last week", "2024-04-22/2024-04-28"),
                ("over the past year", "2023-05-02/2024-05-02"),
            ],
        );
    }

    #[test]
    fn a_rough_day_of_writing_gives_what_most_of_its_days_say() {
        // The week from Sunday, 8 January 2023: on six of its days, the last Monday is the 9th.
        let week = When::Between(date(2023, 1, 8), date(2023, 1, 14));
        check("They agreed on Monday.", week, &[("Monday", "2023-01-09")]);
        check("They agreed on Monday last year.", When::Year(2023), &[("Monday", ""), ("last year", "2022")]);
        assert_eq!(Times::of("They agreed on Monday.", "en").dates(None)[0].when, None);
    }
}
