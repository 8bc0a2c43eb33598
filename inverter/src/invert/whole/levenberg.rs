//! Least squares of the whole network by Levenberg and Marquardt's method.
//!
//! A step solves the affine piece at hand, damped so that it stays where the piece is about right: the damping falls
//! while steps keep what they promise and grows when they do not. Every step lowers `||G(z) - x||_2`.

use super::trace::Trace;
use crate::lp::engine::Normal;
use crate::network::Network;
use faer::MatRef;
use ndarray::{Array1, ArrayRef1};

/// Damping at the start, relative to the mean of the diagonal of `J^T J`.
const FIRST: f64 = 1e-3;
/// Damping at which nothing is left to try.
const LAST: f64 = 1e8;

/// When to stop.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Stop {
    /// A step that promises to lower the sum of squares by less than this part of it is not taken.
    pub gain: f64,
    /// Steps at most.
    pub steps: usize,
}

impl Stop {
    /// Near enough to tell a good start from a bad one.
    pub const COARSE: Self = Self { gain: 1e-3, steps: 40 };
    /// Far below what noise does to the answer.
    pub const FINE: Self = Self { gain: 1e-6, steps: 100 };
}

/// Where a descent ended.
#[derive(Clone)]
pub(crate) struct Descent<'a> {
    pub trace: Trace<'a>,
    /// `||G(z) - x||_2^2`.
    pub squares: f64,
    pub steps: usize,
    /// Whether no step promised to gain more than was asked for.
    pub converged: bool,
    /// Whether the last steps did not keep what they promised, as at kinks: another point nearby may be better.
    pub stalled: bool,
}

/// Descends from `start`, `k` long.
pub(crate) fn levenberg<'a>(
    network: &'a Network,
    observation: &ArrayRef1<f64>,
    start: Array1<f64>,
    stop: Stop,
) -> Descent<'a> {
    let trace = Trace::new(network, start);
    let errors = trace.errors(observation);
    let squares = errors.dot(&errors);
    let mut run = Run { observation, descent: Descent { trace, squares, steps: 0, converged: false, stalled: true }, damping: FIRST };
    let rounding = rounding(observation);
    while !run.descent.converged && run.descent.steps < stop.steps {
        run.descent.converged = run.descent.squares <= rounding || !run.improve(stop.gain);
    }
    run.descent.stalled = run.damping > FIRST;
    run.descent
}

/// A sum of squares that is rounding alone.
fn rounding(observation: &ArrayRef1<f64>) -> f64 {
    let digit = 4.0 * f64::EPSILON;
    digit * digit * observation.dot(observation)
}

struct Run<'a, 'b> {
    observation: &'b ArrayRef1<f64>,
    descent: Descent<'a>,
    damping: f64,
}

impl Run<'_, '_> {
    /// Takes a step, or says that there is none worth taking.
    fn improve(&mut self, gain: f64) -> bool {
        let trace = &self.descent.trace;
        let (rows, slopes) = trace.moving();
        let jacobian = trace.jacobian(&rows);
        let (count, inputs) = jacobian.dim();
        let entries = jacobian.as_slice().expect("a product lies row by row");
        let view = MatRef::from_row_major_slice(entries, count, inputs);
        let weights: Vec<f64> = slopes.iter().map(|slope| slope * slope).collect();
        let pulled = |(&row, slope): (&usize, &f64)| slope * (trace.output[row] - self.observation[row]);
        let side: Vec<f64> = rows.iter().zip(&slopes).map(pulled).collect();
        let squared = jacobian.rows().into_iter().zip(&weights).map(|(row, weight)| weight * row.dot(&row));
        let mean = squared.sum::<f64>() / inputs.max(1) as f64;
        if mean == 0.0 {
            return false;
        }
        let mut normal = Normal::new(count, inputs);
        let mut growth = 2.0;
        while self.damping < LAST {
            self.descent.steps += 1;
            let gradient = Array1::from(normal.form(view, &weights, &[&side]).remove(0));
            let damping = self.damping * mean;
            normal.factor(&vec![damping; inputs]);
            let mut step = (-&gradient).to_vec();
            normal.solve(&mut step);
            let step = Array1::from(step);
            let promised = damping * step.dot(&step) - gradient.dot(&step);
            // Not "less": what is not a number promises nothing.
            let promising = promised > gain * self.descent.squares;
            if !promising {
                return false;
            }
            let next = Trace::new(self.descent.trace.network(), &self.descent.trace.latent + &step);
            let errors = next.errors(self.observation);
            let squares = errors.dot(&errors);
            let kept = (self.descent.squares - squares) / promised;
            if kept > 0.0 {
                // As steep as `1 - (2 kept - 1)^3` (Nielsen), but a promise kept in full leaves a tenth.
                self.damping *= (1.0 - (2.0 * kept - 1.0).powi(3)).clamp(0.1, 2.0);
                (self.descent.trace, self.descent.squares) = (next, squares);
                return true;
            }
            self.damping *= growth;
            growth *= 2.0;
        }
        false
    }
}
