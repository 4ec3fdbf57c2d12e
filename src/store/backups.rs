//! Earlier saves of a project, in a folder beside it: the last few, and one a day for a while.
//!
//! They are ordered by the project's revision, never by time: clocks go backward, revisions do not.

use std::collections::BTreeSet;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::time::SystemTime;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::{Disk, StoreError};

/// How many saves are kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Keep {
    /// The newest so many.
    pub last: usize,
    /// And the newest of each of so many days.
    pub days: usize,
}

impl Default for Keep {
    fn default() -> Self {
        Self { last: 10, days: 30 }
    }
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Backup {
    pub path: PathBuf,
    pub revision: u64,
    /// When it was saved.
    pub at: Timestamp,
    pub n_bytes: u64,
}

/// The folder beside a project that its backups are in.
pub fn backup_folder(project: &Path) -> PathBuf {
    project.with_extension("backups")
}

/// Keeps the file that stands at the project's path, of this revision, before it is replaced, and lets go
/// of backups that are not worth keeping any more.
pub fn keep_backup(disk: &Disk, project: &Path, revision: u64, keep: Keep) -> Result<(), StoreError> {
    let folder = backup_folder(project);
    let failed = || StoreError::io(&folder, "keep a backup");
    let modified = match fs::metadata(project).and_then(|file| file.modified()) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(()),
        modified => modified.map_err(failed())?,
    };
    fs::create_dir_all(&folder).map_err(failed())?;
    let name = folder.join(name_of(revision, modified));
    if !name.exists() {
        disk.keep(project, &name).map_err(failed())?;
    }
    for backup in not_worth_keeping(list_backups(project)?, keep) {
        disk.remove(&backup.path).map_err(failed())?;
    }
    Ok(())
}

/// Newest first. Other files in the folder are not looked at.
pub fn list_backups(project: &Path) -> Result<Vec<Backup>, StoreError> {
    let folder = backup_folder(project);
    let entries = match fs::read_dir(&folder) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Vec::new()),
        entries => entries.map_err(StoreError::io(&folder, "list the backups"))?,
    };
    let mut backups: Vec<Backup> = entries.flatten().filter_map(|entry| backup_at(entry.path())).collect();
    backups.sort_by_key(|backup| std::cmp::Reverse((backup.revision, backup.at)));
    Ok(backups)
}

const TIME: &str = "%Y-%m-%dT%H-%M-%SZ"; // colons are not allowed in names everywhere

fn name_of(revision: u64, modified: SystemTime) -> String {
    let at = Timestamp::try_from(modified).unwrap_or_default();
    format!("r{revision:08} {}.ron", at.strftime(TIME))
}

fn backup_at(path: PathBuf) -> Option<Backup> {
    let (revision, at) = backup_of_name(path.file_name()?.to_str()?)?;
    let n_bytes = fs::metadata(&path).ok()?.len();
    Some(Backup { revision, at, n_bytes, path })
}

/// The revision and the time in a backup's name.
pub fn backup_of_name(name: &str) -> Option<(u64, Timestamp)> {
    let (revision, at) = name.strip_suffix(".ron")?.strip_prefix('r')?.split_once(' ')?;
    let at = jiff::civil::DateTime::strptime(TIME, at).ok()?.to_zoned(jiff::tz::TimeZone::UTC).ok()?;
    Some((revision.parse().ok()?, at.timestamp()))
}

/// Of a list with the newest first. Days are those of UTC.
fn not_worth_keeping(backups: Vec<Backup>, keep: Keep) -> Vec<Backup> {
    let mut days = BTreeSet::new();
    let mut is_of_a_new_day = |backup: &Backup| {
        let day = backup.at.to_zoned(jiff::tz::TimeZone::UTC).date();
        days.len() < keep.days && days.insert(day)
    };
    let kept: Vec<bool> =
        backups.iter().enumerate().map(|(at, backup)| is_of_a_new_day(backup) | (at < keep.last)).collect();
    backups.into_iter().zip(kept).filter(|(_, is_kept)| !is_kept).map(|(backup, _)| backup).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn backup(revision: u64, at: &str) -> Backup {
        Backup { path: PathBuf::from(format!("{revision}")), revision, at: at.parse().unwrap(), n_bytes: 1 }
    }

    #[test]
    fn the_last_saves_and_one_of_each_day_are_kept() {
        let keep = Keep { last: 2, days: 3 };
        let backups = vec![
            backup(9, "2026-11-22T12:00:00Z"), // one of the last two, and of its day
            backup(8, "2026-11-22T11:00:00Z"), // one of the last two
            backup(7, "2026-11-22T10:00:00Z"),
            backup(6, "2026-11-20T23:00:00Z"), // of its day
            backup(5, "2026-11-20T01:00:00Z"),
            backup(4, "2026-11-01T01:00:00Z"), // of its day, the third
            backup(3, "2026-10-01T01:00:00Z"),
        ];
        let gone: Vec<u64> = not_worth_keeping(backups, keep).iter().map(|backup| backup.revision).collect();
        assert_eq!(gone, [7, 5, 3]);
    }

    #[test]
    fn a_clock_that_went_backward_costs_no_new_backup() {
        let keep = Keep { last: 1, days: 1 };
        let backups = vec![backup(2, "2001-01-01T00:00:00Z"), backup(1, "2026-11-22T12:00:00Z")];
        assert_eq!(not_worth_keeping(backups, keep), [backup(1, "2026-11-22T12:00:00Z")]);
    }

    #[test]
    fn a_backup_is_found_by_its_name() {
        let folder = tempfile::tempdir().unwrap();
        let project = folder.path().join("p.ron");
        fs::write(&project, "one").unwrap();
        keep_backup(&Disk::default(), &project, 812, Keep::default()).unwrap();
        Disk::default().write_atomically(&project, b"another").unwrap();
        fs::write(backup_folder(&project).join("notes.txt"), "mine").unwrap();
        let backups = list_backups(&project).unwrap();
        assert_eq!((backups.len(), backups[0].revision, backups[0].n_bytes), (1, 812, 3));
    }
}
