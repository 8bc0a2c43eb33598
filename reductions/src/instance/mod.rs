//! An inversion instance: a formula, its network, and the observation that asks for it.
//!
//! In memory an [`Instance`] always is the reduction of its formula: it is made by reducing, and loading a directory reduces
//! again and compares. [`directory`] has the format of the directory.

pub mod directory;
mod manifest;

pub use directory::{LoadError, SaveError};
pub use manifest::{Manifest, Provenance};

use crate::cnf::{Assignment, Cnf, NormalCnf};
use crate::reduction::{Domain, LatentError, ReductionError, ReductionKind, pull, push};
use unrelu_inverter::{ndarray::Array1, network::Network};

/// Find `z` in the domain with `G(z) = observation`, where `G` is the reduction of a formula.
#[derive(Clone, Debug, PartialEq)]
pub struct Instance {
    kind: ReductionKind,
    normal: NormalCnf,
    unsatisfied: u32,
    network: Network,
    observation: Array1<f64>,
}

impl Instance {
    /// Brings `formula` to normal form and reduces it. The observation asks for an assignment that leaves exactly
    /// `unsatisfied` clauses false: 0 for satisfiability.
    ///
    /// ```
    /// use unrelu_reductions::{Cnf, Instance, ReductionKind};
    ///
    /// let formula = Cnf::from_dimacs(&[vec![1, 2], vec![-1]]).unwrap();
    /// let instance = Instance::reduce(formula, ReductionKind::Theorem2, 0).unwrap();
    /// assert_eq!(instance.network().widths(), [2, 4, 4, 4, 2]);
    /// assert_eq!(instance.observation().to_vec(), [0.0, 2.0]);
    /// ```
    ///
    /// # Errors
    /// [`ReductionError`].
    pub fn reduce(formula: Cnf, kind: ReductionKind, unsatisfied: u32) -> Result<Self, ReductionError> {
        let normal = NormalCnf::new(formula);
        let network = kind.network(&normal)?;
        let observation = kind.observation(normal.formula().variables(), unsatisfied);
        Ok(Self { kind, normal, unsatisfied, network, observation })
    }

    /// Which reduction made it.
    pub fn kind(&self) -> ReductionKind {
        self.kind
    }

    /// The formula in normal form.
    pub fn formula(&self) -> &Cnf {
        self.normal.formula()
    }

    /// The formula in normal form, and what was dropped and merged on the way.
    pub fn normal(&self) -> &NormalCnf {
        &self.normal
    }

    /// How many clauses a solution leaves false: exactly so many.
    pub fn unsatisfied(&self) -> u32 {
        self.unsatisfied
    }

    /// `G`.
    pub fn network(&self) -> &Network {
        &self.network
    }

    /// What `G` is to give.
    pub fn observation(&self) -> &Array1<f64> {
        &self.observation
    }

    /// Where latent codes are looked for.
    pub fn domain(&self) -> Domain {
        self.kind.domain()
    }

    /// Whether `assignment` leaves exactly as many clauses false as the observation asks for.
    pub fn is_solved_by(&self, assignment: &Assignment) -> bool {
        self.formula().unsatisfied(assignment) == self.unsatisfied as usize
    }

    /// See [`push`].
    pub fn push(&self, assignment: &Assignment) -> Array1<f64> {
        push(assignment)
    }

    /// See [`pull`].
    ///
    /// # Errors
    /// [`LatentError`].
    pub fn pull(&self, latent: &[f64]) -> Result<Assignment, LatentError> {
        pull(latent, self.formula().variables())
    }
}

#[cfg(test)]
mod tests;
