//! Random programs, and whether two backends agree on one.

use super::{TOLERANCE, hard, largest, program};
use rand::{Rng, RngExt};
use rand_distr::StandardNormal;
use unrelu_inverter::lp::engine::{Bound, Objective, Outcome, Program};
use unrelu_inverter::ndarray::{Array1, Array2};

pub fn normal(rng: &mut impl Rng, rows: usize, columns: usize) -> Array2<f64> {
    Array2::from_shape_simple_fn((rows, columns), || rng.sample(StandardNormal))
}

/// A random layer with a noisy observation: any of the objectives, some with `z >= 0`.
pub struct Sample {
    w: Array2<f64>,
    bounds: Vec<Bound>,
    objective: Objective,
    non_negative: bool,
}

impl Sample {
    pub fn new(rng: &mut impl Rng, trial: usize) -> Self {
        let k = 1 + trial % 6;
        let n = k + 1 + trial % 17;
        let (w, code, noise) = (normal(rng, n, k), normal(rng, k, 1), normal(rng, n, 1));
        let x: Array1<f64> = (w.dot(&code).mapv(|a| a.max(0.0)) + 0.1 * noise).column(0).to_owned();
        let (bounds, objective) = match trial % 4 {
            0 => (layer(&x), largest()),
            1 => (layer(&x), Objective::Sum),
            2 => (layer(&x), Objective::Largest { cap: 0.1 }),
            _ => (relaxed(&x), Objective::Linear(x.mapv(|x| x.max(0.0)).dot(&w))),
        };
        Self { w, bounds, objective, non_negative: trial.is_multiple_of(5) }
    }

    pub fn program(&self) -> Program<'_> {
        let program = program(&self.w, self.bounds.clone(), self.objective.clone());
        if self.non_negative { program.non_negative() } else { program }
    }
}

/// Two-sided where the output is positive, upper elsewhere; every third upper bound gives twice as much.
fn layer(x: &Array1<f64>) -> Vec<Bound> {
    let bounds = |(row, &x): (usize, &f64)| {
        let give = if row.is_multiple_of(3) { 2.0 } else { 1.0 };
        [Some(Bound::upper(row, x).with_give(give)), (x > 0.0).then(|| Bound::lower(row, x))]
    };
    x.iter().enumerate().flat_map(bounds).flatten().collect()
}

fn relaxed(x: &Array1<f64>) -> Vec<Bound> {
    x.iter().enumerate().map(|(row, &x)| hard(Bound::upper(row, x + 0.1))).collect()
}

#[track_caller]
pub fn assert_same(context: &str, expected: &Outcome, found: &Outcome) {
    match (expected, found) {
        (Outcome::Optimal(a), Outcome::Optimal(b)) => {
            let off = (a.objective() - b.objective()).abs();
            assert!(off <= TOLERANCE * (a.magnitude() + b.magnitude()), "{context}: off by {off:e}");
        }
        (Outcome::Infeasible(_), Outcome::Infeasible(_)) | (Outcome::Unbounded(_), Outcome::Unbounded(_)) => {}
        _ => panic!("{context}: {found:?}, but our own engine says {expected:?}"),
    }
}
