//! The likelihoods of every tag at every token of one sentence, forward and backward.

use super::chain::Chain;

/// State 0 is outside; label k has 1 + 2k for its first token and 2 + 2k for the others.
pub type State = u8;
pub const OUTSIDE: State = 0;

pub fn first(label: usize) -> usize {
    1 + 2 * label
}

pub fn further(label: usize) -> usize {
    2 + 2 * label
}

/// A mention goes on only where it began.
pub fn may_follow(from: usize, to: usize) -> bool {
    let goes_on = to != 0 && to.is_multiple_of(2);
    !goes_on || from == to || from + 1 == to
}

/// Tokens `start..end` of a sentence are just one mention of a label.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Stretch {
    pub start: usize,
    pub end: usize,
    pub label: usize,
    pub likelihood: f32,
}

/// Of all that starts at a token with a label, a stretch with less than this share is not told.
const LEAST_SHARE: f32 = 0.002;

/// So many at each edge.
const TOLD: usize = 4;

/// The likeliest stretches, each place once.
fn likeliest(mut found: Vec<Stretch>) -> Vec<Stretch> {
    found.sort_by(|a, b| b.likelihood.total_cmp(&a.likelihood));
    let mut told: Vec<Stretch> = Vec::new();
    for stretch in found {
        if told.len() < TOLD && told.iter().all(|one| (one.start, one.end) != (stretch.start, stretch.end)) {
            told.push(stretch);
        }
    }
    told
}

#[derive(Default)]
pub struct Lattice {
    n_states: usize,
    n_tokens: usize,
    pub scores: Vec<f32>,
    /// Exponentials of the scores, and of the moves between states.
    factors: Vec<f32>,
    moves: Vec<f32>,
    forward: Vec<f32>,
    backward: Vec<f32>,
    scales: Vec<f32>,
}

const MOST: f32 = 30.0; // exponents beyond it would leave the range of an f32

impl Lattice {
    /// Room for the scores of a sentence, all zero.
    pub fn clear(&mut self, n_tokens: usize, n_states: usize) {
        (self.n_tokens, self.n_states) = (n_tokens, n_states);
        self.scores.clear();
        self.scores.resize(n_tokens * n_states, 0.0);
    }

    /// From scores to likelihoods, each token's forward scaled to sum to one (Rabiner 1989, V.A).
    pub fn run(&mut self, chain: &Chain) {
        let n = self.n_states;
        let allowed = |at: usize, score: f32| {
            if may_follow(at / n, at % n) { score.clamp(-MOST, MOST).exp() } else { 0.0 }
        };
        self.moves.clear();
        self.moves.extend(chain.moves().iter().enumerate().map(|(at, score)| allowed(at, *score)));
        self.factors.clear();
        for token in self.scores.chunks_exact(n) {
            let top = token.iter().copied().fold(f32::MIN, f32::max);
            self.factors.extend(token.iter().map(|score| (score - top).max(-MOST).exp()));
        }
        self.forward.clear();
        self.forward.resize(self.n_tokens * n, 0.0);
        self.backward.clear();
        self.backward.resize(self.n_tokens * n, 1.0);
        self.scales.clear();
        self.scales.resize(self.n_tokens, 1.0);
        (0..self.n_tokens).for_each(|token| self.step_forward(token));
        (1..self.n_tokens).rev().for_each(|token| self.step_backward(token));
    }

    fn step_forward(&mut self, token: usize) {
        let n = self.n_states;
        let (before, here) = self.forward.split_at_mut(token * n);
        let here = &mut here[..n];
        match token.checked_sub(1) {
            // A sentence starts as if after an outside token.
            None => here.iter_mut().enumerate().for_each(|(to, mass)| *mass = f32::from(may_follow(0, to))),
            Some(previous) => {
                for (mass, moves) in before[previous * n..].iter().zip(self.moves.chunks_exact(n)) {
                    here.iter_mut().zip(moves).for_each(|(sum, step)| *sum += mass * step);
                }
            }
        }
        let factors = &self.factors[token * n..];
        here.iter_mut().zip(factors).for_each(|(mass, factor)| *mass *= factor);
        let sum = here.iter().sum::<f32>().max(f32::MIN_POSITIVE);
        here.iter_mut().for_each(|mass| *mass /= sum);
        self.scales[token] = sum;
    }

    /// Fills the token before `token`.
    fn step_backward(&mut self, token: usize) {
        let n = self.n_states;
        let (before, here) = self.backward.split_at_mut(token * n);
        let previous = &mut before[(token - 1) * n..];
        let factors = &self.factors[token * n..];
        for (mass, moves) in previous.iter_mut().zip(self.moves.chunks_exact(n)) {
            let ahead = moves.iter().zip(factors).zip(here.iter());
            *mass =
                ahead.map(|((step, factor), mass)| step * factor * mass).sum::<f32>() / self.scales[token];
        }
    }

    /// The likelihood of a state at a token.
    pub fn state(&self, token: usize, state: usize) -> f32 {
        let at = token * self.n_states + state;
        self.forward[at] * self.backward[at]
    }

    /// The likelihood of a state at the token before and another at this one.
    pub fn step(&self, token: usize, from: usize, to: usize) -> f32 {
        let n = self.n_states;
        let ahead = self.factors[token * n + to] * self.backward[token * n + to] / self.scales[token];
        self.forward[(token - 1) * n + from] * self.moves[from * n + to] * ahead
    }

    /// Every mention of at least this likelihood, with exactly these ends.
    pub fn stretches(&self, least: f32) -> Vec<Stretch> {
        let mut found = Vec::new();
        for start in 0..self.n_tokens {
            for label in 0..self.n_states / 2 {
                if self.state(start, first(label)) >= least {
                    self.stretches_from(start, label, least, &mut found);
                }
            }
        }
        found
    }

