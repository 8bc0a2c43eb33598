//! Observed counts against a predicted rate: p-values, and what many of them say together.
//!
//! # Many comparisons
//! A run makes `m` comparisons; it should refute a true prediction with probability at most `a` in all, however the comparisons
//! depend on each other. Bonferroni refutes where `p <= a/m`. Holm sorts `p_(1) <= ... <= p_(m)` and refutes the first ones as
//! long as `p_(i) <= a/(m - i + 1)`: never fewer than Bonferroni, whose threshold is the least of these.
//!
//! Holm keeps the level. Let `m_0` predictions be true, and let `p_(i)` be the first p-value of a true one that is refuted.
//! Before it stand only false ones, at most `m - m_0`: `i <= m - m_0 + 1`, so `p_(i) <= a/(m - i + 1) <= a/m_0`. That one of
//! `m_0` true predictions has a p-value of at most `a/m_0` has probability at most `a`, by the union bound.
//!
//! # Source
//! S. Holm, "A simple sequentially rejective multiple test procedure", Scandinavian Journal of Statistics 6 (1979).

use statrs::function::beta::beta_reg;

use super::Interval;

/// The p-value of "between `least` and `most` of `trials` succeeded" against the success rate `predicted`: twice the smaller tail
/// of the binomial law, as far as the count can be.
///
/// `predicted` may be any rate in the interval, to allow for rounding in it. With `least = most` and one rate, the p-value is at
/// most `a` exactly where the two-sided Clopper-Pearson interval at level `1 - a` excludes the rate, up to the border.
///
/// # Panics
/// Where not `least <= most <= trials`.
pub fn p_value([least, most]: [u64; 2], trials: u64, predicted: Interval) -> f64 {
    assert!(least <= most && most <= trials, "counts of some of the trials");
    let at_least = upper_tail(least, trials, predicted.upper);
    let at_most = upper_tail(trials - most, trials, 1.0 - predicted.lower);
    (2.0 * at_least.min(at_most)).min(1.0)
}

/// `P(Bin(trials, p) >= successes)`.
fn upper_tail(successes: u64, trials: u64, p: f64) -> f64 {
    match successes {
        0 => 1.0,
        _ if p <= 0.0 => 0.0,
        _ if p >= 1.0 => 1.0,
        _ => beta_reg(successes as f64, (trials - successes) as f64 + 1.0, p),
    }
}

/// Holm's adjusted p-values, in the order given: a comparison is refuted at the joint level `a` where its value is at most `a`.
pub fn holm(p_values: &[f64]) -> Vec<f64> {
    let mut order: Vec<usize> = (0..p_values.len()).collect();
    order.sort_by(|&a, &b| p_values[a].total_cmp(&p_values[b]));
    let mut adjusted = vec![1.0; p_values.len()];
    let mut largest: f64 = 0.0;
    for (before, &index) in order.iter().enumerate() {
        largest = largest.max((p_values.len() - before) as f64 * p_values[index]).min(1.0);
        adjusted[index] = largest;
    }
    adjusted
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::stats::{Confidence, clopper_pearson};
    use rand::RngExt;
    use rand_chacha::{ChaCha8Rng, rand_core::SeedableRng};

    fn at(rate: f64) -> Interval {
        Interval { lower: rate, upper: rate }
    }

    fn close(found: f64, expected: f64) -> bool {
        (found - expected).abs() <= 1e-12
    }

    #[test]
    fn tails_are_those_of_the_binomial_law() {
        // P(Bin(10, 1/2) >= 9) = 11/1024.
        assert!(close(p_value([9, 9], 10, at(0.5)), 22.0 / 1024.0));
        assert!(close(p_value([1, 1], 10, at(0.5)), 22.0 / 1024.0));
        assert!(close(p_value([5, 5], 10, at(0.5)), 1.0));
        // Undecided trials could have ended either way.
        assert!(close(p_value([1, 9], 10, at(0.5)), 1.0));
        assert!(close(p_value([8, 9], 10, at(0.5)), 2.0 * 56.0 / 1024.0));
        assert_eq!(
            (p_value([0, 0], 0, at(0.5)), p_value([9, 9], 10, at(1.0)), p_value([1, 1], 10, at(0.0))),
            (1.0, 0.0, 0.0)
        );
        assert!(close(p_value([10, 10], 10, at(1.0)), 1.0));
    }

    #[test]
    fn p_values_and_intervals_agree() {
        for (held, trials) in [(0, 20), (3, 20), (10, 20), (19, 20), (700, 2_000)] {
            for level in [0.9, 0.999] {
                let interval = clopper_pearson(held, trials, Confidence::new(level).unwrap());
                let excludes = |rate: f64| p_value([held, held], trials, at(rate)) < 1.0 - level;
                for rate in (1..100).map(|percent| f64::from(percent) / 100.0) {
                    assert_eq!(excludes(rate), !interval.contains(rate), "{held} of {trials} against {rate}");
                }
            }
        }
    }

    #[test]
    fn holm_adjusts_as_published() {
        // Worked by hand: 0.01 * 4, then 0.02 * 3, 0.04 * 2, and the last is raised to the one before.
        let adjusted = holm(&[0.04, 0.01, 0.045, 0.02]);
        let expected = [0.08, 0.04, 0.08, 0.06];
        assert!(adjusted.iter().zip(expected).all(|(&found, expected)| close(found, expected)), "{adjusted:?}");
        assert_eq!(holm(&[0.9, 0.8]), [1.0, 1.0]);
        assert!(holm(&[]).is_empty());
    }

    /// With every prediction true, 5% of 4,000 runs may refute one: 200; 245 would be three standard deviations more.
    #[test]
    fn true_predictions_are_refuted_no_more_often_than_allowed() {
        let refutes = |run| {
            let mut rng = ChaCha8Rng::seed_from_u64(run);
            let mut compare = |rate: f64| {
                let held = (0..100).filter(|_| rng.random_bool(rate)).count() as u64;
                p_value([held, held], 100, at(rate))
            };
            holm(&[0.1, 0.3, 0.5, 0.5, 0.8, 0.9].map(&mut compare)).iter().any(|&p| p <= 0.05)
        };
        let count = (0..4_000).filter(|&run| refutes(run)).count();
        assert!(count <= 245, "{count}");
    }
}
