//! What the constants compare.

use ndarray::{ArrayRef2, ArrayView1};

/// A norm of a vector.
pub(super) type Norm = fn(&[f64]) -> f64;

/// `||v||_inf`.
pub(super) fn linf(vector: &[f64]) -> f64 {
    vector.iter().fold(0.0, |largest, entry| largest.max(entry.abs()))
}

/// `||v||_1`.
pub(super) fn l1(vector: &[f64]) -> f64 {
    vector.iter().map(|entry| entry.abs()).sum()
}

/// The norm of the `m` smallest `|w_i x|`, over that of `x`.
pub(super) fn ratio(matrix: &ArrayRef2<f64>, x: &[f64], m: usize, norm: Norm) -> f64 {
    let mut sizes = matrix.dot(&ArrayView1::from(x)).mapv(f64::abs).to_vec();
    sizes.sort_by(f64::total_cmp);
    sizes.truncate(m);
    norm(&sizes) / norm(x)
}
