//! When a ReLU layer is injective, by what is proven about it.

use ndarray::Array2;
use rand::RngExt;
use rand_chacha::ChaCha8Rng;
use serde::Serialize;
use unrelu_inverter::exact::ExactMatrix;
use unrelu_inverter::injective::{Injectivity, decide};
use unrelu_inverter::network::random::{Variance, gaussian_matrix};

use super::collision::witness;
use crate::claim::{Case, Claim, Effort, Expectation, Outcome, Trial, Wording};

/// Programs after which a decision gives up.
const PROGRAMS: u64 = 100_000;
/// Inputs of the matrices with at most `3k - 2` rows.
const INPUTS: std::ops::RangeInclusive<usize> = 2..=8;
/// Inputs of the first moment matrix, and how many matrices there are.
const FIRST_MOMENT: usize = 2;
const MOMENTS: u64 = 4;
/// Rows of the matrices with two columns whose law is compared.
const ROWS: std::ops::RangeInclusive<usize> = 5..=10;

/// A decision of injectivity by at most so many programs.
pub type Decision = fn(&ExactMatrix, u64) -> Injectivity;

/// No `W` in general position with `n <= 3k - 2` rows is injective; some with `3k - 1` are; and for `k = 2` the law of
/// Gaussian `W`.
///
/// # Source
/// This project's own; the proofs are in [`unrelu_inverter::injective`] and beside the law.
#[derive(Clone, Copy, Debug)]
pub struct InjectivityBounds {
    effort: Effort,
    decision: Decision,
    law: fn(usize) -> f64,
}

/// A matrix that is injective, or not, against the claim, where no collision says it.
#[derive(Serialize)]
struct Witness {
    complaint: &'static str,
    rows: Vec<Vec<String>>,
}

/// The probability that an `n x 2` Gaussian layer is injective, `1 - 2n(n - 2) / 2^n`, for `n >= 5`.
///
/// # Proof
/// Turning `z` once around, the rows that are positive change one by one, each twice. Let `e_i = 1` where the `i`-th row
/// to change becomes positive first, else -1; all `2^n` are equally likely. After `j` changes the number of positive
/// rows is the Hamming distance of `e` from the word of `j` times -1 and `n - j` times 1, and half a turn later that from
/// its negative. So a layer is not injective where `e` is within distance 1 of one of these `2n` words. Each has `n - 2`
/// neighbours that are not among them, and each two that are two steps apart have one of those in common: there are
/// `2n + 2n(n - 2) - 2n` such `e`.
pub(super) fn probability(n: usize) -> f64 {
    let n = n as f64;
    1.0 - 2.0 * n * (n - 2.0) / n.exp2()
}

impl InjectivityBounds {
    /// The claim about this project's decision.
    pub fn new(effort: Effort) -> Self {
        Self { effort, decision: decide, law: probability }
    }

    /// The same claim about another decision.
    #[must_use]
    pub fn with_decision(self, decision: Decision) -> Self {
        Self { decision, ..self }
    }

    /// The same claim about another law for `k = 2`, of `n`.
    #[must_use]
    pub fn with_law(self, law: fn(usize) -> f64) -> Self {
        Self { law, ..self }
    }

    fn few_rows(&self, rng: &mut ChaCha8Rng) -> Outcome {
        let k = rng.random_range(INPUTS);
        let n = rng.random_range(k..=3 * k - 2);
        self.decide(&gaussian_matrix(rng, (n, k), Variance::One), |weights, decided| match decided {
            Injectivity::Injective => contradiction("injective with at most 3k - 2 rows", weights),
            _ => Outcome::Held,
        })
    }

    fn moments(&self, k: usize) -> Outcome {
        self.decide(&moment_matrix(k), |_, decided| match decided {
            Injectivity::Collision(found) => Outcome::failed(&witness(&found)),
            _ => Outcome::Held,
        })
    }

    fn two_columns(&self, n: usize, rng: &mut ChaCha8Rng) -> Outcome {
        self.decide(&gaussian_matrix(rng, (n, 2), Variance::One), |_, decided| match decided {
            Injectivity::Collision(_) => Outcome::Missed,
            _ => Outcome::Held,
        })
    }

    fn decide(&self, matrix: &Array2<f64>, judge: impl Fn(&ExactMatrix, Injectivity) -> Outcome) -> Outcome {
        let weights = match ExactMatrix::of_floats(matrix) {
            Ok(weights) => weights,
            Err(error) => return Outcome::Undecided(error.to_string()),
        };
        match (self.decision)(&weights, PROGRAMS) {
            Injectivity::Undecided => Outcome::Undecided(format!("not decided by {PROGRAMS} programs")),
            decided => judge(&weights, decided),
        }
    }
}

