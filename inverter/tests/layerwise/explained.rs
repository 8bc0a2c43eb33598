//! What cannot be done is explained.

use super::common::*;
use unrelu_inverter::invert::{
    InvertError, LayerwiseOptions, Method, Methods, Optimality, Outcome, Reason, ShortRank, Warning, layerwise,
    layerwise_batch,
};
use unrelu_inverter::lp::{
    LpBackend,
    engine::{GiveUp, Outcome as Solved, Program},
};
use unrelu_inverter::ndarray::{Array1, Array2, array};
use unrelu_inverter::network::ObservationError;

/// A backend that proves nothing.
#[derive(Debug)]
struct Helpless;

impl LpBackend for Helpless {
    fn name(&self) -> &'static str {
        "helpless"
    }

    fn solve(&self, _program: &Program<'_>, _near: Option<&[f64]>) -> Solved {
        Solved::GaveUp(GiveUp::Accuracy)
    }
}

#[test]
fn too_few_active_outputs_are_not_identifiable() {
    let network = single(array![[1.0, 0.0], [0.0, 1.0], [0.0, 1.0]], Array1::zeros(3), RELU);
    let x = array![0.0, 1.0, 1.2];
    let inversion = invert(&network, &x, &options(Method::Linf));
    let fit = last_fit(&inversion);
    let warning = Warning::NotIdentifiable { active: 2, rank: 1, inputs: 2 };
    assert!(fit.warnings.contains(&warning) && !fit.unique, "{fit:?}");
    assert!((fit.residual.linf - 0.1).abs() <= 1e-9);
    let stop = LayerwiseOptions { short_rank: ShortRank::Stop, ..options(Method::Linf) };
    let stopped = invert(&network, &x, &stop);
    let reason = Reason::ShortRank { layer: 1, active: 2, rank: 1, inputs: 2 };
    assert!(matches!(&stopped.outcome, Outcome::Undecided(found) if *found == reason), "{:?}", stopped.outcome);
}

#[test]
fn an_observation_that_is_farther_than_the_limit_comes_with_a_proof() {
    let network = single(array![[1.0], [1.0]], Array1::zeros(2), RELU);
    let limited = |limit| LayerwiseOptions { limit, ..options(Method::Linf) };
    let x = array![1.0, 2.0];
    let inversion = invert(&network, &x, &limited(0.4));
    let Outcome::TooFar(certificate) = &inversion.outcome else { panic!("{:?}", inversion.outcome) };
    assert!((certificate.bound - 0.5).abs() <= 1e-5);
    assert_eq!(certificate.verify(&network).unwrap().0.to_bits(), certificate.bound.to_bits());
    let other = single(array![[1.0], [0.5]], Array1::zeros(2), RELU);
    assert!(certificate.verify(&other).is_none());
    assert!(matches!(invert(&network, &x, &limited(0.6)).outcome, Outcome::Fitted { .. }));
}

#[test]
fn a_backend_that_gives_up_is_an_undecided_layer() {
    let mut rng = rng(3);
    let (network, _, x) = trial(&mut rng, &[4, 20, 80], 1e-2);
    for method in [Method::Linf, Method::LinfPaper, Method::L1, Method::Relaxed] {
        let helpless = LayerwiseOptions { backend: &Helpless, ..options(method) };
        let inversion = layerwise(&network, &x, &helpless).unwrap();
        let lp = matches!(&inversion.outcome, Outcome::Undecided(Reason::Lp { layer: 2, .. }));
        assert!(lp && inversion.layers.len() == 1, "{method}: {:?}", inversion.outcome);
    }
}

#[test]
fn exact_below_a_noisy_layer_says_what_is_wrong_with_it() {
    let mut rng = rng(4);
    let (network, truth, x) = trial(&mut rng, &[4, 20, 80], 1e-3);
    let methods = Methods::Each(vec![Method::Exact, Method::Linf]);
    let inversion = layerwise(&network, &x, &LayerwiseOptions { methods, ..LayerwiseOptions::default() }).unwrap();
    assert_eq!(inversion.layers[1].method, Method::Exact);
    match &inversion.outcome {
        // The error of the hidden vector is estimated from what is left at the layer above: mostly that is enough.
        Outcome::Fitted { preimage, .. } => assert!(relative_error(preimage.latent(), &truth) < 0.1),
        Outcome::Undecided(reason) => assert!(reason.to_string().starts_with("layer 1")),
        other => panic!("{other:?}"),
    }
}

