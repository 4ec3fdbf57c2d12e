//! The concordance: every place of a form with the words around it (key word in context).

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::words::Zones;
use crate::job::in_parallel;
use crate::model::{Article, ArticleId, Project, ZoneKind};
use crate::text::{Matching, Span, is_unspaced, occurrences};

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct KwicOptions {
    pub matching: Matching,
    pub order: KwicOrder,
    pub zones: Zones,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum KwicOrder {
    /// As the articles and their texts run.
    #[default]
    Text,
    /// By the words before, the nearest first.
    Left,
    /// By the words after.
    Right,
    Outlet,
    /// Unknown dates last.
    Date,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct KwicRow {
    pub article: ArticleId,
    pub span: Span,
}

#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Concordance {
    pub rows: Vec<KwicRow>,
    /// Articles in which the form stands.
    pub n_articles: usize,
}

impl Default for KwicOptions {
    /// Any case, whole words, in text order, without clutter.
    fn default() -> Self {
        let matching = Matching { same_case: false, whole_words: true };
        Self { matching, order: KwicOrder::Text, zones: Zones::Body }
    }
}

/// What stands before and after a row's form, on its line.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Context {
    pub left: Span,
    pub right: Span,
}

/// Where a form stands in the given articles, sorted.
pub fn concordance(
    project: &Project,
    articles: &[ArticleId],
    form: &str,
    options: KwicOptions,
) -> Concordance {
    let sources = sources(project, articles, options.order);
    if options.order == KwicOrder::Text {
        return in_text_order(&sources, form, options);
    }
    let sorted = in_parallel(&sources, |part| {
        let mut rows: Vec<Keyed> = part.iter().flat_map(|source| source.rows(form, options)).collect();
        rows.sort_unstable();
        rows
    });
    let n_articles = sorted.iter().flatten().filter(|row| row.is_first).count();
    Concordance { rows: merged(&sorted), n_articles }
}

/// As they are found: nothing to sort, and nothing to keep to sort by.
fn in_text_order(sources: &[Source], form: &str, options: KwicOptions) -> Concordance {
    let parts = in_parallel(sources, |part| {
        let mut found = Concordance::default();
        for source in part {
            let spans = source.spans(form, options);
            found.n_articles += usize::from(!spans.is_empty());
            found.rows.extend(spans.into_iter().map(|span| KwicRow { article: source.article, span }));
        }
        found
    });
    let n_articles = parts.iter().map(|part| part.n_articles).sum();
    let rows: Vec<Vec<KwicRow>> = parts.into_iter().map(|part| part.rows).collect();
    Concordance { rows: rows.concat(), n_articles }
}

/// One sorted list from a sorted one per core.
fn merged(parts: &[Vec<Keyed>]) -> Vec<KwicRow> {
    let mut rows = Vec::with_capacity(parts.iter().map(Vec::len).sum());
    let mut rests: Vec<&[Keyed]> = parts.iter().map(Vec::as_slice).collect();
    while let Some(rest) = rests.iter_mut().filter(|rest| !rest.is_empty()).min_by_key(|rest| rest[0]) {
        rows.push(rest[0].row);
        *rest = &rest[1..];
    }
    rows
}

/// The text around a span as far as its line goes, but no more than a screen shows.
pub fn context(text: &str, span: Span) -> Context {
    let from = text.floor_char_boundary(span.start().saturating_sub(CONTEXT_BYTES));
    let before = &text[from..span.start()];
    let to = text.ceil_char_boundary(span.end().saturating_add(CONTEXT_BYTES).min(text.len()));
    let after = &text[span.end()..to];
    let left = before.rfind(is_line_end).map_or(before, |at| before[at..].trim_start_matches(is_line_end));
    let right = after.find(is_line_end).map_or(after, |at| &after[..at]);
    let stretch = |range| Span::new(text, range).unwrap_or(span);
    Context {
        left: stretch(span.start() - left.len()..span.start()),
        right: stretch(span.end()..span.end() + right.len()),
    }
}

const CONTEXT_BYTES: usize = 160; // half a line of a wide screen, on either side

/// An article and its place in an order by articles.
struct Source<'p> {
    article: ArticleId,
    record: &'p Article,
    rank: u32,
}

