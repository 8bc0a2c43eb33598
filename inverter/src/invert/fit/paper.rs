//! Algorithm 1: the threshold grows by a factor until the program is feasible.
//!
//! Printed, the loop ends when the program is *in*feasible, and negative outputs raise `delta` for rows that no input
//! can lower: here it ends when the program is feasible, and they count as 0. Steps of the threshold that leave the rows
//! as they are, and are still below the optimum of the last program, are not solved again.

use super::{
    exclusion::exclusion,
    guess::Guess,
    layered::{Found, Layered, start},
    program::{Answer, Around, Goal},
    report::Optimality,
    rows::{Negative, Range, bounds},
};
use crate::invert::Reason;
use crate::network::Activation;

/// An optimum may round above a threshold that it is equal to.
const ROUNDING: f64 = 1e-9;

pub(super) fn linf_paper(layered: &Layered<'_>, guess: &Guess) -> Result<Found, Reason> {
    let target = layered.target;
    // Noise as large as the lowest negative output is seen.
    let mut epsilon = start(guess, target).max(target.floor.min(guess.error));
    // Thresholds that are infeasible for certain need no program.
    let least = exclusion(target, guess).map_or(0.0, |(least, _)| least);
    while epsilon < least {
        epsilon = layered.growth.after(epsilon);
    }
    let mut programs = 0;
    while epsilon.is_finite() {
        let around = Around { enough: epsilon * (1.0 + ROUNDING), ..layered.around(&guess.point, guess.error) };
        let bounds = bounds(target, Range::below(epsilon), Negative::Clamped);
        let Answer::Optimal(solved) = around.solve(&bounds, &Goal::Largest, &mut programs)? else {
            return Err(layered.unsolved("a program with an error in every bound was called infeasible"));
        };
        if solved.value <= epsilon * (1.0 + ROUNDING) {
            let unique = layered.is_unique(&bounds, &solved, &Goal::Largest);
            let (objective, gap, point) = (solved.value, solved.gap, solved.point);
            return Ok(Found { point, epsilon, objective, gap, programs, unique, ..Found::new(Optimality::Program) });
        }
        if !solved.value.is_finite() {
            break;
        }
        epsilon = next(layered, epsilon, solved.value);
    }
    Err(Reason::NotFinite)
}

/// The next threshold that may be feasible: the rows change, or it exceeds the optimum.
fn next(layered: &Layered<'_>, epsilon: f64, optimum: f64) -> f64 {
    let rows = layered.target.active(epsilon).len();
    let mut next = epsilon;
    loop {
        next = layered.growth.after(next);
        let relu = layered.target.layer.activation() == Activation::Relu;
        if next >= optimum || !relu || layered.target.active(next).len() < rows {
            return next;
        }
    }
}
