use std::fs::{self, File, TryLockError};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use super::StoreError;

/// Holds a project for writing. The system lets go of it when the process ends, however it ends, so what a
/// dead process left is no lock.
pub struct Lock {
    _file: File,
    path: PathBuf,
    /// Some network folders know no locks; then only [`Identity`](super::Identity) protects a project.
    is_real: bool,
}

impl Lock {
    /// `who` is what another process is told, such as "a window (process 4711)".
    pub fn take(project: &Path, who: &str) -> Result<Self, StoreError> {
        let path = project.with_extension("lock");
        let failed = || StoreError::io(project, "lock the project");
        loop {
            let file = File::options().read(true).append(true).create(true).open(&path);
            let file = file.map_err(failed())?;
            let is_real = match file.try_lock() {
                Ok(()) => true,
                Err(TryLockError::Error(error)) if error.kind() == io::ErrorKind::Unsupported => false,
                Err(TryLockError::WouldBlock) => return Err(held(project, &path)),
                Err(TryLockError::Error(error)) => return Err(failed()(error)),
            };
            // Whoever held it may have removed the file between the opening and the locking.
            if !is_at(&file, &path) {
                continue;
            }
            // Who holds it is a courtesy; the lock itself is the system's.
            let _ = file.set_len(0).and_then(|()| (&file).write_all(who.as_bytes()));
            return Ok(Self { _file: file, path, is_real });
        }
    }

    pub fn is_real(&self) -> bool {
        self.is_real
    }
}

fn held(project: &Path, path: &Path) -> StoreError {
    let by = fs::read_to_string(path).unwrap_or_default();
    let by = if by.is_empty() { "another program".to_owned() } else { by };
    StoreError::Locked { path: project.to_owned(), by }
}

#[cfg(unix)]
fn is_at(file: &File, path: &Path) -> bool {
    use std::os::unix::fs::MetadataExt;
    let id = |file: fs::Metadata| (file.dev(), file.ino());
    let (open, there) = (file.metadata().map(id), fs::metadata(path).map(id));
    open.is_ok_and(|open| there.is_ok_and(|there| there == open))
}

/// An open file cannot be removed here.
#[cfg(not(unix))]
fn is_at(_: &File, _: &Path) -> bool {
    true
}

impl Drop for Lock {
    fn drop(&mut self) {
        let _ = fs::remove_file(&self.path); // while it is still locked
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_second_taker_learns_who_holds_the_project() {
        let folder = tempfile::tempdir().unwrap();
        let project = folder.path().join("p.ron");
        let lock = Lock::take(&project, "a window (process 7)").unwrap();
        let error = Lock::take(&project, "another").err().unwrap();
        assert!(error.to_string().contains("a window (process 7)"), "{error}");
        drop(lock);
        assert!(Lock::take(&project, "another").is_ok());
    }

    #[test]
    fn what_a_dead_process_left_is_no_lock() {
        let folder = tempfile::tempdir().unwrap();
        let project = folder.path().join("p.ron");
        fs::write(project.with_extension("lock"), "a window (process 7)").unwrap();
        let lock = Lock::take(&project, "another").unwrap();
        assert_eq!(fs::read_to_string(&lock.path).unwrap(), "another");
    }

    #[test]
    fn many_takers_never_hold_it_at_once() {
        use std::sync::atomic::{AtomicUsize, Ordering};
        let folder = tempfile::tempdir().unwrap();
        let project = folder.path().join("p.ron");
        let holders = AtomicUsize::new(0);
        std::thread::scope(|scope| {
            for _ in 0..4 {
                scope.spawn(|| {
                    for _ in 0..200 {
                        let Ok(lock) = Lock::take(&project, "a thread") else { continue };
                        assert_eq!(holders.fetch_add(1, Ordering::SeqCst), 0);
                        std::thread::yield_now();
                        holders.fetch_sub(1, Ordering::SeqCst);
                        drop(lock);
                    }
                });
            }
        });
    }
}
