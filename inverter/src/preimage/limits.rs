//! When to give up.

use crate::limits::Cancel;
use std::time::Instant;

/// How far a search may go.
#[derive(Clone, Debug)]
pub struct Limits {
    /// Regions of the network, those of its first layers alone included; and steps to decide whether the preimage is convex.
    pub regions: u64,
    /// When to stop.
    pub deadline: Option<Instant>,
    /// Set from another thread to stop.
    pub cancel: Cancel,
}

/// 100,000 regions.
impl Default for Limits {
    fn default() -> Self {
        Self { regions: 100_000, deadline: None, cancel: Cancel::default() }
    }
}

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
    /// Its time was over.
    #[error("the time limit was reached")]
    TimeLimit,
    /// It was told to stop.
    #[error("it was cancelled")]
    Cancelled,
}

impl Limits {
    pub(super) fn check(&self) -> Result<(), StopReason> {
        if self.cancel.is_cancelled() {
            return Err(StopReason::Cancelled);
        }
        let is_over = self.deadline.is_some_and(|deadline| Instant::now() >= deadline);
        if is_over { Err(StopReason::TimeLimit) } else { Ok(()) }
    }
}
