//! From glyphs in lines to a paragraph: rows of characters to point at, and glyphs to paint.

use std::collections::BTreeSet;
use std::sync::Arc;

use egui::mutex::Mutex;
use egui::{Rect, pos2};
use parley::{BreakReason, Cluster, GlyphRun, Layout, Line};

use super::atlas::{Atlas, Glyph, Look, Picture, SUBPIXELS};
use super::paragraph::{Cell, Direction, Paragraph, Row};
use super::shape::{Plain, Task, glyph_run};
use super::shown::Shown;
use super::stretches::MOST_IN_A_STRETCH;

pub(super) struct Setter<'a> {
    shown: &'a Shown<'a>,
    task: &'a Task<'a>,
    /// In pixels.
    row_height: f32,
    baseline: f32,
    cells: Vec<Cell>,
    rows: Vec<Row>,
    glyphs: Vec<Glyph>,
    boxes: Vec<Rect>,
}

impl<'a> Setter<'a> {
    pub fn new(shown: &'a Shown<'a>, task: &'a Task<'a>, layout: &Layout<Plain>) -> Self {
        // Rows are equally high whatever fonts they need, so that a page stays calm.
        let row_height = (task.style.line_height * task.pixels_per_point).round().max(1.0);
        let (ascent, descent) = match layout.root_span_metrics() {
            Some(metrics) => (metrics.ascent, metrics.descent),
            None => (row_height, 0.0),
        };
        Self {
            shown,
            task,
            row_height,
            baseline: ((row_height - ascent - descent) / 2.0 + ascent).round(),
            cells: Vec::with_capacity(shown.text.len()),
            rows: Vec::with_capacity(layout.len()),
            glyphs: Vec::with_capacity(shown.text.len()),
            boxes: Vec::new(),
        }
    }

    pub fn set(
        mut self,
        layout: &Layout<Plain>,
        missing: BTreeSet<char>,
        atlas: &Arc<Mutex<Atlas>>,
    ) -> Paragraph {
        self.rows(layout, &mut atlas.lock());
        self.cells.shrink_to_fit();
        self.glyphs.shrink_to_fit();
        let scale = self.task.pixels_per_point;
        Paragraph {
            direction: direction(layout.is_rtl()),
            width: self.task.width / scale,
            row_height: self.row_height / scale,
            baseline: self.baseline / scale,
            end: self.shown.original(self.shown.text.len()),
            cells: self.cells,
            rows: self.rows,
            glyphs: self.glyphs,
            boxes: self.boxes,
            missing: missing.into_iter().collect(),
            atlas: Arc::clone(atlas),
        }
    }

    fn rows(&mut self, layout: &Layout<Plain>, atlas: &mut Atlas) {
        if self.shown.text.is_empty() {
            // Parley lays out a space in place of nothing.
            self.rows.push(Row { bytes: 0..0, cells: 0..0, glyphs: 0..0 });
            return;
        }
        for line in layout.lines() {
            self.row(&line, atlas);
        }
    }

    fn row(&mut self, line: &Line<'_, Plain>, atlas: &mut Atlas) {
        let (first_cell, first_glyph) = (self.cells.len(), self.glyphs.len());
        let mut x = line.metrics().offset + line.metrics().inline_min_coord;
        for run in line.runs() {
            for cluster in run.visual_clusters() {
                let advance = cluster.advance();
                self.cell(&cluster, x, advance);
                x += advance;
            }
        }
        let cells = &mut self.cells[first_cell..];
        cells.sort_unstable_by_key(|cell| cell.start);
        if line.break_reason() == BreakReason::None {
            cells.iter_mut().for_each(|cell| cell.hangs = false);
        } else {
            let text_ends = cells.iter().rposition(|cell| !cell.hangs).map_or(0, |last| last + 1);
            cells[..text_ends].iter_mut().for_each(|cell| cell.hangs = false);
        }
        for run in line.items().filter_map(glyph_run) {
            self.run(&run, atlas);
        }
        let bytes = line.text_range();
        self.rows.push(Row {
            bytes: self.shown.original(bytes.start)..self.shown.original(bytes.end),
            cells: first_cell..self.cells.len(),
            glyphs: first_glyph..self.glyphs.len(),
        });
    }

