//! A picture of an answer as plain data: marks in lanes over one axis. A date, a confidence interval, a
//! place in a text and a field of a matrix are all such marks, so whoever draws one plot draws them all:
//! the window, and the pictures of a report.
//!
//! The one rule: every mark carries its places, and the table below a plot says the same in words.

mod axis;

pub use axis::{Axis, Scale, Tick, day_number};

use super::evidence::Evidence;
use crate::model::Project;

/// Lanes of a plot; the table below has them all.
pub const MOST_LANES: usize = 40;

#[derive(Clone, Debug, PartialEq)]
pub struct Plot {
    pub title: String,
    pub axis: Axis,
    pub lanes: Vec<Lane>,
    pub legend: Vec<(Role, String)>,
    /// Lanes that are left out.
    pub n_more: usize,
}

#[derive(Clone, Debug, Default, PartialEq)]
pub struct Lane {
    /// What stands above several lanes; may be empty.
    pub group: String,
    pub name: String,
    /// The wider first, so that a narrower one is drawn over it.
    pub marks: Vec<Mark>,
}

#[derive(Clone, Debug, PartialEq)]
pub struct Mark {
    /// Infinite where it has no end; what lies beyond the axis is cut there.
    pub from: f64,
    pub to: f64,
    pub shape: Shape,
    pub role: Role,
    /// The whole of it in words.
    pub words: String,
    pub evidence: Vec<Evidence>,
}

#[derive(Clone, Debug, PartialEq)]
pub enum Shape {
    /// All that lies between the ends.
    Bar,
    /// A value, and how far it may be off to both sides.
    Interval { at: f64 },
    /// One place.
    Tick,
    /// A field of a table, shaded by a strength from 0 to 1, with its value written in it.
    Field { strength: f64, value: String },
}

/// What a color stands for. Never its only sign: lanes have names, fields have values, a conflict has a
/// mark of its own.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Role {
    /// The n-th outlet of the project, which has the same color everywhere.
    Outlet(usize),
    Plain,
    Conflict,
    /// May be chance.
    Unsure,
    More,
    Fewer,
}

/// A line of the picture, from the top.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Row<'p> {
    Group(&'p str),
    Lane(&'p Lane),
}

impl Plot {
    /// Keeps the first lanes and says how many there are besides.
    pub fn shortened(mut self) -> Self {
        self.n_more = self.lanes.len().saturating_sub(MOST_LANES);
        self.lanes.truncate(MOST_LANES);
        self
    }

    /// The lanes, with a line for each new group.
    pub fn rows(&self) -> Vec<Row<'_>> {
        let mut rows = Vec::new();
        let mut group = "";
        for lane in &self.lanes {
            if lane.group != group {
                group = &lane.group;
                rows.push(Row::Group(group));
            }
            rows.push(Row::Lane(lane));
        }
        rows
    }

    pub fn n_marks(&self) -> usize {
        self.lanes.iter().map(|lane| lane.marks.len()).sum()
    }

    /// What the picture leaves out, in words.
    pub fn omission(&self) -> Option<String> {
        match self.n_more {
            0 => None,
            1 => Some("and 1 more line, which the table has".to_owned()),
            n => Some(format!("and {n} more lines, which the table has")),
        }
    }
}

impl Role {
    /// An unknown outlet has the last color, the grey.
    pub fn of_outlet(project: &Project, name: &str) -> Self {
        let known = project.outlets().values().position(|outlet| outlet.name == name);
        Self::Outlet(known.unwrap_or(usize::MAX))
    }
}

impl Lane {
    pub fn new(group: impl Into<String>, name: impl Into<String>, mut marks: Vec<Mark>) -> Self {
        marks.sort_by(|a, b| b.width().total_cmp(&a.width()).then(a.from.total_cmp(&b.from)));
        Self { group: group.into(), name: name.into(), marks }
    }

    /// The narrowest mark within `reach` of a value on the axis.
    pub fn mark_at(&self, value: f64, reach: f64) -> Option<&Mark> {
        let is_near = |mark: &&Mark| mark.from - reach <= value && value <= mark.to + reach;
        let apart = |mark: &Mark| (mark.from - value).max(value - mark.to).max(0.0);
        self.marks
            .iter()
            .filter(is_near)
            .min_by(|a, b| apart(a).total_cmp(&apart(b)).then(a.width().total_cmp(&b.width())))
    }
}

impl Mark {
    fn width(&self) -> f64 {
        self.to - self.from
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn mark(from: f64, to: f64) -> Mark {
        let words = format!("{from} to {to}");
        Mark { from, to, shape: Shape::Bar, role: Role::Outlet(0), words, evidence: Vec::new() }
    }

    #[test]
    fn the_narrowest_mark_under_the_pointer_is_meant() {
        let lane = Lane::new("", "Lantern", vec![mark(3.0, 4.0), mark(0.0, 365.0), mark(10.0, 12.0)]);
        let words = |value| lane.mark_at(value, 0.5).map(|mark| mark.words.as_str());
        assert_eq!(lane.marks[0].words, "0 to 365", "the wide one is drawn first");
        assert_eq!(words(3.5), Some("3 to 4"));
        assert_eq!(words(7.0), Some("0 to 365"));
        assert_eq!(words(400.0), None);
        let ends = Lane::new("", "", vec![mark(3.0, f64::INFINITY)]);
        assert_eq!(ends.mark_at(90.0, 0.0).map(|mark| mark.from), Some(3.0));
    }

    #[test]
    fn groups_have_a_line_of_their_own_and_what_is_left_out_is_counted() {
        let lane = |n: usize| Lane::new(if n < 2 { "Written" } else { "Told of" }, n.to_string(), Vec::new());
        let axis = Axis { title: String::new(), scale: Scale::Share, from: 0.0, to: 1.0 };
        let lanes = (0..MOST_LANES + 2).map(lane).collect();
        let plot = Plot { title: String::new(), axis, lanes, legend: Vec::new(), n_more: 0 }.shortened();
        let rows = plot.rows();
        assert_eq!((rows[0], rows[3]), (Row::Group("Written"), Row::Group("Told of")));
        assert_eq!(rows.len(), MOST_LANES + 2);
        assert_eq!(plot.omission().as_deref(), Some("and 2 more lines, which the table has"));
    }
}
