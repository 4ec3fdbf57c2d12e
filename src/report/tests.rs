//! The page as a browser reads it, with the HTML parser that pages are loaded with.

use std::collections::BTreeSet;

use jiff::civil::date;
use scraper::{ElementRef, Html, Selector};

use super::Page;
use crate::analysis::{self, Analysis, Corpus};
use crate::command::{Command, HeaderChange};
use crate::fixture;
use crate::job::Progress;
use crate::session::Session;

const A: &str =
    "[GPE Né]: it could encourage the Chinese regime to attack the island at once. [PERSON Ann] said so.";
const B: &str = "It could encourage China to attack the island at once, he said. [PERSON Ann] was there. [PERSON Ann] left.";

fn page(session: &Session, questions: &[&str]) -> String {
    let corpus = Corpus::whole(session.project().clone());
    let questions: Vec<&Analysis> = questions.iter().map(|id| analysis::by_id(id).unwrap()).collect();
    Page { corpus, questions, made: date(2026, 11, 22) }.html(&Progress::default()).unwrap()
}

fn every_question(session: &Session) -> String {
    page(session, &analysis::ALL.iter().map(|analysis| analysis.id).collect::<Vec<_>>())
}

fn all<'p>(page: &'p Html, selector: &str) -> Vec<ElementRef<'p>> {
    page.select(&Selector::parse(selector).unwrap()).collect()
}

fn words(element: &ElementRef) -> String {
    element.text().collect::<String>().split_whitespace().collect::<Vec<_>>().join(" ")
}

#[test]
fn a_page_is_well_formed_and_its_links_lead_somewhere() {
    let page = Html::parse_document(&every_question(&fixture::session(&[("One", A), ("Two", B)])));
    assert!(page.errors.is_empty(), "{:?}", page.errors);
    let ids: Vec<&str> = all(&page, "[id]").iter().filter_map(|element| element.attr("id")).collect();
    let distinct: BTreeSet<&str> = ids.iter().copied().collect();
    assert_eq!(ids.len(), distinct.len(), "an id stands twice: {ids:?}");
    let links = all(&page, "nav a");
    assert_eq!(links.len(), analysis::ALL.len() + 1);
    for link in links {
        let target = link.attr("href").unwrap().strip_prefix('#').unwrap();
        assert!(distinct.contains(target), "{target}");
    }
}

#[test]
fn a_page_fetches_and_runs_nothing() {
    let html = every_question(&fixture::session(&[("One", A), ("Two", B)]));
    let page = Html::parse_document(&html);
    for fetching in
        ["script", "link", "img", "iframe", "object", "[src]", "[onclick]", "a[href^=http]", "base", "form"]
    {
        assert!(all(&page, fetching).is_empty(), "{fetching}");
    }
    assert!(!html.contains("url(") && !html.contains("@import"));
    let policy = all(&page, "meta[http-equiv=Content-Security-Policy]");
    assert!(policy[0].attr("content").unwrap().starts_with("default-src 'none'"));
}

#[test]
fn hostile_titles_and_texts_stay_text() {
    let hostile =
        "<script>alert(1)</script> \"' & </details></td> [PERSON <b>Eve</b>] \u{202e}evil\u{0} שלום 東京.";
    let mut session =
        fixture::session(&[("</title><script>x</script>", hostile), ("\"><img src=x>", hostile)]);
    let articles = session.project().articles().keys().copied().collect();
    let change = HeaderChange::Title("</style><script>'\" \u{202e}".to_owned());
    session.run(&Command::EditHeaders { articles, change }).unwrap();
    let html = every_question(&session);
    let page = Html::parse_document(&html);
    assert!(all(&page, "script, img, b").is_empty());
    let marked: Vec<String> = all(&page, "#matrix .places mark").iter().map(words).collect();
    assert!(!marked.is_empty() && marked.iter().all(|mark| mark == "<b>Eve</b>"), "{marked:?}");
    let sentence = all(&page, "#matrix .places li span[dir=auto]").first().map(words).unwrap();
    assert!(sentence.contains("שלום 東京"), "{sentence}");
}

