//! Algorithm 3: upper bounds alone, the lower ones left to the objective (eq. 8), for thresholds that grow while that
//! lowers `||phi(z) - x||_1`.
//!
//! Printed, the loop stops by the output that is sought; here by the one that was given. The program for ReLU is never
//! unbounded: `y_j = max(0, x_j)` are multipliers that prove a bound. For LeakyReLU (eq. 9) every row is bounded on both
//! sides.

use super::{
    guess::Guess,
    layered::{Found, Layered, start},
    program::{Answer, Goal},
    report::{Optimality, Warning},
    rows::{Negative, Range, bounds, harden},
    target::Target,
};
use crate::invert::Reason;
use crate::lp::engine::{Bound, Side};
use ndarray::Array1;

/// Programs after which the threshold stops growing.
const MOST_THRESHOLDS: usize = 150;

pub(super) fn relaxed(layered: &Layered<'_>, guess: &Guess) -> Result<Found, Reason> {
    let target = layered.target;
    let goal = Goal::Gain(gain(target));
    let around = layered.around(&guess.point, guess.error);
    let mut epsilon = start(guess, target);
    let mut best: Option<(Found, f64)> = None;
    let mut programs = 0;
    let mut infeasible = 0;
    for _ in 0..MOST_THRESHOLDS {
        let bounds = upper_bounds(target, epsilon);
        match around.solve(&bounds, &goal, &mut programs)? {
            Answer::Infeasible(_) => infeasible += 1,
            Answer::Optimal(solved) => {
                let residual = target.clamped_residual(&solved.point).l1;
                if let Some((best, _)) = best.take_if(|(_, least)| residual >= *least) {
                    return Ok(Found { programs, ..best });
                }
                let unique = layered.is_unique(&bounds, &solved, &goal);
                let objective = match &goal {
                    Goal::Gain(gain) => gain.dot(&solved.point.latent),
                    Goal::Largest | Goal::Sum => solved.value,
                };
                let (gap, point) = (solved.gap, solved.point);
                let found = Found { point, epsilon, objective, gap, unique, ..Found::new(Optimality::Program) };
                best = Some((found, residual));
            }
        }
        epsilon = layered.growth.after(epsilon);
    }
    match best {
        Some((found, _)) => Ok(Found { programs, warning: Some(Warning::Stopped { programs }), ..found }),
        None => Err(Reason::Infeasible { layer: layered.number, programs: infeasible, threshold: epsilon }),
    }
}

/// `sum_j max(0, x_j) w_j`; for activations with an inverse `sum_j x_j w_j`.
fn gain(target: &Target<'_>) -> Array1<f64> {
    let mut gain = Array1::zeros(target.layer.inputs());
    for (row, &x) in target.output.iter().enumerate().filter(|(_, x)| **x != 0.0) {
        target.layer.weights().for_each_in_row(row, |column, entry| gain[column] += x * entry);
    }
    gain
}

/// What an error of `epsilon` allows above, and for LeakyReLU `a >= min(x - epsilon, 0) / c` below.
fn upper_bounds(target: &Target<'_>, epsilon: f64) -> Vec<Bound> {
    let soft = bounds(target, Range::below(epsilon), Negative::Clamped);
    let slope = target.layer.activation().slope();
    let leaky = slope > 0.0 && slope < 1.0;
    let kept = |bound: &Bound| bound.side == Side::Upper || slope > 0.0;
    let relax = |bound: Bound| {
        let x = target.output[bound.row];
        let lower = bound.side == Side::Lower && leaky;
        if lower { Bound { limit: (x - epsilon).min(0.0) / slope, ..bound } } else { bound }
    };
    harden(&soft, epsilon).into_iter().filter(kept).map(relax).collect()
}
