//! `unrelu forward`: the output of a network, with noise where that is wanted.

use super::{
    exit::Exit,
    numbers::within,
    rows::{self, RowsFile, ensure_width},
};
use rand_chacha::{ChaCha8Rng, rand_core::SeedableRng};
use std::path::{Path, PathBuf};
use unrelu_inverter::{
    file::{self, PictureSize},
    network::{Activation, Network, Noise},
};

/// Run a network forward: the observation that each latent code gives.
#[derive(clap::Args)]
#[command(after_help = "Examples:
  unrelu forward network.npz latents.npy --out observations.npy
  unrelu forward network.npz latents.npy --noise uniform:0.01 --seed 3 --out noisy.npy
  unrelu forward generator.npz latents.npy --out digit.png")]
pub(super) struct Args {
    #[command(flatten)]
    network: NetworkArgs,
    /// Latent codes, one a row: `.npy`, `.npz` or `.csv`; `-` is stdin.
    latents: PathBuf,
    /// File to write, `.npy`, `.csv`, or `.png` for grey pictures from 0 (black) to 1 (white): FILE-1.png, FILE-2.png and so on
    /// of several rows. It must not exist.
    #[arg(long, value_name = "FILE")]
    out: PathBuf,
    /// Height and width of the picture, where it is no square.
    #[arg(long, value_name = "HxW")]
    shape: Option<PictureSize>,
    /// Noise on every output: `uniform:A` for U(-A, A), or `gaussian:S` with standard deviation S.
    #[arg(long, value_name = "LAW:SIZE", requires = "seed")]
    noise: Option<Noise>,
    /// The same seed gives the same noise.
    #[arg(long, requires = "noise", value_parser = within(0..=u64::MAX))]
    seed: Option<u64>,
}

/// A network on the command line.
#[derive(clap::Args)]
pub(super) struct NetworkArgs {
    /// Network: `.onnx`, `.safetensors` (a `state_dict` of PyTorch), or `.npz` with arrays `W1, b1, W2, b2, ...`.
    network: PathBuf,
    #[command(flatten)]
    activation: ActivationArgs,
}

/// What a file of a network does not say.
#[derive(clap::Args)]
pub(super) struct ActivationArgs {
    /// Activation of each layer, one for all or one each, in place of what the file says (ReLU, where it says
    /// nothing): `relu`, `leaky:SLOPE` or `identity`.
    #[arg(long, value_name = "A1,A2,...", value_delimiter = ',')]
    activation: Vec<Activation>,
}

impl NetworkArgs {
    pub fn read(&self) -> anyhow::Result<Network> {
        self.activation.read(&self.network)
    }
}

impl ActivationArgs {
    pub fn is_given(&self) -> bool {
        !self.activation.is_empty()
    }

    pub fn read(&self, path: &Path) -> anyhow::Result<Network> {
        let name = path.display();
        anyhow::ensure!(!path.is_dir(), "{name}: expected a network; that of an instance is {name}/network.npz");
        let network = file::read_network(path)?;
        let depth = network.layers().len();
        match self.activation.as_slice() {
            [] => Ok(network),
            [all] => Ok(network.with_activations(&vec![*all; depth])),
            each if each.len() == depth => Ok(network.with_activations(each)),
            each => anyhow::bail!("--activation names {} activations, but the network has {depth} layers", each.len()),
        }
    }
}

impl Args {
    pub fn run(self) -> anyhow::Result<Exit> {
        let network = self.network.read()?;
        let latents = rows::read(&self.latents)?.values;
        ensure_width(&self.latents, &latents, network.inputs(), "inputs")?;
        let out = RowsFile::new(&self.out, self.shape, (latents.nrows(), network.outputs()))?;
        let mut observations = network.forward_batch(&latents);
        if let (Some(noise), Some(seed)) = (self.noise, self.seed) {
            let mut rng = ChaCha8Rng::seed_from_u64(seed);
            observations.mapv_inplace(|x| x + noise.draw(&mut rng));
        }
        out.write(&observations)?;
        Ok(Exit::Answered)
    }
}
