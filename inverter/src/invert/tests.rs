//! Inversion as a whole, against what was put in and against a second, slower way to decide.

use super::*;
use crate::lp::general::{GeneralSolver, LinearProgram, LpOutcome, Microlp, Relation};
use crate::network::{
    Activation, Layer, Network, ObservationError,
    random::{Variance, gaussian_latent, gaussian_network},
};
use ndarray::{Array1, Array2, array};
use quickcheck::quickcheck;
use rand_chacha::{ChaCha8Rng, rand_core::SeedableRng};

const RELU: Activation = Activation::Relu;

fn invert(network: &Network, x: &Array1<f64>) -> Inversion {
    exact(network, x, &ExactOptions::default()).unwrap()
}

fn relative_error(found: &Array1<f64>, truth: &Array1<f64>) -> f64 {
    let difference = found - truth;
    (difference.dot(&difference) / truth.dot(truth)).sqrt()
}

fn single(weights: Array2<f64>, bias: Array1<f64>) -> Network {
    Network::new(vec![Layer::new(weights, bias, RELU).unwrap()]).unwrap()
}

fn latent(inversion: &Inversion) -> &Array1<f64> {
    inversion.preimage().expect("a latent code").latent()
}

#[test]
fn euclidean_norms_do_not_leave_the_range_of_floats() {
    for scale in [0.0, f64::MIN_POSITIVE, 1e-200, 1.0, 1e200, 1e307] {
        let l2 = Residual::between(&array![3.0 * scale, -scale], &array![0.0, 3.0 * scale]).l2;
        assert!((l2 - 5.0 * scale).abs() <= 1e-15 * l2, "{scale}: {l2}");
    }
}

#[test]
fn expansive_gaussian_networks_are_inverted_to_rounding() {
    let mut rng = ChaCha8Rng::seed_from_u64(11);
    for trial in 0..60 {
        let network = gaussian_network(&mut rng, &[20, 100, 500], Variance::OverOutputs, RELU);
        let z = gaussian_latent(&mut rng, 20);
        let trace = network.trace(&z);
        assert!(trace[0].iter().filter(|&&h| h > 0.0).count() >= 20, "trial {trial} has too few active units");
        let inversion = invert(&network, &trace[1]);
        assert!(inversion.is_unique(), "trial {trial}: {:?}", inversion.outcome);
        assert!(relative_error(latent(&inversion), &z) <= 1e-10, "trial {trial}");
    }
}

#[test]
fn leaky_and_identity_layers_with_biases_are_inverted() {
    let mut rng = ChaCha8Rng::seed_from_u64(12);
    let widths = [7, 7, 9, 12];
    for slopes in [[0.1, 0.1, 0.1], [0.5, 0.9, 1.0], [0.1, 1.0, 0.3]] {
        let activations = slopes.map(|slope| Activation::from_slope(slope).unwrap());
        let plain = gaussian_network(&mut rng, &widths, Variance::One, RELU);
        let layers = plain.layers().iter().zip(activations).map(|(layer, activation)| {
            let bias = gaussian_latent(&mut rng, layer.outputs());
            Layer::new(layer.weights().clone(), bias, activation).unwrap()
        });
        let network = Network::new(layers.collect()).unwrap();
        let z = gaussian_latent(&mut rng, 7);
        let inversion = invert(&network, &network.forward(&z));
        assert!(inversion.is_unique());
        assert!(relative_error(latent(&inversion), &z) <= 1e-9);
    }
}

#[test]
fn free_directions_lead_to_other_preimages() {
    let mut rng = ChaCha8Rng::seed_from_u64(13);
    let mut seen = 0;
    for _ in 0..40 {
        let network = gaussian_network(&mut rng, &[10, 16], Variance::One, RELU);
        let z = gaussian_latent(&mut rng, 10);
        let x = network.forward(&z);
        let active = x.iter().filter(|&&x| x > 0.0).count();
        let inversion = invert(&network, &x);
        let Outcome::Found { preimage, uniqueness } = &inversion.outcome else { panic!("{:?}", inversion.outcome) };
        assert_eq!(inversion.is_unique(), active >= 10);
        let Uniqueness::Free(free) = uniqueness else { continue };
        assert_eq!(free.ncols(), 10 - active);
        for direction in free.columns() {
            let moved = preimage.latent() + &(&direction * 1e-6);
            assert!(Residual::between(&network.forward(&moved), &x).linf <= 1e-12);
        }
        seen += 1;
    }
    assert!(seen >= 5, "only {seen} observations left a choice");
}

