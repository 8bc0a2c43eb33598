//! Whether a square matrix of floats is nonsingular: never yes where it is not.
//!
//! # By a bound on rounding
//! LU with partial pivoting computes `L U = P A + E` with `|E| <= g |L||U|` entry by entry, `g = k u / (1 - k u)`, `u = 2^-53`
//! (Higham, "Accuracy and Stability of Numerical Algorithms", 2nd ed., Theorem 9.3). If `P A` were singular, some `y` with
//! largest entry 1 had `P A y = 0`, so `y = (L U)^-1 E y` and `1 <= max of g |U^-1||L^-1||L||U| e`. The inverses are bounded by
//! those of the comparison matrices (`|T^-1| <= M(T)^-1` for triangular `T`; section 8.2 there), whose products are sums of
//! positive numbers. So the matrix is nonsingular where that maximum is below 1; we ask for 1/2, which covers the rounding of
//! the sums. It takes `k^2` operations, and is enough for nearly all Gaussian matrices up to `k = 30`.
//!
//! # By residues
//! Otherwise entries are taken as whole numbers over a power of two, modulo the prime `2^61 - 1`. A determinant that is not 0
//! modulo a prime is not 0. A nonsingular matrix fails that with a probability of about `k / 2^61`.

/// Square matrices of one size, column after column, and room to work.
#[derive(Clone, Debug)]
pub(crate) struct Square {
    k: usize,
    columns: Vec<f64>,
    factors: Vec<f64>,
    growth: Vec<f64>,
}

impl Square {
    /// The zero matrix.
    pub fn new(k: usize) -> Self {
        Self { k, columns: vec![0.0; k * k], factors: vec![0.0; k * k], growth: vec![0.0; k] }
    }

    /// A column, to be filled.
    pub fn column_mut(&mut self, index: usize) -> &mut [f64] {
        &mut self.columns[index * self.k..(index + 1) * self.k]
    }

    /// Whether it is proven to be nonsingular. Entries are finite.
    pub fn is_nonsingular(&mut self) -> bool {
        self.is_far_from_singular() || self.has_nonzero_residue()
    }

    fn is_far_from_singular(&mut self) -> bool {
        /// `2 u`: covers the denominator of `g`.
        const UNIT: f64 = f64::EPSILON;
        self.factors.copy_from_slice(&self.columns);
        factor(self.k, &mut self.factors);
        let largest = growth(self.k, &self.factors, &mut self.growth);
        // Not so where it is infinite or no number, as after a pivot of 0.
        largest * self.k as f64 * UNIT < 0.5
    }

    /// Whether the determinant is not 0 modulo [`PRIME`].
    fn has_nonzero_residue(&self) -> bool {
        let mut columns: Vec<Vec<u64>> = self
            .columns
            .chunks_exact(self.k)
            .map(|column| column.iter().map(|&entry| residue(entry)).collect())
            .collect();
        (0..self.k).all(|row| {
            let Some(found) = (row..self.k).find(|&column| columns[column][row] != 0) else { return false };
            columns.swap(row, found);
            let (done, rest) = columns.split_at_mut(row + 1);
            let pivot = &done[row];
            let inverse = power(pivot[row], PRIME - 2);
            for column in rest {
                let factor = times(column[row], inverse);
                let entries = column.iter_mut().zip(pivot).skip(row);
                entries.for_each(|(entry, &above)| *entry = (*entry + PRIME - times(factor, above)) % PRIME);
            }
            true
        })
    }
}

/// `L` (below the diagonal, with ones on it) and `U`, in place; rows are swapped.
fn factor(k: usize, columns: &mut [f64]) {
    for step in 0..k {
        let (done, rest) = columns.split_at_mut((step + 1) * k);
        let column = &mut done[step * k..];
        let larger = |best: usize, row: usize| if column[row].abs() > column[best].abs() { row } else { best };
        let best = (step..k).fold(step, larger);
        if best != step {
            done.chunks_exact_mut(k).for_each(|column| column.swap(step, best));
        }
        let column = &mut done[step * k..];
        let (pivot, below) = column[step..].split_at_mut(1);
        for entry in &mut *below {
            *entry /= pivot[0];
        }
        for other in rest.chunks_exact_mut(k) {
            other.swap(step, best);
            let (pivot, others) = other[step..].split_at_mut(1);
            others.iter_mut().zip(&*below).for_each(|(entry, factor)| *entry -= pivot[0] * factor);
        }
    }
}

/// The largest entry of `M(U)^-1 M(L)^-1 |L||U| e`.
fn growth(k: usize, factors: &[f64], sums: &mut [f64]) -> f64 {
    fn add(sums: &mut [f64], column: &[f64], factor: f64) {
        sums.iter_mut().zip(column).for_each(|(sum, entry)| *sum += entry.abs() * factor);
    }
    let column = |index: usize| &factors[index * k..(index + 1) * k];
    sums.fill(0.0);
    (0..k).for_each(|j| add(&mut sums[..=j], &column(j)[..=j], 1.0));
    // From the last entry on, as each is needed as it was by those below it.
    for j in (0..k).rev() {
        let factor = sums[j];
        add(&mut sums[j + 1..], &column(j)[j + 1..], factor);
    }
    for j in 0..k {
        let factor = sums[j];
        add(&mut sums[j + 1..], &column(j)[j + 1..], factor);
    }
    for j in (0..k).rev() {
        sums[j] /= column(j)[j].abs();
        let factor = sums[j];
        add(&mut sums[..j], &column(j)[..j], factor);
    }
    sums.iter().fold(0.0, |largest: f64, &sum| if sum > largest || sum.is_nan() { sum } else { largest })
}

