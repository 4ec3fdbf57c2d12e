use std::io;
use std::ops::Range;
use std::path::Path;

use super::{Entry, SUM};
use crate::store::sum::Sum;
use crate::store::{Disk, StoreError};

/// What a journal file holds.
#[derive(Debug, Default)]
pub struct ReadJournal {
    /// Those that were read, in the file's order.
    pub entries: Vec<Entry>,
    /// Bytes at the start that were passed over; [`read_entries`] reads them.
    pub passed_bytes: u64,
    /// Bytes up to the end of the last whole line.
    pub whole_bytes: u64,
    /// Lines that are not as they were written.
    pub damages: Vec<Damage>,
    /// Whether the file ends in the middle of a line, as a power cut leaves it.
    pub is_torn: bool,
    /// The file itself, and where each entry's line is in it.
    bytes: Vec<u8>,
    lines: Vec<Range<usize>>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Damage {
    /// From 1.
    pub line: usize,
    /// How many of the entries stand before it.
    pub n_before: usize,
}

impl ReadJournal {
    /// The lines of some of the entries that no damage parts.
    pub fn lines(&self, entries: Range<usize>) -> &[u8] {
        match self.lines.get(entries).unwrap_or_default() {
            [first, .., last] => &self.bytes[first.start..last.end],
            [only] => &self.bytes[only.clone()],
            [] => &[],
        }
    }

    /// Those that were passed over.
    pub fn passed(&self) -> &[u8] {
        &self.bytes[..self.passed_bytes as usize]
    }
}

/// Reads every line. A file that is not there is an empty journal.
pub fn read_journal(disk: &Disk, path: &Path) -> Result<ReadJournal, StoreError> {
    read_journal_after(disk, path, 0)
}

/// Reads the lines after a revision. Those up to it are passed over once their sums are checked: a long
/// history takes longer to parse than the project.
pub fn read_journal_after(disk: &Disk, path: &Path, revision: u64) -> Result<ReadJournal, StoreError> {
    Ok(read_journal_bytes(bytes_of(disk, path)?, revision))
}

/// The same of the content of a file.
pub fn read_journal_bytes(bytes: Vec<u8>, revision: u64) -> ReadJournal {
    let mut read = ReadJournal::default();
    let mut start = 0;
    for (at, end) in memchr::memchr_iter(b'\n', &bytes).enumerate() {
        let line = &bytes[start..end];
        let with_end = start..end + 1;
        start = end + 1;
        if read.entries.is_empty() && read.damages.is_empty() && passes(line, revision) {
            read.passed_bytes = start as u64;
            continue;
        }
        match read_line(line) {
            Some(entry) => {
                read.entries.push(entry);
                read.lines.push(with_end);
            }
            None => read.damages.push(Damage { line: at + 1, n_before: read.entries.len() }),
        }
    }
    read.whole_bytes = start as u64;
    let rest = &bytes[start..];
    match rest.split_last() {
        // A whole line whose end alone is damaged is no torn one.
        Some((_, line)) if has_sum(line) => {
            let line = 1 + memchr::memchr_iter(b'\n', &bytes).count();
            read.damages.push(Damage { line, n_before: read.entries.len() });
        }
        rest => read.is_torn = rest.is_some(),
    }
    read.bytes = bytes;
    read
}

/// The entries of the first bytes of a journal. What stands before a line that cannot be read is no
/// history any more, because nothing leads back to it.
pub fn read_entries(path: &Path, n_bytes: u64) -> Result<Vec<Entry>, StoreError> {
    let bytes = bytes_of(&Disk::default(), path)?;
    let n_bytes = bytes.len().min(usize::try_from(n_bytes).unwrap_or(usize::MAX));
    let mut entries = Vec::new();
    for line in bytes[..n_bytes].split(|byte| *byte == b'\n').filter(|line| !line.is_empty()) {
        match read_line(line) {
            Some(entry) => entries.push(entry),
            None => entries.clear(),
        }
    }
    Ok(entries)
}

fn bytes_of(disk: &Disk, path: &Path) -> Result<Vec<u8>, StoreError> {
    match disk.read(path) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(Vec::new()),
        read => read.map_err(StoreError::io(path, "read the journal")),
    }
}

fn passes(line: &[u8], revision: u64) -> bool {
    let is_whole = has_sum(line) || memchr::memmem::rfind(line, SUM.as_bytes()).is_none();
    is_whole && revision_of(line).is_some_and(|of_line| of_line <= revision)
}

/// The revision stands first in every line.
pub(super) fn revision_of(line: &[u8]) -> Option<u64> {
    let rest = line.strip_prefix(b"(revision:")?;
    let end = memchr::memchr(b',', rest)?;
    std::str::from_utf8(&rest[..end]).ok()?.parse().ok()
}

/// Whether a line ends with the sum of what stands before it.
pub(super) fn has_sum(line: &[u8]) -> bool {
    without_sum(line).is_some_and(|(summed, sum)| Sum::of(summed) == sum)
}

fn without_sum(line: &[u8]) -> Option<(&[u8], Sum)> {
    let start = line.len().checked_sub(SUM.len() + Sum::WRITTEN_BYTES + 2)?;
    let (summed, sum) = line.split_at(start);
    let digits = sum.strip_prefix(SUM.as_bytes())?.strip_suffix(b"\")")?;
    Some((summed, std::str::from_utf8(digits).ok()?.parse().ok()?))
}

/// Lines of the time before November 2026 have no sum.
pub(super) fn read_line(line: &[u8]) -> Option<Entry> {
    let entry = match without_sum(line) {
        Some((summed, sum)) if Sum::of(summed) == sum => [summed, b")"].concat(),
        Some(_) => return None,
        None => line.to_vec(),
    };
    let text = std::str::from_utf8(&entry).ok()?;
    let mut from = ron::de::Deserializer::from_str(text).ok()?;
    let mut is_known = true;
    match serde_ignored::deserialize(&mut from, |_| is_known = false) {
        Ok(read) => (from.end().is_ok() && is_known).then_some(read),
        // An article with rejections, whose keys are records: unknown fields are not looked for in it.
        Err(_) => ron::from_str(text).ok(),
    }
}
