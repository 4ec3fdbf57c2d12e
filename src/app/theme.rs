//! Colors, sizes and fonts: the only place that names one.

use std::borrow::Cow;
use std::sync::Arc;

use egui::{
    Color32, CornerRadius, FontData, FontDefinitions, FontFamily, FontId, Margin, Shadow, Stroke, TextStyle,
    Theme, Vec2, Visuals,
};

use super::state::ThemeChoice;
use super::typeset::Font;
use crate::analysis::Role;
use crate::report::OUTLET_COLORS;

/// One grid: 4 points.
pub const SMALL: f32 = 4.0;
pub const INSIDE: f32 = 8.0;
pub const GROUP: f32 = 12.0;
pub const AROUND: f32 = 16.0;

/// The family that articles are set in.
pub const READING: &str = "Reading";
pub const READING_SIZE: f32 = 17.0;
pub const LINE_HEIGHT: f32 = 27.0; // 1.6 × the size, constant whatever is tagged
pub const HEADLINE_SIZE: f32 = 26.0;
/// 62 to 75 characters of the reading face.
pub const COLUMN_WIDTH: f32 = 620.0;

pub const UI_SIZE: f32 = 13.5;
pub const SMALL_SIZE: f32 = 11.5;
pub const ICON_SIZE: f32 = 16.0;

const READING_REGULAR: &[u8] = include_bytes!("../../assets/fonts/reading-regular.ttf");
const READING_BOLD: &[u8] = include_bytes!("../../assets/fonts/reading-bold.ttf");
const INTERFACE_REGULAR: &[u8] = include_bytes!("../../assets/fonts/interface-regular.ttf");
const INTERFACE_BOLD: &[u8] = include_bytes!("../../assets/fonts/interface-bold.ttf");

/// The fonts that articles are set in.
pub fn reading_fonts() -> Vec<Font> {
    let font = |family, is_bold, bytes| Font { family, is_bold, bytes: Cow::Borrowed(bytes) };
    vec![
        font(READING, false, READING_REGULAR),
        font(READING, true, READING_BOLD),
        font("Interface", false, INTERFACE_REGULAR),
        font("Interface", true, INTERFACE_BOLD),
    ]
}

pub fn bold() -> FontFamily {
    FontFamily::Name("bold".into())
}

pub fn icons() -> FontFamily {
    FontFamily::Name("icons".into())
}

/// Fonts, spacing and both palettes. Once, at the start.
pub fn install(context: &egui::Context) {
    context.set_fonts(fonts());
    for theme in [Theme::Light, Theme::Dark] {
        context.set_visuals_of(theme, visuals(theme == Theme::Dark));
    }
    context.all_styles_mut(|style| {
        style.text_styles = [
            (TextStyle::Small, FontId::proportional(SMALL_SIZE)),
            (TextStyle::Body, FontId::proportional(UI_SIZE)),
            (TextStyle::Button, FontId::proportional(UI_SIZE)),
            (TextStyle::Monospace, FontId::monospace(UI_SIZE)),
            (TextStyle::Heading, FontId::new(18.0, bold())),
        ]
        .into();
        style.spacing.item_spacing = Vec2::new(INSIDE, SMALL);
        style.spacing.button_padding = Vec2::new(INSIDE, SMALL);
        style.spacing.interact_size.y = 24.0;
        style.spacing.menu_margin = Margin::same(SMALL as i8);
        style.spacing.window_margin = Margin::same(AROUND as i8);
        style.interaction.selectable_labels = false;
        style.animation_time = 0.0; // no motion
    });
}

fn fonts() -> FontDefinitions {
    let mut fonts = FontDefinitions::default();
    let faces = [
        ("interface", INTERFACE_REGULAR),
        ("interface-bold", INTERFACE_BOLD),
        ("reading", READING_REGULAR),
        ("icons", lucide_icons::LUCIDE_FONT_BYTES),
    ];
    for (name, bytes) in faces {
        fonts.font_data.insert(name.to_owned(), Arc::new(FontData::from_static(bytes)));
    }
    let fallback = fonts.families[&FontFamily::Proportional].clone();
    let chain =
        |first: &str| [first, "reading"].map(str::to_owned).into_iter().chain(fallback.clone()).collect();
    fonts.families.insert(FontFamily::Proportional, chain("interface"));
    fonts.families.insert(bold(), chain("interface-bold"));
    fonts.families.insert(icons(), vec!["icons".to_owned()]);
    fonts
}

pub fn choose(context: &egui::Context, choice: ThemeChoice) {
    context.set_theme(match choice {
        ThemeChoice::System => egui::ThemePreference::System,
        ThemeChoice::Light => egui::ThemePreference::Light,
        ThemeChoice::Dark => egui::ThemePreference::Dark,
    });
}

