//! What an error of at most `delta` asks of one row of a layer: equation (6) and Remark 1, put right and as printed.
//!
//! With slope `c` below zero and `a = w . z + b`, the output is `max(a, c a)`; `c = 0` is ReLU. So `max(a, c a) <= x + delta` is
//! `a <= x + delta` and `c a <= x + delta`, always. From below, `max(a, c a) >= x - delta` is `a >= x - delta` where `delta < x` and
//! `c a >= x - delta` otherwise: linear, once it is known whether `delta` exceeds `x`. For ReLU the last says that nothing is admitted
//! where `x < -delta`.
//!
//! Equation (6) lacks that: for `x < -eps` it has `a <= x + eps`, which some `a` satisfy, and no output is within `eps` of `x`.
//!
//! The paper's rows of Remark 1 for `-eps < x <= eps` are `(x - delta) / c <= a <= x + delta`. For `0 < x` and `delta < x` the lower one cuts
//! off the truth: `c = 1/10`, `x = 1/2`, `eps = 1` leaves `a = 10/11` with `delta = 9/22`, where `a = 1/2` with `delta = 0` is right. The
//! upper ones are wrong where `x + delta < 0`.
//!
//! The rows are compared with the error itself, on a grid of binary fractions, on which floats are exact.

use rand_chacha::ChaCha8Rng;
use serde::Serialize;

use crate::claim::{Case, Claim, Expectation, Outcome, Trial, Wording};

/// Slopes of `LeakyReLU` that are tried.
const LEAKY: [f64; 3] = [0.5, 0.25, 0.125];
/// The slope of ReLU.
const RELU: [f64; 1] = [0.0];
/// Values are multiples of 1/8.
const STEP: f64 = 0.125;
/// Activations and outputs go from minus to plus this many steps, errors from 0.
const REACH: u32 = 24;
const SIDE: u64 = 2 * REACH as u64 + 1;
/// `eps` of Remark 1, which `delta` may not exceed: the largest error of the grid.
const EPSILON: f64 = REACH as f64 * STEP;

/// One row of a layer, and the error that is allowed.
#[derive(Clone, Copy, Debug, Serialize)]
pub struct Row {
    /// Slope `c`.
    pub slope: f64,
    /// What the row should give, `x`.
    pub output: f64,
    /// `delta`; `eps` in equation (6).
    pub error: f64,
    /// `w . z + b`.
    pub activation: f64,
}

/// The rows of a linear program admit an activation exactly where its error is allowed.
///
/// # Source
/// Equation (6) and Remark 1, section 4.1.
#[derive(Clone, Copy, Debug)]
pub struct OneRow {
    wording: Wording,
    slopes: &'static [f64],
    admits: fn(Row) -> bool,
}

const EQUATION_6: Wording = Wording {
    name: "equation-6",
    statement: "|relu(a) - x| <= eps exactly where x >= -eps, a <= x + eps, and a >= x - eps if x > eps.",
    source: "eq. (6), section 4.1, with no solution where an output is below -eps",
    expectation: Expectation::Holds,
};

const EQUATION_6_PRINTED: Wording = Wording {
    name: "equation-6-printed",
    statement: "|relu(a) - x| <= eps exactly where a <= x + eps, and a >= x - eps if x > eps.",
    source: "eq. (6), section 4.1, \"equivalent to the set {z : ||phi(z) - x||_inf <= eps}\"",
    expectation: Expectation::Refuted,
};

const REMARK_1: Wording = Wording {
    name: "remark-1",
    statement: "|LeakyReLU(a) - x| <= delta exactly where a <= x + delta, c a <= x + delta, and a >= x - delta if delta < x, c a >= x - delta \
                otherwise.",
    source: "Remark 1, section 4.1, with its rows put right",
    expectation: Expectation::Holds,
};

const REMARK_1_PRINTED: Wording = Wording {
    name: "remark-1-printed",
    statement: "For delta <= eps, |LeakyReLU(a) - x| <= delta exactly where x - delta <= a <= x + delta if x > eps, \
                (x - delta) / c <= a <= x + delta if -eps < x <= eps, and x - delta <= c a <= x + delta if x <= -eps.",
    source: "Remark 1, section 4.1, as printed, at eps = 3",
    expectation: Expectation::Refuted,
};

impl OneRow {
    /// Equation (6), put right.
    pub fn equation_6() -> Self {
        Self { wording: EQUATION_6, slopes: &RELU, admits: right }
    }

