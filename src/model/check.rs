//! The invariants of a project, checked for what a transaction touched, or for the whole.

use std::collections::BTreeSet;

use super::{Article, ArticleId, Edit, EditError, Mention, MentionId, Project, Relation, Transaction};

type Verdict = Result<(), &'static str>;

impl Project {
    /// Checks the records that a transaction touched, and that nothing uses what it removed.
    pub(super) fn check(&self, transaction: &Transaction) -> Result<(), EditError> {
        for edit in &transaction.edits {
            self.check_touched(edit)?;
        }
        if transaction.edits.iter().any(removes_what_others_use) {
            self.check_all().map_or(Ok(()), Err)?;
        }
        Ok(())
    }

    fn check_touched(&self, edit: &Edit) -> Result<(), EditError> {
        match edit {
            Edit::Article(id, change) if change.after().is_some() => self.check_article(*id),
            Edit::Header(id, _) | Edit::Zones(id, _) => self.with_article(*id, |article| self.frame(article)),
            Edit::Mention(id, mention, _) => self.check_mention(*id, *mention),
            Edit::Relation(id, relation, _) => {
                match self.articles.get(id).and_then(|a| a.relations.get(relation)) {
                    Some(found) => self.with_article(*id, |article| self.relation(article, found)),
                    None => Ok(()),
                }
            }
            Edit::Pattern(_, change)
                if change.after().is_some_and(|pattern| !self.labels.contains_key(&pattern.label)) =>
            {
                Err(broken("a pattern", "suggests a label that does not exist"))
            }
            _ => Ok(()),
        }
    }

    /// The first broken record of the whole project.
    pub fn check_all(&self) -> Option<EditError> {
        if self.patterns.values().any(|pattern| !self.labels.contains_key(&pattern.label)) {
            return Some(broken("a pattern", "suggests a label that does not exist"));
        }
        self.articles.keys().find_map(|id| self.check_article(*id).err())
    }

    fn check_article(&self, id: ArticleId) -> Result<(), EditError> {
        let Some(article) = self.articles.get(&id) else { return Ok(()) };
        self.frame(article).map_err(|problem| broken(&format!("article {id}"), problem))?;
        for (mention_id, mention) in &article.mentions {
            let verdict = self.mention_fits(article, mention);
            verdict.map_err(|problem| broken(&format!("mention {mention_id} of article {id}"), problem))?;
        }
        for (relation_id, relation) in &article.relations {
            let verdict = self.relation(article, relation);
            verdict.map_err(|problem| broken(&format!("relation {relation_id} of article {id}"), problem))?;
        }
        Ok(())
    }

    fn check_mention(&self, id: ArticleId, mention_id: MentionId) -> Result<(), EditError> {
        let Some(article) = self.articles.get(&id) else { return Ok(()) };
        let verdict = match article.mentions.get(&mention_id) {
            Some(mention) => self.mention_fits(article, mention),
            None if article.relations_of(mention_id).next().is_some() => Err("is still an end of a relation"),
            None => Ok(()),
        };
        verdict.map_err(|problem| broken(&format!("mention {mention_id} of article {id}"), problem))
    }

    fn with_article(
        &self,
        id: ArticleId,
        verdict: impl FnOnce(&Article) -> Verdict,
    ) -> Result<(), EditError> {
        let Some(article) = self.articles.get(&id) else { return Ok(()) };
        verdict(article).map_err(|problem| broken(&format!("article {id}"), problem))
    }

    fn frame(&self, article: &Article) -> Verdict {
        let header = &article.header;
        if header.outlet.is_some_and(|id| !self.outlets.contains_key(&id)) {
            return Err("names an outlet that does not exist");
        }
        if header.story.is_some_and(|id| !self.stories.contains_key(&id)) {
            return Err("names a story that does not exist");
        }
        if article.zones.iter().any(|zone| !zone.span.fits(&article.text)) {
            return Err("has a zone that does not fit its text");
        }
        let rejects_known = |label| self.labels.contains_key(&label);
        if !article.rejected.keys().all(|place| place.span.fits(&article.text) && rejects_known(place.label))
        {
            return Err("has a rejection that does not fit its text or tagset");
        }
        Ok(())
    }

    fn mention_fits(&self, article: &Article, mention: &Mention) -> Verdict {
        if !mention.extent.fits(&article.text) {
            return Err("does not fit the text");
        }
        if !self.labels.contains_key(&mention.label) {
            return Err("has a label that does not exist");
        }
        if mention.entity.is_some_and(|id| !self.entities.contains_key(&id)) {
            return Err("has an entity that does not exist");
        }
        if !self.annotators.contains_key(&mention.by) {
            return Err("was made by an annotator who does not exist");
        }
        Ok(())
    }

    fn relation(&self, article: &Article, relation: &Relation) -> Verdict {
        if !self.relation_kinds.contains_key(&relation.kind) {
            return Err("is of a kind that does not exist");
        }
        let ends = BTreeSet::from([relation.from, relation.to]);
        if !ends.iter().all(|end| article.mentions.contains_key(end)) {
            return Err("has an end that does not exist");
        }
        if !self.annotators.contains_key(&relation.by) {
            return Err("was made by an annotator who does not exist");
        }
        Ok(())
    }
}

fn removes_what_others_use(edit: &Edit) -> bool {
    match edit {
        Edit::Label(_, change) => change.after().is_none(),
        Edit::RelationKind(_, change) => change.after().is_none(),
        Edit::Annotator(_, change) => change.after().is_none(),
        Edit::Outlet(_, change) => change.after().is_none(),
        Edit::Story(_, change) => change.after().is_none(),
        Edit::Entity(_, change) => change.after().is_none(),
        _ => false,
    }
}

fn broken(record: &str, problem: &'static str) -> EditError {
    EditError::Broken { record: record.to_owned(), problem }
}
