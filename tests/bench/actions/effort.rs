//! What hands spend: actions, and seconds by the keystroke-level model.
//!
//! After Card, Moran & Newell, "The keystroke-level model for user performance time with interactive
//! systems" (CACM 23(7), 1980): pointing 1.1 s and pressing 0.2 s make a click 1.3 s, pressing once more a
//! double-click 1.5 s, pressing, pointing and letting go at a second place a drag 2.4 s; a key of a skilled
//! typist 0.28 s. No thinking time.

use std::collections::BTreeMap;
use std::ops::AddAssign;

use serde_json::{Value, json};

#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Act {
    Drag,
    /// Of either button.
    Click,
    DoubleClick,
    Key,
}

#[derive(Clone, Debug, Default)]
pub struct Effort {
    pub actions: usize,
    pub seconds: f64,
    by_move: BTreeMap<&'static str, usize>,
}

impl Act {
    pub const fn seconds(self) -> f64 {
        match self {
            Self::Drag => 2.4,
            Self::Click => 1.3,
            Self::DoubleClick => 1.5,
            Self::Key => 0.28,
        }
    }

    /// What the annotator weighs: a second and an action count the same.
    pub const fn cost(self) -> f64 {
        self.seconds() + 1.0
    }
}

impl Effort {
    pub fn add(&mut self, act: Act, name: &'static str) {
        self.actions += 1;
        self.seconds += act.seconds();
        *self.by_move.entry(name).or_default() += 1;
    }

    pub fn add_many(&mut self, act: Act, n: usize) {
        self.actions += n;
        self.seconds += act.seconds() * n as f64;
    }

    /// How often each move was made, the most frequent first.
    pub fn moves(&self) -> Vec<(&'static str, usize)> {
        let mut moves: Vec<_> = self.by_move.iter().map(|(name, count)| (*name, *count)).collect();
        moves.sort_by_key(|(_, count)| std::cmp::Reverse(*count));
        moves
    }

    pub fn json(&self, n_mentions: usize) -> Value {
        let n = n_mentions.max(1) as f64;
        json!({ "actions": self.actions as f64 / n, "seconds": self.seconds / n })
    }
}

impl AddAssign<&Self> for Effort {
    fn add_assign(&mut self, other: &Self) {
        self.actions += other.actions;
        self.seconds += other.seconds;
        for (name, count) in &other.by_move {
            *self.by_move.entry(name).or_default() += count;
        }
    }
}
