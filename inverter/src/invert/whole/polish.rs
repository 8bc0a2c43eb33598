//! A fit of the whole network made better in any norm, one affine piece after another.
//!
//! Around a point, the network is one layer: the last one, after an affine map. That layer is fitted to the observation
//! by the method for the norm, its own kinks included, and the way to its fit is gone as far as the whole network gains.
//! No answer is worse than the start.

use super::levenberg::{Stop, levenberg};
use super::report::Norm;
use super::trace::Trace;
use crate::invert::{Growth, InputSign, Method, Reason, Residual, ShortRank, fit::Fitter};
use crate::lp::LpBackend;
use crate::network::{Layer, Network};
use ndarray::{Array1, ArrayRef1};

/// Pieces at most.
const MOST_PIECES: usize = 12;
/// How many parts of the way to a fit are tried, each half of the last.
const MOST_PARTS: usize = 6;
/// A piece that gains less than this part is the last.
const WORTHWHILE: f64 = 0.03;
/// Hard limits are kept to within this.
const ROUNDED: f64 = 1e-9;

/// What is to be made small.
pub(crate) struct Polish<'a> {
    pub network: &'a Network,
    pub observation: &'a ArrayRef1<f64>,
    pub backend: &'a dyn LpBackend,
    pub norm: Norm,
}

/// A point and how it was reached.
pub(crate) struct Polished<'a> {
    pub trace: Trace<'a>,
    pub steps: usize,
    pub converged: bool,
}

impl<'a> Polish<'a> {
    /// From `start`, `k` long.
    ///
    /// # Errors
    /// Where a program is not solved.
    pub fn run(&self, start: Array1<f64>) -> Result<Polished<'a>, Reason> {
        if self.norm == Norm::L2 {
            let descent = levenberg(self.network, self.observation, start, Stop::FINE);
            let (steps, converged) = (descent.steps, descent.has_converged());
            return Ok(Polished { trace: descent.trace, steps, converged });
        }
        let mut trace = Trace::new(self.network, start);
        for steps in 1..=MOST_PIECES {
            let before = self.value(&trace);
            let fitted = self.fit_piece(&trace)?;
            let Some(next) = self.toward(&trace, &fitted, before) else {
                return Ok(Polished { trace, steps, converged: true });
            };
            let gained = before - self.value(&next);
            trace = next;
            if gained <= WORTHWHILE * before {
                return Ok(Polished { trace, steps, converged: true });
            }
        }
        Ok(Polished { trace, steps: MOST_PIECES, converged: false })
    }

    /// The step to the best fit of the piece at hand.
    fn fit_piece(&self, trace: &Trace<'_>) -> Result<Array1<f64>, Reason> {
        let rows: Vec<usize> = (0..self.observation.len()).collect();
        let last = self.network.last();
        let layer = Layer::new(trace.jacobian(&rows), trace.last().clone(), last.activation());
        let piece = layer.and_then(|layer| Network::new(vec![layer]));
        let unsolved = |reason| Reason::Lp { layer: 1, reason };
        let piece = piece.map_err(|error| unsolved(error.to_string()))?;
        let fitter = Fitter {
            network: &piece,
            number: 1,
            output: self.observation,
            sign: InputSign::Free,
            slack: 0.0,
            method: if self.norm == Norm::L1 { Method::L1 } else { Method::Linf },
            backend: self.backend,
            growth: Growth::PAPER,
            short_rank: ShortRank::Complete,
        };
        Ok(fitter.fit().0?.latent)
    }

    /// A point on the way, nearer to the fit first, that is better than `before`.
    fn toward(&self, trace: &Trace<'a>, step: &Array1<f64>, before: f64) -> Option<Trace<'a>> {
        let parts = std::iter::successors(Some(1.0), |part| Some(0.5 * part)).take(MOST_PARTS);
        let at = |part: f64| Trace::new(self.network, &trace.latent + &(step * part));
        parts.map(at).find(|next| self.value(next) < before)
    }

    /// The norm; the largest error counts negative outputs of a ReLU layer as 0 once it is what they leave to any input.
    fn value(&self, trace: &Trace<'_>) -> f64 {
        let given = self.norm.of(trace.residual(self.observation));
        let relu = self.network.last().activation() == crate::network::Activation::Relu;
        let floor = self.observation.iter().fold(0.0, |floor: f64, x| floor.max(-x));
        if self.norm != Norm::Linf || !relu || given > floor * (1.0 + ROUNDED) {
            return given;
        }
        Residual::between(&trace.output, &self.observation.mapv(|x| x.max(0.0))).linf
    }
}
