use std::fmt;

use jiff::ToSpan;
use jiff::civil::{Date, date};

use crate::model::Published;

/// A day, a month, a year, or the days from one to another, both included.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum When {
    Day(Date),
    Month(i16, i8),
    Year(i16),
    Between(Date, Date),
}

/// How two readings of one thing go together.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fit {
    Same,
    /// The first lies in the second.
    Finer,
    /// The second lies in the first.
    Coarser,
    /// They overlap, or touch nowhere.
    Apart,
}

impl When {
    pub fn of_published(published: &Published) -> Option<Self> {
        let written = published.as_str();
        match written.len() {
            4 => Some(Self::Year(written.parse().ok()?)),
            7 => Some(Self::Month(written[..4].parse().ok()?, written[5..].parse().ok()?)),
            _ => published.day().map(Self::Day),
        }
    }

    pub fn month_of(day: Date) -> Self {
        Self::Month(day.year(), day.month())
    }

    pub fn first(self) -> Date {
        match self {
            Self::Day(day) | Self::Between(day, _) => day,
            Self::Month(year, month) => Date::new(year, month, 1).unwrap_or(Date::ZERO),
            Self::Year(year) => Date::new(year, 1, 1).unwrap_or(Date::ZERO),
        }
    }

    pub fn last(self) -> Date {
        match self {
            Self::Day(day) | Self::Between(_, day) => day,
            Self::Month(..) => self.first().last_of_month(),
            Self::Year(year) => Date::new(year, 12, 31).unwrap_or(Date::ZERO),
        }
    }

    pub fn covers(self, other: Self) -> bool {
        self.first() <= other.first() && other.last() <= self.last()
    }

    pub fn fit(self, other: Self) -> Fit {
        match (self.covers(other), other.covers(self)) {
            (true, true) => Fit::Same,
            (false, true) => Fit::Finer,
            (true, false) => Fit::Coarser,
            (false, false) => Fit::Apart,
        }
    }

    /// Whether they have no day in common.
    pub fn is_disjoint_from(self, other: Self) -> bool {
        self.last() < other.first() || other.last() < self.first()
    }

    /// Its days, if they are no more than a month's.
    pub fn days(self) -> Option<Vec<Date>> {
        let (first, last) = (self.first(), self.last());
        let n_days = first.until(last).ok()?.get_days();
        (0..=31)
            .contains(&n_days)
            .then(|| (0..=n_days).filter_map(|n| first.checked_add(n.days()).ok()).collect())
    }
}

/// The day `n` days on.
pub(super) fn days_on(day: Date, n: i64) -> Date {
    day.checked_add(n.days()).unwrap_or(date(9999, 12, 31))
}

/// ISO 8601.
impl fmt::Display for When {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Day(day) => write!(f, "{day}"),
            Self::Month(year, month) => write!(f, "{year:04}-{month:02}"),
            Self::Year(year) => write!(f, "{year:04}"),
            Self::Between(first, last) => write!(f, "{first}/{last}"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn readings_are_finer_coarser_or_apart() {
        let december = When::Month(2022, 12);
        assert_eq!(december.fit(When::Year(2022)), Fit::Finer);
        assert_eq!(When::Year(2022).fit(december), Fit::Coarser);
        assert_eq!(december.fit(When::Month(2023, 12)), Fit::Apart);
        assert_eq!(december.fit(When::Between(date(2022, 12, 1), date(2022, 12, 31))), Fit::Same);
        assert_eq!(december.days().unwrap().len(), 31);
        assert_eq!(When::Year(2022).days(), None);
    }

    #[test]
    fn readings_are_written_as_iso_8601() {
        let shown = |when: When| when.to_string();
        assert_eq!(shown(When::Day(date(2023, 5, 9))), "2023-05-09");
        assert_eq!(shown(When::Month(2023, 5)), "2023-05");
        assert_eq!(shown(When::Between(date(2023, 5, 19), date(2023, 5, 22))), "2023-05-19/2023-05-22");
    }
}
