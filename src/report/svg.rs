//! A plot as SVG. Its text stays text, so that it can be searched, copied and set in another face.

use super::escape::escape;
use super::ink::class;
use crate::analysis::{Lane, Mark, Plot, Role, Row, Scale, Shape, Tick};

const WIDTH: f64 = 760.0;
const MARGIN: f64 = 16.0;
const ROW: f64 = 22.0;
const TEXT: f64 = 12.0;
const TITLE: f64 = 15.0;
const LABELS: std::ops::RangeInclusive<f64> = 60.0..=230.0;
const FIELD: f64 = 84.0; // a column of a matrix; more of them make the picture wider
const LEAST_MARK: f64 = 3.0; // a day in a span of years is still seen
const TICK_APART: f64 = 80.0;

/// The picture without colors of its own: `style` gives them, or the page that it stands in.
pub fn svg(plot: &Plot, source: &str, style: Option<&str>) -> String {
    let sheet = Sheet::of(plot);
    let mut out = format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {w:.0} {h:.0}\" width=\"{w:.0}\" height=\"{h:.0}\" \
         role=\"img\" font-family=\"Inter, sans-serif\" font-size=\"{TEXT}\">\n<title>{title}</title>\n",
        w = sheet.width,
        h = sheet.height,
        title = escape(&plot.title),
    );
    out += &style.map_or(String::new(), |style| format!("<style>{style}</style>\n"));
    out += &format!("<rect class=\"paper\" width=\"{:.0}\" height=\"{:.0}\"/>\n", sheet.width, sheet.height);
    out += &format!(
        "<text class=\"words\" x=\"{MARGIN}\" y=\"{:.1}\" font-size=\"{TITLE}\" font-weight=\"600\">{}</text>\n",
        MARGIN + TITLE,
        escape(&plot.title)
    );
    out += &sheet.legend();
    out += &sheet.grid();
    out += &sheet.rows();
    out += &sheet.foot(source);
    out + "</svg>\n"
}

/// Where everything stands on the paper.
struct Sheet<'p> {
    plot: &'p Plot,
    rows: Vec<Row<'p>>,
    legend: Vec<Entry<'p>>,
    width: f64,
    height: f64,
    /// Of the marks.
    left: f64,
    right: f64,
    top: f64,
    bottom: f64,
}

/// A sign of the legend with its words.
struct Entry<'p> {
    role: Role,
    words: &'p str,
    x: f64,
    y: f64,
}

impl<'p> Sheet<'p> {
    fn of(plot: &'p Plot) -> Self {
        let rows = plot.rows();
        let names = plot.lanes.iter().map(|lane| width(&lane.name));
        let labels = names.fold(0.0, f64::max).clamp(*LABELS.start(), *LABELS.end());
        let left = MARGIN + labels + 10.0;
        let fields = match &plot.axis.scale {
            Scale::Names(names) => names.len() as f64 * FIELD,
            _ => 0.0,
        };
        let right = (WIDTH - MARGIN).max(left + fields);
        let legend = legend_of(plot, right);
        let top = legend.last().map_or(MARGIN + TITLE + 14.0, |entry| entry.y + 16.0);
        // The names of columns stand above them, as in a table.
        let top = if fields > 0.0 { top + 14.0 } else { top };
        let bottom = top + rows.len() as f64 * ROW;
        let foot = if plot.omission().is_some() { 84.0 } else { 66.0 };
        Self { plot, rows, legend, width: right + MARGIN, height: bottom + foot, left, right, top, bottom }
    }

    fn legend(&self) -> String {
        let sign = |entry: &Entry| {
            let box_y = entry.y - 9.0;
            let role = class(entry.role);
            let hollow = if entry.role == Role::Unsure { " hollow" } else { "" };
            format!(
                "<rect class=\"{role}{hollow}\" x=\"{:.1}\" y=\"{box_y:.1}\" width=\"10\" height=\"10\"/>\n\
                 <text class=\"words\" x=\"{:.1}\" y=\"{:.1}\">{}</text>\n",
                entry.x,
                entry.x + 16.0,
                entry.y,
                escape(entry.words)
            )
        };
        self.legend.iter().map(sign).collect()
    }

