//! The search decides every small problem, and as exact geometry does.

use super::random::{Numbers, problem};
use unrelu_inverter::certificate::{Domain, Problem, check};
use unrelu_inverter::invert::{AutoOptions, CompleteOptions, Outcome, Refutation, complete};
use unrelu_inverter::limits::{Limits, StopReason};
use unrelu_inverter::ndarray::{Array1, array};
use unrelu_inverter::network::{Layer, Network};
use unrelu_inverter::search::{Answer, Reason, search};

/// Whether there is a solution; proofs are checked once more.
fn decided(problem: &Problem) -> Option<bool> {
    match search(problem, &Limits::none()).0 {
        Answer::Solution(_) => Some(true),
        Answer::None(proof) => {
            check(problem, &proof, &Limits::none()).unwrap();
            Some(false)
        }
        _ => None,
    }
}

#[test]
fn every_small_problem_is_decided() {
    for numbers in [Numbers::Whole, Numbers::Real] {
        for seed in 0..250 {
            let problem = problem(seed, numbers);
            let found = decided(&problem).expect("an answer");
            assert!(found || !seed.is_multiple_of(2), "seed {seed}: a latent code gives this observation");
        }
    }
}

#[test]
fn complete_inversion_leaves_nothing_open() {
    let options = CompleteOptions::default();
    let (mut found, mut refuted) = (0, 0);
    for seed in 0..150 {
        let problem = problem(seed, Numbers::Real);
        let problem = problem.clone().within(options.auto.tolerance.of(problem.observation())).unwrap();
        let inversion = complete(problem.network(), problem.observation(), &options).unwrap();
        let searched = decided(&problem).expect("an answer");
        let answered = match (&inversion.outcome, &inversion.whole) {
            (Outcome::Found { preimage, .. }, _) => {
                found += 1;
                assert!(preimage.residual().linf <= problem.tolerance());
                true
            }
            (Outcome::NotRealizable(_) | Outcome::Refuted(_), _) => false,
            (Outcome::Fitted { .. }, Some(whole)) => {
                if let Some(Refutation::Search(proof)) = &whole.refuted {
                    refuted += 1;
                    check(&problem, proof, &Limits::none()).unwrap();
                }
                assert!(whole.refuted.is_some(), "seed {seed}: {inversion:?}");
                false
            }
            _ => panic!("seed {seed}: {inversion:?}"),
        };
        assert_eq!(answered, searched, "seed {seed}: {inversion:?}");
    }
    assert!(found > 50 && refuted > 5, "{found} found, {refuted} refuted by search");
}

#[test]
fn complete_inversion_says_where_its_time_was_over() {
    let network = Network::new(vec![
        Layer::relu(array![[1.0], [-1.0], [2.0]]).unwrap(),
        Layer::relu(array![[1.0, 1.0, 0.0], [1.0, -1.0, 1.0]]).unwrap(),
    ]);
    let limits = Limits::time(std::time::Duration::ZERO);
    let options = CompleteOptions { limits, auto: AutoOptions::default() };
    let inversion = complete(&network.unwrap(), &array![1.0, 5.0], &options).unwrap();
    let gave_up = inversion.whole.as_ref().and_then(|whole| whole.gave_up);
    assert_eq!(gave_up, Some(Reason::Stopped(StopReason::TimeLimit)), "{inversion:?}");
}

/// Two units that see signs: `relu(z)`, `relu(-z)`.
fn absolute() -> Network {
    let first = Layer::relu(array![[1.0], [-1.0]]).unwrap();
    Network::new(vec![first, Layer::relu(array![[1.0, 1.0]]).unwrap()]).unwrap()
}

#[test]
fn domains_and_tolerances_count() {
    let ask = |observation: f64, tolerance: f64, domain: Domain| {
        decided(&Problem::new(absolute(), array![observation], tolerance, domain).unwrap())
    };
    let within = |lower: f64, upper: f64| Domain::Box { lower: vec![lower], upper: vec![upper] };
    assert_eq!(ask(2.0, 0.0, Domain::Reals), Some(true));
    assert_eq!(ask(-2.0, 0.0, Domain::Reals), Some(false));
    assert_eq!(ask(-2.0, 2.0, Domain::Reals), Some(true));
    assert_eq!(ask(-2.0, 1.5, Domain::Reals), Some(false));
    assert_eq!(ask(2.0, 0.0, Domain::Signs), Some(false));
    assert_eq!(ask(1.0, 0.0, Domain::Signs), Some(true));
    assert_eq!(ask(2.0, 0.0, within(-1.5, 1.75)), Some(false));
    assert_eq!(ask(2.0, 0.25, within(-1.5, 1.75)), Some(true));
    assert_eq!(ask(2.0, 0.0, within(-2.0, f64::INFINITY)), Some(true));
    assert_eq!(ask(2.0, 0.0, within(1.0, -1.0)), Some(false));
}

#[test]
fn networks_without_inputs_or_outputs_are_decided() {
    let constant = |bias: f64| {
        let layer = Layer::new(
            unrelu_inverter::ndarray::Array2::zeros((1, 0)),
            array![bias],
            unrelu_inverter::network::Activation::Relu,
        );
        Network::new(vec![layer.unwrap()]).unwrap()
    };
    let ask = |bias: f64, observation: f64| {
        decided(&Problem::new(constant(bias), array![observation], 0.0, Domain::Reals).unwrap())
    };
    assert_eq!(ask(3.0, 3.0), Some(true));
    assert_eq!(ask(3.0, 2.0), Some(false));
    assert_eq!(ask(-3.0, 0.0), Some(true));
    let nothing = Network::new(vec![Layer::relu(unrelu_inverter::ndarray::Array2::zeros((0, 2))).unwrap()]).unwrap();
    assert_eq!(decided(&Problem::new(nothing, Array1::zeros(0), 0.0, Domain::Reals).unwrap()), Some(true));
}
