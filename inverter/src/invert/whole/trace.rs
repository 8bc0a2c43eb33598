//! A point with what the network does there, and the affine piece of the network around it.

use crate::invert::Residual;
use crate::network::{Activation, Layer, Network, Weights};
use ndarray::{Array1, Array2, ArrayRef1, Axis};

/// A latent code and the activations `a_i = W_i h_(i-1) + b_i` of every layer.
#[derive(Clone)]
pub(crate) struct Trace<'a> {
    network: &'a Network,
    pub latent: Array1<f64>,
    activations: Vec<Array1<f64>>,
    /// `G(z)`.
    pub output: Array1<f64>,
}

impl<'a> Trace<'a> {
    pub fn new(network: &'a Network, latent: Array1<f64>) -> Self {
        let mut activations = Vec::with_capacity(network.layers().len());
        let mut output = latent.clone();
        for layer in network.layers() {
            let activation = layer.preactivation(&output);
            output = activation.mapv(|a| layer.activation().apply(a));
            activations.push(activation);
        }
        Self { network, latent, activations, output }
    }

    pub fn network(&self) -> &'a Network {
        self.network
    }

    /// `G(z) - x`.
    pub fn errors(&self, observation: &ArrayRef1<f64>) -> Array1<f64> {
        &*self.output - observation
    }

    pub fn residual(&self, observation: &ArrayRef1<f64>) -> Residual {
        Residual::between(&self.output, observation)
    }

    /// `a_d`, of the last layer.
    pub fn last(&self) -> &Array1<f64> {
        &self.activations[self.activations.len() - 1]
    }

    /// Outputs of the last layer that move with its activation, and by how much.
    pub fn moving(&self) -> (Vec<usize>, Vec<f64>) {
        moving(self.network.last().activation(), self.last())
    }

    /// Derivatives of `a_d` in `z` of some rows, `rows x k`, with every unit on the side where it is.
    pub fn jacobian(&self, rows: &[usize]) -> Array2<f64> {
        let (last, hidden) = self.network.layers().split_last().expect("a network has a layer");
        let mut below: Option<(Vec<usize>, Array2<f64>)> = None;
        for (layer, activation) in hidden.iter().zip(&self.activations) {
            let (units, slopes) = moving(layer.activation(), activation);
            let mut derivatives = through(layer.weights(), &units, below.as_ref());
            if layer.activation() != Activation::Relu {
                derivatives *= &Array1::from(slopes).insert_axis(Axis(1));
            }
            below = Some((units, derivatives));
        }
        through(last.weights(), rows, below.as_ref())
    }

    /// `J^T e`: the gradient of `||e||_2^2 / 2` for the errors `e` of the output. Shapes: `errors` is `n`, the result `k`.
    pub fn pull(&self, errors: &ArrayRef1<f64>) -> Array1<f64> {
        let layers = self.network.layers().iter().zip(&self.activations).rev();
        layers.fold(errors.to_owned(), |above, (layer, activation)| {
            let (units, slopes) = moving(layer.activation(), activation);
            let mut below = Array1::zeros(layer.inputs());
            for (unit, slope) in units.into_iter().zip(slopes) {
                layer.weights().add_row(unit, slope * above[unit], &mut below);
            }
            below
        })
    }

    /// The first layer, from 1, with a unit whose activation is within `margin` of its kink, relative to the largest.
    pub fn at_kink(&self, margin: f64) -> Option<usize> {
        let near = |activation: &Array1<f64>| {
            let largest = activation.iter().fold(0.0, |most: f64, a| most.max(a.abs()));
            activation.iter().any(|a| a.abs() <= margin * largest)
        };
        let mut layers = self.network.layers().iter().zip(&self.activations);
        let bent = |(layer, activation): (&Layer, &Array1<f64>)| {
            layer.activation() != Activation::Identity && near(activation)
        };
        layers.position(bent).map(|index| index + 1)
    }
}

/// Units that move with their activation, and the slopes there.
fn moving(kind: Activation, activation: &ArrayRef1<f64>) -> (Vec<usize>, Vec<f64>) {
    let slope = |a: f64| if a > 0.0 { 1.0 } else { kind.slope() };
    activation.iter().enumerate().map(|(unit, &a)| (unit, slope(a))).filter(|(_, slope)| *slope > 0.0).unzip()
}

/// Derivatives of some units from those of the units below that move.
fn through(weights: &Weights, rows: &[usize], below: Option<&(Vec<usize>, Array2<f64>)>) -> Array2<f64> {
    match below {
        None => weights.select(rows.iter().copied()),
        Some((units, derivatives)) => weights.block(rows, units).dot(derivatives),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::network::random::{Variance, gaussian_latent, gaussian_network};
    use quickcheck::quickcheck;
    use rand_chacha::{ChaCha8Rng, rand_core::SeedableRng};

    quickcheck! {
        /// Within its piece a network is affine: a small step changes the output by the derivatives times the step.
        fn derivatives_are_those_of_the_network(seed: u64, quarters: u8) -> bool {
            let mut rng = ChaCha8Rng::seed_from_u64(seed);
            let kind = Activation::from_slope(f64::from(quarters % 5) / 4.0).unwrap();
            let network = gaussian_network(&mut rng, &[3, 5, 4, 6], Variance::One, kind);
            let (z, step) = (gaussian_latent(&mut rng, 3), gaussian_latent(&mut rng, 3) * 1e-9);
            let trace = Trace::new(&network, z.clone());
            let (rows, slopes) = trace.moving();
            let slow = trace.jacobian(&rows).dot(&step);
            let moved = network.forward(&(&z + &step));
            let close = |(place, &row): (usize, &usize)| {
                (moved[row] - trace.output[row] - slopes[place] * slow[place]).abs() <= 1e-12
            };
            trace.output == network.forward(&z)
                && (trace.at_kink(1e-7).is_some() || rows.iter().enumerate().all(close))
        }
    }
}
