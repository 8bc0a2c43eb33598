//! The directory of a run that can be resumed.

use super::output::note;
use std::{
    fs, io,
    path::{Path, PathBuf},
};

const RESULTS: &str = "results";

/// Where results go, and whether they are there already.
#[derive(clap::Args)]
pub(super) struct FolderArgs {
    /// Go on where an interrupted run of the same plan stopped.
    #[arg(long)]
    resume: bool,
    /// Directory for the results: results/NAME-N where not given. It must not exist but with --resume.
    #[arg(long, value_name = "DIR")]
    out: Option<PathBuf>,
}

impl FolderArgs {
    /// A new directory, or with `--resume` the one that there is. `name` is that of the command.
    pub fn open(&self, name: &str) -> anyhow::Result<PathBuf> {
        match (&self.out, self.resume) {
            (Some(folder), true) => {
                anyhow::ensure!(folder.is_dir(), "{}: no such directory: there is no run to resume", folder.display());
                Ok(folder.clone())
            }
            (None, true) => latest(name),
            (Some(folder), false) => {
                anyhow::ensure!(!folder.exists(), "{}: already exists; name another, or --resume", folder.display());
                make(folder)?;
                Ok(folder.clone())
            }
            (None, false) => next(name),
        }
    }

    /// Whether an interrupted run left this file. A directory without it is that of a run which was killed before it began one.
    pub fn goes_on(&self, file: &Path) -> bool {
        let exists = file.exists();
        if self.resume && !exists {
            note(format_args!("note: {} does not exist yet: a new run begins", file.display()));
        }
        self.resume && exists
    }

    /// A directory that other processes may use too, made where there is none.
    pub fn shared(&self) -> anyhow::Result<PathBuf> {
        let folder = self.out.clone();
        let folder = folder.ok_or_else(|| anyhow::anyhow!("--shard needs --out, the directory of all shards"))?;
        make(&folder)?;
        Ok(folder)
    }
}

/// Makes a directory, which may be there.
pub(super) fn make(folder: &Path) -> anyhow::Result<()> {
    anyhow::ensure!(!folder.is_file(), "{}: is a file; expected a directory", folder.display());
    fs::create_dir_all(folder).map_err(|error| anyhow::anyhow!("{}: {error}", folder.display()))
}

fn numbered(name: &str, number: u32) -> PathBuf {
    Path::new(RESULTS).join(format!("{name}-{number}"))
}

/// The first number whose folder could be made.
fn next(name: &str) -> anyhow::Result<PathBuf> {
    make(RESULTS.as_ref())?;
    for folder in (1..=u32::MAX).map(|number| numbered(name, number)) {
        match fs::create_dir(&folder) {
            Ok(()) => return Ok(folder),
            Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {}
            Err(error) => anyhow::bail!("{}: {error}", folder.display()),
        }
    }
    anyhow::bail!("{RESULTS}: every number is taken; name a directory with --out")
}

fn latest(name: &str) -> anyhow::Result<PathBuf> {
    let free = (1..u32::MAX).find(|&number| !numbered(name, number).exists()).unwrap_or(u32::MAX);
    (free > 1)
        .then(|| numbered(name, free - 1))
        .ok_or_else(|| anyhow::anyhow!("there is no run to resume in {RESULTS}: name its directory with --out"))
}
