//! Captions, by points for what captions do and body text rarely does.

use std::sync::LazyLock;

use regex::Regex;

use super::line::{Line, starts_large};
use super::phrases::{AGENCIES, regex};
use crate::load::dates;
use crate::model::ZoneKind;

const ENOUGH: f32 = 2.5;
const MAX_WORDS: usize = 90;
const FIRST_LINES: std::ops::Range<usize> = 1..6; // where the picture above the text has its caption

pub fn mark(lines: &mut [Line]) {
    let scores: Vec<f32> = lines.iter().enumerate().map(|(at, line)| score(at, line)).collect();
    for (line, score) in lines.iter_mut().zip(scores) {
        if line.is_unmarked() && score >= ENOUGH {
            line.kind = Some(ZoneKind::Caption);
        }
    }
}

/// The weights are those of the measured rules (precision .987).
fn score(at: usize, line: &Line) -> f32 {
    if line.shown.is_empty() || line.n_words > MAX_WORDS {
        return 0.0;
    }
    let is_early = FIRST_LINES.contains(&at);
    let has_verb = PICTURE_VERB.is_match(&line.shown);
    let signs = [
        (ends_in_credit(&line.shown), 3.0),
        (START.is_match(&line.shown), 3.0),
        (PLACE_IN_PICTURE.is_match(&line.shown), 1.5),
        (has_verb, 1.0),
        (dates::in_words(&line.shown).is_some(), 0.5),
        (is_early, 0.75),
        (is_early && has_verb && starts_with_a_name(line), 1.0),
        (QUOTES.is_match(&line.shown), -1.5),
    ];
    signs.into_iter().filter(|(holds, _)| *holds).map(|(_, points)| points).sum()
}

static START: LazyLock<Regex> = LazyLock::new(|| {
    regex(
        r"^(?:(?i:file (?:photo|image|picture)|file -|in this (?:file )?(?:photo|image|picture)|this (?:photo|image) shows|(?:photo|image|picture|foto|bild) ?:)|FILE ?[-–—]|写真[:：は])",
    )
});
static PLACE_IN_PICTURE: LazyLock<Regex> = LazyLock::new(|| {
    regex(
        r"\((?:C|L|R|2nd [LR]|(?i:left|right|cent(?:er|re)|front|back|second from (?:left|right)|à gauche|à droite|links|rechts|izq\.?|dcha\.?))\)|, (?:left|right|center|centre),|\b(?i:pictured|(?:second|third) from (?:left|right))\b|[(（][左右中央]+[)）]",
    )
});
static PICTURE_VERB: LazyLock<Regex> = LazyLock::new(|| {
    regex(
        r"\b(?:poses?|posing|welcomes?|greets?|shakes? hands|shaking hands|arrives?|walks?|waves?|looks? on|gestures?|hugs?|smiles?|prepares? to|is (?:welcomed|greeted|seen|pictured|shown)|are (?:seen|pictured|shown)|attends?|delivers? a speech|speaks? (?:during|at|to)|holds? (?:a|up))\b",
    )
});
static QUOTES: LazyLock<Regex> =
    LazyLock::new(|| regex(r#"["“”«»„「]|\b(?:said|says|told|a dit|sagte|dijo)\b"#));

fn starts_with_a_name(line: &Line) -> bool {
    let first: Vec<&str> = line.words().take(3).collect();
    first.len() == 3 && first.iter().all(|word| starts_large(word))
}

fn ends_in_credit(shown: &str) -> bool {
    static IN_BRACKETS: LazyLock<Regex> = LazyLock::new(|| {
        regex(&format!(
            r"[(\[](?:[^()\[\]]{{1,80}}(?:/|\bvia ){AGENCIES}|{AGENCIES} ?/[^()\[\]]{{2,80}}|(?i:photo|foto|image|bild|picture|courtesy|写真)\b[^()\[\]]{{0,80}}|[^()\[\]]{{0,80}}(?i:photo|images|写真|撮影|提供))[)\]]\.?$"
        ))
    });
    static LABELLED: LazyLock<Regex> = LazyLock::new(|| {
        regex(
            r"(?:(?i:photo(?:graph)?|image|picture|credit|foto|bild)s?(?: credit| by)?\s?[:©/] ?|© ?)\p{Lu}[^.:]{1,60}\.?$|(?:撮影|提供)$",
        )
    });
    IN_BRACKETS.is_match(shown) || LABELLED.is_match(shown) || is_signed(shown)
}

/// `… on 19 May. Kota Endo/Kyodo News via AP`: after the last sentence nothing but names, an agency last.
fn is_signed(shown: &str) -> bool {
    static AGENCY_LAST: LazyLock<Regex> = LazyLock::new(|| regex(&format!(r"(?:^|[ /]){AGENCIES}\.?$")));
    const JOINING: &[&str] = &["via", "by", "for", "and", "de", "van", "von"];
    const MAX_WORDS: usize = 8;
    let Some((_, tail)) = shown.trim_end_matches('.').rsplit_once(['.', '!', '?', ')', '"', '”']) else {
        return false;
    };
    let words: Vec<&str> = tail.split_whitespace().collect();
    let are_names = words.iter().all(|word| starts_large(word) || JOINING.contains(word));
    (1..=MAX_WORDS).contains(&words.len()) && are_names && AGENCY_LAST.is_match(tail)
}
