//! Blocks of trials on a pool of threads.

use std::io;
use std::sync::atomic::{AtomicBool, Ordering};

use crate::plan::{BlockId, Plan};
use crate::pool::Pool;
use crate::results::{Block, BlockError, Results};
use crate::tally::Tally;

/// Hears of every block as soon as it is finished, one at a time, in no particular order.
pub trait Sink: Send {
    /// Stores or shows a finished block.
    ///
    /// # Errors
    /// Whatever keeps it from doing so; the run then stops.
    fn finished(&mut self, block: &Block) -> io::Result<()>;
}

/// Any function will do.
impl<F: FnMut(&Block) -> io::Result<()> + Send> Sink for F {
    fn finished(&mut self, block: &Block) -> io::Result<()> {
        self(block)
    }
}

/// How a run is carried out; no result depends on it.
#[derive(Clone, Copy, Debug)]
pub struct Control<'a> {
    /// Number of threads; 0 means one a core.
    pub threads: usize,
    /// Set it and the run stops when the blocks under way are finished.
    pub cancel: &'a AtomicBool,
}

/// Why a run broke off.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum RunError {
    /// No pool of threads.
    #[error("cannot start threads")]
    Threads(#[source] rayon::ThreadPoolBuildError),
    /// The sink failed.
    #[error("cannot store a finished block")]
    Sink(#[source] io::Error),
    /// A block to be run had been run before.
    #[error(transparent)]
    Block(#[from] BlockError),
}

/// Runs `blocks`, and adds what they find to `results`.
///
/// Pass what is [missing](Results::missing) to run or resume everything, again until nothing is missing; or what is missing
/// of [`Plan::shard`].
///
/// # Errors
/// [`RunError`]. Blocks that were reported to `sink` before the error are lost to `results`, not to the sink.
pub fn run(
    results: &mut Results<'_>,
    blocks: &[BlockId],
    control: Control<'_>,
    sink: &mut dyn Sink,
) -> Result<(), RunError> {
    let plan = results.plan();
    let pool = Pool { threads: control.threads, is_cancelled: || control.cancel.load(Ordering::Relaxed) };
    let mut finished = Vec::new();
    let store = |block: Block| {
        let stored = sink.finished(&block);
        finished.push(block);
        stored
    };
    let ended = pool.run(blocks, |id| plan.run_block(*id), store).map_err(RunError::Threads)?;
    ended.map_err(RunError::Sink)?;
    finished.into_iter().try_for_each(|block| results.add(block)).map_err(RunError::Block)
}

impl Plan {
    /// Runs the trials of one block on this thread.
    ///
    /// # Panics
    /// Where the block is not one of [`Plan::blocks`].
    pub fn run_block(&self, id: BlockId) -> Block {
        let planned = &self.claims()[id.claim];
        let case = &planned.cases[id.case];
        let (claim_name, case_name) = (planned.claim.name().to_owned(), case.case.name.clone());
        let mut block =
            Block { claim: claim_name, case: case_name, first: id.first, count: id.count, tally: Tally::default() };
        let seed = self.settings().seed;
        for number in id.first..id.first + id.count {
            block.record(seed, number, planned.trial(id.case, number, seed));
        }
        block
    }
}
