//! The labels with their keys and counts: a click tags the selection, relabels, or arms.

use std::collections::BTreeMap;

use egui::{Align, Button, Layout, RichText, ScrollArea, Ui, vec2};

use crate::app::request::{Request, Requests};
use crate::app::widgets::{Icon, color_dot, icon_button, section};
use crate::app::{View, theme};
use crate::model::{Label, LabelId, Mentions, changes};

/// Keeps the counts of the open article, and counts only what changed.
#[derive(Default)]
pub struct Labels {
    counted: Mentions,
    counts: BTreeMap<LabelId, usize>,
}

impl Labels {
    pub fn ui(&mut self, ui: &mut Ui, view: &View, requests: &mut Requests) {
        self.count(view);
        ui.add_space(theme::INSIDE);
        ui.horizontal(|ui| {
            section(ui, "LABELS");
            ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
                if icon_button(ui, Icon::SlidersHorizontal, "Edit the tagset… (Ctrl+T)").clicked() {
                    requests.push(Request::ShowTagset);
                }
            });
        });
        ScrollArea::vertical().auto_shrink(false).show(ui, |ui| {
            ui.spacing_mut().item_spacing.y = 0.0;
            for (id, label) in view.project.labels_in_order() {
                let n_mentions = self.counts.get(&id).copied().unwrap_or(0);
                if label_ui(ui, label, view.state.armed == Some(id), n_mentions) {
                    requests.push(Request::Tag(id));
                }
            }
        });
    }

    fn count(&mut self, view: &View) {
        let now = view.article().map(|(_, article)| article.mentions.clone()).unwrap_or_default();
        for (_, before, after) in changes(&self.counted, &now) {
            if let Some(mention) = before {
                *self.counts.entry(mention.label).or_default() -= 1;
            }
            if let Some(mention) = after {
                *self.counts.entry(mention.label).or_default() += 1;
            }
        }
        self.counted = now;
    }
}

fn label_ui(ui: &mut Ui, label: &Label, is_armed: bool, n_mentions: usize) -> bool {
    let key = label.key.map(|key| key.to_uppercase().to_string());
    let size = vec2(ui.available_width(), 26.0);
    let row = ui.allocate_ui_with_layout(size, Layout::left_to_right(Align::Center), |ui| {
        let count = RichText::new(n_mentions.to_string()).weak().size(theme::SMALL_SIZE);
        let button = Button::selectable(is_armed, "").right_text(count).min_size(size);
        let response = ui.add(button);
        let inside = response.rect.shrink2(vec2(theme::INSIDE, 0.0));
        let mut front = ui.new_child(
            egui::UiBuilder::new()
                .max_rect(inside)
                .layout(Layout::left_to_right(Align::Center))
                .sense(egui::Sense::empty()),
        );
        color_dot(&mut front, label.color);
        let key = RichText::new(key.as_deref().unwrap_or(" ")).family(theme::bold());
        front.add_sized(vec2(14.0, 20.0), egui::Label::new(key));
        front.add(egui::Label::new(&label.name).truncate());
        response
    });
    let response = row.inner.accessible_name(&label.name);
    let keys = match &key {
        Some(key) => format!("{key} tags the selection, Shift+{key} all like it"),
        None => "It has no key yet; give it one in the tagset".to_owned(),
    };
    let tip = if label.guideline.is_empty() { keys } else { format!("{}\n{keys}", label.guideline) };
    response.on_hover_text(tip).clicked()
}
