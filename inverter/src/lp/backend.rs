//! One trait over all solvers of the programs of layer inversion.

use super::engine::{self, Outcome, Program};
use std::fmt::Debug;

/// A solver of the programs of layer inversion. Its answers were checked when they were made, whoever found them.
pub trait LpBackend: Debug + Send + Sync {
    /// Its name on the command line.
    fn name(&self) -> &'static str;

    /// Solves `program`; `near` (`k` long) is believed to be close to an optimum, and a solver may make nothing of it.
    fn solve(&self, program: &Program<'_>, near: Option<&[f64]>) -> Outcome;
}

/// Our own engine.
#[derive(Clone, Copy, Debug, Default)]
pub struct Own;

impl LpBackend for Own {
    fn name(&self) -> &'static str {
        "own"
    }

    fn solve(&self, program: &Program<'_>, near: Option<&[f64]>) -> Outcome {
        near.map_or_else(|| engine::solve(program), |near| engine::solve_near(program, near))
    }
}
