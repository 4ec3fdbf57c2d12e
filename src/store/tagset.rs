use std::fs;
use std::path::Path;

use ron::ser::PrettyConfig;

use super::{StoreError, write_atomically};
use crate::model::Tagset;

const INLINE_BELOW_DEPTH: usize = 3; // one line a label

pub fn read_tagset(path: &Path) -> Result<Tagset, StoreError> {
    let text = fs::read_to_string(path).map_err(StoreError::io(path, "read the tagset"))?;
    ron::from_str(&text)
        .map_err(|error| StoreError::NotATagset { path: path.to_owned(), problem: error.to_string() })
}

pub fn write_tagset(path: &Path, tagset: &Tagset) -> Result<(), StoreError> {
    let style = PrettyConfig::new().depth_limit(INLINE_BELOW_DEPTH).indentor("  ").new_line("\n");
    let text = ron::ser::to_string_pretty(tagset, style)
        .map_err(|error| StoreError::NotATagset { path: path.to_owned(), problem: error.to_string() })?;
    write_atomically(path, format!("{text}\n").as_bytes())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_tagset_comes_back_as_it_was_written() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("tagset.ron");
        let mut tagset = Tagset::default();
        tagset.labels[3].guideline = "Straße, \"quoted\"\nand a second line".to_owned();
        write_tagset(&path, &tagset).unwrap();
        assert_eq!(read_tagset(&path).unwrap(), tagset);
    }

    #[test]
    fn another_file_is_refused_with_its_place() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("notes.ron");
        fs::write(&path, "not a tagset").unwrap();
        let told = read_tagset(&path).unwrap_err().to_string();
        assert!(told.starts_with("This is no tagset that Broadsheet can read (1:1"), "{told}");
    }
}
