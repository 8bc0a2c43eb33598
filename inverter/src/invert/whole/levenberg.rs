//! Least squares of the whole network by Levenberg and Marquardt's method.
//!
//! A step solves the affine piece at hand, damped so that it stays where the piece is about right: the damping falls
//! while steps keep what they promise and grows when they do not. Every step lowers `||G(z) - x||_2`.

use super::trace::Trace;
use crate::lp::engine::Normal;
use crate::network::Network;
use faer::MatRef;
use ndarray::{Array1, Array2, ArrayRef1};

/// Damping at the start, relative to the mean of the diagonal of `J^T J`.
const FIRST: f64 = 1e-3;
/// Damping at which nothing is left to try.
const LAST: f64 = 1e8;

/// When to stop.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Stop {
    /// A step that promises to lower the sum of squares by less than this part of it is the last.
    pub gain: f64,
    /// Steps at most.
    pub steps: usize,
}

impl Stop {
    /// Near enough to tell a good start from a bad one.
    pub const COARSE: Self = Self { gain: 1e-3, steps: 40 };
    /// What is left is far below what noise does to the answer, and nothing where the last step stays on its piece.
    pub const FINE: Self = Self { gain: 1e-4, steps: 100 };
}

/// Where a descent ended, and how.
#[derive(Clone)]
pub(crate) struct Descent<'a> {
    pub trace: Trace<'a>,
    /// `||G(z) - x||_2^2`.
    pub squares: f64,
    pub steps: usize,
    pub end: End,
}

/// How a descent ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum End {
    /// It took as many steps as it may.
    Limit,
    /// Steps promise no more than was asked for.
    Minimum,
    /// The same, but the last ones did not keep what they promised, as at kinks: another point nearby may be better.
    Stall,
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
    let descent = Descent { trace, squares, steps: 0, end: End::Limit };
    let mut run = Run { observation, descent, damping: FIRST };
    let rounding = rounding(observation);
    while run.descent.steps < stop.steps {
        if run.descent.squares <= rounding || !run.improve(stop.gain) {
            run.descent.end = if run.damping > FIRST { End::Stall } else { End::Minimum };
            break;
        }
    }
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
    /// Takes a step, and says whether another is worth taking.
    fn improve(&mut self, gain: f64) -> bool {
        let piece = Piece::new(&self.descent.trace, self.observation);
        let mean = piece.mean_diagonal();
        let mut normal = Normal::new(piece.jacobian.nrows(), piece.jacobian.ncols());
        let mut growth = 4.0;
        while mean > 0.0 && self.damping < LAST {
            self.descent.steps += 1;
            let (step, promised) = piece.step(&mut normal, self.damping * mean);
            // Not "at most": what is not a number promises nothing.
            let promising = promised > gain * self.descent.squares;
            let next = Trace::new(self.descent.trace.network(), &self.descent.trace.latent + &step);
            let errors = next.errors(self.observation);
            let squares = errors.dot(&errors);
            let kept = (self.descent.squares - squares) / promised;
            if kept > 0.0 {
                // As steep as `1 - (2 kept - 1)^3` (Nielsen), but a promise kept in full leaves a tenth.
                self.damping *= (1.0 - (2.0 * kept - 1.0).powi(3)).clamp(0.1, 2.0);
                (self.descent.trace, self.descent.squares) = (next, squares);
                return promising;
            }
            if !promising {
                return false;
            }
            self.damping *= growth;
            growth *= 2.0;
        }
        false
    }
}

/// The affine piece at hand: outputs that move, their derivatives and slopes, and the errors there times the slopes.
struct Piece {
    jacobian: Array2<f64>,
    weights: Vec<f64>,
    pulled: Vec<f64>,
}

impl Piece {
    fn new(trace: &Trace<'_>, observation: &ArrayRef1<f64>) -> Self {
        let (rows, slopes) = trace.moving();
        let pulled = rows.iter().zip(&slopes).map(|(&row, slope)| slope * (trace.output[row] - observation[row]));
        Self {
            jacobian: trace.jacobian(&rows),
            weights: slopes.iter().map(|slope| slope * slope).collect(),
            pulled: pulled.collect(),
        }
    }

    /// Of the diagonal of `J^T J`.
    fn mean_diagonal(&self) -> f64 {
        let rows = self.jacobian.rows().into_iter().zip(&self.weights);
        rows.map(|(row, weight)| weight * row.dot(&row)).sum::<f64>() / self.jacobian.ncols().max(1) as f64
    }

    /// The step for a damping, and by how much it lowers the sum of squares of the piece.
    fn step(&self, normal: &mut Normal, damping: f64) -> (Array1<f64>, f64) {
        let (rows, columns) = self.jacobian.dim();
        let entries = self.jacobian.as_slice().expect("a product lies row by row");
        let view = MatRef::from_row_major_slice(entries, rows, columns);
        let gradient = Array1::from(normal.form(view, &self.weights, &[&self.pulled]).remove(0));
        normal.factor(&vec![damping; columns]);
        let mut step = (-&gradient).to_vec();
        normal.solve(&mut step);
        let step = Array1::from(step);
        let promised = damping * step.dot(&step) - gradient.dot(&step);
        (step, promised)
    }
}

impl Descent<'_> {
    pub fn has_converged(&self) -> bool {
        self.end != End::Limit
    }
}
