//! The least `l_inf` error by bisection over its size, one general program each.

use super::common::*;
use rand_chacha::ChaCha8Rng;
use unrelu_inverter::invert::{Method, Optimality};
use unrelu_inverter::lp::general::{GeneralSolver, LinearProgram, LpOutcome, Microlp, Relation};
use unrelu_inverter::ndarray::{Array1, Array2};
use unrelu_inverter::network::{Activation, Layer, Network};

/// A point misses its bounds by no more than this where there is one that keeps them.
const FEASIBLE: f64 = 1e-9;

/// How well two ways to the same minimum agree, for numbers of size 1.
const AGREE: f64 = 1e-6;

/// The least value by which bounds must be missed for errors up to `error`; `None` where no value is enough.
fn miss(layer: &Layer, x: &Array1<f64>, error: f64) -> Option<f64> {
    let mut program = LinearProgram::default();
    let z: Vec<usize> =
        (0..layer.inputs()).map(|_| program.add_variable(0.0, (f64::NEG_INFINITY, f64::INFINITY))).collect();
    let slack = program.add_variable(1.0, (0.0, f64::INFINITY));
    let relu = layer.activation() == Activation::Relu;
    let inverse = |value: f64| layer.activation().inverse(value).unwrap_or(value);
    for (row, &x) in x.iter().enumerate() {
        let mut add = |sign: f64, limit: f64| {
            let mut terms = vec![(slack, -1.0)];
            layer.weights().for_each_in_row(row, |column, entry| terms.push((z[column], sign * entry)));
            program.add_row(terms, Relation::AtMost, sign * (limit - layer.bias()[row]));
        };
        if relu && x + error < 0.0 {
            return None;
        }
        add(1.0, inverse(x + error));
        if !relu || x > error {
            add(-1.0, inverse(x - error));
        }
    }
    match Microlp.solve(&program) {
        LpOutcome::Optimal(point) => Some(point[slack]),
        other => panic!("{other:?}"),
    }
}

fn least_error(network: &Network, x: &Array1<f64>) -> f64 {
    let fits = |error: f64| miss(network.last(), x, error).is_some_and(|miss| miss <= FEASIBLE);
    let (mut low, mut high) = (0.0, 1.0);
    while !fits(high) {
        high *= 2.0;
    }
    if fits(0.0) {
        return 0.0;
    }
    for _ in 0..40 {
        let middle = f64::midpoint(low, high);
        if fits(middle) { high = middle } else { low = middle }
    }
    high
}

/// Small layers of all kinds, with whole numbers in every other one.
fn layer(rng: &mut ChaCha8Rng, number: usize, activation: Activation) -> Network {
    let (k, n) = (1 + below(rng, 3), 1 + below(rng, 8));
    let mut draw = || if number.is_multiple_of(2) { uniform(rng) * 2.0 } else { (uniform(rng) * 2.5).round() };
    let weights = Array2::from_shape_simple_fn((n, k), &mut draw);
    let bias = Array1::from_shape_simple_fn(n, || if number.is_multiple_of(3) { 0.0 } else { draw() });
    single(weights, bias, activation)
}

/// Realizable, noisy or of no relation to the layer, negative entries included.
fn observation(rng: &mut ChaCha8Rng, number: usize, network: &Network) -> Array1<f64> {
    let latent = Array1::from_shape_simple_fn(network.inputs(), || (uniform(rng) * 4.0).round() / 2.0);
    let clean = network.forward(&latent);
    match number % 4 {
        0 => clean,
        1 => clean.mapv(|x| x + 0.1 * uniform(rng)),
        2 => clean.mapv(|x| x + (2.0 * uniform(rng)).round() / 2.0),
        _ => clean.mapv(|_| 2.0 * uniform(rng)),
    }
}

fn agrees(seed: u64, count: usize, activation: Activation) {
    let mut rng = rng(seed);
    for number in 0..count {
        let network = layer(&mut rng, number, activation);
        let x = observation(&mut rng, number, &network);
        let inversion = invert(&network, &x, &options(Method::Linf));
        let fit = last_fit(&inversion);
        let found = inversion.preimage().unwrap().residual().linf;
        let brute = least_error(&network, &x);
        let context = format!("layer {number}: {found} for {brute}, {fit:?}, {network:?}, {x}");
        assert!((found - brute).abs() <= AGREE, "{context}");
        assert_ne!(fit.optimality, Optimality::Unproven, "{context}");
        if let Some(certificate) = &fit.certificate {
            let (bound, radius) = certificate.verify(&network).unwrap();
            assert!(bound <= fit.epsilon * (1.0 + AGREE) && bound >= fit.epsilon * (1.0 - 1e-5), "{bound}: {context}");
            assert!(radius > 1.0, "{radius}: {context}");
            assert_eq!(bound.to_bits(), certificate.bound.to_bits());
        } else {
            assert!(fit.epsilon <= 1e-9, "no certificate: {context}");
        }
    }
}

#[test]
fn linf_is_the_global_minimum_of_200_relu_layers() {
    agrees(41, 200, RELU);
}

#[test]
fn linf_is_the_global_minimum_of_leaky_relu_layers() {
    agrees(42, 60, leaky(0.1));
    agrees(43, 60, leaky(0.5));
}

#[test]
fn linf_is_the_global_minimum_of_identity_layers() {
    agrees(44, 40, Activation::Identity);
}
