use std::collections::BTreeMap;

use egui::{Color32, Mesh, Rect, Sense, Ui, pos2, vec2};

use super::bars::colored_bars;
use super::{Desk, Page, bars};
use crate::app::theme;
use crate::model::{Label, LabelId, ZoneKind};
use crate::text::Span;

pub const OVERVIEW_WIDTH: f32 = 18.0;

/// Four lanes side by side, so that no color has to lie over another.
const ZONES: std::ops::Range<f32> = 1.0..4.0;
const MENTIONS: std::ops::Range<f32> = 5.0..10.0;
const PASSAGES: std::ops::Range<f32> = 11.0..13.0;
const UNTOLD: std::ops::Range<f32> = 14.0..17.0;
const WEDGE: f32 = 4.0;
const HIGHLIGHTS: std::ops::Range<f32> = 0.0..OVERVIEW_WIDTH;

/// The whole article at a glance: its furniture, mentions, shared passages and what only others tell,
/// by place; across all lanes what is found or lit. A click or a drag goes there.
pub fn overview_ui(ui: &mut Ui, page: &Page, desk: &mut Desk) {
    let size = vec2(OVERVIEW_WIDTH, ui.available_height());
    let (rect, response) = ui.allocate_exact_size(size, Sense::click_and_drag());
    let name = format!("Overview of {}", page.article.header.title);
    response.widget_info(|| egui::WidgetInfo::labeled(egui::Role::Slider, true, &name));
    ui.painter().rect_filled(rect, 0.0, theme::palette(ui).panel);
    let strip = Strip { ui, rect, page, length: page.article.text.len().max(1) as f32 };
    strip.zones();
    strip.passages();
    strip.untold();
    strip.highlights();
    let Some(text) = desk.text_mut(page.id) else { return };
    strip.mentions(text.glance(page.article, strip.n_rows()));
    if let Some((first, last)) = text.bytes_in_sight() {
        strip.window(first, last);
    }
    if let Some(pos) = response.interact_pointer_pos() {
        let share = ((pos.y - rect.top()) / rect.height()).clamp(0.0, 1.0);
        text.go((share * strip.length) as usize);
    }
}

struct Strip<'a> {
    ui: &'a Ui,
    rect: Rect,
    page: &'a Page<'a>,
    length: f32,
}

impl Strip<'_> {
    fn y(&self, byte: usize) -> f32 {
        self.rect.top() + byte as f32 / self.length * self.rect.height()
    }

    fn bar(&self, lane: &std::ops::Range<f32>, top: f32, bottom: f32) -> Rect {
        let left = self.rect.left();
        Rect::from_min_max(pos2(left + lane.start, top), pos2(left + lane.end, bottom.max(top + 1.5)))
    }

    fn zones(&self) {
        let color = theme::palette(self.ui).dimmed.gamma_multiply(0.5);
        for zone in self.page.article.zones.iter().filter(|zone| ZoneKind::is_clutter(zone.kind)) {
            let bar = self.bar(&ZONES, self.y(zone.span.start()), self.y(zone.span.end()));
            self.ui.painter().rect_filled(bar, 0.0, color);
        }
    }

    fn n_rows(&self) -> usize {
        (self.rect.height() / 2.0).max(1.0) as usize
    }

    /// One mark for each row of points: twenty thousand mentions cost no more than the strip is high.
    fn mentions(&self, rows: &[Option<LabelId>]) {
        let is_dark = self.ui.visuals().dark_mode;
        let labels = self.page.project.labels();
        let color = |label: &Label| theme::mention_colors(label.color, is_dark).line;
        let colors: BTreeMap<LabelId, Color32> =
            labels.iter().map(|(id, label)| (*id, color(label))).collect();
        let mark = |(row, label): (usize, &Option<LabelId>)| {
            let top = self.rect.top() + row as f32 * 2.0;
            Some((self.bar(&MENTIONS, top, top + 2.0), *colors.get(&(*label)?)?))
        };
        self.ui.painter().add(colored_bars(rows.iter().enumerate().filter_map(mark)));
    }

    fn passages(&self) {
        self.bars(&PASSAGES, self.page.passages.iter().copied(), theme::palette(self.ui).ribbon);
    }

    fn highlights(&self) {
        let all = self.page.state.highlights.iter().filter(|(article, _)| *article == self.page.id);
        self.bars(&HIGHLIGHTS, all.map(|(_, span)| *span), theme::palette(self.ui).accent);
    }

    /// Stretches in text order. What falls on the same points is drawn once: a strip costs no more than
    /// it is high.
    fn bars(&self, lane: &std::ops::Range<f32>, spans: impl Iterator<Item = Span>, color: Color32) {
        let mut apart: Vec<Rect> = Vec::new();
        for span in spans {
            let bar = self.bar(lane, self.y(span.start()), self.y(span.end()));
            match apart.last_mut() {
                Some(last) if bar.top() <= last.bottom() => *last = last.union(bar),
                _ => apart.push(bar),
            }
        }
        self.ui.painter().add(bars(apart, color));
    }

    /// Wedges that point to where the sentences would stand.
    fn untold(&self) {
        let color = theme::palette(self.ui).dimmed;
        let (left, right) = (self.rect.left() + UNTOLD.start, self.rect.left() + UNTOLD.end);
        let mut free = self.rect.top();
        let mut wedges = Mesh::default();
        for y in self.page.untold.iter().map(|one| self.y(one.at)) {
            if y < free {
                continue;
            }
            free = y + WEDGE;
            let first = wedges.vertices.len() as u32;
            for corner in [pos2(right, y - WEDGE / 2.0), pos2(left, y), pos2(right, y + WEDGE / 2.0)] {
                wedges.colored_vertex(corner, color);
            }
            wedges.add_triangle(first, first + 1, first + 2);
        }
        self.ui.painter().add(wedges);
    }

    fn window(&self, first: usize, last: usize) {
        let fill = theme::palette(self.ui).weak.gamma_multiply(0.25);
        let window = self.rect.with_min_y(self.y(first)).with_max_y(self.y(last));
        self.ui.painter().rect_filled(window, 2.0, fill);
    }
}
