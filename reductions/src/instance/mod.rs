//! An inversion instance: a formula, its network, and the observation that asks for it.
//!
//! In memory an [`Instance`] always is the reduction of its formula: it is made by reducing, and loading a directory reduces
//! again and compares. [`directory`] has the format of the directory, [`bundle`] checks all that stands in one, [`benchmark`]
//! puts many side by side.

pub mod benchmark;
pub mod bundle;
mod certificate;
mod digest;
pub mod directory;
mod error;
mod files;
mod manifest;
mod new_directory;

pub use certificate::{Answer, Certificate};
pub use error::{LoadError, SaveError};
pub use manifest::{Files, Manifest, Provenance};

use crate::cnf::{Assignment, Cnf, NormalCnf};
use crate::disguise::{Disguise, DisguiseError, Disguised, LatentMap};
use crate::exact::{self, ExactError, Finding};
use crate::reduction::{Count, Domain, LatentError, ReductionError, ReductionKind, outwards, pull, push};
use crate::three_sat::{self, ThreeSat, TooManyVariables};
use std::borrow::Cow;
use unrelu_inverter::certificate::{Domain as Latents, Problem, Rational};
use unrelu_inverter::{ndarray::Array1, network::Network};

/// Find `z` in the domain with `G(z) = observation`, where `G` is the reduction of a formula, possibly in disguise.
#[derive(Clone, Debug, PartialEq)]
pub struct Instance {
    recipe: Recipe,
    normal: NormalCnf,
    original_variables: usize,
    split: usize,
    network: Network,
    observation: Array1<f64>,
    hidden: Option<Hidden>,
}

/// What a disguise did beside the network.
#[derive(Clone, Debug, PartialEq)]
struct Hidden {
    latent: LatentMap,
    outputs: Vec<(usize, f64)>,
}

/// How a formula becomes an instance.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Recipe {
    /// The reduction.
    pub kind: ReductionKind,
    /// How many clauses a solution leaves false, in the sense of [`Instance::count`]; 0 for satisfiability.
    pub unsatisfied: u32,
    /// Whether long clauses are split first.
    pub clauses: Clauses,
    /// What the network is to look like.
    pub disguise: Option<Disguise>,
}

/// What becomes of clauses of more than three literals.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Clauses {
    /// They stay.
    Whole,
    /// They are split into chains of three literals.
    Split,
}

/// Why a formula does not become an instance.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum InstanceError {
    /// The formula has no network.
    #[error(transparent)]
    Reduction(#[from] ReductionError),
    /// Its long clauses cannot be split.
    #[error(transparent)]
    ThreeSat(#[from] TooManyVariables),
    /// Splitting keeps the least number of false clauses, but not each number.
    #[error(
        "--three-sat does not keep \"exactly {0} false clauses\": ask for 0, or use two-layer, which asks for at most {0}"
    )]
    SplitCount(u32),
    /// The network cannot be disguised.
    #[error(transparent)]
    Disguise(#[from] DisguiseError),
}

impl Recipe {
    /// Clauses as they are, no disguise.
    pub fn plain(kind: ReductionKind, unsatisfied: u32) -> Self {
        Self { kind, unsatisfied, clauses: Clauses::Whole, disguise: None }
    }
}

impl Instance {
    /// Brings `formula` to normal form and reduces it. The observation asks for an assignment that leaves `unsatisfied`
    /// clauses false: 0 for satisfiability.
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
    /// [`InstanceError::Reduction`].
    pub fn reduce(formula: Cnf, kind: ReductionKind, unsatisfied: u32) -> Result<Self, InstanceError> {
        Self::new(formula, Recipe::plain(kind, unsatisfied))
    }

    /// Brings `formula` to normal form, splits its long clauses, reduces it and disguises the network, as the recipe says.
    ///
    /// # Errors
    /// [`InstanceError`].
    pub fn new(formula: Cnf, recipe: Recipe) -> Result<Self, InstanceError> {
        let normal = NormalCnf::new(formula);
        let original_variables = normal.formula().variables();
        if recipe.clauses == Clauses::Whole {
            return Self::assemble(normal, recipe, (original_variables, 0));
        }
        if recipe.unsatisfied > 0 && recipe.kind.count() == Count::Exactly {
            return Err(InstanceError::SplitCount(recipe.unsatisfied));
        }
        let ThreeSat { formula, split } = three_sat::split(normal)?;
        Self::assemble(formula, recipe, (original_variables, split))
    }

    /// From a formula whose long clauses are split already, with the number of variables before and of clauses that were.
    fn assemble(
        normal: NormalCnf,
        recipe: Recipe,
        (original_variables, split): (usize, usize),
    ) -> Result<Self, InstanceError> {
        let network = recipe.kind.network(&normal)?;
        let observation = recipe.kind.observation(normal.formula().variables(), recipe.unsatisfied);
        let disguised = recipe.disguise.as_ref().map(|disguise| disguise.apply(&network, recipe.kind.domain()));
        let (network, observation, hidden) = match disguised.transpose()? {
            None => (network, observation, None),
            Some(disguised) => {
                let observation = disguised.output(&observation);
                let Disguised { network, latent, outputs } = disguised;
                (network, observation, Some(Hidden { latent, outputs }))
            }
        };
        Ok(Self { recipe, normal, original_variables, split, network, observation, hidden })
    }

