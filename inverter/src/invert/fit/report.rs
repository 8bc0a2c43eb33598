//! What is said about a layer that was fitted.

use super::certificate::LowerBound;
use crate::invert::Residual;

/// How a layer was fitted to an output that it need not have given.
#[derive(Clone, Debug, PartialEq)]
pub struct Fit {
    /// The paper's `eps`: outputs of a ReLU layer up to this did not count as active. For `linf` it is the least error of
    /// all inputs.
    pub epsilon: f64,
    /// The optimum of the last program: the least `delta` (`linf`, `linf-paper`), the least sum of errors (`l1`) or the
    /// largest gain (`relaxed`). For `linf` the program is that of the rows that are active at the least error.
    pub objective: f64,
    /// For `linf`, how far `epsilon` may be from the least error of all inputs; for the others, how far the objective may
    /// be from the optimum. In absolute terms.
    pub gap: f64,
    /// What is proven.
    pub optimality: Optimality,
    /// Linear programs that were solved.
    pub programs: usize,
    /// Norms of `phi(z) - x` of this layer alone, for the output as it was given.
    pub residual: Residual,
    /// Whether the input is proven to be the only optimum of the last program. False where that is not known.
    pub unique: bool,
    /// What a reader should know.
    pub warnings: Vec<Warning>,
    /// Why no input is closer, of `linf`.
    pub certificate: Option<LowerBound>,
}

/// What is proven of a fit.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Optimality {
    /// The input gives the output to rounding.
    Exact,
    /// No input has a smaller largest error.
    Global,
    /// No input is better in the last program; another threshold may lead to a better one.
    Program,
    /// Nothing: bounds did not meet.
    Unproven,
}

/// What a reader should know about a fit.
#[derive(Clone, Copy, Debug, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum Warning {
    /// The active outputs do not fix the input.
    #[error("not identifiable: {active} active outputs give {rank} independent equations for {inputs} inputs")]
    NotIdentifiable {
        /// Active outputs.
        active: usize,
        /// Independent equations among them.
        rank: usize,
        /// Inputs of the layer.
        inputs: usize,
    },
    /// More than one input may be as good.
    #[error("the optimum is not proven to be the only one")]
    NotUnique,
    /// Negative outputs of a ReLU layer were taken as zero.
    #[error("{count} negative outputs counted as 0, the lowest of them -{largest:.3e}")]
    Negative {
        /// How many.
        count: usize,
        /// The largest magnitude among them.
        largest: f64,
    },
    /// Upper and lower bound of the least error did not meet.
    #[error("the least error is known only to within {gap:.3e}")]
    Unproven {
        /// Their distance.
        gap: f64,
    },
    /// The threshold grew as often as it may.
    #[error("the threshold stopped growing after {programs} programs")]
    Stopped {
        /// Programs that were solved.
        programs: usize,
    },
}
