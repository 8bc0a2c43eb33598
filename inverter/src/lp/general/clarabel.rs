//! The interior-point method of the crate `clarabel`.

use super::{GeneralSolver, LinearProgram, LpOutcome, Relation};
use clarabel::algebra::CscMatrix;
use clarabel::solver::{DefaultSettings, DefaultSolver, IPSolver, NonnegativeConeT, SolverStatus, ZeroConeT};

/// Feasibility and gap asked for, relative and absolute: near the last that double precision allows.
const TOLERANCE: f64 = 1e-10;

/// A sparse interior-point method in pure Rust: its points lie inside optimal faces, not at vertices.
#[derive(Clone, Copy, Debug, Default)]
pub struct Clarabel;

impl GeneralSolver for Clarabel {
    fn name(&self) -> &'static str {
        "clarabel"
    }

    fn solve(&self, program: &LinearProgram) -> LpOutcome {
        let size = program.variables.len();
        let conic = Conic::new(program);
        let costs: Vec<f64> = program.variables.iter().map(|variable| variable.cost).collect();
        let cones = [ZeroConeT(conic.equations), NonnegativeConeT(conic.right.len() - conic.equations)];
        let (matrix, right) = (conic.matrix(size), &conic.right);
        match DefaultSolver::new(&CscMatrix::zeros((size, size)), &costs, &matrix, right, &cones, settings()) {
            Ok(mut solver) => {
                solver.solve();
                outcome(solver.solution.status, &solver.solution.x)
            }
            Err(error) => LpOutcome::GaveUp(error.to_string()),
        }
    }
}

fn settings() -> DefaultSettings<f64> {
    DefaultSettings {
        verbose: false,
        tol_gap_abs: TOLERANCE,
        tol_gap_rel: TOLERANCE,
        tol_feas: TOLERANCE,
        ..DefaultSettings::default()
    }
}

fn outcome(status: SolverStatus, point: &[f64]) -> LpOutcome {
    match status {
        SolverStatus::Solved | SolverStatus::AlmostSolved => LpOutcome::Optimal(point.to_vec()),
        SolverStatus::PrimalInfeasible | SolverStatus::AlmostPrimalInfeasible => LpOutcome::Infeasible,
        SolverStatus::DualInfeasible | SolverStatus::AlmostDualInfeasible => LpOutcome::Unbounded,
        other => LpOutcome::GaveUp(format!("stopped with status {other:?}")),
    }
}

/// `A v + s = b`: equations first (`s = 0`), then rows and bounds (`s >= 0`).
#[derive(Default)]
struct Conic {
    equations: usize,
    right: Vec<f64>,
    rows: Vec<usize>,
    columns: Vec<usize>,
    values: Vec<f64>,
}

impl Conic {
    fn new(program: &LinearProgram) -> Self {
        let mut conic = Self::default();
        let fixed = |variable: &super::Variable| variable.bounds.0 >= variable.bounds.1;
        for row in program.rows.iter().filter(|row| row.relation == Relation::Equal) {
            conic.push(&row.terms, row.right);
        }
        for (index, variable) in program.variables.iter().enumerate().filter(|(_, variable)| fixed(variable)) {
            conic.push(&[(index, 1.0)], variable.bounds.0);
        }
        conic.equations = conic.right.len();
        for row in &program.rows {
            match row.relation {
                Relation::AtMost => conic.push(&row.terms, row.right),
                Relation::AtLeast => {
                    let terms: Vec<_> = row.terms.iter().map(|&(column, factor)| (column, -factor)).collect();
                    conic.push(&terms, -row.right);
                }
                Relation::Equal => {}
            }
        }
        for (index, variable) in program.variables.iter().enumerate().filter(|(_, variable)| !fixed(variable)) {
            let (low, high) = variable.bounds;
            if low.is_finite() {
                conic.push(&[(index, -1.0)], -low);
            }
            if high.is_finite() {
                conic.push(&[(index, 1.0)], high);
            }
        }
        conic
    }

    fn push(&mut self, terms: &[(usize, f64)], right: f64) {
        for &(column, value) in terms {
            self.rows.push(self.right.len());
            self.columns.push(column);
            self.values.push(value);
        }
        self.right.push(right);
    }

    fn matrix(&self, columns: usize) -> CscMatrix<f64> {
        let (rows, cols, values) = (self.rows.clone(), self.columns.clone(), self.values.clone());
        CscMatrix::new_from_triplets(self.right.len(), columns, rows, cols, values)
    }
}
