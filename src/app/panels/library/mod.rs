//! The articles, by story: to open, to compare, and to sort into stories and outlets.

mod list;
mod menu;
mod row;

use std::collections::BTreeSet;

use egui::{
    Align, Layout, Panel as Side, Popup, PopupCloseBehavior, Rect, Response, RichText, ScrollArea, TextEdit,
    Ui, UiBuilder, pos2, vec2,
};

use self::list::{Line, List, Order};
use self::menu::Names;
use super::{Panel, Slot};
use crate::app::request::{Request, Requests};
use crate::app::widgets::{Desk, Icon, icon_button, icon_menu, section};
use crate::app::{View, theme};
use crate::model::{ArticleId, StoryId};

#[derive(Default)]
pub struct Library {
    wanted: list::View,
    list: List,
    chosen: BTreeSet<ArticleId>,
    /// Where a range starts that Shift and a click end.
    last_chosen: Option<ArticleId>,
    names: Names,
}

impl Panel for Library {
    fn slot(&self) -> Slot {
        Slot::Left
    }

    fn ui(&mut self, ui: &mut Ui, view: &View, _desk: &mut Desk, requests: &mut Requests) {
        self.chosen.retain(|id| view.project.article(*id).is_some());
        head_ui(ui, requests);
        if view.project.articles().is_empty() {
            empty_ui(ui, view, requests);
            return;
        }
        self.filter_ui(ui);
        if !self.chosen.is_empty() {
            let below = Side::bottom("chosen").frame(egui::Frame::NONE);
            below.show(ui, |ui| self.chosen_ui(ui, view, requests));
        }
        self.list.keep_up(view.session, &self.wanted);
        if self.list.lines().is_empty() {
            self.nothing_ui(ui);
            return;
        }
        ui.add_space(theme::SMALL);
        ScrollArea::vertical().auto_shrink(false).show_viewport(ui, |ui, seen| {
            self.lines_ui(ui, view, seen, requests);
        });
    }
}

fn head_ui(ui: &mut Ui, requests: &mut Requests) {
    ui.horizontal(|ui| {
        section(ui, "LIBRARY");
        ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
            for (shown, name, request) in [
                (Icon::ClipboardPaste, "Paste an article… (Ctrl+Shift+V)", Request::ShowPaste),
                (Icon::FolderPlus, "Load a folder… (Ctrl+Shift+L)", Request::LoadFolderDialog),
                (Icon::FilePlus, "Load articles… (Ctrl+L)", Request::LoadFilesDialog),
            ] {
                if icon_button(ui, shown, name).clicked() {
                    requests.push(request);
                }
            }
        });
    });
}

fn empty_ui(ui: &mut Ui, view: &View, requests: &mut Requests) {
    ui.add_space(theme::GROUP);
    ui.label("No articles yet");
    let words = "Drop files or a folder on the window: text, Markdown or saved web pages. Or:";
    ui.add(egui::Label::new(RichText::new(words).weak()).wrap());
    ui.add_space(theme::INSIDE);
    for (words, request) in [
        ("Load articles…", Request::LoadFilesDialog),
        ("Load a folder…", Request::LoadFolderDialog),
        ("Paste an article…", Request::ShowPaste),
    ] {
        if ui.add(egui::Button::new(words).min_size(vec2(ui.available_width(), 28.0))).clicked() {
            requests.push(request);
        }
    }
    ui.add_space(theme::GROUP);
    super::jobs_ui(ui, view.works, requests);
}

impl Library {
    fn filter_ui(&mut self, ui: &mut Ui) {
        let size = vec2(ui.available_width(), ui.spacing().interact_size.y);
        ui.allocate_ui_with_layout(size, Layout::right_to_left(Align::Center), |ui| {
            icon_menu(ui, Icon::ArrowUpDown, "Order of the articles", |ui| {
                for order in Order::ALL {
                    ui.radio_value(&mut self.wanted.order, order, order.name());
                }
            });
            let field = TextEdit::singleline(&mut self.wanted.filter).hint_text("Filter");
            ui.add(field.desired_width(f32::INFINITY)).accessible_name("Filter the library");
        });
    }

    fn nothing_ui(&mut self, ui: &mut Ui) {
        ui.add_space(theme::GROUP);
        let words = format!("No title, outlet or byline has \"{}\".", self.wanted.filter.trim());
        ui.add(egui::Label::new(RichText::new(words).weak()).wrap());
        if ui.button("Clear the filter").clicked() {
            self.wanted.filter.clear();
        }
    }

