//! Lemma 1 for one latent code: what is true of it.
//!
//! The paper says that `z -> relu(W z)` is injective with high probability. For Gaussian `W` and a *fixed* `z*`, the
//! preimage of `relu(W z*)` is one point exactly where at least `k` rows are active: then `k` equations in general
//! position fix it; otherwise `z*` can move along the kernel of the active rows while the others, strictly negative,
//! stay so. Active rows number `Bin(n, 1/2)`. That this does not make the map injective is another claim.

use ndarray::{Array1, Array2, ArrayRef1, ArrayView1};
use rand_chacha::ChaCha8Rng;
use unrelu_inverter::exact::{Rational, rational};
use unrelu_inverter::invert::{Inversion, Outcome as Found, ShortRank, Uniqueness};
use unrelu_inverter::network::random::gaussian;
use unrelu_inverter::network::{Activation, Layer};

use super::gaussian::{Draw, EXACT, Inverter, condition};
use crate::claim::{Case, Claim, Effort, Expectation, Outcome, Trial, Wording};
use crate::rank::Square;
use crate::stats::FairBinomial;

/// Inputs and outputs that are tried: `n = 2k`, `floor(2.1 k)`, `2.5 k` and `3k`.
const SHAPES: [(usize, usize); 8] = [(2, 4), (5, 10), (5, 15), (10, 21), (20, 42), (20, 50), (50, 105), (100, 210)];
/// Those in which rank alone is decided.
const COUNTED: [(usize, usize); 3] = [(5, 10), (10, 21), (20, 42)];
/// Relative error allowed for a unit of condition: 1e-8 at condition 10,000.
const RELATIVE: f64 = 1e-12;
/// Rounding of `w z` is below `2 k u |w| |z|`, and draws of Gaussian floats below 40: for `k` up to 100, a value above this times
/// `sum |z_i|` has the right sign.
const SURE: f64 = 1e-12;
/// A collision closer than this, relative to `z*`, could be rounding.
const LEAST_STEP: f64 = 1e-9;
/// Two outputs are equal up to this, relative to what was added up: some thousand roundings.
const EQUAL: f64 = 1e-12;

/// Uniqueness of the preimage at a point, recovery where it is unique, and a collision where it is not.
///
/// # Source
/// Lemma 1, appendix B.2, which claims more than this.
#[derive(Clone, Copy, Debug)]
pub struct Lemma1Pointwise {
    effort: Effort,
    inverter: Inverter,
    predictor: fn(usize, usize) -> f64,
}

impl Lemma1Pointwise {
    /// The claim about this project's inverter and the exact law.
    pub fn new(effort: Effort) -> Self {
        Self { effort, inverter: EXACT, predictor: |n, k| FairBinomial::new(n).at_least(k) }
    }

    /// The same claim about another inverter.
    #[must_use]
    pub fn with_inverter(self, inverter: Inverter) -> Self {
        Self { inverter, ..self }
    }

    /// The same claim about another function of `n` and `k` as the probability of a unique preimage.
    #[must_use]
    pub fn with_predictor(self, predictor: fn(usize, usize) -> f64) -> Self {
        Self { predictor, ..self }
    }
}

fn judge(draw: &Draw, inversion: &Inversion) -> Trial {
    match (&inversion.outcome, draw.has_enough_active_rows()) {
        (Found::Undecided(reason), _) => Outcome::Undecided(reason.to_string()).into(),
        (Found::Found { uniqueness: Uniqueness::Unique, .. }, true) => recovery(draw, inversion),
        (Found::Found { uniqueness: Uniqueness::Free(free), .. }, false) => collision(draw, inversion, free).into(),
        (Found::Found { .. }, true) => draw.contradicts("k rows are active, but not called unique", inversion).into(),
        (Found::Found { .. }, false) => {
            draw.contradicts("fewer than k rows are active, but called unique", inversion).into()
        }
        _ => draw.contradicts("a realizable observation was rejected", inversion).into(),
    }
}

/// A unique preimage must be the latent code that the observation came from.
fn recovery(draw: &Draw, inversion: &Inversion) -> Trial {
    let Some(error) = draw.relative_error(inversion) else {
        return draw.contradicts("called unique, but there is no latent code", inversion).into();
    };
    if error <= RELATIVE * condition(inversion) {
        return Trial { outcome: Outcome::Held, measure: Some(error) };
    }
    draw.contradicts("called unique, but it is another latent code", inversion).into()
}

