//! Relative error of the latent code against noise, for every inverter: the tables of `docs/noise.md`.
//!
//! ```text
//! cargo run --release --example noise_sweep -- [TRIALS] [INVERTER...]
//! ```
//!
//! An inverter is a method of layer-wise inversion, unpolished, as in the paper, or `auto`, `gd` (gradient descent from one
//! random point until it converges, with the test of the sign) or `gd-strong` (Levenberg-Marquardt from ten).

use rand_chacha::{ChaCha8Rng, rand_core::SeedableRng};
use rayon::prelude::*;
use std::str::FromStr;
use unrelu::inverter::{
    invert::{
        self, AutoOptions, GradientOptions, Inversion, InvertError, LayerwiseOptions, Method, Methods, Outcome,
        StrongOptions,
    },
    name::UnknownName,
    ndarray::Array1,
    network::{
        Activation, Law, Network, Noise,
        random::{Variance, gaussian_latent, gaussian_network},
    },
};

const WIDTHS: [usize; 3] = [20, 100, 500];
const LEVELS: [f64; 6] = [1e-1, 1e-2, 1e-3, 1e-4, 1e-5, 1e-6];
const SEED: u64 = 77;
/// Ten times as many as in the paper: without kinks in the way it ends long before.
const MOST_STEPS: usize = 10_000;
/// Gradients are lost in rounding below.
const SMALLEST_GRADIENT: f64 = 1e-10;

#[derive(Clone, Copy)]
enum Inverter {
    Layerwise(Method),
    Auto,
    Gradient,
    Strong,
}

impl Inverter {
    fn run(self, trial: &Trial, seed: u64) -> Result<Inversion, InvertError> {
        let Trial { network, observation, .. } = trial;
        match self {
            Self::Auto => invert::auto(network, observation, &AutoOptions::default()),
            Self::Gradient => {
                let (steps, gradient) = (MOST_STEPS, SMALLEST_GRADIENT);
                let options = GradientOptions { steps, gradient, sign_test: true, seed, ..GradientOptions::RANDOM };
                invert::gradient_descent(network, observation, &options)
            }
            Self::Strong => {
                invert::gradient_strong(network, observation, &StrongOptions { seed, ..StrongOptions::default() })
            }
            Self::Layerwise(method) => {
                let methods = Methods::All(method);
                let options = LayerwiseOptions { methods, polish: false, ..LayerwiseOptions::default() };
                invert::layerwise(network, observation, &options)
            }
        }
    }
}

impl FromStr for Inverter {
    type Err = UnknownName;

    fn from_str(text: &str) -> Result<Self, UnknownName> {
        match text {
            "auto" => Ok(Self::Auto),
            "gd" => Ok(Self::Gradient),
            "gd-strong" => Ok(Self::Strong),
            _ => text.parse().map(Self::Layerwise),
        }
    }
}

struct Trial {
    network: Network,
    latent: Array1<f64>,
    observation: Array1<f64>,
}

impl Trial {
    /// The same network and latent code for every level and kind of noise.
    fn new(number: u64, law: Law, level: f64) -> Self {
        let mut rng = ChaCha8Rng::seed_from_u64(SEED);
        rng.set_stream(number);
        let network = gaussian_network(&mut rng, &WIDTHS, Variance::OverOutputs, Activation::Relu);
        let latent = gaussian_latent(&mut rng, WIDTHS[0]);
        let noise = Noise::new(law, level).expect("levels are sizes");
        let observation = network.forward(&latent).mapv_into(|x| x + noise.draw(&mut rng));
        Self { network, latent, observation }
    }

    /// Relative error of the latent code, or `None` where there is none.
    fn error(&self, inversion: &Inversion) -> Option<f64> {
        let difference = inversion.preimage()?.latent() - &self.latent;
        Some((difference.dot(&difference) / self.latent.dot(&self.latent)).sqrt())
    }
}

#[derive(Default)]
struct Row {
    errors: Vec<f64>,
    failures: usize,
    /// Linear programs of layers, or steps of the whole network.
    work: usize,
    seconds: f64,
}

fn main() {
    let mut arguments = std::env::args().skip(1);
    let trials = arguments.next().map_or(200, |text| text.parse().expect("the first argument is a number of trials"));
    let named: Vec<String> = arguments.collect();
    let default = ["linf", "linf-paper", "l1", "relaxed", "exact", "gd", "gd-strong", "auto"].map(str::to_owned);
    let inverters = if named.is_empty() { default.to_vec() } else { named };
    println!("| noise | level | inverter | median | 99th percentile | failures | programs or steps | seconds |");
    println!("|---|---|---|---|---|---|---|---|");
    for law in [Law::Uniform, Law::Gaussian] {
        for level in LEVELS {
            for name in &inverters {
                let row = row(trials, (law, level), name.parse().expect("an inverter"));
                println!("| {law:?} | {level:.0e} | {name} | {row} |");
            }
        }
    }
}

fn row(trials: u64, noise: (Law, f64), inverter: Inverter) -> String {
    let results: Vec<_> = (0..trials).into_par_iter().map(|number| outcome(number, noise, inverter)).collect();
    let mut row = Row::default();
    for (error, work, seconds) in results {
        match error {
            Some(error) => row.errors.push(error),
            None => row.failures += 1,
        }
        row.work += work;
        row.seconds += seconds;
    }
    row.errors.sort_by(f64::total_cmp);
    let per_trial = |sum: f64| sum / trials as f64;
    format!(
        "{} | {} | {} | {:.1} | {:.4}",
        quantile(&row.errors, 50),
        quantile(&row.errors, 99),
        row.failures,
        per_trial(row.work as f64),
        per_trial(row.seconds)
    )
}

fn outcome(number: u64, (law, level): (Law, f64), inverter: Inverter) -> (Option<f64>, usize, f64) {
    let trial = Trial::new(number, law, level);
    match inverter.run(&trial, number) {
        Ok(inversion) => {
            if let Outcome::Undecided(reason) = &inversion.outcome {
                eprintln!("trial {number}, {law:?} {level:e}: {reason}");
            }
            let fits = inversion.layers.iter().filter_map(|layer| layer.fit.as_ref());
            let programs = fits.map(|fit| fit.programs).sum();
            let work = inversion.whole.as_ref().map_or(programs, |whole| whole.steps);
            (trial.error(&inversion), work, inversion.seconds)
        }
        // `exact` refuses negative outputs of a ReLU layer.
        Err(_) => (None, 0, 0.0),
    }
}

fn quantile(sorted: &[f64], percent: usize) -> String {
    let index = sorted.len() * percent / 100;
    sorted.get(index).map_or("-".into(), |error| format!("{error:.3e}"))
}
