//! When a solver or a checker has to give up.

use std::sync::{
    Arc,
    atomic::{AtomicBool, Ordering},
};
use std::time::{Duration, Instant};
use std::{fmt, io};

/// How far a solver may go. What it may not exceed it may still overshoot a little: it looks up now and then.
#[derive(Clone, Debug)]
pub struct Limits {
    /// Wall time, checks included.
    pub time: Option<Duration>,
    /// Bytes of proof.
    pub proof_bytes: usize,
    /// Set from another thread to stop.
    pub cancel: Cancel,
}

/// A switch that stops what watches it. Clones are the same switch.
#[derive(Clone, Debug, Default)]
pub struct Cancel(Arc<Switch>);

#[derive(Debug, Default)]
struct Switch {
    used: AtomicBool,
    parent: Option<Cancel>,
}

impl Cancel {
    /// Stops what watches it, soon.
    pub fn cancel(&self) {
        self.0.used.store(true, Ordering::Relaxed);
    }

    /// Whether it was used, or one that it is a child of.
    pub fn is_cancelled(&self) -> bool {
        self.0.used.load(Ordering::Relaxed) || self.0.parent.as_ref().is_some_and(Self::is_cancelled)
    }

    /// A switch of its own, which this one uses too.
    #[must_use]
    pub fn child(&self) -> Self {
        Self(Arc::new(Switch { used: AtomicBool::new(false), parent: Some(self.clone()) }))
    }
}

/// Why a solver gave up.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum StopReason {
    /// Its time was over.
    TimeLimit,
    /// It was told to stop.
    Cancelled,
    /// Its proof became too long.
    ProofLimit,
    /// By an assignment there is a preimage, but none was found whose entries are floats.
    NoFloat,
    /// Some part of its search ended between yes and no.
    Numbers,
}

impl Limits {
    /// No limit but [`Limits::PROOF_BYTES`].
    pub fn none() -> Self {
        Self { time: None, proof_bytes: Self::PROOF_BYTES, cancel: Cancel::default() }
    }

    /// Bytes of proof that are kept in memory unless told otherwise: 4 GiB, or what the machine can address.
    pub const PROOF_BYTES: usize = if usize::BITS > 32 { 1 << 32 } else { usize::MAX };

    /// So much time.
    pub fn time(limit: Duration) -> Self {
        Self { time: Some(limit), ..Self::none() }
    }

    /// Starts the clock.
    pub fn start(&self) -> Run {
        // A limit beyond what the clock can count is none.
        let deadline = self.time.and_then(|limit| Instant::now().checked_add(limit));
        Run { deadline, proof_bytes: self.proof_bytes, cancel: self.cancel.clone() }
    }
}

impl fmt::Display for StopReason {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::TimeLimit => "the time limit was reached",
            Self::Cancelled => "it was cancelled",
            Self::ProofLimit => "the proof became too long",
            Self::NoFloat => "there is a preimage, but none was found that floats can hold",
            Self::Numbers => "some part of the search ended between yes and no: numbers too close to tell apart",
        })
    }
}

/// A limit was reached: an error to those that cannot stop otherwise.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{0}")]
pub struct Stopped(pub StopReason);

/// Limits with the clock running.
#[derive(Debug)]
pub struct Run {
    deadline: Option<Instant>,
    proof_bytes: usize,
    cancel: Cancel,
}

impl Run {
    /// Whether to go on.
    ///
    /// # Errors
    /// [`Stopped`] where not.
    pub fn check(&self) -> Result<(), Stopped> {
        if self.cancel.is_cancelled() {
            return Err(Stopped(StopReason::Cancelled));
        }
        match self.deadline {
            Some(deadline) if Instant::now() >= deadline => Err(Stopped(StopReason::TimeLimit)),
            _ => Ok(()),
        }
    }

    /// What is left of the limits.
    pub fn rest(&self) -> Limits {
        let left = |deadline: Instant| deadline.saturating_duration_since(Instant::now());
        Limits { time: self.deadline.map(left), proof_bytes: self.proof_bytes, cancel: self.cancel.clone() }
    }

    /// Whether to go on with a proof of `bytes` bytes.
    ///
    /// # Errors
    /// [`Stopped`] where not.
    pub fn check_proof(&self, bytes: usize) -> Result<(), Stopped> {
        if bytes > self.proof_bytes {
            return Err(Stopped(StopReason::ProofLimit));
        }
        self.check()
    }
}

impl From<Stopped> for io::Error {
    fn from(stopped: Stopped) -> Self {
        Self::other(stopped)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_child_is_cancelled_by_its_parent_and_not_the_other_way() {
        let parent = Cancel::default();
        let (one, two) = (parent.child(), parent.child());
        one.cancel();
        assert!(one.is_cancelled() && !two.is_cancelled() && !parent.is_cancelled());
        parent.cancel();
        assert!(two.is_cancelled() && two.child().is_cancelled());
    }

    #[test]
    fn what_is_left_shrinks() {
        let run = Limits::time(Duration::from_secs(100)).start();
        assert!(run.rest().time.is_some_and(|left| left <= Duration::from_secs(100)));
        assert_eq!(Limits::none().start().rest().time, None);
    }
}
