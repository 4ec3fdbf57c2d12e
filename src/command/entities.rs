//! Who or what mentions refer to: joining, renaming, merging, splitting.

use std::collections::HashMap;

use super::tagging::{change_each, shorten, what};
use super::{CommandError, Context, Place};
use crate::model::{Article, ArticleId, Change, Edit, Entity, EntityId, Mention, Project, Transaction};

type Planned = Result<Transaction, CommandError>;

/// Where to join mentions to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum EntityChoice {
    Existing(EntityId),
    New(String),
    /// Take the mentions out of their entity.
    Nobody,
}

/// The entity that goes by a form, if exactly one does. Remembers each form that was asked for: a
/// step that tags a thousand places asks for few forms.
pub(super) struct KnownEntities<'p> {
    project: &'p Project,
    by_form: HashMap<String, Option<EntityId>>,
}

impl<'p> KnownEntities<'p> {
    pub(super) fn of(project: &'p Project) -> Self {
        Self { project, by_form: HashMap::new() }
    }

    pub(super) fn entity(&mut self, form: &str) -> Option<EntityId> {
        if let Some(known) = self.by_form.get(form) {
            return *known;
        }
        let entity = self.find(form);
        self.by_form.insert(form.to_owned(), entity);
        entity
    }

    fn find(&self, form: &str) -> Option<EntityId> {
        let mut known = self.project.entities().iter().filter(|(_, entity)| entity.is_called(form));
        let (id, _) = known.next()?;
        known.next().is_none().then_some(*id)
    }
}

pub(super) fn link(context: &mut Context, mentions: &[Place], choice: &EntityChoice) -> Planned {
    let forms = forms(context.project, mentions);
    let mut edits = Vec::new();
    let (entity, name) = match choice {
        EntityChoice::Nobody => (None, "nobody".to_owned()),
        EntityChoice::Existing(id) => {
            let before = entity(context.project, *id)?;
            edits.extend(learn_aliases(*id, before, &forms));
            (Some(*id), before.name.clone())
        }
        EntityChoice::New(name) => {
            let name = named(name)?;
            let mut fresh = Entity::named(&name);
            fresh.aliases = forms.into_iter().filter(|form| *form != name).collect();
            let id = context.ids.entity();
            edits.push(Edit::Entity(id, Change::Add(fresh)));
            (Some(id), name)
        }
    };
    let join =
        |_: &Article, mention: &Mention| Mention { entity, entity_is_proposed: false, ..mention.clone() };
    let (changes, quote) = change_each(context.project, mentions, join)?;
    let title = format!("Join {} to {}", what(&quote, changes.len()), shorten(&name));
    edits.extend(changes);
    Ok(Transaction::new(title, edits))
}

/// The distinct texts of mentions, in order.
fn forms(project: &Project, mentions: &[Place]) -> Vec<String> {
    let mut forms = Vec::new();
    for (article_id, mention_id) in mentions {
        let Some(article) = project.article(*article_id) else { continue };
        let Some(mention) = article.mentions.get(mention_id) else { continue };
        let form = article.quote(mention);
        if !forms.contains(&form) {
            forms.push(form);
        }
    }
    forms
}

fn learn_aliases(id: EntityId, before: &Entity, forms: &[String]) -> Option<Edit> {
    let mut after = before.clone();
    after.aliases.extend(forms.iter().filter(|form| !before.is_called(form)).cloned());
    (after != *before).then(|| Edit::Entity(id, Change::Replace { before: before.clone(), after }))
}

pub(super) fn confirm_links(context: &mut Context, articles: &[ArticleId]) -> Planned {
    let proposed: Vec<Place> = articles
        .iter()
        .filter_map(|id| Some((*id, context.project.article(*id)?)))
        .flat_map(|(id, article)| {
            article.mentions.iter().map(move |(mention_id, mention)| (id, *mention_id, mention))
        })
        .filter(|(_, _, mention)| mention.entity_is_proposed)
        .map(|(id, mention_id, _)| (id, mention_id))
        .collect();
    let confirm = |_: &Article, mention: &Mention| Mention { entity_is_proposed: false, ..mention.clone() };
    let (edits, quote) = change_each(context.project, &proposed, confirm)?;
    Ok(Transaction::new(format!("Confirm the entity of {}", what(&quote, edits.len())), edits))
}

