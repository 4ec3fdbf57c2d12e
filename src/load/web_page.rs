//! A saved web page: the article's body, found by two extractors, and what the page says about it.

use std::sync::LazyLock;

use scraper::{Html, Selector};

use super::clutter::{self, Start};
use super::decode::decode;
use super::json_ld::fold;
use super::metadata::{self, About};
use super::render::{self, Written};
use super::{Doubt, Loader, Problem, Reading, charset, guard, language, overlap};
use crate::job::Progress;
use crate::model::{Draft, Fact, Zone, ZoneKind};

pub const LOADER: Loader =
    Loader { id: "web-page", name: "Web page", extensions: &["html", "htm", "xhtml"], sniff, read };

const FEW_CHARS: usize = 250; // real articles are longer; what is shorter is a notice more often than news
const AGREEMENT: f32 = 0.8; // where the extractors share less, 60 % of the pages were read wrongly
const MIN_REFEREE_CHARS: usize = 200;

fn sniff(bytes: &[u8]) -> bool {
    let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes).trim_ascii_start();
    let head = bytes[..bytes.len().min(1024)].to_ascii_lowercase();
    let tags = ["<!doctype html", "<html", "<head", "<body"];
    head.starts_with(b"<") && tags.iter().any(|tag| memchr::memmem::find(&head, tag.as_bytes()).is_some())
}

fn read(bytes: &[u8], progress: &Progress) -> Result<Reading, Problem> {
    let decoded = decode(bytes, charset::declared);
    let unreadable = Doubt::about(&decoded);
    let page = guard::without_data_uris(&decoded.text).into_owned();
    guard::check_page(&page)?;
    let mut reading = guard::run(guard::DEADLINE, progress, move || article(&page))??;
    reading.doubts.extend(unreadable);
    Ok(reading)
}

fn article(page: &str) -> Result<Reading, Problem> {
    let tree = Html::parse_document(page);
    guard::check_tree(&tree)?;
    let about = metadata::about(&tree);
    drop(tree);
    let (main, date) = trafilatura(page).unzip();
    let mut body = choose(main, second_opinion(page), about.body.as_deref()).ok_or(Problem::NoArticle)?;
    let doubts = doubts(&body, &about);
    mark_title(&mut body.written, about.facts.title.as_ref());
    let zones = clutter::zones(&body.written.text, &body.written.zones, Start::Body);
    let mut facts = about.facts;
    // A date that can be read in two ways would be read in one.
    let is_ambiguous = doubts.iter().any(|doubt| matches!(doubt, Doubt::AmbiguousDate(_)));
    let date = date.flatten().filter(|_| !is_ambiguous);
    facts.published = facts.published.or_else(|| Some(Fact::guessed(date?, "page")));
    let guess = || language::guess(&body.written.text).map(|code| Fact::guessed(code, "the text's words"));
    facts.language = facts.language.or_else(guess);
    Ok(Reading { draft: Draft { facts, zones, ..Draft::of_text(body.written.text) }, doubts })
}

/// Some pages have their title inside the article.
fn mark_title(written: &mut Written, title: Option<&Fact>) {
    let Some(title) = title else { return };
    let text = &written.text;
    let is_title =
        |zone: &&mut Zone| zone.kind == ZoneKind::Heading && fold(zone.span.of(text)) == fold(&title.value);
    if let Some(zone) = written.zones.iter_mut().find(is_title) {
        zone.kind = ZoneKind::Title;
    }
}

/// Its text has no paragraphs, so its HTML is rendered anew. The date is for pages without any metadata.
fn trafilatura(page: &str) -> Option<(Written, Option<String>)> {
    let options = trafilatura::Options::default().with_fallback(true).with_exclude_comments(true);
    let found = trafilatura::extract(page, &options).ok()?;
    // The first of January is how it writes a year alone, as from a copyright line.
    let date = found.metadata.date.map(|date| date.to_string()).filter(|date| !date.ends_with("-01-01"));
    Some((render::html(&found.content_html, None), date))
}

fn second_opinion(page: &str) -> Option<Written> {
    static BESIDE_THE_TEXT: LazyLock<Selector> = LazyLock::new(|| {
        Selector::parse("figure, figcaption, aside, form, button, footer, nav").expect("a fixed selector")
    });
    let found = libreadability::extract(page, None).ok()?;
    Some(render::html(&found.content, Some(&BESIDE_THE_TEXT)))
}

