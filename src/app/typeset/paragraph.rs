//! A paragraph laid out at a width: where everything is, and what is at a place.

use std::ops::Range;
use std::sync::Arc;

use egui::mutex::Mutex;
use egui::{Color32, Painter, Pos2, Rect, Stroke, StrokeKind, Vec2, pos2, vec2};

use super::atlas::{Atlas, Glyph};

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Direction {
    LeftToRight,
    RightToLeft,
}

/// One paragraph laid out. Places are UTF-8 bytes into its text, geometry is in points from its
/// top-left corner. Cheap to keep: about 30 bytes per character, and nothing in it ages.
pub struct Paragraph {
    pub(super) cells: Vec<Cell>,
    pub(super) rows: Vec<Row>,
    pub(super) direction: Direction,
    pub(super) width: f32,
    pub(super) row_height: f32,
    /// Where letters stand, down from the top of their row.
    pub(super) baseline: f32,
    /// Where the text ends; a line break that ends the paragraph is not part of it.
    pub(super) end: usize,
    pub(super) missing: Vec<char>,
    pub(super) glyphs: Vec<Glyph>,
    /// Drawn for what no font can draw.
    pub(super) boxes: Vec<Rect>,
    pub(super) atlas: Arc<Mutex<Atlas>>,
}

/// One user-perceived character on the screen.
/// Invariant: cells are in the order of the text and lie between two carets each.
#[derive(Clone, Copy, Debug)]
pub(super) struct Cell {
    pub start: u32,
    pub left: f32,
    pub width: f32,
    pub direction: Direction,
    /// White space at the end of a row which continues in the next one, or the break between them.
    pub hangs: bool,
}

/// One visual row. Invariant: rows follow each other without gaps in cells and bytes.
#[derive(Clone, Debug)]
pub(super) struct Row {
    pub bytes: Range<usize>,
    pub cells: Range<usize>,
    pub glyphs: Range<usize>,
}

impl Paragraph {
    /// As wide as was asked for, and as high as its rows.
    pub fn size(&self) -> Vec2 {
        vec2(self.width, self.rows.len() as f32 * self.row_height)
    }

    /// The direction in which the paragraph as a whole is read, and at whose side it starts.
    pub fn direction(&self) -> Direction {
        self.direction
    }

    pub fn row_height(&self) -> f32 {
        self.row_height
    }

    /// Where letters stand, down from the top of any row.
    pub fn baseline(&self) -> f32 {
        self.baseline
    }

    /// Characters that no font can draw; each shows as a box. Sorted.
    pub fn missing(&self) -> &[char] {
        &self.missing
    }

    /// The caret place nearest to a position, on the row nearest to it.
    pub fn hit(&self, pos: Pos2) -> usize {
        let row = (pos.y / self.row_height).floor().max(0.0) as usize;
        self.hit_in_row(row.min(self.rows.len() - 1), pos.x)
    }

    fn hit_in_row(&self, row: usize, x: f32) -> usize {
        let cells = self.rows[row].cells.clone();
        let nearest = cells
            .filter(|&at| self.cells[at].width > 0.0)
            .min_by(|&a, &b| self.cells[a].distance(x).total_cmp(&self.cells[b].distance(x)));
        match nearest {
            Some(at) if self.cells[at].is_past_middle(x) && !self.cells[at].hangs => self.end_of(at),
            Some(at) => self.cells[at].start as usize,
            None => self.rows[row].bytes.start,
        }
    }

    /// A thin box where the caret stands before `byte`.
    pub fn caret(&self, byte: usize) -> Rect {
        let row = self.row_of(byte);
        let at = self.cell_at(byte);
        let x = if self.rows[row].cells.contains(&at) {
            self.cells[at].leading_edge()
        } else {
            self.end_of_row(row)
        };
        let middle = self.top(row) + self.row_height / 2.0;
        Rect::from_center_size(pos2(x, middle), vec2(1.0, self.row_height))
    }

    fn end_of_row(&self, row: usize) -> f32 {
        match (self.rows[row].cells.clone().next_back(), self.direction) {
            (Some(last), _) => self.cells[last].trailing_edge(),
            (None, Direction::LeftToRight) => 0.0,
            (None, Direction::RightToLeft) => self.width,
        }
    }

    /// The next caret place in the order of the text; `None` at the end.
    pub fn after(&self, byte: usize) -> Option<usize> {
        let at = self.cell_at(byte);
        (at < self.cells.len()).then(|| self.end_of(at))
    }

    /// The caret place before this one in the order of the text; `None` at the start.
    pub fn before(&self, byte: usize) -> Option<usize> {
        let at = self.cells.partition_point(|cell| (cell.start as usize) < byte);
        at.checked_sub(1).map(|at| self.cells[at].start as usize)
    }

