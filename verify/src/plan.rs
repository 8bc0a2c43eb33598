//! What is to be run: claims, cases, numbers of trials, and the blocks that they are cut into.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use crate::claim::{Budget, Case, Claim, Effort, Trial};
use crate::seed::{Seed, StreamId};
use crate::shard::Shard;
use crate::stats::{Confidence, Width, looks};
use crate::tally::Counterexample;

/// The most trials of a case, so that every count of a run is exact as a float.
pub const MOST_TRIALS: u64 = 1 << 40;

/// What a user chooses about a run.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Settings {
    /// Where all draws come from.
    pub seed: Seed,
    /// The effort that the claims were built for; stated in every file written.
    pub effort: Effort,
    /// Replaces the number of trials of every sampled case.
    pub trials: Option<u64>,
    /// The level of every bound in the report.
    pub confidence: Confidence,
    /// A sampled case ends at the first look at which its interval is no wider than this; see [`crate::stats::looks`].
    pub until_width: Option<Width>,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            seed: Seed(0),
            effort: Effort::Default,
            trials: None,
            confidence: Confidence::DEFAULT,
            until_width: None,
        }
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
    /// A case of more than [`MOST_TRIALS`].
    #[error("`{0}` has more than {MOST_TRIALS} trials")]
    TooManyTrials(String),
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
    /// After how many trials a decision is taken: once at the end, but for sequential runs.
    pub(crate) looks: Vec<u64>,
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
        let claims = claims.into_iter().map(|claim| PlannedClaim::new(claim, &settings));
        Ok(Self { claims: claims.collect::<Result<_, _>>()?, settings })
    }

    /// What the user chose.
    pub fn settings(&self) -> &Settings {
        &self.settings
    }

    /// How many trials there are in all; a sequential run may need fewer.
    pub fn trials(&self) -> u64 {
        self.claims.iter().flat_map(|claim| &claim.cases).map(|case| case.trials).sum()
    }

    /// Every block, in canonical order; a sequential run may need fewer.
    pub fn blocks(&self) -> Vec<BlockId> {
        let looks = |at| (0..self.case(at).looks.len()).flat_map(move |look| self.blocks_of(at, look));
        self.places().flat_map(looks).collect()
    }

    /// The blocks of a shard: of all blocks in canonical order, every `count`-th.
    pub fn shard(&self, shard: Shard) -> Vec<BlockId> {
        self.blocks().into_iter().enumerate().filter(|&(index, _)| shard.takes(index)).map(|(_, id)| id).collect()
    }

    /// Every case: places of its claim and of itself.
    pub(crate) fn places(&self) -> impl Iterator<Item = (usize, usize)> + use<'_> {
        let cases = |claim: usize| (0..self.claims[claim].cases.len()).map(move |case| (claim, case));
        (0..self.claims.len()).flat_map(cases)
    }

    pub(crate) fn case(&self, (claim, case): (usize, usize)) -> &PlannedCase {
        &self.claims[claim].cases[case]
    }

    /// The blocks of a case between two looks.
    pub(crate) fn blocks_of(&self, at: (usize, usize), look: usize) -> impl Iterator<Item = BlockId> + use<> {
        self.case(at).ranges(look).map(move |(first, count)| BlockId { claim: at.0, case: at.1, first, count })
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
    fn new(claim: Box<dyn Claim>, settings: &Settings) -> Result<Self, PlanError> {
        let name = claim.name();
        let cases: Vec<PlannedCase> = claim.cases().into_iter().map(|case| PlannedCase::new(case, settings)).collect();
        refuse_doubles(cases.iter().map(|case| format!("{name} {}", case.case.name)))?;
        let wrong = cases.iter().find(|case| !(1..=MOST_TRIALS).contains(&case.trials));
        if let Some(PlannedCase { case, trials, .. }) = wrong {
            let name = format!("{name} {}", case.name);
            return Err(if *trials == 0 { PlanError::NoTrials(name) } else { PlanError::TooManyTrials(name) });
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
    fn new(case: Case, settings: &Settings) -> Self {
        let id = StreamId::of(&case.name);
        match (case.budget, settings.until_width) {
            (Budget::Exhaustive(trials), _) => Self { id, case, trials, looks: vec![trials] },
            (Budget::Sampled(trials), until) => {
                let trials = settings.trials.unwrap_or(trials);
                let looks = if until.is_some() { looks::geometric(trials) } else { vec![trials] };
                Self { case, id, trials, looks }
            }
        }
    }

    /// First trial and number of trials of every block between two looks. They depend on the number of trials and on
    /// nothing else.
    fn ranges(&self, look: usize) -> impl Iterator<Item = (u64, u64)> + use<> {
        let (start, end) = (look.checked_sub(1).map_or(0, |before| self.looks[before]), self.looks[look]);
        let size = block_size(end - start);
        (0..(end - start).div_ceil(size)).map(move |block| {
            let first = start + block * size;
            (first, size.min(end - first))
        })
    }
}

/// 64 blocks: enough for progress and for several machines, few enough for small files. More where they would take too
/// long, up to 4,096: files and memory stay small however many trials there are.
fn block_size(trials: u64) -> u64 {
    const FEW: u64 = 64;
    const MANY: u64 = 4_096;
    const LONG: u64 = 4_096;
    trials.div_ceil(FEW).min(LONG).max(trials.div_ceil(MANY)).max(1)
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn blocks_are_bounded_in_number_however_many_trials() {
        for trials in [1_u64, 2, 63, 64, 65, 1_000, 262_145, 10_000_000, 1_000_000_000_000] {
            let blocks = trials.div_ceil(block_size(trials));
            assert!(blocks <= 4_096 && blocks >= trials.min(32), "{trials}: {blocks}");
        }
    }
}
