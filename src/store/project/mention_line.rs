//! One mention as one line of a project file.
//!
//! Nearly all mentions are plain, and a large project has a million of them: their lines are written and
//! read here, ten times faster than by the RON library. What is not exactly such a line is left to it.

use std::borrow::Cow;
use std::fmt::Write;

use ron::ser::PrettyConfig;

use super::saved::SavedMention;
use crate::model::{AnnotatorId, Article, EntityId, LabelId, Mention, MentionId, Origin};
use crate::text::{Extent, Span};

/// Appends the mention's line, indented as deep as an article's mentions are.
pub(super) fn write(
    line: &mut String,
    id: MentionId,
    mention: &Mention,
    article: &Article,
) -> ron::Result<()> {
    let _ = write!(line, "{INDENT}{}: ", id.0); // a string takes everything
    if is_plain(mention) {
        write_plain(line, mention, article);
    } else {
        let saved = SavedMention::new(mention, article.quote(mention));
        line.push_str(&ron::ser::to_string_pretty(&saved, PrettyConfig::new().depth_limit(0))?);
    }
    line.push_str(",\n");
    Ok(())
}

const INDENT: &str = "          ";

fn is_plain(mention: &Mention) -> bool {
    mention.attributes.is_empty() && mention.note.is_empty() && mention.origin == Origin::Analyst
}

fn write_plain(line: &mut String, mention: &Mention, article: &Article) {
    line.push_str("(at: [");
    for (at, piece) in mention.extent.pieces().enumerate() {
        let comma = if at == 0 { "" } else { ", " };
        let _ = write!(line, "{comma}({}, {})", piece.start(), piece.end());
    }
    line.push_str("], quote: \"");
    for (at, piece) in mention.extent.pieces().enumerate() {
        line.push_str(if at == 0 { "" } else { " … " });
        write_escaped(line, piece.of(&article.text));
    }
    let _ = write!(line, "\", label: {}", mention.label.0);
    if let Some(entity) = mention.entity {
        let _ = write!(line, ", entity: Some({})", entity.0);
    }
    line.push_str(if mention.entity_is_proposed { ", proposed: true" } else { "" });
    let _ = write!(line, ", by: {})", mention.by.0);
}

fn write_escaped(line: &mut String, quote: &str) {
    for c in quote.chars() {
        match c {
            '"' | '\\' => line.extend(['\\', c]),
            c if c.is_control() || matches!(c, '\u{2028}' | '\u{2029}') => line.extend(c.escape_unicode()),
            c => line.push(c),
        }
    }
}

/// The mention and its quote. `None` where the line is not exactly as [`write`] leaves a plain one.
pub(super) fn read(line: &str) -> Option<(MentionId, Mention, Cow<'_, str>)> {
    let mut rest = Rest(line);
    rest.skip(INDENT)?;
    let id = MentionId(rest.number()?);
    rest.skip(": (at: [")?;
    let extent = rest.extent()?;
    rest.skip(", quote: \"")?;
    let quote = rest.quote()?;
    rest.skip("\", label: ")?;
    let label = LabelId(rest.number()?);
    let entity = match rest.skip(", entity: Some(") {
        Some(()) => {
            let entity = EntityId(rest.number()?);
            rest.skip(")")?;
            Some(entity)
        }
        None => None,
    };
    let entity_is_proposed = rest.skip(", proposed: true").is_some();
    rest.skip(", by: ")?;
    let by = AnnotatorId(rest.number()?);
    rest.skip("),")?;
    let mention = Mention { entity, entity_is_proposed, ..Mention::new(extent, label, by) };
    rest.0.is_empty().then_some((id, mention, quote))
}

/// What of a line is still to be read.
struct Rest<'l>(&'l str);

impl<'l> Rest<'l> {
    fn skip(&mut self, word: &str) -> Option<()> {
        self.0 = self.0.strip_prefix(word)?;
        Some(())
    }

    fn number(&mut self) -> Option<u32> {
        let end = self.0.bytes().position(|byte| !byte.is_ascii_digit())?;
        let (digits, rest) = self.0.split_at(end);
        self.0 = rest;
        digits.parse().ok()
    }

    fn span(&mut self) -> Option<Span> {
        self.skip("(")?;
        let start = self.number()?;
        self.skip(", ")?;
        let end = self.number()?;
        self.skip(")")?;
        Span::try_from((start, end)).ok()
    }

