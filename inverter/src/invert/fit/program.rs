//! Programs around a point, over the rows that matter.
//!
//! A program is solved for the step `d` from the point `z_0` that is the best so far, in units of the error there:
//! `w_j d <= x_j + e - a_j` with `a_j` the activation at `z_0`. All its numbers are then of the size of the errors, so
//! that rounding and tolerances are relative to these rather than to the outputs. Rows that only have upper bounds and
//! keep them well at `z_0` are left out until a solution breaks them.

use super::target::{InputSign, Point, Target};
use crate::invert::Reason;
use crate::invert::layer::check_size;
use crate::lp::{
    LpBackend,
    engine::{Bound, Objective, Optimum, Outcome, Program, Side},
};
use ndarray::Array1;
use std::ops::ControlFlow;

/// Bounds that are kept by this many units at the point are left out at first.
const REACH: f64 = 8.0;

/// A bound that is broken by less, in units of the error or relative to its limit, is not broken.
const BROKEN: f64 = 1e-12;

/// Entries of the input below this, relative to the errors and to the step that led there, are zero.
const ZERO: f64 = 1e-11;

/// Rounds of adding broken bounds before all of them are added.
const MOST_ROUNDS: usize = 6;

/// What is asked of the errors.
#[derive(Clone, Debug)]
pub(super) enum Goal {
    /// The least common error.
    Largest,
    /// The least sum of errors, one a row.
    Sum,
    /// The largest `g . z`; bounds are hard.
    Gain(Array1<f64>),
}

/// A program around a point.
pub(super) struct Around<'a> {
    pub target: &'a Target<'a>,
    pub number: usize,
    pub backend: &'a dyn LpBackend,
    pub point: &'a Point,
    /// The error at the point: positive.
    pub unit: f64,
    /// An optimum of fewer bounds from this on is all that is asked for: a lower bound.
    pub enough: f64,
}

/// An optimum, in the terms of the layer.
pub(super) struct Solved {
    pub point: Point,
    /// The common error, the sum of errors or the gain of the step.
    pub value: f64,
    pub gap: f64,
    /// One multiplier a bound.
    pub multipliers: Vec<f64>,
}

/// What became of a program.
pub(super) enum Answer {
    Optimal(Solved),
    /// Multipliers of a contradiction.
    Infeasible(Vec<f64>),
}

/// A program in work.
struct Run<'a> {
    around: &'a Around<'a>,
    bounds: &'a [Bound],
    goal: &'a Goal,
    /// Whether a bound takes part.
    kept: Vec<bool>,
    rounds: usize,
}

impl Around<'_> {
    /// Solves, and adds up the programs that took.
    pub fn solve(&self, bounds: &[Bound], goal: &Goal, programs: &mut usize) -> Result<Answer, Reason> {
        let mut run = Run { around: self, bounds, goal, kept: self.near(bounds), rounds: 0 };
        loop {
            *programs += 1;
            if let ControlFlow::Break(answer) = run.step() {
                return answer;
            }
        }
    }

    /// Bounds of rows that are not far inside.
    fn near(&self, bounds: &[Bound]) -> Vec<bool> {
        let mut rows = vec![false; self.target.output.len()];
        for bound in bounds {
            let close = bound.excess(self.point.activation[bound.row]) > -REACH * self.unit;
            rows[bound.row] |= close || bound.side == Side::Lower;
        }
        bounds.iter().map(|bound| rows[bound.row]).collect()
    }

    fn unsolved(&self, reason: impl std::fmt::Display) -> Reason {
        Reason::Lp { layer: self.number, reason: reason.to_string() }
    }
}

