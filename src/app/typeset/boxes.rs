//! The boxes that cover a range of a paragraph: what tints, selections and underlines are made of.

use std::ops::Range;

use egui::Rect;

use super::paragraph::Paragraph;

impl Paragraph {
    /// The boxes that cover a range, row by row; several on a row where the range reads in both
    /// directions. Boxes are as high as the row and cover whole characters.
    pub fn rects(&self, range: Range<usize>, out: &mut Vec<Rect>) {
        if range.is_empty() {
            return;
        }
        let first = self.rows.partition_point(|row| row.bytes.end <= range.start);
        for row in first..self.rows.len() {
            if self.rows[row].bytes.start >= range.end {
                break;
            }
            self.rects_in_row(row, &range, out);
        }
    }

    fn rects_in_row(&self, row: usize, range: &Range<usize>, out: &mut Vec<Rect>) {
        let y = self.top(row)..=self.top(row) + self.row_height;
        let continues = range.end > self.rows[row].bytes.end;
        let cells = self.rows[row].cells.clone();
        let covered = &self.cells[cells.start.max(self.cell_at(range.start))..cells.end];
        let first_box = out.len();
        for cell in covered.iter().take_while(|cell| (cell.start as usize) < range.end) {
            if cell.width == 0.0 || (cell.hangs && continues) {
                continue;
            }
            match out[first_box..].last_mut() {
                Some(rect) if touches(cell.left, rect.right()) => rect.max.x = cell.right(),
                Some(rect) if touches(cell.right(), rect.left()) => rect.min.x = cell.left,
                _ => out.push(Rect::from_x_y_ranges(cell.left..=cell.right(), y.clone())),
            }
        }
        join_neighbours(out, first_box);
    }
}

/// Stretches of both directions that meet on the screen share one box.
fn join_neighbours(rects: &mut Vec<Rect>, first: usize) {
    rects[first..].sort_unstable_by(|a, b| a.left().total_cmp(&b.left()));
    for at in (first + 1..rects.len()).rev() {
        if touches(rects[at - 1].right(), rects[at].left()) {
            rects[at - 1].max.x = rects.remove(at).right();
        }
    }
}

/// Edges that meet, but for rounding.
fn touches(a: f32, b: f32) -> bool {
    (a - b).abs() < 0.01
}

#[cfg(test)]
mod tests {
    use super::super::Direction;
    use super::super::paragraph::tests::{places, rects};
    use super::super::tests::{WIDE, lay_out};
    use super::*;
    use egui::pos2;

    /// Where a word stands: its only box.
    fn place_of(paragraph: &Paragraph, text: &str, word: &str) -> Rect {
        let start = text.find(word).expect("the word is in the text");
        let boxes = rects(paragraph, start..start + word.len());
        assert_eq!(boxes.len(), 1, "{word}: {boxes:?}");
        boxes[0]
    }

    #[test]
    fn a_range_over_several_rows_has_one_box_on_each() {
        let text = "one two three four five six seven eight nine ten";
        let paragraph = lay_out(text, 100.0);
        let n_rows = (paragraph.size().y / paragraph.row_height()) as usize;
        let boxes = rects(&paragraph, 0..text.len());
        assert_eq!(boxes.len(), n_rows);
        for (row, rect) in boxes.iter().enumerate() {
            assert_eq!(rect.top(), row as f32 * 26.0);
            assert_eq!(rect.left(), 0.0);
        }
    }

    #[test]
    fn a_range_that_goes_on_leaves_out_the_space_at_the_end_of_the_row() {
        let text = "Zürich and Genève";
        let paragraph = lay_out(text, 80.0);
        let row_end = paragraph.row(0).end;
        assert_eq!(&text[row_end..row_end + 1], " ");
        let over_both = rects(&paragraph, 0..text.len())[0];
        assert_eq!(over_both.right(), paragraph.caret(row_end).center().x);
    }

    #[test]
    fn an_empty_range_has_no_box() {
        assert_eq!(rects(&lay_out("abc", WIDE), 1..1), []);
    }

    #[test]
    fn boxes_of_neighbours_meet() {
        let text = "AVAST office";
        let paragraph = lay_out(text, WIDE);
        for middle in places(&paragraph) {
            let mut both = rects(&paragraph, 0..middle);
            both.extend(rects(&paragraph, middle..text.len()));
            let width: f32 = both.iter().map(Rect::width).sum();
            assert!((width - rects(&paragraph, 0..text.len())[0].width()).abs() < 0.01);
        }
    }

    #[test]
    fn hebrew_runs_from_right_to_left() {
        let text = "שלום עולם אמר";
        let paragraph = lay_out(text, 400.0);
        assert_eq!(paragraph.direction(), Direction::RightToLeft);
        let (first, last) = (place_of(&paragraph, text, "שלום"), place_of(&paragraph, text, "אמר"));
        assert!((first.right() - 400.0).abs() < 0.01, "it starts at the right side: {first:?}");
        assert!(first.left() > last.right());
        assert_eq!(paragraph.hit(pos2(399.0, 13.0)), 0);
        assert_eq!(paragraph.hit(pos2(10.0, 13.0)), text.len());
        for byte in places(&paragraph) {
            assert_eq!(paragraph.hit(paragraph.caret(byte).center()), byte);
        }
    }

    #[test]
    fn a_range_that_reads_both_ways_has_several_boxes() {
        // Read from the right: 1 Arabic, 2 Latin, 3 Arabic. The range is the last two.
        let text = "قال Reuters القاهرة";
        let paragraph = lay_out(text, 400.0);
        let latin = place_of(&paragraph, text, "Reuters");
        let (before, after) = (place_of(&paragraph, text, "قال"), place_of(&paragraph, text, "القاهرة"));
        assert!(after.right() < latin.left() && latin.right() < before.left());
        let half = text.find("ters").unwrap();
        let boxes = rects(&paragraph, half..text.len());
        assert_eq!(boxes.len(), 2, "the end of the Latin word is at its right: {boxes:?}");
    }

    #[test]
    fn a_range_that_is_whole_on_the_screen_has_one_box() {
        let text = "قال Reuters القاهرة";
        assert_eq!(rects(&lay_out(text, 400.0), 0..text.len()).len(), 1);
    }

    #[test]
    fn numbers_in_hebrew_run_from_left_to_right() {
        let text = "ב-21 בנובמבר 2026";
        let paragraph = lay_out(text, 400.0);
        let two = rects(&paragraph, text.find("2026").unwrap()..text.len() - 3)[0];
        let six = rects(&paragraph, text.len() - 1..text.len())[0];
        assert!(two.right() < six.left() + 0.01);
    }

    #[test]
    fn hebrew_within_english_keeps_its_own_direction() {
        let text = "to the שלום crowd";
        let paragraph = lay_out(text, 400.0);
        assert_eq!(paragraph.direction(), Direction::LeftToRight);
        let word = text.find("שלום").unwrap();
        let (shin, lamed) = (rects(&paragraph, word..word + 2)[0], rects(&paragraph, word + 2..word + 4)[0]);
        assert!(lamed.right() <= shin.left() + 0.01);
        assert!(place_of(&paragraph, text, "crowd").left() > shin.right());
    }
}
