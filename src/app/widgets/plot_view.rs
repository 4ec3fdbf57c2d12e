//! A plot on the screen. The pointer tells what a mark says, a click opens its places; the table below
//! has the same content for the keyboard.

use egui::text::{LayoutJob, TextFormat, TextWrapping};
use egui::{
    Align2, Color32, FontId, Painter, Pos2, Rect, RichText, Role as AccessRole, Sense, Stroke, Ui,
    WidgetInfo, pos2, vec2,
};
use egui_plot::{AxisHints, GridInput, GridMark, PlotTransform, VPlacement};

use crate::analysis::{Axis, Mark, Plot, Role, Row, Scale, Shape};
use crate::app::theme;

const ROW: f32 = 22.0;
const BELOW: f32 = 24.0; // the numbers of the axis
const NAMES: std::ops::RangeInclusive<f32> = 70.0..=230.0;
const WIDEST: f32 = 980.0; // further apart nobody follows a line from a name to its mark
const FIELD: f32 = 96.0;
const REACH: f32 = 4.0; // of the pointer
const LEAST_MARK: f32 = 3.0;
const TICK_APART: f32 = 90.0;

/// What was asked of a plot.
#[derive(Default)]
pub struct PlotAnswer<'p> {
    pub opened: Option<&'p Mark>,
    pub saves: bool,
}

pub fn plot_ui<'p>(ui: &mut Ui, plot: &'p Plot) -> PlotAnswer<'p> {
    let mut answer = PlotAnswer::default();
    ui.horizontal(|ui| {
        ui.label(RichText::new(&plot.title).family(theme::bold()));
        let button = ui.small_button("Save picture…");
        let name = format!("Save picture: {}", plot.title);
        button.widget_info(|| WidgetInfo::labeled(AccessRole::Button, true, &name));
        answer.saves = button.on_hover_text("As SVG or PNG").clicked();
    });
    legend_ui(ui, &plot.legend);
    answer.opened = marks_ui(ui, plot);
    if !plot.axis.title.is_empty() {
        ui.label(RichText::new(&plot.axis.title).weak().small());
    }
    if let Some(omission) = plot.omission() {
        ui.label(RichText::new(omission).weak());
    }
    answer
}

fn legend_ui(ui: &mut Ui, legend: &[(Role, String)]) {
    if legend.is_empty() {
        return;
    }
    ui.horizontal_wrapped(|ui| {
        for (role, words) in legend {
            let (rect, _) = ui.allocate_exact_size(vec2(10.0, 10.0), Sense::hover());
            let color = theme::role_color(ui, *role);
            match role {
                Role::Unsure => drop(ui.painter().rect_stroke(
                    rect,
                    1.0,
                    Stroke::new(1.0, color),
                    egui::StrokeKind::Inside,
                )),
                _ => drop(ui.painter().rect_filled(rect, 1.0, color)),
            }
            ui.label(RichText::new(words).small());
            ui.add_space(theme::INSIDE);
        }
    });
}

/// Names at the left, the marks beside them. Returns the mark that was clicked.
fn marks_ui<'p>(ui: &mut Ui, plot: &'p Plot) -> Option<&'p Mark> {
    let rows = plot.rows();
    let height = rows.len() as f32 * ROW + BELOW;
    let shown = ui.horizontal(|ui| {
        let (names, response) = ui.allocate_exact_size(vec2(names_width(plot), height), Sense::hover());
        let marks = frame(ui, plot, rows.len()).show(ui, |plot_ui| {
            if plot_ui.response().double_clicked() {
                plot_ui.set_plot_bounds_x(plot.axis.from..=plot.axis.to);
            }
        });
        (names, response, marks.response, marks.transform)
    });
    let (names, names_response, response, transform) = shown.inner;
    let words = format!("Plot: {}, {} marks. The table below says the same", plot.title, plot.n_marks());
    response.widget_info(|| WidgetInfo::labeled(AccessRole::Image, true, &words));
    let under = |pos: Pos2| under(&rows, &transform, pos);
    for (n, row) in rows.iter().enumerate() {
        let middle = transform.position_from_point_y(n as f64 + 0.5);
        name_ui(ui, names, middle, *row);
    }
    if let Some(Row::Lane(lane)) = names_response.hover_pos().and_then(|pos| row_at(&rows, &transform, pos)) {
        names_response.on_hover_text(&lane.name);
    }
    let lit = response.hover_pos().and_then(under);
    let brush = Brush::new(ui, &transform, &plot.axis);
    brush.zero();
    for (n, row) in rows.iter().enumerate() {
        if let Row::Lane(lane) = row {
            let middle = transform.position_from_point_y(n as f64 + 0.5);
            lane.marks
                .iter()
                .for_each(|mark| brush.mark(mark, middle, lit.is_some_and(|lit| std::ptr::eq(lit, mark))));
        }
    }
    let clicked = response.clicked().then_some(lit).flatten();
    if let Some(mark) = lit {
        response.on_hover_ui_at_pointer(|ui| tip_ui(ui, mark));
    }
    clicked.filter(|mark| !mark.evidence.is_empty())
}

