//! Painting: tints and passages behind the text, lines and handles over it.

use egui::{
    Align2, Color32, CornerRadius, FontId, Painter, Pos2, Rect, Shape, Stroke, StrokeKind, Ui, pos2, vec2,
};

use super::marks::{Mark, within};
use super::pointer::{OF_LEFT_BUTTON, OF_RIGHT_BUTTON};
use super::{ArticleText, Page, Seen};
use crate::app::theme::{self, MentionColors, Palette};
use crate::model::{LabelId, MentionId, ZoneKind};
use crate::text::Span;

const LINE: f32 = 2.0; // thickness of a mention's line
const LANE: f32 = 3.0; // from one line to the next
const CHIP_SIZE: f32 = 9.5;

struct Brush<'a> {
    painter: Painter,
    palette: &'static Palette,
    page: &'a Page<'a>,
    is_dark: bool,
}

impl ArticleText {
    pub(super) fn paint(&self, ui: &Ui, page: &Page) {
        let palette = theme::palette(ui);
        let brush = Brush { painter: ui.painter().clone(), palette, page, is_dark: ui.visuals().dark_mode };
        for seen in &self.seen {
            brush.passages(seen);
            brush.selection(seen);
            let marks = within(page.article, seen.span);
            marks.iter().filter(|mark| mark.lane == 0).for_each(|mark| brush.tint(seen, mark));
            brush.highlights(seen);
            brush.text(seen);
            marks.iter().for_each(|mark| brush.line(seen, mark));
            brush.suggestions(seen);
            brush.zone(seen);
        }
        brush.relations(self);
        self.paint_selected(&brush);
        self.paint_caret(&brush);
        self.paint_clickable(ui, &brush);
        self.paint_chips(&brush);
        self.paint_hop(&brush);
    }

    /// The letters still to type, at the start of each word that they lead to.
    fn paint_hop(&self, brush: &Brush) {
        let hop = brush.page.state.hop.as_ref().filter(|hop| hop.article == brush.page.id);
        for (goal, rest) in hop.into_iter().flat_map(|hop| hop.left()) {
            let Some(start) = self.rects(goal.word).first().map(|rect| rect.left_top()) else { continue };
            let width = rest.len() as f32 * CHIP_SIZE * 0.75 + 4.0;
            let rect = Rect::from_min_size(start - vec2(2.0, 4.0), vec2(width, 13.0));
            brush.plate(&rest.to_uppercase(), rect, brush.palette.accent);
        }
    }

    /// While Alt is held, what a click would take has a thin outline and the label that it would get.
    fn paint_clickable(&self, ui: &Ui, brush: &Brush) {
        let (held, pos) = ui.input(|input| (input.modifiers, input.pointer.hover_pos()));
        let sight = ui.clip_rect();
        let byte = pos.filter(|pos| held.alt && sight.contains(*pos)).and_then(|pos| self.hit(pos));
        let Some(span) = byte.and_then(|byte| self.whole_at(byte, held.shift, brush.page)) else { return };
        let rects = self.rects(span);
        for rect in &rects {
            let stroke = Stroke::new(1.0, brush.palette.accent);
            brush.painter.rect_stroke(*rect, CornerRadius::same(3), stroke, StrokeKind::Outside);
        }
        if let Some(first) = rects.first().filter(|_| brush.page.can_edit) {
            brush.likely_labels(span, usize::from(held.command), first.left_top());
        }
    }

    /// The selected mentions have a solid outline, and the first one handles.
    fn paint_selected(&self, brush: &Brush) {
        let of_page = brush.page.state.mentions.iter().filter(|(article, _)| *article == brush.page.id);
        for mention in of_page.filter_map(|(_, id)| brush.page.article.mentions.get(id)) {
            let stroke = Stroke::new(1.5, brush.palette.accent);
            for rect in mention.extent.pieces().flat_map(|piece| self.rects(piece)) {
                let rect = rect.shrink2(vec2(0.0, 3.0)).expand2(vec2(1.0, 1.0));
                brush.painter.rect_stroke(rect, CornerRadius::same(3), stroke, StrokeKind::Outside);
            }
        }
        for (rect, ..) in self.handles(brush.page) {
            brush.painter.circle(
                rect.center(),
                4.0,
                brush.palette.page,
                Stroke::new(1.5, brush.palette.accent),
            );
        }
    }

    fn paint_caret(&self, brush: &Brush) {
        let selection = brush.page.state.selection.filter(|selection| selection.article == brush.page.id);
        let Some(caret) = selection.and_then(|selection| self.caret(selection.focus)) else { return };
        let line = Rect::from_center_size(caret.center(), vec2(1.5, caret.height() - 6.0));
        brush.painter.rect_filled(line, 0.0, brush.palette.accent);
    }