/// What the interface is painted with, in one theme.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Palette {
    pub page: Color32,
    pub panel: Color32,
    pub raised: Color32,
    pub hairline: Color32,
    pub text: Color32,
    pub weak: Color32,
    pub dimmed: Color32,
    pub accent: Color32,
    pub selection: Color32,
    pub warning: Color32,
    pub error: Color32,
    pub passage: Color32,
    /// Joins the two ends of a passage; never behind text.
    pub ribbon: Color32,
}

const LIGHT: Palette = Palette {
    page: Color32::from_rgb(0xff, 0xff, 0xff),
    panel: Color32::from_rgb(0xf6, 0xf6, 0xf7),
    raised: Color32::from_rgb(0xea, 0xea, 0xed),
    hairline: Color32::from_rgb(0xdc, 0xdc, 0xe0),
    text: Color32::from_rgb(0x1c, 0x1d, 0x21),
    weak: Color32::from_rgb(0x5c, 0x5e, 0x66),
    dimmed: Color32::from_rgb(0x6e, 0x70, 0x78),
    accent: Color32::from_rgb(0x1f, 0x5f, 0xc4),
    selection: Color32::from_rgb(0xc6, 0xdb, 0xfb),
    warning: Color32::from_rgb(0x8a, 0x5a, 0x00),
    error: Color32::from_rgb(0xb3, 0x26, 0x1e),
    passage: Color32::from_rgb(0xf1, 0xee, 0xe2),
    ribbon: Color32::from_rgb(0xc9, 0xbf, 0x9a),
};

const DARK: Palette = Palette {
    page: Color32::from_rgb(0x17, 0x18, 0x1b),
    panel: Color32::from_rgb(0x1f, 0x20, 0x24),
    raised: Color32::from_rgb(0x2c, 0x2e, 0x34),
    hairline: Color32::from_rgb(0x36, 0x38, 0x3f),
    text: Color32::from_rgb(0xe6, 0xe6, 0xe9),
    weak: Color32::from_rgb(0xa4, 0xa6, 0xae),
    dimmed: Color32::from_rgb(0x8e, 0x90, 0x99),
    accent: Color32::from_rgb(0x7c, 0xb0, 0xff),
    selection: Color32::from_rgb(0x26, 0x42, 0x6e),
    warning: Color32::from_rgb(0xe6, 0xb3, 0x55),
    error: Color32::from_rgb(0xff, 0x8b, 0x80),
    passage: Color32::from_rgb(0x2a, 0x2a, 0x22),
    ribbon: Color32::from_rgb(0x6b, 0x66, 0x4c),
};

pub fn palette(ui: &egui::Ui) -> &'static Palette {
    if ui.visuals().dark_mode { &DARK } else { &LIGHT }
}

fn visuals(is_dark: bool) -> Visuals {
    let palette = if is_dark { DARK } else { LIGHT };
    let mut visuals = if is_dark { Visuals::dark() } else { Visuals::light() };
    let corner = CornerRadius::same(4);
    visuals.override_text_color = None;
    visuals.weak_text_color = Some(palette.weak);
    visuals.panel_fill = palette.panel;
    visuals.window_fill = palette.panel;
    visuals.window_stroke = Stroke::new(1.0, palette.hairline);
    visuals.window_corner_radius = CornerRadius::same(8);
    visuals.menu_corner_radius = CornerRadius::same(6);
    visuals.window_shadow =
        Shadow { offset: [0, 4], blur: 16, spread: 0, color: Color32::from_black_alpha(60) };
    visuals.popup_shadow = visuals.window_shadow;
    visuals.extreme_bg_color = palette.page;
    visuals.faint_bg_color = palette.raised.gamma_multiply(0.45);
    visuals.hyperlink_color = palette.accent;
    visuals.warn_fg_color = palette.warning;
    visuals.error_fg_color = palette.error;
    visuals.selection.bg_fill = palette.selection;
    visuals.selection.stroke = Stroke::new(1.0, palette.text);
    let widgets = &mut visuals.widgets;
    for (widget, fill, stroke) in [
        (&mut widgets.noninteractive, palette.panel, palette.hairline),
        (&mut widgets.inactive, palette.raised, palette.raised),
        (&mut widgets.hovered, palette.raised, palette.weak),
        (&mut widgets.active, palette.selection, palette.accent),
        (&mut widgets.open, palette.raised, palette.hairline),
    ] {
        widget.corner_radius = corner;
        widget.bg_fill = fill;
        widget.weak_bg_fill = fill;
        widget.bg_stroke = Stroke::new(1.0, stroke);
        widget.fg_stroke = Stroke::new(1.0, palette.text);
        widget.expansion = 0.0;
    }
    visuals
}

