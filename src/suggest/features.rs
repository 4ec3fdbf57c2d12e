//! What the tagger sees at a token, as numbers: what one word alone says, which is scored once per word
//! of a text; what neighbours say together; and what the other engines claim.

use std::ops::Range;

use super::claim::{Claim, Kind};
use super::hash::mix;
use super::tokens::Tokens;
use super::word::Word;

/// How far a word speaks for its neighbours.
pub const OFFSETS: [isize; 7] = [-3, -2, -1, 0, 1, 2, 3];

/// What a word says to the token that stands `-offset` places after it.
pub fn of_word(word: &Word, offset: isize, push: &mut impl FnMut(u64)) {
    let place = (offset + OFFSETS.len() as isize) as u64;
    let mut add = |kind: u64, value: u64| push(mix(mix(place, kind), value));
    match offset.abs() {
        // Where words are not set apart, three characters reach no further than one word elsewhere.
        3 if word.is_unspaced() => add(0, word.folded),
        3 => {}
        distance => {
            add(0, word.folded);
            add(1, word.short_shape);
            if distance == 0 {
                add(2, word.exact);
                add(3, word.shape);
            }
            if distance <= 1 {
                word.affixes.iter().for_each(|affix| add(4, *affix));
            }
        }
    }
}

/// What a token and its neighbours say together.
pub fn of_place(tokens: &Tokens, token: usize, sentence: &Range<usize>, push: &mut impl FnMut(u64)) {
    let at = |offset: isize| token.checked_add_signed(offset).filter(|place| sentence.contains(place));
    // Past the edge of the sentence stands a word that is no word.
    let word = |offset: isize| at(offset).map_or(offset as u64, |place| tokens.word(place).folded);
    let shape = |offset: isize| at(offset).map_or(offset as u64, |place| tokens.word(place).short_shape);
    let mut add = |kind: u64, values: [u64; 3]| push(values.into_iter().fold(mix(u64::MAX, kind), mix));
    add(0, [0; 3]);
    add(1, [word(-1), word(0), 0]);
    add(2, [word(0), word(1), 0]);
    add(3, [shape(-1), shape(0), shape(1)]);
    add(4, [word(-1), shape(0), 0]);
    add(5, [shape(0), word(1), 0]);
    add(6, [shape(-2), shape(-1), shape(0)]);
    add(7, [shape(0), shape(1), shape(2)]);
    if token == sentence.start {
        add(8, [shape(0), 0, 0]);
    }
    if tokens.word(token).is_unspaced() {
        add(9, [word(-2), word(-1), 0]);
        add(10, [word(1), word(2), 0]);
        add(11, [word(-1), word(0), word(1)]);
        add(12, [word(-2), word(-1), word(0)]);
        add(13, [word(0), word(1), word(2)]);
    }
}

/// All features of a token, as training wants them.
pub fn of_token(tokens: &Tokens, token: usize, sentence: &Range<usize>, hints: &[Hint]) -> Vec<u64> {
    let mut features = Vec::with_capacity(48); // about what a word of a Latin script has
    let mut push = |feature| features.push(feature);
    for offset in OFFSETS {
        if let Some(place) = token.checked_add_signed(offset).filter(|place| sentence.contains(place)) {
            of_word(tokens.word(place), offset, &mut push);
        }
    }
    of_place(tokens, token, sentence, &mut push);
    of_hints(token, hints, &mut push);
    features
}

/// A feature that the other engines give a token.
pub type Hint = (u32, u64);

pub fn of_hints(token: usize, hints: &[Hint], push: &mut impl FnMut(u64)) {
    let first = hints.partition_point(|hint| (hint.0 as usize) < token);
    hints[first..].iter().take_while(|hint| hint.0 as usize == token).for_each(|hint| push(hint.1));
}

/// What claims say of each of their tokens: why, which label, first or last, and how strongly. Parts of
/// a longer known form are left out.
pub fn hints(claims: &[Claim]) -> Vec<Hint> {
    let is_whole = |claim: &&Claim| claim.kind < Kind::End;
    let whole: Vec<&Claim> = claims.iter().filter(is_whole).collect();
    let is_in_longer = |claim: &Claim| {
        let holds = |other: &&&Claim| other.span.covers(claim.span) && other.span != claim.span;
        whole.iter().any(|other| holds(&other))
    };
    let mut hints = Vec::new();
    for claim in claims.iter().filter(|claim| claim.kind != Kind::Tagged && !is_in_longer(claim)) {
        let step = claim.strength.clamp(-2.0, 3.0).floor() as i64 as u64;
        for token in claim.tokens.clone() {
            let ends = (token == claim.tokens.start, token + 1 == claim.tokens.end);
            let place = u64::from(ends.0) * 2 + u64::from(ends.1);
            let about = [claim.kind as u64, place, u64::from(claim.label.0)];
            let about = about.into_iter().fold(u64::MAX - 1, mix);
            hints.extend([(token as u32, about), (token as u32, mix(about, step))]);
        }
    }
    hints.sort_unstable();
    hints.dedup();
    hints
}

#[cfg(test)]
mod tests {
    use super::*;

    fn features(text: &str, token: usize) -> Vec<u64> {
        let tokens = Tokens::of(text);
        of_token(&tokens, token, &tokens.sentences[0].clone(), &[])
    }

    #[test]
    fn the_same_word_in_the_same_place_looks_the_same_in_every_text() {
        assert_eq!(features("He met Ann Lee there", 2), features("He met Ann Lee there", 2));
        let (one, other) = (features("We saw Ann run", 2), features("We saw Bob run", 2));
        let n_shared = one.iter().filter(|feature| other.contains(feature)).count();
        assert!(n_shared > 8, "neighbours and shape are shared: {n_shared}");
        assert!(n_shared < one.len() - 4, "the word itself is not");
    }

    #[test]
    fn words_scored_alone_and_together_are_what_training_saw() {
        let tokens = Tokens::of("We saw Ann run");
        let sentence = 0..4;
        let mut parts = Vec::new();
        for (place, offset) in [(0, -2), (1, -1), (2, 0), (3, 1)] {
            of_word(tokens.word(place), offset, &mut |feature| parts.push(feature));
        }
        of_place(&tokens, 2, &sentence, &mut |feature| parts.push(feature));
        assert_eq!(parts, of_token(&tokens, 2, &sentence, &[]));
    }
}
