//! Where the paper's algorithms, as printed, go wrong.

use super::common::*;
use serde_json::Value;
use unrelu_inverter::invert::{Method, Optimality, Warning};
use unrelu_inverter::ndarray::{Array1, Array2, array};

/// Rounding of numbers of size 1.
const ROUNDING: f64 = 1e-12;

/// Unclamped, Algorithm 1 gives `z = -.4` with `delta = .1`.
#[test]
fn negative_observations_do_not_corrupt_delta() {
    let network = single(array![[1.0], [-1.0]], Array1::zeros(2), RELU);
    let x = array![-0.5, 0.3];
    for method in [Method::Linf, Method::LinfPaper, Method::L1, Method::Relaxed] {
        let inversion = invert(&network, &x, &options(method));
        assert!((latent(&inversion)[0] + 0.3).abs() <= ROUNDING, "{method}: {}", latent(&inversion));
        assert!((inversion.preimage().unwrap().residual().linf - 0.5).abs() <= ROUNDING, "{method}");
        let negative = Warning::Negative { count: 1, largest: 0.5 };
        assert!(last_fit(&inversion).warnings.contains(&negative), "{method}");
    }
}

/// With the middle row of Remark 1 and `eps = 1` the answer is `z = 10/11`, `delta = 9/22`.
#[test]
fn leaky_relu_rows_below_the_threshold_are_not_cut_off() {
    let network = single(array![[1.0]], array![0.0], leaky(0.1));
    for method in [Method::Linf, Method::LinfPaper, Method::L1, Method::Relaxed] {
        let inversion = invert(&network, &array![0.5], &options(method));
        assert!((latent(&inversion)[0] - 0.5).abs() <= ROUNDING, "{method}: {}", latent(&inversion));
        assert!(last_fit(&inversion).residual.linf <= ROUNDING, "{method}");
    }
}

/// The same where a second row leaves an error, so that the programs are solved with the first below the threshold.
#[test]
fn leaky_relu_layers_with_errors_of_the_size_of_the_output() {
    let network = single(array![[1.0], [1.0]], array![0.0, 0.0], leaky(0.1));
    // The middle of 0.5 and -0.3: an activation of 0.1 is 0.4 away from both.
    let x = array![0.5, -0.3];
    for method in [Method::Linf, Method::LinfPaper] {
        let inversion = invert(&network, &x, &options(method));
        assert!((latent(&inversion)[0] - 0.1).abs() <= 1e-9, "{method}: {}", latent(&inversion));
        assert!((last_fit(&inversion).residual.linf - 0.4).abs() <= 1e-9, "{method}");
    }
}

/// As printed, the loop ends with the first *in*feasible program.
#[test]
fn algorithm_1_loops_until_feasible() {
    // Three rows that want 1, 2 and 3 of one number: delta is 1, whatever the threshold.
    let network = single(array![[1.0], [1.0], [1.0]], Array1::zeros(3), RELU);
    let inversion = invert(&network, &array![1.0, 2.0, 3.0], &options(Method::LinfPaper));
    let fit = last_fit(&inversion);
    assert!((latent(&inversion)[0] - 2.0).abs() <= 1e-9);
    assert!((fit.objective - 1.0).abs() <= 1e-9 && fit.epsilon >= fit.objective * (1.0 - 1e-9), "{fit:?}");
    assert_eq!(fit.optimality, Optimality::Program);
}

/// As printed, it stops where the index set repeats: with errors of 1e-6 at the second step.
#[test]
fn algorithm_2_stops_only_over_a_real_change_of_the_rows() {
    // The output 0.05 is noise: the row is off at the only input that fits the others, which want 1.
    let network = single(array![[1.0], [1.0], [1.0], [-1.0]], Array1::zeros(4), RELU);
    let x = array![1.0, 1.01, 0.99, 0.05];
    let inversion = invert(&network, &x, &options(Method::L1));
    assert!((latent(&inversion)[0] - 1.0).abs() <= 1e-9);
    let residual = inversion.preimage().unwrap().residual().l1;
    assert!((residual - 0.07).abs() <= 1e-9, "{residual}");
}

/// As printed, it stops by the output that is sought. No truth enters here, and the answer is near it all the same.
#[test]
fn algorithm_3_stops_by_the_given_output() {
    let mut rng = rng(5);
    let (network, truth, x) = trial(&mut rng, &[10, 60], 1e-4);
    let inversion = invert(&network, &x, &options(Method::Relaxed));
    let fit = last_fit(&inversion);
    assert!(fit.programs >= 2 && relative_error(latent(&inversion), &truth) < 1e-2, "{fit:?}");
    assert!(inversion.preimage().unwrap().residual().l1 <= 60.0 * 3e-3);
}

/// A fixed threshold keeps noise that grew on the way for active outputs: relative errors of about .3.
#[test]
fn thresholds_grow_from_layer_to_layer() {
    let mut rng = rng(6);
    for _ in 0..5 {
        let (network, truth, x) = trial(&mut rng, &[20, 100, 500], 1e-4);
        for method in [Method::Linf, Method::LinfPaper, Method::L1] {
            let inversion = invert(&network, &x, &options(method));
            assert!(relative_error(latent(&inversion), &truth) < 5e-3, "{method}");
        }
        let inversion = invert(&network, &x, &options(Method::Linf));
        let thresholds: Vec<f64> = inversion.layers.iter().map(|layer| layer.threshold).collect();
        assert!(thresholds[1] > thresholds[0], "{thresholds:?}");
    }
}

/// Minima found elsewhere, by a mixed-integer program or a finer search: within 3e-8 of one another there.
#[test]
fn the_least_largest_error_of_a_layer_matches_the_reference() {
    let reference: Value = serde_json::from_str(include_str!("../data/errata_cases.json")).unwrap();
    let floats = |value: &Value| value.as_array().unwrap().iter().map(|x| x.as_f64().unwrap()).collect::<Vec<f64>>();
    let examples = reference["exact_linf_layer"]["examples"].as_array().unwrap();
    assert_eq!(examples.len(), 6);
    for example in examples {
        let rows: Vec<Vec<f64>> = example["W"].as_array().unwrap().iter().map(floats).collect();
        let weights = Array2::from_shape_vec((rows.len(), rows[0].len()), rows.concat()).unwrap();
        let activation = example["leaky"].as_f64().map_or(RELU, leaky);
        let network = single(weights, Array1::zeros(rows.len()), activation);
        let inversion = invert(&network, &Array1::from_vec(floats(&example["x"])), &options(Method::Linf));
        let (least, expected) = (inversion.preimage().unwrap().residual().linf, example["min_linf"].as_f64().unwrap());
        assert!((least - expected).abs() <= 3e-8, "{least} is not {expected}");
    }
}
