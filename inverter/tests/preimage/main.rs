//! Exact preimages against sampling, and where the answer is known.

#![expect(clippy::unwrap_used, reason = "a test may panic")]

mod known;
mod regions;
mod sampling;

use num_traits::Signed;
use unrelu_inverter::{
    exact::{ExactNetwork, Rational, rational},
    ndarray::{Array1, Array2, array},
    network::{Activation, Layer, Network},
    preimage::{Generators, LatentBox, Preimage, Question},
};

type Point = Vec<Rational>;

fn ratio(numerator: i64, denominator: i64) -> Rational {
    Rational::from_parts_signed(numerator.into(), denominator.into())
}

fn whole(entries: &[i64]) -> Point {
    entries.iter().map(|&entry| ratio(entry, 1)).collect()
}

fn network(layers: impl IntoIterator<Item = Array2<f64>>) -> Network {
    Network::new(layers.into_iter().map(|weights| Layer::relu(weights).unwrap()).collect()).unwrap()
}

fn within(tolerance: f64) -> Question {
    Question { tolerance, ..Question::default() }
}

fn in_box(lower: f64, upper: f64) -> Question {
    Question { domain: Some(LatentBox::new(lower, upper).unwrap()), ..Question::default() }
}

fn generators(preimage: &Preimage) -> Vec<Generators> {
    preimage.pieces.iter().map(|piece| Generators::of(piece).unwrap()).collect()
}

/// Whether `|G(z) - x| <= tolerance`, by a forward pass.
fn gives(network: &ExactNetwork, z: &[Rational], (observation, tolerance): (&[f64], f64)) -> bool {
    let misses = network.forward(z).into_iter().zip(observation).map(|(y, &x)| (y - rational(x).unwrap()).abs());
    misses.into_iter().all(|miss| miss <= rational(tolerance).unwrap())
}

fn exact(point: &[f64]) -> Point {
    point.iter().map(|&entry| rational(entry).unwrap()).collect()
}

fn layer(weights: Array2<f64>, bias: Array1<f64>, slope: f64) -> Layer {
    Layer::new(weights, bias, Activation::from_slope(slope).unwrap()).unwrap()
}

/// `|z_1| + |z_2|`.
fn diamond() -> Network {
    network([array![[1.0, 0.0], [-1.0, 0.0], [0.0, 1.0], [0.0, -1.0]], array![[1.0, 1.0, 1.0, 1.0]]])
}
