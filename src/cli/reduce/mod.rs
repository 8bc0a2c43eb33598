//! `unrelu reduce`: from CNF files to inversion instances.

mod exports;
mod names;

use super::{
    exit::Exit,
    instance::Reading,
    limits::interruptible,
    numbers::{seconds, within},
    output::{command_line, ensure_new, note, program},
};
use anyhow::{Context, bail};
use exports::{Exports, Layout};
use std::{
    path::{Path, PathBuf},
    time::Duration,
};
use unrelu_reductions::{
    Instance, ReductionKind,
    disguise::{Disguise, Trick},
    instance::{
        Certificate, Clauses, Provenance, Recipe,
        benchmark::Benchmark,
        directory::{self, Extras},
    },
    limits::Limits,
    reduction::Count,
    solve::{SolverKind, Verdict, solve},
};

/// Turn a CNF formula into a ReLU network and an observation: inverting it decides the formula.
#[derive(clap::Args)]
#[command(after_help = "Examples:
  unrelu reduce formula.cnf --to theorem-2 --out instance
  curl -s URL/formula.cnf.xz | unrelu reduce - --to theorem-1 --out instance
  unrelu reduce formula.cnf --to two-layer --observe 3 --out at-most-3-false
  unrelu reduce formula.cnf --to theorem-2 --disguise mix,split,pad,scale,permute --seed 1 --out hidden
  unrelu reduce formula.cnf --to theorem-2 --format mps,lp,onnx,vnnlib --out instance
  unrelu reduce formula.cnf --to theorem-2 --format mps --certify --time-limit 60 --out bundle; unrelu check bundle
  unrelu reduce *.cnf --to theorem-2 --layout vnncomp --certify --timeout 100 --out benchmark")]
pub(super) struct Args {
    /// DIMACS CNF, plain, gzip, bzip2, xz or zstd; `-` is stdin. Several with --layout vnncomp.
    #[arg(required = true)]
    formulas: Vec<PathBuf>,
    /// `theorem-1` (two layers, latent codes of -1 and +1), or with real latent codes `theorem-2` (four layers), `two-layer`
    /// (one output), `two-layer-vector` (an output a variable).
    #[arg(long, value_name = "REDUCTION")]
    to: ReductionKind,
    /// Ask for T false clauses (MAX-SAT) instead of none: exactly T, under `two-layer` at most T.
    #[arg(long, value_name = "T", default_value_t = 0, value_parser = within(0..=u32::MAX))]
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
    #[arg(long, value_name = "S", default_value_t = 0, requires = "disguise", value_parser = within(0..=u64::MAX))]
    seed: u64,
    #[command(flatten)]
    exports: Exports,
    #[command(flatten)]
    certify: Certify,
    /// How the files are arranged.
    #[arg(long, value_enum, default_value = "instance")]
    layout: Layout,
    /// Seconds that `instances.csv` of --layout vnncomp gives a solver for each instance; 100 where not given.
    #[arg(long, value_name = "S", value_parser = within(1..=u32::MAX))]
    timeout: Option<u32>,
    /// Directory to make: `instance.json`, `formula.cnf`, `network.npz`, and a file a format. It must not exist.
    #[arg(long, value_name = "DIR")]
    out: PathBuf,
}

/// The answer, put beside the question.
#[derive(clap::Args)]
struct Certify {
    /// Solve the instance, and add what shows its answer: `witness.npy`, a latent code, or `proof.drat`. `unrelu check DIR`
    /// checks all of it. Ctrl-C gives up solving, and what is known is written.
    #[arg(long)]
    certify: bool,
    /// Give up solving an instance after so many seconds; the verdict is `unknown` then.
    #[arg(long, value_name = "S", value_parser = seconds, requires = "certify")]
    time_limit: Option<Duration>,
}

impl Certify {
    /// Where nothing is solved, Ctrl-C ends the process as ever.
    fn limits(&self) -> anyhow::Result<Limits> {
        if self.certify { interruptible(self.time_limit) } else { Ok(Limits::none()) }
    }
}

impl Args {
    pub fn run(self) -> anyhow::Result<Exit> {
        ensure_new(&self.out)?;
        let limits = self.certify.limits()?;
        match (self.layout, self.formulas.as_slice()) {
            (Layout::Instance, _) if self.timeout.is_some() => bail!("--timeout is for --layout vnncomp"),
            (Layout::Instance, [formula]) => {
                let instance = self.instance(formula)?;
                let extras = self.extras(&instance, &limits)?;
                directory::save(&self.out, &instance, &extras, made_by(formula))?;
            }
            (Layout::Instance, _) => bail!("several formulas make a benchmark: add --layout vnncomp, or name one"),
            (Layout::Vnncomp, formulas) => self.benchmark(formulas, &limits)?,
        }
        Ok(Exit::Answered)
    }

    fn benchmark(&self, formulas: &[PathBuf], limits: &Limits) -> anyhow::Result<()> {
        let names = names::names(formulas)?;
        let mut benchmark = Benchmark::create(&self.out, self.timeout.unwrap_or(Benchmark::TIMEOUT))?;
        for (name, formula) in names.iter().zip(formulas) {
            let instance = self.instance(formula)?;
            let of_formula = || formula.display().to_string();
            let extras = self.extras(&instance, limits).with_context(of_formula)?;
            benchmark.add(name, &instance, &extras, made_by(formula)).with_context(of_formula)?;
        }
        Ok(benchmark.finish()?)
    }

    fn instance(&self, formula: &Path) -> anyhow::Result<Instance> {
        let clauses = if self.three_sat { Clauses::Split } else { Clauses::Whole };
        let disguise = (!self.disguise.is_empty()).then(|| Disguise::new(self.disguise.clone(), self.seed));
        let recipe = Recipe { kind: self.to, unsatisfied: self.observe, clauses, disguise };
        let instance = Instance::new(self.reading.formula(formula)?, recipe)?;
        describe(&instance);
        Ok(instance)
    }

    fn extras(&self, instance: &Instance, limits: &Limits) -> anyhow::Result<Extras> {
        let exports = self.exports.list(self.layout);
        if !self.certify.certify {
            return Ok(Extras { exports, certificate: None });
        }
        let verdict = solve(instance, SolverKind::Sat, limits)?;
        let certificate = Certificate::of(&verdict);
        match (&verdict, &certificate) {
            (_, Some(certificate)) => {
                note(format_args!("{}: shown by {}", certificate.answer(), certificate.file_name()));
            }
            (Verdict::Undecided(reason), None) => note(format_args!("unknown: {reason}")),
            (_, None) => note("unknown: the solver gave no proof"),
        }
        Ok(Extras { exports, certificate })
    }
}

fn made_by(formula: &Path) -> Provenance {
    let source = Some(formula.display().to_string()).filter(|source| source != "-");
    Provenance { version: program(), command: command_line(), seed: None, source }
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
