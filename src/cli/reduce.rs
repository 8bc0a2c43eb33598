//! `unrelu reduce`: from a CNF file to an inversion instance.

use super::{
    exit::Exit,
    instance::Reading,
    output::{command_line, note, program},
};
use clap::ValueEnum;
use std::path::PathBuf;
use unrelu_reductions::{
    Instance, ReductionKind,
    disguise::{Disguise, Trick},
    export::{Export, Format, Spec},
    instance::{Clauses, Provenance, Recipe, directory},
    reduction::Count,
};

/// Turn a CNF formula into a ReLU network and an observation: inverting it decides the formula.
#[derive(clap::Args)]
#[command(after_help = "Examples:
  unrelu reduce formula.cnf --to theorem-2 --out instance
  curl -s URL/formula.cnf.xz | unrelu reduce - --to theorem-1 --out instance
  unrelu reduce formula.cnf --to two-layer --observe 3 --out at-most-3-false
  unrelu reduce formula.cnf --to theorem-2 --disguise mix,split,pad,scale,permute --seed 1 --out hidden
  unrelu reduce formula.cnf --to theorem-2 --format mps,lp,onnx,vnnlib --out instance")]
pub(super) struct Args {
    /// DIMACS CNF, plain, gzip, bzip2, xz or zstd; `-` is stdin.
    formula: PathBuf,
    /// `theorem-1` (two layers, latent codes of -1 and +1), or with real latent codes `theorem-2` (four layers), `two-layer`
    /// (one output), `two-layer-vector` (an output a variable).
    #[arg(long, value_name = "REDUCTION")]
    to: ReductionKind,
    /// Ask for T false clauses (MAX-SAT) instead of none: exactly T, under `two-layer` at most T.
    #[arg(long, value_name = "T", default_value_t = 0)]
    observe: u32,
    /// Split clauses of more than three literals first; `decode` gives the original variables.
    #[arg(long)]
    three_sat: bool,
    #[command(flatten)]
    reading: Reading,
    /// Make the network look different: any of permute, scale, pad, split, and for real latent codes mix.
    #[arg(long, value_name = "TRICK,...", value_delimiter = ',')]
    disguise: Vec<Trick>,
    /// What the disguise comes from.
    #[arg(long, value_name = "S", default_value_t = 0, requires = "disguise")]
    seed: u64,
    #[command(flatten)]
    exports: Exports,
    /// Directory to make: `instance.json`, `formula.cnf`, `network.npz`, and a file a format. It must not exist.
    #[arg(long, value_name = "DIR")]
    out: PathBuf,
}

/// Files for other solvers.
#[derive(clap::Args)]
struct Exports {
    /// More files, for other solvers.
    #[arg(long = "format", value_name = "FORMAT,...", value_delimiter = ',')]
    formats: Vec<FormatName>,
    /// What they ask for; by default vnnlib the gap, the others exactly.
    #[arg(long, value_name = "SPEC")]
    spec: Option<SpecName>,
    /// Version of VNN-LIB.
    #[arg(long, value_name = "VERSION", default_value_t = 1, value_parser = clap::value_parser!(u8).range(1..=2))]
    vnnlib: u8,
}

/// Names of formats on the command line.
#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
enum FormatName {
    /// The network, which is written always.
    Npz,
    /// A mixed-integer program in fixed columns.
    Mps,
    /// The same in the LP format.
    Lp,
    /// Pseudo-Boolean constraints.
    Opb,
    /// The network for a network verifier, float32.
    Onnx,
    /// The question to it.
    Vnnlib,
}

/// Names of specifications on the command line.
#[derive(Clone, Copy, ValueEnum)]
enum SpecName {
    /// Within less than the robust gap.
    Gap,
    /// Exactly the observation.
    Exact,
}

impl Args {
    pub fn run(self) -> anyhow::Result<Exit> {
        let formula = self.reading.formula(&self.formula)?;
        let clauses = if self.three_sat { Clauses::Split } else { Clauses::Whole };
        let disguise = (!self.disguise.is_empty()).then(|| Disguise::new(self.disguise, self.seed));
        let recipe = Recipe { kind: self.to, unsatisfied: self.observe, clauses, disguise };
        let instance = Instance::new(formula, recipe)?;
        let source = Some(self.formula.display().to_string()).filter(|source| source != "-");
        let made_by = Provenance { version: program(), command: command_line(), seed: None, source };
        directory::save(&self.out, &instance, &self.exports.list(), made_by)?;
        describe(&instance);
        Ok(Exit::Answered)
    }
}

impl Exports {
    fn list(&self) -> Vec<Export> {
        let mut exports: Vec<Export> = Vec::new();
        for format in self.formats.iter().filter_map(|format| self.format(*format)) {
            let export = Export { format, spec: self.spec(format) };
            if !exports.contains(&export) {
                exports.push(export);
            }
        }
        exports
    }

    fn format(&self, name: FormatName) -> Option<Format> {
        match name {
            FormatName::Npz => None,
            FormatName::Mps => Some(Format::Mps),
            FormatName::Lp => Some(Format::Lp),
            FormatName::Opb => Some(Format::Opb),
            FormatName::Onnx => Some(Format::Onnx),
            FormatName::Vnnlib if self.vnnlib == 1 => Some(Format::Vnnlib1),
            FormatName::Vnnlib => Some(Format::Vnnlib2),
        }
    }

    fn spec(&self, format: Format) -> Spec {
        match (self.spec, format) {
            (Some(SpecName::Gap), _) | (None, Format::Vnnlib1 | Format::Vnnlib2) => Spec::Gap,
            _ => Spec::Exact,
        }
    }
}

fn describe(instance: &Instance) {
    let (formula, normal) = (instance.formula(), instance.normal());
    let widths: Vec<String> = instance.network().widths().iter().map(usize::to_string).collect();
    let (k, m) = (formula.variables(), formula.clause_count());
    note(format_args!("{}: {k} variables, {m} clauses, widths {}", instance.kind(), widths.join("-")));
    let (merged, dropped, split) = (normal.merged(), normal.tautologies(), instance.split());
    if merged > 0 || dropped > 0 {
        note(format_args!("{merged} duplicate literals merged, {dropped} tautologies dropped"));
    }
    if split > 0 {
        note(format_args!(
            "{split} long clauses split; the variables of the source are 1 to {}",
            instance.original_variables()
        ));
    }
    match (instance.unsatisfied(), instance.count()) {
        (0, _) => {
            let gap = instance.kind().gap(formula);
            let scale = if instance.recipe().disguise.is_some() { ", before its outputs are scaled" } else { "" };
            note(format_args!(
                "if unsatisfiable, every output is at least {} off in l1, {} in l_inf{scale}",
                gap.l1, gap.linf
            ));
        }
        (unsatisfied, Count::Exactly) => note(format_args!("asks for exactly {unsatisfied} false clauses")),
        (unsatisfied, Count::AtMost) => note(format_args!("asks for at most {unsatisfied} false clauses")),
    }
}
