use std::iter::Peekable;
use std::ops::Range;
use std::str::CharIndices;

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

use super::spelling::Layers;
use crate::model::Article;
use crate::text::{Span, is_unspaced};

/// Which zones of an article count.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Zones {
    /// All but page furniture, captions, credits and the like.
    Body,
    All,
}

/// Which zones of an article count, and under which layers its words are read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct WordView {
    pub zones: Zones,
    pub layers: Layers,
}

impl From<Zones> for WordView {
    fn from(zones: Zones) -> Self {
        Self { zones, layers: Layers::NONE }
    }
}

/// The words of an article as comparison sees them, each with its place and a key that is equal for
/// equal words, whatever their case and apostrophes.
///
/// A word is a run of letters and digits, with inner apostrophes and hyphens. A character of a
/// script without spaces is a word by itself.
#[derive(Clone, Debug, Default)]
pub struct Words {
    spans: Vec<Span>,
    /// A hash of the folded word with the top bit set; for a character of an unspaced script, the
    /// character itself; [`BREAK`] where a zone was left out.
    keys: Vec<u64>,
    /// The keys without layers, where there are layers.
    exact: Vec<u64>,
}

/// Stands for text that was left out; equal to nothing, not even to itself.
pub(super) const BREAK: u64 = 0;

const IS_HASH: u64 = 1 << 63;

impl Words {
    pub fn of(article: &Article, view: impl Into<WordView>) -> Self {
        let WordView { zones, layers } = view.into();
        let mut words = Self::default();
        let mut from = 0;
        for gap in left_out(article, zones) {
            words.read(&article.text, from..gap.start());
            words.push(gap, BREAK);
            from = gap.end();
        }
        words.read(&article.text, from..article.text.len());
        words.spans.shrink_to_fit();
        words.keys.shrink_to_fit();
        if layers == Layers::NONE { words } else { words.under(layers, &article.text) }
    }

    fn under(self, layers: Layers, text: &str) -> Self {
        let key = |(key, span): (&u64, &Span)| match *key & IS_HASH {
            0 => *key,
            _ => hash(layers.form(span.of(text)).as_bytes(), AS_IT_IS),
        };
        let keys = self.keys.iter().zip(&self.spans).map(key).collect();
        Self { spans: self.spans, keys, exact: self.keys }
    }

    pub fn of_text(text: &str) -> Self {
        let mut words = Self::default();
        words.read(text, 0..text.len());
        words
    }

    /// How many words there are.
    pub fn count(&self) -> usize {
        self.keys.iter().filter(|key| **key != BREAK).count()
    }

    /// Without the words of some stretches, which are in order and apart.
    pub fn without(mut self, stretches: &[Span]) -> Self {
        for stretch in stretches {
            let gone = self.within(*stretch);
            self.keys[gone].fill(BREAK);
        }
        self
    }

    /// How many of them a span touches.
    pub fn count_in(&self, span: Span) -> usize {
        self.within(span).filter(|word| self.keys[*word] != BREAK).count()
    }

    pub fn spans(&self) -> impl Iterator<Item = Span> + '_ {
        self.spans.iter().zip(&self.keys).filter(|(_, key)| **key != BREAK).map(|(span, _)| *span)
    }

    /// Each word with a number that equal words share, whatever their case.
    pub fn keyed(&self) -> impl Iterator<Item = (u64, Span)> + '_ {
        self.keys.iter().copied().zip(self.spans.iter().copied()).filter(|(key, _)| *key != BREAK)
    }

    pub(super) fn keys(&self) -> &[u64] {
        &self.keys
    }

    /// The keys of the words as they are written.
    pub(super) fn exact_keys(&self) -> &[u64] {
        if self.exact.is_empty() { &self.keys } else { &self.exact }
    }

    pub(super) fn span(&self, word: usize) -> Span {
        self.spans[word]
    }

    /// From the first word's start to the last one's end.
    pub(super) fn hull(&self, words: Range<usize>) -> Span {
        let (first, last) = (self.spans[words.start], self.spans[words.end - 1]);
        Span::try_from((first.start() as u32, last.end() as u32)).unwrap_or(first)
    }

    /// The words that a span touches, by position.
    pub(super) fn within(&self, span: Span) -> Range<usize> {
        let start = self.spans.partition_point(|word| word.end() <= span.start());
        let end = self.spans.partition_point(|word| word.start() < span.end());
        start..end.max(start)
    }

    fn push(&mut self, span: Span, key: u64) {
        self.spans.push(span);
        self.keys.push(key);
    }

    fn read(&mut self, text: &str, stretch: Range<usize>) {
        let mut at = stretch.start;
        let Some(text_of_stretch) = text.get(stretch.clone()).map(|_| &text[..stretch.end]) else { return };
        while at < stretch.end {
            let (end, key) = match plain_word(&text_of_stretch.as_bytes()[at..]) {
                Some(word) => (at + word.len(), Some(hash(word, TO_LOWER_CASE))),
                None => other_word(text_of_stretch, at),
            };
            if let (Some(key), Ok(span)) = (key, Span::new(text, at..end)) {
                self.push(span, key);
            }
            at = end;
        }
    }
}