    /// With the bracket that ends it.
    fn extent(&mut self) -> Option<Extent> {
        let first = self.span()?;
        if self.skip("]").is_some() {
            return Some(first.into());
        }
        let mut pieces = vec![first];
        while self.skip(", ").is_some() {
            pieces.push(self.span()?);
        }
        self.skip("]")?;
        Extent::new(pieces)
    }

    /// Up to the mark that ends it.
    fn quote(&mut self) -> Option<Cow<'l, str>> {
        let end = memchr::memchr2(b'"', b'\\', self.0.as_bytes())?;
        if self.0.as_bytes()[end] == b'"' {
            let (quote, rest) = self.0.split_at(end);
            self.0 = rest;
            return Some(Cow::Borrowed(quote));
        }
        let end = string_end(self.0)?;
        let quote = ron::from_str(&format!("\"{}\"", &self.0[..end])).ok()?;
        self.0 = &self.0[end..];
        Some(Cow::Owned(quote))
    }
}

/// Where the mark stands that ends a string whose first mark was read.
pub(super) fn string_end(text: &str) -> Option<usize> {
    let mut from = 0;
    loop {
        let at = from + memchr::memchr2(b'"', b'\\', text.as_bytes().get(from..)?)?;
        if text.as_bytes()[at] == b'"' {
            return Some(at);
        }
        from = at + 2;
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;
    use crate::model::{Mentions, Records};

    fn article(text: &str) -> Article {
        Article {
            header: Arc::default(),
            text: text.into(),
            zones: Vec::new(),
            mentions: Mentions::default(),
            relations: Records::new(),
            rejected: Records::new(),
        }
    }

    fn plain(article: &Article, pieces: &[(u32, u32)]) -> Mention {
        let pieces = pieces.iter().map(|piece| Span::try_from(*piece).unwrap()).collect();
        let mention = Mention::new(Extent::new(pieces).unwrap(), LabelId(2), AnnotatorId(1));
        assert!(mention.extent.fits(&article.text));
        mention
    }

    fn written(mention: &Mention, article: &Article) -> String {
        let mut line = String::new();
        write(&mut line, MentionId(13), mention, article).unwrap();
        line
    }

    #[test]
    fn a_plain_mention_is_one_line() {
        let article = article("Macron met Kishida in Paris.");
        let mention = Mention { entity: Some(EntityId(5)), ..plain(&article, &[(22, 27)]) };
        assert_eq!(
            written(&mention, &article),
            "          13: (at: [(22, 27)], quote: \"Paris\", label: 2, entity: Some(5), by: 1),\n"
        );
    }

    #[test]
    fn every_reader_of_ron_reads_a_plain_line_as_we_do() {
        let article = article("“Très\r\nbien” \\ \"x\"\t\u{2028}👩‍👩‍👧 and\u{7f} so on");
        let whole = article.text.len() as u32;
        for pieces in [vec![(0, whole)], vec![(0, 3), (7, 8)], vec![(3, 3)]] {
            for (entity, proposed) in [(None, false), (Some(EntityId(7)), true)] {
                let mention = Mention { entity, entity_is_proposed: proposed, ..plain(&article, &pieces) };
                let line = written(&mention, &article);
                assert_eq!(line.lines().count(), 1, "{line:?}");
                let (id, read, quote) = read(line.trim_end_matches('\n')).unwrap();
                assert_eq!((id, &read, &*quote), (MentionId(13), &mention, &*article.quote(&mention)));
                let record = line.split_once(": ").unwrap().1.trim_end().trim_end_matches(',');
                let by_ron: SavedMention = ron::from_str(record).unwrap();
                assert_eq!(by_ron.into_mention(), (mention.clone(), article.quote(&mention)));
            }
        }
    }

    #[test]
    fn any_other_line_is_left_to_the_library() {
        let article = article("Macron met Kishida in Paris.");
        let mention = plain(&article, &[(22, 27)]);
        let line = written(&mention, &article);
        assert!(read(line.trim_end()).is_some());
        for other in [
            line.replace("label", "colour: 3, label"),
            line.replace("22", " 22"),
            line.replace("22", "99"),
            line.replace("22", "99999999999"),
            line.replace("\"Paris\"", "\"Par\\qis\""),
            line.replace("\"Paris\"", "\"Paris"),
            line.replace("by: 1", "by: 1, note: \"x\""),
        ] {
            assert!(read(other.trim_end()).is_none(), "{other}");
        }
        let noted = Mention { note: "doubtful".to_owned(), ..mention };
        let line = written(&noted, &article);
        assert!(read(line.trim_end()).is_none() && line.contains("doubtful"), "{line}");
    }
}
