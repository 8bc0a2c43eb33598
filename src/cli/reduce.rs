//! `unrelu reduce`: from a CNF file to an inversion instance.

use super::{
    exit::Exit,
    instance::Reading,
    output::{command_line, note, program},
};
use std::path::PathBuf;
use unrelu_reductions::{
    Instance, ReductionKind,
    instance::{Provenance, directory},
};

/// Turn a CNF formula into a ReLU network and an observation: inverting it decides the formula.
#[derive(clap::Args)]
#[command(after_help = "Examples:
  unrelu reduce formula.cnf --to theorem-2 --out instance
  curl -s URL/formula.cnf.xz | unrelu reduce - --to theorem-1 --out instance")]
pub(super) struct Args {
    /// DIMACS CNF, plain, gzip, bzip2, xz or zstd; `-` is stdin.
    formula: PathBuf,
    /// `theorem-1` (two layers, latent codes of -1 and +1) or `theorem-2` (four layers, real latent codes).
    #[arg(long, value_name = "REDUCTION")]
    to: ReductionKind,
    /// Ask for exactly T false clauses (MAX-SAT) instead of none.
    #[arg(long, value_name = "T", default_value_t = 0)]
    observe: u32,
    #[command(flatten)]
    reading: Reading,
    /// Directory to make: `instance.json`, `formula.cnf`, `network.npz`. It must not exist.
    #[arg(long, value_name = "DIR")]
    out: PathBuf,
}

impl Args {
    pub fn run(self) -> anyhow::Result<Exit> {
        let formula = self.reading.formula(&self.formula)?;
        let instance = Instance::reduce(formula, self.to, self.observe)?;
        let source = Some(self.formula.display().to_string()).filter(|source| source != "-");
        let made_by = Provenance { version: program(), command: command_line(), seed: None, source };
        directory::save(&self.out, &instance, made_by)?;
        describe(&instance);
        Ok(Exit::Answered)
    }
}

fn describe(instance: &Instance) {
    let (formula, normal) = (instance.formula(), instance.normal());
    let widths: Vec<String> = instance.network().widths().iter().map(usize::to_string).collect();
    let (k, m) = (formula.variables(), formula.clause_count());
    note(format_args!("{}: {k} variables, {m} clauses, widths {}", instance.kind(), widths.join("-")));
    if normal.merged() > 0 || normal.tautologies() > 0 {
        let (merged, dropped) = (normal.merged(), normal.tautologies());
        note(format_args!("{merged} duplicate literals merged, {dropped} tautologies dropped"));
    }
}
