//! The runs of a plan, one after the other.

use super::error::ScaleError;
use super::measure::{Address, Run, Verdict, measure};
use super::runs::Runs;
use rayon::{ThreadPool, ThreadPoolBuilder};
use std::collections::BTreeSet;
use std::io;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::thread;
use unrelu_reductions::limits::{Cancel, Limits};

/// How a plan is carried out.
#[derive(Clone, Debug)]
pub struct Control {
    /// How many runs at a time, each on one thread. More than one, and they slow each other down.
    pub threads: usize,
    /// Use it and the runs under way stop; they are forgotten.
    pub cancel: Cancel,
}

/// Does what is missing. Every finished run goes to `sink` before it counts.
///
/// # Errors
/// [`ScaleError`]. What was finished before is in `runs`, and went to `sink`.
pub fn run(
    runs: &mut Runs<'_>,
    control: &Control,
    sink: &mut (dyn FnMut(&Run) -> io::Result<()> + Send),
) -> Result<(), ScaleError> {
    let limits = Limits { time: Some(runs.plan().time_limit()), cancel: control.cancel.clone(), ..Limits::none() };
    let seed = runs.plan().seed();
    // Solvers take all threads of the pool that they run on.
    let pool = |_| ThreadPoolBuilder::new().num_threads(1).build();
    let pools = (0..control.threads.max(1)).map(pool).collect::<Result<Vec<_>, _>>().map_err(ScaleError::Threads)?;
    let desk = Mutex::new(Desk { runs, sink, under_way: BTreeSet::new(), error: None });
    // A function, so that the lock is free again before the run begins.
    let take = || lock(&desk).take(&limits.cancel);
    let work = |pool: &ThreadPool| {
        while let Some(address) = take() {
            let run = pool.install(|| measure(address, seed, &limits));
            lock(&desk).hand_in(address, run, &limits.cancel);
        }
    };
    thread::scope(|scope| pools.iter().for_each(|pool| drop(scope.spawn(|| work(pool)))));
    let error = desk.into_inner().unwrap_or_else(PoisonError::into_inner).error;
    error.map_or(Ok(()), Err)
}

/// Where runs are handed out and handed in.
struct Desk<'a, 'p> {
    runs: &'a mut Runs<'p>,
    sink: &'a mut (dyn FnMut(&Run) -> io::Result<()> + Send),
    under_way: BTreeSet<Address>,
    error: Option<ScaleError>,
}

fn lock<'a, 'd, 'p>(desk: &'a Mutex<Desk<'d, 'p>>) -> MutexGuard<'a, Desk<'d, 'p>> {
    desk.lock().unwrap_or_else(PoisonError::into_inner)
}

impl Desk<'_, '_> {
    fn take(&mut self, cancel: &Cancel) -> Option<Address> {
        if self.error.is_some() || cancel.is_cancelled() {
            return None;
        }
        let next = self.runs.missing().find(|address| !self.under_way.contains(address))?;
        self.under_way.insert(next);
        Some(next)
    }

    fn hand_in(&mut self, address: Address, run: Result<Run, ScaleError>, cancel: &Cancel) {
        self.under_way.remove(&address);
        let stored = run.and_then(|run| {
            if run.verdict == Verdict::Unknown && cancel.is_cancelled() {
                return Ok(());
            }
            (self.sink)(&run).map_err(ScaleError::Store)?;
            self.runs.add(run)
        });
        if let Err(error) = stored {
            self.error.get_or_insert(error);
        }
    }
}
