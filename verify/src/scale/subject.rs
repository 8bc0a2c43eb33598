//! What is timed.

use serde::{Deserialize, Serialize};
use std::fmt;
use unrelu_reductions::ReductionKind;
use unrelu_reductions::solve::SolverKind;

/// What is timed, and against what.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Subject {
    /// Exact layer-wise inversion of Gaussian networks of widths `k, 3k, 9k`, against `k`.
    Inversion,
    /// A complete solver on the networks of random 3-SAT formulas.
    Formulas {
        /// Against what.
        curve: Curve,
        /// By what.
        solver: SolverKind,
        /// Whose networks.
        reduction: ReductionKind,
    },
}

/// Which way formulas go.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Curve {
    /// The number of variables grows, at 4.26 clauses a variable.
    Growth,
    /// The number of clauses a variable grows, with as many variables.
    Ratio,
}

/// The complete solvers that are timed, each on one thread. `sat` lifts the formula from the network, `search` and `milp` know nothing of formulas.
pub const SOLVERS: [SolverKind; 3] = [SolverKind::Sat, SolverKind::Search, SolverKind::Milp];

/// Widths of the Gaussian networks with `k` inputs: almost every draw has as many active rows as inputs in each layer.
pub fn widths(k: u32) -> [usize; 3] {
    let k = k as usize;
    [k, 3 * k, 9 * k]
}

impl Subject {
    /// Name of the curve, as in tables.
    pub fn curve(self) -> &'static str {
        match self {
            Self::Inversion => "inversion",
            Self::Formulas { curve: Curve::Growth, .. } => "growth",
            Self::Formulas { curve: Curve::Ratio, .. } => "ratio",
        }
    }

    /// Whether larger sizes take longer, so that a size that is out of reach ends the series.
    pub fn grows(self) -> bool {
        !matches!(self, Self::Formulas { curve: Curve::Ratio, .. })
    }

    /// Name of what is timed, as in tables.
    pub fn solver(self) -> String {
        match self {
            Self::Inversion => "exact".to_owned(),
            Self::Formulas { solver, .. } => solver.to_string(),
        }
    }

    /// The reduction, where formulas are solved.
    pub fn reduction(self) -> Option<ReductionKind> {
        match self {
            Self::Inversion => None,
            Self::Formulas { reduction, .. } => Some(reduction),
        }
    }
}

impl fmt::Display for Subject {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Inversion => f.write_str("exact"),
            Self::Formulas { solver, reduction, .. } => write!(f, "{solver} on {reduction}"),
        }
    }
}
