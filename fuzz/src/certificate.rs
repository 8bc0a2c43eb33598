//! Certificates of the search.

use std::sync::LazyLock;
use unrelu_inverter::certificate::{Certificate, Domain, Problem, check};
use unrelu_inverter::limits::Limits;
use unrelu_inverter::ndarray::{Array1, Array2, array};
use unrelu_inverter::network::{Activation, Layer, Network};

/// Problems of small networks, each without a solution and, with another observation, with one.
static PROBLEMS: LazyLock<Vec<[Problem; 2]>> = LazyLock::new(|| vec![absolute(), leaky(), signs()]);

/// A certificate that is read is written and read again; none is accepted where there is a solution.
pub fn certificate(bytes: &[u8]) {
    let Ok(proof) = Certificate::read(bytes) else { return };
    let mut text = Vec::new();
    proof.write(&mut text, &[]).expect("memory is no disk");
    assert_eq!(Certificate::read(text.as_slice()).expect("it was just written"), proof);
    for [without, with] in &*PROBLEMS {
        // That it is refused is fine.
        let _ = check(without, &proof, &Limits::none());
        assert!(check(with, &proof, &Limits::none()).is_err(), "there is a solution");
    }
}

fn problem(network: Network, observation: Array1<f64>, tolerance: f64, domain: Domain) -> Problem {
    Problem::new(network, observation, tolerance, domain).expect("the lengths fit")
}

fn network(layers: Vec<(Array2<f64>, Array1<f64>, f64)>) -> Network {
    let layers = layers.into_iter().map(|(weights, bias, slope)| {
        let activation = Activation::from_slope(slope).expect("a slope");
        Layer::new(weights, bias, activation).expect("finite numbers")
    });
    Network::new(layers.collect()).expect("widths that fit")
}

/// `|z|` within bounds.
fn absolute() -> [Problem; 2] {
    let first = (array![[1.0], [-1.0]], array![0.0, 0.0], 0.0);
    let network = network(vec![first, (array![[1.0, 1.0]], array![0.0], 1.0)]);
    let within = Domain::Box { lower: vec![-2.0], upper: vec![2.0] };
    [array![5.0], array![1.0]].map(|observation| problem(network.clone(), observation, 0.25, within.clone()))
}

/// Two hidden layers of units that are never off.
fn leaky() -> [Problem; 2] {
    let first = (array![[1.0, 2.0], [-1.0, 1.0], [2.0, -3.0]], array![0.0, 1.0, -1.0], 0.25);
    let second = (array![[1.0, -1.0, 1.0], [2.0, 1.0, 0.0]], array![1.0, -2.0], 0.25);
    let network =
        network(vec![first, second, (array![[1.0, -1.0], [1.0, 1.0], [3.0, 1.0]], array![0.0, 0.0, 0.0], 0.0)]);
    let given = network.forward(&array![0.5, -1.0]);
    [array![1.0, 1.0, 7.0], given].map(|observation| problem(network.clone(), observation, 0.0, Domain::Reals))
}

/// All four clauses of two variables, of which one is false whatever they are.
fn signs() -> [Problem; 2] {
    let clauses = (array![[-1.0, -1.0], [1.0, -1.0], [-1.0, 1.0], [1.0, 1.0]], array![-1.0, -1.0, -1.0, -1.0], 0.0);
    let network = network(vec![clauses, (array![[1.0, 1.0, 1.0, 1.0]], array![0.0], 0.0)]);
    [array![0.0], array![1.0]].map(|observation| problem(network.clone(), observation, 0.0, Domain::Signs))
}
