//! How likely a proposal is right, learned from what people decided about such proposals; and how
//! likely one must be to be shown.

use std::collections::{BTreeMap, VecDeque};

use super::claim::{Kind, N_KINDS};
use super::proposal::{N_SIGNS, PRIOR, Proposal, Signs};
use crate::model::LabelId;

/// Logistic regression over signs. Every sign weighs alike for all proposals, and adds something for
/// those of one kind; every label has its own leaning for each kind.
#[derive(Clone)]
pub struct Gate {
    shared: Weights,
    by_kind: [Weights; N_KINDS],
    leanings: BTreeMap<(LabelId, Kind), Weight>,
    record: VecDeque<Outcome>,
    /// Proposals less likely than this are not shown.
    bar: f32,
}

type Weights = [Weight; N_SIGNS];

#[derive(Clone, Copy, Debug)]
pub struct Weight {
    value: f32,
    /// Sum of squared slopes, for AdaGrad's steps.
    squares: f32,
}

/// What came of guessing before it was known.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Outcome {
    Mention,
    Proposal { likelihood: f32, is_right: bool },
}

const STEP: f32 = 0.15;
/// Wrong places shown for each mention; somewhat less than the 0.15 that people are to bear at most,
/// because the next article is never quite like the last.
const MOST_WRONG: f32 = 0.12;
/// Showing what is more often wrong than right costs more than it saves.
const LOWEST_BAR: f32 = 0.5;
const HIGHEST_BAR: f32 = 0.9;
/// Until so many mentions are on record, the bar is kept higher.
const FEW_MENTIONS: f32 = 100.0;
const CAREFUL_BAR: f32 = 0.7;
/// Enough to place the bar, and short enough to follow a change of subject.
const RECORD: usize = 2_000;

impl Weight {
    pub fn new(value: f32) -> Self {
        Self { value, squares: 1.0 }
    }

    pub fn value(&self) -> f32 {
        self.value
    }

    pub fn climb(&mut self, slope: f32) {
        self.squares += slope * slope;
        self.value += STEP * slope / self.squares.sqrt();
    }
}

impl Default for Gate {
    fn default() -> Self {
        let mut shared = [Weight::new(0.0); N_SIGNS];
        for (sign, value) in PRIOR {
            shared[*sign] = Weight::new(*value);
        }
        Self {
            shared,
            by_kind: [[Weight::new(0.0); N_SIGNS]; N_KINDS],
            leanings: BTreeMap::new(),
            record: VecDeque::new(),
            bar: CAREFUL_BAR,
        }
    }
}

impl Gate {
    pub fn likelihood(&self, signs: &Signs, label: LabelId, kind: Kind) -> f32 {
        let leaning = self.leanings.get(&(label, kind)).map_or(0.0, |weight| weight.value);
        let weights = self.shared.iter().zip(&self.by_kind[kind as usize]);
        let terms = weights.zip(signs).map(|((a, b), sign)| (a.value + b.value) * sign);
        1.0 / (1.0 + (-leaning - terms.sum::<f32>()).exp())
    }

    pub fn learn(&mut self, proposal: &Proposal, is_right: bool) {
        let Proposal { signs, label, kind, .. } = proposal;
        let slope = f32::from(is_right) - self.likelihood(signs, *label, *kind);
        let weights = self.shared.iter_mut().zip(&mut self.by_kind[*kind as usize]);
        for ((a, b), sign) in weights.zip(signs).filter(|(_, sign)| **sign != 0.0) {
            a.climb(slope * sign);
            b.climb(slope * sign);
        }
        self.leanings.entry((*label, *kind)).or_insert(Weight::new(0.0)).climb(slope);
    }

    /// Keeps what bears on the bar.
    pub fn note(&mut self, outcome: Outcome) {
        if matches!(outcome, Outcome::Proposal { likelihood, .. } if likelihood < LOWEST_BAR) {
            return;
        }
        if self.record.len() == RECORD {
            self.record.pop_front();
        }
        self.record.push_back(outcome);
    }

    pub fn bar(&self) -> f32 {
        self.bar
    }

