//! Which shard this process is, by what its launcher put into the environment.
//!
//! A *job array* says which job this is of how many: Slurm arrays, AWS Batch arrays, Kubernetes indexed jobs. Within a job, a
//! *launcher* says which process this is: Open MPI, `PMIx`, PMI (MPICH), or Slurm's own `srun`. Where there are both, as in
//! an array of MPI jobs, every process of every job is a shard: number `job * processes + process`.
//!
//! MPI goes before Slurm's tasks: under `mpirun` in a Slurm job, those count daemons, not processes. Apart from that, two
//! that disagree are an error.
//!
//! # Source
//! The manuals of `sbatch` and `srun` (Slurm 24.05), `mpirun` (Open MPI 5.0: "Environment variables"), `PMIx` 4.2, MPICH's Hydra,
//! "Indexed Job" (Kubernetes), "Array jobs" (AWS Batch).

use super::Shard;

/// The shard, and who says so.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Detected {
    /// The shard.
    pub shard: Shard,
    /// As in `Slurm array`.
    pub source: String,
}

/// Why the environment names no shard.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum DetectError {
    /// No known variable is set.
    #[error(
        "nothing says which shard this is: no variable of a Slurm array or task, Open MPI, PMIx, PMI, a Kubernetes indexed job or \
         an AWS Batch array is set; give --shard I/N"
    )]
    Nothing,
    /// A variable that goes with another is not set.
    #[error("{set} is set, but {missing} is not: how many shards there are is unknown; give --shard auto/N")]
    NoCount {
        /// The variable that is set.
        set: &'static str,
        /// The one that is not.
        missing: &'static str,
    },
    /// A variable that is no number.
    #[error("{name} is `{value}`, expected a whole number")]
    NoNumber {
        /// The variable.
        name: &'static str,
        /// Its value.
        value: String,
    },
    /// Numbers that do not fit together.
    #[error("the environment contradicts itself: {0}; give --shard I/N")]
    Contradiction(String),
}

/// A place in something with a size, from 0.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Rank {
    index: u32,
    count: u32,
    source: &'static str,
}

/// Looks up variables of the environment.
struct Lookup<'a>(&'a dyn Fn(&str) -> Option<String>);

/// The shard that `variable`, a look-up of the environment, makes this process.
///
/// `count` is what the user says about the number of shards: needed where no variable holds it, and compared with it elsewhere.
/// For a Slurm array it means that task ids are the numbers of the shards, from 1, so that a part of them can be run again.
///
/// # Errors
/// [`DetectError`].
pub fn detect(variable: impl Fn(&str) -> Option<String>, count: Option<u32>) -> Result<Detected, DetectError> {
    let lookup = Lookup(&variable);
    let array = agreed(&[lookup.slurm_array(count)?, lookup.aws_array()?, lookup.kubernetes(count)?])?;
    let process = match agreed(&[lookup.open_mpi()?, lookup.pmi()?, lookup.pmix()?])? {
        // The script of a batch job has a number, but no count.
        None if array.is_some() && lookup.number("SLURM_NTASKS")?.is_none() => None,
        None => lookup.slurm_task()?,
        launched => launched,
    };
    let (rank, source) = match (array, process) {
        (None, None) => return Err(DetectError::Nothing),
        (Some(rank), None) | (None, Some(rank)) => (rank.clone(), rank.source.to_owned()),
        (Some(array), Some(process)) => (array.of(&process)?, format!("{}, {}", array.source, process.source)),
    };
    match count {
        Some(count) if count != rank.count => {
            let Rank { count: found, source, .. } = rank;
            Err(DetectError::Contradiction(format!("{found} shards by {source}, but --shard auto/{count}")))
        }
        _ => Ok(Detected { shard: rank.shard()?, source }),
    }
}

/// The one that is there, or an error where two are there and differ.
fn agreed(ranks: &[Option<Rank>]) -> Result<Option<Rank>, DetectError> {
    let mut found = ranks.iter().flatten();
    let Some(first) = found.next() else { return Ok(None) };
    match found.find(|other| (other.index, other.count) != (first.index, first.count)) {
        Some(other) => Err(DetectError::Contradiction(format!("{first}, but {other}"))),
        None => Ok(Some(first.clone())),
    }
}

impl std::fmt::Display for Rank {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "number {} of {} from 0 by {}", self.index, self.count, self.source)
    }
}

impl Rank {
    fn shard(&self) -> Result<Shard, DetectError> {
        let shard = self.index.checked_add(1).and_then(|number| Shard::new(number, self.count).ok());
        shard.ok_or_else(|| DetectError::Contradiction(self.to_string()))
    }

    /// The process as one of all processes of all jobs.
    fn of(&self, process: &Self) -> Result<Self, DetectError> {
        let count = self.count.checked_mul(process.count);
        let index = self.index.checked_mul(process.count).and_then(|index| index.checked_add(process.index));
        let joined = index.zip(count).map(|(index, count)| Self { index, count, source: self.source });
        let fits = self.index < self.count && process.index < process.count;
        joined.filter(|_| fits).ok_or_else(|| DetectError::Contradiction(format!("{self}, and {process}")))
    }
}

