//! Keys that work wherever the hands are, as long as nobody is typing.

use egui::{Event, Key, Modifiers, Ui};

use super::actions;
use super::request::{Request, Requests};
use super::state::{DIGITS, Mode, State, TextSelection};
use super::widgets::Desk;
use crate::command::Command;
use crate::model::{Article, ArticleId, Label, LabelId, Project};
use crate::session::Session;
use crate::text::{Span, next_word, paragraphs, previous_word};

/// Turns this frame's key presses into requests.
pub fn listen(ui: &Ui, session: Option<&Session>, state: &State, desk: &mut Desk, requests: &mut Requests) {
    actions::shortcuts(ui, session, state, requests);
    let Some(session) = session else { return };
    let is_elsewhere = state.overlay.is_modal() || !state.mode.shows_text();
    if ui.ctx().text_edit_focused() || is_elsewhere || !desk.has_hands(ui.ctx()) {
        return;
    }
    let presses: Vec<(Key, Modifiers)> = ui.input(|input| input.events.iter().filter_map(press).collect());
    let mut hops = state.hop.is_some();
    for (key, modifiers) in presses {
        if std::mem::take(&mut hops) && hop(key, modifiers, requests) {
            hops = key != Key::Escape;
            continue;
        }
        hops = key == Key::Comma && modifiers.is_none();
        let hands = Hands { project: session.project(), state, modifiers };
        hands.press(key, desk, requests);
    }
}

fn press(event: &Event) -> Option<(Key, Modifiers)> {
    match event {
        Event::Key { key, pressed: true, modifiers, .. } => Some((*key, *modifiers)),
        _ => None,
    }
}

/// While letters are over the words, those are typed; any other key leaves them. Whether the key was meant
/// for them alone.
fn hop(key: Key, modifiers: Modifiers, requests: &mut Requests) -> bool {
    let typed = letter(key).filter(|letter| letter.is_alphabetic() && !modifiers.command && !modifiers.alt);
    match typed {
        Some(letter) => requests.push(Request::HopBy { letter, extends: modifiers.shift }),
        None => requests.push(Request::LeaveHop),
    }
    typed.is_some() || key == Key::Escape
}

struct Hands<'a> {
    project: &'a Project,
    state: &'a State,
    modifiers: Modifiers,
}

