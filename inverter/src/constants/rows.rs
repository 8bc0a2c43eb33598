//! Which rows a constant is about.

use ndarray::{Array2, ArrayRef1, ArrayRef2, Axis};
use rand::{Rng, seq::index::sample};

/// Some rows of a matrix, and how they were chosen: theorems about fixed rows of a random matrix hold for the first kind alone.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum RowSet {
    /// Drawn without a look at the matrix.
    Random(Vec<usize>),
    /// Those that a latent code makes larger than a threshold: they depend on the matrix.
    Active(Vec<usize>),
    /// Those for which a constant is least, or least as far as is known: they depend on all of the matrix.
    Worst(Vec<usize>),
}

impl RowSet {
    /// `m` of `n` rows, each set as likely as any other.
    ///
    /// # Panics
    /// Where `m > n`.
    pub fn random(rng: &mut impl Rng, n: usize, m: usize) -> Self {
        let mut rows = sample(rng, n, m).into_vec();
        rows.sort_unstable();
        Self::Random(rows)
    }

    /// The rows with `w z > threshold`. Shapes: `matrix` is `n x k`, `latent` `k`.
    pub fn active(matrix: &ArrayRef2<f64>, latent: &ArrayRef1<f64>, threshold: f64) -> Self {
        let activations = matrix.dot(latent);
        Self::Active((0..matrix.nrows()).filter(|&row| activations[row] > threshold).collect())
    }

    /// The `m` rows with the smallest `|w x|`: where `x` attains the least constant of all sets of `m` rows, a set that has it.
    pub fn worst_at(matrix: &ArrayRef2<f64>, x: &ArrayRef1<f64>, m: usize) -> Self {
        let sizes = matrix.dot(x).mapv(f64::abs);
        let mut rows: Vec<usize> = (0..matrix.nrows()).collect();
        rows.sort_by(|&a, &b| sizes[a].total_cmp(&sizes[b]));
        rows.truncate(m);
        rows.sort_unstable();
        Self::Worst(rows)
    }

    /// Their numbers, from 0, in order.
    pub fn rows(&self) -> &[usize] {
        match self {
            Self::Random(rows) | Self::Active(rows) | Self::Worst(rows) => rows,
        }
    }

    /// The rows themselves.
    pub fn of(&self, matrix: &ArrayRef2<f64>) -> Array2<f64> {
        matrix.select(Axis(0), self.rows())
    }
}
