//! The way between the latent codes of a network and of its disguise.

use super::sparse;
use crate::exact::{self, ExactError};
use crate::reduction::LatentError;
use unrelu_inverter::ndarray::Array1;
use unrelu_inverter::network::{Activation, Layer, Network, SparseMatrix};

/// `z = U y`, with `U` whole and unimodular: `z` is a latent code of the plain network, `y` of the disguised one.
#[derive(Clone, Debug, PartialEq)]
pub struct LatentMap {
    plain: SparseMatrix,
    disguised: SparseMatrix,
}

impl LatentMap {
    pub(super) fn identity(size: usize) -> Self {
        Self { plain: sparse::identity(size), disguised: sparse::identity(size) }
    }

    /// Follows `z = U y` by `y = V x`; `inverse` is that of `V`.
    pub(super) fn then(&mut self, step: &SparseMatrix, inverse: &SparseMatrix) {
        self.plain = sparse::product(&self.plain, step);
        self.disguised = sparse::product(inverse, &self.disguised);
    }

    /// `U^-1 z`, in floats.
    ///
    /// # Panics
    /// Where `z` is not `k` long.
    pub fn disguise(&self, z: &Array1<f64>) -> Array1<f64> {
        linear(&self.disguised).forward(z)
    }

    /// The sign of every entry of `U y`, computed exactly: -1, 0 or 1.
    ///
    /// # Errors
    /// [`LatentError`] where `y` does not fit.
    pub fn plain_signs(&self, y: &[f64]) -> Result<Vec<f64>, LatentError> {
        match exact::forward(&linear(&self.plain), y) {
            Ok(plain) => Ok(plain.iter().map(exact::Dyadic::sign).collect()),
            Err(ExactError::Latent(error)) => Err(error),
            Err(other) => unreachable!("U is whole: {other}"),
        }
    }

    /// The least `r` with `|y_i| <= r_i` for every `y = U^-1 z` with `z` in `[-1, 1]^k`.
    pub fn box_radii(&self) -> Vec<f64> {
        self.disguised.outer_iterator().map(|row| row.iter().map(|(_, entry)| entry.abs()).sum()).collect()
    }

    /// The largest entry of `U` and its inverse.
    pub(super) fn largest(&self) -> f64 {
        self.plain.data().iter().chain(self.disguised.data()).fold(0.0, |most: f64, entry| most.max(entry.abs()))
    }
}

fn linear(matrix: &SparseMatrix) -> Network {
    let layer = Layer::new(matrix.clone(), Array1::zeros(matrix.rows()), Activation::Identity);
    Network::new(vec![layer.expect("whole entries are finite")]).expect("one layer")
}
