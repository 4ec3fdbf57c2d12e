//! While Shift is held: where else the selected words stand untagged, so that nobody tags all of them
//! blindly. It lies over the text and moves nothing.

use egui::{Align2, Area, Frame, Id, Order, RichText, Ui, vec2};

use crate::app::View;
use crate::app::live::Live;
use crate::app::state::DIGITS;
use crate::app::tag_all::others;
use crate::app::theme;
use crate::app::widgets::{Desk, context_label, outlet_initial, outlet_place};
use crate::command::{Hit, Scope, find_hits, untagged_hits};
use crate::model::Project;
use crate::suggest::spread::{Standing, signs};
use crate::text::{Matching, count};

#[derive(Default)]
pub struct Preview {
    hits: Live<Wish, Vec<Hit>>,
    /// When Shift went down, in seconds of the window's clock.
    held_since: Option<f64>,
}

#[derive(Clone, PartialEq)]
struct Wish {
    revision: u64,
    first: Hit,
    scope: Scope,
    matching: Matching,
}

const HELD_SECONDS: f64 = 0.3; // whoever extends a selection lets go before
const WIDTH: f32 = 560.0;
const ABOVE_STATUS_BAR: f32 = 44.0;

impl Preview {
    pub fn ui(&mut self, ui: &Ui, view: &View, desk: &Desk) {
        let Some(wish) = wish(view).filter(|_| self.is_held(ui, view, desk)) else { return };
        let (project, wanted) = (view.project.clone(), wish.clone());
        self.hits.get(ui.ctx(), wish.clone(), move |_| Ok(places(&project, &wanted)));
        if let Some(hits) = self.hits.now().filter(|_| self.hits.is_for(&wish)) {
            list_ui(ui, view, &wish, hits);
        }
    }

    fn is_held(&mut self, ui: &Ui, view: &View, desk: &Desk) -> bool {
        let (modifiers, time) = ui.input(|input| (input.modifiers, input.time));
        let state = view.state;
        let is_in_text = state.mode.shows_text() && !state.overlay.is_modal() && desk.has_hands(ui.ctx());
        if !modifiers.shift_only() || !is_in_text || state.strip.is_some() {
            self.held_since = None;
            return false;
        }
        let held = time - *self.held_since.get_or_insert(time);
        if held < HELD_SECONDS {
            ui.ctx().request_repaint_after(std::time::Duration::from_secs_f64(HELD_SECONDS - held));
        }
        held >= HELD_SECONDS
    }
}

fn wish(view: &View) -> Option<Wish> {
    let first = view.state.selected_span(view.project)?;
    let article = view.project.article(first.article)?;
    let scope = view.state.scope_from(first.article, article);
    Some(Wish { revision: view.session.revision(), first, scope, matching: view.state.matching })
}

fn places(project: &Project, wish: &Wish) -> Vec<Hit> {
    let Some(article) = project.article(wish.first.article) else { return Vec::new() };
    let hits = find_hits(project, wish.first.span.of(&article.text), wish.matching, wish.scope);
    others(project, untagged_hits(project, &hits), wish.first)
}

fn list_ui(ui: &Ui, view: &View, wish: &Wish, hits: &[Hit]) {
    let Some(article) = view.project.article(wish.first.article) else { return };
    let form = wish.first.span.of(&article.text);
    let words = match hits.len() {
        0 => format!("\"{form}\" stands untagged nowhere else"),
        n => format!("\"{form}\" stands untagged at {}", count(n, "more place")),
    };
    let corner = ui.ctx().content_rect().center_bottom() - vec2(0.0, ABOVE_STATUS_BAR);
    let area = Area::new(Id::unique("preview")).order(Order::Foreground).interactable(false);
    area.fixed_pos(corner).pivot(Align2::CENTER_BOTTOM).show(ui.ctx(), |ui| {
        Frame::popup(ui.style()).show(ui, |ui| {
            ui.set_width(WIDTH);
            ui.label(RichText::new(words).family(theme::bold()));
            let first = Standing { text: &article.text, span: wish.first.span };
            hits.iter().take(DIGITS).for_each(|hit| hit_ui(ui, view, hit, first, hits.len()));
            if hits.len() > DIGITS {
                ui.label(RichText::new(format!("and {} more", hits.len() - DIGITS)).weak());
            }
        });
    });
}

fn hit_ui(ui: &mut Ui, view: &View, hit: &Hit, first: Standing, n_hits: usize) {
    let Some(article) = view.project.article(hit.article) else { return };
    let signs = signs(first, Standing { text: &article.text, span: hit.span }, n_hits);
    ui.horizontal(|ui| {
        outlet_initial(ui, view.project.outlet_name(article), outlet_place(view.project, article));
        context_label(ui, &article.text, hit.span);
        if !view.suggestions.spread.is_likely(&signs) {
            ui.label(RichText::new("left out").weak());
        }
    });
}
