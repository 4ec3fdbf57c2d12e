//! What each article says by itself, read on all cores and kept between questions for as long as the
//! article stays the same.

use std::collections::BTreeMap;
use std::fmt;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use super::Corpus;
use crate::index::dates::Times;
use crate::index::numbers::{Number, numbers};
use crate::index::quotation::{Quotation, quotations};
use crate::index::stories::Event;
use crate::job::{Cancelled, Progress, on_every};
use crate::model::{Article, ArticleId, Project};
use crate::text::{Span, sentences};

/// The readings of one project. Clones are the same readings; nobody waits for who reads at the same time.
#[derive(Clone, Default)]
pub struct Readings(Arc<Kept>);

#[derive(Default)]
struct Kept {
    sentences: Shelf<Vec<Span>>,
    times: Shelf<Times>,
    numbers: Shelf<Vec<Number>>,
    quotations: Shelf<Vec<Quotation>>,
    events: Mutex<Option<Known<Vec<Record>, Vec<Event>>>>,
}

type Record = (ArticleId, Arc<Article>);

/// What was read in each article, in the order of the corpus.
pub(super) type ByArticle<R> = Vec<(ArticleId, Arc<R>)>;

struct Shelf<R>(Mutex<BTreeMap<ArticleId, Known<Arc<Article>, R>>>);

/// What was read, and in what as it was then.
struct Known<T, R> {
    of: T,
    read: Arc<R>,
}

impl Readings {
    pub(super) fn sentences(corpus: &Corpus, progress: &Progress) -> Result<ByArticle<Vec<Span>>, Cancelled> {
        let read = |article: &Article| sentences(&article.text);
        let is_same = |known: &Arc<Article>, now: &Arc<Article>, _: &Vec<Span>| has_same_text(known, now);
        corpus.findings.readings.0.sentences.read(corpus, progress, is_same, read)
    }

    pub(super) fn times(corpus: &Corpus, progress: &Progress) -> Result<ByArticle<Times>, Cancelled> {
        let read = |article: &Article| Times::of(&article.text, &article.header.language);
        corpus.findings.readings.0.times.read(
            corpus,
            progress,
            |known, now, _| has_same_text(known, now),
            read,
        )
    }

    pub(super) fn numbers(corpus: &Corpus, progress: &Progress) -> Result<ByArticle<Vec<Number>>, Cancelled> {
        let read = |article: &Article| numbers(&article.text);
        corpus.findings.readings.0.numbers.read(
            corpus,
            progress,
            |known, now, _| has_same_text(known, now),
            read,
        )
    }

    pub(super) fn quotations(
        corpus: &Corpus,
        progress: &Progress,
    ) -> Result<ByArticle<Vec<Quotation>>, Cancelled> {
        let project = &corpus.project;
        let is_same = |known: &Arc<Article>, now: &Arc<Article>, read: &Vec<Quotation>| {
            Arc::ptr_eq(known, now) && read.iter().all(|quotation| names_as_now(project, quotation))
        };
        corpus
            .findings
            .readings
            .0
            .quotations
            .read(corpus, progress, is_same, |article| quotations(project, article))
    }

    /// The events of just these articles, found anew where that was not done last.
    pub(super) fn events(
        corpus: &Corpus,
        find: impl FnOnce() -> Result<Vec<Event>, Cancelled>,
    ) -> Result<Arc<Vec<Event>>, Cancelled> {
        let records: Vec<Record> = records(corpus).collect();
        let is_same = |(known, now): (&Record, &Record)| known.0 == now.0 && tells_same(&known.1, &now.1);
        let known = &corpus.findings.readings.0.events;
        if let Some(Known { of, read }) = &*locked(known)
            && of.len() == records.len()
            && of.iter().zip(&records).all(is_same)
        {
            return Ok(read.clone());
        }
        let found = Arc::new(find()?);
        *locked(known) = Some(Known { of: records, read: found.clone() });
        Ok(found)
    }
}

fn records(corpus: &Corpus) -> impl Iterator<Item = Record> {
    let record = |id: &ArticleId| Some((*id, corpus.project.articles().get(id)?.clone()));
    corpus.articles.iter().filter_map(record)
}

/// Tagging leaves a text the same one.
fn has_same_text(known: &Article, now: &Article) -> bool {
    Arc::ptr_eq(&known.text, &now.text) && known.header.language == now.header.language
}

/// Whether nothing changed that says of which event an article tells.
fn tells_same(known: &Arc<Article>, now: &Arc<Article>) -> bool {
    Arc::ptr_eq(known, now)
        || has_same_text(known, now)
            && known.zones == now.zones
            && known.header.published == now.header.published
}

/// Whether the speaker is still called what the quotation says.
fn names_as_now(project: &Project, quotation: &Quotation) -> bool {
    let Some(speaker) = &quotation.speaker else { return true };
    let entity = speaker.entity.map(|id| project.entities().get(&id));
    entity.is_none_or(|entity| entity.is_some_and(|entity| entity.name == speaker.name))
}

fn locked<T>(known: &Mutex<T>) -> MutexGuard<'_, T> {
    known.lock().unwrap_or_else(PoisonError::into_inner)
}

