//! Markdown: the text as it reads, without its marks, and the facts of its front matter.

use pulldown_cmark::{Event, HeadingLevel, Options, Parser, Tag, TagEnd};

use super::address;
use super::clutter::{self, Start};
use super::dates::{self, Written as Date};
use super::decode::decode;
use super::render::{Break, Written};
use super::{Doubt, Loader, Problem, Reading, authors, guard, language};
use crate::job::Progress;
use crate::model::{Draft, Fact, Facts, ZoneKind};

pub const LOADER: Loader = Loader {
    id: "markdown",
    name: "Markdown",
    extensions: &["md", "markdown", "mdown", "mkd"],
    sniff: |_| false, // every text is Markdown; only its name says that it was meant
    read,
};

const FRONT_MATTER: &str = "front matter";

fn read(bytes: &[u8], progress: &Progress) -> Result<Reading, Problem> {
    let decoded = decode(bytes, |_| None);
    let doubts = Doubt::about(&decoded).into_iter().collect();
    let draft = guard::run(guard::DEADLINE, progress, move || draft(&decoded.text))?;
    Ok(Reading { draft, doubts })
}

fn draft(source: &str) -> Draft {
    let mut reader = Reader::default();
    let options = Options::ENABLE_TABLES
        | Options::ENABLE_STRIKETHROUGH
        | Options::ENABLE_YAML_STYLE_METADATA_BLOCKS
        | Options::ENABLE_PLUSES_DELIMITED_METADATA_BLOCKS;
    Parser::new_ext(source, options).for_each(|event| reader.take(event));
    reader.end_line(Break::Paragraph);
    let Reader { written: Written { text, zones }, front_matter, .. } = reader;
    let zones = clutter::zones(&text, &zones, Start::Body);
    let mut facts = facts(&front_matter);
    let title = || zones.iter().find(|zone| zone.kind == ZoneKind::Title);
    facts.title = facts.title.or_else(|| Some(Fact::guessed(title()?.span.of(&text), "first heading")));
    let guess = || language::guess(&text).map(|code| Fact::guessed(code, "the text's words"));
    facts.language = facts.language.or_else(guess);
    Draft { facts, zones, ..Draft::of_text(text) }
}

#[derive(Default)]
struct Reader {
    written: Written,
    line: String,
    kinds: Vec<ZoneKind>,
    before: Break,
    front_matter: String,
    is_in_front_matter: bool,
    is_in_image: bool,
}

impl Reader {
    fn take(&mut self, event: Event) {
        match event {
            Event::Start(tag) => self.start(&tag),
            Event::End(tag) => self.end(tag),
            Event::Text(text) if self.is_in_front_matter => self.front_matter.push_str(&text),
            // What stands for a picture is not seen.
            Event::Text(_) if self.is_in_image => {}
            Event::Text(text) => self.lines(&text),
            Event::Code(text) => self.line.push_str(&text),
            Event::SoftBreak => self.line.push(' '),
            Event::HardBreak => self.end_line(Break::Line),
            // Tags go, and what they hold comes as text.
            Event::InlineHtml(_) => {}
            Event::Html(html) => self.lines(&without_tags(&html)),
            _ => {}
        }
    }

    fn start(&mut self, tag: &Tag) {
        self.is_in_front_matter |= matches!(tag, Tag::MetadataBlock(_));
        self.is_in_image |= matches!(tag, Tag::Image { .. });
        if is_block(tag) {
            self.end_line(Break::Paragraph);
        }
        if matches!(tag, Tag::TableCell) && !self.line.is_empty() {
            self.line.push('\t');
        }
        self.kinds.extend(self.kind(tag));
    }

    fn end(&mut self, tag: TagEnd) {
        match tag {
            TagEnd::MetadataBlock(_) => self.is_in_front_matter = false,
            TagEnd::Image => self.is_in_image = false,
            TagEnd::Emphasis | TagEnd::Strong | TagEnd::Strikethrough | TagEnd::Link | TagEnd::TableCell => {
                return;
            }
            _ => self.end_line(Break::Paragraph),
        }
        if matches!(
            tag,
            TagEnd::Heading(_) | TagEnd::Item | TagEnd::BlockQuote(_) | TagEnd::TableHead | TagEnd::TableRow
        ) {
            self.kinds.pop();
        }
    }

    fn kind(&self, tag: &Tag) -> Option<ZoneKind> {
        Some(match tag {
            Tag::Heading { level: HeadingLevel::H1, .. } if self.written.text.is_empty() => ZoneKind::Title,
            Tag::Heading { .. } => ZoneKind::Heading,
            Tag::Item => ZoneKind::ListItem,
            Tag::BlockQuote(_) => ZoneKind::Quote,
            Tag::TableHead | Tag::TableRow => ZoneKind::Table,
            _ => return None,
        })
    }

    /// Code and HTML come with their line ends.
    fn lines(&mut self, text: &str) {
        for (at, line) in text.split('\n').enumerate() {
            if at > 0 {
                self.end_line(Break::Line);
            }
            self.line.push_str(line.trim_end_matches('\r'));
        }
    }

    fn end_line(&mut self, after: Break) {
        let line = std::mem::take(&mut self.line);
        if line.trim().is_empty() {
            self.before = self.before.max(after);
            return;
        }
        self.written.push(&line, self.kinds.last().copied(), self.before);
        self.before = after;
    }
}