/// How a mention of a label is painted.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct MentionColors {
    /// Behind the text.
    pub tint: Color32,
    /// Under the text, and around a suggestion.
    pub line: Color32,
}

/// A tint of a label's color that leaves the text its contrast, in either theme.
pub fn mention_colors(color: [u8; 3], is_dark: bool) -> MentionColors {
    let palette = if is_dark { DARK } else { LIGHT };
    let [r, g, b] = color;
    let full = Color32::from_rgb(r, g, b);
    let share = if is_dark { 0.34 } else { 0.20 };
    let line_share = if is_dark { 0.85 } else { 1.0 };
    let line_base = if is_dark { Color32::WHITE } else { palette.page };
    MentionColors { tint: mix(palette.page, full, share), line: mix(line_base, full, line_share) }
}

fn mix(from: Color32, to: Color32, share: f32) -> Color32 {
    let channel = |a: u8, b: u8| (f32::from(a) + (f32::from(b) - f32::from(a)) * share).round() as u8;
    Color32::from_rgb(channel(from.r(), to.r()), channel(from.g(), to.g()), channel(from.b(), to.b()))
}

/// Black or white, whichever reads better on a fill.
pub fn text_on(fill: Color32) -> Color32 {
    let [black, white] = [Color32::BLACK, Color32::WHITE].map(|color| contrast(color, fill));
    if black > white { Color32::BLACK } else { Color32::WHITE }
}

pub fn outlet_color(n: usize) -> Color32 {
    let [r, g, b] = OUTLET_COLORS[n % OUTLET_COLORS.len()];
    Color32::from_rgb(r, g, b)
}

/// What a mark of a plot is drawn in.
pub fn role_color(ui: &egui::Ui, role: Role) -> Color32 {
    let palette = palette(ui);
    match role {
        Role::Outlet(n) => outlet_color(n),
        Role::Plain => palette.weak,
        Role::Conflict => palette.error,
        Role::Unsure => palette.dimmed,
        Role::More => palette.accent,
        Role::Fewer => palette.warning,
    }
}

/// Contrast of two opaque colors, from 1 to 21, by WCAG 2.2.
pub fn contrast(a: Color32, b: Color32) -> f32 {
    let (a, b) = (luminance(a), luminance(b));
    (a.max(b) + 0.05) / (a.min(b) + 0.05)
}

fn luminance(color: Color32) -> f32 {
    let linear = |channel: u8| {
        let share = f32::from(channel) / 255.0;
        if share <= 0.04045 { share / 12.92 } else { ((share + 0.055) / 1.055).powf(2.4) }
    };
    0.2126 * linear(color.r()) + 0.7152 * linear(color.g()) + 0.0722 * linear(color.b())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Tagset;

    const READABLE: f32 = 4.5; // WCAG 2.2, 1.4.3

    #[test]
    fn text_is_readable_on_every_mention_in_both_themes() {
        for label in Tagset::default().labels {
            for (is_dark, palette) in [(false, LIGHT), (true, DARK)] {
                let tint = mention_colors(label.color, is_dark).tint;
                let contrast = contrast(palette.text, tint);
                assert!(contrast >= READABLE, "{} dark={is_dark}: {contrast}", label.name);
            }
        }
    }

    #[test]
    fn text_is_readable_on_any_color_a_user_may_choose() {
        for color in [[0, 0, 0], [255, 255, 255], [255, 255, 0], [0, 0, 255], [255, 0, 0]] {
            for (is_dark, palette) in [(false, LIGHT), (true, DARK)] {
                let contrast = contrast(palette.text, mention_colors(color, is_dark).tint);
                assert!(contrast >= READABLE, "{color:?} dark={is_dark}: {contrast}");
            }
        }
    }

    #[test]
    fn words_of_the_interface_are_readable() {
        for palette in [LIGHT, DARK] {
            for (front, back) in [
                (palette.text, palette.panel),
                (palette.text, palette.raised),
                (palette.text, palette.selection),
                (palette.text, palette.passage),
                (palette.weak, palette.panel),
                (palette.weak, palette.page),
                (palette.dimmed, palette.page),
                (palette.accent, palette.panel),
                (palette.warning, palette.panel),
                (palette.error, palette.panel),
            ] {
                assert!(
                    contrast(front, back) >= READABLE,
                    "{front:?} on {back:?}: {}",
                    contrast(front, back)
                );
            }
        }
    }

    // Black on white is 21 by definition; #767676 on white is the well-known 4.54.
    #[test]
    fn contrast_follows_wcag() {
        assert!((contrast(Color32::BLACK, Color32::WHITE) - 21.0).abs() < 0.01);
        assert!((contrast(Color32::from_gray(0x76), Color32::WHITE) - 4.54).abs() < 0.01);
    }
}
