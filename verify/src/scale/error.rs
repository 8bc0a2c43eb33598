//! What breaks off a run of a plan.

use super::plan::Point;
use super::subject::Subject;
use std::io;
use unrelu_inverter::certificate::ProblemError;
use unrelu_reductions::cnf::random::ShapeError;
use unrelu_reductions::instance::InstanceError;
use unrelu_reductions::lift::Refusal;
use unrelu_reductions::solve::SolveError;

/// Why the curves cannot be measured. What concerns networks, answers and verdicts is a bug that was caught.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum ScaleError {
    /// No such formula.
    #[error(transparent)]
    Shape(#[from] ShapeError),
    /// No such network.
    #[error(transparent)]
    Instance(#[from] InstanceError),
    /// The network of a formula was not recognised.
    #[error(transparent)]
    Lift(#[from] Refusal),
    /// The network of a formula makes no problem.
    #[error(transparent)]
    Problem(#[from] ProblemError),
    /// A solver failed, or its answer did not pass its check.
    #[error(transparent)]
    Solve(#[from] SolveError),
    /// The latent code of a Gaussian network was not recovered.
    #[error("the latent code of the Gaussian network with {k} inputs and seed {seed} was not recovered")]
    NotRecovered {
        /// Inputs.
        k: u32,
        /// Seed of network and latent code.
        seed: u32,
    },
    /// Two solvers contradict each other.
    #[error(
        "{first} and {second} contradict each other: the formula is that of \
         `unrelu generate cnf random --vars {} --clauses {} --seed {seed}`", point.k, point.clauses
    )]
    Disagreement {
        /// Who answered before.
        first: Subject,
        /// Who answered otherwise.
        second: Subject,
        /// Sizes of the formula.
        point: Point,
        /// Seed of the formula.
        seed: u32,
    },
    /// The run is no run of the plan, or came twice.
    #[error("the run is not in the plan, or came before")]
    Unplanned,
    /// No pool of threads.
    #[error("cannot start threads")]
    Threads(#[source] rayon::ThreadPoolBuildError),
    /// The system does not say how long a process has computed.
    #[error("cannot read the CPU time of this process")]
    Clock(#[source] io::Error),
    /// A finished run could not be stored.
    #[error("cannot store a finished run")]
    Store(#[source] io::Error),
}
