//! Remark 1: what an error of at most `delta` asks of a row of a `LeakyReLU` layer.
//!
//! With slope `c` and `a = w . z + b`, `LeakyReLU(a) = max(a, c a)`. So `LeakyReLU(a) <= x + delta` is `a <= x + delta` and
//! `c a <= x + delta`, always. From below, `max(a, c a) >= x - delta` is `a >= x - delta` where `delta <= x` and
//! `c a >= x - delta` otherwise: linear, once it is known whether `delta` exceeds `x`.
//!
//! The paper's rows for `-eps < x <= eps` are `(x - delta) / c <= a <= x + delta`. For `0 < x` and `delta < x` the lower one cuts off
//! the truth: `c = 1/10`, `x = 1/2`, `eps = 1` leaves `a = 10/11` with `delta = 9/22`, where `a = 1/2` with `delta = 0` is right. The upper
//! ones are wrong where `x + delta < 0`. Here the right rows are compared with the error itself, on a grid of binary fractions, on which floats
//! are exact.

use rand_chacha::ChaCha8Rng;
use serde::Serialize;

use crate::claim::{Case, Claim, Outcome, Trial};

/// Slopes that are tried.
const SLOPES: [f64; 3] = [0.5, 0.25, 0.125];
/// Values are multiples of 1/8.
const STEP: f64 = 0.125;
/// Activations and outputs go from minus to plus this many steps, errors from 0.
const REACH: u32 = 24;
const SIDE: u64 = 2 * REACH as u64 + 1;

/// One row of a layer, and the error that is allowed.
#[derive(Clone, Copy, Debug, Serialize)]
pub struct Row {
    /// Slope `c`.
    pub slope: f64,
    /// What the row should give, `x`.
    pub output: f64,
    /// `delta`.
    pub error: f64,
    /// `w . z + b`.
    pub activation: f64,
}

/// The rows of Remark 1, put right: they admit an activation exactly where its error is allowed.
///
/// # Source
/// Remark 1, section 4.1, whose middle row is wrong.
#[derive(Clone, Copy, Debug)]
pub struct Remark1 {
    admits: fn(Row) -> bool,
}

/// The claim about the rows of this project.
impl Default for Remark1 {
    fn default() -> Self {
        Self::of(right)
    }
}

/// The right rows.
fn right(Row { slope, output, error, activation }: Row) -> bool {
    let above = activation <= output + error && slope * activation <= output + error;
    let below = if error <= output { activation } else { slope * activation };
    above && below >= output - error
}

impl Remark1 {
    /// The same claim about other rows.
    pub fn of(admits: fn(Row) -> bool) -> Self {
        Self { admits }
    }

    fn check(self, row: Row) -> Outcome {
        let value = row.activation.max(row.slope * row.activation);
        let allowed = (value - row.output).abs() <= row.error;
        if (self.admits)(row) == allowed { Outcome::Held } else { Outcome::failed(&row) }
    }
}

/// Instance `number` of the grid.
fn row(slope: f64, number: u64) -> Row {
    let steps = |index: u64| f64::from(u32::try_from(index).unwrap_or(u32::MAX)) * STEP;
    let centred = |index: u64| steps(index % SIDE) - f64::from(REACH) * STEP;
    Row { slope, output: centred(number), activation: centred(number / SIDE), error: steps(number / (SIDE * SIDE)) }
}

impl Claim for Remark1 {
    fn name(&self) -> &'static str {
        "remark-1"
    }

    fn statement(&self) -> &'static str {
        "|LeakyReLU(a) - x| <= delta exactly where a <= x + delta, c a <= x + delta, and a >= x - delta if delta <= x, c a >= x - delta \
         otherwise; the rows of Remark 1 for -eps < x <= eps are other ones."
    }

    fn source(&self) -> &'static str {
        "Remark 1, section 4.1, with its rows put right"
    }

    fn cases(&self) -> Vec<Case> {
        let instances = SIDE * SIDE * (u64::from(REACH) + 1);
        SLOPES.iter().map(|slope| Case::exhaustive(format!("c={slope}"), instances)).collect()
    }

    fn trial(&self, case: usize, number: u64, _rng: &mut ChaCha8Rng) -> Trial {
        self.check(row(SLOPES[case], number)).into()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::claims::tests::judge;
    use crate::verdict::Verdict;

    #[test]
    fn the_right_rows_are_proven_on_the_grid() {
        let report = judge(Remark1::default(), 1);
        assert_eq!((report.verdict, report.failures), (Verdict::Proven, 0));
    }

    /// The middle rows, for outputs within some `eps` of 0 that exceeds all of the grid.
    #[test]
    fn the_papers_middle_row_is_refuted() {
        let middle = |row: Row| {
            (row.output - row.error) / row.slope <= row.activation && row.activation <= row.output + row.error
        };
        assert_eq!(judge(Remark1::of(middle), 1).verdict, Verdict::Refuted);
        let truth = Row { slope: 0.1, output: 0.5, error: 0.0, activation: 0.5 };
        assert!(right(truth) && !middle(truth));
        let printed = Row { activation: 10.0 / 11.0, error: 9.0 / 22.0 + 1e-15, ..truth };
        assert!(middle(printed));
    }
}
