//! The answers to several questions as one page of HTML. It holds all it needs: no script, no file beside
//! it, no address to fetch. Every figure opens the sentences that it counts.

use jiff::civil::Date;

use super::blocks::Writer;
use super::escape::escape;
use super::ink::{DARK, Ink, LIGHT};
use crate::analysis::{Analysis, Corpus};
use crate::index::{Words, Zones};
use crate::job::{Cancelled, Progress};
use crate::model::Article;

/// What goes into a report.
#[derive(Clone)]
pub struct Page {
    pub corpus: Corpus,
    pub questions: Vec<&'static Analysis>,
    /// The day that it says it was made on.
    pub made: Date,
}

impl Page {
    /// The whole file. The same corpus, questions and day give the same bytes.
    pub fn html(&self, progress: &Progress) -> Result<String, Cancelled> {
        progress.expect(self.questions.len());
        let mut page = self.head() + "<main>\n" + &self.articles();
        for question in &self.questions {
            let report = question.answer(&self.corpus, &progress.part())?;
            page += &format!(
                "<section id=\"{id}\">\n<h2>{title}</h2>\n<p class=\"question\">{asked}</p>\n{answer}</section>\n",
                id = question.id,
                title = escape(question.title),
                asked = escape(question.question),
                answer = Writer::new(&self.corpus, question).report(&report, progress)?,
            );
            progress.step()?;
        }
        Ok(page + "</main>\n" + &self.foot() + "</body>\n</html>\n")
    }

    fn head(&self) -> String {
        let title = self.title();
        format!(
            "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n\
             <meta http-equiv=\"Content-Security-Policy\" content=\"{POLICY}\">\n\
             <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n\
             <meta name=\"generator\" content=\"{PROGRAM}\">\n<title>{title}</title>\n<style>\n{style}</style>\n</head>\n<body>\n\
             <header>\n<h1 dir=\"auto\">{title}</h1>\n{facts}</header>\n{contents}",
            style = style(),
            facts = self.facts(),
            contents = self.contents(),
        )
    }

    fn title(&self) -> String {
        escape(self.corpus.project.title())
    }

    fn facts(&self) -> String {
        let n = self.corpus.articles().count();
        let stories: std::collections::BTreeSet<&str> = self
            .corpus
            .articles()
            .filter_map(|(_, article)| self.corpus.project.story_name(article))
            .collect();
        let fact =
            |name: &str, value: &str| format!("<dt>{name}</dt><dd dir=\"auto\">{}</dd>\n", escape(value));
        let stories: Vec<&str> = stories.into_iter().collect();
        let mut facts = fact(
            "Compared",
            &if n == 1 { "1 article".to_owned() } else { format!("{} articles", counted(n)) },
        );
        if !stories.is_empty() {
            facts += &fact("Stories", &stories.join(", "));
        }
        facts += &fact("Counted", &self.corpus.counted());
        facts += &fact("Made", &format!("{} with {PROGRAM}", self.made));
        format!("<dl class=\"facts\">\n{facts}</dl>\n")
    }

    fn contents(&self) -> String {
        let entry = |question: &&Analysis| {
            format!(
                "<li><a href=\"#{}\">{}</a> <span class=\"weak\">{}</span></li>\n",
                question.id,
                escape(question.title),
                escape(question.question)
            )
        };
        let entries: String = self.questions.iter().map(entry).collect();
        format!(
            "<nav aria-label=\"Contents\">\n<h2>Contents</h2>\n<ol>\n<li><a href=\"#articles\">Articles</a></li>\n{entries}</ol>\n\
             <p class=\"weak\">Every underlined figure opens the sentences that it counts.</p>\n</nav>\n"
        )
    }

    fn articles(&self) -> String {
        let row = |article: &Article| {
            let header = &article.header;
            let published = header.published.as_ref().map_or("unknown", |published| published.as_str());
            let n_words = Words::of(article, self.corpus.zones()).count();
            format!(
                "<tr><th scope=\"row\" dir=\"auto\">{}</th><td class=\"words\" dir=\"auto\">{}</td><td>{}</td>\
                 <td class=\"number\">{}</td><td class=\"number\">{}</td></tr>\n",
                escape(self.corpus.project.outlet_name(article)),
                escape(&header.title),
                escape(published),
                counted(n_words),
                counted(article.mentions.len()),
            )
        };
        let all: Vec<&Article> = self.corpus.articles().map(|(_, article)| article).collect();
        let rows: String = all.iter().take(MOST_ARTICLES).map(|article| row(article)).collect();
        let omitted = all.len().saturating_sub(MOST_ARTICLES);
        let more = if omitted > 0 {
            format!("<p class=\"weak\">and {} more articles</p>\n", counted(omitted))
        } else {
            String::new()
        };
        format!(
            "<section id=\"articles\">\n<h2>Articles</h2>\n<div class=\"wide\"><table>\n<thead><tr><th scope=\"col\">Outlet</th>\
             <th scope=\"col\">Title</th><th scope=\"col\">Published</th><th scope=\"col\" class=\"number\">Words</th>\
             <th scope=\"col\" class=\"number\">Mentions</th></tr></thead>\n<tbody>\n{rows}</tbody>\n</table></div>\n{more}</section>\n"
        )
    }

    fn foot(&self) -> String {
        let zones = match self.corpus.zones() {
            Zones::All => "",
            Zones::Body => " Captions, credits and page furniture are not counted.",
        };
        format!("<footer><p>Made with {PROGRAM} on {}.{zones}</p></footer>\n", self.made)
    }
}

const PROGRAM: &str = concat!("Broadsheet ", env!("CARGO_PKG_VERSION"));

/// Nothing may be fetched or run, whatever an article's text may hold.
const POLICY: &str = "default-src 'none'; style-src 'unsafe-inline'; img-src data:";

/// Rows of the first table; a report of ten thousand articles is about their sums.
const MOST_ARTICLES: usize = 500;

/// `1,234`
pub(super) fn counted(n: usize) -> String {
    let digits = n.to_string();
    let grouped: Vec<&str> =
        digits.as_bytes().rchunks(3).rev().filter_map(|group| std::str::from_utf8(group).ok()).collect();
    grouped.join(",")
}

/// Dark where the reader's screen is; paper is always white.
fn style() -> String {
    format!(
        ":root{{{}}}\n{}\n@media screen and (prefers-color-scheme: dark){{\n:root{{color-scheme:dark;{}}}\n{}\n}}\n{}",
        variables(&LIGHT),
        LIGHT.style(),
        variables(&DARK),
        DARK.style(),
        include_str!("page.css")
    )
}

fn variables(ink: &Ink) -> String {
    let Ink { page, panel, text, weak, line, link, marked, .. } = ink;
    format!(
        "--page:{page};--panel:{panel};--text:{text};--weak:{weak};--line:{line};--link:{link};--marked:{marked}"
    )
}
