//! The article view: text to read, select and tag, whatever its length or script.
//!
//! Text is laid out once, as plain text, a paragraph at a time and only where it is seen; mentions,
//! selection and suggestions are painted behind and under it. So tagging never moves a letter, and
//! an edit costs what is on the screen, not what is in the article.

mod access;
mod heights;
mod hover;
mod layout;
mod marks;
mod paint;
mod places;
mod pointer;

pub use pointer::with_hull;

use std::sync::Arc;

use egui::{Pos2, Rect, Response, ScrollArea, Sense, Ui, Vec2, pos2, vec2};

use crate::app::request::Requests;
use crate::app::state::{Place, State};
use crate::app::theme;
use crate::app::typeset::{Paragraph, Typesetter};
use crate::app::widgets::Desk;
use crate::index::Untold;
use crate::model::{Article, ArticleId, LabelId, Project};
use crate::suggest::Candidate;
use crate::text::Span;

use hover::Hover;
use layout::{Layout, Setting};
use marks::Glance;
use pointer::Pointer;

/// What a pane keeps between frames.
#[derive(Default)]
pub struct ArticleText {
    layout: Layout,
    glance: Glance,
    pointer: Pointer,
    hover: Hover,
    /// Points from the top of the text to the top of the pane.
    scroll: f32,
    height: f32,
    pending_scroll: Option<f32>,
    n_jumps: usize,
    first_seen: usize,
    /// Where the text of the last frame stands, for whoever draws over or beside it.
    seen: Vec<Seen>,
    /// The first and the last byte of it.
    in_sight: Option<(usize, usize)>,
    /// For the vertical arrow keys: the column they keep to.
    pub keeps_x: Option<f32>,
}

/// A paragraph on the screen.
#[derive(Clone)]
pub struct Seen {
    pub index: usize,
    /// In the article.
    pub span: Span,
    pub origin: Pos2,
    pub paragraph: Arc<Paragraph>,
}

/// What a pane shows, and what of it.
pub struct Page<'a> {
    pub id: ArticleId,
    pub article: &'a Arc<Article>,
    pub project: &'a Arc<Project>,
    pub revision: u64,
    pub state: &'a State,
    /// Proposed by an engine: drawn dashed. In text order.
    pub suggestions: &'a [Proposal],
    /// What Alt with a click may take whole.
    pub clickable: &'a [Candidate],
    /// The label that the mouse would give a stretch; where labels are guessed, the n-th likeliest.
    pub mouse_label: &'a dyn Fn(Span, usize) -> Option<LabelId>,
    /// Whether mentions stand within mentions.
    pub nests: bool,
    /// Stretches that other articles share. In text order.
    pub passages: &'a [Span],
    /// What other articles tell and this one does not. In text order.
    pub untold: &'a [Untold],
    pub can_edit: bool,
    /// Whether the page is as wide as its pane, or a readable column in the middle of it.
    pub fills_pane: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Proposal {
    pub span: Span,
    pub label: LabelId,
}

/// Where the eyes are, as a share of the pane's height from its top.
pub const READING_LINE: f32 = 1.0 / 3.0;

const GUTTER: f32 = 76.0; // for the names of zones
const NARROW_GUTTER: f32 = 14.0;

impl ArticleText {
    /// Scrolls so that a place is in the upper third, in the next frame.
    pub fn go(&mut self, byte: usize) {
        self.n_jumps += 1;
        let top = self.top_of(byte);
        self.pending_scroll = Some((top - self.height * READING_LINE).max(0.0));
    }

    /// Scrolls only if a place is not in sight.
    pub fn reveal(&mut self, byte: usize) {
        let top = self.top_of(byte);
        let margin = theme::LINE_HEIGHT * 2.0;
        if top < self.scroll + margin || top > self.scroll + self.height - margin * 2.0 {
            self.go(byte);
        }
    }

    /// How often the hands sent this pane somewhere, other than by scrolling it.
    pub fn n_jumps(&self) -> usize {
        self.n_jumps
    }

    pub fn scroll(&self) -> f32 {
        self.scroll
    }

    pub fn set_scroll(&mut self, scroll: f32) {
        self.pending_scroll = Some(scroll);
    }

    /// The scroll at which the end of the text is at the bottom of the pane.
    pub fn furthest_scroll(&self) -> f32 {
        (self.layout.heights().total() + theme::AROUND * 2.0 - self.height).max(0.0)
    }

    /// The first and the last byte in sight.
    pub fn bytes_in_sight(&self) -> Option<(usize, usize)> {
        self.in_sight
    }

    fn find_in_sight(&self) -> Option<(usize, usize)> {
        let top = self.scroll - theme::AROUND;
        Some((self.byte_at_top(top)?, self.byte_at_top(top + self.height)?))
    }

    /// What is being read, as far as a program can tell.
    pub fn byte_on_reading_line(&self) -> Option<usize> {
        self.byte_at_top(self.scroll - theme::AROUND + self.height * READING_LINE)
    }

    /// The text at a glance, in so many rows: the label of the first mention that starts in each.
    pub fn glance(&mut self, article: &Article, n_rows: usize) -> &[Option<LabelId>] {
        self.glance.of(article, n_rows)
    }

