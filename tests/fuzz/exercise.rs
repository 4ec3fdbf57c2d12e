//! What every input of a reader must hold: no panic, and what it takes in comes out again.

#![allow(dead_code, reason = "each target uses one of these")]

use std::path::Path;

use broadsheet::store::{
    backup_of_name, compacted_journal, read_journal_bytes, read_project_bytes, salvage_bytes,
    write_project_bytes,
};

const PATH: &str = "p.ron";

/// A project that can be read is written and read again as the same, whatever its file looked like.
pub fn project(bytes: &[u8]) {
    let path = Path::new(PATH);
    if let Ok(salvaged) = salvage_bytes(bytes, path) {
        assert_eq!(salvaged.project.check_all(), None);
    }
    let Ok(stored) = read_project_bytes(bytes.to_vec(), path) else { return };
    assert_eq!(stored.project.check_all(), None);
    if stored.newer.is_some() {
        return;
    }
    let written = write_project_bytes(stored.revision, &stored.ids, &stored.project).unwrap();
    let again = read_project_bytes(written.clone(), path).unwrap();
    assert_eq!((&again.project, &again.ids, again.revision), (&stored.project, &stored.ids, stored.revision));
    assert_eq!(again.changes, [""; 0]);
    assert_eq!(write_project_bytes(again.revision, &again.ids, &again.project).unwrap(), written);
}

/// A compacted journal has no damage that the journal had not.
pub fn journal(bytes: &[u8]) {
    let read = read_journal_bytes(bytes.to_vec(), 0);
    let passed = read_journal_bytes(bytes.to_vec(), u64::MAX);
    assert!(read.whole_bytes as usize <= bytes.len() && passed.entries.len() <= read.entries.len());
    assert!(read.lines(0..read.entries.len()).len() <= bytes.len());
    if let Some(compacted) = compacted_journal(bytes, u64::MAX) {
        assert!(compacted.len() <= bytes.len());
        assert!(read_journal_bytes(compacted, 0).damages.len() <= read.damages.len());
    }
}

pub fn backup_name(bytes: &[u8]) {
    let name = String::from_utf8_lossy(bytes);
    if let Some((revision, at)) = backup_of_name(&name) {
        assert!(name.starts_with('r') && name.contains(&revision.to_string()));
        assert!(at.to_string().ends_with('Z'));
    }
}
