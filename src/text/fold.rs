use std::ops::Range;

use memchr::{memchr2_iter, memmem};

use super::Span;

/// A text as search and comparison see it: lower case, plain quotes and dashes, plain spaces.
///
/// The text itself stays as it is; every folded byte knows the original character it came from.
pub struct Folded {
    text: String,
    /// For each folded byte, the original byte where its character starts; then the original length.
    origins: Vec<u32>,
}

impl Folded {
    pub fn new(text: &str) -> Self {
        let mut folded = String::with_capacity(text.len());
        let mut origins = Vec::with_capacity(text.len() + 1);
        for (at, c) in text.char_indices() {
            for lower in fold_char(c).into_iter().flat_map(char::to_lowercase) {
                folded.push(lower);
                origins.resize(folded.len(), at as u32);
            }
        }
        origins.push(text.len() as u32);
        Self { text: folded, origins }
    }

    pub fn text(&self) -> &str {
        &self.text
    }

    /// The original range of a folded range whose ends lie on folded characters.
    pub fn original(&self, folded: Range<usize>) -> Range<usize> {
        let at = |byte: usize| self.origins[byte.min(self.origins.len() - 1)] as usize;
        at(folded.start)..at(folded.end)
    }
}

/// Where a folded form stands in a text, left to right, without overlaps; as a search in the folded
/// text finds it, but without folding what cannot match.
pub(super) fn find_folded(text: &str, form: &str) -> Vec<Span> {
    let Some(anchor) = Anchor::of(form) else { return find_in_all(text, form) };
    let mut found: Vec<Span> = Vec::new();
    for at in memchr2_iter(anchor.byte, anchor.byte.to_ascii_uppercase(), text.as_bytes()) {
        let range = match anchor.plain_match(text.as_bytes(), at) {
            Some(is_match) if !is_match => continue,
            Some(_) => at - anchor.at..at - anchor.at + form.len(),
            None => match anchor.seen_match(text, at) {
                Some(range) => range,
                None => continue,
            },
        };
        if found.last().is_none_or(|last| last.end() <= range.start) {
            found.extend(Span::new(text, range).ok());
        }
    }
    found
}

fn find_in_all(text: &str, form: &str) -> Vec<Span> {
    let folded = Folded::new(text);
    let hits = memmem::find_iter(folded.text().as_bytes(), form);
    let span = |at: usize| {
        let Range { start, end } = folded.original(at..at + form.len());
        let seen = text[start..end].trim_end_matches(|c| fold_char(c).is_none());
        Span::new(text, start..start + seen.len()).ok().filter(|span| !span.is_empty())
    };
    if form.is_empty() { Vec::new() } else { hits.filter_map(span).collect() }
}

/// A byte of a form that only its own two cases fold to, so that a text can be searched for it.
struct Anchor<'f> {
    form: &'f str,
    at: usize,
    byte: u8,
}

/// Letters and digits of news, the rarer first. Without k and i: the Kelvin sign and the dotted
/// capital I of Turkish fold to them.
const RARE_FIRST: &[u8] = b"zqxj9876543vb2wy1gpf0muhcldrsnatoe";

impl<'f> Anchor<'f> {
    fn of(form: &'f str) -> Option<Self> {
        let place = |byte: &u8| form.bytes().position(|other| other == *byte);
        let (at, byte) = RARE_FIRST.iter().find_map(|byte| Some((place(byte)?, *byte)))?;
        Some(Self { form, at, byte })
    }

    /// Whether the form stands around its anchor; `None` where a character that is not ASCII has to
    /// be folded to know.
    fn plain_match(&self, text: &[u8], at: usize) -> Option<bool> {
        let form = self.form.as_bytes();
        let start = at.checked_sub(self.at)?;
        let stretch = text.get(start..start + form.len())?;
        let is_match = stretch.eq_ignore_ascii_case(form);
        (is_match || stretch.is_ascii()).then_some(is_match)
    }

