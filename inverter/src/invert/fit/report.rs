//! What is said about a layer that was fitted.

use super::certificate::LowerBound;
use crate::invert::Residual;

/// How a layer was fitted to an output that it need not have given.
#[derive(Clone, Debug, PartialEq)]
pub struct Fit {
    /// The paper's `eps`: outputs of a ReLU layer up to this did not count as active.
    pub epsilon: f64,
    /// The least largest error (`linf`, `linf-paper`), the least sum of errors (`l1`) or the largest gain (`relaxed`), of
    /// the last program.
    pub objective: f64,
    /// How far the objective may be from the best, in absolute terms.
    pub gap: f64,
    /// What is proven of the objective.
    pub optimality: Optimality,
    /// Linear programs that were solved.
    pub programs: usize,
    /// Norms of `phi(z) - x` of this layer alone, for the output as it was given.
    pub residual: Residual,
    /// Whether the input is proven to be the only one that is as good. False where that is not known.
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
