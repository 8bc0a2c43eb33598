//! `unrelu generate cnf`: writes the formulas of a family.

use super::super::{exit::Exit, numbers::within, output, solution};
use super::family::{Family, Made};
use anyhow::Context;
use rand_chacha::{ChaCha8Rng, rand_core::SeedableRng};
use std::{
    io,
    path::{Path, PathBuf},
};
use unrelu_inverter::file;
use unrelu_reductions::{
    cnf::write::write,
    family::{Sample, Status},
};

/// A formula of a family, with seed, command, source and what is known of its answer in its comments.
#[derive(clap::Args)]
#[command(after_help = "The same seed gives the same bytes on every machine.

Examples:
  unrelu generate cnf random --vars 100 --seed 1 --out hard.cnf
  unrelu generate cnf planted --quiet --vars 100 --seed 1 | unrelu solve - --to theorem-2
  unrelu generate cnf unique --vars 100 --seed 1 --out unique.cnf
  unrelu generate cnf pigeonhole --holes 8 --out holes.cnf
  unrelu generate cnf parity --vertices 30 --degree 3 --charge odd --out parity.cnf
  unrelu generate cnf colouring --vertices 50 --colours 3 --planted --out flat.cnf
  unrelu generate cnf pair --vars 40 --seed 1 --out pair")]
pub(super) struct Args {
    #[command(subcommand)]
    family: Family,
    /// The same seed gives the same bytes on every machine.
    #[arg(long, default_value_t = 0, global = true, value_parser = within(0..=u64::MAX))]
    seed: u64,
    /// File to write, stdout where not given; it must not exist. `pair` writes NAME-sat.cnf and NAME-unsat.cnf.
    #[arg(long, value_name = "FILE", global = true)]
    out: Option<PathBuf>,
}

impl Args {
    pub fn run(self) -> anyhow::Result<Exit> {
        let pair = matches!(self.family, Family::Pair(_));
        let names = self.out.as_deref().filter(|_| pair).map(|out| ["sat", "unsat"].map(|half| half_name(out, half)));
        anyhow::ensure!(!pair || names.is_some(), "`pair` makes two files: name them by --out NAME");
        let files = names.as_ref().map_or(self.out.as_slice(), |names| names.as_slice());
        files.iter().try_for_each(|file| output::ensure_new_plain(file))?;
        match self.family.make(&mut ChaCha8Rng::seed_from_u64(self.seed))? {
            Made::One(sample) => self.save(self.out.as_deref(), &sample)?,
            Made::Pair(pair) => {
                let [satisfiable, unsatisfiable] = names.context("a pair has names")?;
                self.save(Some(&satisfiable), &pair.satisfiable)?;
                self.save(Some(&unsatisfiable), &pair.unsatisfiable)?;
            }
        }
        Ok(Exit::Answered)
    }

    fn save(&self, path: Option<&Path>, sample: &Sample) -> anyhow::Result<()> {
        let comments = self.comments(&sample.status);
        match path {
            Some(path) => file::write_new(path, |file| Ok(write(file, &sample.formula, &comments)?))?,
            None => write(io::stdout().lock(), &sample.formula, &comments)?,
        }
        Ok(())
    }

    /// What made the formula, and what is known of it.
    fn comments(&self, status: &Status) -> Vec<String> {
        // The command without the name of the file, so that the seed alone decides the bytes.
        let command = format!("unrelu generate cnf {} --seed {}", self.family.arguments(), self.seed);
        let source = format!("source: {}", self.family.source());
        let mut comments = vec![output::program(), command, source];
        comments.push(match status {
            Status::Satisfiable(_) => "status: SATISFIABLE".into(),
            Status::Unsatisfiable => "status: UNSATISFIABLE".into(),
            Status::Unknown => "status: unknown".into(),
        });
        if let Status::Satisfiable(Some(model)) = status {
            comments.push(solution::value_lines(&solution::signed_numbers(model)));
        }
        comments
    }
}

/// `NAME-HALF.cnf`, for a name with or without `.cnf`.
fn half_name(name: &Path, half: &str) -> PathBuf {
    let stem = if name.extension().is_some_and(|extension| extension == "cnf") {
        name.with_extension("")
    } else {
        name.into()
    };
    let mut file = stem.into_os_string();
    file.push(format!("-{half}.cnf"));
    file.into()
}
