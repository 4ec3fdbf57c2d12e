//! The strip after a tag-all: what is wrong in it is left out in the cheapest way.

use broadsheet::app::state::{Strip, StripHit};
use egui::{Key, Modifiers};

use crate::effort::Act;
use crate::window::Window;

#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Repair {
    /// Leave the n-th hit out, or take it in.
    Toggle(usize),
    /// Tag all hits of a strip that asked first.
    Confirm,
    Undo,
}

/// What tagging a place later will cost about: a key to get there and a key.
const LATER: f64 = 2.0;
const KEY: f64 = Act::Key.cost();
const DIGITS: [Key; 9] =
    [Key::Num1, Key::Num2, Key::Num3, Key::Num4, Key::Num5, Key::Num6, Key::Num7, Key::Num8, Key::Num9];

/// The next thing to do with a strip; `None` where going on is best.
pub fn next(strip: &Strip, is_right: &dyn Fn(&StripHit) -> bool) -> Option<Repair> {
    let n_nines = strip.hits.len().div_ceil(DIGITS.len()).max(1);
    let toggle = |n: &usize| {
        let turns = (*n / DIGITS.len() + n_nines - strip.nine) % n_nines;
        (1 + turns) as f64 * KEY
    };
    let places = |wanted: &dyn Fn(&StripHit) -> bool| -> Vec<usize> {
        let chosen = strip.hits.iter().enumerate().filter(|(_, hit)| wanted(hit));
        chosen.map(|(n, _)| n).collect()
    };
    let wrong_in = places(&|hit| !hit.is_left_out && !is_right(hit));
    let right_out = places(&|hit| hit.is_left_out && is_right(hit));
    let cheap = right_out.iter().copied().find(|n| toggle(n) < LATER);
    if strip.asks_first {
        let repairs: f64 = places(&|hit| !is_right(hit)).iter().map(toggle).sum();
        let singly: f64 = right_out.iter().map(|n| toggle(n).min(LATER)).sum();
        return if KEY + repairs < singly { Some(Repair::Confirm) } else { cheap.map(Repair::Toggle) };
    }
    let n_right = places(&|hit| !hit.is_left_out && is_right(hit)).len();
    let is_untouched = strip.hits.iter().all(|hit| !hit.is_left_out);
    let undoing = 2.0 * KEY + n_right as f64 * LATER;
    if is_untouched && undoing < wrong_in.iter().map(toggle).sum() {
        return Some(Repair::Undo);
    }
    let nearest = wrong_in.into_iter().min_by(|a, b| toggle(a).total_cmp(&toggle(b)));
    nearest.or(cheap).map(Repair::Toggle)
}

impl Repair {
    pub fn carry_out(self, window: &mut Window) {
        match self {
            Self::Confirm => window.press("tag all after all", (Key::Enter, Modifiers::NONE)),
            Self::Undo => window.press("undo a tag-all", (Key::Z, Modifiers::COMMAND)),
            Self::Toggle(n) => {
                let nine = window.app().state().strip.as_ref().map_or(0, |strip| strip.nine);
                match n / DIGITS.len() == nine {
                    true => {
                        let digit = DIGITS[n % DIGITS.len()];
                        window.press("leave out by digit", (digit, Modifiers::NONE));
                    }
                    false => window.press("the next nine hits", (Key::Num0, Modifiers::NONE)),
                }
            }
        }
    }
}