    /// The caret place one row up that is nearest to `x`; `None` on the first row.
    pub fn above(&self, byte: usize, x: f32) -> Option<usize> {
        let above = self.row_of(byte).checked_sub(1)?;
        Some(self.hit_in_row(above, x))
    }

    /// The caret place one row down that is nearest to `x`; `None` on the last row.
    pub fn below(&self, byte: usize, x: f32) -> Option<usize> {
        let below = self.row_of(byte) + 1;
        (below < self.rows.len()).then(|| self.hit_in_row(below, x))
    }

    /// The first and the last caret place of the row that shows the caret at `byte`.
    pub fn row(&self, byte: usize) -> Range<usize> {
        let row = &self.rows[self.row_of(byte)];
        let hanging = row.cells.clone().find(|&at| self.cells[at].hangs);
        let end = hanging.map_or(row.bytes.end, |at| self.cells[at].start as usize);
        row.bytes.start..end
    }

    /// Paints the rows that are in sight, with the paragraph's top-left corner at `origin`.
    pub fn paint(&self, painter: &Painter, origin: Pos2, color: Color32) {
        let rows = self.rows_in_sight(painter.clip_rect().translate(-origin.to_vec2()));
        let glyphs = rows.iter().map(|row| row.glyphs.clone()).reduce(|a, b| a.start..b.end);
        if let Some(glyphs) = glyphs {
            self.atlas.lock().paint(painter, origin, color, &self.glyphs[glyphs]);
        }
        for missing in &self.boxes {
            let place = missing.translate(origin.to_vec2());
            painter.rect_stroke(place, 0.0, Stroke::new(1.0, color), StrokeKind::Inside);
        }
    }

    /// Letters may reach into the neighbouring rows, so there is one more at either end.
    fn rows_in_sight(&self, sight: Rect) -> &[Row] {
        let row_at = |y: f32| (y / self.row_height).floor().max(0.0) as usize;
        let end = (row_at(sight.bottom()) + 2).min(self.rows.len());
        &self.rows[row_at(sight.top()).saturating_sub(1).min(end)..end]
    }

    pub(super) fn top(&self, row: usize) -> f32 {
        row as f32 * self.row_height
    }

    fn row_of(&self, byte: usize) -> usize {
        let started = self.rows.partition_point(|row| row.bytes.start <= byte);
        started.saturating_sub(1)
    }

    /// The cell that holds `byte`; one past the last for the end of the text.
    pub(super) fn cell_at(&self, byte: usize) -> usize {
        if byte >= self.end {
            return self.cells.len();
        }
        self.cells.partition_point(|cell| cell.start as usize <= byte).saturating_sub(1)
    }

    pub(super) fn end_of(&self, cell: usize) -> usize {
        self.cells.get(cell + 1).map_or(self.end, |next| next.start as usize)
    }
}

impl Cell {
    pub fn right(&self) -> f32 {
        self.left + self.width
    }

    fn leading_edge(&self) -> f32 {
        match self.direction {
            Direction::LeftToRight => self.left,
            Direction::RightToLeft => self.right(),
        }
    }

    pub fn trailing_edge(&self) -> f32 {
        match self.direction {
            Direction::LeftToRight => self.right(),
            Direction::RightToLeft => self.left,
        }
    }

    fn distance(&self, x: f32) -> f32 {
        (self.left - x).max(x - self.right()).max(0.0)
    }

    /// Whether `x` is nearer to the end of the character than to its start.
    fn is_past_middle(&self, x: f32) -> bool {
        let middle = self.left + self.width / 2.0;
        match self.direction {
            Direction::LeftToRight => x > middle,
            Direction::RightToLeft => x < middle,
        }
    }
}

#[cfg(test)]
pub(super) mod tests {
    use super::super::tests::{WIDE, lay_out, style, typesetter};
    use super::*;

    pub fn places(paragraph: &Paragraph) -> Vec<usize> {
        std::iter::successors(Some(0), |&byte| paragraph.after(byte)).collect()
    }

    pub fn rects(paragraph: &Paragraph, range: Range<usize>) -> Vec<Rect> {
        let mut out = Vec::new();
        paragraph.rects(range, &mut out);
        out
    }

    #[test]
    fn every_caret_place_is_hit_where_the_caret_stands() {
        let text = "Sie sagte: „Grüß Gott“ — naïve façade, 12 €. Київ, Αθήνα… ".repeat(4);
        for width in [90.0, 200.0, WIDE] {
            let paragraph = lay_out(&text, width);
            for byte in places(&paragraph) {
                assert_eq!(paragraph.hit(paragraph.caret(byte).center()), byte, "width {width}");
            }
        }
    }