impl Hands<'_> {
    fn press(&self, key: Key, desk: &mut Desk, requests: &mut Requests) {
        if key == Key::Escape {
            self.escape(requests);
            return;
        }
        if !matches!(key, Key::ArrowUp | Key::ArrowDown)
            && let Some(text) = self.state.article.and_then(|article| desk.text_mut(article))
        {
            text.keeps_x = None;
        }
        match key {
            Key::Tab => requests.push(Request::Walk { forward: !self.modifiers.shift }),
            Key::Space => requests.push(Request::Walk { forward: !self.modifiers.shift }),
            Key::Enter if self.state.strip.as_ref().is_some_and(|strip| strip.asks_first) => {
                requests.push(Request::ConfirmStrip);
            }
            Key::Enter if self.modifiers.command => requests.push(Request::FinishArticle),
            Key::Enter if self.modifiers.shift => requests.push(Request::DecideAll { accept: true }),
            Key::Enter => requests.push(Request::AcceptSuggestion),
            Key::Backspace if self.state.mentions.is_empty() && self.modifiers.shift => {
                requests.push(Request::DecideAll { accept: false });
            }
            Key::Backspace if self.state.mentions.is_empty() => requests.push(Request::RejectSuggestion),
            Key::Backspace | Key::Delete => requests.push(Request::Untag { all: self.modifiers.shift }),
            Key::ArrowLeft | Key::ArrowRight => self.sideways(key == Key::ArrowRight, desk, requests),
            Key::ArrowUp | Key::ArrowDown if self.modifiers.command => {
                requests.push(Request::WalkMentions { forward: key == Key::ArrowDown });
            }
            Key::ArrowUp | Key::ArrowDown => self.vertical(key == Key::ArrowDown, desk, requests),
            Key::Home | Key::End => self.to_end(key == Key::End, desk, requests),
            Key::PageUp | Key::PageDown => self.page(key == Key::PageDown, desk),
            Key::Comma if self.modifiers.is_none() => requests.push(Request::StartHop),
            Key::Period => requests.push(Request::GuessLabels(!self.state.guesses)),
            Key::Plus | Key::Equals if !self.modifiers.command => requests.push(Request::AddPiece),
            _ if self.modifiers.alt => self.pane_or_guess(key, requests),
            _ => self.letter(key, requests),
        }
    }

    /// Alt with a digit: the pane to work in. With a label's key: what was guessed last has that label.
    fn pane_or_guess(&self, key: Key, requests: &mut Requests) {
        let Some(letter) = letter(key) else { return };
        if let Some(label) = self.project.label_with_key(letter) {
            requests.push(Request::SetGuess { label, all: self.modifiers.shift });
        }
        let digit = letter.to_digit(10).filter(|digit| *digit > 0);
        let is_one =
            |digit: &u32| self.state.mode == Mode::Compare && *digit <= self.state.panes.len() as u32;
        if let Some(digit) = digit.filter(is_one) {
            requests.push(Request::ActivatePane(digit as usize - 1));
        }
    }

    /// Leaves the innermost thing that is going on.
    fn escape(&self, requests: &mut Requests) {
        let state = self.state;
        if state.strip.is_some() {
            requests.push(Request::CloseStrip);
        } else if state.relation.is_some() || !state.mentions.is_empty() {
            requests.push(Request::Deselect);
        } else if state.armed.is_some() {
            requests.push(Request::Arm(None));
        } else {
            requests.push(Request::Deselect);
        }
    }

    fn letter(&self, key: Key, requests: &mut Requests) {
        let Some(letter) = letter(key).filter(|_| !self.modifiers.command && !self.modifiers.alt) else {
            return;
        };
        let all = self.modifiers.shift;
        if let Some(digit) = letter.to_digit(10) {
            match (&self.state.strip, digit) {
                (Some(_), 0) => requests.push(Request::NextNine),
                (Some(strip), _) => {
                    requests.push(Request::LeaveOut(strip.nine * DIGITS + digit as usize - 1));
                }
                (None, _) => {}
            }
            return;
        }
        if self.state.relation.is_some_and(|start| start.to.is_some()) {
            let kind = self.project.relation_kinds().iter().find(|(_, kind)| kind.key == Some(letter));
            requests.push(kind.map_or(Request::Deselect, |(id, _)| Request::Relate(*id)));
            return;
        }
        match letter {
            'e' => requests.push(Request::ShowEntityPicker { all }),
            'r' => requests.push(Request::StartRelation),
            _ => self.label_or_attribute(letter, all, requests),
        }
    }

    fn label_or_attribute(&self, letter: char, all: bool, requests: &mut Requests) {
        match self.project.label_with_key(letter) {
            Some(label) if all => requests.push(Request::TagAll(label)),
            Some(label) => requests.push(Request::Tag(label)),
            None => self.attribute(letter, requests),
        }
    }

    /// Goes to the next value of the attribute with this key.
    fn attribute(&self, letter: char, requests: &mut Requests) {
        let Some((article, id)) = self.state.mention() else { return };
        let Some(mention) = self.project.mention(article, id) else { return };
        let Some(label): Option<&Label> = self.project.labels().get(&mention.label) else { return };
        let Some(rule) = label.attributes.iter().find(|rule| rule.key == Some(letter)) else { return };
        let now = mention.attributes.get(&rule.name).unwrap_or(&rule.default);
        if let Some(value) = rule.next_value(now) {
            let mentions = self.state.mentions.clone();
            requests.run(Command::SetAttribute { mentions, name: rule.name.clone(), value: Some(value) });
        }
    }

    fn article(&self) -> Option<(ArticleId, &Article)> {
        let id = self.state.article?;
        Some((id, self.project.article(id)?))
    }

    /// By word; with Ctrl by character. Shift extends, Ctrl+Shift shrinks. Alt moves the end of the
    /// selected mention or text, Alt+Shift its start, with Ctrl by character.
    fn sideways(&self, forward: bool, desk: &mut Desk, requests: &mut Requests) {
        let Some((id, article)) = self.article() else { return };
        if self.modifiers.alt {
            let has_text = self.state.selection_in(id).is_some_and(|selection| !selection.is_caret());
            match self.state.mention() {
                Some(place) => self.move_edge(place, forward, requests),
                None if has_text => self.move_text_edge(id, article, self.modifiers.shift, forward, requests),
                None if self.modifiers.shift => self.extend(id, article, forward, true, requests),
                None => requests.push(if forward { Request::Forward } else { Request::Back }),
            }
            return;
        }
        if self.modifiers.shift && self.modifiers.command {
            self.move_text_edge(id, article, forward, forward, requests);
            return;
        }
        if self.modifiers.shift {
            self.extend(id, article, forward, false, requests);
            return;
        }
        let from = self.state.selection_in(id).map_or(0, |selection| selection.focus);
        let to = match (self.modifiers.command, forward) {
            (true, _) => desk.text_mut(id).map_or(from, |text| text.character(&article.text, from, forward)),
            (false, true) => {
                next_word(&article.text, from + 1).map_or(article.text.len(), |word| word.start())
            }
            (false, false) => previous_word(&article.text, from).map_or(0, |word| word.start()),
        };
        select(id, to, to, desk, requests);
    }

    fn extend(
        &self,
        id: ArticleId,
        article: &Article,
        forward: bool,
        by_character: bool,
        requests: &mut Requests,
    ) {
        let selection =
            self.state.selection_in(id).unwrap_or(TextSelection { article: id, anchor: 0, focus: 0 });
        let (text, focus) = (&article.text, selection.focus);
        let to = match (by_character, forward) {
            (true, true) => text[focus..].chars().next().map_or(focus, |c| focus + c.len_utf8()),
            (true, false) => text[..focus].chars().next_back().map_or(focus, |c| focus - c.len_utf8()),
            (false, true) if selection.is_caret() => word_end_from(text, focus),
            (false, true) => next_word(text, focus).map_or(text.len(), |word| word.end()),
            (false, false) if focus > selection.anchor => previous_word(text, focus)
                .and_then(|word| previous_word(text, word.start()))
                .map_or(selection.anchor, |word| word.end().max(selection.anchor)),
            (false, false) => previous_word(text, focus).map_or(0, |word| word.start()),
        };
        requests.push(Request::SelectText { article: id, anchor: selection.anchor, focus: to });
    }

    fn move_edge(&self, place: (ArticleId, crate::model::MentionId), forward: bool, requests: &mut Requests) {
        let Some(article) = self.project.article(place.0) else { return };
        let Some(mention) = article.mentions.get(&place.1) else { return };
        let hull = mention.extent.hull();
        let by_character = self.modifiers.command;
        let moved = move_edge(&article.text, hull, self.modifiers.shift, forward, by_character);
        let extent = moved.and_then(|hull| super::widgets::with_hull(&mention.extent, hull));
        if let Some(extent) = extent {
            requests.run(Command::Resize { place, extent });
        }
    }

    fn move_text_edge(
        &self,
        id: ArticleId,
        article: &Article,
        start_edge: bool,
        forward: bool,
        requests: &mut Requests,
    ) {
        let hull = self
            .state
            .selection_in(id)
            .and_then(|selection| Span::new(&article.text, selection.range()).ok());
        let by_character = self.modifiers.alt && self.modifiers.command;
        let moved = hull.and_then(|hull| move_edge(&article.text, hull, start_edge, forward, by_character));
        if let Some(span) = moved {
            requests.push(Request::SelectText { article: id, anchor: span.start(), focus: span.end() });
        }
    }

    fn vertical(&self, down: bool, desk: &mut Desk, requests: &mut Requests) {
        let Some((id, article)) = self.article() else { return };
        let selection =
            self.state.selection_in(id).unwrap_or(TextSelection { article: id, anchor: 0, focus: 0 });
        let Some(text) = desk.text_mut(id) else { return };
        let Some(to) =
            text.vertical(selection.focus, down).or_else(|| next_line(article, selection.focus, down))
        else {
            return;
        };
        let anchor = if self.modifiers.shift { selection.anchor } else { to };
        let keeps_x = text.keeps_x;
        select(id, anchor, to, desk, requests);
        if let Some(text) = desk.text_mut(id) {
            text.keeps_x = keeps_x;
        }
    }

    fn to_end(&self, end: bool, desk: &mut Desk, requests: &mut Requests) {
        let Some((id, article)) = self.article() else { return };
        let selection =
            self.state.selection_in(id).unwrap_or(TextSelection { article: id, anchor: 0, focus: 0 });
        let row =
            desk.text_mut(id).and_then(|text| text.row(selection.focus)).unwrap_or(0..article.text.len());
        let to = match (self.modifiers.command, end) {
            (true, true) => article.text.len(),
            (true, false) => 0,
            (false, true) => row.end,
            (false, false) => row.start,
        };
        let anchor = if self.modifiers.shift { selection.anchor } else { to };
        select(id, anchor, to, desk, requests);
    }

    fn page(&self, down: bool, desk: &mut Desk) {
        if let Some(text) = self.state.article.and_then(|article| desk.text_mut(article)) {
            text.page(down);
        }
    }
}

