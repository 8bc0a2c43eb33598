//! Algorithm 2: the least sum of errors, for thresholds that grow while that lowers `||phi(z) - x||_1`.
//!
//! Printed, the loop also ends as soon as two thresholds make the same rows active, since the residual is then the same.
//! Here a threshold counts only where it changes the rows.

use super::{
    guess::Guess,
    layered::{Found, Layered, start},
    program::{Answer, Goal},
    report::{Optimality, Warning},
    rows::{Negative, Range, bounds},
    target::{Point, Target},
};
use crate::invert::Reason;
use crate::network::Activation;

/// Programs after which the threshold stops growing.
const MOST_THRESHOLDS: usize = 60;

pub(super) fn l1(layered: &Layered<'_>, guess: &Guess) -> Result<Found, Reason> {
    let target = layered.target;
    let mut epsilon = start(guess, target).max(guess.noise_level(target));
    let mut best: Option<(Found, f64)> = None;
    let mut programs = 0;
    let mut center = (guess.point.clone(), guess.error);
    for _ in 0..MOST_THRESHOLDS {
        let found = solve(layered, (&center.0, center.1), epsilon, &mut programs)?;
        let residual = target.clamped_residual(&found.point).l1;
        if let Some((best, _)) = best.take_if(|(_, least)| residual >= *least) {
            return Ok(Found { programs, ..best });
        }
        center = (found.point.clone(), target.clamped_residual(&found.point).linf.max(f64::MIN_POSITIVE));
        best = Some((found, residual));
        match next(layered, epsilon) {
            Some(next) if residual > target.rounding(&center.0) => epsilon = next,
            _ => break,
        }
    }
    let (found, _) = best.expect("the first program gave a point");
    let warning = (programs >= MOST_THRESHOLDS).then_some(Warning::Stopped { programs });
    Ok(Found { programs, warning, ..found })
}

fn solve(
    layered: &Layered<'_>,
    (center, unit): (&Point, f64),
    epsilon: f64,
    programs: &mut usize,
) -> Result<Found, Reason> {
    let bounds = bounds(layered.target, Range::below(epsilon), Negative::Clamped);
    let Answer::Optimal(solved) = layered.around(center, unit).solve(&bounds, &Goal::Sum, programs)? else {
        return Err(layered.unsolved("a program with an error in every bound was called infeasible"));
    };
    let unique = layered.is_unique(&bounds, &solved, &Goal::Sum);
    let (objective, gap, point) = (solved.value, solved.gap, solved.point);
    Ok(Found { point, epsilon, objective, gap, unique, ..Found::new(Optimality::Program) })
}

/// The next threshold that changes the rows, if there is one.
fn next(layered: &Layered<'_>, epsilon: f64) -> Option<f64> {
    let lowest = lowest_above(layered.target, epsilon)?;
    let mut next = epsilon;
    while next < lowest {
        next = layered.growth.after(next);
    }
    Some(next)
}

/// The smallest output that counts as active.
fn lowest_above(target: &Target<'_>, epsilon: f64) -> Option<f64> {
    if target.layer.activation() == Activation::Identity {
        return None;
    }
    let above = target.output.iter().copied().filter(|&x| x > epsilon);
    above.min_by(f64::total_cmp)
}
