//! Taking back one earlier step while the later ones stay. Planned here, done as a step of its own.

use std::collections::BTreeSet;
use std::fmt;

use super::{ArticleId, Deed, Deeds, Edit, EditError, Project, RecordId, Transaction};

/// Why a step cannot be taken back alone.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum RevertError {
    NoSuchStep(usize),
    /// Later steps need what it did.
    Needed {
        step: Numbered,
        by: Vec<Numbered>,
    },
    Edit(EditError),
}

/// A step as the history lists it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Numbered {
    /// Counted from 1, the oldest.
    pub number: usize,
    pub title: String,
}

const MOST_NAMED: usize = 3; // later steps in a sentence; the others are counted

impl Project {
    /// What would take back the n-th step done, counted from 1.
    pub fn revert(&self, done: &Deeds, number: usize) -> Result<Transaction, RevertError> {
        let deed =
            number.checked_sub(1).and_then(|at| done.get(at)).ok_or(RevertError::NoSuchStep(number))?;
        let step = &deed.transaction;
        let reverting = Transaction::new(format!("Revert: {}", step.title), step.inverse().edits);
        // A copy shares everything with the project, so trying costs what the step changed.
        let Err(refused) = self.clone().apply(&reverting) else { return Ok(reverting) };
        let by = needing(step, done, number);
        if by.is_empty() {
            return Err(RevertError::Edit(refused));
        }
        Err(RevertError::Needed { step: Numbered { number, title: step.title.clone() }, by })
    }
}

/// The steps after the n-th that named what it changed, or changed what it named.
fn needing(step: &Transaction, done: &Deeds, number: usize) -> Vec<Numbered> {
    let reach = Reach::of(step);
    let later = done.iter().enumerate().skip(number);
    let needs = later.filter(|(_, deed)| deed.transaction.edits.iter().any(|edit| reach.meets(edit)));
    let numbered =
        |(at, deed): (usize, &Deed)| Numbered { number: at + 1, title: deed.transaction.title.clone() };
    needs.map(numbered).collect()
}

/// What a step has to do with.
struct Reach {
    changed: BTreeSet<RecordId>,
    /// Records that it only names are here too. Two steps that name one label do not meet in it.
    touched: BTreeSet<RecordId>,
    /// The articles that something was changed in.
    articles: BTreeSet<ArticleId>,
}

impl Reach {
    fn of(step: &Transaction) -> Self {
        let changed: BTreeSet<RecordId> = step.edits.iter().map(Edit::record).collect();
        let articles = changed.iter().filter_map(RecordId::article).collect();
        Self { changed, touched: step.edits.iter().flat_map(Edit::touched).collect(), articles }
    }

    fn meets(&self, later: &Edit) -> bool {
        self.touched.contains(&later.record())
            || later.touched().iter().any(|record| self.has_changed(record))
    }

    /// A whole article stands for everything inside it, both ways.
    fn has_changed(&self, record: &RecordId) -> bool {
        let whole = record.article().map(RecordId::Article);
        self.changed.contains(record)
            || whole.is_some_and(|whole| self.changed.contains(&whole))
            || matches!(record, RecordId::Article(id) if self.articles.contains(id))
    }
}

impl fmt::Display for RevertError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NoSuchStep(number) => write!(f, "There is no step {number} to revert"),
            Self::Needed { step, by } => {
                let named: Vec<String> = by.iter().take(MOST_NAMED).map(Numbered::to_string).collect();
                let others = match by.len() - named.len() {
                    0 => String::new(),
                    n_others => format!(" and {n_others} more"),
                };
                let (steps, depend) = if by.len() == 1 { ("step", "depends") } else { ("steps", "depend") };
                let named = named.join(", ");
                write!(f, "Step {step} cannot be reverted alone: {steps} {named}{others} {depend} on it")
            }
            Self::Edit(error) => error.fmt(f),
        }
    }
}

impl std::error::Error for RevertError {}

