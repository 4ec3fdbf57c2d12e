//! The shared passages that several questions are about, found once for a project and kept up to date.

use std::collections::BTreeMap;
use std::fmt;
use std::sync::{Arc, Mutex, PoisonError};

use super::Corpus;
use crate::index::{Kept, Passage, ReuseIndex, Words};
use crate::job::{Cancelled, Progress};
use crate::model::ArticleId;

/// The reuse index of one project. Clones are the same index; questions that are asked at the same time
/// wait for each other.
#[derive(Clone, Default)]
pub struct Reuse(Arc<Mutex<Known>>);

#[derive(Default)]
struct Known {
    index: Option<ReuseIndex>,
    cache: Option<Box<dyn Cache>>,
}

/// Where what an index found outlives the window. It may forget everything at any time.
pub trait Cache: Send {
    fn read(&mut self) -> Option<Vec<u8>>;
    fn write(&mut self, bytes: &[u8]);
}

/// Fewer words are compared before a file is read.
const WORTH_KEEPING_WORDS: usize = 200_000;

/// Every passage that two articles of a corpus share, the earlier article first, and the words of all.
#[derive(Default)]
pub(super) struct Shared {
    pub words: BTreeMap<ArticleId, Arc<Words>>,
    pub passages: Vec<Passage>,
}

impl Shared {
    pub fn of(corpus: &Corpus, progress: &Progress) -> Result<Self, Cancelled> {
        progress.expect(1);
        let ids: Vec<ArticleId> = corpus.articles().map(|(id, _)| id).collect();
        let shared = match ids.len() == corpus.project.articles().len() {
            true => corpus.findings.reuse.shared(corpus, &ids, progress)?,
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
    pub fn kept_in(cache: impl Cache + 'static) -> Self {
        Self(Arc::new(Mutex::new(Known { index: None, cache: Some(Box::new(cache)) })))
    }

    /// The index is taken out while it changes, so that one left half done is never used.
    fn shared(&self, corpus: &Corpus, ids: &[ArticleId], progress: &Progress) -> Result<Shared, Cancelled> {
        let mut known = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let go_on = || progress.go_on().is_ok();
        let (index, has_news) = match known.index.take().or_else(|| known.restored(corpus)) {
            Some(mut index) => {
                let has_news =
                    index.update(&corpus.project, ids, corpus.method(), &go_on).ok_or(Cancelled)?;
                (index, has_news)
            }
            None => (built(corpus, ids, progress)?, true),
        };
        if has_news {
            known.write(&index);
        }
        Ok(Shared::in_index(known.index.insert(index)))
    }
}

impl Known {
    fn restored(&mut self, corpus: &Corpus) -> Option<ReuseIndex> {
        let kept: Kept = serde_json::from_slice(&self.cache.as_mut()?.read()?).ok()?;
        ReuseIndex::restored(&corpus.project, &kept, corpus.method())
    }

    fn write(&mut self, index: &ReuseIndex) {
        let n_words: usize = index.words().map(|(_, words)| words.count()).sum();
        if let Some(cache) = self.cache.as_mut().filter(|_| n_words >= WORTH_KEEPING_WORDS)
            && let Ok(bytes) = serde_json::to_vec(&index.kept())
        {
            cache.write(&bytes);
        }
    }
}

/// Each article is a step, so is each of the stages after; the last one is whoever asked.
fn built(corpus: &Corpus, ids: &[ArticleId], progress: &Progress) -> Result<ReuseIndex, Cancelled> {
    progress.expect(ids.len() + ReuseIndex::STAGES + 1);
    let go_on = || progress.step().is_ok();
    ReuseIndex::new(&corpus.project, ids, corpus.method(), &go_on).ok_or(Cancelled)
}

impl fmt::Debug for Reuse {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Reuse")
    }
}

#[cfg(test)]
mod tests {
    use super::super::Findings;
    use super::*;
    use crate::fixture;

    /// Counts what it is asked for, and holds what was written.
    #[derive(Clone, Default)]
    struct Shelf(Arc<Mutex<Held>>);

    #[derive(Default)]
    struct Held {
        n_read: usize,
        n_written: usize,
        bytes: Option<Vec<u8>>,
    }

    impl Cache for Shelf {
        fn read(&mut self) -> Option<Vec<u8>> {
            let mut shelf = self.0.lock().unwrap();
            shelf.n_read += 1;
            shelf.bytes.clone()
        }

        fn write(&mut self, bytes: &[u8]) {
            let mut shelf = self.0.lock().unwrap();
            shelf.n_written += 1;
            shelf.bytes = Some(bytes.to_vec());
        }
    }

    #[test]
    fn the_work_on_an_index_says_how_far_it_is() {
        let session = fixture::session(&[("A", "One."), ("B", "Two."), ("C", "Three.")]);
        let progress = Progress::default();
        Shared::of(&Corpus::whole(session.project().clone()), &progress).unwrap();
        assert_eq!(progress.counts(), (6, 6), "three articles, two stages, and the whole");
    }

    fn asked(shelf: &Shelf, corpus: &Corpus) -> (Vec<Passage>, usize, usize) {
        let findings = Findings { reuse: Reuse::kept_in(shelf.clone()), ..Findings::default() };
        let corpus = corpus.clone().with_findings(findings);
        let ask = || Shared::of(&corpus, &Progress::default()).unwrap().passages;
        let found = ask();
        assert_eq!(ask(), found, "asked again, it is known");
        let held = shelf.0.lock().unwrap();
        (found, held.n_read, held.n_written)
    }

    #[test]
    fn what_was_found_is_read_back_and_written_only_when_it_is_new() {
        let core = "the ferry left the old harbour before dawn";
        let long: String = (0..WORTH_KEEPING_WORDS).map(|n| format!("w{n} ")).collect();
        let session = fixture::session(&[("A", &format!("{long}{core}.")), ("B", core)]);
        let corpus = Corpus::whole(session.project().clone());
        let shelf = Shelf::default();
        let (found, n_read, n_written) = asked(&shelf, &corpus);
        assert_eq!((found.len(), n_read, n_written), (1, 1, 1));
        assert_eq!(asked(&shelf, &corpus), (found.clone(), 2, 1));
        shelf.0.lock().unwrap().bytes = Some(b"damaged".to_vec());
        assert_eq!(asked(&shelf, &corpus), (found, 3, 2));
    }

    #[test]
    fn a_small_project_leaves_no_file() {
        let session = fixture::session(&[("A", "One."), ("B", "Two.")]);
        let (_, _, n_written) = asked(&Shelf::default(), &Corpus::whole(session.project().clone()));
        assert_eq!(n_written, 0);
    }
}
