//! Typesetting: lays out one paragraph of an article at a width, answers where its characters are,
//! and paints it. Any script, in both directions. It knows nothing of mentions, selections or
//! projects: whoever wants something behind or over the text asks for its boxes.
//!
//! The one rule: outside, a place in a text is a UTF-8 byte of the text as it was loaded.

mod atlas;
mod boxes;
mod fonts;
pub mod missing;
mod paragraph;
mod set;
mod shape;
mod shown;
mod stretches;

use std::sync::Arc;

use egui::mutex::Mutex;

use atlas::Atlas;
use fonts::Fonts;
use set::Setter;
use shape::{Shaper, Task};
use shown::Shown;

pub use fonts::Font;
pub use paragraph::{Direction, Paragraph};
pub use stretches::Stretch;

/// Lays paragraphs out. One for the whole window: paragraphs share its pictures of glyphs.
pub struct Typesetter {
    shaper: Shaper,
    atlas: Arc<Mutex<Atlas>>,
}

#[derive(Clone, Copy, PartialEq, Debug)]
pub struct Style<'a> {
    /// The family of a [`Font`] that the typesetter was given.
    pub family: &'a str,
    pub is_bold: bool,
    /// In points, like all lengths here.
    pub size: f32,
    pub line_height: f32,
    /// The language as a BCP 47 tag, or empty. It decides between the forms of a Han character.
    pub language: &'a str,
}

impl Typesetter {
    /// Draws with these fonts only, so that what is drawn does not depend on the machine.
    pub fn new(fonts: Vec<Font>) -> Self {
        Self::with(Fonts::bundled(fonts))
    }

    /// Draws what these fonts lack with those of the system, which it starts to look for at once.
    pub fn with_system_fonts(fonts: Vec<Font>) -> Self {
        Self::with(Fonts::with_system(fonts))
    }

    fn with(fonts: Fonts) -> Self {
        Self { shaper: Shaper::new(fonts), atlas: Arc::default() }
    }

    /// The paragraph is good for as long as `pixels_per_point` is the same.
    pub fn lay_out(
        &mut self,
        text: &str,
        style: &Style<'_>,
        width: f32,
        pixels_per_point: f32,
    ) -> Arc<Paragraph> {
        let shown = Shown::new(without_line_end(text));
        let task = Task { text: &shown.text, style, width: width * pixels_per_point, pixels_per_point };
        let (layout, missing) = self.shaper.shape(&task);
        Arc::new(Setter::new(&shown, &task, layout).set(layout, missing, &self.atlas))
    }
}

