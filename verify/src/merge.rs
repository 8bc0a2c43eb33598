//! Journals of all shards of a run as the journal of the whole.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use crate::journal::{self, ForeignHeader, Header, JournalError};
use crate::plan::Plan;
use crate::results::Results;
use crate::shard::Shard;

/// Why files are not all shards of one run.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum MergeError {
    /// There is nothing to join.
    #[error("there is no shard to merge")]
    Nothing,
    /// A file cannot be read or is no journal.
    #[error(transparent)]
    Journal(#[from] JournalError),
    /// A file is not of this version.
    #[error("{path}")]
    Foreign {
        /// The file.
        path: PathBuf,
        /// Why not.
        #[source]
        source: ForeignHeader,
    },
    /// A file is the journal of a whole run.
    #[error("{path} is no shard, but a whole run")]
    Whole {
        /// The file.
        path: PathBuf,
    },
    /// Two files belong to different runs, or to different cuts of one.
    #[error("{path} belongs to another run than {first}: {difference}")]
    OtherRun {
        /// The file.
        path: PathBuf,
        /// The first file.
        first: PathBuf,
        /// What is different.
        difference: String,
    },
    /// Two files are the same shard.
    #[error("{path} and {first} are both shard {shard}")]
    Doubled {
        /// The file.
        path: PathBuf,
        /// The file before.
        first: PathBuf,
        /// The shard.
        shard: Shard,
    },
    /// There is no file of some shards.
    #[error("of {count} shards, these are missing: {}", list(numbers))]
    Missing {
        /// Their numbers.
        numbers: Vec<u32>,
        /// How many shards there are.
        count: u32,
    },
    /// Blocks of a shard are not in its file.
    #[error(
        "{path} is unfinished: {missing} of {planned} blocks of shard {shard} are missing; finish it with --resume"
    )]
    Unfinished {
        /// The file.
        path: PathBuf,
        /// The shard.
        shard: Shard,
        /// How many blocks are missing.
        missing: usize,
        /// How many it should have.
        planned: usize,
    },
    /// Blocks in a file that its shard does not have.
    #[error("{path} has blocks of other shards than {shard}")]
    Excess {
        /// The file.
        path: PathBuf,
        /// The shard.
        shard: Shard,
    },
}

fn list(numbers: &[u32]) -> String {
    numbers.iter().map(ToString::to_string).collect::<Vec<_>>().join(", ")
}

/// The files of one run, every shard once.
#[derive(Debug)]
pub struct Shards {
    header: Header,
    files: BTreeMap<Shard, PathBuf>,
}

impl Shards {
    /// Reads the first line of every file, and checks that together they are one run.
    ///
    /// # Errors
    /// [`MergeError`].
    pub fn open(paths: &[PathBuf]) -> Result<Self, MergeError> {
        let first = paths.first().ok_or(MergeError::Nothing)?;
        let wanted = journal::read_header(first)?;
        let mut files = BTreeMap::new();
        for path in paths {
            let (shard, header) = shard_header(path)?;
            if let Some(difference) = difference(&header, &wanted) {
                return Err(MergeError::OtherRun { path: path.clone(), first: first.clone(), difference });
            }
            if let Some(first) = files.insert(shard, path.clone()) {
                return Err(MergeError::Doubled { path: path.clone(), first, shard });
            }
        }
        let count = wanted.shard.map_or(0, Shard::count);
        let there = |number: &u32| files.keys().any(|shard| shard.number() == *number);
        let numbers: Vec<u32> = (1..=count).filter(|number| !there(number)).collect();
        if !numbers.is_empty() {
            return Err(MergeError::Missing { numbers, count });
        }
        Ok(Self { header: wanted.with_shard(None), files })
    }

    /// The header of the whole run.
    pub fn header(&self) -> &Header {
        &self.header
    }

    /// Plans the whole run.
    ///
    /// # Errors
    /// [`MergeError::Foreign`].
    pub fn plan(&self) -> Result<Plan, MergeError> {
        let path = self.files.values().next().cloned().unwrap_or_default();
        self.header.plan().map_err(|source| MergeError::Foreign { path, source })
    }

    /// Adds all blocks of all files to `results`.
    ///
    /// # Errors
    /// [`MergeError`] where a file is damaged or unfinished.
    pub fn read(&self, results: &mut Results<'_>) -> Result<(), MergeError> {
        self.files.iter().try_for_each(|(&shard, path)| self.read_one(shard, path, results))
    }

    fn read_one(&self, shard: Shard, path: &Path, results: &mut Results<'_>) -> Result<(), MergeError> {
        let planned = results.plan().shard(shard);
        let before = results.len();
        journal::read(path, &self.header.clone().with_shard(Some(shard)), results)?;
        let missing = planned.iter().filter(|id| !results.has(**id)).count();
        let path = path.to_owned();
        if missing > 0 {
            return Err(MergeError::Unfinished { path, shard, missing, planned: planned.len() });
        }
        if results.len() > before + planned.len() {
            return Err(MergeError::Excess { path, shard });
        }
        Ok(())
    }
}

fn shard_header(path: &Path) -> Result<(Shard, Header), MergeError> {
    let header = journal::read_header(path)?;
    let shard = header.shard.ok_or_else(|| MergeError::Whole { path: path.to_owned() })?;
    Ok((shard, header))
}

/// What makes two shards parts of different runs.
fn difference(header: &Header, wanted: &Header) -> Option<String> {
    let whole = header.clone().with_shard(wanted.shard).difference(wanted);
    let count = |header: &Header| header.shard.map(Shard::count).unwrap_or_default();
    let (found, wanted) = (count(header), count(wanted));
    whole.or_else(|| (found != wanted).then(|| format!("it is one of {found} shards, not of {wanted}")))
}
