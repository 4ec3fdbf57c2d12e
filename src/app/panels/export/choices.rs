use std::collections::BTreeSet;

use egui::{RichText, ScrollArea, Ui};

use crate::app::exporting::ExportChoice;
use crate::app::request::{Request, Requests};
use crate::app::state::PathQuestion;
use crate::app::widgets::color_dot;
use crate::app::{View, theme};
use crate::format::{self, Format};

/// Format, articles, labels: a change of any asks for another choice.
pub fn ui(ui: &mut Ui, view: &View, requests: &mut Requests) {
    let mut choice = view.state.export.clone();
    ScrollArea::vertical().auto_shrink(false).show(ui, |ui| {
        heading(ui, "FORMAT");
        for format in format::ALL.iter().filter(|format| format.write.is_some()) {
            let response = ui.radio(choice.format == format.id, format.name).on_hover_text(kept(format));
            if response.clicked() {
                choice.format = format.id;
            }
        }
        heading(ui, "STORIES");
        stories_ui(ui, view, &mut choice);
        heading(ui, "OUTLETS");
        outlets_ui(ui, view, &mut choice);
        heading(ui, "MENTIONS");
        ui.checkbox(&mut choice.all_zones, "In captions, credits and page furniture too");
        annotators_ui(ui, view, &mut choice);
        heading(ui, "LABELS");
        labels_ui(ui, view, &mut choice);
        ui.add_space(theme::AROUND);
        ui.separator();
        if ui.button("Import annotations…").on_hover_text("Mentions from files in these formats").clicked()
        {
            requests.push(Request::AskPath(PathQuestion::ImportDataset));
        }
    });
    if choice != view.state.export {
        requests.push(Request::ChooseExport(choice));
    }
}

fn heading(ui: &mut Ui, words: &str) {
    ui.add_space(theme::INSIDE);
    ui.label(RichText::new(words).family(theme::bold()).small().weak());
}

/// What comes back from a format, in one sentence.
fn kept(format: &Format) -> String {
    let features = format.keeps.features();
    let names = |kept: bool| {
        let names: Vec<&str> =
            features.iter().filter(|(_, has)| *has == kept).map(|(name, _)| *name).collect();
        names.join(", ")
    };
    match (names(true), names(false)) {
        (_, without) if without.is_empty() => "Keeps everything".to_owned(),
        (with, without) if with.is_empty() => format!("Keeps texts and labels, not {without}"),
        (with, without) => format!("Keeps {with}; not {without}"),
    }
}

/// A box that is ticked unless its thing is left out.
fn tick<T: Ord + Copy>(ui: &mut Ui, left_out: &mut BTreeSet<T>, id: T, words: &str) {
    let mut is_in = !left_out.contains(&id);
    if ui.checkbox(&mut is_in, words).changed() {
        match is_in {
            true => left_out.remove(&id),
            false => left_out.insert(id),
        };
    }
}

fn stories_ui(ui: &mut Ui, view: &View, choice: &mut ExportChoice) {
    for (id, story) in view.project.stories() {
        tick(ui, &mut choice.without_stories, Some(*id), &story.name);
    }
    if view.project.articles().values().any(|article| article.header.story.is_none()) {
        tick(ui, &mut choice.without_stories, None, "No story");
    }
}

fn outlets_ui(ui: &mut Ui, view: &View, choice: &mut ExportChoice) {
    for (id, outlet) in view.project.outlets() {
        tick(ui, &mut choice.without_outlets, Some(*id), &outlet.name);
    }
    if view.project.articles().values().any(|article| article.header.outlet.is_none()) {
        tick(ui, &mut choice.without_outlets, None, "Unknown outlet");
    }
}

/// Asked only where several people tagged.
fn annotators_ui(ui: &mut Ui, view: &View, choice: &mut ExportChoice) {
    let annotators = view.project.annotators();
    if annotators.len() < 2 {
        return;
    }
    let name = choice.annotator.and_then(|id| annotators.get(&id)).map_or("Made by anyone", |by| &by.name);
    ui.menu_button(name, |ui| {
        ui.selectable_value(&mut choice.annotator, None, "Made by anyone");
        for (id, annotator) in annotators {
            ui.selectable_value(&mut choice.annotator, Some(*id), &annotator.name);
        }
    });
}

fn labels_ui(ui: &mut Ui, view: &View, choice: &mut ExportChoice) {
    for (id, label) in view.project.labels_in_order() {
        ui.horizontal(|ui| {
            color_dot(ui, label.color);
            tick(ui, &mut choice.without_labels, id, &label.name);
        });
    }
}
