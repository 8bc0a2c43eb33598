//! Several solvers at a time.

use super::{SolveError, SolverKind, Verdict, solve};
use crate::Instance;
use crate::limits::{Limits, StopReason};
use std::{sync::mpsc, thread, time::Duration};

/// Formulas of so few variables are decided by trying all assignments before a thread is started.
const TINY: usize = 12;

/// Networks of more units take the search longer to load than is worth it beside clause learning.
const MOST_UNITS: usize = 10_000;

/// How long the search may take beside clause learning: it keeps all that it learns in memory.
const PATIENCE: Duration = Duration::from_secs(30);

/// What is wanted where there is no preimage.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Evidence {
    /// Any verdict that was checked.
    Any,
    /// A proof that others can check.
    Proof,
}

/// The solvers that suit an instance: every assignment where these are few and no proof is wanted; else clause learning, and
/// beside it, where there is more than one thread and the network is no giant, complete search.
pub fn portfolio(instance: &Instance, evidence: Evidence) -> Vec<SolverKind> {
    let units: usize = instance.network().widths().iter().sum();
    if evidence == Evidence::Any && instance.formula().variables() <= TINY {
        vec![SolverKind::Brute]
    } else if rayon::current_num_threads() > 1 && units <= MOST_UNITS {
        vec![SolverKind::Sat, SolverKind::Search]
    } else {
        vec![SolverKind::Sat]
    }
}

/// Lets `solvers` run at the same time, each on a thread of its own. The first checked answer counts and stops the others; which
/// solver gave it is told. Beside others, the search gives up after half a minute.
///
/// # Errors
/// [`SolveError`] where every solver has one.
///
/// # Panics
/// Where no solver is named.
pub fn race(instance: &Instance, solvers: &[SolverKind], limits: &Limits) -> Result<(SolverKind, Verdict), SolveError> {
    if let [solver] = *solvers {
        return Ok((solver, solve(instance, solver, limits)?));
    }
    let limits = &Limits { cancel: limits.cancel.child(), ..limits.clone() };
    let (sender, ends) = mpsc::channel();
    thread::scope(|scope| {
        for &solver in solvers {
            let (sender, limits) = (sender.clone(), within(limits, solver));
            // Nobody listens any more where another one was first.
            scope.spawn(move || drop(sender.send(solve(instance, solver, &limits).map(|verdict| (solver, verdict)))));
        }
        drop(sender);
        let mut rest = Vec::new();
        for end in ends {
            if end.as_ref().is_ok_and(|(_, verdict)| is_final(verdict)) {
                limits.cancel.cancel();
                return end;
            }
            rest.push(end);
        }
        // Why the first of them gave up says most.
        let place = |(solver, _): &(SolverKind, Verdict)| solvers.iter().position(|other| other == solver);
        rest.sort_by_key(|end| end.as_ref().map_or(Some(solvers.len()), place));
        rest.swap_remove(0)
    })
}

fn within(limits: &Limits, solver: SolverKind) -> Limits {
    let time = limits.time.unwrap_or(Duration::MAX);
    let shorter = (solver == SolverKind::Search).then(|| Some(time.min(PATIENCE)));
    Limits { time: shorter.unwrap_or(limits.time), ..limits.clone() }
}

/// Whether no other solver would say more.
fn is_final(verdict: &Verdict) -> bool {
    !matches!(verdict, Verdict::Undecided(reason) if *reason != StopReason::NoFloat)
}
