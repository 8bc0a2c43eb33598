//! What the runs of a panel say: quantiles, slopes, success rates, times.

use super::figure::{Figure, Kind, Panel};
use super::method::Contestant;
use super::peers::PeerTime;
use super::runs::Runs;
use super::setup::{Family, Setup};
use super::trial::Row;
use crate::scale::fit::{Fit, Law, fit};
use crate::stats::{Confidence, Interval, clopper_pearson, inversion_probability, quantile};
use serde::Serialize;

/// A latent code counts as recovered where its relative error is at most this (section 5.1).
pub const RECOVERED: f64 = 1e-3;

/// Up to this relative noise, `||e|| / ||G(z)||`, the error should grow like the noise: beyond, phases are guessed wrong.
pub const SMALL_NOISE: f64 = 0.15;

/// Level of the intervals of success rates.
const SUCCESS_CONFIDENCE: f64 = 0.999;

/// Level of the intervals of slopes.
const SLOPE_CONFIDENCE: f64 = 0.95;

/// One panel.
#[derive(Clone, Debug, Serialize)]
pub struct PanelReport {
    /// What is shown.
    pub title: String,
    /// Whether the network is a trained generator.
    pub trained: bool,
    /// A curve a method.
    pub curves: Vec<CurveReport>,
    /// The exact probability of success against `k`, of Figure 2.
    pub prediction: Vec<Prediction>,
    /// Times of other programs, of Table 1.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub peers: Vec<PeerTime>,
}

/// One method.
#[derive(Clone, Debug, Serialize)]
pub struct CurveReport {
    /// Which.
    pub method: Contestant,
    /// In the order of the abscissa.
    pub points: Vec<PointReport>,
    /// Median error against relative noise `r`, `c r^e`, of all sizes of noise.
    pub slope: Option<Fit>,
    /// The same, of relative noise up to [`SMALL_NOISE`].
    pub small_noise_slope: Option<Fit>,
}

/// All runs of one setup by one method.
#[derive(Clone, Copy, Debug, Serialize)]
pub struct PointReport {
    /// The size `a` of the noise as the paper counts it, or `k`.
    pub x: f64,
    /// Runs.
    pub runs: u64,
    /// Runs in which no latent code was found. They count as further off than all others.
    pub failed: u64,
    /// Mean of `||e||_2 / ||G(z*)||_2`.
    pub relative_noise: f64,
    /// Quartiles and tails of the relative error of the latent code.
    pub error: Spread,
    /// The same of the output.
    pub output_error: Spread,
    /// Runs whose relative error is at most [`RECOVERED`].
    pub recovered: u64,
    /// Clopper-Pearson interval of their share.
    pub recovered_interval: Interval,
    /// Mean CPU time, in seconds.
    pub mean_seconds: f64,
}

/// Quantiles; `null` where they fall on a run that failed.
#[derive(Clone, Copy, Debug, Serialize)]
pub struct Spread {
    /// A quarter is not larger.
    pub lower_quartile: Option<f64>,
    /// Half is not larger.
    pub median: Option<f64>,
    /// Three quarters are not larger.
    pub upper_quartile: Option<f64>,
    /// 95 of 100 are not larger.
    pub percentile_95: Option<f64>,
}

/// A law at one `k`.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct Prediction {
    /// Inputs.
    pub k: usize,
    /// The product over the layers of `P(Bin(n_i, 1/2) >= n_{i-1})`, or 1 for LeakyReLU.
    pub probability: f64,
}

impl PanelReport {
    pub(super) fn new(runs: &Runs<'_>, figure: Figure, panel: &Panel) -> Self {
        let curves = panel.methods.iter().map(|&method| CurveReport::new(runs, figure, panel, method)).collect();
        let prediction = if figure.kind() == Kind::Success { predictions(panel) } else { Vec::new() };
        Self { title: panel.title.clone(), trained: panel.is_trained(), curves, prediction, peers: Vec::new() }
    }

    /// The other programs, each once.
    pub fn peer_solvers(&self) -> Vec<&str> {
        let mut solvers: Vec<&str> = Vec::new();
        for PeerTime { solver, .. } in &self.peers {
            if !solvers.contains(&solver.as_str()) {
                solvers.push(solver);
            }
        }
        solvers
    }

