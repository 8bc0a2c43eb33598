//! Lemma 3: the smallest singular value of a tall Gaussian matrix.

use ndarray::Array2;
use rand_chacha::ChaCha8Rng;
use serde::Serialize;
use serde_json::{Value, json};
use unrelu_inverter::constants::smallest_singular_value;
use unrelu_inverter::network::random::{Variance, gaussian_matrix};

use super::by_case::by_case;
use crate::claim::{Case, CaseResult, Claim, Effort, Expectation, Outcome, Trial, Wording};

/// Widths `n` of the matrices with `N = 2n + 1` rows.
const WIDTHS: [usize; 3] = [10, 20, 50];
/// What is claimed of `s_n / sqrt(N)` for these. A column is nearer to the span of the others than `c sqrt(n N)` with probability
/// `P(chi2_(N-n+1) < c^2 n N)`, so some matrix of the first kind has less with probability below 5e-6, of the others below 1e-6.
const CONSTANT: f64 = 0.05;
/// The matrix whose law is compared, and the ratio at which.
const LAW: (usize, usize) = (5, 2);
const AT: f64 = 0.5;

/// `s_n(A) >= c_2 sqrt(N)` for Gaussian `A`, `N x n` with `N > 2n`: for `c_2 = 0.05`; and how often for `c_2 = 0.5`, `N
/// = 5`, `n = 2`.
///
/// # Source
/// Lemma 3, which names no constant. The limit for `N = 2n` is `1 - 1/sqrt(2)` (Bai and Yin 1993).
#[derive(Clone, Copy, Debug)]
pub struct Lemma3 {
    effort: Effort,
    draw: fn(&mut ChaCha8Rng, (usize, usize)) -> Array2<f64>,
    law: fn(f64) -> f64,
}

/// A matrix whose smallest singular value is less. Seed, case and trial draw it again.
#[derive(Serialize)]
struct Witness {
    rows: usize,
    columns: usize,
    ratio: f64,
}

/// `P(s_2(A) >= c sqrt(5))` for Gaussian `5 x 2` matrices: `e^(-x) (1 + x + x^2 / 6)` with `x = 5 c^2`.
///
/// # Proof
/// The eigenvalues `u > v > 0` of `A^T A` have the density `u v (u - v) e^(-(u + v)/2)`, up to its constant; integrate over
/// `u > v > x`.
fn law(c: f64) -> f64 {
    let x = 5.0 * c * c;
    (-x).exp() * (1.0 + x + x * x / 6.0)
}

impl Lemma3 {
    /// The claim about Gaussian matrices.
    pub fn new(effort: Effort) -> Self {
        Self { effort, draw: |rng, shape| gaussian_matrix(rng, shape, Variance::One), law }
    }

    /// The same claim about other matrices of a shape `N x n`.
    #[must_use]
    pub fn with_matrices(self, draw: fn(&mut ChaCha8Rng, (usize, usize)) -> Array2<f64>) -> Self {
        Self { draw, ..self }
    }

    /// The same claim about another law.
    #[must_use]
    pub fn with_law(self, law: fn(f64) -> f64) -> Self {
        Self { law, ..self }
    }
}

impl Claim for Lemma3 {
    fn wording(&self) -> Wording {
        Wording {
            name: "lemma-3",
            statement: "The smallest singular value of a Gaussian N x n matrix, N = 2n + 1, n >= 10, is at least 0.05 sqrt(N) with high \
                        probability; that of a 5 x 2 matrix is at least 0.5 sqrt(5) with probability e^(-5/4) (1 + 5/4 + 25/96).",
            source: "Lemma 3; constant and law are ours",
            expectation: Expectation::Holds,
        }
    }

    fn cases(&self) -> Vec<Case> {
        let [few, many] = [self.effort.pick(200, 2_000, 20_000), self.effort.pick(4_000, 40_000, 1_000_000)];
        let law = Case::sampled("N=5 n=2", many).with_prediction((self.law)(AT));
        WIDTHS.iter().map(|n| Case::sampled(format!("N={} n={n}", 2 * n + 1), few)).chain([law]).collect()
    }

    fn trial(&self, case: usize, _number: u64, rng: &mut ChaCha8Rng) -> Trial {
        let shape = WIDTHS.get(case).map_or(LAW, |n| (2 * n + 1, *n));
        let least = match smallest_singular_value(&(self.draw)(rng, shape)) {
            Ok(least) => least,
            Err(error) => return Outcome::Undecided(error.to_string()).into(),
        };
        let ratio = least / (shape.0 as f64).sqrt();
        let outcome = match case {
            _ if case == WIDTHS.len() => {
                if ratio >= AT {
                    Outcome::Held
                } else {
                    Outcome::Missed
                }
            }
            _ if ratio >= CONSTANT => Outcome::Held,
            _ => Outcome::failed(&Witness { rows: shape.0, columns: shape.1, ratio }),
        };
        Trial { measure: (ratio > 0.0).then(|| ratio.recip()), outcome }
    }

    fn remarks(&self, cases: &[CaseResult]) -> Value {
        json!({
            "least_ratio_seen": by_case(cases, f64::recip),
            "limit_of_the_ratio": 1.0 - std::f64::consts::FRAC_1_SQRT_2,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::claims::tests::judge;
    use crate::verdict::Verdict;

    #[test]
    fn the_constant_and_the_law_are_consistent() {
        let report = judge(Lemma3::new(Effort::Quick), 400);
        assert_eq!(report.verdict, Verdict::Consistent, "{:#?}", report.evidence);
    }

    #[test]
    fn a_column_that_is_there_twice_is_refuted() {
        let twice = |rng: &mut ChaCha8Rng, shape| {
            let mut matrix = gaussian_matrix(rng, shape, Variance::One);
            let first = matrix.column(0).to_owned();
            matrix.column_mut(1).assign(&first);
            matrix
        };
        assert_eq!(judge(Lemma3::new(Effort::Quick).with_matrices(twice), 5).evidence.contradictions, 15);
    }

    #[test]
    fn another_law_is_refuted() {
        let report = judge(Lemma3::new(Effort::Quick).with_law(|c| 1.0 - c), 400);
        assert_eq!((report.verdict, report.evidence.contradictions), (Verdict::Refuted, 0));
    }
}
