//! Posts that an article embeds: each is said by whoever signs it.

use std::ops::Range;

use super::{Quotation, QuotationKind, Rule, Speaker};
use crate::model::{Article, ZoneKind};
use crate::text::Span;

/// Each stretch of posted lines, with the name that stands in the signature below, above or between.
pub(super) fn posts(article: &Article) -> Vec<Quotation> {
    let mut found = Vec::new();
    for lines in clusters(article) {
        let speaker = lines.iter().find_map(|line| signature(article, *line));
        let said: Vec<Span> = lines.into_iter().filter(|line| signature(article, *line).is_none()).collect();
        let stretches = said.chunk_by(|a, b| is_blank(&article.text, a.end()..b.start()));
        found.extend(stretches.filter_map(|lines| {
            let span = Span::new(&article.text, lines.first()?.start()..lines.last()?.end()).ok()?;
            Some(Quotation {
                speaker: speaker.clone(),
                ..Quotation::new(span, QuotationKind::Embed, Rule::Signature)
            })
        }));
    }
    found
}

/// Posted lines with nothing between them but page furniture. A signature that follows another
/// signature belongs to the next post.
fn clusters(article: &Article) -> Vec<Vec<Span>> {
    let mut lines: Vec<Span> =
        article.zones.iter().filter(|zone| zone.kind == ZoneKind::Post).map(|zone| zone.span).collect();
    lines.sort_unstable();
    let mut clusters: Vec<Vec<Span>> = Vec::new();
    for line in lines {
        let is_signed = |lines: &[Span]| lines.iter().any(|line| signature(article, *line).is_some());
        match clusters.last_mut() {
            Some(last)
                if last.last().is_some_and(|before| is_passed_over(article, before.end()..line.start()))
                    && !(is_signed(last) && signature(article, line).is_some()) =>
            {
                last.push(line);
            }
            _ => clusters.push(vec![line]),
        }
    }
    clusters
}

fn is_blank(text: &str, range: Range<usize>) -> bool {
    text.get(range).is_some_and(|between| between.trim().is_empty())
}

fn is_passed_over(article: &Article, range: Range<usize>) -> bool {
    let Some(between) = article.text.get(range.clone()) else { return false };
    let furniture = article.zones.iter().filter(|zone| zone.kind == ZoneKind::Furniture);
    let n_furniture: usize = furniture
        .filter(|zone| zone.span.start() >= range.start && zone.span.end() <= range.end)
        .map(|zone| zone.span.of(&article.text).split_whitespace().collect::<String>().len())
        .sum();
    between.split_whitespace().map(str::len).sum::<usize>() == n_furniture
}

/// `— Emmanuel Macron (@EmmanuelMacron) May 19, 2023` → the name.
fn signature(article: &Article, line: Span) -> Option<Speaker> {
    let written = line.of(&article.text);
    let rest = written.trim_start().strip_prefix(['—', '–', '-'])?.trim_start();
    let name = rest[..rest.find("(@")?].trim_end();
    let start =
        line.start() + (written.len() - written.trim_start().len()) + written.trim_start().find(name)?;
    let span = Span::new(&article.text, start..start + name.len()).ok().filter(|span| !span.is_empty())?;
    Some(Speaker { span, name: name.to_owned(), entity: None })
}
