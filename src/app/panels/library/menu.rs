//! What can be done to chosen articles: from the menu of a row, and from the bar below.

use egui::containers::menu::{MenuConfig, SubMenuButton};
use egui::{Key, PopupCloseBehavior, ScrollArea, TextEdit, Ui};

use crate::app::View;
use crate::app::request::{Request, Requests};
use crate::command::{Command, HeaderChange};
use crate::model::{ArticleId, Status, StoryId};

/// A name that is being typed in a menu.
#[derive(Default)]
pub struct Names {
    outlet: String,
    story: String,
    rename: String,
}

pub fn articles_ui(
    ui: &mut Ui,
    view: &View,
    articles: &[ArticleId],
    names: &mut Names,
    requests: &mut Requests,
) {
    let mut ask = |ui: &Ui, request: Request| {
        requests.push(request);
        ui.close();
    };
    if let [only] = articles {
        if ui.button("Open").clicked() {
            ask(ui, Request::OpenArticle(*only));
        }
        let open = view.state.article.filter(|open| open != only);
        if let Some(open) = open
            && ui.button("Compare with the open article").clicked()
        {
            ask(ui, Request::Compare(vec![open, *only]));
        }
        let story = view.project.article(*only).and_then(|article| article.header.story);
        if let Some(story) = story
            && ui.button("Compare its story").clicked()
        {
            ask(ui, Request::CompareStory(story));
        }
    } else if ui.button("Compare").clicked() {
        ask(ui, Request::Compare(articles.to_vec()));
    }
    ui.separator();
    for status in [Status::Reviewed, Status::Started, Status::New] {
        if ui.button(format!("Mark as {status}")).clicked() {
            mark(articles, status, requests);
            ui.close();
        }
    }
    name_ui(ui, view, articles, Named::Outlet, &mut names.outlet, requests);
    name_ui(ui, view, articles, Named::Story, &mut names.story, requests);
    ui.separator();
    let words = match articles.len() {
        1 => "Remove".to_owned(),
        n => format!("Remove {n} articles"),
    };
    if ui.button(words).on_hover_text("Undo brings them back").clicked() {
        requests.run(Command::RemoveArticles(articles.to_vec()));
        ui.close();
    }
}

fn mark(articles: &[ArticleId], status: Status, requests: &mut Requests) {
    let change = HeaderChange::Status(status);
    requests.run(Command::EditHeaders { articles: articles.to_vec(), change });
    if status == Status::Reviewed {
        requests.run(Command::ConfirmLinks(articles.to_vec()));
    }
}

#[derive(Clone, Copy)]
enum Named {
    Outlet,
    Story,
}

/// Chooses a known name, or takes a new one.
fn name_ui(
    ui: &mut Ui,
    view: &View,
    articles: &[ArticleId],
    what: Named,
    typed: &mut String,
    requests: &mut Requests,
) {
    let (title, none, hint, known): (_, _, _, Vec<&str>) = match what {
        Named::Outlet => {
            let outlets = view.project.outlets().values();
            ("Set the outlet", "Unknown", "New outlet", outlets.map(|outlet| outlet.name.as_str()).collect())
        }
        Named::Story => {
            let stories = view.project.stories().values();
            ("Set the story", "No story", "New story", stories.map(|story| story.name.as_str()).collect())
        }
    };
    let config = MenuConfig::new().close_behavior(PopupCloseBehavior::CloseOnClickOutside);
    SubMenuButton::new(title).config(config).ui(ui, |ui| {
        let field = TextEdit::singleline(typed).hint_text(hint).desired_width(180.0);
        let response = ui.add(field).accessible_name(hint);
        let entered = response.lost_focus() && ui.input(|input| input.key_pressed(Key::Enter));
        let mut chosen = (entered && !typed.trim().is_empty()).then(|| std::mem::take(typed));
        ScrollArea::vertical().max_height(280.0).show(ui, |ui| {
            for name in known {
                if ui.button(name).clicked() {
                    chosen = Some(name.to_owned());
                }
            }
        });
        if ui.button(none).clicked() {
            chosen = Some(String::new());
        }
        if let Some(name) = chosen {
            let change = match what {
                Named::Outlet => HeaderChange::Outlet(name),
                Named::Story => HeaderChange::Story(name),
            };
            requests.run(Command::EditHeaders { articles: articles.to_vec(), change });
            ui.close();
        }
    });
}

pub fn story_ui(ui: &mut Ui, view: &View, story: StoryId, names: &mut Names, requests: &mut Requests) {
    if ui.button("Compare").clicked() {
        requests.push(Request::CompareStory(story));
        ui.close();
    }
    let Some(now) = view.project.stories().get(&story) else { return };
    ui.horizontal(|ui| {
        if names.rename.is_empty() {
            names.rename.clone_from(&now.name);
        }
        let field = TextEdit::singleline(&mut names.rename).desired_width(180.0);
        let response = ui.add(field).accessible_name("Name of the story");
        let entered = response.lost_focus() && ui.input(|input| input.key_pressed(Key::Enter));
        if entered || ui.button("Rename").clicked() {
            let name = std::mem::take(&mut names.rename);
            requests.run(Command::RenameStory { story, name });
            ui.close();
        }
    });
}
