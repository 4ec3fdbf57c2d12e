//! What a page says about its article: JSON-LD, then meta tags, microdata, `<time>`, address. Every value
//! carries where it was found.

use scraper::{ElementRef, Html, Selector};

use super::address;
use super::authors;
use super::dates::{self, Written};
use super::json_ld::{self, Statement, fold};
use super::{Doubt, language};
use crate::model::{Fact, Facts};
use crate::text::squeezed;

#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct About {
    pub facts: Facts,
    /// The article's text as the page's JSON-LD gives it, often cut or without paragraphs.
    pub body: Option<String>,
    pub is_behind_paywall: bool,
    pub doubts: Vec<Doubt>,
}

const JSON_LD: &str = "JSON-LD";
const OPEN_GRAPH: &str = "OpenGraph";
const META: &str = "meta tags";
const MICRODATA: &str = "microdata";
const PAGE_TITLE: &str = "page title";
const HEADING: &str = "first heading";
const TIME: &str = "time on the page";
const ADDRESS: &str = "web address";

pub fn about(page: &Html) -> About {
    let found = Found::of(page);
    let outlet = found.outlet();
    let mut doubts = Vec::new();
    let facts = Facts {
        title: found.title(outlet.as_ref()),
        byline: found.byline(outlet.as_ref()),
        published: found.published(&mut doubts),
        language: found.language(),
        domain: found.domain().map(str::to_owned),
        url: found.url.clone(),
        outlet,
        story: None,
    };
    About { facts, body: found.ld.body, is_behind_paywall: found.ld.is_behind_paywall, doubts }
}

/// All that is asked more than once.
struct Found<'p> {
    page: &'p Html,
    /// Names in lower case, with contents; in the order of the page.
    metas: Vec<(String, &'p str)>,
    page_title: String,
    headings: Vec<String>,
    url: Option<Fact>,
    ld: Statement,
}

