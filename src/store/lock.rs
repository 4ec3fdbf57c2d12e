use std::fs::{self, File, TryLockError};
use std::io::Write;
use std::path::{Path, PathBuf};

use super::StoreError;

/// Holds a project for writing. The system lets go of it when the process ends, however it ends.
pub struct Lock {
    _file: File,
    path: PathBuf,
}

impl Lock {
    /// `who` is what another process is told, such as "a window (process 4711)".
    pub fn take(project: &Path, who: &str) -> Result<Self, StoreError> {
        let path = project.with_extension("lock");
        let file = File::options().read(true).append(true).create(true).open(&path);
        let mut file = file.map_err(StoreError::io(project, "lock the project"))?;
        match file.try_lock() {
            Ok(()) => {}
            Err(TryLockError::WouldBlock) => {
                let by = fs::read_to_string(&path).unwrap_or_default();
                let by = if by.is_empty() { "another program".to_owned() } else { by };
                return Err(StoreError::Locked { path: project.to_owned(), by });
            }
            Err(TryLockError::Error(error)) => {
                return Err(StoreError::io(project, "lock the project")(error));
            }
        }
        // Who holds it is a courtesy; the lock itself is the system's.
        let _ = file.set_len(0).and_then(|()| file.write_all(who.as_bytes()));
        Ok(Self { _file: file, path })
    }
}

impl Drop for Lock {
    fn drop(&mut self) {
        let _ = fs::remove_file(&self.path);
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
}