/// A Mersenne prime.
const PRIME: u64 = (1 << 61) - 1;

fn times(a: u64, b: u64) -> u64 {
    let product = u128::from(a) * u128::from(b) % u128::from(PRIME);
    u64::try_from(product).expect("below the prime")
}

fn power(base: u64, exponent: u64) -> u64 {
    let bits = (0..u64::BITS - exponent.leading_zeros()).rev();
    bits.fold(1, |power, bit| times(times(power, power), if exponent >> bit & 1 == 1 { base } else { 1 }))
}

/// `entry * 2^1074`, a whole number, modulo the prime; `2^61 = 1` there.
fn residue(entry: f64) -> u64 {
    let bits = entry.to_bits();
    let (exponent, fraction) = (bits >> 52 & 0x7ff, bits & ((1 << 52) - 1));
    let (mantissa, exponent) = if exponent == 0 { (fraction, 0) } else { (fraction | 1 << 52, exponent - 1) };
    let size = times(mantissa, 1 << (exponent % 61));
    if entry < 0.0 { (PRIME - size) % PRIME } else { size }
}

#[cfg(test)]
mod tests {
    use super::*;
    use rand::RngExt;
    use rand_chacha::{ChaCha8Rng, rand_core::SeedableRng};
    use unrelu_inverter::network::random::gaussian;

    fn square(columns: &[&[f64]]) -> Square {
        let mut square = Square::new(columns.len());
        columns.iter().enumerate().for_each(|(index, column)| square.column_mut(index).copy_from_slice(column));
        square
    }

    fn random(k: usize, entry: impl FnMut() -> f64) -> Square {
        let mut square = Square::new(k);
        square.columns.fill_with(entry);
        square
    }

    #[test]
    fn nearly_all_gaussian_matrices_are_decided_by_the_bound() {
        let mut rng = ChaCha8Rng::seed_from_u64(1);
        for k in [1, 2, 5, 10, 20] {
            let bounded = (0..2_000).filter(|_| random(k, || gaussian(&mut rng)).is_far_from_singular()).count();
            assert!(bounded >= 1_999, "{k}: {bounded}");
        }
    }

    #[test]
    fn both_ways_agree_with_small_determinants() {
        let mut rng = ChaCha8Rng::seed_from_u64(2);
        let mut singular = 0;
        for _ in 0..5_000 {
            let mut square = random(3, || f64::from(rng.random_range(-2..=2)));
            let [a, b, c, d, e, f, g, h, i] = square.columns.as_slice().try_into().unwrap();
            let determinant: f64 = a * (e * i - f * h) - b * (d * i - f * g) + c * (d * h - e * g);
            assert_eq!(square.has_nonzero_residue(), determinant.abs() > 0.5);
            assert!(!square.is_far_from_singular() || determinant.abs() > 0.5);
            singular += usize::from(determinant.abs() < 0.5);
        }
        assert!(singular > 100, "{singular}");
    }

    #[test]
    fn matrices_next_to_singular_ones_are_told_apart() {
        let near = 1.0 + f64::EPSILON;
        assert!(square(&[&[1.0, 1.0], &[1.0, near]]).is_nonsingular());
        assert!(!square(&[&[1.0, 1.0], &[near, near]]).is_nonsingular());
        // As floats, 0.1 * 0.9 is not 0.3 * 0.3, but 0.1 * 0.6 is 0.2 * 0.3.
        assert!(!square(&[&[0.1, 0.3], &[0.3, 0.9]]).is_far_from_singular());
        assert!(square(&[&[0.1, 0.3], &[0.3, 0.9]]).is_nonsingular());
        assert!(!square(&[&[0.1, 0.2], &[0.3, 0.6]]).is_nonsingular());
        assert!(square(&[&[5e-324, 0.0], &[0.0, 1e308]]).is_nonsingular());
        assert!(!square(&[&[0.0]]).is_nonsingular());
    }

    /// A column that is exactly the sum of others, in entries of few bits.
    #[test]
    fn singular_matrices_are_never_called_nonsingular() {
        let mut rng = ChaCha8Rng::seed_from_u64(3);
        for k in [2, 5, 20, 40] {
            for _ in 0..200 {
                let mut matrix = random(k, || (gaussian(&mut rng) * 1024.0).round() / 1024.0);
                let sum: Vec<f64> =
                    (0..k).map(|row| (1..k).map(|column| matrix.columns[column * k + row]).sum()).collect();
                matrix.column_mut(0).copy_from_slice(&sum);
                assert!(!matrix.is_nonsingular());
            }
        }
    }
}
