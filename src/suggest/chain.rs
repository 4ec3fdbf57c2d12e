//! A linear-chain conditional random field (Lafferty, McCallum, Pereira 2001), trained by stochastic
//! gradient with AdaGrad steps (Duchi, Hazan, Singer 2011).
//!
//! It knows features as numbers and labels as 0, 1, …; neither texts nor projects.

use super::hash::HashMap;
use super::lattice::{Lattice, State, may_follow};

#[derive(Clone)]
pub struct Chain {
    n_states: usize,
    rows: HashMap<u32>,
    /// For each feature a row with one weight for each state.
    weights: Adapting,
    moves: Adapting,
}

/// Weights that learn the more slowly, the more they have learned.
#[derive(Clone)]
struct Adapting {
    values: Vec<f32>,
    /// Sums of squared slopes.
    squares: Vec<f32>,
}

/// Small, because few articles are to be learned from: larger steps learn them by heart.
const STEP: f32 = 0.05;
/// Pull towards zero at each visit.
const DECAY: f32 = 1e-3;
/// Slopes below this would change nothing that is seen.
const FLAT: f32 = 1e-4;

impl Chain {
    pub fn new(n_labels: usize) -> Self {
        let n_states = 1 + 2 * n_labels;
        let moves = Adapting::zeros(n_states * n_states);
        Self { n_states, rows: HashMap::default(), weights: Adapting::zeros(0), moves }
    }

    pub fn n_states(&self) -> usize {
        self.n_states
    }

    pub fn moves(&self) -> &[f32] {
        &self.moves.values
    }

    /// Adds what a feature says of every state.
    pub fn score(&self, feature: u64, scores: &mut [f32]) {
        if let Some(row) = self.rows.get(&feature) {
            self.score_row(*row, scores);
        }
    }

    fn score_row(&self, row: u32, scores: &mut [f32]) {
        let weights = &self.weights.values[row as usize * self.n_states..];
        scores.iter_mut().zip(weights).for_each(|(score, weight)| *score += weight);
    }

    fn row(&mut self, feature: u64) -> u32 {
        let next = self.rows.len() as u32;
        let row = *self.rows.entry(feature).or_insert(next);
        if row == next {
            self.weights.grow(self.n_states);
        }
        row
    }

    /// One step towards the right states of one sentence.
    pub fn learn(&mut self, features: &[Vec<u64>], right: &[State], lattice: &mut Lattice) {
        let n = self.n_states;
        let rows: Vec<Vec<u32>> =
            features.iter().map(|token| token.iter().map(|feature| self.row(*feature)).collect()).collect();
        lattice.clear(rows.len(), n);
        for (rows, scores) in rows.iter().zip(lattice.scores.chunks_exact_mut(n)) {
            rows.iter().for_each(|row| self.score_row(*row, scores));
        }
        lattice.run(self);
        let mut slope = vec![0.0; n];
        for (token, rows) in rows.iter().enumerate() {
            for (state, slope) in slope.iter_mut().enumerate() {
                *slope = f32::from(usize::from(right[token]) == state) - lattice.state(token, state);
            }
            if slope.iter().any(|slope| slope.abs() > FLAT) {
                rows.iter().for_each(|row| self.weights.climb(*row as usize * n, &slope));
            }
        }
        self.learn_moves(right, lattice);
    }

    fn learn_moves(&mut self, right: &[State], lattice: &Lattice) {
        let n = self.n_states;
        let mut slope = vec![0.0; n * n];
        for token in 1..right.len() {
            slope[usize::from(right[token - 1]) * n + usize::from(right[token])] += 1.0;
            for (at, slope) in slope.iter_mut().enumerate() {
                if may_follow(at / n, at % n) {
                    *slope -= lattice.step(token, at / n, at % n);
                }
            }
        }
        self.moves.climb(0, &slope);
    }
}

impl Adapting {
    fn zeros(n: usize) -> Self {
        Self { values: vec![0.0; n], squares: vec![0.0; n] }
    }

    fn grow(&mut self, by: usize) {
        self.values.resize(self.values.len() + by, 0.0);
        self.squares.resize(self.squares.len() + by, 0.0);
    }

    fn climb(&mut self, start: usize, slope: &[f32]) {
        let values = self.values[start..].iter_mut().zip(&mut self.squares[start..]);
        for ((value, square), slope) in values.zip(slope) {
            let slope = slope - DECAY * *value;
            *square += slope * slope;
            *value += STEP * slope / (square.sqrt() + FLAT);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Feature 1 is a capital, 2 a small letter; a run of capitals is one mention.
    fn sentence(capitals: &str) -> (Vec<Vec<u64>>, Vec<State>) {
        let is_capital = |c: char| c == 'X';
        let features = capitals.chars().map(|c| vec![if is_capital(c) { 1 } else { 2 }]).collect();
        let mut right = Vec::new();
        for c in capitals.chars() {
            let before = right.last().copied().unwrap_or(0);
            right.push(if !is_capital(c) {
                0
            } else if before == 0 {
                1
            } else {
                2
            });
        }
        (features, right)
    }

    #[test]
    fn a_chain_learns_where_mentions_start_and_end() {
        let mut chain = Chain::new(1);
        let mut lattice = Lattice::default();
        let lessons = ["xXXx", "xxXx", "XxxXXX", "xxx"].map(sentence);
        for _ in 0..200 {
            lessons.iter().for_each(|(features, right)| chain.learn(features, right, &mut lattice));
        }
        let (features, _) = sentence("xXXXxX");
        lattice.clear(6, 3);
        for (token, scores) in features.iter().zip(lattice.scores.chunks_exact_mut(3)) {
            token.iter().for_each(|feature| chain.score(*feature, scores));
        }
        lattice.run(&chain);
        let sure = lattice.stretches(0.5);
        assert_eq!(sure.iter().map(|found| (found.start, found.end)).collect::<Vec<_>>(), [(1, 4), (5, 6)]);
    }

    #[test]
    fn an_unknown_feature_says_nothing() {
        let mut scores = [0.0; 3];
        Chain::new(1).score(7, &mut scores);
        assert_eq!(scores, [0.0; 3]);
    }
}
