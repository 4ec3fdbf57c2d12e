use serde::{Deserialize, Serialize};

/// A person who annotates. Every mention and relation says who made it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Annotator {
    pub name: String,
}
