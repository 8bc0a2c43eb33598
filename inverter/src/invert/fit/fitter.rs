//! A layer from start to report.

use super::{
    guess::{Guess, guess},
    l1::l1,
    layered::{Found, Layered, start},
    linf::linf,
    paper::linf_paper,
    relaxed::relaxed,
    report::{Fit, Optimality, Warning},
    target::{InputSign, Target},
};
use crate::invert::{
    Accuracy, Growth, LayerReport, Method, Reason, ShortRank, factor::Factor, layer::Task, system::LayerSystem,
};
use crate::lp::LpBackend;
use crate::network::Network;
use ndarray::{Array1, ArrayRef1};

/// A layer to fit.
pub(crate) struct Fitter<'a> {
    pub network: &'a Network,
    pub number: usize,
    pub output: &'a ArrayRef1<f64>,
    pub sign: InputSign,
    /// How far off the output is by rounding.
    pub slack: f64,
    pub method: Method,
    pub backend: &'a dyn LpBackend,
    pub growth: Growth,
    pub short_rank: ShortRank,
}

/// An input of the layer.
pub(crate) struct Fitted {
    pub latent: Array1<f64>,
    pub unique: bool,
    /// How far off it is by rounding, if the output was met to rounding; otherwise nothing.
    pub slack: f64,
    /// How far off it may be, given the errors that are left.
    pub spread: f64,
}

/// The starting point as it is.
fn least_squares(target: &Target<'_>, guess: &Guess) -> Found {
    let (point, epsilon) = (guess.point.clone(), start(guess, target));
    let objective = target.clamped_residual(&point).l2;
    Found { point, epsilon, objective, gap: objective, ..Found::new(Optimality::Unproven) }
}

impl Fitter<'_> {
    /// Fits, and says how.
    pub fn fit(&self) -> (Result<Fitted, Reason>, LayerReport) {
        let layer = &self.network.layers()[self.number - 1];
        let target = Target::new(layer, self.output, self.sign, self.slack);
        let mut report = LayerReport::blank(self.number, layer, self.method);
        let fitted = self.fit_target(&target, &mut report);
        (fitted, report)
    }

    fn fit_target(&self, target: &Target<'_>, report: &mut LayerReport) -> Result<Fitted, Reason> {
        let guess = guess(target, self.number)?;
        report.condition = guess.condition;
        let found = match self.exact(target, &guess) {
            Some(found) => found,
            None => self.run(target, &guess)?,
        };
        let fitted = Fitted {
            unique: found.unique,
            slack: if found.optimality == Optimality::Exact {
                guess.spread * target.rounding(&found.point)
            } else {
                0.0
            },
            spread: guess.spread * target.clamped_residual(&found.point).linf,
            latent: found.point.latent.clone(),
        };
        self.describe(target, &guess, found, report)?;
        Ok(fitted)
    }

    fn run(&self, target: &Target<'_>, guess: &Guess) -> Result<Found, Reason> {
        let layered = Layered { number: self.number, target, backend: self.backend, growth: self.growth };
        match self.method {
            Method::Linf | Method::Exact => linf(&layered, guess),
            Method::LinfPaper => linf_paper(&layered, guess),
            Method::L1 | Method::Relaxed if !guess.is_good() => {
                let first = linf(&layered, guess)?;
                let better = guess.moved(target, first.point);
                let found = if self.method == Method::L1 { l1(&layered, &better) } else { relaxed(&layered, &better) };
                found.map(|found| Found { programs: found.programs + first.programs, ..found })
            }
            Method::L1 => l1(&layered, guess),
            Method::Relaxed => relaxed(&layered, guess),
            Method::LeastSquares => Ok(least_squares(target, guess)),
        }
    }

    /// An input that gives the output to rounding, where there is one: nothing is left for a program to improve.
    fn exact(&self, target: &Target<'_>, guess: &Guess) -> Option<Found> {
        let rounding = target.rounding(&guess.point);
        let exact = |point, unique| Found { point, unique, epsilon: rounding, ..Found::new(Optimality::Exact) };
        if guess.is_exact(target) && guess.rank == target.layer.inputs() {
            return Some(exact(guess.point.clone(), true));
        }
        if guess.deviation.is_some_and(|deviation| deviation > rounding) {
            return None;
        }
        let accuracy = Accuracy { threshold: rounding, slack: rounding };
        let system = LayerSystem::new(self.network, self.number, &target.output, accuracy).with_sign(self.sign);
        let task = Task { number: self.number, output: &target.output, system, short_rank: ShortRank::Complete };
        let input = task.undo().0.ok()?;
        let point = target.at(input.z);
        (target.clamped_residual(&point).linf <= 2.0 * rounding).then(|| exact(point, input.free.ncols() == 0))
    }

    /// Fills in the report, and refuses an input that the outputs do not fix where that is asked for.
    fn describe(
        &self,
        target: &Target<'_>,
        guess: &Guess,
        found: Found,
        report: &mut LayerReport,
    ) -> Result<(), Reason> {
        let active = target.active(found.epsilon);
        report.active = active.len();
        report.rank = if guess.rank == report.inputs && active.len() >= report.inputs {
            report.inputs
        } else {
            self.rank(target, &active)?
        };
        report.free_dimensions = if found.unique { 0 } else { report.inputs - report.rank };
        report.threshold = found.epsilon;
        let residual = target.residual(&found.point);
        report.residual_linf = residual.linf;
        let warnings = warnings(target, &found, report);
        let Found { epsilon, objective, gap, optimality, programs, unique, certificate, .. } = found;
        let fit = Fit { epsilon, objective, gap, optimality, programs, residual, unique, warnings, certificate };
        report.fit = Some(fit);
        if self.short_rank == ShortRank::Stop && !unique && report.rank < report.inputs {
            let LayerReport { layer, active, rank, inputs, .. } = *report;
            return Err(Reason::ShortRank { layer, active, rank, inputs });
        }
        Ok(())
    }

    fn rank(&self, target: &Target<'_>, active: &[usize]) -> Result<usize, Reason> {
        let factor = Factor::new(&target.matrix(active));
        factor.map(|factor| factor.rank()).ok_or(Reason::Factorisation { layer: self.number })
    }
}

fn warnings(target: &Target<'_>, found: &Found, report: &LayerReport) -> Vec<Warning> {
    let mut warnings = Vec::new();
    let LayerReport { active, rank, inputs, .. } = *report;
    if !found.unique {
        let identifiable = rank == inputs;
        let warning = Warning::NotIdentifiable { active, rank, inputs };
        warnings.push(if identifiable { Warning::NotUnique } else { warning });
    }
    if target.floor > 0.0 {
        let count = target.given.iter().filter(|x| **x < 0.0).count();
        warnings.push(Warning::Negative { count, largest: target.floor });
    }
    if found.optimality == Optimality::Unproven {
        warnings.push(Warning::Unproven { gap: found.gap });
    }
    warnings.extend(found.warning);
    warnings
}
