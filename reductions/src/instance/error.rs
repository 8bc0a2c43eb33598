//! Why an instance is not written or not read.

use super::{InstanceError, Manifest};
use crate::cnf::dimacs::DimacsError;
use crate::export::ExportError;
use std::io;
use std::path::{Path, PathBuf};
use unrelu_inverter::file::FileError;
use unrelu_inverter::name::UnknownName;

/// Why an instance is not written.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum SaveError {
    /// Something with that name exists; it is left alone.
    #[error("{} exists and is not overwritten", .0.display())]
    Exists(PathBuf),
    /// A directory cannot be made, or a file within not be read again.
    #[error("cannot write {}: {source}", .path.display())]
    Io {
        /// Which.
        path: PathBuf,
        /// Why.
        source: io::Error,
    },
    /// A file cannot be written, or its numbers not in its format.
    #[error("cannot write {0}")]
    File(#[from] FileError),
    /// A name that no instance of a benchmark can have.
    #[error("`{0}` is taken, or is no name of letters, digits, `.`, `-` and `_`")]
    Name(String),
    /// What goes into a benchmark has no ONNX or no VNN-LIB file.
    #[error("a benchmark needs the exports onnx and vnnlib")]
    NoQuestion,
    /// An export cannot be made.
    #[error("no {name}: {source}")]
    Export {
        /// Name of its file.
        name: String,
        /// Why.
        source: ExportError,
    },
}

/// Why a directory is no instance.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum LoadError {
    /// A file cannot be read.
    #[error("cannot read {}: {source}", .path.display())]
    Io {
        /// Which.
        path: PathBuf,
        /// Why.
        source: io::Error,
    },
    /// `instance.json` is not a manifest.
    #[error("{}: {source}", .path.display())]
    Manifest {
        /// Which file.
        path: PathBuf,
        /// What is wrong with it.
        source: serde_json::Error,
    },
    /// Another version of the format.
    #[error("{}: schema {found} is not supported, only {}", .path.display(), Manifest::SCHEMA)]
    Schema {
        /// Which file.
        path: PathBuf,
        /// Its version.
        found: u32,
    },
    /// No reduction of that name.
    #[error(transparent)]
    Kind(#[from] UnknownName),
    /// A file name that leads out of the directory.
    #[error("`{0}` is not the name of a file within the instance")]
    FileName(String),
    /// The formula cannot be read.
    #[error("{}: {source}", .path.display())]
    Formula {
        /// Which file.
        path: PathBuf,
        /// What is wrong with it.
        source: DimacsError,
    },
    /// The formula has tautologies, duplicate literals or unsorted clauses.
    #[error("{}: the formula is not in the normal form that `reduce` writes", .0.display())]
    NotNormal(PathBuf),
    /// The formula has no network.
    #[error(transparent)]
    Instance(#[from] InstanceError),
    /// The manifest does not describe the formula's reduction.
    #[error("`{field}` in {} does not describe the reduction of the formula", .path.display())]
    Mismatch {
        /// Which file.
        path: PathBuf,
        /// Its field.
        field: &'static str,
    },
    /// The network cannot be read.
    #[error("cannot read the network: {0}")]
    Network(#[source] FileError),
    /// The network is not the formula's reduction.
    #[error("the network in {} is not the reduction of the formula", .0.display())]
    OtherNetwork(PathBuf),
}

impl SaveError {
    /// For what cannot be written at `path`.
    pub(super) fn at(path: &Path) -> impl Fn(io::Error) -> Self {
        let path = path.to_owned();
        move |source| Self::Io { path: path.clone(), source }
    }
}

impl LoadError {
    /// For what cannot be read at `path`.
    pub(super) fn at(path: &Path) -> impl Fn(io::Error) -> Self {
        let path = path.to_owned();
        move |source| Self::Io { path: path.clone(), source }
    }
}