/// A row after what it is sorted by.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct Keyed {
    key: Key,
    row: KwicRow,
    /// The first of its article.
    is_first: bool,
}

/// The first letters of the words on one side, as numbers that sort as they do. Thirty-two bytes are
/// four or five words; who reads on sees the rows anyway.
type Key = [u64; 4];

fn sources<'p>(project: &'p Project, articles: &[ArticleId], order: KwicOrder) -> Vec<Source<'p>> {
    let found = |id: &ArticleId| Some((*id, project.article(*id)?));
    let articles: Vec<(ArticleId, &Arc<Article>)> = articles.iter().filter_map(found).collect();
    let sort_by = |article: &Article| match order {
        KwicOrder::Outlet => {
            Some((article.header.outlet.is_none(), project.outlet_name(article).to_lowercase()))
        }
        KwicOrder::Date => {
            let published = article.header.published.as_ref();
            Some((published.is_none(), published.map_or("", |published| published.as_str()).to_owned()))
        }
        KwicOrder::Text | KwicOrder::Left | KwicOrder::Right => None,
    };
    let keys: BTreeSet<(bool, String)> = articles.iter().filter_map(|(_, record)| sort_by(record)).collect();
    let ranks: BTreeMap<&(bool, String), u32> = keys.iter().zip(0..).collect();
    let source = |(article, record): (ArticleId, &'p Arc<Article>)| Source {
        article,
        record,
        rank: sort_by(record).map_or(0, |key| ranks[&key]),
    };
    articles.into_iter().map(source).collect()
}

impl Source<'_> {
    fn spans(&self, form: &str, options: KwicOptions) -> Vec<Span> {
        let mut spans = occurrences(&self.record.text, form, options.matching);
        if options.zones == Zones::Body {
            spans.retain(|span| !self.record.zone_at(span.start()).is_some_and(ZoneKind::is_clutter));
        }
        spans
    }

    fn rows(&self, form: &str, options: KwicOptions) -> impl Iterator<Item = Keyed> {
        let text = &*self.record.text;
        let spans = self.spans(form, options);
        let key = move |span: Span| match options.order {
            KwicOrder::Left => key_of(WordsBefore(&text[..span.start()])),
            KwicOrder::Right => key_of(WordsAfter(&text[span.end()..])),
            KwicOrder::Text | KwicOrder::Outlet | KwicOrder::Date => [u64::from(self.rank), 0, 0, 0],
        };
        let row = |span| KwicRow { article: self.article, span };
        spans.into_iter().enumerate().map(move |(at, span)| Keyed {
            key: key(span),
            row: row(span),
            is_first: at == 0,
        })
    }
}

/// The words of a line up to its end, the last one first. A character of an unspaced script is a word.
struct WordsBefore<'t>(&'t str);

/// The words of a line from its start.
struct WordsAfter<'t>(&'t str);

impl<'t> Iterator for WordsBefore<'t> {
    type Item = &'t str;

    fn next(&mut self) -> Option<&'t str> {
        let (last, c) = self.0.char_indices().rev().find(|(_, c)| c.is_alphanumeric() || is_line_end(*c))?;
        let rest = &self.0[..last + c.len_utf8()];
        let start = if is_unspaced(c) { last } else { rest.trim_end_matches(is_letter).len() };
        self.0 = &rest[..start];
        (!is_line_end(c)).then_some(&rest[start..])
    }
}

impl<'t> Iterator for WordsAfter<'t> {
    type Item = &'t str;

    fn next(&mut self) -> Option<&'t str> {
        let (first, c) = self.0.char_indices().find(|(_, c)| c.is_alphanumeric() || is_line_end(*c))?;
        let rest = &self.0[first..];
        let length =
            if is_unspaced(c) { c.len_utf8() } else { rest.len() - rest.trim_start_matches(is_letter).len() };
        self.0 = &rest[length..];
        (!is_line_end(c)).then_some(&rest[..length])
    }
}

fn is_letter(c: char) -> bool {
    c.is_alphanumeric() && !is_unspaced(c)
}

fn is_line_end(c: char) -> bool {
    matches!(c, '\n' | '\r' | '\u{2028}' | '\u{2029}')
}

