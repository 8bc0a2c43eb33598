//! The matrix of a layer, dense or sparse.

use super::NetworkError;
use ndarray::{Array1, Array2, ArrayRef1, ArrayRef2, Axis};

/// Compressed sparse rows, as `scipy.sparse.csr_array` lays them out.
pub type SparseMatrix = sprs::CsMatI<f64, u32, usize>;

/// `W`, `n x k`.
#[derive(Clone, Debug, PartialEq)]
pub enum Weights {
    /// Every entry is stored: trained and random networks.
    Dense(Array2<f64>),
    /// Only non-zero entries are stored, by rows: reductions.
    Sparse(SparseMatrix),
}

impl From<Array2<f64>> for Weights {
    fn from(dense: Array2<f64>) -> Self {
        Self::Dense(dense)
    }
}

/// Columns of a sparse matrix become rows of the same matrix: it is always stored by rows.
impl From<SparseMatrix> for Weights {
    fn from(sparse: SparseMatrix) -> Self {
        Self::Sparse(if sparse.is_csr() { sparse } else { sparse.to_csr() })
    }
}

impl Weights {
    /// `n`.
    pub fn rows(&self) -> usize {
        match self {
            Self::Dense(w) => w.nrows(),
            Self::Sparse(w) => w.rows(),
        }
    }

    /// `k`.
    pub fn columns(&self) -> usize {
        match self {
            Self::Dense(w) => w.ncols(),
            Self::Sparse(w) => w.cols(),
        }
    }

    /// How many entries are stored.
    pub fn stored(&self) -> usize {
        match self {
            Self::Dense(w) => w.len(),
            Self::Sparse(w) => w.nnz(),
        }
    }

    /// Calls `visit(column, entry)` for every stored entry of a row.
    pub fn for_each_in_row(&self, row: usize, mut visit: impl FnMut(usize, f64)) {
        match self {
            Self::Dense(w) => w.row(row).iter().enumerate().for_each(|(column, &entry)| visit(column, entry)),
            Self::Sparse(w) => {
                let range = w.indptr().outer_inds_sz(row);
                let entries = w.indices()[range.clone()].iter().zip(&w.data()[range]);
                entries.for_each(|(&column, &entry)| visit(column as usize, entry));
            }
        }
    }

    /// The dense matrix of some rows, in the order given.
    pub fn select(&self, rows: impl ExactSizeIterator<Item = usize>) -> Array2<f64> {
        let mut selected = Array2::zeros((rows.len(), self.columns()));
        for (mut target, row) in selected.axis_iter_mut(Axis(0)).zip(rows) {
            match self {
                Self::Dense(w) => target.assign(&w.row(row)),
                Self::Sparse(_) => self.for_each_in_row(row, |column, entry| target[column] = entry),
            }
        }
        selected
    }

    /// Some rows, each times a factor, stored as the matrix is.
    #[must_use]
    pub fn scaled_rows(&self, rows: &[(usize, f64)]) -> Self {
        match self {
            Self::Dense(_) => {
                let mut chosen = self.select(rows.iter().map(|(row, _)| *row));
                for (mut target, (_, factor)) in chosen.rows_mut().into_iter().zip(rows) {
                    target *= *factor;
                }
                Self::Dense(chosen)
            }
            Self::Sparse(w) => {
                let mut chosen = SparseMatrix::empty(sprs::CompressedStorage::CSR, w.cols());
                for &(row, factor) in rows {
                    let mut entries = Vec::new();
                    self.for_each_in_row(row, |column, entry| entries.push((column, factor * entry)));
                    chosen = chosen.append_outer_iter(entries);
                }
                Self::Sparse(chosen)
            }
        }
    }

    /// `A W`, dense. Shapes: `a` is `m x n`, the result `m x k`.
    ///
    /// # Panics
    /// Where `a` does not have `n` columns.
    pub fn combine(&self, a: &ArrayRef2<f64>) -> Array2<f64> {
        if let Self::Dense(w) = self {
            return a.dot(w);
        }
        assert_eq!(a.ncols(), self.rows(), "as many columns as the weights have rows");
        let mut combined = Array2::zeros((a.nrows(), self.columns()));
        for ((target, row), &factor) in a.indexed_iter() {
            self.for_each_in_row(row, |column, entry| combined[(target, column)] += factor * entry);
        }
        combined
    }

    /// The dense matrix of some rows and columns, in the orders given.
    pub fn block(&self, rows: &[usize], columns: &[usize]) -> Array2<f64> {
        let Self::Dense(w) = self else { return self.select(rows.iter().copied()).select(Axis(1), columns) };
        let mut block = Array2::zeros((rows.len(), columns.len()));
        for (mut target, &row) in block.axis_iter_mut(Axis(0)).zip(rows) {
            let source = w.row(row);
            target.iter_mut().zip(columns).for_each(|(entry, &column)| *entry = source[column]);
        }
        block
    }

    /// `w_row . z`.
    pub fn row_dot(&self, row: usize, z: &ArrayRef1<f64>) -> f64 {
        if let Self::Dense(w) = self {
            return w.row(row).dot(z);
        }
        let mut sum = 0.0;
        self.for_each_in_row(row, |column, entry| sum += entry * z[column]);
        sum
    }

