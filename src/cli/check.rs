//! `unrelu check`: what anyone claims about an instance or a bare network, trusting no solver.

use super::{
    exit::Exit,
    limits::interruptible,
    output::{ending, say},
    question::{Question, QuestionArgs},
    rows::read_row,
    solution,
};
use anyhow::Context;
use std::{
    fs,
    path::{Path, PathBuf},
};
use unrelu_inverter::{
    certificate::{self, Problem, Rational, rational},
    injective::{CollisionFile, CollisionFileError, NoCollision},
    search::solves,
};
use unrelu_reductions::{
    Instance,
    check::{CheckError, check_certificate, check_lifted_proof, check_proof},
    exact::Finding,
    instance::{
        benchmark,
        bundle::{self, Outcome},
    },
    lift::lift_problem,
    limits::{Limits, StopReason},
};

/// Check a claimed preimage or a proof that there is none; exits 0 where it stands and 1 where it does not.
///
/// Without a certificate, check all that stands in the directory that `reduce` wrote: SHA-256 of the files, the network
/// against the formula, every file written anew, and the witness or the proof; a line each. Or check a file that shows by itself that a layer
/// is not injective (`.json`, as `verify` writes it).
#[derive(clap::Args)]
#[command(
    after_help = "Exits 3 where it is stopped before a proof is read to its end. A verdict `unknown` claims nothing, so nothing is wrong with it.
A bare network needs the --observation, the --tolerance and the domain that `solve` was told.

Examples:
  unrelu check bundle
  unrelu check instance latent.npy
  unrelu check instance proof
  unrelu solve instance > answer; unrelu check instance answer
  unrelu check network.onnx --observation observation.npy proof
  unrelu check results/verify-1/lemma-1-global-collision.json"
)]
pub(super) struct Args {
    #[command(flatten)]
    question: QuestionArgs,
    /// A latent code (`.npy`, `.npz` or `.csv`), a solver's output with `v` lines, a DRAT proof, text or binary, or a certificate of
    /// `search`; what the directory holds itself where not given.
    certificate: Option<PathBuf>,
}

impl Args {
    pub fn run(self) -> anyhow::Result<Exit> {
        let Some(path) = &self.certificate else {
            return match self.question.collision() {
                Some(path) => check_collision(path).with_context(|| path.display().to_string()),
                None => check_directory(self.question.directory()?),
            };
        };
        let question = self.question.load()?;
        let limits = interruptible(None)?;
        let claim = Claim::read(path)?;
        let checked = match &question {
            Question::Instance(instance) => of_instance(instance, claim, &limits),
            Question::Network(problem) => of_network(problem, claim, &limits),
        };
        checked.with_context(|| path.display().to_string())
    }
}

fn of_instance(instance: &Instance, claim: Claim, limits: &Limits) -> anyhow::Result<Exit> {
    let latent = match claim {
        Claim::Latent(latent) => latent,
        Claim::Answer(text) => {
            let assignment = solution::parse(&text, instance.formula().variables())?;
            let Some(latent) = instance.push(&assignment) else { return unknown(StopReason::NoFloat) };
            latent.to_vec()
        }
        Claim::Proof(proof) => return refuted(check_proof(instance, proof.as_slice(), limits), BY_CLAUSES),
        Claim::Certificate(proof) => return refuted(check_certificate(&instance.problem(), &proof, limits), BY_ROWS),
    };
    match instance.check(&latent)? {
        Finding::Preimage => right("the latent code gives the observation, in exact arithmetic"),
        finding => wrong(finding),
    }
}

fn of_network(problem: &Problem, claim: Claim, limits: &Limits) -> anyhow::Result<Exit> {
    let latent = match claim {
        Claim::Latent(latent) => latent,
        Claim::Answer(text) => {
            let lifted = lift_problem(problem)?;
            let assignment = solution::parse(&text, lifted.formula().variables())?;
            let Some(latent) = lifted.push(&assignment) else { return unknown(StopReason::NoFloat) };
            latent.to_vec()
        }
        Claim::Proof(proof) => {
            return refuted(check_lifted_proof(problem, proof.as_slice(), limits).map(drop), BY_CLAUSES);
        }
        Claim::Certificate(proof) => return refuted(check_certificate(problem, &proof, limits), BY_ROWS),
    };
    let (found, expected) = (latent.len(), problem.network().inputs());
    anyhow::ensure!(found == expected, "the latent code has {found} entries, but the network has {expected} inputs");
    let finite = latent.iter().all(|entry| entry.is_finite());
    let entries: Vec<Rational> = latent.iter().filter(|_| finite).map(|&entry| rational(entry)).collect();
    if solves(problem, &entries) {
        return right("the latent code gives the observation within the tolerance, in exact arithmetic");
    }
    wrong("the latent code is outside of the domain, or does not give the observation within the tolerance")
}

fn check_collision(path: &Path) -> anyhow::Result<Exit> {
    match CollisionFile::read(&fs::read(path)?)?.check() {
        Ok(_) => right("two latent codes, which are not the same, give the same output, in exact arithmetic"),
        Err(CollisionFileError::Claim(found @ (NoCollision::Same | NoCollision::Apart { .. }))) => wrong(found),
        Err(error) => Err(error.into()),
    }
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

/// What a file claims, by its name and content.
enum Claim {
    Latent(Vec<f64>),
    Answer(String),
    Proof(Vec<u8>),
    Certificate(certificate::Certificate),
}

impl Claim {
    fn read(path: &Path) -> anyhow::Result<Self> {
        if matches!(ending(path), "npy" | "npz" | "csv") {
            return Ok(Self::Latent(read_row(path, "latent code")?));
        }
        let name = || path.display().to_string();
        let bytes = fs::read(path).with_context(name)?;
        if certificate::Certificate::recognises(&bytes) {
            return Ok(Self::Certificate(certificate::Certificate::read(bytes.as_slice()).with_context(name)?));
        }
        let answers = |text: &str| text.lines().any(|line| line.starts_with("s ") || line.starts_with("v "));
        match String::from_utf8(bytes) {
            Ok(text) if answers(&text) => Ok(Self::Answer(text)),
            Ok(text) => Ok(Self::Proof(text.into_bytes())),
            Err(error) => Ok(Self::Proof(error.into_bytes())),
        }
    }
}

const BY_CLAUSES: &str = "the proof leads from the formula to the empty clause, so there is no preimage";
const BY_ROWS: &str =
    "the proof leads from the network to the empty clause, in exact arithmetic, so there is no preimage";

fn refuted(checked: Result<(), CheckError>, means: &str) -> anyhow::Result<Exit> {
    match checked {
        Ok(()) => right(means),
        Err(CheckError::Stopped(reason)) => unknown(reason),
        Err(error) => wrong(error),
    }
}

fn right(what: &str) -> anyhow::Result<Exit> {
    say(format_args!("right: {what}"))?;
    Ok(Exit::Answered)
}

fn wrong(what: impl std::fmt::Display) -> anyhow::Result<Exit> {
    say(format_args!("wrong: {what}"))?;
    Ok(Exit::Refuted)
}

fn unknown(reason: StopReason) -> anyhow::Result<Exit> {
    say(format_args!("unknown: {reason}"))?;
    Ok(Exit::Undecided)
}
