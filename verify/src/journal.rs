//! Finished blocks as JSON lines, so that an interrupted run can go on and runs of several machines can be joined.
//!
//! The first line is a [`Header`], every other line a [`Block`]:
//!
//! ```json
//! {"schema":1,"version":"0.1.0","seed":0,"effort":"quick","claims":[{"name":"theorem-3","cases":[{"name":"100-250-600","trials":60}]}],"command_line":"unrelu verify"}
//! {"claim":"theorem-3","case":"100-250-600","first":0,"count":1,"tally":{"held":1,"missed":0,"failed":0,"undecided":0,"largest":1e-14,"counterexamples":[],"reasons":[]}}
//! ```
//!
//! A line counts once its line feed is written: a torn last line is dropped. Anything else that is no block of the plan
//! is an error.

use std::error::Error;
use std::fs::{File, OpenOptions};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};

use crate::claim::Effort;
use crate::plan::{ClaimOutline, Plan};
use crate::results::{Block, BlockError, Results};
use crate::run::Sink;
use crate::seed::Seed;

/// Version of the layout; it changes when a field changes its meaning.
pub const SCHEMA: u32 = 1;

/// What was run: the first line of a journal.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Header {
    /// Version of the layout.
    pub schema: u32,
    /// Version of the crate that ran the trials.
    pub version: String,
    /// Seed of the run.
    pub seed: Seed,
    /// Effort of the run.
    pub effort: Effort,
    /// Claims, cases and numbers of trials.
    pub claims: Vec<ClaimOutline>,
    /// The command that made it. Another command may resume the run.
    pub command_line: String,
}

impl Header {
    /// The header of a plan.
    pub fn new(plan: &Plan, command_line: impl Into<String>) -> Self {
        Self {
            schema: SCHEMA,
            version: env!("CARGO_PKG_VERSION").to_owned(),
            seed: plan.settings().seed,
            effort: plan.settings().effort,
            claims: plan.outline(),
            command_line: command_line.into(),
        }
    }

    /// Says what keeps `self` from being resumed as `wanted`, if anything does.
    pub fn difference(&self, wanted: &Self) -> Option<String> {
        if self.version != wanted.version {
            return Some(format!("it was written by version {}, not {}", self.version, wanted.version));
        }
        if self.seed != wanted.seed {
            return Some(format!("its seed is {}, not {}", self.seed.0, wanted.seed.0));
        }
        if self.effort != wanted.effort {
            return Some(format!("its effort is {}, not {}", self.effort, wanted.effort));
        }
        claims_difference(&self.claims, &wanted.claims)
    }
}

fn claims_difference(found: &[ClaimOutline], wanted: &[ClaimOutline]) -> Option<String> {
    let names = |claims: &[ClaimOutline]| claims.iter().map(|claim| claim.name.as_str()).collect::<Vec<_>>().join(" ");
    if names(found) != names(wanted) {
        return Some(format!("its claims are {}, not {}", names(found), names(wanted)));
    }
    found.iter().zip(wanted).find_map(|(found, wanted)| cases_difference(found, wanted))
}

fn cases_difference(found: &ClaimOutline, wanted: &ClaimOutline) -> Option<String> {
    let cases = |claim: &ClaimOutline| {
        let cases = claim.cases.iter().map(|case| format!("{} ({} trials)", case.name, case.trials));
        cases.collect::<Vec<_>>().join(", ")
    };
    (found != wanted).then(|| format!("its cases of {} are {}, not {}", found.name, cases(found), cases(wanted)))
}

/// Why a journal cannot be written or read.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum JournalError {
    /// The file cannot be opened, read or written.
    #[error("cannot {action} {path}")]
    File {
        /// What was tried.
        action: &'static str,
        /// The file.
        path: PathBuf,
        /// Why not.
        #[source]
        source: io::Error,
    },
    /// There is no complete first line.
    #[error("{path} has no header")]
    NoHeader {
        /// The file.
        path: PathBuf,
    },
    /// The layout is another one.
    #[error("{path} has schema {found}, but this version reads schema {SCHEMA}")]
    Schema {
        /// The file.
        path: PathBuf,
        /// Its schema.
        found: u32,
    },
    /// The run that it belongs to is another one.
    #[error("{path} belongs to another run: {difference}")]
    OtherRun {
        /// The file.
        path: PathBuf,
        /// What is different.
        difference: String,
    },
    /// A line is not what it should be.
    #[error("{path}, line {line} is malformed")]
    Line {
        /// The file.
        path: PathBuf,
        /// Number of the line, from 1.
        line: usize,
        /// What is wrong.
        #[source]
        source: serde_json::Error,
    },
    /// A row of a table is not what it should be.
    #[error("{path} is malformed")]
    Row {
        /// The file.
        path: PathBuf,
        /// Where, and what is wrong.
        #[source]
        source: csv::Error,
    },
    /// A row of a table holds a run that is out of place.
    #[error("{path}, line {line} is out of place")]
    Run {
        /// The file.
        path: PathBuf,
        /// Number of the line, from 1.
        line: u64,
        /// What is wrong.
        #[source]
        source: Box<dyn Error + Send + Sync>,
    },
    /// A line holds a block that is out of place.
    #[error("{path}, line {line} is out of place")]
    Block {
        /// The file.
        path: PathBuf,
        /// Number of the line, from 1.
        line: usize,
        /// What is wrong.
        #[source]
        source: BlockError,
    },
}

