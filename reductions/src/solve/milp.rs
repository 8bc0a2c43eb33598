//! A mixed-integer program of what an instance asks, and of a bare network.

use super::{Claim, Halt, Latent, Refutation, SolveError, SolverKind, Verdict};
use crate::Instance;
use crate::export::{Spec, program};
use crate::limits::{Limits, Run, StopReason, Stopped};
use unrelu_inverter::certificate::{Problem, Rational, rational};
use unrelu_inverter::milp::{self, Answer, Backend, Reason};

/// The program that is exported, so that a solution is one of its box; what is decoded from it is checked, the rest is the
/// solver's word.
pub(super) fn search(instance: &Instance, run: &Run) -> Result<Claim, Halt> {
    let model = program(instance, Spec::Exact).map_err(|error| failed(&error))?;
    let backend = Backend::best();
    match backend.solve(&model, run)? {
        milp::Claim::Point(point) => {
            let latent: Vec<Rational> = point[..instance.network().inputs()].iter().copied().map(rational).collect();
            let assignment = instance.pull_fractions(&latent);
            let right = instance.is_solved_by(&assignment);
            if right { Ok(Claim::Solution(assignment)) } else { Err(Stopped(StopReason::Numbers).into()) }
        }
        milp::Claim::Infeasible => Ok(Claim::Refutation(Refutation::Word(backend))),
        milp::Claim::GaveUp(reason) => Err(failed(&reason).into()),
    }
}

/// A network as it is.
pub(super) fn network(problem: &Problem, limits: &Limits) -> Result<Verdict<Latent>, SolveError> {
    match milp::solve(problem, Backend::best(), limits).map_err(|error| failed(&error))? {
        Answer::Solution(entries) => Ok(Verdict::Satisfiable(Latent::of_network(entries))),
        Answer::Infeasible(backend) => Ok(Verdict::Unsatisfiable(Refutation::Word(backend))),
        Answer::Undecided(Reason::Stopped(reason)) => Ok(Verdict::Undecided(reason)),
        Answer::Undecided(Reason::Numbers(_)) => Ok(Verdict::Undecided(StopReason::Numbers)),
        Answer::Undecided(reason) => Err(failed(&reason)),
        _ => Err(failed(&"an answer of no known kind")),
    }
}

fn failed(reason: &impl ToString) -> SolveError {
    SolveError::Failed { solver: SolverKind::Milp, reason: reason.to_string() }
}
