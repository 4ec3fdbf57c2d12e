//! What other panes tell and one does not: a dashed line in the gap between two paragraphs, with the
//! outlets that have it. The text stays as it is and where it is.

use egui::{
    Align2, Button, FontId, Id, Popup, PopupAnchor, Rect, Response, RichText, Sense, Stroke, Tooltip, Ui,
    pos2, vec2,
};

use super::badge;
use crate::app::request::{Request, Requests};
use crate::app::state::Place;
use crate::app::widgets::{Desk, Pane, column_of, level_dashes, one_line};
use crate::app::{View, theme};
use crate::index::{Side, Untold};
use crate::model::ArticleId;

const BADGE: f32 = 13.0;
const WIDTH: f32 = 420.0;
const MOST_TOLD: usize = 8; // in a tooltip; a click shows them all

/// All that others tell at one place of a pane.
struct Gap<'u> {
    pane: Pane,
    at: usize,
    untold: &'u [Untold],
}

pub fn ui(ui: &Ui, view: &View, panes: &[Pane], desk: &Desk, requests: &mut Requests) {
    for pane in panes {
        for gap in in_sight(view, *pane, desk) {
            gap_ui(ui, view, &gap, panes, desk, requests);
        }
    }
}

fn in_sight<'v>(view: &View<'v>, pane: Pane, desk: &Desk) -> impl Iterator<Item = Gap<'v>> {
    let untold = view.results.untold(pane.article);
    let (first, last) = desk.text(pane.article).and_then(|text| text.bytes_in_sight()).unwrap_or((1, 0));
    let from = untold.partition_point(|one| one.at < first);
    let to = untold.partition_point(|one| one.at <= last).max(from);
    let gaps = untold[from..to].chunk_by(|one, next| one.at == next.at);
    gaps.map(move |untold| Gap { pane, at: untold[0].at, untold })
}

fn gap_ui(ui: &Ui, view: &View, gap: &Gap, panes: &[Pane], desk: &Desk, requests: &mut Requests) {
    let y = desk.text(gap.pane.article).and_then(|text| text.gap_at(gap.at));
    let Some(y) = y.filter(|y| gap.pane.rect.y_range().contains(*y)) else { return };
    let (left, width) = column_of(gap.pane.rect, true);
    let outlets = gap.articles();
    let size = vec2(outlets.len() as f32 * (BADGE + 1.0) + 16.0, BADGE + 2.0);
    let right = left + width + theme::GROUP;
    let tag = Rect::from_min_max(pos2(right - size.x, y - size.y / 2.0), pos2(right, y + size.y / 2.0));
    let response = ui.interact(tag.intersect(gap.pane.rect), gap.id(), Sense::click());
    let is_here = view.state.stands_at_untold(gap.pane.article, gap.at);
    let is_lit = response.hovered() || response.has_focus() || is_here;
    paint(ui, view, gap, left, tag, is_lit);
    response.widget_info(|| egui::WidgetInfo::labeled(egui::Role::Button, true, gap.name(view)));
    if is_lit {
        gap.sides().for_each(|side| underline(ui, side, panes, desk));
    }
    if is_here {
        let tooltip = Tooltip::always_open(ui.ctx().clone(), ui.layer_id(), gap.id(), PopupAnchor::from(tag));
        tooltip.width(WIDTH).show(|ui| told_ui(ui, view, gap));
    }
    answer(&response, view, gap, requests);
}

/// A click goes to the sentence; where there are several, it lists them.
fn answer(response: &Response, view: &View, gap: &Gap, requests: &mut Requests) {
    let sides: Vec<Side> = gap.sides().collect();
    if let [Side { article, span }] = sides[..] {
        if response.clicked() {
            requests.push(Request::Go(Place { article, span }));
        }
    } else {
        Popup::menu(response).width(WIDTH).show(|ui| list_ui(ui, view, &sides, requests));
    }
    let is_open = Popup::is_id_open(&response.ctx, Popup::default_response_id(response));
    if !is_open && !view.state.stands_at_untold(gap.pane.article, gap.at) {
        Tooltip::for_enabled(response).width(WIDTH).show(|ui| told_ui(ui, view, gap));
    }
}

