//! One line of the library, painted at its place.

use egui::{
    FontId, Rect, Response, RichText, Role, Sense, TextWrapMode, Ui, WidgetInfo, WidgetText, pos2, vec2,
};

use crate::app::View;
use crate::app::theme;
use crate::app::widgets::{Icon, icon, outlet_badge, outlet_place};
use crate::model::{Article, ArticleId, HeaderField, Status, StoryId};

const BADGE: f32 = 16.0;

pub struct ArticleRow {
    pub row: Response,
    /// The outlet's badge, which chooses the article.
    pub tick: Response,
}

/// An article: outlet and mentions above, the title below.
pub fn article_ui(
    ui: &mut Ui,
    view: &View,
    rect: Rect,
    (id, article): (ArticleId, &Article),
    is_chosen: bool,
    shows_tick: bool,
) -> ArticleRow {
    let name = full_name(view, article);
    let row = ui.interact(rect, ui.scope_id().with(id), Sense::click());
    let is_open = view.state.article == Some(id);
    row.widget_info(|| WidgetInfo::selected(Role::ListItem, true, is_open, &name));
    background(ui, rect, is_open, &row);
    let badge = Rect::from_center_size(pos2(rect.left() + 16.0, rect.center().y), vec2(BADGE, BADGE));
    let tick = ui.interact(badge.expand(6.0), ui.scope_id().with(("tick", id)), Sense::click());
    let words = format!("Choose {name}");
    tick.widget_info(|| WidgetInfo::selected(Role::CheckBox, true, is_chosen, &words));
    if shows_tick || tick.hovered() || tick.has_focus() {
        tick_ui(ui, badge, is_chosen, &tick);
    } else {
        let place = outlet_place(view.project, article);
        outlet_badge(ui.painter(), badge, view.project.outlet_name(article), place);
    }
    let inside = Rect::from_min_max(pos2(badge.right() + theme::INSIDE + 2.0, rect.top()), rect.max);
    words_ui(ui, view, inside.shrink2(vec2(theme::SMALL, 3.0)), article);
    let row = row.on_hover_ui(|ui| hover_ui(ui, view, article));
    ArticleRow { row, tick: tick.on_hover_text("Choose it: for comparing, or to change several at once") }
}

fn full_name(view: &View, article: &Article) -> String {
    format!("{}: {}", view.project.outlet_name(article), title(article))
}

fn title(article: &Article) -> &str {
    if article.header.title.is_empty() { "untitled" } else { &article.header.title }
}

fn background(ui: &Ui, rect: Rect, is_open: bool, response: &Response) {
    let palette = theme::palette(ui);
    let fill = match () {
        () if is_open => palette.selection,
        () if response.hovered() || response.has_focus() => palette.raised,
        () => return,
    };
    ui.painter().rect_filled(rect, 4.0, fill);
}

fn tick_ui(ui: &Ui, rect: Rect, is_chosen: bool, response: &Response) {
    let visuals = ui.style().interact(response);
    let shown = if is_chosen { Icon::SquareCheck } else { Icon::Square };
    let font = FontId::new(theme::ICON_SIZE, theme::icons());
    let center = egui::Align2::CENTER_CENTER;
    ui.painter().text(rect.center(), center, char::from(shown), font, visuals.text_color());
}

fn words_ui(ui: &Ui, view: &View, rect: Rect, article: &Article) {
    let palette = theme::palette(ui);
    let right = numbers_ui(ui, rect, article);
    let mut outlet = view.project.outlet_name(article).to_owned();
    if article.header.guess(HeaderField::Outlet).is_some() {
        outlet.push_str(" ?");
    }
    let outlet = match article.header.outlet {
        Some(_) => RichText::new(outlet),
        None => RichText::new(outlet).color(palette.weak).italics(),
    };
    line(ui, rect.left_top(), right - rect.left() - theme::INSIDE, outlet);
    let title = RichText::new(title(article)).size(theme::SMALL_SIZE).color(palette.weak);
    line(ui, pos2(rect.left(), rect.center().y + 1.0), rect.width(), title);
}

