//! Is there a point on which all of some rows are negative?

use crate::exact::{Echelon, ExactMatrix, IBig, Rational, Row, Tableau, common, dot, rational};
use crate::lp::engine::{Bound, Objective, Outcome, Program, solve};
use dashu_int::Sign;
use ndarray::Array2;
use num_traits::Signed;

/// Multipliers below this part of the largest are taken for rounding; what is left is checked.
const NEGLIGIBLE: f64 = 1e-11;

/// What there is, in exact arithmetic.
pub(super) enum Separation {
    /// A point on which all of them are negative.
    Point(Vec<Rational>),
    /// Some of the rows with a combination, by positive numbers, that is zero: not all of them are negative anywhere.
    Circuit(Vec<usize>),
}

/// The rows of one matrix, whole and as floats.
pub(super) struct Separator<'a> {
    pub rows: &'a [Vec<IBig>],
    pub directions: Array2<f64>,
}

impl<'a> Separator<'a> {
    pub fn new(weights: &'a ExactMatrix) -> Self {
        Self { rows: weights.rows(), directions: weights.directions() }
    }

    /// Looks at the rows in `fixed` and `loose`; a circuit has as much as it can of those in `fixed`.
    pub fn separate(&self, fixed: &[usize], loose: &[usize]) -> Separation {
        self.in_floats(fixed, loose).unwrap_or_else(|| self.exactly(&[fixed, loose].concat()))
    }

    /// `min e` where `w z <= -1` for fixed rows and `w z <= -1 + e` for loose ones: it is 0 where all can be negative, and
    /// otherwise at least 1. `None` where what the program says does not stand.
    fn in_floats(&self, fixed: &[usize], loose: &[usize]) -> Option<Separation> {
        let hard = fixed.iter().map(|&row| Bound::upper(row, -1.0).with_give(0.0));
        let bounds: Vec<Bound> = hard.chain(loose.iter().map(|&row| Bound::upper(row, -1.0))).collect();
        let program = Program::new(self.directions.view(), bounds, Objective::Largest { cap: f64::INFINITY }).ok()?;
        let multipliers = match solve(&program) {
            Outcome::Optimal(found) if found.objective() < 0.5 => {
                return self.point(fixed.iter().chain(loose), found.latent()).map(Separation::Point);
            }
            Outcome::Optimal(found) => found.duals().to_vec(),
            Outcome::Infeasible(farkas) => farkas.duals().to_vec(),
            _ => return None,
        };
        let largest = multipliers.iter().copied().fold(0.0, f64::max);
        let rows = fixed.iter().chain(loose).zip(&multipliers);
        self.circuit(rows.filter(|(_, multiplier)| **multiplier > NEGLIGIBLE * largest).map(|(&row, _)| row).collect())
    }

    /// The point as a fraction, if all rows are negative on it.
    fn point<'b>(&self, mut rows: impl Iterator<Item = &'b usize>, point: &[f64]) -> Option<Vec<Rational>> {
        let point: Vec<Rational> = point.iter().map(|&entry| rational(entry)).collect::<Option<_>>()?;
        let (whole, _) = common(&point);
        rows.all(|&row| dot(&self.rows[row], &whole).is_negative()).then_some(point)
    }

    /// The rows that take part in their one linear dependence, if that has numbers of one sign.
    fn circuit(&self, rows: Vec<usize>) -> Option<Separation> {
        let columns =
            (0..self.directions.ncols()).map(|column| rows.iter().map(|&row| self.rows[row][column].clone()).collect());
        let columns: Vec<Vec<IBig>> = columns.collect();
        let echelon = Echelon::of(rows.len(), columns.iter().map(Vec::as_slice));
        let dependence = echelon.kernel().filter(|_| echelon.rank() + 1 == rows.len())?;
        let one_sign = |sign| dependence.iter().all(|factor| factor.is_zero() || factor.sign() == sign);
        let taking_part = rows.into_iter().zip(&dependence).filter(|(_, factor)| !factor.is_zero()).map(|(row, _)| row);
        (one_sign(Sign::Positive) || one_sign(Sign::Negative)).then(|| Separation::Circuit(taking_part.collect()))
    }

    /// The same without a float.
    fn exactly(&self, rows: &[usize]) -> Separation {
        let columns = self.directions.ncols();
        let negative = |row: &usize| Row::new(self.rows[*row].iter().map(|entry| -entry).collect(), -IBig::ONE);
        let feasible = |rows: &[usize]| Tableau::of(columns, &rows.iter().map(negative).collect::<Vec<_>>());
        if let Some(tableau) = feasible(rows) {
            return Separation::Point(tableau.point());
        }
        // What is left when no row can be spared is a circuit.
        let mut circuit = rows.to_vec();
        for row in rows {
            let rest: Vec<usize> = circuit.iter().copied().filter(|other| other != row).collect();
            if feasible(&rest).is_none() {
                circuit = rest;
            }
        }
        Separation::Circuit(circuit)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use quickcheck::quickcheck;

    quickcheck! {
        fn floats_and_whole_numbers_agree(rows: Vec<(i8, i8, i8)>) -> bool {
            let rows: Vec<(i8, i8, i8)> = rows.into_iter().take(9).collect();
            let entries = rows.iter().map(|row| [row.0 % 3, row.1 % 3, row.2 % 3].map(|entry| Rational::from(IBig::from(entry))).to_vec());
            let weights = ExactMatrix::new(&entries.collect::<Vec<_>>()).unwrap();
            let separator = Separator::new(&weights);
            let (fixed, loose): (Vec<usize>, Vec<usize>) = (0..rows.len()).partition(|row| row % 2 == 0);
            let quick = separator.separate(&fixed, &loose);
            let exact = separator.exactly(&(0..rows.len()).collect::<Vec<_>>());
            match (quick, exact) {
                (Separation::Point(point), Separation::Point(_)) => {
                    weights.rows().iter().all(|row| dot(row, &common(&point).0).is_negative())
                }
                (Separation::Circuit(circuit), Separation::Circuit(_)) => {
                    matches!(separator.exactly(&circuit), Separation::Circuit(same) if same.len() == circuit.len())
                }
                _ => false,
            }
        }
    }
}
