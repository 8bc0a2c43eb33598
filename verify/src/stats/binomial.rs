//! Tails of `Bin(n, 1/2)`: how many rows of a Gaussian layer are active.

/// The law of the number of heads in `n` tosses of a fair coin.
#[derive(Clone, Debug)]
pub struct FairBinomial {
    /// `C(n, j) / C(n, floor(n/2))`, for `j` from 0 to `n`.
    weights: Vec<f64>,
    total: f64,
}

impl FairBinomial {
    /// The law for `n` tosses.
    ///
    /// Weights relative to the mode come from the ratio `C(n, j+1) / C(n, j) = (n-j) / (j+1)`. No gamma function is
    /// involved, so a tail is right to about `n` rounding errors (1e-12 relative at `n = 10,000`), unless it
    /// underflows.
    pub fn new(n: usize) -> Self {
        let mut weights = vec![1.0; n + 1];
        for j in n / 2..n {
            weights[j + 1] = weights[j] * (n - j) as f64 / (j + 1) as f64;
        }
        for j in 0..n / 2 {
            weights[j] = weights[n - j];
        }
        let total = sum_from_ends(&weights);
        Self { weights, total }
    }

    /// `P(X < k)`.
    pub fn below(&self, k: usize) -> f64 {
        sum_from_ends(&self.weights[..k.min(self.weights.len())]) / self.total
    }

    /// `P(X >= k)`.
    pub fn at_least(&self, k: usize) -> f64 {
        sum_from_ends(&self.weights[k.min(self.weights.len())..]) / self.total
    }
}

/// Sums a unimodal sequence from its small ends inwards.
fn sum_from_ends(weights: &[f64]) -> f64 {
    let (left, right) = weights.split_at(weights.len() / 2);
    left.iter().sum::<f64>() + right.iter().rev().sum::<f64>()
}

/// Hoeffding's bound on `P(Bin(n, 1/2) <= k)`, `exp(-2 (n/2 - k)^2 / n)`; 1 where `k >= n/2`.
///
/// # Source
/// The proof of Lemma 1, appendix B.2.
pub fn hoeffding_bound(n: usize, k: usize) -> f64 {
    let gap = n as f64 / 2.0 - k as f64;
    if gap <= 0.0 { 1.0 } else { (-2.0 * gap * gap / n as f64).exp() }
}

/// The probability that layer-wise linear equations recover a latent code of a Gaussian ReLU network.
///
/// Shapes: `widths` is `k, n_1, ..., n_d`. The result is `prod_i P(Bin(n_i, 1/2) >= n_{i-1})`.
///
/// Layer `i` acts on a vector that does not depend on `W_i`, so each row is active with probability 1/2, independently;
/// `n_{i-1}` active rows of a Gaussian matrix determine that vector with probability 1, fewer never do.
///
/// # Source
/// Theorem 3 and the proof of Lemma 1 (appendix B.2), with the binomial tail in place of its bound.
pub fn inversion_probability(widths: &[usize]) -> f64 {
    widths.windows(2).map(|pair| FairBinomial::new(pair[1]).at_least(pair[0])).product()
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::Value;

    /// Digits of the reference file: 12 to 15.
    const RELATIVE: f64 = 1e-9;

    fn reference() -> Value {
        serde_json::from_str(include_str!("../../tests/data/binomial.json")).unwrap()
    }

    fn number(value: &Value) -> f64 {
        value.as_str().map_or_else(|| value.as_f64().unwrap(), |text| text.parse().unwrap())
    }

    fn size(value: &Value) -> usize {
        usize::try_from(value.as_u64().unwrap()).unwrap()
    }

    fn assert_close(found: f64, expected: &Value) {
        let expected = number(expected);
        assert!((found - expected).abs() <= RELATIVE * expected, "{found} is not {expected}");
    }

    #[test]
    fn tails_and_bounds_match_the_reference() {
        for row in reference()["tails_c2p1"].as_array().unwrap() {
            let (k, n) = (size(&row["k"]), size(&row["n"]));
            let law = FairBinomial::new(n);
            assert_close(law.below(k), &row["p_fail_exact"]);
            assert_close(law.below(k + 1), &row["p_le_k"]);
            assert_close(hoeffding_bound(n, k), &row["hoeffding_paper"]);
            assert_close(hoeffding_bound(n, k - 1), &row["hoeffding_k_minus_1"]);
        }
    }

    #[test]
    fn figure_2_predictions_match_the_reference() {
        for row in reference()["fig2"].as_array().unwrap() {
            let k = size(&row["k"]);
            assert_close(inversion_probability(&[k, 250]), &row["p_layer1"]);
            assert_close(inversion_probability(&[k, 250, 600]), &row["p_success"]);
        }
    }

    #[test]
    fn widths_needed_for_a_failure_rate_match_the_reference() {
        for row in reference()["n_needed"].as_array().unwrap() {
            let (k, n, delta) = (size(&row["k"]), size(&row["n"]), number(&row["delta"]));
            assert!(FairBinomial::new(n).below(k) <= delta);
            assert!(FairBinomial::new(n - 1).below(k) > delta);
        }
    }

    #[test]
    fn tails_add_up_at_the_edges() {
        for n in [0, 1, 2, 7] {
            let law = FairBinomial::new(n);
            assert_eq!((law.below(0), law.at_least(n + 1)), (0.0, 0.0));
            assert!((0..=n + 1).all(|k| (law.below(k) + law.at_least(k) - 1.0).abs() < 1e-15));
        }
    }
}
