//! The lines that differences are marked with: each class has one of its own form and color, so that
//! neither is needed to tell them apart.

use egui::{Painter, Pos2, Rect, Shape, Stroke, pos2, vec2};

use crate::app::theme::Palette;
use crate::app::widgets::level_dashes;
use crate::index::DifferenceClass;

/// How a class is drawn under words.
pub struct Line<'p> {
    pub painter: &'p Painter,
    pub palette: &'p Palette,
    pub class: DifferenceClass,
}

const BELOW: f32 = 3.5; // from the foot of the row; mentions have their lines above this

impl Line<'_> {
    fn stroke(&self) -> Stroke {
        let palette = self.palette;
        let (color, width) = match self.class {
            DifferenceClass::Punctuation | DifferenceClass::Case | DifferenceClass::Spelling => {
                (palette.weak, 1.2)
            }
            DifferenceClass::Inflection => (palette.text, 1.0),
            DifferenceClass::Number => (palette.warning, 1.3),
            DifferenceClass::Label => (palette.error, 1.3),
            DifferenceClass::Attribution => (palette.accent, 1.6),
            DifferenceClass::Other => (palette.text, 1.2),
            DifferenceClass::Insertion | DifferenceClass::Deletion | DifferenceClass::Move => {
                (palette.accent, 1.2)
            }
        };
        Stroke::new(width, color)
    }

    pub fn under(&self, rect: Rect) {
        let y = rect.bottom() - BELOW;
        let ends = [pos2(rect.left(), y), pos2(rect.right(), y)];
        let stroke = self.stroke();
        match self.class {
            DifferenceClass::Punctuation => self.dashes(&ends, 1.0, 4.0),
            DifferenceClass::Case => self.dashes(&ends, 1.5, 2.0),
            DifferenceClass::Spelling => self.dashes(&ends, 3.0, 2.0),
            DifferenceClass::Inflection => self.dashes(&ends, 5.0, 2.0),
            DifferenceClass::Attribution => self.dashes(&ends, 7.0, 3.0),
            DifferenceClass::Number => {
                let above = ends.map(|end| end - vec2(0.0, 3.0));
                self.painter.extend([above, ends].map(|ends| Shape::line_segment(ends, stroke)));
            }
            DifferenceClass::Label => drop(self.painter.line(wave(ends), stroke)),
            DifferenceClass::Other => drop(self.painter.line_segment(ends, stroke)),
            DifferenceClass::Insertion | DifferenceClass::Deletion => {
                let tick = vec2(0.0, -4.0);
                let corners = vec![ends[0] + tick, ends[0], ends[1], ends[1] + tick];
                self.painter.line(corners, stroke);
            }
            DifferenceClass::Move => self.arrow(ends),
        }
    }

    /// A line with a head at either end.
    fn arrow(&self, ends: [Pos2; 2]) {
        const HEAD: f32 = 3.0;
        self.painter.line_segment(ends, self.stroke());
        for (end, inward) in [(ends[0], HEAD), (ends[1], -HEAD)] {
            let head = [vec2(inward, -HEAD), vec2(0.0, 0.0), vec2(inward, HEAD)].map(|corner| end + corner);
            self.painter.line(head.to_vec(), self.stroke());
        }
    }

    /// Where the other side has words that are missing here: a wedge between two words.
    pub fn gap(&self, caret: Rect) {
        let foot = pos2(caret.center().x, caret.bottom() - BELOW);
        let wedge = vec![foot + vec2(-3.0, 4.0), foot, foot + vec2(3.0, 4.0)];
        self.painter.line(wedge, self.stroke());
    }

    fn dashes(&self, ends: &[Pos2; 2], dash: f32, gap: f32) {
        self.painter.add(level_dashes(ends[0], ends[1].x, self.stroke(), dash, gap));
    }
}

fn wave(ends: [Pos2; 2]) -> Vec<Pos2> {
    const STEP: f32 = 3.0;
    let n = ((ends[1].x - ends[0].x) / STEP).max(1.0) as usize;
    let point = |at: usize| ends[0] + vec2(at as f32 * STEP, if at.is_multiple_of(2) { 0.0 } else { -2.5 });
    (0..=n).map(point).collect()
}
