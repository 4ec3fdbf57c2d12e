use std::fmt;
use std::str::FromStr;

use jiff::Timestamp;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

/// When an article was published, as exactly as it is known: a year, a month, a day, or an instant
/// with its zone as written. ISO 8601; never converted to another zone.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(into = "String", try_from = "String")]
pub struct Published(String);

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PublishedError {
    written: String,
}

impl Published {
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The day that the reader saw, in the zone as written.
    pub fn day(&self) -> Option<Date> {
        self.0.get(..10)?.parse().ok()
    }

    /// The moment, where it is known with its zone.
    pub fn instant(&self) -> Option<Timestamp> {
        self.0.parse().ok()
    }

    pub fn of_day(day: Date) -> Self {
        Self(day.to_string())
    }
}

impl FromStr for Published {
    type Err = PublishedError;

    fn from_str(written: &str) -> Result<Self, PublishedError> {
        let written = written.trim();
        let whole_day = match written.len() {
            4 => format!("{written}-01-01"),
            7 => format!("{written}-01"),
            10 => written.to_owned(),
            _ => written.get(..10).filter(|_| is_instant(written)).unwrap_or_default().to_owned(),
        };
        let digits = whole_day.bytes().filter(u8::is_ascii_digit).count();
        match whole_day.parse::<Date>() {
            Ok(_) if digits == 8 => Ok(Self(written.to_owned())),
            _ => Err(PublishedError { written: written.to_owned() }),
        }
    }
}

fn is_instant(written: &str) -> bool {
    let rest = written.get(10..).unwrap_or_default();
    let has_zone = rest.ends_with('Z') || rest.contains('+') || rest.contains('-');
    match has_zone {
        true => written.parse::<jiff::Timestamp>().is_ok(),
        false => written.parse::<jiff::civil::DateTime>().is_ok(),
    }
}

impl From<Published> for String {
    fn from(published: Published) -> Self {
        published.0
    }
}

impl TryFrom<String> for Published {
    type Error = PublishedError;

    fn try_from(written: String) -> Result<Self, PublishedError> {
        written.parse()
    }
}

impl fmt::Display for Published {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl fmt::Display for PublishedError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "\"{}\" is no date; write 2024-05-02, 2024-05 or 2024", self.written)
    }
}

impl std::error::Error for PublishedError {}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_date_is_kept_as_exactly_as_it_is_known() {
        for written in ["2024", "2024-05", "2024-05-02", "2024-05-02T23:30:00-05:00", "2024-05-02T10:00:00Z"]
        {
            assert_eq!(written.parse::<Published>().unwrap().as_str(), written);
        }
    }

    #[test]
    fn the_day_is_the_one_in_the_zone_as_written() {
        let late: Published = "2024-05-02T23:30:00-05:00".parse().unwrap();
        assert_eq!(late.day().unwrap().to_string(), "2024-05-02");
    }

    #[test]
    fn what_is_no_date_is_refused() {
        for written in ["", "2024-13", "2023-02-29", "May 2, 2024", "2024-05-02Tnoon", "03/04/2024"] {
            assert!(written.parse::<Published>().is_err(), "{written}");
        }
    }
}
