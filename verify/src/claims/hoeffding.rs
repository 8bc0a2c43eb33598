//! The Hoeffding bound in the proof of Lemma 1, and the exact tail in its place.

use rand_chacha::ChaCha8Rng;
use serde::Serialize;
use serde_json::{Value, json};
use unrelu_inverter::network::random::{Variance, gaussian_latent, gaussian_matrix};

use crate::claim::{Case, CaseResult, Claim, Effort, Expectation, Outcome, Trial, Wording};
use crate::stats::{FairBinomial, hoeffding_bound};

/// Every `k` up to here is checked. The bound falls below 1% near `k = 1,900`.
const LARGEST: u64 = 2_000;
/// Failure rates below this are called rare.
const RARE: f64 = 0.01;

/// Tail and bound are right to 1e-12 relative: with this to spare, rounding decides nothing.
const ROUNDING: f64 = 1e-9;

/// The number of rows that must be positive, and of rows that there are.
#[derive(Clone, Copy, Debug)]
struct Shape {
    k: usize,
    n: usize,
}

impl Shape {
    /// `n = floor(2.1 k)`: the least that Assumption 1 allows.
    fn least_expansive(k: usize) -> Self {
        Self { k, n: 21 * k / 10 }
    }
}

/// `P(Bin(n, 1/2) <= k) <= exp(-2 (n/2 - k)^2 / n)` at `n = floor(2.1 k)`, and `Bin(n, 1/2)` is the right law.
///
/// The first part is checked for every `k` up to 2,000. The second draws Gaussian layers and compares how often fewer
/// than `k` rows are positive with the exact tail.
///
/// # Source
/// The proof of Lemma 1, appendix B.2. Its event "at most `k`" should read "fewer than `k`"; the bound holds for both.
#[derive(Debug)]
pub struct Hoeffding {
    sampled: Vec<Shape>,
    trials: u64,
    bound: fn(usize, usize) -> f64,
}

/// A size at which the bound does not hold.
#[derive(Serialize)]
struct Witness {
    k: usize,
    n: usize,
    tail: f64,
    bound: f64,
}

impl Hoeffding {
    /// The claim about the paper's bound.
    pub fn new(effort: Effort) -> Self {
        Self::of(effort, hoeffding_bound)
    }

    /// The same claim about another function of `n` and `k`.
    pub fn of(effort: Effort, bound: fn(usize, usize) -> f64) -> Self {
        let sampled = [10, 100].map(Shape::least_expansive).to_vec();
        Self { sampled, trials: effort.pick(10_000, 100_000, 2_000_000), bound }
    }

    fn check_bound(&self, k: usize) -> Outcome {
        let Shape { k, n } = Shape::least_expansive(k);
        let (tail, bound) = (FairBinomial::new(n).below(k + 1), (self.bound)(n, k));
        if tail * (1.0 + ROUNDING) <= bound { Outcome::Held } else { Outcome::failed(&Witness { k, n, tail, bound }) }
    }

    /// The least `k` at which `rate` of its shape is at most [`RARE`].
    fn first_rare(rate: impl Fn(Shape) -> f64) -> Option<usize> {
        let sizes = 1..=usize::try_from(LARGEST).unwrap_or(0);
        sizes.map(Shape::least_expansive).find(|&shape| rate(shape) <= RARE).map(|shape| shape.k)
    }
}

/// Whether at least `k` of `n` rows of a Gaussian matrix are positive on a fixed vector.
fn enough_positive(Shape { k, n }: Shape, rng: &mut ChaCha8Rng) -> Outcome {
    let latent = gaussian_latent(rng, k);
    let weights = gaussian_matrix(rng, (n, k), Variance::One);
    let positive = weights.dot(&latent).iter().filter(|&&a| a > 0.0).count();
    if positive >= k { Outcome::Held } else { Outcome::Missed }
}

impl Claim for Hoeffding {
    fn wording(&self) -> Wording {
        Wording {
            name: "hoeffding",
            statement: "At n = floor(2.1 k), for every k up to 2,000, P(Bin(n, 1/2) <= k) <= exp(-2 (n/2 - k)^2 / n); and the number of \
                        positive coordinates of W z, W Gaussian, follows Bin(n, 1/2).",
            source: "proof of Lemma 1, appendix B.2",
            expectation: Expectation::Holds,
        }
    }

    fn cases(&self) -> Vec<Case> {
        let sampled = self.sampled.iter().map(|&Shape { k, n }| {
            let prediction = FairBinomial::new(n).at_least(k);
            Case::sampled(format!("k={k} n={n}"), self.trials).with_prediction(prediction)
        });
        std::iter::once(Case::exhaustive("bound", LARGEST)).chain(sampled).collect()
    }

    fn trial(&self, case: usize, number: u64, rng: &mut ChaCha8Rng) -> Trial {
        match case.checked_sub(1) {
            Some(sampled) => enough_positive(self.sampled[sampled], rng).into(),
            None => self.check_bound(usize::try_from(number).unwrap_or(usize::MAX) + 1).into(),
        }
    }

    fn remarks(&self, _cases: &[CaseResult]) -> Value {
        json!({
            "first_k_with_exact_failure_at_most_1_percent": Self::first_rare(|Shape { k, n }| FairBinomial::new(n).below(k)),
            "first_k_with_bound_at_most_1_percent": Self::first_rare(|Shape { k, n }| (self.bound)(n, k)),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::claims::tests::judge;
    use crate::verdict::Verdict;

    #[test]
    fn the_bound_is_proven_and_the_law_is_consistent() {
        let report = judge(Hoeffding::new(Effort::Quick), 400);
        let verdicts: Vec<Verdict> = report.evidence.cases.iter().map(|case| case.verdict).collect();
        assert_eq!(verdicts, [Verdict::Proven, Verdict::Consistent, Verdict::Consistent]);
        assert_eq!(report.verdict, Verdict::Consistent);
        let prediction = report.prediction.unwrap();
        let expected = f64::midpoint(0.331_811_904_907_227, 0.223_943_510_500_337);
        assert!((prediction - expected).abs() < 1e-12, "{prediction}");
    }

    #[test]
    fn failures_become_rare_where_the_tails_say() {
        let remarks = Hoeffding::new(Effort::Quick).remarks(&[]);
        let first = |name: &str| remarks[name].as_u64().unwrap();
        assert!(first("first_k_with_exact_failure_at_most_1_percent").abs_diff(1_120) <= 10, "{remarks}");
        assert!(first("first_k_with_bound_at_most_1_percent").abs_diff(1_920) <= 30, "{remarks}");
    }

    #[test]
    fn a_bound_with_twice_the_exponent_is_refuted() {
        let report = judge(Hoeffding::of(Effort::Quick, |n, k| hoeffding_bound(n, k).powi(2)), 10);
        assert_eq!(report.verdict, Verdict::Refuted);
        assert_eq!(report.evidence.counterexamples[0].case, "bound");
    }
}
