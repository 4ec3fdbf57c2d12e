//! Opening and making the files of a project, and the way back after a crash.

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::{ReadOnly, Session, SessionError, entry};
use crate::model::{Article, Change, Edit, History, Ids, Project, Step, Transaction};
use crate::store::{
    Disk, Identity, Journal, Lock, ReadJournal, StoreError, Stored, compact_journal, free_name, read_entries,
    read_journal, read_journal_after, read_project, remove_left_drafts, rewrite_journal, set_aside,
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
        Self::create_on(&Disk::default(), path, project, ids, who)
    }

    pub fn create_on(
        disk: &Disk,
        path: &Path,
        project: Project,
        ids: Ids,
        who: &str,
    ) -> Result<Self, SessionError> {
        if path.exists() {
            return Err(SessionError::Exists(path.to_owned()));
        }
        let lock = Lock::take(path, who)?;
        let mut session = Self { disk: disk.clone(), ..Self::in_memory(project, ids) };
        let saved = session.saving_at(path).run()?;
        session.journal = Some(fresh_journal(disk, &journal_path(path))?);
        session.path = Some(path.to_owned());
        session.lock = Some(lock);
        session.was_saved(saved);
        Ok(session)
    }

    /// Opens a project for writing, with every step that its journal holds. One of a newer version is
    /// opened for reading only.
    pub fn open(path: &Path, who: &str) -> Result<Opened, SessionError> {
        Self::open_on(&Disk::default(), path, who)
    }

    pub fn open_on(disk: &Disk, path: &Path, who: &str) -> Result<Opened, SessionError> {
        let lock = match Lock::take(path, who) {
            Err(error) if error.is_unwritable() && path.exists() => {
                let mut opened = Self::open_because(path, ReadOnly::Unwritable)?;
                opened.notices.push(ReadOnly::Unwritable.to_string());
                return Ok(opened);
            }
            lock => lock?,
        };
        let stored = read_project(disk, path)?;
        if let Some(format) = stored.newer {
            return Self::with_journal(disk, path, stored, ReadOnly::Newer { format })
                .map(|read| read.opened);
        }
        remove_left_drafts(path);
        let mut first_notices = keep_as_found(path, &stored)?;
        compact_journal(disk, &journal_path(path), stored.revision)?;
        let read = Self::with_journal(disk, path, stored, ReadOnly::Asked)?;
        let mut opened = read.opened;
        first_notices.append(&mut opened.notices);
        if !lock.is_real() {
            first_notices.push("This folder knows no locks: do not open the project twice".to_owned());
        }
        if !read.journal.used.is_whole {
            let kept = set_aside(&journal_path(path))?;
            first_notices.push(format!("The journal was kept as found in {}", name_of(&kept)));
        }
        opened.notices = first_notices;
        let journal = read.journal.open(disk, &journal_path(path))?;
        if opened.n_recovered > 0 {
            journal.sync(opened.session.revision);
        }
        opened.session.journal = Some(journal);
        opened.session.lock = Some(lock);
        opened.session.read_only = None;
        Ok(opened)
    }

    /// Opens a project without touching any file.
    pub fn open_read_only(path: &Path) -> Result<Opened, SessionError> {
        Self::open_because(path, ReadOnly::Asked)
    }

    /// The same, because another process holds it.
    pub fn open_held(path: &Path, by: &str) -> Result<Opened, SessionError> {
        Self::open_because(path, ReadOnly::Held { by: by.to_owned() })
    }

    fn open_because(path: &Path, why: ReadOnly) -> Result<Opened, SessionError> {
        let disk = Disk::default();
        let stored = read_project(&disk, path)?;
        let why = stored.newer.map_or(why, |format| ReadOnly::Newer { format });
        Ok(Self::with_journal(&disk, path, stored, why)?.opened)
    }

    fn with_journal(disk: &Disk, path: &Path, stored: Stored, why: ReadOnly) -> Result<Read, SessionError> {
        let mut notices = stored.changes;
        if matches!(why, ReadOnly::Newer { .. }) {
            notices.push(why.to_string());
        }
        let mut session = Self::in_memory(stored.project, stored.ids);
        session.disk = disk.clone();
        session.identity = Identity::of(path, stored.sum).ok();
        session.path = Some(path.to_owned());
        session.read_only = Some(why);
        session.revision = stored.revision;
        session.saved_revision = stored.revision;
        let journal = read_what_is_needed(disk, &journal_path(path), stored.revision)?;
        let used = session.recover(&journal);
        session.earlier = (used.with_earlier && journal.passed_bytes > 0)
            .then(|| Earlier { journal: journal_path(path), n_bytes: journal.passed_bytes });
        notices.extend(used.notice.clone());
        let n_recovered = (session.revision - session.saved_revision) as usize;
        let journal = Usable { read: journal, used };
        Ok(Read { opened: Opened { session, n_recovered, notices }, journal })
    }

    /// Replays the journal: older steps become history, newer ones are done again. Where it does not fit the
    /// project at all, the session stays as it was saved.
    fn recover(&mut self, journal: &ReadJournal) -> Used {
        let mut project = (*self.project).clone();
        let (mut history, mut ids, mut revision) = (History::default(), self.ids.clone(), self.revision);
        let mut used = Used::all(journal);
        for (at, entry) in journal.entries.iter().enumerate() {
            let is_after_damage = journal.damages.iter().any(|damage| damage.n_before == at);
            if is_after_damage && entry.revision <= revision + 1 {
                // Nothing leads back over what is missing, but the project file holds it.
                history = History::default();
                used.start_at(at);
            } else if is_after_damage {
                used.stop_at(at);
                break;
            }
            if entry.revision <= self.revision {
                history.remember(&entry.step, &entry.stamp());
                continue;
            }
            if entry.revision != revision + 1 {
                return Used::nothing("The journal belongs to another version of this project");
            }
            match history.step(&mut project, &entry.step, &entry.stamp()) {
                Ok(applied) => ids.skip(&applied),
                Err(error) => {
                    return Used::nothing(&format!("The journal does not fit the project ({error})"));
                }
            }
            revision = entry.revision;
        }
        (self.project, self.history, self.ids, self.revision) = (Arc::new(project), history, ids, revision);
        used
    }

    /// A session in memory has a history and no journal yet.
    pub(super) fn journal_of_history(&self, path: &Path) -> Result<Journal, SessionError> {
        let mut journal = fresh_journal(&self.disk, path)?;
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

    pub(super) fn copy_of_journal(&self, from: &Path, project: &Path) -> Result<Journal, SessionError> {
        let to = journal_path(project);
        if from != to {
            fs::copy(from, &to).map_err(StoreError::io(&to, "copy the journal"))?;
        }
        let read = read_journal(&self.disk, &to)?;
        Ok(Journal::open(&self.disk, &to, read.whole_bytes)?)
    }
}