struct Body {
    written: Written,
    is_disputed: bool,
}

/// The first opinion, unless it found little, the page is East Asian (where the second is better), or the page's own
/// word for its text is nearer to the second.
fn choose(main: Option<Written>, second: Option<Written>, referee: Option<&str>) -> Option<Body> {
    let usable = |written: &Written| !written.text.is_empty() && !written.text.starts_with('<');
    let (main, second) = (main.filter(usable), second.filter(usable));
    let (Some(main), Some(second)) = (&main, &second) else {
        return main.or(second).map(|written| Body { written, is_disputed: false }).filter(says_something);
    };
    let referee = referee.filter(|text| text.chars().count() > MIN_REFEREE_CHARS);
    let takes_second = match referee {
        _ if has_few_chars(&main.text) => true,
        Some(text) => overlap::dice(&second.text, text) > overlap::dice(&main.text, text),
        None => language::is_east_asian(&main.text),
    };
    let written = if takes_second { second.clone() } else { main.clone() };
    let is_disputed = overlap::dice(&main.text, &second.text) < AGREEMENT;
    Some(Body { written, is_disputed }).filter(says_something)
}

/// A few words without a sentence are what is left of a page that builds its text by script.
fn says_something(body: &Body) -> bool {
    let text = &body.written.text;
    let is_notice = text.contains("JavaScript") || !text.contains(['.', '!', '?', '。', '।', '؟']);
    !(has_few_chars(text) && is_notice)
}

fn has_few_chars(text: &str) -> bool {
    text.chars().nth(FEW_CHARS).is_none()
}

