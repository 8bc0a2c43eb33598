//! Rank-revealing, backward-stable least squares.
//!
//! Householder QR of the matrix or, where it is wide, of its transpose, is enough where the triangle is safely
//! regular. Only where its condition leaves the rank in doubt is the singular value decomposition paid for.

use faer::{
    Mat, MatRef,
    linalg::solvers::{Qr, SolveLstsq, Svd},
    linalg::triangular_solve::{solve_lower_triangular_in_place, solve_upper_triangular_in_place},
};
use std::cmp::Ordering;

/// A factorisation of an `m x k` matrix `A` of known rank.
pub(crate) struct Factor {
    kind: Kind,
    shape: (usize, usize),
    rank: usize,
    largest: f64,
    smallest: f64,
}

enum Kind {
    /// `A = Q R`, of rank `k`.
    Tall(Qr<f64>),
    /// `A^T = Q R`, of rank `m`.
    Wide(Qr<f64>),
    Svd(Svd<f64>),
}

impl Factor {
    /// Factors `matrix`, or `None` where the singular value iteration does not converge.
    pub fn new(matrix: &Mat<f64>) -> Option<Self> {
        let shape = matrix.shape();
        let tall = shape.0 >= shape.1;
        let qr = if tall { matrix.qr() } else { matrix.transpose().qr() };
        let (largest, smallest) = extreme_singular_values(qr.thin_R());
        let rank = shape.0.min(shape.1);
        // The estimate of `smallest` can be too large by a small factor; a margin of 100 is ample.
        if rank == 0 || smallest > 100.0 * cutoff(shape, largest) {
            let kind = if tall { Kind::Tall(qr) } else { Kind::Wide(qr) };
            return Some(Self { kind, shape, rank, largest, smallest });
        }
        let svd = matrix.svd().ok()?;
        let values = svd.S().column_vector();
        let largest = values[0];
        let rank = values.iter().filter(|&&value| value > cutoff(shape, largest)).count();
        let smallest = if rank == 0 { 0.0 } else { values[rank - 1] };
        Some(Self { kind: Kind::Svd(svd), shape, rank, largest, smallest })
    }

    /// Number of independent rows, singular values below `max(m, k) 2^-52 sigma_1` counted as zero.
    pub fn rank(&self) -> usize {
        self.rank
    }

    /// `sigma_1 / sigma_rank`: exact after a singular value decomposition, otherwise an estimate from below.
    pub fn condition(&self) -> f64 {
        if self.rank == 0 { 1.0 } else { self.largest / self.smallest }
    }

    /// `sigma_rank`, or an estimate of it.
    pub fn smallest(&self) -> f64 {
        self.smallest
    }

    /// The shortest `z` that minimises `||A z - t||_2`. Shapes: `t` is `m`, the result `k`.
    pub fn solve(&self, t: &[f64]) -> Vec<f64> {
        let mut right = column(t);
        match &self.kind {
            _ if self.rank == 0 => vec![0.0; self.shape.1],
            Kind::Tall(qr) => {
                qr.solve_lstsq_in_place(&mut right);
                first_column(&right, self.shape.1)
            }
            Kind::Wide(qr) => {
                solve_lower_triangular_in_place(qr.thin_R().transpose(), right.as_mut(), faer::Par::Seq);
                first_column(&(qr.compute_thin_Q() * right), self.shape.1)
            }
            Kind::Svd(svd) => through_svd(svd.V(), svd, svd.U(), (self.rank, &right)),
        }
    }

    /// The shortest `y` with `A^T y` nearest to `v`. Shapes: `v` is `k`, the result `m`.
    pub fn solve_transposed(&self, v: &[f64]) -> Vec<f64> {
        let mut right = column(v);
        match &self.kind {
            _ if self.rank == 0 => vec![0.0; self.shape.0],
            Kind::Tall(qr) => {
                solve_lower_triangular_in_place(qr.thin_R().transpose(), right.as_mut(), faer::Par::Seq);
                first_column(&(qr.compute_thin_Q() * right), self.shape.0)
            }
            Kind::Wide(qr) => {
                qr.solve_lstsq_in_place(&mut right);
                first_column(&right, self.shape.0)
            }
            Kind::Svd(svd) => through_svd(svd.U(), svd, svd.V(), (self.rank, &right)),
        }
    }

    /// An orthonormal basis of the null space, `k x (k - rank)`.
    pub fn null_basis(&self) -> Mat<f64> {
        let columns = self.shape.1;
        match &self.kind {
            _ if self.rank == columns => Mat::zeros(columns, 0),
            _ if self.rank == 0 => Mat::identity(columns, columns),
            Kind::Tall(_) => unreachable!("a tall matrix factored by QR has full rank"),
            Kind::Wide(qr) => qr.compute_Q().get(.., self.rank..).to_owned(),
            Kind::Svd(svd) => svd.V().get(.., self.rank..).to_owned(),
        }
    }
}

fn cutoff((rows, columns): (usize, usize), largest: f64) -> f64 {
    rows.max(columns) as f64 * f64::EPSILON * largest
}

fn column(values: &[f64]) -> Mat<f64> {
    Mat::from_fn(values.len(), 1, |row, _| values[row])
}

fn first_column(matrix: &Mat<f64>, length: usize) -> Vec<f64> {
    (0..length).map(|row| matrix[(row, 0)]).collect()
}

