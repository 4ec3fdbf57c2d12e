//! Compare: two to six articles side by side, each as editable as in Read. What they share is joined
//! by ribbons, what differs inside it is marked, and so is where others tell more.

mod bar;
mod bundles;
mod chips;
mod choice;
mod differing;
mod elsewhere;
mod line;
mod lit;
mod pane;
mod ribbon;
mod ribbons;
mod shared;
mod untold;

use egui::{Frame, Margin, Painter, Rect, ScrollArea, Ui, UiBuilder, vec2};

use super::{Panel, Slot};
use crate::app::live::Live;
use crate::app::request::Requests;
use crate::app::state::Mode;
use crate::app::widgets::{Desk, outlet_badge, outlet_place};
use crate::app::{View, theme};
use crate::model::ArticleId;

use differing::Differing;
use lit::Lit;
use shared::{Key, Shared};

const GUTTER: f32 = 44.0; // room for a number at each end of a ribbon
const UNKNOWN: usize = 7; // the grey of the outlets' colors
const NARROWEST_PANE: f32 = 250.0; // some 28 characters; rather than narrower, the panes scroll sideways

#[derive(Default)]
pub struct Compare {
    shared: Live<Key, Shared>,
    /// Before there is anything to show.
    nothing: Shared,
    differing: Differing,
    lit: Lit,
    /// To bring a pane into sight when it becomes the active one.
    active: Option<ArticleId>,
}

impl Panel for Compare {
    fn slot(&self) -> Slot {
        Slot::Center(Mode::Compare)
    }

    fn ui(&mut self, ui: &mut Ui, view: &View, desk: &mut Desk, requests: &mut Requests) {
        if view.state.panes.len() < 2 {
            choice::ui(ui, view, requests);
            return;
        }
        self.look_up(ui, view);
        let frame = Frame::new().inner_margin(Margin::symmetric(theme::GROUP as i8, 6));
        frame.show(ui, |ui| {
            ui.horizontal_wrapped(|ui| bar::ui(ui, view, requests));
            ui.horizontal_wrapped(|ui| chips::ui(ui, self.shared.now(), &mut self.differing));
        });
        let sight = ui.available_rect_before_wrap();
        ScrollArea::horizontal().id_salt("panes").auto_shrink(false).show(ui, |ui| {
            self.panes_ui(ui, view, sight, desk, requests);
        });
        self.lit.follow(view, requests);
    }
}

impl Compare {
    /// On a thread, whenever there are other panes or something was tagged.
    fn look_up(&mut self, ui: &Ui, view: &View) {
        let Some(comparison) = view.results.comparison() else { return };
        let key = Key { comparison: comparison.clone(), revision: view.session.revision() };
        let (comparison, project) = (comparison.clone(), view.project.clone());
        self.shared.get(ui.ctx(), key, move |_| Ok(Shared::new(&comparison, &project)));
    }

    fn panes_ui(&mut self, ui: &mut Ui, view: &View, sight: Rect, desk: &mut Desk, requests: &mut Requests) {
        let width = pane_width(sight.width(), view.state.panes.len());
        let top_left = ui.max_rect().left_top();
        let size = vec2(width, sight.bottom() - top_left.y);
        let place = |at: usize| top_left + vec2(at as f32 * (width + GUTTER), 0.0);
        let rects: Vec<Rect> =
            (0..view.state.panes.len()).map(|at| Rect::from_min_size(place(at), size)).collect();
        ui.expand_to_include_rect(rects[rects.len() - 1]);
        self.reveal_active(ui, view, &rects);
        let shared = self.shared.now().unwrap_or(&self.nothing);
        let mut panes = Vec::new();
        for (at, rect) in rects.iter().enumerate() {
            let builder = UiBuilder::new().max_rect(*rect).id_salt(("pane", view.state.panes[at]));
            ui.scope_builder(builder, |ui| {
                ui.shrink_clip_rect(*rect);
                panes.extend(pane::ui(ui, view, at, (shared, &self.differing), desk, requests));
            });
        }
        panes.iter().for_each(|pane| elsewhere::ui(ui, view, *pane, shared, desk, requests));
        ribbons::ui(ui, view, &panes, shared, desk, requests);
        untold::ui(ui, view, &panes, desk, requests);
        if let Some(comparison) = view.results.comparison() {
            desk.scroll_together(ui, &panes, view.state, comparison);
        }
    }

    fn reveal_active(&mut self, ui: &Ui, view: &View, rects: &[Rect]) {
        if self.active == view.state.article {
            return;
        }
        self.active = view.state.article;
        let at = view.state.panes.iter().position(|pane| Some(*pane) == self.active);
        if let Some(rect) = at.and_then(|at| rects.get(at)) {
            ui.scroll_to_rect(*rect, None);
        }
    }
}

/// Which pane is meant: by its outlet's initial, or where that is unknown by its number.
fn badge(painter: &Painter, rect: Rect, view: &View, id: ArticleId) {
    let Some(article) = view.project.article(id) else { return };
    let at = view.state.panes.iter().position(|pane| *pane == id);
    match at.filter(|_| article.header.outlet.is_none()) {
        Some(at) => outlet_badge(painter, rect, &(at + 1).to_string(), UNKNOWN),
        None => {
            let place = outlet_place(view.project, article);
            outlet_badge(painter, rect, view.project.outlet_name(article), place);
        }
    }
}

/// All that fit, evenly; below a width that can be read they scroll.
fn pane_width(sight: f32, n_panes: usize) -> f32 {
    let gutters = GUTTER * (n_panes - 1) as f32;
    ((sight - gutters) / n_panes as f32).max(NARROWEST_PANE).floor()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn panes_share_the_width_until_they_would_be_too_narrow() {
        assert_eq!(pane_width(1044.0, 2), 500.0);
        assert_eq!(pane_width(1000.0, 6), NARROWEST_PANE);
    }
}
