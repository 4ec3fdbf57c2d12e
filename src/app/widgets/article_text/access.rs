//! What a screen reader finds: the text in sight as runs, the selection, and each mention by name.

use egui::accesskit::{self, Role, TextDirection, TextPosition, TextSelection};
use egui::{Id, Rect, Response, Sense, Ui, UiBuilder, WidgetInfo};

use super::marks::within;
use super::{ArticleText, Page, Seen};
use crate::app::typeset::{Direction, Stretch};
use crate::model::Mention;

pub(super) fn describe(ui: &mut Ui, response: &Response, text: &ArticleText, page: &Page) {
    let name = format!("Article text: {}", page.article.header.title);
    response.widget_info(|| WidgetInfo::labeled(egui::Role::Label, true, &name));
    let listens = ui
        .ctx()
        .accesskit_node_builder(response.id, |node| {
            node.set_role(Role::Document);
            node.set_label(name.as_str());
        })
        .is_some();
    if !listens {
        return;
    }
    let mut runs = Vec::new();
    let builder = UiBuilder::new().id_salt("runs").max_rect(ui.clip_rect());
    ui.scope_builder(builder, |ui| {
        for seen in &text.seen {
            runs.extend(seen.paragraph.stretches().iter().map(|stretch| run(ui, page, seen, stretch)));
        }
        for mention in text.seen.iter().flat_map(|seen| within(page.article, seen.span)) {
            let Some(record) = page.article.mentions.get(&mention.mention) else { continue };
            let Some(rect) = text.rects(mention.span).first().copied() else { continue };
            let id = response.id.with(mention.mention);
            let name = mention_name(page, record);
            ui.interact(rect, id, Sense::hover())
                .widget_info(|| WidgetInfo::labeled(egui::Role::Label, true, &name));
            ui.ctx().accesskit_node_builder(id, |node| {
                node.set_role(Role::Mark);
                node.set_label(name.as_str());
            });
        }
        select(ui, page, &runs);
    });
}

/// `PERSON: Fumio Kishida`, and who that is.
fn mention_name(page: &Page, mention: &Mention) -> String {
    let label = page.project.label_name(mention.label);
    let quote = page.article.quote(mention);
    match page.project.entity_name(mention) {
        Some(entity) if entity != quote => format!("{label}: {quote}, {entity}"),
        _ => format!("{label}: {quote}"),
    }
}

/// A stretch of a row in the tree: its place in the article, and the node that shows it.
struct Run {
    id: Id,
    start: usize,
    end: usize,
    lengths: Vec<u8>,
}

fn run(ui: &Ui, page: &Page, seen: &Seen, stretch: &Stretch) -> Run {
    let start = seen.span.start() + stretch.bytes.start;
    let end = seen.span.start() + stretch.bytes.end;
    let id = ui.scope_id().with(("run", start));
    let rect = stretch.rect.translate(seen.origin.to_vec2());
    ui.interact(rect, id, Sense::hover()).widget_info(|| WidgetInfo::new(egui::Role::Label));
    ui.ctx().accesskit_node_builder(id, |node| {
        node.set_role(Role::TextRun);
        node.set_text_direction(match stretch.direction {
            Direction::LeftToRight => TextDirection::LeftToRight,
            Direction::RightToLeft => TextDirection::RightToLeft,
        });
        node.set_bounds(bounds(rect));
        node.set_value(page.article.text.get(start..end).unwrap_or_default());
        node.set_character_lengths(stretch.lengths.clone());
        node.set_character_positions(stretch.positions.clone());
        node.set_character_widths(stretch.widths.clone());
    });
    Run { id, start, end, lengths: stretch.lengths.clone() }
}

fn bounds(rect: Rect) -> accesskit::Rect {
    accesskit::Rect {
        x0: rect.min.x.into(),
        y0: rect.min.y.into(),
        x1: rect.max.x.into(),
        y1: rect.max.y.into(),
    }
}

fn select(ui: &Ui, page: &Page, runs: &[Run]) {
    let Some(selection) = page.state.selection.filter(|selection| selection.article == page.id) else {
        return;
    };
    let ends = (position(runs, selection.anchor), position(runs, selection.focus));
    if let (Some(anchor), Some(focus)) = ends {
        let selection = TextSelection { anchor, focus };
        ui.ctx().accesskit_node_builder(ui.unique_id(), |node| {
            node.set_role(Role::Document);
            node.set_text_selection(selection);
        });
    }
}

fn position(runs: &[Run], byte: usize) -> Option<TextPosition> {
    let run = runs.iter().find(|run| run.start <= byte && byte <= run.end)?;
    let mut at = run.start;
    let before = run.lengths.iter().take_while(|length| {
        at += usize::from(**length);
        at <= byte
    });
    Some(TextPosition { node: run.id.accesskit_id(), character_index: before.count() })
}
