//! The least `l_inf` error of all inputs.
//!
//! `{z : ||phi(z) - x||_inf <= e}` grows with `e`, and between two breakpoints (the outputs `x_j > 0`, sorted) it is cut
//! out by linear bounds. So the least error is found by bisection over the breakpoints, though the problem is not
//! convex. A program for a whole range of errors `[low, high]`, with the bounds that hold on all of it, says more than
//! whether there is an input: with `delta` its optimum, no input has an error below `min(high, delta)` (and none below
//! `low`, as is known already), while the input that it gives has one in hand. Mostly that closes the search at once.
//!
//! Where outputs of a ReLU layer are negative, no input comes closer than the largest of their magnitudes, the floor, and
//! many come that close. Of these, one is given that is about as near as any where negative outputs count as 0: the error
//! of an input then is its distance from the clamped output, as long as it misses no negative output by more than the
//! floor.

use super::{
    certificate::{LowerBound, Proof},
    exclusion::exclusion,
    guess::{Guess, gap_threshold},
    layered::{Found, Layered},
    program::{Answer, Around, Goal, Solved},
    report::Optimality,
    rows::{Negative, Range, bounds},
    target::{Point, Target},
};
use crate::invert::Reason;
use crate::lp::engine::Bound;
use crate::network::Activation;

/// Upper and lower bound are equal up to this, relative to the upper one.
const CLOSED: f64 = 1e-9;

/// How much larger than the least error one may be where neither exceeds the floor: any is an answer.
const NEAR: f64 = 2.0;

/// Bisection of `n` breakpoints takes `log2 n` programs; the rest is for what leads up to it.
const MOST_PROGRAMS: usize = 200;

/// Programs after which thresholds are halved.
const MOST_MEETINGS: usize = 12;

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
    /// The program that gave the best point.
    solved: Option<Program>,
    /// The last threshold whose optimum exceeds it, and the last whose optimum does not, with the optima.
    below: Option<(f64, f64)>,
    above: Option<(f64, f64)>,
    programs: usize,
}

/// A program that was solved.
struct Program {
    range: Range,
    bounds: Vec<Bound>,
    solved: Solved,
}

pub(super) fn linf(layered: &Layered<'_>, guess: &Guess) -> Result<Found, Reason> {
    let mut search = Search::new(layered, guess);
    // Where noise is as large as the outputs, exclusion is worth less than the first program.
    if (guess.is_good() || !guess.is_near_floor(layered.target))
        && let Some((low, proof)) = exclusion(layered.target, guess)
    {
        search.raise(low, proof);
    }
    let mut top = search.first_top(guess);
    while search.is_open() && search.programs < MOST_PROGRAMS {
        if search.probe(top)? {
            break;
        }
        top = search.next_top();
    }
    search.settle()?;
    Ok(search.found())
}

