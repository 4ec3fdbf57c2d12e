//! Reading a project file: in pieces on several threads where it looks exactly as it was written, and
//! otherwise by the RON library alone, which then words what is wrong.

use std::borrow::Cow;
use std::collections::BTreeSet;
use std::sync::Arc;
use std::thread;

use serde::Deserialize;
use serde::de::DeserializeOwned;

use super::mention_line::{self, string_end};
use super::saved::{Moved, SavedArticle, SavedFile, standing};
use super::write::{
    ARTICLE_CLOSE, ARTICLE_INDENT, ARTICLES_CLOSE, ARTICLES_OPEN, FORMAT, MENTIONS_CLOSE, MENTIONS_OPEN,
    NO_MENTIONS, SUM, TEXT,
};
use crate::model::{Article, ArticleId, Ids, Mention, MentionId, Parts, Records};
use crate::store::sum::{Sum, Summing};

/// A project file as it was parsed, its records not yet checked against each other.
pub(super) struct Parsed {
    pub format: u32,
    pub revision: u64,
    pub ids: Ids,
    pub parts: Parts,
    pub sum: Sum,
    /// What is not as it was written, in words.
    pub changes: Vec<String>,
    /// Fields that this version does not know, with the lines where they stand.
    pub unknown: Vec<String>,
}

/// What stands in the way of reading a file.
pub(super) enum Unreadable {
    TooNew(u32),
    /// With line and column.
    Malformed(String),
}

/// An article that was read.
pub(super) struct Restored {
    pub id: ArticleId,
    pub article: Article,
    pub sum: Sum,
    /// What is not as it was written, in words.
    pub changes: Vec<String>,
    unknown: Vec<String>,
}

pub(super) fn read(text: &str) -> Result<Parsed, Unreadable> {
    let layout = Layout::of(text);
    match layout.and_then(|layout| layout.read(text)) {
        Some(parsed) => Ok(parsed),
        None => read_plainly(text),
    }
}

/// What stands at the start of any version's file.
#[derive(Deserialize)]
struct FormatOnly {
    format: u32,
}

/// The format that a file says it has, as far as it can be told.
pub(super) fn format_of(text: &str) -> Option<u32> {
    let written = text.strip_prefix("(\n  format: ").and_then(|rest| rest.split_once(','));
    let quick = written.and_then(|(number, _)| number.parse().ok());
    quick.or_else(|| ron::from_str::<FormatOnly>(text).ok().map(|head| head.format))
}

fn read_plainly(text: &str) -> Result<Parsed, Unreadable> {
    let (mut file, unknown): (SavedFile, _) = match from_ron(text) {
        Ok(read) => read,
        Err(problem) => {
            let too_new = format_of(text).filter(|format| *format > FORMAT);
            return Err(too_new.map_or(Unreadable::Malformed(problem), Unreadable::TooNew));
        }
    };
    let saved = std::mem::take(&mut file.project.articles).into_iter();
    let articles = saved.map(|(id, saved)| Restored::new(id, saved)).collect();
    let changes =
        vec!["The file is laid out otherwise than it was saved: another program wrote it".to_owned()];
    let unknown = unknown.iter().map(|field| named(field, text, 0)).collect();
    Ok(Parsed::new(file, articles, changes, unknown))
}

impl Parsed {
    pub(super) fn new(
        file: SavedFile,
        read: Vec<Restored>,
        changes: Vec<String>,
        unknown: Vec<String>,
    ) -> Self {
        let SavedFile { format, revision, ids, project, sum } = file;
        let (mut changes, mut unknown) = (changes, unknown);
        let mut articles = Records::new();
        for restored in read {
            changes.extend(restored.changes);
            unknown.extend(restored.unknown);
            articles.insert(restored.id, Arc::new(restored.article));
        }
        Self { format, revision, ids, parts: project.into_parts(articles), sum, changes, unknown }
    }
}

/// A RON document, and the paths of the fields that nothing was read from. Errors say line and column.
pub(super) fn from_ron<T: DeserializeOwned>(text: &str) -> Result<(T, Vec<String>), String> {
    let at = |error: ron::error::SpannedError| {
        let start = error.span.start;
        format!("line {}, column {}: {}", start.line, start.col, error.code)
    };
    let mut from = ron::de::Deserializer::from_str(text).map_err(at)?;
    let mut unknown = Vec::new();
    let read = serde_ignored::deserialize(&mut from, |path| unknown.push(path.to_string()));
    let read = read.map_err(|error| at(from.span_error(error)))?;
    from.end().map_err(|error| at(from.span_error(error)))?;
    Ok((read, unknown))
}

