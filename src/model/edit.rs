use std::collections::BTreeMap;
use std::fmt;
use std::sync::Arc;

use serde::{Deserialize, Serialize};

use super::{
    Annotator, AnnotatorId, Article, ArticleId, Entity, EntityId, Header, Label, LabelId, Mention, MentionId,
    Mentions, Outlet, OutletId, Pattern, PatternId, Project, Records, Rejection, Relation, RelationId,
    RelationKind, RelationKindId, Story, StoryId, Zone,
};
use crate::job::{MANY, in_parallel};

/// A record before and after. It is its own inverse, and its own proof that nobody changed the
/// record meanwhile.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Change<T> {
    Add(T),
    Remove(T),
    Replace { before: T, after: T },
}

/// A change of one record. The journal is made of these.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Edit {
    Title(Change<String>),
    Label(LabelId, Change<Label>),
    RelationKind(RelationKindId, Change<RelationKind>),
    Pattern(PatternId, Change<Pattern>),
    Annotator(AnnotatorId, Change<Annotator>),
    Outlet(OutletId, Change<Outlet>),
    Story(StoryId, Change<Story>),
    Entity(EntityId, Change<Entity>),
    Ambiguous(String, Change<u32>),
    /// The whole record: for loading and removing only.
    Article(ArticleId, Change<Arc<Article>>),
    Header(ArticleId, Change<Arc<Header>>),
    Zones(ArticleId, Change<Vec<Zone>>),
    Mention(ArticleId, MentionId, Change<Mention>),
    Relation(ArticleId, RelationId, Change<Relation>),
    Rejection(ArticleId, Rejection, Change<String>),
}

