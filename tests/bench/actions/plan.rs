//! The moves that the screen offers towards one end, and the cheapest of them.

use std::cmp::Reverse;
use std::collections::BTreeSet;

use broadsheet::app::hop::{Goal, Landing};
use broadsheet::suggest::{Candidate, longer_at, near, whole_at};
use broadsheet::text::{Span, snap_to_words};
use egui::{Key, Modifiers, PointerButton};

use crate::effort::Act;
use crate::look::{Look, Target};
use crate::route;
use crate::window::{Chord, Window};

/// A first step and what it costs with all that must follow.
#[derive(Clone, Debug)]
pub struct Plan {
    pub cost: f64,
    pub step: Step,
}

#[derive(Clone, Debug)]
pub enum Step {
    /// `expects` is the selection that the key should leave: anchor and focus.
    Press {
        name: &'static str,
        chord: Chord,
        expects: Option<(usize, usize)>,
    },
    /// By the letters over a word, which starts at a byte; or, to extend the selection, ends there.
    Hop {
        to: usize,
        extends: bool,
    },
    Drag {
        name: &'static str,
        span: Span,
        modifiers: Modifiers,
    },
    DoubleClick(Span),
    /// A click before a byte, with Alt and what else is held; a double-click for all of the form.
    TakeWhole {
        span: Span,
        byte: usize,
        click: (PointerButton, Modifiers),
        all: bool,
    },
    Click {
        name: &'static str,
        span: Span,
        button: PointerButton,
    },
}

/// What the hands may do, and what they have learnt not to do.
pub struct Hands<'a> {
    pub window: &'a Window,
    pub has_mouse: bool,
    pub label_keys: &'a dyn Fn(&Target) -> Key,
    /// Moves that did not do what they should, by name.
    pub given_up: &'a BTreeSet<&'static str>,
    /// Set where going by candidates, or taking one whole, has led back to the same screen.
    pub avoids_candidates: bool,
}

/// The clicks for the likely labels, the likeliest first.
const BY_CLICKS: [(PointerButton, Modifiers); 4] = [
    (PointerButton::Primary, Modifiers::NONE),
    (PointerButton::Primary, Modifiers::COMMAND),
    (PointerButton::Secondary, Modifiers::NONE),
    (PointerButton::Secondary, Modifiers::COMMAND),
];

pub const TAKE_WHOLE: &str = "take a likely mention whole";
pub const TAKE_ALL: &str = "take a likely mention, for all";
pub const TAB: &str = "next candidate";
pub const BACK_TAB: &str = "previous candidate";
pub const LABEL: &str = "label key";
pub const LABEL_ALL: &str = "label key for all";
pub const SET_GUESS_ALL: &str = "set a guessed label for all";
const PAGE_DOWN: &str = "a page on";
const PAGE_UP: &str = "a page back";
pub const HOP: &str = "hop by letters";
pub const DELETE: &str = "delete a mention";

/// The share of guessed labels that has to be set right, about.
const OFTEN_WRONG: f64 = 0.3;
const KEY: f64 = Act::Key.cost();
/// Keys of a hop to a word that is not in sight yet, about.
const USUAL_HOP: usize = 3;
/// So many words before and behind a place are tried as starts of a way by characters.
const NEAR: usize = 8;
/// Walking further than this is never the cheapest way while there is a mouse.
const MOST_CANDIDATES: usize = 60;

impl Step {
    pub fn name(&self) -> &'static str {
        match self {
            Self::Press { name, .. } | Self::Drag { name, .. } | Self::Click { name, .. } => name,
            Self::DoubleClick(_) => "double-click",
            Self::Hop { .. } => HOP,
            Self::TakeWhole { all: true, .. } => TAKE_ALL,
            Self::TakeWhole { .. } => TAKE_WHOLE,
        }
    }

    fn key(name: &'static str, key: Key, modifiers: Modifiers) -> Self {
        Self::Press { name, chord: (key, modifiers), expects: None }
    }
}

impl Plan {
    fn key(name: &'static str, key: Key, modifiers: Modifiers, rest: f64) -> Self {
        Self { cost: KEY + rest, step: Step::key(name, key, modifiers) }
    }
}

