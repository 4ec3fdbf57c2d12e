//! The passages that neighbouring panes share, joined across the gutter while both ends are in sight.
//! A ribbon is as high as the rows that it joins; panes that are no neighbours are named in the margin.

use egui::{Align2, CornerRadius, FontId, Id, Pos2, Rangef, Rect, Sense, Stroke, StrokeKind, Ui, pos2, vec2};

use super::bundles::Bundle;
use super::ribbon::{Edge, Ribbon};
use super::shared::Shared;
use crate::app::request::{Request, Requests};
use crate::app::state::Place;
use crate::app::widgets::{Desk, OVERVIEW_WIDTH, Pane};
use crate::app::{View, theme};
use crate::index::{PassageKind, Side};

/// More at a time cannot be followed by eye; the longest are shown.
const MOST_SHOWN: usize = 15;
const TAG: egui::Vec2 = vec2(17.0, 15.0);

/// A bundle with both ends in sight.
struct Joined<'b> {
    bundle: &'b Bundle,
    ribbon: Ribbon,
}

pub fn ui(ui: &Ui, view: &View, panes: &[Pane], shared: &Shared, desk: &Desk, requests: &mut Requests) {
    for neighbours in panes.windows(2) {
        gutter_ui(ui, view, [neighbours[0], neighbours[1]], shared, desk, requests);
    }
}

fn gutter_ui(
    ui: &Ui,
    view: &View,
    [left, right]: [Pane; 2],
    shared: &Shared,
    desk: &Desk,
    requests: &mut Requests,
) {
    let outer = left.rect.right() + OVERVIEW_WIDTH;
    let gutter = Rect::from_min_max(pos2(outer, left.rect.top()), right.rect.left_bottom());
    let id = ui.scope_id().with(("gutter", left.article, right.article));
    let response = ui.interact(gutter, id, Sense::click());
    let joined = joined(left, right, gutter, shared.bundles(left.article, right.article), desk);
    let pointer = ui.input(|input| input.pointer.hover_pos()).filter(|pos| gutter.contains(*pos));
    let under = pointer.filter(|_| ui.rect_contains_pointer(gutter)).and_then(|pos| at(&joined, pos));
    let focused = joined.iter().position(|joined| ui.memory(|memory| memory.has_focus(tag_id(id, joined))));
    let alone = under.or(focused);
    for (n, joined) in joined.iter().enumerate() {
        paint(ui, joined, alone, n);
        tag_ui(ui, view, joined, tag_id(id, joined), requests);
    }
    let Some(joined) = alone.map(|n| &joined[n]) else { return };
    outline(ui, joined.bundle, [left, right], desk);
    if under.is_none() {
        return;
    }
    ui.ctx().set_cursor_icon(egui::CursorIcon::PointingHand);
    let words = [describe(view, joined.bundle), shares(view, joined.bundle)];
    response.clone().on_hover_ui_at_pointer(|ui| words.into_iter().for_each(|words| drop(ui.label(words))));
    if response.clicked() {
        let is_left = pointer.is_some_and(|pos| pos.x < gutter.center().x);
        bring(if is_left { joined.bundle.left } else { joined.bundle.right }, requests);
    }
}

/// The end that was clicked stays; the other panes come to it.
fn bring(side: Side, requests: &mut Requests) {
    requests.push(Request::BringCounterparts(Place { article: side.article, span: side.span }));
}

fn tag_id(gutter: Id, joined: &Joined) -> Id {
    gutter.with(joined.bundle.number)
}

/// The ribbon under the pointer; of several, the one painted last.
fn at(joined: &[Joined], pos: Pos2) -> Option<usize> {
    joined.iter().rposition(|joined| joined.ribbon.contains(pos))
}

fn joined<'b>(left: Pane, right: Pane, gutter: Rect, bundles: &'b [Bundle], desk: &Desk) -> Vec<Joined<'b>> {
    let in_sight = bundles.iter().filter_map(|bundle| {
        let left = end(left, bundle.left, desk)?;
        let right = end(right, bundle.right, desk)?;
        Some(Joined { bundle, ribbon: Ribbon { gutter, left, right } })
    });
    let mut joined: Vec<Joined> = in_sight.collect();
    joined.sort_by_key(|joined| std::cmp::Reverse(joined.bundle.n_same));
    joined.truncate(MOST_SHOWN);
    joined
}

