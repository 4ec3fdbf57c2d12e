//! Opening, making and moving the files of a project.

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::{Session, SessionError, entry};
use crate::model::{Article, Change, Edit, History, Ids, Project, Step, Transaction};
use crate::store::{
    Journal, Lock, ReadJournal, StoreError, read_journal, read_journal_after, read_project, read_steps,
    set_aside,
};

/// A session, and what its owner should know about how it was opened.
pub struct Opened {
    pub session: Session,
    /// Steps that were only in the journal, because the program ended before it saved.
    pub n_recovered: usize,
    /// One sentence for each thing that was not as it should be.
    pub notices: Vec<String>,
}

impl Session {
    /// Makes a new project file and its journal. Refuses to replace a file.
    pub fn create(path: &Path, project: Project, ids: Ids, who: &str) -> Result<Self, SessionError> {
        if path.exists() {
            return Err(SessionError::Exists(path.to_owned()));
        }
        let lock = Lock::take(path, who)?;
        let mut session = Self::in_memory(project, ids);
        session.snapshot().write(path)?;
        session.journal = Some(fresh_journal(&journal_path(path))?);
        session.path = Some(path.to_owned());
        session.lock = Some(lock);
        Ok(session)
    }

    /// Opens a project for writing, with every step that its journal holds.
    pub fn open(path: &Path, who: &str) -> Result<Opened, SessionError> {
        let lock = Lock::take(path, who)?;
        let (mut opened, mut read) = Self::read(path)?;
        let journal_path = journal_path(path);
        if opened.session.journal_error.take().is_some() {
            read = ReadJournal { is_damaged: true, ..ReadJournal::default() };
            opened.session.history = History::default();
            opened.session.earlier = None;
        }
        opened.session.journal = Some(Journal::open(&journal_path, &read)?);
        opened.session.lock = Some(lock);
        Ok(opened)
    }

    /// Opens a project without touching any file.
    pub fn open_read_only(path: &Path) -> Result<Opened, SessionError> {
        Ok(Self::read(path)?.0)
    }

    fn read(path: &Path) -> Result<(Opened, ReadJournal), SessionError> {
        let stored = read_project(path)?;
        let mut session = Self::in_memory(stored.project, stored.ids);
        session.path = Some(path.to_owned());
        session.revision = stored.revision;
        session.saved_revision = stored.revision;
        let read = read_what_is_needed(&journal_path(path), stored.revision)?;
        session.earlier = (read.passed_bytes > 0)
            .then(|| Earlier { journal: journal_path(path), n_bytes: read.passed_bytes });
        let mut notices = stored.repairs;
        let n_recovered = match session.recover(&read) {
            Ok(n_recovered) => n_recovered,
            Err(problem) => {
                notices.push(problem.clone());
                session.journal_error = Some(StoreError::Malformed { path: journal_path(path), problem });
                0
            }
        };
        if read.is_damaged {
            notices.push(format!(
                "The journal is damaged after step {}; what follows is kept beside the project in …journal.damaged",
                session.revision
            ));
        }
        Ok((Opened { session, n_recovered, notices }, read))
    }

    /// Replays the journal: older steps become history, newer ones are done again.
    /// On an error the session is as it was saved.
    fn recover(&mut self, read: &ReadJournal) -> Result<usize, String> {
        let mut project = (*self.project).clone();
        let (mut history, mut ids, mut revision) = (History::default(), self.ids.clone(), self.revision);
        for entry in &read.entries {
            if entry.revision <= self.revision {
                history.remember(&entry.step, &entry.stamp());
                continue;
            }
            if entry.revision != revision + 1 {
                return Err(
                    "The journal belongs to another version of this project; it was kept aside and not used"
                        .to_owned(),
                );
            }
            let applied = history.step(&mut project, &entry.step, &entry.stamp());
            let applied = applied.map_err(|error| {
                format!("The journal does not fit the project ({error}); it was kept aside and not used")
            })?;
            ids.skip(&applied);
            revision = entry.revision;
        }
        let n_recovered = (revision - self.revision) as usize;
        (self.project, self.history, self.ids, self.revision) = (Arc::new(project), history, ids, revision);
        Ok(n_recovered)
    }

