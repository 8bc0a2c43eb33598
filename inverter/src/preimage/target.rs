//! What an observation asks of the last layer.

use super::interval::Interval;
use crate::exact::{AffineMap, ExactLayer, Rational, Row};
use num_traits::Signed;

/// Where the preactivation of each unit of the last layer must be.
#[derive(Debug)]
pub(super) struct Target(Vec<Interval>);

impl Target {
    /// That `|phi(a) - x| <= tolerance`, or `None` where nothing gives that: a ReLU is never negative.
    ///
    /// An activation with a slope below zero is undone by its inverse; a ReLU has no lower bound where 0 is close enough.
    pub fn new(layer: &ExactLayer, observation: &[Rational], tolerance: &Rational) -> Option<Self> {
        let slope = layer.slope();
        let inverse = |value: Rational| {
            let steep = !value.is_negative() || !slope.is_zero();
            steep.then(|| if value.is_negative() { value / slope } else { value })
        };
        let interval = |x: &Rational| {
            let lower = x - tolerance;
            let lower = if slope.is_zero() && !lower.is_positive() { None } else { inverse(lower) };
            Some(Interval { lower, upper: Some(inverse(x + tolerance)?) })
        };
        observation.iter().map(interval).collect::<Option<_>>().map(Self)
    }

    /// That which every latent code gives.
    pub fn anything() -> Self {
        Self(Vec::new())
    }

    /// The rows that must not be negative, of the preactivation.
    pub fn rows(&self, preactivation: &AffineMap) -> Vec<Row> {
        let rows = self.0.iter().enumerate().flat_map(|(index, wanted)| {
            let lower = wanted.lower.iter().map(move |bound| preactivation.at_least(index, bound));
            lower.chain(wanted.upper.iter().map(move |bound| -preactivation.at_least(index, bound)))
        });
        rows.collect()
    }

    /// Whether preactivations within `ranges` may be what is wanted.
    pub fn meets(&self, ranges: &[Interval]) -> bool {
        self.0.iter().zip(ranges).all(|(wanted, range)| wanted.meets(range))
    }
}
