//! Inverses of sparse whole matrices.
//!
//! The inverse is computed modulo a prime, where nothing is rounded and any pivot will do. Entries are then read as whole numbers
//! between minus and plus half of the prime, and the product is checked in whole numbers: what comes out is the inverse,
//! however it was found.

use crate::disguise::sparse;
use std::collections::{BTreeMap, BTreeSet};
use unrelu_inverter::network::SparseMatrix;

/// A Mersenne prime.
const PRIME: u64 = (1 << 61) - 1;
/// Entries up to this, and rows of up to this many, have products that floats hold exactly.
const LARGEST: u64 = 1 << 17;
/// How many entries the elimination may have: this many for each entry of the matrix, or the square of this.
const FILL: usize = 256;

/// The inverse of a square matrix of whole numbers; `None` where there is none, it is not whole, or too large to be found.
pub(super) fn inverse(matrix: &SparseMatrix) -> Option<SparseMatrix> {
    let size = matrix.rows();
    let mut elimination = Elimination::new(matrix)?;
    for _ in 0..size {
        elimination.step()?;
    }
    let rows: Option<Vec<_>> = elimination.inverse().map(|row| row.map(whole).collect::<Option<Vec<_>>>()).collect();
    let inverse = sparse::from_rows(size, rows?);
    let small = sparse::rows(matrix).chain(sparse::rows(&inverse)).all(|row| is_small(&row));
    (small && sparse::product(matrix, &inverse) == sparse::identity(size)).then_some(inverse)
}

fn is_small(row: &[(u32, f64)]) -> bool {
    row.len() as u64 <= LARGEST && row.iter().all(|&(_, entry)| entry.abs() < LARGEST as f64)
}

/// Gauss-Jordan elimination of `[A | I]`, the shortest row first.
struct Elimination {
    size: u32,
    /// Residues by column; those of the right half come behind the left.
    rows: Vec<BTreeMap<u32, u64>>,
    /// For each column of the left half, the rows that have it.
    columns: Vec<BTreeSet<u32>>,
    /// Rows without a pivot, by their length.
    open: BTreeSet<(usize, u32)>,
    /// The row of each column's pivot.
    pivots: Vec<Option<u32>>,
    stored: usize,
    most: usize,
}

impl Elimination {
    fn new(matrix: &SparseMatrix) -> Option<Self> {
        let size = u32::try_from(matrix.rows()).ok().filter(|size| size.checked_mul(2).is_some())?;
        let mut rows = Vec::with_capacity(matrix.rows());
        let mut columns = vec![BTreeSet::new(); matrix.cols()];
        for (number, row) in (0..size).zip(sparse::rows(matrix)) {
            for &(column, _) in &row {
                columns[column as usize].insert(number);
            }
            let mut residues: BTreeMap<u32, u64> =
                row.iter().map(|&(column, entry)| Some((column, residue(entry)?))).collect::<Option<_>>()?;
            residues.insert(size + number, 1);
            rows.push(residues);
        }
        let open = rows.iter().map(BTreeMap::len).zip(0..).collect();
        let stored = rows.iter().map(BTreeMap::len).sum();
        let pivots = vec![None; matrix.cols()];
        Some(Self { size, rows, columns, open, pivots, stored, most: FILL * stored.max(FILL) })
    }

    /// Makes one more column a unit vector.
    fn step(&mut self) -> Option<()> {
        let (_, pivot) = self.open.pop_first()?;
        let left = self.rows[pivot as usize].range(..self.size).map(|(&column, &entry)| (column, entry));
        let (column, entry) = left.min_by_key(|&(column, _)| self.columns[column as usize].len())?;
        let inverse = power(entry, PRIME - 2);
        self.rows[pivot as usize].values_mut().for_each(|value| *value = times(*value, inverse));
        self.pivots[column as usize] = Some(pivot);
        let source = self.rows[pivot as usize].clone();
        let others: Vec<u32> = self.columns[column as usize].iter().copied().filter(|&row| row != pivot).collect();
        for row in others {
            self.subtract(row, &source, column);
        }
        (self.stored <= self.most).then_some(())
    }

