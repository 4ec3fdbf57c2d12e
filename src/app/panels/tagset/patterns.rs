//! Regular expressions and word lists that suggest mentions.

use egui::{ComboBox, RichText, Ui};

use super::field::{Field, PatternPart, pattern_text};
use super::{Adding, form_ui, list_row, list_ui, remove_button};
use crate::app::View;
use crate::app::request::{Request, Requests};
use crate::app::state::PathQuestion;
use crate::app::widgets::{Fields, Look, row, told};
use crate::command::Command;
use crate::model::{LabelId, Pattern, PatternId, PatternKind};

#[derive(Default)]
pub struct Patterns {
    chosen: Option<PatternId>,
    adding: Adding,
    n_known: usize,
}

impl Patterns {
    pub fn ui(&mut self, ui: &mut Ui, view: &View, fields: &mut Fields<Field>, requests: &mut Requests) {
        let patterns = view.project.patterns();
        let named = |name: &str| patterns.iter().find(|(_, pattern)| pattern.name == name).map(|(id, _)| *id);
        let added = self.adding.found(named);
        // An imported list is what one wants to see next; ids are handed out in order.
        let imported =
            (patterns.len() > self.n_known).then(|| patterns.keys().next_back().copied()).flatten();
        self.n_known = patterns.len();
        let first = patterns.keys().next().copied();
        self.chosen = added.or(imported).or(self.chosen).filter(|id| patterns.contains_key(id)).or(first);
        let Some((label, _)) = view.project.labels_in_order().first().copied() else {
            told(ui, RichText::new("A pattern suggests a label: add a label first.").weak());
            return;
        };
        list_ui(
            ui,
            |ui| {
                for (id, pattern) in patterns {
                    if list_row(ui, self.chosen == Some(*id), &pattern.name, None).clicked() {
                        self.chosen = Some(*id);
                    }
                }
            },
            |ui| {
                if ui.button("Import a word list…").on_hover_text("From a text or CSV file").clicked() {
                    let label = view.state.armed.unwrap_or(label);
                    requests.push(Request::AskPath(PathQuestion::ImportWords(label)));
                }
                if let Some(name) = self.adding.ui(ui, "New pattern") {
                    let kind = PatternKind::Words(vec![name.clone()]);
                    requests.run(Command::AddPattern(Pattern { name, label, kind }));
                }
            },
        );
        match self.chosen.and_then(|id| Some((id, patterns.get(&id)?))) {
            Some((id, pattern)) => form_ui(ui, |ui| pattern_ui(ui, view, id, pattern, fields, requests)),
            None => {
                let words =
                    "Word lists and regular expressions suggest mentions of a label. Add one at the left.";
                told(ui, RichText::new(words).weak());
            }
        }
    }
}

fn pattern_ui(
    ui: &mut Ui,
    view: &View,
    id: PatternId,
    pattern: &Pattern,
    fields: &mut Fields<Field>,
    requests: &mut Requests,
) {
    let mut part = |ui: &mut Ui, name: &str, part: PatternPart, stored: &str, look: Look| {
        let field = Field::Pattern(id, part);
        if let Some(text) = row(ui, name, |ui| fields.ui(ui, field, name, stored, look)) {
            field.write(view.project, &text, requests);
        }
    };
    part(ui, "Name", PatternPart::Name, &pattern.name, Look::line("").width(240.0));
    let look = match &pattern.kind {
        PatternKind::Words(_) => ("Words", Look::lines(14, "One form a line")),
        PatternKind::Expression(_) => ("Expression", Look::lines(3, r"\b[A-Z]\d{4}\b")),
    };
    let label = row(ui, "Suggests", |ui| label_ui(ui, view, pattern.label));
    let kind = row(ui, "Kind", |ui| kind_ui(ui, &pattern.kind));
    part(ui, look.0, PatternPart::Text, &pattern_text(&pattern.kind), look.1);
    let after = Pattern {
        label: label.unwrap_or(pattern.label),
        kind: kind.unwrap_or_else(|| pattern.kind.clone()),
        ..pattern.clone()
    };
    if after != *pattern {
        requests.run(Command::EditPattern { pattern: id, after });
    }
    ui.separator();
    if remove_button(ui, &format!("Remove {}", pattern.name), String::new) {
        requests.run(Command::RemovePattern(id));
    }
}

/// Returns another label when one was chosen.
fn label_ui(ui: &mut Ui, view: &View, now: LabelId) -> Option<LabelId> {
    let mut chosen = None;
    let shown =
        ComboBox::from_id_salt("suggests").selected_text(view.project.label_name(now)).show_ui(ui, |ui| {
            for (id, label) in view.project.labels_in_order() {
                if ui.selectable_label(id == now, &label.name).clicked() {
                    chosen = Some(id);
                }
            }
        });
    shown.response.accessible_name("Suggests");
    chosen
}

/// Returns the other kind, with the same content, when it was chosen.
fn kind_ui(ui: &mut Ui, kind: &PatternKind) -> Option<PatternKind> {
    ui.horizontal(|ui| match kind {
        PatternKind::Words(words) => {
            let _ = ui.selectable_label(true, "word list");
            let clicked = ui.selectable_label(false, "regular expression").clicked();
            clicked.then(|| PatternKind::Expression(expression_of(words)))
        }
        PatternKind::Expression(expression) => {
            let clicked = ui.selectable_label(false, "word list").clicked();
            let _ = ui.selectable_label(true, "regular expression");
            clicked.then(|| PatternKind::Words(vec![expression.clone()]))
        }
    })
    .inner
}

fn expression_of(words: &[String]) -> String {
    let escaped: Vec<String> = words.iter().map(|word| regex::escape(word)).collect();
    if escaped.len() == 1 { escaped[0].clone() } else { format!(r"\b(?:{})\b", escaped.join("|")) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_word_list_becomes_an_expression_that_finds_the_same_words() {
        let expression = regex::Regex::new(&expression_of(&["U.N.".to_owned(), "EU".to_owned()])).unwrap();
        assert!(expression.is_match("the EU said"));
        assert!(!expression.is_match("UxNx said"));
    }
}
