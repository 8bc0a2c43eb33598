//! `unrelu lift`: the formula of a bare network.

use super::{
    exit::Exit,
    forward::NetworkArgs,
    output::{ensure_new_plain, made_by, note, say, say_json},
    rows::read_row,
};
use anyhow::Context;
use serde::Serialize;
use std::path::PathBuf;
use unrelu_inverter::file;
use unrelu_reductions::{
    cnf::write::write,
    lift::{Codes, Form, Lifted, Refusal, lift},
    reduction::Count,
};

/// Recognise the formula that a network was made of, and prove that inverting the one is satisfying the other.
///
/// Known are the reductions of `unrelu reduce`, disguised or not, and the networks of VNN-COMP's `sat_relu`. A formula is given
/// only where the equivalence was proven, in exact arithmetic.
#[derive(clap::Args)]
#[command(after_help = "Exits 0 where a formula was found, 3 where none was: the network may still come from one.

Examples:
  unrelu lift network.onnx --out formula.cnf
  unrelu lift network.npz --observation observation.npy --json")]
pub(super) struct Args {
    #[command(flatten)]
    network: NetworkArgs,
    /// What the network is to give: `.npy`, `.npz` or `.csv`, one row; `-` is stdin. It says how many clauses may be false; none, where it is not
    /// given.
    #[arg(long, value_name = "FILE")]
    observation: Option<PathBuf>,
    /// File for the formula, DIMACS CNF; it must not exist.
    #[arg(long, value_name = "FILE")]
    out: Option<PathBuf>,
    /// Print one JSON object.
    #[arg(long)]
    json: bool,
}

/// `--json`. Fields that do not apply are null.
#[derive(Default, Serialize)]
struct Report {
    schema: u32,
    version: &'static str,
    status: &'static str,
    form: Option<String>,
    latent_codes: Option<String>,
    variables: Option<usize>,
    clauses: Option<usize>,
    count: Option<&'static str>,
    unsatisfied: Option<u32>,
    observation: Option<Vec<f64>>,
    latent_map: Option<Vec<Vec<(u32, f64)>>>,
    explanation: String,
}

impl Args {
    pub fn run(self) -> anyhow::Result<Exit> {
        self.out.as_deref().map_or(Ok(()), ensure_new_plain)?;
        let network = self.network.read()?;
        let observation = self.observation.as_deref().map(|path| read_row(path, "observation")).transpose()?;
        let lifted = match lift(&network, observation.as_deref()) {
            Err(Refusal::Observation(error)) => {
                let path = self.observation.unwrap_or_default();
                return Err(error).with_context(|| path.display().to_string());
            }
            Err(refusal) => {
                self.report(&Report::refused(&refusal))?;
                return Ok(Exit::Undecided);
            }
            Ok(lifted) => lifted,
        };
        if let Some(out) = &self.out {
            let comments = [made_by(), explanation(&lifted)];
            file::write_new(out, |file| Ok(write(file, lifted.formula(), &comments)?))?;
            if !lifted.keeps_inputs() {
                note("variables are combinations of the inputs: `--json` has them");
            }
        }
        self.report(&Report::lifted(&lifted))?;
        Ok(Exit::Answered)
    }

    fn report(&self, report: &Report) -> anyhow::Result<()> {
        if self.json {
            return say_json(report);
        }
        if let (Some(form), Some(variables), Some(clauses)) = (&report.form, report.variables, report.clauses) {
            say(format_args!("{form}: {variables} variables, {clauses} clauses"))?;
        }
        Ok(say(&report.explanation)?)
    }
}

impl Report {
    fn new(status: &'static str, explanation: String) -> Self {
        Self { schema: 1, version: env!("CARGO_PKG_VERSION"), status, explanation, ..Self::default() }
    }

    fn refused(refusal: &Refusal) -> Self {
        Self::new("UNKNOWN", format!("unknown: {refusal}"))
    }

    fn lifted(lifted: &Lifted) -> Self {
        let map = || lifted.variables().map(|row| row.into_iter().map(|(input, entry)| (input + 1, entry)).collect());
        Self {
            form: Some(lifted.form().to_string()),
            latent_codes: Some(lifted.form().codes().to_string()),
            variables: Some(lifted.formula().variables()),
            clauses: Some(lifted.formula().clause_count()),
            count: Some(if lifted.count() == Count::Exactly { "exactly" } else { "at-most" }),
            unsatisfied: Some(lifted.unsatisfied()),
            observation: Some(lifted.observation().to_vec()),
            latent_map: (!lifted.keeps_inputs()).then(|| map().collect()),
            ..Self::new("LIFTED", explanation(lifted))
        }
    }
}

/// What was proven.
fn explanation(lifted: &Lifted) -> String {
    let codes = match lifted.form().codes() {
        Codes::Signs => "of -1 and +1",
        Codes::Reals => "of real numbers",
        Codes::UnitBox => "in the unit box",
    };
    let asked = match (lifted.count(), lifted.unsatisfied()) {
        (_, 0) => "satisfies the formula".to_owned(),
        (Count::Exactly, count) => format!("leaves exactly {count} clauses false"),
        (Count::AtMost, count) => format!("leaves at most {count} clauses false"),
    };
    let truth = if lifted.form() == Form::SatRelu { "1 is true, 0 false" } else { "positive is true, negative false" };
    format!("proven: a latent code {codes} gives the observation if, and only if, some assignment {asked}; {truth}")
}
