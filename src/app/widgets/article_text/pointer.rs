//! The hands on the text: drags, clicks and handles become requests.

use egui::{CursorIcon, Modifiers, PointerButton, Pos2, Rect, Response, Ui};

use super::{ArticleText, HANDLE, Page};
use crate::app::request::{Request, Requests};
use crate::command::Command;
use crate::model::MentionId;
use crate::suggest::{is_free, longer_at, near, whole_at};
use crate::text::{Extent, Span, next_word, sentence_at, snap_to_words};

#[derive(Default)]
pub struct Pointer {
    drag: Option<Drag>,
    /// Where the last click was, to walk outward through nested mentions when it is repeated.
    last_click: Option<(usize, MentionId)>,
    /// Whether the last click tagged something whole, so that a second one right after it tags all.
    has_taken: bool,
}

/// Which of the likely labels a button gives; with Ctrl the next one.
pub(super) const OF_LEFT_BUTTON: usize = 0;
pub(super) const OF_RIGHT_BUTTON: usize = 2;

#[derive(Clone, Copy)]
enum Drag {
    Select { anchor: usize },
    Handle { mention: MentionId, end: End },
    Relate { from: MentionId },
}

#[derive(Clone, Copy, PartialEq)]
enum End {
    Start,
    End,
}

impl ArticleText {
    pub(super) fn pointer_ui(&mut self, ui: &Ui, response: &Response, page: &Page, requests: &mut Requests) {
        let Some(pos) = response.interact_pointer_pos().or(response.hover_pos()) else { return };
        self.show_cursor(ui, pos, page);
        if response.drag_started() {
            let pressed = ui.input(|input| input.pointer.press_origin()).unwrap_or(pos);
            self.pointer.drag = self.start_drag(ui, pressed, page);
        }
        if response.dragged() {
            self.drag_on(ui, pos, page, requests);
        }
        if response.drag_stopped() {
            self.end_drag(ui, pos, page, requests);
        }
        let buttons = [PointerButton::Primary, PointerButton::Secondary];
        let is_again = buttons
            .into_iter()
            .any(|button| response.double_clicked_by(button) || response.triple_clicked_by(button));
        if is_again && ui.input(|input| input.modifiers.alt) {
            self.take_all(requests);
        } else if response.triple_clicked() {
            self.select_sentence(pos, page, requests);
        } else if response.double_clicked() {
            self.select_word(pos, page, requests);
        } else if response.clicked() {
            self.click(ui, pos, page, requests);
        } else if response.secondary_clicked() {
            self.click_aside(ui, pos, page, requests);
        }
    }

    fn start_drag(&self, ui: &Ui, pos: Pos2, page: &Page) -> Option<Drag> {
        if let Some((mention, end)) = self.handle_at(pos, page).filter(|_| page.can_edit) {
            return Some(Drag::Handle { mention, end });
        }
        if let Some(from) = self.chip_at(pos, page).filter(|_| page.can_edit) {
            return Some(Drag::Relate { from });
        }
        let anchor = self.hit(pos)?;
        let extends = ui.input(|input| input.modifiers.shift);
        let old = page.state.selection.filter(|selection| extends && selection.article == page.id);
        Some(Drag::Select { anchor: old.map_or(anchor, |selection| selection.anchor) })
    }

    fn drag_on(&mut self, ui: &Ui, pos: Pos2, page: &Page, requests: &mut Requests) {
        self.scroll_at_edges(ui, pos);
        let Some(Drag::Select { anchor }) = self.pointer.drag else { return };
        if let Some(focus) = self.hit(pos) {
            requests.push(Request::SelectText { article: page.id, anchor, focus });
        }
    }

    fn end_drag(&mut self, ui: &Ui, pos: Pos2, page: &Page, requests: &mut Requests) {
        let by_character = ui.input(|input| input.modifiers.alt);
        let adds_piece = ui.input(|input| input.modifiers.command);
        let Some(focus) = self.hit(pos) else { return };
        match self.pointer.drag.take() {
            Some(Drag::Select { anchor }) => {
                let range = anchor.min(focus)..anchor.max(focus);
                let span = match by_character {
                    true => Span::new(&page.article.text, range).ok().filter(|span| !span.is_empty()),
                    false => snap_to_words(&page.article.text, range),
                };
                match span {
                    Some(span) if adds_piece => add_piece(span, page, requests),
                    Some(span) => select(span, 0, page, requests),
                    None => requests.push(Request::SelectText { article: page.id, anchor: focus, focus }),
                }
            }
            Some(Drag::Handle { mention, end }) => resize(mention, end, focus, by_character, page, requests),
            Some(Drag::Relate { from }) => self.end_relation(from, focus, page, requests),
            None => {}
        }
    }

