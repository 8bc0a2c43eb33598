//! `unrelu decode`: from a preimage back to an assignment.

use super::{
    exit::Exit,
    instance::InstanceArgs,
    output::say,
    rows::read_row,
    solution::{signed_numbers, value_lines},
};
use anyhow::Context;
use std::path::PathBuf;
use unrelu_reductions::exact::Finding;

/// Map a preimage back to an assignment of the formula that was reduced; exits 1 where it is no preimage.
///
/// Disguises are undone, and variables that `--three-sat` added are left out.
#[derive(clap::Args)]
#[command(after_help = "Example:\n  unrelu decode instance latent.npy")]
pub(super) struct Args {
    #[command(flatten)]
    instance: InstanceArgs,
    /// The latent code: `.npy`, `.npz` or `.csv`; `-` is stdin.
    latent: PathBuf,
}

impl Args {
    pub fn run(self) -> anyhow::Result<Exit> {
        let instance = self.instance.load()?;
        let name = || self.latent.display().to_string();
        let latent = read_row(&self.latent, "latent code")?;
        let finding = instance.check(&latent).with_context(name)?;
        if finding != Finding::Preimage {
            say(format_args!("c not a preimage: {finding}"))?;
            return Ok(Exit::Refuted);
        }
        let mut assignment = instance.pull(&latent)?;
        assignment.truncate(instance.original_variables());
        say(value_lines(&signed_numbers(&assignment)))?;
        Ok(Exit::Answered)
    }
}