/// One step of undo.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Transaction {
    /// What the user did, in words: `Tag "Macron" as PERSON`.
    pub title: String,
    pub edits: Vec<Edit>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum EditError {
    /// The record is not what the edit says it was.
    Stale { record: String },
    /// The result would break an invariant.
    Broken { record: String, problem: &'static str },
}

impl Project {
    /// Applies all edits or none.
    pub fn apply(&mut self, transaction: &Transaction) -> Result<(), EditError> {
        self.put_all(&transaction.edits)?;
        self.check(transaction).inspect_err(|_| self.take_back(&transaction.edits))
    }

    fn put_all(&mut self, edits: &[Edit]) -> Result<(), EditError> {
        if edits.len() >= MANY && edits.iter().all(|edit| edit.inside().is_some()) {
            return self.put_inside_articles(edits);
        }
        for (n_done, edit) in edits.iter().enumerate() {
            if !self.put(edit) {
                self.take_back(&edits[..n_done]);
                return Err(stale(edit));
            }
        }
        Ok(())
    }

    /// Edits of different articles have nothing to do with each other, so every core takes some articles.
    fn put_inside_articles(&mut self, edits: &[Edit]) -> Result<(), EditError> {
        let mut by_article: BTreeMap<ArticleId, Vec<&Edit>> = BTreeMap::new();
        for (article, edit) in edits.iter().filter_map(|edit| Some((edit.inside()?, edit))) {
            by_article.entry(article).or_default().push(edit);
        }
        let by_article: Vec<(ArticleId, Vec<&Edit>)> = by_article.into_iter().collect();
        let edited = in_parallel(&by_article, |part| {
            part.iter().map(|(id, edits)| self.edited(*id, edits)).collect::<Result<Vec<_>, EditError>>()
        });
        let edited: Vec<Vec<(ArticleId, Arc<Article>)>> = edited.into_iter().collect::<Result<_, _>>()?;
        for (id, article) in edited.into_iter().flatten() {
            self.articles.insert(id, article);
        }
        Ok(())
    }

    fn edited(&self, id: ArticleId, edits: &[&Edit]) -> Result<(ArticleId, Arc<Article>), EditError> {
        let known = self.articles.get(&id).ok_or_else(|| stale(edits[0]))?;
        let mut article = Article::clone(known);
        match edits.iter().find(|edit| !put_inside(&mut article, edit)) {
            Some(edit) => Err(stale(edit)),
            None => Ok((id, Arc::new(article))),
        }
    }

    fn take_back(&mut self, edits: &[Edit]) {
        for edit in edits.iter().rev() {
            let undone = self.put(&edit.inverse());
            debug_assert!(undone, "an edit just made can be unmade");
        }
    }

    /// Whether the record was as the edit says.
    fn put(&mut self, edit: &Edit) -> bool {
        match edit {
            Edit::Title(change) => put_value(&mut self.title, change),
            Edit::Label(id, change) => put(&mut self.labels, *id, change),
            Edit::RelationKind(id, change) => put(&mut self.relation_kinds, *id, change),
            Edit::Pattern(id, change) => put(&mut self.patterns, *id, change),
            Edit::Annotator(id, change) => put(&mut self.annotators, *id, change),
            Edit::Outlet(id, change) => put(&mut self.outlets, *id, change),
            Edit::Story(id, change) => put(&mut self.stories, *id, change),
            Edit::Entity(id, change) => put(&mut self.entities, *id, change),
            Edit::Ambiguous(form, change) => put(&mut self.ambiguous, form.clone(), change),
            Edit::Article(id, change) => put(&mut self.articles, *id, change),
            inside => {
                let article = inside.inside().and_then(|id| self.articles.get_mut(&id));
                article.is_some_and(|article| put_inside(Arc::make_mut(article), inside))
            }
        }
    }
}

fn put_inside(article: &mut Article, edit: &Edit) -> bool {
    match edit {
        Edit::Header(_, change) => put_value(&mut article.header, change),
        Edit::Zones(_, change) => put_value(&mut article.zones, change),
        Edit::Mention(_, mention, change) => put_mention(&mut article.mentions, *mention, change),
        Edit::Relation(_, relation, change) => put(&mut article.relations, *relation, change),
        Edit::Rejection(_, place, change) => put(&mut article.rejected, *place, change),
        _ => false,
    }
}

fn stale(edit: &Edit) -> EditError {
    EditError::Stale { record: edit.record().to_string() }
}

fn put<Id: Ord + Clone, T: Clone + PartialEq>(
    records: &mut Records<Id, T>,
    id: Id,
    change: &Change<T>,
) -> bool {
    let fits = records.get(&id) == change.before();
    if fits {
        match change.after() {
            Some(after) => records.insert(id, after.clone()),
            None => records.remove(&id),
        };
    }
    fits
}

fn put_mention(mentions: &mut Mentions, id: MentionId, change: &Change<Mention>) -> bool {
    let fits = mentions.get(&id) == change.before();
    if fits {
        mentions.set(id, change.after().cloned());
    }
    fits
}

/// A value that is always there can only be replaced.
fn put_value<T: Clone + PartialEq>(value: &mut T, change: &Change<T>) -> bool {
    match change {
        Change::Replace { before, after } if before == value => {
            *value = after.clone();
            true
        }
        _ => false,
    }
}

impl<T> Change<T> {
    pub fn before(&self) -> Option<&T> {
        match self {
            Self::Add(_) => None,
            Self::Remove(before) | Self::Replace { before, .. } => Some(before),
        }
    }

    pub fn after(&self) -> Option<&T> {
        match self {
            Self::Remove(_) => None,
            Self::Add(after) | Self::Replace { after, .. } => Some(after),
        }
    }

    fn inverse(&self) -> Self
    where
        T: Clone,
    {
        match self {
            Self::Add(record) => Self::Remove(record.clone()),
            Self::Remove(record) => Self::Add(record.clone()),
            Self::Replace { before, after } => Self::Replace { before: after.clone(), after: before.clone() },
        }
    }
}

impl Edit {
    fn inverse(&self) -> Self {
        match self {
            Self::Title(change) => Self::Title(change.inverse()),
            Self::Label(id, change) => Self::Label(*id, change.inverse()),
            Self::RelationKind(id, change) => Self::RelationKind(*id, change.inverse()),
            Self::Pattern(id, change) => Self::Pattern(*id, change.inverse()),
            Self::Annotator(id, change) => Self::Annotator(*id, change.inverse()),
            Self::Outlet(id, change) => Self::Outlet(*id, change.inverse()),
            Self::Story(id, change) => Self::Story(*id, change.inverse()),
            Self::Entity(id, change) => Self::Entity(*id, change.inverse()),
            Self::Ambiguous(form, change) => Self::Ambiguous(form.clone(), change.inverse()),
            Self::Article(id, change) => Self::Article(*id, change.inverse()),
            Self::Header(id, change) => Self::Header(*id, change.inverse()),
            Self::Zones(id, change) => Self::Zones(*id, change.inverse()),
            Self::Mention(id, mention, change) => Self::Mention(*id, *mention, change.inverse()),
            Self::Relation(id, relation, change) => Self::Relation(*id, *relation, change.inverse()),
            Self::Rejection(id, place, change) => Self::Rejection(*id, *place, change.inverse()),
        }
    }

    /// The article that it changes a part of.
    fn inside(&self) -> Option<ArticleId> {
        self.article().filter(|_| !matches!(self, Self::Article(..)))
    }

    /// The article that an edit changes or brings, if any.
    pub fn article(&self) -> Option<ArticleId> {
        self.record().article()
    }

    /// The highest id that the edit uses, records inside an article included.
    pub(super) fn highest_id(&self) -> Option<u32> {
        match self {
            Self::Title(_) | Self::Ambiguous(..) => None,
            Self::Label(id, _) => Some(id.0),
            Self::RelationKind(id, _) => Some(id.0),
            Self::Pattern(id, _) => Some(id.0),
            Self::Annotator(id, _) => Some(id.0),
            Self::Outlet(id, _) => Some(id.0),
            Self::Story(id, _) => Some(id.0),
            Self::Entity(id, _) => Some(id.0),
            Self::Header(id, _) | Self::Zones(id, _) | Self::Rejection(id, ..) => Some(id.0),
            Self::Mention(_, mention, _) => Some(mention.0),
            Self::Relation(_, relation, _) => Some(relation.0),
            Self::Article(id, change) => {
                change.after().or(change.before()).map(|article| article.highest_id(*id))
            }
        }
    }
}

impl Transaction {
    pub fn new(title: impl Into<String>, edits: Vec<Edit>) -> Self {
        Self { title: title.into(), edits }
    }

    pub fn inverse(&self) -> Self {
        Self { title: self.title.clone(), edits: self.edits.iter().rev().map(Edit::inverse).collect() }
    }
}

impl fmt::Display for EditError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Stale { record } => write!(f, "{record} was changed or removed in the meantime"),
            Self::Broken { record, problem } => write!(f, "{record} {problem}"),
        }
    }
}

