//! The attributes that mentions of a label can have.

use egui::{ComboBox, Grid, RichText, Ui};

use super::field::{AttributePart, Field};
use crate::app::View;
use crate::app::request::Requests;
use crate::app::theme;
use crate::app::widgets::{Fields, Icon, Look, icon_button, section};
use crate::command::Command;
use crate::model::{AttributeKind, AttributeRule, Label, LabelId};

pub fn ui(
    ui: &mut Ui,
    view: &View,
    id: LabelId,
    label: &Label,
    fields: &mut Fields<Field>,
    requests: &mut Requests,
) {
    section(ui, "ATTRIBUTES");
    if label.attributes.is_empty() {
        ui.label(
            RichText::new("What else mentions of this label say: a role, yes or no, or free text.").weak(),
        );
    } else {
        Grid::new("attributes").spacing([theme::INSIDE, theme::SMALL]).show(ui, |ui| {
            for title in ["Name", "Kind", "Choices", "Default", "Key"] {
                ui.label(RichText::new(title).weak());
            }
            ui.end_row();
            for (n, rule) in label.attributes.iter().enumerate() {
                rule_ui(ui, view, (id, n), label, rule, fields, requests);
                ui.end_row();
            }
        });
    }
    if ui.button("Add an attribute").clicked() {
        let mut rules = label.attributes.clone();
        rules.push(AttributeRule {
            name: free_name(&rules),
            kind: AttributeKind::YesNo,
            default: String::new(),
            key: None,
        });
        requests.run(Command::SetAttributeRules { label: id, rules });
    }
}

fn free_name(rules: &[AttributeRule]) -> String {
    let names = (1..).map(|n| if n == 1 { "attribute".to_owned() } else { format!("attribute {n}") });
    let is_free = |name: &String| rules.iter().all(|rule| rule.name != *name);
    names.into_iter().find(is_free).unwrap_or_default()
}

fn rule_ui(
    ui: &mut Ui,
    view: &View,
    (id, n): (LabelId, usize),
    label: &Label,
    rule: &AttributeRule,
    fields: &mut Fields<Field>,
    requests: &mut Requests,
) {
    let mut part = |ui: &mut Ui, part: AttributePart, what: &str, stored: &str, look: Look| {
        let field = Field::Attribute(id, n, part);
        let name = format!("{what} of attribute {}", n + 1);
        if let Some(text) = fields.ui(ui, field, &name, stored, look) {
            field.write(view.project, &text, requests);
        }
    };
    part(ui, AttributePart::Name, "Name", &rule.name, Look::line("").width(112.0));
    let chosen = kind_ui(ui, n, &rule.kind);
    match &rule.kind {
        AttributeKind::Choice(choices) => {
            let look = Look::line("one, two, three").width(190.0);
            part(ui, AttributePart::Choices, "Choices", &choices.join(", "), look);
        }
        AttributeKind::YesNo => drop(ui.label(RichText::new("yes, no").weak())),
        AttributeKind::Text => drop(ui.label(RichText::new("anything").weak())),
    }
    part(ui, AttributePart::Default, "Default", &rule.default, Look::line("none").width(84.0));
    let key = rule.key.map(String::from).unwrap_or_default().to_uppercase();
    part(ui, AttributePart::Key, "Key", &key, Look::letter());
    let removed = icon_button(ui, Icon::X, &format!("Remove the attribute {}", rule.name)).clicked();
    let mut rules = label.attributes.clone();
    if removed {
        rules.remove(n);
    } else if let Some(kind) = chosen {
        rules[n] = AttributeRule { kind, default: String::new(), ..rule.clone() };
    } else {
        return;
    }
    requests.run(Command::SetAttributeRules { label: id, rules });
}

/// Returns another kind when one was chosen.
fn kind_ui(ui: &mut Ui, n: usize, kind: &AttributeKind) -> Option<AttributeKind> {
    let mut chosen = None;
    let kinds = || {
        let choices = vec!["yes".to_owned(), "no".to_owned(), "unclear".to_owned()];
        [AttributeKind::Choice(choices), AttributeKind::YesNo, AttributeKind::Text]
    };
    let shown =
        ComboBox::from_id_salt(("kind", n)).width(84.0).selected_text(kind_name(kind)).show_ui(ui, |ui| {
            for other in kinds() {
                let is_it = kind_name(&other) == kind_name(kind);
                if ui.selectable_label(is_it, kind_name(&other)).clicked() && !is_it {
                    chosen = Some(other);
                }
            }
        });
    shown.response.accessible_name(format!("Kind of attribute {}", n + 1));
    chosen
}

fn kind_name(kind: &AttributeKind) -> &'static str {
    match kind {
        AttributeKind::Choice(_) => "choice",
        AttributeKind::YesNo => "yes or no",
        AttributeKind::Text => "text",
    }
}