    /// Which reduction made it.
    pub fn kind(&self) -> ReductionKind {
        self.recipe.kind
    }

    /// The formula in normal form.
    pub fn formula(&self) -> &Cnf {
        self.normal.formula()
    }

    /// The formula in normal form, and what was dropped and merged on the way.
    pub fn normal(&self) -> &NormalCnf {
        &self.normal
    }

    /// How it was made.
    pub fn recipe(&self) -> &Recipe {
        &self.recipe
    }

    /// How many variables the formula had before long clauses were split; they come first.
    pub fn original_variables(&self) -> usize {
        self.original_variables
    }

    /// How many long clauses were split.
    pub fn split(&self) -> usize {
        self.split
    }

    /// How many clauses a solution leaves false, in the sense of [`Instance::count`].
    pub fn unsatisfied(&self) -> u32 {
        self.recipe.unsatisfied
    }

    /// Whether a solution leaves exactly or at most that many clauses false. Without variables the network is constant, and
    /// it is always "exactly".
    pub fn count(&self) -> Count {
        if self.formula().variables() == 0 { Count::Exactly } else { self.kind().count() }
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
        self.kind().domain()
    }

    /// Whether `assignment` leaves as many clauses false as the observation asks for.
    pub fn is_solved_by(&self, assignment: &Assignment) -> bool {
        self.count().admits(self.formula().unsatisfied(assignment), self.unsatisfied())
    }

    /// From an assignment to a latent code: a preimage where the assignment solves the instance.
    ///
    /// `None` only where it leaves fewer clauses false than `two-layer` asks for, and no preimage was found whose entries are
    /// floats.
    pub fn push(&self, assignment: &Assignment) -> Option<Array1<f64>> {
        let missing =
            self.count() == Count::AtMost && self.formula().unsatisfied(assignment) < self.unsatisfied() as usize;
        if !missing {
            return Some(self.disguise(&push(assignment)));
        }
        let candidates = outwards::candidates(self.formula(), assignment, self.unsatisfied()).into_iter();
        let mut codes = candidates.map(|code| self.disguise(&code.into()));
        codes.find(|code| self.check(&code.to_vec()) == Ok(Finding::Preimage))
    }

    /// Whether `latent` is a preimage of the observation, in exact arithmetic.
    ///
    /// # Errors
    /// [`ExactError::Latent`] where it has the wrong length, or holds NaN or infinity.
    pub fn check(&self, latent: &[f64]) -> Result<Finding, ExactError> {
        exact::check(&self.network, &self.observation.to_vec(), latent, self.domain())
    }

    /// From a latent code to an assignment of the formula's variables; see [`pull`]. Disguises are undone exactly.
    ///
    /// # Errors
    /// [`LatentError`].
    pub fn pull(&self, latent: &[f64]) -> Result<Assignment, LatentError> {
        match &self.hidden {
            None => pull(latent, self.formula().variables()),
            Some(hidden) => pull(&hidden.latent.plain_signs(latent)?, self.formula().variables()),
        }
    }

    /// The same for a latent code of fractions, `k` long.
    pub fn pull_fractions(&self, latent: &[Rational]) -> Assignment {
        let plain = |hidden: &Hidden| Cow::Owned(hidden.latent.plain_fractions(latent));
        let plain = self.hidden.as_ref().map_or(Cow::Borrowed(latent), plain);
        Assignment::from(plain.iter().map(|entry| *entry > Rational::ZERO).collect::<Vec<_>>())
    }

    /// The instance as a question about its network.
    ///
    /// # Panics
    /// Never: the observation is one of the network.
    pub fn problem(&self) -> Problem {
        let domain = match self.domain() {
            Domain::Signs => Latents::Signs,
            Domain::Reals => Latents::Reals,
        };
        let problem = Problem::new(self.network.clone(), self.observation.clone(), 0.0, domain);
        problem.unwrap_or_else(|error| unreachable!("the observation is one of the network: {error}"))
    }

    /// For each output, which one of the plain network it is, from 0, and by what it is multiplied.
    pub fn outputs(&self) -> Vec<(usize, f64)> {
        let plain = || (0..self.network.outputs()).map(|output| (output, 1.0)).collect();
        self.hidden.as_ref().map_or_else(plain, |hidden| hidden.outputs.clone())
    }

    /// Half-widths of a box around 0 that holds a preimage if there is one: `[-1, 1]^k`, as it looks in disguise.
    pub fn box_radii(&self) -> Vec<f64> {
        let plain = || vec![1.0; self.network.inputs()];
        self.hidden.as_ref().map_or_else(plain, |hidden| hidden.latent.box_radii())
    }

    fn disguise(&self, latent: &Array1<f64>) -> Array1<f64> {
        self.hidden.as_ref().map_or_else(|| latent.clone(), |hidden| hidden.latent.disguise(latent))
    }
}

#[cfg(test)]
mod tests;