/// A free direction must lead from the latent code to another with the same output.
fn collision(draw: &Draw, inversion: &Inversion, free: &Array2<f64>) -> Outcome {
    let layer = draw.network.last();
    let norm = draw.latent.dot(&draw.latent).sqrt();
    let step = free.columns().into_iter().map(|direction| longest_step(layer, &draw.latent, &direction));
    let Some(other) = step.max_by(|a, b| a.dot(a).total_cmp(&b.dot(b))).map(|step| &draw.latent + &step) else {
        return draw.contradicts("called not unique, but without a free direction", inversion);
    };
    let moved = &other - &draw.latent;
    if moved.dot(&moved).sqrt() < LEAST_STEP * norm {
        return Outcome::Undecided("the other latent codes are too close to tell them apart".to_owned());
    }
    if same_output(layer, &draw.latent, &other) {
        Outcome::Missed
    } else {
        draw.contradicts("a free direction changes the output", inversion)
    }
}

/// How far one can go either way along a unit `direction` until a row that is off comes halfway to zero.
fn longest_step(layer: &Layer, latent: &Array1<f64>, direction: &ArrayView1<f64>) -> Array1<f64> {
    let (values, slopes) = (layer.preactivation(latent), layer.preactivation(direction) - layer.bias());
    let reach = |sign: f64| {
        let rows = values.iter().zip(&slopes).filter(|&(&value, &slope)| value <= 0.0 && sign * slope > 0.0);
        rows.map(|(value, slope)| -0.5 * value / (sign * slope)).fold(latent.dot(latent).sqrt(), f64::min)
    };
    let (forward, backward) = (reach(1.0), reach(-1.0));
    direction.to_owned() * if forward >= backward { forward } else { -backward }
}

/// Rounding of a row is relative to `sum |w_i z_i|`, which may be far larger than what is left of the sum.
fn same_output(layer: &Layer, a: &ArrayRef1<f64>, b: &ArrayRef1<f64>) -> bool {
    let scale = |row: usize| {
        let mut scale = 0.0;
        layer
            .weights()
            .for_each_in_row(row, |column, weight| scale += (weight * a[column].abs().max(b[column].abs())).abs());
        scale
    };
    let (a, b) = (layer.forward(a), layer.forward(b));
    a.iter().zip(&b).enumerate().all(|(row, (a, b))| (a - b).abs() <= EQUAL * scale(row))
}

/// Whether a fixed latent code is the only one with its output: whether at least `k` active rows have full rank.
fn counted((k, n): (usize, usize), rng: &mut ChaCha8Rng) -> Outcome {
    let latent: Vec<f64> = (0..k).map(|_| gaussian(rng)).collect();
    let weights: Vec<f64> = (0..k * n).map(|_| gaussian(rng)).collect();
    // Column after column: sums over a row are then made row by row at once.
    let mut values = vec![0.0; n];
    for (column, &entry) in weights.chunks_exact(n).zip(&latent) {
        values.iter_mut().zip(column).for_each(|(value, weight)| *value += weight * entry);
    }
    let sure = SURE * latent.iter().map(|entry| entry.abs()).sum::<f64>();
    let is_active = |row: usize| match values[row] {
        value if value.abs() > sure => value > 0.0,
        _ => is_positive(latent.iter().zip(weights[row..].iter().step_by(n))),
    };
    let active: Vec<usize> = (0..n).filter(|&row| is_active(row)).take(k).collect();
    if active.len() < k {
        return Outcome::Missed;
    }
    let mut rows = Square::new(k);
    for (index, column) in weights.chunks_exact(n).enumerate() {
        rows.column_mut(index).iter_mut().zip(&active).for_each(|(entry, &row)| *entry = column[row]);
    }
    if rows.is_nonsingular() {
        return Outcome::Held;
    }
    Outcome::Undecided("k rows are active, but not proven to be independent".to_owned())
}

/// The sign of a sum of products, without rounding.
fn is_positive<'a>(products: impl Iterator<Item = (&'a f64, &'a f64)>) -> bool {
    let mut products = products.map(|(a, b)| Some(rational(*a)? * rational(*b)?));
    let exact = products.try_fold(Rational::ZERO, |sum, product| Some(sum + product?));
    exact.is_some_and(|sum| sum > Rational::ZERO)
}

impl Claim for Lemma1Pointwise {
    fn wording(&self) -> Wording {
        Wording {
            name: "lemma-1-pointwise",
            statement: "For Gaussian W and fixed z, the preimage of relu(W z) is the point z alone exactly where at least k rows are active, which \
                        happens with probability P(Bin(n, 1/2) >= k); otherwise z can move without changing the output.",
            source: "Lemma 1, appendix B.2",
            expectation: Expectation::Holds,
        }
    }

