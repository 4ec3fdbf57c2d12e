//! Tagsets and word lists as files.

use std::path::Path;

use super::App;
use crate::command::Command;
use crate::load::word_list;
use crate::model::{LabelId, Pattern, PatternKind};
use crate::session::SessionError;
use crate::store::{StoreError, read_tagset, write_tagset};

impl App {
    pub(super) fn import_tagset(&mut self, path: &Path) {
        match read_tagset(path) {
            Ok(tagset) => self.run(&Command::ImportTagset(tagset)),
            Err(error) => self.refuse(&error.into()),
        }
    }

    pub(super) fn export_tagset(&mut self, path: &Path) {
        let Some(session) = &self.session else { return };
        let path = if path.extension().is_none() { path.with_extension("ron") } else { path.to_owned() };
        match write_tagset(&path, &session.project().tagset()) {
            Ok(()) => drop(self.notices.news(format!("Exported the tagset to {}", path.display()))),
            Err(error) => self.refuse(&error.into()),
        }
    }

    /// A list becomes a pattern named after its file.
    pub(super) fn import_words(&mut self, path: &Path, label: LabelId) {
        match words_of(path) {
            Ok(words) => {
                let name = path.file_stem().unwrap_or_default().to_string_lossy().into_owned();
                let kind = PatternKind::Words(words);
                self.run(&Command::AddPattern(Pattern { name, label, kind }));
            }
            Err(error) => self.refuse(&error),
        }
    }
}

fn words_of(path: &Path) -> Result<Vec<String>, SessionError> {
    let bytes = std::fs::read(path).map_err(|source| StoreError::Io {
        path: path.to_owned(),
        doing: "read the word list",
        source,
    })?;
    let extension = path.extension().unwrap_or_default().to_string_lossy().to_lowercase();
    Ok(word_list(&bytes, &extension))
}
