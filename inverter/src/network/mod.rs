//! What a network is: [`Layer`]s of [`Weights`] and an [`Activation`], applied in turn.

mod activation;
mod layer;
mod noise;
mod observation;
pub mod random;
mod weights;

pub use activation::{Activation, Slope};
pub use layer::Layer;
pub use noise::{Law, Noise};
pub use observation::ObservationError;
pub use weights::{SparseMatrix, Weights};

use ndarray::{Array1, Array2, ArrayRef1, ArrayRef2};

/// A feed-forward network, `G = phi_d . ... . phi_1` (eq. 3): at least one layer, widths that fit, every number finite.
#[derive(Clone, Debug, PartialEq)]
pub struct Network {
    layers: Vec<Layer>,
}

/// Why layers or numbers do not make a network.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum NetworkError {
    /// There is no layer.
    #[error("a network needs at least one layer")]
    NoLayers,
    /// A layer does not take what the layer before it gives.
    #[error("layer {layer} takes {takes} inputs, but the layer before it gives {gives}")]
    WidthMismatch {
        /// Number of the layer, from 1.
        layer: usize,
        /// Columns of its weights.
        takes: usize,
        /// Rows of the weights before it.
        gives: usize,
    },
    /// A bias is not as long as the layer is wide.
    #[error("the bias has {found} entries, but the weights have {expected} rows; a row of weights is an output")]
    BiasLength {
        /// Rows of the weights.
        expected: usize,
        /// Length of the bias.
        found: usize,
    },
    /// A weight or bias is NaN or infinite.
    #[error("{place} is {value}: every weight and bias must be finite")]
    NotFinite {
        /// Where it stands, as in `row 3, column 4 of the weights` (from 1).
        place: String,
        /// What stands there.
        value: f64,
    },
    /// A `LeakyReLU` slope outside (0, 1).
    #[error("slope {0} is outside (0, 1)")]
    Slope(f64),
    /// Something wrong inside one layer.
    #[error("layer {layer}: {source}")]
    InLayer {
        /// Number of the layer, from 1.
        layer: usize,
        /// What is wrong with it.
        source: Box<NetworkError>,
    },
}

impl Network {
    /// Chains `layers`, the one next to the latent code first.
    ///
    /// # Errors
    /// [`NetworkError::NoLayers`] and [`NetworkError::WidthMismatch`].
    pub fn new(layers: Vec<Layer>) -> Result<Self, NetworkError> {
        if layers.is_empty() {
            return Err(NetworkError::NoLayers);
        }
        for (index, pair) in layers.windows(2).enumerate() {
            let (gives, takes) = (pair[0].outputs(), pair[1].inputs());
            if gives != takes {
                return Err(NetworkError::WidthMismatch { layer: index + 2, takes, gives });
            }
        }
        Ok(Self { layers })
    }

    /// The layers, the one next to the latent code first.
    pub fn layers(&self) -> &[Layer] {
        &self.layers
    }

    /// Dimension `k` of the latent code.
    pub fn inputs(&self) -> usize {
        self.layers[0].inputs()
    }

    /// Dimension `n` of the observation.
    pub fn outputs(&self) -> usize {
        self.last().outputs()
    }

    /// `k, n_1, ..., n_d`.
    pub fn widths(&self) -> Vec<usize> {
        std::iter::once(self.inputs()).chain(self.layers.iter().map(Layer::outputs)).collect()
    }

    /// The layer that makes the observation.
    pub fn last(&self) -> &Layer {
        &self.layers[self.layers.len() - 1]
    }

    /// The same network with other activations, one a layer.
    ///
    /// # Panics
    /// Where `activations` is not as long as the network is deep.
    #[must_use]
    pub fn with_activations(self, activations: &[Activation]) -> Self {
        assert_eq!(activations.len(), self.layers.len(), "one activation a layer");
        let layers = self.layers.into_iter().zip(activations);
        Self { layers: layers.map(|(layer, &activation)| layer.with_activation(activation)).collect() }
    }

    /// `G(z)`. Shapes: `z` is `k`, the result `n`.
    ///
    /// # Panics
    /// Where `z` is not `k` long.
    pub fn forward(&self, z: &ArrayRef1<f64>) -> Array1<f64> {
        let first = self.layers[0].forward(z);
        self.layers[1..].iter().fold(first, |hidden, layer| layer.forward(&hidden))
    }

    /// The output of every layer in turn; the last is `G(z)`.
    ///
    /// # Panics
    /// Where `z` is not `k` long.
    pub fn trace(&self, z: &ArrayRef1<f64>) -> Vec<Array1<f64>> {
        let mut outputs: Vec<Array1<f64>> = Vec::with_capacity(self.layers.len());
        for layer in &self.layers {
            let input = outputs.last().map_or(z, |hidden| hidden);
            outputs.push(layer.forward(input));
        }
        outputs
    }

    /// `G` of every row. Shapes: `z` is `batch x k`, the result `batch x n`.
    ///
    /// # Panics
    /// Where `z` does not have `k` columns.
    pub fn forward_batch(&self, z: &ArrayRef2<f64>) -> Array2<f64> {
        let first = self.layers[0].forward_batch(z);
        self.layers[1..].iter().fold(first, |hidden, layer| layer.forward_batch(&hidden))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use ndarray::{Axis, array, stack};

    /// Example 1 of the paper.
    fn example() -> Network {
        let hidden = Layer::relu(array![[1.0, 2.0], [3.0, 1.0]]).unwrap();
        let last = Layer::relu(array![[1.0, -1.0]]).unwrap();
        Network::new(vec![hidden, last]).unwrap()
    }

    #[test]
    fn forward_pass_gives_the_values_of_example_1() {
        let network = example();
        let rows = [array![-1.0, 1.0], array![1.0, 3.0], array![0.0, 2.0]];
        let outputs: Vec<f64> = rows.iter().map(|z| network.forward(z)[0]).collect();
        assert_eq!(outputs, [1.0, 1.0, 2.0]);
        let batch = stack(Axis(0), &[rows[0].view(), rows[1].view(), rows[2].view()]).unwrap();
        assert_eq!(network.forward_batch(&batch), array![[1.0], [1.0], [2.0]]);
        assert_eq!(network.trace(&rows[1]), [array![7.0, 6.0], array![1.0]]);
    }

    #[test]
    fn widths_must_fit() {
        let layer = |rows, columns| Layer::relu(Array2::ones((rows, columns))).unwrap();
        let wrong = Network::new(vec![layer(3, 2), layer(5, 4)]);
        assert_eq!(wrong, Err(NetworkError::WidthMismatch { layer: 2, takes: 4, gives: 3 }));
        assert_eq!(Network::new(vec![]), Err(NetworkError::NoLayers));
        assert_eq!(Network::new(vec![layer(3, 2), layer(5, 3)]).unwrap().widths(), [2, 3, 5]);
    }
}