impl Hands<'_> {
    fn cheapest(&self, plans: Vec<Plan>) -> Option<Plan> {
        let usable = plans.into_iter().filter(|plan| !self.given_up.contains(plan.step.name()));
        usable.min_by(|a, b| a.cost.total_cmp(&b.cost))
    }

    /// Towards a mention that is missing; `all` also tags its form everywhere.
    pub fn tag(&self, look: &Look, target: &Target, all: bool) -> Option<Plan> {
        let mut plans = Vec::new();
        let piece = target.extent.pieces().next()?;
        plans.extend(self.mend_mention(look, target, all));
        let last = self.label(look, target, piece, all);
        self.select_by_keys(look, piece, &last, &mut plans);
        if self.has_mouse {
            self.select_by_mouse(look, target, piece, all, &mut plans);
        }
        self.cheapest(plans)
    }

    /// The key that makes the selection a mention: for a suggestion as it stands, accepting it.
    fn label(&self, look: &Look, target: &Target, piece: Span, all: bool) -> Plan {
        let is_suggested = look.right_suggestions.contains(target) && look.selection.is_text(piece);
        if is_suggested && !all {
            return Plan::key("accept a suggestion", Key::Enter, Modifiers::NONE, 0.0);
        }
        let (name, modifiers) = if all { (LABEL_ALL, Modifiers::SHIFT) } else { (LABEL, Modifiers::NONE) };
        Plan::key(name, (self.label_keys)(target), modifiers, 0.0)
    }

    /// From a selected mention that is nearly right: another label, other edges, another piece.
    fn mend_mention(&self, look: &Look, target: &Target, all: bool) -> Option<Plan> {
        if look.guessed_wrong().is_some_and(|guessed| guessed.extent == target.extent) {
            let (name, chord) = set_guess((self.label_keys)(target), all);
            return Some(Plan::key(name, chord.0, chord.1, 0.0));
        }
        let wrong = look.selected_wrong()?;
        if wrong.extent == target.extent {
            return Some(self.label(look, target, target.hull(), all));
        }
        if wrong.label != target.label || !wrong.extent.overlaps(target.hull()) {
            return None;
        }
        let missing = target.extent.pieces().find(|piece| !wrong.extent.overlaps(*piece));
        if let Some(span) = missing.filter(|_| self.has_mouse) {
            let step = Step::Drag { name: "add a piece", span, modifiers: Modifiers::COMMAND };
            return Some(Plan { cost: Act::Drag.cost(), step });
        }
        route::move_edges(look, wrong.hull(), target.hull()).map(|keys| keys.plan(0.0))
    }

    /// Every way of the keyboard to a selection, with the key that is to follow.
    fn select_by_keys(&self, look: &Look, to: Span, last: &Plan, plans: &mut Vec<Plan>) {
        if look.selection.is_text(to) {
            plans.push(last.clone());
            return;
        }
        plans.extend(self.adjusted(look, to, last));
        self.by_candidates(look, to, last, plans);
        self.by_walking(look, to, last, plans);
        self.by_hops(look, to, last, plans);
    }

    /// The letters over the words in sight: to the first word, or one near it, and on from there by keys,
    /// or by the letters of the last word. Out of sight, by pages.
    fn by_hops(&self, look: &Look, to: Span, last: &Plan, plans: &mut Vec<Plan>) {
        let Some(goals) = look.hop.as_ref().map(|hop| &hop.goals) else { return };
        let n_keys = |goal: &Goal| 1 + goal.code.len();
        let plan = |n: usize, step: Step| Plan { cost: n as f64 * KEY + last.cost, step };
        let on = goals.iter().find(|goal| goal.word.end() == to.end()).map(n_keys);
        if let Some(n) = on.filter(|_| look.selection.range().start == to.start()) {
            plans.push(plan(n, Step::Hop { to: to.end(), extends: true }));
        }
        if let Some(page) = page_to(goals, to.start(), last) {
            plans.push(page);
            return;
        }
        let n_before = goals.partition_point(|goal| goal.word.start() <= to.start());
        for goal in &goals[n_before.saturating_sub(NEAR)..(n_before + NEAR).min(goals.len())] {
            let adjusted = match goal.lands_on {
                Landing::Text(taken) => {
                    self.adjust(look, taken, to).map(|keys| keys.map_or(0, |keys| keys.n))
                }
                Landing::Mention(_) => None,
            };
            let on = on.filter(|_| goal.word.start() == to.start());
            if let Some(rest) = adjusted.into_iter().chain(on).min() {
                let step = Step::Hop { to: goal.word.start(), extends: false };
                plans.push(plan(n_keys(goal) + rest, step));
            }
        }
    }

    /// From the selected text by moving its ends.
    fn adjusted(&self, look: &Look, to: Span, last: &Plan) -> Option<Plan> {
        let now = Span::new(&look.text, look.selection.range()).ok();
        let now = now.filter(|now| !now.is_empty() && look.selection.mention.is_none())?;
        self.adjust(look, now, to)?.map(|keys| keys.plan(last.cost))
    }

    fn by_candidates(&self, look: &Look, to: Span, last: &Plan, plans: &mut Vec<Plan>) {
        if self.avoids_candidates {
            return;
        }
        let (now, is_caret) = (look.selection.range(), look.selection.is_caret());
        // What holds others comes before them.
        let order = |start: usize, end: usize| (start, Reverse(end));
        let here = if is_caret { order(now.start, usize::MAX) } else { order(now.start, now.end) };
        let place = |candidate: &&Span| order(candidate.start(), candidate.end());
        let ahead = look.candidates.iter().filter(|candidate| place(candidate) > here);
        let behind = look.candidates.iter().rev().filter(|candidate| place(candidate) < here);
        let steps = [
            (on(look), ahead.collect::<Vec<_>>()),
            (Step::key(BACK_TAB, Key::Tab, Modifiers::SHIFT), behind.collect()),
        ];
        for (step, candidates) in steps {
            let first = candidates.first().map(|first| (first.start(), first.end()));
            for (n, candidate) in candidates.into_iter().take(MOST_CANDIDATES).enumerate() {
                let Some(n_more) = self.keys_from(look, *candidate, to) else { continue };
                let n_keys = n + 1 + n_more;
                let mut step = step.clone();
                if let Step::Press { expects, .. } = &mut step {
                    *expects = first;
                }
                plans.push(Plan { cost: n_keys as f64 * KEY + last.cost, step });
            }
        }
    }

    fn keys_from(&self, look: &Look, candidate: Span, to: Span) -> Option<usize> {
        let adjusted = self.adjust(look, candidate, to).map(|keys| keys.map_or(0, |keys| keys.n));
        let walk = route::walk(look, candidate.end(), to.start());
        let walked = walk.zip(route::extend(look, to.start(), to.start(), to.end()));
        adjusted.into_iter().chain(walked.map(|(walk, extend)| walk.n + extend.n)).min()
    }

    /// As [`route::adjust`]; by characters where no words lead there, or a move by words does not work.
    fn adjust(&self, look: &Look, from: Span, to: Span) -> Option<Option<route::Keys>> {
        let works = from.start() == to.start() || !self.given_up.contains(route::MOVE_START);
        let by_words = if works { route::adjust(look, from, to) } else { None };
        by_words.or_else(|| route::adjust_by_characters(look, from, to).map(Some))
    }

    fn by_walking(&self, look: &Look, to: Span, last: &Plan, plans: &mut Vec<Plan>) {
        let selection = &look.selection;
        if selection.is_text(to) {
            plans.push(last.clone());
            return;
        }
        let Some(extend) = route::extend(look, to.start(), to.start(), to.end()) else { return };
        if selection.is_caret() && selection.focus == to.start() {
            plans.push(extend.plan(last.cost));
            return;
        }
        if selection.anchor == to.start() && selection.focus < to.end() && selection.mention.is_none() {
            let extend = route::extend(look, to.start(), selection.focus, to.end());
            plans.extend(extend.map(|keys| keys.plan(last.cost)));
        }
        if let Some(walk) = route::walk(look, selection.focus, to.start()) {
            plans.push(walk.plan(extend.n as f64 * KEY + last.cost));
        }
    }

    /// While the label is armed, selecting alone tags; else, or to tag all, a key follows.
    fn select_by_mouse(&self, look: &Look, target: &Target, piece: Span, all: bool, plans: &mut Vec<Plan>) {
        let is_armed = look.armed == Some(target.label);
        let pieces = (target.extent.n_pieces() - 1) as f64 * Act::Drag.cost();
        let rest = pieces
            + match (look.guesses, all) {
                (_, true) => KEY,
                (true, false) => OFTEN_WRONG * KEY,
                (false, false) => {
                    if is_armed {
                        0.0
                    } else {
                        KEY
                    }
                }
            };
        let is_snapped = snap_to_words(&look.text, piece.range()) == Some(piece);
        let (name, modifiers) =
            if is_snapped { ("drag", Modifiers::NONE) } else { ("drag exact characters", Modifiers::ALT) };
        plans.push(Plan { cost: Act::Drag.cost() + rest, step: Step::Drag { name, span: piece, modifiers } });
        if is_one_word(look, piece) {
            plans.push(Plan { cost: Act::DoubleClick.cost() + rest, step: Step::DoubleClick(piece) });
        }
        plans.extend(self.take_whole(look, target, piece, pieces, all));
        let suggestion = look.wrong_suggestions.iter().chain(&look.right_suggestions);
        if suggestion.into_iter().any(|suggestion| suggestion.extent == piece.into()) {
            let step =
                Step::Click { name: "click a suggestion", span: piece, button: PointerButton::Primary };
            plans.push(Plan { cost: Act::Click.cost() + pieces + KEY, step });
        }
    }

    /// While Alt is held, the outline tells what a click takes and which label that gets: with Shift what
    /// is longer, with Ctrl and by the other button a less likely label.
    /// The second click of a double-click tags all with the same label; another label takes a key, for
    /// one or for all.
    fn take_whole(&self, look: &Look, target: &Target, span: Span, rest: f64, all: bool) -> Option<Plan> {
        let (byte, longer) = byte_that_takes(look, span).filter(|_| !self.avoids_candidates)?;
        let gives = |nth: &usize| self.window.app().mouse_label(look.article, span, *nth);
        let n_ways = if look.guesses { BY_CLICKS.len() } else { 1 };
        let right = (0..n_ways).find(|nth| gives(nth) == Some(target.label));
        let (button, next) = BY_CLICKS[right.unwrap_or(0)];
        let all = all && right.is_some();
        let act = if all { Act::DoubleClick } else { Act::Click };
        let cost = act.cost() + rest + if right.is_some() { 0.0 } else { KEY };
        let modifiers = Modifiers::ALT | next | if longer { Modifiers::SHIFT } else { Modifiers::NONE };
        Some(Plan { cost, step: Step::TakeWhole { span, byte, click: (button, modifiers), all } })
    }

    /// Towards turning a wrong suggestion down.
    pub fn reject(&self, look: &Look, target: &Target) -> Option<Plan> {
        let span = target.hull();
        let mut plans = Vec::new();
        let last = Plan::key("reject a suggestion", Key::Backspace, Modifiers::NONE, 0.0);
        if look.selection.is_text(span) {
            return Some(last);
        }
        self.by_candidates(look, span, &last, &mut plans);
        if self.has_mouse {
            let step =
                Step::Click { name: "right-click a suggestion", span, button: PointerButton::Secondary };
            plans.push(Plan { cost: Act::Click.cost(), step });
        }
        self.cheapest(plans)
    }

    /// Towards taking a wrong mention away.
    pub fn delete(&self, look: &Look, wrong: &Target) -> Option<Plan> {
        let last = Plan::key(DELETE, Key::Delete, Modifiers::NONE, 0.0);
        if look.selected_wrong() == Some(wrong) {
            return Some(last);
        }
        let mut plans = Vec::new();
        if self.has_mouse {
            let span = wrong.extent.pieces().next()?;
            let step = Step::Click { name: "click a mention", span, button: PointerButton::Primary };
            plans.push(Plan { cost: Act::Click.cost() + KEY, step });
        } else {
            self.by_walking(look, wrong.hull(), &last, &mut plans);
            plans.extend(hop_to_mention(look, wrong, &last));
        }
        self.cheapest(plans)
    }

    /// What turning all these down would cost.
    pub fn cost_of_rejecting(&self, n: usize) -> f64 {
        n as f64 * if self.has_mouse { Act::Click.cost() } else { 2.0 * KEY }
    }
}

