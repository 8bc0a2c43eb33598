//! Bounds on `c_1`.

use super::norms::{self, ratio};
use super::singular::certainly_at_most;
use super::{Bracket, ConstantError};
use crate::lp::engine::{Bound, Objective, Outcome, Program, solve};
use ndarray::ArrayRef2;

/// Bounds on `c_1` of all rows of a matrix, `n x k`.
///
/// With `mu_j = min ||W x||_1` where `x_j = 1`, `|x_j| <= ||W x||_1 / mu_j`, so that `1 / c_1 <= sum_j 1 / mu_j`; and
/// `||W x||_1 >= ||W x||_2 >= sigma_min ||x||_2 >= sigma_min ||x||_1 / sqrt(k)`. The lower bound is the better of the two,
/// the upper bound the least of the points that the programs find.
///
/// # Errors
/// [`ConstantError`].
pub fn c_1(matrix: &ArrayRef2<f64>) -> Result<Bracket, ConstantError> {
    let columns = matrix.ncols();
    let by_norms = certainly_at_most(matrix)? / (columns as f64).sqrt();
    let programs = (0..columns).map(|column| with_one(matrix, column)).collect::<Result<Vec<_>, _>>()?;
    let inverse: f64 = programs.iter().map(|(least, _)| least.recip()).sum();
    let points = programs.into_iter().map(|(_, at)| (ratio(matrix, &at, matrix.nrows(), norms::l1), at));
    let (upper, at) = points.min_by(|a, b| a.0.total_cmp(&b.0)).ok_or(ConstantError::NoColumns)?;
    Ok(Bracket { lower: by_norms.max(inverse.recip()), upper, at })
}

/// `min ||W x||_1` where `x_column = 1`, less the gap, and where it is.
fn with_one(matrix: &ArrayRef2<f64>, column: usize) -> Result<(f64, Vec<f64>), ConstantError> {
    let unsolved = |reason: String| ConstantError::Program { column: column + 1, reason };
    let bounds = (0..matrix.nrows()).flat_map(|row| [Bound::upper(row, 0.0), Bound::lower(row, 0.0)]).collect();
    let end = |free: f64| (0..matrix.ncols()).map(|index| if index == column { 1.0 } else { free }).collect();
    let program = Program::new(matrix.view(), bounds, Objective::Sum)
        .and_then(|program| program.with_box(end(f64::NEG_INFINITY), end(f64::INFINITY)))
        .map_err(|error| unsolved(error.to_string()))?;
    match solve(&program) {
        Outcome::Optimal(found) => Ok(((found.objective() - found.gap()).max(0.0), found.latent().to_vec())),
        Outcome::GaveUp(reason) => Err(unsolved(reason.to_string())),
        _ => Err(unsolved("called infeasible or unbounded, which it is not".to_owned())),
    }
}
