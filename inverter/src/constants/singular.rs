//! The smallest singular value.

use super::ConstantError;
use faer::Mat;
use ndarray::ArrayRef2;

/// `min ||W x||_2 / ||x||_2`, of an `n x k` matrix: zero where `n < k`.
///
/// # Errors
/// [`ConstantError::NoColumns`] and [`ConstantError::SingularValues`].
pub fn smallest_singular_value(matrix: &ArrayRef2<f64>) -> Result<f64, ConstantError> {
    let (rows, columns) = matrix.dim();
    if columns == 0 {
        return Err(ConstantError::NoColumns);
    }
    if rows < columns {
        return Ok(0.0);
    }
    let values = Mat::from_fn(rows, columns, |row, column| matrix[[row, column]]).singular_values();
    let values = values.map_err(|_| ConstantError::SingularValues)?;
    Ok(values[columns - 1])
}

/// A number that is certainly no more than the smallest singular value: that less the backward error of its computation.
pub(super) fn certainly_at_most(matrix: &ArrayRef2<f64>) -> Result<f64, ConstantError> {
    /// Backward errors are a small multiple of `(n + k) 2^-52 ||W||_F`.
    const SLACK: f64 = 8.0;
    let (rows, columns) = matrix.dim();
    let frobenius = matrix.iter().map(|entry| entry * entry).sum::<f64>().sqrt();
    let error = SLACK * (rows + columns) as f64 * f64::EPSILON * frobenius;
    Ok((smallest_singular_value(matrix)? - error).max(0.0))
}