/// As much as the longest name needs, about: it is cut where it needs more.
fn names_width(plot: &Plot) -> f32 {
    let longest = plot.lanes.iter().map(|lane| lane.name.chars().count()).max().unwrap_or(0);
    (longest as f32 * 7.5 + theme::GROUP).clamp(*NAMES.start(), *NAMES.end())
}

fn tip_ui(ui: &mut Ui, mark: &Mark) {
    ui.label(&mark.words);
    let hint = match mark.evidence.len() {
        0 => return,
        1 => "Click to show its sentence".to_owned(),
        n => format!("Click to show the {n} sentences"),
    };
    ui.label(RichText::new(hint).weak().small());
}

/// The axis and its grid. Numbers and days can be dragged and zoomed; the wheel alone scrolls the page.
fn frame<'p>(ui: &Ui, plot: &'p Plot, n_rows: usize) -> egui_plot::Plot<'p> {
    let (axis, room) = (&plot.axis, ui.available_width());
    let (moves, width) = match &axis.scale {
        Scale::Names(names) => (false, room.min((names.len() as f32 * FIELD).max(FIELD * 2.0))),
        Scale::Share => (false, room.min(WIDEST)),
        Scale::Number | Scale::Days => (true, room.min(WIDEST)),
    };
    let n_most = ((width / TICK_APART) as usize).max(2);
    let field = width / (axis.to - axis.from).max(1.0) as f32;
    let words = move |mark: GridMark, range: &std::ops::RangeInclusive<f64>| {
        let ticks = axis.ticks((*range.start(), *range.end()), n_most);
        let at = ticks.into_iter().find(|tick| tick.at == mark.value);
        at.map_or(String::new(), |tick| if moves { tick.words } else { cut(&tick.words, field) })
    };
    let hints = AxisHints::new_x()
        .formatter(words)
        .label_spacing(1.0..=2.0)
        .tick_label_font(FontId::proportional(theme::SMALL_SIZE));
    // The names of columns stand above them, as in a table.
    let is_names = matches!(axis.scale, Scale::Names(_));
    let hints = hints.placement(if is_names { VPlacement::Top } else { VPlacement::Bottom });
    egui_plot::Plot::new("marks")
        .width(width)
        .height(n_rows as f32 * ROW + BELOW)
        .default_x_bounds(axis.from, axis.to)
        .default_y_bounds(0.0, n_rows as f64)
        .invert_y(true)
        .set_margin_fraction(egui::Vec2::ZERO)
        .custom_x_axes(vec![hints])
        .show_axes([true, false])
        .show_grid([!is_names, false])
        .grid_color(theme::palette(ui).hairline)
        .grid_fade(0.0)
        .x_grid_spacer(move |input: GridInput| grid(axis, input, n_most))
        .show_background(false)
        .show_x(false)
        .show_y(false)
        .show_crosshair(false)
        .allow_drag([moves, false])
        .allow_zoom([moves, false])
        .allow_scroll(false)
        .allow_boxed_zoom(false)
        .allow_axis_zoom_drag(false)
        .allow_double_click_reset(false)
        .cursor_color(Color32::TRANSPARENT)
}

fn grid(axis: &Axis, input: GridInput, n_most: usize) -> Vec<GridMark> {
    let (from, to) = input.bounds;
    let step_size = (to - from) / n_most as f64;
    axis.ticks((from, to), n_most).into_iter().map(|tick| GridMark { value: tick.at, step_size }).collect()
}

/// As many letters as there is room for.
fn cut(words: &str, room: f32) -> String {
    let n_chars = (room / 7.0) as usize;
    match words.char_indices().nth(n_chars.max(2)) {
        Some((end, _)) => format!("{}…", &words[..end]),
        None => words.to_owned(),
    }
}

fn row_at<'p>(rows: &[Row<'p>], transform: &PlotTransform, pos: Pos2) -> Option<Row<'p>> {
    let y = transform.value_from_position(pos).y;
    (y >= 0.0).then(|| rows.get(y as usize).copied()).flatten()
}

fn under<'p>(rows: &[Row<'p>], transform: &PlotTransform, pos: Pos2) -> Option<&'p Mark> {
    let Row::Lane(lane) = row_at(rows, transform, pos)? else { return None };
    let reach = f64::from(REACH) * transform.dvalue_dpos()[0].abs();
    lane.mark_at(transform.value_from_position(pos).x, reach)
}

fn name_ui(ui: &Ui, names: Rect, middle: f32, row: Row) {
    let palette = theme::palette(ui);
    let (words, family) = match row {
        Row::Group(name) => (name, theme::bold()),
        Row::Lane(lane) => (lane.name.as_str(), egui::FontFamily::Proportional),
    };
    let format = TextFormat::simple(FontId::new(theme::UI_SIZE, family), palette.text);
    let mut job = LayoutJob::single_section(super::one_line(words), format);
    job.wrap = TextWrapping::truncate_at_width(names.width() - theme::INSIDE);
    let galley = ui.painter().layout_job(job);
    let x = match row {
        Row::Group(_) => names.left(),
        Row::Lane(_) => names.right() - theme::INSIDE - galley.size().x,
    };
    ui.painter().galley(pos2(x, middle - galley.size().y / 2.0), galley, palette.text);
}

