//! An article's paragraphs: laid out when first seen, kept while near, measured by guess until then.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::heights::Heights;
use crate::app::theme;
use crate::app::typeset::{Paragraph, Style, Typesetter};
use crate::model::{Article, ZoneKind};
use crate::text::{Span, paragraphs, sentences};

const LONGEST_PARAGRAPH: usize = 4096; // bytes; a longer one is cut at sentence ends, so that no frame lays out a book
const MOST_KEPT: usize = 300; // paragraphs with their glyphs; some ten screens
pub const PARAGRAPH_GAP: f32 = 10.0;
const BLANK_LINE: f32 = 6.0; // a line without text only parts paragraphs a little more
const MEAN_ADVANCE: f32 = 0.47; // of the font size, for Latin text in the reading face

/// How an article is set. A change of it sets everything anew.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Setting {
    pub width: f32,
    pub pixels_per_point: f32,
}

#[derive(Default)]
pub struct Layout {
    text: Option<Arc<str>>,
    setting: Option<Setting>,
    spans: Vec<Span>,
    heights: Heights,
    laid_out: BTreeMap<usize, Kept>,
    now: u64,
}

struct Kept {
    paragraph: Arc<Paragraph>,
    used: u64,
}

impl Layout {
    /// Makes ready for a text and a setting; cheap when both are as before.
    pub fn prepare(&mut self, article: &Article, setting: Setting) {
        let same_text = self.text.as_ref().is_some_and(|text| Arc::ptr_eq(text, &article.text));
        if !same_text {
            self.spans =
                paragraphs(&article.text).into_iter().flat_map(|span| cut(&article.text, span)).collect();
            self.text = Some(article.text.clone());
        }
        if !same_text || self.setting != Some(setting) {
            let guess = |span: &Span| guess_height(span.of(&article.text), setting.width);
            self.heights = Heights::new(self.spans.iter().map(guess).collect());
            self.laid_out.clear();
            self.setting = Some(setting);
        }
        self.now += 1;
    }

    pub fn n_paragraphs(&self) -> usize {
        self.spans.len()
    }

    pub fn span(&self, at: usize) -> Span {
        self.spans[at]
    }

    pub fn heights(&self) -> &Heights {
        &self.heights
    }

    /// The paragraph that holds a byte; a line end belongs to the paragraph before it.
    pub fn paragraph_at(&self, byte: usize) -> usize {
        self.spans.partition_point(|span| span.start() <= byte).saturating_sub(1)
    }

    /// The paragraph, laid out, and by how much its height differs from what was thought.
    pub fn lay_out(
        &mut self,
        at: usize,
        article: &Article,
        typesetter: &mut Typesetter,
    ) -> (Arc<Paragraph>, f32) {
        let now = self.now;
        if let Some(kept) = self.laid_out.get_mut(&at) {
            kept.used = now;
            return (kept.paragraph.clone(), 0.0);
        }
        let setting = self.setting.unwrap_or(Setting { width: theme::COLUMN_WIDTH, pixels_per_point: 1.0 });
        let span = self.spans[at];
        let is_bold = matches!(article.zone_at(span.start()), Some(ZoneKind::Title | ZoneKind::Heading));
        let is_blank = is_blank(span.of(&article.text));
        let style = Style {
            family: theme::READING,
            is_bold,
            size: theme::READING_SIZE,
            line_height: if is_blank { BLANK_LINE } else { theme::LINE_HEIGHT },
            language: &article.header.language,
        };
        let paragraph =
            typesetter.lay_out(span.of(&article.text), &style, setting.width, setting.pixels_per_point);
        let gap = if is_blank { 0.0 } else { PARAGRAPH_GAP };
        let grew = self.heights.set(at, paragraph.size().y + gap);
        self.laid_out.insert(at, Kept { paragraph: paragraph.clone(), used: now });
        (paragraph, grew)
    }

    /// Forgets the paragraphs that were not seen for longest.
    pub fn trim(&mut self) {
        while self.laid_out.len() > MOST_KEPT {
            let oldest = self.laid_out.iter().min_by_key(|(_, kept)| kept.used).map(|(at, _)| *at);
            let Some(oldest) = oldest else { return };
            self.laid_out.remove(&oldest);
        }
    }
}

fn is_blank(text: &str) -> bool {
    text.trim().is_empty()
}

fn guess_height(text: &str, width: f32) -> f32 {
    if is_blank(text) {
        return BLANK_LINE;
    }
    let chars = text.chars().count() as f32;
    let rows = (chars * MEAN_ADVANCE * theme::READING_SIZE / width.max(1.0)).ceil().max(1.0);
    rows * theme::LINE_HEIGHT + PARAGRAPH_GAP
}

/// A paragraph in pieces that can each be laid out within a frame. Together they are the paragraph.
fn cut(text: &str, paragraph: Span) -> Vec<Span> {
    if paragraph.len() <= LONGEST_PARAGRAPH {
        return vec![paragraph];
    }
    let mut starts = vec![paragraph.start()];
    let mut cut_after = |start: usize| {
        if start - starts[starts.len() - 1] >= LONGEST_PARAGRAPH / 2 {
            starts.push(start);
        }
    };
    for sentence in sentences(paragraph.of(text)) {
        let start = paragraph.start() + sentence.start();
        cut_after(start);
        // A sentence without end is cut wherever a word starts.
        if sentence.len() > LONGEST_PARAGRAPH {
            let blanks = sentence.of(paragraph.of(text)).match_indices(char::is_whitespace);
            blanks.for_each(|(at, blank)| cut_after(start + at + blank.len()));
        }
    }
    let ends = starts[1..].iter().copied().chain([paragraph.end()]);
    starts.iter().zip(ends).filter_map(|(start, end)| Span::new(text, *start..end).ok()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_long_paragraph_is_cut_without_losing_a_byte() {
        let text = "One two three four five. ".repeat(1000);
        let pieces = cut(&text, Span::whole(&text));
        assert!(pieces.len() > 5 && pieces.iter().all(|piece| piece.len() < 2 * LONGEST_PARAGRAPH));
        assert_eq!(pieces.iter().map(|piece| piece.of(&text)).collect::<String>(), text);
    }
}
