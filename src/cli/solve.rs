//! `unrelu solve`: decides an instance, in the manner of the SAT competition.

use super::{
    exit::Exit,
    instance::InstanceArgs,
    limits::{interruptible, seconds},
    output::{ensure_new, made_by, note, say, say_json},
    solution::value_lines,
};
use ndarray::Array2;
use serde::Serialize;
use std::{
    io::Write,
    path::PathBuf,
    time::{Duration, Instant},
};
use unrelu_inverter::file;
use unrelu_reductions::{
    Instance,
    solve::{Refutation, SolverKind, Verdict, Witness, solve},
};

/// Decide whether an instance has a preimage; every answer is checked before it is given.
#[derive(clap::Args)]
#[command(
    after_help = "Prints `s SATISFIABLE` and `v` lines, `s UNSATISFIABLE`, or `s UNKNOWN`, and exits 10, 20 or 0.

Examples:
  unrelu solve instance --proof proof
  unrelu solve formula.cnf --to theorem-2 --time-limit 60
  unrelu solve formula.cnf --to two-layer --observe 3"
)]
pub(super) struct Args {
    #[command(flatten)]
    instance: InstanceArgs,
    /// `sat`: conflict-driven clause learning with proofs. `brute`: every assignment, at most 24 variables.
    #[arg(long, default_value_t = SolverKind::Sat)]
    solver: SolverKind,
    /// File for the proof where there is no preimage (`sat` only), in the DRAT format; it must not exist.
    #[arg(long, value_name = "FILE")]
    proof: Option<PathBuf>,
    /// File for the latent code where there is one, `.npy` or `.csv`; it must not exist.
    #[arg(long, value_name = "FILE")]
    latent: Option<PathBuf>,
    /// Give up after so many seconds.
    #[arg(long, value_name = "S", value_parser = seconds)]
    time_limit: Option<Duration>,
    /// Print one JSON object.
    #[arg(long)]
    json: bool,
}

/// `--json`. Fields that do not apply are null.
#[derive(Serialize)]
struct Report {
    schema: u32,
    version: &'static str,
    status: &'static str,
    solver: String,
    reduction: String,
    assignment: Option<Vec<i64>>,
    latent: Option<Vec<f64>>,
    evidence: String,
    seconds: f64,
}

impl Args {
    pub fn run(self) -> anyhow::Result<Exit> {
        let instance = self.instance.load()?;
        for out in self.proof.iter().chain(&self.latent) {
            ensure_new(out)?;
        }
        let limits = interruptible(self.time_limit)?;
        let start = Instant::now();
        let verdict = solve(&instance, self.solver, &limits)?;
        let seconds = start.elapsed().as_secs_f64();
        self.keep(&verdict)?;
        let report = Report::new(&instance, self.solver, (&verdict, seconds));
        if self.json {
            say_json(&report)?;
        } else {
            report.print()?;
        }
        Ok(match verdict {
            Verdict::Satisfiable(_) => Exit::Satisfiable,
            Verdict::Unsatisfiable(_) => Exit::Unsatisfiable,
            _ => Exit::Answered,
        })
    }

    /// Writes the files that were asked for.
    fn keep(&self, verdict: &Verdict) -> anyhow::Result<()> {
        match (verdict, &self.proof, &self.latent) {
            (Verdict::Unsatisfiable(Refutation::Proof(proof)), Some(path), _) => {
                file::write_new(path, |file| Ok(file.write_all(proof)?))?;
            }
            (Verdict::Unsatisfiable(_), Some(_), _) => note("every assignment was tried: there is no proof to write"),
            (Verdict::Satisfiable(witness), _, Some(path)) => {
                let row = witness.latent().clone().insert_axis(ndarray::Axis(0));
                file::write_matrix(path, &Array2::from(row), &made_by())?;
            }
            _ => {}
        }
        Ok(())
    }
}

impl Report {
    fn new(instance: &Instance, solver: SolverKind, (verdict, seconds): (&Verdict, f64)) -> Self {
        let witness = match verdict {
            Verdict::Satisfiable(witness) => Some(witness),
            _ => None,
        };
        Self {
            schema: 1,
            version: env!("CARGO_PKG_VERSION"),
            status: status(verdict),
            solver: solver.to_string(),
            reduction: instance.kind().to_string(),
            assignment: witness.map(signed_numbers),
            latent: witness.map(|witness| witness.latent().to_vec()),
            evidence: evidence(verdict),
            seconds,
        }
    }

    fn print(&self) -> anyhow::Result<()> {
        say(format_args!("c {}", self.evidence))?;
        say(format_args!("s {}", self.status))?;
        if let Some(assignment) = &self.assignment {
            say(value_lines(assignment))?;
        }
        Ok(())
    }
}

fn signed_numbers(witness: &Witness) -> Vec<i64> {
    super::solution::signed_numbers(witness.assignment())
}

fn status(verdict: &Verdict) -> &'static str {
    match verdict {
        Verdict::Satisfiable(_) => "SATISFIABLE",
        Verdict::Unsatisfiable(_) => "UNSATISFIABLE",
        _ => "UNKNOWN",
    }
}

fn evidence(verdict: &Verdict) -> String {
    match verdict {
        Verdict::Satisfiable(_) => "the latent code gives the observation, in exact arithmetic".into(),
        Verdict::Unsatisfiable(Refutation::Proof(proof)) => format!("a proof of {} bytes was checked", proof.len()),
        Verdict::Unsatisfiable(Refutation::Exhausted { assignments }) => {
            format!("all {assignments} assignments were tried")
        }
        Verdict::Undecided(reason) => reason.to_string(),
        _ => "nothing is known".into(),
    }
}
