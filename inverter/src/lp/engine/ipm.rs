//! A primal-dual predictor-corrector interior-point method (Mehrotra 1992, SIAM J. Optim. 2(4), 575-601).
//!
//! For `min c v` subject to `A v + s = b`, `s >= 0`, with multipliers `y >= 0` and `c + A^T y = 0`. Each iteration forms and
//! factors one `k x k` matrix ([`Newton`]) and makes three products with `W`.

use super::newton::Newton;
use super::products::{add_scaled, dot, largest};
use super::standard::{Gathered, Point, Standard};
use super::start::start;

/// The part of the way to the boundary that a step goes.
const STEP: f64 = 0.995;

/// The iterates.
pub(crate) struct InteriorPoint<'a> {
    standard: &'a Standard<'a>,
    newton: Newton,
    point: Point,
    slacks: Vec<f64>,
    duals: Vec<f64>,
    /// `b - A v - s`.
    missed: Vec<f64>,
}

/// How far the iterates are from an optimum.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Progress {
    /// `s . y`.
    pub complementarity: f64,
    /// `|c v|`.
    pub objective: f64,
    /// `sum |b_i y_i|`.
    pub magnitude: f64,
    /// `max |b - A v - s| / max |b|`.
    pub primal: f64,
}

/// `A v + s = b` and the change of `y` along a direction.
struct Direction {
    point: Point,
    slacks: Vec<f64>,
    duals: Vec<f64>,
}

impl<'a> InteriorPoint<'a> {
    pub(crate) fn new(standard: &'a Standard<'a>) -> Self {
        let mut newton = Newton::new(standard);
        let first = start(standard, newton.normal());
        let missed = vec![0.0; standard.len()];
        let (point, slacks, duals) = (first.point, first.slacks, first.duals);
        let mut ipm = Self { standard, newton, point, slacks, duals, missed };
        ipm.measure();
        ipm
    }

    /// `z`, `e` and `W z`.
    pub(crate) fn point(&self) -> &Point {
        &self.point
    }

    /// `y`, one an inequality.
    pub(crate) fn duals(&self) -> &[f64] {
        &self.duals
    }

    /// What is solved.
    pub(crate) fn standard(&self) -> &'a Standard<'a> {
        self.standard
    }

    pub(crate) fn progress(&self) -> Progress {
        let standard = self.standard;
        let objective = dot(&standard.costs, &self.point.latent) + dot(&standard.error_costs, &self.point.errors);
        let terms = standard.bounds.iter().zip(&self.duals).map(|(b, y)| (b.limit * y).abs());
        let limits = standard.bounds.iter().fold(0.0, |most: f64, b| most.max(b.limit.abs()));
        Progress {
            complementarity: dot(&self.slacks, &self.duals),
            objective: objective.abs(),
            magnitude: terms.sum::<f64>() + objective.abs(),
            primal: largest(&self.missed) / limits.max(f64::MIN_POSITIVE),
        }
    }

    fn measure(&mut self) {
        self.standard.apply(&self.point, 1.0, &mut self.missed);
        for (missed, slack) in self.missed.iter_mut().zip(&self.slacks) {
            *missed = -*missed - slack;
        }
    }

    /// One predictor-corrector step; the length of the shorter of the primal and the dual step.
    pub(crate) fn step(&mut self) -> f64 {
        let d: Vec<f64> = self.duals.iter().zip(&self.slacks).map(|(y, s)| y / s).collect();
        self.newton.weigh(self.standard, &d);
        let base = self.right_hand_side(&d);
        let first = self.newton.solve(self.standard, base.latent.clone(), base.errors.clone());
        let affine = self.direction(first, &d, None);
        let terms = self.corrector_terms(&affine);
        let second = self.corrected(base, &terms);
        let direction = self.direction(second, &d, Some(&terms));
        self.advance(&direction)
    }

