//! Which byte stands where on the screen, as of the last frame.

use egui::{Pos2, Rect, pos2};

use super::layout::PARAGRAPH_GAP;
use super::{ArticleText, Seen};
use crate::app::theme;
use crate::text::Span;

impl ArticleText {
    /// How far the row of a byte is below the first row: a guess until its paragraph is laid out.
    pub fn top_of(&self, byte: usize) -> f32 {
        if self.layout.n_paragraphs() == 0 {
            return 0.0;
        }
        let index = self.layout.paragraph_at(byte);
        let inside = self.seen.iter().find(|seen| seen.index == index);
        let span = self.layout.span(index);
        let caret = inside.map(|seen| seen.paragraph.caret(byte.saturating_sub(span.start())).top());
        let guess = (byte - span.start().min(byte)) as f32 / span.len().max(1) as f32
            * self.layout.heights().get(index);
        self.layout.heights().top(index) + caret.unwrap_or(guess)
    }

    /// The byte so far below the first row, among the paragraphs of the last frame.
    pub fn byte_at_top(&self, top: f32) -> Option<usize> {
        let first = self.seen.first()?;
        self.byte_at_height(first.origin.y + top - self.layout.heights().top(first.index))
    }

    /// Where a stretch of the article stands on the screen, row by row; nothing where it is out of sight.
    pub fn rects(&self, span: Span) -> Vec<Rect> {
        let mut rects = Vec::new();
        for seen in &self.seen {
            rects.extend(seen.rects(span));
        }
        rects
    }

    /// The byte at a height of the pane: the passage under the reading line.
    pub fn byte_at_height(&self, y: f32) -> Option<usize> {
        let seen =
            self.seen.iter().find(|seen| y < seen.origin.y + seen.paragraph.size().y).or(self.seen.last())?;
        let inside = pos2(0.0, (y - seen.origin.y).max(0.0));
        Some(seen.span.start() + seen.paragraph.hit(inside))
    }

    /// Whether a point of the text lies between the upper and the lower edge of the pane.
    pub fn is_in_sight(&self, pos: Pos2) -> bool {
        let Some(first) = self.seen.first() else { return false };
        let top_of_text = first.origin.y - self.layout.heights().top(first.index) - theme::AROUND;
        (0.0..self.height).contains(&(pos.y - top_of_text - self.scroll))
    }

    /// The byte of the article under a point of the screen, in the nearest paragraph in sight.
    pub fn byte_at(&self, pos: Pos2) -> Option<usize> {
        self.hit(pos)
    }

    pub(super) fn hit(&self, pos: Pos2) -> Option<usize> {
        let below = self.seen.iter().find(|seen| pos.y < seen.origin.y + seen.paragraph.size().y);
        let seen = below.or(self.seen.last())?;
        Some(seen.span.start() + seen.paragraph.hit(pos - seen.origin.to_vec2()))
    }

    /// The middle of the gap below the paragraph that ends at a byte; at 0, above the first one.
    pub fn gap_at(&self, byte: usize) -> Option<f32> {
        if byte == 0 {
            let first = self.seen.first().filter(|seen| seen.index == 0)?;
            return Some(first.origin.y - PARAGRAPH_GAP / 2.0);
        }
        let holds = |seen: &&Seen| seen.span.start() < byte && byte <= seen.span.end();
        let seen = self.seen.iter().find(holds)?;
        Some(seen.origin.y + seen.paragraph.size().y + PARAGRAPH_GAP / 2.0)
    }

    /// The caret box at a byte, if that is in sight.
    pub fn caret(&self, byte: usize) -> Option<Rect> {
        let seen =
            self.seen.iter().rev().find(|seen| seen.span.start() <= byte && byte <= seen.span.end())?;
        Some(seen.paragraph.caret(byte - seen.span.start()).translate(seen.origin.to_vec2()))
    }

    /// One row up or down from a byte, keeping to a column; crosses paragraphs that are in sight.
    pub fn vertical(&mut self, byte: usize, down: bool) -> Option<usize> {
        let at = self.seen.iter().rposition(|seen| seen.span.start() <= byte && byte <= seen.span.end())?;
        let seen = &self.seen[at];
        let inside = byte - seen.span.start();
        let x = *self.keeps_x.get_or_insert(seen.paragraph.caret(inside).center().x);
        let moved = if down { seen.paragraph.below(inside, x) } else { seen.paragraph.above(inside, x) };
        if let Some(moved) = moved {
            return Some(seen.span.start() + moved);
        }
        let next = if down { self.seen.get(at + 1)? } else { self.seen.get(at.checked_sub(1)?)? };
        let y = if down { 0.0 } else { next.paragraph.size().y - 1.0 };
        Some(next.span.start() + next.paragraph.hit(pos2(x, y)))
    }

    /// The ends of the row that shows a byte.
    pub fn row(&self, byte: usize) -> Option<std::ops::Range<usize>> {
        let seen =
            self.seen.iter().rev().find(|seen| seen.span.start() <= byte && byte <= seen.span.end())?;
        let row = seen.paragraph.row(byte - seen.span.start());
        Some(seen.span.start() + row.start..seen.span.start() + row.end)
    }
}