    /// The range of the form around its anchor, each character folded.
    fn seen_match(&self, text: &str, at: usize) -> Option<Range<usize>> {
        let mut start = at;
        let mut expected = self.form[..self.at].chars().rev().peekable();
        let mut before = text[..at].char_indices().rev();
        while expected.peek().is_some() {
            let (place, c) = before.next()?;
            let folded: Vec<char> = fold_char(c).into_iter().flat_map(char::to_lowercase).collect();
            if !folded.iter().rev().all(|c| expected.next_if_eq(c).is_some()) {
                return None;
            }
            start = place;
        }
        let mut expected = self.form[self.at..].chars().peekable();
        let mut after = text[at..].char_indices();
        while expected.peek().is_some() {
            let (_, c) = after.next()?;
            if !fold_char(c)
                .into_iter()
                .flat_map(char::to_lowercase)
                .all(|c| expected.next_if_eq(&c).is_some())
            {
                return None;
            }
        }
        Some(start..at + after.offset())
    }
}

/// `None` for characters that are not seen: soft hyphen, zero-width marks.
fn fold_char(c: char) -> Option<char> {
    Some(match c {
        '\u{ad}' | '\u{200b}' | '\u{200c}' | '\u{200d}' | '\u{2060}' | '\u{feff}' => return None,
        '‘' | '’' | '‚' | '‛' | '′' => '\'',
        '“' | '”' | '„' | '‟' | '″' | '«' | '»' => '"',
        '‐' | '‑' | '‒' | '–' | '—' | '−' => '-',
        '\u{a0}' | '\u{202f}' | '\u{2009}' | '\u{2007}' => ' ',
        other => other,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn folding_keeps_the_way_back() {
        let text = "Japan’s\u{a0}İstanbul—soft\u{ad}ly";
        let folded = Folded::new(text);
        let at = folded.text().find("softly").unwrap();
        assert_eq!(&text[folded.original(at..at + 6)], "soft\u{ad}ly");
        let at = folded.text().find("japan's ").unwrap();
        assert_eq!(&text[folded.original(at..at + 8)], "Japan’s\u{a0}");
    }

    #[test]
    fn a_form_is_found_whatever_its_setting() {
        let found = |text: &'static str, form| {
            find_folded(text, form).iter().map(|span| span.of(text)).collect::<Vec<_>>()
        };
        assert_eq!(found("The THE tHe athe t\u{ad}he", "the"), ["The", "THE", "tHe", "the", "t\u{ad}he"]);
        assert_eq!(
            found("JAPAN’S\u{a0}Aid, japan's aid", "japan's aid"),
            ["JAPAN’S\u{a0}Aid", "japan's aid"]
        );
        assert_eq!(found("G‑7 G-7 G7", "g-7"), ["G‑7", "G-7"]);
        assert_eq!(found("anana", "ana"), ["ana"]);
        assert_eq!(found("ÉTÉ été", "été"), ["ÉTÉ", "été"]);
        assert_eq!(found("\u{212a}ik kik", "kik"), ["\u{212a}ik", "kik"]);
        assert_eq!(found("th", "the"), [""; 0]);
    }

    #[test]
    fn looking_around_an_anchor_finds_what_folding_all_finds() {
        const PIECES: [&str; 14] =
            ["a", "A", "b", "B", "é", "É", "’", "'", "—", "-", "\u{ad}", "\u{a0}", " ", "\u{130}"];
        let mut random = crate::fixture::Random::new(7);
        let mut typed = |most: usize| {
            let n = random.below(most) + 1;
            (0..n).map(|_| PIECES[random.below(PIECES.len())]).collect::<String>()
        };
        for _ in 0..20_000 {
            let (text, form) = (typed(30), typed(3));
            let form = Folded::new(&form).text().to_owned();
            assert_eq!(find_folded(&text, &form), find_in_all(&text, &form), "{form:?} in {text:?}");
        }
    }
}
