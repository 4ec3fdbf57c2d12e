//! Links between mentions, and the kinds of them.

use super::tagging::{article, shorten};
use super::{CommandError, Context};
use crate::model::{
    Article, ArticleId, Change, Edit, MentionId, Origin, Project, Relation, RelationId, RelationKind,
    RelationKindId, Transaction,
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
    let kind = valid_kind(context.project, None, kind)?;
    let title = format!("Add the relation {}", kind.name);
    Ok(Transaction::new(title, vec![Edit::RelationKind(context.ids.relation_kind(), Change::Add(kind))]))
}

pub(super) fn edit_kind(context: &mut Context, id: RelationKindId, after: &RelationKind) -> Planned {
    let before = kind(context.project, id)?.clone();
    let after = valid_kind(context.project, Some(id), after)?;
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

fn valid_kind(
    project: &Project,
    id: Option<RelationKindId>,
    kind: &RelationKind,
) -> Result<RelationKind, CommandError> {
    let name = kind.name.trim().to_owned();
    if name.is_empty() {
        return Err(CommandError::EmptyName("relation"));
    }
    for (other_id, other) in project.relation_kinds().iter().filter(|(other_id, _)| Some(**other_id) != id) {
        if other.name == name {
            return Err(CommandError::NameTaken { what: "relation", name });
        }
        if let Some(key) = kind.key.filter(|_| other.key == kind.key) {
            let by = project.relation_kinds()[other_id].name.clone();
            return Err(CommandError::KeyTaken { key, by });
        }
    }
    Ok(RelationKind { name, ..kind.clone() })
}

fn kind(project: &Project, id: RelationKindId) -> Result<&RelationKind, CommandError> {
    project.relation_kinds().get(&id).ok_or(CommandError::Gone("relation"))
}
