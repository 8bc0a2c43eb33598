//! What is to be run: claims, cases, numbers of trials, and the blocks that they are cut into.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use crate::claim::{Budget, Case, Claim, Effort, Trial};
use crate::results::Counterexample;
use crate::seed::{Seed, StreamId};
use crate::stats::Confidence;

/// Aims at this many blocks a case: enough for progress and for several machines, few enough for small files.
const BLOCKS_A_CASE: u64 = 64;

/// What a user chooses about a run.
#[derive(Clone, Copy, Debug)]
pub struct Settings {
    /// Where all draws come from.
    pub seed: Seed,
    /// The effort that the claims were built for; stated in every file written.
    pub effort: Effort,
    /// Replaces the number of trials of every sampled case.
    pub trials: Option<u64>,
    /// The level of every bound in the report.
    pub confidence: Confidence,
}

impl Default for Settings {
    fn default() -> Self {
        Self { seed: Seed(0), effort: Effort::Default, trials: None, confidence: Confidence::DEFAULT }
    }
}

/// Why claims and settings make no plan.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum PlanError {
    /// There is no claim.
    #[error("there is no claim to test")]
    NoClaims,
    /// A name stands for two claims, or for two cases of one claim.
    #[error("`{0}` is planned twice")]
    Doubled(String),
    /// A case without trials.
    #[error("`{0}` has no trials")]
    NoTrials(String),
}

/// Checked claims, cases and numbers of trials.
pub struct Plan {
    claims: Vec<PlannedClaim>,
    settings: Settings,
}

pub(crate) struct PlannedClaim {
    pub(crate) claim: Box<dyn Claim>,
    pub(crate) id: StreamId,
    pub(crate) cases: Vec<PlannedCase>,
}

#[derive(Clone, Debug)]
pub(crate) struct PlannedCase {
    pub(crate) case: Case,
    pub(crate) id: StreamId,
    pub(crate) trials: u64,
}

/// Some consecutive trials of one case: what one thread does in one go, and the least that a run can stop after.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct BlockId {
    pub(crate) claim: usize,
    pub(crate) case: usize,
    pub(crate) first: u64,
    pub(crate) count: u64,
}

impl Plan {
    /// Checks that names are unique and that every case has trials.
    ///
    /// # Errors
    /// [`PlanError`].
    pub fn new(claims: Vec<Box<dyn Claim>>, settings: Settings) -> Result<Self, PlanError> {
        if claims.is_empty() {
            return Err(PlanError::NoClaims);
        }
        refuse_doubles(claims.iter().map(|claim| claim.name().to_owned()))?;
        let claims = claims.into_iter().map(|claim| PlannedClaim::new(claim, settings.trials));
        Ok(Self { claims: claims.collect::<Result<_, _>>()?, settings })
    }

    /// What the user chose.
    pub fn settings(&self) -> &Settings {
        &self.settings
    }

    /// How many trials there are in all.
    pub fn trials(&self) -> u64 {
        self.claims.iter().flat_map(|claim| &claim.cases).map(|case| case.trials).sum()
    }

    /// Every block, in canonical order. Any set of them is a shard.
    pub fn blocks(&self) -> Vec<BlockId> {
        let mut blocks = Vec::new();
        for (claim, planned) in self.claims.iter().enumerate() {
            for (case, planned) in planned.cases.iter().enumerate() {
                blocks.extend(planned.ranges().map(|(first, count)| BlockId { claim, case, first, count }));
            }
        }
        blocks
    }

    /// The plan as data: what a finished block must have come from.
    pub fn outline(&self) -> Vec<ClaimOutline> {
        self.claims.iter().map(PlannedClaim::outline).collect()
    }

    /// Runs the trial of a counterexample again; `None` where it comes from another plan.
    pub fn replay(&self, found: &Counterexample) -> Option<Trial> {
        let (claim, case) = self.find(&found.claim, &found.case)?;
        let planned = (found.seed == self.settings.seed).then(|| &self.claims[claim])?;
        Some(planned.trial(case, found.trial, self.settings.seed))
    }

    pub(crate) fn claims(&self) -> &[PlannedClaim] {
        &self.claims
    }

    /// Places of a claim and of its case in the plan.
    pub(crate) fn find(&self, claim: &str, case: &str) -> Option<(usize, usize)> {
        let at = self.claims.iter().position(|planned| planned.claim.name() == claim)?;
        let case = self.claims[at].cases.iter().position(|planned| planned.case.name == case)?;
        Some((at, case))
    }

    /// How many comparisons of a rate with its prediction the run makes.
    pub(crate) fn comparisons(&self) -> usize {
        self.claims.iter().flat_map(|claim| &claim.cases).filter(|case| case.case.prediction.is_some()).count()
    }
}

impl std::fmt::Debug for Plan {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Plan").field("claims", &self.outline()).field("settings", &self.settings).finish()
    }
}

impl PlannedClaim {
    fn new(claim: Box<dyn Claim>, trials: Option<u64>) -> Result<Self, PlanError> {
        let name = claim.name();
        let cases: Vec<PlannedCase> = claim.cases().into_iter().map(|case| PlannedCase::new(case, trials)).collect();
        refuse_doubles(cases.iter().map(|case| format!("{name} {}", case.case.name)))?;
        if let Some(case) = cases.iter().find(|case| case.trials == 0) {
            return Err(PlanError::NoTrials(format!("{name} {}", case.case.name)));
        }
        Ok(Self { id: StreamId::of(name), claim, cases })
    }

    /// Runs one trial with the draws that belong to it.
    pub(crate) fn trial(&self, case: usize, number: u64, seed: Seed) -> Trial {
        self.claim.trial(case, number, &mut seed.rng(self.id, self.cases[case].id, number))
    }

    fn outline(&self) -> ClaimOutline {
        let cases = self.cases.iter().map(|case| CaseOutline { name: case.case.name.clone(), trials: case.trials });
        ClaimOutline { name: self.claim.name().to_owned(), cases: cases.collect() }
    }
}

impl PlannedCase {
    fn new(case: Case, replacement: Option<u64>) -> Self {
        let trials = match case.budget {
            Budget::Exhaustive(instances) => instances,
            Budget::Sampled(trials) => replacement.unwrap_or(trials),
        };
        Self { id: StreamId::of(&case.name), case, trials }
    }

    /// First trial and number of trials of every block. They depend on the number of trials and on nothing else.
    fn ranges(&self) -> impl Iterator<Item = (u64, u64)> + use<> {
        let (trials, size) = (self.trials, self.trials.div_ceil(BLOCKS_A_CASE));
        (0..trials.div_ceil(size)).map(move |block| (block * size, size.min(trials - block * size)))
    }
}

fn refuse_doubles(names: impl Iterator<Item = String>) -> Result<(), PlanError> {
    let mut seen = BTreeSet::new();
    for name in names {
        if !seen.insert(name.clone()) {
            return Err(PlanError::Doubled(name));
        }
    }
    Ok(())
}

/// A planned claim as data.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ClaimOutline {
    /// Its name.
    pub name: String,
    /// Its cases, in order.
    pub cases: Vec<CaseOutline>,
}

/// A planned case as data.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CaseOutline {
    /// Its name.
    pub name: String,
    /// How many trials are planned.
    pub trials: u64,
}
