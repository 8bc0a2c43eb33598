//! A SAT solver that is asked about a growing formula.

use super::FamilyError;
use crate::cnf::{Assignment, Cnf, Lit};
use crate::limits::Limits;
use crate::solve::{SolveError, SolverKind, Verdict, complete, literals, solve};
use crate::{Instance, ReductionKind};
use varisat::{ExtendFormula, Solver};

/// Keeps what it learned from one question to the next. Its answers are not checked: see [`is_satisfiable`].
pub(super) struct Oracle {
    solver: Solver<'static>,
    variables: usize,
}

impl Oracle {
    pub(super) fn new(formula: &Cnf) -> Self {
        let mut oracle = Self { solver: Solver::new(), variables: formula.variables() };
        formula.clauses().for_each(|clause| oracle.add(clause));
        oracle
    }

    pub(super) fn add(&mut self, clause: &[Lit]) {
        self.solver.add_clause(&literals(clause));
    }

    /// A model in which all of `assumed` are true, if there is one.
    pub(super) fn model(&mut self, assumed: &[Lit]) -> Result<Option<Assignment>, FamilyError> {
        self.solver.assume(&literals(assumed));
        let failed = |reason: String| SolveError::Failed { solver: SolverKind::Sat, reason };
        let satisfiable = self.solver.solve().map_err(|error| failed(error.to_string()))?;
        Ok(satisfiable.then(|| complete(self.variables, &self.solver.model().unwrap_or_default())))
    }
}

/// Whether `formula` has a model, by a run of its own whose model or proof is checked.
pub(super) fn is_satisfiable(formula: Cnf) -> Result<bool, FamilyError> {
    let instance = Instance::reduce(formula, ReductionKind::Theorem1, 0)?;
    match solve(&instance, SolverKind::Sat, &Limits::none())? {
        Verdict::Satisfiable(_) => Ok(true),
        Verdict::Unsatisfiable(_) => Ok(false),
        Verdict::Undecided(reason) => {
            Err(SolveError::Failed { solver: SolverKind::Sat, reason: reason.to_string() }.into())
        }
    }
}
