//! Bounds on the least constants of all sets of at least `m` rows, for sizes beyond enumeration.

use super::cube;
use super::norms::{self, Norm, ratio};
use super::singular::certainly_at_most;
use super::{Bracket, ConstantError, RowSet, c_1, c_inf};
use ndarray::{Array2, ArrayRef2, ArrayView1};

/// Rounds of choosing rows and a vector in turn.
const ROUNDS: usize = 20;

/// The constant of given rows.
type OfRows = fn(&ArrayRef2<f64>) -> Result<Bracket, ConstantError>;

/// A set of `m` rows with a small `c_inf`, as the vector that shows it: an upper bound alone, in less time than [`c_inf_bounds`].
///
/// # Errors
/// [`ConstantError`].
pub fn c_inf_descent(matrix: &ArrayRef2<f64>, m: usize) -> Result<Bracket, ConstantError> {
    Descent { matrix, m, constant: c_inf, norm: norms::linf }.from(matrix.to_owned())
}

/// Bounds on the least `c_inf` of all sets of at least `m` rows of a matrix, `n x k`.
///
/// From below by boxes of vectors, on each of which the `m`-th smallest `|w_i x|` has a bound, which says something for few inputs; and
/// by norms: `||W_I x||_inf >= ||W_I x||_2 / sqrt(m)` for `m` rows, and `||W_I x||_2^2 >= (sigma_min^2 - s) ||x||_2^2` with `s` the sum of the
/// `n - m` largest squared norms of rows, which says something where few rows are left out. 0 where neither does. From above by
/// a vector: rows that are small on it and a vector that makes those rows least are chosen in turn.
///
/// # Errors
/// [`ConstantError`].
pub fn c_inf_bounds(matrix: &ArrayRef2<f64>, m: usize) -> Result<Bracket, ConstantError> {
    let by_norms = remaining(matrix, m)? / (m.max(1) as f64).sqrt();
    let descent = Descent { matrix, m, constant: c_inf, norm: norms::linf };
    descent.between(by_norms, &|sizes, _| m.checked_sub(1).and_then(|index| sizes.get(index)).copied().unwrap_or(0.0))
}

/// Bounds on the least `c_1` of all sets of at least `m` rows; like [`c_inf_bounds`], with the sum of the `m` smallest `|w_i x|`, and
/// `||W_I x||_1 >= ||W_I x||_2`.
///
/// # Errors
/// [`ConstantError`].
pub fn c_1_bounds(matrix: &ArrayRef2<f64>, m: usize) -> Result<Bracket, ConstantError> {
    let by_norms = remaining(matrix, m)? / (matrix.ncols() as f64).sqrt();
    let rounding = 1.0 - f64::EPSILON * (m + matrix.ncols() + 2) as f64;
    let descent = Descent { matrix, m, constant: c_1, norm: norms::l1 };
    descent.between(by_norms, &|sizes, one_norm| rounding * sizes.iter().take(m).sum::<f64>() / one_norm)
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

/// Turns of choosing rows and a vector.
#[derive(Clone, Copy)]
struct Descent<'a> {
    matrix: &'a ArrayRef2<f64>,
    m: usize,
    constant: OfRows,
    norm: Norm,
}

impl Descent<'_> {
    /// The least value that they lead to.
    fn from(self, mut rows: Array2<f64>) -> Result<Bracket, ConstantError> {
        let mut best = Bracket { lower: 0.0, upper: f64::INFINITY, at: Vec::new() };
        for _ in 0..ROUNDS {
            let at = (self.constant)(&rows)?.at;
            let upper = ratio(self.matrix, &at, self.m, self.norm);
            if upper >= best.upper {
                break;
            }
            rows = self.worst_at(&at);
            best = Bracket { lower: 0.0, upper, at };
        }
        Ok(best)
    }

    /// From all rows, and from the vector that boxes lead to, with the better of two lower bounds.
    fn between(self, lower: f64, value: cube::Value<'_>) -> Result<Bracket, ConstantError> {
        let first = self.from(self.matrix.to_owned())?;
        let boxes = cube::least(self.matrix, value);
        let second = self.from(self.worst_at(&boxes.at))?;
        let best = if second.upper < first.upper { second } else { first };
        Ok(Bracket { lower: lower.max(boxes.lower), ..best })
    }

    fn worst_at(&self, at: &[f64]) -> Array2<f64> {
        RowSet::worst_at(self.matrix, &ArrayView1::from(at), self.m).of(self.matrix)
    }
}