    fn end_relation(&self, from: MentionId, at: usize, page: &Page, requests: &mut Requests) {
        let target = mentions_at(at, page).into_iter().find(|mention| *mention != from);
        requests.push(Request::SelectMention { article: page.id, mention: from });
        if let Some(mention) = target {
            requests.push(Request::StartRelation);
            requests.push(Request::SelectMention { article: page.id, mention });
        }
    }

    fn select_word(&self, pos: Pos2, page: &Page, requests: &mut Requests) {
        let Some(at) = self.hit(pos) else { return };
        let word = snap_to_words(&page.article.text, at..at);
        if let Some(span) = word.or_else(|| next_word(&page.article.text, at)) {
            select(span, 0, page, requests);
        }
    }

    fn select_sentence(&self, pos: Pos2, page: &Page, requests: &mut Requests) {
        let sentence = self.hit(pos).and_then(|at| sentence_at(&page.article.text, at));
        if let Some(span) = sentence {
            requests.push(Request::SelectText { article: page.id, anchor: span.start(), focus: span.end() });
        }
    }

    /// A click selects the innermost mention; again at the same place, the one around it.
    fn click(&mut self, ui: &Ui, pos: Pos2, page: &Page, requests: &mut Requests) {
        self.pointer.has_taken = false;
        let Some(at) = self.hit(pos) else { return };
        let held = ui.input(|input| input.modifiers);
        if held.alt {
            return self.take_whole(at, held, OF_LEFT_BUTTON, page, requests);
        }
        let (extends, toggles) = (held.shift, held.command);
        let old = page.state.selection.filter(|selection| extends && selection.article == page.id);
        if let Some(selection) = old {
            requests.push(Request::SelectText { article: page.id, anchor: selection.anchor, focus: at });
            return;
        }
        let found = if self.is_on_text(pos) { mentions_at(at, page) } else { Vec::new() };
        let again =
            self.pointer.last_click.filter(|(place, mention)| *place == at && found.contains(mention));
        let next = match again {
            Some((_, last)) => {
                let place = found.iter().position(|mention| *mention == last).map_or(0, |place| place + 1);
                found.get(place % found.len()).copied()
            }
            None => found.first().copied(),
        };
        match next {
            Some(mention) if toggles => requests.push(Request::ToggleMention { article: page.id, mention }),
            Some(mention) => requests.push(Request::SelectMention { article: page.id, mention }),
            None => {
                let proposal = page.suggestions.iter().find(|proposal| proposal.span.contains(at));
                let (anchor, focus) =
                    proposal.map_or((at, at), |proposal| (proposal.span.start(), proposal.span.end()));
                requests.push(Request::SelectText { article: page.id, anchor, focus });
            }
        }
        self.pointer.last_click = next.map(|mention| (at, mention));
    }

    /// The other button turns a suggestion down; with Alt, where labels are guessed, it takes a mention
    /// whole with a less likely label.
    fn click_aside(&mut self, ui: &Ui, pos: Pos2, page: &Page, requests: &mut Requests) {
        self.pointer.has_taken = false;
        let Some(byte) = self.hit(pos) else { return };
        let held = ui.input(|input| input.modifiers);
        match held.alt && page.state.guesses {
            true => self.take_whole(byte, held, OF_RIGHT_BUTTON, page, requests),
            false => requests.push(Request::RejectAt { article: page.id, byte }),
        }
    }

    fn take_whole(&mut self, byte: usize, held: Modifiers, nth: usize, page: &Page, requests: &mut Requests) {
        if let Some(span) = self.whole_at(byte, held.shift, page) {
            select(span, nth + usize::from(held.command), page, requests);
            self.pointer.has_taken = tags(page);
        }
    }

    /// The second of two clicks, where the first one took something.
    fn take_all(&mut self, requests: &mut Requests) {
        if std::mem::take(&mut self.pointer.has_taken) {
            requests.push(Request::TagAllByMouse);
        }
    }

    /// What Alt with a click takes; with Shift, something longer.
    pub(super) fn whole_at(&self, byte: usize, longer: bool, page: &Page) -> Option<Span> {
        let here = near(page.clickable, byte).iter();
        let free = here.filter(|one| is_free(&page.article.mentions, one.span, page.nests));
        let taken = if longer { longer_at(free, byte) } else { whole_at(free, byte) };
        taken.map(|one| one.span)
    }

    fn is_on_text(&self, pos: Pos2) -> bool {
        self.seen.iter().any(|seen| {
            let inside = pos - seen.origin.to_vec2();
            (0.0..seen.paragraph.size().y).contains(&inside.y)
        })
    }

