//! What was put in comes out again.

use super::common::*;
use quickcheck::quickcheck;
use unrelu_inverter::invert::{Method, Optimality};
use unrelu_inverter::ndarray::Array1;
use unrelu_inverter::network::{
    Activation, Layer, Network,
    random::{Variance, gaussian_latent, gaussian_network},
};

const METHODS: [Method; 4] = [Method::Linf, Method::LinfPaper, Method::L1, Method::Relaxed];

#[test]
fn noiseless_networks_are_recovered_to_rounding() {
    let mut rng = rng(21);
    for _ in 0..10 {
        let (network, truth, x) = trial(&mut rng, &[20, 100, 500], 0.0);
        for method in METHODS {
            let inversion = invert(&network, &x, &options(method));
            assert!(relative_error(latent(&inversion), &truth) <= 1e-11, "{method}");
            assert!(inversion.layers.iter().all(|layer| layer.fit.as_ref().unwrap().unique), "{method}");
        }
    }
}

/// The errors of this network are about 5 to 7 times the noise; Theorem 4 bounds them by about 880 times.
#[test]
fn errors_grow_in_proportion_to_the_noise() {
    for (exponent, trials) in [(-1, 0), (-2, 6), (-3, 8), (-4, 8), (-5, 8), (-6, 8)] {
        let noise = 10_f64.powi(exponent);
        for method in METHODS {
            let mut rng = rng(22);
            let mut ratios: Vec<f64> = (0..trials)
                .map(|_| {
                    let (network, truth, x) = trial(&mut rng, &[20, 100, 500], noise);
                    largest(&(latent(&invert(&network, &x, &options(method))) - &truth)) / noise
                })
                .collect();
            ratios.sort_by(f64::total_cmp);
            let median = ratios.get(trials / 2).copied().unwrap_or(0.0);
            assert!(median <= if method == Method::Relaxed { 16.0 } else { 10.0 }, "{method} {noise}: {ratios:?}");
            assert!(ratios.iter().all(|ratio| *ratio <= 60.0), "{method} {noise}: {ratios:?}");
        }
    }
}

/// The case where a solver with a tolerance above the noise fails silently.
#[test]
fn l1_at_noise_1e_9_succeeds_in_every_trial() {
    let mut rng = rng(23);
    for number in 0..12 {
        let (network, truth, x) = trial(&mut rng, &[90, 250, 600], 1e-9);
        let inversion = invert(&network, &x, &options(Method::L1));
        let error = relative_error(latent(&inversion), &truth);
        assert!(error <= 1e-7, "trial {number}: {error:e}");
    }
}

/// `P(Bin(count, 1/2) <= most)`.
fn binomial(count: usize, most: usize) -> f64 {
    let mut term = 0.5_f64.powi(i32::try_from(count).unwrap());
    let mut sum = 0.0;
    for successes in 0..=most.min(count) {
        sum += term;
        term *= (count - successes) as f64 / (successes + 1) as f64;
    }
    sum
}

/// With `M < N` active outputs for `N` hidden units, `s` of them not zero, the signs alone fix the input with probability
/// `P(Bin(N - s - 1, 1/2) <= M - s - 1)`.
#[test]
fn non_negative_hidden_vectors_are_recovered_from_fewer_active_outputs() {
    let mut rng = rng(24);
    let (mut expected, mut variance, mut found, mut trials) = (0.0, 0.0, 0, 0);
    while trials < 40 {
        let (network, truth, x) = trial(&mut rng, &[8, 40, 66], 0.0);
        let hidden = network.trace(&truth)[0].iter().filter(|h| **h > 0.0).count();
        let active = x.iter().filter(|x| **x > 0.0).count();
        if active >= 40 || active <= hidden || hidden < 8 {
            continue;
        }
        trials += 1;
        let probability = binomial(40 - hidden - 1, active - hidden - 1);
        expected += probability;
        variance += probability * (1.0 - probability);
        let noisy = x.mapv(|x| if x > 0.0 { x + 1e-9 * uniform(&mut rng) } else { 0.0 });
        let recovered = |x: &Array1<f64>| relative_error(latent(&invert(&network, x, &options(Method::Linf))), &truth);
        let success = recovered(&x) <= 1e-6;
        found += usize::from(success);
        if success {
            assert!(recovered(&noisy) <= 1e-4, "trial {trials}: {:e}", recovered(&noisy));
        }
        let without = invert(&network, &x, &free(Method::Linf));
        assert!(relative_error(latent(&without), &truth) > 1e-6, "trial {trials}");
    }
    let deviation = (found as f64 - expected).abs() / f64::sqrt(variance);
    assert!(deviation <= 4.0, "{found} of {trials} where {expected:.1} were expected");
}

