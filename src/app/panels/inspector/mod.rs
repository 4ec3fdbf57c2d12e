//! What is selected, else the facts of the article; and the labels, always at the same place.
//!
//! What is typed here is written when its field is left.

mod facts;
mod labels;
mod mention;

use egui::{Panel as Side, ScrollArea, Ui};

use super::{Panel, Slot};
use crate::app::View;
use crate::app::request::Requests;
use crate::app::widgets::{Desk, Fields};
use crate::command::{Command, HeaderChange, Place};
use crate::model::{ArticleId, HeaderField};

#[derive(Default)]
pub struct Inspector {
    fields: Fields<Field>,
    labels: labels::Labels,
}

/// What a text field is about.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Field {
    Note(Place),
    Attribute(Place, String),
    Fact(ArticleId, HeaderField),
    ArticleNote(ArticleId),
}

impl Panel for Inspector {
    fn slot(&self) -> Slot {
        Slot::Right
    }

    fn ui(&mut self, ui: &mut Ui, view: &View, _desk: &mut Desk, requests: &mut Requests) {
        let most = (ui.available_height() * 0.5).max(120.0);
        let below = Side::bottom("labels").resizable(true).default_size(340.0).size_range(96.0..=most);
        below.frame(egui::Frame::NONE).show(ui, |ui| self.labels.ui(ui, view, requests));
        ScrollArea::vertical().auto_shrink(false).show(ui, |ui| match view.state.mentions.len() {
            0 => facts::ui(ui, view, &mut self.fields, requests),
            1 => mention::one_ui(ui, view, &mut self.fields, requests),
            _ => mention::several_ui(ui, view, requests),
        });
        self.write_left(view, requests);
    }
}

impl Inspector {
    /// What was typed about something that is no longer selected is written all the same.
    fn write_left(&mut self, view: &View, requests: &mut Requests) {
        self.fields.retain(|field| field.is_in(view));
        for (field, text) in self.fields.left() {
            requests.run(field.command(text));
        }
    }
}

impl Field {
    fn is_in(&self, view: &View) -> bool {
        match self {
            Self::Note(place) | Self::Attribute(place, _) => view.project.mention(place.0, place.1).is_some(),
            Self::Fact(article, _) | Self::ArticleNote(article) => view.project.article(*article).is_some(),
        }
    }

    fn command(&self, text: String) -> Command {
        match self {
            Self::Note(place) => Command::SetNote { place: *place, note: text },
            Self::Attribute(place, name) => Command::SetAttribute {
                mentions: vec![*place],
                name: name.clone(),
                value: Some(text).filter(|text| !text.is_empty()),
            },
            Self::Fact(article, field) => {
                Command::EditHeaders { articles: vec![*article], change: change(*field, text) }
            }
            Self::ArticleNote(article) => {
                Command::EditHeaders { articles: vec![*article], change: HeaderChange::Note(text) }
            }
        }
    }
}

fn change(field: HeaderField, text: String) -> HeaderChange {
    match field {
        HeaderField::Title => HeaderChange::Title(text),
        HeaderField::Outlet => HeaderChange::Outlet(text),
        HeaderField::Byline => HeaderChange::Byline(text),
        HeaderField::Published => HeaderChange::Published(text),
        HeaderField::Url => HeaderChange::Url(text),
        HeaderField::Language => HeaderChange::Language(text),
        HeaderField::Story => HeaderChange::Story(text),
    }
}