    /// The handles of the selected mention: where it starts and where it ends.
    pub(super) fn handles(&self, page: &Page) -> Vec<(Rect, MentionId, bool)> {
        let selected = page.state.mention().filter(|(article, _)| *article == page.id);
        let Some((_, id)) = selected else { return Vec::new() };
        let Some(mention) = page.article.mentions.get(&id) else { return Vec::new() };
        let hull = mention.extent.hull();
        let start = self.caret(hull.start()).map(|caret| Rect::from_center_size(caret.center_top(), HANDLE));
        let end = self.caret(hull.end()).map(|caret| Rect::from_center_size(caret.center_bottom(), HANDLE));
        let start = start.map(|rect| (rect, id, true));
        start.into_iter().chain(end.map(|rect| (rect, id, false))).collect()
    }

    fn handle_at(&self, pos: Pos2, page: &Page) -> Option<(MentionId, End)> {
        let near = |rect: &Rect| rect.expand(3.0).contains(pos);
        let found = self.handles(page).into_iter().find(|(rect, ..)| near(rect));
        found.map(|(_, mention, is_start)| (mention, if is_start { End::Start } else { End::End }))
    }

    fn show_cursor(&self, ui: &Ui, pos: Pos2, page: &Page) {
        let icon = match self.handle_at(pos, page) {
            Some(_) => CursorIcon::ResizeHorizontal,
            None => CursorIcon::Text,
        };
        ui.ctx().set_cursor_icon(icon);
    }

    /// Dragging beyond an edge scrolls, faster the further out.
    fn scroll_at_edges(&mut self, ui: &Ui, pos: Pos2) {
        let sight = ui.clip_rect();
        let beyond = (pos.y - sight.bottom()).max(0.0) - (sight.top() - pos.y).max(0.0);
        if beyond != 0.0 {
            self.pending_scroll = Some((self.scroll + beyond * 0.3).max(0.0));
            ui.ctx().request_repaint();
        }
    }
}

/// Innermost first.
fn mentions_at(byte: usize, page: &Page) -> Vec<MentionId> {
    page.article.mentions.at(byte).into_iter().map(|(id, _)| id).collect()
}

/// Selects a stretch; while a label is armed, the selecting alone tags.
fn select(span: Span, nth: usize, page: &Page, requests: &mut Requests) {
    // The hands have left the candidate caret, even where they start at its place.
    requests.push(Request::Deselect);
    requests.push(Request::SelectText { article: page.id, anchor: span.start(), focus: span.end() });
    if tags(page) {
        requests.push(Request::TagArmed { nth });
    }
}

/// Whether selecting alone tags.
fn tags(page: &Page) -> bool {
    page.state.armed.is_some() && page.can_edit
}

fn add_piece(span: Span, page: &Page, requests: &mut Requests) {
    let selected = page.state.mention().filter(|(article, _)| *article == page.id && page.can_edit);
    let mention = selected.and_then(|(_, id)| page.article.mentions.get(&id));
    match (selected, mention) {
        (Some(place), Some(mention)) => {
            requests.run(Command::Resize { place, extent: mention.extent.with_piece(span) });
        }
        _ => select(span, 0, page, requests),
    }
}

fn resize(id: MentionId, end: End, focus: usize, by_character: bool, page: &Page, requests: &mut Requests) {
    let Some(mention) = page.article.mentions.get(&id) else { return };
    let hull = mention.extent.hull();
    let fixed = if end == End::Start { hull.end() } else { hull.start() };
    let range = fixed.min(focus)..fixed.max(focus);
    let span = match by_character {
        true => Span::new(&page.article.text, range).ok().filter(|span| !span.is_empty()),
        false => snap_to_words(&page.article.text, range),
    };
    let Some(span) = span else { return };
    if let Some(extent) = with_hull(&mention.extent, span) {
        requests.run(Command::Resize { place: (page.id, id), extent });
    }
}

/// The extent cut or stretched to a new hull; its gaps stay.
pub fn with_hull(extent: &Extent, hull: Span) -> Option<Extent> {
    let mut pieces: Vec<(usize, usize)> = extent.pieces().map(|piece| (piece.start(), piece.end())).collect();
    pieces.retain(|(start, end)| *start < hull.end() && hull.start() < *end);
    if pieces.is_empty() {
        return Some(hull.into());
    }
    let last = pieces.len() - 1;
    pieces[0].0 = hull.start();
    pieces[last].1 = hull.end();
    let spans = pieces.into_iter().filter_map(|(start, end)| Span::try_from((start as u32, end as u32)).ok());
    Extent::new(spans.collect())
}
