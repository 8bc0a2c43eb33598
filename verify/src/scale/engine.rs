//! The runs of a plan, one after the other.

use super::error::ScaleError;
use super::measure::{Run, Verdict, measure};
use super::runs::Runs;
use rayon::ThreadPoolBuilder;
use std::io;
use unrelu_reductions::limits::{Cancel, Limits};

/// Does what is missing, one run at a time on one thread: two would disturb each other's times. Every finished run goes to `sink`
/// before it counts.
///
/// Use `cancel` and the run under way stops; it is forgotten.
///
/// # Errors
/// [`ScaleError`]. What was finished before is in `runs`, and went to `sink`.
pub fn run(
    runs: &mut Runs<'_>,
    cancel: &Cancel,
    sink: &mut dyn FnMut(&Run) -> io::Result<()>,
) -> Result<(), ScaleError> {
    let limits = Limits { time: Some(runs.plan().time_limit()), cancel: cancel.clone(), ..Limits::none() };
    let seed = runs.plan().seed();
    // Solvers take as many threads as the pool has that they run on.
    let pool = ThreadPoolBuilder::new().num_threads(1).build().map_err(ScaleError::Threads)?;
    while !cancel.is_cancelled() {
        let Some(address) = runs.missing().next() else { break };
        let run = pool.install(|| measure(address, seed, &limits))?;
        if run.verdict == Verdict::Unknown && cancel.is_cancelled() {
            break;
        }
        sink(&run).map_err(ScaleError::Store)?;
        runs.add(run)?;
    }
    Ok(())
}