impl<R: Send + Sync> Shelf<R> {
    /// Reads what is not on the shelf, or not as the article is now. A step for each of these.
    fn read(
        &self,
        corpus: &Corpus,
        progress: &Progress,
        is_same: impl Fn(&Arc<Article>, &Arc<Article>, &R) -> bool,
        read: impl Fn(&Article) -> R + Sync,
    ) -> Result<ByArticle<R>, Cancelled> {
        progress.go_on()?;
        let records: Vec<Record> = records(corpus).collect();
        let known = |(id, now): &Record| {
            let shelf = locked(&self.0);
            let Known { of, read } = shelf.get(id)?;
            is_same(of, now, read).then(|| read.clone())
        };
        let mut found: Vec<Option<Arc<R>>> = records.iter().map(known).collect();
        let unread: Vec<usize> = (0..found.len()).filter(|at| found[*at].is_none()).collect();
        progress.expect(unread.len());
        let go_on = || progress.step().is_ok();
        let fresh = on_every(&unread, &go_on, || (), |(), at| Arc::new(read(&records[*at].1)));
        let mut shelf = locked(&self.0);
        for (at, read) in unread.into_iter().zip(fresh.ok_or(Cancelled)?) {
            let (id, article) = &records[at];
            shelf.insert(*id, Known { of: article.clone(), read: read.clone() });
            found[at] = Some(read);
        }
        shelf.retain(|id, _| corpus.project.articles().contains_key(id));
        Ok(records.into_iter().zip(found).filter_map(|((id, _), read)| Some((id, read?))).collect())
    }
}

impl<R> Default for Shelf<R> {
    fn default() -> Self {
        Self(Mutex::default())
    }
}

impl fmt::Debug for Readings {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Readings")
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::command::{Command, EntityChoice, HeaderChange};
    use crate::fixture;
    use crate::model::{Zone, ZoneKind};
    use crate::session::Session;
    use crate::text::Span;

    fn corpus(session: &Session, known: &Corpus) -> Corpus {
        Corpus::whole(session.project().clone()).with_findings(known.findings.clone())
    }

    /// Whether each article was read before.
    fn are_same<R>(before: &[(ArticleId, Arc<R>)], after: &[(ArticleId, Arc<R>)]) -> Vec<bool> {
        before.iter().zip(after).map(|(one, other)| Arc::ptr_eq(&one.1, &other.1)).collect()
    }

    #[test]
    fn an_article_is_read_again_only_when_what_was_read_has_changed() {
        let told = "[PERSON Ann Lee] said on Friday: “We lost 12 ships.”";
        let mut session = fixture::session(&[("A", told), ("B", told)]);
        let (article, mention) = fixture::mention(session.project(), "Ann Lee");
        let progress = Progress::default();
        let read = |corpus: &Corpus| {
            let times = Readings::times(corpus, &progress).unwrap();
            (
                times,
                Readings::numbers(corpus, &progress).unwrap(),
                Readings::quotations(corpus, &progress).unwrap(),
            )
        };
        let first = corpus(&session, &Corpus::whole(session.project().clone()));
        let (times, numbers, quotations) = read(&first);
        assert_eq!(are_same(&quotations, &read(&first).2), [true, true]);
        let mentions = vec![(article, mention)];
        session.run(&Command::Link { mentions, entity: EntityChoice::New("Lee".to_owned()) }).unwrap();
        let (times_then, numbers_then, quotations_then) = read(&corpus(&session, &first));
        assert_eq!(
            (are_same(&times, &times_then), are_same(&numbers, &numbers_then)),
            (vec![true; 2], vec![true; 2])
        );
        assert_eq!(are_same(&quotations, &quotations_then), [false, true]);
        let (entity, _) = session.project().entities().get_min().unwrap();
        let (entity, name, link) = (*entity, "Ann".to_owned(), String::new());
        session.run(&Command::EditEntity { entity, name, aliases: Vec::new(), link }).unwrap();
        let renamed = read(&corpus(&session, &first)).2;
        assert_eq!(are_same(&quotations_then, &renamed), [false, true]);
        assert_eq!(renamed[0].1[0].speaker.as_ref().unwrap().name, "Ann");
    }

    #[test]
    fn events_are_known_until_a_date_or_a_zone_changes() {
        let told = "The old ferry sank off the northern harbour and forty were saved.";
        let mut session = fixture::session(&[("A", told), ("B", told)]);
        let first = corpus(&session, &Corpus::whole(session.project().clone()));
        let events = |corpus: &Corpus| super::super::stories::proposed(corpus, &Progress::default()).unwrap();
        let known = events(&first);
        assert!(Arc::ptr_eq(&known, &events(&first)));
        for (id, date) in [(0, "2024-05-02"), (1, "2024-06-02")] {
            let change = HeaderChange::Published(date.to_owned());
            let articles = vec![*session.project().articles().keys().nth(id).unwrap()];
            session.run(&Command::EditHeaders { articles, change }).unwrap();
        }
        let dated = events(&corpus(&session, &first));
        assert_eq!((known.len(), dated.len()), (1, 2));
        let (article, record) = fixture::article(session.project(), 0);
        let span = Span::new(&record.text, 0..8).unwrap();
        let zones = vec![Zone { span, kind: ZoneKind::Caption }];
        session.run(&Command::SetZones { article, zones }).unwrap();
        let zoned = corpus(&session, &first);
        assert!(!Arc::ptr_eq(&dated, &events(&zoned)));
        assert!(Arc::ptr_eq(&events(&zoned), &events(&zoned)));
    }
}
