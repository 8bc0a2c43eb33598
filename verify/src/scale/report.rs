//! What the runs say: quantiles at each point, and laws through the medians.

use super::fit::{Fit, Law, fit};
use super::measure::{Run, Verdict};
use super::plan::{Point, Series};
use super::runs::Runs;
use super::subject::{Curve, Subject};
use crate::seed::Seed;
use crate::stats::{Confidence, Interval, clopper_pearson, quantile};
use serde::Serialize;
use std::collections::BTreeMap;
use unrelu_reductions::ReductionKind;
use unrelu_reductions::solve::SolverKind;

/// Level of the intervals.
const CONFIDENCE: f64 = 0.95;

/// The curves.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Report {
    /// Version of the layout.
    pub schema: u32,
    /// Version of the crate.
    pub version: &'static str,
    /// What every draw started from.
    pub seed: Seed,
    /// What made it.
    pub command_line: String,
    /// Runs at each point.
    pub runs: u32,
    /// Time of one run, in seconds.
    pub time_limit: f64,
    /// Level of the intervals.
    pub confidence: Confidence,
    /// What was timed.
    pub series: Vec<SeriesReport>,
    /// How many of the formulas of [`Curve::Ratio`] are satisfiable, one solver after the other.
    pub satisfiable: Vec<ShareReport>,
}

/// One thing that was timed.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct SeriesReport {
    /// What.
    #[serde(skip)]
    pub subject: Subject,
    /// `inversion`, `growth` or `ratio`.
    pub curve: &'static str,
    /// `exact`, or the name of a complete solver.
    pub solver: String,
    /// The reduction, where formulas were solved.
    pub reduction: Option<ReductionKind>,
    /// One a size.
    pub points: Vec<PointReport>,
    /// Laws through the medians, of all sizes and of the larger half of them. None of [`Curve::Ratio`].
    pub laws: Vec<LawReport>,
}

/// CPU times at one point. A run without an answer counts as longer than any other, so a quantile that falls on one is not known.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct PointReport {
    /// Inputs.
    pub k: u32,
    /// Clauses, where formulas were solved.
    pub clauses: Option<u32>,
    /// Clauses a variable.
    pub ratio: Option<f64>,
    /// Runs that count.
    pub runs: usize,
    /// Networks whose latent code no inverter can know; they do not count.
    pub missed: usize,
    /// Runs without an answer.
    pub unknown: usize,
    /// Formulas found to be satisfiable.
    pub satisfiable: usize,
    /// A quarter of the runs took at most so many seconds of CPU time.
    pub lower_quartile: Option<f64>,
    /// Half of the runs took at most so many seconds of CPU time.
    pub median: Option<f64>,
    /// Three quarters of the runs took at most so many seconds of CPU time.
    pub upper_quartile: Option<f64>,
}

/// A law that was fitted to the medians. It ends before the first size whose median is not known.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct LawReport {
    /// The law.
    #[serde(flatten)]
    pub fit: Fit,
    /// [`Fit::deviation`] of the other law, through the same medians.
    pub rival_deviation: f64,
}

/// How many formulas of one size are satisfiable.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct ShareReport {
    /// Whose sizes these are. Any solver that decided a formula counts.
    pub solver: SolverKind,
    /// Variables.
    pub k: u32,
    /// Clauses a variable.
    pub ratio: f64,
    /// Formulas that are satisfiable.
    pub satisfiable: u64,
    /// Formulas that were decided.
    pub decided: u64,
    /// Clopper-Pearson interval of the share.
    pub interval: Interval,
}

impl Report {
    /// The report on what is finished.
    ///
    /// # Panics
    /// Never: the level is a constant.
    pub fn new(runs: &Runs<'_>, command_line: impl Into<String>) -> Self {
        let plan = runs.plan();
        let confidence = Confidence::new(CONFIDENCE).expect("the level lies between 0 and 1");
        Self {
            schema: 1,
            version: env!("CARGO_PKG_VERSION"),
            seed: plan.seed(),
            command_line: command_line.into(),
            runs: plan.runs(),
            time_limit: plan.time_limit().as_secs_f64(),
            confidence,
            series: plan.series().iter().map(|series| SeriesReport::new(runs, series, confidence)).collect(),
            satisfiable: shares(runs, confidence),
        }
    }
}