fn is_block(tag: &Tag) -> bool {
    !matches!(
        tag,
        Tag::Emphasis
            | Tag::Strong
            | Tag::Strikethrough
            | Tag::Link { .. }
            | Tag::Image { .. }
            | Tag::TableCell
    )
}

fn without_tags(html: &str) -> String {
    let mut text = String::new();
    for piece in html.split('<') {
        text.push_str(piece.split_once('>').map_or(piece, |(_, after)| after));
    }
    text
}

/// `key: value` or `key = value` lines, the part of YAML and TOML that front matter uses for facts.
fn facts(front_matter: &str) -> Facts {
    let value = |names: &[&str]| {
        let mut pairs = front_matter.lines().filter_map(|line| line.split_once([':', '=']));
        let (_, value) = pairs.find(|(key, _)| names.contains(&key.trim().to_lowercase().as_str()))?;
        let value = value.trim().trim_matches(['"', '\'', '[', ']']).replace(['"', '\''], "");
        (!value.is_empty()).then_some(value)
    };
    let fact = |names: &[&str]| value(names).map(|value| Fact::guessed(value, FRONT_MATTER));
    let written = value(&["date", "published", "pubdate", "publishdate"]);
    let published = written.and_then(|written| match dates::read(&written, "") {
        Date::Date(published) => Some(Fact::guessed(published.as_str(), FRONT_MATTER)),
        _ => None,
    });
    let byline = value(&["author", "authors", "byline"]).map(|names| authors::clean(&names, ""));
    let url = fact(&["url", "link", "canonical"]);
    Facts {
        title: fact(&["title", "headline"]),
        outlet: fact(&["outlet", "source", "publication", "publisher", "site"]),
        byline: byline.map(|names| Fact::guessed(names, FRONT_MATTER)),
        published,
        domain: url.as_ref().and_then(|url| address::domain(&url.value)).map(str::to_owned),
        url,
        language: value(&["language", "lang"])
            .and_then(|tag| language::tag(&tag))
            .map(|tag| Fact::guessed(tag, FRONT_MATTER)),
        story: fact(&["story"]),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn guessed(value: &str) -> Option<Fact> {
        Some(Fact::guessed(value, FRONT_MATTER))
    }

    #[test]
    fn marks_go_and_words_stay() {
        let draft = draft(
            "# Crane *falls*\n\nThe **harbour** is [closed](https://x.example)\nsince `Tuesday`.  \nNobody was hurt.\n\n\
             ## Next\n\n- wind\n- tide\n\n> Stay in.\n\n| a | b |\n|---|---|\n| c | d |\n\n<p>Raw <b>text</b></p>\n\n![a boat](x.png)\n",
        );
        let text = "Crane falls\n\nThe harbour is closed since Tuesday.\nNobody was hurt.\n\nNext\n\nwind\ntide\n\nStay in.\n\n\
            a\tb\nc\td\n\nRaw text";
        assert_eq!(&*draft.text, text);
        let kind_of = |line: &str| {
            let start = text.find(line).unwrap();
            draft.zones.iter().find(|zone| zone.span.start() == start).map(|zone| zone.kind)
        };
        for (line, kind) in [
            ("Crane falls", Some(ZoneKind::Title)),
            ("Nobody", None),
            ("Next", Some(ZoneKind::Heading)),
            ("tide", Some(ZoneKind::ListItem)),
            ("Stay in", Some(ZoneKind::Quote)),
            ("c\td", Some(ZoneKind::Table)),
        ] {
            assert_eq!(kind_of(line), kind, "{line}");
        }
        assert_eq!(draft.facts.title, Some(Fact::guessed("Crane falls", "first heading")));
    }

    #[test]
    fn front_matter_says_what_the_article_is() {
        for source in [
            "---\ntitle: \"Crane falls: nobody hurt\"\nauthor: [Ada Quell, Jon Marsh]\ndate: 2024-03-05\nlang: en\n\
             outlet: The Quay Times\nurl: https://quay.example/1\n---\n\nText.\n",
            "+++\ntitle = \"Crane falls: nobody hurt\"\nauthors = [\"Ada Quell\", \"Jon Marsh\"]\ndate = 2024-03-05\nlanguage = \"en\"\n\
             source = \"The Quay Times\"\nurl = \"https://quay.example/1\"\n+++\nText.\n",
        ] {
            let draft = draft(source);
            assert_eq!(&*draft.text, "Text.");
            let expected = Facts {
                title: guessed("Crane falls: nobody hurt"),
                byline: guessed("Ada Quell, Jon Marsh"),
                published: guessed("2024-03-05"),
                language: guessed("en"),
                outlet: guessed("The Quay Times"),
                url: guessed("https://quay.example/1"),
                domain: Some("quay.example".to_owned()),
                ..Facts::default()
            };
            assert_eq!(draft.facts, expected);
        }
    }

    #[test]
    fn deep_nesting_does_no_harm() {
        for piece in ["> ", "- ", "[", "*a _", "<div>"] {
            let source = piece.repeat(50_000);
            assert!(read(source.as_bytes(), &Progress::default()).is_ok(), "{piece}");
        }
    }
}
