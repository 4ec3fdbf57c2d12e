use std::fs::{self, File};
use std::io::Write;
use std::path::Path;

use tempfile::NamedTempFile;

use super::StoreError;

/// Writes a file so that readers see the old one or the new one, also after a power cut.
pub fn write_atomically(path: &Path, bytes: &[u8]) -> Result<(), StoreError> {
    let folder = folder_of(path);
    let mut file = NamedTempFile::new_in(folder).map_err(StoreError::io(path, "write the file"))?;
    file.write_all(bytes).map_err(StoreError::io(path, "write the file"))?;
    keep_permissions(path, file.as_file());
    file.as_file().sync_all().map_err(StoreError::io(path, "write the file to the disk"))?;
    file.persist(path).map_err(|error| StoreError::io(path, "replace the file")(error.error))?;
    sync_folder(folder);
    Ok(())
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
    let draft = tempfile::Builder::new().prefix(".").tempdir_in(parent).map_err(failed())?;
    for (name, bytes) in files {
        let file = draft.path().join(name);
        fs::create_dir_all(folder_of(&file)).map_err(failed())?;
        let mut file = File::create(file).map_err(failed())?;
        file.write_all(bytes.as_ref()).and_then(|()| file.sync_all()).map_err(failed())?;
    }
    share(draft.path());
    if path.exists() {
        fs::remove_dir(path).map_err(failed())?;
    }
    fs::rename(draft.keep(), path).map_err(failed())?;
    sync_folder(parent);
    Ok(())
}

fn folder_of(path: &Path) -> &Path {
    match path.parent() {
        Some(folder) if !folder.as_os_str().is_empty() => folder,
        _ => Path::new("."),
    }
}

/// A temporary folder is private too.
#[cfg(unix)]
fn share(folder: &Path) {
    use std::os::unix::fs::PermissionsExt;
    const USUAL_MODE: u32 = 0o755;
    let _ = fs::set_permissions(folder, fs::Permissions::from_mode(USUAL_MODE));
}

#[cfg(not(unix))]
fn share(_: &Path) {}

/// A temporary file is private; the file it replaces, or any new file, need not be.
#[cfg(unix)]
fn keep_permissions(path: &Path, file: &File) {
    use std::os::unix::fs::PermissionsExt;
    const USUAL_MODE: u32 = 0o644;
    let mode = fs::metadata(path).map_or(USUAL_MODE, |old| old.permissions().mode());
    // Best effort: the content matters more than who may read it.
    let _ = file.set_permissions(fs::Permissions::from_mode(mode));
}

#[cfg(not(unix))]
fn keep_permissions(path: &Path, file: &File) {
    if let Ok(old) = fs::metadata(path) {
        let _ = file.set_permissions(old.permissions());
    }
}

/// Makes the rename durable. Folders cannot be synced everywhere; the file itself is whole anyway.
fn sync_folder(folder: &Path) {
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
