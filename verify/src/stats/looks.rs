//! Sequential stopping: looking at a rate again and again until it is known well enough.
//!
//! Looks are taken after `n_1 < n_2 < ... < n_L` trials, each number twice the one before, `n_L` being all the trials
//! that are planned. At look `j` the Clopper-Pearson interval `I_j` is formed at level `1 - a/L`, and the case ends at
//! the first look whose interval is narrow enough, or at the last.
//!
//! # Validity
//! For fixed `j` the interval misses the true rate `p` with probability at most `a/L`. By the union bound
//! `P(some I_j misses p) <= L a/L = a`, so `I_J` covers `p` with probability at least `1 - a` for *every* rule that picks
//! the look `J` from what was seen, ours included: peeking is paid for. In the same way, if `P_j` is a p-value (so
//! `P(P_j <= t) <= t`), then so is `min(1, L P_J)`.
//!
//! The price is small because looks are few: `L` grows as the logarithm of the number of trials, and the width of an
//! interval as the root of the logarithm of `L`. Where a case ends depends on its trials alone, in the order of their
//! numbers, so not on threads or interruption. It depends on all of them: a shard cannot know.
//!
//! # Source
//! The error level spent over looks: K. K. G. Lan and D. L. `DeMets`, "Discrete sequential boundaries for clinical trials",
//! Biometrika 70 (1983), here in equal parts. Looks at geometrically growing numbers: V. Mnih, C. Szepesvari, J.-Y. Audibert,
//! "Empirical Bernstein stopping", ICML 2008.

use serde::{Deserialize, Serialize};

use super::Interval;

/// Trials before the first look.
const FIRST: u64 = 64;

/// The numbers of trials after which there is a look, for at most `trials` of them.
pub fn geometric(trials: u64) -> Vec<u64> {
    let doubled = std::iter::successors(Some(FIRST), |look| look.checked_mul(2));
    doubled.take_while(|&look| look < trials).chain([trials]).collect()
}

/// The width of an interval that is narrow enough, strictly between 0 and 1.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(try_from = "f64", into = "f64")]
pub struct Width(f64);

/// A width outside (0, 1).
#[derive(Clone, Copy, Debug, PartialEq, thiserror::Error)]
#[error("the width of an interval of probabilities lies strictly between 0 and 1, but this is {0}")]
pub struct WidthError(f64);

impl Width {
    /// Checks `0 < width < 1`.
    ///
    /// # Errors
    /// [`WidthError`] otherwise.
    pub fn new(width: f64) -> Result<Self, WidthError> {
        if width > 0.0 && width < 1.0 { Ok(Self(width)) } else { Err(WidthError(width)) }
    }

    /// Whether an interval is no wider.
    pub fn admits(self, interval: Interval) -> bool {
        interval.upper - interval.lower <= self.0
    }
}

impl std::fmt::Display for Width {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        self.0.fmt(f)
    }
}

impl TryFrom<f64> for Width {
    type Error = WidthError;

    fn try_from(width: f64) -> Result<Self, WidthError> {
        Self::new(width)
    }
}

impl From<Width> for f64 {
    fn from(width: Width) -> Self {
        width.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::stats::{Confidence, clopper_pearson};
    use rand::RngExt;
    use rand_chacha::{ChaCha8Rng, rand_core::SeedableRng};

    #[test]
    fn looks_double_and_end_with_all_trials() {
        assert_eq!(geometric(1), [1]);
        assert_eq!(geometric(64), [64]);
        assert_eq!(geometric(65), [64, 65]);
        assert_eq!(geometric(1_000), [64, 128, 256, 512, 1_000]);
        assert_eq!(geometric(u64::MAX).len(), 59);
    }

    #[test]
    fn widths_outside_zero_and_one_are_refused() {
        for width in [0.0, 1.0, -1.0, f64::NAN] {
            assert!(Width::new(width).is_err());
        }
    }

    /// How many of `RUNS` runs, looked at after every look, ever show an interval that misses the truth.
    fn misses(rate: f64, level: Confidence) -> usize {
        const RUNS: u64 = 600;
        let looks = geometric(2_000);
        let ever_misses = |run| {
            let mut rng = ChaCha8Rng::seed_from_u64(run);
            let (mut trials, mut held) = (0, 0);
            looks.iter().any(|&look| {
                held += (trials..look).filter(|_| rng.random_bool(rate)).count() as u64;
                trials = look;
                !clopper_pearson(held, look, level).contains(rate)
            })
        };
        (0..RUNS).filter(|&run| ever_misses(run)).count()
    }

    /// An allowed rate of 10% in 600 runs: 60 misses; 82 would be three standard deviations more.
    #[test]
    fn coverage_holds_for_whoever_always_peeks() {
        let confidence = Confidence::new(0.9).unwrap();
        for rate in [0.02, 0.5] {
            let spent = misses(rate, confidence.shared_by(geometric(2_000).len()));
            let unspent = misses(rate, confidence);
            assert!(spent <= 82, "{rate}: {spent}");
            assert!(unspent > 82, "the test would see it: {rate}: {unspent}");
        }
    }
}
