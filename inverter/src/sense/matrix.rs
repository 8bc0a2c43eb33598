//! What is measured of an output.

use crate::network::NetworkError;
use crate::network::random::gaussian_latent;
use ndarray::{Array1, Array2, ArrayRef1, ArrayRef2, Axis};
use rand_chacha::{ChaCha8Rng, rand_core::SeedableRng};

/// Products with `A^T A` that bring its norm near enough for a step.
const POWER_STEPS: usize = 60;

/// `A`, `m x n`: not zero, every entry finite.
#[derive(Clone, Debug, PartialEq)]
pub struct SensingMatrix {
    kind: Kind,
}

#[derive(Clone, Debug, PartialEq)]
enum Kind {
    /// Rows of the identity.
    Mask {
        outputs: usize,
        seen: Vec<usize>,
    },
    Matrix(Array2<f64>),
}

/// Why nothing can be sensed so.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum SenseError {
    /// Every output is hidden, or every entry 0.
    #[error("measures nothing: {0}")]
    Nothing(&'static str),
    /// NaN or infinity in the matrix.
    #[error("row {}, column {} is {value}: every entry must be finite", .row + 1, .column + 1)]
    NotFinite {
        /// From 0.
        row: usize,
        /// From 0.
        column: usize,
        /// What stands there.
        value: f64,
    },
    /// Made for another network.
    #[error("measures {found} outputs, but the network has {expected}")]
    Width {
        /// Outputs of the network.
        expected: usize,
        /// Entries of the mask, or columns of the matrix.
        found: usize,
    },
    /// `A` and the last layer make weights that are too large.
    #[error("times the last layer: {0}")]
    Network(#[from] NetworkError),
}

impl SensingMatrix {
    /// The outputs that are seen, in their order.
    ///
    /// # Errors
    /// [`SenseError::Nothing`].
    pub fn mask(seen: &[bool]) -> Result<Self, SenseError> {
        let outputs = seen.len();
        let seen: Vec<usize> = seen.iter().enumerate().filter_map(|(index, seen)| seen.then_some(index)).collect();
        if seen.is_empty() {
            return Err(SenseError::Nothing("the mask hides every output"));
        }
        Ok(Self { kind: Kind::Mask { outputs, seen } })
    }

    /// Any combinations of outputs, one a row.
    ///
    /// # Errors
    /// [`SenseError::Nothing`] and [`SenseError::NotFinite`].
    pub fn matrix(a: Array2<f64>) -> Result<Self, SenseError> {
        if let Some(((row, column), &value)) = a.indexed_iter().find(|(_, value)| !value.is_finite()) {
            return Err(SenseError::NotFinite { row, column, value });
        }
        if a.iter().all(|entry| *entry == 0.0) {
            return Err(SenseError::Nothing("every entry of the matrix is 0"));
        }
        Ok(Self { kind: Kind::Matrix(a) })
    }

    /// `n`.
    pub fn outputs(&self) -> usize {
        match &self.kind {
            Kind::Mask { outputs, .. } => *outputs,
            Kind::Matrix(a) => a.ncols(),
        }
    }

    /// `m`.
    pub fn measurements(&self) -> usize {
        match &self.kind {
            Kind::Mask { seen, .. } => seen.len(),
            Kind::Matrix(a) => a.nrows(),
        }
    }

    /// `A x`. Shapes: `x` is `n`, the result `m`.
    ///
    /// # Panics
    /// Where `x` is not `n` long.
    pub fn apply(&self, x: &ArrayRef1<f64>) -> Array1<f64> {
        match &self.kind {
            Kind::Mask { seen, .. } => x.select(Axis(0), seen),
            Kind::Matrix(a) => a.dot(x),
        }
    }

    /// `A x` of every row. Shapes: `x` is `batch x n`, the result `batch x m`.
    ///
    /// # Panics
    /// Where `x` does not have `n` columns.
    pub fn apply_batch(&self, x: &ArrayRef2<f64>) -> Array2<f64> {
        match &self.kind {
            Kind::Mask { seen, .. } => x.select(Axis(1), seen),
            Kind::Matrix(a) => x.dot(&a.t()),
        }
    }

    /// `A^T y`. Shapes: `y` is `m`, the result `n`.
    ///
    /// # Panics
    /// Where `y` is not `m` long.
    pub fn transposed(&self, y: &ArrayRef1<f64>) -> Array1<f64> {
        match &self.kind {
            Kind::Mask { outputs, seen } => {
                let mut x = Array1::zeros(*outputs);
                seen.iter().zip(y).for_each(|(index, y)| x[*index] = *y);
                x
            }
            Kind::Matrix(a) => a.t().dot(y),
        }
    }

    /// `||A||_2^2`, the largest eigenvalue of `A^T A`: 1 of a mask; of a matrix by the power method, from below.
    pub fn squared_norm(&self) -> f64 {
        let Kind::Matrix(a) = &self.kind else { return 1.0 };
        // Rows of length 1 at most neither overflow nor vanish.
        let scale = a.iter().fold(0.0, |most: f64, entry| most.max(entry.abs()));
        let a = a / scale;
        let mut vector = gaussian_latent(&mut ChaCha8Rng::seed_from_u64(0), a.ncols());
        let mut value = 0.0;
        for _ in 0..POWER_STEPS {
            vector /= vector.dot(&vector).sqrt();
            vector = a.t().dot(&a.dot(&vector));
            value = vector.dot(&vector).sqrt();
        }
        value * scale * scale
    }

    /// The outputs that are measured and the factor of each, where no row combines outputs and no factor is negative: what
    /// every activation lets through.
    pub(super) fn selection(&self) -> Option<Vec<(usize, f64)>> {
        match &self.kind {
            Kind::Mask { seen, .. } => Some(seen.iter().map(|index| (*index, 1.0)).collect()),
            Kind::Matrix(a) => a.rows().into_iter().map(|row| only_entry(&row)).collect(),
        }
    }

    /// All of `A`.
    pub(super) fn dense(&self) -> Array2<f64> {
        match &self.kind {
            Kind::Mask { outputs, seen } => Array2::eye(*outputs).select(Axis(0), seen),
            Kind::Matrix(a) => a.clone(),
        }
    }
}

fn only_entry(row: &ArrayRef1<f64>) -> Option<(usize, f64)> {
    let mut entries = row.indexed_iter().filter(|(_, entry)| **entry != 0.0);
    let (index, &factor) = entries.next()?;
    (factor > 0.0 && entries.next().is_none()).then_some((index, factor))
}
