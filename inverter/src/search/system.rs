//! What propagation works on: coordinates, functions of one coordinate each, and sums of these.
//!
//! The input of every unit is a piecewise linear function of one *coordinate*: of a latent coordinate where all that it reads are
//! functions of that one, and otherwise of a coordinate of its own, a sum of functions of others. Units whose inputs are
//! parallel share a coordinate. So the range of `relu(z + 1) - relu(z - 1) - 1` is known without any bounds on `z`.

use super::pwl::Piecewise;
use crate::certificate::{Form, Rational};
use std::collections::HashMap;

/// A number that everything in a group of units depends on.
#[derive(Debug)]
pub(super) struct Coordinate {
    /// Over the columns, without a constant.
    pub form: Form,
    /// What it is made of; nothing for a latent coordinate.
    pub sum: Option<Sum>,
    /// The function that is the coordinate itself.
    pub itself: usize,
    /// All functions of it but itself.
    pub functions: Vec<usize>,
    /// Its switches, each behind those that its input depends on.
    pub switches: Vec<usize>,
}

/// `sum_q c_q f_q + offset` over functions of other coordinates.
#[derive(Debug)]
pub(super) struct Sum {
    pub terms: Vec<Term>,
    pub offset: f64,
    /// Units that are always on, whose inputs stand in the sum instead of their outputs.
    pub opened: Vec<usize>,
}

/// A function times a factor.
#[derive(Clone, Debug)]
pub(super) struct Term {
    pub function: usize,
    pub factor: f64,
    /// The same, exactly.
    pub exact: Rational,
}

/// A function of a coordinate, without constants of its own: a sum of outputs of its units.
#[derive(Debug)]
pub(super) struct Function {
    pub coordinate: usize,
    pub values: Piecewise,
    /// The same over the columns.
    pub form: Form,
}

/// What decides the phase of a switch.
#[derive(Clone, Debug)]
pub(super) struct Switch {
    pub coordinate: usize,
    /// The input, as a function of the coordinate.
    pub input: Piecewise,
    /// What the input is at least where it is on.
    pub on: f64,
    /// What the input is at most where it is off: strictly less, if that is zero.
    pub off: f64,
}

/// How floats stand for exact bounds.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum Rounding {
    /// Outwards, by more than operations can have rounded.
    #[default]
    Outwards,
    /// The same, but what is close to a number of few binary places is taken for it: right nearly always where all weights are
    /// such numbers, and never wrong for long, since no lemma is believed before it is proven.
    Snapped,
}

impl Rounding {
    /// By how much operations may have rounded, relative to the size of numbers.
    const SLACK: f64 = 1e-9;

    /// Binary places of numbers that are snapped to.
    const GRID: f64 = 1024.0;

    /// A bound from below (`sign` -1) or above (+1), whose terms were as large as `size`.
    pub fn outwards(self, value: f64, size: f64, sign: f64) -> f64 {
        if !value.is_finite() {
            return value;
        }
        let slack = Self::SLACK * (1.0 + size);
        let snapped = (value * Self::GRID).round() / Self::GRID;
        if self == Self::Snapped && (value - snapped).abs() <= slack { snapped } else { value + sign * slack }
    }

    /// An interval, rounded outwards.
    pub fn widen(self, (low, high): (f64, f64)) -> (f64, f64) {
        (self.outwards(low, low.abs(), -1.0), self.outwards(high, high.abs(), 1.0))
    }
}

#[derive(Debug, Default)]
pub(super) struct System {
    pub coordinates: Vec<Coordinate>,
    pub functions: Vec<Function>,
    /// `None` for units without phases.
    pub switches: Vec<Option<Switch>>,
    /// The function that each output of the network is.
    pub outputs: Vec<usize>,
    /// The sums that each function stands in.
    pub sums: Vec<Vec<usize>>,
    /// Each entry of the latent code as a sum of latent coordinates, times factors.
    pub entries: Vec<Vec<(usize, f64)>>,
    /// Units whose output is zero wherever their coordinates can be, each with the function that it is.
    pub zeros: Vec<(usize, usize)>,
    /// The sums in which each unit is opened.
    pub opened_in: HashMap<usize, Vec<usize>>,
    /// How bounds are rounded.
    pub rounding: Rounding,
}

impl System {
    /// The latent code whose latent coordinates are these, as well as floats can tell.
    pub fn latent(&self, along: &[f64]) -> Vec<f64> {
        self.entries.iter().map(|terms| terms.iter().map(|&(index, factor)| factor * along[index]).sum()).collect()
    }

    /// The function that a coordinate itself is.
    pub fn itself(&self, coordinate: usize) -> usize {
        self.coordinates[coordinate].itself
    }
}
