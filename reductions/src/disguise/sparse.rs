//! Sparse whole matrices.

use unrelu_inverter::network::{SparseMatrix, Weights};

/// A matrix from its rows, each in the order of its columns.
pub(crate) fn from_rows(columns: usize, rows: impl IntoIterator<Item = Vec<(u32, f64)>>) -> SparseMatrix {
    let (mut starts, mut indices, mut entries) = (vec![0], Vec::new(), Vec::new());
    for row in rows {
        for (column, entry) in row.into_iter().filter(|(_, entry)| *entry != 0.0) {
            indices.push(column);
            entries.push(entry);
        }
        starts.push(indices.len());
    }
    SparseMatrix::new((starts.len() - 1, columns), starts, indices, entries)
}

pub(crate) fn identity(size: usize) -> SparseMatrix {
    diagonal(&vec![1.0; size])
}

pub(super) fn diagonal(entries: &[f64]) -> SparseMatrix {
    from_rows(entries.len(), (0..).zip(entries).map(|(column, &entry)| vec![(column, entry)]))
}

/// Row `i` selects column `places[i]`.
pub(super) fn selection(columns: usize, places: &[u32]) -> SparseMatrix {
    from_rows(columns, places.iter().map(|&place| vec![(place, 1.0)]))
}

pub(super) fn of(weights: &Weights) -> SparseMatrix {
    from_rows(weights.columns(), (0..weights.rows()).map(|row| row_of(weights, row)))
}

fn row_of(weights: &Weights, row: usize) -> Vec<(u32, f64)> {
    let mut entries = Vec::new();
    weights.for_each_in_row(row, |column, entry| {
        entries.push((u32::try_from(column).expect("columns of a reduction are numbered in 32 bits"), entry));
    });
    entries
}

/// `left right`, without zeros.
pub(crate) fn product(left: &SparseMatrix, right: &SparseMatrix) -> SparseMatrix {
    let product = left * right;
    from_rows(product.cols(), rows(&product))
}

/// The same matrix by columns.
pub(super) fn transposed(matrix: &SparseMatrix) -> SparseMatrix {
    matrix.transpose_view().to_csr()
}

/// The rows, each in the order of its columns.
pub(crate) fn rows(matrix: &SparseMatrix) -> impl Iterator<Item = Vec<(u32, f64)>> {
    let entries =
        |row: sprs::CsVecViewI<'_, f64, u32>| row.indices().iter().copied().zip(row.data().iter().copied()).collect();
    matrix.outer_iterator().map(entries)
}
