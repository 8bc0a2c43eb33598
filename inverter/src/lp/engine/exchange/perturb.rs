//! A way out of vertices where more lines meet than there are seats: every kink moves by a different tiny amount.

use super::vertices::Exchange;

/// Idle pivots in a row before the kinks are perturbed.
const IDLE: usize = 12;

/// The size of a perturbation, relative to the terms of `a v`; a fifth of it at each one more.
const PERTURBATION: f64 = 1e-7;

/// Its multiples spread evenly between zero and one.
const GOLDEN: f64 = 0.618_033_988_749_894_9;

impl Exchange<'_> {
    pub(super) fn is_stuck(&self) -> bool {
        self.idle > IDLE
    }

    /// Moves every kink, hard limits outwards, so that no two lines have theirs at one vertex.
    pub(super) fn perturb(&mut self) {
        let length = self.frame.length(&self.v);
        let relative = PERTURBATION * 0.2_f64.powi(self.perturbations.min(5));
        let mut fraction = GOLDEN * f64::from(self.perturbations + 1) * 0.37;
        for (kink, exact) in self.kinks.iter_mut().zip(&self.lines.kinks) {
            fraction = (fraction + GOLDEN) % 1.0;
            let outwards = if exact.right.is_infinite() {
                1.0
            } else if exact.left.is_infinite() {
                -1.0
            } else {
                2.0 * fraction - 1.0
            };
            let size = exact.at.abs().max(self.frame.norms[exact.line] * length);
            kink.at = exact.at + outwards * (0.5 + fraction) * relative * size;
        }
        self.idle = 0;
        self.perturbations += 1;
        self.perturbed = true;
        self.refactor();
    }

    /// Puts every kink back where it belongs.
    pub(super) fn restore(&mut self) {
        self.kinks.copy_from_slice(&self.lines.kinks);
        self.perturbed = false;
        self.idle = 0;
        self.refactor();
    }
}
