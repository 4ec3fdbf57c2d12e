use std::collections::BTreeMap;

use serde_json::{Value as Json, json};

use crate::index::Side;
use crate::model::{Article, ArticleId, Project};
use crate::text::{OffsetMap, Span, Unit};

/// A place that a number counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Evidence {
    pub article: ArticleId,
    pub span: Span,
}

impl From<Side> for Evidence {
    fn from(side: Side) -> Self {
        Self { article: side.article, span: side.span }
    }
}

/// What scripts know an article by: where it was loaded from, or its title where it was pasted.
pub fn article_name(article: &Article) -> &str {
    let header = &article.header;
    if header.path.is_empty() { &header.title } else { &header.path }
}

/// Writes evidence for scripts, in code points.
pub struct Quoter<'p> {
    project: &'p Project,
    offsets: BTreeMap<ArticleId, OffsetMap>,
}

impl<'p> Quoter<'p> {
    pub fn new(project: &'p Project) -> Self {
        Self { project, offsets: BTreeMap::new() }
    }

    /// `null` where the article is gone.
    pub fn json(&mut self, evidence: Evidence) -> Json {
        let Some(article) = self.project.article(evidence.article) else { return Json::Null };
        let range = self.code_points(evidence);
        json!({
            "article": article_name(article),
            "id": evidence.article.to_string(),
            "start": range.start,
            "end": range.end,
            "text": evidence.span.of(&article.text),
        })
    }

    /// Empty where the article is gone.
    pub fn code_points(&mut self, evidence: Evidence) -> std::ops::Range<usize> {
        let Some(article) = self.project.article(evidence.article) else { return 0..0 };
        let offsets = self.offsets.entry(evidence.article).or_insert_with(|| OffsetMap::new(&article.text));
        offsets.range_to(Unit::Char, evidence.span.range()).unwrap_or(0..0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fixture;

    #[test]
    fn scripts_get_code_points_and_the_covered_text() {
        let session = fixture::session(&[("One", "«é» ferry")]);
        let (id, article) = fixture::article(session.project(), 0);
        let span = Span::new(&article.text, 7..12).unwrap();
        let quoted = Quoter::new(session.project()).json(Evidence { article: id, span });
        assert_eq!(
            (&quoted["article"], &quoted["start"], &quoted["end"], &quoted["text"]),
            (&json!("Report of One"), &json!(4), &json!(9), &json!("ferry"))
        );
    }
}
