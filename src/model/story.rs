use serde::{Deserialize, Serialize};

/// An event that several articles cover.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Story {
    pub name: String,
}