/// A value with where it was found.
type Candidate = (String, &'static str);

impl<'p> Found<'p> {
    fn of(page: &'p Html) -> Self {
        let metas = metas(page);
        let url = url(page, &metas);
        let page_title = select(page, "head title, title").next().map(text).unwrap_or_default();
        let headings: Vec<String> =
            select(page, "h1").map(text).filter(|heading| !heading.is_empty()).collect();
        let blocks: Vec<String> = select(page, r#"script[type^="application/ld+json" i]"#)
            .map(|block| block.text().collect())
            .collect();
        let titles = [&page_title].into_iter().chain(&headings).map(|title| fold(title)).collect();
        let context = json_ld::Page { titles, url: url.as_ref().map(|url| url.value.as_str()) };
        let ld = json_ld::article(&blocks, &context).unwrap_or_default();
        let url = url.or_else(|| Some(Fact::guessed(ld.url.as_deref()?, JSON_LD)));
        Self { page, metas, page_title, headings, url, ld }
    }

    fn meta(&self, names: &[&str]) -> Option<String> {
        let content =
            |name: &&str| self.metas.iter().find(|(known, content)| known == name && !content.is_empty());
        names.iter().find_map(content).map(|(_, content)| (*content).to_owned())
    }

    fn microdata(&self, property: &str) -> Option<String> {
        let selector = format!(r#"[itemprop~="{property}"]"#);
        let value = |element: ElementRef| {
            let attribute = ["content", "datetime"].iter().find_map(|name| element.value().attr(name));
            let name = Selector::parse(r#"[itemprop="name"]"#).expect("a fixed selector");
            let inner = || element.select(&name).next().map(text);
            attribute.map(str::to_owned).or_else(inner).unwrap_or_else(|| text(element))
        };
        select(self.page, &selector).map(value).find(|value| !value.trim().is_empty())
    }

    fn domain(&self) -> Option<&str> {
        address::domain(&self.url.as_ref()?.value)
    }

    fn outlet(&self) -> Option<Fact> {
        let candidates = [
            (self.meta(&["og:site_name"]), OPEN_GRAPH),
            (self.ld.publisher.clone(), JSON_LD),
            (
                self.meta(&[
                    "application-name",
                    "al:ios:app_name",
                    "dc.publisher",
                    "twitter:app:name:iphone",
                ]),
                META,
            ),
            (self.domain().map(str::to_owned), ADDRESS),
        ];
        first(candidates)
    }

    fn title(&self, outlet: Option<&Fact>) -> Option<Fact> {
        let candidates = [
            (self.ld.headline.clone(), JSON_LD),
            (self.meta(&["og:title"]), OPEN_GRAPH),
            (self.meta(&["twitter:title", "title", "dc.title", "parsely-title", "sailthru.title"]), META),
            (self.microdata("headline"), MICRODATA),
            (Some(self.page_title.clone()), PAGE_TITLE),
            (self.headings.first().cloned(), HEADING),
        ];
        let stated = first(candidates)?;
        let names = [outlet.map(|outlet| outlet.value.as_str()), self.domain()];
        let value = without_site_name(&stated.value, names.into_iter().flatten());
        // The heading is what readers saw; statements have the section or the site behind it. A short
        // heading from within them is just that.
        let folded = fold(&value);
        let is_title = |heading: &&String| {
            let heading = fold(heading);
            let is_most = folded.contains(&heading) && 2 * heading.len() > folded.len();
            !heading.is_empty() && (folded.starts_with(&heading) || is_most)
        };
        let heading = self.headings.iter().find(is_title).map(|heading| Fact::guessed(heading, HEADING));
        Some(heading.unwrap_or(Fact { value, ..stated }))
    }

    fn byline(&self, outlet: Option<&Fact>) -> Option<Fact> {
        let meta = [
            "author",
            "article:author",
            "parsely-author",
            "sailthru.author",
            "dc.creator",
            "byl",
            "article.author",
        ];
        let links = || select(self.page, r#"[rel~="author"]"#).map(text).collect::<Vec<_>>().join("; ");
        let candidates = [
            (Some(self.ld.authors.join("; ")), JSON_LD),
            (self.meta(&meta), META),
            (self.microdata("author"), MICRODATA),
            (Some(links()), "author link"),
        ];
        let outlet = outlet.map_or("", |outlet| &outlet.value);
        first(
            candidates.map(|(written, from)| (written.map(|written| authors::clean(&written, outlet)), from)),
        )
    }

    fn language(&self) -> Option<Fact> {
        let root = select(self.page, "html").next().and_then(|html| html.value().attr("lang"));
        let candidates = [
            (root.and_then(language::tag), "page"),
            (self.ld.language.as_deref().and_then(language::tag), JSON_LD),
            (self.meta(&["og:locale"]).as_deref().and_then(language::tag), OPEN_GRAPH),
            (self.meta(&["content-language", "dc.language"]).as_deref().and_then(language::tag), META),
        ];
        first(candidates)
    }

    fn published(&self, doubts: &mut Vec<Doubt>) -> Option<Fact> {
        let language = self.language().map(|fact| fact.value).unwrap_or_default();
        let mut ambiguous = None;
        for (written, from) in self.dates() {
            match dates::read(&written, &language) {
                Written::Date(published) => return Some(Fact::guessed(published.as_str(), from)),
                Written::Ambiguous => ambiguous = ambiguous.or(Some(written)),
                Written::None => {}
            }
        }
        doubts.extend(ambiguous.map(Doubt::AmbiguousDate));
        None
    }

    /// In the order of trust. A date of the last change comes last.
    fn dates(&self) -> Vec<Candidate> {
        let time = |selector| {
            select(self.page, selector).find_map(|time| time.value().attr("datetime")).map(str::to_owned)
        };
        let meta_dates = DATE_NAMES.iter().map(|name| (self.meta(&[name]), META));
        let candidates = [(self.ld.published.clone(), JSON_LD)].into_iter().chain(meta_dates).chain([
            (self.microdata("datePublished"), MICRODATA),
            (time("article time[datetime], main time[datetime], header time[datetime]"), TIME),
            (time("time[datetime]"), TIME),
            (self.url.as_ref().and_then(|url| address::date(&url.value)), ADDRESS),
            (self.ld.modified.clone(), "JSON-LD, last change"),
            (
                self.meta(&["article:modified_time", "og:updated_time", "last-modified"]),
                "meta tags, last change",
            ),
        ]);
        candidates.filter_map(|(written, from)| Some((written?, from))).collect()
    }
}

/// Meta tags that publishing systems write the day of publication into, the usual ones first.
const DATE_NAMES: &[&str] = &[
    "article:published_time",
    "og:published_time",
    "datepublished",
    "parsely-pub-date",
    "sailthru.date",
    "date",
    "pubdate",
    "publishdate",
    "publish-date",
    "publication_date",
    "dc.date",
    "dc.date.issued",
    "dcterms.created",
    "dcterms.date",
    "article.published",
    "cxenseparse:recs:publishtime",
];

/// The first candidate that says something.
fn first(candidates: impl IntoIterator<Item = (Option<String>, &'static str)>) -> Option<Fact> {
    let mut stated = candidates.into_iter().filter_map(|(value, from)| Some((squeezed(&value?), from)));
    stated.find(|(value, _)| !value.is_empty()).map(|(value, from)| Fact::guessed(value, from))
}

fn select<'p>(page: &'p Html, selector: &str) -> impl Iterator<Item = ElementRef<'p>> {
    let selector = Selector::parse(selector).expect("a fixed selector");
    page.select(&selector).collect::<Vec<_>>().into_iter()
}

fn text(element: ElementRef) -> String {
    squeezed(&element.text().collect::<String>())
}

fn metas(page: &Html) -> Vec<(String, &str)> {
    let named = |meta: &scraper::node::Element| {
        let name = ["property", "name", "itemprop", "http-equiv"].iter().find_map(|key| meta.attr(key))?;
        Some(name.trim().to_lowercase())
    };
    let metas = select(page, "meta").map(|meta| meta.value());
    metas.filter_map(|meta| Some((named(meta)?, meta.attr("content")?.trim()))).collect()
}

fn url(page: &Html, metas: &[(String, &str)]) -> Option<Fact> {
    let canonical = select(page, r#"link[rel~="canonical" i]"#)
        .find_map(|link| link.value().attr("href"))
        .map(str::to_owned);
    let og = metas.iter().find(|(name, _)| name == "og:url").map(|(_, url)| (*url).to_owned());
    let candidates =
        [(canonical, "canonical link"), (og, OPEN_GRAPH), (address::saved_from(page), "saved page")];
    // A canonical link to the front page is a mistake of the site.
    let is_article = |url: &String| address::path(url).is_some_and(|path| path.len() > 1);
    first(candidates.into_iter().filter(|(url, _)| url.as_ref().is_some_and(is_article)))
}

/// "Crane falls | The Quay Times" → "Crane falls", if the outlet goes by that name.
fn without_site_name<'n>(title: &str, names: impl Iterator<Item = &'n str>) -> String {
    let Some((start, separator)) = title.rmatch_indices(['|', '-', '–', '—', '·', '»', '：', '｜']).next()
    else {
        return title.to_owned();
    };
    let tail = fold(&title[start + separator.len()..]);
    let is_tail = |name: &str| {
        let name = fold(name);
        !name.is_empty() && !tail.is_empty() && (name.contains(&tail) || tail.contains(&name))
    };
    let head = title[..start].trim_end();
    if head.is_empty() || !names.into_iter().any(is_tail) { title.to_owned() } else { head.to_owned() }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn facts(head: &str, body: &str) -> Facts {
        about(&Html::parse_document(&format!("<html><head>{head}</head><body>{body}</body></html>"))).facts
    }

    fn guessed(value: &str, from: &str) -> Option<Fact> {
        Some(Fact::guessed(value, from))
    }

    const LD: &str = r#"<script type="application/ld+json">{"@type": "NewsArticle", "headline": "Crane falls into harbour",
        "author": {"@type": "Person", "name": "Ada Quell"}, "datePublished": "2024-03-05T10:00:00+01:00",
        "dateModified": "2024-03-06T10:00:00+01:00", "publisher": {"name": "Quay Media"}, "inLanguage": "en-GB"}</script>"#;

    const OG: &str = r#"<meta property="og:title" content="Crane falls - The Quay Times">
        <meta property="og:site_name" content="The Quay Times"><meta property="og:url" content="https://www.quay.co.uk/news/crane">
        <meta property="article:published_time" content="2024-03-04"><meta property="og:locale" content="en_GB">
        <meta name="author" content="Jon Marsh">"#;

    #[test]
    fn json_ld_is_believed_before_open_graph() {
        let facts = facts(&[OG, LD].concat(), "");
        let expected = Facts {
            title: guessed("Crane falls into harbour", "JSON-LD"),
            outlet: guessed("The Quay Times", "OpenGraph"),
            domain: Some("quay.co.uk".to_owned()),
            byline: guessed("Ada Quell", "JSON-LD"),
            published: guessed("2024-03-05T10:00:00+01:00", "JSON-LD"),
            url: guessed("https://www.quay.co.uk/news/crane", "OpenGraph"),
            language: guessed("en-GB", "JSON-LD"),
            story: None,
        };
        assert_eq!(facts, expected);
    }

    #[test]
    fn meta_tags_say_it_where_json_ld_does_not() {
        let facts = facts(OG, "");
        assert_eq!(facts.title, guessed("Crane falls", "OpenGraph"));
        assert_eq!(facts.byline, guessed("Jon Marsh", "meta tags"));
        assert_eq!(facts.published, guessed("2024-03-04", "meta tags"));
        assert_eq!(facts.language, guessed("en-GB", "OpenGraph"));
    }

    #[test]
    fn microdata_time_and_address_come_after_them() {
        let body = r#"<article itemscope itemtype="https://schema.org/NewsArticle"><h1 itemprop="headline">Crane falls</h1>
            <span itemprop="author" itemscope><b itemprop="name">Ada Quell</b></span>
            <time itemprop="datePublished" datetime="2024-03-05">Tuesday</time></article>"#;
        let found = facts("<title>Crane falls | Quay</title>", body);
        assert_eq!(found.byline, guessed("Ada Quell", "microdata"));
        assert_eq!(found.published, guessed("2024-03-05", "microdata"));

        let found = facts("", r#"<main><time datetime="2024-03-05T08:00Z">Tuesday</time></main>"#);
        assert_eq!(found.published, guessed("2024-03-05T08:00Z", "time on the page"));

        let found = facts(r#"<link rel="canonical" href="https://quay.example/2024/03/05/crane">"#, "");
        assert_eq!(found.published, guessed("2024-03-05", "web address"));
        assert_eq!(found.url, guessed("https://quay.example/2024/03/05/crane", "canonical link"));
        assert_eq!(found.outlet, guessed("quay.example", "web address"));
    }

    #[test]
    fn the_heading_is_the_title_where_the_page_says_the_same() {
        let found = facts("<title>Crane falls | News | The Quay Times</title>", "<h1>Crane  falls</h1>");
        assert_eq!(found.title, guessed("Crane falls", "first heading"));
    }

    #[test]
    fn a_heading_that_names_the_site_is_no_title() {
        let found = facts("<title>Crane falls into the harbour - Quay</title>", "<h1>Quay</h1>");
        assert_eq!(found.title, guessed("Crane falls into the harbour - Quay", "page title"));
    }

    #[test]
    fn only_the_outlet_s_name_is_cut_from_a_title() {
        let site = r#"<meta property="og:site_name" content="The Quay Times">"#;
        for (title, expected) in [
            ("Crane falls | Quay Times", "Crane falls"),
            ("Crane falls - nobody hurt", "Crane falls - nobody hurt"),
            ("Half-time at the quay – The Quay Times", "Half-time at the quay"),
        ] {
            assert_eq!(
                facts(&format!("{site}<title>{title}</title>"), "").title,
                guessed(expected, "page title")
            );
        }
    }

    #[test]
    fn a_date_that_can_be_read_in_two_ways_is_asked_about() {
        let page = Html::parse_document(r#"<html lang="en"><meta name="date" content="03/04/2024">"#);
        let about = about(&page);
        assert_eq!(about.facts.published, None);
        assert_eq!(about.doubts, [Doubt::AmbiguousDate("03/04/2024".to_owned())]);
    }

    #[test]
    fn a_saved_page_says_where_it_was_saved_from() {
        let page = Html::parse_document(
            "<!-- saved from url=(0040)https://news.quay.co.jp/world/crane.html -->\n<html><p>x",
        );
        let facts = about(&page).facts;
        assert_eq!(facts.url, guessed("https://news.quay.co.jp/world/crane.html", "saved page"));
        assert_eq!(facts.domain.as_deref(), Some("quay.co.jp"));
    }

    #[test]
    fn a_page_that_says_nothing_is_about_nothing() {
        assert_eq!(facts("", "<p>x"), Facts::default());
        assert_eq!(facts(r#"<link rel="canonical" href="/"><meta name="author" content="">"#, "").url, None);
    }
}
