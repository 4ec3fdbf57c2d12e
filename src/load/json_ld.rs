//! What a page's JSON-LD says about its article, by the words of schema.org.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use regex::Regex;
use serde_json::{Map, Value};

const MAX_BLOCK_BYTES: usize = 2 << 20;
const MAX_DEPTH: usize = 8;

type Object = Map<String, Value>;

#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Statement {
    pub headline: Option<String>,
    pub authors: Vec<String>,
    pub published: Option<String>,
    pub modified: Option<String>,
    pub url: Option<String>,
    pub publisher: Option<String>,
    pub language: Option<String>,
    pub body: Option<String>,
    pub is_behind_paywall: bool,
}

/// What tells the page's own article from the teasers beside it.
pub struct Page<'p> {
    /// The page title and first heading, folded.
    pub titles: Vec<String>,
    pub url: Option<&'p str>,
}

/// The statement about the page's own article, from all its blocks.
pub fn article(blocks: &[String], page: &Page) -> Option<Statement> {
    let values: Vec<Value> = blocks.iter().filter_map(|block| parse(block)).collect();
    let mut nodes = Nodes::default();
    values.iter().for_each(|value| nodes.collect(value, 0));
    let candidates = nodes.articles.iter().map(|node| (rank(node, page), nodes.statement(node)));
    // Of equals the first wins, as it stands first on the page.
    candidates.rev().max_by_key(|(rank, _)| *rank).map(|(_, statement)| statement)
}

/// Blocks are often wrapped in comments, or have raw line ends in strings or a comma too many.
fn parse(block: &str) -> Option<Value> {
    static TRAILING_COMMA: LazyLock<Regex> =
        LazyLock::new(|| Regex::new(r",\s*([}\]])").expect("a fixed expression"));
    static WRAPPING: LazyLock<Regex> = LazyLock::new(|| {
        Regex::new(r"^\s*(?:/\*|//)?\s*(?:<!--|<!\[CDATA\[)\s*(?:\*/)?|(?:/\*|//)?\s*(?:-->|\]\]>)\s*(?:\*/)?\s*$|;\s*$")
            .expect("a fixed expression")
    });
    if block.len() > MAX_BLOCK_BYTES {
        return None;
    }
    serde_json::from_str(block).ok().or_else(|| {
        let bare = WRAPPING.replace_all(block, "").replace(|c: char| c.is_control(), " ");
        serde_json::from_str(&TRAILING_COMMA.replace_all(&bare, "$1")).ok()
    })
}

#[derive(Default)]
struct Nodes<'v> {
    articles: Vec<&'v Object>,
    by_id: BTreeMap<&'v str, &'v Object>,
}

impl<'v> Nodes<'v> {
    fn collect(&mut self, value: &'v Value, depth: usize) {
        if depth > MAX_DEPTH {
            return;
        }
        match value {
            Value::Array(values) => values.iter().for_each(|value| self.collect(value, depth + 1)),
            Value::Object(node) => {
                if is_article(node) {
                    self.articles.push(node);
                }
                // A bare reference says nothing about its node.
                if let Some(id) = node.get("@id").and_then(Value::as_str).filter(|_| node.len() > 1) {
                    self.by_id.entry(id).or_insert(node);
                }
                node.values().for_each(|value| self.collect(value, depth + 1));
            }
            _ => {}
        }
    }

    fn statement(&self, node: &Object) -> Statement {
        let text =
            |key: &str| node.get(key).and_then(first_text).map(unescape).filter(|text| !text.is_empty());
        let names = |key: &str| node.get(key).map(|value| self.names(value, 0)).unwrap_or_default();
        Statement {
            headline: text("headline").or_else(|| text("name")),
            authors: [names("author"), names("creator")]
                .into_iter()
                .find(|names| !names.is_empty())
                .unwrap_or_default(),
            published: text("datePublished"),
            modified: text("dateModified"),
            url: address(node),
            publisher: names("publisher").into_iter().next(),
            language: text("inLanguage"),
            body: text("articleBody"),
            is_behind_paywall: text("isAccessibleForFree")
                .is_some_and(|free| free.eq_ignore_ascii_case("false")),
        }
    }

    fn names(&self, value: &Value, depth: usize) -> Vec<String> {
        if depth > MAX_DEPTH {
            return Vec::new();
        }
        match value {
            Value::String(name) => vec![unescape(name)],
            Value::Array(values) => values.iter().flat_map(|value| self.names(value, depth + 1)).collect(),
            Value::Object(node) => self.names_of_node(node, depth),
            _ => Vec::new(),
        }
    }

    fn names_of_node(&self, node: &Object, depth: usize) -> Vec<String> {
        let text = |key: &str| node.get(key).and_then(Value::as_str);
        if let Some(name) = node.get("name").filter(|name| !name.is_null()) {
            return self.names(name, depth + 1);
        }
        if let (Some(given), Some(family)) = (text("givenName"), text("familyName")) {
            return vec![unescape(&format!("{given} {family}"))];
        }
        // Followed one step and no further, or a few lines of references could stand for billions of names.
        let referred = text("@id").and_then(|id| self.by_id.get(id)?.get("name").and_then(first_text));
        referred.map(unescape).into_iter().collect()
    }
}

