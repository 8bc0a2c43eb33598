//! The inverter that decides: [`auto()`], then [complete search](mod@crate::search) where that left open whether any latent code
//! gives the observation.

use super::{
    AutoOptions, Inversion, InvertError, LayerReport, Outcome, Preimage, Reason, Tolerance, Uniqueness, auto,
    batch::{self, Batch},
    whole::{
        Fit,
        report::{Norm, Refutation, Search},
        trace::Trace,
    },
};
use crate::certificate::{Domain, Problem};
use crate::exact::to_f64;
use crate::limits::{Limits, StopReason};
use crate::network::Network;
use crate::search::{self, Answer, search};
use ndarray::{Array1, ArrayRef1, ArrayRef2};
use std::time::Instant;

/// How to invert.
#[derive(Clone, Debug)]
pub struct CompleteOptions<'a> {
    /// What comes before the search, and what counts as equal.
    pub auto: AutoOptions<'a>,
    /// How far the search for one observation may go.
    pub limits: Limits,
}

impl Default for CompleteOptions<'_> {
    fn default() -> Self {
        Self { auto: AutoOptions::default(), limits: Limits::none() }
    }
}

/// Finds a latent code that gives `observation`, or proves that none does; takes exponential time where it must.
///
/// Where there is none, the outcome is the best fit that [`auto()`] found, with the proof as what
/// [refutes](super::Whole::refuted) others, or that proof alone.
///
/// ```
/// use ndarray::array;
/// use unrelu_inverter::invert::{CompleteOptions, Outcome, Refutation, complete};
/// use unrelu_inverter::network::{Layer, Network};
///
/// // ||z| - 1|, which is 2 at -3 and 3, and never below 0.
/// let network = Network::new(vec![
///     Layer::relu(array![[1.0], [-1.0]])?,
///     Layer::new(array![[1.0, 1.0], [-1.0, -1.0]], array![-1.0, 1.0], unrelu_inverter::network::Activation::Relu)?,
///     Layer::relu(array![[1.0, 1.0]])?,
/// ])?;
/// let inversion = complete(&network, &array![2.0], &CompleteOptions::default())?;
/// assert!((inversion.preimage().unwrap().latent()[0].abs() - 3.0).abs() < 1e-9);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
///
/// # Errors
/// [`InvertError`] where the observation has the wrong length or is not finite.
pub fn complete(
    network: &Network,
    observation: &ArrayRef1<f64>,
    options: &CompleteOptions<'_>,
) -> Result<Inversion, InvertError> {
    let clock = Instant::now();
    let begun = auto(network, observation, &options.auto)?;
    if !is_open(&begun) {
        return Ok(begun);
    }
    let tolerance = options.auto.tolerance.of(observation);
    let problem = Problem::new(network.clone(), observation.to_owned(), tolerance, Domain::Reals);
    // Lengths and numbers were checked, and a tolerance beyond all floats is none.
    let Ok(problem) = problem else { return Ok(begun) };
    let inversion = match search(&problem, &options.limits).0 {
        Answer::Solution(latent) => {
            let latent = latent.iter().map(to_f64).collect();
            let tolerance = options.auto.tolerance;
            found((network, observation), latent, begun.layers.clone(), tolerance)
                .unwrap_or_else(|| undecided(begun, search::Reason::Stopped(StopReason::NoFloat)))
        }
        Answer::None(proof) => refuted(begun, Refutation::Search(Box::new(proof))),
        Answer::Undecided(reason) => undecided(begun, reason),
    };
    Ok(Inversion { seconds: clock.elapsed().as_secs_f64(), ..inversion })
}

/// [`complete()`] of every row, on all threads of the current `rayon` pool; `done` is called after each. Shape of
/// `observations`: `batch x n`.
///
/// # Errors
/// Those of [`complete()`], with the first row (from 0) that has one, before any work is done.
pub fn complete_batch(
    network: &Network,
    observations: &ArrayRef2<f64>,
    options: &CompleteOptions<'_>,
    done: impl Fn() + Sync,
) -> Batch {
    batch::rows(observations, |row| network.check_observation(&row), |row| complete(network, &row, options), done)
}

/// Whether it is not known that some latent code gives the observation, nor that none does.
fn is_open(inversion: &Inversion) -> bool {
    match &inversion.outcome {
        Outcome::Undecided(_) => true,
        Outcome::Fitted { .. } => inversion.whole.as_ref().is_none_or(|whole| whole.refuted.is_none()),
        _ => false,
    }
}

/// What is to be said of a latent code of the search; nothing where it gives the observation no more, rounded to floats.
fn found(
    (network, observation): (&Network, &ArrayRef1<f64>),
    latent: Array1<f64>,
    layers: Vec<LayerReport>,
    tolerance: Tolerance,
) -> Option<Inversion> {
    let preimage = Preimage::measure(network, observation, latent.clone()).ok()?;
    if preimage.residual().linf > tolerance.of(observation) {
        return None;
    }
    let fit =
        Fit { search: Search::Complete, norm: Norm::Linf, starts: 1, steps: 0, converged: true, refuted: None, layers };
    let inversion = fit.report((network, observation), &Trace::new(network, latent), tolerance, Instant::now());
    Some(match inversion.outcome {
        // Too large to look at the piece around it, but a latent code all the same.
        Outcome::Undecided(_) => {
            let uniqueness = Uniqueness::Unknown { layer: network.layers().len() };
            Inversion { outcome: Outcome::Found { preimage, uniqueness }, ..inversion }
        }
        _ => inversion,
    })
}

fn refuted(mut begun: Inversion, proof: Refutation) -> Inversion {
    match &mut begun.whole {
        Some(whole) => whole.refuted = Some(proof),
        None => begun.outcome = Outcome::Refuted(proof),
    }
    begun
}

fn undecided(mut begun: Inversion, reason: search::Reason) -> Inversion {
    match &mut begun.whole {
        Some(whole) => whole.gave_up = Some(reason),
        None => begun.outcome = Outcome::Undecided(Reason::Search(reason)),
    }
    begun
}
