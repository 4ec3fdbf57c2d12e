//! What the engines propose in the open article, each with its engine and how sure it is.

use egui::{Key, RichText, Ui};

use super::{Panel, Slot};
use crate::app::request::{Request, Requests};
use crate::app::state::{Drawer, Place};
use crate::app::widgets::{
    Answer, Desk, Head, Rows, Sort, TableState, cell, context_label, flush_right, label_chip,
};
use crate::app::{View, theme};
use crate::model::{Article, LabelId};
use crate::suggest::{ENGINES, Suggestion};
use crate::text::Span;

pub struct SuggestionDrawer {
    table: TableState<Id>,
}

/// Two suggestions of an article never share both.
type Id = (Span, LabelId);

const HEADS: [Head; 5] = [
    Head::new("Label", 100.0),
    Head::new("Suggestion", 200.0),
    Head::rest("Place in the text"),
    Head::new("By", 110.0),
    Head::new("Sure", 60.0),
];
const TEXT_ORDER: Sort = Sort { column: 2, is_backwards: false };

impl Default for SuggestionDrawer {
    fn default() -> Self {
        Self { table: TableState::sorted(TEXT_ORDER) }
    }
}

impl Panel for SuggestionDrawer {
    fn slot(&self) -> Slot {
        Slot::Drawer(Drawer::Suggestions)
    }

    fn ui(&mut self, ui: &mut Ui, view: &View, _desk: &mut Desk, requests: &mut Requests) {
        if view.state.enters_drawer {
            self.table.enter();
        }
        let Some((id, article)) = view.article() else {
            told(ui, "Open an article to see what is suggested in it.");
            return;
        };
        let list = sorted(view, view.suggestions.of(id), self.table.sort);
        self.head_ui(ui, view, &list, requests);
        if list.is_empty() {
            told(ui, empty_words(view.suggestions.is_on()));
            return;
        }
        let rows = SuggestionRows { view, article, list: &list };
        let answer = self.table.ui(ui, "Suggestions", &HEADS, &rows);
        self.obey(ui, &list, answer, requests);
    }
}

impl SuggestionDrawer {
    fn head_ui(&mut self, ui: &mut Ui, view: &View, list: &[&Suggestion], requests: &mut Requests) {
        ui.horizontal(|ui| {
            let mut is_on = view.suggestions.is_on();
            if ui.checkbox(&mut is_on, "Suggest").changed() {
                requests.push(Request::SetSuggesters(is_on));
            }
            let chosen = self.chosen(list);
            ui.add_enabled_ui(!chosen.is_empty() && !view.session.is_read_only(), |ui| {
                for (words, accept) in [("Accept", true), ("Turn down", false)] {
                    if ui.button(words).clicked() {
                        requests.push(Request::Decide { suggestions: chosen.clone(), accept });
                    }
                }
            });
            let words = format!("{} here, {} chosen", list.len(), chosen.len());
            ui.label(RichText::new(words).weak());
        });
    }

    fn chosen(&self, list: &[&Suggestion]) -> Vec<Suggestion> {
        let is_chosen = |one: &&&Suggestion| self.table.chosen.contains(id(one));
        list.iter().filter(is_chosen).map(|one| (*one).clone()).collect()
    }

    fn obey(&self, ui: &Ui, list: &[&Suggestion], answer: Answer, requests: &mut Requests) {
        if let Some(suggestion) = answer.opened.and_then(|row| list.get(row)) {
            requests.push(Request::Go(Place { article: suggestion.article, span: suggestion.span }));
            Desk::focus(ui.ctx());
        }
        let turns_down = |(key, _): &(Key, _)| matches!(key, Key::Backspace | Key::Delete);
        if answer.presses.iter().any(turns_down) {
            requests.push(Request::Decide { suggestions: self.chosen(list), accept: false });
        }
    }
}

fn told(ui: &mut Ui, words: &str) {
    ui.add_space(theme::GROUP);
    ui.label(RichText::new(words).weak());
}

fn empty_words(is_on: bool) -> &'static str {
    match is_on {
        true => {
            "Nothing is suggested here. The engines learn from what you tag, and more from finished articles (Ctrl+Enter)."
        }
        false => "The engines are switched off.",
    }
}

fn id(suggestion: &Suggestion) -> Id {
    (suggestion.span, suggestion.label)
}

fn sorted<'s>(view: &View, list: &'s [Suggestion], sort: Sort) -> Vec<&'s Suggestion> {
    let mut list: Vec<&Suggestion> = list.iter().collect();
    let text = |one: &&Suggestion| {
        view.project
            .article(one.article)
            .map_or(String::new(), |article| one.span.of(&article.text).to_lowercase())
    };
    match sort.column {
        0 => list.sort_by_key(|one| view.project.label_name(one.label)),
        1 => list.sort_by_cached_key(text),
        3 => list.sort_by_key(|one| one.engine),
        4 => list.sort_by(|a, b| b.confidence.total_cmp(&a.confidence)),
        _ => {} // as the text runs
    }
    if sort.is_backwards {
        list.reverse();
    }
    list
}

struct SuggestionRows<'a> {
    view: &'a View<'a>,
    article: &'a Article,
    list: &'a [&'a Suggestion],
}

impl Rows for SuggestionRows<'_> {
    type Id = Id;

    fn n_rows(&self) -> usize {
        self.list.len()
    }

    fn id(&self, row: usize) -> Id {
        id(self.list[row])
    }

    fn name(&self, row: usize) -> String {
        let suggestion = self.list[row];
        let label = self.view.project.label_name(suggestion.label);
        format!("{label}: {}", suggestion.span.of(&self.article.text))
    }

    fn cell_ui(&self, ui: &mut Ui, row: usize, column: usize) {
        let suggestion = self.list[row];
        match column {
            0 => {
                if let Some(label) = self.view.project.labels().get(&suggestion.label) {
                    label_chip(ui, label);
                }
            }
            1 => cell(ui, suggestion.span.of(&self.article.text)),
            2 => context_label(ui, &self.article.text, suggestion.span),
            3 => cell(ui, engine_name(suggestion.engine)),
            _ => flush_right(ui, &format!("{:.0} %", suggestion.confidence * 100.0), theme::palette(ui).text),
        }
    }
}

fn engine_name(id: &str) -> &'static str {
    ENGINES.iter().find(|engine| engine.id == id).map_or("", |engine| engine.name)
}