#[test]
fn each_layer_may_have_its_method() {
    let mut rng = rng(8);
    let (network, truth, x) = trial(&mut rng, &[5, 30, 150], 1e-5);
    let methods = vec![Method::L1, Method::Linf];
    let each = LayerwiseOptions { methods: Methods::Each(methods), ..LayerwiseOptions::default() };
    let inversion = invert(&network, &x, &each);
    let used: Vec<Method> = inversion.layers.iter().map(|layer| layer.method).collect();
    assert_eq!(used, [Method::Linf, Method::L1]);
    assert!(relative_error(latent(&inversion), &truth) < 1e-3);
    let short = LayerwiseOptions { methods: Methods::Each(vec![Method::L1]), ..LayerwiseOptions::default() };
    let error = layerwise(&network, &x, &short).unwrap_err();
    assert_eq!(error, InvertError::Methods { expected: 2, found: 1 });
}

#[test]
fn exact_everywhere_is_the_exact_inverter() {
    let mut rng = rng(9);
    let (network, _, x) = trial(&mut rng, &[5, 30, 150], 0.0);
    let inversion = layerwise(&network, &x, &options(Method::Exact)).unwrap();
    assert!(inversion.is_unique() && inversion.layers.iter().all(|layer| layer.fit.is_none()));
    let negative = x.mapv(|x| x - 1.0);
    assert!(matches!(layerwise(&network, &negative, &options(Method::Exact)), Err(InvertError::Negative { .. })));
    assert!(layerwise(&network, &negative, &options(Method::Linf)).is_ok());
}

#[test]
fn zero_and_useless_observations_have_answers() {
    let network = single(array![[1.0, 2.0], [-1.0, 0.5]], array![0.0, -1.0], RELU);
    for x in [array![0.0, 0.0], array![-1.0, -2.0], array![0.0, -1e-300], array![1e-300, 0.0]] {
        for method in [Method::Linf, Method::LinfPaper, Method::L1, Method::Relaxed] {
            let inversion = invert(&network, &x, &options(method));
            let least = largest(&x.mapv(|x| x.min(0.0)));
            let residual = inversion.preimage().unwrap().residual().linf;
            assert!((residual - least).abs() <= 1e-12, "{method} {x}: {residual}");
        }
    }
    let nothing = single(Array2::zeros((2, 1)), array![0.5, 0.0], RELU);
    let inversion = invert(&nothing, &array![1.0, 1.0], &options(Method::Linf));
    assert!((inversion.preimage().unwrap().residual().linf - 1.0).abs() <= 1e-12);
    assert_eq!(last_fit(&inversion).optimality, Optimality::Global);
}

#[test]
fn observations_must_fit_the_network() {
    let network = single(array![[1.0]], array![0.0], RELU);
    let linf = options(Method::Linf);
    let error = layerwise(&network, &array![1.0, 2.0], &linf).unwrap_err();
    assert_eq!(error, InvertError::Observation(ObservationError::Length { expected: 1, found: 2 }));
    let error = layerwise(&network, &array![f64::NAN], &linf).unwrap_err();
    assert!(matches!(error, InvertError::Observation(ObservationError::NotFinite { entry: 1, .. })));
}

#[test]
fn a_batch_gives_what_its_rows_give() {
    let mut rng = rng(10);
    let (network, _, _) = trial(&mut rng, &[5, 20, 60], 0.0);
    let x = Array2::from_shape_simple_fn((6, 60), || uniform(&mut rng).max(-0.1));
    let batch = layerwise_batch(&network, &x, &options(Method::Linf), || ()).unwrap();
    for (row, inversion) in batch.iter().enumerate() {
        let alone = invert(&network, &x.row(row).to_owned(), &options(Method::Linf));
        assert_eq!(latent(inversion), latent(&alone));
    }
}
