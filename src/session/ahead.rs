//! A step taken beside the session, on a snapshot: on a thread, so that no frame waits for a long one.

use std::sync::Arc;
use std::thread;

use super::{Session, SessionError, Snapshot, entry, stamp};
use crate::command::{Command, Context};
use crate::model::{AnnotatorId, Deed, HistoryError, Project, Stamp, Step, Transaction};
use crate::store::Line;

/// What a step comes to, done on a copy of the project.
pub struct Ahead {
    step: Step,
    /// As it was applied: of an undo the inverse.
    transaction: Arc<Transaction>,
    before: Arc<Project>,
    after: Arc<Project>,
    stamp: Stamp,
    /// For the journal; none where it could not be made.
    line: Option<Line>,
}

impl Ahead {
    pub fn transaction(&self) -> &Transaction {
        &self.transaction
    }
}

impl Snapshot {
    /// Plans a command and does it on a copy of the project.
    pub fn ahead(&self, command: &Command, by: AnnotatorId) -> Result<Ahead, SessionError> {
        let mut ids = self.ids.clone();
        let transaction = command.plan(&mut Context { project: &self.project, ids: &mut ids, by })?;
        let transaction = Arc::new(transaction);
        self.step_ahead(Step::Do(transaction.clone()), transaction, by)
    }

    /// Takes back, on a copy of the project, what was done last.
    pub fn undo_ahead(&self, last: &Deed, by: AnnotatorId) -> Result<Ahead, SessionError> {
        self.step_ahead(Step::Undo, Arc::new(last.transaction.inverse()), by)
    }

    /// Does again, on a copy of the project, what was undone last.
    pub fn redo_ahead(&self, last: &Deed, by: AnnotatorId) -> Result<Ahead, SessionError> {
        self.step_ahead(Step::Redo, last.transaction.clone(), by)
    }

    fn step_ahead(
        &self,
        step: Step,
        transaction: Arc<Transaction>,
        by: AnnotatorId,
    ) -> Result<Ahead, SessionError> {
        let stamp = stamp(&self.project, by);
        let entry = entry(self.revision + 1, step.clone(), stamp.clone());
        let mut after = self.project.clone();
        let (line, applied) = thread::scope(|scope| {
            let line = scope.spawn(|| entry.line().ok());
            let applied = Arc::make_mut(&mut after).apply(&transaction);
            (line.join().ok().flatten(), applied)
        });
        applied.map_err(HistoryError::Edit)?;
        Ok(Ahead { step, transaction, before: self.project.clone(), after, stamp, line })
    }
}

impl Session {
    /// Takes a step that was taken beside it, and writes it to the journal before it returns. `None`
    /// where another step came between: then it is to be planned anew.
    pub fn adopt(&mut self, ahead: Ahead) -> Result<Option<Arc<Transaction>>, SessionError> {
        self.writable()?;
        let Ahead { step, transaction, before, after, stamp, line } = ahead;
        if !Arc::ptr_eq(&before, &self.project) {
            return Ok(None);
        }
        if !transaction.edits.is_empty() {
            let former = std::mem::replace(&mut self.project, after);
            thread::spawn(move || drop((former, before))); // freeing what it replaced takes longer than a frame has
            self.history.remember(&step, &stamp);
            self.count(&transaction);
            match (&mut self.journal, line.filter(|line| line.revision == self.revision)) {
                (Some(journal), Some(line)) => self.journal_error = journal.append_line(&line).err(),
                _ => self.write_to_journal(step, stamp),
            }
        }
        Ok(Some(transaction))
    }
}

#[cfg(test)]
mod tests {
    use std::path::{Path, PathBuf};

    use super::*;
    use crate::fixture;
    use crate::text::Span;

    fn tag(session: &Session, words: &str) -> Command {
        let (article, record) = fixture::article(session.project(), 0);
        let at = record.text.find(words).unwrap();
        let span = Span::new(&record.text, at..at + words.len()).unwrap();
        let label = *session.project().labels().keys().next().unwrap();
        Command::Tag { article, extent: span.into(), label }
    }

    fn rename(title: &str) -> Command {
        Command::SetTitle(title.to_owned())
    }

    fn created_in(folder: &Path) -> (PathBuf, Session) {
        let path = folder.join("p.ron");
        let start = fixture::session(&[("AFP", "Japan and France")]).snapshot();
        let session = Session::create(&path, (*start.project).clone(), start.ids, "a test").unwrap();
        (path, session)
    }

    #[test]
    fn a_step_taken_beside_the_session_is_a_step_like_any_other() {
        let mut session = fixture::session(&[("AFP", "[GPE Japan] and France")]);
        let start = session.project().clone();
        let command = tag(&session, "France");
        let (revision, by) = (session.revision(), session.annotator());
        let ahead = session.snapshot().ahead(&command, by).unwrap();
        assert_eq!(session.project(), &start, "nothing happens before it is adopted");
        session.adopt(ahead).unwrap().unwrap();
        assert_eq!((session.project().n_mentions(), session.revision()), (2, revision + 1));
        session.run(&tag(&session, "and")).expect("its id is not given to another mention");
        session.undo().unwrap();
        session.undo().unwrap();
        assert_eq!(session.project(), &start);
    }

    #[test]
    fn an_undo_and_a_redo_can_be_taken_beside_the_session_too() {
        let folder = tempfile::tempdir().unwrap();
        let (path, mut session) = created_in(folder.path());
        let bare = session.project().clone();
        session.run(&tag(&session, "France")).unwrap();
        let tagged = session.project().clone();
        let by = session.annotator();
        let undo = |session: &Session| {
            session.snapshot().undo_ahead(session.history().done().last().unwrap(), by).unwrap()
        };
        let ahead = undo(&session);
        session.adopt(ahead).unwrap().unwrap();
        assert_eq!(session.project(), &bare);
        let redo = session.snapshot().redo_ahead(session.history().undone().last().unwrap(), by).unwrap();
        session.adopt(redo).unwrap().unwrap();
        assert_eq!(session.project(), &tagged);
        let ahead = undo(&session);
        session.adopt(ahead).unwrap().unwrap();
        assert_eq!((session.history().done().len(), session.history().undone().len()), (0, 1));
        drop(session);
        let again = Session::open(&path, "a test").unwrap().session;
        assert_eq!(again.project(), &bare, "the journal tells the same");
        assert!(again.can_redo());
    }

    #[test]
    fn a_step_is_not_adopted_where_another_came_between() {
        let mut session = fixture::session(&[("AFP", "Japan")]);
        let ahead = session.snapshot().ahead(&rename("Late"), session.annotator()).unwrap();
        session.run(&rename("Early")).unwrap();
        assert!(session.adopt(ahead).unwrap().is_none());
        assert_eq!(session.project().title(), "Early");
    }

    #[test]
    fn an_adopted_step_outlives_the_session_in_the_journal() {
        let folder = tempfile::tempdir().unwrap();
        let (path, mut session) = created_in(folder.path());
        session.run(&rename("First")).unwrap();
        let ahead = session.snapshot().ahead(&tag(&session, "France"), session.annotator()).unwrap();
        session.adopt(ahead).unwrap().unwrap();
        session.run(&rename("Last")).unwrap();
        let done = session.project().clone();
        drop(session);
        assert_eq!(Session::open(&path, "a test").unwrap().session.project(), &done);
    }
}