#[test]
fn every_figure_opens_the_sentences_that_it_counts() {
    let page = Html::parse_document(&page(&fixture::session(&[("One", A), ("Two", B)]), &["matrix"]));
    let row = all(&page, "#matrix tbody tr").into_iter().find(|row| words(row).starts_with("Ann")).unwrap();
    let figures = Selector::parse("td.number").unwrap();
    let summary = Selector::parse("summary").unwrap();
    let places = Selector::parse("details li").unwrap();
    let n_places = |cell: ElementRef| match cell.select(&Selector::parse("a").unwrap()).next() {
        Some(link) => all(&page, &format!("details > {} li", link.attr("href").unwrap())).len(),
        None => cell.select(&places).count(),
    };
    let shown: Vec<(String, usize)> = row
        .select(&figures)
        .map(|cell| (cell.select(&summary).map(|it| words(&it)).collect(), n_places(cell)))
        .collect();
    // All; then for each outlet mentions, rate, residual and first place. Ann stands once in One, twice in Two.
    let counts: Vec<usize> = shown.iter().map(|(_, n)| *n).collect();
    assert_eq!(counts, [3, 1, 1, 1, 1, 2, 2, 2, 1], "{shown:?}");
    assert_eq!((shown[0].0.as_str(), shown[5].0.as_str()), ("3", "2"));
    let first = row.select(&places).next().unwrap();
    assert_eq!(words(&first), "Ann said so. One, “Report of One”, paragraph 1".replace(". One", ".One"));
}

#[test]
fn passages_show_both_wordings_with_their_differences_by_class() {
    let page =
        Html::parse_document(&page(&fixture::session(&[("One", A), ("Two", B)]), &["shared-passages"]));
    let differing: Vec<(String, String)> = all(&page, ".passage .differs")
        .iter()
        .map(|element| (element.attr("title").unwrap().to_owned(), words(element)))
        .collect();
    let expected = [
        ("case", "it"),
        ("label of an actor", "the Chinese regime"),
        ("case", "It"),
        ("label of an actor", "China"),
    ];
    assert_eq!(differing, expected.map(|(class, words)| (class.to_owned(), words.to_owned())));
    let wordings: Vec<String> =
        all(&page, ".passage blockquote > span:first-child").iter().map(words).collect();
    assert_eq!(wordings[1], "It could encourage China to attack the island at once");
}

#[test]
fn what_is_left_out_is_counted() {
    let names: String = (0..1250).map(|n| format!("[PERSON Ann{n}] ")).collect();
    let often = "[GPE Oslo] ".repeat(40);
    let session = fixture::session(&[("One", names.as_str()), ("Two", often.as_str())]);
    let page = Html::parse_document(&page(&session, &["matrix"]));
    let rows = all(&page, "#matrix tbody tr").len();
    assert_eq!(rows, 200);
    let told: Vec<String> = all(&page, "#matrix p.weak").iter().map(words).collect();
    assert!(told.contains(&"and 1,051 more rows".to_owned()), "{told:?}");
    let oslo = all(&page, "#matrix tbody tr").into_iter().find(|row| words(row).starts_with("Oslo")).unwrap();
    let cell = oslo.select(&Selector::parse("td.number").unwrap()).next().unwrap();
    let n_shown = cell.select(&Selector::parse("li").unwrap()).count();
    assert!(words(&cell).ends_with(&format!("and {} more places", 40 - n_shown)), "{}", words(&cell));
}

#[test]
fn a_plot_is_drawn_in_the_page_with_its_words() {
    let page =
        Html::parse_document(&page(&fixture::session(&[("One", A), ("Two", B)]), &["matrix", "dispersion"]));
    let plots = all(&page, "figure svg[role=img]");
    assert_eq!(plots.len(), 2);
    assert!(words(&plots[0]).contains("Mentions per 1,000 words"));
    assert!(all(&page, "figure style").is_empty(), "the page gives the colors, light and dark");
}

#[test]
fn the_same_project_and_day_give_the_same_bytes() {
    let page = || every_question(&fixture::session(&[("One", A), ("Two", B)]));
    assert_eq!(page(), page());
    assert!(page().contains("2026-11-22 with Broadsheet "));
}

#[test]
fn an_empty_project_and_one_article_alone_make_a_page() {
    for articles in [&[][..], &[("One", A)]] {
        let page = Html::parse_document(&every_question(&fixture::session(articles)));
        assert_eq!(all(&page, "main > section").len(), analysis::ALL.len() + 1);
    }
}

#[test]
fn a_report_can_be_stopped() {
    let session = fixture::session(&[("One", A), ("Two", B)]);
    let corpus = Corpus::whole(session.project().clone());
    let page = Page { corpus, questions: analysis::ALL.iter().collect(), made: date(2026, 11, 22) };
    let (started, wait) = std::sync::mpsc::channel();
    let job = crate::job::Job::start(
        "Report",
        || {},
        move |progress| {
            while progress.go_on().is_ok() {
                started.send(()).ok();
                std::thread::yield_now();
            }
            page.html(progress)
        },
    );
    wait.recv().unwrap();
    job.cancel();
    assert_eq!(job.wait(), Err(crate::job::JobError::Cancelled));
}
