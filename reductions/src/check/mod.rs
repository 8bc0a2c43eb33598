//! Checks what anyone claims about an instance, trusting no solver.

pub(crate) mod drat;

use crate::Instance;
use crate::count::{self, TooLarge};
use crate::lift::{Lifted, Refusal, lift_problem};
use crate::limits::{Limits, StopReason, Stopped};
use std::io::{self, Read};
use unrelu_inverter::certificate::{self, Certificate, Problem};

/// Why a proof is not accepted.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum CheckError {
    /// It cannot be read.
    #[error("cannot read the proof: {0}")]
    Io(#[source] io::Error),
    /// It is not a DRAT proof, or ends too early.
    #[error("byte {offset} of the proof: {problem}")]
    Format {
        /// Where, from 0.
        offset: usize,
        /// What is wrong.
        problem: &'static str,
    },
    /// A step does not follow from the formula and the steps before it.
    #[error("step {step} of the proof does not follow")]
    Refused {
        /// Its number, from 1.
        step: usize,
    },
    /// Every step is right, but the empty clause is not among them.
    #[error("the proof ends without deriving the empty clause")]
    NoEmptyClause,
    /// Too many false clauses among too many to count.
    #[error(transparent)]
    Count(#[from] TooLarge),
    /// The network is no formula's, as far as is known.
    #[error("the network cannot be lifted to a formula: {0}")]
    Lift(#[from] Refusal),
    /// A step of a proof about the network does not hold, or its end is missing.
    #[error(transparent)]
    Certificate(certificate::CheckError),
    /// A limit was reached: nothing is known about the proof.
    #[error("the check was stopped: {0}")]
    Stopped(StopReason),
}

impl CheckError {
    pub(crate) fn stopped(&self) -> Option<Stopped> {
        if let Self::Stopped(reason) = self { Some(Stopped(*reason)) } else { None }
    }
}

impl From<Stopped> for CheckError {
    fn from(Stopped(reason): Stopped) -> Self {
        Self::Stopped(reason)
    }
}

/// Accepts a DRAT proof, text or binary, that the instance has no preimage: its steps must lead from exactly what the
/// instance asks ([`count::question`]) to the empty clause. By the reduction's theorem, that is enough.
///
/// # Errors
/// [`CheckError`], and nothing is shown.
pub fn check_proof(instance: &Instance, mut proof: impl Read, limits: &Limits) -> Result<(), CheckError> {
    let run = limits.start();
    let mut bytes = Vec::new();
    proof.read_to_end(&mut bytes).map_err(CheckError::Io)?;
    drat::check(&*count::question(instance)?, &bytes, &run)
}

/// Accepts a proof of the search ([`unrelu_inverter::search`]) that a problem has no solution; that of an instance is
/// [`Instance::problem`].
///
/// # Errors
/// [`CheckError`], and nothing is shown.
pub fn check_certificate(problem: &Problem, proof: &Certificate, limits: &Limits) -> Result<(), CheckError> {
    certificate::check(problem, proof, limits).map_err(|error| match error {
        certificate::CheckError::Stopped(reason) => CheckError::Stopped(reason),
        other => CheckError::Certificate(other),
    })
}

/// Accepts a DRAT proof that the problem of a bare network has no solution. The network is lifted again here: the proof is one for [`Lifted::instance`], as for [`check_proof`].
///
/// # Errors
/// [`CheckError`], and nothing is shown.
pub fn check_lifted_proof(problem: &Problem, proof: impl Read, limits: &Limits) -> Result<Lifted, CheckError> {
    let lifted = lift_problem(problem)?;
    check_proof(lifted.instance(), proof, limits)?;
    Ok(lifted)
}

#[cfg(test)]
mod tests;
