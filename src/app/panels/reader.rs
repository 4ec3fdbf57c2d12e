//! Read: one article, its header, and an overview strip.

use egui::{Align, Frame, Layout, Margin, RichText, Ui, UiBuilder};

use super::{Panel, Slot};
use crate::app::request::{Request, Requests};
use crate::app::state::Mode;
use crate::app::widgets::{Desk, OVERVIEW_WIDTH, Page, column_of, overview_ui};
use crate::app::{View, theme};
use crate::command::{Command, HeaderChange};
use crate::model::{Article, ArticleId, HeaderField, Status};

pub struct Reader;

impl Panel for Reader {
    fn slot(&self) -> Slot {
        Slot::Center(Mode::Read)
    }

    fn ui(&mut self, ui: &mut Ui, view: &View, desk: &mut Desk, requests: &mut Requests) {
        let Some((id, article)) = view.article() else {
            empty_ui(ui, requests);
            return;
        };
        header_ui(ui, view, id, article, requests);
        ui.with_layout(Layout::right_to_left(Align::Min), |ui| {
            let mouse_label = |span, nth| view.suggestions.mouse_label(view.state, article, span, nth);
            let page = Page {
                id,
                article,
                project: view.project,
                revision: view.session.revision(),
                state: view.state,
                suggestions: view.suggestions.shown(id),
                clickable: view.suggestions.clickable(id),
                mouse_label: &mouse_label,
                nests: view.suggestions.nests(),
                passages: &[],
                untold: &[],
                can_edit: !view.session.is_read_only(),
                fills_pane: false,
            };
            overview_ui(ui, &page, desk);
            desk.article_ui(ui, &page, &mut view.typesetter.borrow_mut(), requests);
        });
    }
}

fn empty_ui(ui: &mut Ui, requests: &mut Requests) {
    ui.vertical_centered(|ui| {
        ui.add_space(ui.available_height() * 0.3);
        ui.label(RichText::new("No article is open").size(18.0));
        ui.label(RichText::new("Drop files or a folder on the window, or load them.").weak());
        ui.add_space(theme::GROUP);
        if ui.button("Load articles…").clicked() {
            requests.push(Request::LoadFilesDialog);
        }
        if ui.button("Paste an article…").clicked() {
            requests.push(Request::ShowPaste);
        }
    });
}

fn header_ui(ui: &mut Ui, view: &View, id: ArticleId, article: &Article, requests: &mut Requests) {
    let pane = ui.available_rect_before_wrap().with_max_x(ui.max_rect().right() - OVERVIEW_WIDTH);
    // Margins end at 127 points, and a wide window's column starts further in.
    let column = pane.with_min_x(column_of(pane, false).0);
    let builder = UiBuilder::new().max_rect(column);
    let frame = Frame::new().inner_margin(Margin { left: 0, right: 24, top: 14, bottom: 6 });
    ui.scope_builder(builder, |ui| {
        frame.show(ui, |ui| {
            ui.horizontal(|ui| {
                ui.label(RichText::new(facts(view, article)).weak());
                ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
                    let is_reviewed = article.header.status == Status::Reviewed;
                    let words = if is_reviewed { "Reviewed" } else { "Mark as reviewed" };
                    if ui.selectable_label(is_reviewed, words).clicked() {
                        let status = if is_reviewed { Status::Started } else { Status::Reviewed };
                        requests.run(Command::EditHeaders {
                            articles: vec![id],
                            change: HeaderChange::Status(status),
                        });
                        requests.run(Command::ConfirmLinks(vec![id]));
                    }
                });
            });
            ui.add(
                egui::Label::new(RichText::new(&article.header.title).size(20.0).family(theme::bold()))
                    .wrap(),
            );
        })
    });
}

/// Outlet, date and byline; what was guessed has a question mark.
fn facts(view: &View, article: &Article) -> String {
    let header = &article.header;
    let mark = |field: HeaderField| if header.guess(field).is_some() { "?" } else { "" };
    let mut facts = vec![format!("{}{}", view.project.outlet_name(article), mark(HeaderField::Outlet))];
    if let Some(published) = &header.published {
        facts.push(format!("{published}{}", mark(HeaderField::Published)));
    }
    if !header.byline.is_empty() {
        facts.push(format!("{}{}", header.byline, mark(HeaderField::Byline)));
    }
    facts.push(header.status.to_string());
    facts.join(" · ")
}
