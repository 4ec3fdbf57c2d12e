//! Plain text, from a file or pasted. What it says of itself is guessed from its lines, never from its name.

use super::clutter::{self, Start};
use super::decode::{Decoded, decode};
use super::{Doubt, Loader, Problem, Reading, dates, language};
use crate::job::Progress;
use crate::model::{Draft, Fact, Facts, Published, Zone, ZoneKind};

pub const LOADER: Loader =
    Loader { id: "plain-text", name: "Plain text", extensions: &["txt", "text"], sniff: |_| true, read };

fn read(bytes: &[u8], _: &Progress) -> Result<Reading, Problem> {
    let decoded = decode(bytes, |_| None);
    let doubts = Doubt::about(&decoded).into_iter().collect();
    Ok(Reading { draft: draft(&decoded.text), doubts })
}

/// A text as it stands, with what its lines give away.
pub fn draft(text: &str) -> Draft {
    let zones = clutter::zones(text, &[], Start::Title);
    let facts = facts(text, &zones);
    Draft { facts, zones, ..Draft::of_text(text) }
}

fn facts(text: &str, zones: &[Zone]) -> Facts {
    let of_kind =
        |kind| zones.iter().filter(move |zone| zone.kind == kind).map(|zone| zone.span.of(text).trim());
    let byline = |line: &str| clutter::author(line).to_owned();
    Facts {
        title: of_kind(ZoneKind::Title).next().map(|line| Fact::guessed(line, "first line")),
        byline: of_kind(ZoneKind::Byline).next().map(|line| Fact::guessed(byline(line), "byline")),
        published: date(of_kind(ZoneKind::Dateline), of_kind(ZoneKind::Post)),
        language: language::guess(&clutter::body(text, zones))
            .map(|code| Fact::guessed(code, "the text's words")),
        ..Facts::default()
    }
}

/// A date line says when; else a quoted post does, which is not younger than what quotes it.
fn date<'t>(datelines: impl Iterator<Item = &'t str>, posts: impl Iterator<Item = &'t str>) -> Option<Fact> {
    let fact = |day, from| Fact::guessed(Published::of_day(day).as_str(), from);
    let dateline = datelines.filter_map(dates::in_words).next();
    let post = || posts.filter(|line| clutter::is_signature(line)).filter_map(dates::in_words).max();
    dateline.map(|day| fact(day, "date line")).or_else(|| Some(fact(post()?, "date of a quoted post")))
}

impl Doubt {
    pub fn about(decoded: &Decoded) -> Option<Self> {
        let n_characters = decoded.n_unreadable;
        (n_characters > 0).then(|| Self::Unreadable { n_characters, encoding: decoded.encoding.name() })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const TEXT: &str = "Skip to content\n\nHarbour closed after crane falls\nBy Ada Quell\nUpdated: March 4, 2024\n\n\
        The harbour of the small town has been closed since Tuesday, because a crane fell into the basin.\r\n\
        Nobody was hurt, but the fishing boats cannot leave, and the council has asked the county for help.\n\
        Engineers hope to lift the wreck before the end of the week, if the wind allows it, the harbour master said.\n";

    #[test]
    fn a_text_says_what_its_lines_say() {
        let draft = draft(TEXT);
        assert_eq!(&*draft.text, TEXT);
        let guessed = |value: &str, from| Some(Fact::guessed(value, from));
        let expected = Facts {
            title: guessed("Harbour closed after crane falls", "first line"),
            byline: guessed("Ada Quell", "byline"),
            published: guessed("2024-03-04", "date line"),
            language: guessed("en", "the text's words"),
            ..Facts::default()
        };
        assert_eq!(draft.facts, expected);
    }

    #[test]
    fn the_date_of_a_quoted_post_is_a_guess() {
        let post = "\nBoats stay in. #harbour\n— Port (@port) March 5, 2024\n";
        let text = TEXT.replace("Updated: March 4, 2024", "") + post;
        assert_eq!(draft(&text).facts.published, Some(Fact::guessed("2024-03-05", "date of a quoted post")));
    }

    #[test]
    fn a_date_in_the_body_is_no_date_of_the_article() {
        let text = TEXT.replace("Updated: March 4, 2024", "").replace("on Tuesday", "on March 5, 2024");
        assert_eq!(draft(&text).facts.published, None);
    }

    #[test]
    fn a_text_without_a_title_has_none() {
        let body = &TEXT[TEXT.find("The harbour").unwrap()..];
        assert_eq!(draft(body).facts.title, None);
        assert_eq!(draft("Word").facts, Facts::default());
    }

    #[test]
    fn unreadable_characters_are_reported() {
        let bytes = [TEXT.as_bytes(), "éèàùâêîôûç".as_bytes(), b"\xc3"].concat();
        let reading = read(&bytes, &Progress::default()).unwrap();
        assert_eq!(reading.doubts, [Doubt::Unreadable { n_characters: 1, encoding: "UTF-8" }]);
    }
}