/// `NewsArticle`, `https://schema.org/ReportageNewsArticle`, …
fn is_article(node: &Object) -> bool {
    let is_one = |value: &Value| {
        let name = value.as_str().unwrap_or_default().rsplit(['/', ':']).next().unwrap_or_default();
        name.ends_with("Article") || name.ends_with("BlogPosting") || name == "Report"
    };
    match node.get("@type") {
        Some(Value::Array(types)) => types.iter().any(is_one),
        Some(single) => is_one(single),
        None => false,
    }
}

fn rank(node: &Object, page: &Page) -> usize {
    let headline = node.get("headline").or_else(|| node.get("name")).and_then(first_text);
    let headline = headline.map(|headline| fold(&unescape(headline))).filter(|headline| !headline.is_empty());
    let is_shown = headline.is_some_and(|headline| {
        page.titles.iter().any(|title| {
            title.contains(&headline) || (!title.is_empty() && headline.contains(title.as_str()))
        })
    });
    let is_here = page.url.is_some() && address(node).as_deref() == page.url;
    2 * usize::from(is_shown) + 2 * usize::from(is_here) + usize::from(node.contains_key("datePublished"))
}

fn address(node: &Object) -> Option<String> {
    let page = node.get("mainEntityOfPage");
    let of_page = || page.and_then(|page| page.as_str().or_else(|| page.get("@id")?.as_str()));
    let url = node.get("url").and_then(first_text).or_else(of_page);
    url.filter(|url| url.starts_with("http")).map(str::to_owned)
}

fn first_text(value: &Value) -> Option<&str> {
    match value {
        Value::String(text) => Some(text),
        Value::Bool(true) => Some("true"),
        Value::Bool(false) => Some("false"),
        Value::Array(values) => values.iter().find_map(first_text),
        Value::Object(node) => node.get("name").or_else(|| node.get("@value")).and_then(Value::as_str),
        _ => None,
    }
}

/// Publishing systems escape for HTML before they escape for JSON, some of them twice.
fn unescape(written: &str) -> String {
    let mut text = written.to_owned();
    for _ in 0..2 {
        if !text.contains('&') && !text.contains("</") {
            break;
        }
        text = scraper::Html::parse_fragment(&text).root_element().text().collect();
    }
    text.trim().to_owned()
}

/// For comparing titles: letters and digits only, lower case.
pub fn fold(text: &str) -> String {
    text.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(block: &str) -> Option<Statement> {
        article(
            &[block.to_owned()],
            &Page { titles: vec![fold("Crane falls")], url: Some("https://quay.example/1") },
        )
    }

    #[test]
    fn an_article_in_a_graph_is_found_and_its_references_are_followed() {
        let statement = read(
            r##"{"@context": "https://schema.org", "@graph": [
                {"@type": "Person", "@id": "#ada", "name": "Ada Quell"},
                {"@type": "Organization", "@id": "#org", "name": "The Quay Times"},
                {"@type": ["NewsArticle"], "headline": "Crane &amp;quot;falls&amp;quot;", "author": [{"@id": "#ada"}, {"name": "Jon Marsh"}],
                 "publisher": {"@id": "#org"}, "datePublished": "2024-03-05T10:00:00+01:00", "isAccessibleForFree": "False"}]}"##,
        )
        .unwrap();
        assert_eq!(statement.headline.as_deref(), Some("Crane \"falls\""));
        assert_eq!(statement.authors, ["Ada Quell", "Jon Marsh"]);
        assert_eq!(statement.publisher.as_deref(), Some("The Quay Times"));
        assert_eq!(statement.published.as_deref(), Some("2024-03-05T10:00:00+01:00"));
        assert!(statement.is_behind_paywall);
    }

    #[test]
    fn the_page_s_own_article_wins_over_teasers() {
        let teaser = r#"{"@type": "NewsArticle", "headline": "Other", "url": "https://quay.example/2", "datePublished": "2020-01-01"}"#;
        let own = r#"{"@type": "http://schema.org/Article", "headline": "Crane falls", "mainEntityOfPage": {"@id": "https://quay.example/1"}}"#;
        let statement = read(&format!("[{teaser}, {own}, {teaser}]")).unwrap();
        assert_eq!(statement.headline.as_deref(), Some("Crane falls"));
    }

    #[test]
    fn careless_blocks_are_read() {
        for block in [
            "<!--\n{\"@type\": \"Article\", \"headline\": \"Crane falls\",}\n-->",
            "//<![CDATA[\n{\"@type\": \"Article\", \"headline\": \"Crane\nfalls\"}\n//]]>",
            "{\"@type\": \"Article\", \"headline\": \"Crane falls\"};",
        ] {
            let headline = read(block)
                .and_then(|statement| statement.headline)
                .map(|headline| headline.replace("  ", " "));
            assert_eq!(headline.as_deref(), Some("Crane falls"), "{block}");
        }
    }

    #[test]
    fn hostile_blocks_say_nothing() {
        for block in [
            &"[".repeat(100_000),
            &format!("{}\"x\"{}", "{\"a\":".repeat(5_000), "}".repeat(5_000)),
            "null",
            "{\"@type\": 7}",
        ] {
            assert_eq!(read(block), None);
        }
        // A node that refers to itself.
        let statement =
            read(r##"{"@type": "Article", "@id": "#a", "headline": "x", "author": {"@id": "#a", "b": 1}}"##)
                .unwrap();
        assert_eq!(statement.authors, Vec::<String>::new());
    }
}