fn with_biases(seed: u64, widths: &[usize], activations: &[Activation]) -> (Network, Array1<f64>) {
    let mut rng = rng(seed);
    let plain = gaussian_network(&mut rng, widths, Variance::OverOutputs, RELU);
    let layers = plain.layers().iter().zip(activations).map(|(layer, &activation)| {
        let bias = gaussian_latent(&mut rng, layer.outputs()) * 0.1;
        Layer::new(layer.weights().clone(), bias, activation).unwrap()
    });
    let network = Network::new(layers.collect()).unwrap();
    let latent = gaussian_latent(&mut rng, widths[0]);
    (network, latent)
}

#[test]
fn biases_and_every_activation_are_undone() {
    let kinds = [RELU, leaky(0.1), Activation::Identity, leaky(0.5)];
    for (number, first) in kinds.into_iter().enumerate() {
        for second in kinds {
            let (network, truth) = with_biases(number as u64, &[8, 40, 160], &[first, second]);
            for (method, noise) in METHODS.into_iter().flat_map(|method| [(method, 0.0), (method, 1e-5)]) {
                let mut rng = rng(31);
                let x = network.forward(&truth).mapv_into(|x| x + noise * uniform(&mut rng));
                let inversion = invert(&network, &x, &options(method));
                let error = relative_error(latent(&inversion), &truth);
                assert!(error <= 60.0 * noise + 1e-11, "{first} {second} {method} {noise:e}: {error:e}");
            }
        }
    }
}

quickcheck! {
    /// Scaling an observation of a layer without bias scales the answer, and shuffling its rows changes nothing.
    fn linf_is_homogeneous(seed: u64, exponent: i8) -> bool {
        let mut rng = rng(seed);
        let (network, _, x) = trial(&mut rng, &[4, 24], 1e-2);
        let scale = 2_f64.powi(i32::from(exponent) / 4);
        let one = invert(&network, &x, &options(Method::Linf));
        let other = invert(&network, &(&x * scale), &options(Method::Linf));
        let difference = &(latent(&one) * scale) - latent(&other);
        largest(&difference) <= 1e-9 * scale
    }

    /// No method comes closer in the largest error than the one that finds the least, nor does any input nearby.
    fn nothing_is_closer_than_linf(seed: u64) -> bool {
        let mut rng = rng(seed);
        let (network, _, x) = trial(&mut rng, &[5, 30], 0.1);
        let best = invert(&network, &x, &options(Method::Linf));
        let least = best.preimage().unwrap().residual().linf * (1.0 - 1e-9);
        let residual = |z: &Array1<f64>| largest(&(network.forward(z) - &x));
        let nearby = (0..20).all(|_| {
            let step = Array1::from_shape_simple_fn(5, || 0.05 * uniform(&mut rng));
            residual(&(latent(&best) + &step)) >= least
        });
        let others = [Method::LinfPaper, Method::L1, Method::Relaxed];
        nearby && others.iter().all(|&method| residual(latent(&invert(&network, &x, &options(method)))) >= least)
    }
}

#[test]
fn global_optima_of_noisy_layers_are_certified() {
    let mut rng = rng(25);
    for noise in [1e-1, 1e-3, 1e-6] {
        let (network, _, x) = trial(&mut rng, &[20, 100, 500], noise);
        let inversion = invert(&network, &x, &options(Method::Linf));
        assert!(inversion.is_best_by_layers());
        for layer in &inversion.layers {
            let fit = layer.fit.as_ref().unwrap();
            assert_eq!(fit.optimality, Optimality::Global);
            let (bound, radius) = fit.certificate.as_ref().unwrap().verify(&network).unwrap();
            assert!(bound >= fit.epsilon * (1.0 - 1e-5) && radius > 10.0, "{bound} {radius} {fit:?}");
        }
    }
}

/// Any input is as far from an output of -5 as any other: the answer must go by what the other outputs say.
#[test]
fn a_large_negative_output_does_not_hide_the_others() {
    let mut rng = rng(26);
    for _ in 0..10 {
        let (network, truth, mut x) = trial(&mut rng, &[10, 60], 1e-3);
        let off = (0..x.len()).min_by(|&a, &b| x[a].total_cmp(&x[b])).unwrap();
        x[off] = -5.0;
        for method in METHODS {
            let inversion = invert(&network, &x, &options(method));
            let error = relative_error(latent(&inversion), &truth);
            assert!(error <= 0.1, "{method}: {error:e}");
            assert!((inversion.preimage().unwrap().residual().linf - 5.0).abs() <= 1e-9, "{method}");
        }
    }
}
