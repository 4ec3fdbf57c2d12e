//! The passages that neighbouring panes share, joined across the gutter while both ends are in sight.

use egui::{Align2, CornerRadius, FontId, Id, Pos2, Rangef, Rect, Sense, Stroke, StrokeKind, Ui, pos2, vec2};

use super::ribbon::{Edge, Ribbon};
use crate::app::request::{Request, Requests};
use crate::app::state::Place;
use crate::app::widgets::{Desk, Pane};
use crate::app::{View, theme};
use crate::index::{Comparison, Passage, PassageKind, Side};

/// More at a time cannot be followed by eye; the longest are shown.
const MOST_SHOWN: usize = 15;
const TAG: egui::Vec2 = vec2(17.0, 15.0);

/// A passage with both ends in sight.
struct Joined<'c> {
    passage: &'c Passage,
    left: Side,
    right: Side,
    /// Counted from 1 in the order of the left pane, so that it stays while the panes scroll.
    number: usize,
    ribbon: Ribbon,
}

pub fn ui(
    ui: &Ui,
    view: &View,
    panes: &[Pane],
    comparison: &Comparison,
    desk: &Desk,
    requests: &mut Requests,
) {
    for neighbours in panes.windows(2) {
        gutter_ui(ui, view, neighbours, comparison, desk, requests);
    }
}

fn gutter_ui(
    ui: &Ui,
    view: &View,
    neighbours: &[Pane],
    comparison: &Comparison,
    desk: &Desk,
    requests: &mut Requests,
) {
    let (left, right) = (neighbours[0], neighbours[1]);
    let outer = left.rect.right() + crate::app::widgets::OVERVIEW_WIDTH;
    let gutter = Rect::from_min_max(pos2(outer, left.rect.top()), right.rect.left_bottom());
    let id = ui.scope_id().with(("gutter", left.article, right.article));
    let response = ui.interact(gutter, id, Sense::click());
    let joined = joined(left, right, gutter, comparison, desk);
    let pointer = ui.input(|input| input.pointer.hover_pos()).filter(|pos| gutter.contains(*pos));
    let under = pointer.filter(|_| ui.rect_contains_pointer(gutter)).and_then(|pos| at(&joined, pos));
    let focused = joined.iter().position(|joined| ui.memory(|memory| memory.has_focus(tag_id(id, joined))));
    let alone = under.or(focused);
    for (n, joined) in joined.iter().enumerate() {
        paint(ui, joined, alone, n);
        let name = describe(view, joined);
        tag_ui(ui, joined, tag_id(id, joined), &name, requests);
    }
    let Some(joined) = under.map(|n| &joined[n]) else { return };
    outline(ui, joined, [left, right], desk);
    ui.ctx().set_cursor_icon(egui::CursorIcon::PointingHand);
    let words = describe(view, joined);
    response.clone().on_hover_ui_at_pointer(|ui| drop(ui.label(words)));
    if response.clicked() {
        let is_left = pointer.is_some_and(|pos| pos.x < gutter.center().x);
        bring(if is_left { joined.left } else { joined.right }, requests);
    }
}

/// The end that was clicked stays; the other panes come to it.
fn bring(side: Side, requests: &mut Requests) {
    requests.push(Request::BringCounterparts(Place { article: side.article, span: side.span }));
}

fn tag_id(gutter: Id, joined: &Joined) -> Id {
    gutter.with(joined.number)
}

/// The ribbon under the pointer; of several, the one painted last.
fn at(joined: &[Joined], pos: Pos2) -> Option<usize> {
    joined.iter().rposition(|joined| joined.ribbon.contains(pos))
}