    /// Equation (6) as printed.
    pub fn equation_6_printed() -> Self {
        let admits = |Row { output, error, activation, .. }: Row| {
            activation <= output + error && (output <= error || activation >= output - error)
        };
        Self { wording: EQUATION_6_PRINTED, slopes: &RELU, admits }
    }

    /// Remark 1, put right.
    pub fn remark_1() -> Self {
        Self { wording: REMARK_1, slopes: &LEAKY, admits: right }
    }

    /// Remark 1 as printed.
    pub fn remark_1_printed() -> Self {
        Self { wording: REMARK_1_PRINTED, slopes: &LEAKY, admits: |row| printed(row, EPSILON) }
    }

    /// The same claim about other rows.
    #[must_use]
    pub fn with_rows(self, admits: fn(Row) -> bool) -> Self {
        Self { admits, ..self }
    }

    fn check(self, row: Row) -> Outcome {
        let value = row.activation.max(row.slope * row.activation);
        let allowed = (value - row.output).abs() <= row.error;
        if (self.admits)(row) == allowed { Outcome::Held } else { Outcome::failed(&row) }
    }
}

/// The right rows.
fn right(Row { slope, output, error, activation }: Row) -> bool {
    let above = activation <= output + error && slope * activation <= output + error;
    let below = if error < output { activation } else { slope * activation };
    above && below >= output - error
}

/// The rows of Remark 1.
fn printed(Row { slope, output, error, activation }: Row, epsilon: f64) -> bool {
    let (least, most) = (output - error, output + error);
    if output > epsilon {
        least <= activation && activation <= most
    } else if output > -epsilon {
        least / slope <= activation && activation <= most
    } else {
        least <= slope * activation && slope * activation <= most
    }
}

/// Instance `number` of the grid.
fn row(slope: f64, number: u64) -> Row {
    let steps = |index: u64| f64::from(u32::try_from(index).unwrap_or(u32::MAX)) * STEP;
    let centred = |index: u64| steps(index % SIDE) - f64::from(REACH) * STEP;
    Row { slope, output: centred(number), activation: centred(number / SIDE), error: steps(number / (SIDE * SIDE)) }
}

impl Claim for OneRow {
    fn wording(&self) -> Wording {
        self.wording
    }

    fn cases(&self) -> Vec<Case> {
        let instances = SIDE * SIDE * (u64::from(REACH) + 1);
        self.slopes.iter().map(|slope| Case::exhaustive(format!("c={slope}"), instances)).collect()
    }

    fn trial(&self, case: usize, number: u64, _rng: &mut ChaCha8Rng) -> Trial {
        self.check(row(self.slopes[case], number)).into()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::claims::tests::judge;
    use crate::verdict::{Ending, Verdict};

    #[test]
    fn the_right_rows_are_proven_on_the_grid() {
        for claim in [OneRow::equation_6(), OneRow::remark_1()] {
            let report = judge(claim, 1);
            assert_eq!((report.verdict, report.failures), (Verdict::Proven, 0));
        }
    }

    #[test]
    fn the_papers_rows_are_refuted_and_the_right_ones_in_their_place_are_not() {
        for claim in [OneRow::equation_6_printed(), OneRow::remark_1_printed()] {
            let report = judge(claim, 1);
            assert_eq!((report.verdict, report.ending()), (Verdict::Refuted, Ending::Expected));
            assert_eq!(judge(claim.with_rows(right), 1).ending(), Ending::Unexpected);
        }
    }

    #[test]
    fn the_papers_rows_in_place_of_the_right_ones_are_refuted() {
        let equation_6 = OneRow::equation_6().with_rows(OneRow::equation_6_printed().admits);
        let remark_1 = OneRow::remark_1().with_rows(OneRow::remark_1_printed().admits);
        for claim in [equation_6, remark_1] {
            assert_eq!(judge(claim, 1).verdict, Verdict::Refuted);
        }
    }

    /// The instance of the module's documentation.
    #[test]
    fn the_middle_row_cuts_off_the_truth() {
        let truth = Row { slope: 0.1, output: 0.5, error: 0.0, activation: 0.5 };
        assert!(right(truth) && !printed(truth, 1.0));
        assert!(printed(Row { activation: 10.0 / 11.0, error: 9.0 / 22.0 + 1e-15, ..truth }, 1.0));
    }

    /// Where `delta` is as large as `eps`, the rows of Remark 1 are right.
    #[test]
    fn the_middle_row_is_right_for_the_largest_error() {
        let right_at_epsilon = |row: Row| {
            let inner = row.output.abs() < row.error;
            !inner || printed(row, row.error) == right(row)
        };
        assert!((0..SIDE * SIDE * 25).all(|number| right_at_epsilon(row(0.25, number))));
    }
}
