//! The bare network of a formula, decided by what is lifted from it.

use super::{SolveError, SolverKind, Verdict, Witness, solve};
use crate::lift::Lifted;
use crate::limits::{Limits, StopReason};

/// Decides whether the network that `lifted` comes from gives its observation, by a solver of its formula.
///
/// A preimage is one of that network, mapped exactly from one of the plain network that was run; a proof is one for
/// [`Lifted::instance`]; [`check_lifted_proof`](crate::check::check_lifted_proof) takes that of [`SolverKind::Sat`].
///
/// ```
/// use unrelu_reductions::limits::Limits;
/// use unrelu_reductions::lift::lift_problem;
/// use unrelu_reductions::solve::{Refutation, SolverKind, Verdict, lifted};
/// use unrelu_reductions::{Cnf, Instance, ReductionKind, check};
///
/// let formula = Cnf::from_dimacs(&[vec![1, 2], vec![-1], vec![-2]]).unwrap();
/// let problem = Instance::reduce(formula, ReductionKind::TwoLayer, 0).unwrap().problem();
/// let verdict = lifted(&lift_problem(&problem).unwrap(), SolverKind::Sat, &Limits::none()).unwrap();
/// let Verdict::Unsatisfiable(Refutation::Proof(proof)) = verdict else { panic!() };
/// assert!(check::check_lifted_proof(&problem, proof.as_slice(), &Limits::none()).is_ok());
/// ```
///
/// # Errors
/// As [`solve`].
pub fn lifted(lifted: &Lifted, solver: SolverKind, limits: &Limits) -> Result<Verdict, SolveError> {
    let verdict = solve(lifted.instance(), solver, limits)?;
    let Verdict::Satisfiable(Witness { assignment, latent }) = verdict else { return Ok(verdict) };
    Ok(match lifted.latent_code(&latent) {
        Some(latent) => Verdict::Satisfiable(Witness { assignment, latent }),
        None => Verdict::Undecided(StopReason::NoFloat),
    })
}
