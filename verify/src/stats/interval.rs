//! Clopper-Pearson bounds on a success probability.

use serde::{Deserialize, Serialize};
use statrs::function::beta::beta_reg;

/// A confidence level, strictly between 0 and 1.
#[derive(Clone, Copy, Debug, PartialEq, PartialOrd, Serialize, Deserialize)]
#[serde(try_from = "f64", into = "f64")]
pub struct Confidence(f64);

/// A confidence level outside (0, 1).
#[derive(Clone, Copy, Debug, PartialEq, thiserror::Error)]
#[error("a confidence level lies strictly between 0 and 1, but this is {0}")]
pub struct ConfidenceError(f64);

impl std::fmt::Display for Confidence {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        self.0.fmt(f)
    }
}

impl Confidence {
    /// What a report uses unless told otherwise: 99.9%.
    pub const DEFAULT: Self = Self(0.999);

    /// Checks `0 < level < 1`.
    ///
    /// # Errors
    /// [`ConfidenceError`] otherwise.
    pub fn new(level: f64) -> Result<Self, ConfidenceError> {
        if level > 0.0 && level < 1.0 { Ok(Self(level)) } else { Err(ConfidenceError(level)) }
    }

    /// The level itself.
    pub fn get(self) -> f64 {
        self.0
    }

    /// Bonferroni: with each of `comparisons` made at this level, all of them hold together at the level of `self`.
    #[must_use]
    pub fn shared_by(self, comparisons: usize) -> Self {
        Self(1.0 - self.risk() / comparisons.max(1) as f64)
    }

    /// The probability of being wrong.
    pub(crate) fn risk(self) -> f64 {
        1.0 - self.0
    }
}

impl TryFrom<f64> for Confidence {
    type Error = ConfidenceError;

    fn try_from(level: f64) -> Result<Self, ConfidenceError> {
        Self::new(level)
    }
}

impl From<Confidence> for f64 {
    fn from(confidence: Confidence) -> Self {
        confidence.0
    }
}

/// A closed interval of probabilities.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Interval {
    /// Lower end.
    pub lower: f64,
    /// Upper end.
    pub upper: f64,
}

impl Interval {
    /// Whether `probability` lies inside, ends included.
    pub fn contains(&self, probability: f64) -> bool {
        self.lower <= probability && probability <= self.upper
    }
}

/// The two-sided Clopper-Pearson interval for `successes` in `trials`: it covers the truth at least as often as
/// `confidence` says.
///
/// # Source
/// C. J. Clopper, E. S. Pearson, "The use of confidence or fiducial limits illustrated in the case of the binomial",
/// Biometrika 26 (1934).
///
/// # Panics
/// Where `successes > trials`.
pub fn clopper_pearson(successes: u64, trials: u64, confidence: Confidence) -> Interval {
    let half = confidence.risk() / 2.0;
    Interval { lower: lower_end(successes, trials, half), upper: upper_end(successes, trials, half) }
}

/// The one-sided Clopper-Pearson upper bound for `successes` in `trials`.
///
/// # Panics
/// Where `successes > trials`.
pub fn upper_bound(successes: u64, trials: u64, confidence: Confidence) -> f64 {
    upper_end(successes, trials, confidence.risk())
}

/// The `p` with `P(Bin(trials, p) <= successes) = risk`: the `1 - risk` quantile of `Beta(s + 1, n - s)`, with
/// `s` successes in `n` trials.
fn upper_end(successes: u64, trials: u64, risk: f64) -> f64 {
    assert!(successes <= trials, "no more successes than trials");
    if successes == trials {
        return 1.0;
    }
    let (a, b) = (successes as f64 + 1.0, (trials - successes) as f64);
    bisect(|p| beta_reg(a, b, p) < 1.0 - risk)
}

/// The `p` with `P(Bin(trials, p) >= successes) = risk`: the `risk` quantile of `Beta(s, n - s + 1)`, with `s`
/// successes in `n` trials.
fn lower_end(successes: u64, trials: u64, risk: f64) -> f64 {
    if successes == 0 {
        return 0.0;
    }
    let (a, b) = (successes as f64, (trials - successes) as f64 + 1.0);
    bisect(|p| beta_reg(a, b, p) < risk)
}

