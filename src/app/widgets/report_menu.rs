//! Which questions go into a report, and the button that saves it.

use std::collections::BTreeSet;

use egui::containers::menu::{MenuButton, MenuConfig};
use egui::{PopupCloseBehavior, RichText, ScrollArea, Ui};

use crate::analysis::{self, Analysis};
use crate::app::theme;

#[derive(Default)]
pub struct ReportMenu {
    left_out: BTreeSet<&'static str>,
}

impl ReportMenu {
    /// Returns the ids of the chosen questions once the report is to be saved.
    pub fn ui(&mut self, ui: &mut Ui) -> Option<Vec<&'static str>> {
        let config = MenuConfig::new().close_behavior(PopupCloseBehavior::CloseOnClickOutside);
        let (_, shown) = MenuButton::new("Report…").config(config).ui(ui, |ui| self.menu_ui(ui));
        shown.and_then(|shown| shown.inner)
    }

    fn menu_ui(&mut self, ui: &mut Ui) -> Option<Vec<&'static str>> {
        ui.label(RichText::new("One page of HTML for any browser, without a network").weak());
        ui.horizontal(|ui| {
            if ui.button("All questions").clicked() {
                self.left_out.clear();
            }
            if ui.button("None").clicked() {
                self.left_out = analysis::ALL.iter().map(|analysis| analysis.id).collect();
            }
        });
        ScrollArea::vertical().max_height(640.0).show(ui, |ui| {
            analysis::ALL.iter().for_each(|analysis| self.question_ui(ui, analysis));
        });
        ui.add_space(theme::SMALL);
        let chosen: Vec<&str> = analysis::ALL
            .iter()
            .map(|analysis| analysis.id)
            .filter(|id| !self.left_out.contains(id))
            .collect();
        let saves = ui.add_enabled(!chosen.is_empty(), egui::Button::new("Save report…")).clicked();
        if saves {
            ui.close();
        }
        saves.then_some(chosen)
    }

    fn question_ui(&mut self, ui: &mut Ui, analysis: &'static Analysis) {
        let mut is_in = !self.left_out.contains(analysis.id);
        let response = ui.checkbox(&mut is_in, analysis.title);
        let name = format!("In the report: {}", analysis.title);
        response.widget_info(|| egui::WidgetInfo::selected(egui::Role::CheckBox, true, is_in, &name));
        if response.changed() {
            if is_in {
                self.left_out.remove(analysis.id)
            } else {
                self.left_out.insert(analysis.id)
            };
        }
    }
}