    /// Takes that multiple of `source` from a row which clears its entry in `column`.
    fn subtract(&mut self, row: u32, source: &BTreeMap<u32, u64>, column: u32) {
        let target = &mut self.rows[row as usize];
        let length = target.len();
        let factor = PRIME - target[&column];
        for (&place, &value) in source {
            let entry = target.entry(place).or_insert(0);
            *entry = (*entry + times(factor, value)) % PRIME;
            let zero = *entry == 0;
            if zero {
                target.remove(&place);
            }
            if let Some(rows) = self.columns.get_mut(place as usize) {
                if zero {
                    rows.remove(&row)
                } else {
                    rows.insert(row)
                };
            }
        }
        self.stored = self.stored + target.len() - length;
        if self.open.remove(&(length, row)) {
            self.open.insert((target.len(), row));
        }
    }

    /// The rows of the right half, in the order of the columns whose pivots they have.
    fn inverse(&self) -> impl Iterator<Item = impl Iterator<Item = (u32, u64)>> {
        let rows = self.pivots.iter().flatten().map(|&row| &self.rows[row as usize]);
        rows.map(|row| row.range(self.size..).map(|(&column, &entry)| (column - self.size, entry)))
    }
}

/// A whole number modulo the prime.
#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "it is whole and small")]
fn residue(entry: f64) -> Option<u64> {
    let size = (entry.abs() < LARGEST as f64).then_some(entry.abs() as u64)?;
    Some(if entry < 0.0 { PRIME - size } else { size })
}

/// The whole number of least size that has this residue.
fn whole((column, residue): (u32, u64)) -> Option<(u32, f64)> {
    let (size, sign) = if residue > PRIME / 2 { (PRIME - residue, -1.0) } else { (residue, 1.0) };
    (size < LARGEST).then_some((column, sign * size as f64))
}

#[expect(clippy::cast_possible_truncation, reason = "a residue is below the prime")]
fn times(a: u64, b: u64) -> u64 {
    (u128::from(a) * u128::from(b) % u128::from(PRIME)) as u64
}

fn power(base: u64, exponent: u64) -> u64 {
    match exponent {
        0 => 1,
        _ if exponent.is_multiple_of(2) => power(times(base, base), exponent / 2),
        _ => times(base, power(base, exponent - 1)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use quickcheck::quickcheck;

    /// `z_a = y_a + c y_b`.
    fn step(a: u32, b: u32, c: f64) -> SparseMatrix {
        let row = |i: u32| {
            if i == a {
                vec![(a.min(b), if a < b { 1.0 } else { c }), (a.max(b), if a < b { c } else { 1.0 })]
            } else {
                vec![(i, 1.0)]
            }
        };
        sparse::from_rows(6, (0..6).map(row))
    }

    quickcheck! {
        fn products_of_simple_steps_are_inverted(steps: Vec<(u8, u8, bool)>) -> bool {
            let mut matrix = sparse::identity(6);
            for (a, b, up) in steps.into_iter().filter(|(a, b, _)| a % 6 != b % 6).take(9) {
                let step = step(u32::from(a % 6), u32::from(b % 6), if up { 1.0 } else { -1.0 });
                matrix = sparse::product(&matrix, &step);
            }
            inverse(&matrix).is_some_and(|inverse| sparse::product(&inverse, &matrix) == sparse::identity(6))
        }
    }

    #[test]
    fn what_has_no_whole_inverse_has_none() {
        let matrix = |rows: [[f64; 2]; 2]| sparse::from_rows(2, rows.map(|[a, b]| vec![(0, a), (1, b)]));
        assert_eq!(inverse(&matrix([[1.0, 1.0], [2.0, 2.0]])), None);
        assert_eq!(inverse(&matrix([[2.0, 0.0], [0.0, 1.0]])), None);
        assert_eq!(inverse(&matrix([[1.0, 1.0], [0.0, 0.0]])), None);
        assert_eq!(inverse(&matrix([[1e9, 1.0], [-1.0, 0.0]])), None);
        let wanted = matrix([[0.0, -1.0], [1.0, 3.0]]);
        assert_eq!(inverse(&matrix([[3.0, 1.0], [-1.0, 0.0]])), Some(wanted));
    }
}
