//! One trait over all solvers of the programs of layer inversion.

use super::engine::{self, Outcome, Program};
#[cfg(feature = "highs")]
use super::general::Highs;
#[cfg(feature = "lp-modeler")]
use super::general::Modeler;
use super::general::{Clarabel, General, Microlp};
use std::fmt::Debug;

/// A solver of the programs of layer inversion. Its answers were checked when they were made, whoever found them.
pub trait LpBackend: Debug + Send + Sync {
    /// Its name on the command line.
    fn name(&self) -> &'static str;

    /// What it needs and this machine lacks; `None` where it can run.
    fn lacks(&self) -> Option<String> {
        None
    }

    /// Solves `program`; `near` (`k` long) is believed to be close to an optimum, and a solver may make nothing of it.
    fn solve(&self, program: &Program<'_>, near: Option<&[f64]>) -> Outcome;
}

/// Every backend of this build, our own first, installed or not.
pub fn backends() -> Vec<Box<dyn LpBackend>> {
    vec![
        Box::new(Own),
        Box::new(General(Microlp)),
        Box::new(General(Clarabel)),
        #[cfg(feature = "lp-modeler")]
        Box::new(General(Modeler::Cbc)),
        #[cfg(feature = "lp-modeler")]
        Box::new(General(Modeler::Glpk)),
        #[cfg(feature = "highs")]
        Box::new(General(Highs)),
    ]
}

/// The backend of that name, if this build has it.
///
/// ```
/// use unrelu_inverter::lp;
///
/// assert!(lp::backend("own").is_some());
/// assert!(lp::backend("abacus").is_none());
/// ```
pub fn backend(name: &str) -> Option<Box<dyn LpBackend>> {
    backends().into_iter().find(|backend| backend.name() == name)
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