fn doubts(body: &Body, about: &About) -> Vec<Doubt> {
    let text = &body.written.text;
    let ends_well =
        text.trim_end_matches(['"', '”', '»', ')', '\'', '’', '」']).ends_with(['.', '!', '?', '。', '…']);
    let short = has_few_chars(text).then(|| Doubt::Short { n_characters: text.chars().count() });
    let disputed = (body.is_disputed && short.is_none()).then_some(Doubt::Disputed);
    let cut_off = (about.is_behind_paywall && !ends_well).then_some(Doubt::CutOff);
    about.doubts.iter().cloned().chain(short).chain(disputed).chain(cut_off).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    const PARAGRAPH: &str = "<p>The harbour of the small town has been closed since Tuesday, because a crane fell\n into the \
        basin, and number NN of the engineers could not lift it at once.</p>";
    const HEAD: &str = r#"<html lang="en"><head><title>Crane falls | The Quay Times</title>
        <meta property="og:site_name" content="The Quay Times"><link rel="canonical" href="https://www.quay.example/crane">
        <script type="application/ld+json">{"@type": "NewsArticle", "headline": "Crane falls", "author": {"name": "Ada Quell"},
        "datePublished": "2024-03-05T10:00:00+01:00"}</script></head>"#;

    fn paragraphs(n: usize) -> String {
        (0..n).map(|at| PARAGRAPH.replace("NN", &at.to_string())).collect()
    }

    fn read_page(page: &str) -> Result<Reading, Problem> {
        read(page.as_bytes(), &Progress::default())
    }

    fn lines_of(reading: &Reading, kind: ZoneKind) -> Vec<&str> {
        let draft = &reading.draft;
        draft.zones.iter().filter(|zone| zone.kind == kind).map(|zone| zone.span.of(&draft.text)).collect()
    }

    #[test]
    fn a_page_becomes_its_article() {
        let page = format!(
            "{HEAD}<body><nav><a href=/>Home</a><a href=/w>World</a></nav><article><h1>Crane falls</h1>\
             <figure><img src=x><figcaption>The crane. (Jon Marsh/AFP)</figcaption></figure>{}<h2>What next</h2>{}\
             <blockquote class=twitter-tweet><p>Le port de la petite ville reste fermé.</p>&mdash; Port (@port) \
             <a href=x>March 5, 2024</a></blockquote><p>Jon Marsh contributed to this report.</p></article>\
             <footer><p>© 2024 The Quay Times</p></footer></body></html>",
            paragraphs(3),
            paragraphs(3),
        );
        let reading = read_page(&page).unwrap();
        let expected_line = "The harbour of the small town has been closed since Tuesday, because a crane fell into the \
            basin, and number 2 of the engineers could not lift it at once.";
        assert_eq!(reading.draft.text.lines().filter(|line| *line == expected_line).count(), 2);
        assert_eq!(lines_of(&reading, ZoneKind::Title), ["Crane falls"]);
        assert_eq!(lines_of(&reading, ZoneKind::Heading), ["What next"]);
        let post = ["Le port de la petite ville reste fermé.", "— Port (@port) March 5, 2024"];
        assert_eq!(lines_of(&reading, ZoneKind::Post), post);
        assert_eq!(lines_of(&reading, ZoneKind::Credit), ["Jon Marsh contributed to this report."]);
        for left_out in ["Home", "AFP", "©"] {
            assert!(!reading.draft.text.contains(left_out), "{left_out}");
        }
        let facts = reading.draft.facts;
        assert_eq!(facts.outlet, Some(Fact::guessed("The Quay Times", "OpenGraph")));
        assert_eq!(facts.published, Some(Fact::guessed("2024-03-05T10:00:00+01:00", "JSON-LD")));
        assert_eq!(reading.doubts, []);
    }

    #[test]
    fn the_page_s_own_encoding_is_used() {
        let page = "<meta charset=windows-1251><p>Президент приехал в Париж на переговоры о сотрудничестве. "
            .repeat(5);
        let bytes = encoding_rs::WINDOWS_1251.encode(&page).0;
        let reading = read(&bytes, &Progress::default()).unwrap();
        assert!(reading.draft.text.starts_with("Президент приехал"), "{}", reading.draft.text);
    }

    #[test]
    fn a_short_article_is_read_and_remarked_on() {
        let page = "<nav><a href=/>Home</a></nav><article><p>The crane fell into the basin.</p><p>Nobody was hurt.</p></article>";
        let reading = read_page(page).unwrap();
        assert_eq!(&*reading.draft.text, "The crane fell into the basin.\n\nNobody was hurt.");
        assert_eq!(reading.doubts, [Doubt::Short { n_characters: 48 }]);
    }

    #[test]
    fn a_page_that_builds_its_text_by_script_holds_no_article() {
        for page in [
            "<body><div id=root></div><noscript>You need to enable JavaScript to run this app.</noscript><script>x()</script>",
            "<body><iframe src=x></iframe>",
            "<html></html>",
            "<nav><a href=/>Home</a></nav>",
        ] {
            assert_eq!(read_page(page).err(), Some(Problem::NoArticle), "{page}");
        }
    }

    #[test]
    fn the_page_s_word_for_its_text_decides_between_the_extractors() {
        let written = |text: &str| Some(Written { text: text.to_owned(), zones: Vec::new() });
        let long = |words: &str| words.repeat(20);
        let (main, second) =
            (long("The boats stay in the harbour. "), long("Sign up for the letter of the day. "));
        let chosen = |referee: Option<&str>| choose(written(&main), written(&second), referee).unwrap();
        assert_eq!(chosen(None).written.text, main);
        assert_eq!(chosen(Some(&second)).written.text, second);
        assert!(chosen(None).is_disputed);
        let japanese = "港は火曜日から閉鎖されている。".repeat(20);
        assert_eq!(choose(written(&japanese), written(&second), None).unwrap().written.text, second);
    }

    #[test]
    fn an_article_behind_a_paywall_may_be_cut_off() {
        let head = HEAD.replace("\"headline\"", "\"isAccessibleForFree\": false, \"headline\"");
        let page = |end: &str| format!("{head}<body><article>{}{end}</article>", paragraphs(4));
        let cut = read_page(&page(
            "<p>The engineers, who came from the county, told the harbour master that they would</p>",
        ))
        .unwrap();
        assert_eq!(cut.doubts, [Doubt::CutOff]);
        assert_eq!(read_page(&page("")).unwrap().doubts, []);
    }

    #[test]
    fn pages_are_known_by_their_first_bytes() {
        for page in ["<!DOCTYPE html>\n<title>x", "\u{feff}<!-- saved --><HTML>", "  <html lang=en>"] {
            assert!(sniff(page.as_bytes()), "{page}");
        }
        assert!(!sniff(b"A text about the <html> tag."));
    }
}
