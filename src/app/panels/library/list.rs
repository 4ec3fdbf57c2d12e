//! The lines of the library: stories and their articles, filtered and sorted. Made again only when
//! something that they show has changed, so that tagging in ten thousand articles does not wait for it.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};

use crate::model::{Article, ArticleId, Edit, Project, Status, StoryId, Transaction};
use crate::session::Session;

pub const STORY_HEIGHT: f32 = 30.0;
pub const ARTICLE_HEIGHT: f32 = 42.0;

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Line {
    Story { story: Option<StoryId>, n_reviewed: usize, n_articles: usize },
    Article(ArticleId),
}

/// How the analyst wants to see the articles.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct View {
    pub filter: String,
    pub order: Order,
    pub folded: BTreeSet<Option<StoryId>>,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Order {
    #[default]
    Loaded,
    Date,
    Outlet,
    Title,
    Mentions,
}

#[derive(Default)]
pub struct List {
    lines: Vec<Line>,
    /// Where each line starts, and where the last one ends.
    tops: Vec<f32>,
    made_for: Option<(u64, View)>,
}

impl Order {
    pub const ALL: [Self; 5] = [Self::Loaded, Self::Date, Self::Outlet, Self::Title, Self::Mentions];

    pub fn name(self) -> &'static str {
        match self {
            Self::Loaded => "As loaded",
            Self::Date => "Oldest first",
            Self::Outlet => "By outlet",
            Self::Title => "By title",
            Self::Mentions => "Most mentions first",
        }
    }
}

impl List {
    pub fn keep_up(&mut self, session: &Session, view: &View) {
        let is_same = self.made_for.as_ref().is_some_and(|(revision, made_for)| {
            made_for == view && (*revision == session.revision() || shows_the_same(*revision, session, view))
        });
        if !is_same {
            self.lines = lines(session.project(), view);
            self.tops = tops(&self.lines);
        }
        self.made_for = Some((session.revision(), view.clone()));
    }

    pub fn lines(&self) -> &[Line] {
        &self.lines
    }

    pub fn height(&self) -> f32 {
        self.tops.last().copied().unwrap_or(0.0)
    }

    pub fn top(&self, n: usize) -> f32 {
        self.tops[n]
    }

    /// The lines that are seen between two heights.
    pub fn between(&self, top: f32, bottom: f32) -> std::ops::Range<usize> {
        let first = self.tops.partition_point(|at| *at <= top).saturating_sub(1);
        let end = self.tops.partition_point(|at| *at < bottom);
        first..end.min(self.lines.len())
    }

    /// The articles from one to another, as they stand.
    pub fn articles_between(&self, one: ArticleId, other: ArticleId) -> Vec<ArticleId> {
        let place = |id: ArticleId| self.lines.iter().position(|line| *line == Line::Article(id));
        let (Some(one), Some(other)) = (place(one), place(other)) else { return vec![other] };
        let between = &self.lines[one.min(other)..=one.max(other)];
        between.iter().filter_map(Line::article).collect()
    }
}

impl Line {
    fn article(&self) -> Option<ArticleId> {
        match self {
            Self::Article(id) => Some(*id),
            Self::Story { .. } => None,
        }
    }
}

/// Whether only one step lies between, and one that no line shows.
fn shows_the_same(revision: u64, session: &Session, view: &View) -> bool {
    let history = session.history();
    // The step was either the last one done or the last one undone.
    let near = [history.done().last(), history.undone().last()];
    let concerns = |transaction: &Transaction| transaction.edits.iter().any(|edit| is_shown(edit, view));
    session.revision() == revision + 1 && !near.into_iter().flatten().any(|deed| concerns(&deed.transaction))
}

fn is_shown(edit: &Edit, view: &View) -> bool {
    match edit {
        Edit::Article(..) | Edit::Header(..) | Edit::Story(..) | Edit::Outlet(..) => true,
        Edit::Mention(..) => view.order == Order::Mentions,
        _ => false,
    }
}

fn lines(project: &Project, view: &View) -> Vec<Line> {
    let filter = view.filter.trim().to_lowercase();
    let mut stories: BTreeMap<(bool, Option<StoryId>), Vec<ArticleId>> = BTreeMap::new();
    for (id, article) in project.articles() {
        if filter.is_empty() || matches(project, article, &filter) {
            let story = article.header.story;
            stories.entry((story.is_none(), story)).or_default().push(*id);
        }
    }
    let mut lines = Vec::new();
    for ((_, story), mut articles) in stories {
        sort(project, &mut articles, view.order);
        let is_reviewed = |id: &&ArticleId| {
            project.article(**id).is_some_and(|article| article.header.status == Status::Reviewed)
        };
        let n_reviewed = articles.iter().filter(is_reviewed).count();
        lines.push(Line::Story { story, n_reviewed, n_articles: articles.len() });
        if !view.folded.contains(&story) {
            lines.extend(articles.into_iter().map(Line::Article));
        }
    }
    lines
}

