//! `unrelu invert`: latent codes of observations.

mod json;
mod outcome;
mod text;

use super::{
    exit::Exit,
    forward::NetworkArgs,
    inverter::InverterArgs,
    output::{made_by, note, say_json},
    progress,
};
use ndarray::Array2;
use std::{path::PathBuf, time::Instant};
use unrelu_inverter::{
    file,
    invert::{Inversion, Outcome},
    network::Network,
};

/// Recover the latent code of each observation, say whether it is the only one, or prove that there is none.
#[derive(clap::Args)]
#[command(after_help = "Examples:
  unrelu invert network.npz observations.npy --out latents.npy
  unrelu invert network.npz noisy.npy --json
  unrelu invert network.npz noisy.npy --method linf --no-polish
  unrelu invert network.npz noisy.npy --method gd --step 1 --steps 1000 --sign-test --seed 3
  unrelu invert network.npz noisy.npy --method linf,l1 --lp-backend clarabel

Methods:
  auto        exact where the network gives the observation; otherwise the best fit of the whole network, in the norm that suits
              the noise, and how sure it is
  exact       for observations that the network really gives: equations, and a linear program where they are too few
  linf        least largest error of each layer, the global minimum, with a proof
  linf-paper  Algorithm 1 of the paper: the threshold grows until the program is feasible
  l1          Algorithm 2: least sum of errors
  relaxed     Algorithm 3: upper bounds alone
  least-squares  over the outputs that are active: fast, proves nothing
  gd          gradient descent from one random point, as the paper compares with
  gd-strong   the best of Levenberg-Marquardt descents from several random points

The methods for noise go layer by layer, from the last to the first; then the answer is made better for the whole network, unless
--no-polish is given.")]
pub(super) struct Args {
    #[command(flatten)]
    network: NetworkArgs,
    /// Observations, one a row: `.npy`, `.npz` or `.csv`.
    observation: PathBuf,
    #[command(flatten)]
    inverter: InverterArgs,
    /// File for the latent codes, one a row (NaN where there is none), `.npy` or `.csv`; it must not exist.
    #[arg(long, value_name = "FILE")]
    out: Option<PathBuf>,
    /// Print one JSON object.
    #[arg(long)]
    json: bool,
}

impl Args {
    pub fn run(self) -> anyhow::Result<Exit> {
        let network = self.network.read()?;
        let observations = file::read_matrix(&self.observation)?;
        if let Some(out) = self.out.as_ref().filter(|out| out.exists()) {
            anyhow::bail!("{}: already exists; remove it or name another file", out.display());
        }
        let bar = progress::bar(observations.values.nrows(), "inverting");
        let clock = Instant::now();
        let inversions = self.inverter.invert(&network, &observations, &|| bar.inc(1));
        bar.finish_and_clear();
        let inversions = inversions
            .map_err(|(row, error)| anyhow::anyhow!("{}: row {}: {error}", self.observation.display(), row + 1))?;
        throughput(inversions.len(), clock);
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
}

/// How fast many observations went.
fn throughput(count: usize, clock: Instant) {
    let (seconds, threads) = (clock.elapsed().as_secs_f64(), rayon::current_num_threads());
    let plural = if threads == 1 { "" } else { "s" };
    if count > 1 {
        let rate = count as f64 / seconds;
        note(format_args!("{count} observations in {seconds:.2} s on {threads} thread{plural}: {rate:.0} a second"));
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
