//! The programs of layer inversion as general linear programs.
//!
//! The variables are `z`, then `delta` or one `e_j` for each row that can err; the rows are the bounds. Solvers have absolute
//! tolerances, so each row is scaled to a largest coefficient of one, and lengths and costs to a largest of one.

use super::{LinearProgram, Relation};
use crate::lp::engine::{Bound, Objective, Program};

/// A general program and how its points are read.
#[derive(Clone, Debug)]
pub(super) struct Formulation {
    pub program: LinearProgram,
    /// `z` is this many times the first `k` variables.
    pub unit: f64,
    columns: usize,
}

impl Formulation {
    pub fn new(program: &Program<'_>) -> Self {
        let unit = unit(program);
        let mut formulation = Self { program: LinearProgram::default(), unit, columns: program.columns() };
        formulation.add_latent(program);
        let errors = formulation.add_errors(program);
        for bound in program.bounds() {
            formulation.add_bound(program, bound, errors[bound.row]);
        }
        formulation
    }

    /// `z` at a point of the general program; `None` where it is not `k` numbers.
    pub fn latent(&self, point: &[f64]) -> Option<Vec<f64>> {
        let latent: Vec<f64> = point.get(..self.columns)?.iter().map(|value| value * self.unit).collect();
        latent.iter().all(|z| z.is_finite()).then_some(latent)
    }

    fn add_latent(&mut self, program: &Program<'_>) {
        let costs = program.costs();
        let most = costs.iter().fold(0.0, |most: f64, cost| most.max(cost.abs()));
        let scale = if most > 0.0 { most } else { 1.0 };
        for (cost, (low, high)) in costs.iter().zip(program.lower().iter().zip(program.upper())) {
            self.program.add_variable(cost / scale, (low / self.unit, high / self.unit));
        }
    }

    /// The error of each row.
    fn add_errors(&mut self, program: &Program<'_>) -> Vec<Option<usize>> {
        let mut errors = vec![None; program.rows()];
        match program.objective() {
            Objective::Largest { cap } => errors.fill(Some(self.program.add_variable(1.0, (0.0, cap / self.unit)))),
            Objective::Sum => {
                for bound in program.bounds().iter().filter(|bound| bound.give > 0.0) {
                    errors[bound.row].get_or_insert_with(|| self.program.add_variable(1.0, (0.0, f64::INFINITY)));
                }
            }
            Objective::Linear(_) => {}
        }
        errors
    }

    /// `sign w z - give e <= sign limit`.
    fn add_bound(&mut self, program: &Program<'_>, bound: &Bound, error: Option<usize>) {
        let (row, sign) = (program.row(bound.row), bound.side.sign());
        let scale = row_scale(row);
        let entries = row.iter().enumerate().filter(|(_, w)| **w != 0.0);
        let mut terms: Vec<(usize, f64)> = entries.map(|(column, w)| (column, sign * w * scale)).collect();
        if let (Some(error), true) = (error, bound.give > 0.0) {
            terms.push((error, -bound.give * scale));
        }
        let right = sign * bound.limit * scale / self.unit;
        // An empty row that holds says nothing, and not every file format has a way to say it.
        if !terms.is_empty() || right < 0.0 {
            self.program.add_row(terms, Relation::AtMost, right);
        }
    }
}

/// One over the largest entry; one for a row of zeros.
fn row_scale(row: &[f64]) -> f64 {
    let most = row.iter().fold(0.0, |most: f64, w| most.max(w.abs()));
    if most > 0.0 { most.recip() } else { 1.0 }
}

/// The largest limit of a scaled row or end of the box; one where all are zero.
fn unit(program: &Program<'_>) -> f64 {
    let limits = program.bounds().iter().map(|bound| bound.limit.abs() * row_scale(program.row(bound.row)));
    let ends = program.lower().iter().chain(program.upper()).filter(|end| end.is_finite()).map(|end| end.abs());
    let most = limits.chain(ends).fold(0.0, f64::max);
    if most > 0.0 { most } else { 1.0 }
}

#[cfg(test)]
mod tests {
    use super::*;
    use ndarray::array;

    #[test]
    fn the_largest_error_is_one_variable_within_its_cap() {
        let w = array![[2.0, 0.0], [0.0, 4.0]];
        let bounds = vec![Bound::upper(0, 6.0), Bound::lower(1, 4.0).with_give(0.0)];
        let program = Program::new(w.view(), bounds, Objective::Largest { cap: 1.5 }).unwrap();
        let found = Formulation::new(&program);
        assert_eq!(found.program.variables[2].bounds, (0.0, 0.5));
        assert_eq!(found.program.rows[0].terms, [(0, 1.0), (2, -0.5)]);
        assert_eq!(found.program.rows[1].terms, [(1, -1.0)]);
        assert_eq!(found.latent(&[1.0, 2.0, 0.0]), Some(vec![3.0, 6.0]));
    }

    #[test]
    fn the_sum_has_one_error_a_soft_row() {
        let w = array![[1.0], [1.0], [0.0]];
        let bounds =
            vec![Bound::upper(0, 1.0), Bound::lower(0, 1.0), Bound::upper(1, 0.5).with_give(0.0), Bound::upper(2, 1.0)];
        let program = Program::new(w.view(), bounds, Objective::Sum).unwrap();
        let found = Formulation::new(&program);
        assert_eq!(found.program.variables.len(), 3);
        assert_eq!(found.program.rows.len(), 4);
    }
}