    /// Adds a multiple of a row to `sum`, which is `k` long.
    pub fn add_row(&self, row: usize, factor: f64, sum: &mut Array1<f64>) {
        match self {
            Self::Dense(w) => sum.scaled_add(factor, &w.row(row)),
            Self::Sparse(_) => self.for_each_in_row(row, |column, entry| sum[column] += factor * entry),
        }
    }

    /// `W z`. Shapes: `z` is `k`, the result `n`.
    ///
    /// # Panics
    /// Where `z` is not `k` long.
    pub fn apply(&self, z: &ArrayRef1<f64>) -> Array1<f64> {
        assert_eq!(z.len(), self.columns(), "the input must be as long as the weights have columns");
        match self {
            Self::Dense(w) => w.dot(z),
            Self::Sparse(w) => (0..w.rows()).map(|row| self.row_dot(row, z)).collect(),
        }
    }

    /// `Z W^T`. Shapes: `z` is `batch x k`, the result `batch x n`.
    ///
    /// # Panics
    /// Where `z` does not have `k` columns.
    pub fn apply_batch(&self, z: &ArrayRef2<f64>) -> Array2<f64> {
        if let Self::Dense(w) = self {
            return z.dot(&w.t());
        }
        let mut out = Array2::zeros((z.nrows(), self.rows()));
        for (input, mut output) in z.axis_iter(Axis(0)).zip(out.axis_iter_mut(Axis(0))) {
            output.assign(&self.apply(&input));
        }
        out
    }

    pub(super) fn check_finite(&self) -> Result<(), NetworkError> {
        let stored = match self {
            Self::Dense(w) if w.iter().all(|entry| entry.is_finite()) => return Ok(()),
            Self::Sparse(w) if w.data().iter().all(|entry| entry.is_finite()) => return Ok(()),
            _ => self,
        };
        let mut found = None;
        for row in 0..stored.rows() {
            stored.for_each_in_row(row, |column, value| {
                if !value.is_finite() && found.is_none() {
                    found = Some((row, column, value));
                }
            });
        }
        let (row, column, value) = found.expect("some entry was not finite");
        Err(NetworkError::NotFinite { place: format!("row {}, column {} of the weights", row + 1, column + 1), value })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use ndarray::array;
    use quickcheck::quickcheck;

    fn sparse(dense: &Array2<f64>) -> Weights {
        let mut triplets = sprs::TriMatI::<f64, u32>::new(dense.dim());
        for ((row, column), &entry) in dense.indexed_iter() {
            if entry != 0.0 {
                triplets.add_triplet(row, column, entry);
            }
        }
        Weights::from(triplets.to_csr())
    }

    quickcheck! {
        fn sparse_and_dense_weights_agree(entries: Vec<i8>, columns: u8) -> bool {
            let columns = usize::from(columns % 7 + 1);
            let rows = entries.len() / columns;
            let entries = entries[..rows * columns].iter().map(|&e| f64::from(e / 32)).collect();
            let dense = Array2::from_shape_vec((rows, columns), entries).unwrap();
            let z = Array2::from_shape_fn((3, columns), |(i, j)| (i + 2 * j) as f64 - 3.0);
            let (sparse, dense) = (sparse(&dense), Weights::from(dense));
            sparse.apply_batch(&z) == dense.apply_batch(&z)
                && sparse.apply(&z.row(1)) == dense.apply(&z.row(1))
        }

        fn sparse_and_dense_rows_are_chosen_and_combined_alike(entries: Vec<i8>, columns: u8, chosen: Vec<u8>) -> bool {
            let columns = usize::from(columns % 7 + 1);
            let rows = entries.len() / columns;
            let entries = entries[..rows * columns].iter().map(|&e| f64::from(e / 32)).collect();
            let dense = Array2::from_shape_vec((rows, columns), entries).unwrap();
            let chosen: Vec<_> = chosen.iter().filter(|_| rows > 0).map(|&c| (usize::from(c) % rows, f64::from(c))).collect();
            let mut a = Array2::zeros((chosen.len(), rows));
            for (target, (row, factor)) in chosen.iter().enumerate() {
                a[(target, *row)] = *factor;
            }
            let (sparse, dense) = (sparse(&dense), Weights::from(dense));
            let all: Vec<usize> = (0..chosen.len()).collect();
            let select = |weights: &Weights| weights.scaled_rows(&chosen).select(all.iter().copied());
            let combined = dense.combine(&a);
            matches!(sparse.scaled_rows(&chosen), Weights::Sparse(_))
                && select(&sparse) == combined && select(&dense) == combined && sparse.combine(&a) == combined
        }
    }

    #[test]
    fn infinite_weights_are_found() {
        let wrong = array![[1.0, 2.0], [3.0, f64::INFINITY]];
        let place = "row 2, column 2 of the weights".to_owned();
        let error = Err(NetworkError::NotFinite { place, value: f64::INFINITY });
        assert_eq!(Weights::from(wrong.clone()).check_finite(), error);
        assert_eq!(sparse(&wrong).check_finite(), error);
    }
}
