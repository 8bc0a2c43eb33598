//! HiGHS, through the crate `highs`.

use super::{GeneralSolver, LinearProgram, LpOutcome, Relation, Row};
use highs::{HighsModelStatus, HighsStatus, Model, RowProblem, Sense};

/// Feasibility of primal and dual, absolute: the least that HiGHS takes.
const TOLERANCE: f64 = 1e-10;

/// The simplex and interior-point methods of HiGHS, on one thread.
#[derive(Clone, Copy, Debug, Default)]
pub struct Highs;

impl GeneralSolver for Highs {
    fn name(&self) -> &'static str {
        "highs"
    }

    fn solve(&self, program: &LinearProgram) -> LpOutcome {
        solve(program).unwrap_or_else(|status| LpOutcome::GaveUp(format!("HiGHS returned {status:?}")))
    }
}

fn solve(program: &LinearProgram) -> Result<LpOutcome, HighsStatus> {
    let mut model = model(program).try_optimise(Sense::Minimise)?;
    set_options(&mut model)?;
    let solved = model.try_solve()?;
    Ok(match solved.status() {
        HighsModelStatus::Optimal => LpOutcome::Optimal(solved.get_solution().columns().to_vec()),
        HighsModelStatus::Infeasible => LpOutcome::Infeasible,
        HighsModelStatus::Unbounded => LpOutcome::Unbounded,
        other => LpOutcome::GaveUp(format!("stopped with status {other:?}")),
    })
}

fn model(program: &LinearProgram) -> RowProblem {
    let mut model = RowProblem::new();
    let add = |variable: &super::Variable| model.add_column(variable.cost, variable.bounds.0..=variable.bounds.1);
    let columns: Vec<highs::Col> = program.variables.iter().map(add).collect();
    add_rows(&mut model, &columns, &program.rows);
    model
}

/// Adds rows over `columns`.
pub(crate) fn add_rows(model: &mut RowProblem, columns: &[highs::Col], rows: &[Row]) {
    for row in rows {
        let terms: Vec<_> = row.terms.iter().map(|&(index, factor)| (columns[index], factor)).collect();
        match row.relation {
            Relation::AtMost => model.add_row(..=row.right, terms),
            Relation::AtLeast => model.add_row(row.right.., terms),
            Relation::Equal => model.add_row(row.right..=row.right, terms),
        }
    }
}

pub(crate) fn set_options(model: &mut Model) -> Result<(), HighsStatus> {
    let refused = |_| HighsStatus::Error;
    model.try_set_option("threads", 1).map_err(refused)?;
    model.try_set_option("primal_feasibility_tolerance", TOLERANCE).map_err(refused)?;
    model.try_set_option("dual_feasibility_tolerance", TOLERANCE).map_err(refused)
}