    fn grid(&self) -> String {
        let n_most = ((self.right - self.left) / TICK_APART) as usize;
        let axis = &self.plot.axis;
        let ticks = axis.ticks((axis.from, axis.to), n_most.max(2));
        let middle = (self.left + self.right) / 2.0;
        let title = words("weak", "middle", (middle, self.bottom + 34.0), &axis.title);
        let base = rule(self.left, self.bottom, self.right, self.bottom);
        ticks.iter().map(|tick| self.tick(tick)).collect::<String>() + &base + &title
    }

    fn tick(&self, tick: &Tick) -> String {
        let x = self.x(tick.at);
        match self.plot.axis.scale {
            Scale::Names(_) => {
                let name = cut(&tick.words, self.field_width() - 4.0);
                words("weak", "middle", (x, self.top - 5.0), &name)
            }
            _ => {
                let is_zero = tick.at == 0.0 && self.plot.axis.scale == Scale::Number;
                let class = if is_zero { "zero" } else { "grid" };
                stroke(class, (x, self.top), (x, self.bottom))
                    + &words("weak", "middle", (x, self.bottom + 16.0), &cut(&tick.words, TICK_APART))
            }
        }
    }

    fn rows(&self) -> String {
        let row = |(n, row): (usize, &Row)| {
            let y = self.top + (n as f64 + 0.5) * ROW;
            match row {
                Row::Group(name) => format!(
                    "<text class=\"words\" x=\"{MARGIN}\" y=\"{:.1}\" font-weight=\"600\">{}</text>\n",
                    y + 4.0,
                    escape(name)
                ),
                Row::Lane(lane) => self.lane(lane, y),
            }
        };
        self.rows.iter().enumerate().map(row).collect()
    }

    fn lane(&self, lane: &Lane, y: f64) -> String {
        let room = self.left - MARGIN - 10.0;
        let name = words("words", "end", (self.left - 10.0, y + 4.0), &cut(&lane.name, room));
        let rule = match self.plot.axis.scale {
            Scale::Names(_) => String::new(),
            _ => rule(self.left, y + ROW / 2.0, self.right, y + ROW / 2.0),
        };
        rule + &name + &lane.marks.iter().map(|mark| self.mark(mark, y)).collect::<String>()
    }

    fn mark(&self, mark: &Mark, y: f64) -> String {
        let (from, to) = self.ends(mark);
        let role = class(mark.role);
        let drawn = match &mark.shape {
            Shape::Bar => {
                let hollow = if mark.role == Role::Unsure { " hollow" } else { "" };
                let bar = block(&format!("{role}{hollow}"), (from, y - 6.0), (to - from, 12.0), 0.75);
                let sign = if mark.role == Role::Conflict {
                    words("words", "start", (to + 2.0, y + 4.0), "!")
                } else {
                    String::new()
                };
                bar + &sign + &self.arrows(mark, &role, y)
            }
            Shape::Interval { at } => self.interval(mark, &role, *at, y),
            Shape::Tick => block(&role, (from - 0.75, y - 8.0), (1.5, 16.0), 1.0),
            Shape::Field { strength, value } => {
                let shade =
                    block(&role, (from + 1.0, y - 10.0), (to - from - 2.0, 20.0), 0.06 + 0.44 * strength);
                shade + &words("words", "middle", ((from + to) / 2.0, y + 4.0), value)
            }
        };
        format!("<g><title>{}</title>\n{drawn}</g>\n", escape(&mark.words))
    }

    fn interval(&self, mark: &Mark, role: &str, at: f64, y: f64) -> String {
        let (from, to) = self.ends(mark);
        let mut drawn = stroke(role, (from, y), (to, y));
        for (end, x) in [(mark.from, from), (mark.to, to)] {
            if self.is_within(end) {
                drawn += &stroke(role, (x, y - 4.0), (x, y + 4.0));
            }
        }
        let hollow = if mark.role == Role::Unsure { " hollow" } else { "" };
        if self.is_within(at) {
            let x = self.x(at);
            drawn += &format!("<circle class=\"{role}{hollow}\" cx=\"{x:.1}\" cy=\"{y:.1}\" r=\"3.5\"/>\n");
        }
        drawn + &self.arrows(mark, role, y)
    }

    /// Signs that a mark goes on beyond the axis.
    fn arrows(&self, mark: &Mark, role: &str, y: f64) -> String {
        let (from, to) = (self.plot.axis.from, self.plot.axis.to);
        let arrow =
            |x: f64, back: f64| format!("<path class=\"{role}\" d=\"M{x:.1} {y:.1}l{back} -4v8z\"/>\n");
        let left = if mark.from < from { arrow(self.left, 6.0) } else { String::new() };
        left + &if mark.to > to { arrow(self.right, -6.0) } else { String::new() }
    }

