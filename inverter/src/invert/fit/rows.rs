//! What an output asks of its activation, for errors within a range.
//!
//! For an activation with slope `c` below zero and inverse `f(y) = min(y, y / c)`, an output `x` is met within `e` just
//! where `f(x - e) <= a <= f(x + e)`. The upper side is two linear bounds. The lower one is linear on either side of
//! `e = x`; on a range of errors with `x` inside, the chord of `f(x - e)` over the range, which lies below it since `f`
//! is concave, is the best linear bound that cuts off nothing. (The middle row of the paper's Remark 1 does.) For ReLU,
//! `c = 0`, the chord falls without end: no bound at all.

use super::target::Target;
use crate::lp::engine::{Bound, Side};
use crate::network::Activation;

/// Errors that are considered: bounds hold for inputs whose error is at least `low` and below `high`.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Range {
    pub low: f64,
    pub high: f64,
}

impl Range {
    /// Errors up to `epsilon`: outputs above it are active.
    pub fn below(epsilon: f64) -> Self {
        Self { low: 0.0, high: epsilon.next_up() }
    }
}

/// What happens to negative outputs of a ReLU layer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Negative {
    /// They count as 0.
    Clamped,
    /// And they are missed by no more than no input can avoid, or by the common error if that is larger.
    Kept,
}

/// The bounds on `a = W z + b` of every row.
pub(super) fn bounds(target: &Target<'_>, range: Range, negative: Negative) -> Vec<Bound> {
    let mut bounds = Vec::with_capacity(2 * target.output.len());
    for (row, &x) in target.output.iter().enumerate() {
        push_row(&mut bounds, target.layer.activation(), (row, x), range);
        let given = target.given[row];
        if negative == Negative::Kept && given < x {
            bounds.push(kept(target.floor, (row, given), range));
        }
    }
    bounds
}

/// The bounds of output `x` in `row`.
pub(super) fn push_row(bounds: &mut Vec<Bound>, activation: Activation, (row, x): (usize, f64), range: Range) {
    let slope = activation.slope();
    bounds.push(Bound::upper(row, x));
    if x < 0.0 && slope > 0.0 && slope < 1.0 {
        bounds.push(Bound::upper(row, x / slope).with_give(slope.recip()));
    }
    if activation == Activation::Identity || (x > 0.0 && x >= range.high) {
        bounds.push(Bound::lower(row, x));
    } else if slope > 0.0 {
        bounds.push(low_side(slope, (row, x), range));
    }
}

fn low_side(slope: f64, (row, x): (usize, f64), range: Range) -> Bound {
    if x <= range.low.max(0.0) {
        return Bound::lower(row, x / slope).with_give(slope.recip());
    }
    let (start, end) = (x - range.low, (x - range.high) / slope);
    let give = (start - end) / (range.high - range.low);
    Bound::lower(row, start + give * range.low).with_give(give)
}

/// `a <= x + max(floor, e)` for a negative output: hard where the floor is the larger for all of the range.
fn kept(floor: f64, (row, x): (usize, f64), range: Range) -> Bound {
    if range.low >= floor {
        return Bound { row, side: Side::Upper, limit: x, give: 1.0 };
    }
    Bound { row, side: Side::Upper, limit: x + floor.max(range.high), give: 0.0 }
}

/// The same bounds with no error allowed beyond `error`.
pub(super) fn harden(bounds: &[Bound], error: f64) -> Vec<Bound> {
    let hard =
        |bound: &Bound| Bound { limit: bound.limit + bound.side.sign() * bound.give * error, give: 0.0, ..*bound };
    bounds.iter().map(hard).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use quickcheck::{TestResult, quickcheck};

    quickcheck! {
        /// Whatever input has an error within the range keeps the bounds, and at both ends of it nothing else does.
        fn bounds_cut_off_nothing(slope: u8, x: i8, a: i8, ends: (u8, u8)) -> TestResult {
            let activation = Activation::from_slope(f64::from(slope % 5) / 4.0).unwrap();
            let x = if slope.is_multiple_of(5) { f64::from(x).max(0.0) } else { f64::from(x) };
            let a = f64::from(a) * 4.0;
            let range = Range { low: f64::from(ends.0.min(ends.1)), high: f64::from(ends.0.max(ends.1)) };
            let mut rows = Vec::new();
            push_row(&mut rows, activation, (0, x), range);
            let kept = |e: f64| rows.iter().all(|b| b.side.sign() * (a - b.limit) <= b.give * e + 1e-9);
            let error = (activation.apply(a) - x).abs();
            if range.low >= range.high {
                return TestResult::discard();
            }
            let exact = x <= range.low || x >= range.high;
            let inside = [range.low, f64::midpoint(range.low, range.high), 0.01 * range.low + 0.99 * range.high];
            TestResult::from_bool(inside.iter().all(|&e| if error <= e { kept(e) } else { !exact || !kept(e) }))
        }
    }
}
