//! What is timed.

use serde::{Deserialize, Serialize};
use std::{fmt, str::FromStr};
use unrelu_reductions::ReductionKind;

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
        solver: Solver,
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

/// The complete solvers. Each gets a network and its observation, and the check of its answer is a part of its time.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub enum Solver {
    /// The formula is lifted from the network, and decided by conflict-driven clause learning.
    Sat,
    /// Search over activation patterns, which knows nothing of formulas.
    Search,
}

impl Solver {
    /// Every one.
    pub const ALL: [Self; 2] = [Self::Sat, Self::Search];
}

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

impl fmt::Display for Solver {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Sat => "sat",
            Self::Search => "search",
        })
    }
}

/// A name that no solver has.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("unknown solver `{0}`: expected sat or search")]
pub struct UnknownSolver(String);

impl FromStr for Solver {
    type Err = UnknownSolver;

    fn from_str(name: &str) -> Result<Self, UnknownSolver> {
        let solver = Self::ALL.into_iter().find(|solver| solver.to_string() == name);
        solver.ok_or_else(|| UnknownSolver(name.to_owned()))
    }
}
