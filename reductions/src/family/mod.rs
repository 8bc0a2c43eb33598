//! Families of formulas, each with what is known of its answer.
//!
//! | function | answer | source |
//! |---|---|---|
//! | [`pigeonhole`] | by its sizes | Cook and Reckhow 1979, Haken 1985 |
//! | [`parity`] | by its charge | Tseitin 1968, Urquhart 1987 |
//! | [`colouring`] | satisfiable where planted | Cheeseman, Kanefsky, Taylor 1991 |
//! | [`unique`] | satisfiable, by one assignment | ours |
//! | [`pair`] | one of each, a literal apart | Selsam et al. 2019 |
//!
//! Formulas of independent clauses are in [`cnf::random`](crate::cnf::random). All draws are integer arithmetic, and where a SAT
//! solver is asked, only its yes or no decides: one seed gives the same formula on every machine and with every solver.

mod colouring;
mod graph;
mod oracle;
mod pair;
mod parity;
mod pigeonhole;
mod unique;

pub use colouring::{Colouring, colouring};
pub use pair::{ClauseLengths, Pair, pair};
pub use parity::{Charge, parity};
pub use pigeonhole::pigeonhole;
pub use unique::unique;

use crate::cnf::random::{AttractionError, ShapeError, TooLarge};
use crate::cnf::{Assignment, Cnf};
use crate::instance::InstanceError;
use crate::solve::SolveError;

/// A formula of a family.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sample {
    /// The formula.
    pub formula: Cnf,
    /// What is known of it.
    pub status: Status,
}

/// What is known of a formula.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Status {
    /// It has a model; here is one, where its making shows one.
    Satisfiable(Option<Assignment>),
    /// It has no model.
    Unsatisfiable,
    /// Nothing.
    Unknown,
}

/// Why there is no such formula.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum FamilyError {
    /// Sizes of random clauses.
    #[error(transparent)]
    Shape(#[from] ShapeError),
    /// Weight of quiet planting.
    #[error(transparent)]
    Attraction(#[from] AttractionError),
    /// More literals than are generated.
    #[error(transparent)]
    TooLarge(#[from] TooLarge),
    /// None of what there must be one of.
    #[error("at least one {0} is needed")]
    None(&'static str),
    /// No graph has all its vertices of this degree.
    #[error(
        "no graph of {vertices} vertices has degree {degree} everywhere: it must be below {vertices}, and their product even"
    )]
    Regular {
        /// Vertices.
        vertices: u32,
        /// Degree.
        degree: u32,
    },
    /// More edges than pairs of vertices that may have one.
    #[error("{edges} edges are too many: only {most} pairs of vertices may have one")]
    Edges {
        /// Edges that were asked for.
        edges: u64,
        /// Pairs that may have one.
        most: u64,
    },
    /// The formula that the solver is to check has no network.
    #[error(transparent)]
    Instance(#[from] InstanceError),
    /// The solver failed.
    #[error(transparent)]
    Solve(#[from] SolveError),
    /// Two runs of the solver contradict each other: a bug in the solver.
    #[error("the solver contradicts itself")]
    Contradiction,
}

impl From<Cnf> for Sample {
    /// A formula of which nothing is known.
    fn from(formula: Cnf) -> Self {
        Self { formula, status: Status::Unknown }
    }
}

impl From<(Cnf, Assignment)> for Sample {
    /// A formula with a model.
    fn from((formula, model): (Cnf, Assignment)) -> Self {
        Self { formula, status: Status::Satisfiable(Some(model)) }
    }
}

#[cfg(test)]
mod tests;
