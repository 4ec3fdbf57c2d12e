//! From a text to glyphs in lines, by parley. Chooses the fonts: ours first, then the system's font
//! for the script, then any font of the system that has the character.

use std::collections::BTreeSet;
use std::ops::Range;

use parley::{
    Alignment, AlignmentOptions, FontFamily, FontWeight, GlyphRun, Language, Layout, LayoutContext,
    OverflowWrap, PositionedLayoutItem, StyleProperty,
};

use super::Style;
use super::fonts::{Fonts, SIMPLIFIED_CHINESE};

/// Color and underlines are painted around the finished layout, never part of it.
pub(super) type Plain = ();

pub(super) struct Shaper {
    fonts: Fonts,
    context: LayoutContext<Plain>,
    layout: Layout<Plain>,
    /// Characters that no font has, so that they are searched for only once.
    hopeless: BTreeSet<char>,
}

/// What is to be laid out, and how. Lengths are in pixels.
pub(super) struct Task<'a> {
    pub text: &'a str,
    pub style: &'a Style<'a>,
    pub width: f32,
    pub pixels_per_point: f32,
}

impl Shaper {
    pub fn new(fonts: Fonts) -> Self {
        Self { fonts, context: LayoutContext::new(), layout: Layout::new(), hopeless: BTreeSet::new() }
    }

    /// The layout, and the characters that no font could draw.
    pub fn shape(&mut self, task: &Task<'_>) -> (&Layout<Plain>, BTreeSet<char>) {
        self.build(task, &[]);
        let mut undrawn = self.undrawn();
        if self.is_hope_for(&undrawn, task.text) && self.fonts.await_system() {
            self.build(task, &[]);
            undrawn = self.undrawn();
        }
        if self.is_hope_for(&undrawn, task.text) {
            self.build(task, &undrawn);
            undrawn = self.undrawn();
        }
        let missing: BTreeSet<char> =
            undrawn.iter().flat_map(|range| task.text[range.clone()].chars()).collect();
        self.hopeless.extend(&missing);
        (&self.layout, missing)
    }

    /// `stray` are ranges for which every font is good enough.
    fn build(&mut self, task: &Task<'_>, stray: &[Range<usize>]) {
        let style = task.style;
        let (ours, any) = (self.fonts.ours(style.family), self.fonts.any(style.family));
        let fonts = &mut self.fonts.context;
        let mut builder = self.context.ranged_builder(fonts, task.text, task.pixels_per_point, true);
        builder.push_default(FontFamily::List(ours.into()));
        builder.push_default(StyleProperty::FontSize(style.size));
        builder.push_default(StyleProperty::Locale(language(style.language)));
        // An address without a break must not run out of its column.
        builder.push_default(StyleProperty::OverflowWrap(OverflowWrap::Anywhere));
        if style.is_bold {
            builder.push_default(FontWeight::BOLD);
        }
        for range in stray {
            builder.push(FontFamily::List((&any).into()), range.clone());
        }
        builder.build_into(&mut self.layout, task.text);
        self.layout.break_all_lines(Some(task.width));
        self.layout.align(Alignment::Start, AlignmentOptions::default());
    }

    /// The ranges that show as boxes. By convention, a font's glyph 0 stands for what it lacks.
    fn undrawn(&self) -> Vec<Range<usize>> {
        let mut found = Vec::new();
        for run in self.layout.lines().flat_map(|line| line.items()).filter_map(glyph_run) {
            if run.glyphs().any(|glyph| glyph.id == 0) {
                let clusters = run.run().clusters().filter(|cluster| !cluster.is_hard_line_break());
                let boxes = clusters.filter(|cluster| cluster.glyphs().any(|glyph| glyph.id == 0));
                found.extend(boxes.map(|cluster| cluster.text_range()));
            }
        }
        found
    }

    fn is_hope_for(&self, undrawn: &[Range<usize>], text: &str) -> bool {
        let is_new = |c: char| !self.hopeless.contains(&c);
        undrawn.iter().any(|range| text[range.clone()].contains(is_new))
    }
}

pub(super) fn glyph_run(item: PositionedLayoutItem<'_, Plain>) -> Option<GlyphRun<'_, Plain>> {
    match item {
        PositionedLayoutItem::GlyphRun(run) => Some(run),
        PositionedLayoutItem::InlineBox(_) => None,
    }
}

fn language(tag: &str) -> Option<Language> {
    let language = Language::parse(tag).ok()?;
    let is_simplified_chinese = language.language() == "zh"
        && language.script() != Some("Hant")
        && !matches!(language.region(), Some("HK" | "MO" | "TW"));
    if is_simplified_chinese { Language::parse(SIMPLIFIED_CHINESE).ok() } else { Some(language) }
}
