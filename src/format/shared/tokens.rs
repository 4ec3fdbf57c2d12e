use std::collections::BTreeSet;

use unicode_segmentation::UnicodeSegmentation;

use crate::text::{Extent, Span, sentences, words};

/// The tokens of a text, sentence by sentence. Every edge of a mention is an edge of a token, and no
/// sentence ends inside a mention. No token holds a blank or a control character.
pub(crate) fn sentences_of_tokens(text: &str, mentions: &[Extent]) -> Vec<Vec<Span>> {
    let mut ends: BTreeSet<usize> = sentences(text).iter().map(|sentence| sentence.end()).collect();
    for mention in mentions {
        let inside: Vec<usize> =
            ends.range(mention.start() + 1..mention.end().max(mention.start() + 1)).copied().collect();
        for end in inside {
            ends.remove(&end);
        }
    }
    let mut found: Vec<Vec<Span>> = vec![Vec::new()];
    let mut ends = ends.into_iter().peekable();
    for token in tokens(text, mentions) {
        let mut is_new = false;
        while ends.next_if(|end| *end <= token.start()).is_some() {
            is_new = true;
        }
        match found.last_mut() {
            Some(sentence) if !is_new || sentence.is_empty() => sentence.push(token),
            _ => found.push(vec![token]),
        }
    }
    found.retain(|sentence| !sentence.is_empty());
    found
}

/// Words and signs by UAX 29, cut at the edges of words (which part `Japan` from `’s`) and of
/// mentions.
fn tokens(text: &str, mentions: &[Extent]) -> Vec<Span> {
    let mut cuts: BTreeSet<usize> = text.split_word_bound_indices().map(|(at, _)| at).collect();
    cuts.extend(words(text).map(Span::end));
    cuts.extend(mentions.iter().flat_map(Extent::pieces).flat_map(|piece| [piece.start(), piece.end()]));
    for (at, c) in text.char_indices().filter(|(_, c)| is_gap(*c)) {
        cuts.extend([at, at + c.len_utf8()]);
    }
    cuts.insert(text.len());
    let cuts: Vec<usize> = cuts.into_iter().collect();
    let pieces = cuts.windows(2).filter_map(|ends| Span::new(text, ends[0]..ends[1]).ok());
    pieces.filter(|piece| !piece.of(text).chars().all(is_gap)).collect()
}

/// What parts tokens: blanks, and controls that would break the line or the column of a token.
pub(crate) fn is_gap(c: char) -> bool {
    c.is_whitespace() || c.is_control()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tokenized(text: &str, mentions: &[(usize, usize)]) -> Vec<Vec<String>> {
        let mentions: Vec<Extent> =
            mentions.iter().map(|(start, end)| Span::new(text, *start..*end).unwrap().into()).collect();
        let sentences = sentences_of_tokens(text, &mentions);
        let words = |sentence: Vec<Span>| sentence.iter().map(|token| token.of(text).to_owned()).collect();
        sentences.into_iter().map(words).collect()
    }

    #[test]
    fn words_and_signs_are_tokens() {
        assert_eq!(
            tokenized("Japan’s G-7 (2024).\r\nNext\u{a0}line", &[]),
            [vec!["Japan", "’s", "G", "-", "7", "(", "2024", ")", "."], vec!["Next", "line"]]
        );
    }

    #[test]
    fn a_mention_cuts_a_word_and_holds_a_sentence_together() {
        assert_eq!(tokenized("ex-Frenchman", &[(3, 9)]), [["ex", "-", "French", "man"]]);
        // The middle of "Yahoo! Inc" looks like the end of a sentence.
        assert_eq!(tokenized("at Yahoo! Inc now", &[(3, 13)]).len(), 1);
    }

    #[test]
    fn an_emoji_of_several_characters_is_one_token() {
        assert_eq!(tokenized("a 👩‍👩‍👧 b", &[]), [["a", "👩‍👩‍👧", "b"]]);
    }
}
