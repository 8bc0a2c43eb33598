//! Questions about a network that its formula answers.

use super::{Codes, Lifted, Refusal, lift};
use unrelu_inverter::certificate::{Domain, Problem};

/// Lifts the formula of a problem: where that has no solution, the problem has none.
///
/// Where it has one, [`Lifted::push`] gives a latent code that gives the observation, which may still be outside of a domain that
/// is smaller than that of the form ([`Codes`]).
///
/// # Errors
/// [`Refusal`]: the network is not lifted, the tolerance is not 0, or the domain holds latent codes that the form leaves out.
pub fn lift_problem(problem: &Problem) -> Result<Lifted, Refusal> {
    if problem.tolerance() > 0.0 {
        return Err(Refusal::Tolerance(problem.tolerance()));
    }
    let lifted = lift(problem.network(), Some(&problem.observation().to_vec()))?;
    let codes = lifted.form().codes();
    if covers(codes, problem.domain()) { Ok(lifted) } else { Err(Refusal::Domain(lifted.form(), codes)) }
}

fn covers(codes: Codes, domain: &Domain) -> bool {
    match (codes, domain) {
        (Codes::Reals, _) => true,
        (Codes::Signs, domain) => *domain == Domain::Signs,
        (Codes::UnitBox, Domain::Box { lower, upper }) => {
            lower.iter().all(|&bound| bound >= 0.0) && upper.iter().all(|&bound| bound <= 1.0)
        }
        (Codes::UnitBox, _) => false,
    }
}
