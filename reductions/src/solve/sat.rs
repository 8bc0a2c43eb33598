//! Conflict-driven clause learning by `varisat`.
//!
//! `varisat` 0.2 has no interrupt. It does stop where its proof cannot be written, so the limits are looked at whenever it
//! hands over a piece of proof (8 KiB, some hundred conflicts), and while the formula is loaded and the proof is checked.

use super::{Claim, Halt, Refutation, Run, SolveError, SolverKind, Stopped};
use crate::check::drat;
use crate::cnf::{Assignment, Cnf, Lit};
use crate::{Instance, count};
use std::io::{self, Write};
use varisat::solver::SolverError;
use varisat::{ExtendFormula, ProofFormat, Solver};

pub(super) fn search(instance: &Instance, run: &Run) -> Result<Claim, Halt> {
    let formula = &*count::question(instance).map_err(SolveError::from)?;
    let mut sink = ProofSink { run, bytes: Vec::new(), stopped: None };
    let answer = run_solver(formula, &mut sink);
    if let Some(stopped) = sink.stopped {
        return Err(stopped.into());
    }
    if let Some(mut assignment) = answer? {
        assignment.truncate(instance.formula().variables());
        return Ok(Claim::Solution(assignment));
    }
    drat::check(formula, &sink.bytes, run).map_err(|error| match error.stopped() {
        Some(stopped) => Halt::Stopped(stopped),
        None => Halt::Error(SolveError::WrongProof(error)),
    })?;
    Ok(Claim::Refutation(Refutation::Proof(sink.bytes)))
}

/// A satisfying assignment, or `None` and a proof in `sink`.
fn run_solver(formula: &Cnf, sink: &mut ProofSink<'_>) -> Result<Option<Assignment>, Halt> {
    let run = sink.run;
    let mut solver = Solver::new();
    solver.write_proof(sink, ProofFormat::Drat);
    for (index, clause) in formula.clauses().enumerate() {
        if index % 1024 == 0 {
            run.check()?;
        }
        solver.add_clause(&literals(clause));
    }
    let satisfiable = solver.solve().map_err(|error| failure(&error))?;
    solver.close_proof().map_err(|error| failure(&error))?;
    Ok(satisfiable.then(|| complete(formula.variables(), &solver.model().unwrap_or_default())))
}

/// Literals as the solver has them.
pub(crate) fn literals(clause: &[Lit]) -> Vec<varisat::Lit> {
    clause.iter().map(|lit| varisat::Lit::from_index(lit.var().index(), lit.is_positive())).collect()
}

/// The solver's literals; every other variable, which no clause needs, is false.
pub(crate) fn complete(variables: usize, model: &[varisat::Lit]) -> Assignment {
    let mut assignment = Assignment::all_false(variables);
    let literals = model.iter().filter_map(|lit| Lit::from_dimacs(i32::try_from(lit.to_dimacs()).ok()?));
    literals.filter(|lit| lit.var().index() < variables).for_each(|lit| assignment.satisfy(lit));
    assignment
}

fn failure(error: &SolverError) -> Halt {
    Halt::Error(SolveError::Failed { solver: SolverKind::Sat, reason: error.to_string() })
}

/// Keeps the proof, and refuses more of it where a limit is reached.
#[derive(Debug)]
struct ProofSink<'a> {
    run: &'a Run,
    bytes: Vec<u8>,
    stopped: Option<Stopped>,
}

impl Write for ProofSink<'_> {
    fn write(&mut self, piece: &[u8]) -> io::Result<usize> {
        if let Err(stopped) = self.run.check_proof(self.bytes.len() + piece.len()) {
            self.stopped = Some(stopped);
            return Err(stopped.into());
        }
        self.bytes.extend_from_slice(piece);
        Ok(piece.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}
