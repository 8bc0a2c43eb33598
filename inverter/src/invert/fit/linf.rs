//! The least `l_inf` error of all inputs.
//!
//! `{z : ||phi(z) - x||_inf <= e}` grows with `e`, and between two breakpoints (the outputs `x_j > 0`, sorted) it is cut
//! out by linear bounds. So the least error is found by bisection over the breakpoints, though the problem is not
//! convex. A program for a whole range of errors `[low, high]`, with the bounds that hold on all of it, says more than
//! whether there is an input: with `delta` its optimum, no input has an error below `min(high, delta)` (and none below
//! `low`, as is known already), while the input that it gives has one in hand. Mostly that closes the search at once.
//!
//! Where outputs of a ReLU layer are negative, no input comes closer than the largest of their magnitudes, and many come
//! that close. Of these, the one is given that is nearest where negative outputs count as 0: the error of an input then
//! is its distance from the clamped output, as long as it misses no negative output by more than is unavoidable.

use super::{
    certificate::{LowerBound, Proof},
    fitter::{Found, Layered},
    guess::{Guess, gap_threshold},
    program::{Answer, Goal, Solved},
    report::Optimality,
    rows::{Negative, Range, bounds},
    target::{Point, Target},
};
use crate::invert::Reason;
use crate::lp::engine::Bound;
use crate::network::Activation;

/// Upper and lower bound are equal up to this, relative to the upper one.
const CLOSED: f64 = 1e-9;

/// Bisection of `n` breakpoints takes `log2 n` programs; the rest is for what leads up to it.
const MOST_PROGRAMS: usize = 200;

/// What is known of the least error.
struct Search<'a> {
    layered: &'a Layered<'a>,
    /// Sorted.
    breakpoints: Vec<f64>,
    /// No input has a smaller error.
    low: f64,
    proofs: Vec<Proof>,
    /// The error of the best point.
    high: f64,
    best: Point,
    /// The last program, if it gave the best point.
    solved: Option<(Vec<Bound>, Solved)>,
    programs: usize,
}

pub(super) fn linf(layered: &Layered<'_>, guess: &Guess) -> Result<Found, Reason> {
    let target = layered.target;
    let high = target.error(&guess.point);
    let mut search = Search {
        layered,
        breakpoints: breakpoints(target),
        low: 0.0,
        proofs: Vec::new(),
        high,
        best: guess.point.clone(),
        solved: None,
        programs: 0,
    };
    let gap = if guess.is_good() { None } else { gap_threshold(target) };
    let mut top = gap.map_or(guess.error, |gap| next_up(&search.breakpoints, gap)).min(high);
    while search.is_open() && search.programs < MOST_PROGRAMS {
        let exact = search.probe(top)?;
        if exact {
            break;
        }
        top = search.next_top();
    }
    Ok(search.found())
}

/// Errors at which the bounds change their form.
fn breakpoints(target: &Target<'_>) -> Vec<f64> {
    if target.layer.activation() == Activation::Identity {
        return Vec::new();
    }
    let mut points: Vec<f64> = target.output.iter().copied().filter(|&x| x > 0.0).collect();
    points.extend((target.floor > 0.0).then_some(target.floor));
    points.sort_by(f64::total_cmp);
    points.dedup();
    points
}

/// The breakpoint after `value`.
fn next_up(breakpoints: &[f64], value: f64) -> f64 {
    breakpoints.get(breakpoints.partition_point(|&x| x <= value)).copied().unwrap_or(f64::INFINITY)
}

impl Search<'_> {
    fn is_open(&self) -> bool {
        self.high - self.low > CLOSED * self.high && self.high > self.layered.target.rounding(&self.best)
    }

    /// Solves the program for errors from `low` to `top`, and says whether that settles the matter.
    fn probe(&mut self, top: f64) -> Result<bool, Reason> {
        let target = self.layered.target;
        let range = Range { low: self.low, high: top };
        let bounds = bounds(target, range, Negative::Kept);
        let unit = target.clamped_residual(&self.best).linf;
        let answer = self.layered.around(&self.best, unit).solve(&bounds, &Goal::Largest, &mut self.programs)?;
        match answer {
            Answer::Infeasible(multipliers) => {
                self.raise(top, (range, multipliers), None);
                Ok(false)
            }
            Answer::Optimal(solved) => {
                let exact = solved.value <= top && self.between(self.low, top).is_empty();
                self.raise(top.min(solved.value), (range, solved.multipliers.clone()), Some(&solved.point));
                let error = target.error(&solved.point);
                if error < self.high || (exact && error <= self.high * (1.0 + CLOSED)) {
                    self.high = error;
                    self.best = solved.point.clone();
                    self.solved = Some((bounds, solved));
                }
                Ok(exact)
            }
        }
    }

    /// Takes in a lower bound, with what proves it.
    fn raise(&mut self, low: f64, (range, multipliers): (Range, Vec<f64>), point: Option<&Point>) {
        if low <= self.low {
            return;
        }
        self.low = low;
        // A chord is proven for errors of its range alone: the proof is the whole chain. Otherwise the last is enough.
        if !matches!(self.layered.target.layer.activation(), Activation::LeakyRelu(_)) {
            self.proofs.clear();
        }
        let center = point.unwrap_or(&self.best).latent.clone();
        self.proofs.push(Proof { range, multipliers, center });
    }

    fn between(&self, low: f64, high: f64) -> &[f64] {
        let start = self.breakpoints.partition_point(|&x| x <= low);
        let end = self.breakpoints.partition_point(|&x| x < high).max(start);
        &self.breakpoints[start..end]
    }

    /// The first breakpoint of those left while the bounds close in from below, later the one in the middle.
    fn next_top(&self) -> f64 {
        let left = self.between(self.low, self.high);
        let first = self.programs == 1;
        left.get(if first { 0 } else { left.len() / 2 }).copied().unwrap_or(self.high)
    }

    fn found(self) -> Found {
        let closed = !self.is_open();
        let unique = closed && self.solved.as_ref().is_some_and(|(bounds, solved)| self.layered.is_unique(bounds, solved, &Goal::Largest));
        let unique = unique && self.solved.as_ref().is_some_and(|(_, solved)| solved.value >= self.low * (1.0 - CLOSED));
        let certificate = LowerBound::new(self.layered, self.proofs);
        Found {
            point: self.best,
            epsilon: self.high,
            objective: self.high,
            gap: (self.high - self.low).max(0.0),
            programs: self.programs,
            unique,
            optimality: if closed { Optimality::Global } else { Optimality::Unproven },
            certificate,
            stopped: false,
        }
    }
}
