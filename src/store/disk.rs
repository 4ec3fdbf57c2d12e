//! The one door to the disk for files of ours: every write, sync, rename and removal goes through it, so
//! that a test can make any of them fail.

use std::fs::{self, File};
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use tempfile::NamedTempFile;

use super::StoreError;

/// A disk, and what goes wrong with it in a test.
#[derive(Clone, Default)]
pub struct Disk {
    faults: Option<Arc<dyn Faults>>,
}

/// What is about to be done.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Operation<'a> {
    Read(&'a Path),
    /// A new file, or the opening of one for appending.
    Open(&'a Path),
    Write {
        path: &'a Path,
        n_bytes: usize,
    },
    Sync(&'a Path),
    /// To this path.
    Rename(&'a Path),
    Remove(&'a Path),
}

/// How an operation fails.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Fault {
    Refused(io::ErrorKind),
    /// That many bytes are written, and then the disk is full.
    Short(usize),
}

/// Decides before each operation whether it fails.
pub trait Faults: Send + Sync {
    fn strike(&self, operation: Operation) -> Option<Fault>;
}

impl Disk {
    pub fn with_faults(faults: Arc<dyn Faults>) -> Self {
        Self { faults: Some(faults) }
    }

    fn strike(&self, operation: Operation) -> Option<Fault> {
        self.faults.as_ref()?.strike(operation)
    }

    fn ask(&self, operation: Operation) -> io::Result<()> {
        match self.strike(operation) {
            None => Ok(()),
            Some(Fault::Refused(kind)) => Err(kind.into()),
            Some(Fault::Short(_)) => Err(io::ErrorKind::StorageFull.into()),
        }
    }

    pub fn read(&self, path: &Path) -> io::Result<Vec<u8>> {
        self.ask(Operation::Read(path))?;
        fs::read(path)
    }

    /// Opens a file to append to it, and makes it where it is not there.
    pub fn open_to_append(&self, path: &Path) -> io::Result<File> {
        self.ask(Operation::Open(path))?;
        File::options().append(true).create(true).open(path)
    }

    pub fn write(&self, path: &Path, mut file: &File, bytes: &[u8]) -> io::Result<()> {
        match self.strike(Operation::Write { path, n_bytes: bytes.len() }) {
            Some(Fault::Short(n_bytes)) => {
                file.write_all(&bytes[..n_bytes.min(bytes.len())])?;
                Err(io::ErrorKind::StorageFull.into())
            }
            Some(Fault::Refused(kind)) => Err(kind.into()),
            None => file.write_all(bytes),
        }
    }

    pub fn sync(&self, path: &Path, file: &File) -> io::Result<()> {
        self.ask(Operation::Sync(path))?;
        file.sync_data()
    }

    pub fn remove(&self, path: &Path) -> io::Result<()> {
        self.ask(Operation::Remove(path))?;
        fs::remove_file(path)
    }

    /// A second name for a file, or a copy of it where the disk knows no second names.
    pub fn keep(&self, path: &Path, under: &Path) -> io::Result<()> {
        self.ask(Operation::Open(under))?;
        fs::hard_link(path, under).or_else(|_| fs::copy(path, under).map(|_| ()))
    }

    /// Starts a new content for a file. It lies beside the file under a name of its own until
    /// [`Draft::replace`] puts it there.
    pub fn draft(&self, path: &Path) -> Result<Draft<'_>, StoreError> {
        let failed = || StoreError::io(path, "write the file");
        self.ask(Operation::Open(path)).map_err(failed())?;
        let mut name = tempfile::Builder::new();
        let file = name.prefix(&draft_prefix(path)).suffix(DRAFT_SUFFIX).tempfile_in(folder_of(path));
        Ok(Draft { disk: self, path: path.to_owned(), file: file.map_err(failed())? })
    }

    /// Writes a file so that readers see the old one or the new one, also after a power cut.
    pub fn write_atomically(&self, path: &Path, bytes: &[u8]) -> Result<(), StoreError> {
        let mut draft = self.draft(path)?;
        draft.write_all(bytes).map_err(StoreError::io(path, "write the file"))?;
        draft.sync()?;
        draft.replace()
    }
}

/// The new content of a file, not yet in its place. Dropped before that, it goes away.
pub struct Draft<'d> {
    disk: &'d Disk,
    path: PathBuf,
    file: NamedTempFile,
}

impl Draft<'_> {
    /// The file that it will be.
    pub fn path(&self) -> &Path {
        &self.path
    }

    pub fn sync(&self) -> Result<(), StoreError> {
        let synced = self.disk.ask(Operation::Sync(&self.path)).and_then(|()| self.file.as_file().sync_all());
        synced.map_err(StoreError::io(&self.path, "write the file to the disk"))
    }

    /// Puts a synced content into its place at once.
    pub fn replace(self) -> Result<(), StoreError> {
        let failed = || StoreError::io(&self.path, "replace the file");
        self.disk.ask(Operation::Rename(&self.path)).map_err(failed())?;
        keep_permissions(&self.path, self.file.as_file());
        self.file.persist(&self.path).map_err(|error| failed()(error.error))?;
        sync_folder(folder_of(&self.path));
        Ok(())
    }
}