    /// Draws the pane and turns what the hands do in it into requests.
    pub fn ui(
        &mut self,
        ui: &mut Ui,
        page: &Page,
        typesetter: &mut Typesetter,
        requests: &mut Requests,
    ) -> Response {
        let pane = ui.available_rect_before_wrap();
        let column = column_of(pane, page.fills_pane);
        let setting = Setting { width: column.1, pixels_per_point: ui.ctx().pixels_per_point() };
        self.layout.prepare(page.article, setting);
        self.obey_state(page);
        self.height = pane.height();
        let mut area = ScrollArea::vertical().id_salt(("article", page.id)).auto_shrink(false);
        if let Some(scroll) = self.pending_scroll.take() {
            area = area.vertical_scroll_offset(scroll);
        }
        let output = area.show_viewport(ui, |ui, viewport| {
            ui.set_height(self.layout.heights().total() + theme::AROUND * 2.0);
            let top_left = ui.max_rect().left_top();
            self.visible(ui, viewport, pos2(column.0, top_left.y), page, typesetter, requests)
        });
        self.scroll = output.state.unclamped_offset().y;
        self.in_sight = self.find_in_sight();
        self.layout.trim();
        output.inner
    }

    fn obey_state(&mut self, page: &Page) {
        if let Some(Place { article, span }) = page.state.go
            && article == page.id
        {
            self.reveal(span.start());
        }
    }

    fn visible(
        &mut self,
        ui: &mut Ui,
        viewport: Rect,
        origin: Pos2,
        page: &Page,
        typesetter: &mut Typesetter,
        requests: &mut Requests,
    ) -> Response {
        self.lay_out_visible(ui, viewport, origin, page, typesetter);
        let sight = ui.clip_rect();
        let response = ui.interact(sight, ui.scope_id().with("text"), Sense::click_and_drag());
        if response.is_pointer_button_down_on() {
            Desk::focus(ui.ctx());
        }
        self.pointer_ui(ui, &response, page, requests);
        self.hover_ui(&response, page);
        self.paint(ui, page);
        access::describe(ui, &response, self, page);
        response
    }

    /// Lays out what is in sight. What grew above the first paragraph of the last frame moves the
    /// scroll along, so that the text under the eyes stays where it is.
    fn lay_out_visible(
        &mut self,
        ui: &mut Ui,
        viewport: Rect,
        origin: Pos2,
        page: &Page,
        typesetter: &mut Typesetter,
    ) {
        self.seen.clear();
        let n_paragraphs = self.layout.n_paragraphs();
        if n_paragraphs == 0 {
            return;
        }
        let first = self.layout.heights().row_at(viewport.top() - theme::AROUND);
        let mut y = self.layout.heights().top(first) + theme::AROUND;
        let mut grew_above = 0.0;
        for index in first..n_paragraphs {
            if y > viewport.bottom() {
                break;
            }
            let (paragraph, grew) = self.layout.lay_out(index, page.article, typesetter);
            if index < self.first_seen {
                grew_above += grew;
            }
            let origin = origin + vec2(0.0, y);
            self.seen.push(Seen { index, span: self.layout.span(index), origin, paragraph });
            y += self.layout.heights().get(index);
        }
        if grew_above != 0.0 && first < self.first_seen {
            self.seen.iter_mut().for_each(|seen| seen.origin.y -= grew_above);
            self.pending_scroll = Some((viewport.top() + grew_above).max(0.0));
            ui.ctx().request_repaint();
        }
        self.first_seen = first;
    }

    /// A pane's height on or back, but for a line.
    pub fn page(&mut self, down: bool) {
        self.n_jumps += 1;
        let by = self.height - theme::LINE_HEIGHT;
        self.pending_scroll = Some((self.scroll + if down { by } else { -by }).max(0.0));
    }

    /// The next place for a caret, a character on or back, across paragraphs.
    pub fn character(&self, text: &str, byte: usize, forward: bool) -> usize {
        use unicode_segmentation::{GraphemeCursor, GraphemeIncomplete};
        let mut cursor = GraphemeCursor::new(byte, text.len(), true);
        let moved: Result<Option<usize>, GraphemeIncomplete> =
            if forward { cursor.next_boundary(text, 0) } else { cursor.prev_boundary(text, 0) };
        moved.ok().flatten().unwrap_or(byte)
    }
}

impl Seen {
    /// Where a stretch of the article stands in this paragraph, on the screen.
    pub fn rects(&self, span: Span) -> Vec<Rect> {
        let mut rects = Vec::new();
        if span.overlaps(self.span) {
            let start = span.start().max(self.span.start()) - self.span.start();
            let end = span.end().min(self.span.end()) - self.span.start();
            self.paragraph.rects(start..end, &mut rects);
            rects.iter_mut().for_each(|rect| *rect = rect.translate(self.origin.to_vec2()));
        }
        rects
    }
}

/// Left edge and width of the text in a pane.
pub fn column_of(pane: Rect, fills_pane: bool) -> (f32, f32) {
    if fills_pane {
        let width = (pane.width() - NARROW_GUTTER * 2.0 - theme::GROUP).clamp(120.0, theme::COLUMN_WIDTH);
        return (pane.left() + NARROW_GUTTER, width);
    }
    let width = theme::COLUMN_WIDTH.min(pane.width() - GUTTER - theme::AROUND * 2.0).max(160.0);
    let left = pane.left() + ((pane.width() - width) / 2.0).max(GUTTER);
    (left.round(), width)
}

/// The size of a text box: what a handle or a caret is drawn with.
const HANDLE: Vec2 = vec2(9.0, 9.0);
