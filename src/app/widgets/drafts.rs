//! Text fields that write when they are left.

use std::collections::BTreeMap;

use egui::{Response, TextEdit, Ui, vec2};

use crate::app::theme;

/// How a field looks while it is empty, and how large it is.
#[derive(Clone, Copy)]
pub struct Look {
    hint: &'static str,
    n_rows: usize,
    width: f32,
    most_chars: usize,
}

/// What is typed in fields and not written yet, by what each field is about. It stays until it is
/// taken: also where it was refused, and where its field is not shown any more.
pub struct Fields<Key> {
    drafts: BTreeMap<Key, Draft>,
}

#[derive(Default)]
struct Draft {
    /// What the field's record said when this was typed.
    stored: String,
    text: String,
    /// Asked for already: a refused text is not asked for again until it changes.
    asked: Option<String>,
    is_shown: bool,
}

impl Look {
    pub fn line(hint: &'static str) -> Self {
        Self { hint, n_rows: 1, width: f32::INFINITY, most_chars: usize::MAX }
    }

    pub fn lines(n_rows: usize, hint: &'static str) -> Self {
        Self { n_rows, ..Self::line(hint) }
    }

    /// For a key, shown as it stands on the keyboard.
    pub fn letter() -> Self {
        Self { width: 32.0, most_chars: 1, ..Self::line("") }
    }

    fn is_key(self) -> bool {
        self.most_chars == 1
    }

    pub fn width(self, width: f32) -> Self {
        Self { width, ..self }
    }

    fn edit(self, text: &mut String) -> TextEdit<'_> {
        let edit = if self.n_rows == 1 { TextEdit::singleline(text) } else { TextEdit::multiline(text) };
        let edit = edit.desired_rows(self.n_rows).desired_width(self.width).hint_text(self.hint);
        // A grid would shrink it to what its column was before.
        let edit = if self.width.is_finite() { edit.min_size(vec2(self.width, 0.0)) } else { edit };
        if self.most_chars == usize::MAX { edit } else { edit.char_limit(self.most_chars) }
    }
}

impl<Key> Default for Fields<Key> {
    fn default() -> Self {
        Self { drafts: BTreeMap::new() }
    }
}

impl<Key: Ord + Clone> Fields<Key> {
    /// A field that shows `stored`. Returns the new text when it was changed and left.
    pub fn ui(&mut self, ui: &mut Ui, key: Key, name: &str, stored: &str, look: Look) -> Option<String> {
        let draft = self.drafts.entry(key.clone()).or_default();
        draft.keep_up(stored);
        let response =
            refused_style(ui, draft.is_refused(), |ui| ui.add(look.edit(&mut draft.text).id_salt(name)));
        let response = response.accessible_name(name);
        if look.is_key() {
            draft.text = draft.text.to_uppercase();
        }
        draft.is_shown = true;
        let written = if response.lost_focus() { draft.ask() } else { None };
        if !response.has_focus() && !draft.is_dirty() {
            self.drafts.remove(&key);
        }
        written
    }

    /// After all fields of a frame: what was typed in fields that are gone, to be written.
    pub fn left(&mut self) -> Vec<(Key, String)> {
        let mut left = Vec::new();
        for (key, draft) in &mut self.drafts {
            let is_gone = !std::mem::take(&mut draft.is_shown);
            let text = if is_gone { draft.ask() } else { None };
            left.extend(text.map(|text| (key.clone(), text)));
        }
        left
    }

    pub fn is_empty(&self) -> bool {
        self.drafts.is_empty()
    }

    /// Drops what was typed about things that are no longer there.
    pub fn retain(&mut self, is_there: impl Fn(&Key) -> bool) {
        self.drafts.retain(|key, _| is_there(key));
    }
}

impl Draft {
    /// Takes over what the record says now, unless something else was typed meanwhile.
    fn keep_up(&mut self, stored: &str) {
        if self.stored != stored {
            if !self.is_dirty() || self.asked.as_deref() == Some(self.text.as_str()) {
                stored.clone_into(&mut self.text);
            }
            stored.clone_into(&mut self.stored);
            self.asked = None;
        }
    }

    /// Blanks around a text are not worth a step of undo.
    fn is_dirty(&self) -> bool {
        self.text.trim() != self.stored.trim()
    }

    fn is_refused(&self) -> bool {
        self.is_dirty() && self.asked.as_deref() == Some(self.text.as_str())
    }

    fn ask(&mut self) -> Option<String> {
        let is_news = self.is_dirty() && !self.is_refused();
        is_news.then(|| {
            self.asked = Some(self.text.clone());
            self.text.clone()
        })
    }
}

/// A refused text keeps an edge in the color of errors.
fn refused_style(ui: &mut Ui, is_refused: bool, add: impl FnOnce(&mut Ui) -> Response) -> Response {
    ui.scope(|ui| {
        if is_refused {
            let edge = egui::Stroke::new(1.0, theme::palette(ui).error);
            let widgets = &mut ui.visuals_mut().widgets;
            widgets.inactive.bg_stroke = edge;
            widgets.hovered.bg_stroke = edge;
        }
        add(ui)
    })
    .inner
}

#[cfg(test)]
mod tests {
    use super::*;

    fn typed(stored: &str, text: &str) -> Draft {
        Draft { stored: stored.to_owned(), text: text.to_owned(), ..Draft::default() }
    }

    #[test]
    fn a_refused_text_stays_and_is_asked_for_once() {
        let mut draft = typed("2024", "May 2");
        assert_eq!(draft.ask().as_deref(), Some("May 2"));
        draft.keep_up("2024");
        assert_eq!(draft.ask(), None);
        assert_eq!(draft.text, "May 2");
        draft.text = "2024-05-02".to_owned();
        assert_eq!(draft.ask().as_deref(), Some("2024-05-02"));
    }

    #[test]
    fn a_taken_text_shows_what_was_stored() {
        let mut draft = typed("", " Reuters ");
        draft.ask();
        draft.keep_up("Reuters");
        assert_eq!(draft.text, "Reuters");
        assert!(!draft.is_dirty());
    }

    #[test]
    fn an_undo_elsewhere_does_not_take_what_is_being_typed() {
        let mut draft = typed("old", "half a sent");
        draft.keep_up("older");
        assert_eq!(draft.text, "half a sent");
    }

    #[test]
    fn what_was_typed_in_a_field_that_is_gone_is_written() {
        let mut fields = Fields::default();
        fields.drafts.insert("note", typed("", "check this"));
        assert_eq!(fields.left(), [("note", "check this".to_owned())]);
        assert_eq!(fields.left(), []);
    }
}