    fn cases(&self) -> Vec<Case> {
        let trials = self.effort.pick(1_000, 10_000, 200_000);
        let case = |(k, n)| Case::sampled(format!("k={k} n={n}"), trials).with_prediction((self.predictor)(n, k));
        let counted = self.effort.pick(20_000, 1_000_000, 100_000_000);
        let count =
            |(k, n)| Case::sampled(format!("k={k} n={n} counted"), counted).with_prediction((self.predictor)(n, k));
        SHAPES.into_iter().map(case).chain(COUNTED.into_iter().map(count)).collect()
    }

    fn trial(&self, case: usize, _number: u64, rng: &mut ChaCha8Rng) -> Trial {
        let Some(&(k, n)) = SHAPES.get(case) else { return counted(COUNTED[case - SHAPES.len()], rng).into() };
        let draw = Draw::new(rng, &[k, n], Activation::Relu);
        match draw.invert(self.inverter, ShortRank::Complete) {
            Ok(inversion) => judge(&draw, &inversion),
            Err(undecided) => undecided.into(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::claims::tests::judge;
    use crate::seed::{Seed, StreamId};
    use crate::verdict::Verdict;
    use unrelu_inverter::invert::exact;

    #[test]
    fn the_exact_inverter_is_consistent() {
        let report = judge(Lemma1Pointwise::new(Effort::Quick), 60);
        assert_eq!(report.verdict, Verdict::Consistent, "{:#?}", report.evidence);
        assert!(report.failures > 0, "some preimages are not unique");
    }

    #[test]
    fn an_inverter_that_always_says_unique_is_refuted() {
        let wrong = Lemma1Pointwise::new(Effort::Quick).with_inverter(|network, observation, options| {
            let mut inversion = exact(network, observation, options)?;
            if let Found::Found { uniqueness, .. } = &mut inversion.outcome {
                *uniqueness = Uniqueness::Unique;
            }
            Ok(inversion)
        });
        assert_eq!(judge(wrong, 20).verdict, Verdict::Refuted);
    }

    #[test]
    fn a_free_direction_that_is_none_is_refuted() {
        let wrong = Lemma1Pointwise::new(Effort::Quick).with_inverter(|network, observation, options| {
            let mut inversion = exact(network, observation, options)?;
            if let Found::Found { uniqueness: Uniqueness::Free(free), .. } = &mut inversion.outcome {
                free.column_mut(0).fill(1.0);
            }
            Ok(inversion)
        });
        let report = judge(wrong, 20);
        assert_eq!(report.evidence.counterexamples[0].witness["complaint"], "a free direction changes the output");
    }

    /// One row is active, and nearly nothing is left of its sum: seed 0, trial 1754.
    #[test]
    fn a_tiny_output_is_not_taken_for_the_scale_of_rounding() {
        let claim = Lemma1Pointwise::new(Effort::Quick);
        let (claim_id, case_id) = (StreamId::of("lemma-1-pointwise"), StreamId::of("k=2 n=4"));
        let trial = claim.trial(0, 1_754, &mut Seed(0).rng(claim_id, case_id, 1_754));
        assert_eq!(trial.outcome, Outcome::Missed);
    }

    #[test]
    fn signs_are_those_of_exact_sums() {
        assert!(is_positive([(&1e16, &1.0), (&1.0, &1.0), (&-1e16, &1.0)].into_iter()));
        assert!(!is_positive([(&0.1, &3.0), (&-0.3, &1.0), (&-1.0, &1.0)].into_iter()));
        assert!(!is_positive([(&2.0, &3.0), (&-6.0, &1.0)].into_iter()));
    }

    #[test]
    fn a_law_with_one_row_more_is_refuted_by_counting() {
        let claim = Lemma1Pointwise::new(Effort::Quick).with_predictor(|n, k| FairBinomial::new(n).at_least(k + 1));
        let report = judge(claim, 500);
        let counted = report.evidence.cases.last().unwrap();
        assert_eq!((counted.name.as_str(), counted.verdict), ("k=20 n=42 counted", Verdict::Refuted));
    }

    #[test]
    fn the_papers_law_is_refuted_by_its_rate() {
        let report = judge(Lemma1Pointwise::new(Effort::Quick).with_predictor(|_, _| 0.999), 60);
        assert_eq!((report.verdict, report.evidence.contradictions), (Verdict::Refuted, 0));
    }
}
