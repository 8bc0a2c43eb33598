//! The bare network of a formula, decided by what is lifted from it.

use super::{SolveError, SolverKind, Verdict, Witness, solve};
use crate::lift::Lifted;
use crate::limits::{Limits, StopReason};

/// Decides whether the network that `lifted` comes from gives its observation, by conflict-driven clause learning.
///
/// A preimage is one of that network, mapped exactly from one of the plain network that was run; a proof is one for
/// [`Lifted::instance`], as [`check_lifted_proof`](crate::check::check_lifted_proof) takes it.
///
/// ```
/// use unrelu_reductions::limits::Limits;
/// use unrelu_reductions::solve::{Verdict, lifted};
/// use unrelu_reductions::{Cnf, Instance, ReductionKind, check, lift::lift};
///
/// let formula = Cnf::from_dimacs(&[vec![1, 2], vec![-1], vec![-2]]).unwrap();
/// let network = ReductionKind::TwoLayer.network(&unrelu_reductions::NormalCnf::new(formula)).unwrap();
/// let Verdict::Unsatisfiable(unrelu_reductions::solve::Refutation::Proof(proof)) =
///     lifted(&lift(&network, Some(&[0.0])).unwrap(), &Limits::none()).unwrap()
/// else {
///     panic!()
/// };
/// assert!(check::check_lifted_proof(&network, &[0.0], proof.as_slice(), &Limits::none()).is_ok());
/// ```
///
/// # Errors
/// As [`solve`].
pub fn lifted(lifted: &Lifted, limits: &Limits) -> Result<Verdict, SolveError> {
    let verdict = solve(lifted.instance(), SolverKind::Sat, limits)?;
    let Verdict::Satisfiable(Witness { assignment, latent }) = verdict else { return Ok(verdict) };
    Ok(match lifted.latent_code(&latent) {
        Some(latent) => Verdict::Satisfiable(Witness { assignment, latent }),
        None => Verdict::Undecided(StopReason::NoFloat),
    })
}
