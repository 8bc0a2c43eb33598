//! `unrelu check` and `unrelu decode`: what anyone claims about an instance, trusting no solver.

use super::{
    exit::Exit,
    instance::InstanceArgs,
    limits::interruptible,
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
    instance::{
        benchmark,
        bundle::{self, Outcome},
    },
    limits::StopReason,
};

/// Check a claimed preimage or a proof that there is none; exits 0 where it stands and 1 where it does not.
///
/// Without a certificate, check all that stands in the directory that `reduce` wrote: SHA-256 of the files, the network
/// against the formula, every file written anew, and the witness or the proof; a line each.
#[derive(clap::Args)]
#[command(
    after_help = "Exits 3 where it is stopped before a proof is read to its end. A verdict `unknown` claims nothing, so nothing is wrong with it.

Examples:
  unrelu check bundle
  unrelu check instance latent.npy
  unrelu check instance proof
  unrelu solve instance > answer; unrelu check instance answer"
)]
pub(super) struct CheckArgs {
    #[command(flatten)]
    instance: InstanceArgs,
    /// A latent code (`.npy`, `.npz` or `.csv`), a solver's output with `v` lines, or a DRAT proof, text or binary; what the
    /// directory holds itself where not given.
    certificate: Option<PathBuf>,
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
        match &self.certificate {
            Some(certificate) => check_certificate(&self.instance.load()?, certificate),
            None => check_directory(self.instance.directory()?),
        }
    }
}

fn check_certificate(instance: &Instance, certificate: &Path) -> anyhow::Result<Exit> {
    let name = certificate.display().to_string();
    let latent = match Certificate::read(certificate)? {
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
        Certificate::Proof(proof) => return check_refutation(instance, &proof),
    };
    let finding = check_latent(instance, &latent).with_context(|| name)?;
    if finding == Finding::Preimage {
        say("right: the latent code gives the observation, in exact arithmetic")?;
        return Ok(Exit::Answered);
    }
    say(format_args!("wrong: {finding}"))?;
    Ok(Exit::Refuted)
}

fn check_directory(path: &Path) -> anyhow::Result<Exit> {
    let limits = interruptible(None)?;
    let check = if path.join(benchmark::INSTANCES).exists() { benchmark::check } else { bundle::check };
    let lines = check(path, &limits).with_context(|| path.display().to_string())?;
    lines.iter().try_for_each(say)?;
    Ok(match lines.iter().map(|line| line.outcome).max() {
        Some(Outcome::Wrong) => Exit::Refuted,
        Some(Outcome::Unknown) => Exit::Undecided,
        Some(Outcome::Right) | None => Exit::Answered,
    })
}

impl DecodeArgs {
    pub fn run(self) -> anyhow::Result<Exit> {
        let instance = self.instance.load()?;
        let name = || self.latent.display().to_string();
        let latent = read_row(&self.latent, "latent code")?;
        let finding = check_latent(&instance, &latent).with_context(name)?;
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
    let limits = interruptible(None)?;
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
