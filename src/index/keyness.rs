//! Which words one group of texts has more often than another: three measures, of which the first says
//! when nothing can be said.
//!
//! Log-likelihood ratio over all four cells (Dunning 1993); log-odds with a Dirichlet prior (Monroe,
//! Colaresi & Quinn 2008, Political Analysis 16); conservative log ratio, the near end of a confidence
//! interval of the relative risk (Evert 2022).

/// How often a word stands in each of two groups, and how many words these have.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Counts {
    pub word: (f64, f64),
    pub all: (f64, f64),
}

/// Chance that any word at all is called key though its rates are the same.
pub const ALPHA: f64 = 0.05;

/// What each word counts for before it was seen; the usual uninformative choice.
const PRIOR: f64 = 0.01;

impl Counts {
    /// G² = 2 Σ O ln(O/E), without a correction. Positive whichever group has more.
    pub fn log_likelihood(self) -> f64 {
        let Self { word: (a, b), all: (n_a, n_b) } = self;
        let (rest_a, rest_b) = (n_a - a, n_b - b);
        let total = n_a + n_b;
        let cell = |observed: f64, row: f64, column: f64| {
            if observed > 0.0 { observed * (observed * total / (row * column)).ln() } else { 0.0 }
        };
        2.0 * (cell(a, a + b, n_a)
            + cell(b, a + b, n_b)
            + cell(rest_a, rest_a + rest_b, n_a)
            + cell(rest_b, rest_a + rest_b, n_b))
    }

    /// The difference of the log-odds in standard deviations; positive where the first group has more.
    pub fn log_odds_z(self, n_distinct: usize) -> f64 {
        let Self { word: (a, b), all: (n_a, n_b) } = self;
        let prior_all = PRIOR * n_distinct as f64;
        let log_odds = |y: f64, n: f64| ((y + PRIOR) / (n + prior_all - y - PRIOR)).ln();
        let variance = 1.0 / (a + PRIOR) + 1.0 / (b + PRIOR);
        (log_odds(a, n_a) - log_odds(b, n_b)) / variance.sqrt()
    }

    /// log₂ of the relative risk that is at least sure, the near end of [`Self::log_ratio_interval`]; 0
    /// where it may be none.
    pub fn conservative_log_ratio(self, alpha: f64, n_candidates: usize) -> f64 {
        let alpha = alpha / 2.0 / n_candidates.max(1) as f64;
        let Self { word: (a, b), all: (n_a, n_b) } = self;
        let (counts, sign) = if a / n_a >= b / n_b { (self, 1.0) } else { (self.mirrored(), -1.0) };
        if counts.may_be_none(alpha) { 0.0 } else { sign * counts.least_log_ratio(alpha).max(0.0) }
    }

    /// Whether the least ratio is no more than 1: for nearly all words, whose least ratio nobody needs.
    fn may_be_none(self, alpha: f64) -> bool {
        let Self { word: (a, b), all: (n_a, n_b) } = self;
        a == 0.0 || incomplete_beta(n_a / (n_a + n_b), a, b + 1.0) >= alpha
    }

    /// Between which values log₂ of the relative risk surely lies, with `alpha` shared out over all
    /// `n_candidates` (Bonferroni). An end is infinite where a group has none of the word.
    pub fn log_ratio_interval(self, alpha: f64, n_candidates: usize) -> (f64, f64) {
        let alpha = alpha / 2.0 / n_candidates.max(1) as f64;
        (self.least_log_ratio(alpha), -self.mirrored().least_log_ratio(alpha))
    }

    fn least_log_ratio(self, alpha: f64) -> f64 {
        let Self { word: (a, b), all: (n_a, n_b) } = self;
        if a == 0.0 {
            return f64::NEG_INFINITY;
        }
        let share = inverse_beta(alpha, a, b + 1.0);
        (n_b / n_a * share / (1.0 - share)).log2()
    }

    fn mirrored(self) -> Self {
        Self { word: (self.word.1, self.word.0), all: (self.all.1, self.all.0) }
    }

    /// log₂ of the ratio of the rates; infinite where one group has none.
    pub fn log_ratio(self) -> f64 {
        ((self.word.0 / self.all.0) / (self.word.1 / self.all.1)).log2()
    }

