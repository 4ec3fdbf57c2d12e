//! Web addresses: where a page was saved from, whose it is, and the date that many carry.

use std::sync::LazyLock;

use regex::Regex;
use scraper::Html;

/// Browsers write where a page was saved from into a comment at its top.
pub fn saved_from(page: &Html) -> Option<String> {
    static SAVED: LazyLock<Regex> = LazyLock::new(|| {
        Regex::new(r"(?:saved from url=\(\d+\)|\burl:\s*)(https?://\S+)").expect("a fixed expression")
    });
    const TOP_NODES: usize = 50;
    let comments = page.tree.nodes().take(TOP_NODES).filter_map(|node| node.value().as_comment());
    comments.filter_map(|comment| Some(SAVED.captures(comment)?[1].to_owned())).next()
}

/// `https://www.quay.co.uk/a?b` → `/a?b`
pub fn path(url: &str) -> Option<&str> {
    let rest = url.strip_prefix("https://").or_else(|| url.strip_prefix("http://"))?;
    Some(&rest[rest.find(['/', '?', '#']).unwrap_or(rest.len())..])
}

/// `https://www.quay.co.uk/a` → `quay.co.uk`
pub fn domain(url: &str) -> Option<&str> {
    let path = path(url)?;
    let host = url[..url.len() - path.len()].rsplit(['/', '@']).next()?;
    psl::domain_str(host.split(':').next()?)
}

/// From `/2024/05/02/` in it, as ISO 8601.
pub fn date(url: &str) -> Option<String> {
    static DATE: LazyLock<Regex> = LazyLock::new(|| {
        Regex::new(r"[/-]((?:19|20)\d\d)[/-]?([01]\d)[/-]?([0-3]\d)(?:[/_-]|$)").expect("a fixed expression")
    });
    let found = DATE.captures(url)?;
    Some(format!("{}-{}-{}", &found[1], &found[2], &found[3]))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_belongs_to_its_registrable_domain() {
        for (url, expected) in [
            ("https://www.quay.co.uk/a?b", Some("quay.co.uk")),
            ("http://ann:secret@news.quay.com:8080", Some("quay.com")),
            ("https://quay.co.jp#top", Some("quay.co.jp")),
            ("file:///home/quay.html", None),
            ("https:///a", None),
            ("quay.com/a", None),
        ] {
            assert_eq!(domain(url), expected, "{url}");
        }
    }

    #[test]
    fn a_date_in_an_address_is_year_month_day() {
        for (url, expected) in [
            ("https://quay.com/2024/05/02/crane", Some("2024-05-02")),
            ("https://quay.com/crane-20240502", Some("2024-05-02")),
            ("https://quay.com/crane-1234567890", None),
            ("https://quay.com/2024/crane", None),
        ] {
            assert_eq!(date(url).as_deref(), expected, "{url}");
        }
    }
}
