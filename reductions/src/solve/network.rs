//! A bare network, decided through a formula where it is one's, and else as it is.

use super::{Refutation, SolveError, SolverKind, Verdict, lifted, milp};
use crate::cnf::Assignment;
use crate::lift::{Form, lift_problem};
use crate::limits::{Limits, StopReason};
use unrelu_inverter::certificate::{Problem, Rational, rational};
use unrelu_inverter::search::{self, Answer, solves};

/// A latent code that gives the observation, which was checked in exact arithmetic.
#[derive(Clone, Debug, PartialEq)]
pub struct Latent {
    entries: Vec<Rational>,
    assignment: Option<Assignment>,
}

/// What was found out about a network.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct Decision {
    /// Whether there is a preimage.
    pub verdict: Verdict<Latent>,
    /// Which solver says so.
    pub solver: SolverKind,
    /// What the network was lifted as; a proof is then one for [`Lifted::instance`](crate::lift::Lifted::instance).
    pub form: Option<Form>,
}

/// Decides a problem: by [`SolverKind::Search`] and [`SolverKind::Milp`] on the network as it is, by [`SolverKind::Portfolio`] on the formula that is
/// lifted from it, or as it is where there is none; by others on the formula.
///
/// # Errors
/// As [`solve`](super::solve), and [`SolveError::Lift`] or [`SolveError::Outside`] where a formula is needed.
pub fn network(problem: &Problem, solver: SolverKind, limits: &Limits) -> Result<Decision, SolveError> {
    let run = limits.start();
    match solver {
        SolverKind::Search => Ok(by_search(problem, limits)),
        SolverKind::Milp => Ok(Decision { verdict: milp::network(problem, limits)?, solver, form: None }),
        SolverKind::Portfolio => match by_formula(problem, SolverKind::Sat, limits) {
            Err(SolveError::Lift(_) | SolveError::Outside | SolveError::Count(_))
            | Ok(Decision { verdict: Verdict::Undecided(StopReason::NoFloat), .. }) => {
                Ok(by_search(problem, &run.rest()))
            }
            decided => decided,
        },
        solver => by_formula(problem, solver, limits),
    }
}

fn by_search(problem: &Problem, limits: &Limits) -> Decision {
    let verdict = match search::search(problem, limits).0 {
        Answer::Solution(entries) => Verdict::Satisfiable(Latent::of_network(entries)),
        Answer::None(certificate) => Verdict::Unsatisfiable(Refutation::Certificate(certificate)),
        answer => Verdict::Undecided(undecided(&answer)),
    };
    Decision { verdict, solver: SolverKind::Search, form: None }
}

/// Why a search has no answer.
pub(super) fn undecided(answer: &Answer) -> StopReason {
    if let Answer::Undecided(reason) = answer { (*reason).into() } else { StopReason::Numbers }
}

fn by_formula(problem: &Problem, solver: SolverKind, limits: &Limits) -> Result<Decision, SolveError> {
    let found = lift_problem(problem)?;
    let verdict = lifted(&found, solver, limits)?.map(|witness| Latent {
        entries: witness.latent.iter().map(|&entry| rational(entry)).collect(),
        assignment: Some(witness.assignment),
    });
    if let Verdict::Satisfiable(latent) = &verdict
        && !solves(problem, &latent.entries)
    {
        return Err(SolveError::Outside);
    }
    Ok(Decision { verdict, solver, form: Some(found.form()) })
}

impl Latent {
    /// Of a network that was not lifted.
    pub(super) fn of_network(entries: Vec<Rational>) -> Self {
        Self { entries, assignment: None }
    }

    /// The latent code, exactly.
    pub fn entries(&self) -> &[Rational] {
        &self.entries
    }

    /// The assignment of the formula that was lifted, where one was.
    pub fn assignment(&self) -> Option<&Assignment> {
        self.assignment.as_ref()
    }
}
