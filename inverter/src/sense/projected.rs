//! Projected gradient descent: `x <- P(x + s A^T (y - A x))`, where `P` inverts and runs forward.
//!
//! With a mask and `s = 1` a step fills in what is hidden by what was found, and inverts again.

use super::Sensor;
use crate::invert::{
    Inversion, InvertError, Inverter, Norm, Outcome, Reason, Residual, Search,
    whole::{Fit, trace::Trace},
};
use ndarray::{Array1, ArrayRef1};
use std::time::Instant;

/// How to descend.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct ProjectedOptions {
    /// Steps at most, each of them one inversion.
    pub steps: usize,
    /// `s`; `1 / ||A||_2^2` where there is none.
    pub step: Option<f64>,
    /// A step that makes `||y - A x||_2` smaller by no more than this part is the last.
    pub gain: f64,
}

impl Default for ProjectedOptions {
    fn default() -> Self {
        Self { steps: 100, step: None, gain: 1e-3 }
    }
}

/// Descent for any measurement of a sensor.
pub(super) struct Projected<'a> {
    sensor: &'a Sensor<'a>,
    inverter: &'a Inverter<'a>,
    options: ProjectedOptions,
    step: f64,
}

/// The latent code of the least residual so far.
struct Best {
    latent: Array1<f64>,
    residual: f64,
}

impl<'a> Projected<'a> {
    pub fn new(sensor: &'a Sensor<'a>, inverter: &'a Inverter<'a>, options: ProjectedOptions) -> Self {
        let step = options.step.unwrap_or_else(|| sensor.matrix.squared_norm().recip());
        Self { sensor, inverter, options, step }
    }

    pub fn run(&self, measurement: &ArrayRef1<f64>) -> Result<Inversion, InvertError> {
        let Sensor { network, measured, .. } = self.sensor;
        measured.check_observation(measurement)?;
        let clock = Instant::now();
        let mut x = Array1::zeros(network.outputs());
        let mut best: Option<Best> = None;
        let (mut steps, mut converged) = (0, false);
        while steps < self.options.steps && !converged {
            let Some(latent) = self.project(&self.stepped(&x, measurement))? else { break };
            steps += 1;
            x = network.forward(&latent);
            let Residual { l2: residual, .. } = Residual::between(&self.sensor.matrix.apply(&x), measurement);
            let before = best.as_ref().map_or(f64::INFINITY, |best| best.residual);
            converged = residual >= before * (1.0 - self.options.gain);
            if residual < before {
                best = Some(Best { latent, residual });
            }
        }
        let Some(Best { latent, .. }) = best else {
            let (outcome, seconds) = (Outcome::Undecided(Reason::NoProjection), clock.elapsed().as_secs_f64());
            return Ok(Inversion { outcome, layers: Vec::new(), whole: None, seconds });
        };
        let (search, norm, layers) = (Search::Projected, Norm::L2, Vec::new());
        let fit = Fit { search, norm, starts: 1, steps, converged, refuted: None, layers };
        let trace = Trace::new(measured, latent);
        Ok(fit.report((measured, measurement), &trace, self.inverter.tolerance(), clock))
    }

    /// `x + s A^T (y - A x)`.
    fn stepped(&self, x: &Array1<f64>, measurement: &ArrayRef1<f64>) -> Array1<f64> {
        let matrix = self.sensor.matrix;
        x + matrix.transposed(&(measurement - matrix.apply(x))) * self.step
    }

    /// The latent code that the inverter finds, if any.
    fn project(&self, x: &Array1<f64>) -> Result<Option<Array1<f64>>, InvertError> {
        match self.inverter.invert(self.sensor.network, x) {
            Ok(inversion) => Ok(inversion.preimage().map(|preimage| preimage.latent().clone())),
            // No fault of the measurement: a step may well leave the outputs of a ReLU.
            Err(InvertError::Negative { .. }) => Ok(None),
            Err(error) => Err(error),
        }
    }
}
