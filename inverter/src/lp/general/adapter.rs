//! Every general solver as a backend of the programs of layer inversion, none taken at its word.

use super::formulate::Formulation;
use super::{GeneralSolver, LpOutcome};
use crate::lp::LpBackend;
use crate::lp::engine::{
    Bound, Claim, Farkas, GiveUp, Objective, Optimum, Outcome, Program, Ray, Softened, certify, within_cap,
};

/// A general solver as an [`LpBackend`].
///
/// A point becomes an answer only with multipliers that prove it; "infeasible" only with a Farkas certificate, from the least
/// error that makes the bounds feasible; "unbounded" only with a ray, from the best direction in a box. Each of those is one
/// more program for the same solver. The claim only decides what is tried first, and what does not pass is
/// [`Outcome::GaveUp`].
#[derive(Clone, Copy, Debug, Default)]
pub struct General<S>(pub S);

impl<S: GeneralSolver> LpBackend for General<S> {
    fn name(&self) -> &'static str {
        self.0.name()
    }

    fn lacks(&self) -> Option<String> {
        self.0.lacks()
    }

    fn solve(&self, program: &Program<'_>, _near: Option<&[f64]>) -> Outcome {
        within_cap(program, |program| self.solve_uncapped(program), |refusal| self.failed(refusal.to_string()))
    }
}

/// Whether the hard bounds and the box have a point in common.
enum Feasibility {
    Point(Vec<f64>),
    Empty(Farkas),
}

impl<S: GeneralSolver> General<S> {
    fn solve_uncapped(&self, program: &Program<'_>) -> Outcome {
        match self.optimum(program) {
            Ok(found) => Outcome::Optimal(found),
            Err(reason) => self.without_optimum(program).unwrap_or(Outcome::GaveUp(reason)),
        }
    }

    /// The solver's point, proven.
    fn optimum(&self, program: &Program<'_>) -> Result<Optimum, GiveUp> {
        let formulation = Formulation::new(program);
        let point = match self.0.solve(&formulation.program) {
            LpOutcome::Optimal(point) => point,
            LpOutcome::Infeasible => return Err(self.failed("claims without proof that the program is infeasible")),
            LpOutcome::Unbounded => return Err(self.failed("claims without proof that the program is unbounded")),
            LpOutcome::GaveUp(reason) => return Err(self.failed(reason)),
        };
        let latent = formulation.latent(&point).ok_or_else(|| self.failed("its point is not made of numbers"))?;
        let claim = Claim { latent: &latent, unit: formulation.unit };
        certify(program, claim).map_err(|refusal| self.failed(format!("claims an optimum, but {refusal}")))
    }

    /// A proof that there is no optimum.
    fn without_optimum(&self, program: &Program<'_>) -> Option<Outcome> {
        match self.feasible_point(program).ok()? {
            Feasibility::Empty(farkas) => Some(Outcome::Infeasible(farkas)),
            Feasibility::Point(latent) => self.ray(program, latent).map(Outcome::Unbounded),
        }
    }

    fn feasible_point(&self, program: &Program<'_>) -> Result<Feasibility, GiveUp> {
        let Some(softened) = Softened::new(program) else {
            return Ok(Feasibility::Point(program.inside(&vec![0.0; program.columns()])));
        };
        let found = self.optimum(&softened.program)?;
        let point = |_| Feasibility::Point(found.latent().to_vec());
        Ok(softened.farkas(program, &found).map_or_else(point, Feasibility::Empty))
    }

    /// The best direction in which every bound goes on holding.
    fn ray(&self, program: &Program<'_>, latent: Vec<f64>) -> Option<Ray> {
        let Objective::Linear(_) = program.objective() else { return None };
        let homogeneous = |bound: &Bound| Bound { limit: 0.0, ..*bound };
        let bounds = program.bounds().iter().map(homogeneous).collect();
        let lower = program.lower().iter().map(|low| if low.is_finite() { 0.0 } else { -1.0 }).collect();
        let upper = program.upper().iter().map(|high| if high.is_finite() { 0.0 } else { 1.0 }).collect();
        let directions = program.related(bounds, program.objective().clone()).with_box(lower, upper).ok()?;
        let found = self.optimum(&directions).ok()?;
        Ray::check(program, latent, found.latent().to_vec()).ok()
    }

    fn failed(&self, reason: impl Into<String>) -> GiveUp {
        GiveUp::Backend { backend: self.0.name(), reason: reason.into() }
    }
}