fn joined<'c>(
    left: Pane,
    right: Pane,
    gutter: Rect,
    comparison: &'c Comparison,
    desk: &Desk,
) -> Vec<Joined<'c>> {
    let sides = comparison.between(left.article, right.article).filter_map(|passage| {
        let (here, there) = passage.seen_from(left.article)?;
        Some((passage, here, there))
    });
    let mut sides: Vec<(&Passage, Side, Side)> = sides.collect();
    sides.sort_by_key(|(_, here, there)| (here.span, there.span));
    let numbered = sides.into_iter().enumerate().filter_map(|(at, (passage, here, there))| {
        let left_end = end(left, here, desk)?;
        let right_end = end(right, there, desk)?;
        let ribbon = Ribbon { gutter, left: left_end, right: right_end };
        Some(Joined { passage, left: here, right: there, number: at + 1, ribbon })
    });
    let mut joined: Vec<Joined> = numbered.collect();
    joined.sort_by_key(|joined| std::cmp::Reverse(joined.passage.n_same));
    joined.truncate(MOST_SHOWN);
    joined
}

/// The heights of a passage's rows in a pane, as far as they are in sight.
fn end(pane: Pane, side: Side, desk: &Desk) -> Option<Rangef> {
    let rects = desk.text(side.article)?.rects(side.span);
    let whole = rects.into_iter().reduce(Rect::union)?;
    let seen = whole.y_range().intersection(pane.rect.y_range());
    (seen.span() > 0.0).then_some(seen)
}

fn describe(view: &View, joined: &Joined) -> String {
    let outlet = |side: Side| {
        view.project.article(side.article).map_or("", |article| view.project.outlet_name(article))
    };
    format!(
        "Passage {}: {} words in {} and {}, {:.0} % the same",
        joined.number,
        joined.passage.n_same,
        outlet(joined.left),
        outlet(joined.right),
        joined.passage.share * 100.0
    )
}

/// While one is looked at, the others step back.
fn paint(ui: &Ui, joined: &Joined, alone: Option<usize>, n: usize) {
    let palette = theme::palette(ui);
    let (share, color): (f32, _) = match alone {
        None => (0.6, palette.ribbon),
        Some(chosen) if chosen == n => (0.8, palette.accent),
        Some(_) => (0.12, palette.ribbon),
    };
    let edge = Stroke::new(1.0, color.gamma_multiply((share + 0.25).min(1.0)));
    let kind = match joined.passage.kind() {
        PassageKind::Verbatim => Edge::Solid,
        PassageKind::Near => Edge::Dashed,
    };
    let painter = ui.painter_at(joined.ribbon.gutter);
    joined.ribbon.paint(&painter, color.gamma_multiply(share * 0.7), edge, kind);
    for tag in tags(joined) {
        painter.rect(
            tag,
            CornerRadius::same(3),
            palette.page,
            Stroke::new(1.0, palette.hairline),
            StrokeKind::Inside,
        );
        let font = FontId::new(theme::SMALL_SIZE, theme::bold());
        painter.text(tag.center(), Align2::CENTER_CENTER, joined.number, font, palette.weak);
    }
}

/// The number stands at both ends.
fn tags(joined: &Joined) -> [Rect; 2] {
    let Ribbon { gutter, left, right } = joined.ribbon;
    let middle = |end: Rangef| end.center().clamp(gutter.top() + 8.0, gutter.bottom() - 8.0);
    [
        Rect::from_center_size(pos2(gutter.left() + TAG.x / 2.0 + 1.0, middle(left)), TAG),
        Rect::from_center_size(pos2(gutter.right() - TAG.x / 2.0 - 1.0, middle(right)), TAG),
    ]
}

/// For the keyboard and for screen readers: the number at the left end is a button.
fn tag_ui(ui: &Ui, joined: &Joined, id: Id, name: &str, requests: &mut Requests) {
    let response = ui.interact(tags(joined)[0], id, Sense::click());
    response.widget_info(|| egui::WidgetInfo::labeled(egui::Role::Button, true, name));
    if response.clicked() {
        bring(joined.left, requests);
    }
}

fn outline(ui: &Ui, joined: &Joined, panes: [Pane; 2], desk: &Desk) {
    let stroke = Stroke::new(1.0, theme::palette(ui).accent);
    for (pane, side) in panes.into_iter().zip([joined.left, joined.right]) {
        let painter = ui.painter_at(pane.rect);
        for rect in desk.text(side.article).map(|text| text.rects(side.span)).unwrap_or_default() {
            painter.hline(rect.x_range(), rect.bottom() - 1.0, stroke);
        }
    }
}
