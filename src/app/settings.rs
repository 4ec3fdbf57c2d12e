//! What the window remembers between runs. It belongs to no project, and losing it loses no work.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

use super::state::{Drawer, Mode, Place, ScopeKind, TextSelection, ThemeChoice};
use crate::model::ArticleId;
use crate::store::{Keep, write_atomically};

#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(default)]
pub struct Settings {
    pub theme: ThemeChoice,
    pub zoom: f32,
    pub shows_names: bool,
    pub keep: Keep,
    /// Newest first.
    pub recent: Vec<PathBuf>,
    pub desks: BTreeMap<PathBuf, DeskSettings>,
}

/// How a project was left.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct DeskSettings {
    pub mode: Mode,
    pub drawer: Option<Drawer>,
    pub scope: ScopeKind,
    pub article: Option<ArticleId>,
    pub panes: Vec<ArticleId>,
    pub selection: Option<TextSelection>,
    pub scrolls: BTreeMap<ArticleId, f32>,
    pub place: Option<Place>,
}

const MOST_RECENT: usize = 12; // what a list shows without scrolling

impl Default for Settings {
    fn default() -> Self {
        Self {
            theme: ThemeChoice::default(),
            zoom: 1.0,
            shows_names: false,
            keep: Keep::default(),
            recent: Vec::new(),
            desks: BTreeMap::new(),
        }
    }
}

impl Settings {
    /// Settings that cannot be read are as good as none.
    pub fn read(data: Option<&Path>) -> Self {
        let text = data.and_then(|folder| fs::read_to_string(folder.join("window.ron")).ok());
        text.and_then(|text| ron::from_str(&text).ok()).unwrap_or_default()
    }

    pub fn write(&self, data: &Path) {
        let Ok(text) = ron::ser::to_string_pretty(self, ron::ser::PrettyConfig::new()) else { return };
        if fs::create_dir_all(data).is_ok() {
            // Nobody is told: the next run only starts with an older arrangement.
            let _ = write_atomically(&data.join("window.ron"), text.as_bytes());
        }
    }

    pub fn opened(&mut self, path: &Path) {
        self.forget(path);
        self.recent.insert(0, path.to_owned());
        self.recent.truncate(MOST_RECENT);
        let recent = &self.recent;
        self.desks.retain(|path, _| recent.contains(path));
    }

    pub fn forget(&mut self, path: &Path) {
        self.recent.retain(|known| known != path);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn how_many_saves_are_kept_is_remembered_and_older_settings_know_nothing_of_it() {
        let folder = tempfile::tempdir().unwrap();
        let keep = Keep { last: 3, days: 0 };
        Settings { keep, ..Settings::default() }.write(folder.path());
        assert_eq!(Settings::read(Some(folder.path())).keep, keep);
        fs::write(folder.path().join("window.ron"), "(shows_names: true)").unwrap();
        let older = Settings::read(Some(folder.path()));
        assert!(older.shows_names);
        assert_eq!(older.keep, Keep { last: 10, days: 30 });
    }
}
