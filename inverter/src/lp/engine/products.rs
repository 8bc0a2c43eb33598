//! Products with the weights, on one thread.

use faer::linalg::matmul::matmul;
use faer::{Accum, ColMut, ColRef, Mat, MatRef, Par};

/// `out = A v`. Shapes: `A` is `n x k`, `v` is `k`, `out` is `n`.
pub(crate) fn apply(a: MatRef<'_, f64>, v: &[f64], out: &mut [f64]) {
    matmul(ColMut::from_slice_mut(out), Accum::Replace, a, ColRef::from_slice(v), 1.0, Par::Seq);
}

/// `out = A^T q`. Shapes: `A` is `n x k`, `q` is `n`, `out` is `k`.
pub(crate) fn apply_transposed(a: MatRef<'_, f64>, q: &[f64], out: &mut [f64]) {
    apply(a.transpose(), q, out);
}

/// Column `j`.
pub(crate) fn column(matrix: &Mat<f64>, j: usize) -> &[f64] {
    matrix.col(j).try_as_col_major().expect("columns are contiguous").as_slice()
}

/// Column `j`.
pub(crate) fn column_mut(matrix: &mut Mat<f64>, j: usize) -> &mut [f64] {
    matrix.col_mut(j).try_as_col_major_mut().expect("columns are contiguous").as_slice_mut()
}

/// `a . b`.
pub(crate) fn dot(a: &[f64], b: &[f64]) -> f64 {
    let (mut left, mut right) = (a.chunks_exact(8), b.chunks_exact(8));
    let mut sums = [0.0; 8];
    for (x, y) in left.by_ref().zip(right.by_ref()) {
        for lane in 0..8 {
            sums[lane] += x[lane] * y[lane];
        }
    }
    let rest: f64 = left.remainder().iter().zip(right.remainder()).map(|(x, y)| x * y).sum();
    sums.iter().sum::<f64>() + rest
}

/// `y += scale x`.
pub(crate) fn add_scaled(y: &mut [f64], scale: f64, x: &[f64]) {
    for (y, x) in y.iter_mut().zip(x) {
        *y += scale * x;
    }
}

/// The largest absolute value; zero where there is none.
pub(crate) fn largest(values: &[f64]) -> f64 {
    values.iter().fold(0.0, |most, value| value.abs().max(most))
}
