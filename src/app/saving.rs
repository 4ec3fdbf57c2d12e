//! Saving: on request, in quiet moments, and what is said when the disk does not take it.

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::{Duration, Instant};

use super::App;
use super::notices::NoticeId;
use super::projects::who;
use super::request::Request;
use super::work::Finished;
use crate::command::Command;
use crate::model::Project;
use crate::session::{Saved, Session, SessionError};
use crate::store::{Disk, StoreError, read_project};

pub const SAVING: &str = "Saving";

const MERGING: &str = "Reading the changed file";
const AUTOSAVE_AFTER: Duration = Duration::from_secs(8); // of quiet; the journal holds every edit anyway
const LOOK_AGAIN_AFTER: Duration = Duration::from_millis(30); // about what a sync takes
const TRY_AGAIN_AFTER: Duration = Duration::from_secs(2);

/// How the keeping of the open project stands.
#[derive(Default)]
pub struct Keeping {
    /// Since when there was no edit, and at which revision.
    quiet_since: Option<(u64, Instant)>,
    /// Another program changed the file; nothing is saved by itself until the analyst decides.
    awaits_decision: bool,
    /// What stands on the screen while the disk refuses, and when it was last tried.
    refusal: Option<(NoticeId, Instant)>,
}

impl App {
    pub(super) fn save(&mut self) {
        let Some(session) = &self.session else { return };
        let Some(path) = session.path().map(Path::to_owned) else {
            self.handle(Request::SaveAsDialog);
            return;
        };
        if self.works.is_running(SAVING) {
            return;
        }
        match session.saving() {
            Ok(saving) => self.works.start(&self.context, SAVING, move |_| {
                Ok(Finished::Saved { outcome: saving.run().map(Box::new), path })
            }),
            Err(error) => self.refuse(&error),
        }
    }

    pub(super) fn finish_saving(&mut self, outcome: Result<Box<Saved>, StoreError>, path: &Path) {
        let Some(session) = self.session.as_mut().filter(|session| session.path() == Some(path)) else {
            return;
        };
        match outcome {
            Ok(saved) => {
                if let Some(error) = &saved.backup_error {
                    self.notices.warn(format!("{error}; the project itself is saved"));
                }
                session.was_saved(*saved);
            }
            Err(error @ StoreError::Changed { .. }) => {
                self.keeping.awaits_decision = true;
                self.notices.error(error.to_string()).offers = vec![
                    ("Save as…".to_owned(), Request::SaveAsDialog),
                    ("Merge".to_owned(), Request::MergeChanged),
                    ("Replace it, keeping a copy".to_owned(), Request::ReplaceChanged),
                ];
            }
            Err(error) => self.notices.error(error.to_string()).offers = save_elsewhere(),
        }
    }

    /// Saves over what another program put in the file's place.
    pub(super) fn replace_changed(&mut self) {
        let Some(session) = &mut self.session else { return };
        match session.replace_changed_file() {
            Ok(kept) => {
                self.notices.news(format!("The other version is kept in {}", kept.display()));
                self.keeping.awaits_decision = false;
                self.save();
            }
            Err(error) => self.refuse(&error),
        }
    }

    /// Takes in what another program put in the file's place, and then saves over it.
    pub(super) fn merge_changed(&mut self) {
        let Some(path) = self.session.as_ref().and_then(Session::path).map(Path::to_owned) else { return };
        self.works.start(&self.context, MERGING, move |_| {
            // The file alone: the journal beside it is ours.
            let theirs = read_project(&Disk::default(), &path).map(|stored| Arc::new(stored.project));
            Ok(Finished::Theirs { theirs, path })
        });
    }

    pub(super) fn take_theirs(&mut self, theirs: Result<Arc<Project>, StoreError>, path: &Path) {
        if self.session.as_ref().and_then(Session::path) != Some(path) {
            return;
        }
        match theirs {
            Ok(theirs) => {
                self.run(&Command::Merge(theirs));
                self.replace_changed();
            }
            Err(error) => self.refuse(&SessionError::Store(error)),
        }
    }

    pub(super) fn save_as(&mut self, path: PathBuf) {
        let Some(session) = &mut self.session else { return };
        let path = if path.extension().is_none() { path.with_extension("ron") } else { path };
        match session.save_as(&path, &who()) {
            Ok(()) => {
                self.keeping.awaits_decision = false;
                self.settings.opened(&path);
                self.notices.news(format!("Saved as {}", path.display()));
            }
            Err(error) => self.refuse(&error),
        }
    }

    /// Saves in quiet moments, so that the file is not far behind the journal, and watches the disk.
    pub(super) fn keep_up(&mut self) {
        self.watch_disk();
        let Some(session) = &self.session else { return };
        let is_due = session.is_ahead_of_file() && session.path().is_some() && !session.is_read_only();
        if !is_due || self.keeping.awaits_decision || self.works.is_running(SAVING) {
            self.keeping.quiet_since = None;
            return;
        }
        let now = Instant::now();
        let (revision, since) = *self.keeping.quiet_since.get_or_insert((session.revision(), now));
        if revision != session.revision() {
            self.keeping.quiet_since = Some((session.revision(), now));
        } else if since.elapsed() >= AUTOSAVE_AFTER {
            self.save();
        }
        self.context.request_repaint_after(AUTOSAVE_AFTER);
    }

    /// While the disk refuses, one notice stands and everything is tried again from time to time. Work goes
    /// on in memory.
    fn watch_disk(&mut self) {
        let Some(session) = &mut self.session else { return };
        let is_time = self.keeping.refusal.is_none_or(|(_, tried)| tried.elapsed() >= TRY_AGAIN_AFTER);
        if is_time {
            session.catch_up();
        }
        if session.is_syncing() {
            self.context.request_repaint_after(LOOK_AGAIN_AFTER); // so that the screen says when it is
        }
        match (told(session), self.keeping.refusal) {
            (Some(text), refusal) if is_time => {
                if let Some((notice, _)) = refusal {
                    self.notices.dismiss(notice);
                }
                let notice = self.notices.error(text);
                notice.offers = save_elsewhere();
                self.keeping.refusal = Some((notice.id, Instant::now()));
                self.context.request_repaint_after(TRY_AGAIN_AFTER);
            }
            (None, Some((notice, _))) => {
                self.notices.dismiss(notice);
                self.notices.news("The disk works again; every change is safe");
                self.keeping.refusal = None;
            }
            _ => {}
        }
    }
}

fn told(session: &Session) -> Option<String> {
    let error = session.disk_error()?;
    Some(format!(
        "{error}. Nothing is lost while this window is open; save elsewhere, or make room and go on"
    ))
}

fn save_elsewhere() -> Vec<(String, Request)> {
    vec![("Save as…".to_owned(), Request::SaveAsDialog)]
}
