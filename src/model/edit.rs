use std::fmt;
use std::sync::Arc;

use serde::{Deserialize, Serialize};

use super::{
    Annotator, AnnotatorId, Article, ArticleId, Entity, EntityId, Header, Label, LabelId, Mention, MentionId,
    Mentions, Outlet, OutletId, Pattern, PatternId, Project, Records, Rejection, Relation, RelationId,
    RelationKind, RelationKindId, Story, StoryId, Zone,
};

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
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
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
        for (n_done, edit) in transaction.edits.iter().enumerate() {
            if let Err(error) = self.put(edit) {
                self.take_back(&transaction.edits[..n_done]);
                return Err(error);
            }
        }
        self.check(transaction).inspect_err(|_| self.take_back(&transaction.edits))
    }

    fn take_back(&mut self, edits: &[Edit]) {
        for edit in edits.iter().rev() {
            let undone = self.put(&edit.inverse());
            debug_assert!(undone.is_ok(), "an edit just made can be unmade");
        }
    }

    fn put(&mut self, edit: &Edit) -> Result<(), EditError> {
        let done = match edit {
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
            Edit::Header(id, change) => self.inside(*id, |article| put_value(&mut article.header, change)),
            Edit::Zones(id, change) => self.inside(*id, |article| put_value(&mut article.zones, change)),
            Edit::Mention(id, mention, change) => {
                self.inside(*id, |article| put_mention(&mut article.mentions, *mention, change))
            }
            Edit::Relation(id, relation, change) => {
                self.inside(*id, |article| put(&mut article.relations, *relation, change))
            }
            Edit::Rejection(id, place, change) => {
                self.inside(*id, |article| put(&mut article.rejected, *place, change))
            }
        };
        done.then_some(()).ok_or_else(|| EditError::Stale { record: edit.record().to_string() })
    }

    fn inside(&mut self, id: ArticleId, change: impl FnOnce(&mut Article) -> bool) -> bool {
        self.articles.get_mut(&id).is_some_and(|article| change(Arc::make_mut(article)))
    }
}

/// Whether the record was as the change says.
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