impl fmt::Display for Numbered {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} ({})", self.number, self.title)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::command::{Command, EntityChoice, HeaderChange};
    use crate::fixture;
    use crate::model::{Mention, Status};
    use crate::session::Session;

    /// Step 1 loads two articles.
    fn loaded() -> Session {
        fixture::session(&[("AFP", "[PERSON Macron] met [GPE Paris]."), ("BBC", "[PERSON Kishida] spoke.")])
    }

    fn relabel(session: &mut Session, quote: &str, label: &str) {
        let mentions = vec![fixture::mention(session.project(), quote)];
        let label = session.project().label_named(label).unwrap();
        session.run(&Command::Relabel { mentions, label }).unwrap();
    }

    fn link(session: &mut Session, quote: &str) {
        let mentions = vec![fixture::mention(session.project(), quote)];
        session.run(&Command::Link { mentions, entity: EntityChoice::New(quote.to_owned()) }).unwrap();
    }

    fn revert(session: &Session, number: usize) -> Result<Vec<String>, String> {
        let mut project = (**session.project()).clone();
        let reverting =
            project.revert(session.history().done(), number).map_err(|error| error.to_string())?;
        project.apply(&reverting).unwrap();
        Ok(fixture::marked(&project))
    }

    #[test]
    fn a_step_that_nothing_depends_on_goes_and_later_ones_stay() {
        let mut session = loaded();
        relabel(&mut session, "Macron", "ORG");
        relabel(&mut session, "Kishida", "ORG");
        assert_eq!(
            revert(&session, 2).unwrap(),
            ["[PERSON Macron] met [GPE Paris].", "[ORG Kishida] spoke."]
        );
        let planned = session.project().revert(session.history().done(), 2).unwrap();
        assert_eq!(planned.title, format!("Revert: {}", session.history().done()[1].transaction.title));
    }

    #[test]
    fn later_steps_on_the_same_mention_are_named() {
        let mut session = loaded();
        relabel(&mut session, "Macron", "ORG");
        relabel(&mut session, "Kishida", "ORG");
        relabel(&mut session, "Macron", "GPE");
        let titles: Vec<&str> =
            session.history().done().iter().map(|deed| deed.transaction.title.as_str()).collect();
        let expected =
            format!("Step 2 ({}) cannot be reverted alone: step 4 ({}) depends on it", titles[1], titles[3]);
        assert_eq!(revert(&session, 2), Err(expected));
    }

    #[test]
    fn what_happened_inside_an_article_depends_on_its_loading() {
        let mut session = loaded();
        relabel(&mut session, "Macron", "ORG");
        relabel(&mut session, "Kishida", "ORG");
        let article = fixture::article(session.project(), 0).0;
        let change = HeaderChange::Status(Status::Reviewed);
        session.run(&Command::EditHeaders { articles: vec![article], change }).unwrap();
        session.run(&Command::SetTitle("Talks".to_owned())).unwrap();
        let error = revert(&session, 1).unwrap_err();
        assert!(error.ends_with("depend on it") && error.contains("steps 2 (") && error.contains(", 4 ("));
        assert!(!error.contains("Rename"), "the project's title does not depend on an article: {error}");
    }

    #[test]
    fn a_removed_article_can_come_back_and_what_was_done_in_it_cannot_be_reverted_meanwhile() {
        let mut session = loaded();
        relabel(&mut session, "Macron", "ORG");
        let article = fixture::article(session.project(), 0).0;
        session.run(&Command::RemoveArticles(vec![article])).unwrap();
        session.run(&Command::SetTitle("Talks".to_owned())).unwrap();
        assert!(revert(&session, 2).unwrap_err().contains("step 3 ("));
        assert_eq!(
            revert(&session, 3).unwrap(),
            ["[ORG Macron] met [GPE Paris].", "[PERSON Kishida] spoke."]
        );
    }

    #[test]
    fn a_mention_that_names_an_entity_depends_on_it() {
        let mut session = loaded();
        link(&mut session, "Macron");
        let entity = *session.project().entities().keys().next().unwrap();
        let mentions = vec![fixture::mention(session.project(), "Kishida")];
        session.run(&Command::Link { mentions, entity: EntityChoice::Existing(entity) }).unwrap();
        assert!(revert(&session, 2).unwrap_err().contains("step 3 ("));
        assert!(revert(&session, 3).is_ok());
    }

    #[test]
    fn a_removed_mention_needs_its_label_to_come_back() {
        let mut session = loaded();
        let place = fixture::mention(session.project(), "Paris");
        session.run(&Command::Untag(vec![place])).unwrap();
        assert!(revert(&session, 2).is_ok());
        let label = session.project().label_named("GPE").unwrap();
        session.run(&Command::RemoveLabel(label)).unwrap();
        assert!(revert(&session, 2).unwrap_err().contains("step 3 ("));
    }

    #[test]
    fn many_later_steps_are_counted() {
        let mut session = loaded();
        for label in ["ORG", "GPE", "LOC", "PERSON", "ORG", "GPE"] {
            relabel(&mut session, "Macron", label);
        }
        let error = revert(&session, 2).unwrap_err();
        assert!(error.contains("steps 3 (") && error.ends_with(" and 2 more depend on it"), "{error}");
    }

    #[test]
    fn a_step_refused_for_another_reason_gives_that_reason() {
        // A step that no later one touched, on a project that is not what the steps made.
        let mut session = loaded();
        relabel(&mut session, "Macron", "ORG");
        let done = session.history().done().clone();
        let (article, mention) = fixture::mention(session.project(), "Macron");
        let known: &Mention = session.project().mention(article, mention).unwrap();
        let gone = Edit::Mention(article, mention, crate::model::Change::Remove(known.clone()));
        let mut other = (**session.project()).clone();
        other.apply(&Transaction::new("Elsewhere", vec![gone])).unwrap();
        let record = format!("mention {mention} of article {article}");
        assert_eq!(other.revert(&done, 2), Err(RevertError::Edit(EditError::Stale { record })));
        assert_eq!(other.revert(&done, 0), Err(RevertError::NoSuchStep(0)));
        assert_eq!(other.revert(&done, 3), Err(RevertError::NoSuchStep(3)));
    }
}
