//! From a text to glyphs in lines, by parley. Chooses the fonts: ours first, then the system's font
//! for the script, then any font of the system that has the character.

use std::collections::BTreeSet;
use std::ops::Range;

use parley::{
    Alignment, AlignmentOptions, Cluster, FontFamily, FontWeight, Language, Layout, LayoutContext,
    OverflowWrap, StyleProperty,
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

    pub fn shape(&mut self, task: &Task<'_>) -> &Layout<Plain> {
        self.build(task, &[]);
        let mut undrawn = self.undrawn(task.text);
        if !undrawn.is_empty() && self.fonts.await_system() {
            self.build(task, &[]);
            undrawn = self.undrawn(task.text);
        }
        if !undrawn.is_empty() {
            self.build(task, &undrawn);
            let hopeless = self.undrawn(task.text);
            self.hopeless.extend(hopeless.into_iter().flat_map(|range| task.text[range].chars()));
        }
        &self.layout
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

    /// Ranges that show as boxes although a font might be found for them.
    fn undrawn(&self, text: &str) -> Vec<Range<usize>> {
        let lines = self.layout.lines();
        let runs = lines.flat_map(|line| line.runs());
        runs.flat_map(|run| run.clusters())
            .filter(is_undrawn)
            .map(|cluster| cluster.text_range())
            .filter(|range| text[range.clone()].chars().any(|c| !self.hopeless.contains(&c)))
            .collect()
    }
}

/// By convention, a font's glyph 0 stands for characters that it does not have.
pub(super) fn is_undrawn(cluster: &Cluster<'_, Plain>) -> bool {
    !cluster.is_hard_line_break() && cluster.glyphs().any(|glyph| glyph.id == 0)
}

fn language(tag: &str) -> Option<Language> {
    let language = Language::parse(tag).ok()?;
    let is_simplified_chinese = language.language() == "zh"
        && language.script() != Some("Hant")
        && !matches!(language.region(), Some("HK" | "MO" | "TW"));
    if is_simplified_chinese { Language::parse(SIMPLIFIED_CHINESE).ok() } else { Some(language) }
}