/// How many mentions, and whether it is reviewed. Returns where they start.
fn numbers_ui(ui: &Ui, rect: Rect, article: &Article) -> f32 {
    let palette = theme::palette(ui);
    let count = RichText::new(article.mentions.len().to_string()).size(theme::SMALL_SIZE).color(palette.weak);
    let count = galley(ui, rect.width(), count);
    let mut left = rect.right() - count.size().x;
    ui.painter().galley(pos2(left, rect.top() + 2.0), count, palette.weak);
    if article.header.status == Status::Reviewed {
        let check = galley(ui, rect.width(), icon(Icon::Check).size(14.0).color(palette.accent));
        left -= check.size().x + theme::SMALL;
        ui.painter().galley(pos2(left, rect.top() + 1.0), check, palette.accent);
    }
    left
}

fn line(ui: &Ui, at: egui::Pos2, width: f32, words: RichText) {
    let galley = galley(ui, width, words);
    ui.painter().galley(at, galley, theme::palette(ui).text);
}

fn galley(ui: &Ui, width: f32, words: RichText) -> std::sync::Arc<egui::Galley> {
    let font = egui::TextStyle::Body;
    WidgetText::from(words).into_galley(ui, Some(TextWrapMode::Truncate), width, font)
}

fn hover_ui(ui: &mut Ui, view: &View, article: &Article) {
    ui.set_max_width(360.0);
    ui.label(RichText::new(title(article)).family(theme::bold()));
    let header = &article.header;
    let mut facts = vec![view.project.outlet_name(article).to_owned()];
    facts.extend(header.published.as_ref().map(ToString::to_string));
    facts.push(header.status.to_string());
    ui.label(facts.join(" · "));
    if let Some(from) = header.guess(HeaderField::Outlet) {
        ui.label(RichText::new(format!("? The outlet is a guess, from {from}")).weak());
    }
    if header.outlet.is_none() {
        ui.label(RichText::new("Nothing in the article says which outlet it is from").weak());
    }
}

/// A story: folds, and says how far it is.
pub fn story_ui(
    ui: &mut Ui,
    view: &View,
    rect: Rect,
    (story, n_reviewed, n_articles): (Option<StoryId>, usize, usize),
    is_folded: bool,
) -> Response {
    let name = story.and_then(|id| view.project.stories().get(&id)).map_or("No story", |story| &story.name);
    let response = ui.interact(rect, ui.scope_id().with(("story", story)), Sense::click());
    let spoken = format!("{name}, {n_reviewed} of {n_articles} reviewed");
    response.widget_info(|| WidgetInfo::selected(Role::Button, true, !is_folded, &spoken));
    background(ui, rect, false, &response);
    let palette = theme::palette(ui);
    let shown = if is_folded { Icon::ChevronRight } else { Icon::ChevronDown };
    let inside = rect.shrink2(vec2(theme::SMALL, 6.0));
    line(ui, inside.left_top() + vec2(0.0, 1.0), 20.0, icon(shown).size(14.0).color(palette.weak));
    let progress =
        RichText::new(format!("{n_reviewed}/{n_articles}")).size(theme::SMALL_SIZE).color(palette.weak);
    let progress = galley(ui, 80.0, progress);
    let left = inside.right() - progress.size().x - COMPARE_WIDTH;
    ui.painter().galley(pos2(left, inside.top() + 2.0), progress, palette.weak);
    let name = RichText::new(name).family(theme::bold());
    line(ui, inside.left_top() + vec2(20.0, 0.0), left - inside.left() - 28.0, name);
    response.on_hover_text(format!("{n_reviewed} of {n_articles} reviewed"))
}

/// Room at the right of a story for the button that compares it.
pub const COMPARE_WIDTH: f32 = 28.0;
