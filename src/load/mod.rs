//! Stand-in until the loaders land: replace this file.
use crate::job::{Cancelled, Progress};
use crate::model::Draft;
pub struct Loaded {
    pub drafts: Vec<Draft>,
    pub failures: Vec<String>,
}
pub fn load_paths(_paths: &[std::path::PathBuf], _progress: &Progress) -> Result<Loaded, Cancelled> {
    Ok(Loaded { drafts: vec![], failures: vec![] })
}
pub fn pasted(text: &str) -> Draft {
    Draft::of_text(text)
}
