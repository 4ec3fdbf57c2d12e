//! Links between mentions, and the kinds of them.

use super::labels::letter_key;
use super::tagging::{article, shorten};
use super::{CommandError, Context};
use crate::model::{
    Article, ArticleId, Change, Edit, MentionId, Origin, Project, Records, Relation, RelationId,
    RelationKind, RelationKindId, Transaction,
};

type Planned = Result<Transaction, CommandError>;

pub(super) fn relate(
    context: &mut Context,
    article_id: ArticleId,
    from: MentionId,
    to: MentionId,
    kind_id: RelationKindId,
) -> Planned {
    if from == to {
        return Err(CommandError::SameEnds);
    }
    let article = article(context.project, article_id)?;
    let kind = kind(context.project, kind_id)?;
    let (from_label, to_label) = (end(article, from)?.label, end(article, to)?.label);
    if !kind.allows(from_label, to_label) {
        return Err(CommandError::NotAllowed {
            relation: kind.name.clone(),
            from: context.project.label_name(from_label).to_owned(),
            to: context.project.label_name(to_label).to_owned(),
        });
    }
    let quotes = [from, to]
        .map(|id| article.mentions.get(&id).map(|mention| article.quote(mention)).unwrap_or_default());
    let title = format!("{}: \"{}\" → \"{}\"", kind.name, shorten(&quotes[0]), shorten(&quotes[1]));
    let is_there = |old: &Relation| (old.kind, old.from, old.to) == (kind_id, from, to);
    if article.relations.values().any(is_there) {
        return Ok(Transaction::new(title, Vec::new()));
    }
    let relation = Relation { kind: kind_id, from, to, by: context.by, origin: Origin::Analyst };
    let edit = Edit::Relation(article_id, context.ids.relation(), Change::Add(relation));
    Ok(Transaction::new(title, vec![edit]))
}

fn end(article: &Article, id: MentionId) -> Result<&crate::model::Mention, CommandError> {
    article.mentions.get(&id).ok_or(CommandError::Gone("mention"))
}

pub(super) fn unrelate(context: &mut Context, relations: &[(ArticleId, RelationId)]) -> Planned {
    let mut edits = Vec::new();
    for (article_id, relation_id) in relations {
        let gone = article(context.project, *article_id)?.relations.get(relation_id);
        let gone = gone.ok_or(CommandError::Gone("relation"))?.clone();
        edits.push(Edit::Relation(*article_id, *relation_id, Change::Remove(gone)));
    }
    Ok(Transaction::new("Remove a relation", edits))
}

pub(super) fn add_kind(context: &mut Context, kind: &RelationKind) -> Planned {
    let kind = valid_kind(context.project.relation_kinds(), None, kind)?;
    let title = format!("Add the relation {}", kind.name);
    Ok(Transaction::new(title, vec![Edit::RelationKind(context.ids.relation_kind(), Change::Add(kind))]))
}

pub(super) fn edit_kind(context: &mut Context, id: RelationKindId, after: &RelationKind) -> Planned {
    let before = kind(context.project, id)?.clone();
    let after = valid_kind(context.project.relation_kinds(), Some(id), after)?;
    let title = format!("Edit the relation {}", after.name);
    let edits = if before == after {
        vec![]
    } else {
        vec![Edit::RelationKind(id, Change::Replace { before, after })]
    };
    Ok(Transaction::new(title, edits))
}

pub(super) fn remove_kind(context: &mut Context, id: RelationKindId) -> Planned {
    let gone = kind(context.project, id)?.clone();
    let mut edits = Vec::new();
    for (article_id, article) in context.project.articles() {
        let of_kind = article.relations.iter().filter(|(_, relation)| relation.kind == id);
        edits.extend(
            of_kind
                .map(|(rid, relation)| Edit::Relation(*article_id, *rid, Change::Remove(relation.clone()))),
        );
    }
    let title = format!("Remove the relation {} and its {} uses", gone.name, edits.len());
    edits.push(Edit::RelationKind(id, Change::Remove(gone)));
    Ok(Transaction::new(title, edits))
}

/// A kind as it may stand among the others, tidied up.
pub(super) fn valid_kind(
    kinds: &Records<RelationKindId, RelationKind>,
    id: Option<RelationKindId>,
    kind: &RelationKind,
) -> Result<RelationKind, CommandError> {
    let name = kind.name.trim().to_owned();
    if name.is_empty() {
        return Err(CommandError::EmptyName("relation"));
    }
    let key = kind.key.map(|key| key.to_lowercase().next().unwrap_or(key));
    key.map_or(Ok(()), letter_key)?;
    for (_, other) in kinds.iter().filter(|(other, _)| Some(**other) != id) {
        if other.name == name {
            return Err(CommandError::NameTaken { what: "relation", name });
        }
        if let Some(key) = key.filter(|_| other.key == key) {
            return Err(CommandError::KeyTaken { key, by: other.name.clone() });
        }
    }
    Ok(RelationKind { name, key, ..kind.clone() })
}

fn kind(project: &Project, id: RelationKindId) -> Result<&RelationKind, CommandError> {
    project.relation_kinds().get(&id).ok_or(CommandError::Gone("relation"))
}
