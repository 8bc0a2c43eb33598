//! Elimination without fractions.

use super::{IBig, dot, primitive};

/// Independent rows of whole numbers in echelon form.
///
/// As Bareiss has it, each step divides by the pivot before the last, without a remainder: entries stay minors of the rows.
#[derive(Clone, Debug)]
pub struct Echelon {
    columns: usize,
    /// Each with the column of its pivot, which is zero in all rows after it.
    rows: Vec<(usize, Vec<IBig>)>,
}

impl Echelon {
    /// No rows, of `columns` entries each.
    pub fn new(columns: usize) -> Self {
        Self { columns, rows: Vec::new() }
    }

    /// The rows, as far as they are independent.
    pub fn of<'a>(columns: usize, rows: impl IntoIterator<Item = &'a [IBig]>) -> Self {
        let mut echelon = Self::new(columns);
        for row in rows {
            if echelon.rank() == columns {
                break;
            }
            echelon.admit(row);
        }
        echelon
    }

    /// How many rows there are.
    pub fn rank(&self) -> usize {
        self.rows.len()
    }

    /// Takes in a row, and says whether it depended on none of those before it.
    pub fn admit(&mut self, row: &[IBig]) -> bool {
        let row = self.reduced(row);
        let pivot = row.iter().position(|entry| !entry.is_zero());
        self.rows.extend(pivot.map(|column| (column, row)));
        pivot.is_some()
    }

    /// A multiple of a row less multiples of those here, all of whose pivots are zero in it.
    fn reduced(&self, row: &[IBig]) -> Vec<IBig> {
        let (mut row, mut before) = (row.to_vec(), IBig::ONE);
        for (column, other) in &self.rows {
            let (pivot, factor) = (&other[*column], row[*column].clone());
            for (entry, other) in row.iter_mut().zip(other) {
                *entry = (&*entry * pivot - &factor * other) / &before;
            }
            before.clone_from(pivot);
        }
        row
    }

    /// A vector other than zero, of whole numbers without a common factor, on which all rows are zero; `None` where the rank is
    /// full.
    pub fn kernel(&self) -> Option<Vec<IBig>> {
        let free = (0..self.columns).find(|free| self.rows.iter().all(|(column, _)| column != free))?;
        let mut vector = vec![IBig::ZERO; self.columns];
        // By Cramer's rule the others are whole numbers then.
        vector[free] = self.rows.last().map_or(IBig::ONE, |(column, row)| row[*column].clone());
        for (column, row) in self.rows.iter().rev() {
            vector[*column] = -dot(row, &vector) / &row[*column];
        }
        Some(primitive(vector))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use quickcheck::quickcheck;

    fn whole(row: (i8, i8, i8, i8)) -> Vec<IBig> {
        [row.0, row.1, row.2, row.3].map(IBig::from).to_vec()
    }

    quickcheck! {
        fn the_kernel_is_where_all_rows_are_zero(rows: Vec<(i8, i8, i8, i8)>) -> bool {
            let rows: Vec<Vec<IBig>> = rows.into_iter().map(whole).collect();
            let echelon = Echelon::of(4, rows.iter().map(Vec::as_slice));
            match echelon.kernel() {
                None => echelon.rank() == 4,
                Some(vector) => {
                    let zero = rows.iter().all(|row| dot(row, &vector).is_zero());
                    let mut whole = echelon.clone();
                    // A vector of the kernel is orthogonal to the rows, so it is independent of them.
                    zero && whole.admit(&vector) && whole.rank() == echelon.rank() + 1
                }
            }
        }

        fn sums_of_rows_are_not_admitted(rows: Vec<(i8, i8, i8, i8)>, factors: Vec<i8>) -> bool {
            let rows: Vec<Vec<IBig>> = rows.into_iter().map(whole).collect();
            let mut echelon = Echelon::of(4, rows.iter().map(Vec::as_slice));
            let sum = (0..4).map(|column| rows.iter().zip(&factors).map(|(row, factor)| &row[column] * factor).sum());
            !echelon.admit(&sum.collect::<Vec<IBig>>())
        }
    }
}
