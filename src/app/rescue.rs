//! The ways on from a project that cannot be opened: an earlier save of it, or what is whole of it. Both
//! become a new project beside it; the damaged files stay as they are.

use std::path::{Path, PathBuf};

use super::App;
use super::projects::who;
use super::request::Request;
use super::work::Finished;
use crate::session::{Opened, Session, SessionError};
use crate::store::{Keep, StoreError, free_name, list_backups};
use crate::text::count;

const SALVAGING: &str = "Salvaging what is whole";

/// What opening a project comes back with. On a thread: it looks for earlier saves.
pub fn finished_opening(opened: Result<Opened, SessionError>, path: PathBuf) -> Finished {
    match opened {
        Ok(opened) => Finished::Opened(Box::new(opened)),
        Err(error) => {
            let has_saves = list_backups(&path).is_ok_and(|saves| !saves.is_empty());
            Finished::NotOpened { error, path, has_saves }
        }
    }
}

impl App {
    pub(super) fn show_unopened(&mut self, error: &SessionError, path: PathBuf, has_saves: bool) {
        let mut offers = Vec::new();
        let is_unreadable = matches!(
            error,
            SessionError::NothingWhole(_)
                | SessionError::Store(StoreError::Malformed { .. } | StoreError::Io { .. })
        );
        if has_saves && is_unreadable {
            offers.push(("Restore an earlier save…".to_owned(), Request::ShowSavesOf(path.clone())));
        }
        if let SessionError::Store(StoreError::Malformed { .. }) = error {
            offers.push(("Salvage what is whole".to_owned(), Request::Salvage(path.clone())));
        }
        offers.push(("Remove from the list".to_owned(), Request::Forget(path)));
        self.notices.error(error.to_string()).offers = offers;
    }

    pub(super) fn open_save(&mut self, save: PathBuf, of: PathBuf) {
        self.works.start(&self.context, "Opening an earlier save", move |_| {
            Ok(finished_opening(copy_of_save(&save, &of), of))
        });
    }

    pub(super) fn salvage(&mut self, path: PathBuf) {
        if self.works.is_running(SALVAGING) {
            return;
        }
        self.works.start(&self.context, SALVAGING, move |_| {
            Ok(match Session::salvage(&path, &free_name(&path, "salvaged"), &who()) {
                Ok((session, lost)) => Finished::Salvaged { session: Box::new(session), lost },
                Err(error) => finished_opening(Err(error), path),
            })
        });
    }

    pub(super) fn show_salvaged(&mut self, session: Session, lost: Vec<String>) {
        let articles = count(session.project().articles().len(), "article");
        let name = session.path().and_then(Path::file_name).unwrap_or_default().display().to_string();
        self.show(session);
        if lost.is_empty() {
            self.notices.news(format!("Salvaged {articles} into {name}; nothing else was found"));
            return;
        }
        let were = if lost.len() == 1 { "was" } else { "were" };
        let text = format!("Salvaged {articles} into {name}; {} {were} lost", count(lost.len(), "thing"));
        self.notices.warn(text).details = lost;
    }

    pub(super) fn set_keep(&mut self, keep: Keep) {
        self.settings.keep = keep;
        if let Some(session) = &mut self.session {
            session.set_keep(keep);
        }
        self.remember();
    }
}

/// The save itself is never worked on: it must be there to be restored again.
fn copy_of_save(save: &Path, of: &Path) -> Result<Opened, SessionError> {
    let mut opened = Session::open_read_only(save)?;
    opened.session.save_as(&free_name(of, "restored"), &who())?;
    Ok(opened)
}
