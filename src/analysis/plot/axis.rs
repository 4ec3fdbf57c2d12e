use jiff::civil::{Date, date};
use jiff::{Span, ToSpan};

/// What stands along the bottom of a plot.
#[derive(Clone, Debug, PartialEq)]
pub struct Axis {
    pub title: String,
    pub scale: Scale,
    pub from: f64,
    pub to: f64,
}

#[derive(Clone, Debug, PartialEq)]
pub enum Scale {
    Number,
    /// From 0 to 1, written in percent.
    Share,
    /// Days, as [`day_number`] counts them.
    Days,
    /// The n-th name stands between `n` and `n + 1`.
    Names(Vec<String>),
}

#[derive(Clone, Debug, PartialEq)]
pub struct Tick {
    pub at: f64,
    pub words: String,
}

const EPOCH: Date = date(1970, 1, 1);

/// Days since 1 January 1970, at the start of a day.
pub fn day_number(day: Date) -> f64 {
    EPOCH.until(day).map_or(0.0, |span| f64::from(span.get_days()))
}

fn day_of(number: f64) -> Option<Date> {
    EPOCH.checked_add(Span::new().try_days(number.floor() as i64).ok()?).ok()
}

impl Axis {
    /// Of names, each with a field of its own.
    pub fn of_names(title: impl Into<String>, names: Vec<String>) -> Self {
        let to = names.len() as f64;
        Self { title: title.into(), scale: Scale::Names(names), from: 0.0, to }
    }

    /// Wide enough for these values, with some room at both ends.
    pub fn around(title: impl Into<String>, scale: Scale, values: impl IntoIterator<Item = f64>) -> Self {
        let finite = values.into_iter().filter(|value| value.is_finite());
        let (from, to) = finite
            .fold((f64::INFINITY, f64::NEG_INFINITY), |(from, to), value| (from.min(value), to.max(value)));
        let (from, to) = if from <= to { (from, to) } else { (0.0, 1.0) };
        let room = ((to - from) * ROOM).max(LEAST_ROOM);
        Self { title: title.into(), scale, from: from - room, to: to + room }
    }

    /// At most about `n_most` places between two values of the axis, in order.
    pub fn ticks(&self, (from, to): (f64, f64), n_most: usize) -> Vec<Tick> {
        match &self.scale {
            Scale::Names(names) => names.iter().enumerate().map(name_tick).collect(),
            Scale::Share => round_ticks(from, to, n_most, |at| format!("{:.0} %", at * 100.0)),
            Scale::Number => round_ticks(from, to, n_most, number_words),
            Scale::Days => day_ticks(from, to, n_most),
        }
    }
}

const ROOM: f64 = 0.03; // of the width, so that no mark touches the frame
const LEAST_ROOM: f64 = 0.5; // where all marks are at one value

fn name_tick((at, name): (usize, &String)) -> Tick {
    Tick { at: at as f64 + 0.5, words: name.clone() }
}

fn number_words(at: f64) -> String {
    let rounded = (at * 1000.0).round() / 1000.0;
    if rounded == 0.0 { "0".to_owned() } else { rounded.to_string().replace('-', "−") }
}

/// At multiples of 1, 2 or 5 times a power of ten.
fn round_ticks(from: f64, to: f64, n_most: usize, words: impl Fn(f64) -> String) -> Vec<Tick> {
    let least = (to - from) / n_most.max(1) as f64;
    if !least.is_finite() || least <= 0.0 {
        return Vec::new();
    }
    let power = 10_f64.powf(least.log10().floor());
    let step = [1.0, 2.0, 5.0, 10.0].map(|factor| factor * power).into_iter().find(|step| *step >= least);
    let step = step.unwrap_or(10.0 * power);
    let n_th = |n: i64| Tick { at: n as f64 * step, words: words(n as f64 * step) };
    ((from / step).ceil() as i64..=(to / step).floor() as i64).map(n_th).collect()
}

