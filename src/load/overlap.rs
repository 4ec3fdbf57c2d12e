//! How much two texts share, by the multiset of their four-word shingles: the measure of the article
//! extraction benchmark, where each ideograph is a word.

use std::collections::HashMap;

use super::language::is_ideograph;

const SHINGLE_WORDS: usize = 4;

/// Dice's coefficient: 0 where nothing is shared, 1 where all is.
pub fn dice(a: &str, b: &str) -> f32 {
    let (words_a, words_b) = (words(a), words(b));
    let (shingles_a, shingles_b) = (shingles(&words_a), shingles(&words_b));
    let n_shared: usize =
        shingles_a.iter().map(|(shingle, n)| *n.min(shingles_b.get(shingle).unwrap_or(&0))).sum();
    let n_all: usize = shingles_a.values().sum::<usize>() + shingles_b.values().sum::<usize>();
    if n_all == 0 { 0.0 } else { 2.0 * n_shared as f32 / n_all as f32 }
}

fn words(text: &str) -> Vec<&str> {
    let mut words = Vec::new();
    for word in text.split(|c: char| !c.is_alphanumeric()) {
        let mut start = 0;
        for (at, c) in word.char_indices().filter(|(_, c)| is_ideograph(*c)) {
            words.extend([&word[start..at], &word[at..at + c.len_utf8()]]);
            start = at + c.len_utf8();
        }
        words.push(&word[start..]);
    }
    words.retain(|word| !word.is_empty());
    words
}

/// A text shorter than a shingle is one shingle.
fn shingles<'w, 't>(words: &'w [&'t str]) -> HashMap<&'w [&'t str], usize> {
    let mut counts = HashMap::new();
    for shingle in words.windows(SHINGLE_WORDS.min(words.len()).max(1)) {
        *counts.entry(shingle).or_insert(0) += 1;
    }
    counts
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shared_shingles_are_counted_as_often_as_both_have_them() {
        // a b c d | b c d e against a b c d | b c d x: one of two and two shingles is shared.
        assert_eq!(dice("a b c d e", "A, a b c d x".trim_start_matches("A, ")), 0.5);
        assert_eq!(dice("a b c d", "a b c d"), 1.0);
        assert_eq!(dice("a b c d", "e f g h"), 0.0);
        assert_eq!(dice("", ""), 0.0);
    }

    #[test]
    fn an_ideograph_is_a_word() {
        assert_eq!(words("G7首相 said"), ["G7", "首", "相", "said"]);
    }
}
