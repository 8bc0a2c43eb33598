//! `c_1` by enumeration of vertices.

use super::Exact;
use crate::exact::{Echelon, ExactMatrix, IBig, Rational, dot, for_each_ray};
use num_traits::Signed;
use std::ops::{Add, ControlFlow};

/// `c_1` of all rows, exactly, by all `binomial(n, k - 1)` sets of `k - 1` rows; `None` without columns.
pub fn c_1_exact(matrix: &ExactMatrix) -> Option<Exact> {
    c_1_worst_exact(matrix, matrix.rows().len())
}

/// The least `c_1` of all sets of at least `m` rows, exactly, by all `binomial(n, k - 1)` sets of `k - 1` rows; `None`
/// without columns.
pub fn c_1_worst_exact(matrix: &ExactMatrix, m: usize) -> Option<Exact> {
    let fraction = |vector: &[IBig]| vector.iter().cloned().map(Rational::from).collect();
    if let Some(kernel) = Echelon::of(matrix.columns(), matrix.rows().iter().map(Vec::as_slice)).kernel() {
        return Some(Exact { value: Rational::ZERO, at: fraction(&kernel) });
    }
    let mut best: Option<Exact> = None;
    let _: ControlFlow<()> = for_each_ray(matrix.columns(), matrix.rows(), |ray| {
        let value = smallest_sum(matrix, m, ray) / ray.iter().map(Signed::abs).sum::<IBig>();
        if best.as_ref().is_none_or(|best| value < best.value) {
            best = Some(Exact { value, at: fraction(ray) });
        }
        ControlFlow::Continue(())
    });
    best
}

/// The sum of the `m` smallest `|w_i x|`.
fn smallest_sum(matrix: &ExactMatrix, m: usize, x: &[IBig]) -> Rational {
    let rows = matrix.rows().iter().zip(matrix.denominators());
    let mut sizes: Vec<Rational> =
        rows.map(|(row, over)| Rational::from_parts_signed(dot(row, x).abs(), over.clone())).collect();
    sizes.sort();
    sizes.into_iter().take(m).fold(Rational::ZERO, Rational::add)
}
