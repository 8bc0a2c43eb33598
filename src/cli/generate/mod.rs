//! `unrelu generate`: random networks, latent codes and formulas, each from a seed.

mod cnf;
mod family;

use super::{exit::Exit, numbers::within, output, rows::RowsFile};
use clap::{Subcommand, ValueEnum};
use ndarray::Array2;
use rand_chacha::{ChaCha8Rng, rand_core::SeedableRng};
use std::path::PathBuf;
use unrelu_inverter::network::{Activation, random as gaussian};

/// Make a random network, latent codes or a formula from a seed.
#[derive(clap::Args)]
pub(super) struct Args {
    #[command(subcommand)]
    what: What,
}

#[derive(Subcommand)]
enum What {
    Network(NetworkArgs),
    Latents(LatentArgs),
    Cnf(cnf::Args),
}

/// A network with independent Gaussian weights and no biases.
#[derive(clap::Args)]
#[command(after_help = "Example:\n  unrelu generate network --widths 20,100,500 --seed 1 --out network.npz")]
struct NetworkArgs {
    /// Latent dimension, then the width of each layer.
    #[arg(long, value_name = "K,N1,...", value_delimiter = ',', required = true, value_parser = within(1..=usize::MAX))]
    widths: Vec<usize>,
    /// Activation of every layer: `relu`, `leaky:SLOPE` or `identity`.
    #[arg(long, default_value = "relu")]
    activation: Activation,
    /// Variance of the weights.
    #[arg(long, value_enum, default_value_t = Variance::One)]
    variance: Variance,
    /// The same seed gives the same network.
    #[arg(long, default_value_t = 0, value_parser = within(0..=u64::MAX))]
    seed: u64,
    /// File to write, `.npz`, `.onnx` or `.safetensors`; it must not exist.
    #[arg(long, value_name = "FILE")]
    out: PathBuf,
}

#[derive(Clone, Copy, ValueEnum)]
enum Variance {
    /// N(0, 1), as in the paper's theorems.
    One,
    /// N(0, 1/n) in a layer with n outputs, as in the paper's experiments.
    OverOutputs,
}

/// Latent codes from N(0, I), one a row.
#[derive(clap::Args)]
#[command(after_help = "Example:\n  unrelu generate latents --dimension 20 --count 200 --seed 1 --out latents.npy")]
struct LatentArgs {
    /// Entries of each latent code.
    #[arg(long, value_name = "K", value_parser = within(1..=u32::MAX))]
    dimension: u32,
    /// How many.
    #[arg(long, value_name = "N", default_value_t = 1, value_parser = within(1..=u32::MAX))]
    count: u32,
    /// The same seed gives the same codes.
    #[arg(long, default_value_t = 0, value_parser = within(0..=u64::MAX))]
    seed: u64,
    /// File to write, `.npy` or `.csv`; it must not exist.
    #[arg(long, value_name = "FILE")]
    out: PathBuf,
}

impl Args {
    pub fn run(self) -> anyhow::Result<Exit> {
        match self.what {
            What::Network(args) => args.run(),
            What::Latents(args) => args.run(),
            What::Cnf(args) => args.run(),
        }
    }
}

/// Numbers that a file may hold: 8 GiB of them.
const MOST_ENTRIES: usize = 1 << 30;

/// Refuses what would not fit into memory before any of it is asked for; `arguments` are to blame.
fn check_size(arguments: &str, entries: impl IntoIterator<Item = Option<usize>>) -> anyhow::Result<()> {
    let total = entries.into_iter().try_fold(0, |total: usize, entries| total.checked_add(entries?));
    let fits = total.is_some_and(|total| total <= MOST_ENTRIES);
    anyhow::ensure!(fits, "{arguments}: too large: at most {MOST_ENTRIES} numbers can be generated");
    Ok(())
}

impl NetworkArgs {
    fn run(self) -> anyhow::Result<Exit> {
        anyhow::ensure!(
            self.widths.len() > 1,
            "--widths needs the latent dimension and at least one layer, as in 20,100"
        );
        output::ensure_new_with(&self.out, &["npz", "onnx", "safetensors"])?;
        check_size("--widths", self.widths.windows(2).map(|pair| pair[0].checked_mul(pair[1])))?;
        let variance = match self.variance {
            Variance::One => gaussian::Variance::One,
            Variance::OverOutputs => gaussian::Variance::OverOutputs,
        };
        let mut rng = ChaCha8Rng::seed_from_u64(self.seed);
        let network = gaussian::gaussian_network(&mut rng, &self.widths, variance, self.activation);
        output::write_network(&self.out, &network)?;
        Ok(Exit::Answered)
    }
}

impl LatentArgs {
    fn run(self) -> anyhow::Result<Exit> {
        let shape = (self.count as usize, self.dimension as usize);
        let out = RowsFile::numbers(&self.out)?;
        check_size("--dimension and --count", [shape.0.checked_mul(shape.1)])?;
        let mut rng = ChaCha8Rng::seed_from_u64(self.seed);
        let latents = Array2::from_shape_simple_fn(shape, || gaussian::gaussian(&mut rng));
        out.write(&latents)?;
        Ok(Exit::Answered)
    }
}