/// A field by its name, and the first line at or after a byte that has it.
pub(super) fn named(path: &str, text: &str, from: usize) -> String {
    let field = path.rsplit('.').find(|part| *part != "?").unwrap_or(path);
    let at = text[from..].find(&format!("{field}:")).map_or(from, |at| from + at);
    format!("line {}: \"{field}\"", line_at(text, at))
}

pub(super) fn line_at(text: &str, byte: usize) -> usize {
    1 + memchr::memchr_iter(b'\n', &text.as_bytes()[..byte.min(text.len())]).count()
}

/// A file cut at the lines that [`write`](super::write) puts around articles.
struct Layout<'t> {
    /// Up to and with the line that opens the articles.
    head: &'t str,
    articles: Vec<&'t str>,
    /// From the line that closes the articles.
    tail: &'t str,
}

impl<'t> Layout<'t> {
    fn of(text: &'t str) -> Option<Self> {
        let open = text.find(ARTICLES_OPEN)? + ARTICLES_OPEN.len();
        let close = open + memchr::memmem::find(&text.as_bytes()[open - 1..], ARTICLES_CLOSE.as_bytes())?;
        let (head, rest) = text.split_at(open);
        let (articles, tail) = rest.split_at(close - open);
        let mut pieces = Vec::new();
        let mut from = 0;
        for close in memchr::memmem::find_iter(articles.as_bytes(), ARTICLE_CLOSE) {
            pieces.push(&articles[from..close + ARTICLE_CLOSE.len()]);
            from = close + ARTICLE_CLOSE.len();
        }
        (from == articles.len()).then_some(Self { head, articles: pieces, tail })
    }

    fn read(&self, text: &str) -> Option<Parsed> {
        let frame = format!("{}{}", self.head, self.tail);
        let (file, unknown): (SavedFile, _) = from_ron(&frame).ok()?;
        let articles = self.read_articles(text)?;
        let mut changes = Vec::new();
        if self.sum(&articles) != Some(file.sum) {
            let last = line_at(text, self.head.len()) - 1;
            changes.push(format!("What stands before the articles (lines 1 to {last}), or which articles there are, is not as it was saved"));
        }
        let unknown = unknown.iter().map(|field| named(field, text, 0)).collect();
        Some(Parsed::new(file, articles, changes, unknown))
    }

    /// What the sum of the file must be.
    fn sum(&self, articles: &[Restored]) -> Option<Sum> {
        let mut sum = Summing::default();
        sum.add(self.head.as_bytes());
        articles.iter().for_each(|article| sum.add(article.sum.to_string().as_bytes()));
        let (close, written) = self.tail.split_once(SUM)?;
        sum.add(close.as_bytes());
        (written.get(Sum::WRITTEN_BYTES..) == Some("\",\n)\n")).then(|| sum.sum())
    }

    fn read_articles(&self, text: &str) -> Option<Vec<Restored>> {
        let n_threads = thread::available_parallelism().map_or(1, usize::from);
        let per_thread = self.articles.len().div_ceil(n_threads).max(1);
        let read = |part: &[&str]| {
            let articles = part.iter().map(|lines| Some(Restored::of(read_article(lines)?, lines, text)));
            articles.collect::<Option<Vec<_>>>()
        };
        let parts = thread::scope(|scope| {
            let parts = self.articles.chunks(per_thread);
            let workers: Vec<_> = parts.map(|part| scope.spawn(move || read(part))).collect();
            let parts = workers.into_iter().map(|worker| worker.join().ok().flatten());
            parts.collect::<Option<Vec<_>>>()
        })?;
        let articles: Vec<Restored> = parts.into_iter().flatten().collect();
        let is_in_order = articles.windows(2).all(|pair| pair[0].id < pair[1].id);
        is_in_order.then_some(articles) // an id that comes twice is for the library to refuse
    }
}

/// What the lines of an article say.
pub(super) struct ReadArticle {
    pub id: ArticleId,
    pub article: Article,
    /// As it should be, and as it is.
    sums: (Sum, Sum),
    moved: Vec<Moved>,
    unknown: Vec<String>,
}