/// The ASCII letters and digits at the start, unless what follows them may belong to the word too.
fn plain_word(bytes: &[u8]) -> Option<&[u8]> {
    let end = bytes.iter().position(|byte| !byte.is_ascii_alphanumeric()).unwrap_or(bytes.len());
    let goes_on = bytes.get(end).is_some_and(|byte| !byte.is_ascii() || is_joiner(char::from(*byte)));
    (end > 0 && !goes_on).then(|| &bytes[..end])
}

/// Where the word or the other character at a place ends, and the key if it is a word.
fn other_word(text: &str, at: usize) -> (usize, Option<u64>) {
    let mut chars = text[at..].char_indices().peekable();
    let Some((_, first)) = chars.next() else { return (text.len(), None) };
    let end = at + first.len_utf8();
    if !first.is_alphanumeric() {
        return (end, None);
    }
    if is_unspaced(first) {
        return (end, Some(u64::from(u32::from(first))));
    }
    let mut form = String::new();
    push_folded(&mut form, first);
    let end = at + read_rest(&mut chars, &mut form, end - at);
    (end, Some(key_of(&form)))
}

/// How many half words a key stands for: about two characters of an unspaced script make a word.
pub(super) fn halves(key: u64) -> usize {
    if key & IS_HASH == 0 { 1 } else { 2 }
}

/// Reads on to the end of a word, and returns where that is.
fn read_rest(chars: &mut Peekable<CharIndices>, form: &mut String, mut end: usize) -> usize {
    while let Some((at, c)) = chars.peek().copied() {
        let joins = is_joiner(c) && {
            let mut ahead = chars.clone();
            ahead.next();
            ahead.peek().is_some_and(|(_, next)| is_spaced_letter(*next))
        };
        if !joins && !is_spaced_letter(c) && !is_combining_mark(c) && !is_unseen(c) {
            break;
        }
        push_folded(form, c);
        if !is_unseen(c) {
            end = at + c.len_utf8();
        }
        chars.next();
    }
    end
}

fn is_spaced_letter(c: char) -> bool {
    c.is_ascii_alphanumeric() || (!c.is_ascii() && c.is_alphanumeric() && !is_unspaced(c))
}

fn is_joiner(c: char) -> bool {
    matches!(c, '\'' | '’' | '-' | '\u{2010}' | '\u{2011}')
}

/// Soft hyphens and joiners, which pages put inside words.
pub(super) fn is_unseen(c: char) -> bool {
    matches!(c, '\u{ad}' | '\u{200b}' | '\u{200c}' | '\u{200d}' | '\u{2060}')
}

fn push_folded(form: &mut String, c: char) {
    match c {
        '’' => form.push('\''),
        '\u{2010}' | '\u{2011}' => form.push('-'),
        c if c.is_ascii() => form.push(c.to_ascii_lowercase()),
        c if is_unseen(c) => {}
        // Full-width forms: East Asian outlets differ in which digits and letters they set.
        '\u{ff01}'..='\u{ff5e}' => {
            let plain = char::from_u32(u32::from(c) - 0xfee0).unwrap_or(c);
            form.extend(plain.to_lowercase());
        }
        c => form.extend(c.to_lowercase()),
    }
}

