//! Times of other programs on the random networks of Table 1, taken by a script and read from its file.

use std::io;
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

/// The mean time of an inversion by another program.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PeerTime {
    /// The program and its method.
    pub solver: String,
    /// Inputs of the network.
    pub k: usize,
    /// Inversions that were timed.
    pub runs: u64,
    /// CPU time of one, in seconds.
    pub seconds: f64,
}

/// Why times cannot be read.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum PeerError {
    /// The operating system said no.
    #[error("{}: {source}", path.display())]
    Io {
        /// The file.
        path: PathBuf,
        /// What it said.
        source: io::Error,
    },
    /// It is no table of times.
    #[error("{}: expected a table with columns solver, k, runs, seconds: {source}", path.display())]
    Table {
        /// The file.
        path: PathBuf,
        /// What is wrong, and where.
        source: csv::Error,
    },
    /// A time that is none.
    #[error("{}: `{solver}` at k = {k}: expected seconds above 0, found {seconds}", path.display())]
    Time {
        /// The file.
        path: PathBuf,
        /// Whose time.
        solver: String,
        /// Inputs.
        k: usize,
        /// What stands there.
        seconds: f64,
    },
}

/// Reads a table in CSV with columns `solver`, `k`, `runs` and `seconds`; lines that begin with `#` are comments.
///
/// # Errors
/// [`PeerError`].
pub fn read(path: &Path) -> Result<Vec<PeerTime>, PeerError> {
    let text = std::fs::read(path).map_err(|source| PeerError::Io { path: path.to_owned(), source })?;
    let mut reader = csv::ReaderBuilder::new().comment(Some(b'#')).from_reader(text.as_slice());
    let times: Result<Vec<PeerTime>, csv::Error> = reader.deserialize().collect();
    let times = times.map_err(|source| PeerError::Table { path: path.to_owned(), source })?;
    match times.iter().find(|time| !(time.seconds > 0.0 && time.seconds.is_finite())) {
        None => Ok(times),
        Some(PeerTime { solver, k, seconds, .. }) => {
            Err(PeerError::Time { path: path.to_owned(), solver: solver.clone(), k: *k, seconds: *seconds })
        }
    }
}
