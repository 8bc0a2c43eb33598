//! `unrelu report`: the report of a run, again.

use super::{
    exit::Exit,
    output::{Printing, note},
    verify::{JOURNAL, conclude},
};
use std::path::PathBuf;
use unrelu_verify::{journal, results::Results};

/// Write report.json and report.html again, from the trials in trials.jsonl.
#[derive(clap::Args)]
#[command(after_help = "Examples:
  unrelu report results/verify-1
  unrelu report whole --json

Exits as `verify` does. Of an unfinished run it reports what there is.")]
pub(super) struct Args {
    /// Directory that `verify` or `merge` wrote.
    #[arg(value_name = "DIR")]
    folder: PathBuf,
    #[command(flatten)]
    printing: Printing,
}

impl Args {
    pub fn run(self) -> anyhow::Result<Exit> {
        let path = self.folder.join(JOURNAL);
        let name = path.display();
        anyhow::ensure!(path.is_file(), "{name}: does not exist: expected a directory that `verify` or `merge` wrote");
        let header = journal::read_header(&path)?;
        let plan = header.plan().map_err(|error| anyhow::anyhow!("{}: {error}", path.display()))?;
        let mut results = Results::new(&plan);
        journal::read(&path, &header, &mut results)?;
        if !results.is_complete() {
            note(format_args!("unfinished: {} of at most {} trials", results.trials(), plan.trials()));
        }
        conclude(&self.folder, &header, &results, self.printing)
    }
}
