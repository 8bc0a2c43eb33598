//! Collisions in polynomial time, where there is luck or a proof that there is one.

use super::collision::Collision;
use crate::exact::{ExactMatrix, Rational, rational};
use crate::invert::Factor;
use crate::lp::engine::{Bound, Objective, Outcome, Program, solve_near};
use faer::Mat;
use ndarray::{Array1, Array2};

/// Rounds of [`descend`] from one point.
const ROUNDS: usize = 8;
/// How many points the descent starts from.
const STARTS: usize = 6;
/// The part of the activations below which all weigh the same in the descent.
const SOFT: f64 = 0.1;

/// Looks for a collision; finding none says nothing.
///
/// First at the vectors on which `k - 1` rows are zero, for `n` choices of rows that follow each other: in general
/// position, and where `n <= 3k - 2`, the first will do. Then, from the best of these, by linear programs that make few rows
/// positive: the sum of what rows are above -1 is least, each weighted by the inverse of what it was before.
///
/// Floats guess a point; whether it gives a collision is decided exactly.
pub fn find(weights: &ExactMatrix) -> Option<Collision> {
    at_rays(weights).or_else(|| {
        let directions = weights.directions();
        let mut starts: Vec<_> = rays(&directions).collect();
        starts.sort_by_key(|point| active(&directions, point));
        starts.iter().take(STARTS).find_map(|start| descend(weights, &directions, start))
    })
}

/// The first part of [`find`].
pub(super) fn at_rays(weights: &ExactMatrix) -> Option<Collision> {
    let directions = weights.directions();
    let columns = weights.columns();
    let few = |point: &Array1<f64>| active(&directions, point) < columns;
    rays(&directions).filter(few).find_map(|point| check(weights, &point))
}

fn check(weights: &ExactMatrix, point: &Array1<f64>) -> Option<Collision> {
    let point: Vec<Rational> = point.iter().map(|&entry| rational(entry)).collect::<Option<_>>()?;
    Collision::at(weights, point)
}

/// Rows that are not negative.
fn active(directions: &Array2<f64>, point: &Array1<f64>) -> usize {
    directions.dot(point).iter().filter(|value| **value >= 0.0).count()
}

/// For each run of `k - 1` rows, the vector on which they are zero, or its negative where fewer rows are positive, moved a
/// little so that they are negative.
fn rays(directions: &Array2<f64>) -> impl Iterator<Item = Array1<f64>> {
    let (rows, columns) = directions.dim();
    let run = move |first: usize| (first + 1..first + columns).map(|row| row % rows).collect::<Vec<_>>();
    let runs = if rows < columns { 0 } else { rows };
    (0..runs).filter_map(move |first| ray(directions, &run(first)))
}

fn ray(directions: &Array2<f64>, zeros: &[usize]) -> Option<Array1<f64>> {
    let columns = directions.ncols();
    let factor = Factor::new(&Mat::from_fn(zeros.len(), columns, |row, column| directions[[zeros[row], column]]))?;
    if factor.rank() < zeros.len() {
        return None;
    }
    let basis = factor.null_basis();
    let mut ray: Array1<f64> = (0..columns).map(|row| basis[(row, 0)]).collect();
    let away: Array1<f64> = factor.solve(&vec![-1.0; zeros.len()]).into();
    let (on, off) = (directions.dot(&ray), directions.dot(&away));
    let others = || (0..directions.nrows()).filter(|row| !zeros.contains(row));
    let positive = others().filter(|&row| on[row] > 0.0).count();
    if 2 * positive > directions.nrows() - zeros.len() {
        ray.mapv_inplace(|entry| -entry);
    }
    // Halfway to where the first of the other rows changes its sign.
    let step = others().map(|row| (on[row] / off[row]).abs()).fold(1.0, f64::min) / 2.0;
    Some(ray + step * away)
}

/// Makes fewer and fewer rows positive, until there is a collision or no progress.
fn descend(weights: &ExactMatrix, directions: &Array2<f64>, start: &Array1<f64>) -> Option<Collision> {
    let mut point = start.clone();
    for _ in 0..ROUNDS {
        point = lighter(directions, &point)?;
        if active(directions, &point) < weights.columns() {
            return check(weights, &point);
        }
    }
    None
}

/// `min sum_j e_j / (soft + a_j)` where `w_j z <= -1 + e_j` and `a_j` is what row `j` is above -1 at `point`, which is
/// scaled so that the median of what is below zero is -1.
fn lighter(directions: &Array2<f64>, point: &Array1<f64>) -> Option<Array1<f64>> {
    let values = directions.dot(point);
    let mut below: Vec<f64> = values.iter().copied().filter(|value| *value < 0.0).collect();
    below.sort_by(f64::total_cmp);
    let unit = -below.get(below.len() / 2)?;
    let excess = values.mapv(|value| (1.0 + value / unit).max(0.0));
    let bound = |(row, excess): (usize, &f64)| Bound::upper(row, -1.0).with_give(SOFT + excess);
    let bounds = excess.iter().enumerate().map(bound).collect();
    let program = Program::new(directions.view(), bounds, Objective::Sum).ok()?;
    match solve_near(&program, &(point / unit).to_vec()) {
        Outcome::Optimal(found) => Some(Array1::from(found.latent().to_vec())),
        _ => None,
    }
}
