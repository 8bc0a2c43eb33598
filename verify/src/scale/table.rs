//! Runs as CSV, so that an interrupted run of a plan can go on and others can plot it.
//!
//! Two comments come first, what made the file and, as JSON, the plan; then the names of the columns, then a line a run:
//!
//! ```csv
//! # unrelu 0.1.0: unrelu scale --quick
//! # {"schema":1,"version":"0.1.0","plan":{"seed":0,...}}
//! curve,solver,reduction,k,clauses,ratio,run,seed,verdict,seconds,cpu_seconds,conflicts,proof_bytes,relative_error
//! growth,search,theorem-2,20,85,4.25,0,1804289383,unsat,0.33,0.31,24,,
//! ```
//!
//! A line counts once its line feed is written: a torn last line is dropped. Anything else that is no run of the plan is an error.

use super::measure::{Address, Run, Time, Verdict, Work};
use super::plan::{Plan, Point};
use super::runs::Runs;
use super::subject::{Curve, Subject};
use crate::journal::{JournalError, SCHEMA, file_error, intact, parse_header};
use csv::{ReaderBuilder, WriterBuilder};
use serde::{Deserialize, Serialize};
use std::fs::{File, OpenOptions};
use std::io::{self, Write};
use std::path::Path;
use unrelu_reductions::ReductionKind;

/// What was run: the second comment.
#[derive(Debug, PartialEq, Serialize, Deserialize)]
struct Header {
    schema: u32,
    version: String,
    plan: Plan,
}

/// A line. Columns that do not apply are empty.
#[derive(Debug, Serialize, Deserialize)]
struct Row {
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

/// A table that grows as runs are finished.
#[derive(Debug)]
pub struct Table {
    rows: csv::Writer<File>,
}

impl Header {
    fn new(plan: &Plan) -> Self {
        Self { schema: SCHEMA, version: env!("CARGO_PKG_VERSION").to_owned(), plan: plan.clone() }
    }

    /// Says what keeps `self` from being resumed as `wanted`, if anything does.
    fn difference(&self, wanted: &Self) -> Option<String> {
        if self.version != wanted.version {
            return Some(format!("it was written by version {}, not {}", self.version, wanted.version));
        }
        let [found, wanted] = [&self.plan, &wanted.plan];
        if found.seed() != wanted.seed() {
            return Some(format!("its seed is {}, not {}", found.seed().0, wanted.seed().0));
        }
        if found.runs() != wanted.runs() {
            return Some(format!("it has {} runs at each point, not {}", found.runs(), wanted.runs()));
        }
        if found.time_limit() != wanted.time_limit() {
            return Some(format!("its time limit is {:?}, not {:?}", found.time_limit(), wanted.time_limit()));
        }
        (found != wanted).then(|| "its solvers, reductions or sizes are others".to_owned())
    }
}

impl Table {
    /// Starts a new file, with a line on who made it; an existing one is left alone.
    ///
    /// # Errors
    /// [`JournalError::File`].
    pub fn create(path: &Path, plan: &Plan, made_by: &str) -> Result<Self, JournalError> {
        let file = OpenOptions::new().write(true).create_new(true).open(path);
        let mut file = file.map_err(|source| file_error("create", path, source))?;
        let written = serde_json::to_string(&Header::new(plan)).map_err(io::Error::from).and_then(|header| {
            let comments = format!("# {}\n# {header}\n", made_by.replace(['\n', '\r'], " "));
            file.write_all(comments.as_bytes())
        });
        written.map_err(|source| file_error("write", path, source))?;
        Ok(Self { rows: WriterBuilder::new().from_writer(file) })
    }

    /// Adds the runs of an existing file to `runs`, drops its torn last line, and goes on from there.
    ///
    /// # Errors
    /// [`JournalError`].
    pub fn resume(path: &Path, runs: &mut Runs<'_>) -> Result<Self, JournalError> {
        let bytes = std::fs::read(path).map_err(|source| file_error("read", path, source))?;
        let lines = &bytes[..intact(&bytes)];
        let header = lines.split_inclusive(|&byte| byte == b'\n').nth(1).and_then(|line| line.strip_prefix(b"# "));
        let header = header.ok_or_else(|| JournalError::NoHeader { path: path.to_owned() })?;
        let header: Header = parse_header(path, 2, header)?;
        if let Some(difference) = header.difference(&Header::new(runs.plan())) {
            return Err(JournalError::OtherRun { path: path.to_owned(), difference });
        }
        read(path, lines, runs)?;
        let file = OpenOptions::new().append(true).open(path).map_err(|source| file_error("open", path, source))?;
        file.set_len(lines.len() as u64).map_err(|source| file_error("shorten", path, source))?;
        let has_columns = lines.split_inclusive(|&byte| byte == b'\n').count() > 2;
        Ok(Self { rows: WriterBuilder::new().has_headers(!has_columns).from_writer(file) })
    }

    /// Adds a run.
    ///
    /// # Errors
    /// What the operating system reports.
    pub fn add(&mut self, run: &Run) -> io::Result<()> {
        self.rows.serialize(Row::from(run)).map_err(io::Error::from)?;
        self.rows.flush()
    }
}

fn read(path: &Path, lines: &[u8], runs: &mut Runs<'_>) -> Result<(), JournalError> {
    let malformed = |source| JournalError::Row { path: path.to_owned(), source };
    let mut reader = ReaderBuilder::new().comment(Some(b'#')).from_reader(lines);
    let columns = reader.headers().map_err(malformed)?.clone();
    for record in reader.records() {
        let record = record.map_err(malformed)?;
        let line = record.position().map_or(0, csv::Position::line);
        let row: Row = record.deserialize(Some(&columns)).map_err(malformed)?;
        runs.add_row(&row).map_err(|source| JournalError::Run { path: path.to_owned(), line, source })?;
    }
    Ok(())
}

impl Runs<'_> {
    fn add_row(&mut self, row: &Row) -> Result<(), super::ScaleError> {
        self.add(row.run().ok_or(super::ScaleError::Unplanned)?)
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
