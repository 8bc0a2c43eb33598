//! Theorems 4 and 5: how far the latent code that layer-wise programs find can be from the true one.
//!
//! Go down from the last layer with `d = ||e||`. Let `I` be the rows with `z*_j > 2d` in the output `z*` of a layer and
//! `c` the constant of `W_I`. What the program finds is within `d` of what it is given, so that the rows of `I` are
//! active in it, and `c ||z - z*|| <= ||W_I (z - z*)|| <= 2d`: the input is known to within `2d/c`, the `d` of the next
//! layer. (In `l_1` the residual of rows outside of `I` counts as well, which the paper leaves out.) The paper has one
//! constant for all sets of rows and layers; here each layer has that of its own active rows, a lower bound certified
//! by linear programs, so that less is supposed and more is claimed.

use ndarray::{Array1, Array2, ArrayRef1};
use rand::RngExt;
use rand_chacha::ChaCha8Rng;
use serde::Serialize;
use serde_json::{Value, json};
use unrelu_inverter::constants::{Bracket, ConstantError, c_1, c_inf};
use unrelu_inverter::invert::{Inversion, InvertError, LayerwiseOptions, Method, Methods, layerwise};
use unrelu_inverter::network::{Activation, Network};

use super::by_case::by_case;
use super::gaussian::{Draw, dashed};
use crate::claim::{Case, CaseResult, Claim, Effort, Expectation, Outcome, Trial, Wording};

/// Networks, and the norm of the error relative to the largest output. The larger network is that of Figure 1.
const SHAPES: [([usize; 3], f64); 5] =
    [([4, 20, 100], 1e-6), ([4, 20, 100], 1e-4), ([4, 20, 100], 3e-2), ([20, 100, 500], 1e-6), ([20, 100, 500], 1e-4)];
/// How many of them take no more than milliseconds.
const QUICK: usize = 3;
/// What the bound may be missed by, relative, for rounding.
const ROUNDING: f64 = 1e-6;

/// The inverter under test: [`layerwise()`], or something broken in its place.
pub type NoisyInverter = fn(&Network, &ArrayRef1<f64>, &LayerwiseOptions<'_>) -> Result<Inversion, InvertError>;

/// In which norm.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Norm {
    Linf,
    L1,
}

/// Where a latent code is further from the true one than the theorem allows. Seed, case and trial draw all of it again.
#[derive(Serialize)]
struct Witness {
    widths: Vec<usize>,
    /// Norm of the error of the observation.
    epsilon: f64,
    bound: f64,
    error: f64,
    latent: Vec<f64>,
    found: Vec<f64>,
}

/// Under what the theorem supposes, the latent code found is within `prod_i (2 / c_i) ||e||` of the true one.
///
/// # Source
/// Theorem 4 (`l_inf`, Algorithm 1) and Theorem 5 (`l_1`, Algorithm 2).
#[derive(Clone, Copy, Debug)]
pub struct ErrorBound {
    norm: Norm,
    effort: Effort,
    inverter: NoisyInverter,
}

impl ErrorBound {
    /// Theorem 4, of this project's `linf`: what Algorithm 1 finds where it is told the error, without being told.
    pub fn theorem_4(effort: Effort) -> Self {
        Self { norm: Norm::Linf, effort, inverter: layerwise }
    }

    /// Theorem 5, of this project's `l1`.
    pub fn theorem_5(effort: Effort) -> Self {
        Self { norm: Norm::L1, effort, inverter: layerwise }
    }

    /// The same claim about another inverter.
    #[must_use]
    pub fn with_inverter(self, inverter: NoisyInverter) -> Self {
        Self { inverter, ..self }
    }

    fn shapes(&self) -> &'static [([usize; 3], f64)] {
        &SHAPES[..self.effort.pick(QUICK, SHAPES.len(), SHAPES.len())]
    }

    fn invert(&self, network: &Network, observation: &Array1<f64>) -> Result<Array1<f64>, String> {
        let methods = Methods::All(self.norm.method());
        let options = LayerwiseOptions { methods, polish: false, ..LayerwiseOptions::default() };
        let inversion = (self.inverter)(network, observation, &options).map_err(|error| error.to_string())?;
        inversion.preimage().map(|found| found.latent().clone()).ok_or_else(|| "no latent code was found".to_owned())
    }

    fn judge(&self, draw: &Draw, (epsilon, bound): (f64, f64), found: &Array1<f64>) -> Trial {
        let error = self.norm.of(&(found - &draw.latent));
        if error <= bound * (1.0 + ROUNDING) {
            return Trial { outcome: Outcome::Held, measure: Some(error / bound) };
        }
        let witness = Witness {
            widths: draw.network.widths(),
            epsilon,
            bound,
            error,
            latent: draw.latent.to_vec(),
            found: found.to_vec(),
        };
        Outcome::failed(&witness).into()
    }
}

