//! Complete solvers, of an instance and of a bare network.
//!
//! | module | what |
//! |---|---|
//! | `kind` | their names |
//! | `sat`, `brute`, `search`, `milp` | one solver each |
//! | `race` | several at a time |
//! | `lifted`, `network` | bare networks, through a formula or as they are |
//!
//! A verdict is only given after it was checked: a [`Witness`] by the formula and by the exact forward pass, a proof by its
//! checker; [`Refutation::Word`] says of itself that it was not. Running out of time is a verdict of its own, not an answer and not an error.

mod brute;
mod kind;
mod lifted;
mod milp;
mod network;
mod race;
mod sat;
mod search;

pub use brute::MOST_VARIABLES;
pub use kind::SolverKind;
pub use lifted::lifted;
pub use network::{Decision, Latent, network};
pub use race::{Evidence, portfolio, race};
pub(crate) use sat::{complete, literals};

use crate::Instance;
use crate::check::CheckError;
use crate::cnf::Assignment;
use crate::count::TooLarge;
use crate::exact::{ExactError, Finding};
use crate::lift::Refusal;
use crate::limits::{Limits, Run, StopReason, Stopped};
use unrelu_inverter::certificate::Certificate;
use unrelu_inverter::milp::Backend;
use unrelu_inverter::ndarray::Array1;

/// What a solver found out; `W` is what it shows where there is a preimage.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub enum Verdict<W = Witness> {
    /// There is a preimage, and here it is.
    Satisfiable(W),
    /// There is none, and here is why.
    Unsatisfiable(Refutation),
    /// The solver gave up; nothing is known.
    Undecided(StopReason),
}

/// A preimage with its assignment, both checked.
#[derive(Clone, Debug, PartialEq)]
pub struct Witness {
    assignment: Assignment,
    latent: Array1<f64>,
}

/// Why there is no preimage.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Refutation {
    /// A DRAT proof, accepted by our checker for what the instance asks ([`crate::count::question`]).
    Proof(Vec<u8>),
    /// Every assignment was tried.
    Exhausted {
        /// `2^k`.
        assignments: u64,
    },
    /// A proof about the network itself, accepted by its checker.
    Certificate(Certificate),
    /// This solver of mixed-integer programs says so; there is no proof.
    Word(Backend),
}

/// Why there is no verdict.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum SolveError {
    /// Brute force on too many variables.
    #[error("brute force takes at most {MOST_VARIABLES} variables, and there are {0}")]
    TooManyVariables(usize),
    /// Too many false clauses among too many to count.
    #[error(transparent)]
    Count(#[from] TooLarge),
    /// The network is no formula's, or the question not one about it.
    #[error("the network cannot be lifted to a formula")]
    Lift(#[from] Refusal),
    /// The formula has a solution whose latent code the question leaves out.
    #[error("the formula has a solution, but its latent code is outside of the domain")]
    Outside,
    /// The solver's assignment is none: a bug in the solver.
    #[error("`{solver}` gave an assignment that leaves {found} clauses false, not what {expected} asks for")]
    WrongAssignment {
        /// The solver.
        solver: SolverKind,
        /// What was asked for.
        expected: u32,
        /// What it leaves false.
        found: usize,
    },
    /// The latent code of a right assignment is no preimage: a bug in the reduction.
    #[error("the latent code of a solution is no preimage: {0:?}")]
    NoPreimage(Finding),
    /// The network cannot be run exactly.
    #[error(transparent)]
    Exact(#[from] ExactError),
    /// The solver's proof was refused: a bug in the solver.
    #[error("the solver's proof is wrong: {0}")]
    WrongProof(#[source] CheckError),
    /// The solver failed.
    #[error("`{solver}` failed: {reason}")]
    Failed {
        /// The solver.
        solver: SolverKind,
        /// What it said.
        reason: String,
    },
}

/// What a backend claims, before anything is checked.
#[derive(Debug)]
enum Claim {
    Solution(Assignment),
    Refutation(Refutation),
}

/// Why a backend has no claim.
#[derive(Debug, thiserror::Error)]
enum Halt {
    #[error("stopped")]
    Stopped(#[from] Stopped),
    #[error(transparent)]
    Error(#[from] SolveError),
}

/// Decides `instance` by `solver` within `limits`.
///
/// ```
/// use unrelu_reductions::limits::Limits;
/// use unrelu_reductions::solve::{SolverKind, Verdict, solve};
/// use unrelu_reductions::{Cnf, Instance, ReductionKind};
///
/// let formula = Cnf::from_dimacs(&[vec![1, 2], vec![-1]]).unwrap();
/// let instance = Instance::reduce(formula, ReductionKind::Theorem2, 0).unwrap();
/// let Verdict::Satisfiable(witness) = solve(&instance, SolverKind::Sat, &Limits::none()).unwrap() else { panic!() };
/// assert_eq!(witness.latent().to_vec(), [-1.0, 1.0]);
/// ```
///
/// # Errors
/// [`SolveError`]: an instance that the solver does not take, or an answer that failed its check.
pub fn solve(instance: &Instance, solver: SolverKind, limits: &Limits) -> Result<Verdict, SolveError> {
    let run = limits.start();
    let claim = match solver {
        SolverKind::Sat => sat::search(instance, &run),
        SolverKind::Brute => brute::search(instance, &run),
        SolverKind::Search => search::search(instance, limits),
        SolverKind::Milp => milp::search(instance, &run),
        SolverKind::Portfolio => return Ok(race(instance, &portfolio(instance, Evidence::Any), limits)?.1),
    };
    match claim {
        Ok(Claim::Solution(assignment)) => Ok(match Witness::check(instance, solver, assignment)? {
            Some(witness) => Verdict::Satisfiable(witness),
            None => Verdict::Undecided(StopReason::NoFloat),
        }),
        Ok(Claim::Refutation(refutation)) => Ok(Verdict::Unsatisfiable(refutation)),
        Err(Halt::Stopped(Stopped(reason))) => Ok(Verdict::Undecided(reason)),
        Err(Halt::Error(error)) => Err(error),
    }
}

impl<W> Verdict<W> {
    /// The same verdict with what another shape of evidence shows.
    pub fn map<V>(self, change: impl FnOnce(W) -> V) -> Verdict<V> {
        match self {
            Self::Satisfiable(shown) => Verdict::Satisfiable(change(shown)),
            Self::Unsatisfiable(refutation) => Verdict::Unsatisfiable(refutation),
            Self::Undecided(reason) => Verdict::Undecided(reason),
        }
    }
}

impl Witness {
    /// The only way in: counts the false clauses, and runs the network exactly. `None` where the assignment is right, but no
    /// floats were found that are a preimage.
    fn check(instance: &Instance, solver: SolverKind, assignment: Assignment) -> Result<Option<Self>, SolveError> {
        if !instance.is_solved_by(&assignment) {
            let (found, expected) = (instance.formula().unsatisfied(&assignment), instance.unsatisfied());
            return Err(SolveError::WrongAssignment { solver, expected, found });
        }
        let Some(latent) = instance.push(&assignment) else { return Ok(None) };
        match instance.check(&latent.to_vec())? {
            Finding::Preimage => Ok(Some(Self { assignment, latent })),
            finding => Err(SolveError::NoPreimage(finding)),
        }
    }

    /// A value for every variable, those included that no clause mentions.
    pub fn assignment(&self) -> &Assignment {
        &self.assignment
    }

    /// The preimage.
    pub fn latent(&self) -> &Array1<f64> {
        &self.latent
    }
}

#[cfg(test)]
mod tests;
