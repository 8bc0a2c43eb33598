//! Sums over finished blocks.

use serde::{Deserialize, Serialize};

use crate::claim::{CaseResult, Outcome, Trial};
use crate::plan::{BlockId, Plan};
use crate::seed::Seed;
use crate::tally::{Counterexample, Reason, Tally};

/// A finished block: which trials, and how they ended.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Block {
    /// Name of the claim.
    pub claim: String,
    /// Name of the case.
    pub case: String,
    /// Number of the first trial.
    pub first: u64,
    /// How many trials.
    pub count: u64,
    /// How they ended.
    pub tally: Tally,
}

impl Block {
    /// Adds one trial of this block.
    pub(crate) fn record(&mut self, seed: Seed, number: u64, trial: Trial) {
        self.tally.raise(trial.measure);
        match trial.outcome {
            Outcome::Held => self.tally.held += 1,
            Outcome::Missed => self.tally.missed += 1,
            Outcome::Inapplicable => self.tally.inapplicable += 1,
            Outcome::Failed(witness) => {
                self.tally.failed += 1;
                let (claim, case) = (self.claim.clone(), self.case.clone());
                self.tally.counterexamples.push(Counterexample { seed, claim, case, trial: number, witness });
            }
            Outcome::Undecided(reason) => {
                self.tally.undecided += 1;
                self.tally.reasons.push(Reason { trial: number, reason });
            }
        }
        self.tally.keep_first();
    }
}

/// Why a block does not belong to a plan.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum BlockError {
    /// The plan has no such block.
    #[error("trials {first} to {last} of `{claim} {case}` are no block of this plan")]
    Unknown {
        /// Name of the claim.
        claim: String,
        /// Name of the case.
        case: String,
        /// Number of the first trial.
        first: u64,
        /// Number of the last trial.
        last: u64,
    },
    /// The block came up before.
    #[error("the block at trial {first} of `{claim} {case}` is there twice")]
    Doubled {
        /// Name of the claim.
        claim: String,
        /// Name of the case.
        case: String,
        /// Number of the first trial.
        first: u64,
    },
    /// The outcomes of a block do not add up to its number of trials.
    #[error("the block at trial {first} of `{claim} {case}` has {count} trials, but {found} outcomes")]
    Miscounted {
        /// Name of the claim.
        claim: String,
        /// Name of the case.
        case: String,
        /// Number of the first trial.
        first: u64,
        /// Trials of the block.
        count: u64,
        /// Outcomes in it.
        found: u64,
    },
}

/// What is known so far: for every block of a plan, what it found or nothing.
///
/// However the blocks came in, what comes out is summed in the plan's own order.
#[derive(Clone, Debug)]
pub struct Results<'a> {
    plan: &'a Plan,
    blocks: std::collections::BTreeMap<BlockId, Tally>,
    missing: std::collections::BTreeSet<BlockId>,
}

impl<'a> Results<'a> {
    /// Nothing run yet.
    pub fn new(plan: &'a Plan) -> Self {
        Self { plan, blocks: std::collections::BTreeMap::new(), missing: plan.blocks().into_iter().collect() }
    }

    /// Takes in a finished block.
    ///
    /// # Errors
    /// [`BlockError`] where it is no block of the plan, or came before.
    pub fn add(&mut self, block: Block) -> Result<(), BlockError> {
        let id = self.locate(&block)?;
        if self.blocks.contains_key(&id) {
            let Block { claim, case, first, .. } = block;
            return Err(BlockError::Doubled { claim, case, first });
        }
        self.missing.remove(&id);
        self.blocks.insert(id, block.tally);
        Ok(())
    }

    fn locate(&self, block: &Block) -> Result<BlockId, BlockError> {
        let (claim, case, first, count) = (block.claim.clone(), block.case.clone(), block.first, block.count);
        let found = block.tally.trials();
        if found != count {
            return Err(BlockError::Miscounted { claim, case, first, count, found });
        }
        let id = self.plan.find(&claim, &case).map(|(claim, case)| BlockId { claim, case, first, count });
        let known = id.filter(|id| self.missing.contains(id) || self.blocks.contains_key(id));
        known.ok_or(BlockError::Unknown { claim, case, first, last: first.saturating_add(count.saturating_sub(1)) })
    }

    /// The plan that this belongs to.
    pub fn plan(&self) -> &'a Plan {
        self.plan
    }

    /// Blocks that have not been run, in canonical order.
    pub fn missing(&self) -> Vec<BlockId> {
        self.missing.iter().copied().collect()
    }

    /// Whether every block has been run.
    pub fn is_complete(&self) -> bool {
        self.missing.is_empty()
    }

    /// Trials run so far.
    pub fn trials(&self) -> u64 {
        self.blocks.keys().map(|id| id.count).sum()
    }

    /// The sums, a case each, of the claim at this place in the plan.
    pub(crate) fn cases(&self, claim: usize) -> Vec<CaseResult> {
        let planned = self.plan.claims()[claim].cases.iter();
        let empty =
            planned.map(|case| CaseResult { case: case.case.clone(), planned: case.trials, tally: Tally::default() });
        let mut cases: Vec<CaseResult> = empty.collect();
        for (id, tally) in self.blocks.iter().filter(|(id, _)| id.claim == claim) {
            cases[id.case].tally.merge(tally.clone());
        }
        cases
    }
}