    fn cell(&mut self, cluster: &Cluster<'_, Plain>, x: f32, advance: f32) {
        let scale = self.task.pixels_per_point;
        let bytes = cluster.text_range();
        let text = &self.shown.text[bytes.clone()];
        let is_break = cluster.is_hard_line_break();
        let cell = Cell {
            start: self.shown.original(bytes.start) as u32,
            left: x / scale,
            width: if is_break { 0.0 } else { advance / scale },
            direction: direction(cluster.is_rtl()),
            hangs: text.chars().all(char::is_whitespace),
        };
        self.cells.push(cell);
        // A letter below a heap of marks: the marks follow it in cells of their own.
        if text.len() > MOST_IN_A_STRETCH {
            let cell = Cell { left: cell.trailing_edge(), width: 0.0, ..cell };
            self.cells.extend(
                text.char_indices()
                    .skip(1)
                    .map(|(at, _)| Cell { start: self.shown.original(bytes.start + at) as u32, ..cell }),
            );
        }
    }

    fn run(&mut self, run: &GlyphRun<'_, Plain>, atlas: &mut Atlas) {
        let font = run.run();
        let look = Look {
            pixels_per_em: font.font_size(),
            coords: font.normalized_coords().iter().map(|coord| coord.to_bits()).collect(),
            embolden: font.synthesis().embolden(),
        };
        let Some(face) = atlas.face(font.font(), look) else { return };
        let is_square = self.shown.text[font.text_range()].starts_with(is_square);
        let baseline = self.rows.len() as f32 * self.row_height + self.baseline;
        let mut x = run.offset();
        for glyph in run.glyphs() {
            match u16::try_from(glyph.id) {
                Ok(0) | Err(_) => self.missing_box(x, glyph.advance, baseline),
                Ok(id) => {
                    let (x, subpixel) = whole_and_part(x + glyph.x, is_square);
                    let picture = atlas.picture(Picture { face, glyph: id, subpixel });
                    let baseline = (baseline + glyph.y).round() as i32;
                    self.glyphs.push(Glyph { picture, x, baseline });
                }
            }
            x += glyph.advance;
        }
    }

    /// As high as a capital letter, with a little air at both sides.
    fn missing_box(&mut self, x: f32, advance: f32, baseline: f32) {
        let scale = self.task.pixels_per_point;
        let em = self.task.style.size * scale;
        let corner = pos2(x + 0.05 * em, baseline - 0.7 * em);
        let end = pos2(x + advance - 0.05 * em, baseline);
        if corner.x < end.x {
            self.boxes.push(Rect::from_min_max(corner, end) / scale);
        }
    }
}

/// A place as whole pixels and steps to the right of them.
fn whole_and_part(x: f32, is_square: bool) -> (i32, u8) {
    if is_square {
        return (x.round() as i32, 0);
    }
    let steps = (x * SUBPIXELS as f32).round() as i32;
    (steps.div_euclid(SUBPIXELS), steps.rem_euclid(SUBPIXELS) as u8)
}

/// Han, kana, Hangul and emoji: so many that four pictures of each would crowd the atlas, and square,
/// so that whole pixels suit them.
fn is_square(c: char) -> bool {
    matches!(c, '\u{2e80}'..='\u{d7ff}' | '\u{f900}'..='\u{faff}' | '\u{fe30}'..='\u{fe4f}'
        | '\u{ff00}'..='\u{ffef}' | '\u{1f000}'..='\u{3ffff}')
}

fn direction(is_right_to_left: bool) -> Direction {
    if is_right_to_left { Direction::RightToLeft } else { Direction::LeftToRight }
}
