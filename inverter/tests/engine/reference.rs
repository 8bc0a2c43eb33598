//! The same programs, written out in full and solved by others.

use clarabel::algebra::CscMatrix;
use clarabel::solver::{DefaultSettings, DefaultSolver, IPSolver, SolverStatus, SupportedConeT};
use unrelu_inverter::lp::engine::{Objective, Outcome, Program, Side};
use unrelu_inverter::lp::general::{GeneralSolver, LinearProgram, LpOutcome, Microlp, Relation};

/// What a solver says.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Verdict {
    /// What is minimised or, for a linear objective, maximised.
    Optimal(f64),
    Infeasible,
    Unbounded,
    Unknown,
}

impl Verdict {
    /// Same verdict; optima alike to `1e-7`, relative to the larger of them and a hundredth of the limits.
    pub fn agrees_with(self, other: Self, program: &Program<'_>) -> bool {
        match (self, other) {
            (Self::Optimal(a), Self::Optimal(b)) => {
                let limits = program.bounds().iter().fold(1e-5, |most: f64, bound| most.max(bound.limit.abs()));
                (a - b).abs() <= 1e-7 * b.abs().max(1e-2 * limits)
            }
            _ => self == other,
        }
    }

    /// Its place among the three that say something.
    pub fn place(self) -> usize {
        match self {
            Self::Optimal(_) => 0,
            Self::Infeasible => 1,
            Self::Unbounded | Self::Unknown => 2,
        }
    }
}

/// What the engine says.
pub fn verdict(outcome: &Outcome) -> Verdict {
    match outcome {
        Outcome::Optimal(found) => Verdict::Optimal(found.objective()),
        Outcome::Infeasible(_) => Verdict::Infeasible,
        Outcome::Unbounded(_) => Verdict::Unbounded,
        _ => Verdict::Unknown,
    }
}

/// The program with one variable a column of `W` and one an error, as rows `<=`.
pub fn written_out(program: &Program<'_>) -> LinearProgram {
    let mut general = LinearProgram::default();
    let gain = |column: usize| match program.objective() {
        Objective::Linear(gain) => -gain[column],
        _ => 0.0,
    };
    for column in 0..program.columns() {
        general.add_variable(gain(column), (program.lower()[column], program.upper()[column]));
    }
    let errors: Vec<usize> = match program.objective() {
        Objective::Largest { cap } => vec![general.add_variable(1.0, (0.0, *cap)); program.rows()],
        Objective::Sum => (0..program.rows()).map(|_| general.add_variable(1.0, (0.0, f64::INFINITY))).collect(),
        Objective::Linear(_) => vec![],
    };
    for bound in program.bounds() {
        let sign = if bound.side == Side::Upper { 1.0 } else { -1.0 };
        let row = program.matrix().row(bound.row).to_owned();
        let mut terms: Vec<_> = row.iter().enumerate().map(|(column, w)| (column, sign * w)).collect();
        if bound.give > 0.0 {
            terms.push((errors[bound.row], -bound.give));
        }
        general.add_row(terms, Relation::AtMost, sign * bound.limit);
    }
    general
}

fn value(program: &Program<'_>, minimum: f64) -> f64 {
    if matches!(program.objective(), Objective::Linear(_)) { -minimum } else { minimum }
}

/// By the simplex method, which is exact to rounding on small programs.
pub fn microlp(program: &Program<'_>) -> Verdict {
    let general = written_out(program);
    match Microlp.solve(&general) {
        LpOutcome::Optimal(point) => {
            let minimum = general.variables.iter().zip(&point).map(|(variable, x)| variable.cost * x).sum();
            Verdict::Optimal(value(program, minimum))
        }
        LpOutcome::Infeasible => Verdict::Infeasible,
        LpOutcome::Unbounded => Verdict::Unbounded,
        LpOutcome::GaveUp(_) => Verdict::Unknown,
    }
}

/// By a general interior-point method.
pub fn clarabel(program: &Program<'_>) -> Verdict {
    let general = written_out(program);
    let (matrix, right) = inequalities(&general);
    let costs: Vec<f64> = general.variables.iter().map(|variable| variable.cost).collect();
    let quadratic = CscMatrix::zeros((costs.len(), costs.len()));
    let cones = [SupportedConeT::NonnegativeConeT(right.len())];
    let settings = DefaultSettings { verbose: false, max_threads: 1, ..DefaultSettings::default() };
    let mut solver =
        DefaultSolver::new(&quadratic, &costs, &matrix, &right, &cones, settings).expect("the shapes agree");
    solver.solve();
    match solver.solution.status {
        SolverStatus::Solved => Verdict::Optimal(value(program, solver.solution.obj_val)),
        SolverStatus::PrimalInfeasible => Verdict::Infeasible,
        SolverStatus::DualInfeasible => Verdict::Unbounded,
        _ => Verdict::Unknown,
    }
}

/// The rows and the finite ends of the variables, by columns.
fn inequalities(general: &LinearProgram) -> (CscMatrix<f64>, Vec<f64>) {
    let mut columns = vec![Vec::new(); general.variables.len()];
    let mut right = Vec::new();
    let mut add = |terms: &[(usize, f64)], limit: f64| {
        for &(column, factor) in terms {
            columns[column].push((right.len(), factor));
        }
        right.push(limit);
    };
    for row in &general.rows {
        add(&row.terms, row.right);
    }
    for (column, variable) in general.variables.iter().enumerate() {
        for (sign, end) in [(-1.0, variable.bounds.0), (1.0, variable.bounds.1)] {
            if end.is_finite() {
                add(&[(column, sign)], sign * end);
            }
        }
    }
    let mut starts = vec![0];
    starts.extend(columns.iter().scan(0, |total, column| {
        *total += column.len();
        Some(*total)
    }));
    let (places, factors) = columns.concat().into_iter().unzip();
    (CscMatrix::new(right.len(), columns.len(), starts, places, factors), right)
}
