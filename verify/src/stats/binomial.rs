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

    /// `ln P(X >= k)`, which does not underflow however small the tail; `-inf` for `k > n`.
    pub fn ln_at_least(&self, k: usize) -> f64 {
        let n = self.weights.len() - 1;
        let middle = n.div_ceil(2);
        if k <= middle || k > n {
            return self.at_least(k).ln();
        }
        let ratio = |j: usize| (n - j) as f64 / (j + 1) as f64;
        // The first term of the tail relative to the mode, then the tail relative to its first term.
        let first: f64 = (middle..k).map(|j| ratio(j).ln()).sum();
        let terms = (k..n).scan(1.0, |term, j| {
            *term *= ratio(j);
            (*term > f64::EPSILON * f64::EPSILON).then_some(*term)
        });
        first + (1.0 + terms.sum::<f64>()).ln() - self.total.ln()
    }

    /// `ln P(X < k)`, which does not underflow; `-inf` for `k = 0`.
    pub fn ln_below(&self, k: usize) -> f64 {
        // The law is its own mirror image.
        self.weights.len().checked_sub(k).map_or(0.0, |mirrored| self.ln_at_least(mirrored))
    }

    /// `P(X = j)`, for `j` from 0 to `n`.
    pub fn probabilities(&self) -> impl Iterator<Item = f64> + use<'_> {
        self.weights.iter().map(|weight| weight / self.total)
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

/// The probability that a hidden layer of Gaussian ReLU units is the only non-negative vector with the output of the next layer.
///
/// With `N` hidden units and `n` outputs: the mean of `P(Bin(N - s - 1, 1/2) <= M - s - 1)` over `s` from `Bin(N, 1/2)` and `M` from
/// `Bin(n, 1/2)`, where it is 1 for `M >= N`, and 0 for `s = 0`. Takes time `N (N + n)`.
///
/// # Source
/// Ours; the law for given `s` and `M` is in the module of the claim `nonneg-law`.
pub fn nonnegative_probability(hidden: usize, outputs: usize) -> f64 {
    let active: Vec<f64> = FairBinomial::new(outputs).probabilities().collect();
    let positive = FairBinomial::new(hidden);
    let given = |positive: usize| {
        let Some(tosses) = (hidden - positive).checked_sub(1) else {
            return sum_from_ends(&active[hidden.min(active.len())..]);
        };
        // P(Bin(tosses) <= M - positive - 1) for M from positive + 1 on; from M = hidden on it is 1.
        let law = FairBinomial::new(tosses);
        let below = law.probabilities().scan(0.0, |sum, p| {
            *sum += p;
            Some(*sum)
        });
        active.iter().skip(positive + 1).zip(below.chain(std::iter::repeat(1.0))).map(|(p, unique)| p * unique).sum()
    };
    positive.probabilities().enumerate().skip(1).map(|(s, p)| p * given(s)).sum()
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

    /// Values in 40 digits, from the gamma function.
    #[test]
    fn logarithms_of_tails_do_not_underflow() {
        for (n, k, expected) in [
            (1_000, 900, -371.116_421_184_931_8),
            (499_999, 300_000, -10_073.647_919_172_7),
            (1_000_000, 501_500, -6.604_450_144_822_875),
            (1_000_000, 900_001, -368_072.909_334_701_7),
            (1_000_000, 1_000_000, -693_147.180_559_945_3),
        ] {
            let law = FairBinomial::new(n);
            for found in [law.ln_at_least(k), law.ln_below(n - k + 1)] {
                assert!((found - expected).abs() <= 1e-11 * expected.abs(), "{n}, {k}: {found} is not {expected}");
            }
        }
        let law = FairBinomial::new(21);
        assert!((0..=22).all(|k| (law.ln_at_least(k).exp() - law.at_least(k)).abs() < 1e-15));
        assert_eq!((law.ln_at_least(23), law.ln_below(0)), (f64::NEG_INFINITY, f64::NEG_INFINITY));
        assert!(law.ln_below(40).abs() < 1e-15);
    }

    #[test]
    fn the_law_of_non_negative_layers_matches_the_reference() {
        let reference: Value = serde_json::from_str(include_str!("../../tests/data/nonneg_law.json")).unwrap();
        for row in reference["law"].as_array().unwrap() {
            let (hidden, outputs) = (size(&row["n1"]), size(&row["n2"]));
            assert_close(nonnegative_probability(hidden, outputs), &row["p_nonneg"]);
            assert!((FairBinomial::new(outputs).at_least(hidden) - number(&row["p_equations"])).abs() < 1e-12);
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
