//! Where results go.

use std::{
    fs, io,
    path::{Path, PathBuf},
};

/// The journal of a whole run.
pub(in crate::cli) const JOURNAL: &str = "trials.jsonl";
const RESULTS: &str = "results";

/// Makes a folder, which may be there.
pub(in crate::cli) fn make(folder: &Path) -> anyhow::Result<()> {
    fs::create_dir_all(folder).map_err(|error| anyhow::anyhow!("{}: {error}", folder.display()))
}

fn numbered(number: u32) -> PathBuf {
    Path::new(RESULTS).join(format!("verify-{number}"))
}

/// The first number whose folder could be made.
pub(super) fn next() -> anyhow::Result<PathBuf> {
    make(RESULTS.as_ref())?;
    for folder in (1..=u32::MAX).map(numbered) {
        match fs::create_dir(&folder) {
            Ok(()) => return Ok(folder),
            Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {}
            Err(error) => anyhow::bail!("{}: {error}", folder.display()),
        }
    }
    anyhow::bail!("{RESULTS}: every number is taken; name a directory with --out")
}

pub(super) fn latest() -> anyhow::Result<PathBuf> {
    let free = (1..u32::MAX).find(|&number| !numbered(number).exists()).unwrap_or(u32::MAX);
    (free > 1)
        .then(|| numbered(free - 1))
        .ok_or_else(|| anyhow::anyhow!("there is no run to resume in {RESULTS}: name its directory with --out"))
}