/// Where a line through two thresholds and their optima has them equal.
fn meeting(below: (f64, f64), above: (f64, f64)) -> f64 {
    let (excess, lack) = (below.1 - below.0, above.0 - above.1);
    below.0 + (above.0 - below.0) * excess / (excess + lack)
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

impl<'a> Search<'a> {
    fn new(layered: &'a Layered<'a>, guess: &Guess) -> Self {
        Self {
            layered,
            breakpoints: breakpoints(layered.target),
            low: 0.0,
            proofs: Vec::new(),
            high: layered.target.error(&guess.point),
            best: guess.point.clone(),
            solved: None,
            below: None,
            above: None,
            programs: 0,
        }
    }

    fn is_open(&self) -> bool {
        // Not before a program: how much is known by then depends on the size of the numbers.
        let settled = self.solved.is_some() && self.is_at_floor() && self.high <= NEAR * self.low;
        !settled && self.high - self.low > CLOSED * self.high && self.high > self.layered.target.rounding(&self.best)
    }

    /// Whether the input in hand is as close to the output as it was given as any.
    fn is_at_floor(&self) -> bool {
        self.high <= self.layered.target.floor
    }

    /// The floor, or the breakpoint after what is proven; otherwise the gap in the outputs or the error in hand.
    fn first_top(&self, guess: &Guess) -> f64 {
        let gap = if guess.is_good() { None } else { gap_threshold(self.layered.target) };
        let floor = self.layered.target.floor;
        match gap {
            _ if self.low < floor && guess.is_near_floor(self.layered.target) => floor.min(self.high),
            _ if self.low > 0.0 => next_up(&self.breakpoints, self.low).min(self.high),
            Some(gap) => next_up(&self.breakpoints, gap).min(self.high),
            None if self.layered.target.floor > 0.0 => self.layered.target.floor.min(self.high),
            None => guess.error.min(self.high),
        }
    }

    /// Solves the program for errors from `low` to `top`, and says whether that settles the matter.
    fn probe(&mut self, top: f64) -> Result<bool, Reason> {
        let range = Range { low: self.low, high: top };
        let (bounds, answer) = self.solve(range, top)?;
        match answer {
            Answer::Infeasible(multipliers) => {
                self.raise(top, Proof { range, multipliers, center: self.best.latent.clone() });
                Ok(false)
            }
            Answer::Optimal(solved) => {
                let met = solved.value <= top;
                *(if met { &mut self.above } else { &mut self.below }) = Some((top, solved.value));
                let exact = met && self.between(range.low, top).is_empty();
                let (multipliers, center) = (solved.multipliers.clone(), solved.point.latent.clone());
                self.raise(top.min(solved.value), Proof { range, multipliers, center });
                let most = if exact { self.high * (1.0 + CLOSED) } else { self.high };
                self.take(Program { range, bounds, solved }, most);
                Ok(exact)
            }
        }
    }

    /// Solves the program for a range of errors, around the best point; an optimum from `enough` on need not be exact.
    fn solve(&mut self, range: Range, enough: f64) -> Result<(Vec<Bound>, Answer), Reason> {
        let bounds = bounds(self.layered.target, range, Negative::Kept);
        let unit = self.layered.target.clamped_residual(&self.best).linf;
        let around = Around { enough, ..self.layered.around(&self.best, unit) };
        let answer = around.solve(&bounds, &Goal::Largest, &mut self.programs)?;
        Ok((bounds, answer))
    }

    /// Takes the point of a program where its error is below `most`.
    fn take(&mut self, program: Program, most: f64) {
        let error = self.layered.target.error(&program.solved.point);
        if error < most {
            self.high = error;
            self.best = program.solved.point.clone();
            self.solved = Some(program);
        }
    }

    /// Of all inputs with the least error, the one is wanted that errs least where the output is larger than that.
    fn settle(&mut self) -> Result<(), Reason> {
        let most = self.high * (1.0 + CLOSED);
        let top = next_up(&self.breakpoints, most);
        let is_last = |program: &Program| {
            self.is_at_floor() || program.range.high <= top && program.solved.value <= program.range.high
        };
        if self.is_open() || self.solved.as_ref().is_some_and(is_last) {
            return Ok(());
        }
        let range = Range { low: self.high, high: top };
        let (bounds, answer) = self.solve(range, f64::INFINITY)?;
        if let Answer::Optimal(solved) = answer
            && self.layered.target.error(&solved.point) <= most
        {
            self.best = solved.point.clone();
            self.solved = Some(Program { range, bounds, solved });
        }
        Ok(())
    }

    /// Takes in a lower bound, with what proves it.
    fn raise(&mut self, low: f64, proof: Proof) {
        if low <= self.low {
            return;
        }
        self.low = low;
        // A chord is proven for errors of its range alone: the proof is the whole chain. Otherwise the last is enough.
        if !matches!(self.layered.target.layer.activation(), Activation::LeakyRelu(_)) {
            self.proofs.clear();
        }
        self.proofs.push(proof);
    }

    fn between(&self, low: f64, high: f64) -> &[f64] {
        let start = self.breakpoints.partition_point(|&x| x <= low);
        let end = self.breakpoints.partition_point(|&x| x < high).max(start);
        &self.breakpoints[start..end]
    }

    /// The optimum falls as the threshold rises, and the least error is where they meet.
    fn next_top(&self) -> f64 {
        let left = self.between(self.low, self.high);
        let middle = f64::midpoint(self.low, self.high);
        let meeting = match (self.below, self.above) {
            (Some(below), Some(above)) if self.programs < MOST_MEETINGS => meeting(below, above),
            _ => left.get(left.len() / 2).copied().unwrap_or(middle),
        };
        let floor = self.layered.target.floor;
        let meeting = if self.low < floor { meeting.min(floor) } else { meeting };
        let fresh = self.above.is_none_or(|(top, _)| top > self.high);
        let end = if fresh { self.high } else { left.last().copied().unwrap_or(self.high) };
        left.get(left.partition_point(|&x| x < meeting)).copied().unwrap_or(end)
    }

    fn found(self) -> Found {
        let closed = !self.is_open();
        let certificate = LowerBound::new(self.layered.number, self.layered.target, self.proofs.clone());
        let program = self.solved.as_ref();
        let is_unique = |program: &Program| self.layered.is_unique(&program.bounds, &program.solved, &Goal::Largest);
        let floor = self.layered.target.floor;
        let (low, high) = if self.is_at_floor() { (floor, floor) } else { (self.low, self.high) };
        Found {
            epsilon: high,
            objective: program.map_or(high, |program| program.solved.value),
            gap: (high - low).max(0.0),
            programs: self.programs,
            unique: closed && program.is_some_and(is_unique),
            optimality: if closed { Optimality::Global } else { Optimality::Unproven },
            certificate,
            warning: None,
            point: self.best,
        }
    }
}
