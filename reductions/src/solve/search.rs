//! Complete search on an instance's network, which knows nothing of the formula.

use super::{Claim, Halt, Refutation, Stopped};
use crate::Instance;
use crate::limits::Limits;
use unrelu_inverter::search::{self, Answer};

pub(super) fn search(instance: &Instance, limits: &Limits) -> Result<Claim, Halt> {
    match search::search(&instance.problem(), limits).0 {
        Answer::Solution(latent) => Ok(Claim::Solution(instance.pull_fractions(&latent))),
        Answer::None(certificate) => Ok(Claim::Refutation(Refutation::Certificate(certificate))),
        answer => Err(Stopped(super::network::undecided(&answer)).into()),
    }
}
