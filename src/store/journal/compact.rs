//! A journal without the steps that nobody can come back to: those that were undone and then given up for
//! others, and every undo and redo that evened out.

use std::path::Path;

use super::read::{has_sum, revision_of};
use super::rewrite_journal;
use crate::store::{Disk, StoreError};

const WORTH_BYTES: usize = 1 << 20; // less is not worth a rewrite

/// Compacts a journal where more than half of it, and more than a megabyte, is of no use any more. Only
/// lines that the project file contains, up to `revision`, are touched. Returns whether it did.
pub fn compact_journal(disk: &Disk, path: &Path, revision: u64) -> Result<bool, StoreError> {
    if std::fs::metadata(path).is_ok_and(|file| file.len() <= WORTH_BYTES as u64) {
        return Ok(false);
    }
    let Ok(bytes) = disk.read(path) else { return Ok(false) }; // whoever reads it next says why
    let Some(kept) = compacted_journal(&bytes, revision) else { return Ok(false) };
    let is_worth_it = bytes.len() - kept.len() > WORTH_BYTES.max(bytes.len() / 2);
    if is_worth_it {
        rewrite_journal(disk, path, &kept)?;
    }
    Ok(is_worth_it)
}

/// `None` where a line has no sum or a wrong one: such a journal is left as it is.
///
/// Lines are copied whole. Done steps and those that can be redone keep their order, which is the order
/// they were first done in, and as many undos follow as there are steps to redo.
pub fn compacted_journal(bytes: &[u8], revision: u64) -> Option<Vec<u8>> {
    let mut lines = Vec::new();
    let mut start = 0;
    for end in memchr::memchr_iter(b'\n', bytes) {
        let line = &bytes[start..end];
        if !has_sum(line) {
            return None;
        }
        if revision_of(line)? > revision {
            break;
        }
        lines.push(start..end + 1);
        start = end + 1;
    }
    let (mut done, mut undone, mut undos) = (Vec::new(), Vec::new(), Vec::new());
    for line in lines {
        match kind_of(&bytes[line.clone()]) {
            Kind::Do => {
                done.push(line);
                undone.clear();
            }
            Kind::Undo => {
                undone.push(done.pop()?);
                undos.push(line);
            }
            Kind::Redo => done.push(undone.pop()?),
        }
    }
    let undos = &undos[undos.len() - undone.len()..]; // the last ones were made after every step that is kept
    let kept = done.into_iter().chain(undone.into_iter().rev()).chain(undos.iter().cloned());
    let mut compacted: Vec<u8> = kept.flat_map(|line| bytes[line].iter().copied()).collect();
    compacted.extend_from_slice(&bytes[start..]);
    Some(compacted)
}

enum Kind {
    Do,
    Undo,
    Redo,
}

/// The step stands last before the sum, and a string in a step never ends a line.
fn kind_of(line: &[u8]) -> Kind {
    let before_sum = line.len().saturating_sub(",sum:\"00000000\")\n".len());
    match &line[..before_sum] {
        step if step.ends_with(b",step:Undo") => Kind::Undo,
        step if step.ends_with(b",step:Redo") => Kind::Redo,
        _ => Kind::Do,
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;
    use crate::fixture::Random;
    use crate::model::{History, Step, Transaction};
    use crate::store::journal::Entry;

    fn line(revision: u64, step: Step) -> String {
        let entry = Entry { revision, at: "2026-11-22T10:00:00Z".to_owned(), by: "Ana".to_owned(), step };
        entry.line().unwrap().text
    }

    fn history(lines: &[u8]) -> History {
        let mut history = History::default();
        for line in lines.split(|byte| *byte == b'\n').filter(|line| !line.is_empty()) {
            let entry = super::super::read::read_line(line).unwrap();
            history.remember(&entry.step, &entry.stamp());
        }
        history
    }

    #[test]
    fn a_compacted_journal_tells_the_same_history() {
        for seed in 0..200 {
            let mut random = Random::new(seed);
            let (mut lines, mut history_so_far) = (String::new(), History::default());
            let n_steps = random.below(40) as u64;
            for revision in 1..=n_steps {
                let step = match random.below(3) {
                    0 if !history_so_far.done().is_empty() => Step::Undo,
                    1 if !history_so_far.undone().is_empty() => Step::Redo,
                    _ => Step::Do(Arc::new(Transaction::new(format!("step {revision}"), Vec::new()))),
                };
                history_so_far.remember(&step, &Default::default());
                lines.push_str(&line(revision, step));
            }
            let saved = random.below(n_steps as usize + 1) as u64;
            let kept = compacted_journal(lines.as_bytes(), saved).unwrap();
            assert_eq!(history(&kept), history(lines.as_bytes()), "seed {seed}");
            assert!(kept.len() <= lines.len());
            assert_eq!(
                compacted_journal(&kept, saved),
                Some(kept.clone()),
                "compacting twice changes nothing"
            );
        }
    }

    #[test]
    fn a_journal_with_a_wrong_sum_is_left_alone() {
        let whole = line(1, Step::Undo).replace("Ana", "Eva");
        assert_eq!(compacted_journal(whole.as_bytes(), 9), None);
    }
}
