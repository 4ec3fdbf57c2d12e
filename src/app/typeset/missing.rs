//! What to install when no font can draw a character.

use std::collections::BTreeSet;

/// Scripts by their first and last code point, with the Debian package that has a font for them.
/// The ranges are Unicode blocks, joined where one font covers neighbours; sorted.
const SCRIPTS: &[(u32, u32, &str, &str)] = &[
    (0x0000, 0x024f, "Latin", CORE),
    (0x0250, 0x036f, "phonetic letters and combining marks", CORE),
    (0x0370, 0x03ff, "Greek", CORE),
    (0x0400, 0x052f, "Cyrillic", CORE),
    (0x0530, 0x058f, "Armenian", CORE),
    (0x0590, 0x05ff, "Hebrew", CORE),
    (0x0600, 0x06ff, "Arabic", CORE),
    (0x0700, 0x074f, "Syriac", CORE),
    (0x0750, 0x077f, "Arabic", CORE),
    (0x0780, 0x07bf, "Thaana", CORE),
    (0x07c0, 0x07ff, "N’Ko", CORE),
    (0x0800, 0x083f, "Samaritan", CORE),
    (0x0860, 0x086f, "Syriac", CORE),
    (0x0870, 0x08ff, "Arabic", CORE),
    (0x0900, 0x097f, "Devanagari", CORE),
    (0x0980, 0x09ff, "Bengali", CORE),
    (0x0a00, 0x0a7f, "Gurmukhi", CORE),
    (0x0a80, 0x0aff, "Gujarati", CORE),
    (0x0b00, 0x0b7f, "Odia", CORE),
    (0x0b80, 0x0bff, "Tamil", CORE),
    (0x0c00, 0x0c7f, "Telugu", CORE),
    (0x0c80, 0x0cff, "Kannada", CORE),
    (0x0d00, 0x0d7f, "Malayalam", CORE),
    (0x0d80, 0x0dff, "Sinhala", CORE),
    (0x0e00, 0x0e7f, "Thai", CORE),
    (0x0e80, 0x0eff, "Lao", CORE),
    (0x0f00, 0x0fff, "Tibetan", CORE),
    (0x1000, 0x109f, "Burmese", CORE),
    (0x10a0, 0x10ff, "Georgian", CORE),
    (0x1100, 0x11ff, "Korean", CJK),
    (0x1200, 0x139f, "Ethiopic", CORE),
    (0x13a0, 0x13ff, "Cherokee", CORE),
    (0x1400, 0x167f, "Canadian syllabics", CORE),
    (0x1780, 0x17ff, "Khmer", CORE),
    (0x1800, 0x18af, "Mongolian", CORE),
    (0x1c80, 0x1c8f, "Cyrillic", CORE),
    (0x1c90, 0x1cbf, "Georgian", CORE),
    (0x1d00, 0x1eff, "Latin", CORE),
    (0x1f00, 0x1fff, "Greek", CORE),
    (0x2000, 0x2bff, "symbols", CORE),
    (0x2c60, 0x2c7f, "Latin", CORE),
    (0x2d80, 0x2ddf, "Ethiopic", CORE),
    (0x2de0, 0x2dff, "Cyrillic", CORE),
    (0x2e80, 0x312f, "Chinese and Japanese", CJK),
    (0x3130, 0x318f, "Korean", CJK),
    (0x3190, 0x9fff, "Chinese and Japanese", CJK),
    (0xa640, 0xa69f, "Cyrillic", CORE),
    (0xa720, 0xa7ff, "Latin", CORE),
    (0xa960, 0xa97f, "Korean", CJK),
    (0xac00, 0xd7ff, "Korean", CJK),
    (0xe000, 0xf8ff, PRIVATE, ""),
    (0xf900, 0xfaff, "Chinese and Japanese", CJK),
    (0xfb00, 0xfb06, "Latin", CORE),
    (0xfb1d, 0xfb4f, "Hebrew", CORE),
    (0xfb50, 0xfdff, "Arabic", CORE),
    (0xfe30, 0xfe4f, "Chinese and Japanese", CJK),
    (0xfe70, 0xfeff, "Arabic", CORE),
    (0xff00, 0xffef, "Chinese and Japanese", CJK),
    (0x1d400, 0x1d7ff, "symbols", CORE),
    (0x1f000, 0x1faff, "emoji", EMOJI),
    (0x20000, 0x3ffff, "Chinese and Japanese", CJK),
    (0xf0000, 0x10ffff, PRIVATE, ""),
];
const CORE: &str = "fonts-noto-core";
const CJK: &str = "fonts-noto-cjk";
const EMOJI: &str = "fonts-noto-color-emoji";
const PRIVATE: &str = "private characters";

/// One sentence for all characters that show as boxes: what they are, and what to install.
/// `None` when nothing is missing.
pub fn notice(missing: &BTreeSet<char>) -> Option<String> {
    let (drawable, private): (BTreeSet<_>, BTreeSet<_>) =
        missing.iter().map(|&c| script(c)).partition(|(name, _)| *name != PRIVATE);
    if drawable.is_empty() {
        return (!private.is_empty()).then(|| {
            "Boxes stand for private characters, which only the font of their author can draw".into()
        });
    }
    let names: BTreeSet<&str> = drawable.iter().map(|&(name, _)| name).collect();
    let packages: BTreeSet<&str> = drawable.iter().map(|&(_, package)| package).collect();
    Some(format!(
        "Boxes stand for {} that no installed font can draw; install Noto fonts for it \
         (on Debian and Ubuntu: {}) and start Broadsheet again",
        listed(&names, ", ", " and "),
        listed(&packages, " ", " "),
    ))
}

/// The script a character belongs to, and the package with a font for it.
fn script(c: char) -> (&'static str, &'static str) {
    let point = u32::from(c);
    let after = SCRIPTS.partition_point(|&(first, ..)| first <= point);
    match after.checked_sub(1).map(|at| SCRIPTS[at]) {
        Some((_, last, name, package)) if point <= last => (name, package),
        _ => ("rare scripts", CORE),
    }
}

fn listed(words: &BTreeSet<&str>, comma: &str, and: &str) -> String {
    let words: Vec<&str> = words.iter().copied().collect();
    match words.split_last() {
        Some((last, [])) => (*last).to_owned(),
        Some((last, rest)) => format!("{}{and}{last}", rest.join(comma)),
        None => String::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn notice_for(text: &str) -> Option<String> {
        notice(&text.chars().collect())
    }

    #[test]
    fn nothing_missing_needs_no_notice() {
        assert_eq!(notice_for(""), None);
    }

    #[test]
    fn the_notice_names_the_script_and_the_package() {
        let notice = notice_for("مرحبا").unwrap();
        assert!(notice.contains("Arabic that no installed font"), "{notice}");
        assert!(notice.contains("fonts-noto-core)"), "{notice}");
    }

    #[test]
    fn several_scripts_share_one_notice() {
        let notice = notice_for("東京तार👋").unwrap();
        assert!(notice.contains("Chinese and Japanese, Devanagari and emoji"), "{notice}");
        assert!(notice.contains("fonts-noto-cjk fonts-noto-color-emoji fonts-noto-core"), "{notice}");
    }

    #[test]
    fn private_characters_have_no_font_to_install() {
        let notice = notice_for("\u{e000}").unwrap();
        assert!(!notice.contains("install"), "{notice}");
    }

    #[test]
    fn the_table_is_sorted_and_disjoint() {
        for pair in SCRIPTS.windows(2) {
            assert!(pair[0].0 <= pair[0].1 && pair[0].1 < pair[1].0, "{pair:x?}");
        }
    }
}