    /// What would be likely if a mention started at a token, or ended there, however unlikely that is:
    /// for each token some of either.
    pub fn stretches_at_edges(&self) -> Vec<Stretch> {
        let mut by_end: Vec<Vec<Stretch>> = vec![Vec::new(); self.n_tokens];
        let mut told = Vec::new();
        for start in 0..self.n_tokens {
            let mut found = Vec::new();
            for label in 0..self.n_states / 2 {
                let least = self.state(start, first(label)) * LEAST_SHARE;
                self.stretches_from(start, label, least.max(f32::MIN_POSITIVE), &mut found);
            }
            found.iter().for_each(|stretch| by_end[stretch.end - 1].push(*stretch));
            told.extend(likeliest(found));
        }
        told.extend(by_end.into_iter().flat_map(likeliest));
        told
    }

    fn stretches_from(&self, start: usize, label: usize, least: f32, found: &mut Vec<Stretch>) {
        let n = self.n_states;
        let on = further(label);
        let mut state = first(label);
        let mut mass = self.forward[start * n + state];
        for end in start + 1..=self.n_tokens {
            let step = match end < self.n_tokens {
                true => self.moves[state * n + on] * self.factors[end * n + on] / self.scales[end],
                false => 0.0,
            };
            let goes_on = if end < self.n_tokens { step * self.backward[end * n + on] } else { 0.0 };
            let likelihood = mass * (self.backward[(end - 1) * n + state] - goes_on).max(0.0);
            if likelihood >= least {
                found.push(Stretch { start, end, label, likelihood });
            }
            if mass * goes_on < least {
                return;
            }
            mass *= step;
            state = on;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Every sequence of states with the exponential of its score, by brute force.
    fn all_paths(lattice: &Lattice, chain: &Chain) -> Vec<(Vec<usize>, f32)> {
        let n = lattice.n_states;
        let n_paths = n.pow(lattice.n_tokens as u32);
        let path = |code: usize| -> Vec<usize> {
            (0..lattice.n_tokens).map(|token| code / n.pow(token as u32) % n).collect()
        };
        let is_allowed = |path: &Vec<usize>| {
            may_follow(0, path[0]) && path.windows(2).all(|pair| may_follow(pair[0], pair[1]))
        };
        let weigh = |path: Vec<usize>| {
            let here: f32 =
                path.iter().enumerate().map(|(token, state)| lattice.scores[token * n + state]).sum();
            let moves: f32 = path.windows(2).map(|pair| chain.moves()[pair[0] * n + pair[1]]).sum();
            (path, (here + moves).exp())
        };
        (0..n_paths).map(path).filter(is_allowed).map(weigh).collect()
    }

    fn filled(chain: &Chain, n_tokens: usize) -> Lattice {
        let mut lattice = Lattice::default();
        lattice.clear(n_tokens, chain.n_states());
        for (at, score) in lattice.scores.iter_mut().enumerate() {
            *score = ((at * 37 + 11) % 17) as f32 / 6.0 - 1.0; // anything but regular
        }
        lattice.run(chain);
        lattice
    }

    #[test]
    fn likelihoods_are_those_of_counting_every_path() {
        let chain = Chain::new(2);
        let lattice = filled(&chain, 4);
        let paths = all_paths(&lattice, &chain);
        let total: f32 = paths.iter().map(|(_, weight)| weight).sum();
        for token in 0..4 {
            for state in 0..5 {
                let here = paths.iter().filter(|(path, _)| path[token] == state);
                let expected = here.map(|(_, weight)| weight).sum::<f32>() / total;
                assert!((lattice.state(token, state) - expected).abs() < 1e-5);
            }
        }
    }

    #[test]
    fn the_likelihood_of_a_stretch_counts_exactly_its_ends() {
        let chain = Chain::new(2);
        let lattice = filled(&chain, 4);
        let paths = all_paths(&lattice, &chain);
        let total: f32 = paths.iter().map(|(_, weight)| weight).sum();
        let found = lattice.stretches(0.0);
        assert_eq!(found.len(), 2 * (4 + 3 + 2 + 1));
        for stretch in found {
            let is_it = |path: &[usize]| {
                let on = further(stretch.label);
                path[stretch.start] == first(stretch.label)
                    && path[stretch.start + 1..stretch.end].iter().all(|state| *state == on)
                    && path.get(stretch.end) != Some(&on)
            };
            let here = paths.iter().filter(|(path, _)| is_it(path));
            let expected = here.map(|(_, weight)| weight).sum::<f32>() / total;
            assert!((stretch.likelihood - expected).abs() < 1e-5, "{stretch:?}, expected {expected}");
        }
    }

    #[test]
    fn every_token_starts_and_ends_the_likeliest_stretch_that_can() {
        let chain = Chain::new(2);
        let lattice = filled(&chain, 4);
        let all = lattice.stretches(0.0);
        let told = lattice.stretches_at_edges();
        for token in 0..4 {
            let starts = |one: &&Stretch| one.start == token;
            let ends = |one: &&Stretch| one.end == token + 1;
            for is_there in [&starts as &dyn Fn(&&Stretch) -> bool, &ends] {
                let best = |list: &[Stretch]| {
                    let here = list.iter().filter(|one| is_there(one)).copied();
                    here.max_by(|a, b| a.likelihood.total_cmp(&b.likelihood)).unwrap()
                };
                assert_eq!(best(&told), best(&all));
            }
        }
    }
}
