use egui::{Label, RichText, Ui};

use crate::app::exporting::Lacking;
use crate::app::theme;
use crate::app::widgets::EvidenceList;

/// What the chosen format cannot hold: how many, what becomes of them, and where they are.
pub fn ui(ui: &mut Ui, losses: &[Lacking], places: &mut EvidenceList) {
    ui.label(RichText::new("NOT WRITTEN").family(theme::bold()).small().weak());
    if losses.is_empty() {
        ui.label(RichText::new("The format holds everything that is chosen.").weak());
    }
    for Lacking { loss, places: found } in losses {
        let sentence = loss.to_string();
        ui.add(Label::new(&sentence).wrap());
        if !found.is_empty() {
            let response = ui.small_button("Show them");
            let name = format!("Show them: {sentence}");
            response.widget_info(|| egui::WidgetInfo::labeled(egui::Role::Button, true, &name));
            if response.clicked() {
                places.open(sentence, found);
            }
        }
        ui.add_space(theme::INSIDE);
    }
}
