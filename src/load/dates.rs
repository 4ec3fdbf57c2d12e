//! Full dates as pages and texts write them, read into ISO 8601. What can be read in two ways is refused.

use std::sync::LazyLock;

use jiff::civil::Date;
use jiff::{Timestamp, ToSpan};
use regex::{Captures, Regex};

use crate::model::Published;

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Written {
    Date(Published),
    /// Such as 03/04/2024, where the language does not decide.
    Ambiguous,
    None,
}

/// Month names by their first letters, in the languages that share the Latin and Cyrillic pages we meet.
const MONTHS: [&[&str]; 12] = [
    &["jan", "gen", "ene", "янв"],
    &["feb", "fév", "fev", "фев"],
    &["mar", "mär", "maa", "мар"],
    &["apr", "avr", "abr", "апр"],
    &["may", "mai", "mag", "mei", "maj", "мая", "май"],
    &["jun", "juin", "giu", "июн"],
    &["jul", "juil", "lug", "июл"],
    &["aug", "aoû", "aou", "ago", "авг"],
    &["sep", "set", "сен"],
    &["oct", "okt", "ott", "out", "окт"],
    &["nov", "ноя"],
    &["dec", "dez", "déc", "dic", "дек"],
];

static ISO: LazyLock<Regex> = LazyLock::new(|| {
    regex(r"(\d{4}-\d\d-\d\d)(?:[T ](\d\d:\d\d(?::\d\d(?:[.,]\d+)?)?) ?(Z|UTC|GMT|[+-]\d\d(?::?\d\d)?)?)?")
});
static DAY_MONTH_YEAR: LazyLock<Regex> = LazyLock::new(|| {
    regex(r"\b(\d{1,2})(?:st|nd|rd|th|er|º|\.)?\s+(?:de\s+)?(\p{L}{3,10})\.?,?\s+(?:del?\s+)?(\d{4})\b")
});
static MONTH_DAY_YEAR: LazyLock<Regex> =
    LazyLock::new(|| regex(r"\b(\p{L}{3,10})\.?\s+(\d{1,2})(?:st|nd|rd|th)?,?\s+(\d{4})\b"));
static YEAR_MONTH_DAY: LazyLock<Regex> =
    LazyLock::new(|| regex(r"(\d{4})\s?[年년/.]\s?(\d{1,2})\s?[月월/.]\s?(\d{1,2})"));
static NUMBERS: LazyLock<Regex> = LazyLock::new(|| regex(r"\b(\d{1,2})([./-])(\d{1,2})[./-](\d{4})\b"));

fn regex(pattern: &str) -> Regex {
    Regex::new(pattern).expect("a fixed expression")
}

/// The first full date in a value that is meant to be a date. `language` is a BCP 47 tag or empty.
pub fn read(written: &str, language: &str) -> Written {
    let written = written.trim();
    if let Some(published) = instant(written) {
        return Written::Date(published);
    }
    match in_words(written) {
        Some(day) => Written::Date(Published::of_day(day)),
        None => in_numbers(written, language),
    }
}

/// A day with its month in words, or year first. Safe to look for in running text.
pub fn in_words(text: &str) -> Option<Date> {
    let day_first = DAY_MONTH_YEAR
        .captures_iter(text)
        .find_map(|found| day(year(&found, 3)?, month(&found[2])?, &found[1]));
    day_first
        .or_else(|| {
            MONTH_DAY_YEAR
                .captures_iter(text)
                .find_map(|found| day(year(&found, 3)?, month(&found[1])?, &found[2]))
        })
        .or_else(|| {
            YEAR_MONTH_DAY
                .captures_iter(text)
                .find_map(|found| day(year(&found, 1)?, found[2].parse().ok()?, &found[3]))
        })
}

/// Whether a line says nothing but a date, perhaps with a weekday and a time.
pub fn is_all_of(line: &str) -> bool {
    let patterns = [&*ISO, &*DAY_MONTH_YEAR, &*MONTH_DAY_YEAR, &*YEAR_MONTH_DAY, &*NUMBERS];
    let Some(date) = patterns.into_iter().find_map(|pattern| pattern.find(line)) else { return false };
    if read(date.as_str(), "") == Written::None {
        return false;
    }
    let rest = format!("{} {}", &line[..date.start()], &line[date.end()..]);
    rest.split(|c: char| !c.is_alphanumeric()).all(goes_with_a_date)
}

fn goes_with_a_date(word: &str) -> bool {
    const TIME_WORDS: &[&str] =
        &["a", "am", "at", "h", "las", "m", "mittwoch", "on", "p", "pm", "uhr", "um", "à"];
    const WEEKDAY_ENDINGS: &[&str] = &["day", "tag", "di", "dì", "曜日", "日"];
    let lower = word.to_lowercase();
    let is_number = word.chars().all(|c| c.is_ascii_digit() || c == 'h');
    let is_zone = word.len() <= 4 && word.chars().all(|c| c.is_ascii_uppercase());
    let is_weekday = WEEKDAY_ENDINGS.iter().any(|ending| lower.ends_with(ending));
    is_number || is_zone || is_weekday || TIME_WORDS.contains(&lower.as_str())
}

