//! The least largest error of one layer, realizable or not: the method `linf` finds the global minimum of a problem that is not convex.
//!
//! `{z : ||phi(W z) - x||_inf <= t}` is a polyhedron for every `t` (a row asks `a >= x - t` only where `x > t`), and these are nested. So
//! the minimum is where they begin, found by bisection over the `x_j`. That an answer with error `r` is the minimum is checked apart from
//! all of that: in rational numbers, the polyhedron for `r` less a millionth is empty.

use ndarray::{Array1, ArrayRef1};
use rand::RngExt;
use rand_chacha::ChaCha8Rng;
use serde::Serialize;
use unrelu_inverter::invert::{Inversion, InvertError, LayerwiseOptions, Method, Methods, layerwise};
use unrelu_inverter::network::random::{Variance, gaussian, gaussian_latent, gaussian_network};
use unrelu_inverter::network::{Activation, Network, Slope};
use unrelu_inverter::preimage::{Question, find};

use crate::claim::{Case, Claim, Effort, Expectation, Outcome, Trial, Wording};

/// Inputs and outputs that are tried.
const SHAPES: [(usize, usize); 3] = [(2, 6), (4, 12), (8, 20)];
/// Slopes: ReLU, and the paper's `LeakyReLU`.
const SLOPES: [f64; 2] = [0.0, 0.1];
/// Sizes of noise, as standard deviations, in turn: the last hides the output.
const NOISE: [f64; 3] = [0.01, 0.3, 3.0];
/// How far above the minimum an answer may be, relative to it.
const ABOVE: f64 = 1e-6;
/// Errors below this, relative to the largest output, are rounding.
const ROUNDING: f64 = 1e-12;

/// An inverter for one layer.
pub type LayerInverter = fn(&Network, &ArrayRef1<f64>) -> Result<Inversion, InvertError>;

/// `linf` gives the least `||phi(W z) - x||_inf`.
///
/// # Source
/// Ours; beyond Algorithm 1.
#[derive(Clone, Copy, Debug)]
pub struct ExactLinf {
    effort: Effort,
    inverter: LayerInverter,
}

/// An answer that is not the minimum.
#[derive(Serialize)]
struct Witness {
    /// A row an output.
    weights: Vec<Vec<f64>>,
    slope: f64,
    observation: Vec<f64>,
    latent: Vec<f64>,
    error: f64,
    /// A smaller error, with which there is an input.
    smaller: f64,
}

impl ExactLinf {
    /// The claim about this project's method.
    pub fn new(effort: Effort) -> Self {
        Self { effort, inverter: |network, x| fit(network, x, Method::Linf) }
    }

    /// The same claim about another inverter.
    #[must_use]
    pub fn with_inverter(self, inverter: LayerInverter) -> Self {
        Self { inverter, ..self }
    }

    fn check(&self, network: &Network, x: &Array1<f64>) -> Result<Outcome, String> {
        let inversion = (self.inverter)(network, x).map_err(|error| error.to_string())?;
        let found = inversion.preimage().ok_or("no latent code was found")?;
        let error = found.residual().linf;
        let smaller = error * (1.0 - ABOVE);
        if error <= ROUNDING * x.iter().fold(0.0, |most: f64, x| most.max(x.abs())) {
            return Ok(Outcome::Held);
        }
        let question = Question { tolerance: smaller, ..Question::default() };
        let within = find(network, &x.to_vec(), &question).map_err(|error| error.to_string())?;
        if within.pieces.is_empty() {
            return Ok(Outcome::Held);
        }
        let layer = network.last();
        let row = |index: usize| {
            let mut row = vec![0.0; layer.inputs()];
            layer.weights().for_each_in_row(index, |column, weight| row[column] = weight);
            row
        };
        Ok(Outcome::failed(&Witness {
            weights: (0..layer.outputs()).map(row).collect(),
            slope: layer.activation().slope(),
            observation: x.to_vec(),
            latent: found.latent().to_vec(),
            error,
            smaller,
        }))
    }
}

fn fit(network: &Network, x: &ArrayRef1<f64>, method: Method) -> Result<Inversion, InvertError> {
    layerwise(
        network,
        x,
        &LayerwiseOptions { methods: Methods::All(method), polish: false, ..LayerwiseOptions::default() },
    )
}

impl Claim for ExactLinf {
    fn wording(&self) -> Wording {
        Wording {
            name: "exact-linf",
            statement: "For every observation of one ReLU or LeakyReLU layer, near to one that it gives or not, the method linf finds an input with the \
                        least largest error of all inputs.",
            source: "ours; beyond Algorithm 1, section 4.1",
            expectation: Expectation::Holds,
        }
    }

    fn cases(&self) -> Vec<Case> {
        let trials = self.effort.pick(60, 1_000, 50_000);
        let case =
            |slope: f64| SHAPES.iter().map(move |(k, n)| Case::sampled(format!("k={k} n={n} c={slope}"), trials));
        SLOPES.into_iter().flat_map(case).collect()
    }

    fn trial(&self, case: usize, number: u64, rng: &mut ChaCha8Rng) -> Trial {
        let (k, n) = SHAPES[case % SHAPES.len()];
        let slope = Slope::new(SLOPES[case / SHAPES.len()]);
        let activation = slope.map_or(Activation::Relu, Activation::LeakyRelu);
        let network = gaussian_network(rng, &[k, n], Variance::One, activation);
        let noise = NOISE[usize::try_from(number).unwrap_or(0) % NOISE.len()];
        let mut x = network.forward(&gaussian_latent(rng, k)).mapv_into(|x| x + noise * gaussian(rng));
        if rng.random_ratio(1, 4) {
            // Ties and corners.
            x.mapv_inplace(|x| (2.0 * x).round() / 2.0);
        }
        self.check(&network, &x).unwrap_or_else(Outcome::Undecided).into()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::claims::tests::judge;
    use crate::verdict::Verdict;

    #[test]
    fn linf_is_the_global_minimum() {
        let report = judge(ExactLinf::new(Effort::Quick), 6);
        assert_eq!((report.verdict, report.failures), (Verdict::Consistent, 0), "{:#?}", report.evidence);
    }

    /// Each least in another sense.
    #[test]
    fn other_methods_are_refuted() {
        for inverter in [
            (|network, x| fit(network, x, Method::LeastSquares)) as LayerInverter,
            |network, x| fit(network, x, Method::L1),
            |network, x| fit(network, x, Method::LinfPaper),
        ] {
            assert_eq!(judge(ExactLinf::new(Effort::Quick).with_inverter(inverter), 6).verdict, Verdict::Refuted);
        }
    }
}
