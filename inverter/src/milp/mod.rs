//! A [`Problem`] as a mixed-integer program: solved by `microlp` or HiGHS, or written for other solvers.
//!
//! | module | what |
//! |---|---|
//! | `rounding`, `interval` | floats rounded to the safe side |
//! | `bounds`, `programs` | proven bounds of every unit, by intervals and by linear programs |
//! | `model` | the program |
//! | `microlp`, `highs` | its solvers |
//! | `mps`, `lp` | its files |
//!
//! A bound is proven or there is none: where a unit that may be on or off has none, there is no program
//! ([`MilpError::Unbounded`]). A point of a solver is not believed, a solution is one in exact arithmetic; that there is none is
//! the solver's word. [`search`](mod@crate::search) proves it.

mod bounds;
#[cfg(feature = "highs")]
mod highs;
mod interval;
mod lp;
mod microlp;
mod model;
mod mps;
mod programs;
mod rounding;
mod write;

pub use model::{Column, Kind, Model, OutputBound, Side};
pub use write::{Format, WriteError, write};

use crate::certificate::{Problem, Rational};
use crate::limits::{Limits, Run, StopReason, Stopped};
use crate::name::{UnknownName, by_name};
use crate::search;
use std::{fmt, str::FromStr};

/// Solvers of mixed-integer programs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum Backend {
    /// Branch and bound of the crate `microlp`, in every build.
    Microlp,
    /// Branch and cut of HiGHS, on one thread; a cancellation is seen when it is done.
    #[cfg(feature = "highs")]
    Highs,
}

/// What came out.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub enum Answer {
    /// This latent code is a solution, in exact arithmetic.
    Solution(Vec<Rational>),
    /// There is none, by the word of this solver; there is no proof.
    Infeasible(Backend),
    /// Neither is known.
    Undecided(Reason),
}

/// Why nothing is known.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum Reason {
    /// A limit was reached.
    #[error("{0}")]
    Stopped(StopReason),
    /// The solver's point is none, nor is any exact one that was found near it.
    #[error("the point of `{0}` is no solution in exact arithmetic")]
    Numbers(Backend),
    /// The solver gave up.
    #[error("`{solver}` gave up: {reason}")]
    GaveUp {
        /// The solver.
        solver: Backend,
        /// What it said.
        reason: String,
    },
}

/// Why there is no program.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum MilpError {
    /// No bound could be proven for a unit that may be on or off.
    #[error(
        "unit {unit} of layer {layer} has no bounds that could be proven: a mixed-integer program needs some; bound the latent \
         code by a box"
    )]
    Unbounded {
        /// From 1.
        layer: usize,
        /// From 1.
        unit: usize,
    },
    /// A limit was reached before the bounds were proven.
    #[error(transparent)]
    Stopped(#[from] Stopped),
}

/// What a solver says of a program, unchecked.
#[derive(Clone, Debug, PartialEq)]
pub enum Claim {
    /// A value for each column, about.
    Point(Vec<f64>),
    /// No values keep all rows.
    Infeasible,
    /// Nothing is known; the text says why.
    GaveUp(String),
}

impl Backend {
    /// Those of this build.
    pub const ALL: &[Self] = &[
        Self::Microlp,
        #[cfg(feature = "highs")]
        Self::Highs,
    ];

    /// The fastest of this build.
    pub fn best() -> Self {
        Self::ALL[Self::ALL.len() - 1]
    }

    /// Looks for a point of a program.
    ///
    /// # Errors
    /// [`Stopped`] where a limit was reached.
    pub fn solve(self, model: &Model, run: &Run) -> Result<Claim, Stopped> {
        run.check()?;
        match self {
            Self::Microlp => microlp::solve(model, run),
            #[cfg(feature = "highs")]
            Self::Highs => highs::solve(model, run),
        }
    }
}

impl fmt::Display for Backend {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Microlp => "microlp",
            #[cfg(feature = "highs")]
            Self::Highs => "highs",
        })
    }
}

/// Reads what `Display` writes.
impl FromStr for Backend {
    type Err = UnknownName;

    fn from_str(name: &str) -> Result<Self, UnknownName> {
        by_name("solver of mixed-integer programs", Self::ALL.iter().copied(), name)
    }
}

/// Decides a problem by a mixed-integer program.
///
/// ```
/// use unrelu_inverter::certificate::{Domain, Problem};
/// use unrelu_inverter::limits::Limits;
/// use unrelu_inverter::milp::{Answer, Backend, solve};
/// use unrelu_inverter::ndarray::array;
/// use unrelu_inverter::network::{Layer, Network};
///
/// let hidden = Layer::relu(array![[1.0], [-1.0]]).unwrap();
/// let absolute = Network::new(vec![hidden, Layer::relu(array![[1.0, 1.0]]).unwrap()]).unwrap();
/// let ask = |value| Problem::new(absolute.clone(), array![value], 0.0, Domain::Reals).unwrap();
/// let answer = |value| solve(&ask(value), Backend::Microlp, &Limits::none()).unwrap();
/// assert!(matches!(answer(2.0), Answer::Solution(_)));
/// assert_eq!(answer(-2.0), Answer::Infeasible(Backend::Microlp));
/// ```
///
/// # Errors
/// [`MilpError::Unbounded`].
pub fn solve(problem: &Problem, backend: Backend, limits: &Limits) -> Result<Answer, MilpError> {
    let run = limits.start();
    let stopped = |Stopped(reason)| Answer::Undecided(Reason::Stopped(reason));
    let model = match Model::new(problem, &run) {
        Err(MilpError::Stopped(reason)) => return Ok(stopped(reason)),
        model => model?,
    };
    Ok(match backend.solve(&model, &run) {
        Ok(Claim::Point(point)) => search::near(problem, &point[..problem.network().inputs()])
            .map_or(Answer::Undecided(Reason::Numbers(backend)), Answer::Solution),
        Ok(Claim::Infeasible) => Answer::Infeasible(backend),
        Ok(Claim::GaveUp(reason)) => Answer::Undecided(Reason::GaveUp { solver: backend, reason }),
        Err(reason) => stopped(reason),
    })
}
