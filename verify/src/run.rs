//! Blocks of trials on a pool of threads.

use std::io;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Mutex, PoisonError};

use crate::plan::{BlockId, Plan};
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
    let pool = rayon::ThreadPoolBuilder::new().num_threads(control.threads).build().map_err(RunError::Threads)?;
    let queue = Queue { plan: results.plan(), blocks, next: AtomicUsize::new(0), control };
    let desk = Mutex::new(Desk { sink, finished: Vec::new(), error: None });
    pool.broadcast(|_| queue.work(&desk));
    let desk = desk.into_inner().unwrap_or_else(PoisonError::into_inner);
    if let Some(error) = desk.error {
        return Err(RunError::Sink(error));
    }
    desk.finished.into_iter().try_for_each(|block| results.add(block)).map_err(RunError::Block)
}

/// Blocks are handed out in order, so an interrupted run has finished the early ones.
struct Queue<'a> {
    plan: &'a Plan,
    blocks: &'a [BlockId],
    next: AtomicUsize,
    control: Control<'a>,
}

/// Where finished blocks are handed in.
struct Desk<'a> {
    sink: &'a mut dyn Sink,
    finished: Vec<Block>,
    error: Option<io::Error>,
}

impl Queue<'_> {
    fn work(&self, desk: &Mutex<Desk<'_>>) {
        while let Some(id) = self.take() {
            let block = self.plan.run_block(id);
            let stop = desk.lock().unwrap_or_else(PoisonError::into_inner).hand_in(block);
            if stop {
                self.next.store(self.blocks.len(), Ordering::Relaxed);
            }
        }
    }

    fn take(&self) -> Option<BlockId> {
        if self.control.cancel.load(Ordering::Relaxed) {
            return None;
        }
        self.blocks.get(self.next.fetch_add(1, Ordering::Relaxed)).copied()
    }
}

impl Desk<'_> {
    /// Returns whether the run has to stop.
    fn hand_in(&mut self, block: Block) -> bool {
        if self.error.is_none() {
            self.error = self.sink.finished(&block).err();
        }
        self.finished.push(block);
        self.error.is_some()
    }
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
