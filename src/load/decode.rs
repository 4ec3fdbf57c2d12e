//! From bytes to text: byte order mark, UTF-8, UTF-16, what the file declares, then a guess.
//!
//! The text keeps every character, line ends and no-break spaces included; only a leading byte order
//! mark goes, because it is a mark of the encoding and no text.

use chardetng::{EncodingDetector, Iso2022JpDetection, Utf8Detection};
use encoding_rs::{Encoding, UTF_8, UTF_16BE, UTF_16LE};

pub struct Decoded {
    pub text: String,
    pub encoding: &'static Encoding,
    /// Characters that could not be read and became U+FFFD.
    pub n_unreadable: usize,
}

/// `declared` is what the file says of itself, asked only where its bytes leave it open.
pub fn decode(bytes: &[u8], declared: impl FnOnce(&[u8]) -> Option<&'static Encoding>) -> Decoded {
    if let Some((encoding, mark_len)) = Encoding::for_bom(bytes) {
        return read_as(encoding, &bytes[mark_len..]);
    }
    if is_plainly_utf8(bytes) {
        return read_as(UTF_8, bytes);
    }
    let encoding = utf16(bytes)
        .or_else(|| declared(bytes).filter(|encoding| *encoding != UTF_8))
        .or_else(|| is_damaged_utf8(bytes).then_some(UTF_8))
        .unwrap_or_else(|| guess(bytes));
    read_as(encoding, bytes)
}

fn read_as(encoding: &'static Encoding, bytes: &[u8]) -> Decoded {
    let (text, had_errors) = encoding.decode_without_bom_handling(bytes);
    let n_unreadable = if had_errors { n_replaced(&text, encoding, bytes) } else { 0 };
    Decoded { text: text.into_owned(), encoding, n_unreadable }
}

/// A UTF-8 file may hold U+FFFD itself; those were read, not replaced.
fn n_replaced(text: &str, encoding: &'static Encoding, bytes: &[u8]) -> usize {
    let written = match encoding == UTF_8 {
        true => memchr::memmem::find_iter(bytes, "\u{fffd}").count(),
        false => 0,
    };
    text.matches('\u{fffd}').count().saturating_sub(written)
}

/// UTF-16 of ASCII letters and ISO-2022-JP are valid UTF-8 too; NUL and ESC give them away.
fn is_plainly_utf8(bytes: &[u8]) -> bool {
    memchr::memchr2(0, 0x1b, bytes).is_none() && std::str::from_utf8(bytes).is_ok()
}

/// A page cut inside a character, or with a stray byte, is still UTF-8: in no other encoding do
/// whole UTF-8 sequences of several bytes outnumber the broken ones.
fn is_damaged_utf8(bytes: &[u8]) -> bool {
    const WHOLE_PER_BROKEN: usize = 10;
    let (mut n_whole, mut n_broken) = (0, 0);
    for chunk in sample(bytes).utf8_chunks() {
        n_whole += chunk.valid().chars().filter(|c| !c.is_ascii()).count();
        n_broken += usize::from(!chunk.invalid().is_empty());
    }
    n_whole > 0 && n_whole >= WHOLE_PER_BROKEN * n_broken
}

/// UTF-16 without a mark. The high bytes of its units stand on one side: NUL for Latin letters,
/// line ends and spaces, or one other byte for a small alphabet.
fn utf16(bytes: &[u8]) -> Option<&'static Encoding> {
    let bytes = sample(bytes);
    let mut counts = [[0usize; 256]; 2];
    for (at, byte) in bytes.iter().enumerate() {
        counts[at % 2][usize::from(*byte)] += 1;
    }
    let n_nul = |side: usize| counts[side][0];
    if n_nul(0) + n_nul(1) > 0 {
        let encoding = if n_nul(0) > n_nul(1) { UTF_16BE } else { UTF_16LE };
        let is_likely =
            bytes.len().is_multiple_of(2) && !is_mostly_ascii(bytes) && reads_cleanly(encoding, bytes);
        return is_likely.then_some(encoding);
    }
    [(UTF_16BE, 0), (UTF_16LE, 1)]
        .into_iter()
        .find(|(encoding, side)| {
            has_small_alphabet(&counts[*side], bytes.len() / 2) && reads_cleanly(encoding, bytes)
        })
        .map(|(encoding, _)| encoding)
}

/// As text with a stray NUL is, and UTF-16 never: half of its bytes are NUL or high.
fn is_mostly_ascii(bytes: &[u8]) -> bool {
    let n_printable = bytes.iter().filter(|byte| matches!(byte, b' '..=b'~' | b'\t'..=b'\r')).count();
    4 * n_printable > 3 * bytes.len()
}

/// At least half of the high bytes are one that leads an alphabet: Greek to Thai, or kana. Higher ones
/// lead ideographs, which is also how two letters of an old encoding look.
fn has_small_alphabet(high_bytes: &[usize; 256], n_units: usize) -> bool {
    let alphabets = (0x03..=0x10).chain([0x30]);
    alphabets.into_iter().any(|high| n_units >= 8 && 2 * high_bytes[high] >= n_units)
}

/// No lone surrogates and no control characters but white space.
fn reads_cleanly(encoding: &'static Encoding, bytes: &[u8]) -> bool {
    let even = &bytes[..bytes.len() & !1];
    let (text, had_errors) = encoding.decode_without_bom_handling(even);
    !had_errors && !text.chars().any(|c| c.is_control() && !c.is_whitespace())
}

