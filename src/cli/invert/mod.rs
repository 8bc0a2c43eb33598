//! `unrelu invert`: latent codes of observations.

mod json;
mod outcome;
mod text;

use super::{
    exit::Exit,
    forward::NetworkArgs,
    output::{made_by, say_json},
    progress,
};
use clap::ValueEnum;
use ndarray::Array2;
use std::{path::PathBuf, sync::Arc};
use unrelu_inverter::{
    file::{self, Precision},
    invert::{
        self, ExactOptions, Growth, HiddenSign, Inversion, InvertError, LayerwiseOptions, Method, Methods, Outcome,
        ShortRank, Tolerance,
    },
    lp::{self, LpBackend},
    network::Network,
};

/// Recover the latent code of each observation, say whether it is the only one, or prove that there is none.
#[derive(clap::Args)]
#[command(after_help = "Examples:
  unrelu invert network.npz observations.npy --out latents.npy
  unrelu invert network.npz noisy.npy --method linf --json
  unrelu invert network.npz noisy.npy --method linf,l1 --lp-backend clarabel

Methods:
  auto        now always `exact`
  exact       for observations that the network really gives: equations, and a linear program where they are too few
  linf        least largest error of each layer, the global minimum, with a proof
  linf-paper  Algorithm 1 of the paper: the threshold grows until the program is feasible
  l1          Algorithm 2: least sum of errors
  relaxed     Algorithm 3: upper bounds alone")]
pub(super) struct Args {
    #[command(flatten)]
    network: NetworkArgs,
    /// Observations, one a row: `.npy`, `.npz` or `.csv`.
    observation: PathBuf,
    /// How to undo the layers: `auto`, or one method for all, or one each from the first layer to the last.
    #[arg(long, value_name = "M1,M2,...", default_value = "auto", value_parser = choice)]
    method: Choice,
    /// How far G(z) may be from the observation for `exact`, relative to its largest entry: 1e-9 where not given, 1e-5
    /// where the observation is float32.
    #[arg(long, value_name = "R", value_parser = tolerance)]
    tolerance: Option<Tolerance>,
    #[command(flatten)]
    programs: ProgramArgs,
    /// File for the latent codes, one a row (NaN where there is none), `.npy` or `.csv`; it must not exist.
    #[arg(long, value_name = "FILE")]
    out: Option<PathBuf>,
    /// Print one JSON object.
    #[arg(long)]
    json: bool,
}

/// The linear programs of the methods for noise.
#[derive(clap::Args)]
struct ProgramArgs {
    /// Solver of the linear programs; every answer is checked, whoever found it.
    #[arg(long, value_name = "SOLVER", default_value = "own", value_parser = backend)]
    lp_backend: Arc<dyn LpBackend>,
    /// What is known of the outputs of hidden ReLU layers: the paper does not use that they are not negative.
    #[arg(long, value_enum, default_value_t = Hidden::NonNegative)]
    hidden: Hidden,
    /// Factor by which the threshold of `linf-paper`, `l1` and `relaxed` grows.
    #[arg(long, value_name = "F", default_value = "1.2", value_parser = growth)]
    alpha: Growth,
}

#[derive(Clone, Copy, ValueEnum)]
enum Hidden {
    /// `z >= 0`.
    NonNegative,
    /// Nothing.
    Free,
}

#[derive(Clone)]
enum Choice {
    Auto,
    Methods(Methods),
}

fn choice(text: &str) -> Result<Choice, String> {
    if text == "auto" {
        return Ok(Choice::Auto);
    }
    let methods: Result<Vec<Method>, _> = text.split(',').map(str::parse).collect();
    match methods.map_err(|error| error.to_string())?.as_slice() {
        [all] => Ok(Choice::Methods(Methods::All(*all))),
        each => Ok(Choice::Methods(Methods::Each(each.to_vec()))),
    }
}

fn tolerance(text: &str) -> Result<Tolerance, String> {
    let wrong = || format!("expected a finite number that is not negative, found `{text}`");
    text.parse().ok().and_then(Tolerance::new).ok_or_else(wrong)
}

fn growth(text: &str) -> Result<Growth, String> {
    let wrong = || format!("expected a finite number above 1, found `{text}`");
    text.parse().ok().and_then(Growth::new).ok_or_else(wrong)
}

fn backend(text: &str) -> Result<Arc<dyn LpBackend>, String> {
    let Some(found) = lp::backend(text) else {
        let names: Vec<&str> = lp::backends().iter().map(|backend| backend.name()).collect();
        return Err(format!("this build has {}", names.join(", ")));
    };
    match found.lacks() {
        None => Ok(found.into()),
        Some(what) => Err(what),
    }
}

impl Args {
    pub fn run(self) -> anyhow::Result<Exit> {
        let network = self.network.read()?;
        let observations = file::read_matrix(&self.observation)?;
        let single = observations.precision == Precision::Single;
        let tolerance = self.tolerance.unwrap_or(if single { Tolerance::SINGLE } else { Tolerance::DOUBLE });
        if let Some(out) = self.out.as_ref().filter(|out| out.exists()) {
            anyhow::bail!("{}: already exists; remove it or name another file", out.display());
        }
        let bar = progress::bar(observations.values.nrows(), "inverting");
        let inversions = self.invert(&network, &observations.values, (tolerance, &|| bar.inc(1)));
        bar.finish_and_clear();
        let inversions = inversions
            .map_err(|(row, error)| anyhow::anyhow!("{}: row {}: {error}", self.observation.display(), row + 1))?;
        if let Some(out) = &self.out {
            file::write_matrix(out, &latents(&network, &inversions), &made_by())?;
        }
        if self.json {
            say_json(&json::Report::new(&inversions))?;
        } else {
            text::describe(&inversions)?;
        }
        let undecided = inversions.iter().any(|inversion| matches!(inversion.outcome, Outcome::Undecided(_)));
        Ok(if undecided { Exit::Undecided } else { Exit::Answered })
    }

    fn invert(
        &self,
        network: &Network,
        observations: &Array2<f64>,
        (tolerance, done): (Tolerance, &(dyn Fn() + Sync)),
    ) -> Result<Vec<Inversion>, (usize, InvertError)> {
        let short_rank = ShortRank::Complete;
        let methods = match &self.method {
            Choice::Auto => {
                return invert::exact_batch(network, observations, &ExactOptions { tolerance, short_rank }, done);
            }
            Choice::Methods(methods) => methods.clone(),
        };
        let ProgramArgs { lp_backend, hidden, alpha } = &self.programs;
        let hidden_sign = match hidden {
            Hidden::NonNegative => HiddenSign::NonNegative,
            Hidden::Free => HiddenSign::Free,
        };
        let (backend, growth) = (lp_backend.as_ref(), *alpha);
        let limit = f64::INFINITY;
        let options = LayerwiseOptions { methods, backend, hidden_sign, short_rank, growth, tolerance, limit };
        invert::layerwise_batch(network, observations, &options, done)
    }
}

fn latents(network: &Network, inversions: &[Inversion]) -> Array2<f64> {
    let mut latents = Array2::from_elem((inversions.len(), network.inputs()), f64::NAN);
    for (mut row, inversion) in latents.rows_mut().into_iter().zip(inversions) {
        if let Some(preimage) = inversion.preimage() {
            row.assign(preimage.latent());
        }
    }
    latents
}
