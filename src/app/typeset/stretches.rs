//! A paragraph as a screen reader wants it.

use std::ops::Range;

use egui::Rect;

use super::paragraph::{Direction, Paragraph};

/// A stretch of one row that is read in one direction, as a screen reader wants to have it.
#[derive(Clone, Debug, PartialEq)]
pub struct Stretch {
    pub bytes: Range<usize>,
    pub rect: Rect,
    pub direction: Direction,
    /// Bytes of each character.
    pub lengths: Vec<u8>,
    /// Where each character starts, counted in the direction of reading from the edge of `rect`.
    pub positions: Vec<f32>,
    pub widths: Vec<f32>,
}

/// Screen readers count the characters of a stretch, and the bytes of a character, in one byte.
pub(super) const MOST_IN_A_STRETCH: usize = 255;

impl Paragraph {
    /// The rows as stretches of one direction each, in the order of the text. A line break that ends
    /// the paragraph is in none of them.
    pub fn stretches(&self) -> Vec<Stretch> {
        let mut out = Vec::new();
        for (row, placed) in self.rows.iter().enumerate() {
            let cells = &self.cells[placed.cells.clone()];
            let mut at = placed.cells.start;
            for group in cells.chunk_by(|a, b| a.direction == b.direction) {
                for part in group.chunks(MOST_IN_A_STRETCH) {
                    out.push(self.stretch(row, at..at + part.len()));
                    at += part.len();
                }
            }
        }
        out
    }

    fn stretch(&self, row: usize, cells: Range<usize>) -> Stretch {
        let group = &self.cells[cells.clone()];
        let left = group.iter().fold(f32::INFINITY, |left, cell| left.min(cell.left));
        let right = group.iter().fold(f32::NEG_INFINITY, |right, cell| right.max(cell.right()));
        let top = self.top(row);
        let direction = group[0].direction;
        Stretch {
            bytes: group[0].start as usize..self.end_of(cells.end - 1),
            rect: Rect::from_x_y_ranges(left..=right, top..=top + self.row_height),
            direction,
            lengths: cells.map(|at| (self.end_of(at) - self.cells[at].start as usize) as u8).collect(),
            positions: group
                .iter()
                .map(|cell| match direction {
                    Direction::LeftToRight => cell.left - left,
                    Direction::RightToLeft => right - cell.right(),
                })
                .collect(),
            widths: group.iter().map(|cell| cell.width).collect(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::tests::{WIDE, lay_out};
    use super::*;

    /// The stretches tile the text, and each one's characters tile its bytes and its box.
    fn check(text: &str, width: f32) -> Vec<Stretch> {
        let stretches = lay_out(text, width).stretches();
        let mut end = 0;
        for stretch in &stretches {
            assert_eq!(stretch.bytes.start, end);
            end = stretch.bytes.end;
            let bytes: usize = stretch.lengths.iter().map(|&length| usize::from(length)).sum();
            assert_eq!(bytes, stretch.bytes.len());
            assert!(stretch.lengths.len() <= MOST_IN_A_STRETCH);
            let widths: f32 = stretch.widths.iter().sum();
            assert!((widths - stretch.rect.width()).abs() < 0.1);
            assert!(stretch.positions.is_sorted());
        }
        assert_eq!(end, text.len());
        stretches
    }

    #[test]
    fn each_row_is_a_stretch() {
        let stretches = check("one two three four five six", 100.0);
        assert!(stretches.len() > 1);
        let row = &stretches[1];
        assert_eq!((row.rect.top(), row.rect.height(), row.positions[0]), (26.0, 26.0, 0.0));
    }

    #[test]
    fn right_to_left_is_counted_from_the_right() {
        let stretches = check("שלום עולם", 400.0);
        assert_eq!(stretches.len(), 1);
        let stretch = &stretches[0];
        assert_eq!(stretch.direction, Direction::RightToLeft);
        assert!((stretch.rect.right() - 400.0).abs() < 0.01);
        assert_eq!((stretch.positions[0], stretch.lengths[0]), (0.0, 2));
    }

    #[test]
    fn a_row_that_reads_both_ways_is_one_stretch_for_each() {
        let directions: Vec<_> =
            check("he said שלום to us", WIDE).iter().map(|stretch| stretch.direction).collect();
        use Direction::{LeftToRight, RightToLeft};
        assert_eq!(directions, [LeftToRight, RightToLeft, LeftToRight]);
    }

    #[test]
    fn long_rows_are_cut_to_what_a_screen_reader_can_count() {
        assert_eq!(check(&"word ".repeat(120), WIDE).len(), 3);
    }

    #[test]
    fn a_letter_below_a_heap_of_marks_is_cut_as_well() {
        check(&format!("a{}b", "\u{301}".repeat(400)), WIDE);
    }
}
