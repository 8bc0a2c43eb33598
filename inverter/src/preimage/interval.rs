//! Intervals of rational numbers, which may have no end.

use crate::exact::{AffineMap, ExactLayer, Rational, Row, Tableau};
use num_traits::Signed;

/// From `lower` to `upper`, both included; `None` where it has no end.
#[derive(Clone, Debug)]
pub(super) struct Interval {
    pub lower: Option<Rational>,
    pub upper: Option<Rational>,
}

impl Interval {
    /// Whether some number is in both.
    pub fn meets(&self, other: &Self) -> bool {
        let below = |lower: &Option<Rational>, upper: &Option<Rational>| match (lower, upper) {
            (Some(lower), Some(upper)) => lower <= upper,
            _ => true,
        };
        below(&self.lower, &other.upper) && below(&other.lower, &self.upper)
    }

    /// All values of a function on the solutions of a tableau.
    pub fn ranges(map: &AffineMap, cell: &mut Tableau) -> Vec<Self> {
        let mut range = |row: &Row| Self {
            lower: cell.maximum(&-row.clone()).map(|least| -least / map.denominator()),
            upper: cell.maximum(row).map(|most| most / map.denominator()),
        };
        map.rows().iter().map(&mut range).collect()
    }

    /// The values of an activation of slope `slope` below zero, which never falls.
    pub fn activate(self, slope: &Rational) -> Self {
        let apply = |value: Rational| if value.is_negative() { value * slope } else { value };
        let lowest = if slope.is_zero() { Some(Rational::ZERO) } else { None };
        Self { lower: self.lower.map(apply).or(lowest), upper: self.upper.map(apply) }
    }

    /// Bounds on what a layer gives before its activation, of bounds on its input.
    pub fn preactivation(layer: &ExactLayer, inputs: &[Self]) -> Vec<Self> {
        let unit = |index| {
            let (weights, bias) = layer.unit(index);
            let exact = Self { lower: Some(bias.clone()), upper: Some(bias) };
            weights.fold(exact, |sum, (column, weight)| sum.add(&weight, &inputs[column]))
        };
        (0..layer.outputs()).map(unit).collect()
    }

    fn add(self, weight: &Rational, other: &Self) -> Self {
        let (low, high) =
            if weight.is_negative() { (&other.upper, &other.lower) } else { (&other.lower, &other.upper) };
        let add = |sum: Option<Rational>, end: &Option<Rational>| Some(sum? + end.as_ref()? * weight);
        Self { lower: add(self.lower, low), upper: add(self.upper, high) }
    }
}
