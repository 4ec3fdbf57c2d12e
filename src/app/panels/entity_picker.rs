//! Type-ahead over entities and their aliases: Enter joins the selected mention to the likely one.

use egui::{Align, Button, Key, Layout, Modifiers, RichText, ScrollArea, TextEdit, Ui, vec2};

use super::{Panel, Slot};
use crate::app::View;
use crate::app::likely_entities::{LikelyEntities, Offer, Resemblance};
use crate::app::request::{Request, Requests};
use crate::app::state::Overlay;
use crate::app::theme;
use crate::app::widgets::{Desk, dialog};
use crate::command::{EntityChoice, Place};
use crate::text::count;

const MOST_OFFERS: usize = 60; // more than anyone reads before typing another letter
const LIST_HEIGHT: f32 = 300.0;

#[derive(Default)]
pub struct EntityPicker {
    picking: Option<Picking>,
}

/// One opening of the picker.
struct Picking {
    place: Place,
    form: String,
    has_entity: bool,
    likely: LikelyEntities,
    query: String,
    rows: Vec<Row>,
    chosen: usize,
}

#[derive(Clone, Debug, PartialEq, Eq)]
enum Row {
    Known(Offer),
    New(String),
    Nobody,
}

impl Panel for EntityPicker {
    fn slot(&self) -> Slot {
        Slot::Over
    }

    fn is_overlay(&self, overlay: &Overlay) -> bool {
        // Also while it is not shown, to forget what was typed for another mention.
        self.picking.is_some() || matches!(overlay, Overlay::EntityPicker { .. })
    }

    fn ui(&mut self, ui: &mut Ui, view: &View, _desk: &mut Desk, requests: &mut Requests) {
        let Overlay::EntityPicker { all } = view.state.overlay else {
            self.picking = None;
            return;
        };
        let Some(place) = view.state.mention() else {
            requests.push(Request::CloseOverlay);
            return;
        };
        let appears = self.picking.as_ref().is_none_or(|picking| picking.place != place);
        if appears {
            self.picking = Picking::new(view, place);
        }
        let Some(picking) = &mut self.picking else { return };
        let title = if all { "Join all like it to" } else { "Join to" };
        let mut chosen = None;
        let closed = dialog(ui.ctx(), title, 460.0, |ui| chosen = picking.ui(ui, appears));
        if let Some(choice) = chosen {
            requests.push(Request::Link { choice, all });
        } else if closed {
            requests.push(Request::CloseOverlay);
        }
    }
}

impl Picking {
    fn new(view: &View, place: Place) -> Option<Self> {
        let article = view.project.article(place.0)?;
        let mention = article.mentions.get(&place.1)?;
        let form = article.quote(mention);
        let likely = LikelyEntities::new(view.project, &form, mention.label);
        let has_entity = mention.entity.is_some();
        let mut picking =
            Self { place, form, has_entity, likely, query: String::new(), rows: Vec::new(), chosen: 0 };
        picking.find();
        Some(picking)
    }

    fn find(&mut self) {
        let query = self.query.trim();
        let (named, is_typed) = if query.is_empty() { (self.form.as_str(), false) } else { (query, true) };
        let is_free = !self.likely.has_name(named);
        let named = named.to_owned();
        let offers = self.likely.offers(&self.query, MOST_OFFERS);
        // Nothing typed: those that may be meant, then a new one, then everybody else.
        let n_before = match is_typed {
            true => offers.len(),
            false => offers.iter().take_while(|offer| offer.resemblance != Resemblance::None).count(),
        };
        self.rows = offers.into_iter().map(Row::Known).collect();
        if is_free {
            self.rows.insert(n_before, Row::New(named));
        }
        if self.has_entity && !is_typed {
            self.rows.push(Row::Nobody);
        }
        self.chosen = 0;
    }

    fn ui(&mut self, ui: &mut Ui, appears: bool) -> Option<EntityChoice> {
        let before = self.chosen;
        let entered = self.keys(ui);
        let field = TextEdit::singleline(&mut self.query)
            .hint_text(format!("Who or what is \"{}\"?", self.form))
            .desired_width(f32::INFINITY);
        let response = ui.add(field).accessible_name("Name of the entity");
        if appears {
            response.request_focus();
        }
        if response.changed() {
            self.find();
        }
        ui.add_space(theme::SMALL);
        let follows = self.chosen != before;
        let clicked = self.rows_ui(ui, follows);
        let row = if entered { self.rows.get(self.chosen) } else { clicked.and_then(|n| self.rows.get(n)) };
        row.map(Row::choice)
    }

    /// Arrows choose; whether Enter was pressed.
    fn keys(&mut self, ui: &Ui) -> bool {
        let last = self.rows.len().saturating_sub(1);
        let pressed = |key| ui.input_mut(|input| input.consume_key(Modifiers::NONE, key));
        if pressed(Key::ArrowDown) {
            self.chosen = (self.chosen + 1).min(last);
        }
        if pressed(Key::ArrowUp) {
            self.chosen = self.chosen.saturating_sub(1);
        }
        pressed(Key::Enter)
    }

    fn rows_ui(&self, ui: &mut Ui, follows: bool) -> Option<usize> {
        let mut clicked = None;
        let list = ScrollArea::vertical().max_height(LIST_HEIGHT).min_scrolled_height(LIST_HEIGHT);
        list.auto_shrink([false, false]).show(ui, |ui| {
            ui.spacing_mut().item_spacing.y = 0.0;
            for (n, row) in self.rows.iter().enumerate() {
                let response = row_ui(ui, row, n == self.chosen);
                if follows && n == self.chosen {
                    response.scroll_to_me(None);
                }
                if response.clicked() {
                    clicked = Some(n);
                }
            }
        });
        clicked
    }
}

impl Row {
    fn choice(&self) -> EntityChoice {
        match self {
            Self::Known(offer) => EntityChoice::Existing(offer.id),
            Self::New(name) => EntityChoice::New(name.clone()),
            Self::Nobody => EntityChoice::Nobody,
        }
    }
}

fn row_ui(ui: &mut Ui, row: &Row, is_chosen: bool) -> egui::Response {
    let (words, aside) = match row {
        Row::Known(offer) => (RichText::new(&offer.name), count(offer.n_mentions, "mention")),
        Row::New(name) => (RichText::new(format!("New entity \"{name}\"")), String::new()),
        Row::Nobody => (RichText::new("No entity").weak(), String::new()),
    };
    let size = vec2(ui.available_width(), 28.0);
    let layout = Layout::left_to_right(Align::Center).with_main_justify(true);
    let aside = RichText::new(aside).weak().size(theme::SMALL_SIZE);
    ui.allocate_ui_with_layout(size, layout, |ui| {
        ui.add(Button::selectable(is_chosen, words).right_text(aside).truncate().min_size(size))
    })
    .inner
}