impl Write for Draft<'_> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.disk.write(&self.path, self.file.as_file(), bytes)?;
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

const DRAFT_SUFFIX: &str = ".draft";

fn draft_prefix(path: &Path) -> String {
    format!(".{}.", path.file_name().unwrap_or_default().to_string_lossy())
}

/// Removes the drafts of a file that a killed process left. Only for who holds the file's lock.
pub fn remove_left_drafts(path: &Path) {
    let prefix = draft_prefix(path);
    for entry in fs::read_dir(folder_of(path)).into_iter().flatten().flatten() {
        let name = entry.file_name();
        let name = name.to_string_lossy();
        if name.starts_with(&prefix) && name.ends_with(DRAFT_SUFFIX) {
            // It is only litter.
            let _ = fs::remove_file(entry.path());
        }
    }
}

/// [`Disk::write_atomically`] on a sound disk.
pub fn write_atomically(path: &Path, bytes: &[u8]) -> Result<(), StoreError> {
    Disk::default().write_atomically(path, bytes)
}

/// Writes a new folder that appears whole or not at all. Names may hold folders, parted by `/`.
/// Refuses to replace anything but an empty folder.
pub fn write_folder_atomically(
    path: &Path,
    files: impl IntoIterator<Item = (String, impl AsRef<[u8]>)>,
) -> Result<(), StoreError> {
    let is_free = match fs::read_dir(path) {
        Ok(mut entries) => entries.next().is_none(),
        Err(_) => !path.exists(),
    };
    if !is_free {
        return Err(StoreError::Occupied { path: path.to_owned() });
    }
    let failed = || StoreError::io(path, "write the folder");
    let parent = folder_of(path);
    // Nobody else looks into it meanwhile, and what is made in it gets the usual permissions.
    let private = tempfile::Builder::new().prefix(".").tempdir_in(parent).map_err(failed())?;
    let draft = private.path().join("draft");
    fs::create_dir(&draft).map_err(failed())?;
    for (name, bytes) in files {
        let file = draft.join(name);
        fs::create_dir_all(folder_of(&file)).map_err(failed())?;
        let mut file = File::create(file).map_err(failed())?;
        file.write_all(bytes.as_ref()).and_then(|()| file.sync_all()).map_err(failed())?;
    }
    if path.exists() {
        fs::remove_dir(path).map_err(failed())?;
    }
    fs::rename(draft, path).map_err(failed())?;
    sync_folder(parent);
    Ok(())
}

