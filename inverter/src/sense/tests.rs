use super::*;
use crate::invert::{AutoOptions, Inverter, Norm, Outcome, Reason, StrongOptions, auto};
use crate::network::{
    Activation, Network,
    random::{Variance, gaussian_latent, gaussian_matrix, gaussian_network},
};
use ndarray::{Array1, Array2, array};
use quickcheck::quickcheck;
use rand_chacha::{ChaCha8Rng, rand_core::SeedableRng};

fn setup(seed: u64, widths: &[usize], slope: f64) -> (ChaCha8Rng, Network, Array1<f64>) {
    let mut rng = ChaCha8Rng::seed_from_u64(seed);
    let kind = Activation::from_slope(slope).unwrap();
    let network = gaussian_network(&mut rng, widths, Variance::OverOutputs, kind);
    let latent = gaussian_latent(&mut rng, widths[0]);
    (rng, network, latent)
}

fn distance(a: &Array1<f64>, b: &Array1<f64>) -> f64 {
    let difference = a - b;
    difference.dot(&difference).sqrt()
}

fn projected() -> SenseOptions<'static> {
    SenseOptions { strategy: Strategy::Projected(ProjectedOptions::default()), ..SenseOptions::default() }
}

quickcheck! {
    /// The network under a matrix gives what the matrix makes of the network's output.
    fn a_measured_network_gives_the_measurements(seed: u64, quarters: u8, seen: Vec<bool>, combine: bool) -> bool {
        let slope = f64::from(quarters % 5) / 4.0;
        let (mut rng, network, latent) = setup(seed, &[3, 5, 9], slope);
        let seen: Vec<bool> = seen.into_iter().chain([true; 9]).take(9).collect();
        let matrix = if combine {
            SensingMatrix::matrix(gaussian_matrix(&mut rng, (4, 9), Variance::One)).unwrap()
        } else {
            SensingMatrix::mask(&seen).unwrap_or_else(|_| SensingMatrix::mask(&[true; 9]).unwrap())
        };
        let sensor = Sensor::new(&network, &matrix).unwrap();
        let longer = combine && slope < 1.0;
        sensor.measured().layers().len() == 2 + usize::from(longer)
            && distance(&sensor.measured().forward(&latent), &matrix.apply(&network.forward(&latent))) < 1e-12
    }

    /// `<A x, y> = <x, A^T y>`, and no vector is stretched by more than the norm.
    fn a_matrix_its_transpose_and_its_norm_agree(seed: u64) -> bool {
        let mut rng = ChaCha8Rng::seed_from_u64(seed);
        let matrix = SensingMatrix::matrix(gaussian_matrix(&mut rng, (4, 7), Variance::One)).unwrap();
        let (x, y) = (gaussian_latent(&mut rng, 7), gaussian_latent(&mut rng, 4));
        let image = matrix.apply(&x);
        (image.dot(&y) - x.dot(&matrix.transposed(&y))).abs() < 1e-12
            && image.dot(&image) <= matrix.squared_norm() * x.dot(&x) * 1.01
    }

    fn a_mask_that_hides_nothing_changes_nothing(seed: u64) -> bool {
        let (mut rng, network, latent) = setup(seed, &[3, 8, 30], 0.0);
        let noise = gaussian_latent(&mut rng, 30) * 1e-3;
        let mask = SensingMatrix::mask(&[true; 30]).unwrap();
        let sensor = Sensor::new(&network, &mask).unwrap();
        [network.forward(&latent), network.forward(&latent) + noise].iter().all(|observation| {
            let plain = auto(&network, observation, &AutoOptions::default()).unwrap();
            let sensed = sensor.sense(observation, &SenseOptions::default()).unwrap();
            plain.preimage() == sensed.preimage() && plain.is_unique() == sensed.is_unique()
        })
    }

    /// From a part of the outputs, no least-squares fit is worse than that of the strong baseline.
    fn the_baseline_is_never_better(seed: u64) -> bool {
        let (mut rng, network, latent) = setup(seed, &[3, 6, 20], 0.0);
        let seen: Vec<bool> = (0..20).map(|index| index % 2 == 0).collect();
        let mask = SensingMatrix::mask(&seen).unwrap();
        let measurement = mask.apply(&network.forward(&latent)) + gaussian_latent(&mut rng, 10) * 0.1;
        let sensor = Sensor::new(&network, &mask).unwrap();
        let direct = sensor.sense(&measurement, &SenseOptions::default()).unwrap();
        let inverter = Inverter::Strong(StrongOptions::default());
        let strong = sensor.sense(&measurement, &SenseOptions { inverter, ..SenseOptions::default() }).unwrap();
        let residual = |inversion: &crate::invert::Inversion| inversion.preimage().unwrap().residual().l2;
        let fitted = direct.whole.as_ref().is_some_and(|whole| whole.norm == Norm::L2);
        !fitted || residual(&direct) <= residual(&strong)
    }

    /// The residual of what is measured is no larger than after the first step.
    fn more_steps_are_never_worse(seed: u64) -> bool {
        let (mut rng, network, latent) = setup(seed, &[3, 8, 30], 0.0);
        let mask: Vec<bool> = (0..30).map(|index| index % 3 > 0).collect();
        let mask = SensingMatrix::mask(&mask).unwrap();
        let measurement = mask.apply(&network.forward(&latent)) + gaussian_latent(&mut rng, 20) * 1e-2;
        let sensor = Sensor::new(&network, &mask).unwrap();
        let residual = |steps| {
            let strategy = Strategy::Projected(ProjectedOptions { steps, ..ProjectedOptions::default() });
            let inversion = sensor.sense(&measurement, &SenseOptions { strategy, ..SenseOptions::default() }).unwrap();
            inversion.preimage().unwrap().residual().l2
        };
        residual(20) <= residual(1)
    }
}

