//! `unrelu merge`: shards joined.

use super::{
    exit::Exit,
    folder::make,
    output::{Printing, ensure_free},
    verify::{JOURNAL, conclude},
};
use std::{
    fs,
    path::{Path, PathBuf},
};
use unrelu_verify::{journal, merge::Shards, results::Results};

/// Join the shards of one run of `verify`; what comes out is byte for byte what one machine writes.
#[derive(clap::Args)]
#[command(after_help = "Examples:
  unrelu merge shared --out whole
  unrelu merge a/shard-1-of-2.jsonl b/shard-2-of-2.jsonl --out whole

Exits as `verify` does. A shard that is missing, there twice, unfinished or of another run is an error that names it.")]
pub(super) struct Args {
    /// Files of shards, or directories with shard-I-of-N.jsonl in them.
    #[arg(value_name = "SHARD|DIR", required = true)]
    shards: Vec<PathBuf>,
    /// Directory for trials.jsonl, report.json and report.html; it may be that of the shards.
    #[arg(long, value_name = "DIR")]
    out: PathBuf,
    #[command(flatten)]
    printing: Printing,
}

impl Args {
    pub fn run(self) -> anyhow::Result<Exit> {
        let journal = self.out.join(JOURNAL);
        [JOURNAL, "report.json", "report.html"].iter().try_for_each(|name| ensure_free(&self.out.join(name)))?;
        let files: Vec<Vec<PathBuf>> = self.shards.iter().map(|path| files(path)).collect::<anyhow::Result<_>>()?;
        let shards = Shards::open(&files.concat())?;
        let plan = shards.plan()?;
        let mut results = Results::new(&plan);
        shards.read(&mut results)?;
        make(&self.out)?;
        journal::write(&journal, shards.header(), &results)?;
        conclude(&self.out, shards.header(), &results, self.printing)
    }
}

/// The shards in a directory, or the file itself.
fn files(path: &Path) -> anyhow::Result<Vec<PathBuf>> {
    if !path.is_dir() {
        return Ok(vec![path.to_owned()]);
    }
    let context = |error| anyhow::anyhow!("{}: {error}", path.display());
    let mut files = Vec::new();
    for entry in fs::read_dir(path).map_err(context)? {
        let entry = entry.map_err(context)?;
        let name = entry.file_name();
        let name = name.to_string_lossy();
        if name.starts_with("shard-") && name.ends_with(".jsonl") {
            files.push(entry.path());
        }
    }
    anyhow::ensure!(!files.is_empty(), "{}: no shard-I-of-N.jsonl in it", path.display());
    files.sort();
    Ok(files)
}
