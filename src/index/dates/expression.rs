//! What a text says about time, as written: each expression with what it means before anybody knows
//! when the text was written.

use std::ops::Range;
use std::sync::LazyLock;

use jiff::civil::{Date, Weekday};
use regex::{Captures, Regex};

use super::languages;
use super::when::When;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Meaning {
    Exact(When),
    /// Days of a month, of the nearest year that fits.
    DaysOfMonth {
        month: i8,
        first: i8,
        last: i8,
    },
    /// A month of the nearest year that fits, or of a year counted from the document's.
    Month {
        month: i8,
        years_on: Option<i16>,
    },
    Weekday(Weekday, Turn),
    YearsOn(i16),
    MonthsOn(i32),
    WeeksOn(i32),
    DaysOn(i32),
    /// The year that ends on the document's day.
    PastYear,
}

/// `last Friday`, `next Friday`, or the one that the verb tells.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Turn {
    Last,
    Next,
    Open,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Expression {
    pub start: usize,
    pub end: usize,
    pub meaning: Meaning,
}

pub(super) const MONTH: &str = "(Jan(?:uary)?|Feb(?:ruary)?|Mar(?:ch)?|Apr(?:il)?|May|June?|July?|Aug(?:ust)?|\
    Sept?(?:ember)?|Oct(?:ober)?|Nov(?:ember)?|Dec(?:ember)?|\
    janvier|février|mars|avril|mai|juin|juillet|août|septembre|octobre|novembre|décembre|\
    Januar|Februar|März|Mai|Juni|Juli|Oktober|Dezember|\
    enero|febrero|marzo|abril|mayo|junio|julio|agosto|septiembre|octubre|noviembre|diciembre)";
const WEEKDAY: &str = "(Monday|Tuesday|Wednesday|Thursday|Friday|Saturday|Sunday)";
const NUMBER: &str = r"(a|an|one|two|three|four|five|six|seven|eight|nine|ten|\d{1,3})";
/// A month or a year alone is one only after these: `May` is also a verb and a name.
const PREPOSITION: &str = "(?:[Ii]n|[Ss]ince|[Uu]ntil|[Bb]y|[Ff]rom|[Oo]f|[Dd]uring|[Bb]efore|[Aa]fter|[Ll]ate|[Ee]arly|[Mm]id)[ -]";

/// A way to write a date and how it is read. A group named `it` is the expression, where the pattern
/// has more.
pub(super) type Form = (Regex, Reader);
type Reader = fn(&Captures) -> Option<Meaning>;

/// English ones, and those that need no language.
static FORMS: LazyLock<Vec<Form>> = LazyLock::new(|| {
    compiled(vec![
        (r"\b(\d{4}-\d\d-\d\d)\b".to_owned(), |found| {
            Some(Meaning::Exact(When::Day(found[1].parse().ok()?)))
        }),
        (
            format!(
                r"\b{MONTH}\.? (\d{{1,2}})(?:st|nd|rd|th)?\b(?: ?[–-] ?(\d{{1,2}})\b)?(?:,? (\d{{4}})\b)?"
            ),
            |found| days_of_month(number(found, 4), month(&found[1])?, number(found, 2)?, number(found, 3)),
        ),
        (
            format!(
                r"\b(\d{{1,2}})(?:st|nd|rd|th|er|\.)? (?:of |de )?{MONTH}\b\.?(?:,? (?:de )?(\d{{4}})\b)?"
            ),
            |found| days_of_month(number(found, 3), month(&found[2])?, number(found, 1)?, None),
        ),
        (format!(r"\b{MONTH}\.?,? (?:de )?(\d{{4}})\b"), |found| {
            Some(Meaning::Exact(When::Month(number(found, 2)?, month(&found[1])?)))
        }),
        (format!(r"\b{MONTH} of (last|this|next) year\b"), |found| {
            Some(Meaning::Month { month: month(&found[1])?, years_on: Some(units_on(&found[2])) })
        }),
        (format!(r"\b(?:(?:[Ll]ast|[Tt]his|[Nn]ext) |{PREPOSITION})(?P<it>{MONTH})\b"), |found| {
            Some(Meaning::Month { month: month(&found["it"])?, years_on: None })
        }),
        (format!(r"\b(?:([Ll]ast|[Tt]his|[Nn]ext|[Pp]ast) )?{WEEKDAY}\b"), |found| {
            Some(Meaning::Weekday(weekday(&found[2]), turn(found.get(1).map_or("", |turn| turn.as_str()))))
        }),
        (r"\b(?:[Ee]arlier |[Ll]ater )?([Ll]ast|[Tt]his|[Nn]ext) (year|month|week)\b".to_owned(), |found| {
            counted(&found[2], i32::from(units_on(&found[1])))
        }),
        (r"\b(?:[Oo]ver|[Dd]uring|[Ii]n|[Ww]ithin) the (?:past|last) year\b".to_owned(), |_| {
            Some(Meaning::PastYear)
        }),
        (format!(r"\b{NUMBER} (day|week|month|year)s? ago\b"), |found| {
            counted(&found[2], -count(&found[1])?)
        }),
        (r"\b([Yy]esterday|[Tt]oday|[Tt]onight|[Tt]omorrow)\b".to_owned(), |found| {
            Some(Meaning::DaysOn(match found[1].to_ascii_lowercase().as_str() {
                "yesterday" => -1,
                "tomorrow" => 1,
                _ => 0,
            }))
        }),
        (format!(r"\b{PREPOSITION}(?P<it>(?:19|20)\d\d)\b"), |found| {
            Some(Meaning::Exact(When::Year(found["it"].parse().ok()?)))
        }),
    ])
});