impl Norm {
    fn of(self, vector: &ArrayRef1<f64>) -> f64 {
        match self {
            Self::Linf => vector.iter().fold(0.0, |largest: f64, entry| largest.max(entry.abs())),
            Self::L1 => vector.iter().map(|entry| entry.abs()).sum(),
        }
    }

    fn method(self) -> Method {
        match self {
            Self::Linf => Method::Linf,
            Self::L1 => Method::L1,
        }
    }

    fn constant(self, rows: &Array2<f64>) -> Result<Bracket, ConstantError> {
        match self {
            Self::Linf => c_inf(rows),
            Self::L1 => c_1(rows),
        }
    }

    /// The bound on the error of the latent code, or `None` where a layer has too few large outputs for one.
    fn bound(self, draw: &Draw, epsilon: f64) -> Result<Option<f64>, ConstantError> {
        let mut distance = epsilon;
        for (layer, output) in draw.network.layers().iter().zip(&draw.outputs).rev() {
            let large: Vec<usize> = (0..output.len()).filter(|&row| output[row] > 2.0 * distance).collect();
            if large.len() < layer.inputs() {
                return Ok(None);
            }
            let constant = self.constant(&layer.weights().select(large.into_iter()))?.lower;
            if constant <= 0.0 {
                return Ok(None);
            }
            distance *= 2.0 / constant;
        }
        Ok(Some(distance))
    }
}

impl Claim for ErrorBound {
    fn wording(&self) -> Wording {
        let (name, statement, source) = match self.norm {
            Norm::Linf => (
                "theorem-4",
                "Where every layer has enough outputs above twice the error that reaches it, Algorithm 1 finds a latent code within \
                 prod_i (2 / c_inf,i) ||e||_inf of the true one in l_inf, with c_inf,i of those rows of layer i.",
                "Theorem 4, Lemma 2",
            ),
            Norm::L1 => (
                "theorem-5",
                "Where every layer has enough outputs above twice the error that reaches it, Algorithm 2 finds a latent code within \
                 prod_i (2 / c_1,i) ||e||_1 of the true one in l_1, with c_1,i of those rows of layer i.",
                "Theorem 5",
            ),
        };
        Wording { name, statement, source, expectation: Expectation::Holds }
    }

    fn cases(&self) -> Vec<Case> {
        let trials = self.effort.pick(60, 20, 500);
        let name = |(widths, level): &([usize; 3], f64)| format!("{} noise {level:e}", dashed(widths));
        self.shapes().iter().map(|shape| Case::sampled(name(shape), trials)).collect()
    }

    fn trial(&self, case: usize, _number: u64, rng: &mut ChaCha8Rng) -> Trial {
        let (widths, level) = self.shapes()[case];
        let draw = Draw::new(rng, &widths, Activation::Relu);
        let noise: Array1<f64> = draw.observation().mapv(|_| rng.random_range(-1.0..=1.0));
        let epsilon = level * Norm::Linf.of(draw.observation());
        let noise = &noise * (epsilon / self.norm.of(&noise));
        match self.norm.bound(&draw, epsilon) {
            Err(error) => Outcome::Undecided(error.to_string()).into(),
            Ok(None) => Outcome::Inapplicable.into(),
            Ok(Some(bound)) => match self.invert(&draw.network, &(draw.observation() + &noise)) {
                Ok(found) => self.judge(&draw, (epsilon, bound), &found),
                Err(reason) => Outcome::Undecided(reason).into(),
            },
        }
    }

    fn remarks(&self, cases: &[CaseResult]) -> Value {
        json!({ "largest_error_relative_to_its_bound": by_case(cases, |ratio| ratio) })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::claims::tests::judge;
    use crate::verdict::{ClaimReport, Verdict};

    fn both(change: impl Fn(ErrorBound) -> ErrorBound) -> [ClaimReport; 2] {
        [ErrorBound::theorem_4(Effort::Quick), ErrorBound::theorem_5(Effort::Quick)]
            .map(|claim| judge(change(claim), 10))
    }

    #[test]
    fn both_theorems_are_consistent_where_they_apply() {
        for report in both(|claim| claim) {
            let cases = &report.evidence.cases;
            assert_eq!((report.failures, report.evidence.undecided), (0, 0), "{:#?}", report.evidence);
            assert!(cases[0].held > 5 && cases[0].largest_measure < Some(0.5), "{cases:#?}");
            // The largest error is beyond what the theorems suppose.
            assert!(cases[2].inapplicable > 2 && cases[2].held > 0, "{cases:#?}");
        }
    }

    #[test]
    fn an_inverter_that_is_one_percent_off_is_refuted() {
        let off = |network: &Network, observation: &ArrayRef1<f64>, options: &LayerwiseOptions<'_>| {
            layerwise(network, &(observation * 1.01), options)
        };
        for report in both(|claim| claim.with_inverter(off)) {
            assert_eq!(report.verdict, Verdict::Refuted);
        }
    }
}
