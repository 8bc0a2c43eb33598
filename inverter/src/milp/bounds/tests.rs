use super::*;
use crate::limits::Limits;
use crate::network::{Activation, random};
use ndarray::{Array1, array};
use quickcheck::quickcheck;
use rand::SeedableRng;
use rand_chacha::ChaCha8Rng;

fn proven(problem: &Problem) -> Result<Bounds<'_>, Contradiction> {
    Bounds::proven(problem, &Limits::none().start()).unwrap()
}

/// Whether the sums at a latent code are where they are said to be, but for what floats round.
fn hold(bounds: &Bounds<'_>, network: &Network, latent: &Array1<f64>) -> bool {
    let inside = |range: &Interval, value: f64| {
        let room = 1e-9 * (1.0 + value.abs());
        range.low - room <= value && value <= range.high + room
    };
    let mut values = latent.clone();
    bounds.inputs.iter().zip(latent).all(|(range, &value)| inside(range, value))
        && network.layers().iter().zip(&bounds.sums).all(|(layer, ranges)| {
            let sums = layer.preactivation(&values);
            values = layer.forward(&values);
            ranges.iter().zip(&sums).all(|(range, &sum)| inside(range, sum))
        })
}

fn layer(weights: ndarray::Array2<f64>, bias: Array1<f64>, slope: f64) -> Layer {
    Layer::new(weights, bias, Activation::from_slope(slope).unwrap()).unwrap()
}

quickcheck! {
    fn solutions_are_within_their_bounds(entries: Vec<i8>, latent: (i8, i8), slope: u8, tolerance: bool) -> bool {
        let mut entries = entries.into_iter().cycle().map(|entry| f64::from(entry % 5));
        let mut draw = || entries.next().unwrap_or(1.0);
        let slope = [0.0, 0.25, 1.0][usize::from(slope % 3)];
        let layers = [(4, 2), (3, 4), (5, 3)].map(|(rows, columns)| {
            layer(ndarray::Array2::from_shape_simple_fn((rows, columns), &mut draw), Array1::from_shape_simple_fn(rows, &mut draw), slope)
        });
        let network = Network::new(layers.into()).unwrap();
        let latent = array![f64::from(latent.0), f64::from(latent.1)];
        let observation = network.forward(&latent);
        let eps = if tolerance { 0.5 } else { 0.0 };
        let problem = Problem::new(network, observation, eps, Domain::Reals).unwrap();
        proven(&problem).is_ok_and(|bounds| hold(&bounds, problem.network(), &latent))
    }
}

#[test]
fn an_expansive_network_is_bounded_by_its_observation() {
    let mut rng = ChaCha8Rng::seed_from_u64(5);
    let network = random::gaussian_network(&mut rng, &[4, 16, 48], random::Variance::One, Activation::Relu);
    let latent = array![0.5, -1.0, 2.0, 0.25];
    let observation = network.forward(&latent);
    let problem = Problem::new(network, observation, 1e-6, Domain::Reals).unwrap();
    let bounds = proven(&problem).unwrap();
    assert!(hold(&bounds, problem.network(), &latent));
    let widest = bounds.inputs.iter().map(|input| input.high - input.low).fold(0.0, f64::max);
    assert!(widest < 4.0, "{widest}");
}

#[test]
fn programs_bound_what_intervals_do_not() {
    // relu(z), relu(-z), relu(y), relu(-y) of rotated coordinates: every sum of two is bounded, no coordinate by itself.
    let first = layer(array![[1.0, 1.0], [-1.0, -1.0], [1.0, -1.0], [-1.0, 1.0]], Array1::zeros(4), 0.0);
    let second = layer(array![[1.0, 1.0, 0.0, 0.0], [0.0, 0.0, 1.0, 1.0]], Array1::zeros(2), 0.0);
    let network = Network::new(vec![first, second]).unwrap();
    let problem = Problem::new(network, array![1.0, 3.0], 0.0, Domain::Reals).unwrap();
    for input in proven(&problem).unwrap().inputs {
        assert!((input.high - 2.0).abs() < 1e-9 && (input.low + 2.0).abs() < 1e-9, "{input:?}");
    }
}

#[test]
fn contradictions_are_seen() {
    let network = Network::new(vec![layer(array![[1.0], [-1.0]], array![-1.0, -1.0], 0.0)]).unwrap();
    let ask = |observation: Array1<f64>| Problem::new(network.clone(), observation, 0.0, Domain::Reals).unwrap();
    assert!(proven(&ask(array![1.0, 1.0])).is_err());
    assert!(proven(&ask(array![-1.0, 0.0])).is_err());
    assert_eq!(proven(&ask(array![1.0, 0.0])).unwrap().inputs, [Interval::point(2.0)]);
}