pub(super) fn compiled(forms: Vec<(String, Reader)>) -> Vec<Form> {
    let compiled =
        |(pattern, reader): (String, Reader)| (Regex::new(&pattern).expect("a fixed expression"), reader);
    forms.into_iter().map(compiled).collect()
}

/// In text order, apart from each other: where two start at one place, the longer one.
pub(super) fn expressions(text: &str, language: &str) -> Vec<Expression> {
    let of_language = languages::language(language).into_iter().flat_map(|language| language.forms.iter());
    let read = |found: Captures, reader: &Reader| {
        let place = found.name("it").or_else(|| found.get(0))?;
        Some(Expression { start: place.start(), end: place.end(), meaning: reader(&found)? })
    };
    let mut all: Vec<Expression> = FORMS
        .iter()
        .chain(of_language)
        .flat_map(|(pattern, reader)| {
            pattern.captures_iter(text).filter_map(move |found| read(found, reader))
        })
        .collect();
    all.sort_by_key(|found| (found.start, std::cmp::Reverse(found.end)));
    let mut end = 0;
    all.retain(|found| {
        let is_apart = found.start >= end;
        end = end.max(found.end);
        is_apart
    });
    all
}

fn number<T: std::str::FromStr>(found: &Captures, group: usize) -> Option<T> {
    found.get(group)?.as_str().parse().ok()
}

/// Whether a capitalised word is a month or a weekday.
pub fn is_calendar_word(word: &str) -> bool {
    let is_month = month(word).is_some() && word.starts_with(char::is_uppercase);
    is_month || word.to_lowercase().ends_with("day")
}

fn days_of_month(year: Option<i16>, month: i8, first: i8, last: Option<i8>) -> Option<Meaning> {
    let last = last.filter(|last| *last > first).unwrap_or(first);
    let Some(year) = year else {
        let leap_year = 2024; // has every day of every month
        Date::new(leap_year, month, last).ok()?;
        return Some(Meaning::DaysOfMonth { month, first, last });
    };
    let day = |day: i8| Date::new(year, month, day).ok();
    Some(Meaning::Exact(if first == last {
        When::Day(day(first)?)
    } else {
        When::Between(day(first)?, day(last)?)
    }))
}

pub(super) fn counted(unit: &str, n: i32) -> Option<Meaning> {
    Some(match unit {
        "year" => Meaning::YearsOn(i16::try_from(n).ok()?),
        "month" => Meaning::MonthsOn(n),
        "week" => Meaning::WeeksOn(n),
        _ => Meaning::DaysOn(n),
    })
}

fn units_on(turn: &str) -> i16 {
    match turn.to_ascii_lowercase().as_str() {
        "last" => -1,
        "next" => 1,
        _ => 0,
    }
}

fn turn(written: &str) -> Turn {
    match written.to_ascii_lowercase().as_str() {
        "last" | "past" => Turn::Last,
        "next" => Turn::Next,
        _ => Turn::Open,
    }
}

fn count(written: &str) -> Option<i32> {
    const WORDS: [&str; 10] = ["one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten"];
    let named = WORDS.iter().position(|word| *word == written).map(|at| at as i32 + 1);
    named.or(if written == "a" || written == "an" { Some(1) } else { written.parse().ok() })
}