struct Read {
    opened: Opened,
    journal: Usable,
}

/// Which entries of a journal belong to the session that was opened with it.
struct Used {
    entries: std::ops::Range<usize>,
    with_earlier: bool,
    is_whole: bool,
    notice: Option<String>,
}

impl Used {
    fn all(journal: &ReadJournal) -> Self {
        let notice = match (journal.damages.as_slice(), journal.is_torn) {
            ([], false) => None,
            ([], true) => Some("The journal ends in the middle of a step, which was left out".to_owned()),
            ([damage, ..], _) => Some(format!("The journal is damaged in line {}", damage.line)),
        };
        let is_whole = journal.damages.is_empty();
        Self { entries: 0..journal.entries.len(), with_earlier: true, is_whole, notice }
    }

    fn start_at(&mut self, entry: usize) {
        self.entries.start = entry;
        self.with_earlier = false;
    }

    fn stop_at(&mut self, entry: usize) {
        let n_lost = self.entries.end - entry;
        self.entries.end = entry;
        if let Some(notice) = &mut self.notice {
            notice.push_str(&format!("; {n_lost} steps after it could not be done again"));
        }
    }

    fn nothing(problem: &str) -> Self {
        let notice = Some(format!("{problem}, so it was not used"));
        Self { entries: 0..0, with_earlier: false, is_whole: false, notice }
    }
}

/// A journal file, and what of it goes on.
struct Usable {
    read: ReadJournal,
    used: Used,
}

impl Usable {
    /// Opens the journal to go on with it. What cannot be used is dropped from it.
    fn open(&self, disk: &Disk, path: &Path) -> Result<Journal, StoreError> {
        if self.used.is_whole {
            return Journal::open(disk, path, self.read.whole_bytes);
        }
        let passed = if self.used.with_earlier { self.read.passed() } else { &[] };
        let lines = [passed, self.read.lines(self.used.entries.clone())].concat();
        rewrite_journal(disk, path, &lines)?;
        Journal::open(disk, path, lines.len() as u64)
    }
}

/// A project that somebody changed outside is opened, because its owner may have meant it; what was found is
/// kept, because the next save replaces it.
fn keep_as_found(path: &Path, stored: &Stored) -> Result<Vec<String>, StoreError> {
    if stored.changes.is_empty() {
        return Ok(Vec::new());
    }
    let copy = free_name(path, "changed");
    fs::copy(path, &copy).map_err(StoreError::io(&copy, "keep a copy of the changed project"))?;
    let name = name_of(&copy);
    Ok(vec![format!(
        "Another program or a failing disk changed this project; it was kept as found in {name}"
    )])
}

fn name_of(path: &Path) -> String {
    path.file_name().unwrap_or_default().to_string_lossy().into_owned()
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
        for entry in read_entries(&self.journal, self.n_bytes).unwrap_or_default() {
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
fn read_what_is_needed(disk: &Disk, path: &Path, revision: u64) -> Result<ReadJournal, StoreError> {
    let is_short = fs::metadata(path).is_ok_and(|file| file.len() <= READ_AT_ONCE_BYTES);
    if is_short {
        return read_journal(disk, path);
    }
    let read = read_journal_after(disk, path, revision)?;
    let looks_back = read.entries.iter().any(|entry| !matches!(entry.step, Step::Do(_)));
    if looks_back { read_journal(disk, path) } else { Ok(read) }
}

const READ_AT_ONCE_BYTES: u64 = 2 << 20; // some 30 ms

/// An empty journal. One of another project that stands there is kept aside.
fn fresh_journal(disk: &Disk, path: &Path) -> Result<Journal, SessionError> {
    let stale = read_journal(disk, path)?;
    if !stale.entries.is_empty() || !stale.damages.is_empty() {
        set_aside(path)?;
    }
    Ok(Journal::open(disk, path, 0)?)
}

pub(super) fn journal_path(project: &Path) -> PathBuf {
    project.with_extension("journal")
}
