//! What the methods work on, and what they find.

use super::{
    certificate::LowerBound,
    guess::Guess,
    program::{Around, Goal, Solved},
    report::{Optimality, Warning},
    target::{Point, Target},
    unique,
};
use crate::invert::{Growth, Reason};
use crate::lp::{LpBackend, engine::Bound};
use ndarray::Array1;

/// What the methods work on.
pub(super) struct Layered<'a> {
    pub number: usize,
    pub target: &'a Target<'a>,
    pub backend: &'a dyn LpBackend,
    pub growth: Growth,
}

/// What a method found.
pub(super) struct Found {
    pub point: Point,
    pub epsilon: f64,
    pub objective: f64,
    pub gap: f64,
    pub programs: usize,
    pub unique: bool,
    pub optimality: Optimality,
    pub certificate: Option<LowerBound>,
    /// What the method warns of.
    pub warning: Option<Warning>,
}

impl Found {
    pub fn new(optimality: Optimality) -> Self {
        let nothing = Point { latent: Array1::zeros(0), activation: Array1::zeros(0) };
        Self {
            point: nothing,
            epsilon: 0.0,
            objective: 0.0,
            gap: 0.0,
            programs: 0,
            unique: false,
            optimality,
            certificate: None,
            warning: None,
        }
    }
}

/// A threshold to start from: half the standard deviation of the noise, less than any method needs.
pub(super) fn start(guess: &Guess, target: &Target<'_>) -> f64 {
    /// Of the error, where the equations say nothing about the noise.
    const SMALL: f64 = 1e-3;
    let least = guess.deviation.map_or(SMALL * guess.error, |deviation| 0.5 * deviation);
    least.min(guess.error).max(target.rounding(&guess.point))
}

impl Layered<'_> {
    pub fn around<'b>(&'b self, point: &'b Point, unit: f64) -> Around<'b> {
        let enough = f64::INFINITY;
        Around { target: self.target, number: self.number, backend: self.backend, point, unit, enough }
    }

    pub fn is_unique(&self, bounds: &[Bound], solved: &Solved, goal: &Goal) -> bool {
        unique::is_unique(self.target, bounds, solved, goal)
    }

    pub fn unsolved(&self, reason: &str) -> Reason {
        Reason::Lp { layer: self.number, reason: reason.to_owned() }
    }
}
