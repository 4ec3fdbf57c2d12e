use std::ops::Range;

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
}