    /// Sets the bar so low that what was shown under it would have been wrong no more often than people
    /// are to bear, after the wrong places that they were shown otherwise.
    pub fn set_bar(&mut self, wrong_otherwise: f32) {
        let n_mentions = self.record.iter().filter(|one| **one == Outcome::Mention).count() as f32;
        let bearable = (MOST_WRONG - wrong_otherwise).max(MOST_WRONG / 3.0) * n_mentions;
        let mut told: Vec<(f32, bool)> = self.record.iter().filter_map(Outcome::proposal).collect();
        told.sort_by(|a, b| b.0.total_cmp(&a.0));
        let mut wrong = told.iter().filter(|(_, is_right)| !is_right);
        let first_too_many = wrong.nth(bearable as usize + 1).map_or(0.0, |(likelihood, _)| *likelihood);
        let bar = first_too_many.max(fair_bar(&told));
        let doubt = 1.0 - (n_mentions / FEW_MENTIONS).min(1.0);
        self.bar = bar + doubt * (CAREFUL_BAR - bar).max(0.0);
    }
}

/// The bar over which, of proposals from the likeliest down, the right ones outnumber the wrong ones by
/// most. Likelihoods that are too high for what is left to suggest do not mislead it.
fn fair_bar(told: &[(f32, bool)]) -> f32 {
    let (mut gain, mut most, mut bar) = (0, 0, None);
    for (likelihood, is_right) in told {
        gain += if *is_right { 1 } else { -1 };
        if gain >= most {
            (most, bar) = (gain, None);
        } else {
            bar = bar.or(Some(likelihood.next_up()));
        }
    }
    bar.map_or(LOWEST_BAR, |bar| bar.clamp(LOWEST_BAR, HIGHEST_BAR))
}

impl Outcome {
    fn proposal(&self) -> Option<(f32, bool)> {
        match self {
            Self::Proposal { likelihood, is_right } => Some((*likelihood, *is_right)),
            Self::Mention => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// For each wrong proposal there are so many right ones that are as likely.
    fn gate_with(wrong: &[f32], n_right: usize, n_mentions: usize) -> Gate {
        let mut gate = Gate::default();
        (0..n_mentions).for_each(|_| gate.note(Outcome::Mention));
        for likelihood in wrong.iter().copied() {
            gate.note(Outcome::Proposal { likelihood, is_right: false });
            (0..n_right).for_each(|_| gate.note(Outcome::Proposal { likelihood, is_right: true }));
        }
        gate.set_bar(0.0);
        gate
    }

    fn gate(wrong: &[f32], n_mentions: usize) -> Gate {
        gate_with(wrong, 2, n_mentions)
    }

    #[test]
    fn the_bar_is_as_low_as_wrong_proposals_allow() {
        assert_eq!(gate(&[], 500).bar(), LOWEST_BAR);
        // 500 mentions bear 60 wrong places. Of 100 wrong ones from 0.995 down to 0.5, it shows 61.
        let wrong: Vec<f32> = (0..100).map(|n| 0.995 - n as f32 * 0.005).collect();
        let bar = gate(&wrong, 500).bar();
        assert_eq!(wrong.iter().filter(|likelihood| **likelihood > bar).count(), 61);
    }

    #[test]
    fn what_was_more_often_wrong_than_right_is_not_shown_however_likely_it_looked() {
        let mut gate = gate_with(&[0.6; 20], 0, 500);
        (0..30).for_each(|_| gate.note(Outcome::Proposal { likelihood: 0.8, is_right: true }));
        gate.set_bar(0.0);
        assert!(gate.bar() > 0.6 && gate.bar() < 0.8);
        assert_eq!(gate_with(&[0.99; 20], 0, 500).bar(), HIGHEST_BAR, "the sure ones are tried again");
    }

    #[test]
    fn few_mentions_and_wrong_hits_of_other_origin_raise_the_bar() {
        assert!(gate(&[], 50).bar() > LOWEST_BAR);
        let wrong: Vec<f32> = (0..100).map(|n| 0.995 - n as f32 * 0.005).collect();
        let mut careful = gate(&wrong, 500);
        let before = careful.bar();
        careful.set_bar(0.06);
        assert!(careful.bar() > before);
    }

    #[test]
    fn a_proposal_that_keeps_failing_loses_its_likelihood() {
        let mut signs = [0.0; N_SIGNS];
        signs[0] = 1.0;
        let (label, kind) = (LabelId(1), Kind::Tagged);
        let proposal = Proposal::bare(label, kind, signs);
        let mut gate = Gate::default();
        let before = gate.likelihood(&signs, label, kind);
        (0..50).for_each(|_| gate.learn(&proposal, false));
        let after = gate.likelihood(&signs, label, kind);
        assert!(after < before / 2.0);
        assert!(gate.likelihood(&signs, LabelId(2), kind) > after, "another label suffers less");
    }
}
