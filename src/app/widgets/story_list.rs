//! Proposed stories, each with the button that takes it over into the project.

use std::collections::{BTreeSet, HashMap};

use egui::{RichText, Ui};

use super::pages::pages_ui;
use crate::analysis::ProposedStory;
use crate::app::View;
use crate::app::request::Requests;
use crate::app::theme;
use crate::command::{Command, HeaderChange};
use crate::model::{Article, ArticleId, Project, StoryId};
use crate::text::count;

const SHOWN: usize = 12;
const SHOWN_OUTLETS: usize = 6;

/// `first` is the number of the first story shown.
pub fn ui(ui: &mut Ui, view: &View, stories: &[ProposedStory], first: &mut usize, requests: &mut Requests) {
    let sizes = sizes(view.project);
    for at in pages_ui(ui, "Take over", stories.len(), SHOWN, first) {
        ui.push_id(at, |ui| story_ui(ui, view.project, (at + 1, &stories[at]), &sizes, requests));
    }
}

fn story_ui(
    ui: &mut Ui,
    project: &Project,
    (number, story): (usize, &ProposedStory),
    sizes: &Sizes,
    requests: &mut Requests,
) {
    ui.horizontal(|ui| {
        ui.label(RichText::new(format!("{number}")).weak());
        match Standing::of(project, sizes, story) {
            Standing::New => offer(ui, "Make it a story", &story.name, &story.articles, requests),
            Standing::Begun { name, others } => {
                offer(ui, &format!("Add the others to “{name}”"), name, &others, requests);
            }
            Standing::Among { name, n_more } => {
                offer(ui, "Make it a story of its own", &story.name, &story.articles, requests);
                ui.label(RichText::new(format!("in “{name}” with {n_more} more")).weak());
            }
            Standing::Whole(name) => drop(ui.label(format!("Is the story “{name}”"))),
            Standing::Apart(names) => drop(ui.label(format!("Is parted into {}", names.join(", ")))),
        }
        ui.add(egui::Label::new(RichText::new(&story.name).family(theme::bold())).truncate());
    });
    ui.label(RichText::new(outlets(project, &story.articles)).weak().small());
}

fn offer(ui: &mut Ui, words: &str, name: &str, articles: &[ArticleId], requests: &mut Requests) {
    let response = ui.button(words).on_hover_text("Undo takes it back; the library renames it");
    if response.clicked() {
        let change = HeaderChange::Story(name.to_owned());
        requests.run(Command::EditHeaders { articles: articles.to_vec(), change });
    }
}

/// `3 articles: Courant, Lantern`
fn outlets(project: &Project, articles: &[ArticleId]) -> String {
    let names: BTreeSet<&str> = present(project, articles).map(|(_, it)| project.outlet_name(it)).collect();
    let shown: Vec<&str> = names.iter().copied().take(SHOWN_OUTLETS).collect();
    let more = if names.len() > shown.len() { " …" } else { "" };
    format!("{}: {}{more}", count(articles.len(), "article"), shown.join(", "))
}

fn present<'p>(
    project: &'p Project,
    articles: &'p [ArticleId],
) -> impl Iterator<Item = (ArticleId, &'p Article)> {
    articles.iter().filter_map(|id| Some((*id, &**project.article(*id)?)))
}

/// How many articles each story of the project has.
type Sizes = HashMap<StoryId, usize>;

fn sizes(project: &Project) -> Sizes {
    let mut sizes = Sizes::new();
    let stories = project.articles().values().filter_map(|article| article.header.story);
    stories.for_each(|story| *sizes.entry(story).or_default() += 1);
    sizes
}

/// What the project says of the articles of a proposed story.
#[derive(Debug, PartialEq, Eq)]
enum Standing<'p> {
    New,
    Begun {
        name: &'p str,
        others: Vec<ArticleId>,
    },
    /// Of a story that has other articles too.
    Among {
        name: &'p str,
        n_more: usize,
    },
    Whole(&'p str),
    Apart(Vec<&'p str>),
}

impl<'p> Standing<'p> {
    fn of(project: &'p Project, sizes: &Sizes, story: &ProposedStory) -> Self {
        let name = |article| project.story_name(article);
        let names: BTreeSet<&str> =
            present(project, &story.articles).filter_map(|(_, article)| name(article)).collect();
        let without = present(project, &story.articles).filter(|(_, article)| name(article).is_none());
        let others: Vec<ArticleId> = without.map(|(id, _)| id).collect();
        match Vec::from_iter(names).as_slice() {
            [] => Self::New,
            [name] if !others.is_empty() => Self::Begun { name, others },
            [name] => {
                let all = project.story_named(name).and_then(|id| sizes.get(&id));
                match all.map_or(0, |all| *all).saturating_sub(story.articles.len()) {
                    0 => Self::Whole(name),
                    n_more => Self::Among { name, n_more },
                }
            }
            names => Self::Apart(names.to_vec()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fixture;
    use crate::session::Session;

    fn three() -> (Session, ProposedStory) {
        let mut session = fixture::session(&[("One", "A."), ("Two", "B."), ("Three", "C.")]);
        let articles: Vec<ArticleId> = session.project().articles().keys().copied().collect();
        (0..articles.len()).for_each(|n| tell(&mut session, n, ""));
        (session, ProposedStory { name: "Ferry lost".to_owned(), articles })
    }

    fn tell(session: &mut Session, n: usize, story: &str) {
        let articles = vec![fixture::article(session.project(), n).0];
        let change = HeaderChange::Story(story.to_owned());
        session.run(&Command::EditHeaders { articles, change }).unwrap();
    }

    fn standing<'s>(session: &'s Session, story: &ProposedStory) -> Standing<'s> {
        Standing::of(session.project(), &sizes(session.project()), story)
    }

    #[test]
    fn only_what_is_in_no_story_yet_is_offered() {
        let (mut session, story) = three();
        assert_eq!(standing(&session, &story), Standing::New);
        tell(&mut session, 1, "Ferries");
        let others = vec![story.articles[0], story.articles[2]];
        assert_eq!(standing(&session, &story), Standing::Begun { name: "Ferries", others });
        tell(&mut session, 0, "Ferries");
        tell(&mut session, 2, "Ferries");
        assert_eq!(standing(&session, &story), Standing::Whole("Ferries"));
    }

    #[test]
    fn what_is_told_with_other_articles_can_be_parted_off() {
        let (mut session, mut story) = three();
        (0..3).for_each(|n| tell(&mut session, n, "Ferries"));
        story.articles.pop();
        assert_eq!(standing(&session, &story), Standing::Among { name: "Ferries", n_more: 1 });
    }

    #[test]
    fn what_a_person_has_parted_is_not_joined_again() {
        let (mut session, story) = three();
        tell(&mut session, 0, "Ferries");
        tell(&mut session, 1, "Tugs");
        assert_eq!(standing(&session, &story), Standing::Apart(vec!["Ferries", "Tugs"]));
    }
}
