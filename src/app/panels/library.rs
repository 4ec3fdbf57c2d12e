//! The articles, by story.

use egui::{CollapsingHeader, RichText, ScrollArea, TextEdit, Ui};

use super::{Panel, Slot};
use crate::app::request::{Request, Requests};
use crate::app::widgets::{Desk, Icon, icon_button, outlet_initial};
use crate::app::{View, theme};
use crate::model::{Article, ArticleId, Status, StoryId};

#[derive(Default)]
pub struct Library {
    filter: String,
}

impl Panel for Library {
    fn slot(&self) -> Slot {
        Slot::Left
    }

    fn ui(&mut self, ui: &mut Ui, view: &View, _desk: &mut Desk, requests: &mut Requests) {
        ui.horizontal(|ui| {
            ui.label(RichText::new("LIBRARY").family(theme::bold()).small().weak());
            if icon_button(ui, Icon::FilePlus, "Load articles…").clicked() {
                requests.push(Request::LoadFilesDialog);
            }
            if icon_button(ui, Icon::FolderPlus, "Load a folder…").clicked() {
                requests.push(Request::LoadFolderDialog);
            }
            if icon_button(ui, Icon::ClipboardPaste, "Paste an article…").clicked() {
                requests.push(Request::ShowPaste);
            }
        });
        let field = TextEdit::singleline(&mut self.filter).hint_text("Filter").desired_width(f32::INFINITY);
        let response = ui.add(field);
        response.widget_info(|| egui::WidgetInfo::labeled(egui::Role::TextInput, true, "Filter the library"));
        ScrollArea::vertical().auto_shrink(false).show(ui, |ui| {
            for story in view.project.stories().keys() {
                self.story_ui(ui, view, Some(*story), requests);
            }
            self.story_ui(ui, view, None, requests);
        });
    }
}

impl Library {
    fn story_ui(&self, ui: &mut Ui, view: &View, story: Option<StoryId>, requests: &mut Requests) {
        let filter = self.filter.to_lowercase();
        let matches = |article: &Article| {
            let words =
                format!("{} {}", article.header.title, view.project.outlet_name(article)).to_lowercase();
            words.contains(&filter)
        };
        let of_story = view.project.articles().iter().filter(|(_, article)| article.header.story == story);
        let articles: Vec<(ArticleId, &Article)> =
            of_story.filter(|(_, article)| matches(article)).map(|(id, article)| (*id, &**article)).collect();
        if articles.is_empty() {
            return;
        }
        let name =
            story.and_then(|id| view.project.stories().get(&id)).map_or("No story", |story| &story.name);
        let n_reviewed =
            articles.iter().filter(|(_, article)| article.header.status == Status::Reviewed).count();
        let title = format!("{name}  {n_reviewed}/{}", articles.len());
        CollapsingHeader::new(title).id_salt(story).default_open(true).show(ui, |ui| {
            for (id, article) in articles {
                article_ui(ui, view, id, article, requests);
            }
        });
    }
}

fn article_ui(ui: &mut Ui, view: &View, id: ArticleId, article: &Article, requests: &mut Requests) {
    ui.horizontal(|ui| {
        let outlet = view.project.outlet_name(article);
        let n =
            article.header.outlet.and_then(|id| view.project.outlets().keys().position(|other| *other == id));
        outlet_initial(ui, outlet, n.unwrap_or(7));
        let is_open = view.state.article == Some(id);
        let words = format!("{outlet}  {}", article.mentions.len());
        let response = ui.selectable_label(is_open, words).on_hover_text(&article.header.title);
        if response.clicked() {
            requests.push(Request::OpenArticle(id));
        }
    });
}
