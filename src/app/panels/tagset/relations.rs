use std::collections::BTreeSet;

use egui::{RichText, Ui};

use super::field::{Field, NamePart};
use super::{Adding, form_ui, list_row, list_ui, remove_button, with_its};
use crate::app::View;
use crate::app::request::Requests;
use crate::app::widgets::{Fields, Look, row, told};
use crate::command::Command;
use crate::model::{LabelId, RelationKind, RelationKindId};

#[derive(Default)]
pub struct Relations {
    chosen: Option<RelationKindId>,
    adding: Adding,
}

impl Relations {
    pub fn ui(&mut self, ui: &mut Ui, view: &View, fields: &mut Fields<Field>, requests: &mut Requests) {
        let added = self.adding.found(|name| view.project.relation_kind_named(name));
        let kinds = view.project.relation_kinds();
        let first = kinds.keys().next().copied();
        self.chosen = added.or(self.chosen).filter(|id| kinds.contains_key(id)).or(first);
        list_ui(
            ui,
            |ui| {
                for (id, kind) in kinds {
                    if list_row(ui, self.chosen == Some(*id), &kind.name, kind.key).clicked() {
                        self.chosen = Some(*id);
                    }
                }
            },
            |ui| {
                if let Some(name) = self.adding.ui(ui, "New relation") {
                    requests.run(Command::AddRelationKind(new_kind(view, name)));
                }
            },
        );
        match self.chosen.and_then(|id| Some((id, kinds.get(&id)?))) {
            Some((id, kind)) => form_ui(ui, |ui| kind_ui(ui, view, id, kind, fields, requests)),
            None => {
                let words = "A relation leads from one mention to another, such as \"works for\". Add a kind at the left.";
                told(ui, RichText::new(words).weak());
            }
        }
    }
}

fn new_kind(view: &View, name: String) -> RelationKind {
    let is_free = |key: &char| view.project.relation_kinds().values().all(|kind| kind.key != Some(*key));
    let key = name.to_lowercase().chars().filter(|c| c.is_alphabetic()).find(is_free);
    RelationKind { name, key, from: BTreeSet::new(), to: BTreeSet::new() }
}

fn kind_ui(
    ui: &mut Ui,
    view: &View,
    id: RelationKindId,
    kind: &RelationKind,
    fields: &mut Fields<Field>,
    requests: &mut Requests,
) {
    let key = kind.key.map(String::from).unwrap_or_default().to_uppercase();
    for (name, part, stored, look) in [
        ("Name", NamePart::Name, &kind.name, Look::line("").width(240.0)),
        ("Key", NamePart::Key, &key, Look::letter()),
    ] {
        let field = Field::Relation(id, part);
        if let Some(text) = row(ui, name, |ui| fields.ui(ui, field, name, stored, look)) {
            field.write(view.project, &text, requests);
        }
    }
    if let Some(from) = row(ui, "From", |ui| ends_ui(ui, view, "From", &kind.from)) {
        let after = RelationKind { from, ..kind.clone() };
        requests.run(Command::EditRelationKind { kind: id, after });
    }
    if let Some(to) = row(ui, "To", |ui| ends_ui(ui, view, "To", &kind.to)) {
        requests.run(Command::EditRelationKind { kind: id, after: RelationKind { to, ..kind.clone() } });
    }
    ui.label(RichText::new("With no label chosen, any label may stand at that end.").weak());
    ui.separator();
    let relations = view.project.articles().values().flat_map(|article| article.relations.values());
    let uses = relations.filter(|relation| relation.kind == id);
    if remove_button(ui, &format!("Remove {}", kind.name), || with_its(uses, "use")) {
        requests.run(Command::RemoveRelationKind(id));
    }
}

/// The labels of one end; returns the new choice when it changed.
fn ends_ui(ui: &mut Ui, view: &View, end: &str, labels: &BTreeSet<LabelId>) -> Option<BTreeSet<LabelId>> {
    let mut after = labels.clone();
    ui.horizontal_wrapped(|ui| {
        for (id, label) in view.project.labels_in_order() {
            let is_in = labels.contains(&id);
            let response = ui.selectable_label(is_in, &label.name);
            if response.accessible_name(format!("{end} {}", label.name)).clicked() {
                if is_in {
                    after.remove(&id)
                } else {
                    after.insert(id)
                };
            }
        }
    });
    (after != *labels).then_some(after)
}