/// A free name for a copy: `p.damaged.ron`, `p.damaged-2.ron`, …
pub fn free_name(path: &Path, word: &str) -> PathBuf {
    let stem = path.file_stem().unwrap_or_default().to_string_lossy().into_owned();
    let extension = path.extension().map_or(String::new(), |it| format!(".{}", it.to_string_lossy()));
    let name = |n: usize| match n {
        1 => path.with_file_name(format!("{stem}.{word}{extension}")),
        n => path.with_file_name(format!("{stem}.{word}-{n}{extension}")),
    };
    (1..).map(name).find(|name| !name.exists()).expect("some number is free")
}

fn folder_of(path: &Path) -> &Path {
    match path.parent() {
        Some(folder) if !folder.as_os_str().is_empty() => folder,
        _ => Path::new("."),
    }
}

/// A draft is private; the file it replaces, or any new file, need not be.
#[cfg(unix)]
fn keep_permissions(path: &Path, file: &File) {
    let permissions = fs::metadata(path).map_or_else(|_| new_permissions(), |old| old.permissions());
    // Best effort: the content matters more than who may read it.
    let _ = file.set_permissions(permissions);
}

/// Those of any new file.
#[cfg(unix)]
fn new_permissions() -> fs::Permissions {
    use std::os::unix::fs::PermissionsExt;
    const BEFORE_THE_UMASK: u32 = 0o666;
    const USUAL_UMASK: u32 = 0o022;
    fs::Permissions::from_mode(BEFORE_THE_UMASK & !umask().unwrap_or(USUAL_UMASK))
}

/// Asking the system for it would change it for every thread; Linux also writes it down.
#[cfg(unix)]
fn umask() -> Option<u32> {
    let status = fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find_map(|line| line.strip_prefix("Umask:"))?;
    u32::from_str_radix(line.trim(), 8).ok()
}

#[cfg(not(unix))]
fn keep_permissions(path: &Path, file: &File) {
    if let Ok(old) = fs::metadata(path) {
        let _ = file.set_permissions(old.permissions());
    }
}

/// Makes a rename durable. Folders cannot be synced everywhere; the file itself is whole anyway.
pub fn sync_folder(folder: &Path) {
    if let Ok(folder) = File::open(folder) {
        let _ = folder.sync_all();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_is_replaced_whole_and_leaves_nothing_behind() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("p.ron");
        write_atomically(&path, b"old").unwrap();
        write_atomically(&path, b"new").unwrap();
        assert_eq!(fs::read(&path).unwrap(), b"new");
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1);
    }

    #[cfg(unix)]
    #[test]
    fn a_replaced_file_keeps_its_permissions() {
        use std::os::unix::fs::PermissionsExt;
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("p.ron");
        fs::write(&path, "old").unwrap();
        fs::set_permissions(&path, fs::Permissions::from_mode(0o640)).unwrap();
        write_atomically(&path, b"new").unwrap();
        assert_eq!(fs::metadata(&path).unwrap().permissions().mode() & 0o777, 0o640);
    }

    #[test]
    fn a_new_folder_appears_whole_and_replaces_nothing() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("data");
        let files = [("a.txt".to_owned(), b"a"), ("in/b.txt".to_owned(), b"b")];
        write_folder_atomically(&path, files.clone()).unwrap();
        assert_eq!(fs::read(path.join("in/b.txt")).unwrap(), b"b");
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1);
        let error = write_folder_atomically(&path, files.clone()).unwrap_err();
        assert!(error.to_string().starts_with("There is something already"), "{error}");
        let empty = folder.path().join("empty");
        fs::create_dir(&empty).unwrap();
        write_folder_atomically(&empty, files).unwrap();
        assert_eq!(fs::read_dir(&empty).unwrap().count(), 2);
    }

    #[test]
    fn a_folder_that_is_not_there_is_named() {
        let error = write_atomically(Path::new("/nowhere/at/all/p.ron"), b"").unwrap_err();
        assert!(error.to_string().contains("there is no such file or folder"), "{error}");
    }
}
