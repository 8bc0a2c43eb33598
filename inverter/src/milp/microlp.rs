//! The branch and bound of the crate `microlp`.

use super::{Claim, Kind, Model};
use crate::limits::{Run, Stopped};
use crate::lp::general::microlp::{FEASIBILITY, add_rows};
use microlp::{Error, OptimizationDirection, Problem, ResumeOptions, SolveOptions, SolveOutcome, Variable};
use std::time::Duration;

/// How long it works before it is asked whether it may go on.
const SLICE: Duration = Duration::from_millis(200);

pub(super) fn solve(model: &Model, run: &Run) -> Result<Claim, Stopped> {
    let mut problem = Problem::new(OptimizationDirection::Minimize);
    let variables: Vec<Variable> = model
        .columns
        .iter()
        .map(|column| match column.kind {
            Kind::Real => problem.add_var(0.0, (column.low, column.high)),
            Kind::Binary => problem.add_binary_var(0.0),
        })
        .collect();
    add_rows(&mut problem, &variables, &model.rows);
    let mut options = SolveOptions::default();
    options.tolerances.feasibility = FEASIBILITY;
    options.time_limit = Some(slice(run));
    let mut outcome = problem.solve_with(options);
    loop {
        let interrupted = match outcome {
            Ok(SolveOutcome::Solution(solution)) => {
                return Ok(Claim::Point(variables.iter().map(|&variable| solution.var_value(variable)).collect()));
            }
            Ok(interrupted) => interrupted,
            Err(Error::Infeasible) => return Ok(Claim::Infeasible),
            Err(error) => return Ok(Claim::GaveUp(error.to_string())),
        };
        run.check()?;
        let mut options = ResumeOptions::default();
        options.time_limit = Some(slice(run));
        outcome = interrupted.resume_with(options);
    }
}

fn slice(run: &Run) -> Duration {
    run.rest().time.map_or(SLICE, |left| left.min(SLICE))
}
