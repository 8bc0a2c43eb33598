//! The whole network at once: the same fit in all of its layers, without the errors that grow from layer to layer.
//!
//! | module | what |
//! |---|---|
//! | `trace` | a point, and the affine piece of the network around it |
//! | `levenberg` | least squares, piece by piece |
//! | `polish` | the same in `l_1` and `l_inf`, by linear programs |
//! | `noise` | which norm suits the errors |
//! | `gradient` | gradient descent, and a strong baseline |
//! | `report` | what is said of a fit |

pub mod gradient;
pub(super) mod levenberg;
pub(super) mod noise;
pub(super) mod polish;
pub mod report;
pub(crate) mod trace;

use super::{
    Inversion, LayerReport, Outcome, Preimage, Reason, Tolerance, Uniqueness, factor::Factor, layer::check_size,
};
use crate::network::{Layer, Network, random::gaussian_latent};
use faer::MatRef;
use ndarray::{Array1, Array2, ArrayRef1};
use rand::Rng;
use report::{Norm, Refutation, Search, Whole};
use std::time::Instant;
use trace::Trace;

/// A unit this near to its kink, relative to the largest activation of its layer, may be on either side.
const AT_KINK: f64 = 1e-9;

/// A starting point for a network of which nothing is known.
pub(super) fn random_start(rng: &mut impl Rng, inputs: usize) -> Array1<f64> {
    gaussian_latent(rng, inputs)
}

/// How a point was found.
pub(crate) struct Fit {
    pub search: Search,
    pub norm: Norm,
    pub starts: usize,
    pub steps: usize,
    pub converged: bool,
    pub refuted: Option<Refutation>,
    pub layers: Vec<LayerReport>,
}

impl Fit {
    /// What is to be said of it: the point is run forward.
    pub fn report(
        self,
        (network, observation): (&Network, &ArrayRef1<f64>),
        trace: &Trace<'_>,
        tolerance: Tolerance,
        clock: Instant,
    ) -> Inversion {
        let Self { search, norm, starts, steps, converged, refuted, layers } = self;
        let end = free_directions(trace).and_then(|free| {
            let preimage = Preimage::measure(network, observation, trace.latent.clone())?;
            let outcome = if preimage.residual().linf <= tolerance.of(observation) && refuted.is_none() {
                Outcome::Found { preimage, uniqueness: uniqueness(trace, &free) }
            } else {
                Outcome::Fitted { preimage, unique: false }
            };
            Ok((outcome, Whole { search, norm, starts, steps, converged, free, refuted, gave_up: None }))
        });
        let (outcome, whole) = match end {
            Ok((outcome, whole)) => (outcome, Some(whole)),
            Err(reason) => (Outcome::Undecided(reason), None),
        };
        Inversion { outcome, layers, whole, seconds: clock.elapsed().as_secs_f64() }
    }
}

/// Whether the pieces of the network can be held as dense matrices.
pub(super) fn check_dense(network: &Network) -> Result<(), Reason> {
    let fits = |(index, layer): (usize, &Layer)| {
        let columns = layer.inputs().max(network.inputs());
        check_size(index + 1, (layer.outputs(), columns))
    };
    network.layers().iter().enumerate().try_for_each(fits)
}

/// A basis of the directions that leave every moving output as it is, `k x f`.
fn free_directions(trace: &Trace<'_>) -> Result<Array2<f64>, Reason> {
    if trace.latent.iter().any(|entry| !entry.is_finite()) {
        return Err(Reason::Diverged);
    }
    check_dense(trace.network())?;
    let jacobian = trace.jacobian(&trace.moving().0);
    let (rows, columns) = jacobian.dim();
    let entries = jacobian.as_slice().expect("a product lies row by row");
    let matrix = MatRef::from_row_major_slice(entries, rows, columns).to_owned();
    let layer = trace.network().layers().len();
    let factor = Factor::new(&matrix).ok_or(Reason::Factorisation { layer })?;
    let null = factor.null_basis();
    Ok(Array2::from_shape_fn(null.shape(), |index| null[index]))
}

/// Whether a latent code that gives the observation is the only one, as far as its piece tells.
fn uniqueness(trace: &Trace<'_>, free: &Array2<f64>) -> Uniqueness {
    let depth = trace.network().layers().len();
    match trace.at_kink(AT_KINK) {
        Some(layer) if layer < depth || free.ncols() > 0 => Uniqueness::Unknown { layer },
        _ if free.ncols() == 0 => Uniqueness::Local,
        _ => Uniqueness::Free(free.clone()),
    }
}
