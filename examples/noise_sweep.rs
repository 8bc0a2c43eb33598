//! Relative error of the latent code against noise, for every method: the table of `docs/noise.md`.
//!
//! ```text
//! cargo run --release --example noise_sweep -- [TRIALS] [METHOD...]
//! ```

use rand_chacha::{ChaCha8Rng, rand_core::SeedableRng};
use rayon::prelude::*;
use unrelu::inverter::{
    invert::{Inversion, LayerwiseOptions, Method, Methods, Outcome, layerwise},
    ndarray::Array1,
    network::{
        Activation, Law, Network, Noise,
        random::{Variance, gaussian_latent, gaussian_network},
    },
};

const WIDTHS: [usize; 3] = [20, 100, 500];
const LEVELS: [f64; 6] = [1e-1, 1e-2, 1e-3, 1e-4, 1e-5, 1e-6];
const SEED: u64 = 77;

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
    programs: usize,
    seconds: f64,
}

fn main() {
    let mut arguments = std::env::args().skip(1);
    let trials = arguments.next().map_or(200, |text| text.parse().expect("the first argument is a number of trials"));
    let named: Vec<Method> = arguments.map(|name| name.parse().expect("a method")).collect();
    let default = vec![Method::Linf, Method::LinfPaper, Method::L1, Method::Relaxed, Method::Exact];
    let methods = if named.is_empty() { default } else { named };
    println!("| noise | level | method | median | 99th percentile | failures | programs | seconds |");
    println!("|---|---|---|---|---|---|---|---|");
    for law in [Law::Uniform, Law::Gaussian] {
        for level in LEVELS {
            for &method in &methods {
                let row = row(trials, law, level, method);
                println!("| {law:?} | {level:.0e} | {method} | {row} |");
            }
        }
    }
}

fn row(trials: u64, law: Law, level: f64, method: Method) -> String {
    let options = LayerwiseOptions { methods: Methods::All(method), ..LayerwiseOptions::default() };
    let results: Vec<_> = (0..trials).into_par_iter().map(|number| outcome(number, law, level, &options)).collect();
    let mut row = Row::default();
    for (error, programs, seconds) in results {
        match error {
            Some(error) => row.errors.push(error),
            None => row.failures += 1,
        }
        row.programs += programs;
        row.seconds += seconds;
    }
    row.errors.sort_by(f64::total_cmp);
    let per_trial = |sum: f64| sum / trials as f64;
    format!(
        "{} | {} | {} | {:.1} | {:.4}",
        quantile(&row.errors, 50),
        quantile(&row.errors, 99),
        row.failures,
        per_trial(row.programs as f64),
        per_trial(row.seconds)
    )
}

fn outcome(number: u64, law: Law, level: f64, options: &LayerwiseOptions<'_>) -> (Option<f64>, usize, f64) {
    let trial = Trial::new(number, law, level);
    match layerwise(&trial.network, &trial.observation, options) {
        Ok(inversion) => {
            if let Outcome::Undecided(reason) = &inversion.outcome {
                eprintln!("trial {number}, {law:?} {level:e}: {reason}");
            }
            let fits = inversion.layers.iter().filter_map(|layer| layer.fit.as_ref());
            (trial.error(&inversion), fits.map(|fit| fit.programs).sum(), inversion.seconds)
        }
        // `exact` refuses negative outputs of a ReLU layer.
        Err(_) => (None, 0, 0.0),
    }
}

fn quantile(sorted: &[f64], percent: usize) -> String {
    let index = sorted.len() * percent / 100;
    sorted.get(index).map_or("-".into(), |error| format!("{error:.2e}"))
}