/// `left S^+ right^T v`, over the leading `rank` singular values.
fn through_svd(
    left: MatRef<'_, f64>,
    svd: &Svd<f64>,
    right: MatRef<'_, f64>,
    (rank, v): (usize, &Mat<f64>),
) -> Vec<f64> {
    let mut inner = right.get(.., ..rank).transpose() * v;
    let values = svd.S().column_vector();
    for index in 0..rank {
        inner[(index, 0)] /= values[index];
    }
    first_column(&(left.get(.., ..rank) * inner), left.nrows())
}

/// Estimates of the largest and smallest singular value of an upper triangle, by power iteration on `R^T R` and on its
/// inverse: the first from below, the second from above. Ends when a step changes neither by a tenth.
fn extreme_singular_values(r: MatRef<'_, f64>) -> (f64, f64) {
    const MOST_STEPS: usize = 6;
    if (0..r.nrows()).any(|i| r[(i, i)] == 0.0) || r.nrows() == 0 {
        return (r.norm_l2(), 0.0);
    }
    let mut up = start(r.nrows());
    let mut down = up.clone();
    let (mut largest, mut smallest) = (0.0, f64::INFINITY);
    for _ in 0..MOST_STEPS {
        let image = r * &up;
        let growth = image.norm_l2();
        up = normalised(r.transpose() * image);
        solve_lower_triangular_in_place(r.transpose(), down.as_mut(), faer::Par::Seq);
        // || R^-T d || <= 1 / sigma_min for a unit vector d.
        let shrinkage = down.norm_l2().recip();
        solve_upper_triangular_in_place(r, down.as_mut(), faer::Par::Seq);
        down = normalised(down);
        let settled = growth < 1.1 * largest && shrinkage > smallest / 1.1;
        (largest, smallest) = (f64::max(largest, growth), f64::min(smallest, shrinkage));
        if settled {
            break;
        }
    }
    (largest, smallest)
}

/// A fixed unit vector that is orthogonal to nothing in particular.
fn start(length: usize) -> Mat<f64> {
    // Fractional parts of multiples of the golden ratio.
    normalised(Mat::from_fn(length, 1, |i, _| ((i + 1) as f64 * 0.618_033_988_749_895).fract() - 0.5 + 1e-3))
}

fn normalised(vector: Mat<f64>) -> Mat<f64> {
    let norm = vector.norm_l2();
    match norm.partial_cmp(&0.0) {
        Some(Ordering::Greater) if norm.is_finite() => vector * faer::Scale(norm.recip()),
        _ => vector,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::network::random::gaussian;
    use quickcheck::{TestResult, quickcheck};
    use rand_chacha::{ChaCha8Rng, rand_core::SeedableRng};

    fn gaussian_mat(rng: &mut ChaCha8Rng, rows: usize, columns: usize) -> Mat<f64> {
        Mat::from_fn(rows, columns, |_, _| gaussian(rng))
    }

    quickcheck! {
        /// A product of Gaussian factors has the rank of the thinner one, and least squares solves it consistently.
        fn rank_null_space_and_both_solves_are_right(seed: u64, rows: u8, columns: u8, rank: u8) -> TestResult {
            let (rows, columns) = (usize::from(rows % 12), usize::from(columns % 9 + 1));
            let rank = usize::from(rank % 9).min(rows).min(columns);
            let mut rng = ChaCha8Rng::seed_from_u64(seed);
            let a = gaussian_mat(&mut rng, rows, rank) * gaussian_mat(&mut rng, rank, columns);
            let factor = Factor::new(&a).unwrap();
            let z = gaussian_mat(&mut rng, columns, 1);
            let t = &a * &z;
            let solved = column(&factor.solve(&first_column(&t, rows)));
            let y = gaussian_mat(&mut rng, rows, 1);
            let v = a.transpose() * &y;
            let transposed = column(&factor.solve_transposed(&first_column(&v, columns)));
            let null = factor.null_basis();
            let tolerance = 1e-9 * factor.condition() * (1.0 + t.norm_l2() + v.norm_l2());
            TestResult::from_bool(
                factor.rank() == rank
                    && null.ncols() == columns - rank
                    && (&a * &null).norm_max() <= 1e-9 * (1.0 + a.norm_max())
                    && (&a * &solved - &t).norm_max() <= tolerance
                    && (a.transpose() * &transposed - &v).norm_max() <= tolerance
                    && solved.norm_l2() <= z.norm_l2() * (1.0 + 1e-6),
            )
        }
    }

    #[test]
    fn condition_is_estimated_within_a_factor_of_two() {
        let mut rng = ChaCha8Rng::seed_from_u64(3);
        for size in [1, 5, 40, 120] {
            let a = gaussian_mat(&mut rng, 2 * size, size);
            let exact = a.singular_values().unwrap();
            let factor = Factor::new(&a).unwrap();
            let ratio = factor.condition() / (exact[0] / exact[size - 1]);
            assert!((0.5..=1.0 + 1e-9).contains(&ratio), "{size}: {ratio}");
        }
    }

    #[test]
    fn nearly_dependent_columns_are_decided_by_their_singular_values() {
        for (gap, rank) in [(1e-8, 2), (1e-12, 2), (1e-17, 1)] {
            let a = Mat::from_fn(3, 2, |i, j| if j == 0 { 1.0 } else { 1.0 + gap * i as f64 });
            assert_eq!(Factor::new(&a).unwrap().rank(), rank, "{gap}");
        }
    }
}
