//! Trains a generator `G(z) = relu(W_2 relu(W_1 z + b_1) + b_2)` of handwritten digits, which `unrelu` inverts.
//!
//! ```text
//! cargo run --release --example train_generator -- train-images-idx3-ubyte.gz generator.npz
//! ```
//!
//! The recipe is a generative adversarial network (Goodfellow et al. 2014, arXiv:1406.2661, with the non-saturating loss), the
//! kind that the paper inverts, with a discriminator of one hidden layer, 256 `LeakyReLU` units, and three additions:
//!
//! - a penalty on the gradient of the discriminator at real digits (`R_1` of Mescheder, Geiger and Nowozin 2018,
//!   arXiv:1801.04406), since otherwise the discriminator wins and many digits go blank;
//! - in the backward pass of the generator alone ReLU has slope 0.1 below zero, so that units and pixels that are dark for every
//!   code can recover (a surrogate gradient, as the straight-through estimator of Bengio et al. 2013, arXiv:1308.3432, is one);
//! - what is written is an exponential average of the generator's parameters over the steps (Yazici et al. 2019,
//!   arXiv:1806.04498).
//!
//! Both networks have two layers, which `mlp` differentiates by hand; `losses` has the objectives, with the second derivative that
//! the penalty needs. That is 200 lines on `ndarray`, which is there anyway; a framework such as `burn` or `candle` would
//! be some hundred crates more for one example.

mod adam;
mod digits;
mod gan;
mod losses;
mod mlp;
mod quality;

use anyhow::{Result, ensure};
use clap::Parser;
use gan::{BATCH, Biases, Gan};
use ndarray::Array2;
use quality::Quality;
use std::{env, fs, num::NonZeroUsize, path::PathBuf, process::ExitCode, time::Instant};
use unrelu::inverter::{
    file::{self, Fidelity},
    network::{Activation, Layer, Network},
};

/// Steps where no number of epochs is asked for: some three minutes on one core.
const STEPS: usize = 16_000;
/// How often training says how it goes.
const REPORTS: usize = 16;
/// Beyond this a layer is no longer trained in minutes.
const WIDEST: usize = 4_096;

/// Trains a generator of handwritten digits, two ReLU layers that `unrelu` inverts.
#[derive(Parser)]
#[command(name = "train_generator", after_help = AFTER_HELP)]
struct Args {
    /// Images in IDX format, plain or as gzip, as MNIST comes; or a matrix with an image a row and no labels, 0 to 1 or
    /// 0 to 255 (.npy, .npz, .csv).
    images: PathBuf,
    /// Network to write: .npz, .onnx or .safetensors; it must not exist.
    out: PathBuf,
    /// Dimension of the latent code, and width of the hidden layer.
    #[arg(long, value_name = "LATENT,HIDDEN", default_value = "20,60", value_parser = widths)]
    widths: [usize; 2],
    /// Train biases too; without, they are 0, as in the paper's theory, and more units are active.
    #[arg(long)]
    biases: bool,
    /// How often every image is seen on average; where not given, as often as 16,000 steps of 64 images allow.
    #[arg(long, value_name = "N")]
    epochs: Option<NonZeroUsize>,
    /// The same seed gives the same network on one machine.
    #[arg(long, default_value_t = 0)]
    seed: u64,
}

const AFTER_HELP: &str = "\
Examples:
  train_generator train-images-idx3-ubyte.gz generator.npz
  train_generator digits.npy generator.onnx --widths 10,40 --biases --epochs 50 --seed 1
Then:
  unrelu generate latents --dimension 20 --count 10 --seed 1 --out latents.npy
  unrelu forward generator.npz latents.npy --out digits.png";

fn widths(text: &str) -> Result<[usize; 2], String> {
    let numbers: Result<Vec<usize>, _> = text.split(',').map(str::parse).collect();
    match numbers.as_deref() {
        Ok(&[latent, hidden]) if [latent, hidden].iter().all(|width| (1..=WIDEST).contains(width)) => {
            Ok([latent, hidden])
        }
        _ => Err(format!("expected two widths from 1 to {WIDEST}, as in 20,60")),
    }
}

fn main() -> ExitCode {
    match Args::parse().run() {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("error: {error:#}");
            ExitCode::from(2)
        }
    }
}