/// The letters over a mention select it; out of sight, a page first.
fn hop_to_mention(look: &Look, wrong: &Target, last: &Plan) -> Option<Plan> {
    let (id, _) = look.wrong.iter().find(|(_, target)| target == wrong)?;
    let goals = &look.hop.as_ref()?.goals;
    if let Some(page) = page_to(goals, wrong.hull().start(), last) {
        return Some(page);
    }
    let goal = goals.iter().find(|goal| goal.lands_on == Landing::Mention(*id))?;
    let step = Step::Hop { to: goal.word.start(), extends: false };
    Some(Plan { cost: (1 + goal.code.len()) as f64 * KEY + last.cost, step })
}

/// The key for a page on or back and then a hop, where a place is not among the words in sight.
fn page_to(goals: &[Goal], byte: usize, last: &Plan) -> Option<Plan> {
    let is_above = byte < goals.first()?.word.start();
    let is_below = goals.last()?.word.end() < byte;
    let (name, key) = if is_above { (PAGE_UP, Key::PageUp) } else { (PAGE_DOWN, Key::PageDown) };
    let rest = USUAL_HOP as f64 * KEY + last.cost;
    (is_above || is_below).then(|| Plan::key(name, key, Modifiers::NONE, rest))
}

/// The chord that sets a guessed label right, for one or for all.
pub fn set_guess(key: Key, all: bool) -> (&'static str, Chord) {
    match all {
        true => (SET_GUESS_ALL, (key, Modifiers::ALT | Modifiers::SHIFT)),
        false => ("set a guessed label", (key, Modifiers::ALT)),
    }
}

