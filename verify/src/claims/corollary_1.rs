//! Corollary 1: at the errors that it allows, its proof does not go through.
//!
//! For one layer `eps` may be up to `c_2 ||z*||_2 sqrt(k) / 32`. The proof has `(W z*)_j` with deviation `||z*||_2
//! sqrt(k)`, but it is `||z*||_2`: a row is above `2 eps` with probability `Q(c_2 sqrt(k) / 16)`, which tends to 0.
//! With `c_2 = 1 - 1/sqrt(2)`, the limit of `s_n / sqrt(N)` at `N = 2n`, fewer than `2k` of `5k` are to be expected
//! from `k = 192` on. From `k = 256` on the bound is no less than `||z*||_2`, which `z = 0` satisfies.

use rand_chacha::ChaCha8Rng;
use serde::Serialize;
use serde_json::{Value, json};
use statrs::distribution::{Binomial, DiscreteCDF};
use statrs::function::erf::erfc;
use unrelu_inverter::network::random::{Variance, gaussian_latent, gaussian_matrix};

use crate::claim::{Case, CaseResult, Claim, Effort, Expectation, Outcome, Trial, Wording};

/// Inputs of the layers that are drawn.
const K: usize = 500;
/// Inputs for which the remarks say how many rows are to be expected.
const SIZES: [usize; 5] = [20, 100, 191, 192, 1_000];

/// At every `eps` that Corollary 1 allows, at least `2k` of `5k` outputs of a Gaussian layer exceed `2 eps`.
///
/// # Source
/// Corollary 1 and its proof, appendix B.3.
#[derive(Clone, Copy, Debug)]
pub struct Corollary1 {
    effort: Effort,
    threshold: fn(usize) -> f64,
}

/// A layer with too few outputs above `2 eps`.
#[derive(Serialize)]
struct Witness {
    k: usize,
    outputs: usize,
    /// Relative to `||z*||_2`.
    epsilon: f64,
    above: usize,
    needed: usize,
}

/// `2 eps / ||z*||_2` at the end of what the corollary allows, for one layer.
fn threshold(k: usize) -> f64 {
    (1.0 - std::f64::consts::FRAC_1_SQRT_2) * (k as f64).sqrt() / 16.0
}

/// The probability that an output is above `threshold ||z*||_2`.
fn above(threshold: f64) -> f64 {
    erfc(threshold * std::f64::consts::FRAC_1_SQRT_2) / 2.0
}

/// How many of `5k` outputs are to be expected above `threshold ||z*||_2`, in multiples of `k`.
fn expected(threshold: f64) -> f64 {
    5.0 * above(threshold)
}

/// The probability that at least `2k` of `5k` outputs are above `threshold ||z*||_2`.
fn enough(k: usize, threshold: f64) -> f64 {
    let law = Binomial::new(above(threshold), 5 * k as u64).expect("a probability");
    law.sf(2 * k as u64 - 1)
}

impl Corollary1 {
    /// The claim about the errors of the paper.
    pub fn new(effort: Effort) -> Self {
        Self { effort, threshold }
    }

    /// The same claim about another threshold, relative to `||z*||_2`, as a function of `k`.
    #[must_use]
    pub fn with_threshold(self, threshold: fn(usize) -> f64) -> Self {
        Self { threshold, ..self }
    }
}

impl Claim for Corollary1 {
    fn wording(&self) -> Wording {
        Wording {
            name: "corollary-1",
            statement: "For one Gaussian layer with n = 5k and any eps < (c_2 / 32) ||z*||_2 sqrt(k), c_2 = 1 - 1/sqrt(2), what Theorem 4 \
                        supposes holds with high probability: at least 2k outputs are above 2 eps.",
            source: "Corollary 1 and its proof, appendix B.3",
            expectation: Expectation::Refuted,
        }
    }

    fn cases(&self) -> Vec<Case> {
        vec![Case::sampled(format!("k={K}"), self.effort.pick(5, 50, 500))]
    }

    fn trial(&self, _case: usize, _number: u64, rng: &mut ChaCha8Rng) -> Trial {
        let latent = gaussian_latent(rng, K);
        let threshold = (self.threshold)(K);
        let least = threshold * latent.dot(&latent).sqrt();
        let outputs = gaussian_matrix(rng, (5 * K, K), Variance::One).dot(&latent);
        let above = outputs.iter().filter(|&&output| output > least).count();
        if above >= 2 * K {
            return Outcome::Held.into();
        }
        Outcome::failed(&Witness { k: K, outputs: 5 * K, epsilon: threshold / 2.0, above, needed: 2 * K }).into()
    }

    fn remarks(&self, _cases: &[CaseResult]) -> Value {
        let row = |k: usize| {
            let threshold = (self.threshold)(k);
            let (expected, enough) = (expected(threshold), enough(k, threshold));
            json!({ "k": k, "expected_above_over_k": expected, "needed_over_k": 2, "probability_of_enough": enough })
        };
        json!({ "expected": SIZES.map(row) })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::claims::tests::judge;
    use crate::verdict::{Ending, Verdict};

    #[test]
    fn the_proof_fails_as_expected() {
        let report = judge(Corollary1::new(Effort::Quick), 2);
        assert_eq!((report.verdict, report.ending()), (Verdict::Refuted, Ending::Expected));
    }

    fn reference(file: &str) -> Value {
        serde_json::from_str(file).unwrap()
    }

    #[test]
    fn expected_numbers_match_the_reference() {
        let reference = reference(include_str!("../../tests/data/errata_cases.json"));
        for row in reference["cor1_scale"].as_array().unwrap() {
            let k = usize::try_from(row["k"].as_u64().unwrap()).unwrap();
            let number = |name: &str| row[name].as_f64().unwrap();
            assert!((threshold(k) - number("thr_over_sigma")).abs() < 1e-9, "k = {k}");
            assert!((expected(threshold(k)) - number("expected_count_over_k")).abs() < 1e-9, "k = {k}");
        }
    }

    #[test]
    fn probabilities_match_the_reference() {
        let reference = reference(include_str!("../../tests/data/binomial.json"));
        let number = |value: &Value| value.as_str().unwrap().parse::<f64>().unwrap();
        assert!((above(0.125) - number(&reference["p_gt_eighth"])).abs() < 1e-9);
        for row in reference["cor1_layer1"].as_array().unwrap() {
            let k = usize::try_from(row["k"].as_u64().unwrap()).unwrap();
            assert!((enough(k, 0.125) - number(&row["p_ge_2k"])).abs() < 1e-9, "k = {k}");
        }
    }

    #[test]
    fn errors_that_do_not_grow_with_the_dimension_are_not_refuted() {
        let report = judge(Corollary1::new(Effort::Quick).with_threshold(|_| 0.1), 2);
        assert_eq!((report.verdict, report.ending()), (Verdict::Consistent, Ending::Unexpected));
    }
}
