//! Copied wording, for counting it once: what stands in an earlier article too does not count again.
//!
//! The earlier article is the one published first, undated ones after all others in the order of the
//! project. Words that were changed inside a copied passage are the copy's own, and count.

use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

use super::Corpus;
use super::reuse::Shared;
use crate::index::Words;
use crate::job::{Cancelled, Progress};
use crate::model::ArticleId;
use crate::text::{Span, apart};

pub(super) const NOTE: &str = "Wording that several articles share counts once: in the article that was published first, \
                               those without a date last.";

/// Questions about copying, or about what differs between the tellings of one fact: they need every copy.
const NEED_EVERY_COPY: [&str; 10] = [
    "variants",
    "shared-passages",
    "same-quotation",
    "label-swaps",
    "lineage",
    "credits",
    "only-here",
    "conflicts",
    "dates",
    "stories",
];

pub(super) fn matter_to(analysis: &str) -> bool {
    !NEED_EVERY_COPY.contains(&analysis)
}

/// The stretches of each article that stand in an earlier one, in order and apart.
#[derive(Debug, Default)]
pub(super) struct Copies(BTreeMap<ArticleId, Vec<Span>>);

impl Copies {
    pub fn of(corpus: &Corpus, progress: &Progress) -> Result<Self, Cancelled> {
        let Shared { words, passages } = Shared::of(corpus, progress)?;
        let mut spans: BTreeMap<ArticleId, Vec<Span>> = BTreeMap::new();
        for passage in &passages {
            let copied = passage.runs.iter().map(|run| run.b);
            spans.entry(passage.b.article).or_default().extend(copied);
        }
        for id in repeated(corpus, &words) {
            let text = corpus.project.article(id).map(|article| Span::whole(&article.text));
            spans.entry(id).or_default().extend(text);
        }
        Ok(Self(spans.into_iter().map(|(id, spans)| (id, apart(spans))).collect()))
    }

    pub fn of_article(&self, id: ArticleId) -> &[Span] {
        self.0.get(&id).map_or(&[], Vec::as_slice)
    }

    pub fn has(&self, id: ArticleId, byte: usize) -> bool {
        let spans = self.of_article(id);
        let after = spans.partition_point(|span| span.start() <= byte);
        after.checked_sub(1).is_some_and(|at| spans[at].contains(byte))
    }
}

/// Articles with the very words of an earlier one: passages leave out what is shorter than they are.
fn repeated(corpus: &Corpus, words: &BTreeMap<ArticleId, Arc<Words>>) -> Vec<ArticleId> {
    let mut first: HashMap<Vec<u64>, ArticleId> = HashMap::new();
    let keys = |id: &ArticleId| words[id].keyed().map(|(key, _)| key).collect::<Vec<u64>>();
    corpus.in_order_of_dates().into_iter().filter(|id| *first.entry(keys(id)).or_insert(*id) != *id).collect()
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::analysis::{ALL, by_id};
    use crate::command::{Command, HeaderChange};
    use crate::fixture;
    use crate::session::Session;

    const SENTENCE: &str = "[PERSON Ann Lee] sailed the old ferry out of the northern harbour.";

    /// Two outlets share a sentence; the one that stands second in the project was first to publish.
    fn shared() -> Session {
        let late = format!("It rained. {SENTENCE} [PERSON Ann Lee] sang.");
        let mut session = fixture::session(&[("Late", late.as_str()), ("Soon", SENTENCE)]);
        for (n, date) in [(0, "2024-05-03"), (1, "2024-05-02")] {
            publish(&mut session, n, date);
        }
        session
    }

    fn publish(session: &mut Session, n: usize, date: &str) {
        let articles = vec![fixture::article(session.project(), n).0];
        let change = HeaderChange::Published(date.to_owned());
        session.run(&Command::EditHeaders { articles, change }).unwrap();
    }

    fn answer(session: &Session, id: &str, copies_once: bool) -> serde_json::Value {
        let corpus = Corpus::whole(session.project().clone()).with_copies_once(copies_once);
        let analysis = by_id(id).unwrap();
        let report = analysis.answer(&corpus, &Progress::default()).unwrap();
        (analysis.json)(&corpus, &report)
    }

    // By hand: the sentence has eleven words, “It rained” and “Ann Lee sang” five more.
    #[test]
    fn a_shared_sentence_counts_where_it_was_published_first() {
        let session = shared();
        let cells = |copies_once: bool| {
            let answer = answer(&session, "matrix", copies_once);
            let cells = answer["rows"][0]["cells"].as_array().unwrap();
            cells.iter().map(|cell| (cell["mentions"].clone(), cell["per_1000"].clone())).collect::<Vec<_>>()
        };
        assert_eq!(cells(false), [(json!(2), json!(125.0)), (json!(1), json!(90.9091))]);
        assert_eq!(cells(true), [(json!(1), json!(200.0)), (json!(1), json!(90.9091))]);
    }

    #[test]
    fn an_answer_says_that_copies_count_once_where_that_matters() {
        let corpus = Corpus::whole(shared().project().clone()).with_copies_once(true);
        for analysis in ALL {
            let report = analysis.answer(&corpus, &Progress::default()).unwrap();
            let says_so = report.to_text(&corpus.project).contains(NOTE);
            assert_eq!(says_so, matter_to(analysis.id), "{}", analysis.id);
        }
        assert!(NEED_EVERY_COPY.iter().all(|id| by_id(id).is_some()));
    }

    #[test]
    fn a_word_that_was_changed_in_a_copy_is_its_own() {
        let copy = "Ann Lee sailed the old [GPE Oslo] ferry out of the northern harbour.";
        let session = fixture::session(&[("One", SENTENCE), ("Two", copy)]);
        let answer = answer(&session, "labels-by-outlet", true);
        let rows: Vec<_> = answer["rows"]
            .as_array()
            .unwrap()
            .iter()
            .map(|row| (row["label"].clone(), row["cells"][1]["mentions"].clone()))
            .collect();
        assert_eq!(rows, [(json!("PERSON"), json!(0)), (json!("GPE"), json!(1))]);
        // The copy has one word of its own.
        let corpus = Corpus::whole(session.project().clone()).with_copies_once(true);
        let (id, article) = corpus.articles().nth(1).unwrap();
        assert_eq!(corpus.words(id, article).count(), 1);
    }

    /// What the research calls a duplicated-story injection.
    #[test]
    fn a_story_loaded_twice_changes_no_count() {
        let texts = [
            (
                "One",
                "Ferry lost\n\n“We left,” said [PERSON Ann Lee]. [PERSON Lee] met [PERSON Bo Ek] in [GPE Oslo] on Monday.",
            ),
            (
                "Two",
                "No more ferries. [PERSON Bo Ek], the minister, warned in [GPE Oslo] of “very heavy weather”.",
            ),
        ];
        let twice: Vec<_> = texts.iter().chain(&[("Two", "No more ferries!  [PERSON Bo Ek], the minister, warned in [GPE Oslo] of “very heavy weather”.")]).copied().collect();
        let (once, twice) = (fixture::session(&texts), fixture::session(&twice));
        for analysis in ALL.iter().filter(|analysis| matter_to(analysis.id)) {
            assert_eq!(
                answer(&twice, analysis.id, true),
                answer(&once, analysis.id, true),
                "{}",
                analysis.id
            );
        }
        assert_ne!(answer(&twice, "matrix", false), answer(&once, "matrix", false));
    }
}
