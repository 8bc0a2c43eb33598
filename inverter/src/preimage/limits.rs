//! When to give up.

use crate::cancel::Cancel;

/// How far a search may go.
#[derive(Clone, Debug)]
pub struct Limits {
    /// Regions of the network, those counted that are regions of its first layers only; and programs to decide convexity.
    pub regions: u64,
    /// Set from another thread to stop.
    pub cancel: Cancel,
}

/// 100,000 regions.
impl Default for Limits {
    fn default() -> Self {
        Self { regions: 100_000, cancel: Cancel::default() }
    }
}

/// Why a search gave up.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum StopReason {
    /// There are too many regions.
    #[error("the limit of {0} regions was reached")]
    Regions(u64),
    /// Convexity needs too many linear programs.
    #[error("the limit of {0} linear programs was reached")]
    Convexity(u64),
    /// It was told to stop.
    #[error("it was cancelled")]
    Cancelled,
}

impl Limits {
    pub(super) fn check(&self) -> Result<(), StopReason> {
        if self.cancel.is_cancelled() { Err(StopReason::Cancelled) } else { Ok(()) }
    }
}
