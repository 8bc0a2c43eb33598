//! Exact inversion of one Gaussian layer, against what no method can avoid: an LU factorisation of order `k`.
//!
//! Prints the ratio of the two for each size, single-threaded and in the same run.

use criterion::{BenchmarkId, Criterion};
use faer::{Mat, linalg::solvers::Solve};
use ndarray::Array1;
use rand_chacha::{ChaCha8Rng, rand_core::SeedableRng};
use std::{hint::black_box, time::Instant};
use unrelu::inverter::{
    invert::{ExactOptions, exact},
    network::{
        Activation, Network,
        random::{Variance, gaussian, gaussian_latent, gaussian_network},
    },
};

const SIZES: [(usize, usize); 6] = [(100, 240), (250, 600), (1000, 2400), (100, 500), (250, 1250), (1000, 5000)];

struct Work {
    network: Network,
    observation: Array1<f64>,
    square: Mat<f64>,
    right: Mat<f64>,
}

impl Work {
    fn new(k: usize, n: usize) -> Self {
        let mut rng = ChaCha8Rng::seed_from_u64(1);
        let network = gaussian_network(&mut rng, &[k, n], Variance::One, Activation::Relu);
        let observation = network.forward(&gaussian_latent(&mut rng, k));
        let square = Mat::from_fn(k, k, |_, _| gaussian(&mut rng));
        let right = Mat::from_fn(k, 1, |_, _| gaussian(&mut rng));
        Self { network, observation, square, right }
    }

    fn invert(&self) {
        let inversion = exact(&self.network, &self.observation, &ExactOptions::default());
        assert!(black_box(inversion).expect("the observation fits").is_unique());
    }

    fn lu(&self) {
        black_box(self.square.partial_piv_lu().solve(&self.right));
    }
}

fn main() {
    let mut criterion = Criterion::default().configure_from_args();
    let mut group = criterion.benchmark_group("exact_layer");
    group.sample_size(10);
    for (k, n) in SIZES {
        let work = Work::new(k, n);
        group.bench_function(BenchmarkId::new("invert", format!("{n}x{k}")), |bencher| bencher.iter(|| work.invert()));
        group.bench_function(BenchmarkId::new("lu", format!("{n}x{k}")), |bencher| bencher.iter(|| work.lu()));
    }
    group.finish();
    for (k, n) in SIZES {
        let work = Work::new(k, n);
        let (invert, lu) = (median(|| work.invert()), median(|| work.lu()));
        println!("{n} x {k}: invert {invert:.6} s, lu {lu:.6} s, ratio {:.2}", invert / lu);
    }
}

/// Median of the seconds of eleven calls.
fn median(mut call: impl FnMut()) -> f64 {
    let mut seconds: Vec<f64> = (0..11)
        .map(|_| {
            let start = Instant::now();
            call();
            start.elapsed().as_secs_f64()
        })
        .collect();
    seconds.sort_by(f64::total_cmp);
    seconds[5]
}
