//! One layer: `phi(z) = activation(W z + b)`.

use super::{Activation, NetworkError, Weights};
use ndarray::{Array1, Array2, ArrayRef1, ArrayRef2};

/// `phi(z) = activation(W z + b)`, with `W` `n x k` and `b` of length `n`, every number finite.
#[derive(Clone, Debug, PartialEq)]
pub struct Layer {
    weights: Weights,
    bias: Array1<f64>,
    activation: Activation,
}

impl Layer {
    /// A layer of `weights` (`n x k`) and `bias` (`n`).
    ///
    /// # Errors
    /// [`NetworkError::BiasLength`] and [`NetworkError::NotFinite`].
    pub fn new(weights: impl Into<Weights>, bias: Array1<f64>, activation: Activation) -> Result<Self, NetworkError> {
        let weights = weights.into();
        if bias.len() != weights.rows() {
            return Err(NetworkError::BiasLength { expected: weights.rows(), found: bias.len() });
        }
        weights.check_finite()?;
        if let Some(row) = bias.iter().position(|b| !b.is_finite()) {
            return Err(NetworkError::NotFinite { place: format!("entry {} of the bias", row + 1), value: bias[row] });
        }
        Ok(Self { weights, bias, activation })
    }

    /// A ReLU layer without bias.
    ///
    /// # Errors
    /// [`NetworkError::NotFinite`].
    pub fn relu(weights: impl Into<Weights>) -> Result<Self, NetworkError> {
        let weights = weights.into();
        let bias = Array1::zeros(weights.rows());
        Self::new(weights, bias, Activation::Relu)
    }

    /// The same layer with another activation.
    #[must_use]
    pub fn with_activation(self, activation: Activation) -> Self {
        Self { activation, ..self }
    }

    /// `W`, `n x k`.
    pub fn weights(&self) -> &Weights {
        &self.weights
    }

    /// `b`, `n`.
    pub fn bias(&self) -> &Array1<f64> {
        &self.bias
    }

    /// What is applied to each coordinate.
    pub fn activation(&self) -> Activation {
        self.activation
    }

    /// `k`, the dimension of what goes in.
    pub fn inputs(&self) -> usize {
        self.weights.columns()
    }

    /// `n`, the dimension of what comes out.
    pub fn outputs(&self) -> usize {
        self.weights.rows()
    }

    /// `W z + b`, before the activation. Shapes: `z` is `k`, the result `n`.
    ///
    /// # Panics
    /// Where `z` is not `k` long.
    pub fn preactivation(&self, z: &ArrayRef1<f64>) -> Array1<f64> {
        self.weights.apply(z) + &self.bias
    }

    /// `phi(z)`. Shapes: `z` is `k`, the result `n`.
    ///
    /// # Panics
    /// Where `z` is not `k` long.
    pub fn forward(&self, z: &ArrayRef1<f64>) -> Array1<f64> {
        self.preactivation(z).mapv_into(|a| self.activation.apply(a))
    }

    /// `phi` of every row. Shapes: `z` is `batch x k`, the result `batch x n`.
    ///
    /// # Panics
    /// Where `z` does not have `k` columns.
    pub fn forward_batch(&self, z: &ArrayRef2<f64>) -> Array2<f64> {
        (self.weights.apply_batch(z) + &self.bias).mapv_into(|a| self.activation.apply(a))
    }
}
