//! Moments as people say them, in the time zone of the machine.

use jiff::civil::Date;
use jiff::tz::TimeZone;
use jiff::{Timestamp, Zoned};

/// The shortest words that tell a moment of the past: `14:05`, `yesterday 14:05`, `3 Nov`, `3 Nov 2024`.
/// What is no time stays as it is.
pub fn in_short(at: &str) -> String {
    in_words(at, |at| short(at, Zoned::now().date()))
}

/// As [`in_short`], with the time also of older moments: `3 Nov, 14:05`.
pub fn with_time(at: Timestamp) -> String {
    let at = at.to_zoned(TimeZone::system());
    let short = short(&at, Zoned::now().date());
    if short.contains(':') { short } else { format!("{short}, {}", at.strftime("%H:%M")) }
}

/// `3 Nov 2024, 14:05:09`.
pub fn in_full(at: &str) -> String {
    in_words(at, |at| at.strftime("%-d %b %Y, %H:%M:%S").to_string())
}

fn in_words(at: &str, words: impl FnOnce(&Zoned) -> String) -> String {
    match at.parse::<Timestamp>() {
        Ok(moment) => words(&moment.to_zoned(TimeZone::system())),
        Err(_) => at.to_owned(),
    }
}

fn short(at: &Zoned, today: Date) -> String {
    let format = match at.date() {
        day if day == today => "%H:%M",
        day if today.yesterday().is_ok_and(|yesterday| day == yesterday) => "yesterday %H:%M",
        day if day.year() == today.year() => "%-d %b",
        _ => "%-d %b %Y",
    };
    at.strftime(format).to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_moment_is_told_by_what_sets_it_apart_from_now() {
        let today: Date = "2024-11-05".parse().unwrap();
        for (at, words) in [
            ("2024-11-05T14:05:09+01:00[Europe/Vienna]", "14:05"),
            ("2024-11-04T23:59:00+01:00[Europe/Vienna]", "yesterday 23:59"),
            ("2024-11-03T14:05:00+01:00[Europe/Vienna]", "3 Nov"),
            ("2023-11-05T14:05:00+01:00[Europe/Vienna]", "5 Nov 2023"),
            ("2024-12-01T00:00:00+01:00[Europe/Vienna]", "1 Dec"), // a clock that was set back since
        ] {
            assert_eq!(short(&at.parse().unwrap(), today), words);
        }
        let new_year: Date = "2025-01-01".parse().unwrap();
        assert_eq!(short(&"2024-12-31T08:00:00[UTC]".parse().unwrap(), new_year), "yesterday 08:00");
    }

    #[test]
    fn the_time_is_told_once() {
        let long_ago = "1999-07-01T12:00:00Z".parse().unwrap();
        assert!(with_time(long_ago).starts_with("1 Jul 1999, "));
        assert_eq!(with_time(Timestamp::now()).matches(':').count(), 1);
    }

    #[test]
    fn what_is_no_time_is_shown_as_it_is() {
        assert_eq!(in_short("long ago"), "long ago");
        assert_eq!(in_full(""), "");
    }
}