    /// The label's name at the start of a mention: on hover, when selected, or always.
    fn paint_chips(&self, brush: &Brush) {
        for (id, rect) in self.chips(brush.page) {
            let Some(mention) = brush.page.article.mentions.get(&id) else { continue };
            brush.chip(mention.label, rect);
        }
    }

    /// Where label chips are shown now.
    fn chips(&self, page: &Page) -> Vec<(MentionId, Rect)> {
        let selected =
            page.state.mentions.iter().filter(|(article, _)| *article == page.id).map(|(_, id)| *id);
        let ids: Vec<MentionId> = match page.state.shows_names {
            true => {
                let marks = self.seen.iter().flat_map(|seen| within(page.article, seen.span));
                marks.filter(|mark| mark.lane == 0).map(|mark| mark.mention).collect()
            }
            false => selected.collect(),
        };
        let chip = |id: MentionId| {
            let mention = page.article.mentions.get(&id)?;
            let start = self.rects(mention.extent.pieces().next()?).first()?.left_top();
            Some((id, chip_rect(page, mention.label, start)))
        };
        ids.into_iter().filter_map(chip).collect()
    }

    pub(super) fn chip_at(&self, pos: Pos2, page: &Page) -> Option<MentionId> {
        self.chips(page).into_iter().find(|(_, rect)| rect.contains(pos)).map(|(id, _)| id)
    }
}

/// Where a chip with a label's name stands over the start of a stretch.
fn chip_rect(page: &Page, label: LabelId, start: Pos2) -> Rect {
    let width = page.project.label_name(label).chars().count() as f32 * CHIP_SIZE * 0.68 + 8.0;
    Rect::from_min_size(start - vec2(1.0, 8.0), vec2(width, 13.0))
}

