//! The way between the latent codes of a network and of its disguise.

use super::sparse;
use crate::exact::{self, Dyadic, ExactError};
use crate::reduction::LatentError;
use unrelu_inverter::certificate::{Rational, rational};
use unrelu_inverter::ndarray::Array1;
use unrelu_inverter::network::{Activation, Layer, Network, SparseMatrix};

/// `z = U y`, with `U` whole and unimodular: `z` is a latent code of the plain network, `y` of the disguised one.
#[derive(Clone, Debug, PartialEq)]
pub struct LatentMap {
    plain: SparseMatrix,
    disguised: SparseMatrix,
}

impl LatentMap {
    pub(crate) fn identity(size: usize) -> Self {
        Self { plain: sparse::identity(size), disguised: sparse::identity(size) }
    }

    /// `z = U y`; `disguised` is the inverse of `U`.
    pub(crate) fn new(plain: SparseMatrix, disguised: SparseMatrix) -> Self {
        Self { plain, disguised }
    }

    /// `U`, row by row: column and entry, without zeros.
    pub(crate) fn plain_rows(&self) -> impl Iterator<Item = Vec<(u32, f64)>> {
        sparse::rows(&self.plain)
    }

    /// `U^-1`.
    pub(crate) fn inverse(&self) -> &SparseMatrix {
        &self.disguised
    }

    /// Whether the coordinates stay as they are.
    pub(crate) fn is_identity(&self) -> bool {
        self.plain == sparse::identity(self.plain.rows())
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
        Ok(self.plain(y)?.iter().map(Dyadic::sign).collect())
    }

    /// `U y` of fractions.
    pub(crate) fn plain_fractions(&self, y: &[Rational]) -> Vec<Rational> {
        let row = |row: Vec<(u32, f64)>| {
            row.into_iter().fold(Rational::ZERO, |sum, (column, entry)| sum + rational(entry) * &y[column as usize])
        };
        self.plain_rows().map(row).collect()
    }

    /// `U y`, exactly.
    pub(crate) fn plain(&self, y: &[f64]) -> Result<Vec<Dyadic>, LatentError> {
        match exact::forward(&linear(&self.plain), y) {
            Ok(plain) => Ok(plain),
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
