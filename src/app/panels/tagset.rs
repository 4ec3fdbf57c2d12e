use egui::Ui;

use super::{Panel, Slot};
use crate::app::View;
use crate::app::request::{Request, Requests};
use crate::app::state::Overlay;
use crate::app::widgets::{Desk, dialog};

#[derive(Default)]
pub struct TagsetEditor;

impl Panel for TagsetEditor {
    fn slot(&self) -> Slot {
        Slot::Over
    }

    fn is_overlay(&self, overlay: &Overlay) -> bool {
        *overlay == Overlay::Tagset
    }

    fn ui(&mut self, ui: &mut Ui, view: &View, _desk: &mut Desk, requests: &mut Requests) {
        let _ = view;
        if dialog(ui.ctx(), "Tagset", 900.0, |_| {}) {
            requests.push(Request::CloseOverlay);
        }
    }
}
