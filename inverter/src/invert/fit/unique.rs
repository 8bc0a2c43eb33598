//! Whether an optimum is the only one.
//!
//! A bound with a positive multiplier holds with equality at every optimum. Where the rows of these bounds, with the
//! entries of `z` that have to be zero, have full column rank, there is one optimum.

use super::{
    program::{Goal, Solved},
    target::{InputSign, Target},
};
use crate::invert::factor::Factor;
use crate::lp::engine::{Bound, Side};
use faer::Mat;

/// Multipliers of less than this, relative to the largest, are not counted on to be positive.
const POSITIVE: f64 = 1e-9;

pub(super) fn is_unique(target: &Target<'_>, bounds: &[Bound], solved: &Solved, goal: &Goal) -> bool {
    let free = free_columns(target, (bounds, goal), solved);
    let rows = match goal {
        Goal::Largest | Goal::Gain(_) => tight_rows(bounds, &solved.multipliers),
        Goal::Sum => fixed_rows(target, bounds, &solved.multipliers),
    };
    if rows.len() < free.len() {
        return false;
    }
    let mut matrix = Mat::zeros(rows.len(), free.len());
    for (place, &row) in rows.iter().enumerate() {
        let weights = target.layer.weights();
        weights.for_each_in_row(row, |column, entry| {
            if let Ok(index) = free.binary_search(&column) {
                matrix[(place, index)] = entry;
            }
        });
    }
    Factor::new(&matrix).is_some_and(|factor| factor.rank() == free.len())
}

fn threshold(multipliers: &[f64]) -> f64 {
    POSITIVE * multipliers.iter().fold(0.0, |most: f64, y| most.max(*y))
}

/// Rows with a positive multiplier.
fn tight_rows(bounds: &[Bound], multipliers: &[f64]) -> Vec<usize> {
    let least = threshold(multipliers);
    let tight = bounds.iter().zip(multipliers).filter(|(_, y)| **y > least);
    let mut rows: Vec<usize> = tight.map(|(bound, _)| bound.row).collect();
    rows.dedup();
    rows
}

/// Rows of a sum of errors whose activation is the same at every optimum: the error is zero, since its cost is not used
/// up by multipliers, and a bound with a positive multiplier holds, or upper and lower limit are the output.
fn fixed_rows(target: &Target<'_>, bounds: &[Bound], multipliers: &[f64]) -> Vec<usize> {
    let mut rows = vec![Held::default(); target.output.len()];
    for (bound, &multiplier) in bounds.iter().zip(multipliers) {
        let (row, output) = (&mut rows[bound.row], target.output[bound.row]);
        row.sum += bound.give * multiplier;
        row.net += bound.side.sign() * bound.give * multiplier;
        row.most = f64::max(row.most, multiplier);
        row.limits.0 |= bound.side == Side::Upper && bound.limit <= output;
        row.limits.1 |= bound.side == Side::Lower && bound.limit >= output;
    }
    let is_fixed = |row: &Held| {
        let both = row.limits == (true, true);
        // Opposite bounds with one limit: what their multipliers have in common cancels out.
        let used = if both { row.net.abs() } else { row.sum };
        used < 1.0 - POSITIVE && (both || row.most > POSITIVE)
    };
    rows.iter().enumerate().filter(|(_, row)| is_fixed(row)).map(|(index, _)| index).collect()
}

/// What holds the activation of a row.
#[derive(Clone, Copy, Default)]
struct Held {
    sum: f64,
    net: f64,
    /// The largest multiplier.
    most: f64,
    /// Whether there is an upper and a lower bound at the output itself.
    limits: (bool, bool),
}

/// Columns of `z` that are not held at zero by a positive multiplier.
fn free_columns(target: &Target<'_>, (bounds, goal): (&[Bound], &Goal), solved: &Solved) -> Vec<usize> {
    let inputs = target.layer.inputs();
    if target.sign == InputSign::Free {
        return (0..inputs).collect();
    }
    let mut reduced = match goal {
        Goal::Gain(gain) => gain.iter().map(|gain| -gain).collect(),
        Goal::Largest | Goal::Sum => vec![0.0; inputs],
    };
    let mut terms: Vec<f64> = reduced.iter().map(|cost: &f64| cost.abs()).collect();
    for (bound, &multiplier) in bounds.iter().zip(&solved.multipliers).filter(|(_, y)| **y > 0.0) {
        target.layer.weights().for_each_in_row(bound.row, |column, entry| {
            let term: f64 = bound.side.sign() * multiplier * entry;
            reduced[column] += term;
            terms[column] += term.abs();
        });
    }
    let held = |column: usize| solved.point.latent[column] == 0.0 && reduced[column] > POSITIVE * terms[column];
    (0..inputs).filter(|&column| !held(column)).collect()
}
