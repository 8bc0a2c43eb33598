//! Gradient descent on `||G(z) - x||_2^2`: what the paper compares with.

use super::report::{Norm, Search};
use super::trace::Trace;
use super::{
    Fit,
    levenberg::{Stop, levenberg},
    random_start,
};
use crate::invert::{
    Inversion, InvertError, Tolerance,
    batch::{self, Batch},
};
use crate::network::Network;
use ndarray::{Array1, ArrayRef1, ArrayRef2};
use rand_chacha::{ChaCha8Rng, rand_core::SeedableRng};
use std::time::Instant;

/// How to descend.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct GradientOptions {
    /// Length of a step, in gradients of `||G(z) - x||_2^2 / 2`.
    pub step: f64,
    /// Steps at most.
    pub steps: usize,
    /// A gradient that is shorter than this is the end.
    pub gradient: f64,
    /// Whether `-z` takes the place of `z` before a step wherever it is better (Huang et al. 2018).
    pub sign_test: bool,
    /// What counts as the observation itself, relative to its largest entry.
    pub tolerance: Tolerance,
    /// Seed of the starting point, from `N(0, I)`.
    pub seed: u64,
}

/// How to descend from many starting points by Levenberg and Marquardt's method.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct StrongOptions {
    /// Starting points, from `N(0, I)`; the best end counts.
    pub starts: usize,
    /// What counts as the observation itself, relative to its largest entry.
    pub tolerance: Tolerance,
    /// Seed of the starting points.
    pub seed: u64,
}

impl GradientOptions {
    /// For random networks (section 5.1 of the paper).
    pub const RANDOM: Self =
        Self { step: 1.0, steps: 1_000, gradient: 1e-9, sign_test: false, tolerance: Tolerance::DOUBLE, seed: 0 };
    /// For trained networks (section 5.2 of the paper).
    pub const TRAINED: Self = Self { step: 1e-3, steps: 10_000, ..Self::RANDOM };
}

impl Default for StrongOptions {
    fn default() -> Self {
        Self { starts: 10, tolerance: Tolerance::DOUBLE, seed: 0 }
    }
}

/// Descends along the gradient from one random point.
///
/// ```
/// use ndarray::array;
/// use unrelu_inverter::invert::{GradientOptions, gradient_descent};
/// use unrelu_inverter::network::{Layer, Network};
///
/// let network = Network::new(vec![Layer::relu(array![[1.0], [-1.0]])?])?;
/// let options = GradientOptions { step: 0.5, ..GradientOptions::RANDOM };
/// let inversion = gradient_descent(&network, &array![0.0, 2.0], &options)?;
/// # assert!(inversion.seconds >= 0.0);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
///
/// # Errors
/// [`InvertError`] where the observation has the wrong length or is not finite.
///
/// # Source
/// Lei et al. 2019, sections 5.1 and 5.2; Huang et al. 2018 (arXiv:1812.04176) for the test of the sign.
pub fn gradient_descent(
    network: &Network,
    observation: &ArrayRef1<f64>,
    options: &GradientOptions,
) -> Result<Inversion, InvertError> {
    network.check_observation(observation)?;
    let clock = Instant::now();
    let mut rng = ChaCha8Rng::seed_from_u64(options.seed);
    let mut trace = Trace::new(network, random_start(&mut rng, network.inputs()));
    let (mut steps, mut converged) = (0, false);
    while steps < options.steps && !converged {
        if options.sign_test {
            trace = better_sign(trace, observation);
        }
        let gradient = trace.pull(&trace.errors(observation));
        converged = gradient.dot(&gradient).sqrt() <= options.gradient;
        if !converged {
            trace = Trace::new(network, &trace.latent - &(gradient * options.step));
            steps += 1;
        }
    }
    let fit = Fit {
        search: Search::Gradient,
        norm: Norm::L2,
        starts: 1,
        steps,
        converged,
        refuted: None,
        layers: Vec::new(),
    };
    Ok(fit.report((network, observation), &trace, options.tolerance, clock))
}

/// [`gradient_descent`] of every row, on all threads of the current `rayon` pool; `done` is called after each. Shape of
/// `observations`: `batch x n`.
///
/// # Errors
/// Those of [`gradient_descent`], with the first row (from 0) that has one, before any work is done.
pub fn gradient_batch(
    network: &Network,
    observations: &ArrayRef2<f64>,
    options: &GradientOptions,
    done: impl Fn() + Sync,
) -> Batch {
    batch::rows(
        observations,
        |row| network.check_observation(&row),
        |row| gradient_descent(network, &row, options),
        done,
    )
}

/// The best of Levenberg-Marquardt descents from several random points: the strong baseline.
///
/// ```
/// use ndarray::array;
/// use unrelu_inverter::invert::{StrongOptions, gradient_strong};
/// use unrelu_inverter::network::{Layer, Network};
///
/// let network = Network::new(vec![Layer::relu(array![[1.0], [-1.0]])?])?;
/// let inversion = gradient_strong(&network, &array![0.1, 2.0], &StrongOptions::default())?;
/// assert!((inversion.preimage().unwrap().latent()[0] + 2.0).abs() < 1e-9);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
///
/// # Errors
/// [`InvertError`] where the observation has the wrong length or is not finite.
pub fn gradient_strong(
    network: &Network,
    observation: &ArrayRef1<f64>,
    options: &StrongOptions,
) -> Result<Inversion, InvertError> {
    network.check_observation(observation)?;
    let clock = Instant::now();
    let mut rng = ChaCha8Rng::seed_from_u64(options.seed);
    let mut descend = || levenberg(network, observation, random_start(&mut rng, network.inputs()), Stop::FINE);
    let mut best = descend();
    let (starts, mut steps) = (options.starts.max(1), best.steps);
    for _ in 1..starts {
        let end = descend();
        steps += end.steps;
        if end.squares < best.squares {
            best = end;
        }
    }
    let fit = Fit {
        search: Search::Strong,
        norm: Norm::L2,
        starts,
        steps,
        converged: best.has_converged(),
        refuted: None,
        layers: Vec::new(),
    };
    Ok(fit.report((network, observation), &best.trace, options.tolerance, clock))
}

/// [`gradient_strong`] of every row, on all threads of the current `rayon` pool; `done` is called after each. Shape of
/// `observations`: `batch x n`.
///
/// # Errors
/// Those of [`gradient_strong`], with the first row (from 0) that has one, before any work is done.
pub fn strong_batch(
    network: &Network,
    observations: &ArrayRef2<f64>,
    options: &StrongOptions,
    done: impl Fn() + Sync,
) -> Batch {
    batch::rows(
        observations,
        |row| network.check_observation(&row),
        |row| gradient_strong(network, &row, options),
        done,
    )
}

fn better_sign<'a>(trace: Trace<'a>, observation: &ArrayRef1<f64>) -> Trace<'a> {
    let opposite: Array1<f64> = -&trace.latent;
    let other = Trace::new(trace.network(), opposite);
    if other.residual(observation).l2 < trace.residual(observation).l2 { other } else { trace }
}
