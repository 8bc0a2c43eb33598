//! Digits with hidden pixels, found by `sense` and by the strong baseline: the table of `docs/sensing.md`.
//!
//! ```text
//! cargo run --release --example inpainting -- [DIGITS]
//! ```

use rand::seq::SliceRandom;
use rand_chacha::{ChaCha8Rng, rand_core::SeedableRng};
use rayon::prelude::*;
use std::path::Path;
use unrelu::inverter::{
    file,
    invert::{AutoOptions, Inverter, LayerwiseOptions, StrongOptions},
    ndarray::Array1,
    network::{Law, Network, Noise, random::gaussian_latent},
    sense::{ProjectedOptions, SenseOptions, SensingMatrix, Sensor, Strategy},
};

const SIDE: usize = 28;
const SEED: u64 = 2019;
const NOISE: [f64; 2] = [0.0, 0.05];
/// Root mean square of the error on hidden pixels below which a digit counts as recovered exactly.
const EXACT: f64 = 1e-8;

/// Which pixels of 28 x 28 are seen.
#[derive(Clone, Copy)]
enum Mask {
    RandomHalf,
    LowerHalf,
    Block,
}

impl Mask {
    const ALL: [(Self, &str); 3] =
        [(Self::RandomHalf, "random half"), (Self::LowerHalf, "lower half"), (Self::Block, "block 12 x 12")];

    fn seen(self, rng: &mut ChaCha8Rng) -> Vec<bool> {
        let middle = 8..20;
        let pixels = (0..SIDE * SIDE).map(|pixel| (pixel / SIDE, pixel % SIDE));
        let mut seen: Vec<bool> = pixels
            .map(|(row, column)| match self {
                Self::RandomHalf | Self::LowerHalf => row < SIDE / 2,
                Self::Block => !(middle.contains(&row) && middle.contains(&column)),
            })
            .collect();
        if matches!(self, Self::RandomHalf) {
            seen.shuffle(rng);
        }
        seen
    }
}

/// A way to fill in what is hidden.
#[derive(Clone, Copy)]
enum Way {
    Direct,
    ProjectedAuto,
    ProjectedLinf,
    Strong,
}

impl Way {
    const ALL: [(Self, &str); 4] = [
        (Self::Direct, "direct, auto"),
        (Self::ProjectedAuto, "projected, auto"),
        (Self::ProjectedLinf, "projected, linf"),
        (Self::Strong, "direct, gd-strong"),
    ];

    fn options(self, seed: u64) -> SenseOptions<'static> {
        let projected = Strategy::Projected(ProjectedOptions::default());
        let auto = Inverter::Auto(AutoOptions { seed, ..AutoOptions::default() });
        let linf = Inverter::Layerwise(LayerwiseOptions { polish: false, ..LayerwiseOptions::default() });
        let strong = Inverter::Strong(StrongOptions { seed, ..StrongOptions::default() });
        let (strategy, inverter) = match self {
            Self::Direct => (Strategy::Direct, auto),
            Self::ProjectedAuto => (projected, auto),
            Self::ProjectedLinf => (projected, linf),
            Self::Strong => (Strategy::Direct, strong),
        };
        SenseOptions { strategy, inverter }
    }
}

/// A digit of which a part is seen, with noise.
struct Trial {
    digit: Array1<f64>,
    seen: Vec<bool>,
    measurement: Array1<f64>,
}

impl Trial {
    /// The same digit for every mask and noise.
    fn new(network: &Network, number: u64, mask: Mask, noise: f64) -> Self {
        let mut rng = ChaCha8Rng::seed_from_u64(SEED);
        rng.set_stream(number);
        let digit = network.forward(&gaussian_latent(&mut rng, network.inputs()));
        let seen = mask.seen(&mut rng);
        let noise = Noise::new(Law::Gaussian, noise).expect("levels are sizes");
        let shown = digit.iter().zip(&seen).filter(|(_, seen)| **seen);
        let measurement = shown.map(|(pixel, _)| pixel + noise.draw(&mut rng)).collect();
        Self { digit, seen, measurement }
    }

    /// Root mean square of the error on hidden pixels (infinite where there is no answer), and the seconds that it took.
    fn run(&self, network: &Network, options: &SenseOptions<'_>) -> (f64, f64) {
        let mask = SensingMatrix::mask(&self.seen).expect("some pixels are seen");
        let sensor = Sensor::new(network, &mask).expect("masks are made for this network");
        let inversion = sensor.sense(&self.measurement, options).expect("as many pixels as are seen");
        let error =
            inversion.preimage().map_or(f64::INFINITY, |preimage| self.error(&network.forward(preimage.latent())));
        (error, inversion.seconds)
    }

    fn error(&self, found: &Array1<f64>) -> f64 {
        let pixels = found.iter().zip(&self.digit).zip(&self.seen);
        let squares: Vec<f64> = pixels.filter(|(_, seen)| !**seen).map(|((a, b), _)| (a - b).powi(2)).collect();
        (squares.iter().sum::<f64>() / squares.len() as f64).sqrt()
    }
}

fn main() {
    let digits = std::env::args().nth(1).map_or(100, |text| text.parse().expect("a number of digits"));
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("assets/mnist-generator.npz");
    let network = file::read_network(&path).expect("the generator is part of the repository");
    println!("| hidden | noise | by | median | mean | largest | exact | ms |");
    println!("|---|---|---|---|---|---|---|---|");
    for (mask, hidden) in Mask::ALL {
        for noise in NOISE {
            let trials: Vec<Trial> = (0..digits).map(|number| Trial::new(&network, number, mask, noise)).collect();
            for (way, by) in Way::ALL {
                println!("| {hidden} | {noise} | {by} | {} |", row(&network, &trials, way));
            }
        }
    }
}

fn row(network: &Network, trials: &[Trial], way: Way) -> String {
    let run = |(seed, trial): (usize, &Trial)| trial.run(network, &way.options(seed as u64));
    let (mut errors, seconds): (Vec<f64>, Vec<f64>) = trials.par_iter().enumerate().map(run).unzip();
    errors.sort_by(f64::total_cmp);
    let count = errors.len() as f64;
    let (mean, largest) = (errors.iter().sum::<f64>() / count, errors[errors.len() - 1]);
    let exact = errors.iter().filter(|error| **error < EXACT).count();
    let milliseconds = 1e3 * seconds.iter().sum::<f64>() / count;
    format!("{:.2e} | {mean:.2e} | {largest:.2e} | {exact} | {milliseconds:.2}", errors[errors.len() / 2])
}
