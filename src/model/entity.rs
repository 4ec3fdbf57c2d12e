use serde::{Deserialize, Serialize};

/// Who or what mentions refer to, across articles.
#[derive(Clone, Debug, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Entity {
    pub name: String,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub aliases: Vec<String>,
    /// An address that identifies it elsewhere, such as a Wikidata page; may be empty.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub link: String,
}

impl Entity {
    pub fn named(name: &str) -> Self {
        Self { name: name.to_owned(), ..Self::default() }
    }

    pub fn is_called(&self, form: &str) -> bool {
        self.name == form || self.aliases.iter().any(|alias| alias == form)
    }
}
