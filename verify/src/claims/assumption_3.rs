//! Assumption 3 for sparse matrices, which is wrong for all sets of rows at once.
//!
//! A sparse binary matrix with `d` ones a column keeps `l_1` norms (RIP-1) with all of its rows. But a column is zero
//! in all rows but `d`, so that the `n - d` others have `c_1 = 0`: the assumption holds for no `m <= n - d`.

use ndarray::Array2;
use rand::seq::index::sample;
use rand_chacha::ChaCha8Rng;
use serde::Serialize;
use unrelu_inverter::constants::worst::c_1_bounds;

use crate::claim::{Case, Claim, Effort, Expectation, Outcome, Trial, Wording};

/// Rows, columns and ones a column.
const N: usize = 50;
const K: usize = 10;
const ONES: usize = 8;

/// Every `n - d` rows of a sparse binary matrix have `c_1 > 0`.
///
/// # Source
/// Assumption 3 and the remark on RIP-1 that follows Theorem 5.
#[derive(Clone, Copy, Debug)]
pub struct Assumption3 {
    effort: Effort,
    draw: fn(&mut ChaCha8Rng, (usize, usize)) -> Array2<f64>,
}

/// Rows in which a column is zero. Seed, case and trial draw the matrix again.
#[derive(Serialize)]
struct Witness {
    /// From 0.
    column: usize,
    /// The rows, from 0, on which `||W_I x||_1 = 0` for `x` with a one in that column alone.
    rows: Vec<usize>,
}

fn sparse(rng: &mut ChaCha8Rng, (n, k): (usize, usize)) -> Array2<f64> {
    let mut matrix = Array2::zeros((n, k));
    for column in 0..k {
        sample(rng, n, ONES).into_iter().for_each(|row| matrix[[row, column]] = 1.0);
    }
    matrix
}

impl Assumption3 {
    /// The claim about sparse binary matrices.
    pub fn new(effort: Effort) -> Self {
        Self { effort, draw: sparse }
    }

    /// The same claim about other matrices of a shape `n x k`.
    #[must_use]
    pub fn with_matrices(self, draw: fn(&mut ChaCha8Rng, (usize, usize)) -> Array2<f64>) -> Self {
        Self { draw, ..self }
    }
}

/// The first column that is zero in at least `m` rows, and those.
fn empty(matrix: &Array2<f64>, m: usize) -> Option<Witness> {
    (0..matrix.ncols()).find_map(|column| {
        let rows: Vec<usize> = (0..matrix.nrows()).filter(|&row| matrix[[row, column]].abs() <= 0.0).collect();
        (rows.len() >= m).then_some(Witness { column, rows })
    })
}

impl Claim for Assumption3 {
    fn wording(&self) -> Wording {
        Wording {
            name: "assumption-3",
            statement: "A random binary 50 x 10 matrix with 8 ones a column satisfies Assumption 3 with m = 42: every set I of m rows has \
                        ||W_I x||_1 >= c_1 ||x||_1 with c_1 > 0.",
            source: "Assumption 3 and the remark on RIP-1 behind Theorem 5",
            expectation: Expectation::Refuted,
        }
    }

    fn cases(&self) -> Vec<Case> {
        vec![Case::sampled(format!("n={N} k={K} d={ONES}"), self.effort.pick(20, 200, 2_000))]
    }

    fn trial(&self, _case: usize, _number: u64, rng: &mut ChaCha8Rng) -> Trial {
        let matrix = (self.draw)(rng, (N, K));
        if let Some(witness) = empty(&matrix, N - ONES) {
            return Outcome::failed(&witness).into();
        }
        match c_1_bounds(&matrix, N - ONES) {
            Ok(found) if found.upper > 0.0 => Trial { outcome: Outcome::Held, measure: Some(found.upper.recip()) },
            Ok(_) => Outcome::Undecided("rows without rank were found".to_owned()).into(),
            Err(error) => Outcome::Undecided(error.to_string()).into(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::claims::tests::judge;
    use crate::verdict::{Ending, Verdict};
    use unrelu_inverter::network::random::{Variance, gaussian_matrix};

    #[test]
    fn sparse_matrices_refute_it() {
        let report = judge(Assumption3::new(Effort::Quick), 10);
        assert_eq!((report.verdict, report.ending(), report.failures), (Verdict::Refuted, Ending::Expected, 10));
        let rows = report.evidence.counterexamples[0].witness["rows"].as_array().unwrap();
        assert_eq!(rows.len(), N - ONES);
    }

    #[test]
    fn gaussian_matrices_do_not() {
        let gaussian = |rng: &mut ChaCha8Rng, shape| gaussian_matrix(rng, shape, Variance::One);
        let report = judge(Assumption3::new(Effort::Quick).with_matrices(gaussian), 2);
        assert_eq!((report.verdict, report.ending()), (Verdict::Consistent, Ending::Unexpected));
    }
}
