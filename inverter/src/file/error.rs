//! What can be wrong with a file, always with the file's name.

use crate::network::NetworkError;
use std::path::{Path, PathBuf};

/// A file that cannot be read or written, and why.
#[derive(Debug, thiserror::Error)]
#[error("{}: {problem}", path.display())]
pub struct FileError {
    path: PathBuf,
    problem: Problem,
}

/// What is wrong with a file.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Problem {
    /// The operating system says no.
    #[error("{0}")]
    Io(#[from] std::io::Error),
    /// The file exists, and nothing is ever overwritten.
    #[error("already exists; remove it or name another file")]
    Exists,
    /// The ending of the name is none that we write or read.
    #[error("expected a name that ends in {expected}")]
    Ending {
        /// The endings that are known here.
        expected: &'static str,
    },
    /// Not an archive.
    #[error("not a readable .npz archive: {0}")]
    Archive(String),
    /// An array of another kind than expected.
    #[error("{array}: {problem}")]
    Array {
        /// Name of the array.
        array: String,
        /// What is wrong with it.
        problem: String,
    },
    /// A node of an ONNX graph that makes no chain of layers.
    #[error("{node}: {problem}")]
    Node {
        /// Name and operator of the node.
        node: String,
        /// What is wrong with it.
        problem: String,
    },
    /// A picture that is damaged, not grey, or of another size.
    #[error("{0}")]
    Picture(String),
    /// A file of no known format, or a graph that is no network.
    #[error("{0}")]
    Model(String),
    /// A network that the format cannot hold.
    #[error("cannot be written: {0}")]
    Unwritable(String),
    /// A line of text that is no row of numbers.
    #[error("line {line}, column {column}: {problem}")]
    Text {
        /// From 1.
        line: usize,
        /// Byte in the line, from 1.
        column: usize,
        /// What was found, and what was expected.
        problem: String,
    },
    /// Layers that make no network.
    #[error("{0}")]
    Network(#[from] NetworkError),
    /// A matrix with NaN or infinity in it.
    #[error("row {row}, column {column} is {value}: every number must be finite")]
    NotFinite {
        /// From 1.
        row: usize,
        /// From 1.
        column: usize,
        /// What stands there.
        value: f64,
    },
    /// A matrix without rows or without columns.
    #[error("holds no numbers")]
    Empty,
}

impl From<zip::result::ZipError> for Problem {
    fn from(error: zip::result::ZipError) -> Self {
        Self::Archive(error.to_string())
    }
}

impl Problem {
    /// Names the file.
    pub fn at(self, path: &Path) -> FileError {
        FileError { path: path.to_owned(), problem: self }
    }

    pub(super) fn tensor(name: &str, problem: impl Into<String>) -> Self {
        Self::Array { array: format!("tensor `{name}`"), problem: problem.into() }
    }

    pub(super) fn array(name: &str, problem: impl Into<String>) -> Self {
        Self::Array { array: format!("array `{name}`"), problem: problem.into() }
    }
}

impl FileError {
    /// The file.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// What is wrong with it.
    pub fn problem(&self) -> &Problem {
        &self.problem
    }
}
