//! Which sizes are timed, and how often.

use super::subject::{Curve, SOLVERS, Subject, widths};
use crate::seed::Seed;
use serde::{Deserialize, Serialize};
use std::time::Duration;
use unrelu_reductions::ReductionKind;
use unrelu_reductions::cnf::random::{HARDEST_RATIO, Shape, ShapeError};
use unrelu_reductions::solve::SolverKind;

/// Literals a clause.
pub(super) const CLAUSE_LENGTH: u32 = 3;

/// Weights of a Gaussian network that are drawn at most: 8 GiB of them.
const MOST_WEIGHTS: usize = 1 << 30;

/// What is asked for.
#[derive(Clone, Debug, PartialEq)]
pub struct Settings {
    /// What every draw starts from.
    pub seed: Seed,
    /// Runs at each point.
    pub runs: u32,
    /// Time of one run.
    pub time_limit: Duration,
    /// Sizes `k` of the Gaussian networks; none where they are not timed.
    pub inversion: Vec<u32>,
    /// The complete solvers, with their sizes.
    pub solvers: Vec<SolverSizes>,
    /// Reductions whose networks are solved.
    pub reductions: Vec<ReductionKind>,
    /// Clauses a variable of [`Curve::Ratio`].
    pub ratios: Vec<f64>,
}

/// Sizes for one solver.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SolverSizes {
    /// The solver.
    pub solver: SolverKind,
    /// Variables `k` of [`Curve::Growth`].
    pub growth: Vec<u32>,
    /// Variables `k` of [`Curve::Ratio`].
    pub ratio: u32,
}

impl Settings {
    /// Two minutes or so.
    pub fn quick() -> Self {
        let sizes = |solver| match solver {
            SolverKind::Sat => SolverSizes { solver, growth: vec![80, 100, 120, 140, 160, 180, 200], ratio: 140 },
            SolverKind::Search => SolverSizes { solver, growth: vec![20, 28, 36, 44, 52], ratio: 24 },
            _ => SolverSizes { solver, growth: vec![8, 12, 16, 20, 24], ratio: 16 },
        };
        Self {
            seed: Seed::default(),
            runs: 7,
            time_limit: Duration::from_secs(5),
            inversion: vec![10, 20, 30, 50, 70, 100, 140, 200],
            solvers: SOLVERS.map(sizes).to_vec(),
            reductions: ReductionKind::ALL.to_vec(),
            ratios: vec![3.0, 3.5, 4.0, HARDEST_RATIO, 4.5, 5.0, 5.5, 6.0],
        }
    }
}

impl Default for Settings {
    /// An hour or so.
    fn default() -> Self {
        let sizes = |solver| match solver {
            SolverKind::Sat => SolverSizes { solver, growth: (3..=10).map(|step| 25 * step).collect(), ratio: 175 },
            SolverKind::Search => SolverSizes { solver, growth: (2..=10).map(|step| 10 * step).collect(), ratio: 40 },
            _ => SolverSizes { solver, growth: (2..=8).map(|step| 4 * step + 2).collect(), ratio: 22 },
        };
        Self {
            runs: 20,
            time_limit: Duration::from_secs(60),
            inversion: vec![10, 20, 30, 50, 70, 100, 140, 200, 300, 500, 700, 1000],
            solvers: SOLVERS.map(sizes).to_vec(),
            ratios: (0..=12).map(|step| 3.0 + f64::from(step) / 4.0).chain([HARDEST_RATIO]).collect(),
            ..Self::quick()
        }
    }
}

/// Sizes at which something is timed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Point {
    /// Inputs of the network.
    pub k: u32,
    /// Clauses of the formula; 0 for Gaussian networks, which have none.
    pub clauses: u32,
}

impl Point {
    /// Clauses a variable.
    pub fn ratio(self) -> f64 {
        f64::from(self.clauses) / f64::from(self.k)
    }
}

/// One thing that is timed, at several sizes in their order.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Series {
    /// What.
    pub subject: Subject,
    /// Where.
    pub points: Vec<Point>,
}

/// Settings, checked.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Plan {
    seed: Seed,
    runs: u32,
    time_limit: Duration,
    series: Vec<Series>,
}

/// Why settings make no plan.
#[derive(Debug, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum PlanError {
    /// Nothing to run.
    #[error("there is nothing to time: name a solver, a reduction, a size and at least one run")]
    Nothing,
    /// No such formula.
    #[error(transparent)]
    Shape(#[from] ShapeError),
    /// No such network.
    #[error("a Gaussian network with {0} inputs is not drawn: from 1 input to 2^30 weights")]
    Inputs(u32),
}

impl Plan {
    /// Sizes are sorted, and those named twice taken once.
    ///
    /// # Errors
    /// [`PlanError`].
    pub fn new(settings: &Settings) -> Result<Self, PlanError> {
        let mut series = Vec::new();
        if !settings.inversion.is_empty() {
            let points = settings.inversion.iter().map(|&k| gaussian(k)).collect::<Result<_, _>>()?;
            series.push(Series::new(Subject::Inversion, points));
        }
        for curve in [Curve::Growth, Curve::Ratio] {
            for sizes in &settings.solvers {
                let points = sizes.points(curve, &settings.ratios)?;
                let subjects = settings.reductions.iter().map(|&reduction| Subject::Formulas {
                    curve,
                    solver: sizes.solver,
                    reduction,
                });
                series.extend(subjects.map(|subject| Series::new(subject, points.clone())));
            }
        }
        series.retain(|series| !series.points.is_empty());
        if series.is_empty() || settings.runs == 0 {
            return Err(PlanError::Nothing);
        }
        Ok(Self { seed: settings.seed, runs: settings.runs, time_limit: settings.time_limit, series })
    }

    /// What every draw starts from.
    pub fn seed(&self) -> Seed {
        self.seed
    }

    /// Runs at each point.
    pub fn runs(&self) -> u32 {
        self.runs
    }

    /// Time of one run.
    pub fn time_limit(&self) -> Duration {
        self.time_limit
    }

    /// What is timed, in this order.
    pub fn series(&self) -> &[Series] {
        &self.series
    }
}

impl Series {
    fn new(subject: Subject, mut points: Vec<Point>) -> Self {
        points.sort_unstable();
        points.dedup();
        Self { subject, points }
    }
}

fn gaussian(k: u32) -> Result<Point, PlanError> {
    let weights: Option<usize> = widths(k).windows(2).map(|pair| pair[0].checked_mul(pair[1])).sum();
    let drawn = weights.is_some_and(|weights| (1..=MOST_WEIGHTS).contains(&weights));
    drawn.then_some(Point { k, clauses: 0 }).ok_or(PlanError::Inputs(k))
}

impl SolverSizes {
    fn points(&self, curve: Curve, ratios: &[f64]) -> Result<Vec<Point>, PlanError> {
        let point = |k: u32, ratio: f64| -> Result<Point, PlanError> {
            let clauses = Shape::with_ratio(k, ratio, CLAUSE_LENGTH)?.clauses();
            Ok(Point { k, clauses: u32::try_from(clauses).expect("a shape counts its clauses in 32 bits") })
        };
        match curve {
            Curve::Growth => self.growth.iter().map(|&k| point(k, HARDEST_RATIO)).collect(),
            Curve::Ratio => ratios.iter().map(|&ratio| point(self.ratio, ratio)).collect(),
        }
    }
}
