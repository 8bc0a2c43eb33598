//! Where formulas and instances come from: a directory that `reduce` wrote, a CNF file, or stdin.

use super::{
    numbers::within,
    output::{ending, note},
};
use anyhow::Context;
use std::{
    fs::File,
    io::{self, Read},
    path::{Path, PathBuf},
};
use unrelu_reductions::{
    Cnf, Instance, ReductionKind,
    cnf::dimacs::{self, Dimacs, Strictness},
    instance::directory,
};

/// An instance on the command line.
#[derive(clap::Args)]
pub(super) struct InstanceArgs {
    /// A directory that `reduce` wrote, a CNF file (`-` for stdin) with --to, or, where a command has --observation, a bare network
    /// (`.onnx`, `.safetensors`, `.npz`) with that.
    instance: PathBuf,
    #[command(flatten)]
    reduction: OptionalReduction,
}

/// How a CNF file becomes an instance, where there is one.
#[derive(clap::Args)]
struct OptionalReduction {
    /// Reduction that makes an instance of a CNF file: `theorem-1`, `theorem-2`, `two-layer` or `two-layer-vector`.
    #[arg(long, value_name = "REDUCTION")]
    to: Option<ReductionKind>,
    /// Ask a CNF file for T false clauses instead of none: exactly T, under `two-layer` at most T.
    #[arg(long, value_name = "T", default_value_t = 0, requires = "to", value_parser = within(0..=u32::MAX))]
    observe: u32,
    #[command(flatten)]
    reading: Reading,
}

/// How a CNF file is read.
#[derive(clap::Args)]
pub(super) struct Reading {
    /// Refuse doubtful CNF files instead of warning.
    #[arg(long, requires = "to")]
    strict: bool,
}

impl InstanceArgs {
    pub fn path(&self) -> &Path {
        &self.instance
    }

    /// What is named, where it is a file that is not to be reduced.
    pub fn bare_file(&self) -> Option<&Path> {
        (self.reduction.to.is_none() && self.instance.is_file()).then_some(&self.instance)
    }

    pub fn load(&self) -> anyhow::Result<Instance> {
        let name = self.instance.display();
        match self.reduction.to {
            None if self.instance.is_dir() => {
                anyhow::ensure!(
                    self.instance.join("instance.json").exists(),
                    "{name}: holds no instance.json: expected a directory that `unrelu reduce` wrote"
                );
                let loaded = directory::load(&self.instance).with_context(|| name.to_string())?;
                Ok(loaded.instance)
            }
            None => anyhow::bail!(
                "{name}: {}expected a directory that `unrelu reduce` wrote, a CNF file with --to, or (`solve`, `check`) a network with \
                 --observation",
                self.absence()
            ),
            Some(_) if self.instance.is_dir() => {
                anyhow::bail!("{name}: is a directory; --to is for CNF files, what is in the directory says its own")
            }
            Some(kind) => {
                let formula = self.reduction.reading.formula(&self.instance)?;
                Ok(Instance::reduce(formula, kind, self.reduction.observe)?)
            }
        }
    }
}

impl InstanceArgs {
    /// The directory, where it is one.
    pub fn directory(&self) -> anyhow::Result<&Path> {
        let name = self.instance.display();
        match self.reduction.to {
            None if self.instance.is_dir() => Ok(&self.instance),
            None => anyhow::bail!(
                "{name}: {}expected a directory that `unrelu reduce` wrote, or behind it a certificate to check",
                self.absence()
            ),
            Some(_) if self.instance.is_dir() => anyhow::bail!("{name}: is a directory; --to is for CNF files"),
            Some(_) => anyhow::bail!("{name}: a CNF file claims nothing; name a certificate to check"),
        }
    }

    /// That nothing is there, where that is what is wrong.
    fn absence(&self) -> &'static str {
        if self.instance.exists() { "" } else { "does not exist; " }
    }
}

impl Reading {
    /// Reads a formula, and notes what is doubtful about its file.
    pub fn formula(&self, path: &Path) -> anyhow::Result<Cnf> {
        let strictness = if self.strict { Strictness::Strict } else { Strictness::Lenient };
        let (name, reader) = open_formula(path)?;
        let read = dimacs::read(reader, strictness);
        let Dimacs { formula, warnings } = read.map_err(|error| anyhow::anyhow!("{name}: {error}"))?;
        for warning in warnings {
            note(format_args!("{name}: {warning}"));
        }
        Ok(formula)
    }
}

/// What a formula is read from, `-` being stdin, and how errors name it.
pub(super) fn open_formula(path: &Path) -> anyhow::Result<(String, Box<dyn Read>)> {
    if path.as_os_str() == "-" {
        return Ok(("stdin".into(), Box::new(io::stdin().lock())));
    }
    let name = path.display().to_string();
    let is_network = matches!(ending(path), "npz" | "onnx" | "safetensors");
    anyhow::ensure!(!is_network, "{name}: expected a formula, DIMACS CNF; by its name this is a network");
    let file = File::open(path).with_context(|| format!("{name}: cannot read the formula"))?;
    Ok((name, Box::new(file)))
}
