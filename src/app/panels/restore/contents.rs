//! What a kept save holds, and what restoring it would change.

use std::path::Path;
use std::sync::Arc;

use crate::job::{Cancelled, Progress};
use crate::model::{Article, Edit, Project, Transaction, changes};
use crate::store::{Disk, read_project};
use crate::text::count;

pub struct Contents {
    /// The present project made into what the save holds, so that whatever is alike in both is shared and
    /// restoring costs what differs.
    pub project: Arc<Project>,
    /// What is not as it was saved.
    pub damages: Vec<String>,
    n_edits: usize,
    come: Titles,
    go: Titles,
    change: Titles,
    n_mentions_more: usize,
    n_mentions_fewer: usize,
}

/// The titles of articles.
type Titles = Vec<String>;

const MOST_NAMED: usize = 3; // articles in a sentence; the others are counted

/// The reason in words where a save cannot be restored.
pub fn read(path: &Path, now: &Project, progress: &Progress) -> Result<Result<Contents, String>, Cancelled> {
    let stored = match read_project(&Disk::default(), path) {
        Ok(stored) => stored,
        Err(error) => return Ok(Err(error.to_string())),
    };
    if let Some(format) = stored.newer {
        return Ok(Err(format!(
            "A newer version made this save (format {format}); update Broadsheet to restore it"
        )));
    }
    progress.go_on()?;
    let edits = now.difference(&stored.project);
    progress.go_on()?;
    let mut then = now.clone();
    let restoring = Transaction::new("Restore", edits);
    Ok(match then.apply(&restoring) {
        Ok(()) => Ok(Contents::new(now, then, stored.changes, &restoring.edits)),
        Err(error) => Err(format!("This save cannot be restored here: {error}")),
    })
}

impl Contents {
    fn new(now: &Project, then: Project, damages: Vec<String>, edits: &[Edit]) -> Self {
        let mut contents = Self {
            project: Arc::new(then),
            damages,
            n_edits: edits.len(),
            come: Titles::new(),
            go: Titles::new(),
            change: Titles::new(),
            n_mentions_more: 0,
            n_mentions_fewer: 0,
        };
        let then = contents.project.clone();
        for (_, before, after) in changes(now.articles(), then.articles()) {
            contents.count(before, after);
        }
        contents
    }

    fn count(&mut self, before: Option<&Arc<Article>>, after: Option<&Arc<Article>>) {
        let title = |article: &Arc<Article>| article.header.title.clone();
        match (before, after) {
            (None, Some(after)) => self.come.push(title(after)),
            (Some(before), None) => self.go.push(title(before)),
            (Some(before), Some(_)) => self.change.push(title(before)),
            (None, None) => {}
        }
        let none = Default::default();
        let before = before.map_or(&none, |article| &article.mentions);
        let after = after.map_or(&none, |article| &article.mentions);
        for (_, before, after) in changes(before, after) {
            self.n_mentions_more += usize::from(before.is_none());
            self.n_mentions_fewer += usize::from(after.is_none());
        }
    }

    pub fn is_as_now(&self) -> bool {
        self.n_edits == 0
    }

    /// What the save holds.
    pub fn counted(&self) -> String {
        let project = &self.project;
        let counts = [
            count(project.articles().len(), "article"),
            count(project.n_mentions(), "mention"),
            count(project.entities().len(), "entity"),
        ];
        counts.join(" · ")
    }

    /// What would change, a sentence each.
    pub fn consequences(&self) -> Vec<String> {
        if self.is_as_now() {
            return vec!["Nothing changes: the project is as it was then".to_owned()];
        }
        let articles = [
            (&self.come, "comes back", "come back"),
            (&self.go, "goes", "go"),
            (&self.change, "changes", "change"),
        ];
        let mut lines: Vec<String> =
            articles.into_iter().filter_map(|(titles, one, many)| told(titles, one, many)).collect();
        for (n, one, many) in
            [(self.n_mentions_more, "comes back", "come back"), (self.n_mentions_fewer, "goes", "go")]
        {
            lines.extend(
                (n > 0).then(|| format!("{} {}", count(n, "mention"), if n == 1 { one } else { many })),
            );
        }
        if lines.is_empty() {
            lines.push("No article changes, but names, labels or entities do".to_owned());
        }
        lines
    }
}

