//! The invariants of a project, checked for what a transaction touched, or for the whole.

use std::collections::BTreeSet;

use super::{
    Article, ArticleId, Edit, EditError, Ids, Mention, MentionId, Parts, Project, Relation, Transaction,
};
use crate::job::{MANY, in_parallel_from};

type Verdict = Result<(), &'static str>;

impl Project {
    /// Checks the records that a transaction touched, and that nothing uses what it removed.
    pub(super) fn check(&self, transaction: &Transaction) -> Result<(), EditError> {
        let check = |edits: &[Edit]| edits.iter().try_for_each(|edit| self.check_touched(edit));
        in_parallel_from(MANY, &transaction.edits, check).into_iter().collect::<Result<(), _>>()?;
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
        self.broken_records().next()
    }

    /// Every broken record of a project that was taken apart, and every id that is used twice or was
    /// never handed out.
    pub fn problems(parts: Parts, ids: &Ids) -> Vec<EditError> {
        let project = Self::unchecked(parts);
        project.broken_records().chain(project.broken_ids(ids)).collect()
    }

    fn broken_records(&self) -> impl Iterator<Item = EditError> {
        let patterns = self.patterns.values().filter(|pattern| !self.labels.contains_key(&pattern.label));
        let patterns = patterns.map(|_| broken("a pattern", "suggests a label that does not exist"));
        let articles = self.articles.iter();
        patterns.chain(articles.flat_map(|(id, article)| self.broken_records_of(*id, article)))
    }

    fn broken_records_of(&self, id: ArticleId, article: &Article) -> impl Iterator<Item = EditError> {
        let frame = self.frame(article).err().map(|problem| broken(&format!("article {id}"), problem));
        let mentions = article.mentions.iter().filter_map(move |(mention_id, mention)| {
            let problem = self.mention_fits(article, mention).err()?;
            Some(broken(&format!("mention {mention_id} of article {id}"), problem))
        });
        let relations = article.relations.iter().filter_map(move |(relation_id, relation)| {
            let problem = self.relation(article, relation).err()?;
            Some(broken(&format!("relation {relation_id} of article {id}"), problem))
        });
        frame.into_iter().chain(mentions).chain(relations)
    }

    fn broken_ids(&self, ids: &Ids) -> Vec<EditError> {
        let mut seen = BTreeSet::new();
        let verdict = |(number, record): (u32, String)| {
            if !seen.insert(number) {
                return Some(broken(&record, "has an id that another record has"));
            }
            (!ids.has_handed_out(number)).then(|| broken(&record, "has an id that was never handed out"))
        };
        self.ids_in_use().into_iter().filter_map(verdict).collect()
    }

    fn ids_in_use(&self) -> Vec<(u32, String)> {
        let mut used = Vec::new();
        used.extend(self.labels.keys().map(|id| (id.0, format!("label {id}"))));
        used.extend(self.relation_kinds.keys().map(|id| (id.0, format!("relation kind {id}"))));
        used.extend(self.patterns.keys().map(|id| (id.0, format!("pattern {id}"))));
        used.extend(self.annotators.keys().map(|id| (id.0, format!("annotator {id}"))));
        used.extend(self.outlets.keys().map(|id| (id.0, format!("outlet {id}"))));
        used.extend(self.stories.keys().map(|id| (id.0, format!("story {id}"))));
        used.extend(self.entities.keys().map(|id| (id.0, format!("entity {id}"))));
        used.extend(self.articles.keys().map(|id| (id.0, format!("article {id}"))));
        for (id, article) in &self.articles {
            let mentions = article.mentions.keys();
            used.extend(mentions.map(|mention| (mention.0, format!("mention {mention} of article {id}"))));
            let relations = article.relations.keys();
            used.extend(
                relations.map(|relation| (relation.0, format!("relation {relation} of article {id}"))),
            );
        }
        used
    }

    /// 0 where there are no records.
    pub(super) fn highest_id(&self) -> u32 {
        let records = [
            self.labels.get_max().map(|(id, _)| id.0),
            self.relation_kinds.get_max().map(|(id, _)| id.0),
            self.patterns.get_max().map(|(id, _)| id.0),
            self.annotators.get_max().map(|(id, _)| id.0),
            self.outlets.get_max().map(|(id, _)| id.0),
            self.stories.get_max().map(|(id, _)| id.0),
            self.entities.get_max().map(|(id, _)| id.0),
        ];
        let articles = self.articles.iter().map(|(id, article)| article.highest_id(*id));
        records.into_iter().flatten().chain(articles).max().unwrap_or(0)
    }

    fn check_article(&self, id: ArticleId) -> Result<(), EditError> {
        let article = self.articles.get(&id);
        article.and_then(|article| self.broken_records_of(id, article).next()).map_or(Ok(()), Err)
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