/// Rows of the polyhedron of one layer as a program in `k` free variables, with `cost` to minimise.
fn polyhedron(weights: &Array2<f64>, x: &Array1<f64>, cost: &[f64]) -> LpOutcome {
    let mut program = LinearProgram::default();
    for &cost in cost {
        program.add_variable(cost, (f64::NEG_INFINITY, f64::INFINITY));
    }
    for (row, &x) in weights.rows().into_iter().zip(x) {
        let relation = if x > 0.0 { Relation::Equal } else { Relation::AtMost };
        program.add_row(row.iter().copied().enumerate().collect(), relation, x);
    }
    Microlp.solve(&program)
}

/// Whether each coordinate has the same least and greatest value.
fn is_one_point(weights: &Array2<f64>, x: &Array1<f64>) -> bool {
    let extreme = |column: usize, sign: f64| {
        let mut cost = vec![0.0; weights.ncols()];
        cost[column] = sign;
        match polyhedron(weights, x, &cost) {
            LpOutcome::Optimal(point) => Some(point[column]),
            _ => None,
        }
    };
    (0..weights.ncols()).all(|column| {
        extreme(column, 1.0).zip(extreme(column, -1.0)).is_some_and(|(low, high)| (high - low).abs() < 1e-6)
    })
}

quickcheck! {
    /// Small integer weights are full of coincidences: equalities in disguise, dependent rows, zero rows.
    fn degenerate_layers_are_decided_as_by_bounding_every_coordinate(entries: Vec<i8>, code: (i8, i8, i8)) -> bool {
        let entries: Vec<f64> = entries.iter().take(24).map(|&e| f64::from(e % 3)).collect();
        let rows = entries.len() / 3;
        let weights = Array2::from_shape_vec((rows, 3), entries[..3 * rows].to_vec()).unwrap();
        let z = array![code.0, code.1, code.2].mapv(|c| f64::from(c % 3));
        let network = single(weights.clone(), Array1::zeros(rows));
        let x = network.forward(&z);
        let inversion = invert(&network, &x);
        inversion.preimage().is_some() && inversion.is_unique() == is_one_point(&weights, &x)
    }

    /// Whatever is asked, the answer agrees with a linear program on whether there is a preimage.
    fn unreachable_observations_are_refused_with_a_certificate(entries: Vec<i8>, outputs: Vec<u8>) -> bool {
        let rows = (entries.len() / 2).min(outputs.len()).min(8);
        let weights = entries[..2 * rows].iter().map(|&e| f64::from(e % 4)).collect();
        let weights = Array2::from_shape_vec((rows, 2), weights).unwrap();
        let x: Array1<f64> = outputs[..rows].iter().map(|&o| f64::from(o % 3)).collect();
        let network = single(weights.clone(), Array1::zeros(rows));
        match invert(&network, &x).outcome {
            Outcome::Found { .. } => matches!(polyhedron(&weights, &x, &[0.0, 0.0]), LpOutcome::Optimal(_)),
            Outcome::NotRealizable(certificate) => {
                polyhedron(&weights, &x, &[0.0, 0.0]) == LpOutcome::Infeasible
                    && certificate.verify(&network).is_some_and(|margin| margin > 0.0)
            }
            outcome => panic!("{outcome:?}"),
        }
    }
}

#[test]
fn zero_is_the_only_preimage_of_zero_where_the_rows_span_positively() {
    let tripod = array![[1.0, 0.0], [0.0, 1.0], [-1.0, -1.0]];
    let inversion = invert(&single(tripod.clone(), Array1::zeros(3)), &Array1::zeros(3));
    assert!(inversion.is_unique());
    assert_eq!(latent(&inversion), array![0.0, 0.0]);
    assert_eq!(inversion.layers[0].tight, 3);
    // With room behind every row, the preimage is a triangle instead.
    let inversion = invert(&single(tripod, array![-1.0, -1.0, -1.0]), &Array1::zeros(3));
    assert_eq!(inversion.layers[0].free_dimensions, 2);
    assert!(!inversion.is_unique());
}

#[test]
fn non_negative_hidden_units_make_up_for_inactive_outputs() {
    // Three hidden units, two active outputs; the third output only says that unit 3 is at most 0.
    let first = Layer::relu(array![[1.0, 0.0], [0.0, 1.0], [-1.0, -1.0]]).unwrap();
    let second = Layer::relu(array![[1.0, 1.0, 1.0], [0.0, 1.0, -1.0], [0.0, 0.0, 1.0]]).unwrap();
    let network = Network::new(vec![first, second]).unwrap();
    let z = array![2.0, 3.0];
    let inversion = invert(&network, &network.forward(&z));
    assert!(inversion.is_unique(), "{:?}", inversion.outcome);
    assert!(relative_error(latent(&inversion), &z) <= 1e-12);
    assert_eq!((inversion.layers[0].rank, inversion.layers[0].free_dimensions), (2, 0));
    // With unit 3 on and unit 2 off, the same layer leaves a choice.
    let hidden = array![[1.0, 1.0, 1.0], [0.0, 1.0, -1.0]];
    let network = Network::new(vec![network.layers()[0].clone(), Layer::relu(hidden).unwrap()]).unwrap();
    let inversion = invert(&network, &network.forward(&array![2.0, -3.0]));
    assert!(!inversion.is_unique() && inversion.layers[0].free_dimensions > 0);
}