/// The `t` with `P(|T| <= t) = confidence` for Student's distribution with `freedom` degrees of freedom, at least 1.
///
/// From `P(|T| > t) = I_x(freedom / 2, 1/2)` at `x = freedom / (freedom + t^2)`, with `I` the regularized incomplete beta function.
pub fn student_t(freedom: usize, confidence: Confidence) -> f64 {
    let freedom = freedom.max(1) as f64;
    let x = bisect(|x| beta_reg(freedom / 2.0, 0.5, x) < confidence.risk());
    (freedom * (1.0 / x - 1.0)).sqrt()
}

/// The point of `[0, 1]` where `is_before` turns false, to the last bit.
///
/// `statrs` has a quantile too, but it stops at 1e-10 relative (measured at 1 in 2000); its distribution function is
/// good to 1e-13 for a thousand trials and to 1e-10 for a hundred thousand.
fn bisect(is_before: impl Fn(f64) -> bool) -> f64 {
    let (mut low, mut high) = (0.0, 1.0);
    loop {
        let middle = f64::midpoint(low, high);
        if middle <= low || middle >= high {
            return high;
        }
        if is_before(middle) { low = middle } else { high = middle }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The logarithm of the gamma function at 100,000 is about 1e6: its rounding error is 1e-10.
    const RELATIVE: f64 = 1e-9;

    fn assert_close(found: f64, expected: f64) {
        assert!((found - expected).abs() <= RELATIVE * expected, "{found} is not {expected}");
    }

    /// Quantiles of the Beta distribution by bisection in 30 digits.
    #[test]
    fn upper_bounds_match_known_quantiles() {
        let bound = |successes, trials, level| upper_bound(successes, trials, Confidence::new(level).unwrap());
        assert_close(bound(0, 20, 0.999), 0.292_054_215_615_862_1);
        assert_close(bound(1_963, 2_000, 0.999_5), 0.989_865_917_727_429_2);
        assert_close(bound(1_050, 2_000, 0.999_5), 0.561_842_923_781_187_7);
        assert_close(bound(1, 2_000, 0.000_5), 1.598_438_000_831_971e-5);
        assert_close(bound(25, 50, 0.5), 0.509_933_076_456_713_9);
    }

    #[test]
    fn no_failure_gives_the_closed_form() {
        let confidence = Confidence::new(0.95).unwrap();
        for trials in [1_u32, 10, 1_000, 100_000] {
            let expected = -(0.05_f64.ln() / f64::from(trials)).exp_m1();
            assert_close(upper_bound(0, u64::from(trials), confidence), expected);
        }
    }

    /// Quantiles of any table, to the digits that they have there.
    #[test]
    fn quantiles_of_student_match_the_tables() {
        let known = [(1, 0.95, 12.706_2), (4, 0.95, 2.776_4), (10, 0.99, 3.169_3), (30, 0.999, 3.646_0)];
        for (freedom, level, expected) in known {
            let found = student_t(freedom, Confidence::new(level).unwrap());
            assert!((found - expected).abs() < 5.1e-5, "{found} is not {expected}");
        }
    }

    #[test]
    fn intervals_are_mirror_images() {
        let left = clopper_pearson(3, 50, Confidence::DEFAULT);
        let right = clopper_pearson(47, 50, Confidence::DEFAULT);
        assert_close(left.lower, 1.0 - right.upper);
        assert_close(left.upper, 1.0 - right.lower);
        assert_eq!(clopper_pearson(0, 0, Confidence::DEFAULT), Interval { lower: 0.0, upper: 1.0 });
        assert!(clopper_pearson(0, 9, Confidence::DEFAULT).contains(0.0));
        assert!(clopper_pearson(9, 9, Confidence::DEFAULT).contains(1.0));
    }

    #[test]
    fn levels_outside_zero_and_one_are_refused() {
        for level in [0.0, 1.0, -1.0, f64::NAN, f64::INFINITY] {
            assert!(Confidence::new(level).is_err());
        }
        assert_close(Confidence::DEFAULT.shared_by(10).get(), 0.9999);
    }
}
