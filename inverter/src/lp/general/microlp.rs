//! The simplex method of the crate `microlp`.

use super::{GeneralSolver, LinearProgram, LpOutcome, Relation, Row};
use microlp::{ComparisonOp, Error, OptimizationDirection, Problem, SolveOptions};

/// How far a row may be off, absolutely: a tenth of what is left of rows of size 1 after some hundred pivots.
pub(crate) const FEASIBILITY: f64 = 1e-9;

/// A sparse simplex method in pure Rust: exact vertices, good up to some hundreds of dense rows.
#[derive(Clone, Copy, Debug, Default)]
pub struct Microlp;

impl GeneralSolver for Microlp {
    fn name(&self) -> &'static str {
        "microlp"
    }

    fn solve(&self, program: &LinearProgram) -> LpOutcome {
        let mut problem = Problem::new(OptimizationDirection::Minimize);
        let add = |variable: &super::Variable| problem.add_var(variable.cost, variable.bounds);
        let variables: Vec<microlp::Variable> = program.variables.iter().map(add).collect();
        add_rows(&mut problem, &variables, &program.rows);
        let mut options = SolveOptions::default();
        options.tolerances.feasibility = FEASIBILITY;
        match problem.solve_with(options) {
            Ok(outcome) => match outcome.into_solution() {
                Ok(solution) => LpOutcome::Optimal(variables.iter().map(|&v| solution.var_value(v)).collect()),
                Err(_) => LpOutcome::GaveUp("the solver was interrupted".into()),
            },
            Err(Error::Infeasible) => LpOutcome::Infeasible,
            Err(Error::Unbounded) => LpOutcome::Unbounded,
            Err(error) => LpOutcome::GaveUp(error.to_string()),
        }
    }
}

/// Adds rows over `variables`.
pub(crate) fn add_rows(problem: &mut Problem, variables: &[microlp::Variable], rows: &[Row]) {
    for row in rows {
        let terms: Vec<_> = row.terms.iter().map(|&(index, factor)| (variables[index], factor)).collect();
        let relation = match row.relation {
            Relation::AtMost => ComparisonOp::Le,
            Relation::AtLeast => ComparisonOp::Ge,
            Relation::Equal => ComparisonOp::Eq,
        };
        problem.add_constraint(terms.as_slice(), relation, row.right);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// `min x` with `x + y = 1`, `y <= top` and `x >= least`.
    fn solve(top: f64, least: f64) -> LpOutcome {
        let mut program = LinearProgram::default();
        let x = program.add_variable(1.0, (least, f64::INFINITY));
        let y = program.add_variable(0.0, (f64::NEG_INFINITY, f64::INFINITY));
        program.add_row(vec![(x, 1.0), (y, 1.0)], Relation::Equal, 1.0);
        if top.is_finite() {
            program.add_row(vec![(y, 1.0)], Relation::AtMost, top);
        }
        Microlp.solve(&program)
    }

    #[test]
    fn the_three_verdicts_are_told_apart() {
        assert_eq!(solve(3.0, -10.0), LpOutcome::Optimal(vec![-2.0, 3.0]));
        assert_eq!(solve(f64::INFINITY, f64::NEG_INFINITY), LpOutcome::Unbounded);
        let mut program = LinearProgram::default();
        let x = program.add_variable(0.0, (0.0, 1.0));
        program.add_row(vec![(x, 1.0)], Relation::Equal, 2.0);
        assert_eq!(Microlp.solve(&program), LpOutcome::Infeasible);
    }
}