/// Words in lower case, a zero after each, so that a shorter word comes first.
fn key_of<'t>(words: impl Iterator<Item = &'t str>) -> Key {
    let mut bytes = [0; size_of::<Key>()];
    let mut room = bytes.as_mut_slice();
    for word in words {
        for c in word.chars() {
            room = match c.is_ascii() {
                true => write(room, c.to_ascii_lowercase()), // nearly always, and five times as fast
                false => c.to_lowercase().fold(room, write),
            };
        }
        room = write(room, '\0');
        if room.is_empty() {
            break;
        }
    }
    let (numbers, _) = bytes.as_chunks::<8>();
    std::array::from_fn(|at| u64::from_be_bytes(numbers[at]))
}

/// Writes a letter and returns the room after it; none where it does not fit.
fn write(room: &mut [u8], letter: char) -> &mut [u8] {
    let n_bytes = letter.len_utf8();
    if n_bytes > room.len() {
        return &mut [];
    }
    let (taken, rest) = room.split_at_mut(n_bytes);
    letter.encode_utf8(taken);
    rest
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::command::{Command, HeaderChange};
    use crate::fixture;
    use crate::session::Session;

    fn rows(session: &Session, form: &str, order: KwicOrder) -> Vec<String> {
        let options = KwicOptions { order, ..KwicOptions::default() };
        let articles: Vec<ArticleId> = session.project().articles().keys().copied().collect();
        let found = concordance(session.project(), &articles, form, options);
        let line = |row: &KwicRow| {
            let text = &session.project().articles()[&row.article].text;
            let Context { left, right } = context(text, row.span);
            format!("{}|{}|{}", left.of(text), row.span.of(text), right.of(text))
        };
        found.rows.iter().map(line).collect()
    }

    #[test]
    fn every_place_comes_with_the_rest_of_its_line() {
        let session = fixture::session(&[("A", "The deal.\nA new Deal, they say.\r\nDealers.")]);
        assert_eq!(rows(&session, "deal", KwicOrder::Text), ["The |deal|.", "A new |Deal|, they say."]);
    }

    #[test]
    fn rows_sort_by_the_words_on_either_side() {
        let session = fixture::session(&[
            ("A", "A big deal begins. The best deal ends."),
            ("B", "deal. An old, big deal, after all"),
        ]);
        let left = rows(&session, "deal", KwicOrder::Left);
        let starts: Vec<&str> = left.iter().map(|row| row.split('|').next().unwrap()).collect();
        assert_eq!(starts, ["", "A big deal begins. The best ", "A big ", "deal. An old, big "]);
        let right = rows(&session, "deal", KwicOrder::Right);
        let ends: Vec<&str> = right.iter().map(|row| row.split('|').next_back().unwrap()).collect();
        assert_eq!(
            ends,
            [", after all", ". An old, big deal, after all", " begins. The best deal ends.", " ends."]
        );
    }

    #[test]
    fn an_unspaced_script_sorts_by_the_nearest_character() {
        let session = fixture::session(&[("A", "甲乙deal\n乙甲deal")]);
        assert_eq!(rows(&session, "deal", KwicOrder::Left), ["甲乙|deal|", "乙甲|deal|"]); // 乙 U+4E59, 甲 U+7532
    }

    #[test]
    fn sorting_sees_past_the_first_long_word() {
        let session = fixture::session(&[("A", "x internationalisation zeta\nx internationalisation alpha")]);
        let right = rows(&session, "x", KwicOrder::Right);
        assert!(right[0].ends_with("alpha") && right[1].ends_with("zeta"));
    }

    #[test]
    fn rows_sort_by_outlet_and_by_date() {
        let mut session =
            fixture::session(&[("Zeta", "one deal"), ("Alpha", "two deal"), ("Beta", "three deal")]);
        assert_eq!(rows(&session, "deal", KwicOrder::Outlet), ["two |deal|", "three |deal|", "one |deal|"]);
        let article = fixture::article(session.project(), 2).0;
        let change = HeaderChange::Published("2024-05-02".to_owned());
        session.run(&Command::EditHeaders { articles: vec![article], change }).unwrap();
        assert_eq!(rows(&session, "deal", KwicOrder::Date), ["three |deal|", "one |deal|", "two |deal|"]);
    }
}
