//! How a project is laid out in its file: RON that any reader of RON reads, in lines that a person can
//! compare, and in pieces that several threads can write and read.
//!
//! The lines around an article, and those around all of them, stand nowhere else: [`read`](super::read)
//! cuts the file at them.

use std::io::{self, Write};
use std::sync::Arc;
use std::thread;

use ron::ser::PrettyConfig;

use super::mention_line;
use super::saved::{SavedArticle, SavedFile, SavedProject};
use crate::model::{Article, ArticleId, Ids, Project};
use crate::store::sum::{Sum, Summing};

/// The format number that this version writes, and the highest that it knows.
pub const FORMAT: u32 = 2;

pub(super) const ARTICLES_OPEN: &str = "\n    articles: {\n";
pub(super) const ARTICLES_CLOSE: &str = "\n    },\n";
pub(super) const ARTICLE_INDENT: &str = "      ";
pub(super) const ARTICLE_CLOSE: &str = "\n      ),\n";
pub(super) const TEXT: &str = "\n        text: ";
pub(super) const MENTIONS_OPEN: &str = "\n        mentions: {\n";
pub(super) const NO_MENTIONS: &str = "\n        mentions: {},\n";
pub(super) const MENTIONS_CLOSE: &str = "\n        },\n";
pub(super) const SUM: &str = "  sum: \"";

const FRAME_INLINE_BELOW: usize = 4; // file, project, records, a record's fields; then one line each
const ARTICLE_INLINE_BELOW: usize = 2; // a header's fields, a zone
const ARTICLES_AT_ONCE: usize = 256; // so that a large file is never whole in memory

/// The same project at the same revision always gives the same bytes. Returns the sum of it all.
pub(super) fn write(to: &mut impl Write, revision: u64, ids: &Ids, project: &Project) -> io::Result<Sum> {
    let mut sum = Summing::default();
    let head = head(revision, ids, project).map_err(io::Error::other)?;
    sum.add(head.as_bytes());
    to.write_all(head.as_bytes())?;
    let articles: Vec<_> = project.articles().iter().collect();
    for batch in articles.chunks(ARTICLES_AT_ONCE) {
        for written in in_parallel(batch)? {
            let (lines, of_article) = written.map_err(io::Error::other)?;
            sum.add(of_article.to_string().as_bytes());
            to.write_all(lines.as_bytes())?;
        }
    }
    let close = format!("{}  ),\n", &ARTICLES_CLOSE[1..]);
    sum.add(close.as_bytes());
    let sum = sum.sum();
    to.write_all(format!("{close}{SUM}{sum}\",\n)\n").as_bytes())?;
    Ok(sum)
}

type Written = ron::Result<(String, Sum)>;

fn in_parallel(articles: &[(&ArticleId, &Arc<Article>)]) -> io::Result<Vec<Written>> {
    let n_threads = thread::available_parallelism().map_or(1, usize::from);
    let per_thread = articles.len().div_ceil(n_threads).max(1);
    let write = |part: &[(&ArticleId, &Arc<Article>)]| -> Vec<Written> {
        part.iter().map(|(id, article)| write_article(**id, article)).collect()
    };
    thread::scope(|scope| {
        let workers: Vec<_> =
            articles.chunks(per_thread).map(|part| scope.spawn(move || write(part))).collect();
        let parts = workers.into_iter().map(|worker| worker.join());
        let parts: Result<Vec<_>, _> = parts.collect();
        let parts = parts.map_err(|_| io::Error::other("a thread that wrote articles broke"))?;
        Ok(parts.into_iter().flatten().collect())
    })
}

fn head(revision: u64, ids: &Ids, project: &Project) -> ron::Result<String> {
    let frame = SavedFile {
        format: FORMAT,
        revision,
        ids: ids.clone(),
        project: SavedProject::frame(project),
        sum: Sum::default(),
    };
    let written = ron::ser::to_string_pretty(&frame, style(FRAME_INLINE_BELOW))?;
    let (head, _) = written.rsplit_once("\n    articles: {},\n").unwrap_or((&written, ""));
    Ok(format!("{head}{ARTICLES_OPEN}"))
}

fn style(inline_below: usize) -> PrettyConfig {
    PrettyConfig::new().depth_limit(inline_below).indentor("  ").new_line("\n")
}

/// The article's lines, and the sum over those before its sum.
fn write_article(id: ArticleId, article: &Article) -> Written {
    let frame = ron::ser::to_string_pretty(&SavedArticle::frame(article), style(ARTICLE_INLINE_BELOW))?;
    let frame = frame.replace('\n', &format!("\n{ARTICLE_INDENT}")); // strings have their line ends escaped
    let no_text = format!("{TEXT}\"\",");
    let (header, rest) = frame.split_once(&no_text).unwrap_or((&frame, ""));
    let (zones, rest) = rest.split_once(NO_MENTIONS).unwrap_or((rest, ""));
    let (rest, _) = rest.rsplit_once(SUM).unwrap_or((rest, ""));
    let mut lines = String::with_capacity(frame.len() + article.text.len() + article.mentions.len() * 96);
    lines.push_str(&format!("{ARTICLE_INDENT}{}: {header}{TEXT}{},{zones}", id.0, literal(&article.text)?));
    write_mentions(&mut lines, article)?;
    lines.push_str(rest.strip_suffix(ARTICLE_INDENT).unwrap_or(rest));
    let sum = Sum::of(lines.as_bytes());
    lines.push_str(&format!("{ARTICLE_INDENT}{SUM}{sum}\",{ARTICLE_CLOSE}"));
    Ok((lines, sum))
}

fn write_mentions(lines: &mut String, article: &Article) -> ron::Result<()> {
    if article.mentions.is_empty() {
        lines.push_str(NO_MENTIONS);
        return Ok(());
    }
    lines.push_str(MENTIONS_OPEN);
    for (id, mention) in article.mentions.iter() {
        mention_line::write(lines, *id, mention, article)?;
    }
    lines.push_str(&MENTIONS_CLOSE[1..]);
    Ok(())
}

/// A text as it stands, so that a person reads it and a comparison shows the line that differs. Escaped
/// where an editor or a version control could change it unseen, or where it looks like our own layout.
fn literal(text: &str) -> ron::Result<String> {
    let is_exact = !text.chars().any(|c| c.is_control() && c != '\n' && c != '\t');
    let is_layout = text.contains(ARTICLE_CLOSE) || text.contains(ARTICLES_CLOSE);
    if text.is_empty() || !is_exact || is_layout {
        return ron::to_string(text);
    }
    let mut hashes = "#".to_owned();
    while text.contains(&format!("\"{hashes}")) {
        hashes.push('#');
    }
    Ok(format!("r{hashes}\"{text}\"{hashes}"))
}
