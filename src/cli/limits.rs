//! When a solver or a checker gives up: after a time, or at Ctrl-C.

use super::interrupt;
use std::time::Duration;
use unrelu_reductions::limits::Limits;

/// So much time, or until Ctrl-C. For a process to call once.
pub(super) fn interruptible(time: Option<Duration>) -> anyhow::Result<Limits> {
    let limits = Limits { time, ..Limits::none() };
    let cancel = limits.cancel.clone();
    interrupt::on_interrupt(move || cancel.cancel())?;
    Ok(limits)
}
