//! The articles on the desk, each with its place.

use std::collections::BTreeMap;

use egui::{Context, Id, Response, Ui};

use super::article_text::{ArticleText, Page};
use super::lock::{Lock, Pane};
use crate::app::request::Requests;
use crate::app::state::{Place, State};
use crate::app::typeset::Typesetter;
use crate::index::Comparison;
use crate::model::ArticleId;
use crate::text::Span;

/// Articles that are open, by id. An article that is closed keeps its scroll place and nothing else.
#[derive(Default)]
pub struct Desk {
    texts: BTreeMap<ArticleId, ArticleText>,
    shown: Vec<ArticleId>,
    scrolls: BTreeMap<ArticleId, f32>,
    go: Option<Place>,
    lock: Lock,
}

/// The one widget that has the keyboard while nobody types or walks through buttons.
fn hands() -> Id {
    Id::unique("hands on the text")
}

impl Desk {
    pub fn text_mut(&mut self, article: ArticleId) -> Option<&mut ArticleText> {
        self.texts.get_mut(&article)
    }

    pub fn text(&self, article: ArticleId) -> Option<&ArticleText> {
        self.texts.get(&article)
    }

    /// Draws an article's text in what is left of `ui`.
    pub fn article_ui(
        &mut self,
        ui: &mut Ui,
        page: &Page,
        typesetter: &mut Typesetter,
        requests: &mut Requests,
    ) -> Response {
        let scroll = self.scrolls.get(&page.id).copied();
        let text = self.texts.entry(page.id).or_insert_with(|| {
            let mut text = ArticleText::default();
            text.set_scroll(scroll.unwrap_or(0.0));
            text
        });
        let response = text.ui(ui, page, typesetter, requests);
        if let Some(place) = self.go.filter(|place| place.article == page.id) {
            self.go = None;
            text.reveal(place.span.start());
            ui.ctx().request_repaint();
        }
        self.shown.push(page.id);
        response
    }

    /// Brings a place into sight as soon as its article is shown.
    pub fn go(&mut self, place: Place) {
        match self.texts.get_mut(&place.article) {
            Some(text) => text.reveal(place.span.start()),
            None => self.go = Some(place),
        }
    }

    /// Brings the counterparts of a stretch to its height in the other panes.
    pub fn bring_counterparts(&mut self, article: ArticleId, span: Span) {
        self.lock.pin(article, span);
    }

    /// After the panes of a comparison are drawn: those that are to follow do.
    pub fn scroll_together(&mut self, ui: &Ui, panes: &[Pane], state: &State, comparison: &Comparison) {
        let mut lock = std::mem::take(&mut self.lock);
        lock.follow(ui, panes, state, comparison, self);
        self.lock = lock;
    }

    /// After a frame: lets go of the layout of articles that were not shown.
    pub fn end_frame(&mut self) {
        let shown = std::mem::take(&mut self.shown);
        for (id, text) in &self.texts {
            self.scrolls.insert(*id, text.scroll());
        }
        self.texts.retain(|id, _| shown.contains(id));
    }

    pub fn scrolls(&self) -> BTreeMap<ArticleId, f32> {
        let open = self.texts.iter().map(|(id, text)| (*id, text.scroll()));
        self.scrolls.iter().map(|(id, scroll)| (*id, *scroll)).chain(open).collect()
    }

    pub fn arrange(&mut self, scrolls: &BTreeMap<ArticleId, f32>) {
        *self = Self { scrolls: scrolls.clone(), ..Self::default() };
    }

    /// Whether keys go to the text. They do unless another widget holds the keyboard.
    pub fn has_hands(&self, context: &Context) -> bool {
        context.memory(|memory| memory.focused()).is_none_or(|focused| focused == hands())
    }

    /// Gives the keyboard to the text: Tab and the arrows mean something there. F6 goes to the panels.
    pub fn take_hands(&self, ui: &mut Ui) {
        let id = hands();
        let is_f6 = ui.input_mut(|input| input.consume_key(egui::Modifiers::NONE, egui::Key::F6));
        let leaves = is_f6 && ui.memory(|memory| memory.has_focus(id));
        if leaves {
            // Only before it asks for the keyboard can it hand it on.
            ui.memory_mut(|memory| memory.move_focus(egui::FocusDirection::Next));
        }
        let response = ui.interact(ui.max_rect(), id, egui::Sense::focusable_noninteractive());
        response.widget_info(|| egui::WidgetInfo::labeled(egui::Role::Label, true, "Article"));
        ui.memory_mut(|memory| {
            if !leaves && (is_f6 || memory.focused().is_none()) {
                memory.request_focus(id);
            }
            let filter =
                egui::EventFilter { tab: true, horizontal_arrows: true, vertical_arrows: true, escape: true };
            memory.set_focus_lock_filter(id, filter);
        });
    }

    /// A click on the text takes the keyboard back.
    pub fn focus(context: &Context) {
        context.memory_mut(|memory| memory.request_focus(hands()));
    }
}
