//! When to give up.

use super::Question;
use crate::limits::{Run, Stopped};

/// Why a search gave up.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum StopReason {
    /// There are too many regions.
    #[error("the limit of {0} regions was reached")]
    Regions(u64),
    /// Whether the preimage is convex takes too many steps.
    #[error("the limit of {0} steps was reached")]
    Convexity(u64),
    /// Its time was over, or it was told to stop.
    #[error(transparent)]
    Stopped(#[from] Stopped),
}

/// What a question allows, with the clock running.
pub(super) struct Budget {
    regions: u64,
    run: Run,
}

impl Budget {
    pub fn of(question: &Question) -> Self {
        Self { regions: question.regions, run: question.limits.start() }
    }

    /// Whether there is time.
    pub fn check(&self) -> Result<(), StopReason> {
        Ok(self.run.check()?)
    }

    /// Whether to go on after so many regions.
    pub fn check_regions(&self, regions: u64) -> Result<(), StopReason> {
        self.within(regions, StopReason::Regions)
    }

    /// Whether to go on after so many steps to decide whether the preimage is convex: as many as regions.
    pub fn check_convexity(&self, steps: u64) -> Result<(), StopReason> {
        self.within(steps, StopReason::Convexity)
    }

    fn within(&self, count: u64, reason: impl Fn(u64) -> StopReason) -> Result<(), StopReason> {
        self.check()?;
        if count > self.regions { Err(reason(self.regions)) } else { Ok(()) }
    }
}