/// At starts of days, months or years, as close as they may stand.
fn day_ticks(from: f64, to: f64, n_most: usize) -> Vec<Tick> {
    let n_days = (to - from) / n_most.max(1) as f64;
    let (step, unit) = STEPS
        .iter()
        .find(|(step, unit)| f64::from(*step) * unit.days() >= n_days)
        .copied()
        .unwrap_or((1000, Unit::Year));
    let Some(mut day) = day_of(from).and_then(|day| unit.start_of(day, step)) else { return Vec::new() };
    let mut ticks = Vec::new();
    while day_number(day) <= to {
        if day_number(day) >= from {
            ticks.push(Tick { at: day_number(day), words: unit.words(day) });
        }
        match day.checked_add(unit.span(step)) {
            Ok(next) => day = next,
            Err(_) => break,
        }
    }
    ticks
}

#[derive(Clone, Copy)]
enum Unit {
    Day,
    Month,
    Year,
}

const STEPS: &[(i32, Unit)] = &[
    (1, Unit::Day),
    (2, Unit::Day),
    (5, Unit::Day),
    (10, Unit::Day),
    (1, Unit::Month),
    (3, Unit::Month),
    (6, Unit::Month),
    (1, Unit::Year),
    (2, Unit::Year),
    (5, Unit::Year),
    (10, Unit::Year),
    (20, Unit::Year),
    (50, Unit::Year),
    (100, Unit::Year),
];

impl Unit {
    fn days(self) -> f64 {
        match self {
            Self::Day => 1.0,
            Self::Month => 30.0,
            Self::Year => 365.0,
        }
    }

    /// The last start of a step at or before a day.
    fn start_of(self, day: Date, step: i32) -> Option<Date> {
        let (year, month) = (i32::from(day.year()), i32::from(day.month()));
        let floor = |n: i32| n - n.rem_euclid(step);
        match self {
            Self::Day => day_of((day_number(day) / f64::from(step)).floor() * f64::from(step)),
            Self::Month => Date::new(day.year(), i8::try_from(floor(month - 1) + 1).ok()?, 1).ok(),
            Self::Year => Date::new(i16::try_from(floor(year)).ok()?, 1, 1).ok(),
        }
    }

    fn span(self, step: i32) -> Span {
        match self {
            Self::Day => step.days(),
            Self::Month => step.months(),
            Self::Year => step.years(),
        }
    }

    fn words(self, day: Date) -> String {
        match self {
            Self::Day => day.to_string(),
            Self::Month => format!("{:04}-{:02}", day.year(), day.month()),
            Self::Year => format!("{:04}", day.year()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words(scale: Scale, from: f64, to: f64, n_most: usize) -> Vec<String> {
        let axis = Axis { title: String::new(), scale, from, to };
        axis.ticks((from, to), n_most).into_iter().map(|tick| tick.words).collect()
    }

    #[test]
    fn numbers_are_round() {
        assert_eq!(words(Scale::Number, -2.3, 4.1, 4), ["−2", "0", "2", "4"]);
        assert_eq!(words(Scale::Number, 0.0, 0.31, 4), ["0", "0.1", "0.2", "0.3"]);
        assert_eq!(words(Scale::Share, 0.0, 1.0, 5), ["0 %", "20 %", "40 %", "60 %", "80 %", "100 %"]);
        assert!(words(Scale::Number, 1.0, 1.0, 4).is_empty());
    }

    #[test]
    fn days_months_and_years_follow_the_width() {
        let day = |year, month, day| day_number(date(year, month, day));
        assert_eq!(day(1970, 1, 2), 1.0);
        assert_eq!(day(2000, 3, 1), 11_017.0); // 30 × 365 + 7 leap days + 31 + 29
        assert_eq!(
            words(Scale::Days, day(2024, 2, 28), day(2024, 3, 1), 4),
            ["2024-02-28", "2024-02-29", "2024-03-01"]
        );
        assert_eq!(words(Scale::Days, day(2022, 11, 5), day(2023, 5, 2), 3), ["2023-01", "2023-04"]);
        assert_eq!(words(Scale::Days, day(2018, 6, 1), day(2024, 6, 1), 4), ["2020", "2022", "2024"]);
        assert_eq!(words(Scale::Days, day(1, 1, 1), day(9999, 12, 31), 12).len(), 9);
    }

    #[test]
    fn an_axis_has_room_around_its_values() {
        let axis = Axis::around("", Scale::Number, [1.0, f64::INFINITY, 101.0]);
        assert_eq!((axis.from, axis.to), (-2.0, 104.0));
        let axis = Axis::around("", Scale::Days, [7.0]);
        assert_eq!((axis.from, axis.to), (6.5, 7.5));
    }
}