impl Args {
    fn run(&self) -> Result<()> {
        let images = digits::read(&self.images)?;
        let [latent, hidden] = self.widths;
        let biases = if self.biases { Biases::Trained } else { Biases::Zero };
        let mut gan = Gan::new([latent, hidden, images.ncols()], biases, self.seed);
        // What cannot be written should be known before the training.
        self.write(&gan)?;
        fs::remove_file(&self.out)?;
        let steps = self.epochs.map_or(STEPS, |epochs| images.nrows().div_ceil(BATCH).saturating_mul(epochs.get()));
        train(&mut gan, &images, steps)?;
        if self.write(&gan)? == Fidelity::Rounded {
            eprintln!("note: {}: numbers were rounded to float32", self.out.display());
        }
        println!("{}", Quality::of(gan.trained()));
        Ok(())
    }

    fn write(&self, gan: &Gan) -> Result<Fidelity> {
        let arguments: Vec<_> =
            env::args_os().skip(1).map(|argument| argument.to_string_lossy().into_owned()).collect();
        let made_by = format!("unrelu {}: train_generator {}", env!("CARGO_PKG_VERSION"), arguments.join(" "));
        Ok(file::write_network(&self.out, &network(gan)?, &made_by)?)
    }
}

fn train(gan: &mut Gan, images: &Array2<f64>, steps: usize) -> Result<()> {
    let start = Instant::now();
    for step in 1..=steps {
        let losses = gan.step(images);
        if step == steps || step.is_multiple_of(steps.div_ceil(REPORTS)) {
            ensure!(losses.are_finite(), "training diverged within {step} steps: try another --seed");
            let seconds = start.elapsed().as_secs_f64();
            eprintln!("step {step} of {steps}, {seconds:.0} s: {losses}; {}", Quality::of(gan.trained()));
        }
    }
    Ok(())
}

fn network(gan: &Gan) -> Result<Network> {
    let layer = |layer: &mlp::Dense| Layer::new(layer.weights.clone(), layer.bias.clone(), Activation::Relu);
    let [first, last] = &gan.trained().layers;
    Ok(Network::new(vec![layer(first)?, layer(last)?])?)
}

#[cfg(test)]
mod tests {
    use super::*;
    use rand_chacha::{ChaCha8Rng, rand_core::SeedableRng};
    use std::{ffi::OsString, fmt::Write, path::Path};
    use unrelu::inverter::{file::read_network, invert, network::random::gaussian_latent};

    /// A dozen pictures of a bar, one a row, in a folder of its own.
    fn bars() -> (tempfile::TempDir, PathBuf) {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("bars.csv");
        let mut text = String::new();
        for bar in 0..12 {
            let row: Vec<&str> = (0..144).map(|pixel| if pixel / 12 == bar { "255" } else { "0" }).collect();
            writeln!(text, "{}", row.join(",")).unwrap();
        }
        fs::write(&path, text).unwrap();
        (folder, path)
    }

    fn arguments(images: &Path, out: &Path) -> Args {
        let arguments = ["train_generator", "--widths", "3,12", "--epochs", "20", "--seed", "1"];
        Args::parse_from(arguments.map(OsString::from).into_iter().chain([images.into(), out.into()]))
    }

    #[test]
    fn a_short_training_writes_a_network_whose_codes_are_recovered() {
        let (folder, images) = bars();
        let out = folder.path().join("generator.npz");
        arguments(&images, &out).run().unwrap();
        let network = read_network(&out).unwrap();
        assert_eq!(network.widths(), [3, 12, 144]);
        assert!(network.layers().iter().all(|layer| layer.bias().iter().all(|&bias| bias == 0.0)));
        let latent = gaussian_latent(&mut ChaCha8Rng::seed_from_u64(1), 3);
        let found = invert::auto(&network, &network.forward(&latent), &invert::AutoOptions::default()).unwrap();
        let error = found.preimage().unwrap().latent() - &latent;
        assert!(error.iter().all(|entry| entry.abs() < 1e-9), "{error}");
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 2);
    }

    #[test]
    fn what_cannot_be_written_is_known_before_the_training() {
        let (folder, images) = bars();
        for name in ["bars.csv", "generator.txt", "none/generator.npz"] {
            assert!(arguments(&images, &folder.path().join(name)).run().is_err(), "{name}");
        }
        assert!(images.exists());
    }

    #[test]
    fn widths_are_two_numbers_of_a_size_that_can_be_trained() {
        assert_eq!(widths("20,60"), Ok([20, 60]));
        for text in ["", "20", "20,60,784", "0,60", "20,-1", "20,100000", "a,b"] {
            assert!(widths(text).is_err(), "{text}");
        }
    }
}
