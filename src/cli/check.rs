//! `unrelu check` and `unrelu decode`: what anyone claims about an instance, trusting no solver.

use super::{
    exit::Exit,
    instance::InstanceArgs,
    interrupt,
    output::say,
    rows::read_row,
    solution::{self, signed_numbers, value_lines},
};
use anyhow::Context;
use std::{
    fs,
    path::{Path, PathBuf},
};
use unrelu_reductions::{
    Instance,
    check::{CheckError, check_latent, check_proof},
    exact::Finding,
    limits::{Limits, StopReason},
};

/// Check a claimed preimage or a proof that there is none; exits 0 where it stands and 1 where it does not.
#[derive(clap::Args)]
#[command(after_help = "Examples:
  unrelu check instance latent.npy
  unrelu check instance proof
  unrelu solve instance > answer; unrelu check instance answer")]
pub(super) struct CheckArgs {
    #[command(flatten)]
    instance: InstanceArgs,
    /// A latent code (`.npy`, `.npz` or `.csv`), a solver's output with `v` lines, or a DRAT proof, text or binary.
    certificate: PathBuf,
}

/// Map a preimage back to an assignment of the formula that was reduced; exits 1 where it is no preimage.
///
/// Disguises are undone, and variables that `--three-sat` added are left out.
#[derive(clap::Args)]
#[command(after_help = "Example:\n  unrelu decode instance latent.npy")]
pub(super) struct DecodeArgs {
    #[command(flatten)]
    instance: InstanceArgs,
    /// The latent code: `.npy`, `.npz` or `.csv`.
    latent: PathBuf,
}

impl CheckArgs {
    pub fn run(self) -> anyhow::Result<Exit> {
        let instance = self.instance.load()?;
        let name = self.certificate.display().to_string();
        let latent = match Certificate::read(&self.certificate)? {
            Certificate::Latent(latent) => latent,
            Certificate::Answer(text) => {
                let variables = instance.formula().variables();
                let assignment = solution::parse(&text, variables).with_context(|| name.clone())?;
                let Some(latent) = instance.push(&assignment) else {
                    say(format_args!("unknown: {}", StopReason::NoFloat))?;
                    return Ok(Exit::Undecided);
                };
                latent.to_vec()
            }
            Certificate::Proof(proof) => return check_refutation(&instance, &proof),
        };
        let finding = check_latent(&instance, &latent).with_context(|| name)?;
        if finding == Finding::Preimage {
            say("right: the latent code gives the observation, in exact arithmetic")?;
            return Ok(Exit::Answered);
        }
        say(format_args!("wrong: {}", why(&finding)))?;
        Ok(Exit::Refuted)
    }
}

impl DecodeArgs {
    pub fn run(self) -> anyhow::Result<Exit> {
        let instance = self.instance.load()?;
        let name = || self.latent.display().to_string();
        let latent = read_row(&self.latent, "latent code")?;
        let finding = check_latent(&instance, &latent).with_context(name)?;
        if finding != Finding::Preimage {
            say(format_args!("c not a preimage: {}", why(&finding)))?;
            return Ok(Exit::Refuted);
        }
        let mut assignment = instance.pull(&latent)?;
        assignment.truncate(instance.original_variables());
        say(value_lines(&signed_numbers(&assignment)))?;
        Ok(Exit::Answered)
    }
}

/// What a file claims, by its name and content.
enum Certificate {
    Latent(Vec<f64>),
    Answer(String),
    Proof(Vec<u8>),
}

impl Certificate {
    fn read(path: &Path) -> anyhow::Result<Self> {
        if matches!(path.extension().and_then(|ending| ending.to_str()), Some("npy" | "npz" | "csv")) {
            return Ok(Self::Latent(read_row(path, "latent code")?));
        }
        let bytes = fs::read(path).with_context(|| path.display().to_string())?;
        let answers = |text: &str| text.lines().any(|line| line.starts_with("s ") || line.starts_with("v "));
        match String::from_utf8(bytes) {
            Ok(text) if answers(&text) => Ok(Self::Answer(text)),
            Ok(text) => Ok(Self::Proof(text.into_bytes())),
            Err(error) => Ok(Self::Proof(error.into_bytes())),
        }
    }
}

fn check_refutation(instance: &Instance, proof: &[u8]) -> anyhow::Result<Exit> {
    let limits = Limits::none();
    let cancel = limits.cancel.clone();
    interrupt::on_interrupt(move || cancel.cancel())?;
    match check_proof(instance, proof, &limits) {
        Ok(()) => {
            say("right: the proof leads from the formula to the empty clause, so there is no preimage")?;
            Ok(Exit::Answered)
        }
        Err(CheckError::Stopped(reason)) => {
            say(format_args!("unknown: {reason}"))?;
            Ok(Exit::Undecided)
        }
        Err(error) => {
            say(format_args!("wrong: {error}"))?;
            Ok(Exit::Refuted)
        }
    }
}

fn why(finding: &Finding) -> String {
    match finding {
        Finding::Preimage => "it is a preimage".into(),
        Finding::OutsideDomain { index, value } => format!("entry {} is {value}, neither -1 nor +1", index + 1),
        Finding::Differs(differences) => {
            let one = |d: &unrelu_reductions::exact::Difference| {
                format!("output {} is {}, not {}", d.index + 1, d.found, d.expected)
            };
            differences.iter().map(one).collect::<Vec<_>>().join("; ")
        }
    }
}
