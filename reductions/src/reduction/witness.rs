//! The witness maps at sign vectors, the same for every reduction.

use crate::cnf::Assignment;
use unrelu_inverter::ndarray::Array1;

/// Why numbers are no latent code.
#[derive(Clone, Copy, Debug, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum LatentError {
    /// Too many or too few.
    #[error("the latent code has {found} entries, but the network has {expected} inputs")]
    Length {
        /// Inputs of the network.
        expected: usize,
        /// Entries.
        found: usize,
    },
    /// NaN or infinite.
    #[error("entry {entry} of the latent code is {value}; every entry must be finite")]
    NotFinite {
        /// Its number, from 1.
        entry: usize,
        /// What it is.
        value: f64,
    },
}

/// Checks the length, and that every entry is finite.
pub(crate) fn check_latent(latent: &[f64], inputs: usize) -> Result<(), LatentError> {
    if latent.len() != inputs {
        return Err(LatentError::Length { expected: inputs, found: latent.len() });
    }
    match latent.iter().position(|value| !value.is_finite()) {
        Some(index) => Err(LatentError::NotFinite { entry: index + 1, value: latent[index] }),
        None => Ok(()),
    }
}

/// From an assignment to a latent code: `+1` for true, `-1` for false.
///
/// If the assignment leaves exactly `t` clauses false, the code is a preimage of the observation that asks for `t`, under
/// every reduction. The proofs are in the modules of the reductions; [`crate::exact`] checks each case.
pub fn push(assignment: &Assignment) -> Array1<f64> {
    assignment.values().iter().map(|&value| if value { 1.0 } else { -1.0 }).collect()
}

/// From a latent code to an assignment: true where an entry is positive, false where it is negative **or zero**.
///
/// If the code is a preimage of the observation that asks for `t`, the assignment leaves exactly `t` clauses false, under
/// `two-layer` at most `t`. There zeros occur in preimages, and by the proof in its module either sign will do; under the
/// others `|z_i| >= 1` in every preimage, so the reading of a zero is a choice for codes that are none.
///
/// # Errors
/// [`LatentError`] for a wrong length, NaN or infinity.
pub fn pull(latent: &[f64], variables: usize) -> Result<Assignment, LatentError> {
    check_latent(latent, variables)?;
    Ok(Assignment::from(latent.iter().map(|&entry| entry > 0.0).collect::<Vec<_>>()))
}
