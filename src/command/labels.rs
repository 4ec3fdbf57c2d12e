//! The tagset.

use super::tagging::{change_each, label};
use super::{CommandError, Context, Place};
use crate::model::{
    Article, AttributeKind, AttributeRule, Change, Edit, Label, LabelId, Mention, Records, Transaction,
};

type Planned = Result<Transaction, CommandError>;

/// Keys that mean something on a mention or in the text, whatever the tagset.
const RESERVED: [(char, &str); 2] = [('e', "joins a mention to an entity"), ('r', "starts a relation")];

pub(super) fn add(context: &mut Context, label: &Label) -> Planned {
    let mut label = valid(context.project.labels(), None, label)?;
    label.position = context.project.labels().values().map(|old| old.position + 1).max().unwrap_or(0);
    let title = format!("Add the label {}", label.name);
    Ok(Transaction::new(title, vec![Edit::Label(context.ids.label(), Change::Add(label))]))
}

pub(super) fn edit(context: &mut Context, id: LabelId, after: &Label) -> Planned {
    let before = label(context.project, id)?.clone();
    let after = valid(context.project.labels(), Some(id), after)?;
    let title = format!("Edit the label {}", after.name);
    Ok(Transaction::new(title, replace(id, before, after)))
}

pub(super) fn set_attribute_rules(context: &mut Context, id: LabelId, rules: &[AttributeRule]) -> Planned {
    let before = label(context.project, id)?.clone();
    let after = Label { attributes: rules.to_vec(), ..before.clone() };
    let after = valid(context.project.labels(), Some(id), &after)?;
    let title = format!("Edit the attributes of {}", after.name);
    let mut edits = rename_values(context, id, &before, &after)?;
    edits.extend(replace(id, before, after));
    Ok(Transaction::new(title, edits))
}

/// The values of an attribute that got another name go with it.
fn rename_values(
    context: &Context,
    id: LabelId,
    before: &Label,
    after: &Label,
) -> Result<Vec<Edit>, CommandError> {
    let pairs = before.attributes.iter().zip(&after.attributes);
    let renamed: Vec<(&String, &String)> = pairs
        .filter(|(old, new)| old.name != new.name && before.attributes.len() == after.attributes.len())
        .map(|(old, new)| (&old.name, &new.name))
        .collect();
    let rename = |_: &Article, mention: &Mention| {
        let mut mention = mention.clone();
        for (old, new) in &renamed {
            let value = mention.attributes.remove(*old);
            mention.attributes.extend(value.map(|value| ((*new).clone(), value)));
        }
        mention
    };
    if renamed.is_empty() {
        return Ok(Vec::new());
    }
    Ok(change_each(context.project, &places_of(context, id), rename)?.0)
}

fn places_of(context: &Context, id: LabelId) -> Vec<Place> {
    let of_label = context.project.mentions().filter(|(_, _, mention)| mention.label == id);
    of_label.map(|(article, mention, _)| (article, mention)).collect()
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
    let places = places_of(context, id);
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

pub(super) fn replace(id: LabelId, before: Label, after: Label) -> Vec<Edit> {
    if before == after { Vec::new() } else { vec![Edit::Label(id, Change::Replace { before, after })] }
}

pub(super) type Labels = Records<LabelId, Label>;

/// A label as it may stand among the others, tidied up.
pub(super) fn valid(labels: &Labels, id: Option<LabelId>, label: &Label) -> Result<Label, CommandError> {
    let name = label.name.trim().to_owned();
    if name.is_empty() {
        return Err(CommandError::EmptyName("label"));
    }
    let others = || labels.iter().filter(|(other, _)| Some(**other) != id).map(|(_, label)| label);
    if others().any(|other| other.name == name) {
        return Err(CommandError::NameTaken { what: "label", name });
    }
    let attributes = label.attributes.iter().map(valid_rule).collect::<Result<Vec<_>, _>>()?;
    let label = Label { name, key: lower(label.key), attributes, ..label.clone() };
    let others: Vec<&Label> = others().collect();
    if let Some(key) = label.key {
        free_key(key, others.iter().copied())?;
    }
    for (n, rule) in label.attributes.iter().enumerate() {
        let before = &label.attributes[..n];
        if before.iter().any(|twin| twin.name == rule.name) {
            return Err(CommandError::NameTaken { what: "attribute", name: rule.name.clone() });
        }
        if let Some(key) = rule.key {
            free_attribute_key(key, &label, before, &others)?;
        }
    }
    Ok(label)
}

fn lower(key: Option<char>) -> Option<char> {
    key.map(|key| key.to_lowercase().next().unwrap_or(key))
}

fn valid_rule(rule: &AttributeRule) -> Result<AttributeRule, CommandError> {
    let name = rule.name.trim().to_owned();
    if name.is_empty() {
        return Err(CommandError::EmptyName("attribute"));
    }
    let rule = AttributeRule { name: name.clone(), key: lower(rule.key), ..rule.clone() };
    let choices = rule.choices();
    if rule.kind != AttributeKind::Text && choices.is_empty() {
        return Err(CommandError::NoChoices { name });
    }
    if !rule.default.is_empty()
        && rule.kind != AttributeKind::Text
        && !choices.contains(&rule.default.as_str())
    {
        let (value, choices) = (rule.default.clone(), choices.join(", "));
        return Err(CommandError::NotAChoice { name, value, choices });
    }
    Ok(rule)
}

/// A label's key works everywhere, so it belongs to nobody else.
fn free_key<'l>(key: char, others: impl Iterator<Item = &'l Label>) -> Result<(), CommandError> {
    usable_key(key)?;
    for other in others {
        let rules = other.attributes.iter().filter(|rule| rule.key == Some(key)).map(|rule| &rule.name);
        let taken = (other.key == Some(key)).then_some(&other.name).into_iter().chain(rules).next();
        if let Some(by) = taken {
            return Err(CommandError::KeyTaken { key, by: by.clone() });
        }
    }
    Ok(())
}

