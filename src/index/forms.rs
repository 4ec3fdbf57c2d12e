//! Ways to write something, each a pattern with signs: words of which one stands in all that it matches.
//!
//! Patterns are tried around their signs alone. Edges of words in any script (`\b`) make a search through
//! whole texts fifty times slower.

use std::collections::BTreeMap;
use std::ops::Range;

use aho_corasick::AhoCorasick;
use regex::{Captures, Regex};

/// A pattern, its signs with spaces between them, and how it is read. A sign is a word in any case; a
/// star stands for letters and digits that may go on.
pub(super) type Form<R> = (String, &'static str, R);

pub(super) struct Forms<R> {
    forms: Vec<(Regex, R)>,
    finder: AhoCorasick,
    signs: Vec<Sign>,
}

struct Sign {
    starts_word: bool,
    ends_word: bool,
    /// Which forms have it.
    of: Vec<usize>,
}

/// Bytes around a sign, more than any pattern takes on one side of it in words that spaces part.
const REACH: usize = 64;

impl<R: Copy> Forms<R> {
    pub fn new(forms: Vec<Form<R>>) -> Self {
        let mut known: BTreeMap<&'static str, Vec<usize>> = BTreeMap::new();
        for (n, (_, signs, _)) in forms.iter().enumerate() {
            signs.split_whitespace().for_each(|sign| known.entry(sign).or_default().push(n));
        }
        let words = known.keys().map(|sign| sign.trim_matches('*'));
        let finder = AhoCorasick::builder().ascii_case_insensitive(true).build(words);
        let sign = |(sign, of): (&&str, &Vec<usize>)| Sign {
            starts_word: !sign.starts_with('*'),
            ends_word: !sign.ends_with('*'),
            of: of.clone(),
        };
        let signs = known.iter().map(sign).collect();
        let compiled =
            |(pattern, _, reader): &Form<R>| (Regex::new(pattern).expect("a fixed expression"), *reader);
        Self {
            forms: forms.iter().map(compiled).collect(),
            finder: finder.expect("a few fixed words"),
            signs,
        }
    }

    /// Calls back with each match of each form, and with the byte that its places are counted from.
    pub fn each(&self, text: &str, mut found: impl FnMut(&R, &Captures, usize)) {
        for ((pattern, reader), windows) in self.forms.iter().zip(self.windows(text)) {
            for window in windows {
                let part = &text[window.clone()];
                pattern.captures_iter(part).for_each(|captures| found(reader, &captures, window.start));
            }
        }
    }

    /// What [`Self::each`] would find if it looked everywhere.
    #[cfg(test)]
    pub fn in_all(&self, text: &str) -> Vec<Range<usize>> {
        let found = |(pattern, _): &(Regex, R)| {
            pattern.find_iter(text).map(|found| found.range()).collect::<Vec<_>>()
        };
        self.forms.iter().flat_map(found).collect()
    }

    #[cfg(test)]
    pub fn near_signs(&self, text: &str) -> Vec<Range<usize>> {
        let mut all = Vec::new();
        self.each(text, |_, found, from| {
            let whole = found.get(0).expect("a match is its first group");
            all.push(from + whole.start()..from + whole.end());
        });
        all
    }

    /// Where to look for each form: in order and apart.
    fn windows(&self, text: &str) -> Vec<Vec<Range<usize>>> {
        let mut windows: Vec<Vec<Range<usize>>> = vec![Vec::new(); self.forms.len()];
        for hit in self.finder.find_overlapping_iter(text) {
            let sign = &self.signs[hit.pattern().as_usize()];
            if sign.stands_at(text.as_bytes(), hit.range()) {
                sign.of.iter().for_each(|form| add(&mut windows[*form], text.as_bytes(), hit.range()));
            }
        }
        windows
    }
}

impl Sign {
    /// As far as plain letters tell; the pattern knows better.
    fn stands_at(&self, text: &[u8], at: Range<usize>) -> bool {
        let goes_on = |byte: Option<&u8>| byte.is_some_and(|byte| byte.is_ascii_alphanumeric());
        let before = at.start.checked_sub(1).and_then(|before| text.get(before));
        !(self.starts_word && goes_on(before) || self.ends_word && goes_on(text.get(at.end)))
    }
}

/// Hits come in the order of their ends. A window ends where blanks are, so that it cuts no word.
fn add(windows: &mut Vec<Range<usize>>, text: &[u8], hit: Range<usize>) {
    let is_blank = |at: &usize| matches!(text[*at], b' ' | b'\n');
    let known = windows.last().map_or(0, |last| last.end);
    let start = (known..hit.start.saturating_sub(REACH)).rev().find(is_blank).map(|blank| blank + 1);
    let end = match hit.end + REACH <= known {
        true => known,
        false => (hit.end + REACH..text.len()).find(is_blank).unwrap_or(text.len()),
    };
    match windows.last_mut() {
        Some(last) if start.is_none() => last.end = end,
        _ => windows.push(start.unwrap_or(0)..end),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fixture::Random;

    #[test]
    fn what_is_found_near_signs_is_what_stands_anywhere() {
        const PARTS: [&str; 22] = [
            "May",
            "may",
            "été",
            "Été",
            "Märzen",
            "last ",
            "next ",
            " ",
            " ",
            "\n",
            "12",
            "2019-02",
            "1",
            "é",
            "_",
            "’",
            "some ",
            "two",
            " thousand",
            "語",
            "word ",
            "a longer stretch of other words ",
        ];
        let form = |pattern: &str, signs| (pattern.to_owned(), signs, ());
        let forms = Forms::new(vec![
            form(r"\b(?:last |next )?(?:May|été|Märzen)\b(?: \d{1,2}\b)?", "may été märzen"),
            form(r"\b\d{4}-\d\d\b", "*0-* *1-* *2-* *9-*"),
            form(r"(?:some )?(?:\d+|\btwo)(?: thousand)?", "*0* *1* *2* *9* two*"),
        ]);
        let mut random = Random::new(7);
        let mut n_found = 0;
        for _ in 0..2000 {
            let text: String = (0..random.below(60)).map(|_| PARTS[random.below(PARTS.len())]).collect();
            let found = forms.near_signs(&text);
            assert_eq!(found, forms.in_all(&text), "{text:?}");
            n_found += found.len();
        }
        assert!(n_found > 10_000, "{n_found}");
    }
}
