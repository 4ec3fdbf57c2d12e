//! Ways for the keyboard: how many keys lead from one selection to another, and the first of them.

use broadsheet::text::Span;
use egui::{Key, Modifiers};

use crate::effort::Act;
use crate::look::Look;
use crate::plan::{Plan, Step};
use crate::window::Chord;

/// A number of equal keys after one another.
#[derive(Clone, Copy)]
pub struct Keys {
    pub n: usize,
    name: &'static str,
    chord: Chord,
    /// The selection after the first of them: anchor and focus.
    expects: (usize, usize),
}

const SHIFT: Modifiers = Modifiers::SHIFT;
const ALT_SHIFT: Modifiers = Modifiers::ALT.plus(Modifiers::SHIFT);
const CTRL_ALT: Modifiers = Modifiers::COMMAND.plus(Modifiers::ALT);

pub const EXTEND: &str = "move the end of the selection";
pub const MOVE_START: &str = "move the start of the selection";
pub const WALK: &str = "walk by words";
const BY_CHARACTER: &str = "move an end of the selection by a character";
pub const EDGE: &str = "move a mention's edge";

impl Keys {
    /// What this way costs with `rest` after it.
    pub fn plan(self, rest: f64) -> Plan {
        let step = Step::Press { name: self.name, chord: self.chord, expects: Some(self.expects) };
        Plan { cost: self.n as f64 * Act::Key.cost() + rest, step }
    }
}

/// From one selection to another by moving its ends word by word: the number of keys and the first.
/// `None` in the middle where there is nothing to do, outside where no keys lead there.
pub fn adjust(look: &Look, from: Span, to: Span) -> Option<Option<Keys>> {
    let end = move_end(look, from, to.end())?;
    let start = move_start(look, from, to.start())?;
    Some(match (end, start) {
        (Some(end), Some(start)) => Some(Keys { n: end.n + start.n, ..end }),
        (one, other) => one.or(other),
    })
}

/// The same character by character.
pub fn adjust_by_characters(look: &Look, from: Span, to: Span) -> Option<Keys> {
    let between = |a: usize, b: usize| look.text[a.min(b)..a.max(b)].chars().count();
    let (n_end, n_start) = (between(from.end(), to.end()), between(from.start(), to.start()));
    let n = n_end + n_start;
    let start_is_first = to.end() <= from.start(); // the end does not pass the start
    let step = |at: usize, to: usize| match at < to {
        true => (Key::ArrowRight, at + look.text[at..].chars().next().map_or(0, char::len_utf8)),
        false => (Key::ArrowLeft, at - look.text[..at].chars().next_back().map_or(0, char::len_utf8)),
    };
    (n > 0).then(|| match n_end == 0 || start_is_first {
        true => {
            let (key, start) = step(from.start(), to.start());
            Keys { n, name: BY_CHARACTER, chord: (key, CTRL_ALT | SHIFT), expects: (start, from.end()) }
        }
        false => {
            let (key, end) = step(from.end(), to.end());
            Keys { n, name: BY_CHARACTER, chord: (key, CTRL_ALT), expects: (from.start(), end) }
        }
    })
}

fn move_end(look: &Look, from: Span, to: usize) -> Option<Option<Keys>> {
    let ends = || look.words.iter().map(|word| word.end());
    if from.end() == to {
        return Some(None);
    }
    ends().find(|end| *end == to)?;
    let keys = |n, key, focus| Keys { n, name: EXTEND, chord: (key, SHIFT), expects: (from.start(), focus) };
    if from.end() < to {
        let first = ends().find(|end| *end > from.end())?;
        let n = ends().filter(|end| from.end() < *end && *end <= to).count();
        return Some(Some(keys(n, Key::ArrowRight, first)));
    }
    let first = ends().take_while(|end| *end < from.end()).last()?;
    let n = ends().filter(|end| to <= *end && *end < from.end()).count();
    Some(Some(keys(n, Key::ArrowLeft, first)))
}

fn move_start(look: &Look, from: Span, to: usize) -> Option<Option<Keys>> {
    let starts = || look.words.iter().map(|word| word.start());
    if from.start() == to {
        return Some(None);
    }
    starts().find(|start| *start == to)?;
    let keys =
        |n, key, anchor| Keys { n, name: MOVE_START, chord: (key, ALT_SHIFT), expects: (anchor, from.end()) };
    if from.start() < to {
        let first = starts().find(|start| *start > from.start())?;
        let n = starts().filter(|start| from.start() < *start && *start <= to).count();
        return Some(Some(keys(n, Key::ArrowRight, first)));
    }
    let first = starts().take_while(|start| *start < from.start()).last()?;
    let n = starts().filter(|start| to <= *start && *start < from.start()).count();
    Some(Some(keys(n, Key::ArrowLeft, first)))
}

/// From a caret to the start of a word, word by word.
pub fn walk(look: &Look, from: usize, to: usize) -> Option<Keys> {
    look.words.iter().find(|word| word.start() == to)?;
    let keys = |n, key, at| Keys { n, name: WALK, chord: (key, Modifiers::NONE), expects: (at, at) };
    if from < to {
        let passed =
            || look.words.iter().map(|word| word.start()).filter(|start| *start > from && *start <= to);
        return Some(keys(passed().count(), Key::ArrowRight, passed().next()?));
    }
    let passed = || look.words.iter().filter(|word| word.end() <= from && word.start() >= to);
    Some(keys(passed().count(), Key::ArrowLeft, passed().next_back()?.start()))
}

/// From a selection that ends at `at`, or a caret there, to one that ends at a later word's end.
pub fn extend(look: &Look, anchor: usize, at: usize, to: usize) -> Option<Keys> {
    look.words.iter().find(|word| word.end() == to)?;
    let passed = || look.words.iter().map(|word| word.end()).filter(|end| *end > at && *end <= to);
    let chord = (Key::ArrowRight, SHIFT);
    Some(Keys { n: passed().count(), name: EXTEND, chord, expects: (anchor, passed().next()?) })
}

/// From the edges of the selected mention to others: by words where both are edges of words.
pub fn move_edges(look: &Look, from: Span, to: Span) -> Option<Keys> {
    let is_forward = |at: usize, to: usize| if at < to { Key::ArrowRight } else { Key::ArrowLeft };
    let expects = (look.selection.anchor, look.selection.focus);
    let end = edge_keys(look, from.end(), to.end(), look.words.iter().map(|word| word.end()));
    let start = edge_keys(look, from.start(), to.start(), look.words.iter().map(|word| word.start()));
    let ((n_end, end_modifiers), (n_start, start_modifiers)) = (end, start);
    let chord = match (n_start, n_end) {
        (0, 0) => return None,
        (0, _) => (is_forward(from.end(), to.end()), end_modifiers),
        _ => (is_forward(from.start(), to.start()), start_modifiers | SHIFT),
    };
    Some(Keys { n: n_start + n_end, name: EDGE, chord, expects })
}

/// How many keys move an edge, and what is held down with them.
fn edge_keys(look: &Look, from: usize, to: usize, edges: impl Iterator<Item = usize>) -> (usize, Modifiers) {
    let (low, high) = (from.min(to), from.max(to));
    let edges: Vec<usize> = edges.filter(|edge| low <= *edge && *edge <= high).collect();
    match edges.contains(&from) && edges.contains(&to) {
        true => (edges.len() - 1, Modifiers::ALT),
        false => (look.text[low..high].chars().count(), CTRL_ALT),
    }
}
