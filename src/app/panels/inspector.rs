//! What is selected, and the labels.

use egui::{RichText, ScrollArea, Ui};

use super::{Panel, Slot};
use crate::app::request::{Request, Requests};
use crate::app::widgets::{Desk, color_dot, label_chip};
use crate::app::{View, theme};

#[derive(Default)]
pub struct Inspector {
    note: String,
}

impl Panel for Inspector {
    fn slot(&self) -> Slot {
        Slot::Right
    }

    fn ui(&mut self, ui: &mut Ui, view: &View, _desk: &mut Desk, requests: &mut Requests) {
        let _ = &self.note;
        ScrollArea::vertical().auto_shrink(false).show(ui, |ui| {
            ui.label(RichText::new("MENTION").family(theme::bold()).small().weak());
            mention_ui(ui, view, requests);
            ui.separator();
            ui.label(RichText::new("TAGS").family(theme::bold()).small().weak());
            tags_ui(ui, view, requests);
        });
    }
}

fn mention_ui(ui: &mut Ui, view: &View, requests: &mut Requests) {
    let selected = view.state.mention().and_then(|(article, mention)| {
        let article = view.project.article(article)?;
        Some((article, article.mentions.get(&mention)?))
    });
    let Some((article, mention)) = selected else {
        ui.label(RichText::new("Select text and press a label's key, or click a mention.").weak());
        return;
    };
    if let Some(label) = view.project.labels().get(&mention.label) {
        label_chip(ui, label);
    }
    ui.label(RichText::new(article.quote(mention)).size(16.0));
    ui.label(RichText::new(view.project.entity_name(mention).unwrap_or("no entity")).weak());
    ui.horizontal(|ui| {
        if ui.button("Join…").clicked() {
            requests.push(Request::ShowEntityPicker { all: false });
        }
        if ui.button("Delete").clicked() {
            requests.push(Request::Untag { all: false });
        }
    });
}

fn tags_ui(ui: &mut Ui, view: &View, requests: &mut Requests) {
    for (id, label) in view.project.labels_in_order() {
        ui.horizontal(|ui| {
            color_dot(ui, label.color);
            let key = label.key.map(|key| key.to_uppercase().to_string()).unwrap_or_default();
            let words = format!("{key}  {}", label.name);
            if ui
                .selectable_label(view.state.armed == Some(id), words)
                .on_hover_text(&label.guideline)
                .clicked()
            {
                requests.push(Request::Tag(id));
            }
        });
    }
    if ui.button("Edit the tagset…").clicked() {
        requests.push(Request::ShowTagset);
    }
}