    fn ends(&self, mark: &Mark) -> (f64, f64) {
        let (from, to) = (self.x(mark.from), self.x(mark.to));
        (
            from.min(self.right - LEAST_MARK),
            to.max(from + LEAST_MARK).min(self.right).max(self.left + LEAST_MARK),
        )
    }

    /// What lies beyond the axis stands at its end.
    fn x(&self, value: f64) -> f64 {
        let (from, to) = (self.plot.axis.from, self.plot.axis.to);
        let share = ((value.clamp(from, to)) - from) / (to - from).max(f64::MIN_POSITIVE);
        self.left + share * (self.right - self.left)
    }

    fn is_within(&self, value: f64) -> bool {
        (self.plot.axis.from..=self.plot.axis.to).contains(&value)
    }

    fn field_width(&self) -> f64 {
        (self.right - self.left) / (self.plot.axis.to - self.plot.axis.from).max(1.0)
    }

    fn foot(&self, source: &str) -> String {
        let omission = self.plot.omission();
        let more = omission
            .as_ref()
            .map_or(String::new(), |omission| words("weak", "start", (MARGIN, self.bottom + 52.0), omission));
        more + &words("weak", "start", (MARGIN, self.height - 12.0), &cut(source, self.width - 2.0 * MARGIN))
    }
}

/// In lines below the title.
fn legend_of(plot: &Plot, right: f64) -> Vec<Entry<'_>> {
    let (mut x, mut y) = (MARGIN, MARGIN + TITLE + 22.0);
    let mut entries = Vec::new();
    for (role, words) in &plot.legend {
        let needed = width(words) + 34.0;
        if x > MARGIN && x + needed > right {
            (x, y) = (MARGIN, y + 18.0);
        }
        entries.push(Entry { role: *role, words, x, y });
        x += needed;
    }
    entries
}

fn words(class: &str, anchor: &str, (x, y): (f64, f64), text: &str) -> String {
    format!(
        "<text class=\"{class}\" text-anchor=\"{anchor}\" stroke=\"none\" x=\"{x:.1}\" y=\"{y:.1}\">{}</text>\n",
        escape(text)
    )
}

fn rule(x1: f64, y1: f64, x2: f64, y2: f64) -> String {
    stroke("grid", (x1, y1), (x2, y2))
}

fn stroke(class: &str, (x1, y1): (f64, f64), (x2, y2): (f64, f64)) -> String {
    format!("<path class=\"{class}\" d=\"M{x1:.1} {y1:.1}L{x2:.1} {y2:.1}\"/>\n")
}

fn block(class: &str, (x, y): (f64, f64), (width, height): (f64, f64), opacity: f64) -> String {
    format!(
        "<rect class=\"{class}\" x=\"{x:.1}\" y=\"{y:.1}\" width=\"{width:.1}\" height=\"{height:.1}\" \
         fill-opacity=\"{opacity:.2}\" stroke-opacity=\"{opacity:.2}\"/>\n"
    )
}

/// About how wide a text is: nobody can measure it before a reader's face sets it.
fn width(text: &str) -> f64 {
    text.chars().map(advance).sum()
}

fn advance(c: char) -> f64 {
    const IDEOGRAPHS_AND_BEYOND: char = '\u{2e80}';
    TEXT * if c >= IDEOGRAPHS_AND_BEYOND { 1.05 } else { 0.58 }
}

/// As much of a text as there is room for, with a sign where it was cut.
fn cut(text: &str, room: f64) -> String {
    if width(text) <= room {
        return text.to_owned();
    }
    let mut taken = advance('…');
    let fits = |c: &char| {
        taken += advance(*c);
        taken <= room
    };
    let short: String = text.chars().take_while(fits).collect();
    format!("{}…", short.trim_end())
}

#[cfg(test)]
mod tests {
    use resvg::usvg::roxmltree::{Document, Node};

    use super::*;
    use crate::analysis::Axis;

    fn mark(from: f64, to: f64, shape: Shape, role: Role) -> Mark {
        Mark { from, to, shape, role, words: format!("{from} to {to}"), evidence: Vec::new() }
    }

