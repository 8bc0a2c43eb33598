//! `unrelu invert`: latent codes of observations.

pub(super) mod json;
mod outcome;
pub(super) mod text;

use super::{
    answers::{AnswerArgs, refused},
    exit::Exit,
    forward::NetworkArgs,
    inverter::InverterArgs,
    progress,
    rows::{self, ensure_width},
};
use std::path::PathBuf;

/// Recover the latent code of each observation, say whether it is the only one, or prove that there is none.
#[derive(clap::Args)]
#[command(after_help = "Examples:
  unrelu invert network.npz observations.npy --out latents.npy
  unrelu invert network.npz noisy.npy --json
  unrelu invert generator.npz noisy.png --reconstruction clean.png
  unrelu invert network.npz noisy.npy --method linf --no-polish
  unrelu invert network.npz noisy.npy --method gd --step 1 --steps 1000 --sign-test --seed 3
  unrelu invert network.npz noisy.npy --method linf,l1 --lp-backend clarabel
  unrelu invert small.onnx observation.csv --method complete --time-limit 60

Methods:
  auto        exact where the network gives the observation; otherwise the best fit of the whole network, in the norm that suits
              the noise, and how sure it is
  complete    auto, and where that does not know whether any latent code gives the observation, a search that finds one or proves
              that there is none: exponential in the worst case (`solve --proof` writes such a proof)
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
    /// Observations, one a row: `.npy`, `.npz`, `.csv`, or a grey `.png` with a pixel an output; `-` is stdin.
    observation: PathBuf,
    #[command(flatten)]
    inverter: InverterArgs,
    #[command(flatten)]
    answers: AnswerArgs,
}

impl Args {
    pub fn run(self) -> anyhow::Result<Exit> {
        let network = self.network.read()?;
        let observations = rows::read(&self.observation)?;
        ensure_width(&self.observation, &observations.values, network.outputs(), "outputs")?;
        let inverter = self.inverter.choose(observations.precision)?;
        let answers = self.answers.start(&network, observations.values.nrows())?;
        let bar = progress::bar(observations.values.nrows(), "inverting");
        let inversions = inverter.invert_batch(&network, &observations.values, || bar.inc(1));
        bar.finish_and_clear();
        let inversions = inversions.map_err(|error| refused(&self.observation, error))?;
        answers.give(&inversions, None, |report| report)
    }
}