fn weekday(written: &str) -> Weekday {
    match written.get(..3).unwrap_or_default() {
        "Mon" => Weekday::Monday,
        "Tue" => Weekday::Tuesday,
        "Wed" => Weekday::Wednesday,
        "Thu" => Weekday::Thursday,
        "Fri" => Weekday::Friday,
        "Sat" => Weekday::Saturday,
        _ => Weekday::Sunday,
    }
}

pub(super) fn month(written: &str) -> Option<i8> {
    const STARTS: [&[&str]; 12] = [
        &["jan", "ene"],
        &["feb", "fév"],
        &["mar", "mär"],
        &["apr", "avr", "abr"],
        &["may", "mai"],
        &["jun", "juin"],
        &["jul", "juil"],
        &["aug", "aoû", "ago"],
        &["sep"],
        &["oct", "okt"],
        &["nov"],
        &["dec", "déc", "dez", "dic"],
    ];
    let lower = written.to_lowercase();
    let at = STARTS.iter().position(|starts| starts.iter().any(|start| lower.starts_with(start)))?;
    Some(at as i8 + 1)
}

/// Whether what a sentence says about a place in it lies ahead: the nearest sign of time before it is
/// `will` or the like; at a sentence's start, the nearest after it.
pub(super) fn is_ahead(sentence: &str, language: &str, place: Range<usize>) -> bool {
    let (future, past) = languages::language(language).map_or((FUTURE, PAST), |own| (own.future, own.past));
    let before = sentence.get(..place.start).unwrap_or_default();
    let words = |text: &str| {
        text.split(|c: char| !c.is_alphanumeric())
            .filter(|word| !word.is_empty())
            .map(str::to_lowercase)
            .collect::<Vec<_>>()
    };
    let sign = |word: &String| {
        if is_in(word, future) {
            Some(true)
        } else if is_in(word, past) || past == PAST && is_english_past(word) {
            Some(false)
        } else {
            None
        }
    };
    let before = words(before);
    if let Some(is_ahead) = before.iter().rev().find_map(sign) {
        return is_ahead;
    }
    words(sentence.get(place.end..).unwrap_or_default()).iter().take(12).find_map(sign).unwrap_or(false)
}

fn is_in(word: &str, list: &str) -> bool {
    list.split_ascii_whitespace().any(|other| other == word)
}

fn is_english_past(word: &str) -> bool {
    word.len() > 4 && word.ends_with("ed")
}

const FUTURE: &str = "will would shall scheduled expected due planned plans upcoming set hopes intends aims";
const PAST: &str = "said had was were told met held took made kept went began came left sent gave put won lost wrote \
    spoke became led got has have did saw struck hit";

#[cfg(test)]
mod tests {
    use super::*;

    fn forms(text: &str) -> Vec<&str> {
        expressions(text, "en").iter().map(|found| &text[found.start..found.end]).collect()
    }

    #[test]
    fn expressions_are_found_without_their_prepositions() {
        assert_eq!(
            forms(
                "On Jan. 13, in December and February of last year; from May 19–22, on 19 May 2023, since 2019."
            ),
            ["Jan. 13", "December", "February of last year", "May 19–22", "19 May 2023", "2019"]
        );
        assert_eq!(
            forms(
                "Last year, earlier this year, this month’s, last Friday, two days ago, over the past year"
            ),
            [
                "Last year",
                "earlier this year",
                "this month",
                "last Friday",
                "two days ago",
                "over the past year"
            ]
        );
    }

    #[test]
    fn what_is_no_date_is_left_alone() {
        assert_eq!(
            forms("It may march on; 2,019 people, room 2023, a Mayor, a five-year plan, Feb. 31"),
            [""; 0]
        );
    }

    #[test]
    fn the_nearest_verb_tells_what_lies_ahead() {
        let ahead = |sentence: &str, date: &str| {
            let start = sentence.find(date).unwrap();
            is_ahead(sentence, "en", start..start + date.len())
        };
        assert!(ahead("Kishida will hold talks in Washington on Jan. 13.", "Jan. 13"));
        assert!(ahead("Xi is scheduled to visit France on Sunday to meet Macron.", "Sunday"));
        assert!(ahead("The ministry on Thursday had said he would join a Sunday session", "Sunday"));
        assert!(!ahead("The ministry on Thursday had said he would join a Sunday session", "Thursday"));
        assert!(!ahead("They will go, it said on Friday.", "Friday"));
        assert!(ahead("On Monday, leaders will meet.", "Monday"));
    }
}
