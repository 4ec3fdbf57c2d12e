//! The concordance: every place of a form with the words around it (key word in context).

use std::cmp::Ordering;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::threads::in_parallel;
use super::words::Zones;
use crate::model::{Article, ArticleId, Project, ZoneKind};
use crate::text::{Matching, Span, occurrences};

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

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
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
    let sorted = in_parallel(&sources, |part| {
        let mut rows: Vec<Keyed> = part.iter().flat_map(|source| source.rows(form, options)).collect();
        rows.sort_unstable_by(|a, b| a.compare(b, options.order));
        rows
    });
    let n_articles = sorted.iter().flatten().filter(|row| row.is_first).count();
    let mut rows = sorted.concat();
    rows.sort_by(|a, b| a.compare(b, options.order)); // merges the sorted parts
    let row = |keyed: &Keyed| KwicRow { article: keyed.source.article, span: keyed.span };
    Concordance { rows: rows.iter().map(row).collect(), n_articles }
}

/// The text around a span as far as its line goes, but no more than a screen shows.
pub fn context(text: &str, span: Span) -> Context {
    let is_line_end = |c: char| matches!(c, '\n' | '\r' | '\u{2028}' | '\u{2029}');
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

/// A row with the start of what it is sorted by.
#[derive(Clone, Copy)]
struct Keyed<'s> {
    key: u128,
    source: &'s Source<'s>,
    span: Span,
    /// The first of its article.
    is_first: bool,
}

fn sources<'p>(project: &'p Project, articles: &[ArticleId], order: KwicOrder) -> Vec<Source<'p>> {
    let found = |id: &ArticleId| Some((*id, project.article(*id)?));
    let articles: Vec<(ArticleId, &Arc<Article>)> = articles.iter().filter_map(found).collect();
    let sort_by = |article: &Article| match order {
        KwicOrder::Outlet => (article.header.outlet.is_none(), project.outlet_name(article).to_lowercase()),
        KwicOrder::Date => {
            let published = article.header.published.as_ref();
            (published.is_none(), published.map_or("", |published| published.as_str()).to_owned())
        }
        KwicOrder::Text | KwicOrder::Left | KwicOrder::Right => Default::default(),
    };
    let keys: BTreeSet<(bool, String)> = articles.iter().map(|(_, record)| sort_by(record)).collect();
    let ranks: BTreeMap<&(bool, String), u32> = keys.iter().zip(0..).collect();
    let source = |(article, record): (ArticleId, &'p Arc<Article>)| Source {
        article,
        record,
        rank: ranks[&sort_by(record)],
    };
    articles.into_iter().map(source).collect()
}

impl Source<'_> {
    fn rows(&self, form: &str, options: KwicOptions) -> impl Iterator<Item = Keyed<'_>> {
        let mut spans = occurrences(&self.record.text, form, options.matching);
        if options.zones == Zones::Body {
            spans.retain(|span| !self.record.zone_at(span.start()).is_some_and(ZoneKind::is_clutter));
        }
        let key = move |span| match options.order {
            KwicOrder::Left => prefix(self.words_before(span)),
            KwicOrder::Right => prefix(self.words_after(span)),
            KwicOrder::Text | KwicOrder::Outlet | KwicOrder::Date => u128::from(self.rank),
        };
        let keyed = move |(at, span)| Keyed { key: key(span), source: self, span, is_first: at == 0 };
        spans.into_iter().enumerate().map(keyed)
    }

    /// The nearest first.
    fn words_before(&self, span: Span) -> impl Iterator<Item = &str> {
        let left = context(&self.record.text, span).left.of(&self.record.text);
        left.rsplit(is_apart).filter(|word| !word.is_empty()).take(SORTED_WORDS)
    }

    fn words_after(&self, span: Span) -> impl Iterator<Item = &str> {
        let right = context(&self.record.text, span).right.of(&self.record.text);
        right.split(is_apart).filter(|word| !word.is_empty()).take(SORTED_WORDS)
    }
}

const SORTED_WORDS: usize = 5;

fn is_apart(c: char) -> bool {
    !c.is_alphanumeric()
}

impl Keyed<'_> {
    fn compare(&self, other: &Self, order: KwicOrder) -> Ordering {
        let by_rest = || match order {
            KwicOrder::Left => letters(self.source.words_before(self.span))
                .cmp(letters(other.source.words_before(other.span))),
            KwicOrder::Right => {
                letters(self.source.words_after(self.span)).cmp(letters(other.source.words_after(other.span)))
            }
            KwicOrder::Text | KwicOrder::Outlet | KwicOrder::Date => Ordering::Equal,
        };
        let by_place = || (self.source.article, self.span).cmp(&(other.source.article, other.span));
        self.key.cmp(&other.key).then_with(by_rest).then_with(by_place)
    }
}

/// Words in lower case, one after the other, a zero after each so that shorter ones come first.
fn letters<'t>(words: impl Iterator<Item = &'t str>) -> impl Iterator<Item = char> {
    words.flat_map(|word| word.chars().flat_map(char::to_lowercase).chain(['\0']))
}

/// The first sixteen bytes of the letters, as a number that sorts as they do.
fn prefix<'t>(words: impl Iterator<Item = &'t str>) -> u128 {
    let mut bytes = [0; size_of::<u128>()];
    let mut n_bytes = 0;
    for letter in letters(words) {
        let mut encoded = [0; 4];
        for byte in letter.encode_utf8(&mut encoded).bytes() {
            if n_bytes == bytes.len() {
                return u128::from_be_bytes(bytes);
            }
            bytes[n_bytes] = byte;
            n_bytes += 1;
        }
    }
    u128::from_be_bytes(bytes)
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
    fn sorting_sees_past_the_first_sixteen_letters() {
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
