use std::fmt;
use std::ops::Range;

/// What a format counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Unit {
    Byte,
    /// Unicode code points.
    Char,
    /// UTF-16 code units.
    Utf16,
}

/// Converts offsets between bytes and another unit, for one text.
///
/// Holds one entry per non-ASCII character; both directions are a binary search. It refuses, and
/// never rounds, an offset inside a character, half a surrogate pair, or one past the end.
pub struct OffsetMap {
    wide: Vec<Wide>,
    bytes: usize,
}

/// A non-ASCII character: the offsets just after it, in each unit.
struct Wide {
    byte: usize,
    char: usize,
    utf16: usize,
    bytes: usize,
    utf16s: usize,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OffsetError {
    pub range: Range<usize>,
    pub unit: Unit,
}

impl OffsetMap {
    pub fn new(text: &str) -> Self {
        let (mut char, mut utf16) = (0, 0);
        let mut wide = Vec::new();
        for (byte, c) in text.char_indices() {
            char += 1;
            utf16 += c.len_utf16();
            if !c.is_ascii() {
                let (bytes, utf16s) = (c.len_utf8(), c.len_utf16());
                wide.push(Wide { byte: byte + bytes, char, utf16, bytes, utf16s });
            }
        }
        Self { wide, bytes: text.len() }
    }

    /// From bytes to `unit`. `None` where the byte lies inside a character or past the end.
    pub fn to(&self, unit: Unit, byte: usize) -> Option<usize> {
        self.convert(byte, Unit::Byte, unit)
    }

    /// From `unit` to bytes. `None` where the offset lies inside a character or past the end.
    pub fn from(&self, unit: Unit, offset: usize) -> Option<usize> {
        self.convert(offset, unit, Unit::Byte)
    }

    pub fn range_to(&self, unit: Unit, range: Range<usize>) -> Result<Range<usize>, OffsetError> {
        self.range(range, Unit::Byte, unit)
    }

    pub fn range_from(&self, unit: Unit, range: Range<usize>) -> Result<Range<usize>, OffsetError> {
        self.range(range, unit, Unit::Byte)
    }

    fn range(&self, range: Range<usize>, from: Unit, to: Unit) -> Result<Range<usize>, OffsetError> {
        let ends = (self.convert(range.start, from, to), self.convert(range.end, from, to));
        match ends {
            (Some(start), Some(end)) if start <= end => Ok(start..end),
            _ => Err(OffsetError { range, unit: from }),
        }
    }

    fn convert(&self, offset: usize, from: Unit, to: Unit) -> Option<usize> {
        let after = self.wide.partition_point(|wide| wide.end(from) <= offset);
        if self.wide.get(after).is_some_and(|wide| wide.end(from) - wide.length(from) < offset) {
            return None;
        }
        let past = match after.checked_sub(1) {
            Some(before) => {
                let wide = &self.wide[before];
                (wide.byte + offset - wide.end(from), wide.end(to) + offset - wide.end(from))
            }
            None => (offset, offset),
        };
        (past.0 <= self.bytes).then_some(past.1)
    }
}

impl Wide {
    fn end(&self, unit: Unit) -> usize {
        match unit {
            Unit::Byte => self.byte,
            Unit::Char => self.char,
            Unit::Utf16 => self.utf16,
        }
    }

    fn length(&self, unit: Unit) -> usize {
        match unit {
            Unit::Byte => self.bytes,
            Unit::Char => 1,
            Unit::Utf16 => self.utf16s,
        }
    }
}

impl fmt::Display for Unit {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Byte => "bytes",
            Self::Char => "characters",
            Self::Utf16 => "UTF-16 units",
        })
    }
}

impl fmt::Display for OffsetError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { range, unit } = self;
        write!(f, "{}–{} (in {unit}) is no stretch of whole characters of the text", range.start, range.end)
    }
}

impl std::error::Error for OffsetError {}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn units_agree_with_a_hand_count() {
        let text = "a𝒳é z"; // 1 + 4 + 2 + 1 + 1 bytes; 5 characters; 6 UTF-16 units
        let map = OffsetMap::new(text);
        assert_eq!(map.to(Unit::Char, 7), Some(3));
        assert_eq!(map.to(Unit::Utf16, 7), Some(4));
        assert_eq!(map.from(Unit::Char, 5), Some(9));
        assert_eq!(map.from(Unit::Utf16, 3), Some(5));
    }

    #[test]
    fn half_a_surrogate_pair_is_refused() {
        assert_eq!(OffsetMap::new("a𝒳").from(Unit::Utf16, 2), None);
    }

    #[test]
    fn a_byte_inside_a_character_is_refused() {
        let map = OffsetMap::new("éa");
        assert_eq!(map.to(Unit::Char, 1), None);
        assert!(map.range_to(Unit::Char, 1..2).is_err());
    }

    #[test]
    fn an_offset_past_the_end_is_refused() {
        for text in ["", "abc", "aé"] {
            let map = OffsetMap::new(text);
            let chars = text.chars().count();
            assert_eq!(map.from(Unit::Char, chars), Some(text.len()));
            assert_eq!(map.from(Unit::Char, chars + 1), None);
        }
    }

    #[test]
    fn every_boundary_converts_there_and_back() {
        let text = "\u{feff}👩‍👩‍👧 naïve\r\nعرب\u{301}\u{a0}x";
        let map = OffsetMap::new(text);
        for byte in (0..=text.len()).filter(|byte| text.is_char_boundary(*byte)) {
            for unit in [Unit::Byte, Unit::Char, Unit::Utf16] {
                let there = map.to(unit, byte).unwrap();
                assert_eq!(map.from(unit, there), Some(byte));
            }
            assert_eq!(map.to(Unit::Char, byte), Some(text[..byte].chars().count()));
            assert_eq!(map.to(Unit::Utf16, byte), Some(text[..byte].encode_utf16().count()));
        }
    }
}