impl Brush<'_> {
    /// The label that a click would give and, where labels are guessed, the one of the other button.
    fn likely_labels(&self, span: Span, next: usize, start: Pos2) {
        let Some(label) = (self.page.mouse_label)(span, OF_LEFT_BUTTON + next) else { return };
        let rect = chip_rect(self.page, label, start);
        self.chip(label, rect);
        let other = (self.page.mouse_label)(span, OF_RIGHT_BUTTON + next);
        let Some(other) = other.filter(|other| *other != label) else { return };
        let font = FontId::new(CHIP_SIZE, theme::bold());
        let words = self.painter.layout_no_wrap("right button:".to_owned(), font, self.palette.text);
        let start = rect.left_top() + vec2(rect.width() + 4.0, 0.0);
        let room = Rect::from_min_size(start, words.size() + vec2(4.0, 0.0));
        self.painter.rect_filled(room, 3.0, self.palette.page);
        self.painter.galley(start + vec2(2.0, 0.0), words, self.palette.text);
        let rect = chip_rect(self.page, other, room.right_top() + vec2(2.0, 8.0));
        self.chip(other, rect);
    }

    fn chip(&self, label: LabelId, rect: Rect) {
        self.plate(self.page.project.label_name(label), rect, self.colors(label).line);
    }

    fn plate(&self, words: &str, rect: Rect, color: Color32) {
        self.painter.rect_filled(rect, 3.0, color);
        let font = FontId::new(CHIP_SIZE, theme::bold());
        self.painter.text(rect.center(), Align2::CENTER_CENTER, words, font, theme::text_on(color));
    }

    fn colors(&self, label: LabelId) -> MentionColors {
        let color = self.page.project.labels().get(&label).map_or([128; 3], |label| label.color);
        theme::mention_colors(color, self.is_dark)
    }

    fn text(&self, seen: &Seen) {
        let is_clutter = self.page.article.zone_at(seen.span.start()).is_some_and(ZoneKind::is_clutter);
        let color = if is_clutter { self.palette.dimmed } else { self.palette.text };
        seen.paragraph.paint(&self.painter, seen.origin, color);
    }

    fn passages(&self, seen: &Seen) {
        for span in self.page.passages.iter().filter(|span| span.overlaps(seen.span)) {
            for rect in seen.rects(*span) {
                self.painter.rect_filled(rect, 0.0, self.palette.passage);
            }
        }
    }

    fn selection(&self, seen: &Seen) {
        let selection = self.page.state.selection.filter(|selection| selection.article == self.page.id);
        let Some(range) = selection.map(|selection| selection.range()) else { return };
        let Ok(span) = crate::text::Span::new(&self.page.article.text, range) else { return };
        for rect in seen.rects(span) {
            self.painter.rect_filled(rect.shrink2(vec2(0.0, 2.0)), 2.0, self.palette.selection);
        }
    }

    fn highlights(&self, seen: &Seen) {
        let of_page = self.page.state.highlights.iter().filter(|(article, _)| *article == self.page.id);
        for rect in of_page.flat_map(|(_, span)| seen.rects(*span)) {
            let rect = rect.shrink2(vec2(0.0, 3.0)).expand(1.0);
            self.painter.rect_stroke(rect, 3.0, Stroke::new(1.0, self.palette.weak), StrokeKind::Outside);
        }
    }

    fn tint(&self, seen: &Seen, mark: &Mark) {
        let Some(mention) = self.page.article.mentions.get(&mark.mention) else { return };
        let tint = self.colors(mention.label).tint;
        for rect in seen.rects(mark.span) {
            self.painter.rect_filled(rect.shrink2(vec2(0.0, 3.5)), 2.0, tint);
        }
    }

    fn line(&self, seen: &Seen, mark: &Mark) {
        let Some(mention) = self.page.article.mentions.get(&mark.mention) else { return };
        let color = self.colors(mention.label).line;
        let below_text = seen.paragraph.baseline() + 3.0 + mark.lane as f32 * LANE;
        for rect in seen.rects(mark.span) {
            let y = rect.top() + below_text;
            let line = Rect::from_min_max(pos2(rect.left(), y), pos2(rect.right(), y + LINE));
            self.painter.rect_filled(line, 0.0, color);
            if mention.entity_is_proposed {
                self.painter.circle_filled(pos2(rect.right() - 1.0, y + 1.0), 2.5, color);
            }
        }
    }

    /// Dashed and without a tint: not an annotation yet.
    fn suggestions(&self, seen: &Seen) {
        let before_end =
            self.page.suggestions.partition_point(|proposal| proposal.span.start() < seen.span.end());
        let near = self.page.suggestions[..before_end].iter().rev();
        for proposal in near.take_while(|proposal| proposal.span.end() > seen.span.start()) {
            let stroke = Stroke::new(1.2, self.colors(proposal.label).line);
            for rect in seen.rects(proposal.span) {
                let rect = rect.shrink2(vec2(0.0, 3.0));
                let corners = [
                    rect.left_top(),
                    rect.right_top(),
                    rect.right_bottom(),
                    rect.left_bottom(),
                    rect.left_top(),
                ];
                self.painter.extend(Shape::dashed_line(&corners, stroke, 4.0, 3.0));
            }
        }
    }

    /// The zone's name in the margin, once where the zone starts.
    fn zone(&self, seen: &Seen) {
        if self.page.fills_pane {
            return;
        }
        let starts_here = |zone: &&crate::model::Zone| {
            zone.span.start() <= seen.span.start()
                && seen.span.start() < zone.span.end()
                && zone.span.start() + 1 > seen.span.start()
        };
        if let Some(zone) = self.page.article.zones.iter().find(starts_here) {
            let at = seen.origin + vec2(-theme::GROUP, seen.paragraph.baseline());
            let font = FontId::proportional(theme::SMALL_SIZE);
            self.painter.text(at, Align2::RIGHT_BOTTOM, zone.kind.name(), font, self.palette.weak);
        }
    }

    /// Arcs in the gap above the lines, while an end is in sight.
    fn relations(&self, text: &ArticleText) {
        for relation in self.page.article.relations.values() {
            let start = |id: MentionId| {
                let mention = self.page.article.mentions.get(&id)?;
                let rects = text.rects(mention.extent.hull());
                rects.first().map(|rect| (pos2(rect.center().x, rect.top() + 4.0), mention.label))
            };
            let (Some((from, label)), Some((to, _))) = (start(relation.from), start(relation.to)) else {
                continue;
            };
            self.arc(from, to, self.colors(label).line);
            let name = self.page.project.relation_kinds().get(&relation.kind).map_or("", |kind| &kind.name);
            let middle = pos2((from.x + to.x) / 2.0, from.y.min(to.y) - 9.0);
            let font = FontId::proportional(CHIP_SIZE);
            self.painter.text(middle, Align2::CENTER_CENTER, name, font, self.palette.weak);
        }
    }

    fn arc(&self, from: Pos2, to: Pos2, color: Color32) {
        let lift = vec2(0.0, -12.0);
        let points = [from, from + lift, to + lift, to];
        let stroke = Stroke::new(1.3, color);
        let curve =
            egui::epaint::CubicBezierShape::from_points_stroke(points, false, Color32::TRANSPARENT, stroke);
        self.painter.add(curve);
        let tip = [to + vec2(-3.5, -5.0), to, to + vec2(3.5, -5.0)];
        self.painter.line(tip.to_vec(), stroke);
    }
}
