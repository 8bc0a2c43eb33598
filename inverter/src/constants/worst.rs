//! Bounds on the least constants of all sets of at least `m` rows, for sizes beyond enumeration.

use super::singular::certainly_at_most;
use super::{Bracket, ConstantError, RowSet, c_1, c_inf};
use ndarray::{Array1, Array2, ArrayRef2};

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
    let sizes = |values: &[f64]| values.last().copied().unwrap_or(0.0);
    descend(matrix, m, c_inf, |x| {
        sizes(&smallest(matrix, x, m)) / x.iter().fold(0.0, |most: f64, entry| most.max(entry.abs()))
    })
    .map(|found| Bracket { lower, ..found })
}

/// Bounds on the least `c_1` of all sets of at least `m` rows; like [`c_inf_bounds`], with `||W_I x||_1 >= ||W_I x||_2`.
///
/// # Errors
/// [`ConstantError`].
pub fn c_1_bounds(matrix: &ArrayRef2<f64>, m: usize) -> Result<Bracket, ConstantError> {
    let lower = remaining(matrix, m)? / (matrix.ncols() as f64).sqrt();
    let norm = |values: &[f64]| values.iter().map(|value| value.abs()).sum::<f64>();
    descend(matrix, m, c_1, |x| norm(&smallest(matrix, x, m)) / norm(&x.to_vec()))
        .map(|found| Bracket { lower, ..found })
}

/// A number that no set of `m` rows has a smaller least singular value than.
fn remaining(matrix: &ArrayRef2<f64>, m: usize) -> Result<f64, ConstantError> {
    let mut squares: Vec<f64> = matrix.rows().into_iter().map(|row| row.dot(&row)).collect();
    squares.sort_by(f64::total_cmp);
    let lost: f64 = squares.iter().skip(m).sum();
    let least = certainly_at_most(matrix)?;
    Ok((least * least * (1.0 - f64::EPSILON * squares.len() as f64)
        - lost * (1.0 + f64::EPSILON * squares.len() as f64))
        .max(0.0)
        .sqrt())
}

/// The `m` smallest `|w x|`, in order.
fn smallest(matrix: &ArrayRef2<f64>, x: &Array1<f64>, m: usize) -> Vec<f64> {
    let mut sizes = matrix.dot(x).mapv(f64::abs).to_vec();
    sizes.sort_by(f64::total_cmp);
    sizes.truncate(m);
    sizes
}

/// The least value that turns of choosing rows and a vector lead to.
fn descend(
    matrix: &ArrayRef2<f64>,
    m: usize,
    constant: OfRows,
    value: impl Fn(&Array1<f64>) -> f64,
) -> Result<Bracket, ConstantError> {
    let mut rows: Array2<f64> = matrix.to_owned();
    let mut best = Bracket { lower: 0.0, upper: f64::INFINITY, at: Vec::new() };
    for _ in 0..ROUNDS {
        let at = Array1::from(constant(&rows)?.at);
        let upper = value(&at);
        if upper >= best.upper {
            break;
        }
        rows = RowSet::worst_at(matrix, &at, m).of(matrix);
        best = Bracket { lower: 0.0, upper, at: at.to_vec() };
    }
    Ok(best)
}
