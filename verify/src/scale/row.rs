//! Runs as rows of a [`Table`](crate::table::Table).

use super::error::ScaleError;
use super::measure::{Address, Run, Time, Verdict, Work};
use super::plan::{Plan, Point};
use super::runs::Runs;
use super::subject::{Curve, Subject};
use crate::table::Planned;
use serde::{Deserialize, Serialize};
use unrelu_reductions::ReductionKind;

/// A line. Columns that do not apply are empty.
#[derive(Debug, Serialize, Deserialize)]
pub struct Row {
    curve: String,
    solver: String,
    reduction: Option<ReductionKind>,
    k: u32,
    clauses: Option<u32>,
    ratio: Option<f64>,
    run: u32,
    seed: u32,
    verdict: Verdict,
    seconds: f64,
    cpu_seconds: f64,
    conflicts: Option<u64>,
    proof_bytes: Option<u64>,
    relative_error: Option<f64>,
}

impl Planned for Plan {
    fn difference(&self, wanted: &Self) -> Option<String> {
        if self.seed() != wanted.seed() {
            return Some(format!("its seed is {}, not {}", self.seed().0, wanted.seed().0));
        }
        if self.runs() != wanted.runs() {
            return Some(format!("it has {} runs at each point, not {}", self.runs(), wanted.runs()));
        }
        if self.time_limit() != wanted.time_limit() {
            return Some(format!("its time limit is {:?}, not {:?}", self.time_limit(), wanted.time_limit()));
        }
        (self != wanted).then(|| "its solvers, reductions or sizes are others".to_owned())
    }
}

impl Runs<'_> {
    /// Takes the row of a finished run.
    ///
    /// # Errors
    /// [`ScaleError::Unplanned`], [`ScaleError::Disagreement`].
    pub fn add_row(&mut self, row: &Row) -> Result<(), ScaleError> {
        self.add(row.run().ok_or(ScaleError::Unplanned)?)
    }
}

impl From<&Run> for Row {
    fn from(run: &Run) -> Self {
        let Run { address: Address { subject, point, number }, seed, verdict, time, work } = *run;
        let has_clauses = subject != Subject::Inversion;
        Self {
            curve: subject.curve().to_owned(),
            solver: subject.solver(),
            reduction: subject.reduction(),
            k: point.k,
            clauses: has_clauses.then_some(point.clauses),
            ratio: has_clauses.then(|| point.ratio()),
            run: number,
            seed,
            verdict,
            seconds: time.wall,
            cpu_seconds: time.cpu,
            conflicts: work.conflicts,
            proof_bytes: work.proof_bytes,
            relative_error: work.relative_error,
        }
    }
}

impl Row {
    /// The run, where the names are those of something that is timed.
    fn run(&self) -> Option<Run> {
        let Self { conflicts, proof_bytes, relative_error, .. } = *self;
        let point = Point { k: self.k, clauses: self.clauses.unwrap_or(0) };
        Some(Run {
            address: Address { subject: self.subject()?, point, number: self.run },
            seed: self.seed,
            verdict: self.verdict,
            time: Time { wall: self.seconds, cpu: self.cpu_seconds },
            work: Work { conflicts, proof_bytes, relative_error },
        })
    }

    fn subject(&self) -> Option<Subject> {
        let curve = match (self.curve.as_str(), self.solver.as_str()) {
            ("inversion", "exact") => return Some(Subject::Inversion),
            ("growth", _) => Curve::Growth,
            ("ratio", _) => Curve::Ratio,
            _ => return None,
        };
        let solver = self.solver.parse().ok()?;
        Some(Subject::Formulas { curve, solver, reduction: self.reduction? })
    }
}
