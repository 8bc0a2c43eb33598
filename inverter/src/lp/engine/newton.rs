//! The Newton system of the interior-point method, reduced to `k x k`.
//!
//! With `d = y / s` each step solves `A^T D A (dz, de) = (f, h)`. Eliminating the errors leaves the normal matrix of `W`:
//!
//! - one shared error: `A^T D A = [H m; m^T h]` with `m = W^T g`, a bordered matrix;
//! - one error a row: `h` is diagonal, and the weight of row `j` becomes `sum d - g_j^2 / h_j`, evaluated without cancellation.

use super::normal::Normal;
use super::products::{apply, dot};
use super::standard::{Errors, Gathered, Inequality, Point, Standard};

/// The smallest pivot of the shared error, relative to its diagonal entry.
const PIVOT: f64 = 1e-14;

/// The reduced system at one point.
pub(crate) struct Newton {
    normal: Normal,
    /// The weight of each row of `W` in the normal matrix.
    weights: Vec<f64>,
    /// `g`: the coupling of each row with its error.
    coupling: Vec<f64>,
    /// `h`: the diagonal of the errors.
    errors: Vec<f64>,
    /// The box's part of the diagonal of `H`.
    diagonal: Vec<f64>,
    border: Border,
}

/// What the shared error adds: `m`, `H^-1 m` and the last pivot.
#[derive(Debug, Default)]
struct Border {
    column: Vec<f64>,
    solved: Vec<f64>,
    pivot: f64,
}

impl Newton {
    pub(crate) fn new(standard: &Standard<'_>) -> Self {
        let (n, k) = (standard.program.rows(), standard.program.columns());
        Self {
            normal: Normal::new(n, k),
            weights: vec![0.0; n],
            coupling: vec![0.0; n],
            errors: vec![0.0; standard.error_costs.len()],
            diagonal: vec![0.0; k],
            border: Border::default(),
        }
    }

    /// The normal matrix, for other weights.
    pub(crate) fn normal(&mut self) -> &mut Normal {
        &mut self.normal
    }

    /// Sets the weights from `d`, one entry an inequality.
    pub(crate) fn weigh(&mut self, standard: &Standard<'_>, d: &[f64]) {
        let (bounds, rest) = d.split_at(standard.bounds.len());
        let (floors, ends) = rest.split_at(standard.floors.len());
        self.errors.fill(0.0);
        self.diagonal.fill(0.0);
        for (d, &slot) in floors.iter().zip(&standard.floors) {
            self.errors[slot] += d;
        }
        for (d, end) in ends.iter().zip(&standard.ends) {
            self.diagonal[end.column] += d;
        }
        for row in 0..self.weights.len() {
            let range = standard.of_row(row);
            let (of_row, d) = (&standard.bounds[range.clone()], &bounds[range]);
            self.coupling[row] = -of_row.iter().zip(d).map(|(b, d)| b.sign * b.give * d).sum::<f64>();
            let added: f64 = of_row.iter().zip(d).map(|(b, d)| b.give * b.give * d).sum();
            match standard.errors {
                Errors::Each if added > 0.0 => {
                    let floor = self.errors[row];
                    self.errors[row] += added;
                    self.weights[row] = eliminated_weight(of_row, d, floor);
                }
                Errors::Shared => {
                    self.errors[0] += added;
                    self.weights[row] = d.iter().sum();
                }
                _ => self.weights[row] = d.iter().sum(),
            }
        }
    }

    /// Forms and factors the system, and returns `W^T q` for each of `sides`.
    pub(crate) fn factor(&mut self, standard: &Standard<'_>, sides: &[&[f64]]) -> Vec<Vec<f64>> {
        let w = standard.weights();
        let shared = standard.errors == Errors::Shared;
        let mut all: Vec<&[f64]> = sides.to_vec();
        if shared {
            all.push(&self.coupling);
        }
        let mut products = self.normal.form(w, &self.weights, &all);
        self.normal.factor(&self.diagonal);
        if shared {
            let column = products.pop().expect("the coupling was the last side");
            let mut solved = column.clone();
            self.normal.solve(&mut solved);
            let pivot = (self.errors[0] - dot(&column, &solved)).max(PIVOT * self.errors[0]);
            self.border = Border { column, solved, pivot };
        }
        products
    }

    /// Moves the eliminated errors of a right-hand side into its rows; a no-op but for one error a row.
    pub(crate) fn fold(&self, standard: &Standard<'_>, side: &mut Gathered) {
        if standard.errors == Errors::Each {
            let errors = side.errors.iter().zip(&self.errors).zip(&self.coupling);
            for (row, ((side, h), g)) in side.rows.iter_mut().zip(errors) {
                if *h > 0.0 {
                    *row -= g * side / h;
                }
            }
        }
    }

    /// The direction for a folded right-hand side `(latent, errors)`, where `latent` already has `W^T rows` in it.
    pub(crate) fn solve(&self, standard: &Standard<'_>, mut latent: Vec<f64>, mut errors: Vec<f64>) -> Point {
        self.normal.solve(&mut latent);
        if standard.errors == Errors::Shared {
            let border = &self.border;
            let rest = errors[0] - dot(&border.column, &latent);
            errors[0] = if border.pivot > 0.0 { rest / border.pivot } else { 0.0 };
            let error = errors[0];
            latent.iter_mut().zip(&border.solved).for_each(|(z, m)| *z -= error * m);
        }
        let mut activation = vec![0.0; standard.program.rows()];
        apply(standard.weights(), &latent, &mut activation);
        if standard.errors == Errors::Each {
            let parts = self.errors.iter().zip(&self.coupling).zip(&activation);
            for (error, ((h, g), u)) in errors.iter_mut().zip(parts) {
                *error = if *h > 0.0 { (*error - g * u) / h } else { 0.0 };
            }
        }
        Point { latent, errors, activation }
    }
}

/// `sum d - g^2 / h` of one row, `h = sum give^2 d + floor`, as a sum of positive terms.
fn eliminated_weight(bounds: &[Inequality], d: &[f64], floor: f64) -> f64 {
    let soft = || bounds.iter().zip(d).filter(|(b, _)| b.give > 0.0);
    let hard: f64 = bounds.iter().zip(d).filter(|(b, _)| b.give == 0.0).map(|(_, d)| d).sum();
    let (mut total, mut numerator) = (floor, 0.0);
    for (i, (b, d)) in soft().enumerate() {
        total += b.give * b.give * d;
        numerator += d * floor;
        for (other, e) in soft().skip(i + 1) {
            let twist = b.sign * other.give - other.sign * b.give;
            numerator += d * e * twist * twist;
        }
    }
    hard + numerator / total
}
