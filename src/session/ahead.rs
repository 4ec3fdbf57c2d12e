//! Steps taken beside the session, on a copy of its project: on a thread, so that no frame waits for them.

use std::sync::Arc;
use std::thread;

use super::{Session, SessionError, Snapshot, entry, stamp};
use crate::command::{Command, Context};
use crate::model::{AnnotatorId, History, Ids, Project, Stamp, Step, Transaction};
use crate::store::Line;

/// Where a session would be after some steps.
pub struct Ahead {
    before: Arc<Project>,
    project: Arc<Project>,
    ids: Ids,
    history: History,
    revision: u64,
    by: AnnotatorId,
    taken: Vec<Taken>,
    /// All that was applied, of an undo the inverse, with the title of the first.
    applied: Arc<Transaction>,
}

struct Taken {
    step: Step,
    stamp: Stamp,
    /// For the journal; none where it could not be made.
    line: Option<Line>,
}

impl Snapshot {
    /// Where steps are taken from here; nobody else sees them until a session adopts them.
    pub fn ahead(&self, by: AnnotatorId) -> Ahead {
        Ahead {
            before: self.project.clone(),
            project: self.project.clone(),
            ids: self.ids.clone(),
            history: self.history.clone(),
            revision: self.revision,
            by,
            taken: Vec::new(),
            applied: Arc::default(),
        }
    }
}

impl Ahead {
    /// Plans a command and does it. One that would change nothing is no step.
    pub fn run(&mut self, command: &Command) -> Result<(), SessionError> {
        let mut ids = self.ids.clone();
        let transaction =
            command.plan(&mut Context { project: &self.project, ids: &mut ids, by: self.by })?;
        if transaction.edits.is_empty() {
            return Ok(());
        }
        self.step(Step::Do(Arc::new(transaction)))
    }

    /// Takes back the n-th step done, counted from 1, and leaves those after it.
    pub fn revert(&mut self, number: usize) -> Result<(), SessionError> {
        let reverting = self.project.revert(self.history.done(), number)?;
        self.step(Step::Do(Arc::new(reverting)))
    }

    pub fn step(&mut self, step: Step) -> Result<(), SessionError> {
        let stamp = stamp(&self.project, self.by);
        let entry = entry(self.revision + 1, step.clone(), stamp.clone());
        let (line, applied) = thread::scope(|scope| {
            let line = scope.spawn(|| entry.line().ok());
            let applied = self.history.step(Arc::make_mut(&mut self.project), &step, &stamp);
            (line.join().ok().flatten(), applied)
        });
        let applied = applied?;
        self.ids.skip(&applied);
        self.revision += 1;
        self.taken.push(Taken { step, stamp, line });
        match self.applied.edits.is_empty() {
            true => self.applied = applied,
            false => Arc::make_mut(&mut self.applied).edits.extend(applied.edits.iter().cloned()),
        }
        Ok(())
    }
}

impl Session {
    /// Takes the steps that were taken beside it, and writes them to the journal before it returns what
    /// they changed. `None` where another step came between: then they are to be taken anew.
    pub fn adopt(&mut self, ahead: Ahead) -> Result<Option<Arc<Transaction>>, SessionError> {
        self.writable()?;
        let Ahead { before, project, taken, applied, .. } = ahead;
        if !Arc::ptr_eq(&before, &self.project) {
            return Ok(None);
        }
        if !taken.is_empty() {
            let former = std::mem::replace(&mut self.project, project);
            thread::spawn(move || drop((former, before))); // freeing what it replaced takes longer than a frame has
            self.ids.skip(&applied);
        }
        for Taken { step, stamp, line } in taken {
            self.history.remember(&step, &stamp);
            self.revision += 1;
            match (&mut self.journal, line.filter(|line| line.revision == self.revision)) {
                (Some(journal), Some(line)) => self.journal_error = journal.append_line(&line).err(),
                _ => self.write_to_journal(step, stamp),
            }
        }
        Ok(Some(applied))
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

    fn run_ahead(session: &Session, command: &Command) -> Ahead {
        let mut ahead = session.snapshot().ahead(session.annotator());
        ahead.run(command).unwrap();
        ahead
    }

    fn walk_ahead(session: &Session, steps: &[Step]) -> Ahead {
        let mut ahead = session.snapshot().ahead(session.annotator());
        steps.iter().for_each(|step| ahead.step(step.clone()).unwrap());
        ahead
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
        let revision = session.revision();
        let ahead = run_ahead(&session, &command);
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
        session.adopt(walk_ahead(&session, &[Step::Undo])).unwrap().unwrap();
        assert_eq!(session.project(), &bare);
        session.adopt(walk_ahead(&session, &[Step::Redo])).unwrap().unwrap();
        assert_eq!(session.project(), &tagged);
        session.adopt(walk_ahead(&session, &[Step::Undo])).unwrap().unwrap();
        assert_eq!((session.history().done().len(), session.history().undone().len()), (0, 1));
        drop(session);
        let again = Session::open(&path, "a test").unwrap().session;
        assert_eq!(again.project(), &bare, "the journal tells the same");
        assert!(again.can_redo());
    }

    #[test]
    fn many_steps_can_be_taken_at_once_and_each_stays_a_step() {
        let folder = tempfile::tempdir().unwrap();
        let (path, mut session) = created_in(folder.path());
        let bare = session.project().clone();
        session.run(&tag(&session, "Japan")).unwrap();
        session.run(&tag(&session, "France")).unwrap();
        session.run(&rename("Last")).unwrap();
        let (all, revision) = (session.project().clone(), session.revision());
        let back = walk_ahead(&session, &session.history().way_to(0));
        let changed = session.adopt(back).unwrap().unwrap();
        assert_eq!((session.project(), changed.edits.len()), (&bare, 3));
        assert_eq!((session.history().undone().len(), session.revision()), (3, revision + 3));
        drop(session);
        let mut session = Session::open(&path, "a test").unwrap().session;
        assert_eq!(session.project(), &bare, "the journal tells the same");
        for _ in 0..3 {
            session.redo().unwrap();
        }
        assert_eq!(session.project(), &all);
    }

    #[test]
    fn nothing_of_many_steps_is_adopted_where_one_cannot_be_taken() {
        let session = fixture::session(&[("AFP", "Japan")]);
        let mut ahead = walk_ahead(&session, &[Step::Undo]);
        assert!(ahead.step(Step::Undo).is_err(), "there was but one");
        assert!(ahead.revert(1).is_err(), "it was undone");
    }

    #[test]
    fn a_step_is_not_adopted_where_another_came_between() {
        let mut session = fixture::session(&[("AFP", "Japan")]);
        let ahead = run_ahead(&session, &rename("Late"));
        session.run(&rename("Early")).unwrap();
        assert!(session.adopt(ahead).unwrap().is_none());
        assert_eq!(session.project().title(), "Early");
    }

    #[test]
    fn an_adopted_step_outlives_the_session_in_the_journal() {
        let folder = tempfile::tempdir().unwrap();
        let (path, mut session) = created_in(folder.path());
        session.run(&rename("First")).unwrap();
        session.adopt(run_ahead(&session, &tag(&session, "France"))).unwrap().unwrap();
        session.run(&rename("Last")).unwrap();
        let done = session.project().clone();
        drop(session);
        assert_eq!(Session::open(&path, "a test").unwrap().session.project(), &done);
    }
}