impl Run<'_> {
    fn step(&mut self) -> ControlFlow<Result<Answer, Reason>> {
        let part: Vec<Bound> = self.bounds.iter().zip(&self.kept).filter(|(_, kept)| **kept).map(|(b, _)| *b).collect();
        let outcome = match self.solve_part(&part) {
            Ok(outcome) => outcome,
            Err(reason) => return ControlFlow::Break(Err(reason)),
        };
        match outcome {
            Outcome::Optimal(found) => {
                let solved = self.solved(&found);
                if solved.value < self.around.enough && self.add_broken(&solved) {
                    return ControlFlow::Continue(());
                }
                ControlFlow::Break(Ok(Answer::Optimal(solved)))
            }
            Outcome::Infeasible(farkas) => ControlFlow::Break(Ok(Answer::Infeasible(self.spread(farkas.duals())))),
            // With fewer bounds there may be no limit, or more trouble; with all of them the answer stands.
            _ if self.kept.contains(&false) => {
                self.kept.fill(true);
                ControlFlow::Continue(())
            }
            Outcome::Unbounded(_) => ControlFlow::Break(Err(Reason::Unbounded { layer: self.around.number })),
            Outcome::GaveUp(reason) => ControlFlow::Break(Err(self.around.unsolved(reason))),
        }
    }

    fn solve_part(&self, part: &[Bound]) -> Result<Outcome, Reason> {
        let Around { target, number, backend, point, unit, .. } = *self.around;
        let mut rows: Vec<usize> = part.iter().map(|bound| bound.row).collect();
        rows.dedup();
        let columns = target.layer.inputs();
        check_size(number, (rows.len(), columns))?;
        let matrix = target.layer.weights().select(rows.iter().copied());
        let step = |bound: &Bound| {
            let row = rows.binary_search(&bound.row).expect("bounds come row by row");
            Bound { row, limit: (bound.limit - point.activation[bound.row]) / unit, ..*bound }
        };
        let program = Program::new(matrix.view(), part.iter().map(step).collect(), self.goal.objective());
        let boxed = program.and_then(|program| match target.sign {
            InputSign::Free => Ok(program),
            InputSign::NonNegative => {
                let lower = point.latent.iter().map(|entry| -entry / unit).collect();
                program.with_box(lower, vec![f64::INFINITY; columns])
            }
        });
        let program = boxed.map_err(|error| self.around.unsolved(error))?;
        Ok(backend.solve(&program, None))
    }

    fn solved(&self, found: &Optimum) -> Solved {
        let Around { target, point, unit, .. } = *self.around;
        let moved = point.latent.iter().zip(found.latent()).map(|(entry, step)| {
            let (sum, size) = (entry + step * unit, entry.abs() + unit);
            if sum.abs() <= ZERO * size { 0.0 } else { sum }
        });
        let point = target.at(moved.collect());
        let (value, gap) = (found.objective() * unit, found.gap() * unit);
        Solved { point, value, gap, multipliers: self.spread(found.duals()) }
    }

    /// Multipliers of all bounds from those that took part.
    fn spread(&self, duals: &[f64]) -> Vec<f64> {
        let mut duals = duals.iter().copied();
        let multiplier = |kept: &bool| if *kept { duals.next().unwrap_or(0.0) } else { 0.0 };
        self.kept.iter().map(multiplier).collect()
    }

    /// Adds the bounds that a solution breaks, and says whether there were any.
    fn add_broken(&mut self, solved: &Solved) -> bool {
        let error = match self.goal {
            Goal::Largest => solved.value,
            Goal::Sum | Goal::Gain(_) => 0.0,
        };
        let mut added = false;
        for (bound, kept) in self.bounds.iter().zip(&mut self.kept).filter(|(_, kept)| !**kept) {
            let allowed = bound.give * error + BROKEN * (self.around.unit + bound.limit.abs());
            *kept = bound.excess(solved.point.activation[bound.row]) > allowed;
            added |= *kept;
        }
        self.rounds += 1;
        if added && self.rounds >= MOST_ROUNDS {
            self.kept.fill(true);
        }
        added
    }
}

impl Goal {
    fn objective(&self) -> Objective {
        match self {
            Self::Largest => Objective::Largest { cap: f64::INFINITY },
            Self::Sum => Objective::Sum,
            Self::Gain(gain) => Objective::Linear(gain.clone()),
        }
    }
}
