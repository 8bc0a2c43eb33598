//! Sums over finished blocks.

use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::claim::{Case, Outcome, Trial};
use crate::plan::{BlockId, Plan};
use crate::seed::Seed;

/// At most this many counterexamples and this many reasons are kept a case: the ones with the lowest trial numbers.
const KEPT: usize = 3;

/// A trial that contradicts its claim, with all that is needed to run it again.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Counterexample {
    /// Seed of the run.
    pub seed: Seed,
    /// Name of the claim.
    pub claim: String,
    /// Name of the case.
    pub case: String,
    /// Number of the trial, from 0.
    pub trial: u64,
    /// The instance itself; its form is the claim's own.
    pub witness: Value,
}

/// Why nothing can be said about a trial.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Reason {
    /// Number of the trial, from 0.
    pub trial: u64,
    /// What stood in the way.
    pub reason: String,
}

/// How a number of trials ended.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Tally {
    /// Trials in which the statement held.
    pub held: u64,
    /// Failures that the statement allows at a predicted rate.
    pub missed: u64,
    /// Failures that contradict the statement.
    pub failed: u64,
    /// Trials about which nothing can be said; part of no rate.
    pub undecided: u64,
    /// The largest measure, if any trial took one.
    pub largest: Option<f64>,
    /// The first contradictions.
    pub counterexamples: Vec<Counterexample>,
    /// The first reasons for undecided trials.
    pub reasons: Vec<Reason>,
}

impl Tally {
    /// Trials that ended one way or the other.
    pub fn decided(&self) -> u64 {
        self.held + self.missed + self.failed
    }

    /// Trials in which the statement did not hold.
    pub fn failures(&self) -> u64 {
        self.missed + self.failed
    }

    /// All trials.
    pub fn trials(&self) -> u64 {
        self.decided() + self.undecided
    }

    /// Adds what other trials saw. The order does not matter.
    pub fn merge(&mut self, other: Self) {
        self.held += other.held;
        self.missed += other.missed;
        self.failed += other.failed;
        self.undecided += other.undecided;
        self.raise(other.largest);
        self.counterexamples.extend(other.counterexamples);
        self.reasons.extend(other.reasons);
        self.keep_first();
    }

    fn raise(&mut self, measure: Option<f64>) {
        self.largest = match (self.largest, measure) {
            (Some(largest), Some(measure)) => Some(largest.max(measure)),
            (largest, measure) => largest.or(measure),
        };
    }

    fn keep_first(&mut self) {
        self.counterexamples.sort_by_key(|found| found.trial);
        self.counterexamples.truncate(KEPT);
        self.reasons.sort_by_key(|reason| reason.trial);
        self.reasons.truncate(KEPT);
    }
}

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

/// What the trials of one case add up to.
#[derive(Clone, Debug, PartialEq)]
pub struct CaseResult {
    /// The case.
    pub case: Case,
    /// How many trials were planned.
    pub planned: u64,
    /// How those that were run ended.
    pub tally: Tally,
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