/// An attribute's key works on mentions of its label alone: attributes of two labels may share one.
fn free_attribute_key(
    key: char,
    label: &Label,
    before: &[AttributeRule],
    others: &[&Label],
) -> Result<(), CommandError> {
    usable_key(key)?;
    let labels = others.iter().copied().chain([label]).filter(|label| label.key == Some(key));
    let twins = before.iter().filter(|twin| twin.key == Some(key)).map(|twin| &twin.name);
    match labels.map(|label| &label.name).chain(twins).next() {
        Some(by) => Err(CommandError::KeyTaken { key, by: by.clone() }),
        None => Ok(()),
    }
}

fn usable_key(key: char) -> Result<(), CommandError> {
    if let Some((_, why)) = RESERVED.iter().find(|(reserved, _)| *reserved == key) {
        return Err(CommandError::KeyReserved { key, why });
    }
    letter_key(key)
}

pub(super) fn letter_key(key: char) -> Result<(), CommandError> {
    match key {
        key if key.is_ascii_digit() => {
            Err(CommandError::KeyReserved { key, why: "leaves a hit out of a tag-all" })
        }
        key if !key.is_alphabetic() => Err(CommandError::KeyReserved { key, why: "is no letter" }),
        _ => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use crate::command::Command;
    use crate::fixture;
    use crate::model::{AttributeKind, AttributeRule, Label};
    use crate::session::Session;

    fn session() -> Session {
        fixture::session(&[("AFP", "[PERSON Macron] met [PERSON Kishida].")])
    }

    fn edit(session: &mut Session, name: &str, change: impl FnOnce(&mut Label)) -> Result<(), String> {
        let label = session.project().label_named(name).unwrap();
        let mut after = session.project().labels()[&label].clone();
        change(&mut after);
        session.run(&Command::EditLabel { label, after }).map(|_| ()).map_err(|error| error.to_string())
    }

    fn rule(name: &str, key: Option<char>) -> AttributeRule {
        AttributeRule { name: name.to_owned(), kind: AttributeKind::YesNo, default: String::new(), key }
    }

    #[test]
    fn a_key_that_is_taken_is_refused_and_nothing_changes() {
        let mut session = session();
        let before = session.project().clone();
        let refused = edit(&mut session, "GPE", |label| {
            label.key = Some('P');
            label.name = "PLACE".to_owned();
        });
        assert_eq!(refused.unwrap_err(), "The key P already belongs to PERSON; choose another key");
        assert_eq!(*session.project(), before);
    }

    #[test]
    fn a_label_cannot_take_the_key_of_an_attribute() {
        let mut session = session();
        edit(&mut session, "PERSON", |label| label.attributes = vec![rule("speaks", Some('s'))]).unwrap();
        let refused = edit(&mut session, "GPE", |label| label.key = Some('s'));
        assert_eq!(refused.unwrap_err(), "The key S already belongs to speaks; choose another key");
    }

    #[test]
    fn attributes_of_two_labels_may_share_a_key() {
        let mut session = session();
        for name in ["PERSON", "GPE"] {
            edit(&mut session, name, |label| label.attributes = vec![rule("speaks", Some('s'))]).unwrap();
        }
    }

    #[test]
    fn an_attribute_without_choices_is_refused() {
        let choice = AttributeRule { kind: AttributeKind::Choice(vec![]), ..rule("role", None) };
        let refused = edit(&mut session(), "PERSON", |label| label.attributes = vec![choice]);
        let told = "role has nothing to choose from; write its choices with commas between";
        assert_eq!(refused.unwrap_err(), told);
    }

    #[test]
    fn a_renamed_attribute_keeps_its_values() {
        let mut session = session();
        let label = session.project().label_named("PERSON").unwrap();
        let place = fixture::mention(session.project(), "Macron");
        let rules = |name| Command::SetAttributeRules { label, rules: vec![rule(name, None)] };
        session.run(&rules("speaks")).unwrap();
        let value = Some("yes".to_owned());
        session.run(&Command::SetAttribute { mentions: vec![place], name: "speaks".into(), value }).unwrap();
        session.run(&rules("is quoted")).unwrap();
        let mention = session.project().mention(place.0, place.1).unwrap();
        assert_eq!(mention.attributes.iter().next().unwrap(), (&"is quoted".to_owned(), &"yes".to_owned()));
    }
}