    #[test]
    fn every_caret_place_of_the_seed_articles_is_hit_where_the_caret_stands() {
        let Ok(seeds) = std::fs::read_dir(concat!(env!("CARGO_MANIFEST_DIR"), "/../shared/seeds")) else {
            return println!("skipped: the seed articles are not here");
        };
        for seed in seeds {
            let text = std::fs::read_to_string(seed.unwrap().path()).unwrap();
            for text in text.split_inclusive('\n') {
                let paragraph = lay_out(text, 400.0);
                for byte in places(&paragraph) {
                    assert_eq!(paragraph.hit(paragraph.caret(byte).center()), byte, "{text}");
                }
            }
        }
    }

    #[test]
    fn caret_places_are_user_perceived_characters() {
        // A family of three, a flag, a thumb with a skin tone, a letter with two marks, Hangul jamo.
        let family = "\u{1f468}\u{200d}\u{1f469}\u{200d}\u{1f467}";
        let text =
            format!("a{family}\u{1f1e9}\u{1f1ea}\u{1f44d}\u{1f3fd}x\u{323}\u{302}\u{1112}\u{1161}\u{11ab}");
        let paragraph = lay_out(&text, WIDE);
        let lengths = [1, family.len(), 8, 8, 5, 9];
        let expected: Vec<usize> = std::iter::once(0)
            .chain(lengths.iter().scan(0, |end, length| {
                *end += length;
                Some(*end)
            }))
            .collect();
        assert_eq!(places(&paragraph), expected);
        for x in 0..200 {
            assert!(expected.contains(&paragraph.hit(pos2(x as f32, 10.0))));
        }
    }

    #[test]
    fn control_characters_keep_the_offsets_of_the_original() {
        let text = "a\u{202e}b\rc\u{feff}é";
        let paragraph = lay_out(text, WIDE);
        assert_eq!(places(&paragraph), [0, 1, 4, 5, 6, 7, 10, 12]);
        let wide = |range| rects(&paragraph, range)[0].width() > 1.0;
        assert!(wide(1..4) && wide(5..6) && wide(7..10), "each shows as a mark");
    }

    #[test]
    fn no_mixture_of_scripts_and_controls_breaks_a_paragraph() {
        let pieces = [
            "a",
            "é",
            " ",
            "  ",
            "word ",
            "\t",
            "\r",
            "\n",
            "\r\n",
            "\u{0}",
            "\u{202e}",
            "\u{feff}",
            "\u{ad}",
            "\u{200d}",
            "\u{200b}",
            "\u{301}",
            "x\u{323}\u{302}",
            "שלום",
            "قال ",
            "2026",
            "東",
            "한",
            "न्या",
            "ไทย",
            "\u{1f468}\u{200d}\u{1f469}",
            "\u{1f1e9}",
            "\u{e000}",
            "\u{10ffff}",
            "\u{2028}",
            "-",
            "…",
        ];
        let mut seed = 1_u64;
        let mut random = |below: usize| {
            // Knuth's linear congruential generator, MMIX.
            seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            (seed >> 33) as usize % below
        };
        let mut typesetter = typesetter();
        for _ in 0..300 {
            let text: String = (0..random(40)).map(|_| pieces[random(pieces.len())]).collect();
            let paragraph = typesetter.lay_out(&text, &style(), (1 + random(300)) as f32, 1.0);
            let places = places(&paragraph);
            assert!(places.is_sorted() && places.iter().all(|&place| text.is_char_boundary(place)));
            assert_eq!(text[places[places.len() - 1]..].trim_end_matches(['\r', '\n']), "", "{text:?}");
            for _ in 0..20 {
                let pos = pos2(random(320) as f32 - 10.0, random(300) as f32 - 10.0);
                assert!(places.contains(&paragraph.hit(pos)), "{text:?}");
                let (from, to) = (random(text.len() + 1), random(text.len() + 1));
                assert!(rects(&paragraph, from..to).iter().all(|rect| rect.is_finite()));
                let row = paragraph.row(from);
                assert!(row.start <= row.end && places.contains(&row.end), "{text:?}");
                assert!(paragraph.caret(from).is_finite());
                assert!(paragraph.before(from).is_none_or(|before| before < from));
            }
            paragraph.stretches();
        }
    }

    #[test]
    fn up_and_down_keep_to_a_column() {
        let text = "aaaa bbbb cccc dddd eeee ffff";
        let paragraph = lay_out(text, 100.0);
        let x = paragraph.caret(2).center().x;
        let below = paragraph.below(2, x).unwrap();
        assert_eq!(below, paragraph.row(below).start + 2);
        assert_eq!(paragraph.above(below, x), Some(2));
        assert_eq!(paragraph.above(2, x), None);
        assert_eq!(paragraph.below(text.len(), x), None);
    }

    #[test]
    fn a_click_past_the_end_of_a_row_stays_on_the_row() {
        let text = "aaaa bbbb cccc dddd eeee ffff";
        let paragraph = lay_out(text, 100.0);
        let end = paragraph.hit(pos2(99.0, 13.0));
        assert_eq!(end, paragraph.row(0).end);
        assert_eq!(paragraph.caret(end).center().y, 13.0);
    }
}
