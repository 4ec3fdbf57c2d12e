//! Which grams are looked at: all, or so few that long enough stretches still have one in common.
//!
//! Winnowing (Schleimer, Wilkerson and Aiken 2003, SIGMOD): of every four grams in a row the least one,
//! the rightmost of several. Two in five are left, and each stretch of eight words that two texts share
//! has one of them in both, wherever it stands.

use std::cmp::Reverse;

use super::grams::grams;
use super::words::{WordView, Zones};

/// How shared wording is looked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Method {
    pub view: WordView,
    /// Takes a fifth less work; passages without eight words in a row may be missed.
    pub is_winnowed: bool,
}

impl From<WordView> for Method {
    fn from(view: WordView) -> Self {
        Self { view, is_winnowed: false }
    }
}

impl From<Zones> for Method {
    fn from(zones: Zones) -> Self {
        WordView::from(zones).into()
    }
}

/// How many grams in a row are sure to have one that is looked at.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum Window {
    #[default]
    One,
    Four,
}

impl Window {
    pub fn of(method: Method) -> Self {
        if method.is_winnowed { Self::Four } else { Self::One }
    }

    pub fn len(self) -> usize {
        match self {
            Self::One => 1,
            Self::Four => FOUR,
        }
    }
}

const FOUR: usize = 4;

/// The hash of each gram that is looked at and where it starts, in order.
pub(super) fn seeds(keys: &[u64], window: Window) -> impl Iterator<Item = (usize, u64)> + '_ {
    let mut recent = [(u64::MAX, 0); FOUR];
    let (mut least, mut n_in_row, mut next, mut told) = ((u64::MAX, 0), 0, 0, None);
    grams(keys).filter_map(move |(at, gram)| {
        if window == Window::One {
            return Some((at, gram));
        }
        n_in_row = if at == next { n_in_row + 1 } else { 1 }; // not across a break
        next = at + 1;
        recent[at % FOUR] = (gram, at);
        if gram <= least.0 || n_in_row == 1 {
            least = (gram, at);
        } else if least.1 + FOUR == at {
            least = recent.into_iter().min_by_key(|(gram, at)| (*gram, Reverse(*at))).unwrap_or(least);
        }
        let is_new = n_in_row >= FOUR && told != Some(least.1);
        is_new.then(|| {
            told = Some(least.1);
            (least.1, least.0)
        })
    })
}