impl std::error::Error for EditError {}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fixture;
    use crate::text::Span;

    const N_WORDS: usize = 500;

    /// Three articles of many words, of which the first is tagged.
    fn project() -> Project {
        let text = format!("[GPE w] {}", "w ".repeat(N_WORDS - 1));
        let session = fixture::session(&[("AFP", &text), ("BBC", &text), ("CNN", &text)]);
        (**session.project()).clone()
    }

    /// A tag for every word but the first, article by article in turns, and the first ones relabelled.
    fn many_edits(project: &Project) -> Vec<Edit> {
        let label = *project.labels().keys().next().unwrap();
        let by = *project.annotators().keys().next().unwrap();
        let articles: Vec<ArticleId> = project.articles().keys().copied().collect();
        let tag = |n: usize| {
            let start = (n / articles.len() * 2) as u32;
            let mention = Mention::new(Span::try_from((start, start + 1)).unwrap(), label, by);
            let id = MentionId(10_000 + n as u32);
            Edit::Mention(articles[n % articles.len()], id, Change::Add(mention))
        };
        let note = |(article, id, before): (ArticleId, MentionId, &Mention)| {
            let after = Mention { note: "seen".to_owned(), ..before.clone() };
            Edit::Mention(article, id, Change::Replace { before: before.clone(), after })
        };
        (articles.len()..N_WORDS * articles.len()).map(tag).chain(project.mentions().map(note)).collect()
    }

    fn refusal(edits: Vec<Edit>) -> EditError {
        let start = project();
        let mut refused = start.clone();
        let error = refused.apply(&Transaction::new("", edits)).unwrap_err();
        assert_eq!(refused, start, "nothing is half-applied");
        error
    }

    #[test]
    fn many_edits_at_once_are_what_they_are_one_by_one() {
        let (mut at_once, mut one_by_one) = (project(), project());
        let edits = many_edits(&at_once);
        assert!(edits.len() >= MANY);
        at_once.apply(&Transaction::new("", edits.clone())).unwrap();
        for edit in &edits {
            one_by_one.apply(&Transaction::new("", vec![edit.clone()])).unwrap();
        }
        assert_eq!(at_once.n_mentions(), 3 * N_WORDS);
        assert_eq!(at_once, one_by_one);
        let inverse = Transaction::new("", edits).inverse();
        at_once.apply(&inverse).unwrap();
        assert_eq!(at_once, project());
    }

    #[test]
    fn of_many_edits_with_a_stale_one_none_is_applied() {
        let mut edits = many_edits(&project());
        edits.push(edits[700].clone());
        assert!(matches!(refusal(edits), EditError::Stale { .. }));
    }

    #[test]
    fn of_many_edits_that_break_an_invariant_none_is_applied() {
        let mut edits = many_edits(&project());
        let Edit::Mention(.., Change::Add(mention)) = &mut edits[700] else { panic!("a tag stands there") };
        mention.label = LabelId(77);
        assert!(matches!(refusal(edits), EditError::Broken { .. }));
    }

    #[test]
    fn of_many_edits_with_one_of_an_article_that_is_gone_none_is_applied() {
        let mut edits = many_edits(&project());
        let Edit::Mention(article, ..) = &mut edits[700] else { panic!("a tag stands there") };
        *article = ArticleId(77);
        assert!(matches!(refusal(edits), EditError::Stale { .. }));
    }
}
