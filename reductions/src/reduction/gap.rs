//! How far from the observation every output stays where the formula cannot be satisfied.
//!
//! Let `mu` be the least number of clauses that an assignment leaves false, `L >= 1` the length of the longest clause, and let the
//! observation ask for `t < mu`. Write `d_i = |1 - |v_i||` for `v = clip(z)` (four layers) or `v = z` (two), and let `s` be the
//! signs. At least `mu` clauses are false at `s`, and for each of them `u_C(v) >= 1 - sum of d_i over C`.
//!
//! *Four layers.* With `D = sum d_i` the second output is `k - D` and the first at least `mu (1 - D)`. So for `t = 0` (where
//! one false clause is enough) the `l_1` distance is at least `(1 - D) + D = 1`, and the largest error, at least
//! `max(mu (1 - D) - t, D)`, is at least `(mu - t) / (mu + 1)`: 1/2 or more for `t = 0`, which is tight.
//!
//! *Two layers, vector.* If no error exceeds `delta`, every `d_i <= delta`, so the last output is at least `mu (1 - L delta)`
//! and `delta >= (mu - t) / (1 + mu L)`: `1 / (L + 1)` or more for `t = 0`. The `l_1` distance for `t = 0` is at least 1, as
//! above.
//!
//! *Two layers, scalar.* `min f = mu` (see [`two_layer`](super::two_layer)), so the distance is `mu - t` exactly.
//!
//! *Theorem 1.* The outputs are whole numbers: the distance is at least 1, and `mu - t` exactly for `t < mu`.
//!
//! Therefore a specification that tolerates less than the gap, as `Y_0 <= 1/4` and `Y_1 >= k - 1/4` do, is equivalent to
//! satisfiability, and the signs of every point that meets it satisfy the formula: neither 32-bit floats nor the tolerances of
//! a verifier change the verdict.
//!
//! # Source
//! Ours.

use super::ReductionKind;
use crate::cnf::Cnf;

/// Lower bounds of the distance between outputs and the observation.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Gap {
    /// Of the sum of the errors.
    pub l1: f64,
    /// Of the largest error.
    pub linf: f64,
}

impl ReductionKind {
    /// The gap of `formula` where no assignment satisfies it and the observation asks for one that does.
    ///
    /// ```
    /// use unrelu_reductions::{Cnf, ReductionKind};
    ///
    /// let formula = Cnf::from_dimacs(&[[1, 2, 3]]).unwrap();
    /// assert_eq!(ReductionKind::Theorem2.gap(&formula).linf, 0.5);
    /// assert_eq!(ReductionKind::TwoLayerVector.gap(&formula).linf, 0.25);
    /// ```
    pub fn gap(self, formula: &Cnf) -> Gap {
        self.gap_of(formula, 1, 0)
    }

    /// The gap where every assignment leaves at least `least` clauses false and the observation asks for `unsatisfied`, fewer
    /// than that.
    ///
    /// # Panics
    /// Where `unsatisfied` is not below `least`.
    pub fn gap_of(self, formula: &Cnf, least: u32, unsatisfied: u32) -> Gap {
        assert!(unsatisfied < least, "without a missing clause there is no gap");
        let (least, missing) = (f64::from(least), f64::from(least - unsatisfied));
        let longest = formula.clauses().map(<[_]>::len).max().unwrap_or(0) as f64;
        let linf = match self {
            Self::Theorem1 | Self::TwoLayer => missing,
            Self::Theorem2 => missing / (least + 1.0),
            Self::TwoLayerVector => missing / (1.0 + least * longest),
        };
        let l1 = match self {
            Self::Theorem1 | Self::TwoLayer => missing,
            Self::Theorem2 | Self::TwoLayerVector if unsatisfied == 0 => 1.0,
            // The largest error is one of those that the sum is over.
            Self::Theorem2 | Self::TwoLayerVector => linf,
        };
        Gap { l1, linf }
    }
}
