//! What a text field of the editor is about, and the command that writes it.

use crate::app::request::Requests;
use crate::command::Command;
use crate::model::{
    AttributeKind, AttributeRule, Label, LabelId, Pattern, PatternId, PatternKind, Project, RelationKind,
    RelationKindId,
};

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Field {
    Label(LabelId, LabelPart),
    /// The n-th attribute of a label.
    Attribute(LabelId, usize, AttributePart),
    Relation(RelationKindId, NamePart),
    Pattern(PatternId, PatternPart),
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum LabelPart {
    Name,
    Key,
    Guideline,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum AttributePart {
    Name,
    Choices,
    Default,
    Key,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum NamePart {
    Name,
    Key,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum PatternPart {
    Name,
    Text,
}

impl Field {
    pub fn write(&self, project: &Project, text: &str, requests: &mut Requests) {
        self.command(project, text).into_iter().for_each(|command| requests.run(command));
    }

    /// `None` where what the field is about is gone.
    pub fn command(&self, project: &Project, text: &str) -> Option<Command> {
        match self {
            Self::Label(id, part) => {
                let after = label_with(project.labels().get(id)?, *part, text);
                Some(Command::EditLabel { label: *id, after })
            }
            Self::Attribute(id, n, part) => {
                let mut rules = project.labels().get(id)?.attributes.clone();
                set_attribute(rules.get_mut(*n)?, *part, text);
                Some(Command::SetAttributeRules { label: *id, rules })
            }
            Self::Relation(id, part) => {
                let kind = project.relation_kinds().get(id)?.clone();
                let after = match part {
                    NamePart::Name => RelationKind { name: text.to_owned(), ..kind },
                    NamePart::Key => RelationKind { key: text.trim().chars().next(), ..kind },
                };
                Some(Command::EditRelationKind { kind: *id, after })
            }
            Self::Pattern(id, part) => {
                let pattern = project.patterns().get(id)?.clone();
                let after = match part {
                    PatternPart::Name => Pattern { name: text.to_owned(), ..pattern },
                    PatternPart::Text => Pattern { kind: kind_with(&pattern.kind, text), ..pattern },
                };
                Some(Command::EditPattern { pattern: *id, after })
            }
        }
    }
}

fn label_with(label: &Label, part: LabelPart, text: &str) -> Label {
    let label = label.clone();
    match part {
        LabelPart::Name => Label { name: text.to_owned(), ..label },
        LabelPart::Key => Label { key: text.trim().chars().next(), ..label },
        LabelPart::Guideline => Label { guideline: text.trim().to_owned(), ..label },
    }
}

fn set_attribute(rule: &mut AttributeRule, part: AttributePart, text: &str) {
    match part {
        AttributePart::Name => text.clone_into(&mut rule.name),
        AttributePart::Key => rule.key = text.trim().chars().next(),
        AttributePart::Default => text.trim().clone_into(&mut rule.default),
        AttributePart::Choices => rule.kind = AttributeKind::Choice(split(text)),
    }
}

fn split(text: &str) -> Vec<String> {
    let mut choices: Vec<String> = Vec::new();
    for choice in text.split(',').map(str::trim).filter(|choice| !choice.is_empty()) {
        if !choices.iter().any(|known| known == choice) {
            choices.push(choice.to_owned());
        }
    }
    choices
}

/// The text of a pattern, as its field shows it.
pub fn pattern_text(kind: &PatternKind) -> String {
    match kind {
        PatternKind::Expression(expression) => expression.clone(),
        PatternKind::Words(words) => words.join("\n"),
    }
}

fn kind_with(kind: &PatternKind, text: &str) -> PatternKind {
    match kind {
        PatternKind::Expression(_) => PatternKind::Expression(text.to_owned()),
        PatternKind::Words(_) => PatternKind::Words(text.lines().map(str::to_owned).collect()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn choices_are_split_at_commas_each_once() {
        assert_eq!(split(" head of state,minister , ,minister"), ["head of state", "minister"]);
    }
}