impl Gap<'_> {
    fn id(&self) -> Id {
        Id::unique(("untold", self.pane.article, self.at))
    }

    fn sides(&self) -> impl Iterator<Item = Side> + '_ {
        self.untold.iter().flat_map(|one| one.tellings.iter().copied())
    }

    fn articles(&self) -> std::collections::BTreeSet<ArticleId> {
        self.sides().map(|side| side.article).collect()
    }

    /// `Only others tell 2 things here: Courant: “…”; Lantern: “…”`.
    fn name(&self, view: &View) -> String {
        let told = self.sides().map(|side| format!("{}: {}", outlet(view, side), sentence(view, side)));
        let told: Vec<String> = told.collect();
        match self.untold.len() {
            1 => format!("Only others tell: {}", told.join("; ")),
            n => format!("Only others tell {n} things: {}", told.join("; ")),
        }
    }
}

fn paint(ui: &Ui, view: &View, gap: &Gap, left: f32, tag: Rect, is_lit: bool) {
    let palette = theme::palette(ui);
    let color = if is_lit { palette.accent } else { palette.dimmed };
    let painter = ui.painter_at(gap.pane.rect);
    let ends = [pos2(left, tag.center().y), pos2(tag.left() - theme::SMALL, tag.center().y)];
    painter.add(level_dashes(ends[0], ends[1].x, Stroke::new(1.0, color), 2.0, 4.0));
    let mut right = tag.right();
    for article in gap.articles().into_iter().rev() {
        let middle = pos2(right - BADGE / 2.0, tag.center().y);
        let rect = Rect::from_center_size(middle, vec2(BADGE, BADGE));
        badge(&painter, rect, view, article);
        right = rect.left() - 1.0;
    }
    let font = FontId::new(theme::SMALL_SIZE, theme::bold());
    let place = pos2(right - 2.0, tag.center().y);
    painter.text(place, Align2::RIGHT_CENTER, gap.untold.len(), font, color);
}

/// Where the sentence stands, if that pane shows it now.
fn underline(ui: &Ui, side: Side, panes: &[Pane], desk: &Desk) {
    let Some(pane) = panes.iter().find(|pane| pane.article == side.article) else { return };
    let stroke = Stroke::new(1.5, theme::palette(ui).accent);
    for rect in desk.text(side.article).map(|text| text.rects(side.span)).unwrap_or_default() {
        ui.painter_at(pane.rect).hline(rect.x_range(), rect.bottom() - 1.0, stroke);
    }
}

fn told_ui(ui: &mut Ui, view: &View, gap: &Gap) {
    let sides: Vec<Side> = gap.sides().collect();
    for side in sides.iter().take(MOST_TOLD) {
        ui.horizontal_top(|ui| {
            outlet_ui(ui, view, *side);
            ui.add(egui::Label::new(sentence(view, *side)).wrap());
        });
    }
    if sides.len() > MOST_TOLD {
        ui.label(RichText::new(format!("and {} more", sides.len() - MOST_TOLD)).weak());
    }
}

fn list_ui(ui: &mut Ui, view: &View, sides: &[Side], requests: &mut Requests) {
    egui::ScrollArea::vertical().max_height(420.0).show(ui, |ui| {
        for side in sides {
            ui.horizontal_top(|ui| {
                outlet_ui(ui, view, *side);
                if ui.add(Button::new(sentence(view, *side)).wrap()).clicked() {
                    requests.push(Request::Go(Place { article: side.article, span: side.span }));
                    ui.close();
                }
            });
        }
    });
}

fn outlet_ui(ui: &mut Ui, view: &View, side: Side) {
    let (rect, _) = ui.allocate_exact_size(vec2(BADGE + 3.0, BADGE + 3.0), Sense::hover());
    badge(ui.painter(), rect, view, side.article);
}

fn outlet<'v>(view: &View<'v>, side: Side) -> &'v str {
    view.project.article(side.article).map_or("", |article| view.project.outlet_name(article))
}

fn sentence(view: &View, side: Side) -> String {
    view.project.article(side.article).map_or(String::new(), |article| one_line(side.span.of(&article.text)))
}
