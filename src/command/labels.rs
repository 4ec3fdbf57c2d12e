//! The tagset.

use super::tagging::label;
use super::{CommandError, Context};
use crate::model::{AttributeRule, Change, Edit, Label, LabelId, Project, Transaction};

type Planned = Result<Transaction, CommandError>;

/// Keys that mean something on a mention or in the text, whatever the tagset.
const RESERVED: [(char, &str); 2] = [('e', "joins a mention to an entity"), ('r', "starts a relation")];

pub(super) fn add(context: &mut Context, label: &Label) -> Planned {
    let mut label = valid(context.project, None, label)?;
    label.position = context.project.labels().values().map(|old| old.position + 1).max().unwrap_or(0);
    let title = format!("Add the label {}", label.name);
    Ok(Transaction::new(title, vec![Edit::Label(context.ids.label(), Change::Add(label))]))
}

pub(super) fn edit(context: &mut Context, id: LabelId, after: &Label) -> Planned {
    let before = label(context.project, id)?.clone();
    let after = valid(context.project, Some(id), after)?;
    let title = format!("Edit the label {}", after.name);
    Ok(Transaction::new(title, replace(id, before, after)))
}

pub(super) fn set_attribute_rules(context: &mut Context, id: LabelId, rules: &[AttributeRule]) -> Planned {
    let before = label(context.project, id)?.clone();
    let after = Label { attributes: rules.to_vec(), ..before.clone() };
    let after = valid(context.project, Some(id), &after)?;
    let title = format!("Edit the attributes of {}", after.name);
    Ok(Transaction::new(title, replace(id, before, after)))
}

pub(super) fn move_to(context: &mut Context, id: LabelId, position: usize) -> Planned {
    let moved = label(context.project, id)?.clone();
    let mut order: Vec<LabelId> = context.project.labels_in_order().into_iter().map(|(id, _)| id).collect();
    order.retain(|other| *other != id);
    order.insert(position.min(order.len()), id);
    let mut edits = Vec::new();
    for (position, id) in order.into_iter().enumerate() {
        let before = label(context.project, id)?.clone();
        let after = Label { position: position as u32, ..before.clone() };
        edits.extend(replace(id, before, after));
    }
    Ok(Transaction::new(format!("Move the label {}", moved.name), edits))
}

pub(super) fn remove(context: &mut Context, id: LabelId) -> Planned {
    let gone = label(context.project, id)?.clone();
    let project = context.project;
    let of_label = project.mentions().filter(|(_, _, mention)| mention.label == id);
    let places: Vec<_> = of_label.map(|(article, mention, _)| (article, mention)).collect();
    let mut edits = super::tagging::untag(context, &places)?.edits;
    for (article_id, article) in project.articles() {
        let rejected = article.rejected.iter().filter(|(place, _)| place.label == id);
        edits.extend(
            rejected.map(|(place, by)| Edit::Rejection(*article_id, *place, Change::Remove(by.clone()))),
        );
    }
    for (pattern_id, pattern) in project.patterns().iter().filter(|(_, pattern)| pattern.label == id) {
        edits.push(Edit::Pattern(*pattern_id, Change::Remove(pattern.clone())));
    }
    for (kind_id, kind) in project.relation_kinds() {
        let mut after = kind.clone();
        if after.from.remove(&id) | after.to.remove(&id) {
            edits.push(Edit::RelationKind(*kind_id, Change::Replace { before: kind.clone(), after }));
        }
    }
    let title = match places.len() {
        0 => format!("Remove the label {}", gone.name),
        n_mentions => format!("Remove the label {} and its {n_mentions} mentions", gone.name),
    };
    edits.push(Edit::Label(id, Change::Remove(gone)));
    Ok(Transaction::new(title, edits))
}

fn replace(id: LabelId, before: Label, after: Label) -> Vec<Edit> {
    if before == after { Vec::new() } else { vec![Edit::Label(id, Change::Replace { before, after })] }
}

fn valid(project: &Project, id: Option<LabelId>, label: &Label) -> Result<Label, CommandError> {
    let name = label.name.trim().to_owned();
    if name.is_empty() {
        return Err(CommandError::EmptyName("label"));
    }
    if project.label_named(&name).is_some_and(|other| Some(other) != id) {
        return Err(CommandError::NameTaken { what: "label", name });
    }
    let label = Label { name, key: label.key.map(|key| key.to_ascii_lowercase()), ..label.clone() };
    let attribute_keys = label.attributes.iter().filter_map(|rule| rule.key.map(|key| (key, &rule.name)));
    if let Some(key) = label.key {
        free_key(project, id, key)?;
    }
    for (key, name) in attribute_keys {
        free_key(project, None, key)?;
        let twins = label.attributes.iter().filter(|rule| rule.key == Some(key) && rule.name != *name);
        if let Some(twin) = twins.into_iter().next() {
            return Err(CommandError::KeyTaken { key, by: twin.name.clone() });
        }
    }
    Ok(label)
}

fn free_key(project: &Project, id: Option<LabelId>, key: char) -> Result<(), CommandError> {
    if let Some((_, why)) = RESERVED.iter().find(|(reserved, _)| *reserved == key) {
        return Err(CommandError::KeyReserved { key, why });
    }
    if key.is_ascii_digit() {
        return Err(CommandError::KeyReserved { key, why: "leaves a hit out of a tag-all" });
    }
    if !key.is_alphabetic() {
        return Err(CommandError::KeyReserved { key, why: "is no letter" });
    }
    let taken = project.labels().iter().find(|(other, label)| Some(**other) != id && label.key == Some(key));
    match taken {
        Some((_, label)) => Err(CommandError::KeyTaken { key, by: label.name.clone() }),
        None => Ok(()),
    }
}
