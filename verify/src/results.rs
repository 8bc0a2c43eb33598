//! Sums over finished blocks.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

use crate::claim::{Budget, CaseResult, Looks, Outcome, Trial};
use crate::plan::{BlockId, Plan, PlannedCase};
use crate::seed::Seed;
use crate::stats::clopper_pearson;
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
        trial.measure.into_iter().for_each(|measure| self.tally.measure(measure));
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
    planned: BTreeSet<BlockId>,
    tallies: BTreeMap<BlockId, Tally>,
}

impl<'a> Results<'a> {
    /// Nothing run yet.
    pub fn new(plan: &'a Plan) -> Self {
        Self { plan, planned: plan.blocks().into_iter().collect(), tallies: BTreeMap::new() }
    }

    /// Takes in a finished block.
    ///
    /// # Errors
    /// [`BlockError`] where it is no block of the plan, or came before.
    pub fn add(&mut self, block: Block) -> Result<(), BlockError> {
        let id = self.locate(&block)?;
        if self.tallies.contains_key(&id) {
            let Block { claim, case, first, .. } = block;
            return Err(BlockError::Doubled { claim, case, first });
        }
        self.tallies.insert(id, block.tally);
        Ok(())
    }

    /// The place of a block in the plan.
    fn locate(&self, block: &Block) -> Result<BlockId, BlockError> {
        let (claim, case, first, count) = (block.claim.clone(), block.case.clone(), block.first, block.count);
        let found = block.tally.trials();
        if found != count {
            return Err(BlockError::Miscounted { claim, case, first, count, found });
        }
        let id = self.plan.find(&claim, &case).map(|(claim, case)| BlockId { claim, case, first, count });
        let known = id.filter(|id| self.planned.contains(id));
        known.ok_or(BlockError::Unknown { claim, case, first, last: first.saturating_add(count.saturating_sub(1)) })
    }

    /// The plan that this belongs to.
    pub fn plan(&self) -> &'a Plan {
        self.plan
    }

    /// How many blocks have been run.
    pub(crate) fn len(&self) -> usize {
        self.tallies.len()
    }

    /// Whether this block has been run.
    pub fn has(&self, id: BlockId) -> bool {
        self.tallies.contains_key(&id)
    }

    /// Blocks that can be run now, in canonical order. A sequential case waits with the next ones for its look.
    pub fn missing(&self) -> Vec<BlockId> {
        self.plan.places().flat_map(|at| self.due(at)).collect()
    }

    /// Whether every block that is needed has been run.
    pub fn is_complete(&self) -> bool {
        self.plan.places().all(|at| self.due(at).is_empty())
    }

    /// Trials run so far.
    pub fn trials(&self) -> u64 {
        self.tallies.keys().map(|id| id.count).sum()
    }

    /// What has been run and counts, in canonical order.
    pub fn blocks(&self) -> impl Iterator<Item = Block> + use<'_, 'a> {
        self.plan.places().flat_map(|at| self.counted(at)).map(|(&id, tally)| {
            let (claim, case) = (self.plan.claims()[id.claim].claim.name(), &self.plan.case((id.claim, id.case)).case);
            let (claim, case) = (claim.to_owned(), case.name.clone());
            Block { claim, case, first: id.first, count: id.count, tally: tally.clone() }
        })
    }

    /// The sums, a case each, of the claim at this place in the plan.
    pub(crate) fn cases(&self, claim: usize) -> Vec<CaseResult> {
        (0..self.plan.claims()[claim].cases.len()).map(|case| self.case((claim, case))).collect()
    }

    fn case(&self, at: (usize, usize)) -> CaseResult {
        let PlannedCase { case, trials, looks, .. } = self.plan.case(at);
        let mut tally = Tally::default();
        self.counted(at).for_each(|(_, found)| tally.merge(found.clone()));
        let looks = Looks { taken: self.looks_taken(at), planned: looks.len() };
        CaseResult { case: case.clone(), planned: *trials, tally, looks }
    }

    /// The blocks of a case up to the look at which it ended.
    fn counted(&self, at: (usize, usize)) -> impl Iterator<Item = (&BlockId, &Tally)> {
        let end = self.ended(at).map_or(u64::MAX, |look| self.plan.case(at).looks[look]);
        self.tallies_below(at, end)
    }

    fn tallies_below(&self, (claim, case): (usize, usize), end: u64) -> impl Iterator<Item = (&BlockId, &Tally)> {
        let bound = |first| BlockId { claim, case, first, count: 0 };
        self.tallies.range(bound(0)..bound(end))
    }

    /// The blocks of the first look that is not complete, unless the case has ended before.
    fn due(&self, at: (usize, usize)) -> Vec<BlockId> {
        match (self.ended(at), self.looks_taken(at)) {
            (None, look) if look < self.plan.case(at).looks.len() => {
                self.plan.blocks_of(at, look).filter(|id| !self.has(*id)).collect()
            }
            _ => Vec::new(),
        }
    }

    /// Looks that have been taken, up to the one at which the case ended.
    fn looks_taken(&self, at: (usize, usize)) -> usize {
        let last = self.ended(at).map_or(usize::MAX, |look| look + 1);
        self.complete_looks(at).min(last)
    }

    fn complete_looks(&self, at: (usize, usize)) -> usize {
        let looks = 0..self.plan.case(at).looks.len();
        looks.take_while(|&look| self.plan.blocks_of(at, look).all(|id| self.has(id))).count()
    }

    /// The look at which the interval was narrow enough.
    fn ended(&self, at: (usize, usize)) -> Option<usize> {
        let settings = self.plan.settings();
        let (width, case) = (settings.until_width?, self.plan.case(at));
        let level = settings.confidence.shared_by(case.looks.len());
        (0..self.complete_looks(at)).find(|&look| {
            let tallies = self.tallies_below(at, case.looks[look]);
            let (held, decided) = tallies.fold((0, 0), |(h, d), (_, tally)| (h + tally.held, d + tally.decided()));
            matches!(case.case.budget, Budget::Sampled(_)) && width.admits(clopper_pearson(held, decided, level))
        })
    }
}
