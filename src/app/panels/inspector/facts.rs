//! Outlet, date and the other facts of the open article. A guess is marked until it is confirmed.

use egui::{Align, ComboBox, Layout, RichText, Ui, vec2};

use super::Field;
use crate::app::request::{Request, Requests};
use crate::app::widgets::{Fields, Icon, Look, icon_button, icon_menu, row, section};
use crate::app::{View, theme};
use crate::command::{Command, HeaderChange};
use crate::model::{Article, ArticleId, HeaderField, Status};

/// The facts in the order of reading, each with its name and a hint of what to write.
const FACTS: [(HeaderField, &str, &str); 7] = [
    (HeaderField::Title, "Title", "no title"),
    (HeaderField::Outlet, "Outlet", "unknown"),
    (HeaderField::Byline, "Byline", "nobody named"),
    (HeaderField::Published, "Date", "2024-05-02"),
    (HeaderField::Story, "Story", "no story"),
    (HeaderField::Language, "Language", "en, fr, pt-BR"),
    (HeaderField::Url, "Address", "https://"),
];

pub fn ui(ui: &mut Ui, view: &View, fields: &mut Fields<Field>, requests: &mut Requests) {
    let Some((id, article)) = view.article() else {
        section(ui, "ARTICLE");
        ui.label(RichText::new("Open an article to see and edit its facts here.").weak());
        return;
    };
    section(ui, "ARTICLE");
    ui.add_space(theme::SMALL);
    for (field, name, hint) in FACTS {
        fact_ui(ui, view, (id, article), (field, name, hint), fields, requests);
    }
    status_ui(ui, id, article, requests);
    row(ui, "Note", |ui| {
        let (key, look) = (Field::ArticleNote(id), Look::lines(2, ""));
        if let Some(note) = fields.ui(ui, key.clone(), "Note on the article", &article.header.note, look) {
            requests.run(key.command(note));
        }
    });
    if !article.header.path.is_empty() {
        row(ui, "Loaded", |ui| {
            ui.add_space(3.0);
            let path = RichText::new(&article.header.path).weak();
            ui.add(egui::Label::new(path).truncate()).on_hover_text(&article.header.path);
        });
    }
}

fn fact_ui(
    ui: &mut Ui,
    view: &View,
    (id, article): (ArticleId, &Article),
    (field, name, hint): (HeaderField, &str, &'static str),
    fields: &mut Fields<Field>,
    requests: &mut Requests,
) {
    let guess = article.header.guess(field);
    let shown = if guess.is_some() { format!("{name} ?") } else { name.to_owned() };
    row(ui, &shown, |ui| {
        let size = vec2(ui.available_width(), ui.spacing().interact_size.y);
        ui.allocate_ui_with_layout(size, Layout::right_to_left(Align::Center), |ui| {
            if let Some(from) = guess {
                confirm_ui(ui, id, field, name, from, requests);
            }
            known_names_ui(ui, view, id, field, requests);
            let stored = stored(view, article, field);
            let key = Field::Fact(id, field);
            if let Some(text) = fields.ui(ui, key.clone(), name, &stored, Look::line(hint)) {
                requests.run(key.command(text));
            }
        });
    });
}

fn confirm_ui(
    ui: &mut Ui,
    id: ArticleId,
    field: HeaderField,
    name: &str,
    from: &str,
    requests: &mut Requests,
) {
    let words = format!("Confirm the {}: guessed from {from}", name.to_lowercase());
    if icon_button(ui, Icon::Check, &words).clicked() {
        let change = HeaderChange::Confirm(field);
        requests.run(Command::EditHeaders { articles: vec![id], change });
    }
}

/// Outlets and stories have names already: choosing one saves typing it again, and a typing mistake.
fn known_names_ui(ui: &mut Ui, view: &View, id: ArticleId, field: HeaderField, requests: &mut Requests) {
    let (title, names): (&str, Vec<&str>) = match field {
        HeaderField::Outlet => {
            ("Known outlets", view.project.outlets().values().map(|outlet| outlet.name.as_str()).collect())
        }
        HeaderField::Story => {
            ("Known stories", view.project.stories().values().map(|story| story.name.as_str()).collect())
        }
        _ => return,
    };
    if names.is_empty() {
        return;
    }
    icon_menu(ui, Icon::ChevronDown, title, |ui| {
        egui::ScrollArea::vertical().max_height(320.0).show(ui, |ui| {
            for name in names {
                if ui.button(name).clicked() {
                    let change = super::change(field, name.to_owned());
                    requests.run(Command::EditHeaders { articles: vec![id], change });
                }
            }
        });
    });
}

fn stored(view: &View, article: &Article, field: HeaderField) -> String {
    let header = &article.header;
    match field {
        HeaderField::Title => header.title.clone(),
        HeaderField::Outlet => {
            header.outlet.map(|_| view.project.outlet_name(article).to_owned()).unwrap_or_default()
        }
        HeaderField::Byline => header.byline.clone(),
        HeaderField::Published => header.published.as_ref().map(ToString::to_string).unwrap_or_default(),
        HeaderField::Url => header.url.clone(),
        HeaderField::Language => header.language.clone(),
        HeaderField::Story => view.project.story_name(article).unwrap_or_default().to_owned(),
    }
}

fn status_ui(ui: &mut Ui, id: ArticleId, article: &Article, requests: &mut Requests) {
    row(ui, "Status", |ui| {
        let now = article.header.status;
        let list =
            ComboBox::from_id_salt("status").width(ui.available_width()).selected_text(now.to_string());
        let shown = list.show_ui(ui, |ui| {
            for status in [Status::New, Status::Started, Status::Reviewed] {
                if ui.selectable_label(now == status, status.to_string()).clicked() && now != status {
                    mark(id, status, requests);
                }
            }
        });
        shown.response.accessible_name("Status");
    });
}

/// Whoever has reviewed an article has also looked at what was proposed in it.
fn mark(id: ArticleId, status: Status, requests: &mut Requests) {
    let change = HeaderChange::Status(status);
    requests.run(Command::EditHeaders { articles: vec![id], change });
    if status == Status::Reviewed {
        requests.push(Request::Run(Command::ConfirmLinks(vec![id])));
    }
}