fn matches(project: &Project, article: &Article, filter: &str) -> bool {
    let header = &article.header;
    [header.title.as_str(), project.outlet_name(article), &header.byline, &header.path]
        .iter()
        .any(|words| words.to_lowercase().contains(filter))
}

fn sort(project: &Project, articles: &mut [ArticleId], order: Order) {
    let article = |id: &ArticleId| project.article(*id);
    match order {
        Order::Loaded => {}
        Order::Date => articles.sort_by_cached_key(|id| {
            let published = article(id).and_then(|article| article.header.published.clone());
            (published.is_none(), published)
        }),
        Order::Outlet => articles.sort_by_cached_key(|id| {
            article(id)
                .map(|article| (article.header.outlet.is_none(), project.outlet_name(article).to_lowercase()))
        }),
        Order::Title => {
            articles.sort_by_cached_key(|id| article(id).map(|article| article.header.title.to_lowercase()))
        }
        Order::Mentions => {
            articles.sort_by_key(|id| Reverse(article(id).map_or(0, |article| article.mentions.len())));
        }
    }
}

fn tops(lines: &[Line]) -> Vec<f32> {
    let mut top = 0.0;
    let mut tops = vec![top];
    for line in lines {
        top += match line {
            Line::Story { .. } => STORY_HEIGHT,
            Line::Article(_) => ARTICLE_HEIGHT,
        };
        tops.push(top);
    }
    tops
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::command::{Command, HeaderChange};
    use crate::fixture;

    fn session() -> Session {
        let texts =
            [("Reuters", "[PERSON Kishida] left."), ("AFP", "Nobody."), ("dpa", "[ORG A] and [ORG B].")];
        fixture::session(&texts)
    }

    fn articles(list: &List) -> Vec<ArticleId> {
        list.lines().iter().filter_map(Line::article).collect()
    }

    fn outlets(session: &Session, view: &View) -> Vec<String> {
        let mut list = List::default();
        list.keep_up(session, view);
        let project = session.project();
        articles(&list)
            .into_iter()
            .map(|id| project.outlet_name(&project.articles()[&id]).to_owned())
            .collect()
    }

    #[test]
    fn articles_stand_in_the_chosen_order() {
        let session = session();
        for (order, expected) in [
            (Order::Loaded, ["Reuters", "AFP", "dpa"]),
            (Order::Outlet, ["AFP", "dpa", "Reuters"]),
            (Order::Mentions, ["dpa", "Reuters", "AFP"]),
        ] {
            assert_eq!(outlets(&session, &View { order, ..View::default() }), expected, "{order:?}");
        }
    }

    #[test]
    fn a_filter_looks_at_outlets_and_titles() {
        let view = View { filter: "REPORT of d".to_owned(), ..View::default() };
        assert_eq!(outlets(&session(), &view), ["dpa"]);
    }

    #[test]
    fn a_story_counts_its_reviewed_articles_also_when_folded() {
        let mut session = session();
        let (first, _) = fixture::article(session.project(), 0);
        let mut list = List::default();
        let mut view = View::default();
        list.keep_up(&session, &view);
        let change = HeaderChange::Status(Status::Reviewed);
        session.run(&Command::EditHeaders { articles: vec![first], change }).unwrap();
        view.folded.insert(session.project().articles()[&first].header.story);
        list.keep_up(&session, &view);
        let story = session.project().articles()[&first].header.story;
        assert_eq!(list.lines(), [Line::Story { story, n_reviewed: 1, n_articles: 3 }]);
    }

    #[test]
    fn an_undone_change_is_seen() {
        let mut session = session();
        let (first, _) = fixture::article(session.project(), 0);
        let mut list = List::default();
        let view = View { order: Order::Title, ..View::default() };
        let change = HeaderChange::Title("Zebra".to_owned());
        session.run(&Command::EditHeaders { articles: vec![first], change }).unwrap();
        list.keep_up(&session, &view);
        assert_eq!(articles(&list).last().copied(), Some(first));
        session.undo().unwrap();
        list.keep_up(&session, &view);
        // "Report of AFP", "Report of dpa", "Report of Reuters"
        assert_eq!(articles(&list).get(2).copied(), Some(first));
    }

    #[test]
    fn only_the_lines_in_sight_are_drawn() {
        let mut list = List::default();
        list.keep_up(&session(), &View::default());
        assert_eq!(list.height(), STORY_HEIGHT + 3.0 * ARTICLE_HEIGHT);
        assert_eq!(list.between(0.0, 10.0), 0..1);
        assert_eq!(list.between(STORY_HEIGHT + 1.0, STORY_HEIGHT + ARTICLE_HEIGHT + 1.0), 1..3);
        assert_eq!(list.between(0.0, 1000.0), 0..4);
    }
}