/// Two words of 64-bit hashes collide in a project of 100,000 distinct words once in 10⁹ projects.
fn key_of(form: &str) -> u64 {
    match form.is_ascii() || !form.chars().any(is_combining_mark) {
        true => hash(form.as_bytes(), AS_IT_IS),
        false => hash(form.nfc().collect::<String>().as_bytes(), AS_IT_IS),
    }
}

/// A number for a text that stays the same from one version of the program to the next.
pub(super) fn fingerprint(text: &str) -> u64 {
    hash(text.as_bytes(), AS_IT_IS)
}

const AS_IT_IS: u8 = 0;
const TO_LOWER_CASE: u8 = 0x20; // digits have this bit already

/// Eight bytes at a time, each with `case` set, folded in by the two halves of a product, as wyhash
/// does (<https://github.com/wangyi-fudan/wyhash>). Words come from texts, not from somebody who looks
/// for collisions.
fn hash(form: &[u8], case: u8) -> u64 {
    let folded = form.chunks(8).fold(form.len() as u64, |hash, chunk| {
        let mut bytes = [0; 8];
        bytes.iter_mut().zip(chunk).for_each(|(to, byte)| *to = byte | case);
        let product = u128::from(hash ^ u64::from_le_bytes(bytes) ^ SALT) * u128::from(MIX);
        product as u64 ^ (product >> 64) as u64
    });
    folded | IS_HASH
}

// The fractions of √2 and √3 in hexadecimal: numbers without a pattern.
const SALT: u64 = 0x6a09_e667_f3bc_c908;
const MIX: u64 = 0xbb67_ae85_84ca_a73b;

/// The stretches of an article that do not count, in order and apart.
fn left_out(article: &Article, zones: Zones) -> Vec<Span> {
    let is_out = |zone: &&crate::model::Zone| zones == Zones::Body && zone.kind.is_clutter();
    let mut gaps: Vec<Span> = article.zones.iter().filter(is_out).map(|zone| zone.span).collect();
    gaps.sort_unstable();
    let mut apart: Vec<Span> = Vec::with_capacity(gaps.len());
    for gap in gaps {
        let start = apart.last().map_or(0, |last| last.end()).max(gap.start());
        apart.extend(Span::new(&article.text, start..gap.end()).ok().filter(|gap| !gap.is_empty()));
    }
    apart
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::sync::Arc;

    use crate::model::{Zone, ZoneKind};

    fn forms(text: &str) -> Vec<&str> {
        Words::of_text(text).spans().map(|span| span.of(text)).collect()
    }

    fn same(a: &str, b: &str) -> bool {
        Words::of_text(a).keys() == Words::of_text(b).keys()
    }

    #[test]
    fn inner_apostrophes_and_hyphens_belong_to_a_word() {
        assert_eq!(
            forms("Japan’s G-7 aid—‘soft’ 20_30, -x- rock-'n'"),
            ["Japan’s", "G-7", "aid", "soft", "20", "30", "x", "rock", "n"]
        );
    }

    #[test]
    fn equal_words_have_equal_keys_however_they_are_set() {
        assert!(same("Japan’s DEFENCE", "japan's defence"));
        assert!(same("cafe\u{301}", "café"));
        assert!(same("co\u{ad}operate", "cooperate"));
        assert!(same("２０２４", "2024"));
        assert!(!same("defence", "defense"));
        assert!(!same("cafe", "café"));
    }

    #[test]
    fn a_character_of_an_unspaced_script_is_a_word() {
        assert_eq!(forms("日本はアメリカ、한국"), ["日", "本", "は", "アメリカ", "한국"]);
    }

    #[test]
    fn clutter_does_not_count_unless_asked_for() {
        let text = "One two. Read more here. Three.";
        let zone = |range, kind| Zone { span: Span::new(text, range).unwrap(), kind };
        let article = Article {
            header: Arc::default(),
            text: text.into(),
            zones: vec![
                zone(9..24, ZoneKind::Teaser),
                zone(0..8, ZoneKind::Heading),
                zone(14..18, ZoneKind::Credit),
            ],
            mentions: Default::default(),
            relations: Default::default(),
            rejected: Default::default(),
        };
        let body = Words::of(&article, Zones::Body);
        assert_eq!(body.spans().map(|span| span.of(text)).collect::<Vec<_>>(), ["One", "two", "Three"]);
        assert_eq!(body.count(), 3);
        assert_eq!(Words::of(&article, Zones::All).count(), 6);
    }
}
