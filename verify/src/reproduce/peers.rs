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
    #[error("{}: {error}", path.display())]
    Io {
        /// The file.
        path: PathBuf,
        /// What it said.
        error: io::Error,
    },
    /// It is no table of times.
    #[error("{}: expected columns solver, k, runs, seconds, found {found}", path.display())]
    Columns {
        /// The file.
        path: PathBuf,
        /// Its first line.
        found: String,
    },
    /// A row is none of such a table.
    #[error("{}: {error}", path.display())]
    Row {
        /// The file.
        path: PathBuf,
        /// What is wrong, and where.
        error: csv::Error,
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

const COLUMNS: [&str; 4] = ["solver", "k", "runs", "seconds"];

/// Reads a table in CSV with columns `solver`, `k`, `runs` and `seconds`; lines that begin with `#` are comments.
///
/// # Errors
/// [`PeerError`].
pub fn read(path: &Path) -> Result<Vec<PeerTime>, PeerError> {
    let text = std::fs::read(path).map_err(|error| PeerError::Io { path: path.to_owned(), error })?;
    let mut reader = csv::ReaderBuilder::new().comment(Some(b'#')).from_reader(text.as_slice());
    let in_row = |error| PeerError::Row { path: path.to_owned(), error };
    let columns: Vec<&str> = reader.headers().map_err(in_row)?.iter().collect();
    if columns != COLUMNS {
        return Err(PeerError::Columns { path: path.to_owned(), found: columns.join(", ") });
    }
    let times = reader.deserialize().collect::<Result<Vec<PeerTime>, csv::Error>>().map_err(in_row)?;
    match times.iter().find(|time| !(time.seconds > 0.0 && time.seconds.is_finite())) {
        None => Ok(times),
        Some(PeerTime { solver, k, seconds, .. }) => {
            Err(PeerError::Time { path: path.to_owned(), solver: solver.clone(), k: *k, seconds: *seconds })
        }
    }
}