/// Half of 60 outputs, or two thirds of them scaled, fix 4 inputs; what is hidden comes back. Projection claims no such thing.
#[test]
fn hidden_outputs_are_recovered() {
    let (_, network, latent) = setup(5, &[4, 12, 60], 0.0);
    let whole = network.forward(&latent);
    let half: Vec<bool> = (0..60).map(|index| index % 2 == 0).collect();
    let mut scaled = Array2::zeros((40, 60));
    (0..40).for_each(|row| scaled[(row, row + row / 2)] = 0.5 + row as f64);
    for matrix in [SensingMatrix::mask(&half).unwrap(), SensingMatrix::matrix(scaled).unwrap()] {
        let sensor = Sensor::new(&network, &matrix).unwrap();
        let direct = sensor.sense(&matrix.apply(&whole), &SenseOptions::default()).unwrap();
        assert!(direct.is_unique() && distance(&network.forward(direct.preimage().unwrap().latent()), &whole) < 1e-9);
        let steps = sensor.sense(&matrix.apply(&whole), &projected()).unwrap();
        assert!(steps.preimage().is_some() && !steps.is_unique());
    }
}

/// Filling in and inverting again leads to the whole output where little is hidden.
#[test]
fn a_few_hidden_outputs_are_recovered_by_projection() {
    let (_, network, latent) = setup(5, &[4, 12, 60], 0.0);
    let whole = network.forward(&latent);
    let mask: Vec<bool> = (0..60).map(|index| index % 10 > 0).collect();
    let mask = SensingMatrix::mask(&mask).unwrap();
    let inversion = Sensor::new(&network, &mask).unwrap().sense(&mask.apply(&whole), &projected()).unwrap();
    let error = distance(&network.forward(inversion.preimage().unwrap().latent()), &whole);
    assert!(error < 1e-6, "{error}");
}

#[test]
fn few_combinations_of_many_outputs_are_enough() {
    let (mut rng, network, latent) = setup(6, &[4, 16, 60], 0.0);
    let matrix = SensingMatrix::matrix(gaussian_matrix(&mut rng, (20, 60), Variance::One)).unwrap();
    let measurement = matrix.apply(&network.forward(&latent));
    let inversion = Sensor::new(&network, &matrix).unwrap().sense(&measurement, &SenseOptions::default()).unwrap();
    assert!(distance(inversion.preimage().unwrap().latent(), &latent) < 1e-8);
}

#[test]
fn what_measures_nothing_or_does_not_fit_is_refused() {
    let (_, network, _) = setup(7, &[2, 3], 0.0);
    assert!(matches!(SensingMatrix::mask(&[false; 3]), Err(SenseError::Nothing(_))));
    assert!(matches!(SensingMatrix::matrix(Array2::zeros((0, 3))), Err(SenseError::Nothing(_))));
    let infinite = SensingMatrix::matrix(array![[1.0, 2.0, f64::INFINITY]]);
    assert_eq!(infinite, Err(SenseError::NotFinite { row: 0, column: 2, value: f64::INFINITY }));
    let long = SensingMatrix::mask(&[true; 4]).unwrap();
    assert_eq!(Sensor::new(&network, &long).unwrap_err(), SenseError::Width { expected: 3, found: 4 });
    let huge = SensingMatrix::matrix(array![[0.0, f64::MAX, 0.0]]).unwrap();
    let large = network.layers()[0].weights().scaled_rows(&[(0, 1e9), (1, 1e9), (2, 1e9)]);
    let large = Network::new(vec![crate::network::Layer::relu(large).unwrap()]).unwrap();
    assert!(matches!(Sensor::new(&large, &huge), Err(SenseError::Network(_))));
}

#[test]
fn a_projection_that_finds_nothing_is_undecided() {
    let (_, network, latent) = setup(8, &[2, 6, 9], 0.0);
    let mask = SensingMatrix::mask(&[true, true, true, true, true, true, true, true, false]).unwrap();
    let methods = crate::invert::Methods::All(crate::invert::Method::Exact);
    let exact = Inverter::Layerwise(crate::invert::LayerwiseOptions { methods, ..Default::default() });
    let options = SenseOptions { inverter: exact, ..projected() };
    let measurement = mask.apply(&network.forward(&latent)) + 0.1;
    let inversion = Sensor::new(&network, &mask).unwrap().sense(&measurement, &options).unwrap();
    assert!(matches!(inversion.outcome, Outcome::Undecided(Reason::NoProjection)));
}
