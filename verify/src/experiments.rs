//! Figures of the paper as data.

use serde::{Deserialize, Serialize};

use crate::claims::FIGURE_2;
use crate::stats::inversion_probability;
use crate::verdict::ClaimReport;

/// Inputs for which the exact curve is given.
const PREDICTED: std::ops::RangeInclusive<usize> = 5..=160;

/// Figure 2: how often networks `k-250-600` are inverted, against `k`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct SuccessCurve {
    /// What the trials saw.
    pub points: Vec<SuccessPoint>,
    /// The exact law, at every `k` from 5 to 160.
    pub prediction: Vec<SuccessPrediction>,
}

/// Trials with one `k`.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct SuccessPoint {
    /// Inputs.
    pub k: usize,
    /// Trials in which the latent code was recovered.
    pub successes: u64,
    /// Trials that were decided.
    pub trials: u64,
    /// Lower end of the Clopper-Pearson interval, at the report's confidence.
    pub lower: f64,
    /// Upper end.
    pub upper: f64,
}

/// The law at one `k`.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct SuccessPrediction {
    /// Inputs.
    pub k: usize,
    /// `P(Bin(250, 1/2) >= k) P(Bin(600, 1/2) >= 250)`.
    pub probability: f64,
}

impl SuccessCurve {
    /// The curve in a report on `theorem-3`: its cases of widths `k-250-600`, as far as they were run.
    pub fn from_report(report: &ClaimReport) -> Self {
        let cases = report.evidence.cases.iter().filter(|case| case.trials > 0);
        let points = cases.filter_map(|case| {
            let (k, successes, trials) = (figure_2_inputs(&case.name)?, case.held, case.trials);
            Some(SuccessPoint { k, successes, trials, lower: case.success.lower, upper: case.success.upper })
        });
        Self { points: points.collect(), prediction: PREDICTED.map(SuccessPrediction::at).collect() }
    }
}

impl SuccessPrediction {
    /// The law at `k`.
    pub fn at(k: usize) -> Self {
        let [hidden, outputs] = FIGURE_2;
        Self { k, probability: inversion_probability(&[k, hidden, outputs]) }
    }
}

/// `k` of `k-250-600`.
fn figure_2_inputs(case: &str) -> Option<usize> {
    let widths: Result<Vec<usize>, _> = case.split('-').map(str::parse).collect();
    let (&k, rest) = widths.as_ref().ok()?.split_first()?;
    (rest == FIGURE_2).then_some(k)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::claim::Effort;
    use crate::claims::{Theorem3, tests::judge};

    #[test]
    fn the_curve_has_a_point_a_case_and_the_whole_law() {
        let curve = SuccessCurve::from_report(&judge(Theorem3::new(Effort::Quick), 1));
        assert_eq!((curve.points.len(), curve.prediction.len()), (14, 156));
        assert_eq!((curve.points[0].k, curve.points[13].k), (10, 160));
        assert!(curve.points.iter().all(|point| point.lower <= point.upper && point.trials == 1));
        assert!((curve.prediction[120].probability - 0.525_196_686_092_414).abs() < 1e-12);
    }
}