struct Brush<'p> {
    ui: &'p Ui,
    painter: Painter,
    transform: &'p PlotTransform,
    frame: Rect,
    axis: &'p Axis,
}

impl<'p> Brush<'p> {
    fn new(ui: &'p Ui, transform: &'p PlotTransform, axis: &'p Axis) -> Self {
        let frame = *transform.frame();
        let painter = ui.painter().with_clip_rect(frame.expand(1.0).intersect(ui.clip_rect()));
        Self { ui, painter, transform, frame, axis }
    }

    /// Where neither side has more.
    fn zero(&self) {
        if self.axis.scale == Scale::Number && self.is_in_sight(0.0) {
            let x = self.transform.position_from_point_x(0.0);
            self.painter.vline(x, self.frame.y_range(), Stroke::new(1.0, theme::palette(self.ui).weak));
        }
    }

    fn mark(&self, mark: &Mark, middle: f32, is_lit: bool) {
        let color = theme::role_color(self.ui, mark.role);
        let rect = self.rect(mark, middle, 12.0);
        match &mark.shape {
            Shape::Bar => self.bar(mark, rect, color),
            Shape::Interval { at } => self.interval(mark, *at, rect, color),
            Shape::Tick => drop(self.painter.rect_filled(
                self.rect(mark, middle, 16.0).with_max_x(rect.left() + 2.0),
                0.0,
                color,
            )),
            Shape::Field { strength, value } => {
                let field = self.rect(mark, middle, ROW - 2.0).shrink2(vec2(1.0, 0.0));
                self.painter.rect_filled(field, 2.0, color.gamma_multiply(0.06 + 0.44 * *strength as f32));
                self.words(field.center(), Align2::CENTER_CENTER, value);
            }
        }
        if is_lit {
            let outline = Stroke::new(1.0, theme::palette(self.ui).text);
            self.painter.rect_stroke(rect.expand2(vec2(2.0, 4.0)), 2.0, outline, egui::StrokeKind::Inside);
        }
    }

    /// What lies beyond the screen is cut at its edge, where an arrow says so.
    fn rect(&self, mark: &Mark, middle: f32, height: f32) -> Rect {
        let x = |value: f64| {
            let beyond = value.clamp(-1e12, 1e12);
            self.transform.position_from_point_x(beyond).clamp(self.frame.left(), self.frame.right())
        };
        let left = x(mark.from).min(self.frame.right() - LEAST_MARK);
        let right = x(mark.to).max(left + LEAST_MARK);
        Rect::from_min_max(pos2(left, middle - height / 2.0), pos2(right, middle + height / 2.0))
    }

    fn bar(&self, mark: &Mark, rect: Rect, color: Color32) {
        self.painter.rect_filled(rect, 1.5, color.gamma_multiply(0.8));
        if mark.role == Role::Conflict {
            self.words(pos2(rect.right() + 2.0, rect.center().y), Align2::LEFT_CENTER, "!");
        }
        self.arrows(mark, rect, color);
    }

    fn interval(&self, mark: &Mark, at: f64, rect: Rect, color: Color32) {
        let stroke = Stroke::new(1.5, color);
        let middle = rect.center().y;
        self.painter.hline(rect.x_range(), middle, stroke);
        for (end, x) in [(mark.from, rect.left()), (mark.to, rect.right())] {
            if self.is_in_sight(end) {
                self.painter.vline(x, egui::Rangef::new(middle - 4.0, middle + 4.0), stroke);
            }
        }
        if self.is_in_sight(at) {
            let center = pos2(self.transform.position_from_point_x(at), middle);
            let fill = if mark.role == Role::Unsure { theme::palette(self.ui).page } else { color };
            self.painter.circle(center, 3.5, fill, stroke);
        }
        self.arrows(mark, rect, color);
    }

    fn arrows(&self, mark: &Mark, rect: Rect, color: Color32) {
        let [from, to] = [self.transform.bounds().min()[0], self.transform.bounds().max()[0]];
        let middle = rect.center().y;
        let arrow = |x: f32, back: f32| {
            let corners = vec![pos2(x, middle), pos2(x + back, middle - 4.0), pos2(x + back, middle + 4.0)];
            self.painter.add(egui::Shape::convex_polygon(corners, color, Stroke::NONE));
        };
        if mark.from < from {
            arrow(self.frame.left(), 6.0);
        }
        if mark.to > to {
            arrow(self.frame.right(), -6.0);
        }
    }

    fn is_in_sight(&self, value: f64) -> bool {
        self.transform.bounds().range_x().contains(&value) && !matches!(self.axis.scale, Scale::Names(_))
    }

    fn words(&self, at: Pos2, anchor: Align2, words: &str) {
        let font = FontId::proportional(theme::SMALL_SIZE + 0.5);
        self.painter.text(at, anchor, words, font, theme::palette(self.ui).text);
    }
}
