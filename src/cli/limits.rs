//! When a solver or a checker gives up: after a time, or at Ctrl-C.

use super::interrupt;
use std::time::Duration;
use unrelu_reductions::limits::Limits;

/// Reads a number of seconds.
pub(super) fn seconds(text: &str) -> Result<Duration, String> {
    let wrong = || format!("expected a number of seconds, found `{text}`");
    text.parse().ok().and_then(|seconds| Duration::try_from_secs_f64(seconds).ok()).ok_or_else(wrong)
}

/// So much time, or until Ctrl-C. For a process to call once.
pub(super) fn interruptible(time: Option<Duration>) -> anyhow::Result<Limits> {
    let limits = Limits { time, ..Limits::none() };
    let cancel = limits.cancel.clone();
    interrupt::on_interrupt(move || cancel.cancel())?;
    Ok(limits)
}
