//! The shared passages that several questions are about, found once for a project and kept up to date.

use std::collections::BTreeMap;
use std::fmt;
use std::sync::{Arc, Mutex, PoisonError};

use super::Corpus;
use crate::index::{Passage, ReuseIndex, Words};
use crate::job::{Cancelled, Progress};
use crate::model::ArticleId;

/// The reuse index of one project. Clones are the same index; questions that are asked at the same time
/// wait for each other.
#[derive(Clone, Default)]
pub struct Reuse(Arc<Mutex<Option<ReuseIndex>>>);

/// Every passage that two articles of a corpus share, the earlier article first, and the words of all.
pub(super) struct Shared {
    pub words: BTreeMap<ArticleId, Arc<Words>>,
    pub passages: Vec<Passage>,
}

impl Shared {
    pub fn of(corpus: &Corpus, progress: &Progress) -> Result<Self, Cancelled> {
        progress.expect(1);
        let ids: Vec<ArticleId> = corpus.articles().map(|(id, _)| id).collect();
        let shared = match ids.len() == corpus.project.articles().len() {
            true => corpus.reuse.shared(corpus, &ids, progress)?,
            // Few articles are compared sooner than an index of all is made.
            false => Self::in_index(&built(corpus, &ids, progress)?),
        };
        progress.step()?;
        Ok(shared)
    }

    fn in_index(index: &ReuseIndex) -> Self {
        Self {
            words: index.words().map(|(id, words)| (id, words.clone())).collect(),
            passages: index.passages().into_iter().cloned().collect(),
        }
    }
}

impl Reuse {
    /// The index is taken out while it changes, so that one left half done is never used.
    fn shared(&self, corpus: &Corpus, ids: &[ArticleId], progress: &Progress) -> Result<Shared, Cancelled> {
        let mut known = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let index = match known.take() {
            Some(mut index) => {
                let go_on = || progress.go_on().is_ok();
                index.update(&corpus.project, ids, corpus.zones(), &go_on).ok_or(Cancelled)?;
                index
            }
            None => built(corpus, ids, progress)?,
        };
        Ok(Shared::in_index(known.insert(index)))
    }
}

fn built(corpus: &Corpus, ids: &[ArticleId], progress: &Progress) -> Result<ReuseIndex, Cancelled> {
    let go_on = || progress.go_on().is_ok();
    ReuseIndex::new(&corpus.project, ids, corpus.zones(), &go_on).ok_or(Cancelled)
}

impl fmt::Debug for Reuse {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Reuse")
    }
}
