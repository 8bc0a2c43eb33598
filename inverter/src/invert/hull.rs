//! A point in the relative interior of `{z : A z = t, a_i z <= r_i}`, and the inequalities that hold with equality on
//! all of it.
//!
//! With `z = z_0 + N y`, `N` a basis of the null space of `A`, one linear program finds both:
//!
//! ```text
//! max sum_i s_i   such that   (a_i N) y + (a_i z_0 - r_i) h + s_i <= 0,   0 <= s_i <= 1,   1 <= h <= H
//! ```
//!
//! Scaling `(y, h)` up scales every slack up, so at an optimum without the bound `H` `s_i` is 1 where some point of the
//! polyhedron keeps the inequality strictly, and 0 where none does. `H` keeps rounding from being scaled up to 1 too:
//! rows that cannot be kept by more than `1 / H` of their size count as equalities.
//!
//! # Source
//! Freund, Roundy and Todd, "Identifying the set of always-active constraints in a system of linear inequalities by a
//! single linear program", 1985.

use super::system::{Inequality, LayerSystem};
use crate::lp::general::{GeneralSolver, LinearProgram, LpOutcome, Microlp, Relation};
use faer::Mat;
use ndarray::Array1;

/// `H`: above it, rounding of the order of `2^-52` times a condition of `10^5` would look like slack.
const LARGEST_HEIGHT: f64 = 1e7;

/// Coefficients below this, relative to their row, are rounding.
const NOISE: f64 = 1e-12;

/// What the inequalities leave of the solutions of the equalities.
pub(super) enum Hull {
    /// A point that keeps every inequality, strictly but for those that are equalities in disguise.
    Point { z: Array1<f64>, tight: Vec<Inequality> },
    /// Nothing. Multipliers `l >= 0` of the inequalities with `sum l_i (a_i N) = 0` and `sum l_i (a_i z_0 - r_i) > 0`.
    Empty(Vec<(Inequality, f64)>),
    /// The linear program was not solved.
    GaveUp(String),
}

/// One inequality in terms of `y`, scaled to size 1.
struct Reduced {
    inequality: Inequality,
    /// `a_i N`, in units of `size` for `y`.
    slope: Vec<f64>,
    /// `a_i z_0 - r_i`.
    offset: f64,
    scale: f64,
}

pub(super) fn hull(system: &LayerSystem<'_>, origin: &Array1<f64>, null: &Mat<f64>) -> Hull {
    let size = system.size(origin);
    let rows = reduce(system, origin, null, size);
    let interior = interior_program(&rows, null.ncols());
    match Microlp.solve(&interior) {
        LpOutcome::Optimal(point) => {
            let (steps, rest) = point.split_at(null.ncols());
            let (scale, slacks) = rest.split_first().expect("the program has the variable h");
            let step = |i: usize| (0..steps.len()).map(|j| null[(i, j)] * steps[j]).sum::<f64>() * size / scale;
            let z = origin.iter().enumerate().map(|(i, entry)| entry + step(i)).collect();
            let tight = rows.iter().zip(slacks).filter(|(_, slack)| **slack < 0.5);
            Hull::Point { z, tight: tight.map(|(row, _)| row.inequality).collect() }
        }
        LpOutcome::Infeasible => farkas(&rows, null.ncols()),
        LpOutcome::Unbounded => Hull::GaveUp("a bounded linear program was reported unbounded".into()),
        LpOutcome::GaveUp(reason) => Hull::GaveUp(reason),
    }
}

fn reduce(system: &LayerSystem<'_>, origin: &Array1<f64>, null: &Mat<f64>, size: f64) -> Vec<Reduced> {
    let reduced = |&inequality: &Inequality| {
        let mut slope = vec![0.0; null.ncols()];
        let mut norm = 0.0;
        system.for_each_in(inequality, |column, entry| {
            norm += entry.abs() * size;
            slope.iter_mut().enumerate().for_each(|(j, sum)| *sum += entry * size * null[(column, j)]);
        });
        let above_noise = |value: f64| if value.abs() > NOISE * norm { value } else { 0.0 };
        let offset = above_noise(system.excess(inequality, origin));
        let scale = slope.iter().fold(offset.abs(), |scale, &entry| scale.max(above_noise(entry).abs()));
        let scale = if scale > 0.0 { scale } else { 1.0 };
        let slope = slope.into_iter().map(|entry| above_noise(entry) / scale).collect();
        Reduced { inequality, slope, offset: offset / scale, scale }
    };
    system.inequalities.iter().map(reduced).collect()
}

fn interior_program(rows: &[Reduced], free: usize) -> LinearProgram {
    let mut program = LinearProgram::default();
    for _ in 0..free {
        program.add_variable(0.0, (f64::NEG_INFINITY, f64::INFINITY));
    }
    let height = program.add_variable(0.0, (1.0, LARGEST_HEIGHT));
    for row in rows {
        let slack = program.add_variable(-1.0, (0.0, 1.0));
        let mut terms: Vec<(usize, f64)> = row.slope.iter().copied().enumerate().collect();
        terms.push((height, row.offset));
        terms.push((slack, 1.0));
        terms.retain(|&(_, factor)| factor != 0.0);
        program.add_row(terms, Relation::AtMost, 0.0);
    }
    program
}

/// The shortest multipliers that show that the inequalities contradict each other.
fn farkas(rows: &[Reduced], free: usize) -> Hull {
    let mut program = LinearProgram::default();
    for _ in rows {
        program.add_variable(1.0, (0.0, f64::INFINITY));
    }
    let terms = |part: &dyn Fn(&Reduced) -> f64| {
        let terms = rows.iter().map(part).enumerate();
        terms.filter(|&(_, factor)| factor != 0.0).collect::<Vec<_>>()
    };
    for j in 0..free {
        program.add_row(terms(&|row| row.slope[j]), Relation::Equal, 0.0);
    }
    program.add_row(terms(&|row| row.offset), Relation::Equal, 1.0);
    match Microlp.solve(&program) {
        LpOutcome::Optimal(multipliers) => {
            let multipliers = rows.iter().zip(multipliers).filter(|(_, multiplier)| *multiplier > 0.0);
            Hull::Empty(multipliers.map(|(row, multiplier)| (row.inequality, multiplier / row.scale)).collect())
        }
        outcome => Hull::GaveUp(format!("no certificate of infeasibility was found: {outcome:?}")),
    }
}
