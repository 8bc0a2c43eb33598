//! Finished runs as CSV, so that an interrupted plan can go on and others can plot what came out.
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

use crate::journal::{Appender, JournalError, SCHEMA, parse_header};
use csv::{ReaderBuilder, WriterBuilder};
use serde::{Deserialize, Serialize, de::DeserializeOwned};
use std::error::Error;
use std::io;
use std::path::Path;

/// What a table holds the runs of.
pub trait Planned: Clone + PartialEq + Serialize + DeserializeOwned {
    /// Says what keeps runs of this plan from being those of `wanted`, if anything does.
    fn difference(&self, wanted: &Self) -> Option<String>;
}

/// What was run: the second comment.
#[derive(Debug, Serialize, Deserialize)]
struct Header<P> {
    schema: u32,
    version: String,
    plan: P,
}

impl<P: Planned> Header<P> {
    fn new(plan: &P) -> Self {
        Self { schema: SCHEMA, version: env!("CARGO_PKG_VERSION").to_owned(), plan: plan.clone() }
    }

    fn difference(&self, wanted: &P) -> Option<String> {
        let version = env!("CARGO_PKG_VERSION");
        if self.version != version {
            return Some(format!("it was written by version {}, not {version}", self.version));
        }
        self.plan.difference(wanted)
    }
}

/// A table that grows as runs are finished.
#[derive(Debug)]
pub struct Table {
    lines: Appender,
    has_columns: bool,
}

impl Table {
    /// Starts a new file, with a line on who made it; an existing one is left alone.
    ///
    /// # Errors
    /// [`JournalError::Create`].
    pub fn create(path: &Path, plan: &impl Planned, made_by: &str) -> Result<Self, JournalError> {
        let header = serde_json::to_string(&Header::new(plan)).map_err(io::Error::from);
        let header = header.map_err(JournalError::file("write", path))?;
        let first = format!("# {}\n# {header}\n", made_by.replace(['\n', '\r'], " "));
        Ok(Self { lines: Appender::create(path, first.as_bytes())?, has_columns: false })
    }

    /// Gives the rows of an existing file to `take`, which may refuse them, drops its torn last line, and goes on from there.
    ///
    /// # Errors
    /// [`JournalError`].
    pub fn resume<P: Planned, R: DeserializeOwned, E: Error + Send + Sync + 'static>(
        path: &Path,
        plan: &P,
        take: impl FnMut(R) -> Result<(), E>,
    ) -> Result<Self, JournalError> {
        let mut file = Appender::open(path)?;
        let bytes = std::fs::read(path).map_err(JournalError::file("read", path))?;
        let lines = &bytes[..intact(&bytes)];
        let header = lines.split_inclusive(|&byte| byte == b'\n').nth(1).and_then(|line| line.strip_prefix(b"# "));
        let header = header.ok_or_else(|| JournalError::NoHeader { path: path.to_owned() })?;
        let header: Header<P> = parse_header(path, 2, header)?;
        if let Some(difference) = header.difference(plan) {
            return Err(JournalError::OtherRun { path: path.to_owned(), difference });
        }
        read(path, lines, take)?;
        file.keep(lines.len() as u64)?;
        let has_columns = lines.split_inclusive(|&byte| byte == b'\n').count() > 2;
        Ok(Self { lines: file, has_columns })
    }

    /// Adds rows.
    ///
    /// # Errors
    /// What the operating system reports.
    pub fn add<R: Serialize>(&mut self, rows: &[R]) -> io::Result<()> {
        let mut text = WriterBuilder::new().has_headers(!self.has_columns).from_writer(Vec::new());
        rows.iter().try_for_each(|row| text.serialize(row)).map_err(io::Error::from)?;
        let text = text.into_inner().map_err(csv::IntoInnerError::into_error)?;
        self.lines.add(&text)?;
        self.has_columns |= !text.is_empty();
        Ok(())
    }
}

/// The length of the complete lines.
fn intact(bytes: &[u8]) -> usize {
    bytes.iter().rposition(|&byte| byte == b'\n').map_or(0, |at| at + 1)
}

fn read<R: DeserializeOwned, E: Error + Send + Sync + 'static>(
    path: &Path,
    lines: &[u8],
    mut take: impl FnMut(R) -> Result<(), E>,
) -> Result<(), JournalError> {
    let malformed = |source| JournalError::Row { path: path.to_owned(), source };
    let mut reader = ReaderBuilder::new().comment(Some(b'#')).from_reader(lines);
    let columns = reader.headers().map_err(malformed)?.clone();
    for record in reader.records() {
        let record = record.map_err(malformed)?;
        let line = record.position().map_or(0, csv::Position::line);
        let row = record.deserialize(Some(&columns)).map_err(malformed)?;
        let refused = |source: E| JournalError::Run { path: path.to_owned(), line, source: Box::new(source) };
        take(row).map_err(refused)?;
    }
    Ok(())
}