/// NUL stands in no text but UTF-16.
pub fn is_binary(bytes: &[u8]) -> bool {
    let has_mark = Encoding::for_bom(bytes).is_some_and(|(encoding, _)| encoding != UTF_8);
    memchr::memchr(0, bytes).is_some() && !has_mark && utf16(bytes).is_none()
}

fn guess(bytes: &[u8]) -> &'static Encoding {
    let mut detector = EncodingDetector::new(Iso2022JpDetection::Allow);
    let sample = sample(bytes);
    detector.feed(sample, sample.len() == bytes.len());
    detector.guess(None, Utf8Detection::Allow)
}

const SAMPLE_BYTES: usize = 1 << 20; // what the detector was measured on; even, so UTF-16 is not cut

fn sample(bytes: &[u8]) -> &[u8] {
    &bytes[..bytes.len().min(SAMPLE_BYTES)]
}

#[cfg(test)]
mod tests {
    use super::*;
    use encoding_rs::{
        BIG5, EUC_JP, ISO_2022_JP, SHIFT_JIS, WINDOWS_1251, WINDOWS_1252, WINDOWS_1253, WINDOWS_1256,
    };

    fn none(_: &[u8]) -> Option<&'static Encoding> {
        None
    }

    fn utf16_bytes(text: &str, to_bytes: fn(u16) -> [u8; 2]) -> Vec<u8> {
        text.encode_utf16().flat_map(to_bytes).collect()
    }

    #[test]
    fn a_text_keeps_every_character_but_a_leading_byte_order_mark() {
        let text = "one\r\ntwo\rthree\u{a0}\u{ad}\u{200b}\u{feff}four\u{2028}e\u{301} \t\n\n";
        let marked = format!("\u{feff}{text}");
        assert_eq!(decode(text.as_bytes(), none).text, text);
        assert_eq!(decode(marked.as_bytes(), none).text, text);
    }

    #[test]
    fn utf16_is_known_with_and_without_its_mark() {
        for text in [
            "Plain words.\n",
            "Президент приехал в Париж",
            "これはペンです。ひらがなばかり",
            "首相は今日、東京で\n会談した。\n",
        ] {
            let [little, big] = [utf16_bytes(text, u16::to_le_bytes), utf16_bytes(text, u16::to_be_bytes)];
            let marked = [&[0xff, 0xfe], &little[..]].concat();
            for bytes in [little, big, marked] {
                let decoded = decode(&bytes, none);
                assert_eq!((decoded.text.as_str(), decoded.n_unreadable), (text, 0), "{bytes:x?}");
            }
        }
    }

    #[test]
    fn old_encodings_are_guessed() {
        let cases = [
            (WINDOWS_1252, "Le président français a été reçu à l’Élysée — une journée chargée."),
            (WINDOWS_1251, "Президент приехал в Париж на переговоры о сотрудничестве."),
            (SHIFT_JIS, "首相は水曜日、東京で記者団に対し、協力を強化すると述べた。"),
            (EUC_JP, "首相は水曜日、東京で記者団に対し、協力を強化すると述べた。"),
            (ISO_2022_JP, "首相は水曜日、東京で記者団に対し、協力を強化すると述べた。"),
        ];
        for (encoding, text) in cases {
            let bytes = encoding.encode(text).0;
            let decoded = decode(&bytes, none);
            assert_eq!((decoded.text.as_str(), decoded.encoding.name()), (text, encoding.name()));
        }
    }

    #[test]
    fn what_the_file_declares_settles_what_its_bytes_leave_open() {
        let bytes = WINDOWS_1253.encode("Ο πρωθυπουργός").0;
        assert_eq!(decode(&bytes, |_| Some(WINDOWS_1253)).text, "Ο πρωθυπουργός");
        // A page that declares an old encoding but is valid UTF-8 was converted by whoever saved it.
        assert_eq!(decode("déjà".as_bytes(), |_| Some(WINDOWS_1252)).text, "déjà");
    }

    #[test]
    fn unreadable_characters_are_counted_and_the_rest_is_read() {
        let mut bytes = "Élysée, à Paris, où il a été reçu: éèàù\u{fffd}".as_bytes().to_vec();
        bytes.push(0xc3);
        let decoded = decode(&bytes, none);
        assert_eq!((decoded.encoding, decoded.n_unreadable), (UTF_8, 1));
        assert!(decoded.text.starts_with("Élysée, à Paris"));
    }

    /// Encodings as the tests of charset_normalizer 3.5 give them for the same files. Its
    /// `sample-russian.txt` is Mac Cyrillic, which no detector for the web looks for.
    #[test]
    fn files_of_another_detector_are_read_as_it_reads_them() {
        let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/data/text-encodings");
        let cases = [
            ("sample-arabic-1.txt", WINDOWS_1256),
            ("sample-french-1.txt", WINDOWS_1252),
            ("sample-chinese.txt", BIG5),
            ("sample-greek.txt", WINDOWS_1253),
            ("sample-greek-2.txt", WINDOWS_1253),
            ("sample-english.bom.txt", UTF_8),
            ("sample-spanish.txt", UTF_8),
        ];
        for (name, encoding) in cases {
            match std::fs::read(folder.join(name)) {
                Ok(bytes) => assert_eq!(decode(&bytes, none).encoding.name(), encoding.name(), "{name}"),
                Err(_) => eprintln!("skipped: {name} is not here"),
            }
        }
    }
}
