//! Inversion of the whole network at once: `auto`, the polish, gradient descent.

#![expect(clippy::unwrap_used, reason = "a test says what failed by itself")]

use quickcheck::quickcheck;
use rand_chacha::{ChaCha8Rng, rand_core::SeedableRng};
use unrelu_inverter::invert::{
    AutoOptions, GradientOptions, Inversion, InvertError, LayerwiseOptions, Method, Methods, Norm, Outcome, Reason,
    Refutation, StrongOptions, Uniqueness, auto, auto_batch, gradient_descent, gradient_strong, layerwise,
};
use unrelu_inverter::ndarray::{Array1, array, stack};
use unrelu_inverter::network::{
    Activation, Law, Layer, Network, Noise, ObservationError,
    random::{Variance, gaussian_latent, gaussian_network},
};

/// A Gaussian network in the paper's scaling, a latent code, and the observation with noise.
fn trial(seed: u64, widths: &[usize], (law, size): (Law, f64)) -> (Network, Array1<f64>, Array1<f64>) {
    let mut rng = ChaCha8Rng::seed_from_u64(seed);
    let network = gaussian_network(&mut rng, widths, Variance::OverOutputs, Activation::Relu);
    let latent = gaussian_latent(&mut rng, widths[0]);
    let noise = Noise::new(law, size).unwrap();
    let observation = network.forward(&latent).mapv_into(|x| x + noise.draw(&mut rng));
    (network, latent, observation)
}

fn error(inversion: &Inversion, truth: &Array1<f64>) -> f64 {
    let difference = inversion.preimage().unwrap().latent() - truth;
    (difference.dot(&difference) / truth.dot(truth)).sqrt()
}

/// Mean relative errors of `auto` and of the strong baseline over some trials, and the norms that `auto` took.
fn compare(noise: (Law, f64), trials: u64) -> (f64, f64, Vec<Norm>) {
    let (mut ours, mut theirs, mut norms) = (0.0, 0.0, Vec::new());
    for seed in 0..trials {
        let (network, truth, x) = trial(seed, &[10, 50, 250], noise);
        let found = auto(&network, &x, &AutoOptions::default()).unwrap();
        norms.push(found.whole.as_ref().unwrap().norm);
        ours += error(&found, &truth);
        theirs += error(&gradient_strong(&network, &x, &StrongOptions::default()).unwrap(), &truth);
    }
    (ours, theirs, norms)
}

#[test]
fn auto_fits_uniform_noise_better_than_least_squares() {
    for size in [1e-2, 1e-4] {
        let (ours, theirs, norms) = compare((Law::Uniform, size), 12);
        assert!(ours < 0.8 * theirs, "{size:e}: {ours:e} {theirs:e}");
        assert!(norms.iter().filter(|norm| **norm == Norm::Linf).count() >= 11, "{norms:?}");
    }
}

#[test]
fn auto_fits_gaussian_noise_as_well_as_ten_starts_of_least_squares() {
    for size in [1e-2, 1e-4] {
        let (ours, theirs, norms) = compare((Law::Gaussian, size), 12);
        assert!(ours < 1.05 * theirs, "{size:e}: {ours:e} {theirs:e}");
        assert!(norms.iter().filter(|norm| **norm == Norm::L2).count() >= 11, "{norms:?}");
    }
}

/// Gross errors pull least squares away, so now and then no start is near enough; no answer pretends otherwise.
#[test]
fn a_few_gross_errors_are_fitted_in_the_sum_of_errors() {
    let (trials, mut recovered) = (12, 0);
    for seed in 0..trials {
        let (network, truth, mut x) = trial(seed, &[10, 50, 250], (Law::Gaussian, 1e-4));
        for place in 0..12 {
            x[place * 20] += 0.5;
        }
        let found = auto(&network, &x, &AutoOptions::default()).unwrap();
        assert_eq!(found.whole.as_ref().unwrap().norm, Norm::L1);
        recovered += usize::from(error(&found, &truth) < 1e-2);
    }
    assert!(recovered >= 9, "{recovered} of {trials}");
}

#[test]
fn clean_observations_are_inverted_exactly() {
    let (network, truth, x) = trial(3, &[10, 50, 250], (Law::Gaussian, 0.0));
    let found = auto(&network, &x, &AutoOptions::default()).unwrap();
    assert!(found.is_unique() && found.whole.is_none());
    assert!(error(&found, &truth) < 1e-12);
}

