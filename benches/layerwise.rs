//! Layer-wise inversion of noisy observations, whole networks, on one thread.

use criterion::{BenchmarkId, Criterion};
use ndarray::Array1;
use rand_chacha::{ChaCha8Rng, rand_core::SeedableRng};
use std::{hint::black_box, time::Instant};
use unrelu::inverter::{
    invert::{LayerwiseOptions, Method, Methods, Outcome, layerwise},
    network::{
        Activation, Law, Network, Noise,
        random::{Variance, gaussian_latent, gaussian_network},
    },
};

/// Networks and levels of noise: those of the paper's Figure 1 and of its Table 1.
const CASES: [(&[usize], f64); 7] = [
    (&[20, 100, 500], 1e-1),
    (&[20, 100, 500], 1e-2),
    (&[20, 100, 500], 1e-3),
    (&[20, 100, 500], 1e-4),
    (&[20, 100, 500], 1e-5),
    (&[20, 100, 500], 1e-6),
    (&[110, 250, 600], 1e-9),
];

/// Trials of a case in the summary.
const TRIALS: u64 = 21;

struct Trial {
    network: Network,
    observation: Array1<f64>,
}

impl Trial {
    fn new(widths: &[usize], noise: f64, number: u64) -> Self {
        let mut rng = ChaCha8Rng::seed_from_u64(1);
        rng.set_stream(number);
        let network = gaussian_network(&mut rng, widths, Variance::OverOutputs, Activation::Relu);
        let latent = gaussian_latent(&mut rng, widths[0]);
        let noise = Noise::new(Law::Uniform, noise).expect("levels are sizes");
        let observation = network.forward(&latent).mapv_into(|x| x + noise.draw(&mut rng));
        Self { network, observation }
    }

    fn invert(&self, method: Method) {
        let options = LayerwiseOptions { methods: Methods::All(method), ..LayerwiseOptions::default() };
        let inversion = layerwise(&self.network, &self.observation, &options).expect("the observation fits");
        assert!(matches!(black_box(inversion).outcome, Outcome::Fitted { .. }));
    }
}

fn main() {
    let mut criterion = Criterion::default().configure_from_args();
    let mut group = criterion.benchmark_group("layerwise");
    group.sample_size(10);
    for (widths, noise) in CASES {
        let trial = Trial::new(widths, noise, 0);
        let name = BenchmarkId::new("linf", format!("{widths:?}/{noise:e}"));
        group.bench_function(name, |bencher| bencher.iter(|| trial.invert(Method::Linf)));
    }
    group.finish();
    for (widths, noise) in CASES {
        let seconds = Method::ALL[1..].iter().map(|&method| {
            let (median, least) = summary(widths, noise, method);
            format!("{method} {:.2} ({:.2})", 1e3 * median, 1e3 * least)
        });
        println!("{widths:?}, noise {noise:e}, median (least) ms: {}", seconds.collect::<Vec<_>>().join(", "));
    }
}

/// Median and least seconds over different networks.
fn summary(widths: &[usize], noise: f64, method: Method) -> (f64, f64) {
    let mut seconds: Vec<f64> = (0..TRIALS)
        .map(|number| {
            let trial = Trial::new(widths, noise, number);
            let start = Instant::now();
            trial.invert(method);
            start.elapsed().as_secs_f64()
        })
        .collect();
    seconds.sort_by(f64::total_cmp);
    (seconds[seconds.len() / 2], seconds[0])
}