pub(super) fn edit(
    context: &mut Context,
    id: EntityId,
    name: &str,
    aliases: &[String],
    link: &str,
) -> Planned {
    let before = entity(context.project, id)?.clone();
    let name = named(name)?;
    if context.project.entity_named(&name).is_some_and(|other| other != id) {
        return Err(CommandError::NameTaken { what: "entity", name });
    }
    let mut kept: Vec<String> = Vec::new();
    // A renamed entity is still found by its old name.
    let old_name = (before.name != name).then_some(&before.name);
    for alias in aliases.iter().chain(old_name).map(|alias| alias.trim()) {
        if !alias.is_empty() && alias != name && !kept.iter().any(|known| known == alias) {
            kept.push(alias.to_owned());
        }
    }
    let after = Entity { name: name.clone(), aliases: kept, link: link.trim().to_owned() };
    let edits =
        if after == before { vec![] } else { vec![Edit::Entity(id, Change::Replace { before, after })] };
    Ok(Transaction::new(format!("Edit {}", shorten(&name)), edits))
}

pub(super) fn merge(context: &mut Context, into: EntityId, others: &[EntityId]) -> Planned {
    let before = entity(context.project, into)?.clone();
    let mut after = before.clone();
    let mut removed = Vec::new();
    for other in others.iter().filter(|other| **other != into) {
        let gone = entity(context.project, *other)?.clone();
        for form in std::iter::once(&gone.name).chain(&gone.aliases) {
            if !after.is_called(form) {
                after.aliases.push(form.clone());
            }
        }
        if after.link.is_empty() {
            after.link.clone_from(&gone.link);
        }
        removed.push((*other, gone));
    }
    let moved: Vec<Place> = mentions_of(context.project, |id| removed.iter().any(|(gone, _)| *gone == id));
    let join = |_: &Article, mention: &Mention| Mention { entity: Some(into), ..mention.clone() };
    let (mut edits, _) = change_each(context.project, &moved, join)?;
    edits.extend(removed.iter().map(|(id, gone)| Edit::Entity(*id, Change::Remove(gone.clone()))));
    let title = format!("Merge {} entities into {}", removed.len() + 1, shorten(&before.name));
    if after != before {
        edits.push(Edit::Entity(into, Change::Replace { before, after }));
    }
    Ok(Transaction::new(title, edits))
}

pub(super) fn remove(context: &mut Context, id: EntityId) -> Planned {
    let gone = entity(context.project, id)?.clone();
    let mentions = mentions_of(context.project, |of| of == id);
    let leave = |_: &Article, mention: &Mention| Mention {
        entity: None,
        entity_is_proposed: false,
        ..mention.clone()
    };
    let (mut edits, _) = change_each(context.project, &mentions, leave)?;
    let title = format!("Remove the entity {}", shorten(&gone.name));
    edits.push(Edit::Entity(id, Change::Remove(gone)));
    Ok(Transaction::new(title, edits))
}

fn mentions_of(project: &Project, is_it: impl Fn(EntityId) -> bool) -> Vec<Place> {
    let of = project.mentions().filter(|(_, _, mention)| mention.entity.is_some_and(&is_it));
    of.map(|(article, mention, _)| (article, mention)).collect()
}

fn entity(project: &Project, id: EntityId) -> Result<&Entity, CommandError> {
    project.entities().get(&id).ok_or(CommandError::Gone("entity"))
}

fn named(name: &str) -> Result<String, CommandError> {
    let name = name.trim();
    if name.is_empty() { Err(CommandError::EmptyName("entity")) } else { Ok(name.to_owned()) }
}
