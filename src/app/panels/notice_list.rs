//! What the program has to say: at the lower right, one above the other.

use std::collections::BTreeSet;

use egui::{Align2, Area, Frame, Id, RichText, Stroke, Ui, vec2};

use crate::app::notices::{Notice, NoticeId, Notices, Severity};
use crate::app::request::{Request, Requests};
use crate::app::theme;
use crate::app::widgets::{Icon, icon, icon_button};

#[derive(Default)]
pub struct NoticeList {
    unfolded: BTreeSet<NoticeId>,
}

impl NoticeList {
    pub fn ui(&mut self, ui: &Ui, notices: &Notices, requests: &mut Requests) {
        if notices.list().is_empty() {
            return;
        }
        let area = Area::new(Id::unique("notices")).anchor(Align2::RIGHT_BOTTOM, vec2(-theme::AROUND, -48.0));
        area.show(ui.ctx(), |ui| {
            ui.set_max_width(440.0);
            for notice in notices.list() {
                let frame = Frame::popup(ui.style()).stroke(Stroke::new(1.0, color(ui, notice.severity)));
                frame.show(ui, |ui| self.notice_ui(ui, notice, requests));
            }
        });
        ui.ctx().request_repaint_after(std::time::Duration::from_secs(1));
    }

    fn notice_ui(&mut self, ui: &mut Ui, notice: &Notice, requests: &mut Requests) {
        ui.horizontal_top(|ui| {
            let shown = match notice.severity {
                Severity::News => Icon::Info,
                Severity::Warning => Icon::TriangleAlert,
                Severity::Error => Icon::CircleAlert,
            };
            ui.label(icon(shown).color(color(ui, notice.severity)));
            ui.vertical(|ui| {
                ui.set_max_width(350.0);
                ui.add(egui::Label::new(&notice.text).wrap());
                self.details_ui(ui, notice);
                ui.horizontal_wrapped(|ui| {
                    for (words, request) in &notice.offers {
                        if ui.button(words).clicked() {
                            requests.push(request.clone());
                            requests.push(Request::Dismiss(notice.id));
                        }
                    }
                });
            });
            if icon_button(ui, Icon::X, "Dismiss").clicked() {
                requests.push(Request::Dismiss(notice.id));
            }
        });
    }

    fn details_ui(&mut self, ui: &mut Ui, notice: &Notice) {
        if notice.details.is_empty() {
            return;
        }
        let is_unfolded = self.unfolded.contains(&notice.id);
        if ui.button(if is_unfolded { "Hide them" } else { "Show them" }).clicked() {
            match is_unfolded {
                true => self.unfolded.remove(&notice.id),
                false => self.unfolded.insert(notice.id),
            };
        }
        if is_unfolded {
            egui::ScrollArea::vertical().max_height(200.0).show(ui, |ui| {
                for line in &notice.details {
                    ui.add(egui::Label::new(RichText::new(line).small()).wrap());
                }
            });
        }
    }
}

fn color(ui: &Ui, severity: Severity) -> egui::Color32 {
    let palette = theme::palette(ui);
    match severity {
        Severity::News => palette.accent,
        Severity::Warning => palette.warning,
        Severity::Error => palette.error,
    }
}
