//! What can be wrong with a journal, always with the file's name.

use std::error::Error;
use std::io;
use std::path::{Path, PathBuf};

use unrelu_inverter::file::FileError;

use super::SCHEMA;
use crate::results::BlockError;

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
    /// The file cannot be begun, or there is one.
    #[error(transparent)]
    Create(FileError),
    /// Another process has the file open to write in it.
    #[error("{path} is being written by another process")]
    Busy {
        /// The file.
        path: PathBuf,
    },
    /// The finished file cannot be put in order.
    #[error("cannot put the finished journal in order")]
    Order(#[from] FileError),
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

impl JournalError {
    pub(crate) fn file(action: &'static str, path: &Path) -> impl Fn(io::Error) -> Self {
        move |source| Self::File { action, path: path.to_owned(), source }
    }
}