    fn plot(marks: Vec<Mark>) -> Plot {
        let axis = Axis { title: "years".to_owned(), scale: Scale::Number, from: 0.0, to: 10.0 };
        let lanes = vec![Lane::new("Told of", "<Lantern> & “Co”", marks)];
        let legend = vec![(Role::Conflict, "contradicted".to_owned())];
        Plot { title: "Times \"x\"".to_owned(), axis, lanes, legend, n_more: 3 }
    }

    fn texts(document: &Document) -> Vec<String> {
        let is_text = |node: &Node| node.has_tag_name("text");
        document
            .descendants()
            .filter(is_text)
            .map(|node| node.text().unwrap_or_default().to_owned())
            .collect()
    }

    fn number(node: Node, name: &str) -> f64 {
        node.attribute(name).unwrap().parse().unwrap()
    }

    #[test]
    fn texts_are_texts_and_nothing_is_fetched() {
        let drawn =
            svg(&plot(vec![mark(2.0, 4.0, Shape::Bar, Role::Conflict)]), "Project <P> · 2 articles", None);
        let document = Document::parse(&drawn).unwrap();
        let texts = texts(&document);
        for expected in [
            "Times \"x\"",
            "contradicted",
            "Told of",
            "<Lantern> & “Co”",
            "!",
            "0",
            "10",
            "years",
            "Project <P> · 2 articles",
        ] {
            assert!(texts.iter().any(|text| text == expected), "{expected} is not in {texts:?}");
        }
        assert!(texts.contains(&"and 3 more lines, which the table has".to_owned()));
        assert_eq!(drawn.matches("http").count(), 1, "the name of SVG itself");
        let titles = document.descendants().filter(|node| node.has_tag_name("title"));
        assert_eq!(titles.filter_map(|node| node.text()).collect::<Vec<_>>(), ["Times \"x\"", "2 to 4"]);
    }

    #[test]
    fn a_mark_stands_where_the_axis_says_and_is_cut_at_its_ends() {
        let marks = vec![
            mark(5.0, 10.0, Shape::Bar, Role::Outlet(1)),
            mark(-3.0, 2.0, Shape::Interval { at: 1.0 }, Role::Unsure),
        ];
        let drawn = svg(&plot(marks), "", None);
        let document = Document::parse(&drawn).unwrap();
        let zero = document.descendants().find(|node| node.attribute("class") == Some("zero")).unwrap();
        let x = zero.attribute("d").unwrap()[1..].split(' ').next().unwrap().parse::<f64>().unwrap();
        let (left, right) = (x, 760.0 - 16.0);
        let bar = document.descendants().find(|node| node.attribute("class") == Some("outlet1")).unwrap();
        assert!((number(bar, "x") - (left + right) / 2.0).abs() < 0.1);
        assert!((number(bar, "x") + number(bar, "width") - right).abs() < 0.1);
        let circle = document.descendants().find(|node| node.has_tag_name("circle")).unwrap();
        assert!((number(circle, "cx") - (left + (right - left) / 10.0)).abs() < 0.1);
        assert_eq!(drawn.matches("-4v8z").count(), 1, "one arrow, to the left");
    }

    #[test]
    fn names_longer_than_their_room_are_cut_with_a_sign() {
        assert_eq!(cut("Corvenne Ledger", 200.0), "Corvenne Ledger");
        let short = cut(&"Corvenne Ledger ".repeat(9), 100.0);
        assert!(short.ends_with('…') && width(&short) <= 100.0, "{short}");
        assert_eq!(cut("東京新聞", 30.0), "東…");
    }

    #[test]
    fn a_matrix_grows_with_its_columns() {
        let names: Vec<String> = (0..20).map(|n| format!("Outlet {n}")).collect();
        let field = |n: usize| {
            let shape = Shape::Field { strength: 0.5, value: "1.0".to_owned() };
            mark(n as f64, n as f64 + 1.0, shape, Role::More)
        };
        let lanes =
            vec![Lane { group: String::new(), name: "Ann".to_owned(), marks: (0..20).map(field).collect() }];
        let plot = Plot {
            title: String::new(),
            axis: Axis::of_names("", names),
            lanes,
            legend: Vec::new(),
            n_more: 0,
        };
        let drawn = svg(&plot, "", None);
        let document = Document::parse(&drawn).unwrap();
        assert!(number(document.root_element(), "width") > 20.0 * FIELD);
        assert!(texts(&document).contains(&"Outlet 19".to_owned()));
    }
}
