//! Programs whose shared error has a cap.

use super::answer::{Farkas, GiveUp, Optimum, Outcome, Refusal};
use super::problem::{Objective, Program};

/// Solves a program by `solve`, which knows no caps: without its cap the least error exists, and its multipliers prove that a
/// smaller cap is too small. `gave_up` says what it means that they do not.
pub(crate) fn within_cap(
    program: &Program<'_>,
    solve: impl FnOnce(&Program<'_>) -> Outcome,
    gave_up: impl FnOnce(Refusal) -> GiveUp,
) -> Outcome {
    let capped = matches!(program.objective(), Objective::Largest { cap } if cap.is_finite());
    if !capped {
        return solve(program);
    }
    let uncapped = program.related(program.bounds().to_vec(), Objective::Largest { cap: f64::INFINITY });
    let proof = match solve(&uncapped) {
        Outcome::Optimal(found) => match Optimum::check(program, found.latent().to_vec(), found.duals().to_vec()) {
            Ok(found) => return Outcome::Optimal(found),
            Err(_) => found.duals().to_vec(),
        },
        Outcome::Infeasible(found) => found.duals().to_vec(),
        other => return other,
    };
    Farkas::check(program, proof).map_or_else(|refusal| Outcome::GaveUp(gave_up(refusal)), Outcome::Infeasible)
}
