//! The branch and cut of HiGHS.

use super::{Claim, Kind, Model};
use crate::limits::{Run, StopReason, Stopped};
use crate::lp::general::highs::{add_rows, set_options};
use highs::{Col, HighsModelStatus, HighsStatus, RowProblem, Sense};

/// How far a binary may be from 0 and 1: the least that HiGHS takes.
const INTEGRALITY: f64 = 1e-10;

pub(super) fn solve(model: &Model, run: &Run) -> Result<Claim, Stopped> {
    let status = match optimise(model, run) {
        Ok((HighsModelStatus::Optimal, point)) => return Ok(Claim::Point(point)),
        Ok((status, _)) => status,
        Err(status) => return Ok(Claim::GaveUp(format!("it returned {status:?}"))),
    };
    run.check()?;
    match status {
        HighsModelStatus::Infeasible => Ok(Claim::Infeasible),
        HighsModelStatus::ReachedTimeLimit => Err(Stopped(StopReason::TimeLimit)),
        other => Ok(Claim::GaveUp(format!("it stopped with status {other:?}"))),
    }
}

fn optimise(model: &Model, run: &Run) -> Result<(HighsModelStatus, Vec<f64>), HighsStatus> {
    let mut problem = RowProblem::new();
    let columns: Vec<Col> = model
        .columns
        .iter()
        .map(|column| problem.add_column_with_integrality(0.0, column.low..=column.high, column.kind == Kind::Binary))
        .collect();
    add_rows(&mut problem, &columns, &model.rows);
    let mut program = problem.try_optimise(Sense::Minimise)?;
    set_options(&mut program)?;
    let refused = |_| HighsStatus::Error;
    program.try_set_option("mip_feasibility_tolerance", INTEGRALITY).map_err(refused)?;
    if let Some(left) = run.rest().time {
        program.try_set_option("time_limit", left.as_secs_f64()).map_err(refused)?;
    }
    let solved = program.try_solve()?;
    Ok((solved.status(), solved.get_solution().columns().to_vec()))
}
