//! A program as the interior-point method sees it: `min c v` subject to `A v <= b`, with `v = (z, e)`.
//!
//! `A` is never stored. Its rows are, in this order, the bounds sorted by row (`sign w_row z - give e <= sign limit`),
//! the floors (`-e <= 0`) where the bounds do not imply them, and the finite ends of the box (`sign z_i <= sign end`).

use super::problem::{Objective, Program};
use super::products::apply;
use faer::MatRef;

/// How many errors there are, and how they enter the reduced system.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Errors {
    /// None: every bound is hard.
    None,
    /// One for all bounds.
    Shared,
    /// One for each row.
    Each,
}

/// A bound `sign w_row z - give e_slot <= limit`.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Inequality {
    pub row: usize,
    pub sign: f64,
    pub give: f64,
    pub limit: f64,
    /// Where it is in the program.
    pub origin: usize,
}

/// An end of the box, `sign z_column <= limit`.
#[derive(Clone, Copy, Debug)]
pub(crate) struct End {
    pub column: usize,
    pub sign: f64,
    pub limit: f64,
}

/// `min c v` subject to `A v <= b`.
#[derive(Debug)]
pub(crate) struct Standard<'a> {
    pub program: &'a Program<'a>,
    pub errors: Errors,
    /// Sorted by row.
    pub bounds: Vec<Inequality>,
    /// `bounds[starts[j]..starts[j + 1]]` are those of row `j`.
    pub starts: Vec<usize>,
    /// Errors that need `e >= 0`.
    pub floors: Vec<usize>,
    pub ends: Vec<End>,
    /// Costs of `z`.
    pub costs: Vec<f64>,
    /// Costs of `e`: one where some bound has the error, else zero.
    pub error_costs: Vec<f64>,
}

impl<'a> Standard<'a> {
    pub(crate) fn new(program: &'a Program<'a>) -> Self {
        let errors = match program.objective() {
            Objective::Largest { .. } => Errors::Shared,
            Objective::Sum => Errors::Each,
            Objective::Linear(_) => Errors::None,
        };
        let bounds = sorted_bounds(program);
        let starts = (0..=program.rows()).map(|row| bounds.partition_point(|b| b.row < row)).collect::<Vec<_>>();
        let rows = || starts.windows(2).map(|pair| &bounds[pair[0]..pair[1]]);
        let soft = |row: &[Inequality]| row.iter().any(|b| b.give > 0.0);
        let (used, floored): (Vec<bool>, Vec<bool>) = match errors {
            Errors::None => (vec![], vec![]),
            Errors::Shared => (vec![rows().any(soft)], vec![rows().any(soft) && !rows().any(implies_floor)]),
            Errors::Each => rows().map(|row| (soft(row), soft(row) && !implies_floor(row))).unzip(),
        };
        let floors = (0..floored.len()).filter(|&slot| floored[slot]).collect();
        let error_costs = used.iter().map(|&used| f64::from(u8::from(used))).collect();
        let (costs, ends) = (program.costs(), box_ends(program));
        Self { program, errors, bounds, starts, floors, ends, costs, error_costs }
    }

    pub(crate) fn weights(&self) -> MatRef<'_, f64> {
        self.program.weights()
    }

    /// The number of inequalities.
    pub(crate) fn len(&self) -> usize {
        self.bounds.len() + self.floors.len() + self.ends.len()
    }

    /// The error of a bound.
    pub(crate) fn slot(&self, bound: &Inequality) -> usize {
        if self.errors == Errors::Each { bound.row } else { 0 }
    }

    /// The bounds of row `row`, as places.
    pub(crate) fn of_row(&self, row: usize) -> std::ops::Range<usize> {
        self.starts[row]..self.starts[row + 1]
    }

    /// `out = A v - offset b`, given `activation = W z`; `offset` is one for residuals and zero for directions.
    pub(crate) fn apply(&self, v: &Point, offset: f64, out: &mut [f64]) {
        let (bounds, rest) = out.split_at_mut(self.bounds.len());
        let (floors, ends) = rest.split_at_mut(self.floors.len());
        for (out, b) in bounds.iter_mut().zip(&self.bounds) {
            *out = b.sign * v.activation[b.row] - offset * b.limit;
            if b.give > 0.0 {
                *out -= b.give * v.errors[self.slot(b)];
            }
        }
        for (out, &slot) in floors.iter_mut().zip(&self.floors) {
            *out = -v.errors[slot];
        }
        for (out, end) in ends.iter_mut().zip(&self.ends) {
            *out = end.sign * v.latent[end.column] - offset * end.limit;
        }
    }

    /// `A^T y` before the product with `W^T`.
    pub(crate) fn gather(&self, y: &[f64]) -> Gathered {
        let (bounds, rest) = y.split_at(self.bounds.len());
        let (floors, ends) = rest.split_at(self.floors.len());
        let mut out = Gathered {
            rows: vec![0.0; self.program.rows()],
            latent: vec![0.0; self.program.columns()],
            errors: vec![0.0; self.error_costs.len()],
        };
        for (y, b) in bounds.iter().zip(&self.bounds) {
            out.rows[b.row] += b.sign * y;
            if b.give > 0.0 {
                out.errors[self.slot(b)] -= b.give * y;
            }
        }
        for (y, &slot) in floors.iter().zip(&self.floors) {
            out.errors[slot] -= y;
        }
        for (y, end) in ends.iter().zip(&self.ends) {
            out.latent[end.column] += end.sign * y;
        }
        out
    }
}

/// A value of `v`, or a direction.
#[derive(Clone, Debug)]
pub(crate) struct Point {
    /// `z`, `k` long.
    pub latent: Vec<f64>,
    /// `e`: none, one or `n`.
    pub errors: Vec<f64>,
    /// `W z`, `n` long.
    pub activation: Vec<f64>,
}

impl Point {
    /// The point with `activation` from `latent`.
    pub(crate) fn new(weights: MatRef<'_, f64>, latent: Vec<f64>, errors: Vec<f64>) -> Self {
        let mut activation = vec![0.0; weights.nrows()];
        apply(weights, &latent, &mut activation);
        Self { latent, errors, activation }
    }
}

/// `A^T y = (W^T rows + latent, errors)`.
#[derive(Debug)]
pub(crate) struct Gathered {
    pub rows: Vec<f64>,
    pub latent: Vec<f64>,
    pub errors: Vec<f64>,
}

/// Whether an upper and a lower limit of one row do not overlap, so that their error cannot be negative.
fn implies_floor(row: &[Inequality]) -> bool {
    let soft = |sign: f64| row.iter().filter(move |b| b.sign * sign > 0.0 && b.give > 0.0);
    soft(1.0).any(|upper| soft(-1.0).any(|lower| upper.limit <= -lower.limit))
}

fn sorted_bounds(program: &Program<'_>) -> Vec<Inequality> {
    let flat = |(origin, b): (usize, &super::Bound)| {
        let sign = b.side.sign();
        Inequality { row: b.row, sign, give: b.give, limit: sign * b.limit, origin }
    };
    let mut bounds: Vec<_> = program.bounds().iter().enumerate().map(flat).collect();
    bounds.sort_by_key(|b| b.row);
    bounds
}

fn box_ends(program: &Program<'_>) -> Vec<End> {
    let side = |ends: &[f64], sign: f64| -> Vec<End> {
        let finite = ends.iter().enumerate().filter(|(_, end)| end.is_finite());
        finite.map(|(column, end)| End { column, sign, limit: sign * end }).collect()
    };
    let mut ends = side(program.lower(), -1.0);
    ends.extend(side(program.upper(), 1.0));
    ends
}
