//! What `solve` and `check` are asked: an instance, or whether a bare network gives an observation.

use super::{
    forward::ActivationArgs, instance::InstanceArgs, inverter::default_tolerance, numbers::not_negative, output::note,
    rows,
};
use anyhow::Context;
use clap::ValueEnum;
use ndarray::Array1;
use std::path::{Path, PathBuf};
use unrelu_inverter::{
    certificate::{Domain, Problem},
    preimage::LatentBox,
};
use unrelu_reductions::Instance;

/// A question on the command line.
#[derive(clap::Args)]
pub(super) struct QuestionArgs {
    #[command(flatten)]
    instance: InstanceArgs,
    #[command(flatten)]
    network: NetworkQuestion,
}

/// What is asked of a bare network.
#[derive(clap::Args)]
struct NetworkQuestion {
    /// What a bare network is to give: `.npy`, `.npz` or `.csv`, one row; `-` is stdin.
    #[arg(long, value_name = "FILE", conflicts_with_all = ["to", "observe", "strict"])]
    observation: Option<PathBuf>,
    /// How far each output of a bare network may be from the observation. Where not given: 0 if all numbers have few binary places,
    /// else 1e-9 of the largest entry, 1e-5 where the observation is float32.
    #[arg(long, value_name = "EPS", requires = "observation", conflicts_with = "to", value_parser = not_negative)]
    tolerance: Option<f64>,
    /// Latent codes of a bare network that count.
    #[arg(long, value_enum, default_value_t = Codes::Reals, requires = "observation", conflicts_with = "to")]
    domain: Codes,
    /// From where to where each entry of the latent code of a bare network goes; everywhere where not given.
    #[arg(
        long = "box",
        value_name = "LOWER,UPPER",
        conflicts_with_all = ["domain", "to"],
        requires = "observation"
    )]
    bounds: Option<LatentBox>,
    #[command(flatten)]
    activation: ActivationArgs,
}

#[derive(Clone, Copy, ValueEnum)]
enum Codes {
    /// All of `R^k`.
    Reals,
    /// Entries that are -1 or +1.
    Signs,
}

/// A question that was read.
pub(super) enum Question {
    /// Of a formula.
    Instance(Box<Instance>),
    /// Of a bare network.
    Network(Problem),
}

impl QuestionArgs {
    pub fn load(&self) -> anyhow::Result<Question> {
        match &self.network.observation {
            Some(observation) => Ok(Question::Network(self.network.problem(self.instance.path(), observation)?)),
            None if self.network.activation.is_given() => {
                anyhow::bail!("--activation is for a bare network, which needs an --observation")
            }
            None => Ok(Question::Instance(Box::new(self.instance.load()?))),
        }
    }

    /// The file of a collision, which is a question and its answer, if that is what is named.
    pub fn collision(&self) -> Option<&Path> {
        let path = self.instance.bare_file()?;
        let json = path.extension().is_some_and(|ending| ending == "json");
        (json && self.network.observation.is_none()).then_some(path)
    }

    /// The directory of an instance.
    pub fn directory(&self) -> anyhow::Result<&Path> {
        anyhow::ensure!(
            self.network.observation.is_none(),
            "--observation asks a question: name a certificate to check"
        );
        self.instance.directory()
    }
}

impl NetworkQuestion {
    fn problem(&self, path: &Path, observation: &Path) -> anyhow::Result<Problem> {
        let network = self.activation.read(path)?;
        let matrix = rows::read(observation)?;
        let found = matrix.values.nrows();
        anyhow::ensure!(found == 1, "{}: expected one observation, found {found} rows", observation.display());
        let row: Array1<f64> = matrix.values.row(0).to_owned();
        let domain = match (self.bounds, self.domain) {
            (Some(bounds), _) => bounds.domain(network.inputs()),
            (None, Codes::Reals) => Domain::Reals,
            (None, Codes::Signs) => Domain::Signs,
        };
        let close = default_tolerance(matrix.precision).of(&row);
        let name = || observation.display().to_string();
        let problem = Problem::new(network, row, self.tolerance.unwrap_or(0.0), domain).with_context(name)?;
        match self.tolerance {
            None if !problem.is_round() => {
                note(format_args!("note: numbers are rounded: the tolerance is {close:e} (--tolerance)"));
                Ok(problem.within(close)?)
            }
            _ => Ok(problem),
        }
    }
}