impl ReadArticle {
    pub(super) fn is_as_saved(&self) -> bool {
        self.sums.0 == self.sums.1
    }
}

impl Restored {
    /// From a file whose sums say nothing.
    pub(super) fn new(id: ArticleId, saved: SavedArticle) -> Self {
        let sum = saved.sum;
        let (article, moved) = saved.restore();
        let changes = moved.iter().map(|moved| format!("{}: {moved}", article.header.title)).collect();
        Self { id, article, sum, changes, unknown: Vec::new() }
    }

    fn of(read: ReadArticle, lines: &str, text: &str) -> Self {
        let start = lines.as_ptr() as usize - text.as_ptr() as usize; // the lines are a part of the text
        let mut changes = Vec::new();
        if !read.is_as_saved() {
            let (first, n_lines) = (line_at(text, start), lines.lines().count());
            let title = &read.article.header.title;
            changes.push(format!(
                "The article \"{title}\" (lines {first} to {}) is not as it was saved",
                first + n_lines - 1
            ));
        }
        let ReadArticle { id, article, sums, moved, unknown } = read;
        changes.extend(moved.iter().map(|moved| format!("{}: {moved}", article.header.title)));
        let unknown = unknown.iter().map(|field| named(field, text, start)).collect();
        Self { id, article, sum: sums.0, changes, unknown }
    }
}

/// Reads the lines of one article. `None` where they are no article.
pub(super) fn read_article(lines: &str) -> Option<ReadArticle> {
    let (id, record) = lines.strip_prefix(ARTICLE_INDENT)?.split_once(": ")?;
    let id = ArticleId(id.parse().ok()?);
    let summed = &lines[..lines.rfind(&format!("\n{ARTICLE_INDENT}{SUM}"))? + 1];
    let computed = Sum::of(summed.as_bytes());
    let record = record.trim_end().strip_suffix(',')?;
    let (saved, mentions, unknown) = match read_pieces(record) {
        Some(read) => read,
        None => from_ron(record).map(|(saved, unknown)| (saved, Vec::new(), unknown)).ok()?,
    };
    let sums = (saved.sum, computed);
    let (mut article, mut moved) = saved.restore();
    let plain = mentions
        .into_iter()
        .filter_map(|(id, mention, quote)| Some((id, standing(mention, &quote, &article.text, &mut moved)?)));
    let unusual = article.mentions.iter().map(|(id, mention)| (*id, mention.clone()));
    article.mentions = unusual.chain(plain).collect();
    Some(ReadArticle { id, article, sums, moved, unknown })
}

type PlainMention<'l> = (MentionId, Mention, Cow<'l, str>);

/// Takes a record apart at its text and its mentions, which are nearly all of it; the library reads the
/// rest. `None` where a line is not exactly as it was written.
fn read_pieces(record: &str) -> Option<(SavedArticle, Vec<PlainMention<'_>>, Vec<String>)> {
    let (header, rest) = record.split_once(TEXT)?;
    let (text, rest) = read_literal(rest)?;
    let (zones, lines, rest) = match rest.split_once(MENTIONS_OPEN) {
        Some((zones, rest)) => {
            let (lines, rest) = rest.split_once(MENTIONS_CLOSE)?;
            (zones, lines, rest)
        }
        None => rest.split_once(NO_MENTIONS).map(|(zones, rest)| (zones, "", rest))?,
    };
    let frame = [header, TEXT, "\"\"", zones, NO_MENTIONS, rest].concat();
    let (mut saved, mut unknown): (SavedArticle, _) = from_ron(&frame).ok()?;
    saved.text = text.into();
    let mut mentions = Vec::new();
    for line in lines.lines() {
        match mention_line::read(line) {
            Some(mention) => mentions.push(mention),
            None => {
                let (id, record) = line.trim_start().split_once(": ")?;
                let (mention, of_mention) = from_ron(record.strip_suffix(',')?).ok()?;
                let id = MentionId(id.parse().ok()?);
                saved.mentions.insert(id, mention).is_none().then_some(())?;
                unknown.extend(of_mention);
            }
        }
    }
    let ids: BTreeSet<MentionId> = mentions.iter().map(|(id, ..)| *id).collect();
    let is_each_once = ids.len() == mentions.len() && saved.mentions.keys().all(|id| !ids.contains(id));
    is_each_once.then_some((saved, mentions, unknown))
}

