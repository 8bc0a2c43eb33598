//! Where numbers can be: intervals of floats that are rounded outwards.

use super::rounding::{product_down, product_up, quotient_down, quotient_up, sum_down, sum_up};
use crate::network::Activation;

/// From `low` to `high`, both included, which may be infinite; empty where `low > high`.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Interval {
    pub low: f64,
    pub high: f64,
}

impl Interval {
    /// All numbers.
    pub const ALL: Self = Self { low: f64::NEG_INFINITY, high: f64::INFINITY };

    /// One number.
    pub fn point(value: f64) -> Self {
        Self { low: value, high: value }
    }

    /// Whether nothing is in it.
    pub fn is_empty(self) -> bool {
        self.low > self.high || self.high == f64::NEG_INFINITY || self.low == f64::INFINITY
    }

    /// Whether both ends are numbers.
    pub fn is_finite(self) -> bool {
        self.low.is_finite() && self.high.is_finite()
    }

    /// What is in both.
    pub fn meet(self, other: Self) -> Self {
        Self { low: self.low.max(other.low), high: self.high.min(other.high) }
    }

    /// The sum.
    pub fn plus(self, other: Self) -> Self {
        Self { low: sum_down(self.low, other.low), high: sum_up(self.high, other.high) }
    }

    /// This minus `other`.
    pub fn minus(self, other: Self) -> Self {
        self.plus(Self { low: -other.high, high: -other.low })
    }

    /// This times a number.
    pub fn times(self, factor: f64) -> Self {
        let (low, high) = if factor < 0.0 { (self.high, self.low) } else { (self.low, self.high) };
        Self { low: product_down(factor, low), high: product_up(factor, high) }
    }

    /// This divided by a number that is not 0.
    pub fn over(self, divisor: f64) -> Self {
        let (low, high) = if divisor < 0.0 { (self.high, self.low) } else { (self.low, self.high) };
        Self { low: quotient_down(low, divisor), high: quotient_up(high, divisor) }
    }

    /// What an activation makes of it.
    pub fn activated(self, activation: Activation) -> Self {
        let below = self.times(activation.slope());
        let low = if self.low >= 0.0 { self.low } else { below.low };
        let high = if self.high >= 0.0 { self.high } else { below.high };
        Self { low, high }
    }

    /// Where the input of an activation is whose output is here.
    pub fn deactivated(self, activation: Activation) -> Self {
        let slope = activation.slope();
        if slope == 0.0 {
            let low = if self.low > 0.0 { self.low } else { f64::NEG_INFINITY };
            // An output below 0 is none.
            let high = if self.high >= 0.0 { self.high } else { f64::NEG_INFINITY };
            return Self { low, high };
        }
        let above = self.over(slope);
        let low = if self.low >= 0.0 { self.low } else { above.low };
        let high = if self.high >= 0.0 { self.high } else { above.high };
        Self { low, high }
    }

    /// At least the product of any two numbers of both.
    pub fn product_high(self, other: Self) -> f64 {
        let ends = [(self.low, other.low), (self.low, other.high), (self.high, other.low), (self.high, other.high)];
        ends.into_iter().map(|(a, b)| product_up(a, b)).fold(f64::NEG_INFINITY, f64::max)
    }

    /// The largest size of a number in it.
    pub fn size(self) -> f64 {
        self.low.abs().max(self.high.abs())
    }
}
