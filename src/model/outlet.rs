use serde::{Deserialize, Serialize};

/// Who published an article. Never inferred from a file name.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Outlet {
    pub name: String,
    /// The registrable domain of its pages, by which later pages are recognised; may be empty.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub domain: String,
}