/// A journal that grows as blocks are finished.
#[derive(Debug)]
pub struct Journal {
    file: File,
}

impl Journal {
    /// Starts a new file; an existing one is left alone.
    ///
    /// # Errors
    /// [`JournalError::File`].
    pub fn create(path: &Path, header: &Header) -> Result<Self, JournalError> {
        let file = OpenOptions::new().write(true).create_new(true).open(path);
        let mut journal = Self { file: file.map_err(|source| file_error("create", path, source))? };
        journal.write(header).map_err(|source| file_error("write", path, source))?;
        Ok(journal)
    }

    /// Adds the blocks of an existing file to `results`, drops its torn last line, and goes on from there.
    ///
    /// # Errors
    /// [`JournalError`].
    pub fn resume(path: &Path, wanted: &Header, results: &mut Results<'_>) -> Result<Self, JournalError> {
        let intact = read(path, wanted, results)?;
        let file = OpenOptions::new().append(true).open(path);
        let file = file.map_err(|source| file_error("open", path, source))?;
        file.set_len(intact).map_err(|source| file_error("shorten", path, source))?;
        Ok(Self { file })
    }

    fn write(&mut self, line: &impl Serialize) -> io::Result<()> {
        let mut text = serde_json::to_vec(line)?;
        text.push(b'\n');
        self.file.write_all(&text)
    }
}

impl Sink for Journal {
    fn finished(&mut self, block: &Block) -> io::Result<()> {
        self.write(block)
    }
}

/// Adds the blocks of a file to `results`; returns the length of its complete lines in bytes.
///
/// # Errors
/// [`JournalError`].
pub fn read(path: &Path, wanted: &Header, results: &mut Results<'_>) -> Result<u64, JournalError> {
    let bytes = std::fs::read(path).map_err(|source| file_error("read", path, source))?;
    let intact = intact(&bytes);
    let mut lines = bytes[..intact].split_inclusive(|&byte| byte == b'\n').enumerate();
    let (_, first) = lines.next().ok_or_else(|| JournalError::NoHeader { path: path.to_owned() })?;
    check_header(path, first, wanted)?;
    for (index, text) in lines {
        let line = index + 1;
        let malformed = |source| JournalError::Line { path: path.to_owned(), line, source };
        let block = serde_json::from_slice(text).map_err(malformed)?;
        results.add(block).map_err(|source| JournalError::Block { path: path.to_owned(), line, source })?;
    }
    Ok(intact as u64)
}

/// The length of the complete lines.
pub(crate) fn intact(bytes: &[u8]) -> usize {
    bytes.iter().rposition(|&byte| byte == b'\n').map_or(0, |at| at + 1)
}

fn check_header(path: &Path, text: &[u8], wanted: &Header) -> Result<(), JournalError> {
    let header: Header = parse_header(path, 1, text)?;
    let difference = header.difference(wanted);
    difference.map_or(Ok(()), |difference| Err(JournalError::OtherRun { path: path.to_owned(), difference }))
}

/// Reads a header with a field `schema`, looking at that first.
pub(crate) fn parse_header<H: DeserializeOwned>(path: &Path, line: usize, text: &[u8]) -> Result<H, JournalError> {
    /// Any version of the layout has this field.
    #[derive(Deserialize)]
    struct Layout {
        schema: u32,
    }
    let malformed = |source| JournalError::Line { path: path.to_owned(), line, source };
    let Layout { schema } = serde_json::from_slice(text).map_err(malformed)?;
    if schema != SCHEMA {
        return Err(JournalError::Schema { path: path.to_owned(), found: schema });
    }
    serde_json::from_slice(text).map_err(malformed)
}

pub(crate) fn file_error(action: &'static str, path: &Path, source: io::Error) -> JournalError {
    JournalError::File { action, path: path.to_owned(), source }
}
