//! Which edge to follow.

use super::super::basis::Seat;
use super::vertices::Exchange;

/// How steep an edge must be, relative to the gradient.
const DUAL: f64 = 1e-11;

/// An edge that leads down: which seat, and in which direction its line moves.
pub(super) struct Edge {
    pub seat: usize,
    pub sign: f64,
    /// By how much the multiplier leaves its interval: the slope downwards.
    pub slope: f64,
}

impl Exchange<'_> {
    /// The edge along which the objective falls most for its length.
    pub(super) fn steepest(&self) -> Option<Edge> {
        let least = DUAL * self.frame.dual_length(&self.gradient).max(self.frame.dual_length(&self.lines.costs));
        let mut best = (0.0, None);
        for (seat, y) in self.rises.iter().map(|rise| -rise).enumerate() {
            let (left, right) = match self.seats[seat] {
                Seat::Kink(kink) => self.sides(&self.kinks[kink]),
                Seat::Held { .. } => (0.0, 0.0),
            };
            let (sign, slope) = if y > right { (1.0, y - right) } else { (-1.0, left - y) };
            if slope <= 0.0 || self.banned[seat] {
                continue;
            }
            let steepness = slope / self.lengths[seat];
            if steepness > least && steepness > best.0 {
                best = (steepness, Some(Edge { seat, sign, slope }));
            }
        }
        best.1
    }
}
