use serde::{Deserialize, Serialize};

use super::RelationKind;

/// What a mention can be.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Label {
    pub name: String,
    /// Red, green, blue. The theme makes tints of it that keep their contrast.
    pub color: [u8; 3],
    /// The key that tags the selection; a lower-case letter.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub key: Option<char>,
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub guideline: String,
    /// Place in the tagset, from 0.
    #[serde(default)]
    pub position: u32,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub attributes: Vec<AttributeRule>,
}

impl Label {
    /// A grey label in the place of one that is lost.
    pub fn stand_in(name: String, position: u32) -> Self {
        let color = [0x7a; 3];
        Self { name, color, key: None, guideline: String::new(), position, attributes: Vec::new() }
    }
}

/// An attribute that mentions of a label can have.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AttributeRule {
    pub name: String,
    pub kind: AttributeKind,
    /// The value of a mention that says nothing else; may be empty.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub default: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub key: Option<char>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum AttributeKind {
    Choice(Vec<String>),
    YesNo,
    Text,
}

/// The labels and relation kinds of a project, as a file that can be handed on. Here the relation
/// kinds name labels by their place in the list, from 0: ids mean nothing outside a project.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Tagset {
    pub labels: Vec<Label>,
    #[serde(default)]
    pub relations: Vec<RelationKind>,
}

/// Name, key, guideline and color of the labels that a new project starts with.
///
/// Digits stay free for leaving hits out, E and R for entities and relations. The colors are ten hues
/// that stay apart under the common color-vision deficiencies, after the "muted" and "bright"
/// schemes of Tol, "Colour Schemes" (SRON/EPS/TN/09-002, 2021).
const DEFAULT_LABELS: [(&str, char, &str, [u8; 3]); 10] = [
    ("PERSON", 'p', "People, also invented ones; without their title.", [0x44, 0x77, 0xaa]),
    ("GPE", 'g', "Countries, cities, regions that govern or are governed.", [0xcc, 0x66, 0x77]),
    ("ORG", 'o', "Companies, ministries, parties, agencies, outlets.", [0x22, 0x88, 0x33]),
    ("LOC", 'l', "Seas, mountains, islands, areas that govern nobody.", [0x33, 0xa6, 0xb8]),
    ("NORP", 'n', "Nationalities, religious and political groups.", [0xaa, 0x33, 0x77]),
    ("EVENT", 'v', "Summits, wars, elections, disasters with a name.", [0xcc, 0xa5, 0x2a]),
    ("LAW", 'w', "Treaties, laws, agreements, documents with a name.", [0x88, 0x22, 0x55]),
    ("DATE", 'd', "Days, months, years and spans of them, also relative ones.", [0x7a, 0x7a, 0x7a]),
    ("TITLE", 't', "Offices and ranks: Prime Minister, General.", [0x99, 0x99, 0x33]),
    ("QUANTITY", 'q', "Numbers with what they count, money, percentages.", [0x66, 0x55, 0xbb]),
];

impl Default for Tagset {
    fn default() -> Self {
        let label = |(position, (name, key, guideline, color)): (usize, (&str, char, &str, [u8; 3]))| Label {
            name: name.to_owned(),
            color,
            key: Some(key),
            guideline: guideline.to_owned(),
            position: position as u32,
            attributes: Vec::new(),
        };
        Self { labels: DEFAULT_LABELS.into_iter().enumerate().map(label).collect(), relations: Vec::new() }
    }
}

impl AttributeRule {
    /// The value after `now`, round and round; `None` where the value is free text.
    pub fn next_value(&self, now: &str) -> Option<String> {
        let choices = self.choices();
        let place = choices.iter().position(|choice| *choice == now).map_or(0, |place| place + 1);
        choices.get(place % choices.len().max(1)).map(|choice| (*choice).to_owned())
    }

    /// The values it can have; none where the value is free text.
    pub fn choices(&self) -> Vec<&str> {
        match &self.kind {
            AttributeKind::Choice(choices) => choices.iter().map(String::as_str).collect(),
            AttributeKind::YesNo => vec!["yes", "no"],
            AttributeKind::Text => Vec::new(),
        }
    }
}