/// `(-1)^i (1, t_i, .., t_i^(k-1))`, `n = 3k - 1` whole numbers around zero.
fn moment_matrix(k: usize) -> Array2<f64> {
    let n = 3 * k - 1;
    Array2::from_shape_fn((n, k), |(row, column)| {
        let (sign, t) = (if row % 2 == 0 { 1.0 } else { -1.0 }, row as f64 - (n / 2) as f64);
        (0..column).fold(sign, |product, _| product * t)
    })
}

fn contradiction(complaint: &'static str, weights: &ExactMatrix) -> Outcome {
    let row = |row| weights.row(row).map(|entry| entry.to_string()).collect();
    Outcome::failed(&Witness { complaint, rows: (0..weights.rows().len()).map(row).collect() })
}

impl Claim for InjectivityBounds {
    fn wording(&self) -> Wording {
        Wording {
            name: "injectivity",
            statement: "No W in general position with n <= 3k - 2 rows makes z -> relu(W z) injective; rows (-1)^i (1, t_i, .., t_i^(k-1)) \
                        with n = 3k - 1 do; a Gaussian n x 2 matrix does with probability 1 - 2n(n-2)/2^n.",
            source: "ours; against Lemma 1",
            expectation: Expectation::Holds,
        }
    }

    fn cases(&self) -> Vec<Case> {
        let [few, law] = [self.effort.pick(200, 2_000, 20_000), self.effort.pick(1_000, 10_000, 200_000)];
        let two = ROWS.map(|n| Case::sampled(format!("k=2 n={n}"), law).with_prediction((self.law)(n)));
        [Case::sampled("n<=3k-2", few), Case::exhaustive("moments k=2..5", MOMENTS)].into_iter().chain(two).collect()
    }

    fn trial(&self, case: usize, number: u64, rng: &mut ChaCha8Rng) -> Trial {
        match case {
            0 => self.few_rows(rng),
            1 => self.moments(FIRST_MOMENT + usize::try_from(number).unwrap_or(0)),
            _ => self.two_columns(ROWS.start() + case - 2, rng),
        }
        .into()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::claims::tests::judge;
    use crate::verdict::Verdict;
    use unrelu_inverter::injective::fewest_active;

    #[test]
    fn the_bounds_and_the_law_stand() {
        let report = judge(InjectivityBounds::new(Effort::Quick), 60);
        let verdicts: Vec<Verdict> = report.evidence.cases.iter().map(|case| case.verdict).collect();
        assert_eq!(verdicts[..2], [Verdict::Consistent, Verdict::Proven], "{:#?}", report.evidence);
        assert_eq!(report.verdict, Verdict::Consistent);
    }

    /// Exact values from a count of all sign patterns, made elsewhere.
    #[test]
    fn the_law_counts_sign_patterns() {
        let known = [
            (5, 2),
            (6, 16),
            (7, 58),
            (8, 160),
            (9, 386),
            (10, 864),
            (11, 1_850),
            (12, 3_856),
            (13, 7_906),
            (14, 16_048),
        ];
        for (n, patterns) in known {
            assert!((probability(n) * f64::from(1 << n) - f64::from(patterns)).abs() < 1e-9, "n = {n}");
        }
    }

    #[test]
    fn moment_matrices_have_k_active_rows() {
        for k in 2..=4 {
            assert_eq!(fewest_active(&ExactMatrix::of_floats(&moment_matrix(k)).unwrap()), Some(k));
        }
    }

    #[test]
    fn a_decision_that_always_says_injective_is_refuted() {
        let report = judge(InjectivityBounds::new(Effort::Quick).with_decision(|_, _| Injectivity::Injective), 60);
        assert_eq!(report.verdict, Verdict::Refuted);
        assert_eq!(report.evidence.counterexamples[0].case, "n<=3k-2");
    }

    #[test]
    fn a_decision_that_gives_up_is_no_evidence() {
        let report = judge(InjectivityBounds::new(Effort::Quick).with_decision(|_, _| Injectivity::Undecided), 10);
        assert_eq!(report.verdict, Verdict::Inconclusive);
    }

    #[test]
    fn another_law_is_refuted() {
        let report = judge(InjectivityBounds::new(Effort::Quick).with_law(|_| 0.999), 60);
        assert_eq!((report.verdict, report.evidence.contradictions), (Verdict::Refuted, 0));
    }
}