#[test]
fn a_certificate_stands_only_with_its_own_multipliers() {
    let weights = array![[1.0, 0.0], [0.0, 1.0], [1.0, 1.0], [-1.0, 2.0]];
    let network = single(weights, array![0.0, 0.5, 0.0, 0.0]);
    let Outcome::NotRealizable(certificate) = invert(&network, &array![1.0, 2.0, 9.0, 2.0]).outcome else {
        panic!("1 + 1.5 is not 9")
    };
    assert_eq!(certificate.layer, 1);
    assert!(certificate.verify(&network).unwrap() >= certificate.margin * 0.999);
    let mut forged = certificate.clone();
    forged.row_multipliers[0] += 1.0;
    assert_eq!(forged.verify(&network), None);
    let mut moved = certificate;
    moved.output[2] = 2.5;
    assert!(moved.verify(&network).is_none_or(|margin| margin < 0.5));
}

#[test]
fn an_inactive_row_that_would_be_positive_is_named() {
    let network = single(array![[1.0, 0.0], [0.0, 1.0], [1.0, 1.0]], Array1::zeros(3));
    let Outcome::NotRealizable(certificate) = invert(&network, &array![1.0, 2.0, 0.0]).outcome else {
        panic!("the third row is 3 at the only candidate")
    };
    let Violation::Output { row, found, expected } = certificate.violation else { panic!() };
    assert_eq!((row, expected), (2, 0.0));
    assert!((found - 3.0).abs() < 1e-12);
    assert!(certificate.verify(&network).is_some());
}

#[test]
fn a_hidden_unit_that_would_be_negative_is_named() {
    let first = Layer::relu(array![[1.0], [-1.0]]).unwrap();
    let second = Layer::new(array![[1.0, 0.0], [0.0, 1.0]], array![0.0, 0.0], Activation::Identity).unwrap();
    let network = Network::new(vec![first, second]).unwrap();
    let Outcome::NotRealizable(certificate) = invert(&network, &array![2.0, -1.0]).outcome else { panic!() };
    assert_eq!(certificate.violation, Violation::Input { column: 1, found: -1.0 });
    assert!(certificate.verify(&network).is_some());
    // Both units positive: no latent code is positive and negative.
    let Outcome::NotRealizable(certificate) = invert(&network, &array![2.0, 1.0]).outcome else { panic!() };
    assert_eq!(certificate.layer, 1);
    assert!(certificate.verify(&network).is_some());
}

#[test]
fn too_few_equations_stop_there_when_asked_to() {
    let network = single(array![[1.0, 0.0], [0.0, 1.0], [-1.0, -1.0]], Array1::zeros(3));
    let options = ExactOptions { short_rank: ShortRank::Stop, ..ExactOptions::default() };
    let Outcome::Undecided(reason) = exact(&network, &array![1.0, 0.0, 0.0], &options).unwrap().outcome else {
        panic!()
    };
    assert_eq!(reason, Reason::ShortRank { layer: 1, active: 1, rank: 1, inputs: 2 });
}

#[test]
fn observations_that_do_not_belong_to_the_network_are_errors() {
    let network = single(array![[1.0], [2.0]], Array1::zeros(2));
    let error = |x: Array1<f64>| exact(&network, &x, &ExactOptions::default()).unwrap_err();
    assert_eq!(error(array![1.0]), InvertError::Observation(ObservationError::Length { expected: 2, found: 1 }));
    assert_eq!(error(array![1.0, -2.0]), InvertError::Negative { index: 1, value: -2.0 });
    assert!(matches!(
        error(array![f64::NAN, 2.0]),
        InvertError::Observation(ObservationError::NotFinite { entry: 1, .. })
    ));
}

#[test]
fn a_batch_gives_what_its_rows_give() {
    let mut rng = ChaCha8Rng::seed_from_u64(14);
    let network = gaussian_network(&mut rng, &[5, 20, 60], Variance::One, RELU);
    let codes = Array2::from_shape_fn((8, 5), |_| crate::network::random::gaussian(&mut rng));
    let x = network.forward_batch(&codes);
    let batch = exact_batch(&network, &x, &ExactOptions::default(), || ()).unwrap();
    for (row, inversion) in batch.iter().enumerate() {
        let alone = invert(&network, &x.row(row).to_owned());
        assert_eq!(latent(inversion), latent(&alone));
    }
}
