//! A whole tagset, taken in from a file.

use super::labels::{Labels, replace, valid};
use super::relations::valid_kind;
use super::{CommandError, Context};
use crate::model::{
    Change, Edit, Label, LabelId, Records, RelationKind, RelationKindId, Tagset, Transaction,
};

/// Labels and relation kinds are known by name: what is there already is changed, the rest is added.
/// Nothing is removed, because mentions may use it.
pub(super) fn import(context: &mut Context, tagset: &Tagset) -> Result<Transaction, CommandError> {
    let (places, labels) = merged_labels(context, tagset);
    for place in &places {
        valid(&labels, Some(*place), &labels[place])?;
    }
    let mut edits = Vec::new();
    for (id, after) in &labels {
        match context.project.labels().get(id) {
            Some(before) => edits.extend(replace(*id, before.clone(), after.clone())),
            None => edits.push(Edit::Label(*id, Change::Add(after.clone()))),
        }
    }
    edits.extend(kind_edits(context, tagset, &places)?);
    let title = format!("Import a tagset of {} labels", tagset.labels.len());
    Ok(Transaction::new(title, edits))
}

/// All labels as they will be, and the ids of the tagset's own in its order.
fn merged_labels(context: &mut Context, tagset: &Tagset) -> (Vec<LabelId>, Labels) {
    let mut labels = context.project.labels().clone();
    let mut next = labels.values().map(|label| label.position + 1).max().unwrap_or(0);
    let mut places = Vec::new();
    for label in &tagset.labels {
        let id = context.project.label_named(label.name.trim()).unwrap_or_else(|| context.ids.label());
        let position = labels.get(&id).map_or(next, |known| known.position);
        next = next.max(position + 1);
        labels.insert(id, Label { position, name: label.name.trim().to_owned(), ..label.clone() });
        places.push(id);
    }
    (places, labels)
}

fn kind_edits(context: &mut Context, tagset: &Tagset, places: &[LabelId]) -> Result<Vec<Edit>, CommandError> {
    let at_place = |place: LabelId| places.get(place.0 as usize).copied();
    let mut kinds: Records<RelationKindId, RelationKind> = context.project.relation_kinds().clone();
    let mut own = Vec::new();
    for kind in &tagset.relations {
        let known = context.project.relation_kind_named(kind.name.trim());
        let id = known.unwrap_or_else(|| context.ids.relation_kind());
        kinds.insert(id, kind.with_labels(at_place));
        own.push(id);
    }
    let mut edits = Vec::new();
    for id in own {
        let after = valid_kind(&kinds, Some(id), &kinds[&id])?;
        match context.project.relation_kinds().get(&id).cloned() {
            Some(before) if before == after => {}
            Some(before) => edits.push(Edit::RelationKind(id, Change::Replace { before, after })),
            None => edits.push(Edit::RelationKind(id, Change::Add(after))),
        }
    }
    Ok(edits)
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use crate::command::Command;
    use crate::fixture;
    use crate::model::{LabelId, RelationKind, Tagset};

    fn tagset_with_relation() -> Tagset {
        let mut tagset = Tagset::default();
        tagset.labels[0].guideline = "Only people".to_owned();
        tagset.labels.retain(|label| ["PERSON", "ORG"].contains(&label.name.as_str()));
        tagset.labels[1].name = "COMPANY".to_owned();
        tagset.labels[1].key = Some('c');
        let at = |place| BTreeSet::from([LabelId(place)]);
        let kind = RelationKind { name: "works for".into(), key: Some('w'), from: at(0), to: at(1) };
        tagset.relations.push(kind);
        tagset
    }

    #[test]
    fn known_labels_change_new_ones_come_last_and_none_goes() {
        let mut session = fixture::session(&[("AFP", "[PERSON Macron] left.")]);
        session.run(&Command::ImportTagset(tagset_with_relation())).unwrap();
        let project = session.project();
        assert_eq!(project.labels().len(), 11);
        let person = project.label_named("PERSON").unwrap();
        assert_eq!(project.labels()[&person].guideline, "Only people");
        assert_eq!(project.labels_in_order().last().unwrap().1.name, "COMPANY");
    }

    #[test]
    fn relations_name_the_labels_of_the_project() {
        let mut session = fixture::session(&[("AFP", "[PERSON Macron] left.")]);
        session.run(&Command::ImportTagset(tagset_with_relation())).unwrap();
        let project = session.project();
        let kind = &project.relation_kinds()[&project.relation_kind_named("works for").unwrap()];
        let label = |name| project.label_named(name).unwrap();
        assert!(kind.allows(label("PERSON"), label("COMPANY")));
        assert!(!kind.allows(label("COMPANY"), label("PERSON")));
        assert_eq!(project.tagset().relations[0].to, BTreeSet::from([LabelId(10)]));
    }

    #[test]
    fn a_tagset_whose_key_is_taken_is_refused_whole() {
        let mut session = fixture::session(&[("AFP", "[PERSON Macron] left.")]);
        let before = session.project().clone();
        let mut tagset = tagset_with_relation();
        tagset.labels[1].key = Some('g');
        let refused = session.run(&Command::ImportTagset(tagset)).unwrap_err().to_string();
        assert_eq!(refused, "The key G already belongs to GPE; choose another key");
        assert_eq!(*session.project(), before);
    }
}