    /// As many times larger, with the same rates.
    pub fn times(self, factor: f64) -> Self {
        let of = |(a, b): (f64, f64)| (a * factor, b * factor);
        Self { word: of(self.word), all: of(self.all) }
    }
}

/// Deviation of proportions (Gries 2008), normalised: 0 where a word is spread as the texts are long, 1
/// where it stands in the shortest alone. `parts` has for each text how often it has the word, and how
/// many words.
pub fn dispersion(parts: &[(usize, usize)]) -> f64 {
    let (n_times, n_words) = parts.iter().fold((0, 0), |sum, part| (sum.0 + part.0, sum.1 + part.1));
    if n_times == 0 || parts.len() < 2 {
        return 0.0;
    }
    let share = |n: usize, of: usize| n as f64 / of as f64;
    let apart: f64 = parts.iter().map(|(n, all)| (share(*n, n_times) - share(*all, n_words)).abs()).sum();
    let least = parts.iter().map(|(_, all)| share(*all, n_words)).fold(1.0, f64::min);
    if least < 1.0 { apart / 2.0 / (1.0 - least) } else { 0.0 }
}

/// The x at which the regularized incomplete beta function is `p`.
fn inverse_beta(p: f64, a: f64, b: f64) -> f64 {
    let (mut low, mut high) = (0.0_f64, 1.0_f64);
    while high - low > 1e-15 * high {
        let middle = (low + high) / 2.0;
        if middle <= low || middle >= high {
            break;
        }
        if incomplete_beta(middle, a, b) < p { low = middle } else { high = middle }
    }
    (low + high) / 2.0
}

/// I_x(a, b), by its continued fraction (DLMF 8.17.22), which converges fast for x below the mean.
fn incomplete_beta(x: f64, a: f64, b: f64) -> f64 {
    if x > (a + 1.0) / (a + b + 2.0) {
        return 1.0 - incomplete_beta(1.0 - x, b, a);
    }
    let front = (ln_gamma(a + b) - ln_gamma(a) - ln_gamma(b) + a * x.ln() + b * (-x).ln_1p()).exp() / a;
    front / continued_fraction(x, a, b)
}

/// 1 + d₁/(1 + d₂/(1 + …)), by Lentz's method.
fn continued_fraction(x: f64, a: f64, b: f64) -> f64 {
    const TINY: f64 = 1e-300;
    let (mut value, mut c, mut d) = (1.0_f64, 1.0_f64, 0.0_f64);
    for step in 1..10_000 {
        let m = f64::from(step / 2);
        let numerator = match step % 2 {
            1 => -(a + m) * (a + b + m) * x / ((a + 2.0 * m) * (a + 2.0 * m + 1.0)),
            _ => m * (b - m) * x / ((a + 2.0 * m - 1.0) * (a + 2.0 * m)),
        };
        d = 1.0 / away_from_zero(1.0 + numerator * d, TINY);
        c = away_from_zero(1.0 + numerator / c, TINY);
        value *= c * d;
        if (c * d - 1.0).abs() < 1e-15 {
            break;
        }
    }
    value
}

fn away_from_zero(value: f64, tiny: f64) -> f64 {
    if value.abs() < tiny { tiny } else { value }
}

