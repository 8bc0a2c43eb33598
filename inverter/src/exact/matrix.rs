//! A matrix of rational numbers, by rows.

use super::{IBig, Rational, common, rational};
use ndarray::{Array2, ArrayRef2};
use num_traits::Signed;

/// An `n x k` matrix without rounding, each row in whole numbers over one positive denominator.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ExactMatrix {
    columns: usize,
    rows: Vec<Vec<IBig>>,
    denominators: Vec<IBig>,
}

/// Why numbers make no matrix.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum MatrixError {
    /// Rows of several lengths.
    #[error("row {row} has {found} entries, and the first has {expected}")]
    Ragged {
        /// From 1.
        row: usize,
        /// Entries of the first row.
        expected: usize,
        /// Entries of this row.
        found: usize,
    },
    /// NaN or an infinity.
    #[error("row {row}, column {column} is not finite")]
    NotFinite {
        /// From 1.
        row: usize,
        /// From 1.
        column: usize,
    },
}

impl ExactMatrix {
    /// The matrix with these rows, of which the first says how long they are.
    ///
    /// # Errors
    /// [`MatrixError::Ragged`].
    pub fn new(rows: &[Vec<Rational>]) -> Result<Self, MatrixError> {
        let columns = rows.first().map_or(0, Vec::len);
        if let Some(row) = rows.iter().position(|row| row.len() != columns) {
            return Err(MatrixError::Ragged { row: row + 1, expected: columns, found: rows[row].len() });
        }
        let (rows, denominators) = rows.iter().map(|row| common(row)).unzip();
        Ok(Self { columns, rows, denominators })
    }

    /// The same numbers: every float is a fraction.
    ///
    /// # Errors
    /// [`MatrixError::NotFinite`].
    pub fn of_floats(matrix: &ArrayRef2<f64>) -> Result<Self, MatrixError> {
        let mut rows = Vec::with_capacity(matrix.nrows());
        for (index, row) in matrix.rows().into_iter().enumerate() {
            let entry = |(column, &entry): (usize, &f64)| {
                rational(entry).ok_or(MatrixError::NotFinite { row: index + 1, column: column + 1 })
            };
            rows.push(common(&row.iter().enumerate().map(entry).collect::<Result<Vec<_>, _>>()?));
        }
        let (rows, denominators) = rows.into_iter().unzip();
        Ok(Self { columns: matrix.ncols(), rows, denominators })
    }

    /// `k`.
    pub fn columns(&self) -> usize {
        self.columns
    }

    /// Each row times its denominator: where the row is positive, zero and negative, so is this.
    pub fn rows(&self) -> &[Vec<IBig>] {
        &self.rows
    }

    /// The denominator of each row, positive.
    pub fn denominators(&self) -> &[IBig] {
        &self.denominators
    }

    /// The entries of a row.
    pub fn row(&self, row: usize) -> impl Iterator<Item = Rational> {
        self.rows[row]
            .iter()
            .map(move |entry| Rational::from_parts_signed(entry.clone(), self.denominators[row].clone()))
    }

    /// The matrix of some of the rows.
    #[must_use]
    pub fn select(&self, rows: &[usize]) -> Self {
        Self {
            columns: self.columns,
            rows: rows.iter().map(|&row| self.rows[row].clone()).collect(),
            denominators: rows.iter().map(|&row| self.denominators[row].clone()).collect(),
        }
    }

    /// Each row times a positive number that makes 1 its largest entry, rounded: relative to that entry by at most `2^-52`.
    pub fn directions(&self) -> Array2<f64> {
        let mut directions = Array2::zeros((self.rows.len(), self.columns));
        for (row, mut direction) in self.rows.iter().zip(directions.rows_mut()) {
            let largest = row.iter().map(Signed::abs).max().unwrap_or_default();
            if !largest.is_zero() {
                direction.iter_mut().zip(row).for_each(|(direction, entry)| *direction = quotient(entry, &largest));
            }
        }
        directions
    }
}

/// `a / b`, at most 1 in size, to within `2^-52`.
fn quotient(a: &IBig, b: &IBig) -> f64 {
    const PLACES: u8 = 62;
    let scaled = (a << usize::from(PLACES)) / b;
    scaled.to_f64().value() * 2.0_f64.powi(-i32::from(PLACES))
}
