//! Files that are no articles, told by their name or their first bytes.

use super::{Problem, decode, extension};

/// First bytes of well-known kinds of file, with what to call them.
const SIGNATURES: &[(&[u8], &str)] = &[
    (b"%PDF-", "a PDF"),
    (b"PK\x03\x04", "an archive or an office document"),
    (b"\xd0\xcf\x11\xe0", "an old office document"),
    (b"{\\rtf", "a rich text document"),
    (b"\x1f\x8b", "an archive"),
    (b"\x89PNG", "an image"),
    (b"\xff\xd8\xff", "an image"),
    (b"GIF8", "an image"),
    (b"RIFF", "an image or a sound"),
    (b"wOF", "a font"),
];

/// Kinds that are text but no articles.
const NOT_ARTICLES: &[(&str, Problem)] = &[
    ("ron", Problem::Project),
    ("journal", Problem::Foreign("the journal of a project")),
    ("ann", Problem::Dataset),
    ("bio", Problem::Dataset),
    ("conll", Problem::Dataset),
    ("conllu", Problem::Dataset),
    ("csv", Problem::Dataset),
    ("iob2", Problem::Dataset),
    ("json", Problem::Dataset),
    ("jsonl", Problem::Dataset),
    ("tsv", Problem::Dataset),
    ("xmi", Problem::Dataset),
    ("xml", Problem::Dataset),
    ("css", Problem::Foreign("a style sheet")),
    ("js", Problem::Foreign("a script")),
    ("svg", Problem::Foreign("an image")),
    ("eml", Problem::Foreign("a mail")),
    ("mbox", Problem::Foreign("a mailbox")),
    ("mht", Problem::Foreign("a web archive")),
    ("mhtml", Problem::Foreign("a web archive")),
];

pub fn check(path: &str, bytes: &[u8]) -> Result<(), Problem> {
    if bytes.is_empty() {
        return Err(Problem::Empty);
    }
    let extension = extension(path);
    if let Some((_, problem)) = NOT_ARTICLES.iter().find(|(known, _)| *known == extension) {
        return Err(problem.clone());
    }
    if let Some((_, what)) = SIGNATURES.iter().find(|(start, _)| bytes.starts_with(start)) {
        return Err(Problem::Foreign(what));
    }
    if decode::is_binary(bytes) { Err(Problem::Binary) } else { Ok(()) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_no_article_is_named() {
        let cases: [(&str, &[u8], Problem); 8] = [
            ("a.txt", b"", Problem::Empty),
            ("a.txt", b"%PDF-1.7\n", Problem::Foreign("a PDF")),
            ("a", b"\x89PNG\r\n", Problem::Foreign("an image")),
            ("a.RON", b"(format: 1)", Problem::Project),
            ("a.ann", b"T1\tPER 0 3\tAnn\n", Problem::Dataset),
            ("a.mhtml", b"From: <Saved by Blink>", Problem::Foreign("a web archive")),
            ("a.txt", b"\x00\x01\x02\x03\x04\x00\x00", Problem::Binary),
            ("a.txt", b"text with one \x00 in it", Problem::Binary),
        ];
        for (path, bytes, problem) in cases {
            assert_eq!(check(path, bytes), Err(problem), "{path}");
        }
    }

    #[test]
    fn text_is_let_through_in_any_encoding() {
        for bytes in [&b"Plain.\n"[..], b"P\0l\0a\0i\0n\0", b"\xff\xfeP\0", b"caf\xe9", b"\xa4\xb3\xa4\xec"] {
            assert_eq!(check("a.txt", bytes), Ok(()), "{bytes:?}");
        }
    }
}