impl Lookup<'_> {
    fn number(&self, name: &'static str) -> Result<Option<u32>, DetectError> {
        let value = (self.0)(name).filter(|value| !value.is_empty());
        let number = value.map(|value| value.trim().parse().map_err(|_| DetectError::NoNumber { name, value }));
        number.transpose()
    }

    /// A rank by the variable `index`, counted by the first of `counts` that is set.
    fn rank(
        &self,
        source: &'static str,
        index: &'static str,
        counts: &[&'static str],
    ) -> Result<Option<Rank>, DetectError> {
        let Some(place) = self.number(index)? else { return Ok(None) };
        for name in counts {
            if let Some(count) = self.number(name)? {
                return Ok(Some(Rank { index: place, count, source }));
            }
        }
        Err(DetectError::NoCount { set: index, missing: counts[0] })
    }

    /// Ids `MIN, MIN + STEP, ..., MAX`. A list with gaps (`--array=1,3,4`) is an error, but where ids are numbers.
    fn slurm_array(&self, numbers_up_to: Option<u32>) -> Result<Option<Rank>, DetectError> {
        const SOURCE: &str = "Slurm array";
        let Some(id) = self.number("SLURM_ARRAY_TASK_ID")? else { return Ok(None) };
        if let Some(count) = numbers_up_to {
            let index = id.checked_sub(1).filter(|&index| index < count);
            let outside = || {
                DetectError::Contradiction(format!(
                    "SLURM_ARRAY_TASK_ID is {id}, but with auto/{count} ids are 1 to {count}"
                ))
            };
            return Ok(Some(Rank { index: index.ok_or_else(outside)?, count, source: SOURCE }));
        }
        let bound = |name| self.number(name)?.ok_or(DetectError::NoCount { set: "SLURM_ARRAY_TASK_ID", missing: name });
        let (least, most) = (bound("SLURM_ARRAY_TASK_MIN")?, bound("SLURM_ARRAY_TASK_MAX")?);
        let step = self.number("SLURM_ARRAY_TASK_STEP")?.unwrap_or(1);
        let inside = (least..=most).contains(&id) && step > 0 && (id - least).is_multiple_of(step);
        let regular = || Some(((id - least) / step, ((most - least) / step).checked_add(1)?));
        let (index, count) = inside.then(regular).flatten().ok_or_else(|| {
            DetectError::Contradiction(format!("SLURM_ARRAY_TASK_ID is {id}, not one of {least} to {most} by {step}"))
        })?;
        match self.number("SLURM_ARRAY_TASK_COUNT")? {
            Some(stated) if stated != count => Err(DetectError::Contradiction(format!(
                "a Slurm array of {stated} tasks with ids {least} to {most} by {step} has gaps; use --array=1-N and --shard auto/N"
            ))),
            _ => Ok(Some(Rank { index, count, source: SOURCE })),
        }
    }

    fn aws_array(&self) -> Result<Option<Rank>, DetectError> {
        self.rank("AWS Batch array", "AWS_BATCH_JOB_ARRAY_INDEX", &["AWS_BATCH_JOB_ARRAY_SIZE"])
    }

    /// Kubernetes sets no variable to the number of completions: we take `JOB_COMPLETIONS`, which a manifest can set.
    fn kubernetes(&self, count: Option<u32>) -> Result<Option<Rank>, DetectError> {
        const SOURCE: &str = "Kubernetes indexed job";
        const INDEX: &str = "JOB_COMPLETION_INDEX";
        const COUNT: &str = "JOB_COMPLETIONS";
        match (self.number(INDEX)?, self.number(COUNT)?.or(count)) {
            (None, _) => Ok(None),
            (Some(index), Some(count)) => Ok(Some(Rank { index, count, source: SOURCE })),
            (Some(_), None) => Err(DetectError::NoCount { set: INDEX, missing: COUNT }),
        }
    }

    fn open_mpi(&self) -> Result<Option<Rank>, DetectError> {
        self.rank("Open MPI", "OMPI_COMM_WORLD_RANK", &["OMPI_COMM_WORLD_SIZE"])
    }

    fn pmi(&self) -> Result<Option<Rank>, DetectError> {
        self.rank("PMI", "PMI_RANK", &["PMI_SIZE"])
    }

    /// `PMIx` has no variable for the size; whoever started the processes has.
    fn pmix(&self) -> Result<Option<Rank>, DetectError> {
        self.rank("PMIx", "PMIX_RANK", &["OMPI_COMM_WORLD_SIZE", "PMI_SIZE", "SLURM_NTASKS"])
    }

    fn slurm_task(&self) -> Result<Option<Rank>, DetectError> {
        self.rank("Slurm tasks", "SLURM_PROCID", &["SLURM_NTASKS"])
    }
}

#[cfg(test)]
mod tests;