    /// What another program takes at `k = x`.
    pub fn peer(&self, solver: &str, x: f64) -> Option<&PeerTime> {
        self.peers.iter().find(|time| time.solver == solver && (time.k as f64).total_cmp(&x).is_eq())
    }

    /// The curve of a method, where it was run.
    pub fn curve(&self, method: Contestant) -> Option<&CurveReport> {
        self.curves.iter().find(|curve| curve.method == method)
    }
}

/// Theorem 3's exact law at every `k` between the ends of a panel.
fn predictions(panel: &Panel) -> Vec<Prediction> {
    let widths = |setup: &Setup| match &setup.family {
        Family::Relu(widths) => Some((widths.clone(), true)),
        Family::Leaky(widths) => Some((widths.clone(), false)),
        Family::Trained(_) => None,
    };
    let all: Vec<(Vec<usize>, bool)> = panel.setups.iter().filter_map(|(_, setup)| widths(setup)).collect();
    let (Some((first, relu)), Some((last, _))) = (all.first(), all.last()) else { return Vec::new() };
    let at = |k: usize| {
        let widths: Vec<usize> = [k].into_iter().chain(first[1..].iter().copied()).collect();
        let expands = widths.windows(2).all(|pair| pair[1] >= pair[0]);
        let probability = if *relu { inversion_probability(&widths) } else { f64::from(u8::from(expands)) };
        Prediction { k, probability }
    };
    (first[0]..=last[0]).map(at).collect()
}

impl CurveReport {
    fn new(runs: &Runs<'_>, figure: Figure, panel: &Panel, method: Contestant) -> Self {
        let points = panel.setups.iter().filter_map(|(x, setup)| PointReport::new(*x, runs.of(setup, method)));
        let points: Vec<PointReport> = points.collect();
        let medians = |up_to: f64| -> Vec<(f64, f64)> {
            let within = points.iter().filter(|point| point.relative_noise <= up_to);
            let place =
                |point: &PointReport| Some((point.relative_noise, point.error.median.filter(|error| *error > 0.0)?));
            within.filter_map(place).collect()
        };
        let slope = |up_to: f64| {
            let confidence = Confidence::new(SLOPE_CONFIDENCE).ok()?;
            (figure.kind() == Kind::Noise).then(|| fit(Law::Power, &medians(up_to), confidence))?
        };
        let (all, small) = (slope(f64::INFINITY), slope(SMALL_NOISE));
        Self { method, points, slope: all, small_noise_slope: small }
    }

    /// The point of the largest abscissa.
    pub fn last(&self) -> Option<&PointReport> {
        self.points.last()
    }
}

impl PointReport {
    fn new<'r>(x: f64, rows: impl Iterator<Item = &'r Row>) -> Option<Self> {
        let rows: Vec<&Row> = rows.collect();
        let count = rows.len() as f64;
        let mean = |pick: fn(&Row) -> f64| rows.iter().map(|row| pick(row)).sum::<f64>() / count;
        let recovered = rows.iter().filter(|row| row.relative_error.is_some_and(|error| error <= RECOVERED)).count();
        let (recovered, runs) = (recovered as u64, rows.len() as u64);
        let confidence = Confidence::new(SUCCESS_CONFIDENCE).ok()?;
        (runs > 0).then(|| Self {
            x,
            runs,
            failed: rows.iter().filter(|row| row.relative_error.is_none()).count() as u64,
            relative_noise: mean(|row| row.relative_noise),
            error: Spread::of(&rows, |row| row.relative_error),
            output_error: Spread::of(&rows, |row| row.output_error),
            recovered,
            recovered_interval: clopper_pearson(recovered, runs, confidence),
            mean_seconds: mean(|row| row.seconds),
        })
    }

    /// The share of codes that were recovered.
    pub fn recovered_share(&self) -> f64 {
        self.recovered as f64 / self.runs as f64
    }
}

impl Spread {
    fn of(rows: &[&Row], pick: fn(&Row) -> Option<f64>) -> Self {
        let mut values: Vec<f64> = rows.iter().map(|row| pick(row).unwrap_or(f64::INFINITY)).collect();
        values.sort_by(f64::total_cmp);
        let at = |fraction| quantile(&values, fraction);
        Self { lower_quartile: at(0.25), median: at(0.5), upper_quartile: at(0.75), percentile_95: at(0.95) }
    }
}