/// The heights of a bundle's rows in a pane, as far as they are in sight.
fn end(pane: Pane, side: Side, desk: &Desk) -> Option<Rangef> {
    let text = desk.text(side.article)?;
    let (first, last) = text.bytes_in_sight()?;
    if side.span.end() < first || side.span.start() > last {
        return None;
    }
    let whole = text.rects(side.span).into_iter().reduce(Rect::union)?;
    let seen = whole.y_range().intersection(pane.rect.y_range());
    (seen.span() > 0.0).then_some(seen)
}

/// `Passage 2: 12 words in Courant and Lantern, 92 % the same`.
fn describe(view: &View, bundle: &Bundle) -> String {
    let parts = match bundle.passages.len() {
        1 => String::new(),
        n => format!(" in {n} parts"),
    };
    format!(
        "Passage {}: {} words{parts} in {} and {}, {:.0} % the same",
        bundle.number,
        bundle.n_same,
        outlet(view, bundle.left),
        outlet(view, bundle.right),
        bundle.share * 100.0
    )
}

/// How much of both articles it is.
fn shares(view: &View, bundle: &Bundle) -> String {
    let Some(comparison) = view.results.comparison() else { return String::new() };
    let share = |side: Side| {
        let n_words = comparison.n_words(side.article).max(1);
        format!("{:.0} % of {}", bundle.n_same as f64 / n_words as f64 * 100.0, outlet(view, side))
    };
    format!("{}: {}, {}", bundle.kind.name(), share(bundle.left), share(bundle.right))
}

fn outlet<'v>(view: &View<'v>, side: Side) -> &'v str {
    view.project.article(side.article).map_or("", |article| view.project.outlet_name(article))
}

/// Word for word: a full band with solid edges. Nearly: a pale one with dashed edges. While one is
/// looked at, the others step back.
fn paint(ui: &Ui, joined: &Joined, alone: Option<usize>, n: usize) {
    let palette = theme::palette(ui);
    let (kind, fill) = match joined.bundle.kind {
        PassageKind::Verbatim => (Edge::Solid, 1.0),
        PassageKind::Near => (Edge::Dashed, 0.55),
    };
    let (share, color): (f32, _) = match alone {
        None => (0.6, palette.ribbon),
        Some(chosen) if chosen == n => (0.8, palette.accent),
        Some(_) => (0.12, palette.ribbon),
    };
    let edge = Stroke::new(1.0, color.gamma_multiply((share + 0.25).min(1.0)));
    let painter = ui.painter_at(joined.ribbon.gutter);
    joined.ribbon.paint(&painter, color.gamma_multiply(share * fill), edge, kind);
    for tag in tags(joined) {
        let hairline = Stroke::new(1.0, palette.hairline);
        painter.rect(tag, CornerRadius::same(3), palette.page, hairline, StrokeKind::Inside);
        let font = FontId::new(theme::SMALL_SIZE, theme::bold());
        painter.text(tag.center(), Align2::CENTER_CENTER, joined.bundle.number, font, palette.weak);
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
fn tag_ui(ui: &Ui, view: &View, joined: &Joined, id: Id, requests: &mut Requests) {
    let response = ui.interact(tags(joined)[0], id, Sense::click());
    let info = || egui::WidgetInfo::labeled(egui::Role::Button, true, describe(view, joined.bundle));
    response.widget_info(info);
    if response.clicked() {
        bring(joined.bundle.left, requests);
    }
}

fn outline(ui: &Ui, bundle: &Bundle, panes: [Pane; 2], desk: &Desk) {
    let stroke = Stroke::new(1.0, theme::palette(ui).accent);
    for (left, right) in &bundle.passages {
        for (pane, span) in panes.into_iter().zip([left, right]) {
            let painter = ui.painter_at(pane.rect);
            for rect in desk.text(pane.article).map(|text| text.rects(*span)).unwrap_or_default() {
                painter.hline(rect.x_range(), rect.bottom() - 1.0, stroke);
            }
        }
    }
}