fn told(titles: &[String], one: &str, many: &str) -> Option<String> {
    let verb = if titles.len() == 1 { one } else { many };
    let named = titles.iter().take(MOST_NAMED).map(String::as_str).collect::<Vec<_>>().join(", ");
    let others = match titles.len().saturating_sub(MOST_NAMED) {
        0 => String::new(),
        n_others => format!(" and {n_others} more"),
    };
    (!titles.is_empty()).then(|| format!("{} {verb}: {named}{others}", count(titles.len(), "article")))
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::*;
    use crate::command::Command;
    use crate::fixture;
    use crate::session::Session;

    /// A project with a kept save of two articles and three mentions, and what was done since.
    fn saved(folder: &Path, since: impl FnOnce(&mut Session)) -> (Session, std::path::PathBuf) {
        let start =
            fixture::session(&[("AFP", "[PERSON Macron] met [PERSON Kishida]."), ("BBC", "[GPE Paris].")]);
        let start = start.snapshot();
        let path = folder.join("p.ron");
        let mut session = Session::create(&path, (*start.project).clone(), start.ids, "a test").unwrap();
        let kept = folder.join("kept.ron");
        fs::copy(&path, &kept).unwrap();
        since(&mut session);
        (session, kept)
    }

    fn contents(session: &Session, path: &Path) -> Contents {
        read(path, session.project(), &Progress::default()).unwrap().unwrap()
    }

    #[test]
    fn what_comes_back_and_what_goes_is_counted() {
        let folder = tempfile::tempdir().unwrap();
        let (mut session, kept) = saved(folder.path(), |session| {
            let (bbc, _) = fixture::article(session.project(), 1);
            session.run(&Command::RemoveArticles(vec![bbc])).unwrap();
            let macron = fixture::mention(session.project(), "Macron");
            session.run(&Command::Untag(vec![macron])).unwrap();
        });
        let now = session.project().clone();
        let contents = contents(&session, &kept);
        assert_eq!(contents.counted(), "2 articles · 3 mentions · 0 entities");
        assert_eq!(
            contents.consequences(),
            [
                "1 article comes back: Report of BBC",
                "1 article changes: Report of AFP",
                "2 mentions come back"
            ]
        );
        session.run(&Command::Restore(contents.project.clone())).unwrap();
        assert_eq!(
            fixture::marked(session.project()),
            ["[PERSON Macron] met [PERSON Kishida].", "[GPE Paris]."]
        );
        session.undo().unwrap();
        assert_eq!(*session.project(), now);
    }

    #[test]
    fn what_was_added_since_goes() {
        let folder = tempfile::tempdir().unwrap();
        let (session, kept) = saved(folder.path(), |session| {
            let drafts = ["One", "Two", "Three", "Four"].map(crate::model::Draft::of_text).to_vec();
            session.run(&Command::Import(crate::command::Import { drafts, format: None })).unwrap();
        });
        let words = contents(&session, &kept).consequences();
        assert_eq!(words.len(), 1);
        assert!(words[0].starts_with("4 articles go: ") && words[0].ends_with(" and 1 more"), "{words:?}");
    }

    #[test]
    fn a_save_like_the_present_changes_nothing() {
        let folder = tempfile::tempdir().unwrap();
        let (session, kept) = saved(folder.path(), |_| {});
        let same = contents(&session, &kept);
        assert!(same.is_as_now());
        assert_eq!(same.consequences(), ["Nothing changes: the project is as it was then"]);
    }

    #[test]
    fn a_change_outside_of_articles_is_told() {
        let folder = tempfile::tempdir().unwrap();
        let (session, kept) = saved(folder.path(), |session| {
            session.run(&Command::SetTitle("Another".to_owned())).unwrap();
        });
        let words = contents(&session, &kept).consequences();
        assert_eq!(words, ["No article changes, but names, labels or entities do"]);
    }

    #[test]
    fn a_save_that_cannot_be_read_says_why() {
        let folder = tempfile::tempdir().unwrap();
        let (session, kept) = saved(folder.path(), |_| {});
        fs::write(&kept, "(format: 2, revision").unwrap();
        let problem = read(&kept, session.project(), &Progress::default()).unwrap().err().unwrap();
        assert!(problem.contains("line 1"), "{problem}");
    }
}