fn select(article: ArticleId, anchor: usize, focus: usize, desk: &mut Desk, requests: &mut Requests) {
    requests.push(Request::SelectText { article, anchor, focus });
    if let Some(text) = desk.text_mut(article) {
        text.reveal(focus);
    }
}

fn word_end_from(text: &str, at: usize) -> usize {
    let inside = previous_word(text, text.len().min(at)).filter(|word| word.end() > at);
    inside.or_else(|| next_word(text, at)).map_or(text.len(), |word| word.end())
}

fn next_line(article: &Article, byte: usize, down: bool) -> Option<usize> {
    let lines = paragraphs(&article.text);
    let at = lines.partition_point(|line| line.start() <= byte).checked_sub(1)?;
    let next = if down { lines.get(at + 1)? } else { lines.get(at.checked_sub(1)?)? };
    Some(next.start())
}

/// A mention's hull with one edge moved by a word or a character; `None` where nothing would be left.
fn move_edge(text: &str, hull: Span, start_edge: bool, forward: bool, by_character: bool) -> Option<Span> {
    let at = if start_edge { hull.start() } else { hull.end() };
    let moved = match (by_character, forward, start_edge) {
        (true, true, _) => at + text[at..].chars().next()?.len_utf8(),
        (true, false, _) => at - text[..at].chars().next_back()?.len_utf8(),
        (false, true, true) => next_word(text, at + text[at..].chars().next()?.len_utf8())?.start(),
        (false, false, true) => previous_word(text, at)?.start(),
        (false, true, false) => next_word(text, at)?.end(),
        (false, false, false) => {
            let last = previous_word(text, at)?;
            if last.end() < at { last.end() } else { previous_word(text, last.start())?.end() }
        }
    };
    let range = if start_edge { moved..hull.end() } else { hull.start()..moved };
    Span::new(text, range).ok().filter(|span| !span.is_empty())
}

/// The label that a key press stands for, in a list of what can be tagged.
pub fn label_of_press(project: &Project, key: Key, modifiers: Modifiers) -> Option<LabelId> {
    project.label_with_key(letter(key).filter(|_| modifiers.is_none())?)
}

/// The lower-case letter or digit on a key.
fn letter(key: Key) -> Option<char> {
    let name = key.name();
    let mut chars = name.chars();
    let first = chars.next()?;
    (chars.next().is_none() && first.is_alphanumeric()).then(|| first.to_ascii_lowercase())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn edges_move_by_words() {
        let text = "met Prime Minister Kishida today";
        let hull = Span::new(text, 10..18).unwrap();
        let quote =
            |start_edge, forward| move_edge(text, hull, start_edge, forward, false).map(|span| span.of(text));
        assert_eq!(quote(false, true), Some("Minister Kishida"));
        assert_eq!(quote(true, false), Some("Prime Minister"));
        assert_eq!(quote(false, false), None);
        let by_character = move_edge(text, hull, false, false, true).map(|span| span.of(text));
        assert_eq!(by_character, Some("Ministe"));
    }
}