/// ISO 8601, put right where pages write it carelessly: a space for the T, a zone without its colon.
fn instant(written: &str) -> Option<Published> {
    let found = ISO.captures(written)?;
    let day: Date = found[1].parse().ok()?;
    is_plausible(day).then_some(())?;
    let Some(time) = found.get(2) else { return Some(Published::of_day(day)) };
    let zone = match found.get(3).map_or("", |zone| zone.as_str()) {
        "UTC" | "GMT" => "Z".to_owned(),
        zone if zone.len() == 3 => format!("{zone}:00"),
        zone if zone.len() == 5 => format!("{}:{}", &zone[..3], &zone[3..]),
        zone => zone.to_owned(),
    };
    let instant = format!("{day}T{}{zone}", time.as_str().replace(',', "."));
    Some(instant.parse().unwrap_or_else(|_| Published::of_day(day)))
}

fn in_numbers(written: &str, language: &str) -> Written {
    let Some(found) = NUMBERS.captures(written) else { return Written::None };
    let (Ok(first), Ok(second), Some(year)) =
        (found[1].parse::<i8>(), found[3].parse::<i8>(), year(&found, 4))
    else {
        return Written::None;
    };
    let (month, day_of_month) = match () {
        () if first > 12 || first == second => (second, first),
        () if second > 12 => (first, second),
        () if is_day_first(language, &found[2]) => (second, first),
        () if language == "en-US" => (first, second),
        () => return Written::Ambiguous,
    };
    day(year, month, &day_of_month.to_string())
        .map_or(Written::None, |day| Written::Date(Published::of_day(day)))
}

/// A dotted date has its day first in every language that writes one. English is left open, because
/// pages from both sides of the ocean say just `en`.
fn is_day_first(language: &str, separator: &str) -> bool {
    let known = !language.is_empty() && !["en", "en-US", "en-CA", "en-PH"].contains(&language);
    separator == "." || known
}

fn month(written: &str) -> Option<i8> {
    let written = written.to_lowercase();
    let at = MONTHS.iter().position(|starts| starts.iter().any(|start| written.starts_with(start)))?;
    Some(at as i8 + 1)
}

fn year(found: &Captures, group: usize) -> Option<i16> {
    found[group].parse().ok()
}

fn day(year: i16, month: i8, day: &str) -> Option<Date> {
    Date::new(year, month, day.parse().ok()?).ok().filter(|day| is_plausible(*day))
}

/// From the first years of news on the web to tomorrow, which may have begun elsewhere.
fn is_plausible(day: Date) -> bool {
    let today = Timestamp::now().to_zoned(jiff::tz::TimeZone::UTC).date();
    day.year() >= 1990 && today.checked_add(1.day()).is_ok_and(|tomorrow| day <= tomorrow)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn iso(written: &str, language: &str) -> String {
        match read(written, language) {
            Written::Date(published) => published.as_str().to_owned(),
            other => format!("{other:?}"),
        }
    }

    #[test]
    fn an_instant_keeps_its_zone_as_written() {
        for (written, expected) in [
            ("2024-05-02", "2024-05-02"),
            ("2024-05-02T23:30:00-05:00", "2024-05-02T23:30:00-05:00"),
            ("2024-05-02T10:00:00.000Z", "2024-05-02T10:00:00.000Z"),
            ("2024-05-02 10:00:00+0200", "2024-05-02T10:00:00+02:00"),
            ("2024-05-02 10:00 UTC", "2024-05-02T10:00Z"),
            ("2024-05-02T10:00", "2024-05-02T10:00"),
        ] {
            assert_eq!(iso(written, ""), expected);
        }
    }

    #[test]
    fn months_are_read_in_words() {
        for written in [
            "May 2, 2024",
            "Thu, 02 May 2024 10:00:00 GMT",
            "2 mai 2024",
            "2. Mai 2024",
            "2 de mayo de 2024",
            "2 de mayo del 2024",
            "2024年5月2日",
            "2nd May 2024",
            "2024/05/02",
            "2 мая 2024",
        ] {
            assert_eq!(iso(written, ""), "2024-05-02", "{written}");
        }
        assert_eq!(iso("15 juillet 2023", "fr"), "2023-07-15");
        assert_eq!(iso("15 mars 2023", "fr"), "2023-03-15");
    }

    #[test]
    fn what_can_be_read_in_two_ways_is_refused_unless_the_language_decides() {
        assert_eq!(read("03/04/2024", "en"), Written::Ambiguous);
        assert_eq!(iso("03/04/2024", "en-US"), "2024-03-04");
        assert_eq!(iso("03/04/2024", "fr"), "2024-04-03");
        assert_eq!(iso("03.04.2024", ""), "2024-04-03");
        assert_eq!(iso("13/04/2024", "en"), "2024-04-13");
    }

    #[test]
    fn dates_that_cannot_be_are_refused() {
        for written in
            ["0000-00-00", "1970-01-01", "2999-01-01", "2023-02-29", "May 32, 2024", "Summit 12, 2023", ""]
        {
            assert_eq!(read(written, ""), Written::None, "{written}");
        }
    }

    #[test]
    fn a_date_line_says_nothing_else() {
        for line in [
            "May 19, 2023",
            "Friday, 19 May 2023, 10:15 am EDT",
            "2023-05-19 10:15",
            "19.05.2023 um 10.15 Uhr",
            "vendredi 19 mai 2023 à 10h15",
        ] {
            assert!(is_all_of(line), "{line}");
        }
        for line in ["On May 19, 2023 they met", "May", "Chapter 12", "Hiroshima, May 19, 2023"] {
            assert!(!is_all_of(line), "{line}");
        }
    }
}