/// The string at the start of the text, and what follows it.
fn read_literal(text: &str) -> Option<(Cow<'_, str>, &str)> {
    let Some(raw) = text.strip_prefix('r') else {
        let end = string_end(text.strip_prefix('"')?)? + 2;
        return Some((Cow::Owned(ron::from_str(&text[..end]).ok()?), &text[end..]));
    };
    let (hashes, raw) = raw.split_once('"')?;
    let is_raw = hashes.bytes().all(|byte| byte == b'#');
    let (content, rest) = raw.split_once(&format!("\"{hashes}"))?;
    is_raw.then_some((Cow::Borrowed(content), rest))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::command::{Command, Import};
    use crate::fixture;
    use crate::model::{Draft, Project};
    use crate::store::project::write;

    /// Texts that look like our layout, end in marks, or hold what an editor would change.
    const TEXTS: [&str; 8] = [
        "Plain.\nTwo lines.",
        "",
        "A line\n      ),\nlike an article's end",
        "A line\n    },\nlike the end of all",
        "Raw \"# and \"## marks\"",
        "Windows\r\nlines\r and \u{0} zero \u{7f}",
        "text: \"\",\n        mentions: {},\n        mentions: {\n        },\n  sum: \"",
        "Very “curly” — 日本語 \u{2028} \u{feff} 👩‍👩‍👧",
    ];

    fn written() -> (Project, String) {
        let mut session =
            fixture::session(&[("AFP", "[PERSON Macron] met [PERSON Kishida] in [GPE Paris].")]);
        let drafts = TEXTS.iter().map(|text| Draft { text: (*text).into(), ..Draft::default() }).collect();
        session.run(&Command::Import(Import { drafts, format: None })).unwrap();
        let snapshot = session.snapshot();
        let mut file = Vec::new();
        write::write(&mut file, snapshot.revision, &snapshot.ids, &snapshot.project).unwrap();
        ((*snapshot.project).clone(), String::from_utf8(file).unwrap())
    }

    fn project(parsed: Result<Parsed, Unreadable>) -> (Project, Vec<String>) {
        let Ok(parsed) = parsed else { panic!("unreadable") };
        (Project::from_parts(parsed.parts).unwrap(), parsed.changes)
    }

    #[test]
    fn the_pieces_hold_what_the_library_reads() {
        let (saved, text) = written();
        let layout = Layout::of(&text).unwrap();
        assert_eq!(layout.articles.len(), saved.articles().len());
        assert_eq!(project(layout.read(&text).ok_or(Unreadable::TooNew(0))), (saved.clone(), Vec::new()));
        let (plainly, changes) = project(read_plainly(&text));
        assert_eq!((plainly, changes.len()), (saved, 1));
    }

    #[test]
    fn a_change_is_named_with_its_lines() {
        let (_, text) = written();
        let (_, changes) = project(read(&text.replacen("Two lines", "Ten lines", 1)));
        let line = text.lines().position(|line| line.starts_with("Two lines")).unwrap() + 1;
        let named = changes[0].split("lines ").nth(1).and_then(|rest| rest.split(' ').next()).unwrap();
        assert!(changes[0].contains("is not as it was saved"), "{changes:?}");
        assert!(named.parse::<usize>().unwrap() < line, "{changes:?}");
        let (_, changes) = project(read(&text.replacen("name: \"PERSON\"", "name: \"PERSOM\"", 1)));
        assert!(changes[0].starts_with("What stands before the articles (lines 1 to"), "{changes:?}");
    }

    #[test]
    fn an_article_that_goes_missing_is_noticed() {
        let (saved, text) = written();
        let gone = Layout::of(&text).unwrap().articles[2];
        let (fewer, changes) = project(read(&text.replacen(gone, "", 1)));
        assert_eq!((fewer.articles().len(), changes.len()), (saved.articles().len() - 1, 1));
    }

    #[test]
    fn a_field_that_nobody_knows_is_named_with_its_line() {
        let (_, text) = written();
        for with in ["title: \"\",\n          mood: 3,", "mood: 3, title: \"\","] {
            let changed = text.replacen("title: \"\",", with, 1);
            let Ok(parsed) = read(&changed) else { panic!("unreadable") };
            let line = changed.lines().position(|line| line.contains("mood: 3")).unwrap() + 1;
            assert_eq!(parsed.unknown, [format!("line {line}: \"mood\"")]);
        }
    }
}
