//! Layer-wise exact inversion (Theorem 3, eq. 4, eq. 5): for observations that the network really gives.

use super::{
    Inversion, LayerReport, Outcome, Preimage, Reason, Uniqueness,
    batch::{self, Batch},
    layer::{NoInput, Task},
    system::{Accuracy, LayerSystem},
};
use crate::network::{Activation, Network, ObservationError};
use ndarray::{Array1, Array2, ArrayRef1, ArrayRef2};
use std::time::Instant;

/// How far, relative to the largest entry of the observation, `G(z)` may be from it: finite and not negative.
#[derive(Clone, Copy, Debug, PartialEq, PartialOrd)]
pub struct Tolerance(f64);

/// What to do where the active outputs of a layer are too few to fix its input.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ShortRank {
    /// Look at the inequalities as well: by a linear program (eq. 4), `z >= 0` included where the input is the output
    /// of a ReLU layer.
    Complete,
    /// Stop, as the proof of Theorem 3 does.
    Stop,
}

/// How to invert.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct ExactOptions {
    /// What counts as equal.
    pub tolerance: Tolerance,
    /// What to do where equations are too few.
    pub short_rank: ShortRank,
}

/// An observation that does not belong to the network.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum InvertError {
    /// Too long, too short, or not finite.
    #[error(transparent)]
    Observation(#[from] ObservationError),
    /// Not a method a layer.
    #[error("{found} methods were named, but the network has {expected} layers")]
    Methods {
        /// Layers of the network.
        expected: usize,
        /// Methods.
        found: usize,
    },
    /// Below zero where the last layer is a ReLU.
    #[error("entry {} of the observation is {value}, but the last layer is a ReLU, whose outputs are never negative", .index + 1)]
    Negative {
        /// Entry, from 0.
        index: usize,
        /// Its value.
        value: f64,
    },
}

impl Tolerance {
    /// For observations in double precision.
    pub const DOUBLE: Self = Self(1e-9);
    /// For observations in single precision (24 bits).
    pub const SINGLE: Self = Self(1e-5);

    /// A tolerance, or `None` where it is negative, infinite or NaN.
    pub fn new(relative: f64) -> Option<Self> {
        (relative >= 0.0 && relative.is_finite()).then_some(Self(relative))
    }

    /// The number itself.
    pub fn get(self) -> f64 {
        self.0
    }

    /// How far from an output counts as equal to it: relative to its largest entry.
    pub fn of(self, output: &ArrayRef1<f64>) -> f64 {
        self.0 * output.iter().fold(0.0, |scale: f64, x| scale.max(x.abs()))
    }
}

impl Default for ExactOptions {
    fn default() -> Self {
        Self { tolerance: Tolerance::DOUBLE, short_rank: ShortRank::Complete }
    }
}

/// Finds `z` with `G(z) = x`, says whether it is the only one, or proves that there is none.
///
/// From the last layer to the first, the active outputs of a ReLU layer are linear equations for its input, the others
/// inequalities; all outputs of a `LeakyReLU` or identity layer are equations (eq. 5). What the equations fix needs no
/// more; otherwise the inequalities are looked at too.
///
/// ```
/// use ndarray::array;
/// use unrelu_inverter::invert::{ExactOptions, exact};
/// use unrelu_inverter::network::{Layer, Network};
///
/// let layer = Layer::relu(array![[1.0, 0.0], [0.0, 1.0], [-1.0, -1.0]])?;
/// let network = Network::new(vec![layer])?;
/// let inversion = exact(&network, &array![2.0, 3.0, 0.0], &ExactOptions::default())?;
/// assert!(inversion.is_unique());
/// assert_eq!(inversion.preimage().unwrap().latent(), array![2.0, 3.0]);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
///
/// # Errors
/// [`InvertError`] where the observation has the wrong length, is not finite or is negative after a ReLU. That there is
/// no preimage, and that none was found, are answers.
///
/// # Source
/// Lei et al. 2019, section 3.1 and Theorem 3. That the inequalities and `z >= 0` are needed, and that equations fix
/// the input of a generic layer just where at least `k` outputs are active, is ours.
pub fn exact(
    network: &Network,
    observation: &ArrayRef1<f64>,
    options: &ExactOptions,
) -> Result<Inversion, InvertError> {
    check(network, observation)?;
    let start = Instant::now();
    let slack = options.tolerance.of(observation);
    let goal = Goal { network, observation, slack, short_rank: options.short_rank };
    let (outcome, layers) = goal.reach();
    Ok(Inversion { outcome, layers, whole: None, seconds: start.elapsed().as_secs_f64() })
}

