//! What a text says about time, as written: each expression with what it means before anybody knows
//! when the text was written.

use std::ops::Range;
use std::sync::LazyLock;

use jiff::civil::{Date, Weekday};
use regex::Captures;

use super::languages;
use super::when::When;
use crate::index::forms::{Form, Forms};

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

/// The words in [`MONTH`].
pub(super) const MONTHS: &str = "jan january feb february mar march apr april may jun june jul july aug august sep sept \
    september oct october nov november dec december janvier février mars avril mai juin juillet août septembre octobre \
    novembre décembre januar februar märz juni juli oktober dezember enero febrero marzo abril mayo junio julio agosto \
    septiembre octubre noviembre diciembre";
pub(super) const THIS_CENTURY_AND_LAST: &str = "19* 20*";

/// How what was found is read. A group named `it` is the expression, where the pattern has more.
pub(super) type Reader = fn(&Captures) -> Option<Meaning>;

pub(super) fn form(pattern: impl Into<String>, signs: &'static str, reader: Reader) -> Form<Reader> {
    (pattern.into(), signs, reader)
}

/// English ones, and those that need no language.
static FORMS: LazyLock<Forms<Reader>> = LazyLock::new(|| {
    Forms::new(vec![
        form(r"\b(\d{4}-\d\d-\d\d)\b", "*0-* *1-* *2-* *3-* *4-* *5-* *6-* *7-* *8-* *9-*", |found| {
            Some(Meaning::Exact(When::Day(found[1].parse().ok()?)))
        }),
        form(
            format!(
                r"\b{MONTH}\.? (\d{{1,2}})(?:st|nd|rd|th)?\b(?: ?[–-] ?(\d{{1,2}})\b)?(?:,? (\d{{4}})\b)?"
            ),
            MONTHS,
            |found| days_of_month(number(found, 4), month(&found[1])?, number(found, 2)?, number(found, 3)),
        ),
        form(
            format!(
                r"\b(\d{{1,2}})(?:st|nd|rd|th|er|\.)? (?:of |de )?{MONTH}\b\.?(?:,? (?:de )?(\d{{4}})\b)?"
            ),
            MONTHS,
            |found| days_of_month(number(found, 3), month(&found[2])?, number(found, 1)?, None),
        ),
        form(format!(r"\b{MONTH}\.?,? (?:de )?(\d{{4}})\b"), MONTHS, |found| {
            Some(Meaning::Exact(When::Month(number(found, 2)?, month(&found[1])?)))
        }),
        form(format!(r"\b{MONTH} of (last|this|next) year\b"), "year", |found| {
            Some(Meaning::Month { month: month(&found[1])?, years_on: Some(units_on(&found[2])) })
        }),
        form(
            format!(r"\b(?:(?:[Ll]ast|[Tt]his|[Nn]ext) |{PREPOSITION})(?P<it>{MONTH})\b"),
            MONTHS,
            |found| Some(Meaning::Month { month: month(&found["it"])?, years_on: None }),
        ),
        form(
            format!(r"\b(?:([Ll]ast|[Tt]his|[Nn]ext|[Pp]ast) )?{WEEKDAY}\b"),
            "monday tuesday wednesday thursday friday saturday sunday",
            |found| {
                Some(Meaning::Weekday(
                    weekday(&found[2]),
                    turn(found.get(1).map_or("", |turn| turn.as_str())),
                ))
            },
        ),
        form(
            r"\b(?:[Ee]arlier |[Ll]ater )?([Ll]ast|[Tt]his|[Nn]ext) (year|month|week)\b",
            "year month week",
            |found| counted(&found[2], i32::from(units_on(&found[1]))),
        ),
        form(r"\b(?:[Oo]ver|[Dd]uring|[Ii]n|[Ww]ithin) the (?:past|last) year\b", "year", |_| {
            Some(Meaning::PastYear)
        }),
        form(format!(r"\b{NUMBER} (day|week|month|year)s? ago\b"), "ago", |found| {
            counted(&found[2], -count(&found[1])?)
        }),
        form(
            r"\b([Yy]esterday|[Tt]oday|[Tt]onight|[Tt]omorrow)\b",
            "yesterday today tonight tomorrow",
            |found| {
                Some(Meaning::DaysOn(match found[1].to_ascii_lowercase().as_str() {
                    "yesterday" => -1,
                    "tomorrow" => 1,
                    _ => 0,
                }))
            },
        ),
        form(format!(r"\b{PREPOSITION}(?P<it>(?:19|20)\d\d)\b"), THIS_CENTURY_AND_LAST, |found| {
            Some(Meaning::Exact(When::Year(found["it"].parse().ok()?)))
        }),
    ])
});

/// In text order, apart from each other: where two start at one place, the longer one.
pub(super) fn expressions(text: &str, language: &str) -> Vec<Expression> {
    let mut all: Vec<Expression> = Vec::new();
    let mut read = |reader: &Reader, found: &Captures, from: usize| {
        let place = found.name("it").or_else(|| found.get(0));
        let expression = place.zip(reader(found)).map(|(place, meaning)| Expression {
            start: from + place.start(),
            end: from + place.end(),
            meaning,
        });
        all.extend(expression);
    };
    FORMS.each(text, &mut read);
    if let Some(language) = languages::language(language) {
        language.forms.each(text, &mut read);
    }
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
    let after = sentence.get(place.end..).unwrap_or_default();
    let is_between = |c: char| !c.is_alphanumeric();
    let sign = |word: &str| {
        let word = word.to_lowercase();
        if is_in(&word, future) {
            Some(true)
        } else if is_in(&word, past) || past == PAST && is_english_past(&word) {
            Some(false)
        } else {
            None
        }
    };
    let is_word = |word: &&str| !word.is_empty();
    let nearest = before.rsplit(is_between).filter(is_word).find_map(sign);
    nearest.or_else(|| after.split(is_between).filter(is_word).take(12).find_map(sign)).unwrap_or(false)
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
    use crate::fixture::Random;

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
    fn every_expression_is_near_a_sign() {
        const WORDS: &str = "early Earlier last Last This next past over During the year month week years ago a two 12 3rd \
            5 19 2019 1848 2024-05-02 1789-07-14 Friday Monday’s yesterday Tonight in In since mid-2020 of May Mayor \
            march Sept. Dec. 16–19 of last year, octobre mars août décembre Januar März mai im letzten Montagabend \
            nächste Woche vor zwei Tagen Jahres vergangenen des Vorjahr gestern Morgen heute Übermorgen Anfang Jahre \
            lundi dernier en depuis mois d’ l’an dernier semaine prochaine cette année-ci il y a trois jours \
            avant-hier aujourd’hui demain après próximo domingo que viene el año pasado la próxima semana esta hace \
            dos meses anteayer hoy pasado mañana desde hasta mes de enero antes word sign";
        let words: Vec<&str> = WORDS.split_whitespace().collect();
        let mut random = Random::new(17);
        let mut n_found = 0;
        for _ in 0..100 {
            let text: Vec<&str> = (0..80).map(|_| words[random.below(words.len())]).collect();
            let text = text.join([" ", " ", " ", "\n", "é "][random.below(5)]);
            let own = ["de", "fr", "es"].into_iter().filter_map(languages::language);
            for forms in own.map(|language| language.forms).chain([&FORMS]) {
                let found = forms.near_signs(&text);
                assert_eq!(found, forms.in_all(&text), "{text}");
                n_found += found.len();
            }
        }
        assert!(n_found > 1_000, "{n_found}");
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