/// Three hidden units of which the last layer shows only two sums: layer by layer the hidden vector is not fixed, for the
/// network as a whole the latent code is.
#[test]
fn a_wide_hidden_layer_is_seen_through() {
    let hidden = Layer::new(array![[1.0], [2.0], [-1.0]], array![0.0, 1.0, 3.0], Activation::Relu).unwrap();
    let last = Layer::relu(array![[1.0, 1.0, 0.0], [0.0, 1.0, 1.0]]).unwrap();
    let network = Network::new(vec![hidden, last]).unwrap();
    let x = network.forward(&array![0.7]);
    let found = auto(&network, &x, &AutoOptions::default()).unwrap();
    let Outcome::Found { preimage, uniqueness } = &found.outcome else { panic!("{:?}", found.outcome) };
    assert_eq!(*uniqueness, Uniqueness::Local);
    assert!((preimage.latent()[0] - 0.7).abs() < 1e-9 && found.is_locally_unique());
}

#[test]
fn what_cannot_be_is_said_with_the_best_fit() {
    let network = Network::new(vec![Layer::relu(array![[1.0], [1.0], [2.0]]).unwrap()]).unwrap();
    let negative = auto(&network, &array![1.0, -1.0, 2.0], &AutoOptions::default()).unwrap();
    let whole = negative.whole.as_ref().unwrap();
    assert!(matches!(whole.refuted, Some(Refutation::Negative { index: 1, .. })));
    let torn = auto(&network, &array![1.0, 2.0, 3.0], &AutoOptions::default()).unwrap();
    let Some(Refutation::Certificate(certificate)) = &torn.whole.as_ref().unwrap().refuted else { panic!("{torn:?}") };
    assert!(certificate.verify(&network).is_some());
    assert!((torn.preimage().unwrap().latent()[0] - 1.5).abs() < 1e-9);
    let short = gradient_strong(&network, &array![1.0], &StrongOptions::default());
    assert!(matches!(short, Err(InvertError::Observation(ObservationError::Length { .. }))));
}

#[test]
fn a_direction_that_nothing_shows_is_reported() {
    let network = Network::new(vec![Layer::relu(array![[1.0, 0.0], [2.0, 0.0]]).unwrap()]).unwrap();
    let found = auto(&network, &array![1.0, 2.1], &AutoOptions::default()).unwrap();
    let whole = found.whole.as_ref().unwrap();
    assert_eq!(whole.free.ncols(), 1);
    assert!(whole.free[(0, 0)].abs() < 1e-12 && !found.is_locally_unique() && !found.is_unique());
}

#[test]
fn gradient_descent_that_leaves_all_bounds_is_undecided() {
    let (network, _, x) = trial(5, &[5, 20, 40], (Law::Uniform, 1e-2));
    let options = GradientOptions { step: 1e6, ..GradientOptions::RANDOM };
    let found = gradient_descent(&network, &x, &options).unwrap();
    assert!(matches!(found.outcome, Outcome::Undecided(Reason::Diverged)), "{:?}", found.outcome);
}

#[test]
fn batches_are_the_rows_one_by_one() {
    let (network, _, x) = trial(6, &[5, 20, 60], (Law::Gaussian, 1e-2));
    let rows = stack![unrelu_inverter::ndarray::Axis(0), x, &x * 0.5];
    let batch = auto_batch(&network, &rows, &AutoOptions::default(), || {}).unwrap();
    for (row, found) in rows.rows().into_iter().zip(&batch) {
        let alone = auto(&network, &row, &AutoOptions::default()).unwrap();
        assert_eq!(alone.preimage().unwrap().latent(), found.preimage().unwrap().latent());
    }
}

quickcheck! {
    /// In the norm that is polished, no answer is worse than the one that layer-wise inversion gave.
    fn polish_never_makes_an_answer_worse(seed: u64, method: u8) -> bool {
        let (network, _, x) = trial(seed, &[4, 12, 40], (Law::Gaussian, 3e-2));
        let methods = [Method::Linf, Method::L1, Method::Relaxed, Method::LeastSquares];
        let method = methods[usize::from(method) % methods.len()];
        let run = |polish: bool| {
            let options = LayerwiseOptions { methods: Methods::All(method), polish, ..LayerwiseOptions::default() };
            layerwise(&network, &x, &options).unwrap()
        };
        let (raw, polished) = (run(false), run(true));
        let norm = polished.whole.as_ref().unwrap().norm;
        let of = |inversion: &Inversion| norm.of(inversion.preimage().unwrap().residual());
        of(&polished) <= of(&raw) * (1.0 + 1e-9)
    }
}