/// On to the next candidate: a suggestion is decided at the same price.
fn on(look: &Look) -> Step {
    if look.selected_suggestion(true).is_some() {
        Step::key("accept a suggestion", Key::Enter, Modifiers::NONE)
    } else if look.selected_suggestion(false).is_some() {
        Step::key("reject a suggestion", Key::Backspace, Modifiers::NONE)
    } else {
        Step::key(TAB, Key::Tab, Modifiers::NONE)
    }
}

/// Where Alt with a click takes just this stretch, as its outline shows, and whether Shift has to be
/// held: tried in the middle, then at the ends.
fn byte_that_takes(look: &Look, span: Span) -> Option<(usize, bool)> {
    let inside = span.of(&look.text).char_indices().map(|(at, _)| span.start() + at);
    let mut bytes: Vec<usize> = inside.chain([span.end()]).collect();
    let middle = (span.start() + span.end()) / 2;
    bytes.sort_by_key(|byte| byte.abs_diff(middle));
    let all = |byte: usize| near(&look.clickable, byte).iter();
    let is_it = |found: Option<&Candidate>| found.is_some_and(|found| found.span == span);
    let whole = bytes.iter().find(|byte| is_it(whole_at(all(**byte), **byte))).map(|byte| (*byte, false));
    let longer = || bytes.iter().find(|byte| is_it(longer_at(all(**byte), **byte))).map(|byte| (*byte, true));
    whole.or_else(longer)
}

/// Whether a double-click in the middle of a stretch takes just that.
fn is_one_word(look: &Look, span: Span) -> bool {
    let mut places: Vec<usize> =
        span.of(&look.text).char_indices().map(|(at, _)| span.start() + at).collect();
    if places.len() < 3 {
        places.push(span.end()); // the middle may then be nearer to the end
    }
    let takes_it = |at: &usize| snap_to_words(&look.text, *at..*at) == Some(span);
    places.iter().all(takes_it)
}