/// Stirling's series (DLMF 5.11.1), after moving the argument up to where it is exact.
fn ln_gamma(mut x: f64) -> f64 {
    let mut passed = 1.0;
    while x < 15.0 {
        passed *= x;
        x += 1.0;
    }
    let square = x * x;
    let series = 1.0 / (12.0 * x)
        * (1.0 - 1.0 / square * (1.0 / 30.0 - 1.0 / square * (1.0 / 105.0 - 1.0 / square / 140.0)));
    (x - 0.5) * x.ln() - x + 0.5 * std::f64::consts::TAU.ln() + series - f64::ln(passed)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn counts(a: u32, b: u32, n_a: u32, n_b: u32) -> Counts {
        Counts { word: (f64::from(a), f64::from(b)), all: (f64::from(n_a), f64::from(n_b)) }
    }

    fn near(found: f64, expected: f64) {
        assert!((found - expected).abs() < 1e-6, "{found} is not {expected}");
    }

    #[test]
    fn the_sure_ratio_is_the_near_end_of_the_interval_or_none() {
        let mut random = crate::fixture::Random::new(3);
        let mut n_sure = 0;
        for _ in 0..2000 {
            let (n_a, n_b) = (50 + random.below(5000), 50 + random.below(5000));
            let (a, b) = (random.below(40), random.below(40));
            let counts = counts(a as u32, b as u32, n_a as u32, n_b as u32);
            let (low, high) = counts.log_ratio_interval(0.05, 10);
            let expected = if low > 0.0 { low } else { high.min(0.0) };
            near(counts.conservative_log_ratio(0.05, 10), expected);
            n_sure += usize::from(expected != 0.0);
        }
        assert!((500..1500).contains(&n_sure), "{n_sure}");
    }

    // The seeds, {000, 001} against {002, 003, 004}: 1,136 and 1,686 words, 857 distinct. Measured with
    // scipy's chi2_contingency(lambda_="log-likelihood") and the logodds package.
    #[test]
    fn the_golden_words_have_the_measured_values() {
        let (n_a, n_b, n_distinct) = (1136, 1686, 857);
        near(counts(4, 0, n_a, n_b).log_likelihood(), 7.287889);
        near(counts(11, 4, n_a, n_b).log_likelihood(), 6.778241);
        near(counts(0, 12, n_a, n_b).log_likelihood(), 12.396600);
        near(counts(4, 0, n_a, n_b).log_odds_z(n_distinct), 0.638191);
        near(counts(11, 4, n_a, n_b).log_odds_z(n_distinct), 2.416910);
        for (a, b) in [(4, 0), (11, 4), (0, 12)] {
            assert_eq!(counts(a, b, n_a, n_b).conservative_log_ratio(ALPHA, n_distinct), 0.0);
        }
    }

    // quanteda.textstats 00af203, tests/testthat/test-textstat_keyness.R, without a correction.
    #[test]
    fn quantedas_two_word_table_has_its_value() {
        near(counts(3, 7, 10, 9).log_likelihood(), 4.534939332256226);
    }

    // scipy.stats.beta.ppf.
    #[test]
    fn the_inverse_of_beta_is_scipys() {
        for (p, a, b, expected) in [
            (0.025, 4.0, 1.0, 0.3976353643835253),
            (1e-05, 12.0, 3.0, 0.2762902384515635),
            (2.92e-05, 60.0, 5.0, 0.7319387898259855),
            (0.5, 0.5, 40.0, 0.005705999000988439),
            (0.001, 250.0, 900.0, 0.18126804243807595),
        ] {
            let found = inverse_beta(p, a, b);
            assert!((found / expected - 1.0).abs() < 1e-9, "{p} {a} {b}: {found} is not {expected}");
        }
    }

    // conservative_log_ratio(boundary="poisson", vocab=100, alpha=.05) of association-measures 0.3.2.
    #[test]
    fn a_sure_difference_has_a_size_and_a_side() {
        let found = counts(60, 4, 1000, 1000).conservative_log_ratio(ALPHA, 100);
        near(found, 1.700969);
        near(counts(4, 60, 1000, 1000).conservative_log_ratio(ALPHA, 100), -1.700969);
        assert_eq!(counts(3, 3, 1000, 1000).conservative_log_ratio(ALPHA, 100), 0.0);
    }

    // scipy.stats.beta.ppf(.0125, 4, 1) = .3343701525, and its mirror image for 4 against 6 of as many words.
    #[test]
    fn an_interval_has_an_end_only_where_a_group_has_the_word() {
        let (low, high) = counts(4, 0, 1000, 1000).log_ratio_interval(ALPHA, 2);
        near(low, (0.3343701524884_f64 / (1.0 - 0.3343701524884)).log2());
        assert_eq!(high, f64::INFINITY);
        let (low, high) = counts(4, 6, 1000, 1000).log_ratio_interval(ALPHA, 1);
        assert!(low < 0.0 && 0.0 < high);
        assert_eq!(counts(6, 4, 1000, 1000).log_ratio_interval(ALPHA, 1), (-high, -low));
    }

    #[test]
    fn dispersion_goes_from_even_to_one_text_alone() {
        near(dispersion(&[(2, 100), (2, 100)]), 0.0);
        near(dispersion(&[(4, 100), (0, 100)]), 1.0);
        // ½(|1 − .25| + |0 − .75|) / (1 − .25)
        near(dispersion(&[(4, 100), (0, 300)]), 1.0);
        near(dispersion(&[(1, 100), (1, 300)]), 1.0 / 3.0);
    }
}
