//! Choosing what to compare: what would fill the panes, and the step there.

use egui::{RichText, ScrollArea, Ui};

use crate::app::request::{Request, Requests};
use crate::app::{View, theme};
use crate::model::{Article, ArticleId, StoryId};

const TITLE_CHARS: usize = 60; // enough to know an article by

pub fn ui(ui: &mut Ui, view: &View, requests: &mut Requests) {
    ui.vertical_centered(|ui| {
        ui.add_space(ui.available_height() * 0.2);
        ui.label(RichText::new("Choose two to six articles to compare").size(18.0));
        ui.label(RichText::new("They stand side by side here, and all of them can be tagged.").weak());
        ui.add_space(theme::GROUP);
        if view.project.articles().len() < 2 {
            ui.label(RichText::new("The project needs another article first.").weak());
            if ui.button("Load articles…").clicked() {
                requests.push(Request::LoadFilesDialog);
            }
            return;
        }
        for (id, name, n) in comparable_stories(view) {
            if ui.button(format!("Story: {name}  {n}")).clicked() {
                requests.push(Request::CompareStory(id));
            }
        }
        ui.add_space(theme::GROUP);
        checkboxes_ui(ui, view, requests);
    });
}

fn checkboxes_ui(ui: &mut Ui, view: &View, requests: &mut Requests) {
    ScrollArea::vertical().show(ui, |ui| {
        for (id, article) in view.project.articles() {
            let mut is_chosen = view.state.panes.contains(id);
            if ui.checkbox(&mut is_chosen, words(view, article)).changed() {
                let mut panes = view.state.panes.clone();
                panes.retain(|pane| pane != id);
                panes.extend(is_chosen.then_some(*id));
                requests.push(Request::Compare(panes));
            }
        }
    });
}

/// Stories of two articles or more: id, name and how many.
pub fn comparable_stories<'v>(view: &View<'v>) -> Vec<(StoryId, &'v str, usize)> {
    let counted = view.project.stories().iter().map(|(id, story)| {
        let n = view.project.articles_of_story(*id).len();
        (*id, story.name.as_str(), n)
    });
    counted.filter(|(.., n)| *n > 1).collect()
}

/// A menu of the articles that are not on the desk yet.
pub fn articles_ui(ui: &mut Ui, view: &View) -> Option<ArticleId> {
    let others = view.project.articles().iter().filter(|(id, _)| !view.state.panes.contains(id));
    let others: Vec<_> = others.collect();
    if others.is_empty() {
        ui.label("All articles of the project are on the desk");
    }
    let mut chosen = None;
    ScrollArea::vertical().max_height(420.0).show(ui, |ui| {
        for (id, article) in others {
            if ui.button(words(view, article)).clicked() {
                chosen = Some(*id);
                ui.close();
            }
        }
    });
    chosen
}

fn words(view: &View, article: &Article) -> String {
    let title: String = article.header.title.chars().take(TITLE_CHARS).collect();
    format!("{} · {title}", view.project.outlet_name(article))
}