    /// Saves under another name and goes on there, with the whole history.
    pub fn save_as(&mut self, path: &Path, who: &str) -> Result<(), SessionError> {
        self.read_earlier();
        let lock = Lock::take(path, who)?;
        self.snapshot().write(path)?;
        self.journal = Some(match &self.journal {
            Some(old) => copy_journal(old.path(), &journal_path(path))?,
            None => self.journal_of_history(&journal_path(path))?,
        });
        self.path = Some(path.to_owned());
        self.lock = Some(lock);
        self.saved_revision = self.revision;
        self.journal_error = None;
        Ok(())
    }

    /// A session in memory has a history and no journal yet.
    fn journal_of_history(&self, path: &Path) -> Result<Journal, SessionError> {
        let mut journal = fresh_journal(path)?;
        let (done, undone) = (self.history.done(), self.history.undone());
        let deeds = done.iter().chain(undone.iter().rev());
        let steps = deeds.map(|deed| (Step::Do(deed.transaction.clone()), deed.stamp.clone()));
        let now = self.stamp();
        let steps: Vec<_> = steps.chain(undone.iter().map(|_| (Step::Undo, now.clone()))).collect();
        // There were at least as many steps as these, so every one has a revision of its own.
        let first = self.revision + 1 - steps.len() as u64;
        for ((step, stamp), revision) in steps.into_iter().zip(first..) {
            journal.append(&entry(revision, step, stamp))?;
        }
        Ok(journal)
    }
}

/// Steps that a saved project already holds, left in the journal until somebody wants them back.
#[derive(Clone, Debug)]
pub struct Earlier {
    journal: PathBuf,
    n_bytes: u64,
}

impl Earlier {
    /// The history that they are. Texts that `project` holds too are shared with it.
    pub fn read(&self, project: &Project) -> History {
        let mut history = History::default();
        for entry in read_steps(&self.journal, self.n_bytes).unwrap_or_default() {
            let step = match &entry.step {
                Step::Do(transaction) => Step::Do(Arc::new(sharing(transaction, project))),
                other => other.clone(),
            };
            history.remember(&step, &entry.stamp());
        }
        history
    }
}

fn sharing(transaction: &Transaction, project: &Project) -> Transaction {
    let shared = |edit: &Edit| match edit {
        Edit::Article(id, Change::Add(added)) => {
            Edit::Article(*id, Change::Add(same_as(added, project.article(*id))))
        }
        other => other.clone(),
    };
    Transaction::new(transaction.title.clone(), transaction.edits.iter().map(shared).collect())
}

fn same_as(added: &Arc<Article>, now: Option<&Arc<Article>>) -> Arc<Article> {
    match now {
        Some(now) if now == added => now.clone(),
        Some(now) if now.text == added.text => {
            Arc::new(Article { text: now.text.clone(), ..Article::clone(added) })
        }
        _ => added.clone(),
    }
}

/// A short journal is read whole. Of a long one only what the project lacks, unless that takes back
/// or repeats what stands before.
fn read_what_is_needed(path: &Path, revision: u64) -> Result<ReadJournal, StoreError> {
    let is_short = fs::metadata(path).is_ok_and(|file| file.len() <= READ_AT_ONCE_BYTES);
    if is_short {
        return read_journal(path);
    }
    let read = read_journal_after(path, revision)?;
    let looks_back = read.entries.iter().any(|entry| !matches!(entry.step, Step::Do(_)));
    if looks_back { read_journal(path) } else { Ok(read) }
}

const READ_AT_ONCE_BYTES: u64 = 2 << 20; // some 30 ms

fn copy_journal(from: &Path, to: &Path) -> Result<Journal, SessionError> {
    if from != to {
        fs::copy(from, to).map_err(StoreError::io(to, "copy the journal"))?;
    }
    let read = read_journal(to)?;
    Ok(Journal::open(to, &read)?)
}

/// An empty journal. One of another project that stands there is kept aside.
fn fresh_journal(path: &Path) -> Result<Journal, SessionError> {
    let stale = read_journal(path)?;
    if !stale.entries.is_empty() {
        set_aside(path)?;
    }
    Ok(Journal::open(path, &ReadJournal::default())?)
}

fn journal_path(project: &Path) -> PathBuf {
    project.with_extension("journal")
}
