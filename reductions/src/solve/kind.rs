//! The solvers by their names.

use serde::{Deserialize, Serialize};
use std::{fmt, str::FromStr};
use unrelu_inverter::name::{UnknownName, by_name};

/// The solvers.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(into = "String", try_from = "String")]
#[non_exhaustive]
pub enum SolverKind {
    /// Conflict-driven clause learning (`varisat`) on what the instance asks ([`crate::count::question`]), with a proof where
    /// there is no solution.
    Sat,
    /// Every assignment in turn, for at most [`MOST_VARIABLES`](super::MOST_VARIABLES) variables.
    Brute,
    /// Complete search on the network itself ([`unrelu_inverter::search`]), with a proof where there is no solution.
    Search,
    /// A mixed-integer program of the network ([`unrelu_inverter::milp`]); that there is no solution is the solver's word, without a
    /// proof.
    Milp,
    /// What suits the question: see [`portfolio`](super::portfolio) and [`network`](super::network()).
    Portfolio,
}

impl SolverKind {
    /// All of them.
    pub const ALL: [Self; 5] = [Self::Sat, Self::Brute, Self::Search, Self::Milp, Self::Portfolio];
}

impl fmt::Display for SolverKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Sat => "sat",
            Self::Brute => "brute",
            Self::Search => "search",
            Self::Milp => "milp",
            Self::Portfolio => "portfolio",
        })
    }
}

/// Reads what `Display` writes.
impl FromStr for SolverKind {
    type Err = UnknownName;

    fn from_str(name: &str) -> Result<Self, UnknownName> {
        by_name("solver", Self::ALL, name)
    }
}

impl From<SolverKind> for String {
    fn from(kind: SolverKind) -> Self {
        kind.to_string()
    }
}

impl TryFrom<String> for SolverKind {
    type Error = UnknownName;

    fn try_from(name: String) -> Result<Self, UnknownName> {
        name.parse()
    }
}