    /// `-c + A^T (d (b - A v - s))`, folded; forms and factors the system on the way.
    fn right_hand_side(&mut self, d: &[f64]) -> Gathered {
        let missed: Vec<f64> = self.missed.iter().zip(d).map(|(missed, d)| missed * d).collect();
        let mut side = self.standard.gather(&missed);
        add_scaled(&mut side.errors, -1.0, &self.standard.error_costs);
        add_scaled(&mut side.latent, -1.0, &self.standard.costs);
        self.newton.fold(self.standard, &mut side);
        let products = self.newton.factor(self.standard, &[&side.rows]);
        add_scaled(&mut side.latent, 1.0, &products[0]);
        side
    }

    /// `ds = missed - A dv` and `dy = -y - d ds + terms`.
    fn direction(&self, point: Point, d: &[f64], terms: Option<&[f64]>) -> Direction {
        let mut slacks = vec![0.0; self.slacks.len()];
        self.standard.apply(&point, 0.0, &mut slacks);
        for (ds, missed) in slacks.iter_mut().zip(&self.missed) {
            *ds = missed - *ds;
        }
        let mut duals: Vec<f64> = self.duals.iter().zip(d).zip(&slacks).map(|((y, d), ds)| -y - d * ds).collect();
        if let Some(terms) = terms {
            add_scaled(&mut duals, 1.0, terms);
        }
        Direction { point, slacks, duals }
    }

    /// `(sigma mu - ds dy) / s`, with `sigma` the cube of what the affine step leaves of the complementarity.
    fn corrector_terms(&self, affine: &Direction) -> Vec<f64> {
        let primal = longest(&self.slacks, &affine.slacks).min(1.0);
        let dual = longest(&self.duals, &affine.duals).min(1.0);
        let pairs = self.slacks.iter().zip(&affine.slacks).zip(self.duals.iter().zip(&affine.duals));
        let after: f64 = pairs.map(|((s, ds), (y, dy))| (s + primal * ds) * (y + dual * dy)).sum();
        let now = dot(&self.slacks, &self.duals);
        let target = (after / now).powi(3) * now / self.slacks.len() as f64;
        let pairs = self.slacks.iter().zip(&affine.slacks).zip(&affine.duals);
        pairs.map(|((s, ds), dy)| (target - ds * dy) / s).collect()
    }

    /// The direction for `base - A^T terms`.
    fn corrected(&self, base: Gathered, terms: &[f64]) -> Point {
        let standard = self.standard;
        let mut change = standard.gather(terms);
        let mut errors = base.errors;
        add_scaled(&mut errors, -1.0, &change.errors);
        self.newton.fold(standard, &mut change);
        let mut latent = vec![0.0; base.latent.len()];
        super::products::apply_transposed(standard.weights(), &change.rows, &mut latent);
        for ((l, base), box_part) in latent.iter_mut().zip(&base.latent).zip(&change.latent) {
            *l = base - *l - box_part;
        }
        self.newton.solve(standard, latent, errors)
    }

    fn advance(&mut self, direction: &Direction) -> f64 {
        let primal = (STEP * longest(&self.slacks, &direction.slacks)).min(1.0);
        let dual = (STEP * longest(&self.duals, &direction.duals)).min(1.0);
        add_scaled(&mut self.point.latent, primal, &direction.point.latent);
        add_scaled(&mut self.point.errors, primal, &direction.point.errors);
        add_scaled(&mut self.point.activation, primal, &direction.point.activation);
        add_scaled(&mut self.slacks, primal, &direction.slacks);
        add_scaled(&mut self.duals, dual, &direction.duals);
        self.measure();
        primal.min(dual)
    }
}

/// The longest step along `direction` that keeps `values` from turning negative.
fn longest(values: &[f64], direction: &[f64]) -> f64 {
    let steps = values.iter().zip(direction).filter(|(_, d)| **d < 0.0).map(|(v, d)| -v / d);
    steps.fold(f64::INFINITY, f64::min)
}