    fn chosen_ui(&mut self, ui: &mut Ui, view: &View, requests: &mut Requests) {
        let chosen: Vec<ArticleId> = self.chosen.iter().copied().collect();
        ui.add_space(theme::INSIDE);
        ui.horizontal(|ui| {
            ui.label(format!("{} chosen", chosen.len()));
            ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
                if icon_button(ui, Icon::X, "Choose none").clicked() {
                    self.chosen.clear();
                }
                icon_menu(ui, Icon::Ellipsis, "Change the chosen articles", |ui| {
                    menu::articles_ui(ui, view, &chosen, &mut self.names, requests);
                });
                let compare = ui.add_enabled(chosen.len() > 1, egui::Button::new("Compare"));
                if compare.on_disabled_hover_text("Choose two to six articles").clicked() {
                    requests.push(Request::Compare(chosen.clone()));
                }
            });
        });
    }

    /// Draws the lines in sight; thousands more cost nothing.
    fn lines_ui(&mut self, ui: &mut Ui, view: &View, seen: Rect, requests: &mut Requests) {
        let width = ui.available_width();
        ui.set_height(self.list.height());
        let origin = ui.min_rect().min;
        let rect = |list: &List, n: usize| {
            let top = origin.y + list.top(n);
            Rect::from_min_max(pos2(origin.x, top), pos2(origin.x + width, origin.y + list.top(n + 1)))
        };
        for n in self.list.between(seen.top(), seen.bottom()) {
            let rect = rect(&self.list, n);
            match self.list.lines()[n].clone() {
                Line::Article(id) => self.article_ui(ui, view, rect, id, requests),
                Line::Story { story, n_reviewed, n_articles } => {
                    self.story_ui(ui, view, rect, (story, n_reviewed, n_articles), requests);
                }
            }
        }
    }

    fn article_ui(&mut self, ui: &mut Ui, view: &View, rect: Rect, id: ArticleId, requests: &mut Requests) {
        let Some(article) = view.project.article(id) else { return };
        let (is_chosen, shows_tick) = (self.chosen.contains(&id), !self.chosen.is_empty());
        let drawn = row::article_ui(ui, view, rect, (id, article), is_chosen, shows_tick);
        let modifiers = ui.input(|input| input.modifiers);
        if drawn.tick.clicked() || drawn.row.clicked() && (modifiers.command || modifiers.shift) {
            self.choose(id, modifiers.shift);
        } else if drawn.row.clicked() {
            requests.push(Request::OpenArticle(id));
        }
        let articles = if is_chosen { self.chosen.iter().copied().collect() } else { vec![id] };
        context_menu(&drawn.row, |ui| menu::articles_ui(ui, view, &articles, &mut self.names, requests));
    }

    fn choose(&mut self, id: ArticleId, extends: bool) {
        let from = self.last_chosen.filter(|_| extends);
        match from {
            Some(from) => self.chosen.extend(self.list.articles_between(from, id)),
            None if self.chosen.remove(&id) => {}
            None => drop(self.chosen.insert(id)),
        }
        self.last_chosen = Some(id);
    }

    fn story_ui(
        &mut self,
        ui: &mut Ui,
        view: &View,
        rect: Rect,
        (story, n_reviewed, n_articles): (Option<StoryId>, usize, usize),
        requests: &mut Requests,
    ) {
        let is_folded = self.wanted.folded.contains(&story);
        let response = row::story_ui(ui, view, rect, (story, n_reviewed, n_articles), is_folded);
        if response.clicked() && !self.wanted.folded.remove(&story) {
            self.wanted.folded.insert(story);
        }
        let Some(story) = story else { return };
        context_menu(&response, |ui| menu::story_ui(ui, view, story, &mut self.names, requests));
        if n_articles > 1 {
            let right = rect.with_min_x(rect.right() - row::COMPARE_WIDTH);
            let mut corner = ui.new_child(UiBuilder::new().max_rect(right).id_salt(("compare", story)));
            if icon_button(&mut corner, Icon::Columns2, "Compare this story").clicked() {
                requests.push(Request::CompareStory(story));
            }
        }
    }
}

/// A menu that stays while something is typed in it.
fn context_menu(response: &Response, content: impl FnOnce(&mut Ui)) {
    Popup::context_menu(response).close_behavior(PopupCloseBehavior::CloseOnClickOutside).show(content);
}
