//! The runs of a plan.

use super::method::Contestant;
use super::plan::Plan;
use super::setup::Setup;
use super::trial::{Row, TrialError, trial};
use crate::pool::Pool;
use std::collections::BTreeMap;
use std::io;
use std::sync::atomic::{AtomicBool, Ordering};

/// The runs that are finished.
#[derive(Clone, Debug)]
pub struct Runs<'a> {
    plan: &'a Plan,
    /// By number of the entry, method and number of the draw.
    finished: BTreeMap<(usize, Contestant, u32), Row>,
}

/// Draws of a setup that are still to be inverted, by these methods.
#[derive(Clone, Debug, PartialEq)]
pub struct Job {
    /// Number of the entry in the plan.
    entry: usize,
    run: u32,
    methods: Vec<Contestant>,
}

/// What breaks off a plan.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum RunError {
    /// A draw could not be inverted.
    #[error(transparent)]
    Trial(#[from] TrialError),
    /// No pool of threads.
    #[error("cannot start threads")]
    Threads(#[source] rayon::ThreadPoolBuildError),
    /// A finished run could not be stored.
    #[error("cannot store a finished run")]
    Store(#[source] io::Error),
    /// A run that is none of the plan, or came twice.
    #[error("the run is not in the plan, or came before")]
    Unplanned,
}

impl<'a> Runs<'a> {
    /// None yet.
    pub fn new(plan: &'a Plan) -> Self {
        Self { plan, finished: BTreeMap::new() }
    }

    /// What they are runs of.
    pub fn plan(&self) -> &'a Plan {
        self.plan
    }

    /// Takes a finished run.
    ///
    /// # Errors
    /// [`RunError::Unplanned`].
    pub fn add(&mut self, row: Row) -> Result<(), RunError> {
        let entry = self.entry(&Setup { family: row.family.clone(), noise: row.noise });
        let outline = self.plan.outline();
        let planned = |entry: &usize| outline.entries[*entry].methods.contains(&row.method) && row.run < outline.runs;
        let entry = entry.filter(planned).ok_or(RunError::Unplanned)?;
        match self.finished.insert((entry, row.method, row.run), row) {
            None => Ok(()),
            Some(_) => Err(RunError::Unplanned),
        }
    }

    fn entry(&self, setup: &Setup) -> Option<usize> {
        self.plan.outline().entries.iter().position(|entry| entry.setup == *setup)
    }

    /// The runs of one setup by one method, by number.
    pub fn of(&self, setup: &Setup, method: Contestant) -> impl Iterator<Item = &Row> {
        let entry = self.entry(setup).unwrap_or(usize::MAX);
        self.finished.range((entry, method, 0)..=(entry, method, u32::MAX)).map(|(_, row)| row)
    }

    /// What is still to be done: the first draws of all setups before the second ones, so that an interrupted plan shows something of
    /// everything.
    pub fn missing(&self) -> Vec<Job> {
        let outline = self.plan.outline();
        let draws = (0..outline.runs).flat_map(|run| (0..outline.entries.len()).map(move |entry| (entry, run)));
        let job = |(entry, run): (usize, u32)| {
            let is_missing = |method: &&Contestant| !self.finished.contains_key(&(entry, **method, run));
            let methods: Vec<Contestant> = outline.entries[entry].methods.iter().filter(is_missing).copied().collect();
            (!methods.is_empty()).then_some(Job { entry, run, methods })
        };
        draws.filter_map(job).collect()
    }

    /// Does what is missing, on `threads` threads (0: one a core), each run on one of them; `sink` hears of the rows of every draw
    /// before they count. Set `cancel` and it stops when the draws under way are done.
    ///
    /// # Errors
    /// [`RunError`]. What was finished before is here, and went to `sink`.
    pub fn finish(
        &mut self,
        threads: usize,
        cancel: &AtomicBool,
        sink: &mut (dyn FnMut(&[Row]) -> io::Result<()> + Send),
    ) -> Result<(), RunError> {
        let (jobs, plan) = (self.missing(), self.plan);
        let outline = plan.outline();
        let pool = Pool { threads, is_cancelled: || cancel.load(Ordering::Relaxed) };
        let mut done: Vec<Row> = Vec::new();
        let mut broken = None;
        let outcome = pool.run(
            &jobs,
            |job| {
                let setup = &outline.entries[job.entry].setup;
                trial(setup, &job.methods, job.run, (plan.generators(), outline.seed))
            },
            |rows| match rows {
                Ok(rows) => sink(&rows).map(|()| done.extend(rows)),
                Err(error) => {
                    broken = Some(error);
                    Err(io::Error::other("a draw was not inverted"))
                }
            },
        );
        let outcome = outcome.map_err(RunError::Threads)?;
        done.into_iter().try_for_each(|row| self.add(row))?;
        broken.map_or(Ok(()), |error| Err(RunError::Trial(error)))?;
        outcome.map_err(RunError::Store)
    }
}
