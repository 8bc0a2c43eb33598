//! `unrelu solve`: decides an instance or a bare network, in the manner of the SAT competition.

mod answer;

use super::{
    exit::Exit,
    limits::interruptible,
    numbers::seconds,
    output::{ensure_new, made_by, note, say_json},
    question::{Question, QuestionArgs},
    rows::RowsFile,
};
use answer::{Answer, Report};
use ndarray::{Array1, Axis};
use std::{
    io::Write,
    path::{Path, PathBuf},
    time::{Duration, Instant},
};
use unrelu_inverter::{certificate::Problem, exact, file, milp};
use unrelu_reductions::{
    Instance,
    limits::Limits,
    solve::{Evidence, Refutation, SolverKind, network, portfolio, race},
};

/// Decide whether an instance or a bare network has a preimage; every answer is checked before it is given.
#[derive(clap::Args)]
#[command(
    after_help = "Prints `s SATISFIABLE`, with `v` lines where there is an assignment, `s UNSATISFIABLE`, or `s UNKNOWN`, and exits 10, 20 or 0.

Examples:
  unrelu solve instance --proof proof
  unrelu solve formula.cnf --to theorem-2 --time-limit 60
  unrelu solve formula.cnf --to two-layer --observe 3
  unrelu solve network.onnx --observation observation.npy --box -1,1 --latent latent.npy
  unrelu solve network.npz --observation observation.csv --tolerance 0.01 --solver search --proof proof
  unrelu solve network.npz --observation observation.csv --box -1,1 --model program.mps"
)]
pub(super) struct Args {
    #[command(flatten)]
    question: QuestionArgs,
    /// `sat`: conflict-driven clause learning on the formula, which is lifted from a bare network. `search`: complete search on the
    /// network. `brute`: every assignment, at most 24 variables. `milp`: a mixed-integer program, whose solver gives no proof.
    /// `portfolio`: what suits; of an instance `sat` and `search` at the same time, of a bare network `sat` where it can be lifted,
    /// else `search`.
    #[arg(long, default_value_t = SolverKind::Portfolio)]
    solver: SolverKind,
    /// File for the proof where there is no preimage: DRAT of `sat`, a certificate of `search`; it must not exist.
    #[arg(long, value_name = "FILE")]
    proof: Option<PathBuf>,
    /// File for the latent code where there is one, `.npy` or `.csv`; it must not exist.
    #[arg(long, value_name = "FILE")]
    latent: Option<PathBuf>,
    /// In place of an answer, the mixed-integer program of a bare network for other solvers, its bounds proven: a file `.mps` or
    /// `.lp`, which must not exist. (`reduce --format` writes those of instances.)
    #[arg(long, value_name = "FILE", requires = "observation", conflicts_with_all = ["solver", "proof", "latent", "json"])]
    model: Option<PathBuf>,
    /// Give up after so many seconds.
    #[arg(long, value_name = "S", value_parser = seconds)]
    time_limit: Option<Duration>,
    /// Print one JSON object.
    #[arg(long)]
    json: bool,
}

impl Args {
    pub fn run(self) -> anyhow::Result<Exit> {
        let question = self.question.load()?;
        self.proof.iter().chain(&self.model).try_for_each(|path| ensure_new(path))?;
        let latent = self.latent.as_deref().map(RowsFile::numbers).transpose()?;
        let limits = interruptible(self.time_limit)?;
        if let (Some(path), Question::Network(problem)) = (&self.model, &question) {
            milp::write(problem, &made_by(), path, &limits)?;
            note(format_args!("model: {}", path.display()));
            return Ok(Exit::Answered);
        }
        let start = Instant::now();
        let answer = match &question {
            Question::Instance(instance) => self.of_instance(instance, &limits)?,
            Question::Network(problem) => self.of_network(problem, &limits)?,
        };
        let seconds = start.elapsed().as_secs_f64();
        self.keep(&answer, latent)?;
        let report = Report::new(&question, &answer, seconds);
        if self.json {
            say_json(&report)?;
        } else {
            report.print()?;
        }
        Ok(answer.exit())
    }

    fn of_instance(&self, instance: &Instance, limits: &Limits) -> anyhow::Result<Answer> {
        let evidence = if self.proof.is_some() { Evidence::Proof } else { Evidence::Any };
        let solvers = match self.solver {
            SolverKind::Portfolio => portfolio(instance, evidence),
            solver => vec![solver],
        };
        let (solver, verdict) = race(instance, &solvers, limits)?;
        Ok(Answer::of_instance(solver, verdict))
    }

    fn of_network(&self, problem: &Problem, limits: &Limits) -> anyhow::Result<Answer> {
        Ok(Answer::of_network(network(problem, self.solver, limits)?))
    }

    /// Writes the files that were asked for.
    fn keep(&self, answer: &Answer, latent_file: Option<RowsFile<'_>>) -> anyhow::Result<()> {
        if let (Some(path), Some(refutation)) = (&self.proof, answer.refutation()) {
            write_proof(path, refutation)?;
        }
        if let (Some(file), Some(latent)) = (latent_file, answer.latent()) {
            let floats: Array1<f64> = latent.iter().map(exact::to_f64).collect();
            if !answer.fits_floats() {
                note("note: --latent: fractions were rounded; --json has them");
            }
            file.write(&floats.insert_axis(Axis(0)))?;
        }
        Ok(())
    }
}

fn write_proof(path: &Path, refutation: &Refutation) -> anyhow::Result<()> {
    match refutation {
        Refutation::Proof(proof) => file::write_new(path, |file| {
            writeln!(file, "c {}", made_by())?;
            Ok(file.write_all(proof)?)
        })?,
        Refutation::Certificate(certificate) => {
            file::write_new(path, |file| Ok(certificate.write(file, &[made_by()])?))?;
        }
        Refutation::Word(backend) => note(format_args!("note: `{backend}` gives no proof: none is written")),
        _ => note("every assignment was tried: there is no proof to write"),
    }
    Ok(())
}
