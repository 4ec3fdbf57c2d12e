//! The encoding that a web page declares in its first bytes, by the prescan of the HTML standard,
//! section 13.2.3.2.

use encoding_rs::{Encoding, UTF_8, UTF_16BE, UTF_16LE, WINDOWS_1252};

use super::tags::{Tag, Tags};

const PRESCAN_BYTES: usize = 4096; // the standard asks for 1,024; pages with long heads need more

pub fn declared(page: &[u8]) -> Option<&'static Encoding> {
    let head = &page[..page.len().min(PRESCAN_BYTES)];
    Tags::new(head)
        .filter(|tag| !tag.is_end && tag.name.eq_ignore_ascii_case(b"meta"))
        .find_map(|tag| of_meta(&tag))
}

fn of_meta(meta: &Tag) -> Option<&'static Encoding> {
    let charset = meta.attribute(b"charset").map(<[u8]>::to_vec);
    let label = charset.or_else(|| {
        let is_type = meta.attribute(b"http-equiv")?.eq_ignore_ascii_case(b"content-type");
        is_type.then(|| of_content(meta.attribute(b"content")?)).flatten()
    })?;
    let encoding = Encoding::for_label(&label)?;
    Some(match encoding {
        // The declaration was read as ASCII, so it cannot be UTF-16.
        _ if encoding == UTF_16LE || encoding == UTF_16BE => UTF_8,
        _ if encoding.name() == "x-user-defined" => WINDOWS_1252,
        _ => encoding,
    })
}

/// `text/html; charset="utf-8"` → `utf-8`.
fn of_content(content: &[u8]) -> Option<Vec<u8>> {
    let lower = content.to_ascii_lowercase();
    let mut rest = &lower[..];
    loop {
        let at = memchr::memmem::find(rest, b"charset")?;
        rest = rest[at + b"charset".len()..].trim_ascii_start();
        if let Some(value) = rest.strip_prefix(b"=") {
            return label(value.trim_ascii_start());
        }
    }
}

fn label(value: &[u8]) -> Option<Vec<u8>> {
    match value.first()? {
        quote @ (b'"' | b'\'') => {
            let value = &value[1..];
            Some(value[..memchr::memchr(*quote, value)?].to_vec())
        }
        _ => Some(value.split(|byte| *byte == b';' || byte.is_ascii_whitespace()).next()?.to_vec()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_ways_to_declare_an_encoding_are_read() {
        for page in [
            "<!doctype html><META CharSet = 'Shift_JIS'><title>x</title>",
            "<meta http-equiv='Content-Type' content='text/html; charset=shift_jis; x'>",
        ] {
            assert_eq!(declared(page.as_bytes()), Some(encoding_rs::SHIFT_JIS), "{page}");
        }
        assert_eq!(declared(b"<!-- <meta charset=shift_jis> --><p>no</p>"), None);
    }

    /// Test vectors of html5lib. Documents without a declaration say windows-1252 there, the
    /// standard's last resort, which is not the prescan's business.
    #[test]
    fn the_prescan_agrees_with_html5lib() {
        let folder =
            std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/data/html5lib-tests/encoding");
        for name in ["tests2.dat", "test-yahoo-jp.dat"] {
            let Ok(file) = std::fs::read(folder.join(name)) else {
                eprintln!("skipped: {name} is not here");
                continue;
            };
            for case in vectors(&file) {
                let found = declared(case.0).unwrap_or(WINDOWS_1252);
                let expected = Encoding::for_label(case.1).unwrap();
                assert_eq!(found.name(), expected.name(), "{}", String::from_utf8_lossy(case.0));
            }
        }
    }

    /// `#data`, the page, `#encoding`, the label.
    fn vectors(file: &[u8]) -> Vec<(&[u8], &[u8])> {
        let parts: Vec<usize> = memchr::memmem::find_iter(file, b"#data\n").collect();
        let ends = parts[1..].iter().copied().chain([file.len()]);
        parts
            .iter()
            .zip(ends)
            .filter_map(|(start, end)| {
                let case = &file[start + b"#data\n".len()..end];
                let middle = memchr::memmem::find(case, b"\n#encoding\n")?;
                Some((&case[..middle], case[middle + b"\n#encoding\n".len()..].trim_ascii()))
            })
            .collect()
    }
}
