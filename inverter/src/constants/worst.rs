//! Bounds on the least constants of all sets of at least `m` rows, for sizes beyond enumeration.

use super::norms::{self, Norm, ratio};
use super::singular::certainly_at_most;
use super::{Bracket, ConstantError, RowSet, c_1, c_inf};
use ndarray::{Array2, ArrayRef2, ArrayView1};

/// Rounds of choosing rows and a vector in turn.
const ROUNDS: usize = 20;

/// The constant of given rows.
type OfRows = fn(&ArrayRef2<f64>) -> Result<Bracket, ConstantError>;

/// Bounds on the least `c_inf` of all sets of at least `m` rows of a matrix, `n x k`.
///
/// From below by norms: `||W_I x||_inf >= ||W_I x||_2 / sqrt(m)` for `m` rows, and `||W_I x||_2^2 >= (sigma_min^2 - s)
/// ||x||_2^2` with `s` the sum of the `n - m` largest squared norms of rows; 0 where this says nothing. From above by a
/// vector: rows that are small on it and a vector that makes those rows least are chosen in turn.
///
/// # Errors
/// [`ConstantError`].
pub fn c_inf_bounds(matrix: &ArrayRef2<f64>, m: usize) -> Result<Bracket, ConstantError> {
    let lower = remaining(matrix, m)? / (m.max(1) as f64).sqrt();
    Ok(Bracket { lower, ..descend(matrix, m, (c_inf, norms::linf))? })
}

/// Bounds on the least `c_1` of all sets of at least `m` rows; like [`c_inf_bounds`], with `||W_I x||_1 >= ||W_I x||_2`.
///
/// # Errors
/// [`ConstantError`].
pub fn c_1_bounds(matrix: &ArrayRef2<f64>, m: usize) -> Result<Bracket, ConstantError> {
    let lower = remaining(matrix, m)? / (matrix.ncols() as f64).sqrt();
    Ok(Bracket { lower, ..descend(matrix, m, (c_1, norms::l1))? })
}

/// A number that no set of `m` rows has a smaller least singular value than.
fn remaining(matrix: &ArrayRef2<f64>, m: usize) -> Result<f64, ConstantError> {
    let mut squares: Vec<f64> = matrix.rows().into_iter().map(|row| row.dot(&row)).collect();
    squares.sort_by(f64::total_cmp);
    let lost: f64 = squares.iter().skip(m).sum();
    let least = certainly_at_most(matrix)?;
    // More than sums of this many squares can be off, relative.
    let rounding = f64::EPSILON * (squares.len() + matrix.ncols() + 2) as f64;
    Ok((least * least * (1.0 - rounding) - lost * (1.0 + rounding)).max(0.0).sqrt())
}

/// The least value that turns of choosing rows and a vector lead to.
fn descend(matrix: &ArrayRef2<f64>, m: usize, (constant, norm): (OfRows, Norm)) -> Result<Bracket, ConstantError> {
    let mut rows: Array2<f64> = matrix.to_owned();
    let mut best = Bracket { lower: 0.0, upper: f64::INFINITY, at: Vec::new() };
    for _ in 0..ROUNDS {
        let at = constant(&rows)?.at;
        let upper = ratio(matrix, &at, m, norm);
        if upper >= best.upper {
            break;
        }
        rows = RowSet::worst_at(matrix, &ArrayView1::from(&at), m).of(matrix);
        best = Bracket { lower: 0.0, upper, at };
    }
    Ok(best)
}
