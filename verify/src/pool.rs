//! Jobs on a pool of threads.

use rayon::{ThreadPoolBuildError, ThreadPoolBuilder};
use std::io;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Mutex, PoisonError};

/// How jobs are carried out.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Pool<C> {
    /// Number of threads; 0 means one a core.
    pub threads: usize,
    /// Says `true` and no job is begun any more.
    pub is_cancelled: C,
}

impl<C: Fn() -> bool + Sync> Pool<C> {
    /// Does the jobs, which are handed out in order, so that an interrupted run has finished the early ones. Every result goes to
    /// `sink` as soon as it is there, one at a time; where that fails, no job is begun any more, and the outcome is its error.
    ///
    /// # Errors
    /// Where there are no threads.
    pub fn run<J: Sync, R>(
        &self,
        jobs: &[J],
        work: impl Fn(&J) -> R + Sync,
        sink: impl FnMut(R) -> io::Result<()> + Send,
    ) -> Result<io::Result<()>, ThreadPoolBuildError> {
        let pool = ThreadPoolBuilder::new().num_threads(self.threads).build()?;
        let (next, desk) = (AtomicUsize::new(0), Mutex::new((sink, Ok(()))));
        pool.broadcast(|_| {
            while !(self.is_cancelled)() {
                let Some(job) = jobs.get(next.fetch_add(1, Ordering::Relaxed)) else { break };
                let result = work(job);
                let mut desk = desk.lock().unwrap_or_else(PoisonError::into_inner);
                let (sink, outcome) = &mut *desk;
                if outcome.is_ok() {
                    *outcome = sink(result);
                }
                if outcome.is_err() {
                    next.store(jobs.len(), Ordering::Relaxed);
                }
            }
        });
        Ok(desk.into_inner().unwrap_or_else(PoisonError::into_inner).1)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::sync::atomic::AtomicBool;

    #[test]
    fn every_job_is_done_once() {
        let jobs: Vec<u32> = (0..1000).collect();
        let mut done = Vec::new();
        let pool = Pool { threads: 3, is_cancelled: || false };
        let outcome = pool.run(
            &jobs,
            |job| job * 2,
            |result| {
                done.push(result);
                Ok(())
            },
        );
        outcome.unwrap().unwrap();
        done.sort_unstable();
        assert_eq!(done, jobs.iter().map(|job| job * 2).collect::<Vec<_>>());
    }

    #[test]
    fn a_full_sink_and_a_cancellation_end_it() {
        let mut heard = 0;
        let pool = Pool { threads: 1, is_cancelled: || false };
        let outcome = pool.run(
            &[1, 2, 3, 4],
            |job| *job,
            |_| {
                heard += 1;
                if heard == 2 { Err(io::Error::other("full")) } else { Ok(()) }
            },
        );
        assert!(outcome.unwrap().is_err());
        assert_eq!(heard, 2);
        let (cancel, mut heard) = (AtomicBool::new(false), 0);
        let pool = Pool { threads: 1, is_cancelled: || cancel.load(Ordering::Relaxed) };
        let outcome = pool.run(
            &[1, 2, 3, 4],
            |job| *job,
            |job| {
                heard += 1;
                cancel.store(job == 3, Ordering::Relaxed);
                Ok(())
            },
        );
        assert!(outcome.unwrap().is_ok());
        assert_eq!(heard, 3);
    }
}
