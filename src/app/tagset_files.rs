//! Tagsets and word lists as files.

use std::path::Path;

use super::App;
use super::request::Request;
use crate::command::Command;
use crate::model::LabelId;

impl App {
    pub(super) fn import_tagset(&mut self, path: &Path) {
        let _ = path;
    }
    pub(super) fn export_tagset(&mut self, path: &Path) {
        let _ = path;
    }
    pub(super) fn import_words(&mut self, path: &Path, label: LabelId) {
        let _ = (path, label);
    }
}