/// The line break that ends a paragraph is not set.
fn without_line_end(text: &str) -> &str {
    let text = text.strip_suffix('\n').unwrap_or(text);
    text.strip_suffix('\r').unwrap_or(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Wider than any text of these tests.
    pub const WIDE: f32 = 10_000.0;

    pub fn style() -> Style<'static> {
        Style { family: "reading", is_bold: false, size: 16.0, line_height: 26.0, language: "" }
    }

    pub fn typesetter() -> Typesetter {
        Typesetter::new(vec![ours("reading"), ours("interface")])
    }

    fn ours(family: &'static str) -> Font {
        let path = format!("{}/assets/fonts/{family}-regular.ttf", env!("CARGO_MANIFEST_DIR"));
        let bytes = std::fs::read(path).expect("the fonts are part of the sources");
        Font { family, is_bold: false, bytes: bytes.into() }
    }

    pub fn lay_out(text: &str, width: f32) -> Arc<Paragraph> {
        typesetter().lay_out(text, &style(), width, 1.0)
    }

    #[test]
    fn the_line_break_at_the_end_makes_no_row() {
        let one_row = lay_out("a", WIDE).size();
        for text in ["a\n", "a\r\n", "a\r"] {
            let paragraph = lay_out(text, WIDE);
            assert_eq!(paragraph.size(), one_row, "{text:?}");
            assert_eq!(paragraph.hit(egui::pos2(900.0, 900.0)), 1, "{text:?}");
            assert_eq!(paragraph.after(1), None, "{text:?}");
        }
    }

    #[test]
    fn a_line_break_in_the_middle_makes_a_row() {
        let paragraph = lay_out("ab\ncd\n\nef\n", WIDE);
        assert_eq!(paragraph.size().y, 4.0 * 26.0);
        assert_eq!(paragraph.row(4), 3..5);
        assert_eq!(paragraph.hit(egui::pos2(900.0, 30.0)), 5);
        assert_eq!(paragraph.below(4, 900.0), Some(6));
    }

    #[test]
    fn an_empty_paragraph_is_one_row_high_and_has_one_caret_place() {
        for text in ["", "\n"] {
            let paragraph = lay_out(text, 300.0);
            assert_eq!(paragraph.size(), egui::vec2(300.0, 26.0));
            assert_eq!(paragraph.hit(egui::pos2(50.0, 50.0)), 0);
            assert_eq!(paragraph.caret(0).center(), egui::pos2(0.0, 13.0));
            assert_eq!((paragraph.before(0), paragraph.after(0)), (None, None));
            assert_eq!(paragraph.stretches(), []);
        }
    }

    #[test]
    fn rows_are_as_high_as_the_style_says_whatever_is_in_them() {
        for text in ["a", "東京", "قال", "x\u{323}\u{302}\u{302}\u{302}", "\u{1f600}"] {
            assert_eq!(lay_out(text, WIDE).size().y, 26.0, "{text}");
        }
    }

    #[test]
    fn words_wrap_within_the_width_and_so_do_addresses() {
        let address = "https://example.org/".repeat(20);
        for text in ["one two three four five six seven eight nine ten", &address] {
            let paragraph = lay_out(text, 120.0);
            let mut rects = Vec::new();
            paragraph.rects(0..text.len(), &mut rects);
            assert!(rects.len() > 2, "{rects:?}");
            assert!(rects.iter().all(|rect| rect.right() <= 120.5), "{rects:?}");
        }
    }

    #[test]
    fn characters_that_no_font_has_are_reported_once_each() {
        let ours = lay_out("“Zażółć” Ελλάδα Київ x\u{323}\u{302}", WIDE);
        assert!(ours.missing().is_empty(), "{:?}", ours.missing());
        assert_eq!(lay_out("שלום, שלום", WIDE).missing(), ['ו', 'ל', 'ם', 'ש']);
    }

    #[test]
    fn a_second_family_of_ours_helps_the_first_out() {
        // Noto Serif has no arrows, Inter has.
        let alone = Typesetter::new(vec![ours("reading")]).lay_out("→", &style(), WIDE, 1.0);
        assert_eq!(alone.missing(), ['→']);
        assert!(lay_out("→", WIDE).missing().is_empty());
    }

    #[test]
    fn the_fonts_of_the_system_help_ours_out() {
        let mut typesetter = Typesetter::with_system_fonts(vec![ours("reading")]);
        let word = typesetter.lay_out("سلام", &style(), WIDE, 1.0);
        if !word.missing().is_empty() {
            return println!("skipped: this machine has no Arabic font");
        }
        let width = |paragraph: &Paragraph| paragraph.stretches()[0].rect.width();
        let letters = ["س", "ل", "ا", "م"];
        let apart = letters.map(|letter| width(&typesetter.lay_out(letter, &style(), WIDE, 1.0)));
        assert!(width(&word) < apart.iter().sum(), "Arabic letters join");
    }

    #[test]
    fn more_pixels_per_point_change_only_the_rounding() {
        let coarse = lay_out("The council met on Monday.", WIDE);
        let fine = typesetter().lay_out("The council met on Monday.", &style(), WIDE, 2.0);
        assert_eq!(fine.size(), coarse.size());
        let end = "The council met on Monday.".len();
        assert!((fine.caret(end).center() - coarse.caret(end).center()).length() < 1.0);
    }
}