impl SeriesReport {
    fn new(runs: &Runs<'_>, series: &Series, confidence: Confidence) -> Self {
        let subject = series.subject;
        let points = series.points.iter().map(|&point| PointReport::new(point, runs.at(subject, point)));
        let points: Vec<PointReport> = points.filter(|point| point.runs > 0).collect();
        let laws = laws(subject, &points, confidence);
        let (curve, solver, reduction) = (subject.curve(), subject.solver(), subject.reduction());
        Self { subject, curve, solver, reduction, points, laws }
    }
}

impl PointReport {
    fn new<'r>(point: Point, runs: impl Iterator<Item = &'r Run>) -> Self {
        let (missed, runs): (Vec<&Run>, Vec<&Run>) = runs.partition(|run| run.verdict == Verdict::Missed);
        let time = |run: &&Run| if run.verdict == Verdict::Unknown { f64::INFINITY } else { run.time.cpu };
        let mut times: Vec<f64> = runs.iter().map(time).collect();
        times.sort_by(f64::total_cmp);
        let count = |verdict| runs.iter().filter(|run| run.verdict == verdict).count();
        let clauses = (point.clauses > 0).then_some(point.clauses);
        Self {
            k: point.k,
            clauses,
            ratio: clauses.map(|_| point.ratio()),
            runs: runs.len(),
            missed: missed.len(),
            unknown: count(Verdict::Unknown),
            satisfiable: count(Verdict::Sat),
            lower_quartile: quantile(&times, 0.25),
            median: quantile(&times, 0.5),
            upper_quartile: quantile(&times, 0.75),
        }
    }
}

fn laws(subject: Subject, points: &[PointReport], confidence: Confidence) -> Vec<LawReport> {
    let law = match subject {
        Subject::Inversion => Law::Power,
        Subject::Formulas { curve: Curve::Growth, .. } => Law::Exponential,
        Subject::Formulas { curve: Curve::Ratio, .. } => return Vec::new(),
    };
    let medians: Vec<(f64, f64)> = points.iter().map_while(|point| Some((f64::from(point.k), point.median?))).collect();
    let larger = &medians[medians.len() / 2..];
    let through = |medians: &[(f64, f64)]| {
        let rival_deviation = fit(law.rival(), medians, confidence)?.deviation;
        Some(LawReport { fit: fit(law, medians, confidence)?, rival_deviation })
    };
    [through(&medians), through(larger)].into_iter().flatten().collect()
}

/// The formulas of one point are the same for every solver and reduction, so each is counted once.
fn shares(runs: &Runs<'_>, confidence: Confidence) -> Vec<ShareReport> {
    let mut answers: BTreeMap<(SolverKind, Point), BTreeMap<u32, bool>> = BTreeMap::new();
    for series in runs.plan().series() {
        let Subject::Formulas { curve: Curve::Ratio, solver, .. } = series.subject else { continue };
        for &point in &series.points {
            let formulas = answers.entry((solver, point)).or_default();
            for run in runs.at(series.subject, point).filter(|run| run.verdict != Verdict::Unknown) {
                formulas.insert(run.address.number, run.verdict == Verdict::Sat);
            }
        }
    }
    let share = |((solver, point), formulas): ((SolverKind, Point), BTreeMap<u32, bool>)| {
        let (satisfiable, decided) = (formulas.values().filter(|&&sat| sat).count() as u64, formulas.len() as u64);
        let interval = clopper_pearson(satisfiable, decided, confidence);
        ShareReport { solver, k: point.k, ratio: point.ratio(), satisfiable, decided, interval }
    };
    answers.into_iter().map(share).filter(|share| share.decided > 0).collect()
}