/// [`exact`] of every row, on all threads of the current `rayon` pool; `done` is called after each. Shape of
/// `observations`: `batch x n`.
///
/// # Errors
/// Those of [`exact`], with the first row (from 0) that has one, before any work is done.
pub fn exact_batch(
    network: &Network,
    observations: &ArrayRef2<f64>,
    options: &ExactOptions,
    done: impl Fn() + Sync,
) -> Batch {
    batch::rows(observations, |row| check(network, &row), |row| exact(network, &row, options), done)
}

/// Whether the observation can be inverted exactly.
pub(super) fn check(network: &Network, observation: &ArrayRef1<f64>) -> Result<(), InvertError> {
    network.check_observation(observation)?;
    let relu = network.last().activation() == Activation::Relu;
    match observation.iter().position(|&x| relu && x < 0.0) {
        Some(index) => Err(InvertError::Negative { index, value: observation[index] }),
        None => Ok(()),
    }
}

/// A checked observation, and how closely it is to be met.
struct Goal<'a> {
    network: &'a Network,
    observation: &'a ArrayRef1<f64>,
    slack: f64,
    short_rank: ShortRank,
}

impl Goal<'_> {
    fn reach(&self) -> (Outcome, Vec<LayerReport>) {
        let mut layers = Vec::new();
        let mut output = self.observation.to_owned();
        let mut slack = self.slack;
        // The first layer on the way that does not fix its input, and the directions that it leaves.
        let mut open: Option<(usize, Array2<f64>)> = None;
        for number in (1..=self.network.layers().len()).rev() {
            let (input, report) = self.task(number, &output, slack).undo();
            layers.push(report);
            let input = match input {
                Ok(input) => input,
                Err(no_input) => return (failed(open.map(|(above, _)| above), no_input), layers),
            };
            if input.free.ncols() > 0 {
                open.get_or_insert((number, input.free));
            }
            (output, slack) = (input.z, input.slack);
        }
        let uniqueness = match open {
            None => Uniqueness::Unique,
            Some((1, free)) => Uniqueness::Free(free),
            Some((layer, _)) => Uniqueness::Unknown { layer },
        };
        (self.measured(output, uniqueness), layers)
    }

    fn task<'a>(&'a self, number: usize, output: &'a Array1<f64>, slack: f64) -> Task<'a> {
        // The observation's zeros are exact; those of a hidden vector that was computed are not.
        let threshold = if number == self.network.layers().len() { 0.0 } else { slack };
        let system = LayerSystem::new(self.network, number, output, Accuracy { threshold, slack });
        Task { number, output, system, short_rank: self.short_rank }
    }

    fn measured(&self, latent: Array1<f64>, uniqueness: Uniqueness) -> Outcome {
        let preimage = match Preimage::measure(self.network, self.observation, latent) {
            Ok(preimage) => preimage,
            Err(reason) => return Outcome::Undecided(reason),
        };
        let residual = preimage.residual().linf;
        if residual <= self.slack || self.is_rounding(residual, preimage.latent()) {
            Outcome::Found { preimage, uniqueness }
        } else {
            Outcome::Undecided(Reason::Residual(residual))
        }
    }

    /// Whether the last layer at `latent` cannot be computed more exactly.
    fn is_rounding(&self, residual: f64, latent: &Array1<f64>) -> bool {
        let trace = self.network.trace(latent);
        let hidden = trace.iter().rev().nth(1).unwrap_or(latent);
        let depth = self.network.layers().len();
        LayerSystem::new(self.network, depth, self.observation, Accuracy::EXACT).admits(residual, hidden)
    }
}

/// Only where every layer above fixes its input does an unreachable hidden vector prove anything.
fn failed(open: Option<usize>, no_input: NoInput) -> Outcome {
    match (open, no_input) {
        (None, NoInput::Empty(certificate)) => Outcome::NotRealizable(certificate),
        (Some(above), NoInput::Empty(certificate)) => {
            Outcome::Undecided(Reason::WrongChoice { above, layer: certificate.layer })
        }
        (_, NoInput::Undecided(reason)) => Outcome::Undecided(reason),
    }
}
