//! The time of a call, for the examples that are compared with other programs.

use anyhow::Result;
use cpu_time::ProcessTime;
use std::{fmt, hint::black_box, time::Instant};

/// Runs end here, or after one.
const MOST_RUNS: usize = 100;
const ENOUGH: f64 = 1.0;

/// Seconds of all threads of the process, and on the clock.
#[derive(Clone, Copy, Debug)]
pub struct Seconds {
    cpu: f64,
    clock: f64,
}

impl fmt::Display for Seconds {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:e} {:e}", self.cpu, self.clock)
    }
}

/// The least times of as many runs as a second has room for, and the last answer.
///
/// # Errors
/// Those of the call.
pub fn least<T>(mut call: impl FnMut() -> Result<T>) -> Result<(Seconds, T)> {
    let mut least = Seconds { cpu: f64::INFINITY, clock: f64::INFINITY };
    let begin = Instant::now();
    for run in 1.. {
        let (cpu, clock) = (ProcessTime::now(), Instant::now());
        let answer = black_box(call()?);
        least.cpu = least.cpu.min(cpu.elapsed().as_secs_f64());
        least.clock = least.clock.min(clock.elapsed().as_secs_f64());
        if run == MOST_RUNS || begin.elapsed().as_secs_f64() > ENOUGH {
            return Ok((least, answer));
        }
    }
    unreachable!("the runs have an end")
}
